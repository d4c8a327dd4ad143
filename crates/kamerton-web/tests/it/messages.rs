//! The list of messages on the demo: views, words, pages, and what is private.

use axum::http::StatusCode;

use crate::harness::Browser;
use crate::places::{rows, with_smm};
use crate::today::{demo, demo_of};

/// When each message on a page was sent.
fn times(text: &str) -> Vec<&str> {
    let times = text.split("datetime=\"").skip(1);
    times.filter_map(|rest| rest.split('"').next()).collect()
}

/// The address of the next page.
fn next(text: &str) -> Option<String> {
    let more = text.split("class=\"more\"").nth(1)?;
    let found = more.split("hx-get=\"").nth(1)?.split('"').next()?;
    Some(found.replace("&#38;", "&"))
}

async fn all(browser: &Browser<'_>, path: &str) -> Vec<String> {
    let (mut seen, mut path) = (Vec::new(), path.to_owned());
    loop {
        let page = browser.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        seen.extend(times(&page.text).into_iter().map(str::to_owned));
        match next(&page.text) {
            Some(further) => path = further,
            None => return seen,
        }
    }
}

#[tokio::test]
async fn pages_follow_each_other_newest_first() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let seen = all(&owner, "/messages").await;
    assert!(seen.len() > 300, "{}", seen.len());
    assert!(seen.is_sorted_by(|one, other| one >= other));
    let page = owner.get("/messages").await.text;
    assert!(!page.contains(" style=") && page.matches("btn-1").count() <= 1);
}

#[tokio::test]
async fn views_and_words_narrow_the_list() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let everything = all(&owner, "/messages").await.len();
    for view in ["waiting", "questions", "confirmations", "thanks", "negatives", "intents"] {
        let count = all(&owner, &format!("/messages?view={view}")).await.len();
        assert!(count > 0 && count < everything, "{view}: {count}");
    }
    let thanks = "%D1%81%D0%BF%D0%B0%D1%81%D0%B8%D0%B1%D0%BE";
    let page = owner.get(&format!("/messages?q={thanks}")).await.text;
    assert!(page.to_lowercase().contains("спасибо") && !times(&page).is_empty());
    let nothing = owner.get("/messages?q=qwertyuiop&view=thanks").await.text;
    assert!(nothing.contains("Таких сообщений нет") && nothing.contains("href=\"/messages\""));
    assert!(nothing.contains("Только те сообщения") && !nothing.contains("новое сверху"));
    let odd = owner.get("/messages?place=x&person=y&from=z&view=w").await;
    assert_eq!(odd.status, StatusCode::OK, "what cannot be understood is not asked for");
    let cursor = owner.get("/messages?after=x").await;
    assert_eq!(cursor.status, StatusCode::UNPROCESSABLE_ENTITY);
}

fn coded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

#[tokio::test]
async fn what_is_found_is_marked_ordered_and_explained() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let search = |text: &str| format!("/messages?q={}", coded(text));
    let get = async |path: String| owner.get(&path).await.text.replace('\u{a0}', " ");
    let found = get(search("спасибо")).await;
    assert!(found.to_lowercase().contains("<mark>спасибо</mark>"));
    assert!(found.contains("sort=best\""), "both orders");
    let best = get(format!("{}&sort=best", search("спасибо"))).await;
    assert!(best.contains("из последних 1 000 сообщений") && !times(&best).is_empty());
    for typed in ["cgfcb,j", "spasibo", "спасбо"] {
        let found = get(search(typed)).await;
        assert!(found.contains("Показано по «спасибо»"), "{typed}");
        assert!(found.contains("<mark>"), "{typed}");
        let literal = get(search(&format!("\"{typed}\""))).await;
        assert!(times(&literal).is_empty() && !literal.contains("Показано по"), "{typed}");
    }
    let found = get(search("спасибо состояние:злое цвет:синий")).await;
    assert!(found.contains("«злое» тут не найти: бывает противник"));
    assert!(found.contains("Условия «цвет:» нет"));
    let attack = get(search("<script>alert(1)</script> \"><b>злая спасибо")).await;
    assert!(!attack.contains("<script>alert") && !attack.contains("<b>злая"));
}

