//! The ledger of entries.

use kamerton_core::entry::{Entry, EntryKind};
use kamerton_core::id::{IdentityId, MessageId, PersonId, WorkspaceId};
use kamerton_core::time::Day;

use crate::error::Result;
use crate::stored::stored;
use crate::value::{Row, Value};
use crate::{Session, values};

stored! {
    /// An entry as stored.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct EntryRow {
        /// Whose.
        identity: IdentityId = "identity_id",
        /// On which day.
        day: Day = "day",
        /// What.
        kind: EntryKind = "kind",
        /// From which message.
        ground: MessageId = "ground_id",
        /// Thousandths.
        weight: i64 = "weight",
        /// The other side.
        other: IdentityId = "other_id",
        /// See [`Entry::since`].
        since: Day = "since",
        /// Version of the policy it was made under.
        rule: i64 = "rule",
    }
}

impl EntryRow {
    /// The row of an entry made under a version of the policy.
    pub const fn of(entry: &Entry, rule: i64) -> Self {
        Self {
            identity: entry.identity,
            day: entry.day,
            kind: entry.kind,
            ground: entry.ground,
            weight: entry.weight,
            other: entry.other,
            since: entry.since,
            rule,
        }
    }

    /// The entry of a row.
    pub const fn entry(&self) -> Entry {
        Entry {
            identity: self.identity,
            day: self.day,
            kind: self.kind,
            ground: self.ground,
            weight: self.weight,
            other: self.other,
            since: self.since,
        }
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, identity_id, day, kind, ground_id) \
     DO UPDATE SET weight = excluded.weight, other_id = excluded.other_id, \
     since = excluded.since, rule = excluded.rule";
pub(crate) const OF_GROUNDS: &str = "SELECT {columns} FROM entry \
     WHERE workspace_id = $1 AND kind <> 15 AND ground_id IN ({in})";
pub(crate) const DELETE: &str = "DELETE FROM entry WHERE workspace_id = $1 \
     AND identity_id = $2 AND day = $3 AND kind = $4 AND ground_id = $5";
pub(crate) const SINCE_BASE: &str = "SELECT p.id, e.identity_id, e.day, e.kind, e.ground_id, \
     e.weight, e.other_id, e.since FROM person p \
     CROSS JOIN identity i CROSS JOIN entry e \
     WHERE p.workspace_id = $1 AND p.id IN ({in}) \
     AND i.workspace_id = p.workspace_id AND i.person_id = p.id \
     AND e.workspace_id = i.workspace_id AND e.identity_id = i.id AND e.day > p.base_day";
pub(crate) const OF_PEOPLE: &str = "SELECT i.person_id, e.identity_id, e.day, e.kind, e.ground_id, \
     e.weight, e.other_id, e.since FROM identity i \
     CROSS JOIN entry e WHERE i.workspace_id = $1 AND i.person_id IN ({in}) \
     AND e.workspace_id = i.workspace_id AND e.identity_id = i.id";
pub(crate) const SINCE_DAY: &str = "SELECT {columns} FROM entry \
     WHERE workspace_id = $1 AND day >= $2 AND identity_id IN ({in})";
pub(crate) const OF_KIND: &str = "SELECT {columns} FROM entry WHERE workspace_id = $1 \
     AND kind = $2 AND kind <> 15 AND day >= $3 AND day <= $4 ORDER BY day DESC, ground_id DESC \
     LIMIT $5";

/// In the order of the index, so that a day with thousands of them is not sorted for fifty.
pub(crate) const OF_DAY: &str = "SELECT {columns} FROM entry WHERE workspace_id = $1 \
     AND kind = $2 AND kind <> 15 AND day = $3 ORDER BY identity_id, ground_id LIMIT $4";

/// Stores entries.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, rows: &[EntryRow]) -> Result<()> {
    session.save("entry", UPDATE, workspace, rows).await?;
    Ok(())
}

/// Takes an entry back.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(session: &mut Session, workspace: WorkspaceId, entry: &Entry) -> Result<()> {
    let values = values![workspace, entry.identity, entry.day, entry.kind.code(), entry.ground];
    session.execute(DELETE, values).await?;
    Ok(())
}

/// The entries that follow from these messages.
///
/// # Errors
/// Whatever the database says.
pub async fn of_grounds(
    session: &mut Session,
    workspace: WorkspaceId,
    grounds: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<EntryRow>> {
    session.rows_in(OF_GROUNDS, &values![workspace], grounds.into_iter().map(Value::from)).await
}

/// The entries of these people after their checkpoints.
///
/// # Errors
/// Whatever the database says.
pub async fn since_base(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, Entry)>> {
    let wanted = people.into_iter().map(Value::from);
    session.map_in(SINCE_BASE, &values![workspace], wanted, read).await
}

/// All entries of these people.
///
/// # Errors
/// Whatever the database says.
pub async fn of_people(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, Entry)>> {
    let wanted = people.into_iter().map(Value::from);
    session.map_in(OF_PEOPLE, &values![workspace], wanted, read).await
}

/// The entries of these accounts on a day and after it.
///
/// # Errors
/// Whatever the database says.
pub async fn since_day(
    session: &mut Session,
    workspace: WorkspaceId,
    day: Day,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<EntryRow>> {
    let wanted = accounts.into_iter().map(Value::from);
    session.rows_in(SINCE_DAY, &values![workspace, day], wanted).await
}

fn read(row: &Row) -> Result<(PersonId, Entry)> {
    use crate::stored::Field;
    let entry = Entry {
        identity: row.id(1)?,
        day: row.day(2)?,
        kind: EntryKind::from_row(row, 3)?,
        ground: row.id(4)?,
        weight: row.int(5)?,
        other: row.id(6)?,
        since: row.day(7)?,
    };
    Ok((row.id(0)?, entry))
}

/// The latest entries of a kind between two days, both included.
///
/// # Errors
/// Whatever the database says.
pub async fn of_kind(
    session: &mut Session,
    workspace: WorkspaceId,
    kind: EntryKind,
    from: Day,
    to: Day,
    limit: i64,
) -> Result<Vec<EntryRow>> {
    session.rows(OF_KIND, values![workspace, kind.code(), from, to, limit]).await
}

/// Some entries of a kind on a day, always the same ones.
///
/// # Errors
/// Whatever the database says.
pub async fn of_day(
    session: &mut Session,
    workspace: WorkspaceId,
    kind: EntryKind,
    day: Day,
    limit: i64,
) -> Result<Vec<EntryRow>> {
    session.rows(OF_DAY, values![workspace, kind.code(), day, limit]).await
}
