//! Signing in and out, being locked out, and forms of other sites.

use kamerton_app::accounts::users;
use kamerton_core::access::UserRole;
use kamerton_core::time::Instant;

use crate::harness::{Answer, Browser, PASSWORD, World};

async fn enter(browser: &Browser<'_>, email: &str, password: &str) -> Answer {
    browser.post("/sign-in", &[("email", email), ("password", password)]).await
}

#[tokio::test]
async fn whoever_knows_the_password_gets_in_and_out() {
    let (world, _) = World::with_brand().await;
    let mut browser = world.browser();
    assert_eq!(browser.get("/places?x=1").await.leads_to(), "/sign-in?next=%2Fplaces%3Fx%3D1");
    let answer = enter(&browser, " Owner@Example.org ", PASSWORD).await;
    assert_eq!(answer.leads_to(), "/");
    let set = answer.header("set-cookie");
    assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
    browser.cookie = answer.cookie();
    assert_eq!(browser.get("/").await.status, 200);
    let out = browser.post("/sign-out", &[]).await;
    assert_eq!(out.leads_to(), "/sign-in");
    assert!(out.header("set-cookie").starts_with("kamerton=; Path=/; Max-Age=0"));
    assert_eq!(browser.get("/").await.leads_to(), "/sign-in", "the session itself has ended");
}

#[tokio::test]
async fn each_sign_in_makes_a_session_of_its_own() {
    let (world, _) = World::with_brand().await;
    let known = world.browser().with("cookie", "kamerton=chosen-by-somebody-else");
    let one = enter(&known, "owner@example.org", PASSWORD).await.cookie().unwrap();
    let two = enter(&known, "owner@example.org", PASSWORD).await.cookie().unwrap();
    assert!(one != two && !one.contains("chosen"), "{one} {two}");
}

#[tokio::test]
async fn one_goes_on_where_one_wanted_and_nowhere_else() {
    let (world, _) = World::with_brand().await;
    for (next, place) in
        [("/places?x=1", "/places?x=1"), ("//evil.example", "/"), ("https://e", "/")]
    {
        let form = [("email", "owner@example.org"), ("password", PASSWORD), ("next", next)];
        assert_eq!(world.browser().post("/sign-in", &form).await.leads_to(), place);
    }
}

#[tokio::test]
async fn by_https_the_cookie_is_bound_to_this_host() {
    let world = World::with_url(Some("https://here.test")).await;
    let brand = world.brand("Ромашка").await;
    world.user("owner@example.org", &brand, UserRole::Owner).await;
    let answer = enter(&world.browser(), "owner@example.org", PASSWORD).await;
    let set = answer.header("set-cookie");
    assert!(set.starts_with("__Host-kamerton=") && set.ends_with("; Secure"), "{set}");
}

#[tokio::test]
async fn nobody_learns_which_accounts_there_are() {
    let (world, _) = World::with_brand().await;
    let known = enter(&world.browser(), "owner@example.org", "неверный-пароль").await;
    let unknown = enter(&world.browser(), "nobody@example.org", "неверный-пароль").await;
    assert_eq!((known.status.as_u16(), unknown.status.as_u16()), (422, 422));
    let without = |answer: &Answer, email: &str| answer.text.replace(email, "…");
    assert_eq!(without(&known, "owner@example.org"), without(&unknown, "nobody@example.org"));
    assert!(known.text.contains("не подошли друг к другу"));
}

