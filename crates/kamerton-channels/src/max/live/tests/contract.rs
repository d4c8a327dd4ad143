//! Everything against the platform's own description.

use std::time::Duration;

use kamerton_core::fact::{AttachmentKind, Fact};
use serde_json::{Value, json};

use super::openapi::{Fill, OpenApi};
use super::{about, settings};
use crate::live::{Act, File, Outgoing, Request, Say, To};
use crate::max::live::api::{self, Api, Bound, Target};
use crate::max::live::{convert, send};

fn requests() -> Vec<(&'static str, Request)> {
    let api = Api::of(&settings("")).unwrap();
    let (chat, user, mid) = (-7001, 42, "mid.0000-_a");
    let said = |files| Say {
        to: To::Message {
            place: chat.to_string(),
            message: format!("max:{chat}:{mid}"),
            thread: None,
        },
        text: "Здравствуйте & добро пожаловать? #1".to_owned(),
        files,
        at: None,
    };
    let (target, reply) = send::spoken(&said(Vec::new())).unwrap();
    let ask = Outgoing {
        id: "0123456789abcdef0123456789abcdef".to_owned(),
        act: Act::Ask {
            place: chat.to_string(),
            thread: None,
            question: "Когда репетиция?".to_owned(),
            answers: vec!["В субботу".to_owned(), "В воскресенье".to_owned()],
            anonymous: false,
            several: true,
        },
    };
    let (_, question) = send::asked(&ask).unwrap();
    let (_, repost) = send::reposted(&format!("max:1:{mid}"), "-7001", "Смотрите").unwrap();
    let attached = json!([
        {"type": "image", "payload": {"photos": {"a": {"token": "b"}}}},
        {"type": "video", "payload": {"token": "b"}},
    ]);
    let wait = Duration::from_mins(5);
    vec![
        ("me", api.me()),
        ("updates", api.updates("", Duration::ZERO)),
        ("updates from", api.updates("123456789012", wait)),
        ("subscriptions", api.subscriptions()),
        ("subscribe", api.subscribe("https://kamerton.example/hooks/1?a=b", "s3cret-word")),
        ("unsubscribe", api.unsubscribe("https://kamerton.example/hooks/1?a=b")),
        ("chats", api.chats(None)),
        ("chats from", api.chats(Some(17))),
        ("chat", api.chat(chat)),
        ("membership", api.membership(chat)),
        ("member", api.member(chat, user)),
        ("remove", api.remove(chat, user)),
        ("pinned", api.pinned(chat)),
        ("pin", api.pin(chat, mid)),
        ("unpin", api.unpin(chat)),
        ("messages", api.messages(chat, None)),
        ("messages from", api.messages(chat, Some(Bound::From(1_700_000_000_000)))),
        ("messages to", api.messages(chat, Some(Bound::To(1_700_000_000_000)))),
        ("messages by id", api.messages_by_id(&[mid, "mid.1"])),
        ("message", api.message(mid)),
        ("say in a chat", api.say(&Target::Chat(chat), &api::said("а", None, None))),
        ("say to a person", api.say(&Target::User(user), &api::said("а", None, None))),
        ("answer", api.say(&target, &reply)),
        ("repost", api.say(&target, &repost)),
        ("ask", api.say(&target, &question)),
        ("say with files", api.say(&target, &api::said("а", Some(attached), None))),
        ("edit", api.edit(mid, "б")),
        ("delete", api.delete_message(mid)),
        ("upload image", api.upload(send::form("image/png"))),
        ("upload video", api.upload(send::form("video/mp4"))),
        ("upload audio", api.upload(send::form("audio/ogg"))),
        ("upload file", api.upload(send::form("application/pdf"))),
    ]
}

