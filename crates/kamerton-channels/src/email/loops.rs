//! Whether a mail may be answered, and whom an answer goes to (RFC 3834, RFC 2369).

use kamerton_core::fact::Account;
use mail_parser::{Address, MessageParser};

use super::head;
use super::read::{Nature, is_deaf};
use crate::live::About;

/// Why a mail is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WhyNot {
    /// It cannot be read as a mail.
    #[error("the mail cannot be read")]
    Unreadable,
    /// It names nobody to answer to.
    #[error("the mail names no address to answer to")]
    NoAddress,
    /// The answer would come back to us.
    #[error("the mail is our own: the answer would come back to us")]
    Own,
    /// A mail system wrote it.
    #[error("it is a notice of a mail that did not arrive; nobody reads answers to it")]
    Undelivered,
    /// A program wrote it.
    #[error("a program sent it by itself; answering may begin an endless exchange of programs")]
    Automatic,
    /// A newsletter.
    #[error("it was sent to many at once by a program; nobody reads answers to it")]
    Bulk,
    /// Nobody reads what is sent there.
    #[error("nobody reads what is sent to the address that it names for answers")]
    NoReply,
    /// It came by a list that is no place of ours.
    #[error("it came by a mailing list that is no place of this channel")]
    List,
}

impl WhyNot {
    /// The message that says it.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Unreadable => "channel-email-why-unreadable",
            Self::NoAddress => "channel-email-why-no-address",
            Self::Own => "channel-email-why-own",
            Self::Undelivered => "channel-email-why-undelivered",
            Self::Automatic => "channel-email-why-automatic",
            Self::Bulk => "channel-email-why-bulk",
            Self::NoReply => "channel-email-why-no-reply",
            Self::List => "channel-email-why-list",
        }
    }
}

/// Whom an answer goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressee {
    /// The name as shown.
    pub name: Option<String>,
    /// The address.
    pub address: String,
    /// It is a list: all its members will read it.
    pub list: bool,
}

/// Whether this mail may be answered; its head is enough.
///
/// # Errors
/// Why not.
pub fn may_answer(mail: &[u8], about: &About) -> Result<(), WhyNot> {
    addressee(mail, about).map(|_| ())
}

/// Whom an answer to this mail goes to; its head is enough.
///
/// # Errors
/// Why it is not answered.
pub fn addressee(mail: &[u8], about: &About) -> Result<Addressee, WhyNot> {
    let message = MessageParser::default().parse(mail).ok_or(WhyNot::Unreadable)?;
    if message.headers().is_empty() {
        return Err(WhyNot::Unreadable);
    }
    match Nature::of(&message) {
        Nature::Undelivered => return Err(WhyNot::Undelivered),
        Nature::Automatic => return Err(WhyNot::Automatic),
        Nature::Bulk => return Err(WhyNot::Bulk),
        Nature::Person => {}
    }
    if head::is_talk(&message)
        && let Some(list) = head::list(&message)
    {
        let ours = about.places.iter().any(|place| place.remote_id == list.remote_id);
        let post = head::raw(&message, "List-Post").and_then(|post| posted_to(&post));
        return match post.filter(|_| ours) {
            Some(address) => Ok(Addressee { name: Some(list.title), address, list: true }),
            None => Err(WhyNot::List),
        };
    }
    let me = about.me.as_ref();
    let own = |address: &str| me.is_some_and(|me| is(me, address));
    let from = message.from().and_then(one);
    let answers = message.reply_to().and_then(one);
    let written_by_us = from.as_ref().is_some_and(|from| own(&from.address));
    // What we wrote is gone on with to the one it was written to.
    let to = || message.to().and_then(one);
    let candidates = [answers, if written_by_us { to() } else { from }];
    let named: Vec<Addressee> = candidates.into_iter().flatten().collect();
    if named.is_empty() {
        return Err(WhyNot::NoAddress);
    }
    let others: Vec<Addressee> = named.into_iter().filter(|one| !own(&one.address)).collect();
    if others.is_empty() {
        return Err(WhyNot::Own);
    }
    others.into_iter().find(|one| !is_deaf(&one.address)).ok_or(WhyNot::NoReply)
}

