//! Whole errands against a server.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kamerton_core::time::Instant;
use serde_json::{Value, json};

use super::server::{Answer, Asked, Server, out};
use super::{about, settings};
use crate::live::{
    About, Act, Backfill, Connector, Discover, File, Grade, Link, Outgoing, Poll, Prove, Reach,
    Reconcile, Restriction, Say, Send, Sent, To, Trouble, Webhook,
};
use crate::max::live::LIVE;
use crate::outbound::Outbound;

const TRIED: i64 = 1_700_000_000_000;

fn now() -> Instant {
    Instant::from_micros(TRIED * 1_000)
}

/// A link to a server, with what it needs to live.
struct Line {
    settings: crate::live::Settings,
    about: About,
    out: Outbound,
}

impl Line {
    fn to(address: &str) -> Self {
        Self { settings: settings(address), about: about(), out: out() }
    }

    fn link(&self) -> Link<'_> {
        Link { settings: &self.settings, about: &self.about, out: &self.out, now }
    }
}

fn outgoing(act: Act) -> Outgoing {
    Outgoing { id: "00112233445566778899aabbccddeeff".to_owned(), act }
}

fn say(to: To, text: &str, files: Vec<File>) -> Outgoing {
    outgoing(Act::Say(Say { to, text: text.to_owned(), files, at: None }))
}

fn chat() -> To {
    To::Place { place: "-7001".to_owned(), thread: None }
}

fn file(name: &str, kind: &str) -> File {
    File { name: name.to_owned(), kind: kind.to_owned(), bytes: b"bytes"[..].into() }
}

fn taken(chat: i64, mid: &str) -> Value {
    json!({"message": {
        "sender": {"user_id": 9001}, "recipient": {"chat_id": chat, "chat_type": "chat"},
        "timestamp": TRIED + 5, "url": "https://max.ru/c/1", "body": {"mid": mid, "text": "а"},
    }})
}

async fn send(server: &Server, outgoing: &Outgoing) -> Result<Sent, Trouble> {
    let line = Line::to(&server.address);
    let sent = Send::send(&LIVE, &line.link(), outgoing).await;
    server.check();
    sent
}

#[tokio::test]
async fn what_is_said_comes_with_its_proof() {
    let server = Server::new(|asked| {
        let chat = asked.query("chat_id").map_or(512, |chat| chat.parse().unwrap());
        taken(chat, "mid.new").into()
    })
    .await;
    let expected = |key: &str| Sent {
        key: Some(key.to_owned()),
        at: Some(Instant::from_micros((TRIED + 5) * 1_000)),
        address: Some("https://max.ru/c/1".to_owned()),
        made: None,
    };
    let bare = |sent: Sent| Sent { made: None, ..sent };
    let sent = send(&server, &say(chat(), "Привет", vec![])).await.unwrap();
    assert_eq!(bare(sent), expected("max:-7001:mid.new"));
    let person = To::Person { account: "42".to_owned() };
    let sent = send(&server, &say(person, "Привет", vec![])).await.unwrap();
    assert_eq!(bare(sent), expected("max:512:mid.new"), "the chat is the platform's");
    let answer = To::Message {
        place: "-7001".to_owned(),
        message: "max:-7001:mid.a1".to_owned(),
        thread: None,
    };
    send(&server, &say(answer, "Да", vec![])).await.unwrap();
    let asked = server.asked();
    assert_eq!(asked[1].query("user_id").as_deref(), Some("42"));
    assert_eq!(asked[2].json()["link"], json!({"type": "reply", "mid": "mid.a1"}));
    assert!(asked.iter().all(|asked| asked.header("authorization") == Some("token")));
    assert!(!format!("{:?}", server.whats()).contains("token"));
}

