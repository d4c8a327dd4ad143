//! What exports, API answers and archives of Zulip have in common.

use kamerton_core::fact::{Account, PlaceRef, ReactionCount};
use kamerton_core::role::Role;

use super::content::Content;
use crate::deleted::is_deleted_account_name;
use crate::import::MAX_TEXT;

/// The kind of channels, places and accounts.
pub(super) const KIND: &str = "zulip";

/// Accounts of Zulip itself, the same in every organisation.
const SYSTEM_BOTS: [&str; 4] = ["Welcome Bot", "Notification Bot", "Reminder Bot", "Email Gateway"];

/// Markup takes more room than the text it makes; beyond this it is no message.
const MAX_CONTENT: usize = 4 * MAX_TEXT;

/// The remote key of a message.
pub(super) fn key(realm: &str, message_id: &str) -> String {
    format!("{KIND}:{realm}:{message_id}")
}

/// The place of a stream.
pub(super) fn stream(realm: &str, stream_id: &str, name: &str, private: bool) -> PlaceRef {
    let remote_id = format!("{realm}:{stream_id}");
    PlaceRef { kind: KIND.to_owned(), remote_id, title: name.to_owned(), private }
}

/// The place of a direct conversation, named by its participants in the order of their ids.
pub(super) fn direct(realm: &str, participants: &mut Vec<(u64, String)>) -> PlaceRef {
    participants.sort();
    participants.dedup_by_key(|(id, _)| *id);
    let ids: Vec<_> = participants.iter().map(|(id, _)| id.to_string()).collect();
    let names: Vec<_> = participants.iter().map(|(_, name)| name.as_str()).collect();
    let remote_id = format!("{realm}:dm:{}", ids.join("-"));
    PlaceRef { kind: KIND.to_owned(), remote_id, title: names.join(", "), private: true }
}

/// An account; `is_bot` when the source says so. Generated bot addresses end in `-bot`.
pub(super) fn account(
    remote_id: Option<String>,
    name: Option<&str>,
    email: Option<&str>,
    is_bot: bool,
) -> Option<Account> {
    if remote_id.is_none() && name.is_none() {
        return None;
    }
    let local = email.and_then(|email| email.split('@').next()).unwrap_or_default();
    let is_system = name.is_some_and(|name| SYSTEM_BOTS.contains(&name));
    Some(Account {
        kind: KIND.to_owned(),
        remote_id: remote_id.unwrap_or_default(),
        handle: None,
        display_name: name.map(str::to_owned),
        role: (is_bot || is_system || local.ends_with("-bot")).then_some(Role::Bot),
        deleted: name.is_some_and(is_deleted_account_name),
    })
}

/// Adds one reaction to the counts of a message.
pub(super) fn add_reaction(
    counts: &mut Vec<ReactionCount>,
    emoji: String,
    account: Option<Account>,
) {
    let at = counts.iter().position(|count| count.emoji == emoji).unwrap_or(counts.len());
    if at == counts.len() {
        counts.push(ReactionCount { emoji, count: 0, accounts: Vec::new() });
    }
    if let Some(count) = counts.get_mut(at) {
        count.count = count.count.saturating_add(1);
        count.accounts.extend(account);
    }
}

/// Reads a text unless its markup is too long.
///
/// # Errors
/// A sentence saying so.
pub(super) fn read_content(
    source: &str,
    read: impl Fn(&str) -> Content,
) -> Result<Content, String> {
    if source.len() > MAX_CONTENT {
        return Err(format!("its text is {} bytes long with its markup", source.len()));
    }
    Ok(read(source))
}