fn is(me: &Account, address: &str) -> bool {
    me.remote_id.eq_ignore_ascii_case(address)
}

/// The first who is named with an address that can be written to.
fn one(address: &Address<'_>) -> Option<Addressee> {
    address.iter().find_map(|one| {
        let address = one.address.as_deref()?.trim();
        let (name, host) = address.rsplit_once('@')?;
        let clean = !address.contains(|letter: char| letter.is_whitespace() || letter.is_control());
        let named = one.name.as_deref().map(|name| {
            name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
        });
        (clean && !name.is_empty() && !host.is_empty()).then(|| Addressee {
            name: named,
            address: address.to_owned(),
            list: false,
        })
    })
}

/// `<mailto:club@example.org>` is an address.
fn posted_to(header: &str) -> Option<String> {
    let (_, rest) = header.split_once("mailto:")?;
    let address = rest.split(['>', '?', ',', ' ']).next()?;
    address.contains('@').then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use kamerton_core::fact::PlaceRef;

    use super::*;

    fn about() -> About {
        let place = |remote_id: &str| PlaceRef {
            kind: "email".to_owned(),
            remote_id: remote_id.to_owned(),
            ..PlaceRef::default()
        };
        let me = Account {
            kind: "email".to_owned(),
            remote_id: "shop@our.example".to_owned(),
            ..Account::default()
        };
        About { me: Some(me), places: vec![place("club-there-example")], ..About::default() }
    }

    #[test]
    fn only_people_are_answered() {
        let ok =
            |address: &str| Ok(Addressee { name: None, address: address.to_owned(), list: false });
        for (head, wanted) in [
            ("From: anna@there.example", ok("anna@there.example")),
            ("From: anna@there.example\nReply-To: a@b.example", ok("a@b.example")),
            ("From: no-reply@shop.example\nReply-To: a@b.example", ok("a@b.example")),
            ("From: anna@there.example\nReply-To: noreply@b.example", ok("anna@there.example")),
            ("From: no-reply@shop.example", Err(WhyNot::NoReply)),
            ("From: Shop@our.example\nTo: anna@there.example", ok("anna@there.example")),
            ("From: shop@our.example\nTo: shop@our.example", Err(WhyNot::Own)),
            ("From: anna@there.example\nAuto-Submitted: auto-replied", Err(WhyNot::Automatic)),
            ("From: anna@there.example\nAuto-Submitted: no", ok("anna@there.example")),
            ("From: anna@there.example\nSubject: Автоответ: x", Err(WhyNot::Automatic)),
            ("From: MAILER-DAEMON@mx.example\nSubject: failure notice", Err(WhyNot::Undelivered)),
            ("From: news@there.example\nPrecedence: bulk", Err(WhyNot::Bulk)),
            ("Subject: x\nFrom: Anna", Err(WhyNot::NoAddress)),
            ("no mail", Err(WhyNot::Unreadable)),
        ] {
            let mail = format!("{head}\nDate: Tue, 1 Nov 2022 12:30:00 +0300\n\nhi\n");
            let found = addressee(mail.as_bytes(), &about());
            if head == "no mail" {
                assert!(found.is_err());
            } else {
                assert_eq!(found, wanted, "{head}");
            }
        }
    }

    #[test]
    fn lists_are_answered_where_they_are_places_of_ours() {
        let mail = |id: &str| {
            format!(
                "From: anna@there.example\nList-Id: Club <{id}>\nPrecedence: list\n\
                 List-Post: <mailto:club@there.example>\nList-Unsubscribe: <x>\n\nhi\n"
            )
        };
        let found = addressee(mail("club.there.example").as_bytes(), &about()).unwrap();
        assert_eq!((found.address.as_str(), found.list), ("club@there.example", true));
        let other = addressee(mail("other.there.example").as_bytes(), &about());
        assert_eq!(other, Err(WhyNot::List));
    }
}
