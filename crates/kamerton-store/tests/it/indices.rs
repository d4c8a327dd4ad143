//! Indices that are set aside come back as they were.

use std::collections::BTreeMap;
use std::time::Duration;

use kamerton_store::{Store, StoreError, Target, indices};

use crate::harness::{both, for_each, runtime};

/// Every index with its text, and on SQLite the planner's statistics.
async fn all(store: &Store) -> BTreeMap<String, String> {
    let mut session = store.read().await.unwrap();
    let sql = if session.is_postgres() {
        "SELECT CAST(indexname AS TEXT), indexdef FROM pg_catalog.pg_indexes \
         WHERE schemaname = current_schema()"
    } else {
        "SELECT name, REPLACE(sql, 'IF NOT EXISTS ', '') FROM sqlite_schema \
         WHERE type = 'index' AND sql IS NOT NULL \
         UNION ALL SELECT 'statistics of ' || tbl || ' ' || idx, stat FROM sqlite_stat1"
    };
    let rows = session.all(sql, vec![]).await.unwrap();
    rows.iter().map(|row| (row.text(0).unwrap(), row.text(1).unwrap())).collect()
}

#[test]
fn indices_come_back_as_they_were() {
    both(async |store| {
        let before = all(&store).await;
        indices::set_aside(&store, &["identity_by_handle"]).await.unwrap();
        let without = all(&store).await;
        assert!(without.contains_key("identity_by_handle"));
        assert!(!without.contains_key("message_by_place"));
        assert!(!without.contains_key("person_by_charge"));
        assert!(without.contains_key("note_by_person"), "small tables keep theirs");

        assert_eq!(indices::make(&store, &["message"]).await.unwrap(), 6);
        assert!(all(&store).await.contains_key("message_by_place"));
        assert!(indices::make_all(&store).await.unwrap() > 20);
        assert_eq!(all(&store).await, before);
        assert_eq!(indices::make_all(&store).await.unwrap(), 0);
    });
}

#[test]
fn opening_a_store_makes_what_is_missing() {
    for_each(|database| {
        runtime().block_on(async {
            let store = Store::create(&database.target()).await.unwrap();
            let before = all(&store).await;
            indices::set_aside(&store, &[]).await.unwrap();
            store.close().await;
            let store = Store::open(&database.target()).await.unwrap();
            assert_eq!(all(&store).await, before);
            store.close().await;
        });
    });
}

#[test]
fn nobody_opens_a_store_that_is_being_filled() {
    for_each(|database| {
        runtime().block_on(async {
            let store = Store::create(&database.target()).await.unwrap();
            let alone = store.alone().await.unwrap();
            let refused = Store::open(&database.target()).await.err().unwrap();
            assert!(matches!(refused, StoreError::Loading), "{refused}");
            store.write().await.unwrap().commit().await.unwrap();
            drop(alone);
            until_open(&database.target()).await.close().await;
            store.close().await;
        });
    });
}

/// A server lets go of a lock when it notices that its connection has ended, which takes a moment.
async fn until_open(target: &Target) -> Store {
    for _ in 0..600 {
        match Store::open(target).await {
            Ok(store) => return store,
            Err(StoreError::Loading) => tokio::time::sleep(Duration::from_millis(50)).await,
            Err(error) => panic!("{error}"),
        }
    }
    panic!("the lock is held after its connection has ended");
}