#[tokio::test]
async fn files_are_brought_first_and_the_key_stays_with_us() {
    let tries = AtomicUsize::new(0);
    let server = Server::new(move |asked| {
        let here = format!("http://{}", asked.header("host").unwrap());
        match asked.what().as_str() {
            "POST /uploads" => {
                let kind = asked.query("type").unwrap();
                let token = (kind == "video").then_some("of-video");
                json!({"url": format!("{here}/storage/{kind}?sig=1"), "token": token}).into()
            }
            "POST /storage/image" => json!({"photos": {"p1": {"token": "of-image"}}}).into(),
            "POST /storage/video" => Answer::Status(200, "<retval>1</retval>".to_owned()),
            "POST /storage/file" => json!({"fileId": 5, "token": "of-file"}).into(),
            "POST /messages" if tries.fetch_add(1, Ordering::Relaxed) < 2 => Answer::Status(
                400,
                json!({"code": "attachment.not.ready", "message": "wait"}).to_string(),
            ),
            _ => taken(-7001, "mid.f").into(),
        }
    })
    .await;
    let files = vec![file("a.png", "image/png"), file("b.mp4", "video/mp4")];
    let sent = send(&server, &say(chat(), "", files)).await.unwrap();
    assert_eq!(sent.key.as_deref(), Some("max:-7001:mid.f"));
    let expected = [
        "POST /uploads",
        "POST /storage/image",
        "POST /uploads",
        "POST /storage/video",
        "POST /messages",
        "POST /messages",
        "POST /messages",
    ];
    assert_eq!(server.whats(), expected);
    let asked = server.asked();
    assert_eq!(asked[1].header("authorization"), None);
    let body = String::from_utf8(asked[1].body.clone()).unwrap();
    assert!(
        body.contains("name=\"data\"; filename=\"a.png\"") && body.contains("\r\n\r\nbytes\r\n")
    );
    let attachments = json!([
        {"type": "image", "payload": {"photos": {"p1": {"token": "of-image"}}}},
        {"type": "video", "payload": {"token": "of-video"}},
    ]);
    assert_eq!(asked[6].json()["attachments"], attachments);
    send(&server, &say(chat(), "Ноты", vec![file("c.pdf", "application/pdf")])).await.unwrap();
    let last = server.asked().pop().unwrap();
    assert_eq!(last.json()["attachments"][0]["payload"], json!({"token": "of-file"}));
}

