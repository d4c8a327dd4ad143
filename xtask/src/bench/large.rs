//! A large database: made once, kept, opened and asked.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use kamerton_app::people::show;
use kamerton_app::places::Sight;
use kamerton_app::{Brand, advance, brand, today};
use kamerton_core::id::PersonId;
use kamerton_core::time;
use kamerton_store::{Store, Target, people, search, workspaces};
use uuid::Uuid;

use super::search as searching;
use super::{Bench, Line, lists, machine, median, options, quantile};

/// How often each question is asked, each time of somebody else.
const ASKED: usize = 400;
const OPENED: usize = 7;
/// How often the day's plan is made.
const PLANNED: usize = 3;
/// What the project promises, in milliseconds.
pub const QUERY_BAR: f64 = 20.0;
const OPEN_BAR: f64 = 500.0;
/// In seconds.
const PLAN_BAR: f64 = 10.0;
/// In MB.
const MEMORY_BAR: f64 = 300.0;
/// Entries of a timeline that are shown.
const TIMELINE: usize = 50;

/// Measures opening and asking.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let folder = make(bench, bench.size.people, bench.size.messages)?;
    let target = Target::Directory(folder.clone());
    let size = std::fs::metadata(folder.join(kamerton_store::db::FILE_NAME))?.len();
    let what = format!("size of {} people, {} messages", bench.size.people, bench.size.messages);
    let mut lines = vec![Line::plain(&what, "SQLite", (size >> 20) as f64, "MB")];
    lines.push(Line::at_most("opening it", "SQLite", open(&target).await?, "ms", OPEN_BAR));
    let store = Store::open(&target).await?;
    let brand = brand::find(&store, None).await?;
    let ids = some_people(&store, &brand, ASKED).await?;
    let now = made_at(&store, &brand).await?;
    let started = Instant::now();
    advance::advance(&store, &brand, now).await?;
    println!("brought to its day in {:.1} s", started.elapsed().as_secs_f64());
    lines.extend(one_person(&store, &brand, &ids, now).await?);
    lines.extend(words(&store, &brand).await?);
    lines.extend(searching::measure(&store, &brand, "SQLite", now).await?);
    lines.extend(lists::measure(&store, &brand, now).await?);
    lines.extend(plan(&store, &brand, now).await?);
    let memory = machine::memory();
    lines.push(Line::at_most("memory after all this", "SQLite", memory, "MB", MEMORY_BAR));
    store.close().await;
    Ok(lines)
}

/// The database of this size, made unless it is there; refuses one that is half made.
pub fn make(bench: &Bench, people: u64, messages: u64) -> Result<PathBuf> {
    let (people, messages) = (people.to_string(), messages.to_string());
    let folder = bench.root.join(format!("sqlite-{people}-{messages}"));
    let whole = folder.join("whole");
    if whole.is_file() {
        return Ok(folder);
    }
    // It may be in the making at this moment, and takes the better part of an hour: never removed.
    ensure!(
        !folder.exists(),
        "{} holds a database that is not whole: wait until it is, or remove the folder if nothing \
         is making it",
        folder.display()
    );
    let started = Instant::now();
    let made = Command::new(&bench.program)
        .args(["demo", "--people", &people, "--messages", &messages])
        .args(options(&Target::Directory(folder.clone())))
        .stdout(Stdio::null())
        .status()?;
    ensure!(made.success(), "the large database could not be made");
    println!("made {messages} messages in {:.0} s", started.elapsed().as_secs_f64());
    mark(&whole)?;
    Ok(folder)
}

fn mark(whole: &Path) -> Result<()> {
    std::fs::write(whole, "").with_context(|| format!("cannot write {}", whole.display()))
}

/// Milliseconds to open a store and find its brand.
async fn open(target: &Target) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..OPENED {
        let started = Instant::now();
        let store = Store::open(target).await?;
        brand::find(&store, None).await?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
        store.close().await;
    }
    Ok(median(&mut times))
}

/// People from all over the table: ids are hashes, so that steps through them are a fair choice.
pub async fn some_people(store: &Store, brand: &Brand, count: usize) -> Result<Vec<PersonId>> {
    let mut session = store.read().await?;
    let mut ids = Vec::new();
    for at in 0..count as u128 {
        let from = PersonId::from(Uuid::from_u128(u128::MAX / count as u128 * at));
        let found = people::after(&mut session, brand.id, from, 1).await?;
        ids.extend(found.first().map(|row| row.id));
    }
    Ok(ids)
}

/// The day on which the database was made: its demo ends there, so that there is something to do.
async fn made_at(store: &Store, brand: &Brand) -> Result<time::Instant> {
    let rows = workspaces::all(&mut store.read().await?).await?;
    let own = rows.iter().find(|row| row.id == brand.id).context("the brand has gone")?;
    Ok(own.created_at)
}

/// A person as `kamerton people show` tells of them.
async fn one_person(
    store: &Store,
    brand: &Brand,
    ids: &[PersonId],
    now: time::Instant,
) -> Result<Vec<Line>> {
    let mut times = Vec::new();
    for id in ids {
        let started = Instant::now();
        let mut session = store.read().await?;
        show::show(&mut session, brand, &id.to_string(), Sight::Private, None, TIMELINE, now)
            .await?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(lines("one person with evidence and timeline", times))
}

/// Making the plan of the day for everybody, and reading it when it is made.
async fn plan(store: &Store, brand: &Brand, now: time::Instant) -> Result<Vec<Line>> {
    let mut made = Vec::new();
    for _ in 0..PLANNED {
        let started = Instant::now();
        today::planned_today(store, brand, now, true).await?;
        made.push(started.elapsed().as_secs_f64());
    }
    let mut times = Vec::new();
    for _ in 0..ASKED {
        let started = Instant::now();
        today::planned_today(store, brand, now, false).await?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    let what = "making the day's plan for everybody";
    let mut all = vec![Line::at_most(what, "SQLite", median(&mut made), "s", PLAN_BAR)];
    all.extend(lines("today's plan", times));
    Ok(all)
}

/// The newest fifty messages with a word.
async fn words(store: &Store, brand: &Brand) -> Result<Vec<Line>> {
    let mut times = Vec::new();
    for word in ["коф", "спасиб", "заказ", "филин", "чайник"].iter().cycle().take(ASKED)
    {
        let started = Instant::now();
        let mut session = store.read().await?;
        search::find(&mut session, brand.id, &[(*word).to_owned()], true, 50).await?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(lines("newest 50 messages with a word", times))
}

fn lines(what: &str, mut times: Vec<f64>) -> Vec<Line> {
    let (half, most) = (quantile(&mut times, 0.5), quantile(&mut times, 0.95));
    vec![
        Line::plain(&format!("{what}, p50"), "SQLite", half, "ms"),
        Line::at_most(&format!("{what}, p95"), "SQLite", most, "ms", QUERY_BAR),
    ]
}
