//! Reading the history again: copies of a large database are made such as an older version of the
//! analysis has read, and given to this one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kamerton_app::reread::{Asked, Done, Reader};
use kamerton_app::{Brand, brand, check};
use kamerton_core::time;
use kamerton_store::db::FILE_NAME;
use kamerton_store::{Store, Target, values};

use super::{Bench, Line, large, median};

/// Messages a second, reading and switching: ten million in half an hour.
const BAR: f64 = 10_000_000.0 / 1_800.0;
/// Messages of the database: a tenth of the large one, because what is measured goes by the message
/// and the copy of the large one would take hours to make old.
const MESSAGES: u64 = 1_000_000;
const PEOPLE: u64 = 100_000;
/// How often each older version is read again.
const TIMES: usize = 3;

/// An older version of the analysis that had read the history.
pub struct Older {
    /// What its lines are called by.
    called: &'static str,
    /// Makes its readings of those of this version.
    make: &'static str,
}

/// It had found nothing where this one finds something in one message of forty, and a question instead
/// of whatever this one finds in another.
pub const FEW: Older = Older {
    called: "few read otherwise",
    make: "UPDATE message SET analyser = analyser - 1, labels = \
           CASE (sent_at / 1000000) % 40 WHEN 0 THEN 0 WHEN 20 THEN 1 ELSE labels END \
           WHERE workspace_id = $1",
};

/// It had weighed the tone of almost everything otherwise, and found nothing or a question in twelve
/// of forty.
pub const MOST: Older = Older {
    called: "almost all read otherwise",
    make: "UPDATE message SET analyser = analyser - 1, \
           sentiment = CASE (sent_at / 1000000) % 16 WHEN 0 THEN sentiment \
           ELSE sentiment + 1 END, \
           labels = CASE WHEN (sent_at / 1000000) % 40 IN (0, 6, 13, 20, 26, 33) THEN 0 \
           WHEN (sent_at / 1000000) % 40 IN (3, 10, 16, 23, 30, 36) THEN 1 \
           ELSE labels END WHERE workspace_id = $1",
};

const BY_HAND: Asked = Asked { by_hand: true };
const FORGET: &str = "DELETE FROM reread_run WHERE workspace_id = $1";

/// What one run gave.
#[derive(Default)]
struct Run {
    /// Seconds of the first half.
    read: f64,
    /// Seconds of the second.
    switch: f64,
    /// The longest that somebody else who wrote had to wait meanwhile, in seconds.
    waited: f64,
    /// To what the log of the database grew, in MB.
    log: f64,
    /// Messages read otherwise.
    differing: i64,
}

/// Measures both halves of reading again what an older version had read.
pub async fn measure(bench: &Bench, older: &Older) -> Result<Vec<Line>> {
    let (people, messages) = (bench.size.people.min(PEOPLE), bench.size.messages.min(MESSAGES));
    let made = large::make(bench, people, messages)?;
    let folder = bench.empty("reread")?;
    let (old, again) = (folder.join("old"), folder.join("again"));
    copy(&made, &old)?;
    make_old(&old, older).await?;
    let mut runs = Vec::new();
    for _ in 0..TIMES {
        runs.push(run(&old, &again).await?);
    }
    std::fs::remove_dir_all(&folder)?;
    Ok(tell(older, messages, &runs))
}

async fn open(folder: &Path) -> Result<(Store, Brand)> {
    let store = Store::open(&Target::Directory(folder.to_owned())).await?;
    let brand = brand::find(&store, None).await?;
    Ok((store, brand))
}

/// Makes a database one that an older version has read.
async fn make_old(folder: &Path, older: &Older) -> Result<()> {
    let (store, brand) = open(folder).await?;
    // It is kept for long: an older program may have made it.
    Reader::new(&store, &brand, now, &|| false).run(BY_HAND, &mut |_| {}).await?;
    let mut session = store.write().await?;
    session.execute(older.make, values![brand.id]).await?;
    session.execute(FORGET, values![brand.id]).await?;
    session.commit().await?;
    check::rebuild(&store, &brand, now(), |_| {}).await?;
    store.close().await;
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        std::fs::remove_dir_all(to)?;
    }
    std::fs::create_dir_all(to)?;
    std::fs::copy(from.join(FILE_NAME), to.join(FILE_NAME))?;
    Ok(())
}

