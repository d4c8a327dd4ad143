//! From acts to methods, without anybody being asked.

use std::sync::Arc;
use std::time::Duration;

use kamerton_core::time::Instant;
use serde_json::{Value, json};

use super::super::api::Ask;
use super::super::ids::Target;
use super::super::outgoing::{Plan, forward, plan, remark};
use super::*;
use crate::live::{Act, File, Outgoing, Restriction, Say, Send, Settings, To, Trouble};

pub fn file(name: &str, kind: &str) -> File {
    File { name: name.to_owned(), kind: kind.to_owned(), bytes: Arc::from(&b"bytes"[..]) }
}

pub fn post(place: &str, thread: Option<&str>) -> To {
    To::Place { place: place.to_owned(), thread: thread.map(str::to_owned) }
}

pub fn answer(place: &str, message: &str, thread: Option<&str>) -> To {
    let (place, message) = (place.to_owned(), message.to_owned());
    To::Message { place, message, thread: thread.map(str::to_owned) }
}

pub fn say(to: To, text: &str, files: Vec<File>) -> Act {
    Act::Say(Say { to, text: text.to_owned(), files, at: None })
}

fn now() -> Instant {
    Instant::from_seconds(1_709_366_400)
}

fn one(act: &Act) -> Ask {
    match plan(act, now()).unwrap() {
        Plan::One(ask) | Plan::TextOrCaption(ask, _) => ask,
        other => panic!("{other:?}"),
    }
}

fn refused(act: &Act) -> String {
    match plan(act, now()) {
        Err(Trouble::Refused(why)) => why.to_string(),
        other => panic!("{other:?}"),
    }
}

fn restrict(account: &str, restriction: Restriction, until: Option<Instant>) -> Act {
    let (place, account) = ("1234567890".to_owned(), account.to_owned());
    Act::Restrict { place, account, restriction, until }
}

fn ask_all(answers: &[&str]) -> Act {
    Act::Ask {
        place: "1234567890".to_owned(),
        thread: Some("40".to_owned()),
        question: "Which bird?".to_owned(),
        answers: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        anonymous: true,
        several: false,
    }
}

/// Everything that is asked for one act of each kind.
pub fn everything() -> Vec<Ask> {
    let club = "1234567890";
    let key = || "telegram:1234567890:5".to_owned();
    let business = || "telegram:user12@business-AbC:5".to_owned();
    let photos = vec![file("a.jpg", "image/jpeg"), file("b.mp4", "video/mp4")];
    let papers = vec![file("a.pdf", "application/pdf"), file("b.jpg", "image/jpeg")];
    let kinds = ["image/png", "image/gif", "video/mp4", "audio/mpeg", "text/plain"];
    let mut acts = vec![
        say(post(club, Some("40")), "Hello", Vec::new()),
        say(post("1002147483700", Some("12")), "Hello", Vec::new()),
        say(answer(club, "telegram:1234567890:5", Some("40")), "Hello", Vec::new()),
        say(answer("user12@business-AbC", &business(), None), "Hello", Vec::new()),
        say(To::Person { account: "user12".to_owned() }, "Hello", Vec::new()),
        say(post(club, None), "Look", photos),
        say(post(club, None), "Read", papers),
        Act::Edit { message: key(), text: "New".to_owned() },
        Act::Edit { message: business(), text: "New".to_owned() },
        Act::Delete { message: key() },
        Act::Delete { message: business() },
        ask_all(&["Wren", "Robin"]),
        Act::Pin { message: key(), pinned: true },
        Act::Pin { message: business(), pinned: false },
        restrict("user12", Restriction::Silent, Some(now())),
        restrict("user12", Restriction::Out, None),
        restrict("user12", Restriction::Lifted, None),
        restrict("channel99", Restriction::Out, None),
        restrict("channel99", Restriction::Lifted, None),
    ];
    acts.extend(kinds.map(|kind| say(post(club, None), "See", vec![file("f", kind)])));
    let mut asks = Vec::new();
    for act in &acts {
        match plan(act, now()).unwrap() {
            Plan::One(ask) => asks.push(ask),
            Plan::TextOrCaption(one, other) => asks.extend([one, other]),
            Plan::Each(all) => asks.extend(all),
            Plan::Show { .. } => panic!("shown below"),
        }
    }
    let to = Target::place(club).unwrap();
    asks.push(forward(-1002, 7, to.clone()));
    asks.push(remark(-1002, 7, to, "Look", Some("https://t.me/birdnews/7")));
    asks
}

