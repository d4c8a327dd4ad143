//! Who is who: ids of accounts, and the names that come along with some answers.

use std::collections::HashMap;

use kamerton_core::fact::Account;
use kamerton_core::role::Role;
use serde_json::{Value, json};

use super::KIND;
use super::wire::{id, list, text};

/// What is known of people and communities while one payload is read.
pub(super) struct People<'a> {
    group: i64,
    title: &'a str,
    known: HashMap<i64, &'a Value>,
}

impl<'a> People<'a> {
    pub fn new(group: i64, title: &'a str, body: &'a Value) -> Self {
        let profiles = list(body, "profiles").iter().filter_map(|one| Some((id(one, "id")?, one)));
        let groups = list(body, "groups")
            .iter()
            .filter_map(|one| Some((-id(one, "id")?.saturating_abs(), one)));
        Self { group, title, known: profiles.chain(groups).collect() }
    }

    /// The account of an id.
    pub fn account(&self, id: i64) -> Option<Account> {
        (id != 0).then(|| {
            let known = self.known.get(&id).copied();
            let mut account = known.map_or_else(|| bare(id), |value| named(id, value));
            if self.is_us(id) {
                account.role = Some(Role::Brand);
                account.display_name = account.display_name.or_else(|| shown(self.title));
            }
            account
        })
    }

    /// Whether it is the community that is connected.
    pub fn is_us(&self, id: i64) -> bool {
        self.group != 0 && id == self.group.saturating_neg()
    }

    /// The name of somebody, or their id when no name came along.
    pub fn name(&self, id: i64) -> String {
        let named = self.account(id).and_then(|account| account.display_name);
        named.unwrap_or_else(|| match id {
            ..0 => format!("club{}", id.unsigned_abs()),
            _ => format!("id{id}"),
        })
    }

    /// The title of what belongs to somebody.
    pub fn title(&self, owner: i64) -> String {
        match self.is_us(owner) && !self.title.is_empty() {
            true => self.title.to_owned(),
            false => self.name(owner),
        }
    }
}

fn bare(id: i64) -> Account {
    Account { kind: KIND.to_owned(), remote_id: id.to_string(), ..Account::default() }
}

/// An account with the names that an answer gives.
pub(super) fn named(id: i64, value: &Value) -> Account {
    let whole = format!("{} {}", text(value, "first_name"), text(value, "last_name"));
    let name = shown(text(value, "name")).or_else(|| shown(&whole));
    let handle = shown(text(value, "screen_name")).or_else(|| shown(text(value, "domain")));
    Account { handle, display_name: name, ..bare(id) }
}

fn shown(name: &str) -> Option<String> {
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// Of those that came along with an answer, the names of these.
pub(super) fn only(answer: &Value, ids: &[i64]) -> (Vec<Value>, Vec<Value>) {
    let of = |name: &str, sign: i64| -> Vec<Value> {
        let wanted = |one: &&Value| {
            id(one, "id").is_some_and(|number| ids.contains(&(sign * number.saturating_abs())))
        };
        list(answer, name).iter().filter(wanted).map(lean).collect()
    };
    (of("profiles", 1), of("groups", -1))
}

/// What of an account we have a use for: nothing else of it is kept.
pub(super) fn lean(one: &Value) -> Value {
    let fields = ["id", "first_name", "last_name", "name", "screen_name", "domain"];
    let kept = fields.iter().filter_map(|name| Some(((*name).to_owned(), one.get(*name)?.clone())));
    match kept.collect::<serde_json::Map<_, _>>() {
        kept if kept.is_empty() => json!({}),
        kept => Value::Object(kept),
    }
}
