//! Rounds of acknowledging: what waits is kept in one transaction, and everybody is told.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use kamerton_core::id::WorkspaceId;
use kamerton_store::Store;
use kamerton_store::raw_events::{self, RawEventRow};
use tokio::sync::{Notify, mpsc};
use tokio::time::Instant;

use super::{Accepted, BATCH, Job, commit};
use crate::error::{AppError, Result};

/// How long a commit is put off for those who are expected to share it.
const LINGER: Duration = Duration::from_millis(2);
/// So many at a time are a crowd.
const CROWD: usize = 4;
/// So long after a round of a crowd the next one is expected at any moment.
const BUSY: Duration = Duration::from_millis(10);

/// What the folder knows of the rounds.
#[derive(Default)]
pub(super) struct Rounds {
    crowd: Mutex<Crowd>,
    /// Something was kept.
    pub kept: Notify,
    /// Held while a slice is folded, with all that follows from it.
    pub folding: tokio::sync::Mutex<()>,
}

/// Whether several hand in at a time.
#[derive(Clone, Copy, Default)]
enum Crowd {
    #[default]
    None,
    /// Some of it wait for the round at hand.
    Waits,
    /// It was answered at that moment.
    Answered(Instant),
}

impl Rounds {
    /// Whether a crowd is handing in right now: folding would keep them waiting.
    pub fn is_busy(&self) -> bool {
        match self.crowd.lock().map(|crowd| *crowd).unwrap_or_default() {
            Crowd::None => false,
            Crowd::Waits => true,
            Crowd::Answered(at) => at.elapsed() < BUSY,
        }
    }

    /// A round of so many begins.
    fn begins(&self, count: usize) {
        self.set(if count >= CROWD { Crowd::Waits } else { Crowd::None });
    }

    /// A round of so many has ended.
    fn ended(&self, count: usize) {
        self.set(if count >= CROWD { Crowd::Answered(Instant::now()) } else { Crowd::None });
        self.kept.notify_one();
    }

    fn set(&self, crowd: Crowd) {
        if let Ok(mut known) = self.crowd.lock() {
            *known = crowd;
        }
    }
}

/// Keeps what is handed in.
pub(super) struct Writer {
    pub store: Store,
    pub workspace: WorkspaceId,
    pub rounds: Arc<Rounds>,
}

impl Writer {
    /// Works until nobody can hand in any more and all is answered.
    pub async fn run(self, mut receiver: mpsc::Receiver<Job>) {
        let mut jobs = Vec::with_capacity(BATCH);
        let mut before = 0;
        while receiver.recv_many(&mut jobs, BATCH).await > 0 {
            gather(&mut receiver, &mut jobs, before).await;
            before = jobs.len();
            self.rounds.begins(before);
            self.round(&mut jobs).await;
            self.rounds.ended(before);
        }
    }

    /// Keeps what waits and answers everybody.
    async fn round(&self, jobs: &mut Vec<Job>) {
        let (rows, answers): (Vec<RawEventRow>, Vec<_>) =
            jobs.drain(..).map(|job| (job.row, job.answer)).unzip();
        match self.keep(&rows).await {
            Ok(accepted) => {
                for (answer, accepted) in answers.into_iter().zip(accepted) {
                    // Whoever has gone away will hand it in again and hear of a duplicate.
                    let _ = answer.send(Ok(accepted));
                }
            }
            Err(error) => {
                for answer in answers {
                    let why = format!("the event was not stored: {error}");
                    let _ = answer.send(Err(AppError::Asked(why)));
                }
            }
        }
    }

    async fn keep(&self, rows: &[RawEventRow]) -> Result<Vec<Accepted>> {
        let mut seen = HashSet::new();
        let first: Vec<bool> = rows.iter().map(|row| seen.insert(row.id)).collect();
        let new: Vec<RawEventRow> = rows
            .iter()
            .zip(&first)
            .filter(|(_, first)| **first)
            .map(|(row, _)| row.clone())
            .collect();
        let mut session = self.store.write().await?;
        let known = raw_events::keep(&mut session, self.workspace, &new).await?;
        commit(session).await?;
        let accepted = rows.iter().zip(first).map(|(row, first)| {
            if first && !known.contains(&row.id) { Accepted::New } else { Accepted::Duplicate }
        });
        Ok(accepted.collect())
    }
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
