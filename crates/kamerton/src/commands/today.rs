//! `kamerton today` and `kamerton step`.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, anyhow, bail};
use kamerton_app::channels::Answer;
use kamerton_app::live::File;
use kamerton_app::places::Sight;
use kamerton_app::today::whose::Doers;
use kamerton_app::today::{self, Act, StepView};
use kamerton_app::{Brand, advance};
use kamerton_core::id::{OutgoingId, StepId};
use kamerton_store::Store;
use kamerton_web::step_words;
use kamerton_web::words::{Arg, Words};
use serde::Serialize;

use super::{now, open};
use crate::cli;
use crate::config::Config;
use crate::output;

/// A step as printed.
#[derive(Serialize)]
struct Printed {
    rank: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<StepId>,
    playbook: &'static str,
    method: &'static str,
    person: String,
    name: String,
    state: &'static str,
    stage: &'static str,
    ring: f64,
    why: String,
    last_words: Option<String>,
    place: Option<String>,
    at: String,
    evidence: Vec<String>,
    messages: Vec<PrintedMessage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    introduce_to: Option<String>,
    say: String,
    due: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    /// Whose it is, where several share the day.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
}

#[derive(Serialize)]
struct PrintedMessage {
    id: String,
    key: String,
    at: String,
    text: String,
}

