//! How many saw our messages, as platforms count, and when they are asked next.

use kamerton_core::id::{ConnectionId, IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// How many saw a message.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ReachRow {
        /// Which message.
        message: MessageId = "message_id",
        /// By which connection the platform is asked.
        connection: ConnectionId = "connection_id",
        /// The name of the message in our words.
        remote_key: String = "remote_key",
        /// When it was sent.
        sent_at: Instant = "sent_at",
        /// How often it was seen.
        views: Option<i64> = "views",
        /// How often it was passed on.
        shares: Option<i64> = "shares",
        /// How many reacted.
        reactions: Option<i64> = "reactions",
        /// How many wrote something below it.
        comments: Option<i64> = "comments",
        /// When it was counted.
        counted_at: Option<Instant> = "counted_at",
        /// When the platform is asked next.
        due_at: Option<Instant> = "due_at",
    }
}

stored! {
    /// A message of which the platform may count how many saw it.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct OwnRow {
        /// Which.
        id: MessageId = "id",
        /// Where it stands.
        place: PlaceId = "place_id",
        /// Its name.
        remote_key: String = "remote_key",
        /// When it was sent.
        sent_at: Instant = "sent_at",
    }
}

const NOTED: &str = "ON CONFLICT (workspace_id, message_id) DO NOTHING";
const COUNTED: &str = "ON CONFLICT (workspace_id, message_id) DO UPDATE SET \
     views = excluded.views, shares = excluded.shares, reactions = excluded.reactions, \
     comments = excluded.comments, counted_at = excluded.counted_at, due_at = excluded.due_at";
pub(crate) const OWN: &str = "SELECT {columns} FROM message WHERE workspace_id = $1 \
     AND identity_id = $2 AND sent_at >= $3 AND deleted_at IS NULL AND service = 0 \
     ORDER BY sent_at LIMIT $4";
pub(crate) const DUE: &str = "SELECT {columns} FROM message_reach WHERE workspace_id = $1 \
     AND connection_id = $2 AND due_at IS NOT NULL AND due_at <= $3 ORDER BY due_at LIMIT $4";
pub(crate) const OF_MESSAGES: &str =
    "SELECT {columns} FROM message_reach WHERE workspace_id = $1 AND message_id IN ({in})";

/// Messages of an account of ours since a moment, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn own(
    session: &mut Session,
    workspace: WorkspaceId,
    identity: IdentityId,
    since: Instant,
    limit: i64,
) -> Result<Vec<OwnRow>> {
    session.rows(OWN, values![workspace, identity, since, limit]).await
}

/// Notes that these are to be asked for, unless they are noted; gives how many were not.
///
/// # Errors
/// Whatever the database says.
pub async fn note(session: &mut Session, workspace: WorkspaceId, rows: &[ReachRow]) -> Result<u64> {
    session.save("message_reach", NOTED, workspace, rows).await
}

/// Those that a connection is to ask for by now, the longest due first.
///
/// # Errors
/// Whatever the database says.
pub async fn due(
    session: &mut Session,
    workspace: WorkspaceId,
    connection: ConnectionId,
    now: Instant,
    limit: i64,
) -> Result<Vec<ReachRow>> {
    session.rows(DUE, values![workspace, connection, now, limit]).await
}

/// Keeps what was counted, and when to ask next. To be called in a transaction that holds the
/// connection ([`crate::connections::hold`]).
///
/// # Errors
/// Whatever the database says.
pub async fn counted(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[ReachRow],
) -> Result<()> {
    session.save("message_reach", COUNTED, workspace, rows).await?;
    Ok(())
}

/// What was counted of these messages, as far as they are asked for.
///
/// # Errors
/// Whatever the database says.
pub async fn of_messages(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<ReachRow>> {
    let wanted = messages.into_iter().map(Value::from);
    session.rows_in(OF_MESSAGES, &values![workspace], wanted).await
}