#[test]
fn every_request_keeps_to_the_description() {
    let Some(spec) = OpenApi::of_max() else { return };
    for (name, request) in requests() {
        assert_eq!(spec.request_faults(&request), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_description_finds_what_is_wrong() {
    let Some(spec) = OpenApi::of_max() else { return };
    let api = Api::of(&settings("")).unwrap();
    let target = Target::Chat(1);
    let wrong = [
        api.say(&target, &json!({"text": "а"})),
        api.say(&target, &json!({"text": "а", "attachments": null, "link": null, "mood": 1})),
        api.say(&target, &api::said(&"а".repeat(4_001), None, None)),
        api.say(&target, &api::said("а", Some(json!([{"type": "poll"}])), None)),
        api.say(&target, &api::said("а", None, Some(("quote", "mid.1")))),
        api.upload("photo"),
        api.me().by("DELETE"),
        Request::get("https://platform-api2.max.ru/me"),
        Request::get("https://platform-api2.max.ru/chats?count=1000")
            .with("authorization", "token"),
        Request::get("https://platform-api2.max.ru/chats?page=1").with("authorization", "token"),
    ];
    for request in wrong {
        assert!(!spec.request_faults(&request).is_empty(), "{}", request.url);
    }
}

#[test]
fn we_ask_for_exactly_the_updates_that_there_are() {
    let Some(spec) = OpenApi::of_max() else { return };
    let mut ours = convert::TYPES.map(str::to_owned).to_vec();
    ours.sort_unstable();
    let mut theirs = spec.words("Update");
    theirs.sort_unstable();
    assert_eq!(ours, theirs);
}

/// Updates of every kind, with everything and with as little as possible.
fn updates(spec: &OpenApi) -> Vec<(String, Fill, Value)> {
    let mut updates = Vec::new();
    for turn in 0..spec.words("Update").len() {
        for fill in [Fill::Least, Fill::All] {
            let made = spec.make(spec.schema("Update"), fill, turn, "");
            updates.push((made["update_type"].as_str().unwrap().to_owned(), fill, made));
        }
    }
    updates
}

#[test]
fn every_update_is_understood() {
    let Some(spec) = OpenApi::of_max() else { return };
    let silent = ["dialog_cleared", "dialog_removed", "dialog_muted", "dialog_unmuted"];
    for (kind, fill, update) in updates(spec) {
        let faults = spec.faults(spec.schema("Update"), &update, &kind);
        assert_eq!(faults, Vec::<String>::new(), "{kind} {fill:?}");
        let facts = convert::facts(&update.to_string(), &about());
        // The least that is allowed of a message is one without chat and body, which has no name.
        let nameless =
            fill == Fill::Least && matches!(kind.as_str(), "message_created" | "message_edited");
        if nameless {
            continue;
        }
        let facts = facts.unwrap_or_else(|error| panic!("{kind} {fill:?}: {error}: {update}"));
        let says_nothing = silent.contains(&kind.as_str()) || kind == "message_callback";
        assert_eq!(facts.is_empty(), says_nothing, "{kind} {fill:?}");
    }
}

#[test]
fn nothing_of_a_message_is_lost() {
    for folder in ["max-messenger", "tamtam"] {
        let Some(spec) = OpenApi::shared(folder) else { return };
        for turn in 0..12 {
            let mut message = spec.make(spec.schema("Message"), Fill::All, turn, "");
            let link = message["link"]["type"].as_str().unwrap().to_owned();
            message["body"]["mid"] = json!("mid.own");
            message["link"]["message"]["mid"] = json!("mid.other");
            let update = json!({
                "update_type": "message_created", "timestamp": 1, "message": message,
            });
            for body in [update.to_string(), message.to_string()] {
                let facts = convert::facts(&body, &about()).unwrap();
                let [Fact::Message(fact)] = facts.as_slice() else { panic!("{facts:?}") };
                let chat = message["recipient"]["chat_id"].to_string();
                assert_eq!(fact.key, format!("max:{chat}:mid.own"));
                assert!(fact.text.starts_with(message["body"]["text"].as_str().unwrap()));
                let author = fact.author.as_ref().unwrap();
                assert_eq!(author.remote_id, message["sender"]["user_id"].to_string());
                assert!(author.display_name.is_some() && author.handle.is_some());
                let sent_at = message["timestamp"].as_i64().unwrap();
                assert_eq!(fact.sent_at.micros(), sent_at * 1_000);
                let reply = (link == "reply").then(|| format!("max:{chat}:mid.other"));
                assert_eq!(fact.reply_to, reply);
                let shared = &message["body"]["attachments"];
                let shared = shared.as_array().unwrap().iter().find(|one| one["type"] == "share");
                assert!(fact.text.contains(shared.unwrap()["payload"]["url"].as_str().unwrap()));
                let mut kinds: Vec<_> = fact.attachments.iter().map(|one| one.kind).collect();
                kinds.sort_by_key(|kind| format!("{kind:?}"));
                use AttachmentKind::{Contact, File, Location, Photo, Sticker, Video, Voice};
                assert_eq!(kinds, [Contact, File, Location, Photo, Sticker, Video, Voice]);
                let file = fact.attachments.iter().find(|one| one.kind == File).unwrap();
                assert!(file.name.is_some());
            }
        }
    }
}

#[test]
fn what_is_passed_on_is_not_lost() {
    let Some(spec) = OpenApi::of_max() else { return };
    let forward = (0..4).map(|turn| spec.make(spec.schema("Message"), Fill::All, turn, ""));
    let mut forward = forward.filter(|one| one["link"]["type"] == "forward").next().unwrap();
    let theirs = forward["link"]["message"]["text"].as_str().unwrap().to_owned();
    for body in [Value::Null, json!({"mid": "mid.7", "seq": 1, "text": "", "attachments": null})] {
        forward["body"] = body;
        let facts = convert::facts(&forward.to_string(), &about()).unwrap();
        let [Fact::Message(fact)] = facts.as_slice() else { panic!("{facts:?}") };
        assert!(fact.text.starts_with(&theirs));
        assert!(fact.forwarded_from.is_some());
        assert_eq!(fact.attachments.len(), 7);
    }
}

#[test]
fn the_predecessor_is_understood_as_well() {
    let Some(spec) = OpenApi::shared("tamtam") else { return };
    for (kind, fill, update) in updates(&spec) {
        let facts = convert::facts(&update.to_string(), &about());
        if fill == Fill::All && convert::TYPES.contains(&kind.as_str()) {
            facts.unwrap_or_else(|error| panic!("{kind}: {error}: {update}"));
        }
    }
}

#[test]
fn a_file_goes_in_a_form_that_nothing_in_its_name_breaks() {
    let name = "ноты\"\r\nX: y\\.pdf".to_owned();
    let file = File { name, kind: "application/pdf\r\nA: b".to_owned(), bytes: b"%PDF"[..].into() };
    let request = api::put("https://a.oneme.ru/u", "0af", &file.name, &file.kind, &file.bytes);
    let (kind, body) = request.body.unwrap();
    assert_eq!(kind, "multipart/form-data; boundary=0af");
    let body = String::from_utf8(body).unwrap();
    let expected = "--0af\r\nContent-Disposition: form-data; name=\"data\"; \
                    filename=\"ноты%22X: y_.pdf\"\r\nContent-Type: application/pdfA:b\r\n\r\n\
                    %PDF\r\n--0af--\r\n";
    assert_eq!(body, expected);
    assert!(request.headers.is_empty(), "the token stays with us");
}
