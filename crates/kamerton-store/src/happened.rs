//! What happened with everybody since a day or an instant: counts, each of one range of an index.

use kamerton_core::entry::EntryKind;
use kamerton_core::fact::OrderKind;
use kamerton_core::id::{PersonId, WorkspaceId};
use kamerton_core::state::{Stage, State};
use kamerton_core::time::{Day, Instant};

use crate::error::{Result, StoreError};
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// A person whose state has moved.
    #[derive(Clone, Debug, PartialEq)]
    pub struct Mover {
        /// Who.
        id: PersonId = "id",
        /// Name as shown.
        name: String = "name",
        /// Number of the role.
        role: i64 = "role",
        /// The state now.
        state: State = "state",
        /// The stage now.
        stage: Stage = "stage",
        /// Changes of state, encoded.
        moves: String = "moves",
        /// Since when the state is what it is.
        since: Option<Day> = "state_since",
    }
}

/// Orders of a kind in a currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered {
    /// What.
    pub kind: OrderKind,
    /// ISO 4217.
    pub currency: String,
    /// How many.
    pub count: i64,
    /// Minor units in all.
    pub amount_minor: i64,
}

pub(crate) const FIRST_SEEN: &str = "SELECT COUNT(*) FROM (SELECT id FROM person \
     WHERE workspace_id = $1 AND role = 0 AND first_seen_at >= $2 AND first_seen_at < $3 \
     LIMIT $4) AS w";
pub(crate) const FIRST_WROTE: &str = "SELECT COUNT(*) FROM (SELECT id FROM person \
     WHERE workspace_id = $1 AND role = 0 AND first_message_at >= $2 AND first_message_at < $3 \
     LIMIT $4) AS w";
pub(crate) const ENTRIES: &str = "SELECT kind, COUNT(*) FROM entry WHERE workspace_id = $1 \
     AND kind <> 15 AND day >= $2 AND day <= $3 AND kind IN ({in}) GROUP BY kind";
pub(crate) const MOVERS: &str = "SELECT {columns} FROM person WHERE workspace_id = $1 \
     AND state_since IS NOT NULL AND state_since >= $2 AND state_since <= $3 \
     ORDER BY state_since DESC, id LIMIT $4";
pub(crate) const ORDERS: &str = "SELECT kind, currency, COUNT(*), \
     CAST(SUM(amount_minor) AS BIGINT) FROM orders WHERE workspace_id = $1 AND day >= $2 \
     AND day <= $3 GROUP BY kind, currency ORDER BY kind, currency";

/// How many members were first seen from `from` on and before `to`; counts to `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn first_seen(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Instant,
    to: Instant,
    limit: i64,
) -> Result<i64> {
    session.one(FIRST_SEEN, values![workspace, from, to, limit]).await?.int(0)
}

/// How many members wrote for the first time from `from` on and before `to`; counts to `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn first_wrote(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Instant,
    to: Instant,
    limit: i64,
) -> Result<i64> {
    session.one(FIRST_WROTE, values![workspace, from, to, limit]).await?.int(0)
}

/// How many entries of each of these kinds fall on the days between two, both included.
///
/// # Errors
/// Whatever the database says.
pub async fn entries(
    session: &mut Session,
    workspace: WorkspaceId,
    kinds: impl IntoIterator<Item = EntryKind>,
    from: Day,
    to: Day,
) -> Result<Vec<(EntryKind, i64)>> {
    let wanted = kinds.into_iter().map(|kind| Value::from(kind.code()));
    session
        .map_in(ENTRIES, &values![workspace, from, to], wanted, |row| {
            let code = row.int(0)?;
            let kind = EntryKind::from_code(code)
                .ok_or_else(|| StoreError::Unexpected(format!("entry kind {code}")))?;
            Ok((kind, row.int(1)?))
        })
        .await
}

/// At most `limit` people whose state is what it is since one of the days between two, both
/// included, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn movers(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Day,
    to: Day,
    limit: i64,
) -> Result<Vec<Mover>> {
    session.rows(MOVERS, values![workspace, from, to, limit]).await
}

/// Orders of the days between two, both included, by kind and currency.
///
/// # Errors
/// Whatever the database says.
pub async fn orders(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Day,
    to: Day,
) -> Result<Vec<Ordered>> {
    session
        .map(ORDERS, values![workspace, from, to], |row| {
            Ok(Ordered {
                kind: OrderKind::from_code(row.int(0)?),
                currency: row.text(1)?,
                count: row.int(2)?,
                amount_minor: row.int(3)?,
            })
        })
        .await
}
