//! The chat that is being read: what its messages are called, and its accounts.

use kamerton_core::fact::{Account, PlaceRef};
use kamerton_core::role::Role;

use super::KIND;
use crate::deleted::is_deleted_account_name;
use crate::slug::slug;

/// One chat of an export.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Chat {
    pub(super) place: PlaceRef,
}

impl Chat {
    /// A chat known by its name only.
    pub(super) fn named(title: &str) -> Self {
        let title = title.trim();
        Self::new(slug(title), title.to_owned(), false)
    }

    /// A chat with its platform's id.
    pub(super) fn new(remote_id: String, title: String, private: bool) -> Self {
        Self { place: PlaceRef { kind: KIND.to_owned(), remote_id, title, private } }
    }

    /// The remote key of a message in this chat.
    pub(super) fn key(&self, message: i64) -> String {
        format!("{KIND}:{}:{message}", self.place.remote_id)
    }
}

/// The account behind a name; `None` for an empty one.
pub(super) fn named_account(name: &str) -> Option<Account> {
    let name = name.trim();
    (!name.is_empty()).then(|| account(String::new(), Some(name)))
}

/// An account by id and name, as far as the source has them.
pub(super) fn account(remote_id: String, name: Option<&str>) -> Account {
    let name = name.map(str::trim).filter(|name| !name.is_empty());
    let deleted = name.is_none_or(is_deleted_account_name);
    Account {
        kind: KIND.to_owned(),
        remote_id,
        handle: None,
        display_name: name.map(|name| name.replace('\0', "\u{FFFD}")),
        role: deleted.then_some(Role::Unknown),
        deleted,
    }
}

/// A page's title without the month that its exporter put behind it: `Club (2019-12)`.
pub(super) fn without_month(title: &str) -> &str {
    let title = title.trim();
    let Some((name, rest)) = title.rsplit_once('(') else {
        return title;
    };
    let inside = rest.strip_suffix(')').unwrap_or_default();
    let is_date = inside.len() >= 4
        && inside.chars().all(|letter| letter.is_ascii_digit() || "-./ —–".contains(letter))
        && inside.chars().any(|letter| letter.is_ascii_digit());
    if is_date && !name.trim().is_empty() { name.trim() } else { title }
}

/// A bot that helped to write is no author: `Ann via @gif`.
pub(super) fn without_bot(name: &str) -> &str {
    match name.split_once(" via @") {
        Some((author, bot)) if !bot.contains(' ') => author,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_no_part_of_a_title() {
        for (title, expected) in [
            ("Club (2019-12)", "Club"),
            ("Club (01.2020)", "Club"),
            ("Club (new)", "Club (new)"),
            ("(2019-12)", "(2019-12)"),
            (" Club ", "Club"),
            ("Club ()", "Club ()"),
        ] {
            assert_eq!(without_month(title), expected);
        }
    }

    #[test]
    fn nobody_is_deleted() {
        assert!(account("user1".into(), None).deleted);
        assert_eq!(named_account("Удалённый аккаунт").unwrap().role, Some(Role::Unknown));
        assert_eq!(named_account(" Ada ").unwrap().display_name.as_deref(), Some("Ada"));
        assert_eq!(named_account("  "), None);
    }
}
