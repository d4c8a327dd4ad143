//! `kamerton import`.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, anyhow};
use kamerton_app::import::{self, Report, Request};
use kamerton_app::ingest::Origin;
use kamerton_app::ingest::roles::RoleRules;
use kamerton_channels::import::{Options, Progress};
use kamerton_channels::kinds;
use kamerton_core::role::Role;
use kamerton_core::time::Zone;

use super::{now, open};
use crate::cli::Import;
use crate::config::Config;
use crate::output;

/// Exit code of an import that the person cut off: it can be resumed.
const CANCELLED: u8 = 130;

/// Imports, showing how far it is, until it ends or is cut off by Ctrl-C.
pub async fn run(config: &Config, args: Import) -> Result<ExitCode> {
    let kind = kinds::find(&args.kind).ok_or_else(|| unknown_kind(&args.kind))?;
    let (store, brand) = open(config).await?;
    let request = Request {
        id: None,
        kind: kind.word.to_owned(),
        open: kind.open,
        options: options(&args)?,
        origin: Origin::import(kind.word, roles(&args)?),
        paths: args.paths,
    };
    let cancel = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancel);
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            flag.store(true, Ordering::Relaxed);
        }
    });
    let shown = std::io::stderr().is_terminal();
    let progress = |progress: Progress, report: &Report| {
        if shown {
            show_progress(progress, report);
        }
    };
    let report = import::run(&store, &brand, request, now(), cancel, progress).await?;
    if shown {
        eprint!("\r\x1b[K");
    }
    store.close().await;
    print(config, &report)?;
    Ok(if report.cancelled { ExitCode::from(CANCELLED) } else { ExitCode::SUCCESS })
}

fn unknown_kind(word: &str) -> anyhow::Error {
    let words: Vec<String> =
        kinds::KINDS.iter().map(|kind| format!("  {:<10} {}", kind.word, kind.about)).collect();
    anyhow!("«{word}» is no kind of source. There are:\n{}", words.join("\n"))
}

fn options(args: &Import) -> Result<Options> {
    let zone = args.zone.as_deref().map(Zone::named).transpose().map_err(|why| anyhow!(why))?;
    let columns = args
        .columns
        .iter()
        .map(|pair| {
            let (field, column) = pair
                .split_once('=')
                .ok_or_else(|| anyhow!("--map {pair}: write it as FIELD=COLUMN"))?;
            Ok((field.trim().to_owned(), column.trim().to_owned()))
        })
        .collect::<Result<_>>()?;
    Ok(Options { place: args.place.clone(), zone, columns })
}

fn roles(args: &Import) -> Result<RoleRules> {
    let mut rules = RoleRules::default();
    for (role, named) in
        [(Role::Staff, &args.staff), (Role::Brand, &args.brand_account), (Role::Bot, &args.bot)]
    {
        for one in named {
            rules.add(role, names(one)?);
        }
    }
    Ok(rules)
}

/// A file with a name on each line, or names separated by commas.
fn names(text: &str) -> Result<Vec<String>> {
    let path = Path::new(text);
    if path.is_file() {
        let content = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the names in {text}"))?;
        return Ok(content.lines().map(str::to_owned).collect());
    }
    Ok(text.split(',').map(str::to_owned).collect())
}

fn show_progress(progress: Progress, report: &Report) {
    let percent = (progress.read * 100).checked_div(progress.total).unwrap_or(0);
    eprint!(
        "\r\x1b[K{percent:>3} %  {} messages, {} people, {} refused",
        report.brought.messages, report.brought.people, report.refused_count
    );
    let _ = std::io::stderr().flush();
}

fn print(config: &Config, report: &Report) -> Result<()> {
    if config.json {
        return output::json(report);
    }
    output::line(&format!(
        "read {}: {} messages ({} replies), {} service, {} people, {} reactions, {} orders, \
         {} joined or left, {} edits, {} known already, {} refused",
        report.read,
        report.brought.messages,
        report.brought.replies,
        report.brought.service,
        report.brought.people,
        report.brought.reactions,
        report.brought.orders,
        report.brought.memberships,
        report.brought.edits,
        report.brought.duplicates,
        report.refused_count,
    ))?;
    for refused in report.refused.iter().take(20) {
        output::line(&format!("  refused {}: {}", refused.place, refused.why))?;
    }
    if report.refused_count > 20 {
        output::line("  … all of them with --json, and kept in the database")?;
    }
    if report.cancelled {
        output::line("stopped: what is above is stored; the same command goes on from here")?;
    }
    Ok(())
}
