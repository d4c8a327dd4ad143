//! Messages newest first, a piece at a time: each piece is one range of one index. What of it is
//! shown is decided by whoever asks.

use kamerton_core::id::{MessageId, PlaceId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::awaiting::AwaitingRow;
use crate::error::Result;
use crate::messages::MessageRow;
use crate::{Session, values};

/// Where a piece begins, just before this: when a message was sent, and which it is.
pub type Before = (Instant, MessageId);

pub(crate) const EVERYWHERE: &str = "SELECT {columns} FROM message WHERE workspace_id = $1 \
     AND id < $2 AND id >= $3 ORDER BY id DESC LIMIT $4";
pub(crate) const IN_PLACE: &str = "SELECT {columns} FROM message WHERE workspace_id = $1 \
     AND place_id = $2 AND sent_at >= $3 AND sent_at <= $4 AND (sent_at < $4 OR id < $5) \
     ORDER BY sent_at DESC, id DESC LIMIT $6";
pub(crate) const WAITED: &str = "SELECT {columns} FROM awaiting WHERE workspace_id = $1 \
     AND sent_at >= $2 AND sent_at <= $3 AND (sent_at < $3 OR message_id < $4) \
     ORDER BY sent_at DESC, message_id DESC LIMIT $5";
pub(crate) const WAITED_IN_PLACE: &str = "SELECT {columns} FROM awaiting \
     WHERE workspace_id = $1 AND place_id = $2 AND sent_at >= $3 AND sent_at <= $4 \
     AND (sent_at < $4 OR message_id < $5) ORDER BY sent_at DESC, message_id DESC LIMIT $6";

/// The `limit` messages before `before`, sent from `from` on. Ids lie in the order of time.
///
/// # Errors
/// Whatever the database says.
pub async fn everywhere(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Instant,
    before: MessageId,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    let least = MessageId::first_of(from);
    session.rows(EVERYWHERE, values![workspace, before, least, limit]).await
}

/// The `limit` messages of a place before `before`, sent from `from` on.
///
/// # Errors
/// Whatever the database says.
pub async fn in_place(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    from: Instant,
    before: Before,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    let values = values![workspace, place, from, before.0, before.1, limit];
    session.rows(IN_PLACE, values).await
}

/// The `limit` messages before `before` that wait or waited for an answer, sent from `from` on.
///
/// # Errors
/// Whatever the database says.
pub async fn waited(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Instant,
    before: Before,
    limit: i64,
) -> Result<Vec<AwaitingRow>> {
    session.rows(WAITED, values![workspace, from, before.0, before.1, limit]).await
}

/// As [`waited`], of one place.
///
/// # Errors
/// Whatever the database says.
pub async fn waited_in_place(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    from: Instant,
    before: Before,
    limit: i64,
) -> Result<Vec<AwaitingRow>> {
    let values = values![workspace, place, from, before.0, before.1, limit];
    session.rows(WAITED_IN_PLACE, values).await
}
