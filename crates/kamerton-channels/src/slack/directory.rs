//! Who and what the ids in a Slack export are: `users.json`, `channels.json`, `groups.json`,
//! `dms.json` and `mpims.json`.

use std::collections::HashMap;

use kamerton_core::fact::{Account, PlaceRef};
use kamerton_core::role::Role;
use serde_json::Value;

use crate::deleted::is_deleted_account_name;
use crate::fields::{flag, items, owned, text};
use crate::slug::slug;

/// The kind of channels, places and accounts.
pub(super) const KIND: &str = "slack";

/// The account in whose name Slack itself writes.
const SLACKBOT: &str = "USLACKBOT";

/// The directory of one export.
#[derive(Default)]
pub(super) struct Directory {
    users: HashMap<String, User>,
    /// Places by the folder their days lie in.
    places: HashMap<String, PlaceRef>,
    channel_names: HashMap<String, String>,
}

struct User {
    handle: Option<String>,
    name: Option<String>,
    is_bot: bool,
    deactivated: bool,
}

impl Directory {
    /// Takes in one record of the file `table`.
    ///
    /// # Errors
    /// A sentence saying what it lacks.
    pub(super) fn take(&mut self, table: &str, record: &Value) -> Result<(), String> {
        let id = owned(record, "id").ok_or("it has no id")?;
        if table == "users.json" {
            self.users.insert(id, User::of(record));
            return Ok(());
        }
        let name = owned(record, "name");
        let title = name.clone().filter(|_| table != "mpims.json");
        let title = title.unwrap_or_else(|| self.participants(record));
        let private = table != "channels.json";
        if let Some(name) = &name {
            self.channel_names.insert(id.clone(), name.clone());
        }
        let kind = KIND.to_owned();
        let place = PlaceRef { kind, remote_id: id.clone(), title, private };
        if let Some(name) = name {
            self.places.insert(name, place.clone());
        }
        self.places.insert(id, place);
        Ok(())
    }

    /// The place whose days lie in `folder`. A folder that no list names is a place of that name;
    /// it counts as private, since public channels are always listed.
    pub(super) fn place(&self, folder: &str) -> PlaceRef {
        self.places.get(folder).cloned().unwrap_or_else(|| PlaceRef {
            kind: KIND.to_owned(),
            remote_id: slug(folder),
            title: folder.to_owned(),
            private: true,
        })
    }

    /// Who a user is; `told` is the `user_profile` that came with a message.
    pub(super) fn account(&self, user: &str, told: Option<&Value>) -> Account {
        let known = self.users.get(user);
        let name =
            known.and_then(|known| known.name.clone()).or_else(|| told.and_then(profile_name));
        let handle = known.and_then(|known| known.handle.clone());
        let handle = handle.or_else(|| told.and_then(|told| owned(told, "name")));
        let is_bot = user == SLACKBOT || known.is_some_and(|known| known.is_bot);
        let nameless = known.is_some_and(|known| known.deactivated) && name.is_none();
        let erased = name.as_deref().is_some_and(is_deleted_account_name);
        Account {
            kind: KIND.to_owned(),
            remote_id: user.to_owned(),
            display_name: name.or_else(|| handle.clone()),
            deleted: erased || (nameless && handle.is_none()),
            handle,
            role: is_bot.then_some(Role::Bot),
        }
    }

    /// Whether `users.json` has this user.
    pub(super) fn knows(&self, user: &str) -> bool {
        self.users.contains_key(user)
    }

    /// The name shown for a user.
    pub(super) fn name(&self, user: &str) -> Option<&str> {
        let known = self.users.get(user)?;
        known.name.as_deref().or(known.handle.as_deref())
    }

    /// The name of a channel.
    pub(super) fn channel_name(&self, id: &str) -> Option<&str> {
        self.channel_names.get(id).map(String::as_str)
    }

    fn participants(&self, record: &Value) -> String {
        let members = items(record, "members").iter().filter_map(Value::as_str);
        let names: Vec<_> = members.map(|member| self.name(member).unwrap_or(member)).collect();
        names.join(", ")
    }
}

impl User {
    fn of(record: &Value) -> Self {
        let profile = record.get("profile").unwrap_or(&Value::Null);
        Self {
            handle: owned(record, "name"),
            name: profile_name(profile).or_else(|| owned(record, "real_name")),
            is_bot: flag(record, "is_bot"),
            deactivated: flag(record, "deleted"),
        }
    }
}

fn profile_name(profile: &Value) -> Option<String> {
    let name = text(profile, "real_name").or_else(|| text(profile, "display_name"));
    name.map(|name| name.trim().to_owned())
}
