//! The demo brand in a store: made from the simulator, renewed when it is old, removed.

use kamerton_core::fact::Fact;
use kamerton_core::id::{ImportId, WorkspaceId};
use kamerton_core::time::{DAY, Day, Instant, Zone};
use kamerton_store::imports::{self, ImportRow};
use kamerton_store::indices;
use kamerton_store::workspaces::{self, WorkspaceRow};
use kamerton_store::{Session, Store};
use serde::Serialize;
use tokio::sync::mpsc;

use crate::accounts::audit::Actor;
use crate::brand::{self, Brand, NewBrand, Settings};
use crate::check;
use crate::demo::{self, Plan};
use crate::error::{AppError, Result};
use crate::ingest::roles::RoleRules;
use crate::ingest::{self, Brought, Origin};
use crate::prepare::{Prepared, prepare};
use crate::segments;

/// The demo's zone.
const ZONE: &str = "Europe/Moscow";
/// When the last day of a demo ends.
const LAST_HOUR: i8 = 20;
/// Facts in one batch.
const BATCH: usize = 4_000;
/// Batches of a large demo that are stored in one transaction.
const TOGETHER: usize = 5;
/// From so many messages on, a demo is loaded in bulk.
const BULK_FROM: u64 = 100_000;
/// Indices that facts are looked up by while they are loaded.
const LOOKED_UP: [&str; 2] = ["identity_by_handle", "message_unresolved"];
/// Tables whose indices the derived rows are made with.
const DERIVED_FROM: [&str; 3] = ["message", "identity", "orders"];
/// Batches that are made ahead.
const AHEAD: usize = 2;
/// A demo older than this is made anew, so that there is something to do today.
const OLD: i64 = 7 * DAY;
/// The word under which its making is noted among the imports.
const KIND: &str = "demo";

/// Segments of the demo: names, and whom they hold.
const SEGMENTS: [(&str, &str); 3] = [
    ("Тёплые, с кем давно не говорили", "state: warm and not talked for 30 days"),
    ("Советуют, хотя не покупали", "stage: promoter and purchases: none"),
    ("Новички без разговора с нами", "new: 30 days and not talked"),
];

/// What demo to make.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// How many people; the usual number when not said.
    pub people: Option<u64>,
    /// How many messages; the usual number when not said.
    pub messages: Option<u64>,
    /// Which world.
    pub seed: u64,
    /// The last day of its history, until 20:00; now when not said.
    pub until: Option<Day>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Done {
    /// There was none.
    Made,
    /// There was one, too old or cut off half-way: it was removed and made anew.
    Renewed,
    /// There was one, and it is as it was.
    Kept,
}

/// The demo after it was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// What was done.
    pub done: Done,
    /// New messages.
    pub messages: u64,
    /// People who wrote.
    pub people: u64,
    /// Reactions.
    pub reactions: u64,
    /// Orders.
    pub orders: u64,
    /// Joinings and leavings.
    pub memberships: u64,
}

impl Report {
    const fn new(done: Done, brought: &Brought) -> Self {
        Self {
            done,
            messages: brought.messages,
            people: brought.people,
            reactions: brought.reactions,
            orders: brought.orders,
            memberships: brought.memberships,
        }
    }
}

/// Makes the demo, unless there is a fresh one.
///
/// # Errors
/// When a real brand has the demo's name, when its last day lies in the future, or when the store
/// cannot. What was stored of an unfinished demo is removed by the next call.
pub async fn make(
    store: &Store,
    wanted: Wanted,
    now: Instant,
    progress: impl FnMut(u64),
) -> Result<Report> {
    make_from(store, wanted, BULK_FROM, now, progress).await
}

