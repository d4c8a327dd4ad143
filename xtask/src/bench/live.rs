//! Live events, one by one from many tasks and in batches, beside what the disk can do at all.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use kamerton_app::brand::{self, Brand, NewBrand, Settings};
use kamerton_app::demo::{self, Plan};
use kamerton_app::ingest::roles::RoleRules;
use kamerton_app::ingest::{self, Origin};
use kamerton_app::intake::Intake;
use kamerton_app::prepare::prepare;
use kamerton_core::fact::Fact;
use kamerton_store::{Store, Target};

use super::{Bench, Line, machine, median};

const RUNS: usize = 3;
const TASKS: usize = 64;
const BATCH: usize = 512;
/// What the project promises of single events on the embedded database.
const BAR: f64 = 5_000.0;

/// Events a second on one database, run by run.
#[derive(Default)]
struct Rates {
    /// Acknowledged.
    kept: Vec<f64>,
    /// Kept and folded, from the first event to the last.
    folded: Vec<f64>,
    /// In batches that are folded at once.
    batches: Vec<f64>,
}

/// Measures the disk, then single events and batches on all databases.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let mut syncs = (0..RUNS).map(|_| disk(&bench.root)).collect::<Result<Vec<_>>>()?;
    let mut lines =
        vec![Line::plain("the disk alone, 4 KB and fdatasync", "", median(&mut syncs), "/s")];
    let mut rates: BTreeMap<&'static str, Rates> = BTreeMap::new();
    for _ in 0..RUNS {
        for (database, target) in bench.targets("live")? {
            let (kept, folded) = single(bench, &target).await?;
            println!("single events into {database}: {kept:.0}/s, all folded {folded:.0}/s");
            let of = rates.entry(database).or_default();
            of.kept.push(kept);
            of.folded.push(folded);
        }
        for (database, target) in bench.targets("live")? {
            let batches = batches(bench, &target).await?;
            println!("batches into {database}: {batches:.0}/s");
            rates.entry(database).or_default().batches.push(batches);
        }
    }
    for (database, mut of) in rates.into_iter().rev() {
        let what = format!("single events from {TASKS} tasks, each acknowledged after its commit");
        let kept = median(&mut of.kept);
        lines.push(match database {
            "SQLite" => Line::at_least(&what, database, kept, "events/s", BAR),
            _ => Line::plain(&what, database, kept, "events/s"),
        });
        let what = "the same until all of them were folded as well";
        lines.push(Line::plain(what, database, median(&mut of.folded), "events/s"));
        let what = format!("the same events in batches of {BATCH}, folded at once");
        lines.push(Line::plain(&what, database, median(&mut of.batches), "events/s"));
    }
    Ok(lines)
}

/// How often per second a page reaches the disk.
pub fn disk(folder: &Path) -> Result<f64> {
    let path = folder.join("fdatasync");
    let mut file = File::create(&path)?;
    let (started, mut count) = (Instant::now(), 0);
    while started.elapsed() < Duration::from_secs(2) {
        file.write_all(&[7; 4_096])?;
        file.sync_data()?;
        count += 1;
    }
    let rate = f64::from(count) / started.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(rate)
}

async fn begin(target: &Target) -> Result<(Store, Brand, Origin)> {
    let store = Store::create(target).await?;
    let new = NewBrand {
        name: "Bench".to_owned(),
        zone: "Europe/Moscow".to_owned(),
        lang: "ru".to_owned(),
        settings: Settings { product_terms: demo::product_terms(), ..Settings::default() },
        demo: false,
    };
    let mut session = store.write().await?;
    let brand = brand::create(&mut session, &new, machine::now()).await?;
    session.commit().await?;
    Ok((store, brand, Origin::import("live", RoleRules::default())))
}

fn events(bench: &Bench) -> Vec<Fact> {
    let count = bench.size.events;
    let plan = Plan::load((count / 20) as u64, count as u64, machine::now());
    demo::simulate(&plan).take(count).collect()
}

/// Events acknowledged a second, and events folded a second.
async fn single(bench: &Bench, target: &Target) -> Result<(f64, f64)> {
    let (store, brand, _) = begin(target).await?;
    let facts = events(bench);
    let count = facts.len();
    let mut parts: Vec<Vec<Fact>> = vec![Vec::new(); TASKS];
    for (at, fact) in facts.into_iter().enumerate() {
        parts[at % TASKS].push(fact);
    }
    let intake = Arc::new(Intake::start(store.clone(), brand, machine::now));
    let started = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for part in parts {
        let intake = Arc::clone(&intake);
        tasks.spawn(async move {
            for fact in part {
                intake.submit("live", &fact).await?;
            }
            anyhow::Ok(())
        });
    }
    for done in tasks.join_all().await {
        done?;
    }
    let kept = count as f64 / started.elapsed().as_secs_f64();
    intake.settle().await?;
    let folded = count as f64 / started.elapsed().as_secs_f64();
    if let Some(intake) = Arc::into_inner(intake) {
        intake.shut_down().await;
    }
    store.close().await;
    Ok((kept, folded))
}

async fn batches(bench: &Bench, target: &Target) -> Result<f64> {
    let (store, brand, origin) = begin(target).await?;
    let facts = events(bench);
    let (count, now) = (facts.len(), machine::now());
    let started = Instant::now();
    for batch in facts.chunks(BATCH) {
        let prepared = batch.iter().cloned().filter_map(|fact| prepare(&brand, fact, now).ok());
        ingest::apply(&store, &brand, &origin, prepared.collect(), now).await?;
    }
    let rate = count as f64 / started.elapsed().as_secs_f64();
    store.close().await;
    Ok(rate)
}
