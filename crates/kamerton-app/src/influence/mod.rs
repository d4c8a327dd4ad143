//! Influence (`P5`): personalised PageRank on who turns to whom, seeded on the target audience.
//!
//! It is computed as a whole, beside everything else, and kept by person: [`refresh`] does it where
//! something has changed. Only what moved is written, a piece in each transaction, so that nobody waits.

mod audience;
pub(crate) mod ties;

use std::collections::HashMap;

use kamerton_core::id::PersonId;
use kamerton_core::interaction::HORIZON_DAYS;
use kamerton_core::leader::{Scale, Seeds, VERSION, is_client_or_to_be};
use kamerton_core::state::State;
use kamerton_core::time::Instant;
use kamerton_graph::{Graph, Settings, personalised};
use kamerton_store::influence::{self, InfluenceRow, RunRow};
use kamerton_store::{Session, Store, interactions, relationships, workspaces};
use serde::{Deserialize, Serialize};

use crate::brand::Brand;
use crate::error::{AppError, Result};
use audience::Audience;
use ties::Ties;

/// Rows that are written in one transaction.
const PIECE: usize = 2_000;
/// A value that has moved by less than this share of itself is as it was: the members of a community of
/// a hundred thousand each move a little whenever one of them says a word.
const MOVED: f64 = 0.002;
/// Walks are counted in millionths.
const MILLION: f64 = 1e6;
/// Known numbers of followers that are compared with.
const FOLLOWED: i64 = 10_000;

/// What influence was computed from, and what there is to compare with.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Compared {
    /// On whom it was seeded.
    pub seeds: Seeds,
    /// How many of them there were.
    pub seed_count: u64,
    /// How many people turn to others or are turned to.
    pub people: u64,
    /// Influence of those who are listened to.
    pub influence: Scale,
    /// Fit of those of whom it is known.
    pub fit: Scale,
    /// Known numbers of followers.
    pub reach: Scale,
}

/// What there is to compare with, as it was computed last; nothing before the first time.
///
/// # Errors
/// When the store cannot.
pub async fn compared(session: &mut Session, brand: &Brand) -> Result<Option<Compared>> {
    let run = influence::run(session, brand.id).await?;
    Ok(run.map(|run| serde_json::from_str(&run.body).unwrap_or_default()))
}

/// Computes influence anew where something has changed since the last time, or the day has; says whether
/// it did. What changes while it computes is looked at the next time.
///
/// # Errors
/// When the store cannot; pieces that were written stay.
pub async fn refresh(store: &Store, brand: &Brand, now: Instant) -> Result<bool> {
    let today = brand.zone.day(now);
    let run = influence::run(&mut store.read().await?, brand.id).await?;
    if run.is_some_and(|run| !run.stale && run.version == VERSION && run.day == today) {
        return Ok(false);
    }
    // Before anything is read: what comes from now on makes it stale again.
    let mut session = store.write().await?;
    influence::set_fresh(&mut session, brand.id).await?;
    session.commit().await?;
    let done = anew(store, brand, now).await;
    if done.is_err() {
        // What was to be looked at still is.
        let mut session = store.write().await?;
        influence::set_stale(&mut session, brand.id).await?;
        session.commit().await?;
    }
    done.map(|()| true)
}

async fn anew(store: &Store, brand: &Brand, now: Instant) -> Result<()> {
    let computed = compute(store, brand, now).await?;
    write(store, brand, computed, now).await
}

/// What was computed.
struct Computed {
    rows: Vec<InfluenceRow>,
    compared: Compared,
}

async fn compute(store: &Store, brand: &Brand, now: Instant) -> Result<Computed> {
    let mut session = store.read().await?;
    let today = brand.zone.day(now);
    let ties = ties::read(&mut session, brand, today).await?;
    let audience = audience::read(&mut session, brand, today.plus(-HORIZON_DAYS)).await?;
    let mut clients = Vec::new();
    for state in State::ALL {
        let members = influence::members(&mut session, brand.id, state).await?.into_iter();
        clients.extend(
            members
                .filter(|one| is_client_or_to_be(one.state, one.stage))
                .map(|one| (one.person, 1.0)),
        );
    }
    let followed = relationships::followed(&mut session, brand.id, FOLLOWED).await?;
    let reach = followed.iter().filter_map(|row| row.followers).map(|count| count as f64);
    let reach = Scale::of(reach.collect());
    drop(session);
    let (seeds, wanted) = match audience.seeds() {
        Some(wanted) => (Seeds::Audience, wanted),
        None => (Seeds::Clients, clients),
    };
    let mut computed = valued(ties, &wanted, &audience)?;
    computed.compared.seeds = seeds;
    computed.compared.reach = reach;
    Ok(computed)
}

