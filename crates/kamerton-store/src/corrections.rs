//! What our people said of messages in place of what was read in them.

use kamerton_core::id::{MessageId, UserId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// A correction, or the taking back of one.
    #[derive(Clone, Debug, PartialEq)]
    pub struct CorrectionRow {
        /// Of which message.
        message: MessageId = "message_id",
        /// Of what: a word of `kamerton_core::correction::Aspect`.
        aspect: String = "aspect",
        /// When it was said; no two of an aspect of a message at the same moment.
        at: Instant = "at",
        /// What is so; nothing when it was taken back.
        holds: Option<i64> = "holds",
        /// By whom, where it was a user.
        user: Option<UserId> = "user_id",
        /// By whom, as they were called then.
        by: String = "by_name",
    }
}

const KEEP: &str = "ON CONFLICT (workspace_id, message_id, aspect, at) \
     DO UPDATE SET holds = excluded.holds";
pub(crate) const OF_MESSAGES: &str = "SELECT {columns} FROM correction \
     WHERE workspace_id = $1 AND message_id IN ({in}) ORDER BY at, aspect";
pub(crate) const LATEST: &str = "SELECT {columns} FROM correction WHERE workspace_id = $1 \
     ORDER BY at DESC, message_id, aspect LIMIT $2";
pub(crate) const STATE: &str = "SELECT COUNT(*), CAST(COALESCE(MAX(at), 0) AS BIGINT) \
     FROM correction WHERE workspace_id = $1";

/// Stores a correction.
///
/// # Errors
/// Whatever the database says.
pub async fn add(session: &mut Session, workspace: WorkspaceId, row: &CorrectionRow) -> Result<()> {
    session.save("correction", KEEP, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// Everything that was said of these messages, in the order in which it was said.
///
/// # Errors
/// Whatever the database says.
pub async fn of_messages(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<CorrectionRow>> {
    let wanted = messages.into_iter().map(Value::from);
    let mut rows: Vec<CorrectionRow> =
        session.rows_in(OF_MESSAGES, &values![workspace], wanted).await?;
    rows.sort_by(|one, other| (one.at, &one.aspect).cmp(&(other.at, &other.aspect)));
    Ok(rows)
}

/// The latest corrections of all messages, at most `limit`, the latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn latest(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<CorrectionRow>> {
    session.rows(LATEST, values![workspace, limit]).await
}

/// How many there are, and when the last one was said: both change with any change.
///
/// # Errors
/// Whatever the database says.
pub async fn state(session: &mut Session, workspace: WorkspaceId) -> Result<(i64, i64)> {
    let row = session.one(STATE, values![workspace]).await?;
    Ok((row.int(0)?, row.int(1)?))
}
