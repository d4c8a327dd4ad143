//! What accounts did, page by page: every page is one range of one index, however much there is.

use kamerton_core::id::{IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::messages::{BY_ID, MembershipRow, MessageRow};
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// What a page shows of a message: a fifth of its columns.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct WordsRow {
        /// Which message.
        id: MessageId = "id",
        /// Where.
        place: PlaceId = "place_id",
        /// When.
        sent_at: Instant = "sent_at",
        /// Text.
        text: String = "text",
        /// What came along with it, as JSON.
        attachments: Option<String> = "attachments",
        /// Deletion.
        deleted_at: Option<Instant> = "deleted_at",
    }
}

/// What was said in the messages with these ids, as far as there are any.
///
/// # Errors
/// Whatever the database says.
pub async fn words(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<WordsRow>> {
    session.rows_in(BY_ID, &values![workspace], ids.into_iter().map(Value::from)).await
}

pub(crate) const WRITTEN_AFTER: &str = "SELECT id, sent_at FROM message \
     WHERE workspace_id = $1 AND identity_id = $2 AND sent_at >= $3 \
     AND (sent_at > $3 OR id > $4) ORDER BY sent_at, id LIMIT $5";

/// The next `limit` messages of an account after `after`, oldest first: to walk over all of them.
///
/// # Errors
/// Whatever the database says.
pub async fn written_after(
    session: &mut Session,
    workspace: WorkspaceId,
    identity: IdentityId,
    after: (Instant, MessageId),
    limit: i64,
) -> Result<Vec<(Instant, MessageId)>> {
    let values = values![workspace, identity, after.0, after.1, limit];
    session.map(WRITTEN_AFTER, values, |row| Ok((row.instant(1)?, row.id(0)?))).await
}

pub(crate) const WRITTEN_BEFORE: &str = "SELECT {columns} FROM message \
     WHERE workspace_id = $1 AND identity_id = $2 AND sent_at <= $3 \
     AND (sent_at < $3 OR id < $4) AND service = 0 ORDER BY sent_at DESC, id DESC LIMIT $5";
pub(crate) const REACTED_BEFORE: &str = "SELECT day, message_id, MIN(emoji) FROM reaction \
     WHERE workspace_id = $1 AND identity_id = $2 AND day <= $3 AND count > 0 \
     AND (day < $3 OR message_id < $4) GROUP BY day, message_id \
     ORDER BY day DESC, message_id DESC LIMIT $5";
pub(crate) const MEMBERSHIPS: &str = "SELECT {columns} FROM membership \
     WHERE workspace_id = $1 AND identity_id = $2 ORDER BY at DESC, remote_key LIMIT 1000";

/// The `limit` messages of an account before `before`, latest first. What a platform wrote of what
/// somebody did is not among them: they did not say it.
///
/// # Errors
/// Whatever the database says.
pub async fn written_before(
    session: &mut Session,
    workspace: WorkspaceId,
    identity: IdentityId,
    before: (Instant, MessageId),
    limit: i64,
) -> Result<Vec<MessageRow>> {
    let values = values![workspace, identity, before.0, before.1, limit];
    session.rows(WRITTEN_BEFORE, values).await
}

/// What was said in the `limit` messages of an account before `before`, latest first; service messages
/// are left out.
///
/// # Errors
/// Whatever the database says.
pub async fn words_before(
    session: &mut Session,
    workspace: WorkspaceId,
    identity: IdentityId,
    before: (Instant, MessageId),
    limit: i64,
) -> Result<Vec<WordsRow>> {
    let values = values![workspace, identity, before.0, before.1, limit];
    session.rows(WRITTEN_BEFORE, values).await
}

/// The `limit` messages an account reacted to before `before`, latest first: day, which, and one of
/// the emoji.
///
/// # Errors
/// Whatever the database says.
pub async fn reacted_before(
    session: &mut Session,
    workspace: WorkspaceId,
    identity: IdentityId,
    before: (Day, MessageId),
    limit: i64,
) -> Result<Vec<(Day, MessageId, String)>> {
    let values = values![workspace, identity, before.0, before.1, limit];
    session.map(REACTED_BEFORE, values, |row| Ok((row.day(0)?, row.id(1)?, row.text(2)?))).await
}

/// The latest thousand joinings and leavings of an account.
///
/// # Errors
/// Whatever the database says.
pub async fn memberships(
    session: &mut Session,
    workspace: WorkspaceId,
    identity: IdentityId,
) -> Result<Vec<MembershipRow>> {
    session.rows(MEMBERSHIPS, values![workspace, identity]).await
}

pub(crate) const LAST_WRITTEN: &str = "SELECT i.id, (SELECT m.id FROM message m \
     WHERE m.workspace_id = $1 AND m.identity_id = i.id AND m.service = 0 \
     AND m.deleted_at IS NULL AND m.text <> '' ORDER BY m.sent_at DESC, m.id DESC LIMIT 1) \
     FROM identity i WHERE i.workspace_id = $1 AND i.id IN ({in})";

/// The last message with words of each of these accounts that wrote any.
///
/// # Errors
/// Whatever the database says.
pub async fn last_written(
    session: &mut Session,
    workspace: WorkspaceId,
    identities: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<(IdentityId, MessageId)>> {
    let wanted = identities.into_iter().map(Value::from);
    let rows = session.all_in(LAST_WRITTEN, &values![workspace], wanted).await?;
    let mut last = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(message) = row.maybe_id(1)? {
            last.push((row.id(0)?, message));
        }
    }
    Ok(last)
}
