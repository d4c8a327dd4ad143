//! Fresh databases for checks, gone when the check has ended or failed.

use std::future::Future;
use std::sync::Once;

use kamerton_store::{Session, Store, Target};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use tokio::runtime::Runtime;

/// Runs `check` on a fresh SQLite store and, where there is a server, on a fresh PostgreSQL one.
pub fn both<Done: Future<Output = ()>>(check: impl Fn(Store) -> Done) {
    for_each(|database| {
        let runtime = runtime();
        runtime.block_on(async {
            let store = Store::create(&database.target()).await.unwrap();
            check(store.clone()).await;
            store.close().await;
        });
    });
}

/// As [`both`], within one transaction that is committed when the check has passed.
pub fn both_in(check: impl AsyncFn(&mut Session)) {
    for_each(|database| {
        let runtime = runtime();
        runtime.block_on(async {
            let store = Store::create(&database.target()).await.unwrap();
            let mut session = store.write().await.unwrap();
            check(&mut session).await;
            session.commit().await.unwrap();
            store.close().await;
        });
    });
}

/// Runs `check` on an empty target of each kind: no store has been made there.
pub fn for_each(check: impl Fn(&Database)) {
    check(&Database::sqlite());
    if let Some(database) = Database::postgres() {
        check(&database);
    }
}

/// A runtime for one check.
pub fn runtime() -> Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
}

/// A place for one store, removed when it is dropped: also by a panic on its way up.
pub enum Database {
    Sqlite(tempfile::TempDir),
    Postgres { server: String, name: String },
}

impl Database {
    /// An empty directory.
    pub fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    /// An empty database, if there is a server.
    pub fn postgres() -> Option<Self> {
        static SAID: Once = Once::new();
        let Ok(server) = std::env::var("KAMERTON_TEST_POSTGRES") else {
            SAID.call_once(|| {
                eprintln!("KAMERTON_TEST_POSTGRES is not set: checked on SQLite only");
            });
            return None;
        };
        let name = format!("kamerton_test_{}", uuid::Uuid::now_v7().simple());
        run_on(&server, &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"));
        Some(Self::Postgres { server, name })
    }

    /// Where a store can be made.
    pub fn target(&self) -> Target {
        match self {
            Self::Sqlite(directory) => Target::Directory(directory.path().to_owned()),
            Self::Postgres { server, name } => Target::Postgres(with_database(server, name)),
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let kind = if matches!(self, Self::Sqlite(_)) { "SQLite" } else { "PostgreSQL" };
            eprintln!("this failed on {kind}");
        }
        if let Self::Postgres { server, name } = self {
            run_on(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// The same server, another database.
fn with_database(server: &str, name: &str) -> String {
    let (address, options) = match server.split_once('?') {
        Some((address, options)) => (address, format!("?{options}")),
        None => (server, String::new()),
    };
    let (host, _) = address.rsplit_once('/').unwrap();
    format!("{host}/{name}{options}")
}

fn run_on(server: &str, sql: &str) {
    runtime().block_on(async {
        let mut connection = PgConnection::connect(server).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    });
}

/// Makes a text live as long as the program, as SQL texts have to.
pub fn forever(text: impl Into<String>) -> &'static str {
    Box::leak(text.into().into_boxed_str())
}

#[test]
fn options_of_a_server_stay_behind_the_database() {
    assert_eq!(with_database("postgres://a@h:1/b", "c"), "postgres://a@h:1/c");
    assert_eq!(with_database("postgres://a@h/b?x=y/z", "c"), "postgres://a@h/c?x=y/z");
}

#[test]
fn a_panicking_check_leaves_no_database_behind() {
    let Some(database) = Database::postgres() else { return };
    let Target::Postgres(url) = database.target() else { unreachable!("it is on PostgreSQL") };
    let failed = std::panic::catch_unwind(move || {
        let _gone_with_the_panic = database;
        panic!("on purpose");
    });
    assert!(failed.is_err());
    runtime().block_on(async {
        let error = PgConnection::connect(&url).await.unwrap_err();
        let code = error.as_database_error().and_then(|error| error.code().map(String::from));
        assert_eq!(code.as_deref(), Some("3D000"), "no such database");
    });
}
