//! The connector against a server that answers what it is told.

use std::time::Duration;

use kamerton_core::fact::PlaceRef;
use kamerton_core::time::Instant;
use serde_json::{Value, json};

use super::sending::{answer, file, post, say};
use super::server::{Says, Server, TOKEN, no, no_but, ok};
use super::*;
use crate::live::{
    Act, Call, Discover, Grade, Invite, Outgoing, Poll, Prove, Refused, Reply, Restriction, Send,
    Sent, Trouble, Webhook,
};

fn outgoing(act: Act) -> Outgoing {
    Outgoing { id: "0123456789abcdef0123456789abcdef".to_owned(), act }
}

fn hello() -> Act {
    say(post("1234567890", None), "Hello", vec![])
}

async fn sends(act: Act, answers: Vec<Says>) -> (Result<Sent, Trouble>, Server) {
    let server = Server::new(answers).await;
    let sent = Send::send(&LIVE, &server.link(), &outgoing(act)).await;
    (sent, server)
}

#[tokio::test]
async fn what_is_sent_comes_back_under_the_same_key() {
    let made = in_club(json!({"message_id": 8}));
    let (sent, server) = sends(hello(), vec![ok(made.clone())]).await;
    let sent = sent.unwrap();
    assert_eq!(sent.key, Some(message(&update("message", made)).key));
    assert_eq!(sent.at.unwrap().rfc3339(), "2024-03-02T08:00:00Z");
    assert_eq!(sent.address, None, "the club has no name in the web");
    assert_eq!(server.methods(), ["sendMessage"]);
    assert_eq!(server.asked()[0].json()["chat_id"], -1001234567890_i64);
    let post = json!({"message_id": 9, "date": 1709366400, "chat": channel()});
    let (sent, _) = sends(hello(), vec![ok(post)]).await;
    assert_eq!(sent.unwrap().address.as_deref(), Some("https://t.me/birdnews/9"));
}

#[tokio::test]
async fn files_arrive_as_a_form() {
    let album =
        say(post("1234567890", None), "x", vec![file("a", "image/png"), file("b", "image/png")]);
    let made = json!([in_club(json!({"message_id": 20})), in_club(json!({"message_id": 21}))]);
    let (sent, server) = sends(album, vec![ok(made)]).await;
    assert_eq!(sent.unwrap().key.as_deref(), Some("telegram:1234567890:20"));
    let asked = &server.asked()[0];
    assert!(asked.kind.starts_with("multipart/form-data; boundary=kamerton0123"));
    let body = String::from_utf8_lossy(&asked.body).into_owned();
    assert!(body.contains("name=\"file1\"; filename=\"b\"") && body.contains("-1001234567890"));
}

#[tokio::test]
async fn refusals_say_what_to_do_next() {
    let trouble = async |says: Says| sends(hello(), vec![says]).await.0.unwrap_err();
    let limited = no_but(429, "Too Many Requests: retry after 7", json!({"retry_after": 7}));
    let Trouble::Limited { after, bucket, .. } = trouble(limited).await else { panic!() };
    assert_eq!((after, bucket.as_str()), (Duration::from_secs(7), ""));
    assert!(matches!(trouble(no(401, "Unauthorized")).await, Trouble::SignIn(_)));
    assert!(matches!(trouble(no(404, "Not Found")).await, Trouble::SignIn(_)));
    let blocked = no(403, "Forbidden: bot was blocked by the user");
    assert!(matches!(trouble(blocked).await, Trouble::Refused(_)));
    let kicked = no(403, "Forbidden: bot was kicked from the supergroup chat");
    assert!(matches!(trouble(kicked).await, Trouble::Refused(_)));
    assert!(matches!(trouble(no(400, "Bad Request: TOPIC_CLOSED")).await, Trouble::Refused(_)));
    assert!(matches!(trouble(no(500, "Internal Server Error")).await, Trouble::Unknown(_)));
    let Trouble::Refused(why) = trouble(no(400, &format!("odd {TOKEN}"))).await else { panic!() };
    assert!(!why.said.contains("secret"), "{why}");
    let page = |status| Says::Answer(status, "<html>".to_owned());
    assert!(matches!(trouble(page(502)).await, Trouble::Unknown(_)));
    assert!(matches!(trouble(page(200)).await, Trouble::Unknown(_)));
    assert!(matches!(trouble(page(404)).await, Trouble::Settings(_)));
    assert!(matches!(trouble(Says::HangUp).await, Trouble::Unknown(_)));
    assert!(matches!(trouble(ok(json!(true))).await, Trouble::Unknown(_)), "no proof");
    let mut server = Server::new([]).await;
    server.settings.set("address", "http://127.0.0.1:1");
    let nobody = Send::send(&LIVE, &server.link(), &outgoing(hello())).await;
    assert!(matches!(nobody, Err(Trouble::Passing(_))), "{nobody:?}");
    server.settings.set("token", "777:a/../b");
    let odd = Send::send(&LIVE, &server.link(), &outgoing(hello())).await;
    assert!(matches!(odd, Err(Trouble::Settings(_))), "{odd:?}");
}

