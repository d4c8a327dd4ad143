//! Answering by mail, and finding out what became of an answer.

use std::time::Duration;

use kamerton_core::time::SECOND;
use mail_parser::MessageParser;

use super::Live;
use super::compose::Letter;
use super::imap::{Session, item};
use super::reading::{folders, opened, sent_folder, within};
use super::response::Value;
use super::settings::{Account, domain};
use super::smtp::{BUCKET, Smtp};
use super::upset::Result;
use crate::email::{head, loops};
use crate::live::{
    About, Act, Bucket, Link, Outgoing, Prove, Reason, Say, Send, Sent, To, Trouble, Work,
};

/// Mails that go out within a minute: providers take a burst for spam.
const A_MINUTE: u32 = 20;

impl Send for Live {
    fn buckets(&self, _: &Outgoing, _: &About) -> Vec<Bucket> {
        vec![Bucket::new(BUCKET, A_MINUTE, Duration::from_secs(60))]
    }

    fn send<'a>(&'a self, link: &'a Link<'a>, outgoing: &'a Outgoing) -> Work<'a, Sent> {
        Box::pin(async move {
            let Act::Say(say) = &outgoing.act else {
                return Err(Trouble::Refused(Reason::of("channel-email-why-stays")));
            };
            let To::Message { message, .. } = &say.to else {
                let why = "channel-email-why-only-answers";
                return Err(Trouble::Refused(Reason::of(why)));
            };
            let account = Account::of(link.settings);
            let answered = id_of(message)?;
            let header = within(link, &account, async |session: &mut Session| {
                header_of(session, link, &account, answered).await
            })
            .await?;
            let gone = || {
                let why = "channel-email-why-mail-gone";
                Trouble::Refused(Reason::of(why))
            };
            let header = header.ok_or_else(gone)?;
            let letter = answer(&account, link, outgoing, say, &header, answered)?;
            let mail = letter.bytes();
            hand_over(link, &account, &letter, &mail).await?;
            if !account.copies {
                // It has gone out: that a copy cannot be filed changes nothing of that.
                let _ = file(link, &account, &letter.id, &mail).await;
            }
            Ok(sent(&letter))
        })
    }
}

fn sent(letter: &Letter<'_>) -> Sent {
    Sent { key: Some(key(&letter.id)), at: Some(letter.at()), ..Sent::default() }
}

fn key(id: &str) -> String {
    format!("{}:{id}", super::WORD)
}

/// The id of a mail, of its remote key.
pub(super) fn id_of(key: &str) -> std::result::Result<&str, Trouble> {
    let id =
        key.strip_prefix(super::WORD).and_then(|rest| rest.strip_prefix(':')).unwrap_or_default();
    let nameless = || {
        let why = "channel-email-why-no-id";
        Trouble::Refused(Reason::of(why))
    };
    let is_named = !id.is_empty() && !id.starts_with("raw:") && !id.contains(['\r', '\n', '\0']);
    if is_named { Ok(id) } else { Err(nameless()) }
}

/// The id of what goes out: made of its name in our house, so that a second try is the same mail.
fn own_id(account: &Account, outgoing: &Outgoing) -> String {
    let domain = Some(domain(&account.address)).filter(|domain| !domain.is_empty());
    let domain = domain.and_then(ascii_domain);
    format!("{}@{}", outgoing.id, domain.unwrap_or_else(|| "localhost".to_owned()))
}

/// A name of a host as it goes over the wire: `почта.рф` is `xn--80a1acny.xn--p1ai`.
fn ascii_domain(domain: &str) -> Option<String> {
    let plain = |c: char| c.is_alphanumeric() || ".-_".contains(c);
    if !domain.chars().all(plain) {
        return None;
    }
    let url = reqwest::Url::parse(&format!("http://{domain}/")).ok()?;
    url.host_str().map(str::to_owned)
}

/// The header of a mail, wherever it lies.
async fn header_of(
    session: &mut Session,
    link: &Link<'_>,
    account: &Account,
    id: &str,
) -> Result<Option<Vec<u8>>> {
    for folder in folders(session, link, account).await?.iter().rev() {
        let Some(found) = found_in(session, folder, id).await? else { continue };
        return Ok(Some(found));
    }
    Ok(None)
}

/// The header of the mail with this id in a folder.
async fn found_in(session: &mut Session, folder: &str, id: &str) -> Result<Option<Vec<u8>>> {
    if opened(session, folder).await?.is_none() {
        return Ok(None);
    }
    for number in session.search_header("Message-ID", id).await?.into_iter().rev().take(5) {
        let what = "UID BODY.PEEK[HEADER]<0.262144>";
        let answers = session.fetch(&number.to_string(), what).await?;
        for items in answers.fetched() {
            let header = item(items, "BODY[HEADER]<0>").or_else(|| item(items, "BODY[HEADER]"));
            let Some(Value::Text(header)) = header else { continue };
            // Servers find what merely contains it.
            let parsed = MessageParser::default().parse_headers(header);
            if parsed.and_then(|mail| head::message_id(&mail)).as_deref() == Some(id) {
                return Ok(Some(header.clone()));
            }
        }
    }
    Ok(None)
}

