//! `kamerton migrate-to`.

use std::process::ExitCode;

use anyhow::Result;
use kamerton_app::move_to;

use super::copying::Shown;
use super::open_store;
use crate::cli::MigrateTo;
use crate::config::Config;
use crate::output;

/// Copies everything into an empty PostgreSQL database, all or nothing.
pub async fn run(config: &Config, args: MigrateTo) -> Result<ExitCode> {
    let store = open_store(config).await?;
    let mut shown = Shown::new("migrate-to");
    let moved = move_to::postgres(&store, &args.url, &mut |at| shown.step(at)).await;
    shown.end();
    store.close().await;
    let moved = moved?;
    let rows: i64 = moved.tables.values().map(|sum| sum.rows).sum();
    if config.json {
        let tables: std::collections::BTreeMap<_, _> =
            moved.tables.iter().map(|(table, sum)| (table, sum.rows)).collect();
        output::json(
            &serde_json::json!({ "rows": rows, "tables": tables, "changed": moved.changed }),
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    output::line(&format!(
        "moved {rows} rows in {} tables; count and content of every table are equal on both sides",
        moved.tables.len()
    ))?;
    if moved.changed {
        output::line(
            "the old database was written to meanwhile, and that is not in the new one: stop what \
             writes, empty the new database and run this again",
        )?;
    }
    Ok(ExitCode::SUCCESS)
}
