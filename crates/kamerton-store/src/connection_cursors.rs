//! How far asking a platform has come.

use kamerton_core::id::{ConnectionId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::{Session, values};

stored! {
    /// How far one kind of asking has come.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct CursorRow {
        /// Of which connection.
        connection: ConnectionId = "connection_id",
        /// `poll`, `backfill`, `reconcile`, `search` …
        what: String = "what",
        /// Of which part; empty for the whole.
        part: String = "part",
        /// From where to ask next, as the connector says.
        position: String = "position",
        /// How many payloads it has brought.
        brought: i64 = "brought",
        /// When it began.
        started_at: Instant = "started_at",
        /// When it went on last.
        updated_at: Instant = "updated_at",
        /// When it came to its end; never for what has none.
        ended_at: Option<Instant> = "ended_at",
    }
}

const REPLACE: &str = "ON CONFLICT (workspace_id, connection_id, what, part) DO UPDATE SET \
     position = excluded.position, brought = excluded.brought, started_at = excluded.started_at, \
     updated_at = excluded.updated_at, ended_at = excluded.ended_at";
pub(crate) const OF_CONNECTION: &str = "SELECT {columns} FROM connection_cursor \
     WHERE workspace_id = $1 AND connection_id = $2 ORDER BY what, part";
pub(crate) const ONE: &str = "SELECT {columns} FROM connection_cursor \
     WHERE workspace_id = $1 AND connection_id = $2 AND what = $3 AND part = $4";
pub(crate) const FORGET: &str = "DELETE FROM connection_cursor WHERE workspace_id = $1 \
     AND connection_id = $2 AND what = $3 AND part = $4";

/// Keeps a cursor. To be called in a transaction that holds the connection
/// ([`crate::connections::hold`]).
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, row: &CursorRow) -> Result<()> {
    session.save("connection_cursor", REPLACE, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// All cursors of a connection.
///
/// # Errors
/// Whatever the database says.
pub async fn of_connection(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
) -> Result<Vec<CursorRow>> {
    session.rows(OF_CONNECTION, values![workspace, connection]).await
}

/// One cursor.
///
/// # Errors
/// Whatever the database says.
pub async fn one(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
    what: &str,
    part: &str,
) -> Result<Option<CursorRow>> {
    Ok(session.rows(ONE, values![workspace, connection, what, part]).await?.pop())
}

/// Forgets a cursor: what it stood for begins anew.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
    what: &str,
    part: &str,
) -> Result<()> {
    session.execute(FORGET, values![workspace, connection, what, part]).await?;
    Ok(())
}
