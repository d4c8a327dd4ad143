//! `kamerton migrate`.

use std::process::ExitCode;

use anyhow::Result;
use kamerton_store::{Before, Store, Upgrade, health};

use crate::config::Config;
use crate::output;

/// Opens the store, which brings it up to date, and says what was done and what it has now.
pub async fn run(config: &Config) -> Result<ExitCode> {
    let store = Store::open(&config.target).await?;
    let version = health::schema_version(&mut store.read().await?).await?;
    store.close().await;
    let upgrade = store.upgrade();
    if config.json {
        output::json(&serde_json::json!({
            "schema": version,
            "from": upgrade.map_or(version, |upgrade| upgrade.from),
            "before": upgrade.and_then(file),
        }))?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(upgrade) = upgrade {
        output::line(&upgrade.to_string())?;
    }
    output::line(&format!("the database has schema {version} and is up to date"))?;
    Ok(ExitCode::SUCCESS)
}

fn file(upgrade: &Upgrade) -> Option<String> {
    match &upgrade.before {
        Before::Kept(file) => Some(file.display().to_string()),
        _ => None,
    }
}
