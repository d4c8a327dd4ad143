//! Pages of people are read by their recorded consent only, and no longer than it holds.

use std::time::Duration;

use kamerton_app::people::consents::{self, Given, Posts};
use kamerton_app::{AppError, Refusal, places};
use kamerton_core::fact::MessageFact;
use kamerton_core::id::{ConsentId, PersonId};
use kamerton_core::time::{Instant, MINUTE};
use kamerton_store::identities;

use crate::script::{CONNECTORS, Platform, WORD};
use crate::world::{World, by, message, now, said, targets, until};

async fn person(world: &World, account: &str) -> PersonId {
    let mut session = world.store.read().await.unwrap();
    let ids = [account.to_owned()];
    let rows = identities::by_remote(&mut session, world.brand.id, WORD, ids).await.unwrap();
    rows[0].person.unwrap()
}

async fn give(world: &World, account: &str, since: Instant) -> Result<ConsentId, AppError> {
    let given = Given {
        manner: "paper".to_owned(),
        words: "Читайте мою страницу".to_owned(),
        given_at: Some(since),
        ..Given::default()
    };
    let who = person(world, account).await.to_string();
    let by = (&by(), now());
    consents::give(&world.store, &world.brand, CONNECTORS, &who, &given, by).await
}

async fn withdraw(world: &World, account: &str, id: ConsentId, posts: Posts) {
    let who = (person(world, account).await, id);
    let (how, by) = (("хватит", posts), (&by(), now()));
    let intake = world.intakes.of(&world.brand);
    consents::withdraw(&world.store, &world.brand, &intake, who, how, by).await.unwrap();
}

/// A post on somebody's own page, so many minutes ago.
fn post(who: &str, number: usize, ago: i64) -> String {
    said(&message(&format!("page-{who}"), number, who, ago))
}

async fn texts(world: &World) -> Vec<String> {
    let sql = "SELECT remote_key FROM message WHERE workspace_id = $1 AND deleted_at IS NULL \
               ORDER BY remote_key";
    let mut session = world.store.read().await.unwrap();
    let rows = session.all(sql, kamerton_store::values![world.brand.id]).await.unwrap();
    rows.iter().map(|row| row.text(0).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_followed_without_a_consent() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        for who in ["u1", "u2"] {
            platform.lock().pages.insert(who.to_owned(), vec![post(who, 1, 1)]);
        }
        platform.lock().updates =
            vec![said(&message("a", 1, "u1", 9)), said(&message("a", 2, "u2", 9))];
        world.connect(&settings).await;
        let working = world.work();
        until("they are known", async || world.count("message").await == 2).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert!(platform.lock().followed.is_empty(), "nobody agreed");
        let since = now().plus(-5 * MINUTE);
        give(&world, "u1", since).await.unwrap();
        until("the page was read", async || world.count("message").await == 3).await;
        tokio::time::sleep(Duration::from_millis(400)).await;
        working.end().await;
        let followed = platform.lock().followed.clone();
        assert!(followed.iter().all(|who| who == "u1"), "{followed:?}");
        assert!(followed.len() < 12, "politely: {}", followed.len());
        // Whoever agreed once is not asked a second time.
        let again = give(&world, "u1", since).await;
        assert!(matches!(again, Err(AppError::Refused(Refusal::CannotFollow { .. }))), "{again:?}");
        let ahead = give(&world, "u2", now().plus(MINUTE)).await;
        assert!(matches!(ahead, Err(AppError::Refused(Refusal::ConsentAhead))), "{ahead:?}");
        // The page is no place of ours.
        let mut session = world.store.read().await.unwrap();
        let listed = places::list::list(&mut session, &world.brand, now()).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["Чат a"]);
        drop(session);
        world.expect_right().await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_they_write_themselves_after_they_agreed_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (platform, settings) = Platform::new();
    let foreign = MessageFact { ..message("page-u1", 3, "u2", 1) };
    platform.lock().pages.insert(
        "u1".to_owned(),
        vec![post("u1", 1, 60), post("u1", 2, 2), said(&foreign), post("u1", 4, 1)],
    );
    platform.lock().updates = vec![said(&message("a", 1, "u1", 9))];
    world.connect(&settings).await;
    let working = world.work();
    until("they are known", async || world.count("message").await == 1).await;
    give(&world, "u1", now().plus(-5 * MINUTE)).await.unwrap();
    until("the page was read", async || world.count("message").await == 3).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    working.end().await;
    let wanted = ["script:a:1", "script:page-u1:2", "script:page-u1:4"];
    assert_eq!(texts(&world).await, wanted);
    assert_eq!(world.count("raw_event").await, 3, "the others were not even kept raw");
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_consent_stops_at_once_and_what_was_read_stays_or_goes() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        platform.lock().pages.insert("u1".to_owned(), vec![post("u1", 1, 2)]);
        platform.lock().updates = vec![said(&message("a", 1, "u1", 9))];
        world.connect(&settings).await;
        let working = world.work();
        until("they are known", async || world.count("message").await == 1).await;
        let since = now().plus(-5 * MINUTE);
        let first = give(&world, "u1", since).await.unwrap();
        until("the page was read", async || world.count("message").await == 2).await;
        // Withdrawn while the platform is being asked: what comes is not kept.
        platform.lock().page_hangs = true;
        let asked = platform.lock().followed.len();
        until("it is asked", async || platform.lock().followed.len() > asked).await;
        platform.lock().pages.get_mut("u1").unwrap().push(post("u1", 2, 1));
        withdraw(&world, "u1", first, Posts::Kept).await;
        platform.lock().page_hangs = false;
        tokio::time::sleep(Duration::from_millis(300)).await;
        let asked = platform.lock().followed.len();
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(platform.lock().followed.len(), asked, "nobody asks any more");
        assert_eq!(texts(&world).await, ["script:a:1", "script:page-u1:1"], "what was read stays");

        // Taken back, it goes on; withdrawn with what was read, that goes.
        let (who, by) = (person(&world, "u1").await, by());
        let by = (&by, now());
        consents::restore(&world.store, &world.brand, (who, first), by).await.unwrap();
        until("it goes on", async || world.count("message").await == 3).await;
        withdraw(&world, "u1", first, Posts::Deleted).await;
        world.settle().await;
        until("it went", async || texts(&world).await == ["script:a:1"]).await;
        let again = consents::restore(&world.store, &world.brand, (who, first), by).await;
        assert!(matches!(again, Err(AppError::Refused(Refusal::NoConsent))), "{again:?}");
        let mut session = world.store.read().await.unwrap();
        let known = consents::of_person(&mut session, &world.brand, CONNECTORS, who).await.unwrap();
        assert_eq!(known.given.len(), 1);
        assert_eq!(known.given[0].0.posts.as_deref(), Some("deleted"));
        assert_eq!(known.possible.len(), 1, "they may agree anew");
        drop(session);
        working.end().await;
        world.expect_right().await;
        world.close().await;
    }
}
