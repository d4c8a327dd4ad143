//! Who turns to whom, by place and day: kept in the same transaction as the facts.

use kamerton_core::id::{IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::time::Day;

use crate::error::Result;
use crate::stored::stored;
use crate::value::{Row, Value};
use crate::{Session, values};

stored! {
    /// How often an account turned to another in a place on a day.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct InteractionRow {
        /// To whom.
        target: IdentityId = "target_id",
        /// When.
        day: Day = "day",
        /// Who.
        source: IdentityId = "source_id",
        /// Where.
        place: PlaceId = "place_id",
        /// Answers.
        replies: i64 = "replies",
        /// Mentions by handle.
        mentions: i64 = "mentions",
        /// Words passed on.
        reposts: i64 = "reposts",
        /// Reactions.
        reactions: i64 = "reactions",
    }
}

/// How far interactions are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// All of them.
    All,
    /// Those of messages up to this one; of none while there is none.
    UpTo(Option<MessageId>),
}

impl Counted {
    /// Whether what is said of a message is counted already.
    pub fn holds(self, message: MessageId) -> bool {
        match self {
            Self::All => true,
            Self::UpTo(last) => last.is_some_and(|last| message <= last),
        }
    }
}

/// A message as far as it turns to others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurningRow {
    /// Which.
    pub message: MessageId,
    /// Where.
    pub place: PlaceId,
    /// Who wrote it.
    pub author: IdentityId,
    /// On which day.
    pub day: Day,
    /// Whose words it passes on, as named.
    pub forwarded_from: Option<String>,
    /// Its text, where it may name somebody by a handle.
    pub text: Option<String>,
    /// Who wrote what it answers.
    pub answers: Option<IdentityId>,
    /// The kind of accounts of its place.
    pub kind: String,
}

const ADD: &str = "ON CONFLICT (workspace_id, target_id, day, source_id, place_id) DO UPDATE SET \
     replies = interaction_day.replies + excluded.replies, \
     mentions = interaction_day.mentions + excluded.mentions, \
     reposts = interaction_day.reposts + excluded.reposts, \
     reactions = interaction_day.reactions + excluded.reactions";
pub(crate) const OF_TARGETS: &str = "SELECT {columns} FROM interaction_day \
     WHERE workspace_id = $1 AND target_id >= $2 AND target_id <= $3 \
     ORDER BY target_id, day, source_id, place_id";
pub(crate) const COUNTED: &str = "SELECT after_id FROM interaction_fill WHERE workspace_id = $1";
pub(crate) const FILL: &str = "INSERT INTO interaction_fill (workspace_id, after_id) \
     VALUES ($1, $2) ON CONFLICT (workspace_id) DO UPDATE SET after_id = excluded.after_id";
pub(crate) const FILLED: &str = "DELETE FROM interaction_fill WHERE workspace_id = $1";
pub(crate) const CLEAR: &str = "DELETE FROM interaction_day WHERE workspace_id = $1";
pub(crate) const AUTHORS: &str = "SELECT id, identity_id, place_id FROM message \
     WHERE workspace_id = $1 AND identity_id IS NOT NULL AND id IN ({in})";

macro_rules! turning {
    ($tail:literal) => {
        concat!(
            "SELECT m.id, m.place_id, m.identity_id, m.day, m.forwarded_from, \
             CASE WHEN m.text LIKE '%@%' THEN m.text END, p.identity_id, c.kind \
             FROM message m \
             LEFT JOIN message p ON p.workspace_id = m.workspace_id AND p.id = m.reply_to_id \
             LEFT JOIN place l ON l.workspace_id = m.workspace_id AND l.id = m.place_id \
             LEFT JOIN channel c ON c.workspace_id = m.workspace_id AND c.id = l.channel_id \
             WHERE m.workspace_id = $1 AND m.service = 0 AND m.deleted_at IS NULL \
             AND m.identity_id IS NOT NULL ",
            $tail
        )
    };
}
pub(crate) const TURNING_AFTER: &str = turning!("AND m.id > $2 ORDER BY m.id LIMIT $3");
pub(crate) const TURNING: &str = turning!("AND m.id IN ({in})");
pub(crate) const REACTIONS: &str = "SELECT m.identity_id, r.day, r.identity_id, m.place_id, \
     CAST(SUM(r.count) AS BIGINT) FROM reaction r \
     CROSS JOIN message m WHERE r.workspace_id = $1 AND r.message_id > $2 AND r.message_id <= $3 \
     AND r.count > 0 AND r.identity_id <> $4 AND m.workspace_id = r.workspace_id \
     AND m.id = r.message_id AND m.identity_id IS NOT NULL AND m.identity_id <> r.identity_id \
     GROUP BY m.identity_id, r.day, r.identity_id, m.place_id";

