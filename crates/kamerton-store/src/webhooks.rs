//! Who may send signed calls, with their sealed secrets.

use kamerton_core::id::{WebhookId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::{Session, values};

stored! {
    /// A sender of signed calls.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct WebhookRow {
        /// Which.
        id: WebhookId = "id",
        /// What it is for, in words.
        name: String = "name",
        /// The secret, encrypted.
        sealed_secret: String = "sealed_secret",
        /// Who made it.
        by: String = "by_name",
        /// When it was made.
        created_at: Instant = "created_at",
        /// When it was used last, give or take some minutes.
        used_at: Option<Instant> = "used_at",
    }
}

const SKIP: &str = "ON CONFLICT (workspace_id, id) DO NOTHING";
pub(crate) const OF_WORKSPACE: &str =
    "SELECT {columns} FROM webhook WHERE workspace_id = $1 ORDER BY created_at, id";
pub(crate) const BY_ID: &str = "SELECT {columns} FROM webhook WHERE workspace_id = $1 AND id = $2";
pub(crate) const USED: &str = "UPDATE webhook SET used_at = $3 WHERE workspace_id = $1 AND id = $2";
pub(crate) const SET_SECRET: &str =
    "UPDATE webhook SET sealed_secret = $3 WHERE workspace_id = $1 AND id = $2";
pub(crate) const DELETE: &str = "DELETE FROM webhook WHERE workspace_id = $1 AND id = $2";

/// Stores a new sender.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(session: &mut Session, workspace: WorkspaceId, row: &WebhookRow) -> Result<()> {
    session.save("webhook", SKIP, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// The senders of a workspace, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of_workspace(
    session: &mut Session,
    workspace: WorkspaceId,
) -> Result<Vec<WebhookRow>> {
    session.rows(OF_WORKSPACE, values![workspace]).await
}

/// One sender.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    webhook: WebhookId,
) -> Result<Option<WebhookRow>> {
    Ok(session.rows(BY_ID, values![workspace, webhook]).await?.pop())
}

/// Notes when a sender was heard.
///
/// # Errors
/// Whatever the database says.
pub async fn used(
    session: &mut Session,
    workspace: WorkspaceId,
    webhook: WebhookId,
    at: Instant,
) -> Result<()> {
    session.execute(USED, values![workspace, webhook, at]).await?;
    Ok(())
}

/// Keeps another secret of a sender.
///
/// # Errors
/// Whatever the database says.
pub async fn set_secret(
    session: &mut Session,
    workspace: WorkspaceId,
    webhook: WebhookId,
    sealed: &str,
) -> Result<()> {
    session.execute(SET_SECRET, values![workspace, webhook, sealed]).await?;
    Ok(())
}

/// Removes a sender; says whether it was there.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(
    session: &mut Session,
    workspace: WorkspaceId,
    webhook: WebhookId,
) -> Result<bool> {
    Ok(session.execute(DELETE, values![workspace, webhook]).await? > 0)
}
