//! `kamerton migrate`.

use std::process::ExitCode;

use anyhow::Result;
use kamerton_store::{Store, health};

use crate::config::Config;
use crate::output;

/// Opens the store, which brings it up to date, and says what it has now.
pub async fn run(config: &Config) -> Result<ExitCode> {
    let store = Store::open(&config.target).await?;
    let version = health::schema_version(&mut store.read().await?).await?;
    store.close().await;
    if config.json {
        output::json(&serde_json::json!({ "schema": version }))?;
    } else {
        output::line(&format!("the database has schema {version} and is up to date"))?;
    }
    Ok(ExitCode::SUCCESS)
}
