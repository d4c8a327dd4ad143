//! `kamerton reread`.

use std::cell::Cell;
use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant as Clock};

use anyhow::{Result, bail};
use kamerton_app::places::Sight;
use kamerton_app::reread::{self, Asked, Comparison, Done, Example, Overview, Reader};
use kamerton_core::reading::Label;
use kamerton_store::Store;

use super::{now, open};
use crate::config::Config;
use crate::output;

/// How often the line on the terminal is written anew.
const SHOWN: Duration = Duration::from_millis(200);

/// Reads the history by the version of the analysis that this program has.
pub async fn run(config: &Config, dry_run: bool) -> Result<ExitCode> {
    let (store, brand) = open(config).await?;
    let line = Line::new();
    if dry_run {
        let found = reread::compare_only(&store, &brand, |found| line.show(found.looked)).await?;
        line.clear();
        store.close().await;
        return print_comparison(config, &found);
    }
    let reader = Reader::new(&store, &brand, now, &|| false);
    let done = reader
        .run(Asked { by_hand: true }, &mut |run| line.show(run.looked.unsigned_abs()))
        .await?;
    line.clear();
    let printed = tell(config, &store, &brand, done).await;
    store.close().await;
    printed
}

async fn tell(
    config: &Config,
    store: &Store,
    brand: &kamerton_app::Brand,
    done: Done,
) -> Result<ExitCode> {
    match done {
        Done::Elsewhere => bail!(
            "another process is reading the history again: look at Settings, Re-reading, or try \
             again when it has ended (at most a minute after it was killed); nothing was changed"
        ),
        Done::Newer => bail!(
            "a newer program has read the history: this older one leaves it as it is; nothing was \
             changed"
        ),
        Done::Nothing | Done::Switched | Done::Waits | Done::Stopped => {}
    }
    let mut session = store.read().await?;
    let seen = reread::overview(&mut session, brand, Sight::Private, now()).await?;
    drop(session);
    let Some(seen) = seen else { bail!("nothing is known of a reading") };
    if config.json {
        output::json(&seen)?;
        return Ok(ExitCode::SUCCESS);
    }
    if done == Done::Nothing {
        output::line(&format!("everything is read by version {}", seen.analyser))?;
    } else {
        output::line(&format!("version {} has taken over", seen.analyser))?;
    }
    print_overview(&seen)?;
    Ok(ExitCode::SUCCESS)
}

fn print_comparison(config: &Config, found: &Comparison) -> Result<ExitCode> {
    if config.json {
        output::json(found)?;
        return Ok(ExitCode::SUCCESS);
    }
    print_found(found)?;
    output::line("nothing was changed; without --dry-run the new readings take over")?;
    Ok(ExitCode::SUCCESS)
}

fn print_overview(seen: &Overview) -> Result<()> {
    print_found(&seen.found)?;
    for example in &seen.examples {
        print_example(example)?;
    }
    Ok(())
}

fn print_found(found: &Comparison) -> Result<()> {
    output::line(&format!(
        "{} messages of an older version were read, {} of them otherwise",
        found.looked, found.differing
    ))?;
    for (label, counted) in &found.labels {
        if counted.gained + counted.lost > 0 {
            output::line(&format!(
                "  {}: {} -> {} (+{} -{})",
                label.word(),
                counted.before,
                counted.now,
                counted.gained,
                counted.lost
            ))?;
        }
    }
    let tones = ["negative", "neither", "positive"];
    for (before, line) in tones.iter().zip(&found.sentiment) {
        for (now, count) in tones.iter().zip(line) {
            if before != now && *count > 0 {
                output::line(&format!("  sentiment {before} -> {now}: {count}"))?;
            }
        }
    }
    let Some(people) = &found.people else { return Ok(()) };
    output::line(&format!(
        "{} people have another state, {} another stage",
        people.states, people.stages
    ))?;
    for (from, to, count) in &people.moves {
        output::line(&format!("  {} -> {}: {count}", from.word(), to.word()))?;
    }
    Ok(())
}

fn print_example(example: &Example) -> Result<()> {
    let words = |sign: &str, labels: &[Label]| -> Vec<String> {
        labels.iter().map(|label| format!("{sign}{}", label.word())).collect()
    };
    let mut changes = words("+", &example.gained);
    changes.extend(words("-", &example.lost));
    if example.sentiment != example.old_sentiment {
        changes.push(format!("{} -> {}", example.old_sentiment, example.sentiment));
    }
    let text: String = example.message.text.chars().take(160).collect();
    let text = text.replace(['\n', '\r'], " ");
    output::line(&format!("  [{}] {text}", changes.join(", ")))?;
    Ok(())
}

/// The line that says how far it is, where there is a terminal to write it on.
struct Line {
    on: bool,
    last: Cell<Option<Clock>>,
}

impl Line {
    fn new() -> Self {
        Self { on: std::io::stderr().is_terminal(), last: Cell::new(None) }
    }

    fn show(&self, looked: u64) {
        let due = self.last.get().is_none_or(|last| last.elapsed() >= SHOWN);
        if self.on && due {
            self.last.set(Some(Clock::now()));
            eprint!("\r\x1b[K{looked} messages read");
            let _ = std::io::stderr().flush();
        }
    }

    fn clear(&self) {
        if self.on {
            eprint!("\r\x1b[K");
        }
    }
}
