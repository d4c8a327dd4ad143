//! What the day's plan reads: small ranges of indexes, whatever the size of the database.

use kamerton_core::id::{IdentityId, MessageId, PersonId, WorkspaceId};
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::messages::MessageRow;
use crate::people::PersonRow;
use crate::value::Value;
use crate::{Session, values};

pub(crate) const NEWCOMERS: &str = "SELECT {columns} FROM person WHERE workspace_id = $1 \
     AND role = 0 AND first_message_at >= $2 AND first_message_at < $3 \
     ORDER BY first_message_at DESC, id LIMIT $4";
pub(crate) const FIRST_BUYERS: &str = "SELECT {columns} FROM person WHERE workspace_id = $1 \
     AND role = 0 AND first_order_day >= $2 AND first_order_day <= $3 \
     ORDER BY first_order_day DESC, id LIMIT $4";
pub(crate) const FIRSTS_OF: &str = "SELECT i.id, (SELECT m.id FROM message m \
     WHERE m.workspace_id = $1 AND m.identity_id = i.id AND m.service = 0 \
     AND m.deleted_at IS NULL ORDER BY m.sent_at, m.doc_id LIMIT 1) \
     FROM identity i WHERE i.workspace_id = $1 AND i.id IN ({in})";
pub(crate) const LAST_OF: &str = "SELECT {columns} FROM message WHERE workspace_id = $1 \
     AND identity_id = $2 AND service = 0 AND deleted_at IS NULL AND sent_at < $3 \
     ORDER BY sent_at DESC, doc_id DESC LIMIT 1";
pub(crate) const PEOPLE_OF: &str =
    "SELECT id, person_id FROM identity WHERE workspace_id = $1 AND id IN ({in})";

/// Members whose first message was sent from `from` on and before `to`, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn newcomers(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Instant,
    to: Instant,
    limit: i64,
) -> Result<Vec<PersonRow>> {
    session.rows(NEWCOMERS, values![workspace, from, to, limit]).await
}

/// Members whose first order came between two days, both included, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn first_buyers(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Day,
    to: Day,
    limit: i64,
) -> Result<Vec<PersonRow>> {
    session.rows(FIRST_BUYERS, values![workspace, from, to, limit]).await
}

/// The first message of each of these accounts.
///
/// # Errors
/// Whatever the database says.
pub async fn first_messages(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<(IdentityId, MessageId)>> {
    let wanted = accounts.into_iter().map(Value::from);
    let rows = session.all_in(FIRSTS_OF, &values![workspace], wanted).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(message) = row.maybe_id(1)? {
            found.push((row.id(0)?, message));
        }
    }
    Ok(found)
}

/// The last message of an account before an instant.
///
/// # Errors
/// Whatever the database says.
pub async fn last_message(
    session: &mut Session,
    workspace: WorkspaceId,
    identity: IdentityId,
    before: Instant,
) -> Result<Option<MessageRow>> {
    Ok(session.rows(LAST_OF, values![workspace, identity, before]).await?.pop())
}

/// Whose these accounts are.
///
/// # Errors
/// Whatever the database says.
pub async fn people_of(
    session: &mut Session,
    workspace: WorkspaceId,
    identities: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<(IdentityId, PersonId)>> {
    let wanted = identities.into_iter().map(Value::from);
    let rows = session.all_in(PEOPLE_OF, &values![workspace], wanted).await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(person) = row.maybe_id(1)? {
            people.push((row.id(0)?, person));
        }
    }
    Ok(people)
}

/// The message that a row of the ledger follows from has this time: its first 48 bits.
pub fn said_at(message: MessageId) -> Instant {
    let bytes = message.0.as_bytes();
    let millis = bytes[..6].iter().fold(0_i64, |millis, byte| millis << 8 | i64::from(*byte));
    Instant::from_micros(millis * 1_000)
}
