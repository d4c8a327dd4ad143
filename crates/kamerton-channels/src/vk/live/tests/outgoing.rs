//! What goes out: every call as the platform wants it, every answer understood.

use std::sync::Arc;

use kamerton_core::time::{HOUR, Instant, SECOND};
use serde_json::{Value, json};

use super::schema::schema;
use super::server::{Asked, Server, error};
use super::{GROUP, Joined, message, now, told};
use crate::live::{Act, File, Outgoing, Pace, Prove, Restriction, Say, Send, Sent, To, Trouble};
use crate::vk::live::LIVE;

const ID: &str = "0123456789abcdef0123456789abcdef";

fn outgoing(act: Act) -> Outgoing {
    Outgoing { id: ID.to_owned(), act }
}

fn say(to: To, text: &str) -> Outgoing {
    outgoing(Act::Say(Say { to, text: text.to_owned(), files: Vec::new(), at: None }))
}

fn place(place: &str) -> To {
    To::Place { place: place.to_owned(), thread: None }
}

fn answer_to(message: &str, thread: Option<&str>) -> To {
    To::Message {
        place: String::new(),
        message: message.to_owned(),
        thread: thread.map(str::to_owned),
    }
}

fn person() -> To {
    To::Person { account: "55".to_owned() }
}

fn photo() -> File {
    File {
        name: "wing.jpg".to_owned(),
        kind: "image/jpeg".to_owned(),
        bytes: Arc::from(&b"JPEG"[..]),
    }
}

fn paper() -> File {
    File {
        name: "a\"b.pdf".to_owned(),
        kind: "application/pdf".to_owned(),
        bytes: Arc::from(&b"PDF"[..]),
    }
}

/// A platform that does everything.
async fn willing() -> Server {
    let address = Arc::new(std::sync::Mutex::new(String::new()));
    let known = Arc::clone(&address);
    let server = Server::new(move |asked: &Asked| {
        let upload = |path: &str| json!({ "upload_url": format!("{}/{path}", known.lock().unwrap()) });
        match asked.method.as_str() {
            "wall.post" | "wall.repost" => json!({ "post_id": 31, "success": 1 }),
            "wall.createComment" => json!({ "comment_id": 32, "parents_stack": [] }),
            "photos.createComment" | "video.createComment" | "market.createComment"
              | "board.createComment" => json!(33),
            "messages.send" => json!([{ "peer_id": 55, "message_id": 900, "conversation_message_id": 34 }]),
            "polls.create" => json!({ "id": 35, "owner_id": -GROUP }),
            "photos.getWallUploadServer" | "photos.getMessagesUploadServer" => upload("photo"),
            "docs.getWallUploadServer" | "docs.getMessagesUploadServer" => upload("doc"),
            "/photo" => json!({ "server": 1, "photo": "[{}]", "hash": "h" }),
            "/doc" => json!({ "file": "f" }),
            "photos.saveWallPhoto" => json!([{ "id": 36, "owner_id": -GROUP, "access_key": "k" }]),
            "photos.saveMessagesPhoto" => json!([{ "id": 37, "owner_id": -GROUP }]),
            "docs.save" => json!({ "type": "doc", "doc": { "id": 38, "owner_id": -GROUP } }),
            "wall.getById" => json!({ "items": asked.get("posts").split(',').map(|post| {
                let id: i64 = post.rsplit('_').next().unwrap().parse().unwrap();
                json!({ "id": id, "owner_id": -GROUP, "from_id": -GROUP, "date": 1_760_000_001,
                  "text": "Привет",
                        "post_type": if id == 40 { "postpone" } else { "post" }, "is_pinned": 1,
                        "copyright": { "link": "https://example.org/a" },
                        "attachments": [{ "type": "photo", "photo": { "id": 1, "owner_id": -GROUP } }] })
            }).collect::<Vec<_>>() }),
            "wall.getComment" => json!({ "items": [
                { "id": asked.get("comment_id").parse::<i64>().unwrap(), "date": 1_760_000_002,
                  "text": "Привет" },
            ] }),
            "messages.getByConversationMessageId" => json!({ "count": 1, "items": [
                { "conversation_message_id": asked.get("conversation_message_ids").parse::<i64>().unwrap(),
                  "date": 1_760_000_003, "text": "Привет" },
            ] }),
            _ => json!(1),
        }
    })
    .await;
    *address.lock().unwrap() = server.address.clone();
    server
}

