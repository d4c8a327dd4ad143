//! What newcomers said when they were asked whether they feel comfortable.

use kamerton_core::id::{IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// What somebody said.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ComfortRow {
        /// By which account they came.
        identity: IdentityId = "identity_id",
        /// Their first message.
        message: MessageId = "message_id",
        /// When it was written down.
        at: Instant = "at",
        /// How comfortable, as `kamerton_core::comfort` numbers it.
        comfort: i64 = "comfort",
        /// Their words.
        words: String = "words",
        /// Who wrote it down.
        by: String = "by_name",
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, identity_id) DO UPDATE SET at = excluded.at, \
     message_id = excluded.message_id, comfort = excluded.comfort, words = excluded.words, \
     by_name = excluded.by_name";
pub(crate) const OF_ACCOUNTS: &str = "SELECT {columns} FROM comfort_answer \
     WHERE workspace_id = $1 AND identity_id IN ({in})";
pub(crate) const OF_PLACE: &str = "SELECT a.comfort FROM comfort_answer a CROSS JOIN message m \
     WHERE a.workspace_id = $1 AND a.at >= $3 AND a.at < $4 \
     AND m.workspace_id = a.workspace_id AND m.id = a.message_id AND m.place_id = $2 \
     ORDER BY a.at DESC LIMIT $5";
pub(crate) const FORGET: &str =
    "DELETE FROM comfort_answer WHERE workspace_id = $1 AND identity_id IN ({in})";

/// Stores what somebody said; it takes the place of what they said before.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, row: &ComfortRow) -> Result<()> {
    session.save("comfort_answer", UPDATE, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// What the people with these accounts said.
///
/// # Errors
/// Whatever the database says.
pub async fn of_accounts(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<ComfortRow>> {
    session.rows_in(OF_ACCOUNTS, &values![workspace], accounts.into_iter().map(Value::from)).await
}

/// The latest `limit` answers of those who came in a place, written down from `from` on and before `to`.
///
/// # Errors
/// Whatever the database says.
pub async fn of_place(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    (from, to): (Instant, Instant),
    limit: i64,
) -> Result<Vec<i64>> {
    session.map(OF_PLACE, values![workspace, place, from, to, limit], |row| row.int(0)).await
}

/// Forgets what the people with these accounts said; says whether there was anything.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<bool> {
    let wanted = accounts.into_iter().map(Value::from);
    Ok(session.execute_in(FORGET, &values![workspace], wanted).await? > 0)
}
