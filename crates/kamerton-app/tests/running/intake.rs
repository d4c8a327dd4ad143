//! Intake of live events: acknowledged when durable, folded once, nothing lost between the two.

use std::sync::Arc;
use std::time::Duration;

use kamerton_app::brand;
use kamerton_app::intake::{Accepted, Intake};
use kamerton_core::fact::{Account, DeletionFact, Fact, MessageFact, PlaceRef};
use kamerton_core::id::RawEventId;
use kamerton_core::time::{DAY, Instant, SECOND};
use kamerton_store::raw_events::{self, RawEventRow};
use kamerton_store::{Store, Target};

use crate::{counts, directory, new_brand, now, postgres};

/// Who hands in.
const SOURCE: &str = "api:test";

pub fn message(number: usize) -> Fact {
    Fact::Message(MessageFact {
        place: PlaceRef {
            kind: "telegram".to_owned(),
            remote_id: "5".to_owned(),
            title: "Чат".to_owned(),
            private: false,
        },
        key: format!("telegram:5:{number}"),
        author: Some(Account {
            kind: "telegram".to_owned(),
            remote_id: format!("user{}", number % 40),
            display_name: Some(format!("Человек {}", number % 40)),
            ..Account::default()
        }),
        sent_at: now().plus((number as i64) * SECOND - DAY),
        text: format!("спасибо, сообщение {number}"),
        reply_to: (number > 3).then(|| format!("telegram:5:{}", number - 3)),
        ..MessageFact::default()
    })
}

pub async fn intake(target: &Target) -> (Store, Intake) {
    let store = Store::create(target).await.unwrap();
    let brand = new_brand(&store, "Живой").await;
    (store.clone(), Intake::start(store, brand, now))
}

pub async fn hand_in(intake: &Intake, fact: Fact) -> kamerton_app::Result<Accepted> {
    intake.submit(SOURCE, &fact).await
}

const TASKS: usize = 64;
const EACH: usize = 12;

