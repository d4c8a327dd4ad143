//! What a platform sends: verified, kept, acknowledged, folded.

use kamerton_app::AppError;
use kamerton_app::Refusal;
use kamerton_app::channels::{ChannelRefusal, Filled, NotReceived, State};
use kamerton_app::live::{Refused, Reply, Settings};
use kamerton_core::fact::Fact;
use kamerton_core::id::ConnectionId;
use kamerton_core::time::DAY;
use kamerton_store::connections;

use crate::script::{Platform, WORD, payload};
use crate::world::{World, by, message, now, said, targets};

#[tokio::test(flavor = "multi_thread")]
async fn what_the_platform_sends_is_kept_once_and_folded() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (_, settings) = Platform::new();
        let id = world.connect(&settings).await;
        let secret = world.hook_secret(id).await;
        let health = world.channels.show(&world.brand, id).await.unwrap().health;
        assert_eq!(health.state, State::Waiting);
        let bodies: Vec<String> = (1..=9).map(|n| said(&message("a", n, "u1", 5))).collect();
        for body in bodies.iter().chain(&bodies) {
            let reply = world.call(id, &secret, body).await.unwrap();
            assert_eq!(reply, Reply::Text("ok".to_owned()));
        }
        assert_eq!(world.count("raw_event").await, 9);
        world.settle().await;
        assert_eq!(world.count("message").await, 9);
        let shown = world.channels.show(&world.brand, id).await.unwrap();
        assert_eq!(shown.health.state, State::Connected);
        assert_eq!((shown.health.waiting, shown.health.not_understood), (0, 0));
        let places: Vec<&str> = shown.places.iter().map(|p| p.remote_id.as_str()).collect();
        assert_eq!(places, ["a"], "a place is known as soon as something is said there");
        world.expect_right().await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_not_theirs_nothing_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (_, settings) = Platform::new();
    let id = world.connect(&settings).await;
    let secret = world.hook_secret(id).await;
    let body = said(&message("a", 1, "u1", 5));
    for wrong in ["", " ", "x", &secret[1..]] {
        let refused = world.call(id, wrong, &body).await.unwrap_err();
        assert!(matches!(refused, NotReceived::Refused(Refused::NotTheirs)), "{refused:?}");
    }
    // Of another connection.
    let (_, settings) = Platform::new();
    let other = world.connect(&settings).await;
    let refused = world.call(other, &secret, &body).await.unwrap_err();
    assert!(matches!(refused, NotReceived::Refused(Refused::NotTheirs)), "{refused:?}");
    let nobody = world.call(ConnectionId::NIL, &secret, &body).await.unwrap_err();
    assert!(matches!(nobody, NotReceived::Nobody), "{nobody:?}");
    world.channels.enable(&world.brand, id, false, &by()).await.unwrap();
    let off = world.call(id, &secret, &body).await.unwrap_err();
    assert!(matches!(off, NotReceived::Nobody), "{off:?}");
    assert_eq!(world.count("raw_event").await, 0);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_acknowledged_when_it_is_on_the_disk() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (_, settings) = Platform::new();
    let id = world.connect(&settings).await;
    let secret = world.hook_secret(id).await;
    let body = said(&message("a", 1, "u1", 5));
    let held = world.store.write().await.unwrap();
    let mut waiting = Box::pin(world.call(id, &secret, &body));
    for _ in 0..200 {
        tokio::select! {
            biased;
            early = &mut waiting => panic!("acknowledged before the commit: {early:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    assert_eq!(world.count("raw_event").await, 0);
    drop(held);
    waiting.await.unwrap();
    assert_eq!(world.count("raw_event").await, 1);
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_understood_is_kept_and_read_again_later() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (_, settings) = Platform::new();
        let id = world.connect(&settings).await;
        let secret = world.hook_secret(id).await;
        let fact = Fact::Message(message("a", 1, "u1", 5));
        let new = serde_json::json!({ "new": true, "facts": [fact] }).to_string();
        let broken = serde_json::json!({ "break": true }).to_string();
        let mut early = message("a", 3, "u1", 5);
        early.sent_at = early.sent_at.plus(-60 * 366 * DAY);
        let half = payload(&[Fact::Message(early), Fact::Message(message("a", 4, "u2", 4))]);
        for body in [&new, &broken, "no json", &said(&message("a", 2, "u1", 4)), &half] {
            world.call(id, &secret, body).await.unwrap();
        }
        world.settle().await;
        let health = world.channels.show(&world.brand, id).await.unwrap().health;
        assert_eq!((health.waiting, health.not_understood), (0, 4));
        assert_eq!(world.count("message").await, 2, "what can be used of a payload is");
        // A later version understands more.
        let mut session = world.store.write().await.unwrap();
        let about = "{\"more\":{\"learnt\":\"yes\"}}";
        connections::set_about(&mut session, world.brand.id, id, about).await.unwrap();
        session.commit().await.unwrap();
        assert_eq!(world.channels.read_again(&world.brand, id).await.unwrap(), 4);
        world.settle().await;
        let health = world.channels.show(&world.brand, id).await.unwrap().health;
        assert_eq!((health.waiting, health.not_understood), (0, 3));
        assert_eq!(world.count("message").await, 3);
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_kept_sealed_and_never_given_back() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (platform, settings) = Platform::new();
    let id = world.connect(&settings).await;
    let row = world.row(id).await;
    let everything = format!("{row:?}");
    assert!(!everything.contains("right") && !row.sealed_settings.is_empty());
    let shown = world.channels.show(&world.brand, id).await.unwrap();
    assert!(!format!("{shown:?}").contains("right"));
    let field = |name: &str| shown.fields.iter().find(|f| f.field.name == name).unwrap().clone();
    assert!(field("token").is_set && field("token").value.is_empty());
    assert!(field("hook-secret").is_set, "it was made");
    assert_eq!(field("platform").value, settings.get("platform"));
    let made = world.hook_secret(id).await;
    assert_eq!(made.len(), 32);
    // An empty secret stays; a wrong field changes nothing.
    let mut changed = Settings::default();
    changed.set("platform", settings.get("platform"));
    let filled = Filled { name: String::new(), settings: changed.clone() };
    world.channels.change(&world.brand, id, &filled, &by()).await.unwrap();
    assert_eq!(world.hook_secret(id).await, made);
    let report = world.channels.check(&world.brand, id).await.unwrap().unwrap();
    assert!(report.is_usable());
    changed.set("pause", "99");
    let filled = Filled { name: String::new(), settings: changed };
    let refused = world.channels.change(&world.brand, id, &filled, &by()).await.unwrap_err();
    let why = ChannelRefusal::WrongField { field: "pause".to_owned() };
    assert!(matches!(refused, AppError::Refused(Refusal::Channel(found)) if found == why));
    let empty = Filled::default();
    let refused = world.channels.create(&world.brand, WORD, &empty, &by()).await.unwrap_err();
    let why = ChannelRefusal::EmptyField { field: "platform".to_owned() };
    assert!(matches!(refused, AppError::Refused(Refusal::Channel(found)) if found == why));
    // Trying out stores nothing, and takes the known secret along.
    platform.lock().token = "other".to_owned();
    let filled = Filled { name: String::new(), settings };
    let known = Some((&world.brand, id));
    let report = world.channels.try_out(WORD, &filled, known).await.unwrap().unwrap();
    assert!(!report.is_usable());
    world.channels.remove(&world.brand, id, &by()).await.unwrap();
    assert!(world.channels.list(&world.brand).await.unwrap().is_empty());
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_stays_when_the_channel_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (_, settings) = Platform::new();
    let id = world.connect(&settings).await;
    let secret = world.hook_secret(id).await;
    world.call(id, &secret, &said(&message("a", 1, "u1", 5))).await.unwrap();
    world.settle().await;
    world.channels.remove(&world.brand, id, &by()).await.unwrap();
    assert_eq!(world.count("message").await, 1);
    assert_eq!(world.count("connection").await, 0);
    world.close().await;
}

/// A measurement: `cargo test --release -p kamerton-app --test channels -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement"]
async fn so_many_signed_calls_a_second() {
    const TASKS: usize = 128;
    const EACH: usize = 200;
    let folder = tempfile::tempdir().unwrap();
    let world = std::sync::Arc::new(World::on(&targets(&folder).await[0]).await);
    let (_, settings) = Platform::new();
    let id = world.connect(&settings).await;
    let secret = world.hook_secret(id).await;
    let begun = std::time::Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let (world, secret) = (std::sync::Arc::clone(&world), secret.clone());
        tasks.spawn(async move {
            for at in 0..EACH {
                let body = said(&message("a", task * EACH + at, "u1", 5));
                world.call(id, &secret, &body).await.unwrap();
            }
        });
    }
    tasks.join_all().await;
    let rate = (TASKS * EACH) as f64 / begun.elapsed().as_secs_f64();
    println!("{rate:.0} signed calls a second, at {}", now().rfc3339());
}
