//! Moving an installation from its directory to PostgreSQL.

use std::collections::BTreeMap;

use kamerton_store::copy::{self, Progress, Sum};
use kamerton_store::{Store, Target};

use crate::error::{AppError, Result};

/// What was moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Rows and their content, by table, equal on both sides.
    pub tables: BTreeMap<String, Sum>,
    /// Whether somebody wrote to the source meanwhile: that is not in the target.
    pub changed: bool,
}

/// Copies everything in `from` into the empty PostgreSQL database at `url` and compares count and
/// content of every table. All or nothing: the copy is one transaction.
///
/// # Errors
/// When the target is no PostgreSQL or not empty, or when what arrived is not what was sent; then
/// the target has at most empty tables and the source is as it was.
pub async fn postgres(
    from: &Store,
    url: &str,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Moved> {
    if !url.starts_with("postgres://") && !url.starts_with("postgresql://") {
        return Err(AppError::Asked(format!(
            "«{url}» is no address of PostgreSQL: postgres://user@host/database"
        )));
    }
    let to = Store::create(&Target::Postgres(url.to_owned())).await?;
    let mut snapshot = from.snapshot().await?;
    let tables = copy::copy(&mut snapshot, &to, &kamerton_text::index_tokens, progress).await?;
    drop(snapshot);
    to.close().await;
    let counts = copy::counts(&mut from.read().await?).await?;
    let changed =
        counts.iter().any(|(table, rows)| tables.get(table).is_none_or(|sum| sum.rows != *rows));
    Ok(Moved { tables, changed })
}
