//! Reading the history again: a copy of a large database is made one that an older version of the
//! analysis has read, and given to this one.

use std::cell::Cell;
use std::time::Instant;

use anyhow::{Result, ensure};
use kamerton_app::reread::{Asked, Done, Reader};
use kamerton_app::{Brand, brand, check};
use kamerton_core::time;
use kamerton_store::db::FILE_NAME;
use kamerton_store::{Store, Target, values};

use super::{Bench, Line, large};

/// Messages a second, reading and switching: ten million in half an hour.
const BAR: f64 = 10_000_000.0 / 1_800.0;
/// Messages of the database: a tenth of the large one, because what is measured goes by the message
/// and the copy of the large one would take hours to make old.
const MESSAGES: u64 = 1_000_000;
const PEOPLE: u64 = 100_000;

/// The older version had found nothing where this one finds something in one message of forty, and a
/// question instead of whatever this one finds in another.
const MAKE_OLD: &str = "UPDATE message SET analyser = analyser - 1, labels = \
     CASE (sent_at / 1000000) % 40 WHEN 0 THEN 0 WHEN 20 THEN 1 ELSE labels END \
     WHERE workspace_id = $1";
const BY_HAND: Asked = Asked { by_hand: true };
const FORGET: &str = "DELETE FROM reread_run WHERE workspace_id = $1";

/// Measures both halves.
pub async fn measure(bench: &Bench) -> Result<Vec<Line>> {
    let (people, messages) = (bench.size.people.min(PEOPLE), bench.size.messages.min(MESSAGES));
    let made = large::make(bench, people, messages)?;
    let folder = bench.empty("reread")?;
    std::fs::create_dir_all(&folder)?;
    std::fs::copy(made.join(FILE_NAME), folder.join(FILE_NAME))?;
    let store = Store::open(&Target::Directory(folder.clone())).await?;
    let brand = brand::find(&store, None).await?;
    // The database is kept for long: an older program may have made it.
    Reader::new(&store, &brand, now, &|| false).run(BY_HAND, &mut |_| {}).await?;
    make_old(&store, &brand).await?;
    let lines = read(&store, &brand, messages).await?;
    let report = check::run(&store, &brand, false, now(), |_| {}).await?;
    ensure!(report.differences == 0, "a recount differs: {:?}", report.examples);
    store.close().await;
    std::fs::remove_dir_all(&folder)?;
    Ok(lines)
}

async fn make_old(store: &Store, brand: &Brand) -> Result<()> {
    let mut session = store.write().await?;
    session.execute(MAKE_OLD, values![brand.id]).await?;
    session.execute(FORGET, values![brand.id]).await?;
    session.commit().await?;
    check::rebuild(store, brand, now(), |_| {}).await?;
    Ok(())
}

async fn read(store: &Store, brand: &Brand, messages: u64) -> Result<Vec<Line>> {
    let (read, differing) = (Cell::new(0.0), Cell::new(0));
    let started = Instant::now();
    let reader = Reader::new(store, brand, now, &|| false);
    let done = reader
        .run(Asked::default(), &mut |run| {
            read.set(started.elapsed().as_secs_f64());
            differing.set(run.differing);
        })
        .await?;
    ensure!(done == Done::Switched, "the history was not read again: {done:?}");
    let whole = started.elapsed().as_secs_f64();
    let of = format!("{messages} messages");
    let switch = format!("the switch, {} messages read otherwise", differing.get());
    let rate = messages as f64 / whole;
    Ok(vec![
        Line::plain(
            &format!("reading {of} again"),
            "SQLite",
            messages as f64 / read.get(),
            "messages/s",
        ),
        Line::plain(&switch, "SQLite", whole - read.get(), "s"),
        Line::at_least("both together", "SQLite", rate, "messages/s", BAR),
    ])
}

fn now() -> time::Instant {
    jiff::Timestamp::now().into()
}
