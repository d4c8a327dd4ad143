//! Tokens by which programs talk to us, by their hash.

use kamerton_core::id::{TokenId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::{Stored, stored};
use crate::{Session, values};

stored! {
    /// A token as stored.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct TokenRow {
        /// Which.
        id: TokenId = "id",
        /// Hash of the token.
        token_hash: String = "token_hash",
        /// What it is for, in words.
        name: String = "name",
        /// What it may do: words parted by blanks.
        scopes: String = "scopes",
        /// Who made it.
        by: String = "by_name",
        /// When it was made.
        created_at: Instant = "created_at",
        /// When it was used last, give or take some minutes.
        used_at: Option<Instant> = "used_at",
        /// Until when it holds; for ever when not said.
        expires_at: Option<Instant> = "expires_at",
    }
}

const SKIP: &str = "ON CONFLICT (workspace_id, id) DO NOTHING";
pub(crate) const OF_WORKSPACE: &str =
    "SELECT {columns} FROM api_token WHERE workspace_id = $1 ORDER BY created_at, id";
pub(crate) const BY_HASH: &str = "SELECT t.id, t.token_hash, t.name, t.scopes, t.by_name, t.created_at, \
     t.used_at, t.expires_at, t.workspace_id FROM workspace w CROSS JOIN api_token t \
     WHERE t.workspace_id = w.id AND t.token_hash = $1";
pub(crate) const USED: &str =
    "UPDATE api_token SET used_at = $3 WHERE workspace_id = $1 AND id = $2";
pub(crate) const DELETE: &str = "DELETE FROM api_token WHERE workspace_id = $1 AND id = $2";

/// Stores a new token.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(session: &mut Session, workspace: WorkspaceId, row: &TokenRow) -> Result<()> {
    session.save("api_token", SKIP, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// The tokens of a workspace, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of_workspace(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<TokenRow>> {
    session.rows(OF_WORKSPACE, values![workspace]).await
}

/// The token of a hash with its workspace, expired or not.
///
/// # Errors
/// Whatever the database says.
pub async fn by_hash(
    session: &mut Session,
    token_hash: &str,
) -> Result<Option<(WorkspaceId, TokenRow)>> {
    let Some(row) = session.first(BY_HASH, values![token_hash]).await? else { return Ok(None) };
    Ok(Some((row.id(8)?, TokenRow::read(&row)?)))
}

/// Notes when a token was used.
///
/// # Errors
/// Whatever the database says.
pub async fn used(
    session: &mut Session,
    workspace: WorkspaceId,
    token: TokenId,
    at: Instant,
) -> Result<()> {
    session.execute(USED, values![workspace, token, at]).await?;
    Ok(())
}

/// Revokes a token; says whether it was there.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(session: &mut Session, workspace: WorkspaceId, token: TokenId) -> Result<bool> {
    Ok(session.execute(DELETE, values![workspace, token]).await? > 0)
}