#[tokio::test]
async fn a_word_goes_on_while_it_is_typed() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let path = format!("/messages?q={}", coded("спас"));
    let done = owner.get(&path).await.text;
    assert!(!done.to_lowercase().contains("<mark>спасибо"), "one is done typing");
    let typing = owner.clone().with("hx-request", "true").get(&path).await.text;
    assert!(typing.to_lowercase().contains("<mark>спасибо"), "one is typing");
    assert!(next(&typing).is_none_or(|next| next.contains("typing=1")));
}

#[tokio::test]
async fn private_talk_is_for_those_who_may_read_it() {
    let world = demo_of(400, 3_000).await;
    with_smm(&world).await;
    let private = rows(&world).await.into_iter().find(|place| place.private).unwrap();
    let path = format!("/messages?place={}", private.id);
    let (owner, smm) =
        (world.signed_in("owner@example.org").await, world.signed_in("smm@example.org").await);
    assert!(!all(&owner, &path).await.is_empty());
    assert!(all(&smm, &path).await.is_empty());
    let link = format!("href=\"/places/{}\"", private.id);
    assert!(!smm.get("/messages").await.text.contains(&link));
    assert!(!smm.get("/").await.text.contains(&private.title), "not in what waits either");
}

/// The pages of the messages on a page.
fn readings(text: &str) -> Vec<String> {
    let links = text.split("href=\"/messages/").skip(1);
    links.filter_map(|rest| Some(format!("/messages/{}", rest.split('"').next()?))).collect()
}

#[tokio::test]
async fn a_reading_shows_its_words_and_is_corrected() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let path = readings(&owner.get("/messages?view=thanks").await.text).remove(0);
    let shown = owner.get(&path).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    assert!(shown.text.contains("<mark>") && !shown.text.contains(" style="));
    let holds =
        "name=\"aspect\" value=\"thanks\"><input type=\"hidden\" name=\"holds\" value=\"0\">";
    assert!(shown.text.contains(holds), "{}", shown.text);
    let said = [("aspect", "thanks"), ("holds", "0")];
    let answer = owner.post(&format!("{path}/reading"), &said).await;
    let corrected = owner.get(answer.header("location")).await.text;
    assert!(corrected.contains("исправлено:") && corrected.contains("class=\"toast\""));
    assert!(!readings(&owner.get("/messages?view=thanks").await.text).contains(&path));
    let back = owner.post(&format!("{path}/reading?aspect=thanks&holds="), &[]).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    assert!(readings(&owner.get("/messages?view=thanks").await.text).contains(&path));
    for wrong in [[("aspect", "mood"), ("holds", "1")], [("aspect", "thanks"), ("holds", "x")]] {
        let answer = owner.post(&format!("{path}/reading"), &wrong).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    let three = [("aspect", "thanks"), ("holds", "-1")];
    let answer = owner.post(&format!("{path}/reading"), &three).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    assert_eq!(owner.get("/messages/nowhere").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_was_said_in_private_is_not_read_to_others() {
    let world = demo_of(400, 3_000).await;
    with_smm(&world).await;
    let private = rows(&world).await.into_iter().find(|place| place.private).unwrap();
    let owner = world.signed_in("owner@example.org").await;
    let smm = world.signed_in("smm@example.org").await;
    let list = owner.get(&format!("/messages?place={}", private.id)).await.text;
    let path = readings(&list).remove(0);
    assert_eq!(owner.get(&path).await.status, StatusCode::OK);
    assert_eq!(smm.get(&path).await.status, StatusCode::NOT_FOUND);
    let said = [("aspect", "thanks"), ("holds", "1")];
    let answer = smm.post(&format!("{path}/reading"), &said).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
}