#[test]
fn an_answer_goes_below_what_it_answers() {
    let ask = one(&say(answer("1234567890", "telegram:1234567890:5", Some("40")), " Hi ", vec![]));
    assert_eq!(ask.method, "sendMessage");
    let expected = json!({"chat_id": -1001234567890_i64, "text": "Hi", "message_thread_id": 40,
        "reply_parameters": {"message_id": 5}});
    assert_eq!(Value::Object(ask.in_chat(-1001234567890).fields), expected);
    assert_eq!(ask.target.unwrap().chats, [-1001234567890_i64]);
    let ask = one(&say(answer("4321", "telegram:4321@bot777:5", None), "Hi", vec![]));
    assert_eq!(ask.target.unwrap().chats, [-4321_i64], "a basic group");
    let ask = one(&say(post("4321", None), "Hi", vec![]));
    assert_eq!(ask.target.unwrap().chats, [-1000000004321_i64, -4321], "either");
    let ask = one(&say(post("1002147483700", Some("12")), "Hi", vec![]));
    assert_eq!(ask.target.unwrap().chats, [-2002147483700_i64], "never another channel");
    assert_eq!(ask.fields["direct_messages_topic_id"], 12);
    let why = refused(&say(post("1234567890", Some("Nests")), "Hi", vec![]));
    assert!(why.contains("no-topic"), "{why}");
    let why = refused(&say(answer("1234567890", "telegram:99:5", None), "Hi", vec![]));
    assert!(why.contains("elsewhere"), "{why}");
}

#[test]
fn private_and_business_answers_find_their_dialogue() {
    let ask = one(&say(To::Person { account: "user12".to_owned() }, "Hi", vec![]));
    assert_eq!(ask.target.as_ref().unwrap().chats, [12]);
    let key = "telegram:user12@business-AbC:5";
    let ask = one(&say(answer("user12@business-AbC", key, None), "Hi", vec![]));
    assert_eq!(ask.fields["business_connection_id"], "AbC");
    assert_eq!(ask.target.as_ref().unwrap().chats, [12]);
    let ask = one(&Act::Delete { message: key.to_owned() });
    assert_eq!(ask.method, "deleteBusinessMessages");
    let expected = json!({"business_connection_id": "AbC", "message_ids": [5]});
    assert_eq!(Value::Object(ask.fields), expected);
    let why = refused(&say(To::Person { account: "channel5".to_owned() }, "Hi", vec![]));
    assert!(why.contains("no-person"), "{why}");
    let (message, place) = (key.to_owned(), "1234567890".to_owned());
    let why = refused(&Act::Repost { message, place, text: String::new() });
    assert!(why.contains("private"), "{why}");
}

#[test]
fn texts_are_counted_in_units_of_utf_16() {
    let long = |text: String| say(post("1", None), &text, vec![]);
    assert_eq!(one(&long("я".repeat(4_096))).method, "sendMessage");
    assert!(refused(&long("я".repeat(4_097))).contains("4097"));
    assert_eq!(one(&long("😀".repeat(2_048))).method, "sendMessage");
    assert!(refused(&long("😀".repeat(2_049))).contains("4098"));
    let caption = say(post("1", None), &"я".repeat(1_025), vec![file("a", "image/png")]);
    assert!(refused(&caption).contains("1024"));
    assert!(refused(&long("  ".to_owned())).contains("nothing"));
}

#[test]
fn files_go_as_what_they_are() {
    let method = |kind: &str| one(&say(post("1", None), "", vec![file("f", kind)])).method;
    assert_eq!(method("image/jpeg"), "sendPhoto");
    assert_eq!(method("image/gif"), "sendAnimation");
    assert_eq!(method("video/mp4"), "sendVideo");
    assert_eq!(method("audio/mpeg"), "sendAudio");
    assert_eq!(method("application/pdf"), "sendDocument");
    let album =
        one(&say(post("1", None), "Look", vec![file("a", "image/jpeg"), file("b", "video/mp4")]));
    assert_eq!(album.method, "sendMediaGroup");
    let expected = json!([
        {"type": "photo", "media": "attach://file0", "caption": "Look"},
        {"type": "video", "media": "attach://file1"}
    ]);
    assert_eq!(album.fields["media"], expected);
    let mixed =
        one(&say(post("1", None), "Look", vec![file("a", "image/jpeg"), file("b", "text/csv")]));
    let expected = json!([
        {"type": "document", "media": "attach://file0"},
        {"type": "document", "media": "attach://file1", "caption": "Look"}
    ]);
    assert_eq!(mixed.fields["media"], expected);
    let many = say(post("1", None), "", vec![file("a", "image/jpeg"); 11]);
    assert!(refused(&many).contains("many-files"));
}

