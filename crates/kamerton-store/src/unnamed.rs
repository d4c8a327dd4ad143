//! Accounts that came as bare ids, until the platform has told their names.

use kamerton_core::id::{ConnectionId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// An account without a name.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct UnnamedRow {
        /// By which connection it came.
        connection: ConnectionId = "connection_id",
        /// The platform's id of it.
        remote_id: String = "remote_id",
        /// When the platform was asked for its name last.
        asked_at: Option<Instant> = "asked_at",
    }
}

const NOTED: &str = "ON CONFLICT (workspace_id, connection_id, remote_id) DO NOTHING";
pub(crate) const TO_ASK: &str = "SELECT {columns} FROM unnamed_account \
     WHERE workspace_id = $1 AND connection_id = $2 AND asked_at IS NULL LIMIT $3";
pub(crate) const ASKED: &str = "UPDATE unnamed_account SET asked_at = $3 \
     WHERE workspace_id = $1 AND connection_id = $2 AND remote_id IN ({in})";

/// Keeps that these have no names, unless it is known.
///
/// # Errors
/// Whatever the database says.
pub async fn note(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[UnnamedRow],
) -> Result<u64> {
    session.save("unnamed_account", NOTED, workspace, rows).await
}

/// Some of whom the platform was not asked yet.
///
/// # Errors
/// Whatever the database says.
pub async fn to_ask(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
    limit: i64,
) -> Result<Vec<UnnamedRow>> {
    session.rows(TO_ASK, values![workspace, connection, limit]).await
}

/// Keeps that the platform was asked for these.
///
/// # Errors
/// Whatever the database says.
pub async fn asked(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
    remote_ids: impl IntoIterator<Item = String>,
    now: Instant,
) -> Result<()> {
    let head = values![workspace, connection, now];
    session.execute_in(ASKED, &head, remote_ids.into_iter().map(Value::from)).await?;
    Ok(())
}
