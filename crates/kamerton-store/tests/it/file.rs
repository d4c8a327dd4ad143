//! What a store promises beyond its rows: durability, who may write, and what it refuses to open.

use std::fs;

use kamerton_store::db::FILE_NAME;
use kamerton_store::{
    SCHEMA_VERSION, Session, Store, StoreError, Target, places, search, workspaces,
};

use crate::harness::{Database, both, for_each, forever, runtime};
use crate::samples::{channel_id, home, workspace};

#[test]
fn sqlite_is_new_enough_and_waits_for_the_disk() {
    let database = Database::sqlite();
    runtime().block_on(async {
        let store = Store::create(&database.target()).await.unwrap();
        let mut session = store.write().await.unwrap();
        let version = text(&mut session, "SELECT sqlite_version()").await;
        let version: Vec<u32> = version.split('.').map(|part| part.parse().unwrap()).collect();
        assert!(version >= vec![3, 51, 3], "{version:?}");
        assert_eq!(text(&mut session, "PRAGMA journal_mode").await, "wal");
        assert_eq!(int(&mut session, "PRAGMA synchronous").await, 2, "FULL");
        assert_eq!(int(&mut session, "PRAGMA foreign_keys").await, 1);
        assert_eq!(int(&mut session, "PRAGMA query_only").await, 0);
        let mut session = store.read().await.unwrap();
        assert_eq!(int(&mut session, "PRAGMA query_only").await, 1);
        assert_eq!(text(&mut session, "PRAGMA journal_mode").await, "wal");
        let file = store.file().unwrap();
        assert!(file.ends_with(FILE_NAME) && file.is_file());
    });
}

#[test]
fn readers_cannot_write() {
    both(|store| async move {
        let mut session = store.read().await.unwrap();
        assert!(workspaces::insert(&mut session, &workspace(1)).await.is_err());
        let saved = places::ensure_channel(&mut session, home(), channel_id(0), "irc").await;
        assert!(saved.is_err());
        assert!(session.execute("CREATE TABLE mine (id BIGINT)", vec![]).await.is_err());
        session.commit().await.unwrap();
        let mut session = store.read().await.unwrap();
        assert_eq!(workspaces::all(&mut session).await.unwrap(), []);
    });
}

#[test]
fn what_is_not_committed_never_was() {
    both(|store| async move {
        let mut session = store.write().await.unwrap();
        workspaces::insert(&mut session, &workspace(1)).await.unwrap();
        assert_eq!(workspaces::all(&mut session).await.unwrap().len(), 1);
        drop(session);
        let mut session = store.write().await.unwrap();
        assert_eq!(workspaces::all(&mut session).await.unwrap(), []);
        workspaces::insert(&mut session, &workspace(1)).await.unwrap();
        let mut reader = store.read().await.unwrap();
        assert_eq!(workspaces::all(&mut reader).await.unwrap(), [], "not yet");
        session.commit().await.unwrap();
        assert_eq!(workspaces::all(&mut reader).await.unwrap(), [workspace(1)]);
    });
}

#[test]
fn a_failed_statement_does_not_harm_the_next_session() {
    both(|store| async move {
        let mut session = store.write().await.unwrap();
        workspaces::insert(&mut session, &workspace(1)).await.unwrap();
        workspaces::insert(&mut session, &workspace(1)).await.unwrap_err();
        drop(session);
        let mut session = store.write().await.unwrap();
        workspaces::insert(&mut session, &workspace(1)).await.unwrap();
        session.commit().await.unwrap();
        let mut session = store.read().await.unwrap();
        assert_eq!(workspaces::all(&mut session).await.unwrap(), [workspace(1)]);
    });
}

#[test]
fn a_store_is_opened_again_with_all_that_is_in_it() {
    for_each(|database| {
        runtime().block_on(async {
            let store = Store::create(&database.target()).await.unwrap();
            let mut session = store.write().await.unwrap();
            workspaces::insert(&mut session, &workspace(1)).await.unwrap();
            session.commit().await.unwrap();
            // Not closed: as after a crash of the process.
            for made in
                [Store::open(&database.target()).await, Store::create(&database.target()).await]
            {
                let store = made.unwrap();
                let mut session = store.read().await.unwrap();
                assert_eq!(workspaces::all(&mut session).await.unwrap(), [workspace(1)]);
                drop(session);
                store.close().await;
            }
            store.close().await;
        });
    });
}

#[test]
fn two_that_start_at_once_make_one_schema() {
    for_each(|database| {
        runtime().block_on(async {
            let target = database.target();
            let (one, two) = tokio::join!(Store::create(&target), Store::create(&target));
            for store in [one.unwrap(), two.unwrap()] {
                let mut session = store.read().await.unwrap();
                let newest = "SELECT MAX(version) FROM schema_version";
                assert_eq!(int(&mut session, newest).await, SCHEMA_VERSION);
            }
        });
    });
}