/// As [`make`], in bulk from `bulk_from` messages on: facts alone are stored, without the indices
/// of the large tables; then everything that is derived is made from them. The rows are the same.
/// Where a real brand is in the store, nothing is made in bulk.
///
/// # Errors
/// As [`make`].
pub async fn make_from(
    store: &Store,
    wanted: Wanted,
    bulk_from: u64,
    now: Instant,
    mut progress: impl FnMut(u64),
) -> Result<Report> {
    let plan = plan(wanted, now)?;
    let known = known(store).await?;
    let done = match &known {
        None => Done::Made,
        Some(row) if is_fresh(store, row, now).await? => {
            return Ok(Report::new(Done::Kept, &Brought::default()));
        }
        Some(_) => Done::Renewed,
    };
    if known.is_some() {
        remove(store).await?;
        // A load in bulk that was cut off has left none.
        indices::make_all(store).await?;
    }
    let bulk = plan.messages >= bulk_from && is_empty(store).await?;
    let (brand, mut run) = begin(store, &plan, now).await?;
    // The last evening may lie some hours ahead.
    let until = now.max(plan.until);
    let brought = if bulk {
        load_in_bulk(store, &brand, plan, until, &mut progress).await?
    } else {
        load(store, &brand, plan, false, until, &mut progress).await?
    };
    describe_people(store, &brand, now).await?;
    run.ended_at = Some(now);
    run.items = brought.messages as i64;
    let mut session = store.write().await?;
    imports::save(&mut session, brand.id, &run).await?;
    session.commit().await?;
    Ok(Report::new(done, &brought))
}

/// Makes a few segments, so that a newcomer sees what they are good for.
async fn describe_people(store: &Store, brand: &Brand, now: Instant) -> Result<()> {
    let actor = Actor { user: None, name: KIND.to_owned() };
    for (name, text) in SEGMENTS {
        let new = segments::New { name, text, kind: segments::Kind::Living };
        segments::create(store, brand, &new, &actor, now).await?;
    }
    Ok(())
}

/// Removes every demo brand with everything in it; says whether there was one.
///
/// # Errors
/// When the store cannot; then nothing is removed.
pub async fn remove(store: &Store) -> Result<bool> {
    let mut session = store.write().await?;
    let mut removed = false;
    for row in workspaces::all(&mut session).await?.into_iter().filter(|row| row.demo) {
        workspaces::delete(&mut session, row.id).await?;
        removed = true;
    }
    session.commit().await?;
    Ok(removed)
}

fn plan(wanted: Wanted, now: Instant) -> Result<Plan> {
    let zone = Zone::named(ZONE).map_err(AppError::Asked)?;
    let until = match wanted.until {
        None => now,
        Some(day) if day > zone.day(now) => {
            return Err(AppError::Asked(format!(
                "{day} is yet to come: the demo's last day is today at the latest"
            )));
        }
        Some(day) => zone.at_hour(day, LAST_HOUR),
    };
    let usual = Plan::brand(until);
    let (people, messages) =
        (wanted.people.unwrap_or(usual.people), wanted.messages.unwrap_or(usual.messages));
    if people == 0 || messages == 0 {
        return Err(AppError::Asked("a demo needs at least one person and one message".to_owned()));
    }
    Ok(Plan { seed: wanted.seed, ..Plan::load(people, messages, until) })
}

async fn known(store: &Store) -> Result<Option<WorkspaceRow>> {
    let rows = workspaces::all(&mut store.read().await?).await?;
    Ok(rows.into_iter().find(|row| row.demo))
}

/// Whether a demo was made to its end, and lately.
async fn is_fresh(store: &Store, row: &WorkspaceRow, now: Instant) -> Result<bool> {
    let runs = imports::all(&mut store.read().await?, row.id, 10).await?;
    let whole = runs.iter().any(|run| run.kind == KIND && run.ended_at.is_some());
    Ok(whole && now.since(row.created_at) <= OLD)
}

/// Makes the brand and notes that its making has begun, in one transaction.
async fn begin(store: &Store, plan: &Plan, now: Instant) -> Result<(Brand, ImportRow)> {
    let settings = Settings {
        brand_terms: demo::brand_terms(),
        product_terms: demo::product_terms(),
        competitors: demo::competitors(),
        ..Settings::default()
    };
    let new = NewBrand {
        name: demo::BRAND.to_owned(),
        zone: ZONE.to_owned(),
        lang: "ru".to_owned(),
        settings,
        demo: true,
    };
    let mut session = store.write().await?;
    let brand = brand::create(&mut session, &new, now).await?;
    let run = note(&mut session, brand.id, plan, now).await?;
    session.commit().await?;
    Ok((brand, run))
}

