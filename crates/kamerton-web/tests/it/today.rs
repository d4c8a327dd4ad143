//! Today on the demo: steps, and what is done with them.

use kamerton_app::demo_load::{self, Wanted};
use kamerton_core::access::UserRole;
use kamerton_store::workspaces;

use crate::harness::{Browser, World};

pub async fn demo() -> World {
    demo_of(60, 600).await
}

pub async fn demo_of(people: u64, messages: u64) -> World {
    let world = World::empty().await;
    let wanted = Wanted { people: Some(people), messages: Some(messages), seed: 1, until: None };
    demo_load::make(&world.store, wanted, world.app.now(), |_| {}).await.unwrap();
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let brand = kamerton_app::Brand::of(&row).unwrap();
    world.user("owner@example.org", &brand, UserRole::Owner).await;
    world
}

/// Addresses of the forms on a page that end so.
fn forms(text: &str, end: &str) -> Vec<String> {
    let actions = text.split(" action=\"").skip(1).filter_map(|rest| rest.split('"').next());
    actions.filter(|path| path.ends_with(end)).map(str::to_owned).collect()
}

async fn open(browser: &Browser<'_>) -> Vec<String> {
    forms(&browser.get("/").await.text, "/done")
}

#[tokio::test]
async fn alone_one_has_five_steps_and_each_says_why() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/").await;
    let steps = open(&owner).await;
    assert!(!steps.is_empty() && steps.len() <= 5, "{}", page.text);
    assert_eq!(page.text.matches("class=\"step-why\"").count(), steps.len());
    assert_eq!(page.text.matches("btn-1").count(), 1, "one filled button on a page");
    assert!(!page.text.contains(" style=") && !page.text.contains("onclick"), "{}", page.text);
}

#[tokio::test]
async fn a_step_is_done_and_taken_back() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let path = open(&owner).await.remove(0);
    let place = owner.post(&path, &[]).await.leads_to().to_owned();
    let page = owner.get(&place).await.text;
    assert!(!forms(&page, "/done").contains(&path));
    assert!(page.contains("Сделано: "), "the message says what happened");
    let back = forms(&page, "/undo").remove(0);
    let place = owner.post(&back, &[]).await.leads_to().to_owned();
    assert!(forms(&owner.get(&place).await.text, "/done").contains(&path));
}

#[tokio::test]
async fn htmx_gets_the_piece_and_the_message() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let path = open(&owner).await.remove(0).replace("/done", "/later");
    let piece = owner.with("hx-request", "true").post(&path, &[]).await;
    assert_eq!(piece.status, 200);
    assert!(piece.text.contains("hx-swap-oob=\"true\"") && piece.text.contains("Отложено"));
    assert!(!piece.text.contains("<html"));
}
