//! What comes in: by being called, and by asking.

use std::time::Duration;

use kamerton_core::fact::Fact;
use serde_json::{Value, json};

use super::schema::schema;
use super::server::{Asked, Server, error};
use super::{GROUP, Joined, convert, message};
use crate::live::{Call, Poll, Received, Refused, Reply, Trouble, Webhook};
use crate::vk::live::LIVE;

fn called(joined: &Joined, body: &Value) -> Result<Received, Refused> {
    let body = body.to_string();
    let call = Call { headers: &[], query: "", body: body.as_bytes(), from: None };
    LIVE.receive(&call, &joined.link())
}

fn event(kind: &str, secret: &str) -> Value {
    json!({
        "type": kind, "group_id": GROUP, "event_id": "abc", "v": "5.199", "secret": secret,
        "object": { "id": 7, "from_id": 55, "owner_id": -GROUP, "post_id": 5,
          "date": 1_700_000_000, "text": "А" },
    })
}

#[test]
fn only_who_knows_the_secret_is_heard() {
    let joined = Joined::new("", &[("confirmation", "c0ffee")]);
    let heard = called(&joined, &event("wall_reply_new", "between us")).unwrap();
    assert_eq!(heard.reply, Reply::Text("ok".to_owned()));
    assert_eq!(heard.raws[0].key, "abc");
    assert!(!heard.raws[0].body.contains("between us"));
    let facts = convert(&heard.raws[0].body);
    assert_eq!(message(&facts).key, "vk:wall-1001:5_7");

    for secret in ["", "between", "Between us"] {
        for kind in ["confirmation", "wall_reply_new", "remove"] {
            assert_eq!(called(&joined, &event(kind, secret)), Err(Refused::NotTheirs));
        }
    }
    let mut without = event("confirmation", "");
    without.as_object_mut().unwrap().remove("secret");
    assert_eq!(called(&joined, &without), Err(Refused::NotTheirs));
    for secret in [json!(null), json!(["between us"]), json!({ "between us": 1 })] {
        let mut strange = event("confirmation", "");
        strange["secret"] = secret;
        assert_eq!(called(&joined, &strange), Err(Refused::NotTheirs));
    }
    // A connection without a secret lets nobody in.
    let open = Joined::new("", &[("secret", ""), ("confirmation", "c0ffee")]);
    assert_eq!(called(&open, &event("confirmation", "")), Err(Refused::NotTheirs));
    for body in ["", "x", "[]", &"[".repeat(100_000)] {
        let call =
            Call { headers: &[], query: "secret=between us", body: body.as_bytes(), from: None };
        assert_eq!(LIVE.receive(&call, &joined.link()), Err(Refused::NotTheirs));
    }
}

#[test]
fn it_is_answered_in_fixed_words_only() {
    let joined = Joined::new("", &[("confirmation", "c0ffee")]);
    let confirmed = called(&joined, &event("confirmation", "between us")).unwrap();
    assert_eq!((confirmed.raws.len(), confirmed.reply), (0, Reply::Text("c0ffee".to_owned())));
    for kind in ["remove", "ok", "wall_sing_new", "<b>"] {
        let heard = called(&joined, &event(kind, "between us")).unwrap();
        assert_eq!(heard.reply, Reply::Text("ok".to_owned()), "{kind}");
    }
    let mut other = event("confirmation", "between us");
    other["group_id"] = json!(5);
    assert_eq!(called(&joined, &other), Err(Refused::Unreadable));

    // Where nothing was filled in, what the check found out is said.
    let mut joined = Joined::new("", &[]);
    assert_eq!(called(&joined, &event("confirmation", "between us")), Err(Refused::Unreadable));
    joined.about.more.insert("confirmation".to_owned(), "dec0de".to_owned());
    let confirmed = called(&joined, &event("confirmation", "between us")).unwrap();
    assert_eq!(confirmed.reply, Reply::Text("dec0de".to_owned()));
}

