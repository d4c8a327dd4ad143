//! `kamerton restore`.

use std::process::ExitCode;

use anyhow::Result;

use super::copying::Shown;
use crate::cli::Restore;
use crate::config::Config;
use crate::output;

/// Restores a backup into an empty place.
pub async fn run(config: &Config, args: Restore) -> Result<ExitCode> {
    let mut shown = Shown::new("restore");
    let restored =
        kamerton_app::backup::restore(&args.file, &config.target, &mut |at| shown.step(at)).await;
    shown.end();
    let counts = restored?;
    let rows: i64 = counts.values().sum();
    if config.json {
        output::json(&serde_json::json!({ "rows": rows, "tables": counts }))?;
    } else {
        output::line(&format!("restored {rows} rows in {} tables, counted again", counts.len()))?;
    }
    Ok(ExitCode::SUCCESS)
}
