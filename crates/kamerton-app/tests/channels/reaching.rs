//! How many saw our messages is asked for, each at its times, and kept.

use kamerton_app::channels;
use kamerton_core::fact::{Account, MessageFact};
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, MINUTE};
use kamerton_store::{connections, reach};

use crate::script::Platform;
use crate::world::{World, author, by, message, said, targets, until};

/// A message of ours, so many minutes ago.
fn ours(room: &str, number: usize, ago: i64) -> MessageFact {
    let us = Account { role: Some(Role::Brand), ..author("brand") };
    MessageFact { author: Some(us), ..message(room, number, "", ago) }
}

#[tokio::test(flavor = "multi_thread")]
async fn our_messages_are_asked_for_and_nobody_elses() {
    let folder = tempfile::tempdir().unwrap();
    for target in targets(&folder).await {
        let world = World::on(&target).await;
        let (platform, settings) = Platform::new();
        let old = 100 * DAY / MINUTE;
        let all = [
            ours("a", 1, 30),
            message("a", 2, "u1", 30),
            ours("dm-u1", 3, 30),
            ours("a", 4, old),
            ours("a", 5, 1),
            ours("a", 6, 90),
        ];
        platform.lock().updates = all.iter().map(said).collect();
        platform.lock().views.insert("script:a:1".to_owned(), 1_240);
        let id = world.connect(&settings).await;
        let working = world.work();
        let rows = async || {
            let mut session = world.store.read().await.unwrap();
            let found = message_ids(&world).await;
            reach::of_messages(&mut session, world.brand.id, found).await.unwrap()
        };
        until("it was counted", async || rows().await.iter().any(|row| row.views == Some(1_240)))
            .await;
        until("the other was asked for", async || {
            platform.lock().asked_for_reach.iter().flatten().any(|key| key == "script:a:6")
        })
        .await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        working.end().await;
        let mut asked: Vec<String> =
            platform.lock().asked_for_reach.iter().flatten().cloned().collect();
        asked.sort();
        assert_eq!(
            asked,
            ["script:a:1", "script:a:6"],
            "each once, and its time comes again later"
        );
        let rows = rows().await;
        let noted: Vec<&str> = rows.iter().map(|row| row.remote_key.as_str()).collect();
        assert!(noted.contains(&"script:a:5"), "it is too new to be asked for: {noted:?}");
        assert_eq!(rows.len(), 3, "neither theirs, nor private, nor very old: {noted:?}");
        let seen = rows.iter().find(|row| row.views.is_some()).unwrap();
        assert!(seen.due_at > seen.counted_at);
        let mut session = world.store.read().await.unwrap();
        let told = channels::seen(&mut session, &world.brand, [seen.message]).await.unwrap();
        assert_eq!(told[&seen.message].views, Some(1_240));
        drop(session);
        // What was counted stays when the channel goes.
        world.channels.remove(&world.brand, id, &by()).await.unwrap();
        let mut session = world.store.read().await.unwrap();
        assert!(connections::of_workspace(&mut session, world.brand.id).await.unwrap().is_empty());
        let told = channels::seen(&mut session, &world.brand, [seen.message]).await.unwrap();
        assert_eq!(told[&seen.message].views, Some(1_240));
        drop(session);
        world.expect_right().await;
        world.close().await;
    }
}

async fn message_ids(world: &World) -> Vec<kamerton_core::id::MessageId> {
    let sql = "SELECT id FROM message WHERE workspace_id = $1";
    let mut session = world.store.read().await.unwrap();
    let rows = session.all(sql, kamerton_store::values![world.brand.id]).await.unwrap();
    rows.iter().map(|row| row.uuid(0).unwrap().into()).collect()
}
