//! Intake of single live events: each is acknowledged after the commit that holds it, and all that
//! wait at the same moment share one.

use std::collections::HashSet;

use kamerton_core::fact::Fact;
use kamerton_core::id::ChannelId;
use kamerton_core::time::Instant;
use kamerton_store::{Session, Store, StoreError, messages};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::ingest::{self, Brought, Origin};
use crate::prepare::{Prepared, prepare};

/// Events that share one commit at most.
const BATCH: usize = 512;
/// Events that wait at most; whoever comes then waits before the door.
const QUEUE: usize = 4 * BATCH;

/// How long a commit is put off for those who are expected to share it.
const LINGER: std::time::Duration = std::time::Duration::from_millis(3);

/// What became of an acknowledged event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It is stored now.
    New,
    /// It was stored before.
    Duplicate,
}

/// Reads the clock. The application has none of its own.
pub type Clock = fn() -> Instant;

/// The way in for single events of one brand from one origin. Any number of tasks may hand in.
pub struct Intake {
    sender: mpsc::Sender<Job>,
    worker: JoinHandle<()>,
    brand: Brand,
    clock: Clock,
}

/// An event that waits, and whoever waits for it.
struct Job {
    fact: Prepared,
    answer: oneshot::Sender<Result<Accepted>>,
}

impl Intake {
    /// Starts the task that writes. To be called inside a tokio runtime.
    pub fn start(store: Store, brand: Brand, origin: Origin, clock: Clock) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let writer = Writer { store, brand: brand.clone(), origin, clock };
        // On a thread of its own: the writer is busy all the time when there is something to do,
        // and its future borrows too much to wander between threads.
        let runtime = tokio::runtime::Handle::current();
        let worker = tokio::task::spawn_blocking(move || runtime.block_on(writer.run(receiver)));
        Self { sender, worker, brand, clock }
    }

    /// Stores one event. When this returns, it is on the disk.
    ///
    /// # Errors
    /// When the event cannot be true or cannot be stored; then it is not, and its neighbours are
    /// none the worse. When the intake was shut down.
    pub async fn submit(&self, fact: Fact) -> Result<Accepted> {
        let fact = prepare(&self.brand, fact, (self.clock)())
            .map_err(|(_, why)| AppError::Asked(format!("the event is refused: {why}")))?;
        let (answer, answered) = oneshot::channel();
        self.sender.send(Job { fact, answer }).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Takes no more events and waits until those that wait are stored and answered.
    pub async fn shut_down(self) {
        drop(self.sender);
        // The worker ends by itself when the queue is empty; if it broke off, those who wait were
        // told so.
        let _ = self.worker.await;
    }
}

fn closed() -> AppError {
    AppError::Asked("the intake is shut down: the event was not stored".to_owned())
}

struct Writer {
    store: Store,
    brand: Brand,
    origin: Origin,
    clock: Clock,
}

/// Why a batch was not stored.
enum Failed {
    /// One of its facts, perhaps: each is tried by itself.
    Fact(AppError),
    /// The store itself: trying again now would fail for each.
    Store(AppError),
    /// It was stored half before, so that nobody could be told which half: nothing was written.
    Mixed,
}

/// Waits a moment for as many as came together last time. Those who were answered at once hand in
/// their next at once, but not in the same instant: without this the first of them would have a
/// commit for itself. Who comes alone is not kept waiting.
async fn gather(receiver: &mut mpsc::Receiver<Job>, jobs: &mut Vec<Job>, before: usize) {
    let wanted = before.min(BATCH);
    let more = async {
        while jobs.len() < wanted {
            let room = BATCH - jobs.len();
            if receiver.recv_many(jobs, room).await == 0 {
                return;
            }
        }
    };
    // However it ends, what has come is in the list.
    let _ = tokio::time::timeout(LINGER, more).await;
}

