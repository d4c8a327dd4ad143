//! The large model of a workspace: how it is set up, with its sealed key, and what was asked of it.

use kamerton_core::id::WorkspaceId;
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::stored::stored;
use crate::{Session, values};

stored! {
    /// How the large model of a workspace is set up.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct LargeModelRow {
        /// What one sets, as JSON.
        settings: String = "settings",
        /// The key, encrypted, where one is needed.
        sealed_key: Option<String> = "sealed_key",
        /// When it was changed last.
        changed_at: Instant = "changed_at",
    }
}

stored! {
    /// What was asked of it on a day.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct SpentRow {
        /// The day.
        day: Day = "day",
        /// Requests.
        requests: i64 = "requests",
        /// Tokens that were sent.
        tokens_in: i64 = "tokens_in",
        /// Tokens that came back.
        tokens_out: i64 = "tokens_out",
        /// What they cost, in millionths.
        cost: i64 = "cost",
    }
}

const REPLACE: &str = "ON CONFLICT (workspace_id) DO UPDATE SET settings = excluded.settings, \
     sealed_key = excluded.sealed_key, changed_at = excluded.changed_at";
const ADD: &str = "ON CONFLICT (workspace_id, day) DO UPDATE SET \
     requests = large_model_day.requests + excluded.requests, \
     tokens_in = large_model_day.tokens_in + excluded.tokens_in, \
     tokens_out = large_model_day.tokens_out + excluded.tokens_out, \
     cost = large_model_day.cost + excluded.cost";
pub(crate) const OF_WORKSPACE: &str = "SELECT {columns} FROM large_model WHERE workspace_id = $1";
pub(crate) const SPENT: &str = "SELECT {columns} FROM large_model_day WHERE workspace_id = $1 \
     AND day >= $2 AND day <= $3 ORDER BY day";

/// How the large model of a workspace is set up, if it ever was.
///
/// # Errors
/// Whatever the database says.
pub async fn of_workspace(
    session: &mut Session,
    workspace: WorkspaceId,
) -> Result<Option<LargeModelRow>> {
    Ok(session.rows(OF_WORKSPACE, values![workspace]).await?.pop())
}

/// Keeps how it is set up.
///
/// # Errors
/// Whatever the database says.
pub async fn save(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &LargeModelRow,
) -> Result<()> {
    session.save("large_model", REPLACE, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// Adds to what was asked on a day; less than nothing takes back. Whoever adds to the same day at the
/// same time waits until this transaction has ended.
///
/// # Errors
/// Whatever the database says.
pub async fn add(session: &mut Session, workspace: WorkspaceId, spent: &SpentRow) -> Result<()> {
    session.save("large_model_day", ADD, workspace, std::slice::from_ref(spent)).await?;
    Ok(())
}

/// What was asked from one day to another, day by day.
///
/// # Errors
/// Whatever the database says.
pub async fn spent(
    session: &mut Session,
    workspace: WorkspaceId,
    from: Day,
    to: Day,
) -> Result<Vec<SpentRow>> {
    session.rows(SPENT, values![workspace, from, to]).await
}
