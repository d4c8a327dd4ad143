//! The first steps on an empty installation.

use crate::harness::{FIRST_KEY, PASSWORD, World};

#[tokio::test]
async fn an_empty_installation_leads_to_a_brand() {
    let world = World::empty().await;
    let mut browser = world.browser();
    assert_eq!(browser.get("/").await.leads_to(), "/welcome");
    let form = |key| {
        [("key", key), ("name", "Аня"), ("email", "anya@example.org"), ("password", PASSWORD)]
    };
    let wrong = browser.post("/welcome", &form("guessed")).await;
    assert_eq!(wrong.status, 422);
    assert!(wrong.text.contains("Код не подошёл"));
    assert!(!wrong.text.contains(PASSWORD), "a password is never sent back");
    let made = browser.post("/welcome", &form(FIRST_KEY)).await;
    assert_eq!(made.leads_to(), "/welcome/brand");
    browser.cookie = made.cookie();
    assert_eq!(browser.get("/").await.leads_to(), "/welcome/brand");
    let nameless = browser.post("/welcome/brand", &[("name", " "), ("zone", "Mars")]).await;
    assert_eq!(nameless.status, 422);
    assert!(nameless.text.contains("Такого часового пояса нет"));
    let brand = [("name", "Втулка"), ("zone", "Europe/Samara"), ("lang", "ru"), ("address", "ty")];
    assert_eq!(browser.post("/welcome/brand", &brand).await.leads_to(), "/");
    let page = browser.get("/").await;
    assert!(page.text.contains("Пока тихо") && page.text.contains("Втулка"), "{}", page.text);
    for path in ["/welcome", "/welcome/brand"] {
        assert_eq!(browser.get(path).await.leads_to(), "/", "the door is shut");
    }
}

#[tokio::test]
async fn what_is_told_of_the_brand_at_first_stands_in_its_settings() {
    let world = World::empty().await;
    let mut browser = world.browser();
    let user =
        [("key", FIRST_KEY), ("name", "Аня"), ("email", "a@b.example"), ("password", PASSWORD)];
    browser.cookie = browser.post("/welcome", &user).await.cookie();
    let brand = [
        ("name", "Втулка"),
        ("zone", "Europe/Samara"),
        ("lang", "ru"),
        ("address", "ty"),
        ("audience", " Те, кто чинит велосипеды сам. "),
        ("terms", "втулка, Vtulka"),
        ("products", "смазка, цепь"),
    ];
    assert_eq!(browser.post("/welcome/brand", &brand).await.leads_to(), "/");
    let settings = browser.get("/settings").await.text;
    for told in [
        "name=\"name\" value=\"Втулка\"",
        "name=\"zone\" list=\"zones\" value=\"Europe/Samara\"",
        "name=\"lang\" value=\"ru\" checked",
        "name=\"terms\" value=\"втулка, Vtulka\"",
        ">смазка, цепь</textarea>",
    ] {
        assert!(settings.contains(told), "{told}: {settings}");
    }
    let voice = browser.get("/settings/voice").await.text;
    for told in
        [">Те, кто чинит велосипеды сам.</textarea>", "name=\"address\" value=\"ty\" checked"]
    {
        assert!(voice.contains(told), "{told}: {voice}");
    }
    assert!(!voice.contains("name=\"address\" value=\"vy\" checked"), "{voice}");
}

#[tokio::test]
async fn the_key_of_the_terminal_need_not_be_typed() {
    let world = World::empty().await;
    let page = world.browser().get(&format!("/welcome?key={FIRST_KEY}")).await;
    assert!(page.text.contains("type=\"hidden\" name=\"key\""), "{}", page.text);
    assert!(world.browser().get("/welcome").await.text.contains("id=\"key\""));
}

#[tokio::test]
async fn the_first_administrator_is_the_only_one() {
    let (world, _) = World::with_brand().await;
    let form = [("key", FIRST_KEY), ("email", "b@example.org"), ("password", PASSWORD)];
    assert_eq!(world.browser().post("/welcome", &form).await.leads_to(), "/");
    assert_eq!(world.browser().get("/welcome").await.leads_to(), "/");
}
