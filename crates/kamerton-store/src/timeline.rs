//! What accounts did, page by page: every page is one range of one index, however much there is.

use kamerton_core::id::{IdentityId, MessageId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::{Session, values};

pub(crate) const WRITTEN_AFTER: &str = "SELECT id, sent_at FROM message \
     WHERE workspace_id = $1 AND identity_id = $2 AND sent_at >= $3 \
     AND (sent_at > $3 OR id > $4) ORDER BY sent_at, id LIMIT $5";

/// The next `limit` messages of an account after `after`, oldest first: to walk over all of them.
///
/// # Errors
/// Whatever the database says.
pub async fn written_after(
    session: &mut Session,
    workspace: WorkspaceId,
    identity: IdentityId,
    after: (Instant, MessageId),
    limit: i64,
) -> Result<Vec<(Instant, MessageId)>> {
    let values = values![workspace, identity, after.0, after.1, limit];
    let rows = session.all(WRITTEN_AFTER, values).await?;
    rows.iter().map(|row| Ok((row.instant(1)?, row.id(0)?))).collect()
}
