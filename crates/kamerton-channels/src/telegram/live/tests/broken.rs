//! Whatever comes, nothing breaks.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::super::ids::Target;
use super::super::incoming;
use super::*;

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "-?[0-9]{1,25}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let names = prop_oneof![
            Just("chat".to_owned()),
            Just("id".to_owned()),
            Just("from".to_owned()),
            Just("type".to_owned()),
            Just("text".to_owned()),
            "[a-z_]{1,12}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((names, inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Updates of every kind that is read, as they should be.
fn samples() -> Vec<Value> {
    let members = json!({"chat": club(), "from": robin(), "date": 1709366400,
        "old_chat_member": {"status": "left", "user": robin()},
        "new_chat_member": {"status": "member", "user": robin()}});
    let reaction = json!({"chat": club(), "message_id": 5, "user": robin(), "date": 1709366400,
        "old_reaction": [], "new_reaction": [{"type": "emoji", "emoji": "👍"}]});
    let gone = json!({"business_connection_id": "A", "chat": {"id": 12}, "message_ids": [5]});
    let above = in_club(json!({"is_automatic_forward": true, "sender_chat": channel()}));
    vec![
        said(json!({"reply_to_message": above, "message_thread_id": 5, "photo": [{}],
            "forward_origin": {"type": "user", "date": 1, "sender_user": robin()}})),
        said(json!({"text": null, "new_chat_members": [robin(), wren()]})),
        said(
            json!({"text": null, "rich_message": {"blocks": [{"type": "paragraph", "text": ["a"]}]}}),
        ),
        update("chat_member", members.clone()),
        update("my_chat_member", members),
        update("message_reaction", reaction),
        update(
            "message_reaction_count",
            json!({"chat": club(), "message_id": 5, "date": 1709366400,
            "reactions": [{"type": {"type": "emoji", "emoji": "👍"}, "total_count": 3}]}),
        ),
        update("deleted_business_messages", gone),
    ]
}

/// Every place in a value, by its path.
fn paths(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| paths(value, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items.for_each(|(number, value)| paths(value, &format!("{at}/{number}"), found));
        }
        _ => {}
    }
}

fn survives(update: &Value) {
    let body = update.to_string();
    let first = LIVE.convert(&body, &about());
    assert_eq!(first, LIVE.convert(&body, &about()), "the same gives the same");
    let raw = incoming::raw(update, body);
    assert_eq!(raw.key, incoming::raw(update, String::new()).key);
    let _ = LIVE.convert(&update.to_string(), &crate::live::About::default());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_json_is_survived(value in any_json()) {
        survives(&value);
        for kind in ["message", "chat_member", "message_reaction", "message_reaction_count"] {
            survives(&json!({"update_id": 1, kind: value}));
        }
        let _ = incoming::polled(&value, kamerton_core::time::Instant::default());
    }

    #[test]
    fn any_change_of_an_update_is_survived(which in 0_usize..8, place in any::<usize>(), value in any_json()) {
        let mut update = samples()[which].clone();
        let mut all = Vec::new();
        paths(&update, "", &mut all);
        let path = &all[place % all.len()];
        *update.pointer_mut(path).unwrap() = value;
        survives(&update);
    }

    #[test]
    fn any_text_is_survived(text in ".{0,60}") {
        let _ = LIVE.convert(&text, &about());
        let _ = Target::place(&text);
        let _ = Target::message(&text);
        let _ = Target::message(&format!("telegram:{text}:5"));
        let _ = Target::person(&text);
    }

    #[test]
    fn any_number_of_a_chat_leads_back_to_it(
        number in prop_oneof![any::<i64>(), -3_000_000_000_000_i64..9_000_000_000],
    ) {
        let update = said(json!({"chat": {"id": number, "type": "x", "title": "T"}}));
        let Ok(facts) = LIVE.convert(&update.to_string(), &about()) else { return Ok(()) };
        let Fact::Message(message) = &facts[0] else { panic!() };
        // Numbers that no chat has may lead nowhere, but nowhere else.
        if let Some(target) = Target::place(&message.place.remote_id) {
            prop_assert!(target.chats.contains(&number), "{number}: {target:?}");
        }
        if let Some((target, id)) = Target::message(&message.key) {
            prop_assert_eq!((target.chats, id), (vec![number], 5));
        }
    }
}
