//! Who may be one person: on their page, on the page of a person and by the API; who was said to be two, and
//! that taken back.

use std::collections::BTreeSet;
use std::time::Duration;

use kamerton_app::Brand;
use kamerton_app::people::suggestions;
use kamerton_core::access::UserRole;
use kamerton_core::fact::{Account, Fact, MessageFact, PlaceRef};
use kamerton_core::time::{Instant, MINUTE};
use kamerton_store::{audit_log, identities};
use serde_json::{Value, json};

use crate::harness::{Answer, Browser, Kind, World, clock, kinds};
use crate::programs::{ask, call, token};

const PATH: &str = "/people/suggestions";
const API: &str = "/api/v1/people/suggestions";

/// One rare name in two scripts, and two who have nothing to do with them.
const PEOPLE: [(&str, &str, &str); 4] = [
    ("telegram", "1", "Зульфия Мухаметзянова"),
    ("vk", "2", "Zulfiya Mukhametzyanova"),
    ("telegram", "3", "Пётр Сидоров"),
    ("vk", "4", "Olga Smirnova"),
];

/// A brand where these people wrote once each; the ids of the first two.
async fn written(kind: Kind) -> (World, Brand, [String; 2]) {
    let (world, brand) = World::with_brand_on(kind).await;
    let intake = world.app.intake(&brand);
    for (platform, id, name) in PEOPLE {
        let fact = Fact::Message(MessageFact {
            place: PlaceRef {
                kind: platform.to_owned(),
                remote_id: "1".to_owned(),
                title: "Клуб".to_owned(),
                private: false,
            },
            key: format!("{platform}:1:{id}"),
            author: Some(Account {
                kind: platform.to_owned(),
                remote_id: id.to_owned(),
                display_name: Some(name.to_owned()),
                ..Account::default()
            }),
            sent_at: clock().plus(-MINUTE),
            text: "Советую всем, берите!".to_owned(),
            ..MessageFact::default()
        });
        intake.submit("test", &fact).await.unwrap();
    }
    intake.settle().await.unwrap();
    let mut session = world.store.read().await.unwrap();
    let mut ids = Vec::new();
    for (platform, id, _) in &PEOPLE[..2] {
        let rows = identities::by_remote(&mut session, brand.id, platform, [(*id).to_owned()]);
        ids.push(rows.await.unwrap().pop().unwrap().person.unwrap().to_string());
    }
    drop(session);
    (world, brand, ids.try_into().unwrap())
}

/// Looks at all accounts that wait.
async fn look(world: &World, brand: &Brand) {
    while suggestions::work(&world.store, brand, clock()).await.unwrap() > 0 {}
}

/// Whether a page offers to merge these two, whoever of them is left.
fn offers(page: &str, [one, other]: &[String; 2]) -> bool {
    let link = |one: &str, other: &str| page.contains(&format!("/people/{one}/join/{other}"));
    link(one, other) || link(other, one)
}

async fn page(browser: &Browser<'_>, path: &str) -> String {
    let answer = browser.get(path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    answer.text
}

fn body(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200, "{}", answer.text);
    serde_json::from_str(&answer.text).unwrap()
}

/// What was written down of it. The clock of tests stands, and what is done twice at one instant is one deed.
async fn deeds(world: &World, brand: &Brand) -> BTreeSet<String> {
    let mut session = world.store.read().await.unwrap();
    let late = Instant::from_micros(i64::MAX);
    let rows = audit_log::latest(&mut session, brand.id, late, 50).await.unwrap();
    let words = rows.into_iter().map(|row| row.what);
    words.filter(|what| ["person.never", "person.maybe"].contains(&what.as_str())).collect()
}

fn both_deeds() -> BTreeSet<String> {
    ["person.maybe", "person.never"].map(str::to_owned).into()
}

