//! The connector against invented updates, the published schema and a small server.

mod broken;
mod facts;
mod people;
mod sending;
mod server;
mod spec;
mod words;
mod working;

use kamerton_core::fact::{Account, Fact, MembershipFact, MessageFact, ReactionFact};
use kamerton_core::role::Role;
use serde_json::{Value, json};

use super::LIVE;
use crate::live::{About, Connector};

/// Our bot is number 777.
fn about() -> About {
    let me = Account {
        kind: "telegram".to_owned(),
        remote_id: "user777".to_owned(),
        handle: Some("lighthouse_bot".to_owned()),
        display_name: Some("Lighthouse".to_owned()),
        role: Some(Role::Brand),
        deleted: false,
    };
    About { me: Some(me), title: "Lighthouse".to_owned(), ..About::default() }
}

fn facts(update: &Value) -> Vec<Fact> {
    LIVE.convert(&update.to_string(), &about()).unwrap()
}

fn messages(update: &Value) -> Vec<MessageFact> {
    let facts = facts(update).into_iter();
    facts
        .filter_map(|fact| match fact {
            Fact::Message(message) => Some(message),
            _ => None,
        })
        .collect()
}

fn message(update: &Value) -> MessageFact {
    let mut all = messages(update);
    assert_eq!(all.len(), 1, "{update}");
    all.remove(0)
}

fn memberships(update: &Value) -> Vec<MembershipFact> {
    let facts = facts(update).into_iter();
    facts
        .filter_map(|fact| match fact {
            Fact::Membership(membership) => Some(membership),
            _ => None,
        })
        .collect()
}

fn reactions(update: &Value) -> Vec<ReactionFact> {
    let facts = facts(update).into_iter();
    facts
        .filter_map(|fact| match fact {
            Fact::Reaction(reaction) => Some(reaction),
            _ => None,
        })
        .collect()
}

fn wren() -> Value {
    json!({"id": 11, "is_bot": false, "first_name": "Wren", "username": "wren_w"})
}

fn robin() -> Value {
    json!({"id": 12, "is_bot": false, "first_name": "Robin", "last_name": "Red"})
}

fn club() -> Value {
    json!({"id": -1001234567890_i64, "type": "supergroup", "title": "Bird Club"})
}

fn channel() -> Value {
    json!({"id": -1002000000001_i64, "type": "channel", "title": "Bird News", "username": "birdnews"})
}

/// A message in the club with what is named put over it.
fn in_club(over: Value) -> Value {
    let mut message = json!({
        "message_id": 5, "date": 1709366400, "chat": club(), "from": wren(), "text": "A wren!"
    });
    put(&mut message, over);
    message
}

fn put(message: &mut Value, over: Value) {
    let Value::Object(over) = over else { panic!("{over}") };
    for (name, value) in over {
        if value.is_null() {
            message.as_object_mut().unwrap().remove(&name);
        } else {
            message[&name] = value;
        }
    }
}

fn update(kind: &str, inside: Value) -> Value {
    json!({"update_id": 900, kind: inside})
}

/// The update of a message in the club.
fn said(over: Value) -> Value {
    update("message", in_club(over))
}
