//! Who wrote a mail.

use kamerton_core::fact::{Account, SenderCheck};
use mail_parser::Message;

use super::addresses::is_deaf;
use super::{Nature, checks};
use crate::email::head;

/// Who wrote it, and what is known of whether that is true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Author {
    /// The account; nothing where no header names one.
    pub account: Option<Account>,
    /// What the receiving server found.
    pub check: SenderCheck,
}

/// The author of a mail. Where the sender is a list, a form on a site or a service that passes on, it is
/// the one person that answers go to, and nobody has looked whether that is true.
pub(crate) fn of(message: &Message<'_>, envelope: &str, nature: Nature) -> Author {
    let Some(account) = head::author(message, envelope) else {
        return Author { account: None, check: SenderCheck::Unknown };
    };
    if nature == Nature::Person
        && let Some(behind) = behind(message, &account)
    {
        return Author { account: Some(behind), check: SenderCheck::Unknown };
    }
    let check = checks::check(message, &account.remote_id).unwrap_or(SenderCheck::Unknown);
    Author { account: Some(account), check }
}

fn behind(message: &Message<'_>, from: &Account) -> Option<Account> {
    let answers = message.reply_to()?;
    let mut all = answers.iter().filter_map(|one| one.address.as_deref());
    let (one, None) = (all.next()?, all.next()) else { return None };
    let address = one.trim().to_lowercase();
    let recipients = head::recipients(message);
    // Where answers go to the one it was sent to, it says nothing of who wrote.
    if address == from.remote_id
        || is_deaf(&address)
        || !head::is_address(&address)
        || recipients.contains(&address)
    {
        return None;
    }
    let form = recipients.contains(&from.remote_id);
    let list = is_list(message, &from.remote_id);
    if !form && !list && !is_deaf(&from.remote_id) || list && is_list(message, &address) {
        return None;
    }
    let (name, _) = head::first(answers)?;
    let name = name.or_else(|| from.display_name.as_deref().and_then(before_via));
    Some(Account {
        kind: head::KIND.to_owned(),
        remote_id: address,
        display_name: name.map(|name| head::short(&name)),
        ..Account::default()
    })
}

/// Whether it is the address of the list that brought the mail.
fn is_list(message: &Message<'_>, address: &str) -> bool {
    let post = head::raw(message, "List-Post").unwrap_or_default().to_lowercase();
    !address.is_empty() && post.contains(address)
}

/// `Anna via Tea club` is Anna.
fn before_via(name: &str) -> Option<String> {
    let (name, _) = name.split_once(" via ").or_else(|| name.split_once(" через "))?;
    let name = name.trim_matches(['"', '\'', ' ']);
    (!name.is_empty()).then(|| name.to_owned())
}
