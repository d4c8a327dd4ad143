//! Imports that run in the background.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use kamerton_channels::import::Progress;
use kamerton_core::id::ImportId;
use kamerton_core::time::Instant;
use kamerton_store::Store;
use kamerton_store::imports;
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::folder::Folder;
use super::pace::{Pace, pace};
use super::{Asked, Look, Stopped, Upload, look, request};
use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::import::{self, Report};
use crate::intake::Clock;
use crate::refusal::Refusal;

/// Uploads and the imports that run of them.
#[derive(Clone)]
pub struct Uploads {
    /// Where they lie.
    pub folder: Folder,
    store: Store,
    clock: Clock,
    running: Arc<Mutex<HashMap<ImportId, Arc<Run>>>>,
}

/// An import that runs.
struct Run {
    cancel: Arc<AtomicBool>,
    seen: Mutex<Seen>,
    task: Mutex<Option<JoinHandle<()>>>,
}

/// What was last seen of it.
struct Seen {
    began: Instant,
    at_first: Option<u64>,
    progress: Progress,
    report: Report,
}

/// Where an upload stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// Waits for the person.
    Asks,
    /// Runs.
    Runs {
        /// How far it is.
        pace: Pace,
        /// What it has brought.
        report: Report,
        /// Whether it was told to stop and finishes its batch.
        stopping: bool,
    },
    /// Was stopped, or the program was: it can go on.
    Stopped {
        /// What it had brought.
        report: Report,
    },
    /// Could not go on.
    Failed {
        /// What it had brought.
        report: Report,
        /// Why.
        why: Stopped,
    },
}

impl Uploads {
    /// Uploads in a folder, for imports into a store.
    pub fn new(folder: Folder, store: Store, clock: Clock) -> Self {
        Self { folder, store, clock, running: Arc::default() }
    }

    /// Looks at an upload, as what is said of it or as what it seems to be.
    ///
    /// # Errors
    /// When the reader broke off.
    pub async fn look(&self, upload: &Upload, asked: &Asked) -> Result<Look> {
        let (paths, asked) = (self.folder.files(upload), asked.clone());
        let seen = tokio::task::spawn_blocking(move || look(&paths, &asked)).await;
        seen.map_err(|error| AppError::Asked(format!("the reader broke off: {error}")))
    }

    /// Begins the import of an upload, or goes on with it. Returns at once.
    ///
    /// # Errors
    /// When what was asked is incomplete, or the note cannot be written.
    pub async fn start(&self, brand: &Brand, mut upload: Upload) -> Result<()> {
        let paths: Vec<PathBuf> = self.folder.files(&upload);
        request(&upload, paths)?;
        let now = (self.clock)();
        let run = Arc::new(Run {
            cancel: Arc::default(),
            seen: Mutex::new(Seen {
                began: now,
                at_first: None,
                progress: Progress::default(),
                report: Report::default(),
            }),
            task: Mutex::default(),
        });
        if !self.enter(upload.id, &run) {
            return Ok(());
        }
        (upload.begun, upload.failed) = (true, None);
        if let Err(error) = self.folder.note(&upload).await {
            self.leave(upload.id);
            return Err(error);
        }
        let (uploads, brand, seen) = (self.clone(), brand.clone(), Arc::clone(&run));
        let runtime = Handle::current();
        // An import computes for minutes: on a thread of its own it keeps no request waiting.
        let task = tokio::task::spawn_blocking(move || {
            runtime.block_on(uploads.carry(brand, upload, seen, now));
        });
        if let Ok(mut kept) = run.task.lock() {
            *kept = Some(task);
        }
        Ok(())
    }

    /// Runs an import to whatever end.
    async fn carry(&self, brand: Brand, upload: Upload, run: Arc<Run>, now: Instant) {
        let id = upload.id;
        let outcome = self.run(&brand, &upload, &run, now).await;
        let cleared = match outcome {
            Ok(report) if !report.cancelled => self.folder.remove(id).await,
            Ok(_) => Ok(()),
            Err(error) => {
                let failed = Some(Stopped::of(&error));
                self.folder.note(&Upload { failed, ..upload }).await
            }
        };
        // A folder that cannot be written or removed shows as an upload that can go on, which
        // brings nothing twice.
        drop(cleared);
        self.leave(id);
    }

