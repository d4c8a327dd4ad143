//! Names of people and communities that events name by number only.

use std::collections::HashMap;

use kamerton_core::fact::Account;
use serde_json::Value;

use super::api::Api;
use super::call::Call;
use super::people::named;
use super::wire::{as_int, id, list};
use crate::live::{Link, Name, Trouble, Work};

/// So many are asked for at once; the platform takes a thousand people and five hundred communities.
const MOST: usize = 500;

impl Name for super::Live {
    fn name<'a>(&'a self, link: &'a Link<'a>, accounts: &'a [String]) -> Work<'a, Vec<Account>> {
        Box::pin(async move {
            let api = Api::of(link)?;
            let ids: Vec<i64> = accounts.iter().filter_map(|id| id.parse().ok()).collect();
            let known = ask(&api, &ids).await?;
            Ok(known.iter().map(|(id, value)| named(*id, value)).collect())
        })
    }
}

/// What the platform says of these: people by their number, communities by theirs with a minus.
pub(super) async fn ask(api: &Api<'_>, ids: &[i64]) -> Result<HashMap<i64, Value>, Trouble> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let (groups, users): (Vec<i64>, Vec<i64>) = ids.into_iter().partition(|id| *id < 0);
    let mut known = HashMap::new();
    for some in users.chunks(MOST) {
        let users = api.call(&users_get(some)).await?;
        let users = users.as_array().into_iter().flatten();
        known.extend(users.filter_map(|one| Some((id(one, "id")?, one.clone()))));
    }
    for some in groups.chunks(MOST) {
        let groups = api.call(&groups_get(some)).await?;
        known.extend(listed(&groups).iter().filter_map(|one| {
            Some((id(one, "id")?.saturating_abs().saturating_neg(), one.clone()))
        }));
    }
    Ok(known)
}

fn users_get(ids: &[i64]) -> Call {
    Call::ask("users.get").with("user_ids", joined(ids)).with("fields", "screen_name")
}

fn groups_get(ids: &[i64]) -> Call {
    let ids: Vec<i64> = ids.iter().map(|id| id.saturating_abs()).collect();
    Call::ask("groups.getById").with("group_ids", joined(&ids)).with("fields", "screen_name")
}

/// The communities of an answer: a list of its own, or the answer itself in older versions.
pub(super) fn listed(answer: &Value) -> &[Value] {
    match answer.as_array() {
        Some(all) => all,
        None => list(answer, "groups"),
    }
}

/// Numbers as the platform takes them.
pub(super) fn joined(ids: &[i64]) -> String {
    ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",")
}

/// Everybody whom an event names.
pub(super) fn people(event: &Value) -> Vec<i64> {
    let object = event.get("object").unwrap_or(event);
    let mut found = within(object);
    let inner = object.get("message").unwrap_or(object);
    found.extend(within(inner));
    for name in ["fwd_messages", "copy_history"] {
        found.extend(list(inner, name).iter().flat_map(within));
    }
    for name in ["reply_message", "action"] {
        found.extend(inner.get(name).map(within).unwrap_or_default());
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn within(value: &Value) -> Vec<i64> {
    let names =
        ["from_id", "owner_id", "user_id", "liker_id", "reacted_id", "member_id", "peer_id"];
    let ids = names.iter().filter_map(|name| as_int(value.get(*name)?));
    ids.filter(|id| *id != 0 && *id < super::spot::CHATS && *id > -super::spot::CHATS).collect()
}
