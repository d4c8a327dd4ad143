//! Segments as they are kept, and the members of those that were frozen.

use kamerton_core::id::{PersonId, SegmentId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::{Session, values};

stored! {
    /// A segment.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct SegmentRow {
        /// Which.
        id: SegmentId = "id",
        /// What it is called.
        name: String = "name",
        /// Its name folded.
        key: String = "name_key",
        /// Its description in English.
        source: String = "source",
        /// Whether its members are kept.
        frozen: bool = "frozen",
        /// When it was made.
        created_at: Instant = "created_at",
        /// By whom.
        created_by: String = "created_by",
        /// When it was last changed.
        changed_at: Instant = "changed_at",
        /// By whom.
        changed_by: String = "changed_by",
    }
}

stored! {
    /// A member of a frozen segment.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct MemberRow {
        /// Of which.
        segment: SegmentId = "segment_id",
        /// Who.
        person: PersonId = "person_id",
    }
}

// Of whatever is there alike: another one of the same name, too.
const SKIP: &str = "ON CONFLICT DO NOTHING";
const SKIP_MEMBER: &str = "ON CONFLICT (workspace_id, segment_id, person_id) DO NOTHING";
pub(crate) const ALL: &str =
    "SELECT {columns} FROM segment WHERE workspace_id = $1 ORDER BY name_key LIMIT $2";
pub(crate) const BY_ID: &str = "SELECT {columns} FROM segment WHERE workspace_id = $1 AND id = $2";
pub(crate) const BY_NAME: &str =
    "SELECT {columns} FROM segment WHERE workspace_id = $1 AND name_key = $2";
pub(crate) const COUNT: &str = "SELECT COUNT(*) FROM segment WHERE workspace_id = $1";
pub(crate) const UPDATE: &str = "UPDATE segment SET name = $3, name_key = $4, source = $5, \
     frozen = $6, changed_at = $7, changed_by = $8 WHERE workspace_id = $1 AND id = $2 \
     AND NOT EXISTS (SELECT 1 FROM segment o WHERE o.workspace_id = $1 AND o.name_key = $4 \
     AND o.id <> $2)";
pub(crate) const DELETE: &str = "DELETE FROM segment WHERE workspace_id = $1 AND id = $2";
pub(crate) const FORGET_MEMBERS: &str =
    "DELETE FROM segment_member WHERE workspace_id = $1 AND segment_id = $2";
pub(crate) const MEMBER_COUNT: &str =
    "SELECT COUNT(*) FROM segment_member WHERE workspace_id = $1 AND segment_id = $2";

/// Stores a new segment; says whether it could: not where another one is called so, also where that
/// one is being stored in this instant.
///
/// # Errors
/// Whatever the database says.
pub async fn add(session: &mut Session, workspace: WorkspaceId, row: &SegmentRow) -> Result<bool> {
    Ok(session.save("segment", SKIP, workspace, std::slice::from_ref(row)).await? > 0)
}

/// The first `limit` by name.
///
/// # Errors
/// Whatever the database says.
pub async fn all(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<SegmentRow>> {
    session.rows(ALL, values![workspace, limit]).await
}

/// One of them.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<Option<SegmentRow>> {
    Ok(session.rows(BY_ID, values![workspace, id]).await?.pop())
}

/// The one whose folded name this is.
///
/// # Errors
/// Whatever the database says.
pub async fn by_name(
    session: &mut Session,
    workspace: WorkspaceId,
    key: &str,
) -> Result<Option<SegmentRow>> {
    Ok(session.rows(BY_NAME, values![workspace, key]).await?.pop())
}

/// How many there are.
///
/// # Errors
/// Whatever the database says.
pub async fn count(session: &mut Session, workspace: WorkspaceId) -> Result<i64> {
    session.one(COUNT, values![workspace]).await?.int(0)
}

/// Changes one; says whether it could: not where it is gone, or another one is called so. Two that are
/// renamed alike in one instant have to hold the lock of their workspace.
///
/// # Errors
/// Whatever the database says.
pub async fn change(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &SegmentRow,
) -> Result<bool> {
    let values = values![
        workspace,
        row.id,
        row.name.as_str(),
        row.key.as_str(),
        row.source.as_str(),
        row.frozen,
        row.changed_at,
        row.changed_by.as_str()
    ];
    Ok(session.execute(UPDATE, values).await? > 0)
}

/// Deletes one with its members; says whether it was there.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(session: &mut Session, workspace: WorkspaceId, id: SegmentId) -> Result<bool> {
    forget_members(session, workspace, id).await?;
    Ok(session.execute(DELETE, values![workspace, id]).await? > 0)
}

/// Stores members.
///
/// # Errors
/// Whatever the database says.
pub async fn add_members(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[MemberRow],
) -> Result<()> {
    session.save("segment_member", SKIP_MEMBER, workspace, rows).await?;
    Ok(())
}

/// Forgets all members of one.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_members(
    session: &mut Session,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<()> {
    session.execute(FORGET_MEMBERS, values![workspace, id]).await?;
    Ok(())
}

/// How many members were stored of one.
///
/// # Errors
/// Whatever the database says.
pub async fn member_count(
    session: &mut Session,
    workspace: WorkspaceId,
    id: SegmentId,
) -> Result<i64> {
    session.one(MEMBER_COUNT, values![workspace, id]).await?.int(0)
}
