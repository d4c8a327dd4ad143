//! Updates that were written by hand, and whatever else may come.

use kamerton_core::fact::{AttachmentKind, Fact};
use kamerton_core::role::Role;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{about, settings};
use crate::live::{Call, Connector, Link, Refused, Reply, Webhook};
use crate::max::live::{LIVE, convert};
use crate::outbound::Outbound;

fn user(number: i64, first: &str) -> Value {
    json!({
        "user_id": number, "first_name": first, "last_name": "Орлова", "username": "orlova",
        "is_bot": false, "last_activity_time": 1_700_000_000_000_i64,
    })
}

fn message(chat: i64, kind: &str) -> Value {
    json!({
        "sender": user(42, "Анна"),
        "recipient": {"chat_id": chat, "chat_type": kind, "user_id": null},
        "timestamp": 1_700_000_001_234_i64,
        "body": {"mid": "mid.a1", "seq": 5, "text": "Когда репетиция?", "attachments": null},
    })
}

fn update(kind: &str, fields: Value) -> String {
    let mut update = json!({"update_type": kind, "timestamp": 1_700_000_005_000_i64});
    update.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    update.to_string()
}

fn facts(body: &str) -> Vec<Fact> {
    convert::facts(body, &about()).unwrap()
}

/// The one fact that a payload tells.
fn only(body: &str) -> Fact {
    let mut facts = facts(body);
    assert_eq!(facts.len(), 1, "{facts:?}");
    facts.remove(0)
}

#[test]
fn a_message_in_a_chat_that_is_known() {
    let body = update("message_created", json!({"message": message(-7001, "chat")}));
    let facts = facts(&body);
    let [Fact::Message(fact)] = facts.as_slice() else { panic!("{facts:?}") };
    assert_eq!(fact.key, "max:-7001:mid.a1");
    assert_eq!((fact.place.title.as_str(), fact.place.private), ("Флейтисты", true));
    assert_eq!(fact.text, "Когда репетиция?");
    assert_eq!(fact.sent_at.rfc3339(), "2023-11-14T22:13:21.234Z");
    let author = fact.author.as_ref().unwrap();
    assert_eq!(author.display_name.as_deref(), Some("Анна Орлова"));
    assert_eq!((author.remote_id.as_str(), author.role), ("42", None));
    assert_eq!(fact.edited_at, None);
}

#[test]
fn a_talk_between_two_is_private_and_named_after_the_other() {
    let body = update("message_created", json!({"message": message(512, "dialog")}));
    let Fact::Message(fact) = only(&body) else { panic!() };
    assert_eq!((fact.place.title.as_str(), fact.place.private), ("Анна Орлова", true));
    let mut ours = message(512, "dialog");
    ours["sender"]["user_id"] = json!("9001");
    let body = update("message_created", json!({"message": ours}));
    let Fact::Message(fact) = only(&body) else { panic!() };
    assert_eq!(fact.place.title, "512");
    let author = fact.author.unwrap();
    assert_eq!((author.role, author.display_name.as_deref()), (Some(Role::Brand), Some("Дудка")));
}

#[test]
fn bots_channels_and_the_deleted_are_told_apart() {
    let mut bot = message(-7001, "chat");
    bot["sender"]["is_bot"] = json!(true);
    let mut gone = message(-7001, "chat");
    gone["sender"] = json!({"user_id": 43, "first_name": "Deleted Account"});
    let mut post = message(-8001, "channel");
    post.as_object_mut().unwrap().remove("sender");
    let role = |message: Value| {
        let body = update("message_created", json!({"message": message}));
        let Fact::Message(fact) = only(&body) else { panic!() };
        fact.author.map(|author| (author.remote_id, author.role, author.deleted))
    };
    assert_eq!(role(bot), Some(("42".to_owned(), Some(Role::Bot), false)));
    assert_eq!(role(gone), Some(("43".to_owned(), Some(Role::Unknown), true)));
    assert_eq!(role(post), Some(("-8001".to_owned(), Some(Role::Brand), false)));
}

