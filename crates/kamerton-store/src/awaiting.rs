//! Messages that wait for an answer.

use kamerton_core::answer::{Awaiting, Waited};
use kamerton_core::id::{IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// A message that waits or waited.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct AwaitingRow {
        /// Which message.
        message: MessageId = "message_id",
        /// Where.
        place: PlaceId = "place_id",
        /// Whose.
        identity: IdentityId = "identity_id",
        /// Topic or thread, hashed.
        thread: i64 = "thread",
        /// When it was sent.
        sent_at: Instant = "sent_at",
        /// What for: bits of `kamerton_core::answer::kinds`.
        kinds: i64 = "kinds",
        /// When it is overdue.
        due_at: Instant = "due_at",
        /// When somebody answered first.
        answered_at: Option<Instant> = "answered_at",
        /// With which message.
        answered_by: Option<MessageId> = "answered_by_id",
        /// When one of us answered first.
        ours_at: Option<Instant> = "ours_at",
        /// Whether the ledger holds it against us.
        overdue: bool = "overdue",
    }
}

impl AwaitingRow {
    /// What became of it.
    pub const fn waited(&self) -> Waited {
        Waited {
            kinds: self.kinds,
            sent_at: self.sent_at,
            answered_at: self.answered_at,
            ours_at: self.ours_at,
        }
    }

    /// What the rules see of it.
    pub const fn awaiting(&self) -> Awaiting {
        Awaiting {
            message: self.message,
            identity: self.identity,
            thread: self.thread,
            sent_at: self.sent_at,
        }
    }
}

stored! {
    /// Something that none of us has answered, as far as the index tells.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct OpenRow {
        /// Which message.
        message: MessageId = "message_id",
        /// Where.
        place: PlaceId = "place_id",
        /// When it was sent.
        sent_at: Instant = "sent_at",
        /// What for.
        kinds: i64 = "kinds",
        /// When it is overdue.
        due_at: Instant = "due_at",
        /// When somebody else answered first.
        answered_at: Option<Instant> = "answered_at",
    }
}

impl OpenRow {
    /// What became of it.
    pub const fn waited(&self) -> Waited {
        Waited {
            kinds: self.kinds,
            sent_at: self.sent_at,
            answered_at: self.answered_at,
            ours_at: None,
        }
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, message_id) DO UPDATE SET \
     kinds = excluded.kinds, due_at = excluded.due_at, answered_at = excluded.answered_at, \
     answered_by_id = excluded.answered_by_id, ours_at = excluded.ours_at, \
     overdue = excluded.overdue";
pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM awaiting WHERE workspace_id = $1 AND message_id IN ({in})";
pub(crate) const BETWEEN: &str = "SELECT {columns} FROM awaiting WHERE workspace_id = $1 \
     AND place_id = $2 AND sent_at >= $3 AND sent_at <= $4 ORDER BY sent_at, message_id";
pub(crate) const DELETE: &str =
    "DELETE FROM awaiting WHERE workspace_id = $1 AND message_id IN ({in})";
pub(crate) const FALLEN_DUE: &str = "SELECT {columns} FROM awaiting WHERE workspace_id = $1 \
     AND due_at <= $2 AND overdue = 0 AND (answered_at IS NULL OR answered_at > due_at) \
     ORDER BY due_at LIMIT $3";
pub(crate) const SINCE: &str = "SELECT {columns} FROM awaiting WHERE workspace_id = $1 \
     AND sent_at >= $2 AND sent_at < $3 ORDER BY sent_at DESC LIMIT $4";
pub(crate) const WITHOUT_US: &str = "SELECT {columns} FROM awaiting WHERE workspace_id = $1 \
     AND ours_at IS NULL AND sent_at >= $2 AND sent_at < $3 ORDER BY sent_at, message_id LIMIT $4";
pub(crate) const AFTER: &str = "SELECT {columns} FROM awaiting WHERE workspace_id = $1 \
     AND message_id > $2 ORDER BY message_id LIMIT $3";

pub(crate) const ABOUT: &str = "SELECT a.message_id, a.place_id, a.identity_id, a.thread, \
     a.sent_at, a.kinds, a.due_at, a.answered_at, a.answered_by_id, a.ours_at, a.overdue \
     FROM message f CROSS JOIN awaiting a WHERE f.workspace_id = $1 AND f.id IN ({in}) \
     AND a.workspace_id = f.workspace_id AND a.place_id = f.place_id \
     AND a.sent_at <= f.sent_at AND a.sent_at >= f.sent_at - $2 \
     AND a.identity_id = f.identity_id";

/// What waits and is answered by answering one of these messages: the message itself, or what its
/// author asked at most `follow_up` microseconds before.
///
/// # Errors
/// Whatever the database says.
pub async fn about(
    session: &mut Session,
    workspace: WorkspaceId,
    follow_up: i64,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<AwaitingRow>> {
    let wanted = messages.into_iter().map(Value::from);
    session.rows_in(ABOUT, &values![workspace, follow_up], wanted).await
}

/// Stores what waits; rows that are there are brought up to date.
///
/// # Errors
/// Whatever the database says.
pub async fn save(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[AwaitingRow],
) -> Result<()> {
    session.save("awaiting", UPDATE, workspace, rows).await?;
    Ok(())
}

/// What waits among these messages.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<AwaitingRow>> {
    session.rows_in(BY_ID, &values![workspace], messages.into_iter().map(Value::from)).await
}

/// What waits in a place, sent between two instants, both included.
///
/// # Errors
/// Whatever the database says.
pub async fn between(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    from: Instant,
    to: Instant,
) -> Result<Vec<AwaitingRow>> {
    session.rows(BETWEEN, values![workspace, place, from, to]).await
}

/// Forgets that these wait.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<()> {
    session.execute_in(DELETE, &values![workspace], messages.into_iter().map(Value::from)).await?;
    Ok(())
}

/// What fell due by `now` without an answer and is not yet in the ledger.
///
/// # Errors
/// Whatever the database says.
pub async fn fallen_due(
    session: &mut Session,
    workspace: WorkspaceId,
    now: Instant,
    limit: i64,
) -> Result<Vec<AwaitingRow>> {
    session.rows(FALLEN_DUE, values![workspace, now, limit]).await
}

/// The latest that wait or waited, sent from `from` on and before `to`.
///
/// # Errors
/// Whatever the database says.
pub async fn since(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Instant,
    to: Instant,
    limit: i64,
) -> Result<Vec<AwaitingRow>> {
    session.rows(SINCE, values![workspace, from, to, limit]).await
}

/// What none of us has answered, sent from `from` on and before `to`, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn without_us(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Instant,
    to: Instant,
    limit: i64,
) -> Result<Vec<OpenRow>> {
    session.rows(WITHOUT_US, values![workspace, from, to, limit]).await
}

/// The next `limit` by message id after `after`: to walk over all of them.
///
/// # Errors
/// Whatever the database says.
pub async fn after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: MessageId,
    limit: i64,
) -> Result<Vec<AwaitingRow>> {
    session.rows(AFTER, values![workspace, after, limit]).await
}