#[tokio::test]
async fn what_cannot_be_said_is_refused_before_anything_is_asked() {
    let server = Server::new(|_| Answer::Nothing).await;
    let ask = |answers: Vec<&str>, anonymous| {
        outgoing(Act::Ask {
            place: "-7001".to_owned(),
            thread: None,
            question: "Когда?".to_owned(),
            answers: answers.into_iter().map(str::to_owned).collect(),
            anonymous,
            several: false,
        })
    };
    let mut later = say(chat(), "а", vec![]);
    if let Act::Say(say) = &mut later.act {
        say.at = Some(now());
    }
    let long = "длинный ответ".repeat(20);
    let restrict = |restriction, until| {
        let (place, account) = ("-7001".to_owned(), "42".to_owned());
        outgoing(Act::Restrict { place, account, restriction, until })
    };
    let elsewhere = To::Place { place: "chat".to_owned(), thread: None };
    let pdf = || file("a.pdf", "application/pdf");
    let impossible = [
        say(chat(), &"а".repeat(4_001), vec![]),
        say(chat(), "  ", vec![]),
        say(elsewhere, "а", vec![]),
        say(chat(), "а", vec![pdf(), pdf()]),
        say(chat(), "а", vec![file("a.png", "image/png"); 13]),
        later,
        ask(vec!["да"], true),
        ask(vec![], false),
        ask(vec![&long], false),
        ask(vec!["да"; 31], false),
        restrict(Restriction::Silent, None),
        restrict(Restriction::Lifted, None),
        restrict(Restriction::Out, Some(now())),
        outgoing(Act::Delete { message: "vk:1:2".to_owned() }),
    ];
    for outgoing in impossible {
        let sent = send(&server, &outgoing).await;
        assert!(matches!(sent, Err(Trouble::Refused(_))), "{outgoing:?}: {sent:?}");
    }
    assert_eq!(server.whats(), Vec::<String>::new());
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_no_connection_is_not() {
    let server = Server::new(|_| Answer::Nothing).await;
    let sent = send(&server, &say(chat(), "а", vec![])).await;
    assert!(matches!(sent, Err(Trouble::Unknown(_))), "{sent:?}");
    let nowhere = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", nowhere.local_addr().unwrap());
    drop(nowhere);
    let line = Line::to(&address);
    let sent = Send::send(&LIVE, &line.link(), &say(chat(), "а", vec![])).await;
    assert!(matches!(sent, Err(Trouble::Passing(_))), "{sent:?}");
    // A file that was not brought is seen by nobody.
    let sent = send(&server, &say(chat(), "а", vec![file("a.png", "image/png")])).await;
    assert!(matches!(sent, Err(Trouble::Passing(_))), "{sent:?}");
    let silent = Server::new(|_| Answer::Status(200, "{}".to_owned())).await;
    let sent = send(&silent, &say(chat(), "а", vec![])).await;
    assert!(matches!(sent, Err(Trouble::Unknown(_))), "{sent:?}");
}

#[tokio::test]
async fn the_word_of_the_platform_counts() {
    let limited = Server::new(|_| Answer::With(429, "Retry-After: 9", "{}".to_owned())).await;
    let sent = send(&limited, &say(chat(), "а", vec![])).await;
    let Err(Trouble::Limited { after, .. }) = sent else { panic!("{sent:?}") };
    assert_eq!(after, Duration::from_secs(9));
    for (status, body, expected) in [
        (401, r#"{"code":"verify.token","message":"Invalid access_token: token"}"#, "sign-in"),
        (403, r#"{"code":"chat.denied","message":"bot is not in the chat"}"#, "refused"),
        (404, r#"{"code":"not.found","message":"no such chat"}"#, "refused"),
        (400, r#"{"code":"proto.payload","message":"text"}"#, "refused"),
        (503, "", "not now"),
        (500, "", "may have been done"),
        (504, "<html>", "may have been done"),
    ] {
        let server = Server::new(move |_| Answer::Status(status, body.to_owned())).await;
        let trouble = send(&server, &say(chat(), "а", vec![])).await.unwrap_err().to_string();
        assert!(trouble.contains(expected), "{status}: {trouble}");
        assert!(!trouble.contains(": token") && !trouble.contains("127.0.0.1"), "{trouble}");
    }
}

#[tokio::test]
async fn everything_else_is_done_as_well() {
    let server = Server::new(|asked| match asked.what().as_str() {
        "GET /chats/-7001/pin" => json!({"message": {"body": {"mid": "mid.a1"}}}).into(),
        "DELETE /messages" => Answer::Status(404, "{}".to_owned()),
        "POST /messages" => taken(-7001, "mid.q").into(),
        _ => json!({"success": true}).into(),
    })
    .await;
    let message = || "max:-7001:mid.a1".to_owned();
    let (place, account) = ("-7001".to_owned(), "42".to_owned());
    let acts = [
        Act::Edit { message: message(), text: "Новое".to_owned() },
        Act::Delete { message: message() },
        Act::Pin { message: message(), pinned: true },
        Act::Pin { message: message(), pinned: false },
        // Another one is pinned: it stays.
        Act::Pin { message: "max:-7001:mid.b2".to_owned(), pinned: false },
        Act::Restrict { place: place.clone(), account, restriction: Restriction::Out, until: None },
        Act::Repost {
            message: "max:1:mid.z".to_owned(),
            place: place.clone(),
            text: "Вот".to_owned(),
        },
        Act::Ask {
            place,
            thread: None,
            question: "Когда?".to_owned(),
            answers: vec!["Суббота".to_owned(), "Воскресенье".to_owned()],
            anonymous: false,
            several: false,
        },
    ];
    for act in acts {
        let outgoing = outgoing(act);
        let buckets = LIVE.buckets(&outgoing, &about());
        let names: Vec<&str> = buckets.iter().map(|bucket| bucket.name.as_str()).collect();
        assert_eq!(names, ["chat:-7001", "all"]);
        send(&server, &outgoing).await.unwrap();
    }
    let expected = [
        "PUT /messages",
        "DELETE /messages",
        "PUT /chats/-7001/pin",
        "GET /chats/-7001/pin",
        "DELETE /chats/-7001/pin",
        "GET /chats/-7001/pin",
        "DELETE /chats/-7001/members",
        "POST /messages",
        "POST /messages",
    ];
    assert_eq!(server.whats(), expected);
    let asked = server.asked();
    assert_eq!(asked[7].json()["link"], json!({"type": "forward", "mid": "mid.z"}));
    let buttons = &asked[8].json()["attachments"][0]["payload"]["buttons"];
    let payload = "kamerton1:00112233445566778899aabbccddeeff:one:1";
    assert_eq!(buttons[1][0]["payload"], payload);
}

/// A chat with messages, read as the description says.
fn history(all: Vec<Value>) -> impl Fn(&Asked) -> Answer {
    move |asked| match asked.what().as_str() {
        "GET /chats" => {
            Answer::Status(404, json!({"code": "not.found", "message": "gone"}).to_string())
        }
        "GET /messages" => {
            let newest = asked.query("from").map_or(i64::MAX, |from| from.parse().unwrap());
            let at = |message: &Value| message["timestamp"].as_i64().unwrap();
            let mut page: Vec<Value> =
                all.iter().filter(|message| at(message) <= newest).cloned().collect();
            page.sort_by_key(|message| std::cmp::Reverse(at(message)));
            page.truncate(asked.query("count").unwrap().parse().unwrap());
            json!({"messages": page}).into()
        }
        _ => Answer::Status(404, "{}".to_owned()),
    }
}

fn said(mid: &str, at: i64, sender: i64, text: &str) -> Value {
    json!({
        "sender": {"user_id": sender, "first_name": "А"},
        "recipient": {"chat_id": -7001, "chat_type": "chat", "user_id": null},
        "timestamp": TRIED + at,
        "body": {"mid": mid, "seq": 1, "text": text, "attachments": null},
    })
}

async fn prove(all: Vec<Value>, outgoing: &Outgoing) -> Result<Option<String>, Trouble> {
    let server = Server::new(history(all)).await;
    let line = Line::to(&server.address);
    let proved = Prove::prove(&LIVE, &line.link(), outgoing, now()).await;
    server.check();
    Ok(proved?.and_then(|sent| sent.key))
}

#[tokio::test]
async fn what_was_lost_is_found_or_certainly_not_there() {
    let wanted = say(chat(), "Привет", vec![]);
    let other = |number: i64| said(&format!("mid.{number}"), number * 10, 42, "Разговор");
    let many = || (-300..300).map(other).collect::<Vec<_>>();
    let with = |more: Vec<Value>| many().into_iter().chain(more).collect::<Vec<_>>();
    assert_eq!(prove(many(), &wanted).await, Ok(None));
    let there = with(vec![said("mid.ours", 300, 9001, "Привет")]);
    assert_eq!(prove(there, &wanted).await, Ok(Some("max:-7001:mid.ours".to_owned())));
    // Somebody else said the same.
    let theirs = with(vec![said("mid.theirs", 300, 42, "Привет")]);
    assert_eq!(prove(theirs, &wanted).await, Ok(None));
    // The same was said by us long before.
    let old = with(vec![said("mid.old", -120_000, 9001, "Привет")]);
    assert_eq!(prove(old, &wanted).await, Ok(None));
    // Just before: it may be it, by another clock.
    let close = with(vec![said("mid.close", -2_000, 9001, "Привет")]);
    let proved = prove(close, &wanted).await;
    assert!(matches!(proved, Err(Trouble::Unknown(_))), "{proved:?}");
    let answer = To::Message {
        place: "-7001".to_owned(),
        message: "max:-7001:mid.a1".to_owned(),
        thread: None,
    };
    let there = with(vec![said("mid.ours", 300, 9001, "Привет")]);
    assert_eq!(prove(there, &say(answer, "Привет", vec![])).await, Ok(None), "it answers nothing");
    let proved = prove(many(), &say(To::Person { account: "42".to_owned() }, "а", vec![])).await;
    assert!(matches!(proved, Err(Trouble::Unknown(_))), "{proved:?}");
}

#[tokio::test]
async fn what_was_done_is_seen() {
    let server = Server::new(|asked| match asked.what().as_str() {
        "GET /messages/mid.a1" => said("mid.a1", 0, 9001, "Новое").into(),
        "GET /chats/-7001/pin" => json!({"message": {"body": {"mid": "mid.a1"}}}).into(),
        "GET /chats/-7001/members" => json!({"members": [{"user_id": 43}]}).into(),
        _ => Answer::Status(404, "{}".to_owned()),
    })
    .await;
    let line = Line::to(&server.address);
    let message = || "max:-7001:mid.a1".to_owned();
    let restrict = |account: &str| Act::Restrict {
        place: "-7001".to_owned(),
        account: account.to_owned(),
        restriction: Restriction::Out,
        until: None,
    };
    for (act, done) in [
        (Act::Edit { message: message(), text: "Новое".to_owned() }, true),
        (Act::Edit { message: message(), text: "Иное".to_owned() }, false),
        (Act::Delete { message: message() }, false),
        (Act::Delete { message: "max:-7001:mid.b2".to_owned() }, true),
        (Act::Pin { message: message(), pinned: true }, true),
        (Act::Pin { message: message(), pinned: false }, false),
        (restrict("42"), true),
        (restrict("43"), false),
    ] {
        let outgoing = outgoing(act);
        let proved = Prove::prove(&LIVE, &line.link(), &outgoing, now()).await.unwrap();
        assert_eq!(proved.is_some(), done, "{outgoing:?}");
    }
    server.check();
}

#[tokio::test]
async fn the_past_is_read_piece_by_piece() {
    let all: Vec<Value> = (0..250).map(|at| said(&format!("mid.{at}"), at, 42, "а")).collect();
    let server = Server::new(history(all)).await;
    let line = Line::to(&server.address);
    let (mut cursor, mut keys, mut pieces) = (String::new(), std::collections::BTreeSet::new(), 0);
    loop {
        let piece = Backfill::backfill(&LIVE, &line.link(), &cursor).await.unwrap();
        for raw in &piece.raws {
            let facts = LIVE.convert(&raw.body, &line.about).unwrap();
            assert_eq!(facts.len(), 1);
        }
        keys.extend(piece.raws.into_iter().map(|raw| raw.key));
        cursor = piece.cursor;
        pieces += 1;
        if !piece.more {
            break;
        }
    }
    assert_eq!((keys.len(), pieces), (250, 4));
    let after = Backfill::backfill(&LIVE, &line.link(), &cursor).await.unwrap();
    assert!(after.raws.is_empty() && !after.more);
    let since = Instant::from_micros((TRIED + 240) * 1_000);
    let piece = Reconcile::reconcile(&LIVE, &line.link(), since, "").await.unwrap();
    assert_eq!((piece.raws.len(), piece.more), (10, false));
    server.check();
}

#[tokio::test]
async fn news_are_asked_for_from_where_we_were() {
    let server = Server::new(|asked| match asked.query("marker").as_deref() {
        None => json!({"updates": [
            {"update_type": "bot_started", "timestamp": 5, "chat_id": 1, "user": {"user_id": 2}},
        ], "marker": 77})
        .into(),
        Some("77") => json!({"updates": [], "marker": null}).into(),
        other => panic!("{other:?}"),
    })
    .await;
    let line = Line::to(&server.address);
    let first = Poll::poll(&LIVE, &line.link(), "", Duration::ZERO).await.unwrap();
    assert_eq!((first.cursor.as_str(), first.raws.len(), first.more), ("77", 1, false));
    assert_eq!(first.raws[0].key, "bot_started:1:2:5");
    let second = Poll::poll(&LIVE, &line.link(), "77", Duration::ZERO).await.unwrap();
    assert_eq!((second.cursor.as_str(), second.raws.len()), ("77", 0));
    server.check();
}

#[tokio::test]
async fn the_webhook_is_set_again_and_older_ones_of_ours_go() {
    let server = Server::new(|asked| match asked.what().as_str() {
        "GET /subscriptions" => json!({"subscriptions": [
            {"url": "https://kamerton.example/hooks/old", "time": 1},
            {"url": "https://kamerton.example/hooks/new", "time": 2},
            {"url": "https://other.example/hook", "time": 3},
        ]})
        .into(),
        _ => json!({"success": true}).into(),
    })
    .await;
    let line = Line::to(&server.address);
    LIVE.register(&line.link(), "https://kamerton.example/hooks/new").await.unwrap();
    let asked = server.asked();
    assert_eq!(asked[0].json()["secret"], "s3cret-word");
    let gone: Vec<_> = asked.iter().filter(|asked| asked.method == "DELETE").collect();
    assert_eq!(gone.len(), 1);
    assert_eq!(gone[0].query("url").as_deref(), Some("https://kamerton.example/hooks/old"));
    LIVE.unregister(&line.link()).await.unwrap();
    server.check();
    let official = Line::to("");
    let plain = LIVE.register(&official.link(), "http://kamerton.example/hooks/new").await;
    assert!(matches!(plain, Err(Trouble::Settings(_))), "{plain:?}");
    let mut open = Line::to(&server.address);
    open.settings.set("secret", "ab");
    let open = LIVE.register(&open.link(), "https://kamerton.example/hooks/new").await;
    assert!(matches!(open, Err(Trouble::Settings(_))), "{open:?}");
}

#[tokio::test]
async fn a_check_says_what_to_mend() {
    let server = Server::new(|asked| match asked.what().as_str() {
        "GET /me" => {
            json!({"user_id": 9001, "first_name": "Дудка", "username": "dudka_bot"}).into()
        }
        "GET /subscriptions" => json!({"subscriptions": [
            {"url": "https://one.example/secret"}, {"url": "https://two.example/secret"},
        ]})
        .into(),
        "GET /chats/-7001/members/me" => json!({"user_id": 9001, "is_admin": false}).into(),
        other => panic!("{other}"),
    })
    .await;
    let line = Line::to(&server.address);
    let report = LIVE.check(&line.link()).await.unwrap();
    assert!(report.is_usable());
    let about = report.about.unwrap();
    assert_eq!((about.title.as_str(), about.me.unwrap().remote_id.as_str()), ("Дудка", "9001"));
    let found: Vec<_> = report.findings.iter().map(|one| (one.grade, one.message)).collect();
    let expected = [
        (Grade::Good, "channel-max-found-bot"),
        (Grade::Lacking, "channel-max-found-called-twice"),
        (Grade::Lacking, "channel-max-found-no-admin"),
    ];
    assert_eq!(found, expected);
    assert_eq!(report.findings[1].arguments[0].1, "one.example, two.example");
    server.check();
    let refusing = Server::new(|_| Answer::Status(401, "{}".to_owned())).await;
    let line = Line::to(&refusing.address);
    let report = LIVE.check(&line.link()).await.unwrap();
    assert!(!report.is_usable());
    assert_eq!(report.findings[0].message, "channel-max-found-token");
    let ill = Server::new(|_| Answer::Status(500, "{}".to_owned())).await;
    assert!(LIVE.check(&Line::to(&ill.address).link()).await.is_err());
}

#[tokio::test]
async fn places_are_found_whether_the_platform_names_them_or_not() {
    let place = |chat: i64, kind: &str, status: &str| {
        json!({"chat_id": chat, "type": kind, "status": status, "title": "Место", "is_public": true,
            "participants_count": 5, "last_event_time": 1, "icon": null, "description": null})
    };
    let listed = [place(-8001, "channel", "active"), place(-8002, "chat", "removed")];
    let named = json!({"chats": listed, "marker": null});
    for lists in [true, false] {
        let named = named.clone();
        let server = Server::new(move |asked| match asked.what().as_str() {
            "GET /chats" if lists => named.clone().into(),
            "GET /chats/-7001" => place(-7001, "chat", "active").into(),
            "GET /chats/-8001/members/me" => json!({"user_id": 1, "permissions": ["write"]}).into(),
            _ => Answer::Status(404, json!({"code": "not.found", "message": "a"}).to_string()),
        })
        .await;
        let line = Line::to(&server.address);
        let found = Discover::discover(&LIVE, &line.link(), &[]).await.unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.place.remote_id.as_str(), one.people, one.writable))
            .collect();
        let channel = lists.then_some(("-8001", Some(5), true));
        let expected: Vec<_> = channel.into_iter().chain([("-7001", Some(5), true)]).collect();
        assert_eq!(found, expected);
        server.check();
    }
}

#[tokio::test]
async fn posts_are_counted() {
    let server = Server::new(|_| {
        let mut post = said("mid.a1", 0, 1, "а");
        post["stat"] = json!({"views": 120});
        json!({"messages": [post, said("mid.a2", 0, 1, "б")]}).into()
    })
    .await;
    let line = Line::to(&server.address);
    let keys = ["max:-7001:mid.a1", "max:-7001:mid.a2", "vk:1:2"].map(str::to_owned);
    let reached = Reach::reach(&LIVE, &line.link(), &keys).await.unwrap();
    assert_eq!(reached.len(), 1);
    assert_eq!((reached[0].message.as_str(), reached[0].views), ("max:-7001:mid.a1", Some(120)));
    server.check();
}

#[test]
fn hosts_are_the_platforms_own_or_the_one_that_was_filled_in() {
    let hosts = LIVE.hosts(&settings("")).unwrap();
    assert_eq!(hosts, ["platform-api2.max.ru", ".oneme.ru", ".okcdn.ru"]);
    assert_eq!(LIVE.hosts(&settings("http://127.0.0.1:81/x")).unwrap(), ["127.0.0.1"]);
}
