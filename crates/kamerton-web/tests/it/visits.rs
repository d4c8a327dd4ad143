//! Pages that visitors of a site write on: what comes in, who sees what, who may show them.

use std::time::Duration;

use kamerton_app::accounts::audit::Actor;
use kamerton_app::brand::Brand;
use kamerton_app::channels::Filled;
use kamerton_app::live::Settings;
use kamerton_core::access::UserRole;
use kamerton_core::id::{ConnectionId, MessageId};
use kamerton_core::time::Instant;
use kamerton_store::messages::MessageRow;
use kamerton_store::{identities, message_lists, notes, places};
use kamerton_web::Limits;
use serde_json::{Value, json};

use crate::harness::{Answer, Browser, World, kinds};

pub const SECRET: &str = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
pub const OTHER: &str = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB";

pub async fn connect(world: &World, brand: &Brand, fields: &[(&str, &str)]) -> ConnectionId {
    let mut settings = Settings::default();
    settings.set("title", "Клуб «Ромашка»");
    settings.set("sites", "club.example\nhttp://localhost:8000");
    settings.set("policy", "https://club.example/policy");
    for (name, value) in fields {
        settings.set(*name, *value);
    }
    let filled = Filled { name: "Сайт".to_owned(), settings };
    let by = Actor { user: None, name: "Аня".to_owned() };
    world.app.channels().create(brand, "site", &filled, &by).await.unwrap()
}

pub fn path(brand: &Brand, id: ConnectionId, page: &str) -> String {
    format!("/site/{}/{id}/{page}", brand.id)
}

/// What a form holds under a name, without being seen.
pub fn hidden(page: &str, name: &str) -> String {
    let begin = format!("name=\"{name}\" value=\"");
    let rest = page.split(&begin).nth(1).unwrap_or_else(|| panic!("no {name}: {page}"));
    rest.split('"').next().unwrap().replace("&#43;", "+").replace("&#x2b;", "+")
}

