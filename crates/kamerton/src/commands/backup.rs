//! `kamerton backup`.

use std::process::ExitCode;

use anyhow::Result;

use super::copying::Shown;
use super::open_store;
use crate::cli::Backup;
use crate::config::Config;
use crate::output;

/// Writes a backup of all brands into one file.
pub async fn run(config: &Config, args: Backup) -> Result<ExitCode> {
    let store = open_store(config).await?;
    let mut shown = Shown::new("backup");
    let counts = kamerton_app::backup::write(&store, &args.file, &mut |at| shown.step(at)).await;
    shown.end();
    store.close().await;
    let counts = counts?;
    let rows: i64 = counts.values().sum();
    let bytes = std::fs::metadata(&args.file).map_or(0, |about| about.len());
    if config.json {
        let file = args.file.display().to_string();
        output::json(
            &serde_json::json!({ "file": file, "bytes": bytes, "rows": rows, "tables": counts }),
        )?;
    } else {
        output::line(&format!(
            "{}: {rows} rows in {} tables, {} MB, checked",
            args.file.display(),
            counts.len(),
            bytes.div_ceil(1 << 20)
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}
