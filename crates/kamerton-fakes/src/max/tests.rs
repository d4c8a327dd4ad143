//! The fake by itself: what it refuses and in which words, whom it tells what.

use super::*;
use crate::NOBODY;

/// Asks by plain HTTP and gives status and answer.
async fn ask(fake: &Max, verb: &str, target: &str, body: Value) -> (u16, Value) {
    by_token(fake, &fake.token(), verb, target, body).await
}

async fn by_token(fake: &Max, token: &str, verb: &str, target: &str, body: Value) -> (u16, Value) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let host = fake.base().strip_prefix("http://").unwrap();
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let head = format!(
        "{verb} {target} HTTP/1.1\r\nhost: {host}\r\nauthorization: {token}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}

fn said(text: &str) -> Value {
    json!({"text": text, "attachments": null, "link": null})
}

fn kinds(answer: &Value) -> Vec<String> {
    let updates = answer["updates"].as_array().unwrap().iter();
    updates.map(|update| update["update_type"].as_str().unwrap().to_owned()).collect()
}

/// A webhook that answers with this status; gives its address and what it was called with.
fn webhook(status: u16) -> (Stage, Arc<Mutex<Vec<Asked>>>, String) {
    struct Door(u16, Arc<Mutex<Vec<Asked>>>);
    impl Behaviour for Door {
        fn name(&self, _: &Asked) -> String {
            "webhook".to_owned()
        }
        fn answer<'a>(&'a self, asked: &'a Asked) -> Work<'a, Reply> {
            self.1.lock().unwrap().push(asked.clone());
            Box::pin(async move { Reply::text(self.0, "", "") })
        }
        fn too_many(&self, _: Duration) -> Reply {
            Reply::text(429, "", "")
        }
    }
    let called = Arc::new(Mutex::new(Vec::new()));
    let stage = Stage::start(Arc::new(Door(status, called.clone())), Clock::default()).unwrap();
    let address = format!("{}/hook", stage.base());
    (stage, called, address)
}

async fn until(mut is: impl FnMut() -> bool) {
    for _ in 0..200 {
        if is() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it does not happen");
}

#[tokio::test]
async fn the_key_stands_in_the_header_only() {
    let fake = Max::start().unwrap();
    assert_eq!(ask(&fake, "GET", "/me", Value::Null).await.1["is_bot"], true);
    let (status, answer) = by_token(&fake, "wrong", "GET", "/me", Value::Null).await;
    assert_eq!((status, answer["code"].as_str()), (401, Some("verify.token")));
    let target = format!("/me?access_token={}", fake.token());
    assert_eq!(ask(&fake, "GET", &target, Value::Null).await.0, 401);
    let bearer = format!("Bearer {}", fake.token());
    assert_eq!(by_token(&fake, &bearer, "GET", "/me", Value::Null).await.0, 401);
    fake.revoke_token();
    assert_eq!(ask(&fake, "GET", "/me", Value::Null).await.0, 401);
}

#[tokio::test]
async fn a_marker_commits_what_is_before_it() {
    let fake = Max::start().unwrap();
    let anna = fake.person("Анна Кот");
    let first = fake.say(&anna, &fake.group(), "привет");
    fake.edit(&first, "привет!");
    fake.delete(&first);
    let (_, all) = ask(&fake, "GET", "/updates?timeout=0", Value::Null).await;
    assert_eq!(kinds(&all), ["user_added", "message_created", "message_edited", "message_removed"]);
    assert_eq!(all, ask(&fake, "GET", "/updates?timeout=0", Value::Null).await.1);
    let (_, some) = ask(&fake, "GET", "/updates?timeout=0&limit=2", Value::Null).await;
    let target = format!("/updates?timeout=0&marker={}", some["marker"]);
    let (_, rest) = ask(&fake, "GET", &target, Value::Null).await;
    assert_eq!(kinds(&rest), ["message_edited", "message_removed"]);
    let target = format!("/updates?timeout=0&marker={}", rest["marker"]);
    let (_, none) = ask(&fake, "GET", &target, Value::Null).await;
    assert_eq!((kinds(&none).len(), &none["marker"]), (0, &rest["marker"]));
    fake.say(&anna, &fake.group(), "а");
    fake.clock().pass(Duration::from_secs(25 * 3_600));
    let (_, none) = ask(&fake, "GET", &target, Value::Null).await;
    assert_eq!(kinds(&none).len(), 0, "kept for a day");
}

#[tokio::test]
async fn limits_are_two_in_a_talk_and_thirty_in_all() {
    let fake = Max::start().unwrap();
    let target = format!("/messages?chat_id={}", fake.group());
    for _ in 0..2 {
        assert_eq!(ask(&fake, "POST", &target, said("а")).await.0, 200);
    }
    let (status, answer) = ask(&fake, "POST", &target, said("а")).await;
    assert_eq!((status, answer["code"].as_str()), (429, Some("too.many.requests")));
    fake.clock().pass(Duration::from_secs(1));
    assert_eq!(ask(&fake, "POST", &target, said("а")).await.0, 200);
    let mut last = 0;
    for _ in 0..40 {
        last = ask(&fake, "GET", "/me", Value::Null).await.0;
        if last == 429 {
            break;
        }
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn what_is_wrong_is_refused() {
    let fake = Max::start().unwrap();
    fake.limits(false);
    let (group, boris) = (fake.group(), fake.person("Борис"));
    let channel = fake.place(Kind::Channel, "Новости", false);
    let here = format!("/messages?chat_id={group}");
    let link = |kind: &str, mid: &str| json!({"type": kind, "mid": mid});
    let with = |attachments: Value| json!({"text": "а", "attachments": attachments, "link": null});
    let file = json!({"type": "file", "payload": {"token": "file-1"}});
    for (target, body, expected) in [
        (here.clone(), said(""), (400, "proto.payload")),
        (here.clone(), said(&"а".repeat(4_001)), (400, "proto.payload")),
        (here.clone(), with(json!([file, file])), (400, "proto.payload")),
        (here.clone(), with(json!([file])), (400, "proto.payload")),
        (here.clone(), with(json!([{"type": "poll"}])), (400, "proto.payload")),
        (
            here.clone(),
            json!({"text": "а", "attachments": null, "link": link("reply", "mid.none")}),
            (404, "message.not.found"),
        ),
        ("/messages".to_owned(), said("а"), (400, "proto.payload")),
        ("/messages?chat_id=-5".to_owned(), said("а"), (404, "chat.not.found")),
        (format!("/messages?chat_id={channel}"), said("а"), (403, "chat.denied")),
        (format!("/messages?user_id={boris}"), said("а"), (403, "chat.denied")),
    ] {
        let (status, answer) = ask(&fake, "POST", &target, body).await;
        assert_eq!((status, answer["code"].as_str().unwrap_or_default()), expected, "{target}");
    }
    assert_eq!(ask(&fake, "GET", "/chats", Value::Null).await.0, 404, "no list since June 2026");
    fake.lists_chats(true);
    assert_eq!(ask(&fake, "GET", "/chats", Value::Null).await.0, 200);
    fake.say(&boris, &fake.private(&boris), "привет");
    let private = format!("/messages?user_id={boris}");
    assert_eq!(ask(&fake, "POST", &private, said("а")).await.0, 200);
    fake.stop(&boris);
    assert_eq!(ask(&fake, "POST", &private, said("а")).await.0, 403);
}

#[tokio::test]
async fn messages_are_read_from_the_newest_back() {
    let fake = Max::start().unwrap();
    let anna = fake.person("Анна");
    for number in 0..5 {
        fake.say(&anna, &fake.group(), &number.to_string());
    }
    let texts = |answer: &Value| -> String {
        let messages = answer["messages"].as_array().unwrap().iter();
        messages.map(|message| message["body"]["text"].as_str().unwrap()).collect()
    };
    let here = format!("/messages?chat_id={}", fake.group());
    let (_, all) = ask(&fake, "GET", &here, Value::Null).await;
    assert_eq!(texts(&all), "43210");
    let from = &all["messages"][2]["timestamp"];
    let older = format!("{here}&from={from}");
    assert_eq!(texts(&ask(&fake, "GET", &older, Value::Null).await.1), "210");
    fake.bounds_turned(true);
    assert_eq!(texts(&ask(&fake, "GET", &older, Value::Null).await.1), "432");
}

#[tokio::test]
async fn a_webhook_is_called_with_its_secret_and_asking_ends() {
    let fake = Max::start().unwrap();
    let (_stage, called, address) = webhook(200);
    let body =
        json!({"url": address, "secret": "s3cret-word", "update_types": ["message_created"]});
    assert_eq!(ask(&fake, "POST", "/subscriptions", body).await.0, 200);
    assert_eq!(ask(&fake, "GET", "/updates?timeout=0", Value::Null).await.0, 405);
    let anna = fake.person("Анна");
    fake.say(&anna, &fake.group(), "привет");
    until(|| !called.lock().unwrap().is_empty()).await;
    let asked = called.lock().unwrap()[0].clone();
    assert_eq!(asked.header(SECRET), Some("s3cret-word"));
    let update: Value = serde_json::from_slice(&asked.body).unwrap();
    assert_eq!(update["message"]["body"]["text"], "привет");
    let target = format!("/subscriptions?url={address}");
    assert_eq!(ask(&fake, "DELETE", &target, Value::Null).await.1["success"], true);
    assert_eq!(ask(&fake, "GET", "/updates?timeout=0", Value::Null).await.0, 200);
    for wrong in [
        json!({"url": "http://example.org/hook"}),
        json!({"url": address, "secret": "abc"}),
        json!({"url": address, "update_types": ["aliens_landed"]}),
    ] {
        assert_eq!(ask(&fake, "POST", "/subscriptions", wrong).await.0, 400);
    }
}

#[tokio::test]
async fn after_eight_hours_without_success_it_calls_no_more() {
    let fake = Max::start().unwrap();
    // Even 201 is no 200.
    let (_stage, called, address) = webhook(201);
    ask(&fake, "POST", "/subscriptions", json!({"url": address})).await;
    let anna = fake.person("Анна");
    fake.join(&anna, &fake.group());
    until(|| fake.calls().len() == 1).await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(fake.calls().len(), 1, "not again at once");
    fake.clock().pass(Duration::from_secs(61));
    until(|| fake.calls().len() == 2).await;
    fake.clock().pass(Duration::from_secs(61));
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(fake.calls().len(), 2, "the second wait is longer");
    fake.clock().pass(Duration::from_secs(100));
    until(|| fake.calls().len() == 3).await;
    assert_eq!(fake.subscribed().len(), 1);
    fake.clock().pass(Duration::from_secs(8 * 3_600));
    until(|| fake.subscribed().is_empty()).await;
    assert!(called.lock().unwrap().len() >= 3);
    // Who is not there at all is treated the same.
    let gone = format!("{NOBODY}/hook");
    ask(&fake, "POST", "/subscriptions", json!({"url": gone})).await;
    fake.leave(&anna, &fake.group());
    until(|| fake.calls().last() == Some(&0)).await;
    fake.clock().pass(Duration::from_secs(9 * 3_600));
    until(|| fake.subscribed().is_empty()).await;
}
