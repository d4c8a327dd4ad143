//! In what form a payload is kept.
//!
//! An event of VK carries the secret of its server and, when something is deleted, liked or joined, no
//! time. So it is kept without the one and with the time at which it came: `{"at": 1700000000, "event":
//! {…}, "profiles": […], "groups": […]}`. What is read later, a post or a message, is kept as the event
//! that would have told of it. Everything else is kept as it came.

use kamerton_core::time::Instant;
use serde_json::{Value, json};

use super::wire::{id, mark, moment, seconds, text};
use crate::live::Raw;

/// An event as it came, from outside.
pub(super) fn event(mut event: Value, now: Instant) -> Raw {
    if let Some(members) = event.as_object_mut() {
        members.remove("secret");
    }
    let key = match text(&event, "event_id").trim() {
        "" => mark(&json!([event.get("type"), event.get("object")])),
        id if id.len() <= 128 => id.to_owned(),
        _ => mark(&event),
    };
    let object = event.get("object").unwrap_or(&Value::Null);
    let at = moment(object.get("message").unwrap_or(object), "date");
    Raw { key, at, body: json!({ "at": seconds(now), "event": event }).to_string() }
}

/// The same with names of the people in it.
pub(super) fn with_names(raw: &mut Raw, profiles: Vec<Value>, groups: Vec<Value>) {
    if let Ok(Value::Object(mut body)) = serde_json::from_str::<Value>(&raw.body) {
        body.insert("profiles".to_owned(), Value::Array(profiles));
        body.insert("groups".to_owned(), Value::Array(groups));
        raw.body = Value::Object(body).to_string();
    }
}

/// Something that was read: kept as the event that tells of it. What only counts who looked at it does
/// not make it another thing.
pub(super) fn read(
    kind: &str,
    object: Value,
    group: i64,
    names: (Vec<Value>, Vec<Value>),
    now: Instant,
) -> Raw {
    let inner = object.get("message").unwrap_or(&object);
    let at = moment(inner, "date");
    let mut same = inner.clone();
    if let Some(members) = same.as_object_mut() {
        members.remove("views");
        members.remove("thread");
        members.remove("comments");
        members.remove("reposts");
    }
    let key = format!("{kind}:{}:{}", id(inner, "id").unwrap_or_default(), mark(&same));
    let event = json!({ "type": kind, "group_id": group, "object": object });
    let (profiles, groups) = names;
    let body =
        json!({ "at": seconds(now), "event": event, "profiles": profiles, "groups": groups });
    Raw { key, at, body: body.to_string() }
}