/// Fills a form in as a person does, who takes some seconds.
pub async fn write(guest: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> (Answer, String) {
    let page = guest.get(path).await;
    assert_eq!(page.status, 200, "{}", page.text);
    World::wait(5);
    let token = hidden(&page.text, "token");
    let mut filled = vec![("token", token.as_str())];
    filled.extend(fields);
    (guest.post(path, &filled).await, token)
}

pub const WELL: [(&str, &str); 4] = [
    ("text", "Здравствуйте! Есть места в субботу?"),
    ("name", "Вера"),
    ("email", "Vera@Example.org"),
    ("agree", "yes"),
];

pub async fn said(world: &World, brand: &Brand, remote_id: &str) -> Vec<MessageRow> {
    world.app.intake(brand).settle().await.unwrap();
    let mut session = world.store.read().await.unwrap();
    let place = brand.place(brand.channel("site"), remote_id);
    let before = (Instant::from_micros(i64::MAX), MessageId::NIL);
    let from = Instant::from_micros(0);
    let rows = message_lists::in_place(&mut session, brand.id, place, from, before, 100).await;
    let mut rows = rows.unwrap();
    rows.reverse();
    rows
}

pub fn form_place(id: ConnectionId) -> String {
    format!("form-{}", id.0.simple())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_becomes_a_private_message_of_whom_it_names() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let id = connect(&world, &brand, &[]).await;
        let (guest, form) = (world.browser(), path(&brand, id, "form"));
        let (thanks, token) = write(&guest, &form, &WELL).await;
        assert_eq!(thanks.status, 200, "{}", thanks.text);
        assert!(thanks.text.contains("Спасибо"), "{}", thanks.text);
        assert!(thanks.cookie().is_none());
        // The same form again, as a double press or a reload sends it.
        let mut again = vec![("token", token.as_str())];
        again.extend(WELL);
        assert_eq!(guest.post(&form, &again).await.status, 200);

        let rows = said(&world, &brand, &form_place(id)).await;
        let talk: Vec<&MessageRow> = rows.iter().filter(|row| !row.service).collect();
        assert_eq!(talk.len(), 1, "{rows:?}");
        assert_eq!(talk[0].text, "Здравствуйте! Есть места в субботу?");
        let remark = rows.iter().find(|row| row.remote_key.contains(":r")).unwrap();
        assert!(remark.text.contains("Почта: vera@example.org"), "{}", remark.text);
        let wording = rows.iter().find(|row| row.remote_key.contains(":p")).unwrap();
        assert!(wording.text.contains("https://club.example/policy"), "{}", wording.text);
        let version = wording.remote_key.rsplit(":p").next().unwrap();
        assert!(remark.text.contains(version), "{}", remark.text);

        let mut session = world.store.read().await.unwrap();
        let place = places::all(&mut session, brand.id).await.unwrap().remove(0);
        assert!(place.private);
        assert_eq!(place.title, "Форма на сайте");
        let author = identities::by_id(&mut session, brand.id, talk[0].identity).await.unwrap();
        assert_eq!(
            (author[0].kind.as_str(), author[0].remote_id.as_str()),
            ("email", "vera@example.org")
        );
        let person = author[0].person.unwrap();
        assert!(notes::of_person(&mut session, brand.id, person).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_and_nothing_that_was_typed_is_lost() {
    let (world, brand) = World::with_brand().await;
    let id = connect(&world, &brand, &[]).await;
    let (guest, form) = (world.browser(), path(&brand, id, "form"));
    let wrong: [(&[(&str, &str)], &str); 6] = [
        (&[("text", ""), ("email", "a@b.example"), ("agree", "yes")], "Напишите сообщение"),
        (&[("text", "Т"), ("email", "nobody"), ("agree", "yes")], "не похоже на адрес"),
        (&[("text", "Т"), ("phone", "12"), ("agree", "yes")], "не похоже на номер"),
        (&[("text", "Т"), ("agree", "yes")], "ответить некуда"),
        (&[("text", "Т"), ("email", "a@b.example")], "Без согласия"),
        (
            &[("text", "Т"), ("email", "a@b.example"), ("agree", "yes"), ("website", "x")],
            "не видно",
        ),
    ];
    for (fields, why) in wrong {
        let (answer, token) = write(&guest, &form, fields).await;
        assert_eq!(answer.status, 422, "{why}");
        assert!(answer.text.contains(why), "{why}: {}", answer.text);
        assert_eq!(hidden(&answer.text, "token"), token, "it is the same form still");
    }
    let hostile = [("text", "</textarea><script>alert(1)</script>"), ("name", "\"><b>")];
    let (answer, _) = write(&guest, &form, &hostile).await;
    assert!(!answer.text.contains("<script>alert") && !answer.text.contains("\"><b>"));
    // Faster than anybody types, and with a form that was never given out.
    let page = guest.get(&form).await;
    let token = hidden(&page.text, "token");
    let mut quick = vec![("token", token.as_str())];
    quick.extend(WELL);
    let answer = guest.post(&form, &quick).await;
    assert!(answer.status == 422 && answer.text.contains("отправьте ещё раз"));
    assert!(answer.text.contains("Есть места в субботу?"));
    let mut forged = vec![("token", "v1:AAAA")];
    forged.extend(WELL);
    assert_eq!(guest.post(&form, &forged).await.status, 422);
    assert_eq!(said(&world, &brand, &form_place(id)).await.len(), 0);
    World::wait(5);
    assert_eq!(guest.post(&form, &quick).await.status, 200, "a second press is a person's");
}

#[tokio::test]
async fn only_the_named_sites_may_show_it_and_it_speaks_the_visitors_language() {
    let (world, brand) = World::with_brand().await;
    let id = connect(&world, &brand, &[]).await;
    let guest = world.browser();
    for page in ["form", "chat"] {
        let answer = guest.get(&path(&brand, id, page)).await;
        assert_eq!(answer.status, 200);
        let policy = answer.header("content-security-policy");
        assert!(
            policy.ends_with("frame-ancestors 'self' http://localhost:8000 https://club.example"),
            "{policy}"
        );
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert_eq!(answer.header("x-frame-options"), "");
        assert_eq!(answer.header("access-control-allow-origin"), "");
        assert!(answer.cookie().is_none() && !answer.text.contains("http://"));
        let english =
            guest.clone().with("accept-language", "en-GB").get(&path(&brand, id, page)).await;
        assert!(english.text.contains("<html lang=\"en\""));
    }
    let script = guest.get(&path(&brand, id, "chat.js")).await;
    assert_eq!(script.header("cross-origin-resource-policy"), "cross-origin");
    assert!(script.header("content-type").starts_with("text/javascript"));
    assert!(script.bytes.len() < 15_000 && !script.text.contains("eval("));
    let closed = connect_without_sites(&world, &brand).await;
    let answer = guest.get(&path(&brand, closed, "form")).await;
    assert!(answer.header("content-security-policy").ends_with("frame-ancestors 'self'"));
}

async fn connect_without_sites(world: &World, brand: &Brand) -> ConnectionId {
    World::wait(1);
    connect(world, brand, &[("sites", ""), ("policy", "")]).await
}

#[tokio::test]
async fn what_is_not_there_is_answered_like_what_was_made_up() {
    let (world, brand) = World::with_brand().await;
    let id = connect(&world, &brand, &[]).await;
    let by = Actor { user: None, name: "Аня".to_owned() };
    let hook = Filled { name: "Программа".to_owned(), settings: Settings::default() };
    let other = world.app.channels().create(&brand, "generic", &hook, &by).await.unwrap();
    world.app.channels().enable(&brand, id, false, &by).await.unwrap();
    let guest = world.browser();
    let nobody = guest.get("/site/x/y/form").await;
    assert_eq!(nobody.status, 404);
    let (off, made_up) = (id, ConnectionId::derived(&[b"none"]));
    for connection in [off, other, made_up] {
        for page in ["form", "chat", "chat.js", "chat/said"] {
            let answer = guest.get(&path(&brand, connection, page)).await;
            assert_eq!((answer.status, &answer.text), (nobody.status, &nobody.text), "{page}");
        }
        let answer = guest.post(&path(&brand, connection, "form"), &WELL).await;
        assert_eq!(answer.status, 404);
    }
    // A platform has no page that it comes from: it is told that it is not signed, not that it is foreign.
    let call = guest
        .ask("POST", &format!("/channel-hooks/{}/{made_up}", brand.id), Some("{}".to_owned()))
        .await;
    assert_eq!(call.status, 401);
}

pub fn visitor<'a>(world: &'a World, secret: &'static str) -> Browser<'a> {
    let browser = world.browser().with("sec-fetch-site", "same-origin");
    browser.with("x-visitor", secret).with("content-type", "application/json")
}

pub async fn say(visitor: &Browser<'_>, chat: &str, saying: &Value) -> Answer {
    visitor.ask("POST", chat, Some(saying.to_string())).await
}

pub async fn lines(visitor: &Browser<'_>, chat: &str) -> Vec<(bool, String)> {
    let answer = visitor.get(&format!("{chat}/said")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let told: Value = serde_json::from_slice(&answer.bytes).unwrap();
    let lines = told["lines"].as_array().unwrap().iter();
    lines
        .map(|line| (line["theirs"].as_bool().unwrap(), line["text"].as_str().unwrap().to_owned()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_talk_is_answered_and_read_by_nobody_else() {
    for kind in kinds() {
        let (world, brand) = World::with_brand_on(kind).await;
        let id = connect(&world, &brand, &[("asks", "yes")]).await;
        world.app.begin().await.unwrap();
        let chat = path(&brand, id, "chat");
        let (anna, other) = (visitor(&world, SECRET), visitor(&world, OTHER));
        let first = json!({"id": "a".repeat(32), "text": "Вы сегодня <b>открыты</b>?"});
        assert_eq!(say(&anna, &chat, &first).await.status, 202);
        assert_eq!(say(&anna, &chat, &first).await.status, 202, "a second try is the same");
        World::wait(1);
        let second = json!({"id": "b".repeat(32), "text": "Буду в шесть", "name": "Анна",
            "email": "vera@example.org", "agree": true});
        assert_eq!(say(&anna, &chat, &second).await.status, 202);
        let theirs = |text: &str| (true, text.to_owned());
        world.app.intake(&brand).settle().await.unwrap();
        let both = [theirs("Вы сегодня <b>открыты</b>?"), theirs("Буду в шесть")];
        assert_eq!(lines(&anna, &chat).await, both);
        assert_eq!(lines(&other, &chat).await, []);
        for nobody in [world.browser(), visitor(&world, "short")] {
            assert_eq!(nobody.get(&format!("{chat}/said")).await.status, 404);
        }

        // The address was claimed: staff is told, and nobody is joined.
        let name = kamerton_app::channels::visitor(id, SECRET).unwrap();
        let rows = said(&world, &brand, &format!("talk-{name}")).await;
        let remark = rows.iter().find(|row| row.service && row.identity.is_some()).unwrap();
        assert!(remark.text.contains("не проверена"), "{}", remark.text);
        let mut session = world.store.read().await.unwrap();
        let email = brand.identity("email", "vera@example.org");
        assert!(identities::by_id(&mut session, brand.id, [email]).await.unwrap().is_empty());
        drop(session);

        // A question for news waits, and hears of the answer as soon as it is said.
        let seen: Value =
            serde_json::from_slice(&anna.get(&format!("{chat}/said")).await.bytes).unwrap();
        let news = format!("{chat}/said?seen={}", seen["version"].as_str().unwrap());
        let owner = world.signed_in("owner@example.org").await;
        let page = format!("/messages/{}", rows[0].id);
        let shown = owner.get(&page).await;
        assert!(shown.text.contains(&format!("{page}/reply")), "{}", shown.text);
        let answering = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            // What is said at the same instant has no order.
            World::wait(1);
            let sent = owner.post(&format!("{page}/reply"), &[("text", "Да, до восьми")]).await;
            assert_eq!(sent.status, 303, "{}", sent.text);
        };
        let (heard, ()) = tokio::join!(anna.get(&news), answering);
        assert_eq!(heard.status, 200, "{}", heard.text);
        let said_by_us = (false, "Да, до восьми".to_owned());
        assert_eq!(lines(&anna, &chat).await.last(), Some(&said_by_us));
        assert_eq!(lines(&other, &chat).await, []);
        world.app.end();
        world.app.settle().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_by_the_form_is_answered_elsewhere() {
    let (world, brand) = World::with_brand().await;
    let id = connect(&world, &brand, &[]).await;
    write(&world.browser(), &path(&brand, id, "form"), &WELL).await;
    let rows = said(&world, &brand, &form_place(id)).await;
    let message = rows.iter().find(|row| !row.service).unwrap();
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get(&format!("/messages/{}", message.id)).await;
    assert!(page.text.contains("ответ никто не прочтёт"), "{}", page.text);
    // Who may not read what was said in private sees nothing of it.
    world.user("smm@example.org", &brand, UserRole::Smm).await;
    let smm = world.signed_in("smm@example.org").await;
    assert_eq!(smm.get(&format!("/messages/{}", message.id)).await.status, 404);
}

#[tokio::test]
async fn strange_sayings_are_refused() {
    let (world, brand) = World::with_brand().await;
    let id = connect(&world, &brand, &[("asks", "yes")]).await;
    let (anna, chat) = (visitor(&world, SECRET), path(&brand, id, "chat"));
    let whole = "a".repeat(32);
    for (saying, status) in [
        (json!({"id": whole, "text": " "}), 422),
        (json!({"id": whole, "text": "ж".repeat(4_001)}), 422),
        (json!({"id": whole, "text": "a", "email": "nobody"}), 422),
        (json!({"id": whole, "text": "a", "email": "a@b.example"}), 422),
        (json!({"id": "o1:../..", "text": "a"}), 404),
        (json!({"text": "a"}), 404),
        (json!("a"), 422),
        (json!({"id": whole, "text": "a".repeat(70_000)}), 413),
    ] {
        let answer = say(&anna, &chat, &saying).await;
        assert_eq!(answer.status.as_u16(), status, "{saying:.80}: {}", answer.text);
    }
    let foreign = anna.clone().with("sec-fetch-site", "cross-site");
    assert_eq!(say(&foreign, &chat, &json!({"id": whole, "text": "a"})).await.status, 403);
}

#[tokio::test]
async fn nobody_writes_more_than_a_person_does() {
    let limits = Limits { visitors: 2, ..Limits::OFF };
    let world = World::with_limits(limits).await;
    let brand = world.brand("Ромашка").await;
    world.user("owner@example.org", &brand, UserRole::Owner).await;
    let id = connect(&world, &brand, &[]).await;
    let chat = path(&brand, id, "chat");
    let from = |address| visitor(&world, SECRET).from(address);
    let saying = json!({"id": "a".repeat(32), "text": "a"});
    for _ in 0..2 {
        assert_eq!(say(&from("203.0.113.5"), &chat, &saying).await.status, 202);
    }
    let often = say(&from("203.0.113.5"), &chat, &saying).await;
    assert_eq!((often.status.as_u16(), often.header("retry-after")), (429, "30"));
    assert_eq!(say(&from("203.0.113.6"), &chat, &saying).await.status, 202);
    // A crowd is counted as well: thirty times as much as one.
    for number in 0..57 {
        let address: &'static str = Box::leak(format!("198.51.100.{number}").into_boxed_str());
        assert_eq!(say(&from(address), &chat, &saying).await.status, 202, "{number}");
    }
    assert_eq!(say(&from("192.0.2.1"), &chat, &saying).await.status, 429);
}

#[tokio::test]
async fn the_code_for_the_site_stands_where_the_channel_is_set_up() {
    let (world, brand) = World::with_brand().await;
    let id = connect(&world, &brand, &[]).await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get(&format!("/settings/channels/{id}")).await;
    assert_eq!(page.status, 200, "{}", page.text);
    let tag = format!("/site/{}/{id}/chat.js", brand.id);
    assert!(page.text.contains(&tag) && page.text.contains("&#60;iframe"), "{}", page.text);
}