#[test]
fn a_form_carries_bytes_as_they_are() {
    let mut odd = file("a\"\r\nX: y.png", "image/png\r\nX: y");
    odd.bytes = Arc::from(&b"--kamerton0123\r\n\0\xff"[..]);
    let ask = one(&say(post("1", None), "Ёж", vec![odd])).in_chat(-1);
    let settings = [("token".to_owned(), "1:a".to_owned())];
    let request = ask.request(&Settings::new(settings), "0123").unwrap();
    let (kind, body) = request.body.unwrap();
    assert_eq!(kind, "multipart/form-data; boundary=kamerton0123x", "what is inside ends nothing");
    let text = String::from_utf8_lossy(&body);
    assert!(text.contains("name=\"document\"; filename=\"a%22%0D%0AX: y.png\""), "{text}");
    assert!(text.contains("Content-Type: application/octet-stream\r\n\r\n--kamerton0123\r\n"));
    assert!(text.contains("name=\"caption\"\r\n\r\nЁж\r\n"));
    assert!(text.ends_with("\r\n--kamerton0123x--\r\n"));
}

#[test]
fn restrictions_end_when_they_should() {
    let soon = now().plus(5_000_000);
    let ask = one(&restrict("user12", Restriction::Silent, Some(soon)));
    assert_eq!(
        ask.fields["until_date"], 1_709_366_435,
        "less than half a minute would be for ever"
    );
    assert_eq!(ask.fields["permissions"]["can_send_messages"], false);
    let ask = one(&restrict("user12", Restriction::Out, None));
    assert!(!ask.fields.contains_key("until_date"));
    let ask = one(&restrict("channel99", Restriction::Out, None));
    assert_eq!(ask.fields["sender_chat_id"], -1_000_000_000_099_i64);
    assert!(refused(&restrict("chat5", Restriction::Out, None)).contains("no-account"));
}

#[test]
fn polls_keep_to_the_bounds() {
    let ask = one(&ask_all(&["Wren", " Robin "]));
    assert_eq!(ask.fields["options"], json!([{"text": "Wren"}, {"text": "Robin"}]));
    assert_eq!(ask.fields["message_thread_id"], 40);
    assert!(refused(&ask_all(&["Wren"])).contains("why-poll"));
    assert!(refused(&ask_all(&["Wren", ""])).contains("empty-answer"));
    let at = Some(now());
    let later = Act::Say(Say { to: post("1", None), text: "x".to_owned(), files: vec![], at });
    assert!(refused(&later).contains("no-later"));
}

#[test]
fn limits_are_those_of_chat_group_and_all() {
    let names = |act: Act| {
        let outgoing = Outgoing { id: "0".repeat(32), act };
        let buckets = LIVE.buckets(&outgoing, &about());
        buckets.into_iter().map(|one| (one.name, one.count, one.per)).collect::<Vec<_>>()
    };
    let bucket =
        |name: &str, count, seconds| (name.to_owned(), count, Duration::from_secs(seconds));
    let all = bucket("all", 30, 1);
    let group = [bucket("chat:1234567890", 1, 1), bucket("group:1234567890", 20, 60), all.clone()];
    assert_eq!(names(say(post("1234567890", None), "x", vec![])), group);
    let edit = Act::Edit { message: "telegram:1234567890:5".to_owned(), text: "x".to_owned() };
    assert_eq!(names(edit), group);
    let person = say(To::Person { account: "user12".to_owned() }, "x", vec![]);
    assert_eq!(names(person), [bucket("chat:user12", 1, 1), all.clone()]);
    assert_eq!(names(Act::Delete { message: "telegram:1:5".to_owned() }), [all]);
}
