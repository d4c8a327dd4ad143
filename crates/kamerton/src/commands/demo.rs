//! `kamerton demo`.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use kamerton_app::demo::BRAND;
use kamerton_app::demo_load::{self, Done, Report, Wanted};
use kamerton_core::time::Day;
use serde::Serialize;

use super::demo_user::{self, DemoUser};
use super::{create_store, now, open_store};
use crate::cli::Demo;
use crate::config::Config;
use crate::output;

/// What is printed for programs.
#[derive(Serialize)]
struct Printed<'a> {
    #[serde(flatten)]
    report: &'a Report,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<DemoUser>,
}

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
    let store = create_store(config).await?;
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
    let user = match (&report, args.user) {
        (Ok(_), true) => Some(demo_user::ensure(&store, &config.target).await?),
        _ => None,
    };
    store.close().await;
    print(config, &report?, user)?;
    Ok(ExitCode::SUCCESS)
}

fn day(text: &str) -> Result<Day> {
    Day::parse(text).ok_or_else(|| anyhow!("--until {text}: write the day as YYYY-MM-DD"))
}

async fn remove(config: &Config) -> Result<ExitCode> {
    let store = open_store(config).await?;
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

fn print(config: &Config, report: &Report, user: Option<DemoUser>) -> Result<()> {
    if config.json {
        return output::json(&Printed { report, user });
    }
    let counts = format!(
        "{} people wrote {} messages; {} reactions, {} orders, {} joined or left",
        report.people, report.messages, report.reactions, report.orders, report.memberships
    );
    let done = match report.done {
        Done::Made => format!("the demo «{BRAND}» is ready: {counts}"),
        Done::Renewed => format!(
            "the demo «{BRAND}» was older than a week or unfinished and was made anew: {counts}"
        ),
        Done::Kept => format!("the demo «{BRAND}» is there already; nothing was changed"),
    };
    output::line(&done)?;
    user.map_or(Ok(()), |user| {
        output::line(&format!("sign in as {} with the password {}", user.email, user.password))
    })
}
