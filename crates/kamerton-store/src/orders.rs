//! Orders.

use kamerton_core::fact::OrderKind;
use kamerton_core::id::{IdentityId, OrderId, PersonId, WorkspaceId};
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// An order as stored.
    #[derive(Clone, Debug, PartialEq)]
    pub struct OrderRow {
        /// Which.
        id: OrderId = "id",
        /// Canonical remote key.
        key: String = "remote_key",
        /// Whose.
        identity: IdentityId = "identity_id",
        /// What.
        kind: OrderKind = "kind",
        /// When.
        at: Instant = "at",
        /// Its calendar day.
        day: Day = "day",
        /// Minor units.
        amount_minor: i64 = "amount_minor",
        /// ISO 4217.
        currency: String = "currency",
        /// What was bought.
        product: Option<String> = "product",
        /// Where the row came from.
        source: String = "source",
    }
}

const SKIP: &str = "ON CONFLICT (workspace_id, id) DO NOTHING";
pub(crate) const FORGET: &str =
    "DELETE FROM orders WHERE workspace_id = $1 AND id = $2 AND source = $3";
pub(crate) const KNOWN: &str = "SELECT id FROM orders WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const OF_PEOPLE: &str = "SELECT i.person_id, o.kind, o.day FROM identity i \
     CROSS JOIN orders o WHERE i.workspace_id = $1 AND i.person_id IN ({in}) \
     AND o.workspace_id = i.workspace_id AND o.identity_id = i.id";
pub(crate) const OF_IDENTITIES: &str = "SELECT {columns} FROM orders \
     WHERE workspace_id = $1 AND identity_id IN ({in})";

/// Stores orders; those that are there stay.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, rows: &[OrderRow]) -> Result<()> {
    session.save("orders", SKIP, workspace, rows).await?;
    Ok(())
}

/// Forgets an order that came from `source`; says whether it was there.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(
    session: &mut Session,
    workspace: WorkspaceId,
    id: OrderId,
    source: &str,
) -> Result<bool> {
    Ok(session.execute(FORGET, values![workspace, id, source]).await? > 0)
}

/// Which of these orders are there.
///
/// # Errors
/// Whatever the database says.
pub async fn known(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = OrderId>,
) -> Result<Vec<OrderId>> {
    let wanted = ids.into_iter().map(Value::from);
    session.map_in(KNOWN, &values![workspace], wanted, |row| row.id(0)).await
}

/// Kinds and days of all orders of these people.
///
/// # Errors
/// Whatever the database says.
pub async fn of_people(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, OrderKind, Day)>> {
    let wanted = people.into_iter().map(Value::from);
    session
        .map_in(OF_PEOPLE, &values![workspace], wanted, |row| {
            Ok((row.id(0)?, OrderKind::from_code(row.int(1)?), row.day(2)?))
        })
        .await
}

/// The orders of these accounts, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of_identities(
    session: &mut Session,
    workspace: WorkspaceId,
    identities: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<OrderRow>> {
    let wanted = identities.into_iter().map(Value::from);
    let mut orders: Vec<OrderRow> =
        session.rows_in(OF_IDENTITIES, &values![workspace], wanted).await?;
    orders.sort_by_key(|order| (std::cmp::Reverse(order.at), order.id));
    Ok(orders)
}
