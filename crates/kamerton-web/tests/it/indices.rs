//! Indices of places on the demo: cards, what stands behind them, the comparison, the API, the alarm.

use axum::http::StatusCode;
use kamerton_app::places::indices;
use kamerton_core::indices::Index;
use kamerton_store::place_indices::{self, DayRow};
use kamerton_store::{place_figures::Span, workspaces};
use serde_json::Value;

use crate::harness::World;
use crate::places::{rows, with_smm};
use crate::programs::{ask, token};
use crate::today::demo_of;

async fn brand(world: &World) -> kamerton_app::Brand {
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    kamerton_app::Brand::of(&row).unwrap()
}

/// The demo with the indices of all its days.
async fn tallied() -> World {
    let world = demo_of(120, 1_500).await;
    let brand = brand(&world).await;
    let now = world.app.now();
    let done = indices::bring_up(&world.store, &brand, now, &|| false).await.unwrap();
    assert!(done.days > 0);
    world
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_shows_its_indices_and_what_stands_behind_each() {
    let world = tallied().await;
    let owner = world.signed_in("owner@example.org").await;
    let mut known = 0;
    for place in rows(&world).await {
        let page = owner.get(&format!("/places/{}", place.id)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains("id=\"indices\""));
        for index in Index::ALL {
            let path = format!("/places/{}/indices/{}", place.id, index.word());
            known += page.text.matches(&path).count();
            let one = owner.get(&path).await;
            assert_eq!(one.status, StatusCode::OK, "{path}: {}", one.text);
            assert!(!one.text.contains(" style="), "{path}");
            assert!(!one.text.contains("index-"), "{path} lacks words: {}", one.text);
            let pictures = one.text.matches("role=\"img\"").count();
            assert!(one.text.matches("aria-label=").count() >= pictures);
        }
    }
    assert!(known > 20, "{known} cards of all places");
}

#[tokio::test(flavor = "multi_thread")]
async fn behind_an_index_are_people_and_messages_for_those_who_may_read_them() {
    let world = tallied().await;
    with_smm(&world).await;
    let owner = world.signed_in("owner@example.org").await;
    let smm = world.signed_in("smm@example.org").await;
    let places = rows(&world).await;
    let open = places.iter().find(|place| !place.private).unwrap();
    let page = owner.get(&format!("/places/{}/indices/voices", open.id)).await.text;
    assert!(page.contains("href=\"/people/") && page.contains("href=\"/messages/"), "{page}");
    let private = places.iter().find(|place| place.private).unwrap();
    let path = format!("/places/{}/indices/voices", private.id);
    let page = smm.get(&path).await.text;
    assert!(!page.contains("href=\"/people/") && !page.contains("href=\"/messages/"), "{page}");
    for path in ["/places/x/indices/mixing", &format!("/places/{}/indices/x", open.id)] {
        assert_eq!(owner.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn places_are_compared_by_every_index() {
    let world = tallied().await;
    let owner = world.signed_in("owner@example.org").await;
    let mut compared = 0;
    for index in Index::ALL {
        for sort in ["best", "name", "cases"] {
            let path = format!("/places/compare?by={}&sort={sort}", index.word());
            let page = owner.get(&path).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.text);
            compared += page.text.matches("scope=\"row\"").count();
        }
    }
    assert!(compared > 30, "{compared} lines");
    let bare = owner.get("/places/compare?by=nothing").await;
    assert_eq!(bare.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_read_indices_with_their_history() {
    let world = tallied().await;
    let brand = brand(&world).await;
    let key = token(&world, &brand, &["places:read"]).await;
    let place = rows(&world).await.into_iter().find(|place| !place.private).unwrap();
    let path = format!("/api/v1/places/{}/indices", place.id);
    let answer = ask(&world, &format!("{path}?days=9"), &key).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let body: Value = serde_json::from_str(&answer.text).unwrap();
    let found = body["indices"].as_array().unwrap();
    assert!(found.len() > 5, "{body}");
    for one in found {
        let value = one["value"].as_f64().unwrap();
        if let (Some(low), Some(high)) = (one["low"].as_f64(), one["high"].as_f64()) {
            assert!(low <= value && value <= high, "{one}");
        }
    }
    assert_eq!(body["history"].as_array().unwrap().len(), 9);
    for (end, status) in [("?days=366", 422), ("?x=1", 422)] {
        let answer = ask(&world, &format!("{path}{end}"), &key).await;
        assert_eq!(answer.status.as_u16(), status, "{}", answer.text);
    }
    let nowhere = "/api/v1/places/00000000-0000-0000-0000-000000000000/indices";
    assert_eq!(ask(&world, nowhere, &key).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_is_raised_on_the_place_and_on_today() {
    let world = tallied().await;
    let owner = world.signed_in("owner@example.org").await;
    let brand = brand(&world).await;
    let place = rows(&world).await.into_iter().find(|place| !place.private).unwrap();
    let alarm = "Холодных больше";
    let day = brand.zone.day(world.app.now()).plus(-1);
    let tally = kamerton_core::indices::Tally { cold: 30, loyal: 2, ..Default::default() };
    let row = DayRow { place: place.id, day, figures: tally.encode() };
    let mut session = world.store.write().await.unwrap();
    let span = Span { from: day, to: day };
    place_indices::replace(&mut session, brand.id, place.id, span, &[row]).await.unwrap();
    session.commit().await.unwrap();
    let path = format!("/places/{}", place.id);
    assert!(owner.get(&path).await.text.contains(alarm));
    let today = owner.get("/").await.text;
    assert!(today.contains(alarm) && today.contains(&format!("{path}#indices")), "{today}");
    assert!(owner.get("/places/compare?by=mixing").await.status.is_success());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_newcomer_says_is_written_down_and_shown_beside_what_they_do() {
    let world = tallied().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/people").await.text;
    let person = page.split("<th scope=\"row\"><a href=\"").nth(1).unwrap();
    let person = person.split('"').next().unwrap().to_owned();
    let form = format!("{person}/comfort");
    assert!(owner.get(&person).await.text.contains(&form));
    let back = owner.post(&form, &[("comfort", "comfortable"), ("words", "уютно <b>")]).await;
    let page = owner.get(back.leads_to()).await.text;
    assert!(page.contains("Ответ записан") && page.contains("уютно &#60;b&#62;"), "{page}");
    let mut shown = 0;
    for place in rows(&world).await {
        let page = owner.get(&format!("/places/{}", place.id)).await.text;
        shown += page.matches("Говорят, что комфортно").count();
    }
    assert_eq!(shown, 1, "in the place where they came");
    let answer = owner.post(&form, &[("comfort", "odd")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let back = owner.post(&form, &[("comfort", "")]).await;
    let page = owner.get(back.leads_to()).await.text;
    assert!(page.contains("Ответ убран") && !page.contains("уютно &#60;b"), "{page}");
}