#[tokio::test(flavor = "multi_thread")]
async fn two_accounts_of_one_name_are_shown_refused_and_shown_again() {
    for kind in kinds() {
        let (world, brand, both) = written(kind).await;
        let owner = world.signed_in("owner@example.org").await;
        let early = page(&owner, PATH).await;
        assert!(early.contains("Похожих людей не нашлось"), "{early}");
        assert!(early.contains("Ещё не просмотрены 4 аккаунта"), "{early}");
        look(&world, &brand).await;

        let found = page(&owner, PATH).await;
        assert!(offers(&found, &both), "{found}");
        assert!(found.contains("1 пара похожих людей") && !found.contains("Ещё не"), "{found}");
        for told in [PEOPLE[0].2, PEOPLE[1].2, "Telegram", "ВКонтакте", "1 сообщение, "]
        {
            assert!(found.contains(told), "{told}: {found}");
        }
        assert!(found.contains("Фамилия та же") && found.contains(" %</h3>"), "{found}");
        let counts = page(&owner, "/people/counts").await;
        let count = "<span class=\"count\" id=\"suggested\" hx-swap-oob=\"true\">1</span>";
        assert!(counts.contains(count), "{counts}");
        assert!(page(&owner, "/people").await.contains("href=\"/people/suggestions\""));
        let link = found.split("href=\"").find(|rest| rest.contains("/join/")).unwrap();
        page(&owner, link.split('"').next().unwrap()).await;

        let form = [("one", both[0].as_str()), ("other", both[1].as_str())];
        let refused = owner.post(&format!("{PATH}/never"), &form).await;
        let after = page(&owner, refused.leads_to()).await;
        assert!(!offers(&after, &both) && after.contains("это разные люди"), "{after}");
        assert!(after.contains("<h2>Разные люди</h2>") && after.contains("Имя owner"), "{after}");
        owner.post(&format!("{PATH}/never"), &form).await.leads_to();
        look(&world, &brand).await;
        let later = page(&owner, PATH).await;
        assert!(!offers(&later, &both), "it is remembered: {later}");

        // The way back stands in the message of what was done, and beside the two.
        let undo = format!("{PATH}/maybe?one={}&#38;other={}", both[0], both[1]);
        assert!(after.contains(&undo), "{undo}: {after}");
        let again = owner.post(&undo.replace("&#38;", "&"), &[]).await.leads_to().to_owned();
        look(&world, &brand).await;
        let again = page(&owner, &again).await;
        assert!(offers(&again, &both) && !again.contains("<h2>Разные люди</h2>"), "{again}");
        assert_eq!(deeds(&world, &brand).await, both_deeds());

        owner.post("/me", &[("lang", "en")]).await;
        let english = page(&owner, PATH).await;
        assert!(english.contains("Possibly one person") && english.contains("Same surname"));
        assert!(offers(&english, &both) && english.contains("Two different people"), "{english}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_person_names_who_may_be_the_same() {
    for kind in kinds() {
        let (world, brand, both) = written(kind).await;
        look(&world, &brand).await;
        let owner = world.signed_in("owner@example.org").await;
        let path = format!("/people/{}", both[1]);
        let shown = page(&owner, &path).await;
        assert!(shown.contains("Возможно, тот же человек") && offers(&shown, &both), "{shown}");
        assert!(shown.contains(&format!("href=\"/people/{}\"", both[0])), "{shown}");
        let form = [("one", &both[0]), ("other", &both[1]), ("from", &both[1])];
        let form = form.map(|(name, value)| (name, value.as_str()));
        let refused = owner.post(&format!("{PATH}/never"), &form).await.leads_to().to_owned();
        assert_eq!(refused, format!("{path}?did=never&undo={}", both[0]));
        let refused = page(&owner, &refused).await;
        assert!(!offers(&refused, &both) && refused.contains("это разные люди"), "{refused}");
        let undo = format!("{PATH}/maybe?one={}&other={}&from={}", both[1], both[0], both[1]);
        assert!(refused.contains(&undo.replace('&', "&#38;")), "{refused}");
        assert!(owner.post(&undo, &[]).await.leads_to().starts_with(&path));
        look(&world, &brand).await;
        assert!(offers(&page(&owner, &path).await, &both));

        // Who was merged is suggested no more.
        let join = [("with", both[0].as_str())];
        owner.post(&format!("{path}/join"), &join).await.leads_to();
        look(&world, &brand).await;
        assert!(!offers(&page(&owner, PATH).await, &both));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_merge_looks_and_says_nothing() {
    for kind in kinds() {
        let (world, brand, both) = written(kind).await;
        look(&world, &brand).await;
        world.user("director@example.org", &brand, UserRole::Director).await;
        let director = world.signed_in("director@example.org").await;
        let form = [("one", both[0].as_str()), ("other", both[1].as_str())];
        let shown = page(&director, PATH).await;
        assert!(shown.contains(PEOPLE[0].2) && !offers(&shown, &both), "{shown}");
        for what in ["never", "maybe"] {
            assert!(!shown.contains(&format!("{PATH}/{what}")), "{shown}");
            assert_eq!(director.post(&format!("{PATH}/{what}"), &form).await.status, 403);
        }
        let person = page(&director, &format!("/people/{}", both[0])).await;
        assert!(person.contains("Возможно, тот же человек") && !offers(&person, &both));
        assert!(deeds(&world, &brand).await.is_empty());
        let owner = world.signed_in("owner@example.org").await;
        assert!(offers(&page(&owner, PATH).await, &both));

        // What cannot be there is told, and nothing is written down.
        let nobody = brand.id.to_string();
        for (one, other) in [("", ""), ("x", "y"), (nobody.as_str(), both[0].as_str())] {
            let told =
                owner.post(&format!("{PATH}/never"), &[("one", one), ("other", other)]).await;
            assert!(told.status.is_client_error(), "{one}: {}", told.status);
        }
        let himself = [("one", both[0].as_str()), ("other", both[0].as_str())];
        let told = owner.post(&format!("{PATH}/never"), &himself).await;
        assert!(told.status.is_client_error(), "{}", told.text);
        assert!(owner.get(&format!("{PATH}?after=nonsense")).await.status.is_client_error());
        assert!(deeds(&world, &brand).await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_ask_and_say_the_same() {
    for kind in kinds() {
        let (world, brand, both) = written(kind).await;
        let read = token(&world, &brand, &["people:read"]).await;
        let write = token(&world, &brand, &["people:read", "people:write"]).await;
        let early = body(&ask(&world, API, &read).await);
        assert_eq!((&early["open"], &early["waiting"]), (&json!(0), &json!(4)), "{early}");
        look(&world, &brand).await;
        let found = body(&ask(&world, API, &read).await);
        assert_eq!((&found["open"], &found["waiting"]), (&json!(1), &json!(0)), "{found}");
        assert_eq!(found["next"], Value::Null);
        let pair = &found["suggestions"][0];
        let sides = ["one", "other"].map(|side| pair[side]["person"]["id"].as_str().unwrap());
        assert!(both.iter().all(|id| sides.contains(&id.as_str())), "{pair}");
        assert!(pair["probability"].as_f64().unwrap() > 0.5, "{pair}");
        let reasons = pair["reasons"].as_array().unwrap();
        let surname = reasons.iter().find(|reason| reason["what"] == "surname").unwrap();
        assert!(surname["bits"].as_f64().unwrap() > 0.0, "{surname}");
        assert!(surname["one"].is_string() && surname["how"].is_string(), "{surname}");

        let (never, maybe) = (format!("{API}/never"), format!("{API}/maybe"));
        let two = json!({"one": both[1], "other": both[0]}).to_string();
        assert_eq!(call(&world, &never, &read, &two).await.status, 403);
        let said = body(&call(&world, &never, &write, &two).await);
        assert_eq!(said["may_be_one"], false);
        body(&call(&world, &never, &write, &two).await);
        look(&world, &brand).await;
        assert_eq!(body(&ask(&world, API, &read).await)["suggestions"], json!([]));
        assert_eq!(body(&call(&world, &maybe, &write, &two).await)["may_be_one"], true);
        look(&world, &brand).await;
        assert_eq!(body(&ask(&world, API, &read).await)["open"], 1);
        assert_eq!(deeds(&world, &brand).await, both_deeds());

        for (one, other, status) in [
            (both[0].clone(), "x".to_owned(), 422),
            (both[0].clone(), both[0].clone(), 422),
            (both[0].clone(), brand.id.to_string(), 404),
        ] {
            let wrong = json!({"one": one, "other": other}).to_string();
            assert_eq!(call(&world, &never, &write, &wrong).await.status, status, "{wrong}");
        }
        assert_eq!(ask(&world, &format!("{API}?after=x"), &read).await.status, 422);
        assert_eq!(ask(&world, &format!("{API}?limit=0"), &read).await.status, 422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_program_looks_by_itself() {
    let (world, _, both) = written(Kind::Sqlite).await;
    world.app.begin().await.unwrap();
    let owner = world.signed_in("owner@example.org").await;
    let mut found = false;
    for _ in 0..300 {
        found = offers(&page(&owner, PATH).await, &both);
        if found {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    world.app.end();
    world.app.settle().await;
    assert!(found, "in half a minute nobody was found");
}
