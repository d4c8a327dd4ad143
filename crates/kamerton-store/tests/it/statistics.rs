//! What the planner knows.

use kamerton_store::{messages, statistics};

use crate::harness::both;
use crate::samples::{home, message};

#[test]
fn the_planner_learns_how_many_rows_there_are() {
    both(|store| async move {
        let rows: Vec<_> = (1..=300).map(message).collect();
        let mut session = store.write().await.unwrap();
        messages::save(&mut session, home(), &rows).await.unwrap();
        session.commit().await.unwrap();
        let mut session = store.write().await.unwrap();
        statistics::refresh(&mut session).await.unwrap();
        session.commit().await.unwrap();
        if store.is_postgres() {
            let mut session = store.read().await.unwrap();
            let asked = "SELECT CAST(reltuples AS BIGINT) FROM pg_class WHERE relname = 'message'";
            let known = session.one(asked, vec![]).await.unwrap().int(0).unwrap();
            assert_eq!(known, 300);
        }
    });
}