    async fn run(
        &self,
        brand: &Brand,
        upload: &Upload,
        run: &Arc<Run>,
        now: Instant,
    ) -> Result<Report> {
        let request = request(upload, self.folder.files(upload))?;
        let seen = Arc::clone(run);
        let progress = move |progress: Progress, report: &Report| {
            if let Ok(mut seen) = seen.seen.lock() {
                seen.at_first.get_or_insert(report.read);
                (seen.progress, seen.report) = (progress, report.clone());
            }
        };
        import::run(&self.store, brand, request, now, Arc::clone(&run.cancel), progress).await
    }

    /// Whether the import of an upload runs.
    pub fn runs(&self, id: ImportId) -> bool {
        self.running(id).is_some()
    }

    /// Tells an import to stop after the batch at hand.
    pub fn stop(&self, id: ImportId) {
        if let Some(run) = self.running(id) {
            run.cancel.store(true, Ordering::Relaxed);
        }
    }

    /// Stops all imports and waits until their batches are durable: the program is about to end.
    pub async fn stop_all(&self) {
        let runs: Vec<Arc<Run>> = self
            .running
            .lock()
            .map(|running| running.values().cloned().collect())
            .unwrap_or_default();
        for run in &runs {
            run.cancel.store(true, Ordering::Relaxed);
        }
        for run in runs {
            let task = run.task.lock().ok().and_then(|mut task| task.take());
            if let Some(task) = task {
                // Whatever became of it is in its note.
                let _ = task.await;
            }
        }
    }

    /// Removes an upload that does not run. What its import has stored stays.
    ///
    /// # Errors
    /// When it runs, or cannot be removed.
    pub async fn discard(&self, brand: &Brand, upload: &Upload) -> Result<()> {
        if self.runs(upload.id) {
            return Err(Refusal::ImportRuns.into());
        }
        let mut session = self.store.write().await?;
        if let Some(mut row) = imports::by_id(&mut session, brand.id, upload.id).await? {
            // Given up is ended, or it would wait for being gone on with for ever.
            row.ended_at = Some((self.clock)());
            let mut report: Report = serde_json::from_str(&row.report).unwrap_or_default();
            report.cancelled = true;
            row.report = serde_json::to_string(&report).unwrap_or_default();
            imports::save(&mut session, brand.id, &row).await?;
        }
        session.commit().await?;
        self.folder.remove(upload.id).await
    }

    /// Where an upload stands.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn standing(&self, brand: &Brand, upload: &Upload) -> Result<Standing> {
        if let Some(run) = self.running(upload.id) {
            return Ok(run.standing((self.clock)()));
        }
        // Read again: between the reading of whoever asks and this it may have come to its end, and why it
        // failed is written before it is left.
        let found = self.folder.find(brand.id, upload.id).await?;
        let upload = found.as_ref().unwrap_or(upload);
        if !upload.begun {
            return Ok(Standing::Asks);
        }
        let mut session = self.store.read().await?;
        let row = imports::by_id(&mut session, brand.id, upload.id).await?;
        let report = row.and_then(|row| serde_json::from_str(&row.report).ok()).unwrap_or_default();
        Ok(match &upload.failed {
            Some(why) => Standing::Failed { report, why: why.clone() },
            None => Standing::Stopped { report },
        })
    }

    fn running(&self, id: ImportId) -> Option<Arc<Run>> {
        self.running.lock().ok()?.get(&id).cloned()
    }

    /// Whether it was not running yet.
    fn enter(&self, id: ImportId, run: &Arc<Run>) -> bool {
        let Ok(mut running) = self.running.lock() else { return false };
        match running.entry(id) {
            std::collections::hash_map::Entry::Occupied(_) => false,
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(Arc::clone(run));
                true
            }
        }
    }

    fn leave(&self, id: ImportId) {
        if let Ok(mut running) = self.running.lock() {
            running.remove(&id);
        }
    }
}

impl Run {
    fn standing(&self, now: Instant) -> Standing {
        let stopping = self.cancel.load(Ordering::Relaxed);
        let Ok(seen) = self.seen.lock() else { return Standing::Asks };
        let at_first = seen.at_first.unwrap_or_default();
        let pace = pace(seen.progress, seen.report.read, at_first, now.since(seen.began));
        Standing::Runs { pace, report: seen.report.clone(), stopping }
    }
}
