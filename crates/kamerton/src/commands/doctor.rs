//! `kamerton doctor`.

use std::io::IsTerminal;
use std::process::ExitCode;

use anyhow::Result;
use kamerton_app::doctor::{self, Finding, Level};

use crate::config::Config;
use crate::output::{self, FAILED};

/// Prints a line for everything that was looked at; fails when something has to be mended.
pub async fn run(config: &Config) -> Result<ExitCode> {
    let findings = doctor::examine(&config.target).await?;
    if config.json {
        output::json(&findings)?;
    } else {
        let colours = std::io::stdout().is_terminal();
        findings.iter().try_for_each(|finding| output::line(&text(finding, colours)))?;
    }
    let failed = findings.iter().any(|finding| finding.level == Level::Fail);
    Ok(if failed { ExitCode::from(FAILED) } else { ExitCode::SUCCESS })
}

fn text(finding: &Finding, colours: bool) -> String {
    let (word, colour) = match finding.level {
        Level::Ok => ("ok", "\x1b[32m"),
        Level::Warn => ("warn", "\x1b[33m"),
        Level::Fail => ("FAIL", "\x1b[1;31m"),
    };
    let (begin, end) = if colours { (colour, "\x1b[0m") } else { ("", "") };
    let line = format!("{begin}{word:<4}{end}  {:<18} {}", finding.what, finding.found);
    match &finding.advice {
        Some(advice) => format!("{line}\n      {begin}→ {advice}{end}"),
        None => line,
    }
}