#[test]
fn changes_and_deletions_name_the_same_message() {
    let body = update("message_edited", json!({"message": message(-7001, "chat")}));
    let Fact::Message(fact) = only(&body) else { panic!() };
    assert_eq!(fact.key, "max:-7001:mid.a1");
    assert_eq!(fact.edited_at.unwrap().rfc3339(), "2023-11-14T22:13:25Z");
    let removed = json!({"message_id": "mid.a1", "chat_id": -7001, "user_id": 42});
    let Fact::Deletion(fact) = only(&update("message_removed", removed)) else { panic!() };
    assert_eq!((fact.kind.as_str(), fact.message.as_str()), ("max", "max:-7001:mid.a1"));
}

#[test]
fn what_is_said_to_something_passed_on_counts_as_said() {
    let mut forward = message(-7001, "chat");
    let other =
        json!({"mid": "mid.z", "seq": 1, "text": "Чужое", "attachments": [{"type": "image"}]});
    forward["link"] = json!({"type": "forward", "sender": user(50, "Борис"), "message": other});
    let read = |message: &Value| {
        let body = update("message_created", json!({"message": message}));
        let Fact::Message(fact) = only(&body) else { panic!() };
        (fact.text, fact.forwarded_from, fact.attachments.len())
    };
    assert_eq!(read(&forward), ("Когда репетиция?".to_owned(), None, 0));
    forward["body"]["text"] = json!("");
    assert_eq!(read(&forward), ("Чужое".to_owned(), Some("Борис Орлова".to_owned()), 1));
}

#[test]
fn attachments_have_their_names() {
    let mut sent = message(-7001, "chat");
    let card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN;CHARSET=UTF-8:Вера Лис\r\nEND:VCARD";
    sent["body"]["attachments"] = json!([
        {"type": "file", "filename": "ноты.pdf", "size": 5, "payload": {}},
        {"type": "contact", "payload": {"vcf_info": card}},
        {"type": "hologram", "payload": 1},
        {"type": "inline_keyboard", "payload": {"buttons": []}},
        7,
    ]);
    let body = update("message_created", json!({"message": sent}));
    let Fact::Message(fact) = only(&body) else { panic!() };
    let found: Vec<_> =
        fact.attachments.iter().map(|one| (one.kind, one.name.as_deref())).collect();
    let expected = [
        (AttachmentKind::File, Some("ноты.pdf")),
        (AttachmentKind::Contact, Some("Вера Лис")),
        (AttachmentKind::File, None),
    ];
    assert_eq!(found, expected);
}

#[test]
fn comings_and_goings() {
    let came =
        json!({"chat_id": -7001, "user": user(42, "Анна"), "inviter_id": 50, "is_channel": false});
    let Fact::Membership(fact) = only(&update("user_added", came)) else { panic!() };
    assert!(fact.joined);
    assert_eq!(fact.key, "max:-7001:joined-42@1700000005000");
    assert_eq!(fact.invited_by.unwrap().remote_id, "50");
    let left = json!({"chat_id": -7001, "user": user(42, "Анна"), "admin_id": 42});
    let Fact::Membership(fact) = only(&update("user_removed", left)) else { panic!() };
    assert_eq!((fact.joined, fact.invited_by), (false, None));
    // Since November 2026 it is not told who let the bot in.
    let bot = json!({"chat_id": -7002, "is_channel": true});
    let Fact::Membership(fact) = only(&update("bot_added", bot)) else { panic!() };
    assert_eq!((fact.account.remote_id.as_str(), fact.place.private), ("9001", false));
    let started = json!({"chat_id": 512, "user": user(42, "Анна"), "payload": "осень"});
    let Fact::Membership(fact) = only(&update("bot_started", started)) else { panic!() };
    assert_eq!((fact.place.title.as_str(), fact.place.private), ("Анна Орлова", true));
    let title = json!({"chat_id": -7001, "user": user(42, "Анна"), "title": "Свирель"});
    let Fact::Message(fact) = only(&update("chat_title_changed", title)) else { panic!() };
    assert_eq!((fact.service, fact.place.title.as_str()), (true, "Свирель"));
}

