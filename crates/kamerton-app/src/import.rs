//! Import of a real history: read on one thread, stored in batches on another, durable batch by
//! batch, resumable at the last one.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use kamerton_channels::import::{ImportError, Importer, Item, Open, Options, Progress, Refusal};
use kamerton_core::fact::Fact;
use kamerton_core::id::ImportId;
use kamerton_core::time::Instant;
use kamerton_store::imports::{self, ImportRow, RefusalRow};
use kamerton_store::notices::{self, Change};
use kamerton_store::{Session, Store};
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use xxhash_rust::xxh3::xxh3_128;

use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::ingest::{self, Brought, Origin, restate};
use crate::prepare::{Prepared, prepare};
use crate::reading::with_lessons;

/// At most so many items in one batch …
const BATCH_ITEMS: usize = 4_000;
/// … and at most so many bytes of text: a batch is in memory several times over on its way.
const BATCH_BYTES: usize = 4 << 20;
/// Batches that are read ahead.
const AHEAD: usize = 2;
/// How many refusals a report prints; all of them are stored.
const REFUSALS_PRINTED: usize = 1_000;
/// How many files a report names.
const FILES_NAMED: usize = 20;

/// What an import is asked to do.
pub struct Request {
    /// The id of its run, where somebody knows it beforehand.
    pub id: Option<ImportId>,
    /// Kind of source, as on the command line.
    pub kind: String,
    /// How to open it.
    pub open: Open,
    /// Files or folders.
    pub paths: Vec<PathBuf>,
    /// Place, zone, columns.
    pub options: Options,
    /// Who the authors are.
    pub origin: Origin,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Names of the files.
    pub files: Vec<String>,
    /// Records read, those of an earlier run that was cut off included.
    pub read: u64,
    /// What came of them.
    #[serde(flatten)]
    pub brought: Brought,
    /// Number of refused records.
    pub refused_count: u64,
    /// The refused records, at most the first thousand.
    pub refused: Vec<Refused>,
    /// Whether it was cut off by the person; the same command goes on where it stopped.
    pub cancelled: bool,
}

/// A refused record in a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// File with line, entry or element.
    #[serde(rename = "where")]
    pub place: String,
    /// Why.
    pub why: String,
}

impl Report {
    fn refuse(&mut self, refusal: &Refusal) {
        self.refused_count += 1;
        if self.refused.len() < REFUSALS_PRINTED {
            let (place, why) = (refusal.place.clone(), refusal.why.clone());
            self.refused.push(Refused { place, why });
        }
    }
}

/// A batch on its way from the reader to the writer.
struct Read {
    facts: Vec<Prepared>,
    refusals: Vec<Refusal>,
    /// Items of the source up to the end of this batch.
    items: u64,
    progress: Progress,
}

/// Runs an import to its end, or until `cancel` is set: then the current batch is finished.
///
/// # Errors
/// What stops the import as a whole; what was committed stays, and the same request resumes there.
pub async fn run(
    store: &Store,
    brand: &Brand,
    request: Request,
    now: Instant,
    cancel: Arc<AtomicBool>,
    mut progress: impl FnMut(Progress, &Report),
) -> Result<Report> {
    let fingerprint = fingerprint(&request)?;
    let importer = (request.open)(&request.paths, &request.options)?;
    let roles = &request.origin.roles;
    restate::known_accounts(store, brand, &request.kind, roles, now).await?;
    let (mut run, mut report) = begin(store, brand, &request, fingerprint, now).await?;
    let (sender, mut receiver) = mpsc::channel(AHEAD);
    let reader_brand = with_lessons(&mut store.read().await?, brand).await?;
    let skip = run.items as u64;
    let reader =
        tokio::task::spawn_blocking(move || read_all(importer, &reader_brand, skip, now, &sender));
    let mut stored = 0;
    while let Some(batch) = receiver.recv().await {
        progress(batch.progress, &report);
        let before = stored;
        stored += batch.facts.len() as u64;
        store_batch(store, brand, &request.origin, batch, &mut run, &mut report, now).await?;
        notices::tell(store, brand.id, Change::Imports).await;
        ingest::learn(store, before, stored).await?;
        if cancel.load(Ordering::Relaxed) {
            report.cancelled = true;
            return Ok(report);
        }
    }
    reader.await.map_err(|error| AppError::Asked(format!("the reader broke off: {error}")))??;
    run.ended_at = Some(now);
    save_run(store, brand, &mut run, &report).await?;
    notices::tell(store, brand.id, Change::Imports).await;
    notices::tell(store, brand.id, Change::Facts).await;
    Ok(report)
}

/// Goes on with the unfinished run of the same command, or begins a new one.
async fn begin(
    store: &Store,
    brand: &Brand,
    request: &Request,
    fingerprint: String,
    now: Instant,
) -> Result<(ImportRow, Report)> {
    let mut session = store.read().await?;
    if let Some(run) = imports::unfinished(&mut session, brand.id, &fingerprint).await? {
        let report = serde_json::from_str(&run.report).unwrap_or_default();
        return Ok((run, report));
    }
    let derived = || ImportId::derived(&[fingerprint.as_bytes(), &now.micros().to_le_bytes()]);
    let run = ImportRow {
        id: request.id.unwrap_or_else(derived),
        kind: request.kind.clone(),
        fingerprint,
        started_at: now,
        ended_at: None,
        items: 0,
        report: String::new(),
    };
    let name = |path: &PathBuf| path.file_name().map(|name| name.to_string_lossy().into_owned());
    let files = request.paths.iter().filter_map(name).take(FILES_NAMED).collect();
    Ok((run, Report { files, ..Report::default() }))
}

