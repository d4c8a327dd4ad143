//! Merges of people, by which they are taken back.

use kamerton_core::id::{MergeId, PersonId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::{Session, values};

stored! {
    /// A merge as stored.
    #[derive(Clone, Debug, PartialEq)]
    pub struct MergeRow {
        /// Which.
        id: MergeId = "id",
        /// Who became part of the other.
        from: PersonId = "from_person_id",
        /// Who is left.
        into: PersonId = "into_person_id",
        /// JSON: what moved.
        moved: String = "moved",
        /// When.
        at: Instant = "at",
        /// By whom.
        by: String = "by_name",
        /// When it was taken back.
        undone_at: Option<Instant> = "undone_at",
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, id) DO UPDATE SET undone_at = excluded.undone_at";
pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM merge_log WHERE workspace_id = $1 AND id = $2";
pub(crate) const OF_PERSON: &str = "SELECT {columns} FROM merge_log WHERE workspace_id = $1 \
     AND into_person_id = $2 ORDER BY at DESC, id";

/// Stores a merge, or that it was taken back.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, row: MergeRow) -> Result<()> {
    session.save("merge_log", UPDATE, workspace, &[row]).await?;
    Ok(())
}

/// One merge.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    id: MergeId,
) -> Result<Option<MergeRow>> {
    Ok(session.rows(BY_ID, values![workspace, id]).await?.pop())
}

/// Who became part of a person, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of_person(
    session: &mut Session,
    workspace: WorkspaceId,
    person: PersonId,
) -> Result<Vec<MergeRow>> {
    session.rows(OF_PERSON, values![workspace, person]).await
}
