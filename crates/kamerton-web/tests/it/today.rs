//! Today on the demo: steps, and what is done with them.

use kamerton_app::accounts::users;
use kamerton_app::demo_load::{self, Wanted};
use kamerton_core::access::UserRole;
use kamerton_core::role::Role;
use kamerton_core::time::Zone;
use kamerton_store::{identities, workspaces};

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
async fn after_a_long_silence_nothing_is_called_done() {
    let world = World::empty().await;
    let until = Zone::utc().day(world.app.now()).plus(-400);
    let wanted = Wanted { people: Some(60), messages: Some(600), seed: 1, until: Some(until) };
    demo_load::make(&world.store, wanted, world.app.now(), |_| {}).await.unwrap();
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let brand = kamerton_app::Brand::of(&row).unwrap();
    world.user("owner@example.org", &brand, UserRole::Owner).await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/").await.text;
    assert!(page.contains("Последнее сообщение здесь — "), "{page}");
    assert!(page.contains("/settings/channels") && !page.contains("На сегодня всё сделано"));
    let place = first_place(&owner.get("/places").await.text);
    assert!(owner.get(&place).await.text.contains("Последнее сообщение — "));
}

/// The page of the first place of a list.
fn first_place(text: &str) -> String {
    let mut links = text.split(" href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links
        .find(|path| path.starts_with("/places/") && *path != "/places/compare")
        .unwrap()
        .to_owned()
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

#[tokio::test]
async fn alone_nobody_asks_whose_a_step_is() {
    let world = demo().await;
    let owner = world.signed_in("owner@example.org").await;
    let page = owner.get("/?whose=all").await.text;
    for said in ["whose=all", "/take", "Ведёт", "id=\"whose\""] {
        assert!(!page.contains(said), "{said}: {page}");
    }
}

/// The demo with two who do steps, and one who only looks on.
async fn shared() -> World {
    let world = demo_of(200, 3_000).await;
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let brand = kamerton_app::Brand::of(&row).unwrap();
    world.user("cm@example.org", &brand, UserRole::Cm).await;
    world.user("director@example.org", &brand, UserRole::Director).await;
    world
}

#[tokio::test]
async fn of_several_each_sees_their_own_steps_first() {
    let world = shared().await;
    let owner = world.signed_in("owner@example.org").await;
    let cm = world.signed_in("cm@example.org").await;
    let (own, cms) = (open(&owner).await, open(&cm).await);
    assert!(!own.is_empty() && !cms.is_empty());
    assert!(own.iter().all(|step| !cms.contains(step)), "never to two");
    let all = owner.get("/?whose=all").await.text;
    assert_eq!(forms(&all, "/done?whose=all").len(), own.len());
    assert_eq!(forms(&all, "/take?whose=all").len(), cms.len());
    assert_eq!(all.matches("Ведёт Имя cm").count(), cms.len(), "each foreign one says whose");
    assert!(all.contains("aria-current=\"page\">Все"), "{all}");
    // Who does no steps looks at those of all, and is offered nothing.
    let director = world.signed_in("director@example.org").await.get("/").await.text;
    assert_eq!(director.matches("class=\"step-why\"").count(), own.len() + cms.len());
    assert!(!director.contains("/done") && !director.contains("/take"), "{director}");
}

#[tokio::test]
async fn a_step_is_taken_over_by_one_click_and_given_back() {
    let world = shared().await;
    let owner = world.signed_in("owner@example.org").await;
    let cm = world.signed_in("cm@example.org").await;
    let all = owner.get("/?whose=all").await.text;
    let path = forms(&all, "/take?whose=all").remove(0);
    let from = all.split("name=\"from\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let place = owner.post(&path, &[("from", from)]).await.leads_to().to_owned();
    let page = owner.get(&place).await.text;
    assert!(page.contains("Теперь ваш: "), "{page}");
    let done = path.replace("/take", "/done");
    assert!(forms(&page, "/done?whose=all").contains(&done));
    let step = done.split('?').next().unwrap().to_owned();
    assert!(open(&owner).await.contains(&step) && !open(&cm).await.contains(&step));
    let back = forms(&page, "/undo").remove(0);
    owner.post(&back, &[]).await.leads_to();
    assert!(open(&cm).await.contains(&step));
}

#[tokio::test]
async fn whoever_comes_too_late_is_told_who_was_first() {
    let world = shared().await;
    let owner = world.signed_in("owner@example.org").await;
    let cm = world.signed_in("cm@example.org").await;
    let path = open(&owner).await.remove(0);
    owner.post(&path, &[]).await.leads_to();
    let place = cm.post(&path, &[]).await.leads_to().to_owned();
    let page = cm.get(&place).await.text;
    assert!(page.contains("уже сделан. Кто был первым: Имя owner"), "{page}");
    let piece = cm.clone().with("hx-request", "true").post(&path, &[]).await;
    assert!(piece.status == 200 && piece.text.contains("Кто был первым: Имя owner"));
    let all = cm.get("/?whose=all").await.text;
    assert!(all.contains("сделано, <bdi>Имя owner</bdi>"), "{all}");
}

#[tokio::test]
async fn whoever_is_shut_out_passes_their_steps_on() {
    let world = shared().await;
    let owner = world.signed_in("owner@example.org").await;
    let cms = open(&world.signed_in("cm@example.org").await).await;
    let team = owner.get("/settings/team").await.text;
    let shut = team.split("cm@example.org").nth(1).unwrap();
    let path = forms(shut, "/shut").remove(0);
    owner.post(&path, &[]).await.leads_to();
    let own = owner.get("/?all=true").await.text;
    assert!(cms.iter().all(|step| own.contains(step)), "one is left, and has them all");
}

#[tokio::test]
async fn it_is_said_whose_a_staff_account_is() {
    let world = shared().await;
    let owner = world.signed_in("owner@example.org").await;
    let row = workspaces::all(&mut world.store.read().await.unwrap()).await.unwrap().remove(0);
    let mut session = world.store.read().await.unwrap();
    let staff = identities::of_roles(&mut session, row.id, &[Role::Staff]).await.unwrap();
    let person = staff.iter().find_map(|account| account.person).unwrap();
    let cm = users::find(&mut session, "cm@example.org").await.unwrap().id.to_string();
    drop(session);
    let path = format!("/people/{person}");
    let page = owner.get(&path).await.text;
    assert!(page.contains("Чей это аккаунт") && !page.contains("selected>Имя cm"));
    let form = format!("{path}/user");
    owner.post(&form, &[("user", cm.as_str())]).await.leads_to();
    assert!(owner.get(&path).await.text.contains("selected>Имя cm"));
    let director =
        users::find(&mut world.store.read().await.unwrap(), "director@example.org").await;
    let director = director.unwrap().id.to_string();
    assert_eq!(owner.post(&form, &[("user", director.as_str())]).await.status, 404);
    owner.post(&form, &[("user", "")]).await.leads_to();
    assert!(!owner.get(&path).await.text.contains("selected>Имя cm"));
}
