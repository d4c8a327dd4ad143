//! Working with connections: asking, waiting, giving up, taking over.

use std::time::Duration;

use kamerton_app::CONNECTORS;
use kamerton_app::channels::{Filled, State};
use kamerton_app::live::{Found, Settings, Trouble};
use kamerton_core::time::{DAY, HOUR, MINUTE, SECOND};
use kamerton_store::{connection_cursors, connections, values};

use crate::script::Platform;
use crate::world::{World, by, message, now, place, said, targets, until};

async fn state(world: &World, id: kamerton_core::id::ConnectionId) -> State {
    world.channels.show(&world.brand, id).await.unwrap().health.state
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_asked_for_and_goes_on_where_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        platform.lock().updates = (1..=25).map(|n| said(&message("a", n, "u1", 9))).collect();
        let id = world.connect(&settings).await;
        let working = world.work();
        until("all has come", async || world.count("message").await == 25).await;
        working.end().await;
        assert_eq!(world.row(id).await.lease_by, "", "the lease was given back");
        let cursor = {
            let mut session = world.store.read().await.unwrap();
            connection_cursors::one(&mut session, world.brand.id, id, "poll", "").await.unwrap()
        };
        let cursor = cursor.unwrap();
        assert_eq!((cursor.position.as_str(), cursor.brought), ("25", 25));
        platform.lock().updates.push(said(&message("a", 26, "u1", 8)));
        let working = world.work();
        until("the next has come", async || world.count("message").await == 26).await;
        working.end().await;
        assert_eq!(world.count("raw_event").await, 26);
        assert_eq!(state(&world, id).await, State::Connected);
        world.expect_right().await;
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_never_ask_at_once_and_a_killed_one_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        let id = world.connect(&settings).await;
        let other = world.another(None);
        let (first, second) = (world.work(), other.work());
        until("it is asked", async || platform.lock().polls > 20).await;
        let fence = world.row(id).await.fence;
        let before = world.row(id).await.lease_by;
        // Both are killed; another one has to wait for the lease to run out.
        first.kill().await;
        second.kill().await;
        let polls = platform.lock().polls;
        let third = world.another(None);
        let begun = std::time::Instant::now();
        let working = third.work();
        until("it is asked again", async || platform.lock().polls > polls + 3).await;
        assert!(begun.elapsed() > Duration::from_millis(300), "the lease had not run out");
        let row = world.row(id).await;
        assert!(row.fence > fence && row.lease_by != before);
        // Whoever had it writes nothing any more.
        let mut session = world.store.write().await.unwrap();
        let held = connections::hold(&mut session, world.brand.id, id, fence).await.unwrap();
        assert!(!held);
        drop(session);
        working.end().await;
        assert_eq!(platform.lock().most_asking, 1);
        world.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_sign_in_stops_at_once_until_somebody_mends_it() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (platform, mut settings) = Platform::new();
    let id = world.connect(&settings).await;
    platform.lock().token = "another".to_owned();
    let working = world.work();
    until("it is noted", async || {
        matches!(state(&world, id).await, State::NeedsSignIn { why } if why.said == "revoked")
    })
    .await;
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(platform.lock().polls, 1, "no loop");
    platform.lock().updates.push(said(&message("a", 1, "u1", 9)));
    settings.set("token", "another");
    let filled = Filled { name: String::new(), settings };
    world.channels.change(&world.brand, id, &filled, &by()).await.unwrap();
    until("it goes on", async || world.count("message").await == 1).await;
    working.end().await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_waited_as_the_platform_says() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (platform, settings) = Platform::new();
    let id = world.connect(&settings).await;
    let after = Duration::from_millis(900);
    let limited = Trouble::Limited { after, bucket: String::new(), why: "slow".to_owned().into() };
    platform.lock().troubles.push_back(limited);
    let working = world.work();
    until("it is noted", async || matches!(state(&world, id).await, State::LimitedUntil { .. }))
        .await;
    let asked = platform.lock().polls;
    // A node that comes new keeps to it as well.
    working.end().await;
    let working = world.another(None).work();
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(platform.lock().polls, asked, "no call before its time");
    until("it is asked again", async || platform.lock().polls > asked).await;
    until("it is well", async || state(&world, id).await == State::Waiting).await;
    working.end().await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_hangs_or_is_broken_delays_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let (hanging, settings) = Platform::new();
    hanging.lock().hangs = true;
    world.connect(&settings).await;
    let (broken, settings) = Platform::new();
    let ill = world.connect(&settings).await;
    let passing = || Trouble::Passing("nobody answers".to_owned().into());
    broken.lock().troubles.extend((0..6).map(|_| passing()));
    let (well, settings) = Platform::new();
    well.lock().updates.push(said(&message("a", 1, "u1", 9)));
    world.connect(&settings).await;
    let working = world.work();
    until("the others work", async || world.count("message").await == 1).await;
    until("it is shown", async || {
        matches!(state(&world, ill).await, State::BrokenSince { why, .. } if why.said == "nobody answers")
    })
    .await;
    until("it recovers", async || state(&world, ill).await == State::Waiting).await;
    assert!(broken.lock().polls < 60, "with growing waits");
    working.end().await;
    world.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_past_is_read_piece_by_piece_and_gaps_are_closed() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        platform.lock().history = (1..=9).map(|n| said(&message("a", n, "u1", 99))).collect();
        platform.lock().places =
            vec![Found { place: place("b"), people: Some(7), writable: false }];
        let id = world.connect(&settings).await;
        let working = world.work();
        until("all has come", async || world.count("message").await == 9).await;
        let cursors = async || {
            let mut session = world.store.read().await.unwrap();
            connection_cursors::of_connection(&mut session, world.brand.id, id).await.unwrap()
        };
        until("it has ended", async || {
            cursors().await.iter().any(|c| c.what == "backfill" && c.ended_at.is_some())
        })
        .await;
        until("places are known", async || {
            let shown = world.channels.show(&world.brand, id).await.unwrap();
            shown.places.iter().any(|p| p.remote_id == "b" && p.people == Some(7) && !p.writable)
        })
        .await;
        assert!(platform.lock().reconciled.is_empty(), "there was no absence");
        working.end().await;
        // Two hours later, as it were.
        let mut session = world.store.write().await.unwrap();
        let earlier = now().plus(-2 * HOUR);
        for sql in [
            "UPDATE connection_cursor SET updated_at = $2 WHERE workspace_id = $1 AND what = 'alive'",
            "UPDATE connection SET polled_at = $2, heard_at = $2 WHERE workspace_id = $1",
        ] {
            session.execute(sql, values![world.brand.id, earlier]).await.unwrap();
        }
        session.commit().await.unwrap();
        platform.lock().missed = (20..=24).map(|n| said(&message("a", n, "u2", 60))).collect();
        let working = world.work();
        until("the gap is closed", async || world.count("message").await == 14).await;
        working.end().await;
        let since = platform.lock().reconciled[0];
        assert!((since.since(earlier) + MINUTE).abs() < SECOND, "a minute before the absence");
        let brought = cursors().await.into_iter().find(|c| c.what == "backfill").unwrap().brought;
        assert_eq!(brought, 9, "what was read once is not read again");
        world.expect_right().await;
        world.close().await;
    }
}

