//! The places that connections reach.

use kamerton_core::id::{ConnectionId, PlaceId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// A place that a connection reaches.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ReachedRow {
        /// By which connection.
        connection: ConnectionId = "connection_id",
        /// The platform's id of the place.
        remote_id: String = "remote_id",
        /// Its title.
        title: String = "title",
        /// Seen by its participants only.
        private: bool = "private",
        /// How many people are there, where it is told.
        people: Option<i64> = "people",
        /// Whether we may write there.
        writable: bool = "writable",
        /// The place of an import that it is.
        adopted: Option<PlaceId> = "adopted_place_id",
        /// Whether we do not want to see it.
        hidden: bool = "hidden",
        /// When it was seen last.
        seen_at: Instant = "seen_at",
    }
}

const SEEN: &str = "ON CONFLICT (workspace_id, connection_id, remote_id) DO UPDATE SET \
     title = CASE WHEN excluded.title = '' THEN connection_place.title ELSE excluded.title END, \
     private = excluded.private, people = COALESCE(excluded.people, connection_place.people), \
     writable = excluded.writable, seen_at = excluded.seen_at";
const NOTED: &str = "ON CONFLICT (workspace_id, connection_id, remote_id) DO NOTHING";
pub(crate) const OF_CONNECTION: &str = "SELECT {columns} FROM connection_place \
     WHERE workspace_id = $1 AND connection_id = $2 ORDER BY private, title, remote_id";
pub(crate) const OF_WORKSPACE: &str = "SELECT {columns} FROM connection_place \
     WHERE workspace_id = $1 ORDER BY connection_id, remote_id";
pub(crate) const CALLED: &str = "SELECT {columns} FROM connection_place \
     WHERE workspace_id = $1 AND remote_id = $2 AND connection_id IN ({in})";
pub(crate) const ADOPT: &str = "UPDATE connection_place SET adopted_place_id = $4 \
     WHERE workspace_id = $1 AND connection_id = $2 AND remote_id = $3";
pub(crate) const HIDE: &str = "UPDATE connection_place SET hidden = $4 \
     WHERE workspace_id = $1 AND connection_id = $2 AND remote_id = $3";
pub(crate) const ADOPTIONS: &str = "SELECT {columns} FROM connection_place \
     WHERE workspace_id = $1 AND adopted_place_id IS NOT NULL ORDER BY connection_id, remote_id";
pub(crate) const HIDDEN: &str = "SELECT {columns} FROM connection_place \
     WHERE workspace_id = $1 AND hidden = 1 ORDER BY connection_id, remote_id";

/// Keeps places that the platform named; what we decided about them stays.
///
/// # Errors
/// Whatever the database says.
pub async fn seen(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[ReachedRow],
) -> Result<()> {
    session.save("connection_place", SEEN, workspace, rows).await?;
    Ok(())
}

/// Keeps places from which something came, unless they are known; gives how many were not.
///
/// # Errors
/// Whatever the database says.
pub async fn note(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[ReachedRow],
) -> Result<u64> {
    session.save("connection_place", NOTED, workspace, rows).await
}

/// The places that a connection reaches: those seen by everybody first, by title.
///
/// # Errors
/// Whatever the database says.
pub async fn of_connection(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
) -> Result<Vec<ReachedRow>> {
    session.rows(OF_CONNECTION, values![workspace, connection]).await
}

/// The places that all connections reach.
///
/// # Errors
/// Whatever the database says.
pub async fn of_workspace(
    session: &mut Session,
    workspace: WorkspaceId,
) -> Result<Vec<ReachedRow>> {
    session.rows(OF_WORKSPACE, values![workspace]).await
}

/// The places that are none of ours.
///
/// # Errors
/// Whatever the database says.
pub async fn hidden(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<ReachedRow>> {
    session.rows(HIDDEN, values![workspace]).await
}

/// The places of these connections that the platform calls so.
///
/// # Errors
/// Whatever the database says.
pub async fn called(
    session: &mut Session,
    workspace: WorkspaceId,
    connections: impl IntoIterator<Item = ConnectionId>,
    remote_id: &str,
) -> Result<Vec<ReachedRow>> {
    let wanted = connections.into_iter().map(Value::from);
    session.rows_in(CALLED, &values![workspace, remote_id], wanted).await
}

/// The places that are places of imports.
///
/// # Errors
/// Whatever the database says.
pub async fn adoptions(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<ReachedRow>> {
    session.rows(ADOPTIONS, values![workspace]).await
}

/// Keeps which place of an import a place is, or that it is none.
///
/// # Errors
/// Whatever the database says.
pub async fn adopt(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
    remote_id: &str,
    place: Option<PlaceId>,
) -> Result<bool> {
    let values = values![workspace, connection, remote_id, place];
    Ok(session.execute(ADOPT, values).await? > 0)
}

/// Keeps whether we want to see a place.
///
/// # Errors
/// Whatever the database says.
pub async fn hide(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
    remote_id: &str,
    hidden: bool,
) -> Result<bool> {
    Ok(session.execute(HIDE, values![workspace, connection, remote_id, hidden]).await? > 0)
}