async fn sent(joined: &Joined, outgoing: &Outgoing) -> Sent {
    LIVE.send(&joined.link(), outgoing).await.unwrap()
}

/// Checks all calls by the description; gives the one of this method.
fn call(server: &Server, method: &str) -> Asked {
    let asked = server.asked();
    if let Some(schema) = schema() {
        asked.iter().filter(|one| !one.method.starts_with('/')).for_each(|one| schema.check(one));
    }
    let found = asked.iter().find(|one| one.method == method).cloned();
    server.forget();
    found.unwrap_or_else(|| panic!("no {method} in {asked:?}"))
}

#[tokio::test]
async fn words_go_where_they_are_meant_to() {
    let server = willing().await;
    let joined = Joined::new(&server.address, &[("user-token", "vk1.a.person")]);
    let thread = |place: &str, thread: &str| To::Place {
        place: place.to_owned(),
        thread: Some(thread.to_owned()),
    };
    for (to, method, wanted, key) in [
        (
            place("wall-1001"),
            "wall.post",
            vec![("owner_id", "-1001"), ("from_group", "1"), ("guid", ID)],
            "vk:wall-1001:31",
        ),
        (
            answer_to("vk:wall-1001:5", None),
            "wall.createComment",
            vec![("post_id", "5"), ("from_group", "1001"), ("reply_to_comment", "")],
            "vk:wall-1001:5_32",
        ),
        (
            answer_to("vk:wall-1001:5_7", Some("5")),
            "wall.createComment",
            vec![("post_id", "5"), ("reply_to_comment", "7")],
            "vk:wall-1001:5_32",
        ),
        (
            answer_to("vk:wall77:5_7", None),
            "wall.createComment",
            vec![("owner_id", "77")],
            "vk:wall77:5_32",
        ),
        (
            answer_to("vk:photo-1001:7", Some("3")),
            "photos.createComment",
            vec![("photo_id", "3"), ("reply_to_comment", "7")],
            "vk:photo-1001:33",
        ),
        (
            answer_to("vk:video-1001:7", Some("3")),
            "video.createComment",
            vec![("video_id", "3")],
            "vk:video-1001:33",
        ),
        (
            answer_to("vk:market-1001:7", Some("3")),
            "market.createComment",
            vec![("item_id", "3")],
            "vk:market-1001:33",
        ),
        (
            answer_to("vk:board-1001:6_7", None),
            "board.createComment",
            vec![("topic_id", "6")],
            "vk:board-1001:6_33",
        ),
        (
            thread("board-1001", "6"),
            "board.createComment",
            vec![("topic_id", "6")],
            "vk:board-1001:6_33",
        ),
        (
            thread("wall-1001", "5"),
            "wall.createComment",
            vec![("post_id", "5")],
            "vk:wall-1001:5_32",
        ),
        (
            person(),
            "messages.send",
            vec![("peer_ids", "55"), ("group_id", "1001"), ("forward", "")],
            "vk:talk-1001_55:34",
        ),
        (
            place("talk-1001_2000000003"),
            "messages.send",
            vec![("peer_ids", "2000000003")],
            "vk:talk-1001_2000000003:34",
        ),
        (
            answer_to("vk:talk-1001_55:12", None),
            "messages.send",
            vec![
                ("peer_ids", "55"),
                ("forward", r#"{"conversation_message_ids":[12],"is_reply":true,"peer_id":55}"#),
            ],
            "vk:talk-1001_55:34",
        ),
    ] {
        let done = sent(&joined, &say(to, "Привет & до встречи")).await;
        assert_eq!(done.key.as_deref(), Some(key));
        let asked = call(&server, method);
        assert_eq!(asked.get("message"), "Привет & до встречи");
        assert_eq!(asked.get("v"), "5.199");
        for (name, value) in wanted {
            assert_eq!(asked.get(name), value, "{method} {name}");
        }
    }
}

#[tokio::test]
async fn what_we_said_comes_back_under_the_same_key() {
    let server = willing().await;
    let joined = Joined::new(&server.address, &[]);
    let done = sent(&joined, &say(place("wall-1001"), "Привет")).await;
    let post =
        json!({ "id": 31, "owner_id": -GROUP, "from_id": -GROUP, "date": 1, "text": "Привет" });
    assert_eq!(done.key.as_deref(), Some(message(&told("wall_post_new", post)).key.as_str()));
    assert_eq!(
        (done.at, done.address.as_deref()),
        (Some(Instant::from_seconds(1_760_000_001)), Some("https://vk.com/wall-1001_31"),)
    );
    let done = sent(&joined, &say(person(), "Привет")).await;
    let reply = json!({ "conversation_message_id": 34, "peer_id": 55, "from_id": -GROUP,
      "date": 1, "text": "Привет" });
    assert_eq!(done.key.as_deref(), Some(message(&told("message_reply", reply)).key.as_str()));
    let first = call(&server, "messages.send").get("random_id").to_owned();
    sent(&joined, &say(person(), "Привет")).await;
    assert_eq!(call(&server, "messages.send").get("random_id"), first, "the same at every try");
    assert!((1..=i64::from(i32::MAX)).contains(&first.parse().unwrap()));
}

#[tokio::test]
async fn files_are_brought_before_anything_is_said() {
    let server = willing().await;
    let joined = Joined::new(&server.address, &[("user-token", "vk1.a.person")]);
    for (to, method, name, wanted) in [
        (place("wall-1001"), "wall.post", "attachments", "photo-1001_36_k,doc-1001_38"),
        (person(), "messages.send", "attachment", "photo-1001_37,doc-1001_38"),
    ] {
        let files = vec![photo(), paper()];
        sent(&joined, &outgoing(Act::Say(Say { to, text: String::new(), files, at: None }))).await;
        let brought = server.asked().into_iter().find(|asked| asked.method == "/doc").unwrap();
        let body = String::from_utf8(brought.body).unwrap();
        assert!(
            body.contains("name=\"file\"; filename=\"a_b.pdf\"")
                && body.contains("\r\n\r\nPDF\r\n--")
        );
        assert_eq!(call(&server, method).get(name), wanted);
    }
    // Without the key of a person VK takes no photo for the wall, and nothing is posted without it.
    let server = Server::new(|_: &Asked| error(27)).await;
    let joined = Joined::new(&server.address, &[]);
    let act = Act::Say(Say {
        to: place("wall-1001"),
        text: "A".to_owned(),
        files: vec![photo()],
        at: None,
    });
    let refused = LIVE.send(&joined.link(), &outgoing(act)).await;
    assert!(
        matches!(&refused, Err(Trouble::Refused(why)) if why.message.ends_with("no-search-key") || why.message.ends_with("no-right")),
        "{refused:?}"
    );
    assert_eq!(server.methods(), ["photos.getWallUploadServer"]);
}

#[tokio::test]
async fn a_post_can_wait_for_its_time() {
    let server = willing().await;
    let joined = Joined::new(&server.address, &[]);
    let at = |at: Option<Instant>, to: To| {
        outgoing(Act::Say(Say { to, text: "A".to_owned(), files: vec![], at }))
    };
    let later = now().plus(HOUR);
    let done = sent(&joined, &at(Some(later), place("wall-1001"))).await;
    assert_eq!(done.key.as_deref(), Some("vk:postponed-1001:31"));
    assert_eq!(call(&server, "wall.post").get("publish_date"), "1760003600");
    let done = sent(&joined, &at(Some(now().plus(-HOUR)), place("wall-1001"))).await;
    assert_eq!(done.key.as_deref(), Some("vk:wall-1001:31"));
    assert_eq!(call(&server, "wall.post").get("publish_date"), "");
    let refused = LIVE.send(&joined.link(), &at(Some(later), person())).await;
    assert!(matches!(refused, Err(Trouble::Refused(_))), "{refused:?}");
    assert!(server.asked().is_empty());
}

#[tokio::test]
async fn changing_loses_nothing_and_everything_else_is_done() {
    let server = willing().await;
    let joined = Joined::new(&server.address, &[("user-token", "vk1.a.person")]);
    let edit =
        |message: &str| outgoing(Act::Edit { message: message.to_owned(), text: "B".to_owned() });
    sent(&joined, &edit("vk:wall-1001:31")).await;
    let asked = call(&server, "wall.edit");
    assert_eq!(
        (asked.get("attachments"), asked.get("copyright")),
        ("photo-1001_1", "https://example.org/a")
    );
    sent(&joined, &edit("vk:postponed-1001:40")).await;
    assert_eq!(call(&server, "wall.edit").get("publish_date"), "1760000001");
    for (key, method) in [
        ("vk:wall-1001:5_7", "wall.editComment"),
        ("vk:photo-1001:7", "photos.editComment"),
        ("vk:board-1001:6_7", "board.editComment"),
        ("vk:talk-1001_55:12", "messages.edit"),
    ] {
        sent(&joined, &edit(key)).await;
        assert_eq!(call(&server, method).get("message"), "B", "{key}");
    }
    let delete = |message: &str| Act::Delete { message: message.to_owned() };
    let pin = |message: &str, pinned| Act::Pin { message: message.to_owned(), pinned };
    let restrict = |place: &str, restriction| Act::Restrict {
        place: place.to_owned(),
        account: "55".to_owned(),
        restriction,
        until: None,
    };
    let repost = |place: &str| Act::Repost {
        message: "vk:wall-5:9".to_owned(),
        place: place.to_owned(),
        text: "Смотрите".to_owned(),
    };
    let ask = |place: &str| Act::Ask {
        place: place.to_owned(),
        thread: None,
        question: "Кто?".to_owned(),
        answers: vec!["Сова".to_owned(), "Галка".to_owned()],
        anonymous: true,
        several: false,
    };
    for (act, method, wanted) in [
        (delete("vk:wall-1001:5"), "wall.delete", vec![("post_id", "5")]),
        (delete("vk:wall-1001:5_7"), "wall.deleteComment", vec![("comment_id", "7")]),
        (delete("vk:video-1001:7"), "video.deleteComment", vec![("comment_id", "7")]),
        (delete("vk:board-1001:6_7"), "board.deleteComment", vec![("topic_id", "6")]),
        (
            delete("vk:talk-1001_55:12"),
            "messages.delete",
            vec![("cmids", "12"), ("delete_for_all", "1")],
        ),
        (pin("vk:wall-1001:5", true), "wall.pin", vec![("post_id", "5")]),
        (pin("vk:wall-1001:5", false), "wall.unpin", vec![]),
        (pin("vk:talk-1001_2000000003:4", true), "messages.pin", vec![("cmid", "4")]),
        (pin("vk:talk-1001_2000000003:4", false), "messages.unpin", vec![]),
        (restrict("wall-1001", Restriction::Out), "groups.ban", vec![("owner_id", "55")]),
        (restrict("wall-1001", Restriction::Lifted), "groups.unban", vec![]),
        (
            restrict("talk-1001_2000000003", Restriction::Out),
            "messages.removeChatUser",
            vec![("chat_id", "3")],
        ),
        (repost("wall-1001"), "wall.repost", vec![("object", "wall-5_9"), ("group_id", "1001")]),
        (repost("talk-1001_2000000003"), "messages.send", vec![("attachment", "wall-5_9")]),
        (
            ask("wall-1001"),
            "polls.create",
            vec![("add_answers", "[\"Сова\",\"Галка\"]"), ("is_anonymous", "1")],
        ),
        (ask("talk-1001_2000000003"), "messages.send", vec![("attachment", "poll-1001_35")]),
    ] {
        let what = format!("{act:?}");
        sent(&joined, &outgoing(act)).await;
        let asked = call(&server, method);
        for (name, value) in wanted {
            assert_eq!(asked.get(name), value, "{what}");
        }
    }
    // Without the key of a person a post is shown by its link, and its source is named.
    let joined = Joined::new(&server.address, &[]);
    sent(&joined, &outgoing(repost("wall-1001"))).await;
    let asked = call(&server, "wall.post");
    assert_eq!(
        (asked.get("copyright"), asked.get("attachments")),
        ("https://vk.com/wall-5_9", "https://vk.com/wall-5_9")
    );
    for act in [
        restrict("wall-1001", Restriction::Silent),
        restrict("wall-5", Restriction::Out),
        Act::Repost {
            message: "vk:talk-1001_55:1".into(),
            place: "wall-1001".into(),
            text: String::new(),
        },
        pin("vk:wall-1001:5_7", true),
        delete("telegram:1:2"),
    ] {
        let refused = LIVE.send(&joined.link(), &outgoing(act)).await;
        assert!(matches!(refused, Err(Trouble::Refused(_))), "{refused:?}");
        assert!(server.asked().is_empty());
    }
}

#[tokio::test]
async fn another_key_is_tried_where_one_may_not() {
    let server =
        Server::new(|asked: &Asked| match (asked.method.as_str(), asked.get("access_token")) {
            ("wall.post", "vk1.a.person") => error(1_051),
            ("wall.post", _) => json!({ "post_id": 31 }),
            _ => error(27),
        })
        .await;
    let joined = Joined::new(&server.address, &[("user-token", "vk1.a.person")]);
    let done = sent(&joined, &say(place("wall-1001"), "A")).await;
    assert_eq!((done.key.as_deref(), done.at), (Some("vk:wall-1001:31"), None));
    let posts = server.methods().iter().filter(|method| *method == "wall.post").count();
    assert_eq!(posts, 2);
}

#[tokio::test]
async fn nothing_counts_as_said_that_is_not_there() {
    let server = Server::new(|asked: &Asked| match asked.method.as_str() {
        "wall.post" => json!({ "post_id": 31 }),
        _ => json!({ "items": [] }),
    })
    .await;
    let joined = Joined::new(&server.address, &[]);
    let lost = LIVE.send(&joined.link(), &say(place("wall-1001"), "A")).await;
    assert!(matches!(lost, Err(Trouble::Unknown(_))), "{lost:?}");
}

#[tokio::test]
async fn answers_that_are_lost_or_strange_leave_it_unknown() {
    let said = say(person(), "A");
    for answer in [
        Value::Null,
        json!("500 x"),
        json!("502 <html>"),
        json!("<html>"),
        json!([]),
        json!({ "response": {} }),
        error(10),
        error(1),
    ] {
        let text = answer.to_string();
        let server = Server::new(move |_: &Asked| answer.clone()).await;
        let lost = LIVE.send(&Joined::new(&server.address, &[]).link(), &said).await;
        assert!(matches!(lost, Err(Trouble::Unknown(_))), "{text}: {lost:?}");
        assert!(!format!("{lost:?}").contains("vk1.a"), "{lost:?}");
        assert_eq!(
            server.asked().iter().filter(|asked| asked.method == "messages.send").count(),
            1,
            "{text}"
        );
    }
    let limited = |answer: Value| async move {
        let server = Server::new(move |_: &Asked| answer.clone()).await;
        LIVE.send(&Joined::new(&server.address, &[]).link(), &say(person(), "A")).await.unwrap_err()
    };
    assert!(matches!(limited(error(6)).await, Trouble::Limited { .. }));
    assert!(matches!(limited(json!("429 x")).await, Trouble::Limited { .. }));
    assert!(matches!(limited(error(5)).await, Trouble::SignIn(_)));
    assert!(matches!(limited(json!("401 x")).await, Trouble::SignIn(_)));
    let one =
        json!([{ "peer_id": 55, "message_id": 0, "error": { "code": 901, "description": "no" } }]);
    let refused = limited(one).await;
    assert!(
        matches!(&refused, Trouble::Refused(why) if why.message.ends_with("write-first")),
        "{refused}"
    );
    // Nobody listens there: nothing can have happened.
    let nobody = Joined::new("http://127.0.0.1:9", &[]);
    let passing = LIVE.send(&nobody.link(), &said).await;
    assert!(matches!(passing, Err(Trouble::Passing(_))), "{passing:?}");
}

#[tokio::test]
async fn what_became_of_it_is_found_out() {
    let random = crate::vk::live::target::random_id(ID);
    let tried = now();
    let date = tried.micros() / SECOND;
    let history = move |message: Value| {
        let old = json!({ "id": 1, "conversation_message_id": 1, "from_id": 55,
          "date": 1_600_000_000, "text": "A" });
        json!({ "count": 900, "items": [message, old] })
    };
    let prove = |answer: Value, act: Outgoing| async move {
        let server = Server::new(move |_: &Asked| answer.clone()).await;
        let joined = Joined::new(&server.address, &[("user-token", "vk1.a.person")]);
        let proved = LIVE.prove(&joined.link(), &act, tried).await;
        if let Some(schema) = schema() {
            server.asked().iter().for_each(|asked| schema.check(asked));
        }
        proved
    };
    let key = |sent: Result<Option<Sent>, Trouble>| {
        sent.unwrap().map(|sent| sent.key.unwrap_or_default())
    };
    let message = |random: i64, text: &str| {
        json!({ "conversation_message_id": 34,
      "from_id": -GROUP, "date": date, "text": text, "random_id": random })
    };
    let said = || say(person(), "A");
    let found = prove(history(message(random, "changed")), said()).await;
    assert_eq!(key(found).as_deref(), Some("vk:talk-1001_55:34"));
    assert_eq!(key(prove(history(message(5, "A")), said()).await), None);
    let full: Vec<_> =
        (0..100).map(|_| json!({ "from_id": 55, "date": date, "text": "B" })).collect();
    let unclear = prove(json!({ "count": 900, "items": full }), said()).await;
    assert!(matches!(unclear, Err(Trouble::Unknown(_))), "{unclear:?}");

    let post = |text: &str| {
        json!({ "count": 1, "items": [
        { "id": 31, "from_id": -GROUP, "date": date, "text": text,
          "attachments": [{ "type": "poll", "poll": { "question": "Кто?" } }] },
    ] })
    };
    let posted = || say(place("wall-1001"), "Привет,   [id5|Яна]");
    assert_eq!(key(prove(post("Привет, Яна"), posted()).await).as_deref(), Some("vk:wall-1001:31"));
    assert_eq!(key(prove(post("Пока"), posted()).await), None);
    let asked = || {
        outgoing(Act::Ask {
            place: "wall-1001".into(),
            thread: None,
            question: "Кто?".into(),
            answers: vec![],
            anonymous: false,
            several: false,
        })
    };
    assert_eq!(key(prove(post(""), asked()).await).as_deref(), Some("vk:wall-1001:31"));

    let comment = json!({ "count": 1, "items": [
        { "id": 32, "from_id": -GROUP, "date": date, "text": "A", "parents_stack": [7] },
    ] });
    for to in [answer_to("vk:wall-1001:5", None), answer_to("vk:wall-1001:5_32", None)] {
        assert_eq!(
            key(prove(comment.clone(), say(to, "A")).await).as_deref(),
            Some("vk:wall-1001:5_32")
        );
    }
    let delete = || outgoing(Act::Delete { message: "vk:wall-1001:31".into() });
    assert_eq!(key(prove(json!({ "items": [] }), delete()).await).as_deref(), Some(""));
    assert_eq!(key(prove(post("A"), delete()).await), None);
    let edit =
        |text: &str| outgoing(Act::Edit { message: "vk:wall-1001:31".into(), text: text.into() });
    assert!(key(prove(post("B"), edit("B")).await).is_some());
    assert_eq!(key(prove(post("A"), edit("B")).await), None);
    let ban = outgoing(Act::Restrict {
        place: "wall-1001".into(),
        account: "55".into(),
        restriction: Restriction::Out,
        until: None,
    });
    assert!(key(prove(json!({ "count": 1, "items": [{}] }), ban.clone()).await).is_some());
    assert_eq!(key(prove(error(104), ban).await), None);
    // Who may not look does not know.
    for code in [15, 27] {
        let unclear = prove(error(code), posted()).await;
        assert!(matches!(unclear, Err(Trouble::Unknown(_))), "{unclear:?}");
    }
}

#[test]
fn the_limits_are_kept_to() {
    let about = super::about();
    let mut pace = Pace::default();
    let buckets = LIVE.buckets(&say(place("wall-1001"), "A"), &about);
    assert_eq!(buckets[0].name, "user");
    let mut at = now();
    for _ in 0..30 {
        at = at.plus(i64::try_from(pace.wait(&buckets, at).as_micros()).unwrap());
        pace.take(&buckets, at);
    }
    // Two calls each, three calls a second.
    assert!(at.since(now()) >= 13 * SECOND, "{}", at.since(now()));
    let message = LIVE.buckets(&say(person(), "A"), &about);
    assert_eq!((message[0].name.as_str(), message[0].count), ("community", 10));
    assert!(message.iter().any(|bucket| bucket.name == "messages.send"));
}