/// Prints today's steps, or the plan of a past morning.
pub async fn run(config: &Config, args: cli::Today) -> Result<ExitCode> {
    let (store, brand) = open(config).await?;
    let words = Words::new(config.lang.as_deref().unwrap_or(&brand.lang));
    let printed: Vec<Printed> = match args.at {
        Some(day) => {
            let day = today::parse_day(&day)?;
            let views = today::plan_at(&store, &brand, day).await?;
            views.iter().map(|view| print(&words, view)).collect()
        }
        None => {
            let now = now();
            advance::advance(&store, &brand, now).await?;
            let steps = today::open_steps(&store, &brand, now, args.again).await?;
            let doers = Doers::of(&mut store.read().await?, &brand).await?;
            let owner = |row| doers.owner(row).and_then(|id| doers.name(id)).map(str::to_owned);
            steps
                .iter()
                .map(|(row, view)| Printed {
                    id: Some(row.id),
                    status: Some(row.status.clone()),
                    owner: owner(row),
                    ..print(&words, view)
                })
                .collect()
        }
    };
    store.close().await;
    if config.json {
        output::json(&printed)?;
    } else {
        show(&words, &brand, &printed)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn print(words: &Words, view: &StepView) -> Printed {
    let last = view.last_words();
    Printed {
        rank: view.rank,
        id: None,
        playbook: view.playbook.word(),
        method: view.playbook.method(),
        person: view.person.to_string(),
        name: view.name.clone(),
        state: view.state.word(),
        stage: view.stage.word(),
        ring: (view.ring * 10.0).round() / 10.0,
        why: step_words::why(words, view),
        last_words: last.map(|one| one.text.clone()),
        place: view.place.clone(),
        at: view.at.rfc3339(),
        evidence: view.evidence.iter().map(|one| one.id.to_string()).collect(),
        messages: view
            .evidence
            .iter()
            .map(|one| PrintedMessage {
                id: one.id.to_string(),
                key: one.key.clone(),
                at: one.at.rfc3339(),
                text: one.text.clone(),
            })
            .collect(),
        introduce_to: view.other_name.clone(),
        say: step_words::say(words, view),
        due: view.due.rfc3339(),
        status: None,
        owner: None,
    }
}

fn show(words: &Words, brand: &Brand, steps: &[Printed]) -> Result<()> {
    if steps.is_empty() {
        return output::line(&words.say("today-none", &[]));
    }
    let title = words.say("today-title", &[("count", Arg::Number(steps.len() as i64))]);
    output::line(&format!("{} · {title}", brand.name))?;
    for step in steps {
        let place = step.place.as_deref().map_or(String::new(), |place| format!(" · {place}"));
        let playbook = words.say(&format!("playbook-{}", step.playbook), &[]);
        let state = words.say(&format!("state-{}", step.state), &[]);
        output::line("")?;
        output::line(&format!("{:>2}. {} — {playbook} · {state}{place}", step.rank, step.name))?;
        if let Some(owner) = &step.owner {
            let owner = words.say("step-owner", &[("name", Arg::Text(owner))]);
            output::line(&format!("    {owner}"))?;
        }
        output::line(&format!("    {}", step.why))?;
        if let Some(text) = step.last_words.as_deref().filter(|text| !text.is_empty()) {
            let text = text.replace('\n', " ");
            output::line(&format!("    {} «{text}»", words.say("today-words", &[])))?;
        }
        output::line(&format!("    {} {}", words.say("today-say", &[]), step.say))?;
    }
    Ok(())
}

/// Records what was done with a step, named by its id or its number in today's list.
pub async fn step(config: &Config, args: cli::Step) -> Result<ExitCode> {
    let (store, brand) = open(config).await?;
    let now = now();
    let id = find(&store, &brand, &args.step).await?;
    let mut answered = None;
    let act = match args.act {
        cli::Act::Reply => {
            let said = (args.text.as_deref(), args.files.as_slice());
            answered = Some(reply(config, &store, &brand, id, said).await?);
            Act::Done
        }
        cli::Act::Done => Act::Done,
        cli::Act::Never => Act::Never,
        cli::Act::Undo => Act::Undo,
        cli::Act::Later => Act::Later(brand.zone.day(now).plus(args.days.max(1))),
    };
    let row = today::act(&store, &brand, id, act, None, now).await?;
    store.close().await;
    if config.json {
        let until = row.until.map(|day| day.to_string());
        let shown = serde_json::json!({
            "id": row.id,
            "status": row.status,
            "until": until,
            "outgoing": answered,
        });
        output::json(&shown)?;
    } else {
        output::line(&format!("{}: {}", row.id, row.status))?;
        if let Some(outgoing) = answered {
            let said = "waits to be sent by a running `serve`; see `kamerton channel sent`";
            output::line(&format!("{outgoing} {said}"))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Answers the message that a step is about.
async fn reply(
    config: &Config,
    store: &Store,
    brand: &Brand,
    step: StepId,
    (text, files): (Option<&str>, &[PathBuf]),
) -> Result<OutgoingId> {
    if text.is_none() && files.is_empty() {
        return Err(anyhow!("write what to say: kamerton step reply STEP TEXT"));
    }
    let channels = super::channel::channels(config, store)?;
    let message = channels.message_of_step(brand, step).await?;
    // Whoever has the command line has the database: nothing is hidden from them.
    let way = channels.way_back(brand, Sight::Private, message).await?;
    let files = files.iter().map(|path| read(path, way.largest_file));
    let answer = Answer {
        message,
        text: text.unwrap_or_default().to_owned(),
        files: files.collect::<Result<_>>()?,
        by: super::user::actor(),
        id: None,
    };
    Ok(channels.reply_to(brand, Sight::Private, &answer).await?)
}

/// Reads a file that goes along; one that the channel does not take is not read at all.
fn read(path: &Path, most: usize) -> Result<File> {
    let shown = path.display();
    let name = path.file_name().ok_or_else(|| anyhow!("{shown} is no file"))?;
    let open = std::fs::File::open(path).with_context(|| format!("{shown} cannot be read"))?;
    let length = open.metadata()?.len();
    if length > most as u64 {
        bail!("{shown} has {length} bytes, and the channel takes files of up to {most}");
    }
    let mut bytes = Vec::new();
    open.take(most as u64).read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        bail!("{shown} is empty");
    }
    Ok(File::named(name.to_string_lossy(), bytes))
}

async fn find(store: &Store, brand: &Brand, named: &str) -> Result<StepId> {
    if let Ok(id) = named.parse() {
        return Ok(id);
    }
    let number: i64 = named
        .parse()
        .map_err(|_| anyhow!("«{named}» is neither a step's id nor its number in today's list"))?;
    let steps = today::steps_of(store, brand, brand.zone.day(now())).await?;
    steps
        .iter()
        .find(|(row, _)| row.rank == number)
        .map(|(row, _)| row.id)
        .ok_or_else(|| anyhow!("today's list has no step {number}: see `kamerton today`"))
}
