//! Intake of single live events: acknowledged when they are on the disk, folded right after.
//!
//! An event is kept as it came, and all that wait at the same moment share one commit
//! ([`kamerton_store::raw_events`]). What is made of it (people, messages, charge) follows in
//! batches, as fast as the machine allows and without keeping those waiting who hand in: a burst
//! is taken at the speed of the disk. Whatever was not folded when the program ended is folded
//! when it starts again.

mod brands;
mod folding;
mod rounds;

use std::sync::Arc;
use std::time::Duration;

use kamerton_channels::live::Raw;
use kamerton_core::fact::Fact;
use kamerton_core::id::RawEventId;
use kamerton_core::time::Instant;
use kamerton_store::raw_events::{self, RawEventRow};
use kamerton_store::{Session, Store};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use crate::brand::Brand;
use crate::channels::Connectors;
use crate::error::{AppError, Result};
use crate::prepare::{check, time_of};
use folding::Folder;
use rounds::{Rounds, Writer};

pub use brands::Intakes;

/// Events that share one commit at most.
const BATCH: usize = 512;
/// Events that wait at most; whoever comes then waits before the door.
const QUEUE: usize = 4 * BATCH;

/// What became of an acknowledged event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is stored now.
    New,
    /// The very same event was stored before.
    Duplicate,
}

/// Reads the clock. The application has none of its own.
pub type Clock = fn() -> Instant;

/// The way in for single events of one brand. Any number of tasks may hand in.
pub struct Intake {
    sender: mpsc::Sender<Job>,
    writer: JoinHandle<()>,
    folder: JoinHandle<()>,
    stop: watch::Sender<bool>,
    folded: watch::Receiver<u64>,
    rounds: Arc<Rounds>,
    store: Store,
    brand: Brand,
    clock: Clock,
}

/// An event that waits, and whoever waits for it.
struct Job {
    row: RawEventRow,
    answer: oneshot::Sender<Result<Accepted>>,
}

impl Intake {
    /// Starts the task that writes and the one that folds. To be called inside a tokio runtime.
    pub fn start(store: Store, brand: Brand, clock: Clock) -> Self {
        Self::reading(store, brand, clock, kamerton_channels::CONNECTORS)
    }

    /// As [`Intake::start`]; what connections bring is read by these connectors.
    pub fn reading(store: Store, brand: Brand, clock: Clock, connectors: Connectors) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let rounds = Arc::new(Rounds::default());
        let writer =
            Writer { store: store.clone(), workspace: brand.id, rounds: Arc::clone(&rounds) };
        let (stop, stopped) = watch::channel(false);
        let (told, folded) = watch::channel(0);
        let folder =
            Folder::new(store.clone(), brand.clone(), clock, Arc::clone(&rounds), connectors, told);
        // On threads of their own: both are busy all the time when there is something to do, and
        // their futures borrow too much to wander between threads.
        let runtime = tokio::runtime::Handle::current();
        let writing = runtime.clone();
        let writer = tokio::task::spawn_blocking(move || writing.block_on(writer.run(receiver)));
        let folder = tokio::task::spawn_blocking(move || runtime.block_on(folder.run(stopped)));
        Self { sender, writer, folder, stop, folded, rounds, store, brand, clock }
    }

    /// Stores one event that came from `source`. When this returns, it is on the disk.
    ///
    /// # Errors
    /// When the event cannot be true or cannot be stored; then it is not, and its neighbours are
    /// none the worse. When the intake was shut down.
    pub async fn submit(&self, source: &str, fact: &Fact) -> Result<Accepted> {
        let row = raw(source, fact, (self.clock)())?;
        let (answer, answered) = oneshot::channel();
        self.sender.send(Job { row, answer }).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Stores several events that came together; gives what became of each. Broken off in the
    /// middle, some may be stored: whoever hands them in again does no harm.
    ///
    /// # Errors
    /// As [`Intake::submit`], for the first that cannot be stored.
    pub async fn submit_all(&self, source: &str, facts: &[Fact]) -> Result<Vec<Accepted>> {
        let now = (self.clock)();
        let rows: Vec<RawEventRow> =
            facts.iter().map(|fact| raw(source, fact, now)).collect::<Result<_>>()?;
        self.keep(rows).await
    }

    /// Stores payloads of a connection as they came; gives what became of each. When this returns,
    /// they are on the disk; what is in them is read when they are folded.
    ///
    /// # Errors
    /// When they cannot be stored; then the connection has to get them again.
    pub async fn submit_raws(&self, source: &str, raws: Vec<Raw>) -> Result<Vec<Accepted>> {
        let now = (self.clock)();
        let row = |raw: Raw| RawEventRow {
            id: RawEventId::at(
                raw.at.unwrap_or(Instant::from_micros(0)),
                format!("{source}\n{}", raw.key).as_bytes(),
            ),
            source: source.to_owned(),
            received_at: now,
            body: raw.body,
            status: raw_events::WAITING,
            problem: None,
        };
        self.keep(raws.into_iter().map(row).collect()).await
    }

    async fn keep(&self, rows: Vec<RawEventRow>) -> Result<Vec<Accepted>> {
        let mut waiting = Vec::with_capacity(rows.len());
        for row in rows {
            let (answer, answered) = oneshot::channel();
            self.sender.send(Job { row, answer }).await.map_err(|_| closed())?;
            waiting.push(answered);
        }
        let mut accepted = Vec::with_capacity(waiting.len());
        for answered in waiting {
            accepted.push(answered.await.map_err(|_| closed())??);
        }
        Ok(accepted)
    }

    /// Looks at once for events that wait, also such as others put there.
    pub fn look(&self) {
        self.rounds.kept.notify_one();
    }

    /// Counts up whenever events were folded here.
    pub fn folded(&self) -> watch::Receiver<u64> {
        self.folded.clone()
    }

    /// Waits until every event that was acknowledged before is folded, and what follows from them here:
    /// accounts that turned out to be one are joined after the events are counted.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn settle(&self) -> Result<()> {
        let mut folded = self.folded.clone();
        while raw_events::count_waiting(&mut self.store.read().await?, self.brand.id).await? > 0 {
            // Another node may be the one that folds: then nothing is told here.
            let _ = tokio::time::timeout(Duration::from_millis(50), folded.changed()).await;
        }
        drop(self.rounds.folding.lock().await);
        Ok(())
    }

    /// Takes no more events, waits until those that wait are stored and answered, and stops
    /// folding after the batch at hand.
    pub async fn shut_down(self) {
        drop(self.sender);
        // Both end by themselves; if one broke off, those who wait were told so.
        let _ = self.writer.await;
        let _ = self.stop.send(true);
        let _ = self.folder.await;
    }
}

/// The event as it is kept.
///
/// # Errors
/// When its time cannot be true.
fn raw(source: &str, fact: &Fact, now: Instant) -> Result<RawEventRow> {
    check(fact, now).map_err(|why| AppError::Asked(format!("the event is refused: {why}")))?;
    let body = serde_json::to_string(fact)
        .map_err(|error| AppError::Asked(format!("the event is refused: {error}")))?;
    let happened_at = time_of(fact).unwrap_or(Instant::from_micros(0));
    Ok(RawEventRow {
        id: RawEventId::at(happened_at, body.as_bytes()),
        source: source.to_owned(),
        received_at: now,
        body,
        status: raw_events::WAITING,
        problem: None,
    })
}

fn closed() -> AppError {
    AppError::Asked("the intake is shut down: the event was not stored".to_owned())
}

async fn commit(session: Session) -> Result<()> {
    Ok(session.commit().await?)
}
