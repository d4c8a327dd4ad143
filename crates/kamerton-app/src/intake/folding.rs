//! Folding: what was kept becomes people, messages and charge.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use kamerton_core::fact::{Fact, PlaceRef};
use kamerton_core::id::RawEventId;
use kamerton_core::time::{DAY, HOUR, Instant as CoreInstant};
use kamerton_store::notices::{self, Change};
use kamerton_store::raw_events::{self, RawEventRow};
use kamerton_store::workspaces::{self, WorkspaceRow};
use kamerton_store::{Session, Store, StoreError};
use tokio::sync::watch;
use tokio::time::Instant;

use super::rounds::Rounds;
use super::{BATCH, Clock, commit};
use crate::brand::Brand;
use crate::channels::{self, Bare, Connectors, Readers, Taken};
use crate::error::{AppError, Result};
use crate::ingest::{self, Origin};
use crate::prepare::{Prepared, prepare};
use crate::reading::with_lessons;

/// Events that are folded in one transaction while a crowd hands in: it keeps them waiting for no
/// longer than some tens of milliseconds.
const SMALL: usize = 64;
/// While a crowd hands in, folding has its turn this often: what they sent is seen within seconds.
const TURN: Duration = Duration::from_secs(1);
/// How long a busy crowd is left alone before looking again.
const PAUSE: Duration = Duration::from_millis(5);
/// How long to wait when the store could not: a full disk or a server that restarts.
const TRY_AGAIN: Duration = Duration::from_secs(1);
/// Without being told, a node looks this often for what others kept and did not fold.
const LOOK: Duration = Duration::from_secs(5);

/// An event is kept so many days after it was folded: so long can it be read anew.
const KEPT_DAYS: i64 = 30;
/// Events that are forgotten in one transaction.
const PIECE: i64 = 1_000;

/// Folds what waits.
pub(super) struct Folder {
    store: Store,
    brand: Brand,
    /// What the brand was made of; `None` before it was looked at.
    settings: Option<WorkspaceRow>,
    clock: Clock,
    rounds: Arc<Rounds>,
    connectors: Connectors,
    told: watch::Sender<u64>,
    /// When to look next for what may be forgotten.
    forget_at: CoreInstant,
}

/// Why a batch was not folded.
enum Failed {
    /// One of its events, perhaps: each is tried by itself.
    Event(AppError),
    /// The store itself: trying the next one now would fail as well.
    Store(AppError),
}

impl Folder {
    pub const fn new(
        store: Store,
        brand: Brand,
        clock: Clock,
        rounds: Arc<Rounds>,
        connectors: Connectors,
        told: watch::Sender<u64>,
    ) -> Self {
        let forget_at = CoreInstant::from_micros(0);
        Self { store, brand, settings: None, clock, rounds, connectors, told, forget_at }
    }

    /// Works until it is told to stop, or nobody is left who could tell; a batch that was begun is
    /// finished.
    pub async fn run(mut self, mut stopped: watch::Receiver<bool>) {
        let mut turn = Instant::now();
        let mut folded: u64 = 0;
        while !*stopped.borrow() && stopped.has_changed().is_ok() {
            if self.rounds.is_busy() && turn.elapsed() < TURN {
                tokio::time::sleep(PAUSE).await;
                continue;
            }
            let most = if self.rounds.is_busy() { SMALL } else { BATCH };
            let rounds = Arc::clone(&self.rounds);
            let at_work = rounds.folding.lock().await;
            let wait = match self.slice(most).await {
                Ok(0) => {
                    self.forget().await;
                    LOOK
                }
                Ok(count) => {
                    // That the database could not look at itself harms nothing but its speed.
                    let _ = ingest::learn(&self.store, folded, folded + count as u64).await;
                    folded += count as u64;
                    Duration::ZERO
                }
                Err(_) => TRY_AGAIN,
            };
            drop(at_work);
            turn = Instant::now();
            if !wait.is_zero() {
                tokio::select! {
                    () = self.rounds.kept.notified(), if wait == LOOK => {}
                    () = tokio::time::sleep(wait) => {}
                    _ = stopped.changed() => {}
                }
            }
        }
    }

    /// Folds the next `most` events; gives how many were taken from those that wait.
    ///
    /// # Errors
    /// When the store cannot; then nothing was taken.
    pub async fn slice(&mut self, most: usize) -> Result<usize> {
        let mut session = self.store.write().await?;
        workspaces::lock(&mut session, self.brand.id).await?;
        let rows = raw_events::waiting(&mut session, self.brand.id, most as i64).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        if !self.learn_settings(&mut session).await? {
            // The brand has gone, and its events with it.
            return Ok(0);
        }
        let taken = rows.len();
        match self.together(session, &rows).await {
            Ok(()) => {}
            Err(Failed::Store(error)) => return Err(error),
            Err(Failed::Event(_)) => self.one_by_one(&rows).await?,
        }
        self.told.send_modify(|count| *count += taken as u64);
        notices::tell(&self.store, self.brand.id, Change::Facts).await;
        Ok(taken)
    }

    /// Forgets what has been folded for long enough. What cannot be forgotten now is forgotten
    /// next time.
    async fn forget(&mut self) {
        let now = (self.clock)();
        if now < self.forget_at {
            return;
        }
        self.forget_at = now.plus(HOUR);
        let _ = self.forget_pieces(now.plus(-KEPT_DAYS * DAY)).await;
    }

