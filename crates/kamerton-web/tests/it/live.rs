//! What open pages hear, and what of them comes anew.

use axum::body::{Body, BodyDataStream};
use axum::http::Request;
use futures_util::StreamExt;
use kamerton_core::role::Role;
use kamerton_store::notices::Change;
use kamerton_store::{identities, people, places, workspaces};

use crate::harness::{Browser, World};
use crate::listened::heard as demo_heard;
use crate::programs::{call, message, token};
use crate::today::demo_of;
use crate::visits;

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

/// Asks for a page: these of its pieces come anew, each is named and stands in no other, what they
/// hear is told, and nothing is typed into them.
async fn check_pieces(browser: &Browser<'_>, page: &str, wanted: &[&str]) {
    let words: Vec<&str> = Change::ALL.iter().map(|change| change.word()).collect();
    let answer = browser.get(page).await;
    assert_eq!(answer.status, 200, "{page}: {}", answer.text);
    assert!(answer.text.contains("id=\"steps-left\" data-live=\"steps\""), "{page}");
    let tags = tags(&answer.text);
    for id in wanted {
        let named = format!("id=\"{id}\"");
        let is_live = |tag: &str| tag.contains("data-live") && tag.contains(&named);
        assert!(tags.iter().any(|(tag, _)| is_live(tag)), "{page}: {id}");
    }
    for (tag, around) in tags {
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

#[tokio::test]
async fn pieces_that_come_anew_are_named_and_hold_nothing_to_type_into() {
    let world = demo_of(60, 600).await;
    let owner = world.signed_in("owner@example.org").await;
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let place = places::all(&mut world.store.read().await.unwrap(), row.id).await.unwrap()[0].id;
    let list = owner.get("/people").await.text;
    let person = list.split("<a href=\"/people/").nth(1).unwrap().split('"').next().unwrap();
    let pages = [
        ("/".to_owned(), &["lead", "done", "news"][..]),
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
    for (page, wanted) in pages {
        check_pieces(&owner, &page, wanted).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn so_do_those_of_leaders_the_map_channels_and_whatever_else_is_looked_at() {
    let (world, brand) = demo_heard().await;
    let owner = world.signed_in("owner@example.org").await;
    let channel = visits::connect(&world, &brand, &[]).await;
    let place = places::all(&mut world.store.read().await.unwrap(), brand.id).await.unwrap()[0].id;
    let first = async |list: &str, before: &str| {
        let page = owner.get(list).await.text;
        let rest = page.split(before).nth(1).unwrap_or_else(|| panic!("{list}: {page}"));
        rest.split('"').next().unwrap().to_owned()
    };
    let message = first("/messages", "href=\"/messages/").await;
    let heard = first("/people/leaders", "scope=\"row\"><a href=\"/people/").await;
    let index = first("/places/compare", "href=\"/places/compare?by=").await;
    let pages = [
        ("/people/leaders".to_owned(), &["leaders"][..]),
        (format!("/people/{heard}"), &["listened"]),
        ("/people/map".to_owned(), &["map-twin"]),
        ("/people/silent".to_owned(), &["fading", "guests"]),
        (format!("/messages/{message}"), &["reading"]),
        ("/places/compare".to_owned(), &["compared"]),
        (format!("/places/{place}"), &["indices", "open"]),
        (format!("/places/{place}/indices/{index}"), &["lead", "behind"]),
        (format!("/places/{place}/write"), &["sent"]),
        ("/settings/channels".to_owned(), &["channels"]),
        (format!("/settings/channels/{channel}"), &["standing"]),
    ];
    for (page, wanted) in pages {
        check_pieces(&owner, &page, wanted).await;
    }
}

#[tokio::test]
async fn empty_pages_hear_of_the_first_thing_that_comes() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    for page in ["/", "/people", "/messages", "/places"] {
        check_pieces(&owner, page, &["quiet"]).await;
    }
}

#[test]
fn the_browser_listens_for_every_word_that_is_told() {
    let script = str::from_utf8(kamerton_ui::named("app.js").unwrap().bytes).unwrap();
    assert!(script.contains("EventSource"), "it is this script that listens");
    for change in Change::ALL {
        let word = format!("\"{}\"", change.word());
        assert!(script.contains(&word), "{word} is told, and no open page hears it");
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