fn pressed(answer: usize, several: &str) -> Vec<(String, bool)> {
    let payload = |answer: usize| format!("kamerton1:0af:{several}:{answer}");
    let button = |answer: usize, text: &str| {
        let payload = payload(answer);
        json!([{"type": "callback", "text": text, "payload": payload}])
    };
    let mut asked = message(-7001, "chat");
    asked["body"]["attachments"] = json!([{"type": "inline_keyboard", "payload": {
        "buttons": [button(0, "Суббота"), button(1, "Воскресенье"), [{"type": "link", "text": "Сайт"}]],
    }}]);
    let callback = json!({
        "timestamp": 1_700_000_004_000_i64, "callback_id": "c1", "payload": payload(answer),
        "user": user(42, "Анна"),
    });
    let body = update("message_callback", json!({"callback": callback, "message": asked}));
    let vote = |fact| {
        let Fact::Reaction(fact) = fact else { panic!("{fact:?}") };
        assert_eq!(
            (fact.message.as_str(), fact.account.remote_id.as_str()),
            ("max:-7001:mid.a1", "42")
        );
        (fact.emoji, fact.given)
    };
    facts(&body).into_iter().map(vote).collect()
}

#[test]
fn a_press_of_a_button_of_ours_is_a_vote() {
    let (saturday, sunday) = ("Суббота".to_owned(), "Воскресенье".to_owned());
    assert_eq!(pressed(1, "one"), [(saturday, false), (sunday.clone(), true)]);
    assert_eq!(pressed(1, "several"), [(sunday, true)]);
    assert_eq!(pressed(7, "several"), []);
    let other = json!({"callback": {"timestamp": 1, "payload": "menu:1", "user": user(1, "А")}});
    assert_eq!(facts(&update("message_callback", other)), []);
}

#[test]
fn what_is_not_understood_says_so() {
    for body in ["", "{", "[]", "7", "null", "{}", r#"{"update_type":"aliens_landed"}"#] {
        assert!(convert::facts(body, &about()).is_err(), "{body}");
    }
    let quiet = update("bot_admin_permissions_changed", json!({"chat_id": 1}));
    assert_eq!(facts(&quiet), []);
    let nameless = update("message_created", json!({"message": {"recipient": {}, "body": {}}}));
    assert!(convert::facts(&nameless, &about()).is_err());
}

fn received(headers: &[(String, String)], body: &str) -> Result<Vec<String>, Refused> {
    let (settings, about) = (settings(""), about());
    let out = Outbound::new(crate::outbound::Allowed::default()).unwrap();
    let now = || kamerton_core::time::Instant::from_seconds(0);
    let link = Link { settings: &settings, about: &about, out: &out, now };
    let call = Call { headers, query: "", body: body.as_bytes(), from: None };
    let received = LIVE.receive(&call, &link)?;
    assert_eq!(received.reply, Reply::Empty);
    Ok(received.raws.into_iter().map(|raw| raw.key).collect())
}

#[test]
fn only_who_knows_the_secret_is_heard() {
    let header = |secret: &str| vec![("x-max-bot-api-secret".to_owned(), secret.to_owned())];
    let body = update("message_created", json!({"message": message(-7001, "chat")}));
    assert_eq!(received(&header("s3cret-word"), &body).unwrap(), ["message_created:mid.a1"]);
    for wrong in [vec![], header(""), header("s3cret-wore"), header("S3cret-word")] {
        assert_eq!(received(&wrong, &body), Err(Refused::NotTheirs));
    }
    for strange in ["", "{", "7", "[1]", "null"] {
        assert_eq!(
            received(&header("s3cret-word"), strange),
            Err(Refused::Unreadable),
            "{strange}"
        );
    }
    let two = format!("[{body},{body}]");
    assert_eq!(received(&header("s3cret-word"), &two).unwrap().len(), 2);
}

