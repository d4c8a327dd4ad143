//! Looks whether everything is as it should be, and says what to do where it is not.

use std::path::Path;

use kamerton_store::{SCHEMA_VERSION, Store, Target, health, workspaces};
use serde::Serialize;

use crate::error::Result;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// As it should be.
    Ok,
    /// Worth knowing.
    Warn,
    /// Has to be mended.
    Fail,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub what: String,
    /// How bad it is.
    pub level: Level,
    /// What was found.
    pub found: String,
    /// What to do, unless it is as it should be.
    pub advice: Option<String>,
}

impl Finding {
    fn ok(what: &str, found: impl Into<String>) -> Self {
        Self { what: what.to_owned(), level: Level::Ok, found: found.into(), advice: None }
    }

    fn bad(level: Level, what: &str, found: impl Into<String>, advice: &str) -> Self {
        let advice = Some(advice.to_owned());
        Self { what: what.to_owned(), level, found: found.into(), advice }
    }

    /// `found` as it should be when `good`, else `level` with advice.
    fn judge(good: bool, level: Level, what: &str, found: impl Into<String>, advice: &str) -> Self {
        if good { Self::ok(what, found) } else { Self::bad(level, what, found, advice) }
    }
}

/// Less free space than this is too little for anything.
const LEAST_FREE: u64 = 64 << 20;
/// A log larger than this was not taken into the database for long.
const LARGEST_LOG: u64 = 256 << 20;

const NOT_DURABLE: &str = "what Kamerton acknowledges would not survive a power cut: switch it on";

/// Looks at everything. What cannot be opened is a finding too.
///
/// # Errors
/// When the store, once open, cannot be asked.
pub async fn examine(target: &Target) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    if let Target::Directory(directory) = target {
        findings.extend(free_space(directory));
    }
    let store = match Store::open(target).await {
        Ok(store) => store,
        Err(error) => {
            let advice = "nothing else can be looked at before this is mended";
            findings.push(Finding::bad(Level::Fail, "database", error.to_string(), advice));
            return Ok(findings);
        }
    };
    match store.file() {
        Some(file) => {
            findings.push(log_size(file));
            findings.extend(sqlite(&store).await?);
        }
        None => findings.extend(postgres(&store).await?),
    }
    findings.push(schema(&store).await?);
    findings.extend(content(&store).await?);
    store.close().await;
    Ok(findings)
}

fn free_space(directory: &Path) -> Option<Finding> {
    let free = health::free_bytes(directory)?;
    let advice = "free some space: an import stops when the disk is full, without loss";
    let found = format!("{} MB free", free >> 20);
    Some(Finding::judge(free >= LEAST_FREE, Level::Fail, "disk", found, advice))
}

fn log_size(file: &Path) -> Finding {
    let mut log = file.as_os_str().to_owned();
    log.push("-wal");
    let size = std::fs::metadata(log).map_or(0, |about| about.len());
    let advice = "something reads for very long, so that the log cannot be taken in: end it, or \
                  stop everything once so that the log is emptied";
    let found = format!("{} MB", size >> 20);
    Finding::judge(size <= LARGEST_LOG, Level::Warn, "write-ahead log", found, advice)
}

/// As a writer has them: readers wait for no disk.
async fn sqlite(store: &Store) -> Result<Vec<Finding>> {
    let mut session = store.write().await?;
    let found = health::sqlite(&mut session).await?;
    drop(session);
    let synchronous = match found.synchronous {
        0 => "off",
        1 => "normal",
        2 => "full",
        _ => "extra",
    };
    Ok(vec![
        Finding::ok("SQLite", found.version),
        Finding::judge(
            found.journal_mode == "wal",
            Level::Fail,
            "journal mode",
            found.journal_mode,
            "another program changed it: close that program and run this again",
        ),
        Finding::judge(
            found.synchronous >= 2,
            Level::Fail,
            "synchronous",
            synchronous,
            NOT_DURABLE,
        ),
        Finding::judge(
            found.quick_check == "ok",
            Level::Fail,
            "quick check",
            found.quick_check,
            "the file is damaged: restore the last backup into an empty directory",
        ),
    ])
}

async fn postgres(store: &Store) -> Result<Vec<Finding>> {
    let found = health::postgres(&mut store.read().await?).await?;
    let durable = |what: &str, value: String| {
        Finding::judge(value != "off", Level::Fail, what, value, NOT_DURABLE)
    };
    Ok(vec![
        Finding::ok("PostgreSQL", found.version),
        durable("fsync", found.fsync),
        durable("full_page_writes", found.full_page_writes),
        durable("synchronous_commit", found.synchronous_commit),
    ])
}

async fn schema(store: &Store) -> Result<Finding> {
    let version = health::schema_version(&mut store.read().await?).await?;
    let advice = "bring it up to date with `kamerton migrate`";
    Ok(Finding::judge(
        version == SCHEMA_VERSION,
        Level::Fail,
        "schema",
        format!("version {version}"),
        advice,
    ))
}

async fn content(store: &Store) -> Result<Vec<Finding>> {
    let mut session = store.read().await?;
    let (mut unknown, mut unfinished) = (0, 0);
    for workspace in workspaces::all(&mut session).await? {
        unknown += health::without_provenance(&mut session, workspace.id).await?;
        unfinished += health::unfinished_imports(&mut session, workspace.id).await?;
    }
    Ok(vec![
        Finding::judge(
            unknown == 0,
            Level::Fail,
            "provenance",
            format!("{unknown} accounts without source, basis, purpose or retention"),
            "import them again from where they came",
        ),
        Finding::judge(
            unfinished == 0,
            Level::Warn,
            "imports",
            format!("{unfinished} not finished"),
            "run the same import command again: it goes on where it stopped",
        ),
    ])
}
