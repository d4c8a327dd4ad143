//! What the database says of itself and of what it would lose.

use std::path::Path;

use kamerton_core::id::WorkspaceId;

use crate::error::Result;
use crate::{Session, values};

/// Settings of an embedded database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SqliteHealth {
    /// Version of the library.
    pub version: String,
    /// `wal`, unless somebody changed it.
    pub journal_mode: String,
    /// 2 is FULL: a commit waits for the disk.
    pub synchronous: i64,
    /// `ok`, or the first thing that is wrong with the file.
    pub quick_check: String,
}

/// Settings of a PostgreSQL server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresHealth {
    /// Version of the server.
    pub version: String,
    /// Whether it waits for the disk at all.
    pub fsync: String,
    /// Whether a page torn by a power cut can be mended.
    pub full_page_writes: String,
    /// Whether a commit waits.
    pub synchronous_commit: String,
}

const SQLITE_VERSION: &str = "SELECT sqlite_version()";
const JOURNAL_MODE: &str = "PRAGMA journal_mode";
const SYNCHRONOUS: &str = "PRAGMA synchronous";
const QUICK_CHECK: &str = "PRAGMA quick_check(1)";
const POSTGRES: &str = "SELECT current_setting('server_version'), current_setting('fsync'), \
     current_setting('full_page_writes'), current_setting('synchronous_commit')";
const WITHOUT_PROVENANCE: &str = "SELECT COUNT(*) FROM identity WHERE workspace_id = $1 \
     AND (source = '' OR basis = '' OR purpose = '' OR retention = '')";
const UNFINISHED: &str =
    "SELECT COUNT(*) FROM import_run WHERE workspace_id = $1 AND ended_at IS NULL";
const VERSION: &str = "SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) FROM schema_version";

/// What is free on the disk of a directory, if it tells.
pub fn free_bytes(directory: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(directory).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

/// Settings of an embedded database. Looks at every page of the file, so it may take a while.
///
/// # Errors
/// Whatever the database says.
pub async fn sqlite(session: &mut Session) -> Result<SqliteHealth> {
    Ok(SqliteHealth {
        version: session.one(SQLITE_VERSION, vec![]).await?.text(0)?,
        journal_mode: session.one(JOURNAL_MODE, vec![]).await?.text(0)?,
        synchronous: session.one(SYNCHRONOUS, vec![]).await?.int(0)?,
        quick_check: session.one(QUICK_CHECK, vec![]).await?.text(0)?,
    })
}

/// Settings of a PostgreSQL server.
///
/// # Errors
/// Whatever the database says.
pub async fn postgres(session: &mut Session) -> Result<PostgresHealth> {
    let row = session.one(POSTGRES, vec![]).await?;
    Ok(PostgresHealth {
        version: row.text(0)?,
        fsync: row.text(1)?,
        full_page_writes: row.text(2)?,
        synchronous_commit: row.text(3)?,
    })
}

/// The schema's version.
///
/// # Errors
/// Whatever the database says.
pub async fn schema_version(session: &mut Session) -> Result<i64> {
    session.one(VERSION, vec![]).await?.int(0)
}

/// Accounts of which nobody knows where they came from or why they are kept.
///
/// # Errors
/// Whatever the database says.
pub async fn without_provenance(session: &mut Session, workspace: WorkspaceId) -> Result<i64> {
    session.one(WITHOUT_PROVENANCE, values![workspace]).await?.int(0)
}

/// Imports that did not come to their end.
///
/// # Errors
/// Whatever the database says.
pub async fn unfinished_imports(session: &mut Session, workspace: WorkspaceId) -> Result<i64> {
    session.one(UNFINISHED, values![workspace]).await?.int(0)
}