/// What a platform no longer has after an absence is said where the channel is shown: from when to when.
#[tokio::test(flavor = "multi_thread")]
async fn a_gap_that_nobody_can_close_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let first = World::on(&target).await;
        let world = World::by(first.store.clone(), first.brand.clone(), None, CONNECTORS);
        // Nobody answers there, which changes nothing of it.
        let fields = [("token", "1:x"), ("mode", "poll"), ("address", "http://127.0.0.1:1")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let filled = Filled { name: "Бот".to_owned(), settings: Settings::new(fields) };
        let id = world.channels.create(&world.brand, "telegram", &filled, &by()).await.unwrap();
        let shown = async || world.channels.show(&world.brand, id).await.unwrap();
        let is_alive = async || shown().await.cursors.iter().any(|c| c.what == "alive");
        for (days, missing) in [(0, None), (30, Some(29 * DAY))] {
            // So many days later, as it were.
            let mut session = world.store.write().await.unwrap();
            let sql = "UPDATE connection_cursor SET updated_at = $2 \
                 WHERE workspace_id = $1 AND what = 'alive'";
            let left = now().plus(-days * DAY);
            session.execute(sql, values![world.brand.id, left]).await.unwrap();
            session.commit().await.unwrap();
            let working = world.work();
            until("it works", is_alive).await;
            if let Some(missing) = missing {
                until("it is said", async || shown().await.gap(now()).is_some()).await;
                let (from, until) = shown().await.gap(now()).unwrap();
                assert_eq!(from, left);
                assert!((until.since(from) - missing).abs() < MINUTE, "{from:?} {until:?}");
                assert_eq!(shown().await.gap(now().plus(31 * DAY)), None, "not for ever");
            } else {
                assert_eq!(shown().await.gap(now()), None);
            }
            working.end().await;
        }
        world.close().await;
        first.intakes.settle().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_platform_can_call_it_is_told_so_again_and_again() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::on(&targets(&folder).await[0]).await;
    let world = world.another(Some("https://kamerton.example/"));
    let (platform, settings) = Platform::new();
    let id = world.connect(&settings).await;
    let working = world.work();
    until("it is told twice", async || platform.lock().registered.len() > 1).await;
    let address = platform.lock().registered[0].clone();
    assert_eq!(address, format!("https://kamerton.example/channel-hooks/{}/{id}", world.brand.id));
    assert_eq!(platform.lock().polls, 0, "who is called need not ask");
    working.end().await;
    // Where the platform does not take the address, it is asked.
    let (platform, settings) = Platform::new();
    let refused = || Trouble::Refused("no https".to_owned().into());
    platform.lock().troubles.push_back(refused());
    platform.lock().updates.push(said(&message("a", 1, "u1", 9)));
    world.connect(&settings).await;
    let working = world.work();
    until("it is asked", async || world.count("message").await == 1).await;
    working.end().await;
    // Where we are to ask, it is not told where to call.
    let (platform, settings) = Platform::new();
    platform.lock().uncalled = true;
    world.connect(&settings).await;
    let working = world.work();
    until("it is asked", async || platform.lock().polls > 0).await;
    assert!(platform.lock().registered.is_empty());
    working.end().await;
    // Where its calls do not arrive, they are taken back, and it is asked.
    let (platform, settings) = Platform::new();
    platform.lock().in_vain = true;
    world.connect(&settings).await;
    let working = world.work();
    until("it is asked after all", async || platform.lock().polls > 0).await;
    assert!(platform.lock().unregistered > 0 && !platform.lock().registered.is_empty());
    working.end().await;
    world.close().await;
}