#[tokio::test]
async fn our_server_is_added_once() {
    let server = Server::new(|asked: &Asked| match asked.method.as_str() {
        "groups.getCallbackServers" => json!({ "count": 1, "items": [
            { "id": 3, "title": "Shop", "url": "https://shop.example.org/", "status": "ok" },
        ] }),
        "groups.addCallbackServer" => json!({ "server_id": 4 }),
        _ => json!(1),
    })
    .await;
    let joined = Joined::new(&server.address, &[]);
    LIVE.register(&joined.link(), "https://kamerton.example.org/hook").await.unwrap();
    let asked = server.asked();
    let methods =
        ["groups.getCallbackServers", "groups.addCallbackServer", "groups.setCallbackSettings"];
    assert_eq!(server.methods(), methods);
    assert_eq!((asked[2].get("server_id"), asked[2].get("wall_reply_new")), ("4", "1"));
    LIVE.unregister(&joined.link()).await.unwrap();
    if let Some(schema) = schema() {
        server.asked().iter().for_each(|asked| schema.check(asked));
    }

    let server = Server::new(|asked: &Asked| match asked.method.as_str() {
        "groups.getCallbackServers" => {
            json!({ "count": 1, "items": [{ "id": 9, "title": "Kamerton", "url": "" }] })
        }
        _ => json!(1),
    })
    .await;
    let joined = Joined::new(&server.address, &[]);
    LIVE.register(&joined.link(), "https://kamerton.example.org/hook").await.unwrap();
    LIVE.unregister(&joined.link()).await.unwrap();
    assert_eq!(server.methods()[1], "groups.editCallbackServer");
    assert_eq!(server.methods()[4], "groups.deleteCallbackServer");
    assert_eq!(server.asked()[4].get("server_id"), "9");
    if let Some(schema) = schema() {
        server.asked().iter().for_each(|asked| schema.check(asked));
    }
}

#[tokio::test]
async fn it_is_known_when_the_platform_calls_in_vain() {
    for (status, url, in_vain) in [
        ("failed", "https://kamerton.example.org/hook", true),
        ("ok", "https://kamerton.example.org/hook", false),
        ("failed", "https://shop.example.org/", false),
    ] {
        let server = Server::new(move |_: &Asked| {
            json!({ "count": 1, "items": [{ "id": 3, "title": "", "url": url, "status": status }] })
        })
        .await;
        let joined = Joined::new(&server.address, &[("mode", "callback")]);
        assert!(LIVE.is_wanted(joined.link().settings));
        let found = LIVE.is_in_vain(&joined.link(), "https://kamerton.example.org/hook").await;
        assert_eq!(found.unwrap(), in_vain, "{status} {url}");
    }
    assert!(!LIVE.is_wanted(Joined::new("", &[("mode", "longpoll")]).link().settings));
}

/// A platform whose Long Poll answers with these, one after the other.
async fn polling(answers: Vec<Value>) -> Server {
    let answers = std::sync::Mutex::new(answers.into_iter());
    let address = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    let known = std::sync::Arc::clone(&address);
    let server = Server::new(move |asked: &Asked| match asked.method.as_str() {
        "groups.getLongPollServer" => {
            json!({ "server": format!("{}/lp", known.lock().unwrap()), "key": "k", "ts": 10 })
        }
        "users.get" => json!([{ "id": 55, "first_name": "Анна", "last_name": "Синица" }]),
        "groups.getById" => {
            json!({ "groups": [{ "id": GROUP, "name": "Птицы", "screen_name": "birds" }] })
        }
        "/lp" => {
            answers.lock().unwrap().next().unwrap_or_else(|| json!({ "ts": "99", "updates": [] }))
        }
        other => panic!("{other}"),
    })
    .await;
    *address.lock().unwrap() = server.address.clone();
    server
}

#[tokio::test]
async fn what_is_asked_for_comes_once_and_with_names() {
    let update = event("wall_reply_new", "");
    let server = polling(vec![json!({ "ts": "11", "updates": [update] })]).await;
    let joined = Joined::new(&server.address, &[]);
    let wait = Duration::from_secs(60);
    let polled = LIVE.poll(&joined.link(), "", wait).await.unwrap();
    assert_eq!((polled.raws.len(), polled.raws[0].key.as_str()), (1, "abc"));
    let facts = convert(&polled.raws[0].body);
    assert_eq!(
        message(&facts).author.as_ref().unwrap().display_name.as_deref(),
        Some("Анна Синица")
    );
    let asked = server.asked();
    let poll = asked.iter().find(|asked| asked.method == "/lp").unwrap();
    assert_eq!((poll.get("ts"), poll.get("wait"), poll.get("act")), ("10", "25", "a_check"));
    LIVE.poll(&joined.link(), &polled.cursor, wait).await.unwrap();
    assert_eq!(server.asked().last().unwrap().get("ts"), "11");
    if let Some(schema) = schema() {
        asked
            .iter()
            .filter(|asked| !asked.method.starts_with('/'))
            .for_each(|asked| schema.check(asked));
    }
}

