//! Imports through the program itself: messages per second and the most memory it had.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kamerton_store::Target;

use super::archive::{self, History};
use super::{Bench, Line, init, machine, median, options};

const RUNS: usize = 3;
/// What the project promises: messages per second on either database, and memory in MB.
const SQLITE_BAR: f64 = 10_000.0;
const POSTGRES_BAR: f64 = 5_000.0;
const MEMORY_BAR: f64 = 300.0;

/// Measures imports of all histories on all databases.
pub fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let folder = bench.empty("histories")?;
    std::fs::create_dir_all(&folder)?;
    let mut histories = Vec::new();
    histories.extend(archive::real(&folder, bench.size.copies)?);
    histories.push(archive::world(&folder, bench.size.world, machine::now())?);
    let mut lines = Vec::new();
    for history in &histories {
        let (mut rates, mut memory) = (vec![], vec![]);
        for _ in 0..RUNS {
            for (at, (database, target)) in bench.targets("import")?.into_iter().enumerate() {
                let (seconds, peak) = import(bench, history, &target)?;
                println!("import of the {} into {database}: {seconds:.2} s", history.name);
                if rates.len() <= at {
                    rates.push((database, vec![]));
                    memory.push(vec![]);
                }
                rates[at].1.push(history.messages as f64 / seconds);
                memory[at].push(peak);
            }
        }
        for ((database, mut rates), mut memory) in rates.into_iter().zip(memory) {
            let bar = if database == "SQLite" { SQLITE_BAR } else { POSTGRES_BAR };
            let what = format!("import, {}", history.name);
            let rate = median(&mut rates);
            lines.push(Line::at_least(&what, database, rate, "messages/s", bar));
            let what = "memory of it at most".to_owned();
            lines.push(Line::at_most(&what, database, median(&mut memory), "MB", MEMORY_BAR));
        }
    }
    Ok(lines)
}

/// Imports into an empty store; gives seconds of the whole process and its largest memory in MB.
fn import(bench: &Bench, history: &History, target: &Target) -> Result<(f64, f64)> {
    init(bench, target)?;
    let started = Instant::now();
    let mut child = Command::new(&bench.program)
        .args(["import", "messages", "--place", "Archive", "--zone", "Europe/Moscow", "--json"])
        .arg(&history.file)
        .args(options(target))
        .stdout(Stdio::piped())
        .spawn()?;
    let mut peak: f64 = 0.0;
    while child.try_wait()?.is_none() {
        peak = peak.max(machine::peak_memory(child.id()));
        std::thread::sleep(Duration::from_millis(10));
    }
    let seconds = started.elapsed().as_secs_f64();
    let done = child.wait_with_output()?;
    let report: serde_json::Value = serde_json::from_slice(&done.stdout)?;
    let stored = report["messages"].as_u64().context("the import printed no count")?;
    ensure!(
        done.status.success() && stored >= history.messages * 99 / 100,
        "{stored} of {} messages were imported, {} were refused",
        history.messages,
        report["refused_count"]
    );
    Ok((seconds, peak))
}
