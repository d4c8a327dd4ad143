//! Runs of imports: where they stand, so that a killed one resumes, and what they refused.

use kamerton_core::id::{ImportId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::{Session, values};

stored! {
    /// A run of an import.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ImportRow {
        /// Which.
        id: ImportId = "id",
        /// Kind of source.
        kind: String = "kind",
        /// Names, sizes and times of the files and the options: equal for the same command.
        fingerprint: String = "fingerprint",
        /// When it began.
        started_at: Instant = "started_at",
        /// When it was through.
        ended_at: Option<Instant> = "ended_at",
        /// Items that are durable.
        items: i64 = "items",
        /// JSON: its counts.
        report: String = "report",
    }
}

stored! {
    /// A refused record.
    #[derive(Clone, Debug, PartialEq)]
    pub struct RefusalRow {
        /// In which run.
        import: ImportId = "import_id",
        /// Its number in the run.
        number: i64 = "number",
        /// File with line, entry or element.
        place: String = "place",
        /// Why.
        why: String = "why",
        /// The beginning of the raw record.
        raw: String = "raw",
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, id) DO UPDATE SET ended_at = excluded.ended_at, \
     items = excluded.items, report = excluded.report";
const SKIP: &str = "ON CONFLICT (workspace_id, import_id, number) DO NOTHING";
pub(crate) const UNFINISHED: &str = "SELECT {columns} FROM import_run WHERE workspace_id = $1 \
     AND fingerprint = $2 AND ended_at IS NULL ORDER BY started_at DESC LIMIT 1";
pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM import_run WHERE workspace_id = $1 AND id = $2";
pub(crate) const REFUSALS: &str = "SELECT {columns} FROM import_refusal \
     WHERE workspace_id = $1 AND import_id = $2 AND number > $3 ORDER BY number LIMIT $4";
pub(crate) const ALL: &str = "SELECT {columns} FROM import_run WHERE workspace_id = $1 ORDER BY started_at DESC, id LIMIT $2";

/// Stores where a run stands.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, row: &ImportRow) -> Result<()> {
    session.save("import_run", UPDATE, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// The latest run of the same command that did not come to its end.
///
/// # Errors
/// Whatever the database says.
pub async fn unfinished(
    session: &mut Session,
    workspace: WorkspaceId,
    fingerprint: &str,
) -> Result<Option<ImportRow>> {
    Ok(session.rows(UNFINISHED, values![workspace, fingerprint]).await?.pop())
}

/// Stores refused records.
///
/// # Errors
/// Whatever the database says.
pub async fn save_refusals(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[RefusalRow],
) -> Result<()> {
    session.save("import_refusal", SKIP, workspace, rows).await?;
    Ok(())
}

/// At most `limit` refused records of a run after one of them; the first has the number 0.
///
/// # Errors
/// Whatever the database says.
pub async fn refusals(
    session: &mut Session,
    workspace: WorkspaceId,
    import: ImportId,
    after: i64,
    limit: i64,
) -> Result<Vec<RefusalRow>> {
    session.rows(REFUSALS, values![workspace, import, after, limit]).await
}

/// A run.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ImportId,
) -> Result<Option<ImportRow>> {
    Ok(session.rows(BY_ID, values![workspace, id]).await?.pop())
}

/// The latest runs.
///
/// # Errors
/// Whatever the database says.
pub async fn all(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<ImportRow>> {
    session.rows(ALL, values![workspace, limit]).await
}