#[tokio::test]
async fn a_session_that_ended_is_opened_anew() {
    let wait = Duration::from_secs(1);
    for (failed, ts, opens) in [
        (json!({ "failed": 1, "ts": 30 }), "30", 0),
        (json!({ "failed": 2 }), "20", 1),
        (json!({ "failed": "3" }), "10", 1),
        (json!({ "failed": 4 }), "10", 1),
    ] {
        let server = polling(vec![failed.clone()]).await;
        let joined = Joined::new(&server.address, &[]);
        let lp = format!("{}/lp", server.address);
        let cursor = json!({ "of": server.address, "server": lp, "key": "old", "ts": "20" });
        let polled = LIVE.poll(&joined.link(), &cursor.to_string(), wait).await.unwrap();
        assert!(polled.raws.is_empty() && polled.cursor.contains("99"), "{failed}");
        assert_eq!(server.asked().last().unwrap().get("ts"), ts, "{failed}");
        let opened =
            server.methods().iter().filter(|method| *method == "groups.getLongPollServer").count();
        assert_eq!(opened, opens, "{failed}");
    }
}

#[tokio::test]
async fn long_poll_that_is_off_is_switched_on() {
    let on = std::sync::atomic::AtomicBool::new(false);
    let server = Server::new(move |asked: &Asked| match asked.method.as_str() {
        "groups.setLongPollSettings" => {
            on.store(true, std::sync::atomic::Ordering::SeqCst);
            json!(1)
        }
        "groups.getLongPollServer" if !on.load(std::sync::atomic::Ordering::SeqCst) => error(100),
        _ => json!({ "server": "http://127.0.0.1:9/lp", "key": "k", "ts": "1" }),
    })
    .await;
    let joined = Joined::new(&server.address, &[]);
    // Nobody listens there: that is as far as it goes.
    let trouble = LIVE.poll(&joined.link(), "", Duration::ZERO).await.unwrap_err();
    assert!(matches!(trouble, Trouble::Passing(_)), "{trouble}");
    let methods =
        ["groups.getLongPollServer", "groups.setLongPollSettings", "groups.getLongPollServer"];
    assert_eq!(server.methods(), methods);
    if let Some(schema) = schema() {
        server.asked().iter().for_each(|asked| schema.check(asked));
    }
}

#[tokio::test]
async fn nobody_elses_server_is_asked() {
    let server = Server::new(
        |_: &Asked| json!({ "server": "https://example.org/lp", "key": "k", "ts": "1" }),
    )
    .await;
    let joined = Joined::new(&server.address, &[]);
    let answer = LIVE.poll(&joined.link(), "", Duration::ZERO).await;
    assert!(matches!(answer, Err(Trouble::Unreadable(_))), "{answer:?}");
    let of = &server.address;
    let cursor =
        json!({ "of": of, "server": "https://example.org/lp", "key": "k", "ts": "1" }).to_string();
    let answer = LIVE.poll(&joined.link(), &cursor, Duration::ZERO).await;
    assert!(matches!(answer, Err(Trouble::Unreadable(_))), "{answer:?}");
}

#[tokio::test]
async fn the_same_message_has_the_same_key_however_it_comes() {
    let joined = Joined::new("", &[]);
    let by_call = called(&joined, &event("wall_reply_new", "between us")).unwrap();
    let server = polling(vec![json!({ "ts": 1, "updates": [event("wall_reply_new", "")] })]).await;
    let joined = Joined::new(&server.address, &[]);
    let lp = format!("{}/lp", server.address);
    let cursor = json!({ "of": server.address, "server": lp, "key": "k", "ts": "1" }).to_string();
    let by_asking = LIVE.poll(&joined.link(), &cursor, Duration::ZERO).await.unwrap();
    assert_eq!(by_call.raws[0].key, by_asking.raws[0].key);
    let key = |body: &str| match convert(body).as_slice() {
        [Fact::Message(message)] => message.key.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(key(&by_call.raws[0].body), key(&by_asking.raws[0].body));
}