async fn note(
    session: &mut Session,
    workspace: WorkspaceId,
    plan: &Plan,
    now: Instant,
) -> Result<ImportRow> {
    let fingerprint =
        format!("{} {} {} {}", plan.seed, plan.people, plan.messages, plan.until.micros());
    let run = ImportRow {
        id: ImportId::derived(&[fingerprint.as_bytes(), &now.micros().to_le_bytes()]),
        kind: KIND.to_owned(),
        fingerprint,
        started_at: now,
        ended_at: None,
        items: 0,
        report: "{}".to_owned(),
    };
    imports::save(session, workspace, &run).await?;
    Ok(run)
}

/// Whether there is no brand at all.
async fn is_empty(store: &Store) -> Result<bool> {
    Ok(workspaces::all(&mut store.read().await?).await?.is_empty())
}

/// Loads facts alone, then makes what is derived. Cut off, it leaves a demo that is not whole and
/// indices that are missing: the next call removes the one and makes the others.
async fn load_in_bulk(
    store: &Store,
    brand: &Brand,
    plan: Plan,
    now: Instant,
    progress: &mut impl FnMut(u64),
) -> Result<Brought> {
    let _alone = store.alone().await?;
    indices::set_aside(store, &LOOKED_UP).await?;
    let mut brought = load(store, brand, plan, true, now, progress).await?;
    indices::make(store, &DERIVED_FROM).await?;
    let rebuilt = check::rebuild(store, brand, now, |_| progress(brought.messages)).await?;
    indices::make_all(store).await?;
    brought.people += rebuilt.authors;
    Ok(brought)
}

/// Simulates on one thread and stores on another; `bulk` stores facts alone.
async fn load(
    store: &Store,
    brand: &Brand,
    plan: Plan,
    bulk: bool,
    now: Instant,
    progress: &mut impl FnMut(u64),
) -> Result<Brought> {
    let origin = Origin { source: KIND.to_owned(), ..Origin::import(KIND, RoleRules::default()) };
    let (sender, mut receiver) = mpsc::channel(AHEAD);
    let maker_brand = brand.clone();
    let maker = tokio::task::spawn_blocking(move || simulate(&maker_brand, &plan, now, &sender));
    let mut all = Brought::default();
    let mut batches = Vec::new();
    while let Some(facts) = receiver.recv().await {
        let before = all.messages;
        if bulk {
            batches.push(facts);
            if batches.len() == TOGETHER {
                let batches = std::mem::take(&mut batches);
                all.add(&ingest::apply_facts(store, brand, &origin, batches, now).await?);
            }
        } else {
            all.add(&ingest::apply(store, brand, &origin, facts, now).await?);
        }
        ingest::learn(store, before, all.messages).await?;
        progress(all.messages);
    }
    all.add(&ingest::apply_facts(store, brand, &origin, batches, now).await?);
    maker.await.map_err(|error| AppError::Asked(format!("the simulator broke off: {error}")))??;
    Ok(all)
}

/// Makes all facts in batches. Ends early when nobody takes them any more.
fn simulate(
    brand: &Brand,
    plan: &Plan,
    now: Instant,
    sender: &mpsc::Sender<Vec<Prepared>>,
) -> Result<()> {
    let mut batch = Vec::with_capacity(BATCH);
    for fact in demo::simulate(plan) {
        batch.push(read(brand, fact, now)?);
        if batch.len() == BATCH
            && sender
                .blocking_send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)))
                .is_err()
        {
            return Ok(());
        }
    }
    // Nobody takes it only when storing failed, and that is told there.
    let _ = sender.blocking_send(batch);
    Ok(())
}

fn read(brand: &Brand, fact: Fact, now: Instant) -> Result<Prepared> {
    prepare(brand, fact, now).map_err(|(_, why)| {
        AppError::Asked(format!("the simulator made a fact that cannot be: {why}"))
    })
}
