//! Places on the demo: the list, one of them, and how we speak there.

use axum::http::StatusCode;
use kamerton_core::access::UserRole;
use kamerton_store::places::{self, PlaceRow};
use kamerton_store::workspaces;

use crate::harness::World;
use crate::today::{demo, demo_of};

pub async fn rows(world: &World) -> Vec<PlaceRow> {
    let mut session = world.store.read().await.unwrap();
    let brand = workspaces::all(&mut session).await.unwrap().remove(0);
    places::all(&mut session, brand.id).await.unwrap()
}

/// Somebody who may not read private talk.
pub async fn with_smm(world: &World) {
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let brand = kamerton_app::Brand::of(&row).unwrap();
    world.user("smm@example.org", &brand, UserRole::Smm).await;
}

#[tokio::test]
async fn every_place_is_in_the_list_and_has_its_page() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let list = owner.get("/places").await.text;
    for place in rows(&world).await {
        assert!(list.contains(&format!("/places/{}", place.id)), "{}", place.title);
        let page = owner.get(&format!("/places/{}", place.id)).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text);
        assert!(page.text.contains(&place.title));
        assert!(page.text.matches("btn-1").count() <= 1, "one filled button on a page");
        assert!(!page.text.contains(" style="), "{}", page.text);
        let pictures = page.text.matches("role=\"img\"").count();
        assert!(page.text.matches("aria-label=").count() >= pictures);
    }
}

#[tokio::test]
async fn a_place_that_is_not_there_is_not_found() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    for place in ["x", "00000000-0000-0000-0000-000000000000"] {
        for end in ["", "/weeks.csv"] {
            let answer = owner.get(&format!("/places/{place}{end}")).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND);
        }
        let answer = owner.post(&format!("/places/{place}/speech"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_picture_of_a_year_is_a_file_too() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let place = rows(&world).await.remove(0);
    let file = owner.get(&format!("/places/{}/weeks.csv", place.id)).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.text.starts_with("\u{feff}Неделя с;Сообщений"), "{}", file.text);
}

#[tokio::test]
async fn a_place_speaks_as_it_was_told() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let path = format!("/places/{}", rows(&world).await.remove(0).id);
    let given = [("address", "ty"), ("avoid", "клиент, юзер"), ("audience", "свои <b>")];
    let back = owner.post(&format!("{path}/speech"), &given).await;
    let page = owner.get(back.leads_to()).await.text;
    assert!(page.contains("Сохранено"), "the message says what happened");
    assert!(page.contains("на «ты»") && page.contains("клиент, юзер"), "{page}");
    assert!(!page.contains("свои <b>") && page.contains("свои &#60;b&#62;"), "{page}");
    assert!(!owner.get(&path).await.text.contains("Сохранено"));
}

#[tokio::test]
async fn nobody_is_named_to_whom_may_not_read_private_talk() {
    let world = demo_of(400, 3_000).await;
    with_smm(&world).await;
    let private = rows(&world).await.into_iter().find(|place| place.private).unwrap();
    let path = format!("/places/{}", private.id);
    let (owner, smm) =
        (world.signed_in("owner@example.org").await, world.signed_in("smm@example.org").await);
    assert!(owner.get(&path).await.text.contains("href=\"/people/"));
    let page = smm.get(&path).await.text;
    assert!(page.contains("личн") && !page.contains("href=\"/people/"), "{page}");
}
