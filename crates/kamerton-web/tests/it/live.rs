//! What open pages hear, and what of them comes anew.

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures_util::StreamExt;
use kamerton_core::role::Role;
use kamerton_store::notices::Change;
use kamerton_store::{identities, people, places, workspaces};

use crate::harness::{Browser, World};
use crate::programs::{call, message, token};
use crate::today::demo_of;

/// The stream of changes, as a page of the browser opens it.
async fn listen(world: &World, browser: &Browser<'_>) -> BodyDataStream {
    let request = Request::builder()
        .uri("/live")
        .header("cookie", browser.cookie.clone().unwrap())
        .body(Body::empty())
        .unwrap();
    let response = world.open(request).await;
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    response.into_body().into_data_stream()
}

/// The next word that is heard.
async fn heard(stream: &mut BodyDataStream) -> String {
    let piece = stream.next().await.unwrap().unwrap();
    let text = String::from_utf8(piece.to_vec()).unwrap();
    let word = text.strip_prefix("event: ").and_then(|rest| rest.strip_suffix("\ndata: 1\n\n"));
    word.unwrap_or_else(|| panic!("{text}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn open_pages_hear_of_new_events() {
    let (world, brand) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let mut stream = listen(&world, &owner).await;
    let token = token(&world, &brand, &["events:write"]).await;
    call(&world, "/api/v1/events", &token, &message(1).to_string()).await;
    assert_eq!(heard(&mut stream).await, "facts");
    world.app.end();
    assert!(stream.next().await.is_none(), "the end of the program ends the stream");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_one_of_us_says_or_does_is_heard() {
    let world = demo_of(60, 600).await;
    let owner = world.signed_in("owner@example.org").await;
    let steps = owner.get("/").await.text;
    let step = steps.split("action=\"/steps/").nth(1).unwrap().split('/').next().unwrap();
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let mut session = world.store.read().await.unwrap();
    let place = places::all(&mut session, row.id).await.unwrap()[0].id;
    let members = identities::of_roles(&mut session, row.id, &[Role::Staff]).await.unwrap();
    let staff = members.iter().find_map(|account| account.person).unwrap();
    let found = people::by_id(&mut session, row.id, [staff]).await.unwrap().remove(0);
    let list = owner.get("/people").await.text;
    let ids = list.split("<a href=\"/people/").skip(1);
    let ids: Vec<&str> = ids.filter_map(|rest| rest.split('"').next()).take(2).collect();
    drop(session);
    let mut stream = listen(&world, &owner).await;
    let person = format!("/people/{}", ids[0]);
    let acts = [
        ("note", ("text", "Просил перезвонить"), "people"),
        ("tag", ("tag", "гитара"), "people"),
        ("untag", ("tag", "гитара"), "people"),
        ("correct", ("state", "warm"), "people"),
        ("join", ("with", ids[1]), "people"),
    ];
    for (what, field, word) in acts {
        let answer = owner.post(&format!("{person}/{what}"), &[field]).await;
        assert_eq!(answer.status, 303, "{what}: {}", answer.text);
        assert_eq!(heard(&mut stream).await, word, "{what}");
    }
    let order = [("day", "2026-01-05"), ("amount", "1990"), ("product", "Струны")];
    assert_eq!(owner.post(&format!("{person}/order"), &order).await.status, 303);
    assert_eq!(heard(&mut stream).await, "people");
    let role = format!("/people/{}/role", found.id);
    assert_eq!(owner.post(&role, &[("role", "staff")]).await.status, 303);
    assert_eq!(heard(&mut stream).await, "people");
    let speech =
        [("address", "ty"), ("audience", ""), ("say", ""), ("avoid", ""), ("examples", "")];
    assert_eq!(owner.post(&format!("/places/{place}/speech"), &speech).await.status, 303);
    assert_eq!(heard(&mut stream).await, "places");
    for what in ["done", "undo"] {
        assert_eq!(owner.post(&format!("/steps/{step}/{what}"), &[]).await.status, 303);
        assert_eq!(heard(&mut stream).await, "steps");
    }
}

/// Start tags of a page with the live pieces around each.
fn tags(text: &str) -> Vec<(String, Vec<String>)> {
    const VOID: [&str; 8] = ["input", "br", "meta", "link", "img", "hr", "path", "use"];
    let mut around: Vec<(String, Option<String>)> = Vec::new();
    let mut found = Vec::new();
    for piece in text.split('<').skip(1) {
        let tag = piece.split('>').next().unwrap_or_default();
        let name = tag.split([' ', '/']).next().unwrap_or_default().to_owned();
        if let Some(name) = tag.strip_prefix('/') {
            let last = around.iter().rposition(|(open, _)| open == name);
            around.truncate(last.unwrap_or(around.len()));
        } else if !tag.starts_with('!') {
            let live: Vec<String> = around.iter().filter_map(|(_, live)| live.clone()).collect();
            found.push((tag.to_owned(), live));
            if !VOID.contains(&name.as_str()) && !tag.ends_with('/') {
                let id = tag.split("id=\"").nth(1).and_then(|rest| rest.split('"').next());
                let live = tag.contains("data-live").then(|| id.unwrap_or_default().to_owned());
                around.push((name, live));
            }
        }
    }
    found
}

#[tokio::test]
async fn pieces_that_come_anew_are_named_and_hold_nothing_to_type_into() {
    let world = demo_of(60, 600).await;
    let owner = world.signed_in("owner@example.org").await;
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let place = places::all(&mut world.store.read().await.unwrap(), row.id).await.unwrap()[0].id;
    let list = owner.get("/people").await.text;
    let person = list.split("<a href=\"/people/").nth(1).unwrap().split('"').next().unwrap();
    let pages = [
        ("/".to_owned(), &["lead", "open", "done", "news"][..]),
        ("/people".to_owned(), &["lead", "people"]),
        (
            format!("/people/{person}"),
            &["standing", "tags", "ring", "views", "happened", "why", "notes"],
        ),
        (format!("/people/{person}?view=orders"), &["orders", "notes"]),
        (format!("/people/{person}?view=data"), &["data"]),
        ("/messages".to_owned(), &["messages"]),
        ("/places".to_owned(), &["lead", "places"]),
        (
            format!("/places/{place}"),
            &["lead", "newcomers", "questions", "voices", "waiting", "busiest", "spoken"],
        ),
        ("/imports".to_owned(), &["past"]),
    ];
    let words: Vec<&str> = Change::ALL.iter().map(|change| change.word()).collect();
    for (page, wanted) in pages {
        let text = owner.get(&page).await.text;
        assert!(text.contains("id=\"steps-left\" data-live=\"steps\""), "{page}");
        for id in wanted.iter().filter(|id| page != "/" || **id != "open") {
            let is_live =
                |tag: &str| tag.contains("data-live") && tag.contains(&format!("id=\"{id}\""));
            assert!(tags(&text).iter().any(|(tag, _)| is_live(tag)), "{page}: {id}");
        }
        for (tag, around) in tags(&text) {
            if let Some(live) = tag.split("data-live=\"").nth(1) {
                assert!(tag.contains("id=\""), "{page}: without an id: {tag}");
                let said: Vec<&str> = live.split('"').next().unwrap().split(' ').collect();
                assert!(said.iter().all(|word| words.contains(word)), "{page}: {tag}");
                assert!(around.is_empty(), "{page}: one in another: {tag}");
            }
            let typed = tag.starts_with("textarea")
                || tag.starts_with("select")
                || (tag.starts_with("input") && !tag.contains("type=\"hidden\""));
            assert!(!typed || around.is_empty(), "{page}: typed into {around:?}: {tag}");
        }
    }
}

#[tokio::test]
async fn the_navigation_says_how_many_steps_are_left() {
    let world = demo_of(60, 600).await;
    let owner = world.signed_in("owner@example.org").await;
    let empty = "id=\"steps-left\" data-live=\"steps\"></span>";
    assert!(owner.get("/people").await.text.contains(empty), "nothing is planned yet");
    let today = owner.get("/").await.text;
    let open = today.matches("class=\"step-why\"").count();
    let said = |left: usize| {
        let word = if left == 1 { "открытый шаг" } else { "открыт" };
        (format!("<span aria-hidden=\"true\">{left}</span>"), format!(", {left} {word}"))
    };
    let people = owner.get("/people").await.text;
    assert!(people.contains(&said(open).0) && people.contains(&said(open).1), "{open}: {people}");
    let step = today.split("action=\"/steps/").nth(1).unwrap().split('"').next().unwrap();
    owner.post(&format!("/steps/{step}"), &[]).await.leads_to();
    let people = owner.get("/people").await.text;
    assert!(people.contains(&said(open - 1).0), "{people}");
    // Who does no steps has none.
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let brand = kamerton_app::Brand::of(&row).unwrap();
    world.user("director@example.org", &brand, kamerton_core::access::UserRole::Director).await;
    let director = world.signed_in("director@example.org").await;
    assert!(director.get("/people").await.text.contains(empty));
}