/// The answer to a mail.
fn answer<'a>(
    account: &Account,
    link: &Link<'_>,
    outgoing: &Outgoing,
    say: &'a Say,
    header: &[u8],
    answered: &str,
) -> std::result::Result<Letter<'a>, Trouble> {
    let refused = |why: &'static str| Trouble::Refused(Reason::of(why));
    let whom = loops::addressee(header, link.about).map_err(|why| refused(why.message()))?;
    let mail = MessageParser::default().parse_headers(header);
    let mail = mail.ok_or_else(|| refused("channel-email-why-unreadable"))?;
    let address = sendable(&whom.address).ok_or_else(|| refused("channel-email-why-no-address"))?;
    let subject = head::subject(&mail).unwrap_or_default();
    let mut before = head::references(&mail);
    if before.is_empty() {
        before.extend(head::answered(&mail));
    }
    before.retain(|id| is_id(id) && id != answered);
    // An id that could not be written as it is would name another mail.
    if is_id(answered) {
        before.push(answered.to_owned());
    } else {
        before.clear();
    }
    Ok(Letter {
        id: own_id(account, outgoing),
        from: (account.name.clone(), account.address.clone()),
        to: (whom.name.unwrap_or_default(), address),
        subject: format!("Re: {}", head::bare_subject(&subject)),
        before,
        seconds: (link.now)().micros().div_euclid(SECOND),
        text: &say.text,
        files: &say.files,
    })
}

/// Whether an id can stand in a header of ours.
fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() < 250
        && id.chars().all(|c| c.is_ascii_graphic() && !"<>".contains(c))
}

/// An address as it goes over the wire; nothing where it is none, or could be read as two.
fn sendable(address: &str) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let is_plain = |c: char| c.is_ascii_graphic() && !"<>()[],;:\\\"@ ".contains(c);
    let domain = ascii_domain(domain)?;
    let fits = !local.is_empty() && local.len() <= 64 && local.chars().all(is_plain);
    (fits && domain.contains('.')).then(|| format!("{local}@{domain}"))
}

async fn hand_over(
    link: &Link<'_>,
    account: &Account,
    letter: &Letter<'_>,
    mail: &[u8],
) -> std::result::Result<(), Trouble> {
    let from = sendable(&account.address)
        .ok_or_else(|| Trouble::Settings(Reason::of("channel-email-why-no-from")))?;
    let mut smtp = Smtp::connect(link.out, &account.smtp, &account.address).await?;
    smtp.sign_in(&account.login).await?;
    if smtp.largest().is_some_and(|largest| mail.len() > largest) {
        return Err(Trouble::Refused(Reason::of("channel-email-why-large")));
    }
    smtp.deliver(&from, &letter.to.1, mail).await?;
    smtp.leave().await;
    Ok(())
}

/// Files a copy among what was sent, unless the server did.
async fn file(
    link: &Link<'_>,
    account: &Account,
    id: &str,
    mail: &[u8],
) -> std::result::Result<(), Trouble> {
    within(link, account, async |session: &mut Session| {
        let Some(folder) = sent_folder(session, link, account).await? else { return Ok(()) };
        if found_in(session, &folder, id).await?.is_none() {
            session.append(&folder, mail).await?;
        }
        Ok(())
    })
    .await
}

impl Prove for Live {
    /// A copy among what was sent, or anywhere else, says that it was taken: where the server files what
    /// it sends. That there is none says nothing.
    fn prove<'a>(
        &'a self,
        link: &'a Link<'a>,
        outgoing: &'a Outgoing,
        _: kamerton_core::time::Instant,
    ) -> Work<'a, Option<Sent>> {
        Box::pin(async move {
            let account = Account::of(link.settings);
            let id = own_id(&account, outgoing);
            let header = within(link, &account, async |session: &mut Session| {
                header_of(session, link, &account, &id).await
            })
            .await?;
            let unproven = || {
                let why = "channel-email-why-unproven";
                Trouble::Unknown(Reason::of(why))
            };
            let header = header.ok_or_else(unproven)?;
            let mail = MessageParser::default().parse_headers(&header);
            let at = mail.and_then(|mail| head::sent_at(&mail, "", None));
            Ok(Some(Sent { key: Some(key(&id)), at, ..Sent::default() }))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_could_be_read_as_two_are_none() {
        for (address, expected) in [
            ("ann@example.org", Some("ann@example.org")),
            ("a.b+c@Example.ORG", Some("a.b+c@example.org")),
            ("help@почта.рф", Some("help@xn--80a1acny.xn--p1ai")),
            ("a@b@example.org", None),
            ("a b@example.org", None),
            ("a>\r\nRCPT TO:<x@y.z@example.org", None),
            ("анна@example.org", None),
            ("@example.org", None),
            ("ann@localhost", None),
            ("ann@exa mple.org", None),
            ("ann", None),
        ] {
            assert_eq!(sendable(address).as_deref(), expected, "{address}");
        }
    }

    #[test]
    fn keys_name_mails() {
        assert_eq!(id_of("email:a@b"), Ok("a@b"));
        for key in ["email:", "email:raw:0123", "mail:a@b", "email:a\r\nb"] {
            assert!(id_of(key).is_err(), "{key}");
        }
    }
}
