//! Invitations into places that were made from here, told apart by their names.

use kamerton_core::id::{ConnectionId, InvitationId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// An invitation.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct InvitationRow {
        /// Which.
        id: InvitationId = "id",
        /// By which connection it was made.
        connection: ConnectionId = "connection_id",
        /// The platform's id of the place.
        place: String = "place",
        /// The address that lets people in.
        address: String = "address",
        /// Its name.
        name: String = "name",
        /// Who of us made it.
        by: String = "by_name",
        /// When.
        created_at: Instant = "created_at",
    }
}

const ONCE: &str = "ON CONFLICT (workspace_id, id) DO NOTHING";
pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM invitation WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const OF_PLACE: &str = "SELECT {columns} FROM invitation WHERE workspace_id = $1 \
     AND connection_id = $2 AND place = $3 ORDER BY created_at DESC, id DESC LIMIT $4";

/// Stores an invitation; says whether it is new.
///
/// # Errors
/// Whatever the database says.
pub async fn add(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &InvitationRow,
) -> Result<bool> {
    Ok(session.save("invitation", ONCE, workspace, std::slice::from_ref(row)).await? > 0)
}

/// These, as far as they are there.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = InvitationId>,
) -> Result<Vec<InvitationRow>> {
    session.rows_in(BY_ID, &values![workspace], ids.into_iter().map(Value::from)).await
}

/// The latest `limit` of a place.
///
/// # Errors
/// Whatever the database says.
pub async fn of_place(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
    place: &str,
    limit: i64,
) -> Result<Vec<InvitationRow>> {
    session.rows(OF_PLACE, values![workspace, connection, place, limit]).await
}
