//! The log of merges and splits of people. Who belongs where follows from those that hold.

use kamerton_core::id::{IdentityId, MergeId, PersonId, WorkspaceId};
use kamerton_core::placement::{Act, Deed};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// A merge or split as stored.
    #[derive(Clone, Debug, PartialEq)]
    pub struct MergeRow {
        /// Which.
        id: MergeId = "id",
        /// Its place in the log.
        number: i64 = "number",
        /// `merge`, or `split`.
        act: String = "act",
        /// Who became part of the other, or from whom accounts were taken.
        from: PersonId = "from_person_id",
        /// Who is left, or who was made.
        into: PersonId = "into_person_id",
        /// JSON: what moved.
        moved: String = "moved",
        /// Why, in the words of whoever did it.
        reason: String = "reason",
        /// When.
        at: Instant = "at",
        /// By whom.
        by: String = "by_name",
        /// When it was taken back.
        undone_at: Option<Instant> = "undone_at",
        /// By whom it was.
        undone_by: Option<String> = "undone_by",
    }
}

impl MergeRow {
    /// As a rule reads it.
    pub fn deed(&self) -> Deed {
        Deed {
            number: self.number,
            act: Act::parse(&self.act).unwrap_or(Act::Merge),
            from: self.from,
            into: self.into,
            holds: self.undone_at.is_none(),
        }
    }
}

stored! {
    /// An account that a split took.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SplitAccountRow {
        /// By which split.
        split: MergeId = "split_id",
        /// Which account.
        identity: IdentityId = "identity_id",
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, id) DO UPDATE SET \
     undone_at = excluded.undone_at, undone_by = excluded.undone_by";
const SKIP_ACCOUNT: &str = "ON CONFLICT (workspace_id, split_id, identity_id) DO NOTHING";
pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM merge_log WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const FROM: &str =
    "SELECT {columns} FROM merge_log WHERE workspace_id = $1 AND from_person_id IN ({in})";
pub(crate) const INTO: &str =
    "SELECT {columns} FROM merge_log WHERE workspace_id = $1 AND into_person_id IN ({in})";
pub(crate) const LAST: &str =
    "SELECT number FROM merge_log WHERE workspace_id = $1 ORDER BY number DESC LIMIT 1";
pub(crate) const ACCOUNTS: &str = "SELECT {columns} FROM split_account \
     WHERE workspace_id = $1 AND split_id IN ({in}) ORDER BY split_id, identity_id";
pub(crate) const SPLITS: &str = "SELECT {columns} FROM split_account \
     WHERE workspace_id = $1 AND identity_id IN ({in}) ORDER BY identity_id, split_id";

/// Stores a merge or split, or that it was taken back.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, row: MergeRow) -> Result<()> {
    session.save("merge_log", UPDATE, workspace, &[row]).await?;
    Ok(())
}

/// The number of the next line of the log. The caller holds the workspace's lock.
///
/// # Errors
/// Whatever the database says.
pub async fn next_number(session: &mut Session, workspace: WorkspaceId) -> Result<i64> {
    let last = session.map(LAST, values![workspace], |row| row.int(0)).await?;
    Ok(last.first().map_or(1, |last| last + 1))
}

/// These merges and splits.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = MergeId>,
) -> Result<Vec<MergeRow>> {
    session.rows_in(BY_ID, &values![workspace], ids.into_iter().map(Value::from)).await
}

/// All that was done with these people, on either side.
///
/// # Errors
/// Whatever the database says.
pub async fn of_people(
    session: &mut Session,
    workspace: WorkspaceId,
    people: &[PersonId],
) -> Result<Vec<MergeRow>> {
    let wanted = || people.iter().copied().map(Value::from);
    let mut rows: Vec<MergeRow> = session.rows_in(FROM, &values![workspace], wanted()).await?;
    rows.extend(session.rows_in(INTO, &values![workspace], wanted()).await?);
    rows.sort_by_key(|row: &MergeRow| row.number);
    rows.dedup_by_key(|row| row.id);
    Ok(rows)
}

/// Writes down which accounts splits took.
///
/// # Errors
/// Whatever the database says.
pub async fn take(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[SplitAccountRow],
) -> Result<()> {
    session.save("split_account", SKIP_ACCOUNT, workspace, rows).await?;
    Ok(())
}

/// The accounts that these splits took.
///
/// # Errors
/// Whatever the database says.
pub async fn accounts(
    session: &mut Session,
    workspace: WorkspaceId,
    splits: impl IntoIterator<Item = MergeId>,
) -> Result<Vec<SplitAccountRow>> {
    session.rows_in(ACCOUNTS, &values![workspace], splits.into_iter().map(Value::from)).await
}

/// The splits that took these accounts, taken back or not.
///
/// # Errors
/// Whatever the database says.
pub async fn splits(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<SplitAccountRow>> {
    session.rows_in(SPLITS, &values![workspace], accounts.into_iter().map(Value::from)).await
}