#[tokio::test]
async fn too_many_failures_lock_an_account_for_a_while() {
    let (world, _) = World::with_brand().await;
    for email in ["owner@example.org", "nobody@example.org"] {
        for _ in 0..5 {
            let wrong = enter(&world.browser(), email, "неверный-пароль").await;
            assert!(!wrong.text.contains("Слишком много"), "{}", wrong.text);
        }
        let right = enter(&world.browser(), email, PASSWORD).await;
        assert_eq!(right.status, 422, "{email}");
        assert!(right.text.contains("Слишком много попыток"), "{}", right.text);
    }
    World::wait(61);
    assert_eq!(enter(&world.browser(), "owner@example.org", PASSWORD).await.leads_to(), "/");
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_locked_out() {
    let (world, _) = World::with_brand().await;
    for number in 0..30 {
        enter(&world.browser(), &format!("{number}@example.org"), "x").await;
    }
    let right = enter(&world.browser(), "owner@example.org", PASSWORD).await;
    assert!(right.text.contains("Слишком много попыток"));
}

#[tokio::test]
async fn who_is_shut_out_or_has_a_new_password_is_signed_in_nowhere() {
    let (world, brand) = World::with_brand().await;
    let user = world.user("cm@example.org", &brand, UserRole::Cm).await;
    let browser = world.signed_in("cm@example.org").await;
    assert_eq!(browser.get("/").await.status, 200);
    users::set_password(&world.store, user, "другой-пароль-2026".to_owned()).await.unwrap();
    assert_eq!(browser.get("/").await.leads_to(), "/sign-in");
    let browser = world.signed_in("cm@example.org").await;
    let mut session = world.store.write().await.unwrap();
    users::set_disabled(&mut session, user, Some(Instant::from_seconds(1))).await.unwrap();
    session.commit().await.unwrap();
    assert_eq!(browser.get("/").await.leads_to(), "/sign-in");
    assert_eq!(enter(&world.browser(), "cm@example.org", "другой-пароль-2026").await.status, 422);
}

#[tokio::test]
async fn forms_of_other_sites_change_nothing() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    for site in ["cross-site", "same-site", "none"] {
        let answer = owner.clone().with("sec-fetch-site", site).post("/sign-out", &[]).await;
        assert_eq!(answer.status, 403, "{site}");
    }
    let old = owner.clone().with("origin", "http://evil.test");
    assert_eq!(old.ask("POST", "/sign-out", Some(String::new())).await.status, 403);
    assert_eq!(owner.ask("POST", "/sign-out", Some(String::new())).await.status, 403);
    assert_eq!(owner.get("/").await.status, 200, "still signed in");
    let own = owner.clone().with("origin", "http://here.test");
    assert_eq!(own.ask("POST", "/sign-out", Some(String::new())).await.status, 303);
}

#[tokio::test]
async fn roles_hold_from_the_next_request_on() {
    let (world, brand) = World::with_brand().await;
    let user = world.user("cm@example.org", &brand, UserRole::Cm).await;
    let browser = world.signed_in("cm@example.org").await;
    let path = "/steps/00000000-0000-0000-0000-000000000000/done";
    assert_eq!(browser.post(path, &[]).await.status, 404);
    let mut session = world.store.write().await.unwrap();
    users::set_roles(&mut session, brand.id, user, &[UserRole::Director]).await.unwrap();
    session.commit().await.unwrap();
    assert_eq!(browser.post(path, &[]).await.status, 403);
}

#[tokio::test]
async fn another_brand_is_not_there_for_whoever_has_no_role_in_it() {
    let (world, _) = World::with_brand().await;
    let other = world.brand("Василёк").await;
    world.user("other@example.org", &other, UserRole::Owner).await;
    let owner = world.signed_in("owner@example.org").await;
    let path = format!("/me/brand/{}", other.id);
    assert_eq!(owner.post(&path, &[]).await.status, 404);
    assert!(!owner.get("/").await.text.contains("Василёк"));
}

#[tokio::test]
async fn language_and_theme_are_the_users_own() {
    let (world, _) = World::with_brand().await;
    let owner = world.signed_in("owner@example.org").await;
    assert!(owner.get("/").await.text.contains("<html lang=\"ru\">"));
    owner.post("/me", &[("lang", "en"), ("theme", "dark"), ("shortcuts", "off")]).await;
    let page = owner.get("/").await.text;
    assert!(
        page.contains("<html lang=\"en\" data-theme=\"dark\" data-shortcuts=\"off\">"),
        "{page}"
    );
    owner.post("/me", &[("theme", "system")]).await;
    assert!(owner.get("/").await.text.contains("<html lang=\"en\" data-shortcuts=\"off\">"));
}