#[test]
fn a_newer_schema_is_refused_and_left_alone() {
    for_each(|database| {
        runtime().block_on(async {
            let store = Store::create(&database.target()).await.unwrap();
            let mut session = store.write().await.unwrap();
            workspaces::insert(&mut session, &workspace(1)).await.unwrap();
            let newer =
                forever(format!("INSERT INTO schema_version VALUES ({})", SCHEMA_VERSION + 1));
            session.execute(newer, vec![]).await.unwrap();
            session.commit().await.unwrap();
            store.close().await;
            let before = bytes(database);
            for refused in
                [Store::open(&database.target()).await, Store::create(&database.target()).await]
            {
                let Err(StoreError::Newer { found, known }) = refused else {
                    panic!("a newer schema was opened")
                };
                assert_eq!((found, known), (SCHEMA_VERSION + 1, SCHEMA_VERSION));
            }
            assert!(before == bytes(database), "the file was changed");
        });
    });
}

#[test]
fn where_there_is_no_store_none_is_opened_or_made() {
    let database = Database::sqlite();
    let Target::Directory(directory) = database.target() else { unreachable!("a directory") };
    runtime().block_on(async {
        for path in [directory.clone(), directory.join("нет").join("такой")] {
            let Err(StoreError::Missing(named)) =
                Store::open(&Target::Directory(path.clone())).await
            else {
                panic!("something was opened")
            };
            assert_eq!(named, path.display().to_string());
        }
        assert_eq!(fs::read_dir(&directory).unwrap().count(), 0, "nothing was made");
    });
}

#[test]
fn garbage_is_called_damaged() {
    for garbage in [&b"not a database"[..], &[0xFF; 20_000], b"SQLite format 3\0 and then"] {
        let database = Database::sqlite();
        let Target::Directory(directory) = database.target() else { unreachable!("a directory") };
        fs::write(directory.join(FILE_NAME), garbage).unwrap();
        runtime().block_on(async {
            for opened in
                [Store::open(&database.target()).await, Store::create(&database.target()).await]
            {
                let error = opened.err().expect("garbage was opened");
                assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
                assert!(error.to_string().contains("kamerton restore"), "{error}");
            }
        });
        assert_eq!(fs::read(directory.join(FILE_NAME)).unwrap(), garbage, "it was written to");
    }
}

#[test]
fn damage_in_the_middle_is_called_damage() {
    let database = Database::sqlite();
    let Target::Directory(directory) = database.target() else { unreachable!("a directory") };
    runtime().block_on(async {
        let store = Store::create(&database.target()).await.unwrap();
        let mut session = store.write().await.unwrap();
        for n in 0..200 {
            workspaces::insert(&mut session, &workspace(n)).await.unwrap();
        }
        session.commit().await.unwrap();
        let root = "SELECT rootpage FROM sqlite_schema WHERE name = 'workspace'";
        let root = int(&mut store.read().await.unwrap(), root).await;
        store.close().await;
        let mut bytes = fs::read(directory.join(FILE_NAME)).unwrap();
        let from = (root as usize - 1) * 8_192;
        bytes[from..from + 8_192].fill(0xA5);
        fs::write(directory.join(FILE_NAME), bytes).unwrap();
        let store = Store::open(&database.target()).await.unwrap();
        let mut session = store.read().await.unwrap();
        let error = workspaces::all(&mut session).await.unwrap_err();
        assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
    });
}

/// SQLite reports damage of a search index by a code of its own.
#[test]
fn damage_of_the_search_index_is_called_damage() {
    let database = Database::sqlite();
    runtime().block_on(async {
        let store = Store::create(&database.target()).await.unwrap();
        let mut session = store.write().await.unwrap();
        let documents = (0..50).map(|n| (n, vec![format!("слово{n}")])).collect();
        search::insert(&mut session, home(), documents).await.unwrap();
        let damage = "UPDATE message_search_data SET block = CAST('x' AS BLOB)";
        session.execute(damage, vec![]).await.unwrap();
        session.commit().await.unwrap();
        store.close().await;
        let store = Store::open(&database.target()).await.unwrap();
        let mut session = store.read().await.unwrap();
        let tokens = ["слово1".to_owned()];
        let found = search::find(&mut session, home(), &tokens, true, 9).await;
        let error = found.unwrap_err();
        assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
    });
}

/// The database file, byte by byte; nothing where there is a server.
fn bytes(database: &Database) -> Vec<u8> {
    match database.target() {
        Target::Directory(directory) => fs::read(directory.join(FILE_NAME)).unwrap(),
        Target::Postgres(_) => Vec::new(),
    }
}

async fn text(session: &mut Session, sql: &'static str) -> String {
    session.one(sql, vec![]).await.unwrap().text(0).unwrap()
}

async fn int(session: &mut Session, sql: &'static str) -> i64 {
    session.one(sql, vec![]).await.unwrap().int(0).unwrap()
}
