//! Numbers on how accounts behave, over the whole history: asked for rarely, by hand.

use kamerton_core::id::{IdentityId, WorkspaceId};

use crate::error::Result;
use crate::{Session, values};

pub(crate) const BUSIEST: &str = "SELECT identity_id, CAST(SUM(messages) AS BIGINT) AS written \
     FROM person_day WHERE workspace_id = $1 GROUP BY identity_id \
     HAVING SUM(messages) >= $2 ORDER BY 2 DESC, identity_id LIMIT $3";
pub(crate) const ANSWERERS: &str = "SELECT m.identity_id, COUNT(*) FROM awaiting a \
     CROSS JOIN message m WHERE a.workspace_id = $1 AND a.answered_by_id IS NOT NULL \
     AND m.workspace_id = a.workspace_id AND m.id = a.answered_by_id \
     AND m.identity_id IS NOT NULL GROUP BY m.identity_id ORDER BY 2 DESC, m.identity_id LIMIT $2";
pub(crate) const ANSWERED: &str = "SELECT COUNT(*) FROM awaiting \
     WHERE workspace_id = $1 AND answered_by_id IS NOT NULL";

/// At most `limit` accounts that wrote `least` messages or more, the busiest first.
///
/// # Errors
/// Whatever the database says.
pub async fn busiest(
    session: &mut Session,
    workspace: WorkspaceId,
    least: i64,
    limit: i64,
) -> Result<Vec<(IdentityId, i64)>> {
    session
        .map(BUSIEST, values![workspace, least, limit], |row| Ok((row.id(0)?, row.int(1)?)))
        .await
}

/// At most `limit` accounts by how often theirs was the first answer to what waited for one.
///
/// # Errors
/// Whatever the database says.
pub async fn answerers(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<(IdentityId, i64)>> {
    session.map(ANSWERERS, values![workspace, limit], |row| Ok((row.id(0)?, row.int(1)?))).await
}

/// How much of what waited was answered at all.
///
/// # Errors
/// Whatever the database says.
pub async fn answered(session: &mut Session, workspace: WorkspaceId) -> Result<i64> {
    session.one(ANSWERED, values![workspace]).await?.int(0)
}
