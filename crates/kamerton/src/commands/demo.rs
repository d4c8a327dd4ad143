//! `kamerton demo`.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use kamerton_app::demo::BRAND;
use kamerton_app::demo_load::{self, Done, Report, Wanted};
use kamerton_core::time::Day;
use kamerton_store::Store;

use super::now;
use crate::cli::Demo;
use crate::config::Config;
use crate::output;

/// Makes the demo unless there is a fresh one, or removes it.
pub async fn run(config: &Config, args: Demo) -> Result<ExitCode> {
    if args.remove {
        return remove(config).await;
    }
    let wanted = Wanted {
        people: args.people,
        messages: args.messages,
        seed: args.seed,
        until: args.until.as_deref().map(day).transpose()?,
    };
    let store = Store::create(&config.target).await?;
    let shown = std::io::stderr().is_terminal();
    let report = demo_load::make(&store, wanted, now(), |messages| {
        if shown {
            eprint!("\r\x1b[K{messages} messages of the demo");
            let _ = std::io::stderr().flush();
        }
    })
    .await;
    if shown {
        eprint!("\r\x1b[K");
    }
    store.close().await;
    print(config, &report?)?;
    Ok(ExitCode::SUCCESS)
}

fn day(text: &str) -> Result<Day> {
    Day::parse(text).ok_or_else(|| anyhow!("--until {text}: write the day as YYYY-MM-DD"))
}

async fn remove(config: &Config) -> Result<ExitCode> {
    let store = Store::open(&config.target).await?;
    let removed = demo_load::remove(&store).await;
    store.close().await;
    let removed = removed?;
    if config.json {
        output::json(&serde_json::json!({ "removed": removed }))?;
    } else if removed {
        output::line(&format!("the demo «{BRAND}» is removed with everything in it"))?;
    } else {
        output::line("there is no demo here")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(config: &Config, report: &Report) -> Result<()> {
    if config.json {
        return output::json(report);
    }
    let counts = format!(
        "{} people wrote {} messages; {} reactions, {} orders, {} joined or left",
        report.people, report.messages, report.reactions, report.orders, report.memberships
    );
    output::line(&match report.done {
        Done::Made => format!("the demo «{BRAND}» is ready: {counts}"),
        Done::Renewed => format!(
            "the demo «{BRAND}» was older than a week or unfinished and was made anew: {counts}"
        ),
        Done::Kept => format!("the demo «{BRAND}» is there already; nothing was changed"),
    })
}