    async fn forget_pieces(&self, before: CoreInstant) -> Result<()> {
        loop {
            let mut session = self.store.write().await?;
            let gone =
                raw_events::forget_before(&mut session, self.brand.id, before, PIECE).await?;
            session.commit().await?;
            if gone == 0 {
                return Ok(());
            }
        }
    }

    /// What is set of a brand may have changed meanwhile; says whether it is there. It is asked for
    /// under the lock of the brand: whoever changes the zone and counts days anew waits for what was
    /// folded by the old one, and counts that too.
    async fn learn_settings(&mut self, session: &mut Session) -> Result<bool> {
        let rows = workspaces::all(session).await?;
        let found = rows.into_iter().find(|row| row.id == self.brand.id);
        if let Some(row) = &found
            && found != self.settings
        {
            self.brand = Brand::of(row)?;
            self.settings = found.clone();
        }
        if found.is_some() {
            self.brand = with_lessons(session, &self.brand).await?;
        }
        Ok(found.is_some())
    }

    /// All in one transaction: the usual case.
    async fn together(
        &self,
        mut session: Session,
        rows: &[RawEventRow],
    ) -> std::result::Result<(), Failed> {
        let readers = Readers::for_events(self.connectors, &mut session, &self.brand, rows);
        let readers = readers.await.map_err(judge)?;
        let mut groups: BTreeMap<&str, Vec<Prepared>> = BTreeMap::new();
        let mut met: BTreeMap<&str, Vec<PlaceRef>> = BTreeMap::new();
        let mut bare = Bare::new();
        let mut unusable: Vec<(RawEventId, String)> = Vec::new();
        for row in rows {
            match read(&readers, row) {
                Ok(taken) => {
                    let why =
                        self.prepare(taken.facts, row, groups.entry(&row.source).or_default());
                    unusable.extend(why.map(|why| (row.id, why)));
                    met.entry(&row.source).or_default().extend(taken.places);
                    bare.entry(&row.source).or_default().extend(taken.bare);
                }
                Err(why) => unusable.push((row.id, why)),
            }
        }
        let now = (self.clock)();
        readers.note_places(&mut session, &self.brand, &met, now).await.map_err(judge)?;
        let mut pairs = BTreeSet::new();
        for facts in groups.iter().filter(|(source, _)| readers.adopts(source)).map(|(_, f)| f) {
            let facts = facts.iter().map(|one| &one.fact);
            pairs.extend(channels::pairs(&mut session, &self.brand, facts).await.map_err(judge)?);
        }
        for (source, facts) in groups {
            let origin = Origin::live(source);
            ingest::apply_in(&mut session, &self.brand, &origin, facts, now)
                .await
                .map_err(judge)?;
        }
        readers.note_bare(&mut session, &self.brand, bare).await.map_err(judge)?;
        let ids = rows.iter().map(|row| row.id);
        raw_events::fold(&mut session, self.brand.id, ids).await.map_err(store)?;
        for (id, why) in unusable {
            raw_events::refuse(&mut session, self.brand.id, id, &why).await.map_err(store)?;
        }
        commit(session).await.map_err(Failed::Store)?;
        channels::join(&self.store, &self.brand, pairs, now).await;
        Ok(())
    }

    /// A transaction for each, so that one that cannot be used stands alone: it is kept with the
    /// reason.
    async fn one_by_one(&mut self, rows: &[RawEventRow]) -> Result<()> {
        for row in rows {
            let mut session = self.store.write().await?;
            workspaces::lock(&mut session, self.brand.id).await?;
            if !self.learn_settings(&mut session).await? {
                return Ok(());
            }
            match self.together(session, std::slice::from_ref(row)).await {
                Ok(()) => {}
                Err(Failed::Store(error)) => return Err(error),
                Err(Failed::Event(why)) => {
                    let mut session = self.store.write().await?;
                    let (id, why) = (row.id, why.to_string());
                    raw_events::refuse(&mut session, self.brand.id, id, &why).await?;
                    session.commit().await?;
                }
            }
        }
        Ok(())
    }

    /// Prepares the facts of an event; says why some cannot be used, if there are such.
    fn prepare(
        &self,
        facts: Vec<Fact>,
        row: &RawEventRow,
        prepared: &mut Vec<Prepared>,
    ) -> Option<String> {
        let mut reason = None;
        for fact in facts {
            match prepare(&self.brand, fact, row.received_at) {
                Ok(fact) => prepared.push(fact),
                Err((_, why)) => reason = Some(why),
            }
        }
        reason
    }
}

/// The facts of an event: a payload of a connection is read by its connector, anything else is a fact.
fn read(readers: &Readers, row: &RawEventRow) -> std::result::Result<Taken, String> {
    if let Some(read) = readers.read(row) {
        return read;
    }
    let fact: Fact = serde_json::from_str(&row.body).map_err(|error| error.to_string())?;
    Ok(Taken { facts: vec![fact], ..Taken::default() })
}

fn judge(error: AppError) -> Failed {
    match &error {
        AppError::Store(of_store) if of_store.is_passing() => Failed::Store(error),
        _ => Failed::Event(error),
    }
}

fn store(error: StoreError) -> Failed {
    Failed::Store(error.into())
}