impl Writer {
    async fn run(self, mut receiver: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH);
        let mut taken = 0;
        let mut before = 0;
        loop {
            if receiver.recv_many(&mut jobs, BATCH).await == 0 {
                return;
            }
            gather(&mut receiver, &mut jobs, before).await;
            let count = jobs.len() as u64;
            before = jobs.len();
            self.store(&mut jobs).await;
            // Everybody has their answer. That the database could not look at itself now harms
            // nothing but its speed.
            let _ = ingest::learn(&self.store, taken, taken + count).await;
            taken += count;
        }
    }

    /// Stores what waits and answers everybody.
    async fn store(&self, jobs: &mut Vec<Job>) {
        let (facts, answers): (Vec<Prepared>, Vec<_>) =
            jobs.drain(..).map(|job| (job.fact, job.answer)).unzip();
        let mut outcome = self.together(&facts).await;
        if matches!(outcome, Err(Failed::Mixed)) {
            outcome = self.sorted(&facts).await;
        }
        let results = match outcome {
            Ok(accepted) => accepted.into_iter().map(Ok).collect(),
            Err(Failed::Store(error)) => vec_of_errors(&error, facts.len()),
            Err(Failed::Fact(_) | Failed::Mixed) => self.one_by_one(facts).await,
        };
        for (answer, result) in answers.into_iter().zip(results) {
            // Whoever has gone away meanwhile will hand it in again and hear of a duplicate.
            let _ = answer.send(result);
        }
    }

    /// All in one transaction and one batch: the usual case, where all are new or all are known.
    async fn together(&self, facts: &[Prepared]) -> std::result::Result<Vec<Accepted>, Failed> {
        let mut session = self.begin().await?;
        let accepted = self.apply(&mut session, facts.to_vec()).await?.ok_or(Failed::Mixed)?;
        commit(session).await?;
        Ok(vec![accepted; facts.len()])
    }

    /// One transaction, but what may be there already goes in by itself, so that everybody can be
    /// told what became of theirs.
    async fn sorted(&self, facts: &[Prepared]) -> std::result::Result<Vec<Accepted>, Failed> {
        let mut session = self.begin().await?;
        let fresh = self.surely_new(&mut session, facts).await.map_err(Failed::Store)?;
        let first: Vec<Prepared> = facts
            .iter()
            .zip(&fresh)
            .filter(|(_, fresh)| **fresh)
            .map(|(fact, _)| fact.clone())
            .collect();
        if !first.is_empty() {
            self.apply(&mut session, first).await?;
        }
        let mut accepted = Vec::with_capacity(facts.len());
        for (fact, fresh) in facts.iter().zip(fresh) {
            let known =
                if fresh { None } else { self.apply(&mut session, vec![fact.clone()]).await? };
            accepted.push(known.unwrap_or(Accepted::New));
        }
        commit(session).await?;
        Ok(accepted)
    }

    /// A transaction for each, so that one that cannot be stored stands alone.
    async fn one_by_one(&self, facts: Vec<Prepared>) -> Vec<Result<Accepted>> {
        let mut results = Vec::with_capacity(facts.len());
        let count = facts.len();
        for fact in facts {
            match self.together(&[fact]).await {
                Ok(accepted) => results.extend(accepted.into_iter().map(Ok)),
                Err(Failed::Fact(error)) => results.push(Err(error)),
                Err(Failed::Store(error)) => {
                    let left = count - results.len();
                    results.extend(vec_of_errors(&error, left));
                    return results;
                }
                Err(Failed::Mixed) => results.push(Ok(Accepted::Duplicate)),
            }
        }
        results
    }

    async fn begin(&self) -> std::result::Result<Session, Failed> {
        self.store.write().await.map_err(|error| Failed::Store(error.into()))
    }

    /// Applies facts; tells what became of each, when it is the same for all.
    async fn apply(
        &self,
        session: &mut Session,
        facts: Vec<Prepared>,
    ) -> std::result::Result<Option<Accepted>, Failed> {
        let (now, count) = ((self.clock)(), facts.len() as u64);
        match ingest::apply_in(session, &self.brand, &self.origin, facts, now).await {
            Ok(brought) => Ok(judge(&brought, count)),
            Err(error @ AppError::Store(StoreError::DiskFull | StoreError::Corrupt(_))) => {
                Err(Failed::Store(error))
            }
            Err(error) => Err(Failed::Fact(error)),
        }
    }

    /// Which facts are messages that are neither stored nor twice among these.
    async fn surely_new(&self, session: &mut Session, facts: &[Prepared]) -> Result<Vec<bool>> {
        let keys: Vec<Option<(ChannelId, &str)>> =
            facts.iter().map(|fact| self.key(fact)).collect();
        let channels: HashSet<ChannelId> =
            keys.iter().flatten().map(|(channel, _)| *channel).collect();
        let mut seen: HashSet<(ChannelId, String)> = HashSet::new();
        for channel in channels {
            let own = keys.iter().flatten().filter(|(of, _)| *of == channel);
            let own: Vec<String> = own.map(|(_, key)| (*key).to_owned()).collect();
            let stored = messages::by_key(session, self.brand.id, channel, own).await?;
            seen.extend(stored.into_iter().map(|(key, _)| (channel, key)));
        }
        Ok(keys
            .into_iter()
            .map(|key| key.is_some_and(|(channel, key)| seen.insert((channel, key.to_owned()))))
            .collect())
    }

    fn key<'a>(&self, fact: &'a Prepared) -> Option<(ChannelId, &'a str)> {
        match &fact.fact {
            Fact::Message(message) => {
                Some((self.brand.channel(&message.place.kind), message.key.as_str()))
            }
            _ => None,
        }
    }
}

/// What became of `count` facts, when it is the same for all. A new message may bring to light
/// what waited for it, so one fact can be new and something known at once.
const fn judge(brought: &Brought, count: u64) -> Option<Accepted> {
    let new = brought.messages
        + brought.service
        + brought.edits
        + brought.reactions
        + brought.orders
        + brought.memberships;
    match (brought.duplicates, count) {
        (0, _) => Some(Accepted::New),
        (_, 1) if new > 0 => Some(Accepted::New),
        (known, count) if known >= count && new == 0 => Some(Accepted::Duplicate),
        _ => None,
    }
}

async fn commit(session: Session) -> std::result::Result<(), Failed> {
    session.commit().await.map_err(|error| Failed::Store(error.into()))
}

/// The same failure for everybody.
fn vec_of_errors(error: &AppError, count: usize) -> Vec<Result<Accepted>> {
    (0..count).map(|_| Err(AppError::Asked(format!("the event was not stored: {error}")))).collect()
}
