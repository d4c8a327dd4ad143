//! What goes out: written down before it is sent, and what came of it.

use kamerton_core::id::{ConnectionId, MessageId, OutgoingId, UserId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// Something that goes out.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct OutgoingRow {
        /// Which: the same wish given twice has the same id.
        id: OutgoingId = "id",
        /// By which connection.
        connection: ConnectionId = "connection_id",
        /// What kind of thing it is, by its word; empty for what was written down before there were any.
        kind: String = "kind",
        /// JSON of what is to be said or done.
        act: String = "act",
        /// The message of ours that it answers or changes.
        about: Option<MessageId> = "about_message_id",
        /// The platform's id of the place; empty for a person in private.
        place: String = "place",
        /// The platform's id of the account it goes to; empty for a place.
        person: String = "person",
        /// Who of us.
        by_user: Option<UserId> = "by_user_id",
        /// Their name.
        by: String = "by_name",
        /// Why one of us does it, where they say so.
        reason: String = "reason",
        /// When it was written.
        created_at: Instant = "created_at",
        /// `queued`, `sending`, `sent`, `failed` or `unknown`.
        state: String = "state",
        /// Since when.
        state_at: Instant = "state_at",
        /// It is not sent before.
        not_before: Instant = "not_before",
        /// How often it was tried.
        tries: i64 = "tries",
        /// Remote key of the message that it became.
        remote_key: Option<String> = "remote_key",
        /// Where it can be seen.
        address: Option<String> = "address",
        /// Why it was not sent, or why nobody knows.
        problem: Option<String> = "problem",
    }
}

stored! {
    /// A file of something that goes out.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct FileRow {
        /// Of what.
        outgoing: OutgoingId = "outgoing_id",
        /// Which of its files.
        number: i64 = "number",
        /// Its name.
        name: String = "name",
        /// Its kind.
        kind: String = "kind",
        /// What is in it, in base64.
        content: String = "content",
    }
}

const ONCE: &str = "ON CONFLICT (workspace_id, id) DO NOTHING";
const ONCE_EACH: &str = "ON CONFLICT (workspace_id, outgoing_id, number) DO NOTHING";
pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM outgoing WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const FILES: &str = "SELECT {columns} FROM outgoing_file WHERE workspace_id = $1 \
     AND outgoing_id = $2 ORDER BY number";
pub(crate) const FORGET_FILES: &str =
    "DELETE FROM outgoing_file WHERE workspace_id = $1 AND outgoing_id = $2";
pub(crate) const OPEN: &str = "SELECT {columns} FROM outgoing WHERE workspace_id = $1 \
     AND connection_id = $2 AND state IN ('queued', 'sending', 'unknown') ORDER BY created_at, id \
     LIMIT $3";
pub(crate) const ABOUT: &str = "SELECT {columns} FROM outgoing WHERE workspace_id = $1 \
     AND about_message_id IN ({in})";
pub(crate) const LATEST: &str = "SELECT {columns} FROM outgoing WHERE workspace_id = $1 \
     ORDER BY created_at DESC, id DESC LIMIT $2";
pub(crate) const OF_PLACE: &str = "SELECT {columns} FROM outgoing WHERE workspace_id = $1 \
     AND connection_id = $2 AND place = $3 ORDER BY created_at DESC, id DESC LIMIT $4";
pub(crate) const MOVE: &str = "UPDATE outgoing SET state = $4, state_at = $5, not_before = $6, \
     tries = $7, remote_key = $8, address = $9, problem = $10 \
     WHERE workspace_id = $1 AND id = $2 AND state = $3";

/// Writes down what is to go out, once; says whether it was new.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &OutgoingRow,
) -> Result<bool> {
    Ok(session.save("outgoing", ONCE, workspace, std::slice::from_ref(row)).await? > 0)
}

/// Keeps the files of something that goes out.
///
/// # Errors
/// Whatever the database says.
pub async fn add_files(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[FileRow],
) -> Result<()> {
    session.save("outgoing_file", ONCE_EACH, workspace, rows).await?;
    Ok(())
}

/// The files of something that goes out.
///
/// # Errors
/// Whatever the database says.
pub async fn files(
    session: &mut Session,
    workspace: WorkspaceId,
    id: OutgoingId,
) -> Result<Vec<FileRow>> {
    session.rows(FILES, values![workspace, id]).await
}

/// Forgets the files of something that went out.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_files(
    session: &mut Session,
    workspace: WorkspaceId,
    id: OutgoingId,
) -> Result<()> {
    session.execute(FORGET_FILES, values![workspace, id]).await?;
    Ok(())
}

/// These, as far as they are there.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = OutgoingId>,
) -> Result<Vec<OutgoingRow>> {
    session.rows_in(BY_ID, &values![workspace], ids.into_iter().map(Value::from)).await
}

/// The first `limit` of a connection of which it is not settled what becomes of them, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn open(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
    limit: i64,
) -> Result<Vec<OutgoingRow>> {
    session.rows(OPEN, values![workspace, connection, limit]).await
}

/// What went out, or is to, about these messages.
///
/// # Errors
/// Whatever the database says.
pub async fn about(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<OutgoingRow>> {
    session.rows_in(ABOUT, &values![workspace], messages.into_iter().map(Value::from)).await
}

/// The latest `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn latest(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<OutgoingRow>> {
    session.rows(LATEST, values![workspace, limit]).await
}

/// The latest `limit` that went to a place, or are to, by a connection.
///
/// # Errors
/// Whatever the database says.
pub async fn of_place(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
    place: &str,
    limit: i64,
) -> Result<Vec<OutgoingRow>> {
    session.rows(OF_PLACE, values![workspace, connection, place, limit]).await
}

/// Moves one from the state `from` to that of the row; says whether it was in that state, so of two
/// who move it at once one succeeds.
///
/// # Errors
/// Whatever the database says.
pub async fn move_on(
    session: &mut Session,
    workspace: WorkspaceId,
    from: &str,
    row: &OutgoingRow,
) -> Result<bool> {
    let values = values![
        workspace,
        row.id,
        from,
        row.state.as_str(),
        row.state_at,
        row.not_before,
        row.tries,
        row.remote_key.as_deref(),
        row.address.as_deref(),
        row.problem.as_deref(),
    ];
    Ok(session.execute(MOVE, values).await? > 0)
}
