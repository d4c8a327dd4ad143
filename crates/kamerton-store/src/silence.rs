//! What is read of who fell silent and of who never spoke: bounded ranges of indexes.

use kamerton_core::id::{IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::value::Value;
use crate::{Session, values};

pub(crate) const SPOKE: &str = "SELECT DISTINCT identity_id, day FROM person_day \
     WHERE workspace_id = $1 AND day >= $2 AND messages > 0 AND identity_id IN ({in})";
pub(crate) const JOINED: &str = "SELECT identity_id, at, joined FROM membership \
     WHERE workspace_id = $1 AND place_id = $2 AND at >= $3 ORDER BY at DESC LIMIT $4";
pub(crate) const REACTED: &str = "SELECT d.identity_id, d.day, d.reactions FROM \
     (SELECT identity_id, day FROM person_day WHERE workspace_id = $1 AND place_id = $2 \
     AND day >= $3 ORDER BY day DESC LIMIT $4) AS w CROSS JOIN person_day d \
     WHERE d.workspace_id = $1 AND d.identity_id = w.identity_id AND d.day = w.day \
     AND d.place_id = $2 AND d.reactions > 0";
pub(crate) const LAST_REACTION: &str = "SELECT message_id FROM reaction WHERE workspace_id = $1 \
     AND identity_id = $2 AND count > 0 ORDER BY day DESC, message_id DESC LIMIT 1";

/// The days since one on which these accounts wrote, each once.
///
/// # Errors
/// Whatever the database says.
pub async fn spoke(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: impl IntoIterator<Item = IdentityId>,
    since: Day,
) -> Result<Vec<(IdentityId, Day)>> {
    let wanted = accounts.into_iter().map(Value::from);
    session
        .map_in(SPOKE, &values![workspace, since], wanted, |row| Ok((row.id(0)?, row.day(1)?)))
        .await
}

/// Who came to a place or left it since an instant, the `limit` latest, latest first: the account, when,
/// and whether they came.
///
/// # Errors
/// Whatever the database says.
pub async fn joined(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    since: Instant,
    limit: i64,
) -> Result<Vec<(IdentityId, Instant, bool)>> {
    session
        .map(JOINED, values![workspace, place, since, limit], |row| {
            Ok((row.id(0)?, Instant::from_micros(row.int(1)?), row.flag(2)?))
        })
        .await
}

/// Who reacted, wherever that was, on the `limit` latest days of accounts since a day: the account, the day,
/// and how many reactions.
///
/// # Errors
/// Whatever the database says.
pub async fn reacted(
    session: &mut Session,
    workspace: WorkspaceId,
    since: Day,
    limit: i64,
) -> Result<Vec<(IdentityId, Day, i64)>> {
    // Reactions are counted without a place.
    session
        .map(REACTED, values![workspace, PlaceId::NIL, since, limit], |row| {
            Ok((row.id(0)?, row.day(1)?, row.int(2)?))
        })
        .await
}

/// The message to which an account reacted last.
///
/// # Errors
/// Whatever the database says.
pub async fn last_reaction(
    session: &mut Session,
    workspace: WorkspaceId,
    account: IdentityId,
) -> Result<Option<MessageId>> {
    let row = session.first(LAST_REACTION, values![workspace, account]).await?;
    row.map(|row| row.id(0)).transpose()
}