/// The value of everybody whom somebody turns to, and the fit of whoever has one.
fn valued(ties: Ties, wanted: &[(PersonId, f64)], audience: &Audience) -> Result<Computed> {
    let Ties { people, numbers, edges } = ties;
    let mut seeds = vec![0.0; people.len()];
    let mut seed_count = 0;
    for (person, weight) in wanted {
        let Some(number) = numbers.get(person) else { continue };
        if let Some(seed) = seeds.get_mut(*number as usize) {
            *seed += weight;
            seed_count += 1;
        }
    }
    if seed_count == 0 {
        // Nobody of the audience talks: everybody who does counts alike.
        seeds.fill(1.0);
    }
    let failed = |error: &dyn std::fmt::Display| {
        AppError::Asked(format!("influence cannot be computed: {error}"))
    };
    let graph = Graph::directed(people.len(), edges).map_err(|error| failed(&error))?;
    let values = if people.is_empty() {
        Vec::new()
    } else {
        personalised(&graph, &Settings::default(), &seeds).map_err(|error| failed(&error))?
    };
    let mut rows: HashMap<PersonId, InfluenceRow> = HashMap::new();
    let incoming = Graph::into(&graph);
    for (number, (person, value)) in people.iter().zip(values).enumerate() {
        let listeners = incoming.row(number).len() as i64;
        if listeners > 0 {
            let value = value * MILLION;
            rows.insert(*person, InfluenceRow { person: *person, value, listeners, fit: None });
        }
    }
    for (person, fit) in audience.fits() {
        let none = InfluenceRow { person, value: 0.0, listeners: 0, fit: None };
        rows.entry(person).or_insert(none).fit = Some(fit);
    }
    if audience.is_described() {
        // Whoever writes and speaks of nothing of it fits not at all, which is known too.
        rows.values_mut().for_each(|row| row.fit = Some(row.fit.unwrap_or(0.0)));
    }
    let mut rows: Vec<InfluenceRow> = rows.into_values().collect();
    rows.sort_unstable_by_key(|row| row.person);
    let heard = rows.iter().filter(|row| row.listeners > 0).map(|row| row.value);
    let compared = Compared {
        seed_count,
        people: people.len() as u64,
        influence: Scale::of(heard.collect()),
        fit: Scale::of(rows.iter().filter_map(|row| row.fit).collect()),
        ..Compared::default()
    };
    Ok(Computed { rows, compared })
}

/// Writes what moved.
async fn write(store: &Store, brand: &Brand, computed: Computed, now: Instant) -> Result<()> {
    let Computed { rows, compared } = computed;
    let stored = influence::all(&mut store.read().await?, brand.id).await?;
    let mut gone: HashMap<PersonId, InfluenceRow> =
        stored.into_iter().map(|row| (row.person, row)).collect();
    let mut moved = Vec::new();
    for row in rows {
        if gone.remove(&row.person).is_none_or(|known| has_moved(&known, &row)) {
            moved.push(row);
        }
    }
    for piece in moved.chunks(PIECE) {
        let mut session = store.write().await?;
        influence::save(&mut session, brand.id, piece).await?;
        session.commit().await?;
    }
    let mut gone: Vec<PersonId> = gone.into_keys().collect();
    gone.sort_unstable();
    for piece in gone.chunks(PIECE) {
        let mut session = store.write().await?;
        influence::delete(&mut session, brand.id, piece.iter().copied()).await?;
        session.commit().await?;
    }
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let before = influence::run(&mut session, brand.id).await?;
    // While nothing was computed yet nobody could note what came meanwhile, and what is being counted
    // notes it only at its end.
    let counted = interactions::counted(&mut session, brand.id).await?;
    let stale = before.is_none_or(|run| run.stale) || counted != interactions::Counted::All;
    let run = RunRow {
        version: VERSION,
        day: brand.zone.day(now),
        computed_at: now,
        stale,
        body: serde_json::to_string(&compared).unwrap_or_default(),
    };
    influence::save_run(&mut session, brand.id, &run).await?;
    session.commit().await?;
    Ok(())
}

fn has_moved(known: &InfluenceRow, row: &InfluenceRow) -> bool {
    let far = |one: f64, other: f64| (one - other).abs() > MOVED * one.abs().max(other.abs());
    known.listeners != row.listeners
        || far(known.value, row.value)
        || known.fit.is_some() != row.fit.is_some()
        || far(known.fit.unwrap_or(0.0), row.fit.unwrap_or(0.0))
}