/// Adds to how often accounts turned to others; counts may be negative.
///
/// # Errors
/// Whatever the database says.
pub async fn add(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[InteractionRow],
) -> Result<()> {
    session.save("interaction_day", ADD, workspace, rows).await?;
    Ok(())
}

/// Everything that turned to accounts between two ids, both included, in order of the table.
///
/// # Errors
/// Whatever the database says.
pub async fn of_targets(
    session: &mut Session,
    workspace: WorkspaceId,
    (first, last): (IdentityId, IdentityId),
) -> Result<Vec<InteractionRow>> {
    session.rows(OF_TARGETS, values![workspace, first, last]).await
}

/// How far interactions are counted.
///
/// # Errors
/// Whatever the database says.
pub async fn counted(session: &mut Session, workspace: WorkspaceId) -> Result<Counted> {
    let row = session.first(COUNTED, values![workspace]).await?;
    Ok(match row {
        Some(row) => Counted::UpTo(row.maybe_id(0)?),
        None => Counted::All,
    })
}

/// Notes how far interactions are counted.
///
/// # Errors
/// Whatever the database says.
pub async fn set_counted(
    session: &mut Session,
    workspace: WorkspaceId,
    counted: Counted,
) -> Result<()> {
    match counted {
        Counted::All => session.execute(FILLED, values![workspace]).await?,
        Counted::UpTo(last) => session.execute(FILL, values![workspace, last]).await?,
    };
    Ok(())
}

/// Forgets all interactions: they are counted anew from the first message.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(session: &mut Session, workspace: WorkspaceId) -> Result<()> {
    session.execute(CLEAR, values![workspace]).await?;
    set_counted(session, workspace, Counted::UpTo(None)).await
}

/// Who wrote these messages, and where; those without an author are left out.
///
/// # Errors
/// Whatever the database says.
pub async fn authors(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<(MessageId, IdentityId, PlaceId)>> {
    let wanted = messages.into_iter().map(Value::from);
    session
        .map_in(AUTHORS, &values![workspace], wanted, |row| {
            Ok((row.id(0)?, row.id(1)?, row.id(2)?))
        })
        .await
}

/// The next `limit` messages by id after `after` as far as they turn to others; what is deleted or a
/// service message does not.
///
/// # Errors
/// Whatever the database says.
pub async fn turning_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: MessageId,
    limit: i64,
) -> Result<Vec<TurningRow>> {
    session.map(TURNING_AFTER, values![workspace, after, limit], read_turning).await
}

/// These messages as far as they turn to others.
///
/// # Errors
/// Whatever the database says.
pub async fn turning(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<TurningRow>> {
    let wanted = messages.into_iter().map(Value::from);
    session.map_in(TURNING, &values![workspace], wanted, read_turning).await
}

fn read_turning(row: &Row) -> Result<TurningRow> {
    Ok(TurningRow {
        message: row.id(0)?,
        place: row.id(1)?,
        author: row.id(2)?,
        day: row.day(3)?,
        forwarded_from: row.maybe_text(4)?,
        text: row.maybe_text(5)?,
        answers: row.maybe_id(6)?,
        kind: row.maybe_text(7)?.unwrap_or_default(),
    })
}

/// The reactions to the messages after one and up to another, by giver, author, day and place.
///
/// # Errors
/// Whatever the database says.
pub async fn reactions(
    session: &mut Session,
    workspace: WorkspaceId,
    (after, last): (MessageId, MessageId),
) -> Result<Vec<InteractionRow>> {
    session
        .map(REACTIONS, values![workspace, after, last, IdentityId::NIL], |row| {
            Ok(InteractionRow {
                target: row.id(0)?,
                day: row.day(1)?,
                source: row.id(2)?,
                place: row.id(3)?,
                replies: 0,
                mentions: 0,
                reposts: 0,
                reactions: row.int(4)?,
            })
        })
        .await
}