#[tokio::test]
async fn a_group_is_found_and_followed_once() {
    let not_found = || no(400, "Bad Request: chat not found");
    let moved = || no_but(400, "group upgraded", json!({"migrate_to_chat_id": -1001234567890_i64}));
    let act = || say(post("4321", None), "Hello", vec![]);
    let (sent, server) = sends(act(), vec![not_found(), moved(), ok(in_club(json!({})))]).await;
    assert_eq!(sent.unwrap().key.as_deref(), Some("telegram:1234567890:5"));
    let chats: Vec<Value> =
        server.asked().iter().map(|asked| asked.json()["chat_id"].clone()).collect();
    assert_eq!(chats, [json!(-1000000004321_i64), json!(-4321), json!(-1001234567890_i64)]);
    let (sent, server) = sends(act(), vec![not_found(), moved(), moved()]).await;
    assert!(matches!(sent, Err(Trouble::Refused(_))));
    assert_eq!(server.asked().len(), 3);
    let (sent, _) = sends(act(), vec![not_found(), not_found()]).await;
    assert!(matches!(sent, Err(Trouble::Refused(why)) if why.said.contains("chat not found")));
    // A number of the group means another message in the supergroup.
    let reply = say(answer("4321", "telegram:4321@bot777:5", None), "Hello", vec![]);
    let (_, server) = sends(reply, vec![moved(), ok(in_club(json!({})))]).await;
    assert!(server.asked()[1].json().get("reply_parameters").is_none());
    let delete = Act::Delete { message: "telegram:4321@bot777:5".to_owned() };
    let (deleted, server) = sends(delete, vec![moved()]).await;
    assert!(matches!(deleted, Err(Trouble::Refused(_))));
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn what_is_as_it_should_be_is_done() {
    let key = || "telegram:1234567890:5".to_owned();
    let edit = || Act::Edit { message: key(), text: "New".to_owned() };
    let no_text = no(400, "Bad Request: there is no text in the message to edit");
    let (sent, server) = sends(edit(), vec![no_text, ok(in_club(json!({})))]).await;
    assert_eq!(sent.unwrap().key, None);
    assert_eq!(server.methods(), ["editMessageText", "editMessageCaption"]);
    let same =
        no(400, "Bad Request: message is not modified: specified new message content is the same");
    assert!(sends(edit(), vec![same]).await.0.is_ok());
    let gone = no(400, "Bad Request: message to delete not found");
    assert!(sends(Act::Delete { message: key() }, vec![gone]).await.0.is_ok());
    let lift = Act::Restrict {
        place: "1234567890".to_owned(),
        account: "user12".to_owned(),
        restriction: Restriction::Lifted,
        until: None,
    };
    let absent = no(400, "Bad Request: USER_NOT_PARTICIPANT");
    assert!(sends(lift, vec![ok(json!(true)), absent]).await.0.is_ok());
}

#[tokio::test]
async fn a_message_is_shown_elsewhere_with_the_way_to_it() {
    let repost = |text: &str| Act::Repost {
        message: "telegram:2000000001:9".to_owned(),
        place: "1234567890".to_owned(),
        text: text.to_owned(),
    };
    let (_, server) = sends(repost("Look"), vec![ok(channel()), ok(in_club(json!({})))]).await;
    assert_eq!(server.methods(), ["getChat", "sendMessage"]);
    let asked = server.asked()[1].json();
    assert_eq!(asked["text"], "Look\n\nhttps://t.me/birdnews/9");
    assert_eq!(asked["reply_parameters"]["chat_id"], -1002000000001_i64);
    let (_, server) = sends(repost("Look"), vec![ok(club()), ok(in_club(json!({})))]).await;
    assert_eq!(server.asked()[1].json()["text"], "Look\n\nhttps://t.me/c/2000000001/9");
    let (_, server) = sends(repost(""), vec![ok(channel()), ok(in_club(json!({})))]).await;
    assert_eq!(server.methods(), ["getChat", "forwardMessage"]);
    assert_eq!(server.asked()[1].json()["from_chat_id"], -1002000000001_i64);
}

#[tokio::test]
async fn news_are_asked_for_from_where_they_ended() {
    let two = json!([said(json!({})), {"update_id": 901, "poll": {"id": "1"}}]);
    let server = Server::new([ok(two), ok(json!([]))]).await;
    let wait = Duration::from_secs(30);
    let polled = Poll::poll(&LIVE, &server.link(), "", wait).await.unwrap();
    assert_eq!((polled.raws.len(), polled.cursor.as_str(), polled.more), (2, "902", false));
    assert_eq!(polled.raws[0].key, "900:message:-1001234567890:5:1709366400");
    assert!(LIVE.convert(&polled.raws[0].body, &about()).is_ok());
    let polled = Poll::poll(&LIVE, &server.link(), "902", wait).await.unwrap();
    assert_eq!(polled.cursor, "", "acknowledged: numbers may start anew");
    let asked = server.asked();
    assert!(asked[0].json().get("offset").is_none());
    assert_eq!(asked[1].json()["offset"], 902);
    let wanted = asked[0].json()["allowed_updates"].to_string();
    assert!(wanted.contains("message_reaction_count") && wanted.contains("chat_member"));
    let conflict = no(409, "Conflict: can't use getUpdates method while webhook is active");
    let server = Server::new([conflict, no(502, "Bad Gateway"), Says::HangUp]).await;
    let conflict = Poll::poll(&LIVE, &server.link(), "", wait).await;
    assert!(matches!(conflict, Err(Trouble::Settings(why)) if why.message.ends_with("why-called")));
    for _ in 0..2 {
        let passing = Poll::poll(&LIVE, &server.link(), "", wait).await;
        assert!(matches!(passing, Err(Trouble::Passing(_))), "{passing:?}");
    }
}

#[tokio::test]
async fn only_telegram_is_let_in_and_is_answered_nothing() {
    let server = Server::new([]).await;
    let update = said(json!({})).to_string();
    let headers =
        |secret: &str| vec![("x-telegram-bot-api-secret-token".to_owned(), secret.to_owned())];
    let receive = |headers: &[(String, String)], body: &str| {
        let call = Call { headers, query: "", body: body.as_bytes(), from: None };
        LIVE.receive(&call, &server.link())
    };
    let received = receive(&headers("knock-knock"), &update).unwrap();
    assert_eq!(received.reply, Reply::Empty);
    assert_eq!(received.raws[0].body, update);
    assert_eq!(received.raws[0].key, "900:message:-1001234567890:5:1709366400");
    assert_eq!(received.raws[0].at, Some(Instant::from_seconds(1_709_366_400)));
    assert_eq!(receive(&headers("knock"), &update), Err(Refused::NotTheirs));
    assert_eq!(receive(&[], &update), Err(Refused::NotTheirs));
    assert_eq!(receive(&headers("knock-knock"), "[]"), Err(Refused::Unreadable));
    assert_eq!(receive(&headers("knock-knock"), "{}"), Err(Refused::Unreadable));
    let gone = json!({"update_id": 1, "deleted_business_messages": {"business_connection_id": "A",
        "chat": {"id": 12, "type": "private"}, "message_ids": [5]}});
    let gone = receive(&headers("knock-knock"), &gone.to_string()).unwrap();
    let facts = LIVE.convert(&gone.raws[0].body, &about()).unwrap();
    assert!(
        matches!(&facts[0], Fact::Deletion(gone) if gone.at.rfc3339() == "2024-03-02T08:00:00Z")
    );
}

#[tokio::test]
async fn telegram_is_told_where_to_call() {
    let server =
        Server::new([ok(json!(true)), ok(json!(true)), no(400, "Bad Request: bad webhook")]).await;
    LIVE.register(&server.link(), "https://example.org/in/1").await.unwrap();
    LIVE.unregister(&server.link()).await.unwrap();
    let asked = server.asked();
    assert_eq!(server.methods(), ["setWebhook", "deleteWebhook"]);
    assert_eq!(asked[0].json()["secret_token"], "knock-knock");
    assert_eq!(asked[1].json()["drop_pending_updates"], false);
    let refused = LIVE.register(&server.link(), "http://example.org").await;
    assert!(matches!(refused, Err(Trouble::Settings(why)) if why.message.ends_with("no-hook")));
    let mut server = Server::new([]).await;
    server.settings.set("webhook-secret", "пароль");
    let odd = LIVE.register(&server.link(), "https://example.org").await;
    assert!(matches!(odd, Err(Trouble::Settings(_))));
}

#[tokio::test]
async fn it_is_known_when_telegram_calls_in_vain() {
    let address = "https://example.org/in/1";
    let server = Server::new([]).await;
    let now = (server.link().now)().micros() / 1_000_000;
    for (over, in_vain) in [
        (json!({"last_error_date": now - 60}), true),
        (json!({"last_error_date": now - 7_200}), false),
        (json!({"last_error_date": now - 60, "pending_update_count": 0}), false),
        (json!({"last_error_date": now - 60, "url": "https://example.com/"}), false),
        (json!({}), false),
    ] {
        let mut hook = json!({"url": address, "pending_update_count": 3});
        put(&mut hook, over.clone());
        let server = Server::new([ok(hook)]).await;
        let found = LIVE.is_in_vain(&server.link(), address).await.unwrap();
        assert_eq!(found, in_vain, "{over}");
    }
}

fn me(over: Value) -> Value {
    let mut me = json!({"id": 777, "is_bot": true, "first_name": "Lighthouse",
        "username": "lighthouse_bot", "can_join_groups": true, "can_read_all_group_messages": true});
    put(&mut me, over);
    me
}

async fn finds(mode: &str, me: Value, hook: Value) -> Vec<(Grade, &'static str)> {
    let mut server = Server::new([ok(me), ok(hook)]).await;
    server.settings.set("mode", mode);
    let report = LIVE.check(&server.link()).await.unwrap();
    assert_eq!(report.about.as_ref().unwrap().me, about().me);
    report.findings.into_iter().map(|one| (one.grade, one.message)).collect()
}

#[tokio::test]
async fn a_check_says_what_is_missing() {
    let none = || json!({"url": "", "has_custom_certificate": false, "pending_update_count": 2});
    let good = finds("poll", me(json!({})), none()).await;
    assert!(good.iter().all(|(grade, _)| *grade == Grade::Good), "{good:?}");
    let shy = me(json!({"can_read_all_group_messages": false, "can_join_groups": false}));
    let shy = finds("poll", shy, none()).await;
    assert_eq!(shy[0], (Grade::Lacking, "channel-telegram-found-privacy"));
    assert_eq!(shy[1], (Grade::Lacking, "channel-telegram-found-no-groups"));
    let hook = |over: Value| {
        let mut hook = json!({"url": "https://example.org/in/1", "pending_update_count": 3,
            "allowed_updates": super::super::incoming::WANTED});
        put(&mut hook, over);
        hook
    };
    let elsewhere = finds("", me(json!({})), hook(json!({}))).await;
    assert_eq!(elsewhere[0].1, "channel-telegram-found-hook-elsewhere");
    let first = finds("webhook", me(json!({})), none()).await;
    assert_eq!(first[0].1, "channel-telegram-found-no-hook");
    let good = finds("webhook", me(json!({})), hook(json!({"last_error_date": 1609366400}))).await;
    assert!(good.iter().all(|(grade, _)| *grade == Grade::Good), "{good:?}");
    let over = json!({"last_error_date": 1709366300, "last_error_message": "Connection refused",
        "allowed_updates": ["message"]});
    let fails = finds("webhook", me(json!({})), hook(over)).await;
    assert_eq!(fails[0].1, "channel-telegram-found-hook-fails");
    assert_eq!(fails[1].1, "channel-telegram-found-untold");
    let server = Server::new([no(401, "Unauthorized")]).await;
    let report = LIVE.check(&server.link()).await.unwrap();
    assert!(!report.is_usable() && report.about.is_none());
}

#[tokio::test]
async fn known_places_are_looked_at() {
    let place = |id: &str| PlaceRef {
        kind: "telegram".to_owned(),
        remote_id: id.to_owned(),
        ..PlaceRef::default()
    };
    let member =
        json!({"status": "administrator", "user": me(json!({})), "can_post_messages": true});
    let server = Server::new([
        ok(channel()),
        ok(json!(41)),
        ok(member),
        no(403, "Forbidden: bot was kicked from the supergroup chat"),
    ]);
    let server = server.await;
    let known = [place("2000000001"), place("1234567890"), place("bird-club")];
    let found = Discover::discover(&LIVE, &server.link(), &known).await.unwrap();
    assert_eq!(found.len(), 2, "a place that is known by its name only is none of a bot's");
    assert_eq!((found[0].people, found[0].writable), (Some(41), true));
    assert_eq!(found[0].place.title, "Bird News");
    assert_eq!((found[1].people, found[1].writable), (None, false));
}

#[tokio::test]
async fn invitations_have_names_and_proofs_are_honest() {
    let made = json!({"invite_link": "https://t.me/+abc", "name": "Spring fair"});
    let server =
        Server::new([ok(made), ok(json!({"status": "kicked"})), ok(json!({"status": "left"}))])
            .await;
    let link = server.link();
    let invitation = Invite::invite(&LIVE, &link, "1234567890", "Spring fair").await.unwrap();
    assert_eq!(invitation.address, "https://t.me/+abc");
    assert_eq!(server.asked()[0].json()["name"], "Spring fair");
    let nobody = Invite::invite(&LIVE, &link, "user12@bot777", "x").await;
    assert!(matches!(nobody, Err(Trouble::Refused(_))));
    let said = Prove::prove(&LIVE, &link, &outgoing(hello()), Instant::default()).await;
    assert!(matches!(said, Err(Trouble::Unknown(_))));
    let out = outgoing(Act::Restrict {
        place: "1234567890".to_owned(),
        account: "user12".to_owned(),
        restriction: Restriction::Out,
        until: None,
    });
    assert_eq!(
        Prove::prove(&LIVE, &link, &out, Instant::default()).await,
        Ok(Some(Sent::default()))
    );
    assert_eq!(Prove::prove(&LIVE, &link, &out, Instant::default()).await, Ok(None));
}