#[test]
fn keys_are_the_same_at_every_delivery_and_differ_for_different_things() {
    let header = [("x-max-bot-api-secret".to_owned(), "s3cret-word".to_owned())];
    let edited = json!({"message": message(-7001, "chat")});
    let first = update("message_edited", edited.clone());
    let second = first.replace("1700000005000", "1700000006000");
    let came = update("user_added", json!({"chat_id": -1, "user": user(42, "А")}));
    let other = update("user_added", json!({"chat_id": -1, "user": user(43, "А")}));
    let new = update("aliens_landed", json!({"ship": 1}));
    let bodies = [update("message_created", edited), first, second, came, other, new];
    let keys = |body: &String| received(&header, body).unwrap().remove(0);
    let all: std::collections::BTreeSet<String> = bodies.iter().map(keys).collect();
    assert_eq!(all.len(), bodies.len());
    assert_eq!(bodies.iter().map(keys).collect::<std::collections::BTreeSet<_>>(), all);
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[0-9]{1,20}".prop_map(Value::from),
    ];
    let names = prop_oneof![
        prop::sample::select(vec![
            "update_type",
            "timestamp",
            "message",
            "body",
            "mid",
            "text",
            "sender",
            "user_id",
            "recipient",
            "chat_id",
            "chat_type",
            "attachments",
            "type",
            "payload",
            "buttons",
            "link",
            "callback",
            "user",
            "chat",
            "title",
            "first_name",
            "vcf_info",
            "url",
        ])
        .prop_map(str::to_owned),
        "[a-z]{1,6}",
    ];
    leaf.prop_recursive(5, 60, 8, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::hash_map(names.clone(), inner, 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Puts something else somewhere into a payload.
fn mutate(value: &mut Value, path: &[usize], other: Value) {
    let Some((at, rest)) = path.split_first() else {
        *value = other;
        return;
    };
    let inner = match value {
        Value::Object(fields) if !fields.is_empty() => {
            let at = at % fields.len();
            fields.values_mut().nth(at)
        }
        Value::Array(items) if !items.is_empty() => {
            let at = at % items.len();
            items.get_mut(at)
        }
        _ => None,
    };
    match inner {
        Some(inner) => mutate(inner, rest, other),
        None => *value = other,
    }
}

proptest! {
    #[test]
    fn nothing_breaks_it(body in any_json(), kind in prop::sample::select(convert::TYPES.to_vec())) {
        let _ = convert::facts(&body.to_string(), &about());
        let mut update = body;
        if let Some(fields) = update.as_object_mut() {
            fields.insert("update_type".to_owned(), kind.into());
        }
        let _ = convert::facts(&update.to_string(), &about());
        let header = [("x-max-bot-api-secret".to_owned(), "s3cret-word".to_owned())];
        let _ = received(&header, &update.to_string());
    }

    #[test]
    fn a_payload_gone_wrong_breaks_nothing(
        other in any_json(),
        path in prop::collection::vec(0_usize..8, 1..6),
        kind in prop::sample::select(convert::TYPES.to_vec()),
    ) {
        let mut asked = message(-7001, "chat");
        asked["link"] = json!({"type": "forward", "message": message(1, "chat")["body"]});
        asked["body"]["attachments"] = json!([{"type": "contact", "payload": {"vcf_info": "FN:x"}}]);
        let callback = json!({"timestamp": 1, "callback_id": "c", "payload": "kamerton1:a:one:0",
            "user": user(1, "А")});
        let fields = json!({"message": asked, "callback": callback, "chat_id": 1, "user": user(2, "Б"),
            "chat": {"chat_id": 3, "type": "chat", "title": "В"}, "message_id": "mid.1", "title": "Г"});
        let mut payload: Value = serde_json::from_str(&update(kind, fields)).unwrap();
        mutate(&mut payload, &path, other);
        let _ = LIVE.convert(&payload.to_string(), &about());
    }
}
