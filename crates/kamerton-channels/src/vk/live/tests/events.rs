//! Every event that the platform describes, whole and as bare as it may be, is read.

use kamerton_core::fact::Fact;
use serde_json::{Value, json};

use super::schema::{Schema, schema};
use super::server::{Asked, Server};
use super::{GROUP, Joined, NOW, about, told};
use crate::live::Connector;
use crate::vk::live::LIVE;
use crate::vk::live::webhook::EVENTS;

/// The definition of what an event of this kind carries.
fn definition(kind: &str) -> String {
    let base = |kind: &str| kind.rsplit_once('_').map_or(kind, |(base, _)| base).to_owned();
    match kind {
        "message_reply" | "message_edit" | "messages_edit" => "callback_message".to_owned(),
        "like_add" | "like_remove" => "callback_like_add_remove".to_owned(),
        "wall_reply_delete" => "callback_wall_comment_delete".to_owned(),
        "group_change_photo" | "group_change_settings" | "group_officers_edit" => {
            format!("callback_{kind}")
        }
        _ if kind.ends_with("comment_delete") => format!("callback_{kind}"),
        _ if ["photo_comment", "video_comment", "market_comment"]
            .iter()
            .any(|one| kind.starts_with(one)) =>
        {
            format!("callback_{}", base(kind))
        }
        _ => format!("callback_{kind}"),
    }
}

/// Kinds whose objects are described elsewhere, or nowhere.
fn elsewhere(kind: &str) -> bool {
    matches!(
        kind,
        "confirmation"
            | "lead_forms_new"
            | "market_order_new"
            | "market_order_edit"
            | "wall_schedule_post_new"
            | "wall_schedule_post_delete"
    )
}

fn objects(schema: &Schema, kind: &str) -> Vec<Value> {
    match elsewhere(kind) {
        true => vec![json!({})],
        false => [true, false].map(|full| schema.made("callback", &definition(kind), full)).into(),
    }
}

fn all_kinds(schema: &Schema) -> Vec<String> {
    let mut kinds = schema.kinds();
    kinds.extend(EVENTS.iter().map(|&kind| kind.to_owned()));
    kinds.extend(
        ["donut_money_withdraw", "donut_subscription_cancelled", "message_event"]
            .map(str::to_owned),
    );
    kinds.sort();
    kinds.dedup();
    kinds
}

#[test]
fn every_event_of_the_description_is_read() {
    let Some(schema) = schema() else { return };
    let kinds = all_kinds(schema);
    assert!(kinds.len() > 55, "{kinds:?}");
    let mut unread = Vec::new();
    for kind in &kinds {
        let mut whole = objects(schema, kind).remove(0);
        if kind.starts_with("board_post") {
            // The documentation of events adds these to the comment; the description forgets them.
            whole["topic_id"] = json!(7);
            whole["topic_owner_id"] = json!(-GROUP);
        }
        let event = json!({ "type": kind, "group_id": GROUP, "event_id": "x", "v": "5.199",
          "object": whole });
        let body = json!({ "at": NOW, "event": event }).to_string();
        if let Err(why) = LIVE.convert(&body, &about()) {
            unread.push(format!("{kind}: {why}"));
        }
        // As bare as it may be it may say nothing, or too little; it breaks nothing.
        for object in objects(schema, kind) {
            for member in object.as_object().unwrap().keys() {
                let mut less = object.clone();
                less.as_object_mut().unwrap().remove(member);
                let body = json!({ "at": NOW, "type": kind, "group_id": GROUP, "object": less });
                let _ = LIVE.convert(&body.to_string(), &about());
            }
        }
    }
    assert_eq!(unread, Vec::<String>::new());
}

#[tokio::test]
async fn whole_answers_of_the_description_are_read() {
    let Some(schema) = schema() else { return };
    let server = Server::new(|asked: &Asked| schema.answer(&asked.method)).await;
    let joined = Joined::new(&server.address, &[("service-token", "service")]);
    let link = joined.link();
    let report = LIVE.check(&link).await.unwrap();
    assert!(report.is_usable(), "{:?}", report.findings);
    let (backfill, discover) = (LIVE.backfill().unwrap(), LIVE.discover().unwrap());
    let (mut cursor, mut facts) = (String::new(), 0);
    for _ in 0..20 {
        let polled = backfill.backfill(&link, &cursor).await.unwrap();
        for raw in &polled.raws {
            facts += LIVE.convert(&raw.body, &about()).unwrap().len();
        }
        cursor = polled.cursor;
        if !polled.more {
            break;
        }
    }
    assert!(facts >= 2, "{facts}");
    assert!(!discover.discover(&link, &[]).await.unwrap().is_empty());
    let reached = LIVE.reach().unwrap().reach(&link, &["vk:wall-1001:7".to_owned()]).await;
    assert_eq!(reached.unwrap().len(), 1);
    let ids = ["7".to_owned(), "-7".to_owned()];
    assert_eq!(LIVE.name().unwrap().name(&link, &ids).await.unwrap().len(), 2);
}

#[test]
fn nothing_of_what_was_said_is_lost() {
    let Some(schema) = schema() else { return };
    for kind in all_kinds(schema) {
        let carries = kind.ends_with("_reply_new")
            || kind.ends_with("_comment_new")
            || kind.ends_with("_comment_edit")
            || kind.ends_with("_restore")
            || matches!(
                kind.as_str(),
                "wall_post_new"
                    | "message_new"
                    | "message_reply"
                    | "message_edit"
                    | "board_post_new"
            );
        if !carries {
            continue;
        }
        for mut object in objects(schema, &kind) {
            let inner = if kind == "message_new" { &mut object["message"] } else { &mut object };
            if inner.is_null() {
                // Where nothing must be there, nothing is.
                continue;
            }
            let members = inner.as_object_mut().unwrap();
            members.remove("action");
            members.remove("is_deleted");
            members.remove("deleted");
            for (name, value) in [
                ("id", json!(41)),
                ("date", json!(1_750_000_000)),
                ("from_id", json!(55)),
                ("text", json!("Слово в слово")),
                ("post_id", json!(40)),
                ("topic_id", json!(40)),
                ("peer_id", json!(55)),
                ("conversation_message_id", json!(41)),
            ] {
                members.insert(name.to_owned(), value);
            }
            let files = members.get("attachments").and_then(Value::as_array).map_or(0, Vec::len);
            let files = files + usize::from(members.get("geo").is_some_and(Value::is_object));
            let answered = members.get("reply_message").is_some_and(Value::is_object);
            let facts = told(&kind, object.clone());
            let [Fact::Message(said)] = facts.as_slice() else { panic!("{kind}: {facts:?}") };
            assert_eq!(said.text, "Слово в слово", "{kind}");
            assert_eq!(said.author.as_ref().unwrap().remote_id, "55", "{kind}");
            assert_eq!(said.sent_at.micros(), 1_750_000_000_000_000, "{kind}");
            assert!(said.attachments.len() >= files, "{kind}: {files} and {:?}", said.attachments);
            assert!(!answered || said.reply_to.is_some(), "{kind}");
            assert!(said.key.ends_with("41"), "{kind}: {}", said.key);
        }
    }
}
