//! Word of changes, within a process and across.

use std::time::Duration;

use kamerton_core::id::WorkspaceId;
use kamerton_store::notices::{self, Change, Notice};
use kamerton_store::{Session, Store};
use tokio::sync::broadcast::Receiver;

use crate::harness::{Database, both, runtime};
use crate::samples::home;

/// Long enough for a busy machine; nobody waits for it when all is well.
const LONG: Duration = Duration::from_secs(30);

#[test]
fn who_listens_hears_what_is_told_here() {
    both(|store| async move {
        notices::tell(&store, home(), Change::Facts).await;
        let mut heard = notices::listen(&store.clone());
        notices::tell(&store, home(), Change::Steps).await;
        assert_eq!(heard.try_recv(), Ok(Notice::Changed(home(), Change::Steps)));
        assert!(heard.try_recv().is_err(), "once, and nothing of before");
    });
}

#[test]
fn beside_an_embedded_store_it_is_seen_that_others_write() {
    let database = Database::sqlite();
    runtime().block_on(async {
        let here = Store::create(&database.target()).await.unwrap();
        let there = Store::create(&database.target()).await.unwrap();
        let mut heard = notices::listen(&here);
        let following = following(&here);
        // What it writes itself it tells itself: nothing is seen of it.
        let write = async |store: &Store| {
            let mut session = store.write().await.unwrap();
            counters(&mut session).await;
            session.commit().await.unwrap();
        };
        for _ in 0..3 {
            write(&here).await;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        notices::tell(&here, home(), Change::Steps).await;
        assert_eq!(next(&mut heard).await, Notice::Changed(home(), Change::Steps));
        assert!(heard.try_recv().is_err(), "its own writing is no news");
        for _ in 0..2 {
            write(&there).await;
            assert_eq!(next(&mut heard).await, Notice::Missed, "the other's is");
        }
        there.close().await;
        here.close().await;
        tokio::time::timeout(LONG, following).await.expect("it ends with the store").unwrap();
    });
}

async fn counters(session: &mut Session) {
    let sql = "INSERT INTO counter (name, value) VALUES ('tried', 1) \
         ON CONFLICT (name) DO UPDATE SET value = counter.value + 1";
    session.execute(sql, vec![]).await.unwrap();
}

#[test]
fn what_one_process_tells_another_hears_once() {
    let Some(database) = Database::postgres() else { return };
    runtime().block_on(async {
        let here = Store::create(&database.target()).await.unwrap();
        let there = Store::create(&database.target()).await.unwrap();
        let mut heard = notices::listen(&here);
        let following = following(&here);
        assert_eq!(next(&mut heard).await, Notice::Missed, "from now on it listens");
        for change in Change::ALL {
            notices::tell(&there, home(), change).await;
            assert_eq!(next(&mut heard).await, Notice::Changed(home(), change));
        }
        // Its own word comes back from the server too, and is no news.
        notices::tell(&here, home(), Change::Steps).await;
        notices::tell(&there, WorkspaceId::NIL, Change::Facts).await;
        assert_eq!(next(&mut heard).await, Notice::Changed(home(), Change::Steps));
        assert_eq!(next(&mut heard).await, Notice::Changed(WorkspaceId::NIL, Change::Facts));
        there.close().await;
        here.close().await;
        tokio::time::timeout(LONG, following).await.expect("it ends with the store").unwrap();
    });
}

#[test]
fn a_broken_connection_is_made_anew() {
    let Some(database) = Database::postgres() else { return };
    runtime().block_on(async {
        let here = Store::create(&database.target()).await.unwrap();
        let there = Store::create(&database.target()).await.unwrap();
        let mut heard = notices::listen(&here);
        let following = following(&here);
        assert_eq!(next(&mut heard).await, Notice::Missed);
        end_listeners(&mut there.write().await.unwrap()).await;
        assert_eq!(next(&mut heard).await, Notice::Missed, "what was told meanwhile is lost");
        notices::tell(&there, home(), Change::Facts).await;
        assert_eq!(next(&mut heard).await, Notice::Changed(home(), Change::Facts));
        there.close().await;
        here.close().await;
        tokio::time::timeout(LONG, following).await.expect("it ends with the store").unwrap();
    });
}

fn following(store: &Store) -> tokio::task::JoinHandle<()> {
    let store = store.clone();
    tokio::spawn(async move { notices::follow(&store).await })
}

async fn next(heard: &mut Receiver<Notice>) -> Notice {
    tokio::time::timeout(LONG, heard.recv()).await.expect("nothing was heard").unwrap()
}

/// As a restart of the server would.
async fn end_listeners(session: &mut Session) {
    let end = "SELECT COUNT(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid() \
         AND query LIKE 'LISTEN%') AS ended";
    assert_eq!(session.one(end, vec![]).await.unwrap().int(0).unwrap(), 1);
}
