//! One process alone with a store: while very much is loaded, nobody else opens it.
//!
//! A load in bulk sets indices aside. Whoever opened the store meanwhile would make them again, wait
//! for the writer for minutes and be in the way of the load.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use sqlx::AssertSqlSafe;
use sqlx::postgres::{PgConnection, PgPool};

use crate::db::{Session, Store};
use crate::error::{Result, StoreError};

/// The file that is locked, beside the database.
const LOCK_FILE: &str = "loading.lock";
/// On PostgreSQL a lock that ends with its connection; any fixed number will do.
const HOLD_POSTGRES: &str = "SELECT pg_advisory_lock(7317)";
pub(crate) const IS_FREE_POSTGRES: &str = "SELECT CAST(CASE WHEN \
     pg_try_advisory_xact_lock_shared(7317) THEN 1 ELSE 0 END AS BIGINT)";

/// As long as this lives, nobody else opens the store. Who has it open keeps it open. However the
/// process ends, the lock ends with it.
pub struct Alone {
    file: Option<(File, PathBuf)>,
    _connection: Option<PgConnection>,
}

impl Alone {
    pub(crate) fn with_file(database: &Path) -> Result<Self> {
        let path = database.with_file_name(LOCK_FILE);
        let failed = |error| StoreError::File(path.display().to_string(), error);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file: Some((file, path)), _connection: None }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Loading),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    pub(crate) async fn with_connection(pool: &PgPool) -> Result<Self> {
        let mut connection = pool.acquire().await?.detach();
        sqlx::raw_sql(AssertSqlSafe(HOLD_POSTGRES)).execute(&mut connection).await?;
        Ok(Self { file: None, _connection: Some(connection) })
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        if let Some((file, path)) = self.file.take() {
            // A file that stays behind is locked by nobody and harms nobody.
            let _ = std::fs::remove_file(path);
            drop(file);
        }
    }
}

/// Refuses a store with which another process is alone.
pub(crate) async fn check(store: &Store) -> Result<()> {
    let free = match store.file() {
        Some(database) => is_free(&database.with_file_name(LOCK_FILE))?,
        None => is_free_on_postgres(&mut store.write().await?).await?,
    };
    if free { Ok(()) } else { Err(StoreError::Loading) }
}

fn is_free(path: &Path) -> Result<bool> {
    let Ok(file) = File::open(path) else { return Ok(true) };
    match file.try_lock_shared() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(StoreError::File(path.display().to_string(), error)),
    }
}

async fn is_free_on_postgres(session: &mut Session) -> Result<bool> {
    Ok(session.one(IS_FREE_POSTGRES, vec![]).await?.int(0)? == 1)
}