/// Reads a copy again, and recounts it.
async fn run(old: &Path, folder: &Path) -> Result<Run> {
    copy(old, folder)?;
    let (store, brand) = open(folder).await?;
    let run = read(&store, &brand, folder).await?;
    let report = check::run(&store, &brand, false, now(), |_| {}).await?;
    ensure!(report.differences == 0, "a recount differs: {:?}", report.examples);
    store.close().await;
    std::fs::remove_dir_all(folder)?;
    Ok(run)
}

async fn read(store: &Store, brand: &Brand, folder: &Path) -> Result<Run> {
    let mut run = Run::default();
    let done = Arc::new(AtomicBool::new(false));
    let others = tokio::spawn(others_write(store.clone(), folder.to_owned(), Arc::clone(&done)));
    let (mut ready, mut differing) = (None, 0);
    let started = Instant::now();
    let reader = Reader::new(store, brand, now, &|| false);
    let came = reader
        .run(Asked::default(), &mut |run| {
            differing = run.differing;
            if ready.is_none() && run.ready_at.is_some() {
                ready = Some(started.elapsed().as_secs_f64());
            }
        })
        .await?;
    let whole = started.elapsed().as_secs_f64();
    ensure!(came == Done::Switched, "the history was not read again: {came:?}");
    run.differing = differing;
    run.read = ready.unwrap_or(whole);
    run.switch = whole - run.read;
    done.store(true, Ordering::Relaxed);
    (run.waited, run.log) = others.await?;
    println!(
        "read in {:.1} s, switched in {:.1} s; others waited {:.2} s at most; log of {:.0} MB",
        run.read, run.switch, run.waited, run.log
    );
    Ok(run)
}

/// Somebody else writes all the time; gives the longest that they had to wait, in seconds, and to
/// what the log of the database grew, in MB.
async fn others_write(store: Store, folder: PathBuf, done: Arc<AtomicBool>) -> (f64, f64) {
    let (mut longest, mut log) = (0.0_f64, 0_u64);
    let file = folder.join(format!("{FILE_NAME}-wal"));
    while !done.load(Ordering::Relaxed) {
        let began = Instant::now();
        // Who has waited too long is turned away, and tries again.
        while write_nothing(&store).await.is_err() {}
        longest = longest.max(began.elapsed().as_secs_f64());
        log = log.max(std::fs::metadata(&file).map_or(0, |file| file.len()));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    (longest, (log >> 20) as f64)
}

async fn write_nothing(store: &Store) -> Result<()> {
    Ok(store.write().await?.commit().await?)
}

/// The medians of its runs.
fn tell(older: &Older, messages: u64, runs: &[Run]) -> Vec<Line> {
    let of = |value: fn(&Run) -> f64| {
        let mut values: Vec<f64> = runs.iter().map(value).collect();
        median(&mut values)
    };
    let (read, switch) = (of(|run| run.read), of(|run| run.switch));
    let both = of(|run| run.read + run.switch);
    let differing = runs.first().map_or(0, |run| run.differing);
    let (called, messages) = (older.called, messages as f64);
    let rate = |seconds: f64| messages / seconds;
    let line = |what: &str, value: f64, unit| {
        Line::plain(&format!("{called}: {what}"), "SQLite", value, unit)
    };
    vec![
        line(&format!("reading {messages} messages again"), rate(read), "messages/s"),
        line(&format!("the switch, {differing} of them"), switch, "s"),
        Line::at_least(
            &format!("{called}: both together"),
            "SQLite",
            rate(both),
            "messages/s",
            BAR,
        ),
        line("the longest that another writer waited", of(|run| run.waited), "s"),
        line("to what the log grew", of(|run| run.log), "MB"),
    ]
}

fn now() -> time::Instant {
    jiff::Timestamp::now().into()
}
