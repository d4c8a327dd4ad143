//! Connections to either database, set up so that acknowledged means durable.

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::PgPoolOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection, Executor};

use crate::db::{Db, FILE_NAME, Store, Target};
use crate::error::{Result, StoreError};
use crate::patience::TURN;
use crate::readers::Readers;

/// The oldest SQLite without the WAL-reset race that loses commits.
const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);

/// Transactions that write at one time on PostgreSQL: one folds a workspace, the others wait or
/// write something small.
const POSTGRES_WRITERS: u32 = 4;

/// Readers on PostgreSQL. With the writers an eighth of the 100 connections that a server allows
/// by default, so that several nodes and a backup fit beside each other.
const POSTGRES_READERS: u32 = 8;

/// Connects to a store, making an embedded one that is not there.
pub(crate) async fn connect(target: &Target) -> Result<Db> {
    match target {
        Target::Directory(directory) => connect_sqlite(directory).await,
        Target::Postgres(url) => connect_postgres(url).await,
    }
}

async fn connect_sqlite(directory: &Path) -> Result<Db> {
    std::fs::create_dir_all(directory)
        .map_err(|error| StoreError::File(directory.display().to_string(), error))?;
    let file = directory.join(FILE_NAME);
    let options = SqliteConnectOptions::new()
        .filename(&file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // Rows of messages lie in the tree of their key; larger pages keep whole texts there.
        .page_size(8_192)
        .busy_timeout(Duration::from_secs(30))
        .statement_cache_capacity(400)
        // Rows come from a thread of the driver's own: without room they cost a switch each.
        .row_buffer_size(1_024);
    // 48 MB of pages for the writer, beside the 16 MB of each reader: with everything else an import
    // stays well under 300 MB whatever the size of the database.
    // A checkpoint after 64 MB of log: pages that every batch changes are written once for several.
    let writing = options
        .pragma("cache_size", "-49152")
        .pragma("temp_store", "MEMORY")
        .pragma("wal_autocheckpoint", "8192");
    let writer = open_sqlite_writer(writing).await.map_err(|error| named(error, &file))?;
    let db = Db::Sqlite { writer, readers: Readers::of(&file), file };
    check_sqlite(&db).await?;
    Ok(db)
}

/// Opens the one connection that writes. Making a file and switching it to a write-ahead log does
/// not wait for another process that does the same at this moment, whatever the busy timeout: it is
/// tried again for five seconds.
async fn open_sqlite_writer(options: SqliteConnectOptions) -> Result<SqlitePool> {
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(TURN)
        // After a full disk SQLite has taken the transaction back by itself, and the driver keeps
        // believing in it: every later transaction would fail. Such a connection is replaced.
        .before_acquire(|connection, _| {
            Box::pin(async move { Ok(!connection.is_in_transaction()) })
        });
    for _ in 0..50 {
        match writer.clone().connect_with(options.clone()).await {
            Err(error) if is_busy(&error) => tokio::time::sleep(Duration::from_millis(100)).await,
            done => return Ok(done?),
        }
    }
    Ok(writer.connect_with(options).await?)
}

/// `SQLITE_BUSY`.
fn is_busy(error: &sqlx::Error) -> bool {
    sqlite_code(error) == Some(5)
}

/// SQLite's code for an error, without the reason in its higher bits.
fn sqlite_code(error: &sqlx::Error) -> Option<i64> {
    let code = error.as_database_error()?.code()?.parse::<i64>().ok()?;
    Some(code & 0xFF)
}

/// Says which file cannot be opened: SQLite (`SQLITE_READONLY`, `SQLITE_CANTOPEN`) does not.
fn named(error: StoreError, file: &Path) -> StoreError {
    match &error {
        StoreError::Database(cause) if matches!(sqlite_code(cause), Some(8 | 14)) => {
            StoreError::Refused(format!(
                "cannot write {}: see whose it is and, for a service, whether its unit lets it \
                 write there",
                file.display()
            ))
        }
        _ => error,
    }
}

async fn check_sqlite(db: &Db) -> Result<()> {
    let mut session = Store::on(db.clone()).write().await?;
    let version = session.one("SELECT sqlite_version()", vec![]).await?.text(0)?;
    session.commit().await?;
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0_u32));
    let found = (parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0));
    if found < SQLITE_FLOOR { Err(StoreError::OldSqlite(version)) } else { Ok(()) }
}

async fn connect_postgres(url: &str) -> Result<Db> {
    let options = sqlx::postgres::PgConnectOptions::from_str(url)?;
    // A pool goes on trying to reach a server that is not there; the first attempt tells at once.
    options.connect().await?.close().await?;
    let pool = PgPoolOptions::new().acquire_timeout(TURN);
    let writers = pool.clone().max_connections(POSTGRES_WRITERS);
    // A connection that only reads refuses everything else, as on SQLite.
    let readers = pool.max_connections(POSTGRES_READERS).after_connect(|connection, _| {
        Box::pin(async move {
            connection.execute("SET default_transaction_read_only = on").await.map(drop)
        })
    });
    let writers = writers.connect_with(options.clone()).await?;
    let db = Db::Postgres { writers, readers: readers.connect_lazy_with(options) };
    let mut session = Store::on(db.clone()).write().await?;
    let number = session
        .one("SELECT CAST(current_setting('server_version_num') AS BIGINT)", vec![])
        .await?
        .int(0)?;
    if number < 150_000 {
        return Err(StoreError::OldPostgres(format!("{}.{}", number / 10_000, number % 100)));
    }
    Ok(db)
}
