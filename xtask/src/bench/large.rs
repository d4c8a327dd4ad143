//! A large database: made once, kept, opened and asked.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use kamerton_app::{Brand, brand};
use kamerton_core::id::PersonId;
use kamerton_store::{Store, Target, identities, ledger, people, search};
use uuid::Uuid;

use super::{Bench, Line, machine, median, options, quantile};

/// How often each question is asked, each time of somebody else.
const ASKED: usize = 400;
const OPENED: usize = 7;
/// What the project promises, in milliseconds.
const QUERY_BAR: f64 = 20.0;
const OPEN_BAR: f64 = 500.0;

/// Measures opening and asking.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let folder = make(bench)?;
    let target = Target::Directory(folder.clone());
    let size = std::fs::metadata(folder.join(kamerton_store::db::FILE_NAME))?.len();
    let what = format!("size of {} people, {} messages", bench.size.people, bench.size.messages);
    let mut lines = vec![Line::plain(&what, "SQLite", (size >> 20) as f64, "MB")];
    lines.push(Line::at_most("opening it", "SQLite", open(&target).await?, "ms", OPEN_BAR));
    let store = Store::open(&target).await?;
    let brand = brand::find(&store, None).await?;
    let ids = some_people(&store, &brand).await?;
    lines.extend(one_person(&store, &brand, &ids).await?);
    lines.extend(words(&store, &brand).await?);
    // Lists of people with each filter, and today's plan, are asked here.
    lines.push(Line::plain("memory after all this", "SQLite", machine::memory(), "MB"));
    store.close().await;
    Ok(lines)
}

/// The database of this size, made unless it is there.
fn make(bench: &Bench) -> Result<PathBuf> {
    let (people, messages) = (bench.size.people.to_string(), bench.size.messages.to_string());
    let folder = bench.root.join(format!("sqlite-{people}-{messages}"));
    let whole = folder.join("whole");
    if whole.is_file() {
        return Ok(folder);
    }
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
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
async fn some_people(store: &Store, brand: &Brand) -> Result<Vec<PersonId>> {
    let mut session = store.read().await?;
    let mut ids = Vec::new();
    for at in 0..ASKED as u128 {
        let from = PersonId::from(Uuid::from_u128(u128::MAX / ASKED as u128 * at));
        let found = people::after(&mut session, brand.id, from, 1).await?;
        ids.extend(found.first().map(|row| row.id));
    }
    Ok(ids)
}

/// A person with accounts and every entry of the ledger.
async fn one_person(store: &Store, brand: &Brand, ids: &[PersonId]) -> Result<Vec<Line>> {
    let mut times = Vec::new();
    for id in ids {
        let started = Instant::now();
        let mut session = store.read().await?;
        people::by_id(&mut session, brand.id, [*id]).await?;
        identities::of_people(&mut session, brand.id, [*id]).await?;
        ledger::of_people(&mut session, brand.id, [*id]).await?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(lines("one person with accounts and ledger", times))
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