async fn check_many_writers(target: &Target) {
    let (store, intake) = intake(target).await;
    let intake = Arc::new(intake);
    let mut tasks = tokio::task::JoinSet::new();
    for task in 0..TASKS {
        let intake = Arc::clone(&intake);
        tasks.spawn(async move {
            let mut new = 0;
            for at in 0..EACH {
                // Every message comes from two tasks.
                let number = (task / 2) * EACH + at;
                let accepted = hand_in(&intake, message(number)).await.unwrap();
                new += usize::from(accepted == Accepted::New);
            }
            new
        });
    }
    let new: usize = tasks.join_all().await.into_iter().sum();
    let expected = TASKS * EACH / 2;
    assert_eq!(new, expected, "each is new exactly once");
    assert_eq!(counts(&store).await["raw_event"], expected as i64);
    intake.settle().await.unwrap();
    assert_eq!(counts(&store).await["message"], expected as i64);
    assert_eq!(hand_in(&intake, message(5)).await.unwrap(), Accepted::Duplicate);
    Arc::into_inner(intake).unwrap().shut_down().await;
    assert_eq!(counts(&store).await["message"], expected as i64);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_64_tasks_hand_in_is_stored_exactly_once() {
    let (_kept, target) = directory();
    check_many_writers(&target).await;
    if let Some(url) = postgres().await {
        check_many_writers(&Target::Postgres(url)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_event_does_not_fail_its_neighbours() {
    let (_kept, target) = directory();
    let mut targets = vec![target];
    targets.extend(postgres().await.map(Target::Postgres));
    for target in targets {
        let (store, intake) = intake(&target).await;
        let Fact::Message(fine) = message(1) else { unreachable!() };
        let early = MessageFact { sent_at: Instant::from_seconds(1), ..fine.clone() };
        // NUL is stored as U+FFFD: it is no bad event.
        let nul = MessageFact { key: "telegram:5:nul".to_owned(), text: "a\0b".to_owned(), ..fine };
        let mut all = vec![Fact::Message(early), Fact::Message(nul)];
        all.extend((10..60).map(message));
        let results =
            futures_util::future::join_all(all.iter().map(|fact| intake.submit(SOURCE, fact)))
                .await;
        let early = results[0].as_ref().unwrap_err().to_string();
        assert!(early.contains("before 1995"), "{early}");
        let stored = results.iter().filter(|result| result.is_ok()).count();
        assert_eq!(stored, 51);
        assert!(results[2..].iter().all(Result::is_ok), "{results:?}");
        intake.settle().await.unwrap();
        assert_eq!(counts(&store).await["message"], stored as i64);
        intake.shut_down().await;
        store.close().await;
    }
}

/// What lies in the log and cannot be read is kept with the reason and keeps nobody waiting.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_used_is_kept_with_the_reason() {
    let (_kept, target) = directory();
    let mut targets = vec![target];
    targets.extend(postgres().await.map(Target::Postgres));
    for target in targets {
        let store = Store::create(&target).await.unwrap();
        let brand = new_brand(&store, "Живой").await;
        let foreign = RawEventRow {
            id: RawEventId::at(now().plus(-DAY), b"foreign"),
            source: SOURCE.to_owned(),
            received_at: now(),
            body: "{\"fact\":\"dance\"}".to_owned(),
            status: raw_events::WAITING,
            problem: None,
        };
        let mut session = store.write().await.unwrap();
        raw_events::keep(&mut session, brand.id, &[foreign]).await.unwrap();
        session.commit().await.unwrap();
        let intake = Intake::start(store.clone(), brand.clone(), now);
        hand_in(&intake, message(1)).await.unwrap();
        intake.settle().await.unwrap();
        assert_eq!(counts(&store).await["message"], 1);
        let kept = raw_events::unusable(&mut store.read().await.unwrap(), brand.id, 9).await;
        let why = kept.unwrap()[0].problem.clone().unwrap();
        assert!(why.contains("dance"), "{why}");
        intake.shut_down().await;
        store.close().await;
    }
}

/// A program that was killed after the acknowledgement folds what it had acknowledged when it
/// starts again, once.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_folded_by_the_next_start() {
    let (_kept, target) = directory();
    let (store, intake) = intake(&target).await;
    for number in 0..20 {
        hand_in(&intake, message(number)).await.unwrap();
    }
    store.close().await;
    intake.shut_down().await;
    let store = Store::open(&target).await.unwrap();
    let brand = brand::find(&store, None).await.unwrap();
    let intake = Intake::start(store.clone(), brand, now);
    intake.settle().await.unwrap();
    assert_eq!(counts(&store).await["message"], 20);
    assert_eq!(hand_in(&intake, message(7)).await.unwrap(), Accepted::Duplicate);
    intake.shut_down().await;
}

/// After thirty days what was folded is forgotten as it came; what was made of it stays.
#[tokio::test(flavor = "multi_thread")]
async fn events_are_forgotten_as_they_came_after_a_while() {
    fn later() -> Instant {
        now().plus(40 * DAY)
    }
    let (_kept, target) = directory();
    let (store, intake) = intake(&target).await;
    hand_in(&intake, message(1)).await.unwrap();
    intake.settle().await.unwrap();
    intake.shut_down().await;
    let brand = brand::find(&store, None).await.unwrap();
    let intake = Intake::start(store.clone(), brand, later);
    for _ in 0..400 {
        if counts(&store).await["raw_event"] == 0 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert_eq!(counts(&store).await["raw_event"], 0);
    assert_eq!(counts(&store).await["message"], 1);
    intake.shut_down().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_acknowledged_that_was_not_committed() {
    let (_kept, target) = directory();
    let (store, intake) = intake(&target).await;
    assert_eq!(hand_in(&intake, message(1)).await.unwrap(), Accepted::New);
    store.close().await;
    let results =
        futures_util::future::join_all((2..40).map(|at| hand_in(&intake, message(at)))).await;
    assert!(results.iter().all(Result::is_err), "{results:?}");
    intake.shut_down().await;
    let store = Store::open(&target).await.unwrap();
    assert_eq!(counts(&store).await["raw_event"], 1);
}

/// Another task holds the only write transaction: the event cannot be committed, so it is not
/// acknowledged; when the writer is free again it is.
#[tokio::test(flavor = "multi_thread")]
async fn an_acknowledgement_waits_for_the_commit() {
    let (_kept, target) = directory();
    let (store, intake) = intake(&target).await;
    let held = store.write().await.unwrap();
    let mut waiting = Box::pin(hand_in(&intake, message(1)));
    for _ in 0..200 {
        tokio::select! {
            biased;
            early = &mut waiting => panic!("acknowledged before the commit: {early:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    assert_eq!(counts(&store).await["raw_event"], 0);
    drop(held);
    assert_eq!(waiting.await.unwrap(), Accepted::New);
    assert_eq!(counts(&store).await["raw_event"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn shutting_down_stores_what_waits() {
    let (_kept, target) = directory();
    let (store, intake) = intake(&target).await;
    let intake = Arc::new(intake);
    let held = store.write().await.unwrap();
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..30 {
        let intake = Arc::clone(&intake);
        tasks.spawn(async move {
            let accepted = hand_in(&intake, message(number)).await;
            drop(intake);
            accepted
        });
    }
    for _ in 0..200 {
        tokio::task::yield_now().await;
    }
    drop(held);
    let all = tasks.join_all().await;
    assert!(all.iter().all(|result| matches!(result, Ok(Accepted::New))), "{all:?}");
    Arc::into_inner(intake).unwrap().shut_down().await;
    assert_eq!(counts(&store).await["raw_event"], 30);
}

/// Edits and deletions are no repetitions, also in a batch that holds repetitions.
#[tokio::test(flavor = "multi_thread")]
async fn an_intake_that_nobody_holds_ends_its_work() {
    let (_folder, target) = directory();
    let (_store, intake) = intake(&target).await;
    hand_in(&intake, message(1)).await.unwrap();
    intake.settle().await.unwrap();
    let mut folded = intake.folded();
    folded.borrow_and_update();
    // As at a test that fails, or a program that is broken off: without having been shut down.
    drop(intake);
    let ended = tokio::time::timeout(Duration::from_secs(30), folded.changed()).await;
    ended.expect("it goes on folding for nobody").unwrap_err();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_among_repetitions_is_new() {
    let (_kept, target) = directory();
    let (store, intake) = intake(&target).await;
    for number in 0..10 {
        hand_in(&intake, message(number)).await.unwrap();
    }
    let Fact::Message(first) = message(3) else { unreachable!() };
    let edited =
        MessageFact { text: "иначе".to_owned(), edited_at: Some(now()), ..first.clone() };
    let gone = DeletionFact { kind: "telegram".to_owned(), message: first.key, at: now() };
    let held = store.write().await.unwrap();
    let facts = [message(2), Fact::Message(edited), message(11), Fact::Deletion(gone), message(11)];
    let waiting =
        futures_util::future::join_all(facts.iter().map(|fact| intake.submit(SOURCE, fact)));
    let release = async {
        for _ in 0..200 {
            tokio::task::yield_now().await;
        }
        drop(held);
    };
    let (results, ()) = tokio::join!(waiting, release);
    let results: Vec<Accepted> = results.into_iter().map(Result::unwrap).collect();
    use Accepted::{Duplicate, New};
    assert_eq!(results, [Duplicate, New, New, New, Duplicate]);
    intake.settle().await.unwrap();
    intake.shut_down().await;
    assert_eq!(counts(&store).await["message_version"], 1);
}
