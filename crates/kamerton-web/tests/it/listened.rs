//! Leaders and the community map on the demo: pages, tables, data and API say the same.

use axum::http::StatusCode;
use kamerton_app::ingest::interactions;
use kamerton_app::people::silent;
use kamerton_app::{Brand, community_map, influence};
use kamerton_store::workspaces;
use serde_json::Value;

use crate::harness::World;
use crate::places::rows;
use crate::programs::{ask, token};
use crate::today::demo_of;

/// The demo with influence computed and the map drawn.
pub async fn heard() -> (World, Brand) {
    let world = demo_of(120, 1_500).await;
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let brand = Brand::of(&row).unwrap();
    let now = world.app.now();
    interactions::fill(&world.store, &brand, &|| false).await.unwrap();
    assert!(influence::refresh(&world.store, &brand, now).await.unwrap());
    assert!(community_map::refresh(&world.store, &brand, now).await.unwrap());
    assert!(!community_map::refresh(&world.store, &brand, now).await.unwrap(), "nothing changed");
    (world, brand)
}

async fn json(world: &World, path: &str, key: &str) -> Value {
    let answer = ask(world, path, key).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

fn ids(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|one| one["id"].as_str().unwrap().to_owned()).collect()
}

/// The people of a table of the page, in its order.
fn people_of(part: &str) -> Vec<String> {
    let links = part.split("scope=\"row\"><a href=\"/people/").skip(1);
    links.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn leaders_are_the_same_on_the_page_and_for_programs() {
    let (world, brand) = heard().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/people/leaders").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let key = token(&world, &brand, &["people:read"]).await;
    let mut found = 0;
    let parts = page.text.split("<section class=\"section\">").skip(1);
    for (part, word) in parts.zip(["clients", "newcomers", "outsiders"]) {
        let told = json(&world, &format!("/api/v1/leaders?part={word}&limit=20"), &key).await;
        assert_eq!(ids(&told["leaders"]), people_of(part), "{word}");
        found += told["leaders"].as_array().unwrap().len();
        for one in told["leaders"].as_array().unwrap() {
            assert!(
                part.replace("<wbr>", "")
                    .contains(one["name"].as_str().unwrap().split(' ').next().unwrap())
            );
            assert_eq!(one["words"]["text"], Value::Null, "words need a scope of their own");
        }
    }
    assert!(found > 5, "{found} leaders");
    let clients = json(&world, "/api/v1/leaders", &key).await;
    assert!(clients["basis"]["people"].as_u64().unwrap() > 20, "{clients}");
    let values = clients["leaders"].as_array().unwrap().iter();
    let values: Vec<f64> = values.map(|one| one["influence"]["value"].as_f64().unwrap()).collect();
    assert!(values.is_sorted_by(|one, other| one >= other), "{values:?}");
    assert!(clients["leaders"][0]["listeners"].as_i64().unwrap() > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_part_goes_on_page_by_page_without_repeating() {
    let (world, brand) = heard().await;
    let key = token(&world, &brand, &["people:read"]).await;
    for part in ["clients", "newcomers", "outsiders"] {
        let whole = json(&world, &format!("/api/v1/leaders?part={part}&limit=200"), &key).await;
        assert_eq!(whole["next"], Value::Null, "{part}");
        let (mut seen, mut next) = (Vec::new(), String::new());
        for _ in 0..300 {
            let path = format!("/api/v1/leaders?part={part}&limit=2{next}");
            let page = json(&world, &path, &key).await;
            seen.extend(ids(&page["leaders"]));
            let Some(cursor) = page["next"].as_str() else { break };
            next = format!("&cursor={cursor}");
        }
        assert_eq!(seen, ids(&whole["leaders"]), "{part}");
    }
    for wrong in ["part=friends", "limit=0", "limit=201", "cursor=abc", "x=1"] {
        let answer = ask(&world, &format!("/api/v1/leaders?{wrong}"), &key).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", answer.text);
    }
    let other = token(&world, &brand, &["messages:read"]).await;
    assert_eq!(ask(&world, "/api/v1/leaders", &other).await.status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&world, "/api/v1/map", &other).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_map_has_the_same_people_in_picture_table_and_api() {
    let (world, brand) = heard().await;
    let owner = world.signed_in("owner@example.org").await;
    let key = token(&world, &brand, &["people:read"]).await;
    let told = json(&world, "/api/v1/map", &key).await;
    let people = told["people"].as_array().unwrap();
    assert!(people.len() > 30, "{}", people.len());
    let mut drawn: Value = serde_json::from_str(&owner.get("/people/map/data").await.text).unwrap();
    let called = drawn.as_object_mut().unwrap().remove("called").unwrap();
    assert_eq!(called.as_array().unwrap().len(), told["groups"].as_array().unwrap().len());
    assert_eq!(drawn, told);
    for (end, other) in told["ties"].as_array().unwrap().iter().map(|tie| (&tie[0], &tie[1])) {
        assert!(end.as_u64() < other.as_u64() && other.as_u64().unwrap() < people.len() as u64);
    }
    let mut listed = Vec::new();
    for after in (0..people.len()).step_by(50) {
        let page = owner.get(&format!("/people/map?sort=name&after={after}")).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(
            !page.text.contains(" style=") && !page.text.contains("map-side-"),
            "{}",
            page.text
        );
        listed.extend(people_of(&page.text));
    }
    let mut all = ids(&told["people"]);
    all.sort();
    listed.sort();
    assert_eq!(listed, all);
    let loyal = people.iter().filter(|one| one["side"] == "loyal").count();
    let page = owner.get("/people/map").await.text;
    assert!(page.contains(&format!("клиенты и лояльные, {loyal}")), "{loyal}: {page}");
    let first = people.iter().max_by(|one, other| {
        one["influence"].as_f64().partial_cmp(&other["influence"].as_f64()).unwrap()
    });
    assert_eq!(people_of(&page)[0], first.unwrap()["id"].as_str().unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_map_of_a_place_has_its_talk_only_and_none_that_is_private() {
    let (world, brand) = heard().await;
    let owner = world.signed_in("owner@example.org").await;
    let key = token(&world, &brand, &["people:read"]).await;
    let whole = ids(&json(&world, "/api/v1/map", &key).await["people"]);
    let (mut narrower, mut private) = (0, 0);
    for place in rows(&world).await {
        let path = format!("/api/v1/map?place={}", place.id);
        let page = format!("/people/map?place={}", place.id);
        if place.private {
            private += 1;
            assert_eq!(ask(&world, &path, &key).await.status, StatusCode::NOT_FOUND);
            assert_eq!(owner.get(&page).await.status, StatusCode::NOT_FOUND);
            continue;
        }
        let own = ids(&json(&world, &path, &key).await["people"]);
        assert!(own.iter().all(|id| whole.contains(id)), "{}", place.title);
        narrower += usize::from(!own.is_empty() && own.len() < whole.len());
        assert_eq!(owner.get(&page).await.status, StatusCode::OK);
    }
    assert!(narrower > 1 && private > 0, "{narrower} {private}");
    for nowhere in ["place=x", "part=7", "place=00000000-0000-0000-0000-000000000000"] {
        let answer = ask(&world, &format!("/api/v1/map?{nowhere}"), &key).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
        let page = owner.get(&format!("/people/map/data?{nowhere}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn a_map_that_is_not_drawn_yet_says_so() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/people/map").await;
    assert!(page.text.contains("Карта ещё не нарисована"), "{}", page.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_heard_is_listed_in_the_order_to_write_in() {
    let (world, brand) = heard().await;
    let owner = world.signed_in("owner@example.org").await;
    let now = world.app.now();
    let mut session = world.store.read().await.unwrap();
    let fading = silent::fading(&mut session, &brand, now).await.unwrap();
    let page = owner.get("/people/silent").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    let (missed, _) = page.text.split_once("id=\"lurkers\"").unwrap();
    let expected: Vec<String> = fading.iter().map(|one| one.id.to_string()).collect();
    assert_eq!(people_of(missed), expected);
    assert_eq!(
        missed.matches("Обычно раз в").count() + missed.matches("Обычно каждый").count(),
        expected.len()
    );
    let mut guests = 0;
    for place in rows(&world).await {
        let page = owner.get(&format!("/people/silent?place={}", place.id)).await;
        if place.private {
            assert_eq!(page.status, StatusCode::NOT_FOUND);
            continue;
        }
        let lurkers = silent::lurkers(&mut session, &brand, place.id, now).await.unwrap();
        let (_, shown) = page.text.split_once("id=\"lurkers\"").unwrap();
        let expected: Vec<String> = lurkers.iter().map(|one| one.id.to_string()).collect();
        assert_eq!(people_of(shown), expected, "{}", place.title);
        guests += expected.len();
    }
    assert!(
        !fading.is_empty() || guests > 0,
        "{} {guests}: the demo has people who are not heard",
        fading.len()
    );
    for nowhere in ["x", "00000000-0000-0000-0000-000000000000"] {
        let page = owner.get(&format!("/people/silent?place={nowhere}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_are_told_who_is_not_heard_as_the_page_tells_it() {
    let (world, brand) = heard().await;
    let key = token(&world, &brand, &["people:read"]).await;
    let reads = token(&world, &brand, &["people:read", "messages:read"]).await;
    let now = world.app.now();
    let mut session = world.store.read().await.unwrap();
    let fading = silent::fading(&mut session, &brand, now).await.unwrap();
    let told = json(&world, "/api/v1/people/fading", &key).await;
    assert_eq!(
        ids(&told["people"]),
        fading.iter().map(|one| one.id.to_string()).collect::<Vec<_>>()
    );
    for (told, one) in told["people"].as_array().unwrap().iter().zip(&fading) {
        assert_eq!(told["silent_days"], one.silent_days);
        assert!(f64::from(one.silent_days) > told["usual_days"].as_f64().unwrap(), "{told}");
        assert_eq!(told["state"], one.state.word());
    }
    let (mut guests, mut liked) = (0, 0);
    for place in rows(&world).await {
        let path = format!("/api/v1/places/{}/lurkers", place.id);
        if place.private {
            assert_eq!(ask(&world, &path, &reads).await.status, StatusCode::NOT_FOUND);
            continue;
        }
        let lurkers = silent::lurkers(&mut session, &brand, place.id, now).await.unwrap();
        let told = json(&world, &path, &reads).await;
        let expected: Vec<String> = lurkers.iter().map(|one| one.id.to_string()).collect();
        assert_eq!(ids(&told["people"]), expected, "{}", place.title);
        let hidden = json(&world, &path, &key).await;
        for (one, other) in lurkers.iter().zip(told["people"].as_array().unwrap()) {
            let text = one.liked.as_ref().map(|(_, text)| text.as_str());
            assert_eq!(other["liked"]["text"].as_str(), text);
            liked += usize::from(text.is_some());
        }
        let texts = hidden["people"].as_array().unwrap().iter().map(|one| &one["liked"]["text"]);
        assert!(texts.clone().all(Value::is_null), "words need a scope of their own");
        guests += expected.len();
    }
    assert!(!fading.is_empty() || guests > 0 && liked > 0, "{} {guests} {liked}", fading.len());
    let nowhere = "/api/v1/places/00000000-0000-0000-0000-000000000000/lurkers";
    assert_eq!(ask(&world, nowhere, &key).await.status, StatusCode::NOT_FOUND);
    let other = token(&world, &brand, &["messages:read"]).await;
    for path in ["/api/v1/people/fading", nowhere] {
        assert_eq!(ask(&world, path, &other).await.status, StatusCode::FORBIDDEN);
    }
}
