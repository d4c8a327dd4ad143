//! Reading events: what is right becomes facts, every mistake is told with its place.

use kamerton_core::fact::{Fact, OrderKind};
use kamerton_core::role::Role;
use serde_json::{Value, json};

use super::{MOST_EVENTS, Mistake, Unreadable, read};

fn message() -> Value {
    json!({
        "type": "message",
        "place": {"kind": "shop", "id": "reviews", "title": "Отзывы"},
        "id": "4711",
        "author": {"id": "17", "name": "Вера"},
        "sent_at": "2026-11-20T10:00:00+03:00",
        "text": "Чайник поёт",
    })
}

fn facts(body: &Value) -> Vec<Fact> {
    read(body.to_string().as_bytes()).unwrap()
}

fn mistakes(body: &Value) -> Vec<Mistake> {
    match read(body.to_string().as_bytes()) {
        Err(Unreadable::Mistakes(mistakes)) => mistakes,
        other => panic!("{other:?}"),
    }
}

/// The message with one field changed gives one mistake there.
fn check(field: &str, value: Value, at: &str, why: &str) {
    let mut event = message();
    event[field] = value;
    let found = mistakes(&json!({"events": [message(), event]}));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].at, format!("events[1].{at}"));
    assert!(found[0].why.contains(why), "{}", found[0].why);
}

#[test]
fn a_message_is_read() {
    let mut answer = message();
    answer["id"] = json!("4712");
    answer["reply_to"] = json!("4711");
    answer["author"] = json!({"handle": "@shop", "role": "staff"});
    let read = facts(&json!({"events": [message(), answer]}));
    let [Fact::Message(first), Fact::Message(second)] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!(first.key, "shop:reviews:4711");
    assert_eq!(first.place.title, "Отзывы");
    assert_eq!(first.sent_at.rfc3339(), "2026-11-20T07:00:00Z");
    assert_eq!(second.reply_to.as_deref(), Some("shop:reviews:4711"));
    let author = second.author.as_ref().unwrap();
    assert_eq!((author.handle.as_deref(), author.role), (Some("shop"), Some(Role::Staff)));
}

#[test]
fn one_event_may_come_by_itself() {
    assert_eq!(facts(&message()).len(), 1);
    let mut wrong = message();
    wrong["sent_at"] = json!("yesterday");
    assert_eq!(mistakes(&wrong)[0].at, "sent_at");
}

#[test]
fn all_types_are_read() {
    let place = json!({"kind": "shop", "id": "1"});
    let account = json!({"id": "17"});
    let at = "2026-11-20T10:00:00Z";
    let all = facts(&json!({"events": [
        {"type": "reaction", "place": place, "message": "4711", "emoji": "👍",
         "account": account, "at": at},
        {"type": "joined", "place": place, "account": account, "at": at},
        {"type": "left", "place": place, "account": account, "at": at},
        {"type": "deletion", "place": place, "message": "4711", "at": at},
        {"type": "order", "id": "1", "kind": "refund", "at": at, "amount_minor": -199_000,
         "currency": "RUB", "buyer": {"email": "Vera@Example.org", "phone": "8 999 123-45-67"}},
        {"type": "profile", "person": {"accounts": [{"kind": "telegram", "handle": "@vera"}]},
         "name": "Вера", "tags": ["клуб"]},
    ]}));
    assert_eq!(all.len(), 6);
    let (Fact::Membership(joined), Fact::Membership(left)) = (&all[1], &all[2]) else { panic!() };
    assert!(joined.joined && !left.joined && joined.key != left.key);
    let Fact::Order(order) = &all[4] else { panic!() };
    let keys: Vec<&str> = order.accounts.iter().map(|own| own.remote_id.as_str()).collect();
    assert_eq!(keys, ["vera@example.org", "+79991234567"]);
    assert_eq!(order.kind, OrderKind::Refund);
    let Fact::Profile(profile) = &all[5] else { panic!() };
    assert_eq!(profile.accounts[0].handle.as_deref(), Some("vera"));
}

#[test]
fn every_mistake_is_told_with_its_place() {
    check("sent_at", json!("20.11.2026"), "sent_at", "RFC 3339");
    check("sent_at", json!(17), "sent_at", "expected a string");
    check("edited_at", json!("2026-11-20T06:00:00Z"), "edited_at", "before sent_at");
    check("id", json!("  "), "id", "empty");
    check("id", json!("x".repeat(401)), "id", "400 characters");
    check("txet", json!(""), "txet", "unknown field");
    check("author", json!({}), "author", "needed");
    check("author", json!({"id": "1", "role": "king"}), "author.role", "unknown variant");
    check("place", json!({"kind": "Shop!", "id": "1"}), "place.kind", "a-z");
    check("place", json!({"kind": "shop"}), "place", "missing field `id`");
    check("type", json!("dance"), "type", "«dance»");
    check("text", json!("я".repeat(200_000)), "text", "bytes");
    check("attachments", json!([{"kind": "smell"}]), "attachments[0].kind", "unknown variant");
}

#[test]
fn several_mistakes_are_told_at_once() {
    let broken = json!({"type": "order", "id": "1"});
    let found = mistakes(&json!({"events": vec![broken; 30]}));
    assert_eq!(found.len(), 20);
    assert_eq!(found[19].at, "events[19]");
}

#[test]
fn what_is_no_call_is_refused() {
    for text in ["", "{", "[[", "{\"events\":", "\u{feff}{}", "nul"] {
        assert!(matches!(read(text.as_bytes()), Err(Unreadable::NoJson(_))), "{text}");
    }
    assert!(matches!(read(b"{\"type\":\"\xff\"}"), Err(Unreadable::NoJson(_))));
    let deep = format!("{{\"events\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read(deep.as_bytes()).is_err());
    assert_eq!(mistakes(&json!({"events": []}))[0].at, "events");
    assert_eq!(mistakes(&json!({"events": vec![message(); MOST_EVENTS + 1]}))[0].at, "events");
    for body in ["[]", "7", "\"x\"", "null", "{\"events\": 7}", "{\"events\": [7]}"] {
        let refused = read(body.as_bytes());
        assert!(matches!(refused, Err(Unreadable::Mistakes(_))), "{body}: {refused:?}");
    }
}
