//! The audit log: who changed what, and who read much at once.

use kamerton_core::id::{AuditId, UserId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
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
pub(crate) const USERS_OF: &str = "SELECT object, user_id, MAX(at) FROM audit_log \
     WHERE workspace_id = $1 AND object IN ({in}) AND user_id IS NOT NULL \
     GROUP BY object, user_id";

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

/// Which users did something with these objects, and when last.
///
/// # Errors
/// Whatever the database says.
pub async fn users_of(
    session: &mut Session,
    workspace: WorkspaceId,
    objects: impl IntoIterator<Item = String>,
) -> Result<Vec<(String, UserId, Instant)>> {
    let wanted = objects.into_iter().map(Value::from);
    let rows = session.all_in(USERS_OF, &values![workspace], wanted).await?;
    rows.iter().map(|row| Ok((row.text(0)?, row.id(1)?, row.instant(2)?))).collect()
}
