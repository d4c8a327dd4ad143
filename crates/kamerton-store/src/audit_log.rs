//! The audit log: who changed what, and who read much at once.

use kamerton_core::id::{AuditId, UserId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::{Session, values};

stored! {
    /// A line of the audit log.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct AuditRow {
        /// Which.
        id: AuditId = "id",
        /// When.
        at: Instant = "at",
        /// Who, when it was a user.
        user: Option<UserId> = "user_id",
        /// Who, by name.
        by: String = "by_name",
        /// What was done: a word such as `person.note`.
        what: String = "what",
        /// With what: an id or a word, never a name or a text.
        object: String = "object",
        /// With how many.
        count: i64 = "count",
    }
}

const SKIP: &str = "ON CONFLICT (workspace_id, id) DO NOTHING";
pub(crate) const LATEST: &str = "SELECT {columns} FROM audit_log WHERE workspace_id = $1 \
     AND at < $2 ORDER BY at DESC, id DESC LIMIT $3";

/// Writes lines into the log.
///
/// # Errors
/// Whatever the database says.
pub async fn append(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[AuditRow],
) -> Result<()> {
    session.save("audit_log", SKIP, workspace, rows).await?;
    Ok(())
}

/// The latest lines before an instant.
///
/// # Errors
/// Whatever the database says.
pub async fn latest(
    session: &mut Session,
    workspace: WorkspaceId,
    before: Instant,
    limit: i64,
) -> Result<Vec<AuditRow>> {
    session.rows(LATEST, values![workspace, before, limit]).await
}
