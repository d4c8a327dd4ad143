//! What live sources sent, as it came: acknowledged when it lies here, folded afterwards.

use std::collections::HashSet;

use kamerton_core::id::{RawEventId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::{Session, values};

/// An event waits to be folded.
pub const WAITING: i64 = 0;
/// An event has been folded.
pub const FOLDED: i64 = 1;
/// An event cannot be used; it is kept with the reason.
pub const UNUSABLE: i64 = 2;

stored! {
    /// An event as it came.
    #[derive(Clone, Debug, PartialEq)]
    pub struct RawEventRow {
        /// Which: the same event sent again has the same id.
        id: RawEventId = "id",
        /// Who sent it: kept as the source of accounts that it makes known.
        source: String = "source",
        /// When it came.
        received_at: Instant = "received_at",
        /// JSON of the fact.
        body: String = "body",
        /// [`WAITING`], [`FOLDED`] or [`UNUSABLE`].
        status: i64 = "status",
        /// Why it cannot be used.
        problem: Option<String> = "problem",
    }
}

const SKIP: &str = "ON CONFLICT (workspace_id, id) DO NOTHING";
pub(crate) const KNOWN: &str = "SELECT id FROM raw_event WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const THOSE_WAITING: &str = "SELECT {columns} FROM raw_event \
     WHERE workspace_id = $1 AND status = 0 ORDER BY id LIMIT $2";
pub(crate) const THOSE_UNUSABLE: &str = "SELECT {columns} FROM raw_event \
     WHERE workspace_id = $1 AND status = 2 ORDER BY id DESC LIMIT $2";
pub(crate) const COUNT_WAITING: &str =
    "SELECT COUNT(*) FROM raw_event WHERE workspace_id = $1 AND status = 0";
pub(crate) const FOLD: &str =
    "UPDATE raw_event SET status = 1 WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const REFUSE: &str =
    "UPDATE raw_event SET status = 2, problem = $3 WHERE workspace_id = $1 AND id = $2";
pub(crate) const FORGET: &str = "DELETE FROM raw_event WHERE workspace_id = $1 AND id IN \
     (SELECT id FROM raw_event WHERE workspace_id = $1 AND id < $2 AND status <> 0 \
     AND received_at < $3 ORDER BY id LIMIT $4)";
pub(crate) const BACKLOG: &str = "SELECT source, COUNT(*), MIN(received_at) FROM raw_event \
     WHERE workspace_id = $1 AND status = 0 GROUP BY source";
pub(crate) const NOT_UNDERSTOOD: &str = "SELECT source, COUNT(*), MIN(received_at) FROM raw_event \
     WHERE workspace_id = $1 AND status = 2 GROUP BY source";
pub(crate) const UNUSABLE_OF: &str = "SELECT {columns} FROM raw_event \
     WHERE workspace_id = $1 AND status = 2 AND source = $2 ORDER BY id DESC LIMIT $3";
pub(crate) const READ_AGAIN: &str = "UPDATE raw_event SET status = 0, problem = NULL \
     WHERE workspace_id = $1 AND status = 2 AND source = $2";

/// Keeps events that came; gives those that had come before.
///
/// # Errors
/// Whatever the database says.
pub async fn keep(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[RawEventRow],
) -> Result<HashSet<RawEventId>> {
    let wanted = rows.iter().map(|row| row.id.into());
    let known = session.all_in(KNOWN, &values![workspace], wanted).await?;
    let known = known.iter().map(|row| row.id(0)).collect::<Result<HashSet<RawEventId>>>()?;
    if known.is_empty() {
        session.save("raw_event", SKIP, workspace, rows).await?;
    } else {
        let new: Vec<_> = rows.iter().filter(|row| !known.contains(&row.id)).cloned().collect();
        session.save("raw_event", SKIP, workspace, &new).await?;
    }
    Ok(known)
}

/// The first `limit` events that wait to be folded, in the order in which they happened.
///
/// # Errors
/// Whatever the database says.
pub async fn waiting(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<RawEventRow>> {
    session.rows(THOSE_WAITING, values![workspace, limit]).await
}

/// How many events wait to be folded.
///
/// # Errors
/// Whatever the database says.
pub async fn count_waiting(session: &mut Session, workspace: WorkspaceId) -> Result<i64> {
    session.one(COUNT_WAITING, values![workspace]).await?.int(0)
}

/// The latest `limit` events that cannot be used.
///
/// # Errors
/// Whatever the database says.
pub async fn unusable(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<RawEventRow>> {
    session.rows(THOSE_UNUSABLE, values![workspace, limit]).await
}

/// Some events of one source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// Who sent them.
    pub source: String,
    /// How many they are.
    pub count: i64,
    /// When the first of them came.
    pub oldest: Instant,
}

fn read_backlog(row: &crate::Row) -> Result<Backlog> {
    Ok(Backlog { source: row.text(0)?, count: row.int(1)?, oldest: row.instant(2)? })
}

/// How many events of each source wait to be folded.
///
/// # Errors
/// Whatever the database says.
pub async fn backlog(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<Backlog>> {
    session.map(BACKLOG, values![workspace], read_backlog).await
}

/// How many events of each source cannot be used.
///
/// # Errors
/// Whatever the database says.
pub async fn not_understood(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<Backlog>> {
    session.map(NOT_UNDERSTOOD, values![workspace], read_backlog).await
}

/// The latest `limit` events of one source that cannot be used.
///
/// # Errors
/// Whatever the database says.
pub async fn unusable_of(
    session: &mut Session,
    workspace: WorkspaceId,
    source: &str,
    limit: i64,
) -> Result<Vec<RawEventRow>> {
    session.rows(UNUSABLE_OF, values![workspace, source, limit]).await
}

/// Lets the events of one source that could not be used wait again; gives how many they are.
///
/// # Errors
/// Whatever the database says.
pub async fn read_again(
    session: &mut Session,
    workspace: WorkspaceId,
    source: &str,
) -> Result<u64> {
    session.execute(READ_AGAIN, values![workspace, source]).await
}

/// Marks events as folded.
///
/// # Errors
/// Whatever the database says.
pub async fn fold(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = RawEventId>,
) -> Result<()> {
    session.execute_in(FOLD, &values![workspace], ids.into_iter().map(Into::into)).await?;
    Ok(())
}

/// Marks an event as one that cannot be used.
///
/// # Errors
/// Whatever the database says.
pub async fn refuse(
    session: &mut Session,
    workspace: WorkspaceId,
    id: RawEventId,
    problem: &str,
) -> Result<()> {
    session.execute(REFUSE, values![workspace, id, problem]).await?;
    Ok(())
}

/// Forgets at most `limit` events that do not wait any more, that happened and came before a
/// moment; gives how many.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_before(
    session: &mut Session,
    workspace: WorkspaceId,
    before: Instant,
    limit: i64,
) -> Result<u64> {
    let first = RawEventId::first_of(before);
    session.execute(FORGET, values![workspace, first, before, limit]).await
}
