//! Names of things: remote keys, places, accounts, buttons.

use kamerton_core::fact::{Account, PlaceRef};
use kamerton_core::role::Role;
use serde_json::Value;

use super::read::{id, is, text, word};
use crate::deleted::is_deleted_account_name;
use crate::live::About;
use crate::max::KIND;

/// The remote key of a message.
pub(super) fn key(chat: &str, message: &str) -> String {
    format!("{KIND}:{chat}:{message}")
}

/// Chat and message of a remote key; nothing when it is another platform's.
pub(super) fn parts(key: &str) -> Option<(&str, &str)> {
    let (chat, message) = key.strip_prefix(KIND)?.strip_prefix(':')?.split_once(':')?;
    (!chat.is_empty() && !message.is_empty()).then_some((chat, message))
}

/// A chat. What a payload does not tell of it is taken from what is known; a title is never empty.
pub(super) fn place(
    chat: &str,
    title: Option<String>,
    private: Option<bool>,
    about: &About,
) -> PlaceRef {
    let known = about.places.iter().find(|known| known.kind == KIND && known.remote_id == chat);
    let known_title = known.map(|known| known.title.clone()).filter(|title| !title.is_empty());
    PlaceRef {
        kind: KIND.to_owned(),
        remote_id: chat.to_owned(),
        title: title.or(known_title).unwrap_or_else(|| chat.to_owned()),
        private: private.or(known.map(|known| known.private)).unwrap_or_default(),
    }
}

/// The name of somebody; older and newer versions have it in different fields.
pub(super) fn name(user: &Value) -> Option<String> {
    let (first, last) = (text(user, "first_name"), text(user, "last_name"));
    let whole = match (first, last) {
        (Some(first), Some(last)) => Some(format!("{} {}", first.trim(), last.trim())),
        (first, last) => first.or(last),
    };
    whole.or_else(|| text(user, "name")).map(|name| name.trim().to_owned())
}

/// Somebody. Nobody without an id.
pub(super) fn account(user: &Value, about: &About) -> Option<Account> {
    let remote_id = id(user, "user_id")?;
    if let Some(me) = me(about).filter(|me| me.remote_id == remote_id) {
        return Some(me);
    }
    let display_name = name(user);
    let deleted = display_name.as_deref().is_some_and(is_deleted_account_name);
    let role = match (deleted, is(user, "is_bot")) {
        (true, _) => Some(Role::Unknown),
        (false, true) => Some(Role::Bot),
        (false, false) => None,
    };
    let handle = text(user, "username").map(|name| name.trim().trim_start_matches('@').to_owned());
    Some(Account {
        kind: KIND.to_owned(),
        remote_id,
        handle: handle.filter(|handle| !handle.is_empty()),
        display_name,
        role,
        deleted,
    })
}

/// Somebody of whom only the id is told.
pub(super) fn by_id(remote_id: String, about: &About) -> Account {
    let me = me(about).filter(|me| me.remote_id == remote_id);
    me.unwrap_or_else(|| Account { kind: KIND.to_owned(), remote_id, ..Account::default() })
}

/// The bot itself.
pub(super) fn me(about: &About) -> Option<Account> {
    let me = about.me.clone()?;
    let role = me.role.or(Some(Role::Brand));
    Some(Account { role, ..me })
}

/// A channel that speaks for itself: its posts name nobody.
pub(super) fn channel(place: &PlaceRef) -> Account {
    let title = (place.title != place.remote_id).then(|| place.title.clone());
    Account {
        kind: KIND.to_owned(),
        remote_id: place.remote_id.clone(),
        display_name: title,
        role: Some(Role::Brand),
        ..Account::default()
    }
}

/// Whether a kind of chat is a talk between two; nothing where it is not told.
pub(super) fn is_private(kind: &str) -> Option<bool> {
    match kind {
        "dialog" => Some(true),
        "channel" => Some(false),
        // Whether a chat is open to everybody stands in the chat, not in its messages.
        _ => None,
    }
}

/// What a button of ours carries: the question's own name, whether several answers may be chosen and
/// which answer it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choice<'a> {
    /// Name of the question: the id of what was sent.
    pub(super) question: &'a str,
    /// Whether one choice leaves the others as they are.
    pub(super) several: bool,
    /// Number of the answer, from 0.
    pub(super) answer: usize,
}

/// The first letters of what a button of ours carries, with the number of this form.
const MARK: &str = "kamerton1";

impl<'a> Choice<'a> {
    /// As a button carries it.
    pub(super) fn payload(self) -> String {
        let several = if self.several { "several" } else { "one" };
        format!("{MARK}:{}:{several}:{}", self.question, self.answer)
    }

    /// What a button carried, if it is one of ours.
    pub(super) fn read(payload: &'a str) -> Option<Self> {
        let mut parts = payload.split(':');
        if parts.next()? != MARK {
            return None;
        }
        let question = parts.next()?;
        let several = match parts.next()? {
            "several" => true,
            "one" => false,
            _ => return None,
        };
        let answer = parts.next()?.parse().ok()?;
        parts.next().is_none().then_some(Self { question, several, answer })
    }
}

/// The texts of the buttons of a message, each with what it carries.
pub(super) fn buttons(message: &Value) -> Vec<(String, String)> {
    let body = message.get("body").unwrap_or(&Value::Null);
    let keyboards = super::read::items(body, "attachments").iter();
    let keyboards = keyboards.filter(|found| word(found, "type") == "inline_keyboard");
    let rows = keyboards.filter_map(|found| found.get("payload")?.get("buttons")?.as_array());
    let buttons = rows.flatten().filter_map(Value::as_array).flatten();
    buttons.filter_map(|button| Some((text(button, "text")?, text(button, "payload")?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_made() {
        assert_eq!(parts(&key("-7", "mid.a:b")), Some(("-7", "mid.a:b")));
        for other in ["", "max", "max:", "max:1", "max:1:", "max::1", "vk:1:2", "maxx:1:2"] {
            assert_eq!(parts(other), None, "{other}");
        }
    }

    #[test]
    fn a_choice_is_read_as_it_was_made() {
        let choice = Choice { question: "0af1", several: true, answer: 12 };
        assert_eq!(Choice::read(&choice.payload()), Some(choice));
        for other in ["", "yes", "kamerton1:a:one", "kamerton1:a:two:1", "kamerton1:a:one:1:2"] {
            assert_eq!(Choice::read(other), None, "{other}");
        }
    }
}
