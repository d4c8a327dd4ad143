//! `kamerton check`.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use anyhow::Result;
use kamerton_app::check::{self, Report};

use super::{now, open};
use crate::cli::Check;
use crate::config::Config;
use crate::output;

/// Recomputes everything and compares; fails when anything differs that is not put right.
pub async fn run(config: &Config, args: Check) -> Result<ExitCode> {
    let (store, brand) = open(config).await?;
    let shown = std::io::stderr().is_terminal();
    let progress = |report: &Report| {
        if shown {
            show_progress(report);
        }
    };
    let report = check::run(&store, &brand, args.repair, now(), progress).await?;
    if shown {
        eprint!("\r\x1b[K");
    }
    store.close().await;
    print(config, &report)?;
    Ok(if report.differences > 0 { ExitCode::from(output::FAILED) } else { ExitCode::SUCCESS })
}

fn show_progress(report: &Report) {
    eprint!("\r\x1b[K{}; {} differences", checked(report), report.differences);
    let _ = std::io::stderr().flush();
}

fn checked(report: &Report) -> String {
    let words: Vec<String> =
        report.checked.iter().map(|(what, count)| format!("{count} {what}")).collect();
    words.join(", ")
}

fn print(config: &Config, report: &Report) -> Result<()> {
    if config.json {
        return output::json(report);
    }
    output::line(&format!("checked {}", checked(report)))?;
    output::line(&format!("{} differences, {} put right", report.differences, report.repaired))?;
    for example in &report.examples {
        output::line(&format!(
            "  {} {}: stored {}, computed {}",
            example.what, example.id, example.stored, example.computed
        ))?;
    }
    if report.differences > report.repaired {
        output::line("nothing was changed; --repair stores what was computed")?;
    }
    Ok(())
}