/// Names, sizes and times of all files, and the options: a change of any is another import.
fn fingerprint(request: &Request) -> Result<String> {
    let mut text = format!(
        "{}\n{:?}\n{:?}\n{:?}\n",
        request.kind, request.options.place, request.options.zone, request.options.columns
    );
    for path in &request.paths {
        describe(path, &mut text)?;
    }
    Ok(format!("{:032x}", xxh3_128(text.as_bytes())))
}

fn describe(path: &std::path::Path, text: &mut String) -> Result<()> {
    use std::fmt::Write;
    let failed = |source| ImportError::Io { path: path.to_path_buf(), source };
    let about = std::fs::metadata(path).map_err(failed)?;
    if about.is_dir() {
        let mut inside: Vec<PathBuf> = std::fs::read_dir(path)
            .map_err(failed)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .collect();
        inside.sort();
        return inside.iter().try_for_each(|one| describe(one, text));
    }
    let changed = about.modified().ok();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{} {} {changed:?}", path.display(), about.len());
    Ok(())
}

/// Reads the whole source into batches. Ends early when nobody takes them any more.
fn read_all(
    mut importer: Box<dyn Importer>,
    brand: &Brand,
    skip: u64,
    now: Instant,
    sender: &mpsc::Sender<Read>,
) -> Result<()> {
    let mut items = 0;
    loop {
        let mut batch =
            Read { facts: Vec::new(), refusals: Vec::new(), items, progress: Progress::default() };
        let ended = fill(&mut *importer, brand, skip, now, &mut batch)?;
        items = batch.items;
        batch.progress = importer.progress();
        let empty = batch.facts.is_empty() && batch.refusals.is_empty();
        if !empty && sender.blocking_send(batch).is_err() {
            return Ok(());
        }
        if ended {
            return Ok(());
        }
    }
}

/// Fills a batch; says whether the source is at its end.
fn fill(
    importer: &mut dyn Importer,
    brand: &Brand,
    skip: u64,
    now: Instant,
    batch: &mut Read,
) -> Result<bool> {
    let mut bytes = 0;
    while batch.facts.len() + batch.refusals.len() < BATCH_ITEMS && bytes < BATCH_BYTES {
        let Some(item) = importer.next()? else { return Ok(true) };
        batch.items += 1;
        if batch.items <= skip {
            continue;
        }
        match item {
            Item::Refused(refusal) => batch.refusals.push(refusal),
            Item::Fact(fact) => {
                bytes += text_length(&fact);
                match prepare(brand, *fact, now) {
                    Ok(prepared) => batch.facts.push(prepared),
                    Err((fact, why)) => {
                        let raw = serde_json::to_string(&fact).unwrap_or_default();
                        batch.refusals.push(Refusal::new(name_of(&fact), why, &raw));
                    }
                }
            }
        }
    }
    Ok(false)
}

fn text_length(fact: &Fact) -> usize {
    match fact {
        Fact::Message(message) => message.text.len(),
        _ => 0,
    }
}

fn name_of(fact: &Fact) -> String {
    match fact {
        Fact::Message(message) => message.key.clone(),
        Fact::Reaction(reaction) => reaction.message.clone(),
        Fact::ReactionCounts(counted) => counted.message.clone(),
        Fact::Membership(membership) => membership.key.clone(),
        Fact::Deletion(deletion) => deletion.message.clone(),
        Fact::Order(order) => order.key.clone(),
        Fact::Profile(profile) => profile.name.clone().unwrap_or_default(),
    }
}

async fn store_batch(
    store: &Store,
    brand: &Brand,
    origin: &Origin,
    batch: Read,
    run: &mut ImportRow,
    report: &mut Report,
    now: Instant,
) -> Result<()> {
    let mut session = store.write().await?;
    let brought = ingest::apply_in(&mut session, brand, origin, batch.facts, now).await?;
    let mut next = report.clone();
    next.read = batch.items;
    next.brought.add(&brought);
    let first = next.refused_count;
    for refusal in &batch.refusals {
        next.refuse(refusal);
    }
    save_refusals(&mut session, brand, run, first, batch.refusals).await?;
    run.items = batch.items as i64;
    run.report = serde_json::to_string(&next).unwrap_or_default();
    imports::save(&mut session, brand.id, run).await?;
    session.commit().await?;
    *report = next;
    Ok(())
}

async fn save_refusals(
    session: &mut Session,
    brand: &Brand,
    run: &ImportRow,
    first: u64,
    refusals: Vec<Refusal>,
) -> Result<()> {
    let rows: Vec<RefusalRow> = refusals
        .into_iter()
        .zip(first..)
        .map(|(refusal, number)| RefusalRow {
            import: run.id,
            number: number as i64,
            place: refusal.place,
            why: refusal.why,
            raw: refusal.raw,
        })
        .collect();
    imports::save_refusals(session, brand.id, &rows).await?;
    Ok(())
}

async fn save_run(
    store: &Store,
    brand: &Brand,
    run: &mut ImportRow,
    report: &Report,
) -> Result<()> {
    let mut session = store.write().await?;
    run.report = serde_json::to_string(report).unwrap_or_default();
    imports::save(&mut session, brand.id, run).await?;
    session.commit().await?;
    Ok(())
}
