//! Influence (`P5`): personalised PageRank on who turns to whom, seeded on the target audience.
//!
//! It is computed as a whole, beside everything else, and kept by person: [`refresh`] does it where
//! something has changed. Only what moved is written, a piece in each transaction, so that nobody waits.

mod audience;
mod numbers;
pub(crate) mod ties;

use std::collections::VecDeque;

use kamerton_core::id::PersonId;
use kamerton_core::interaction::HORIZON_DAYS;
use kamerton_core::leader::{Scale, Seeds, VERSION, is_client_or_to_be};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_graph::Settings;
use kamerton_store::influence::{self, InfluenceRow, MemberRow, RunRow};
use kamerton_store::{Session, Store, interactions, relationships, workspaces};
use serde::{Deserialize, Serialize};

use crate::brand::Brand;
use crate::error::{AppError, Result};
use audience::Audience;
use numbers::Numbers;
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
    numbers: Numbers,
    /// By number; nothing where nobody turns to anybody.
    values: Vec<f64>,
    /// By number: how many turn to them.
    listeners: Vec<u32>,
    audience: Audience,
    compared: Compared,
}

impl Computed {
    /// Everybody whom somebody turns to, and whoever fits, in the order of ids: made as they are asked for,
    /// for of a million people all of them take more room than everything else here.
    fn rows(&self) -> impl Iterator<Item = InfluenceRow> {
        let people = self.numbers.people().iter().enumerate();
        people.filter_map(|(number, person)| {
            let listeners = self.listeners.get(number).copied().unwrap_or(0);
            let fit = self.audience.fit(*person);
            let heard = listeners > 0;
            (heard || self.audience.has(*person)).then(|| InfluenceRow {
                person: *person,
                value: self.values.get(number).filter(|_| heard).map_or(0.0, |one| one * MILLION),
                listeners: i64::from(listeners),
                fit,
            })
        })
    }
}

/// What is stored, in the order of ids, read a piece at a time.
struct Stored<'a> {
    store: &'a Store,
    brand: &'a Brand,
    rows: VecDeque<InfluenceRow>,
    after: PersonId,
    over: bool,
}

impl<'a> Stored<'a> {
    const fn new(store: &'a Store, brand: &'a Brand) -> Self {
        Self { store, brand, rows: VecDeque::new(), after: PersonId::NIL, over: false }
    }

    /// The next, which stays.
    async fn peek(&mut self) -> Result<Option<InfluenceRow>> {
        if self.rows.is_empty() && !self.over {
            let mut session = self.store.read().await?;
            let count = PIECE as i64;
            let rows = influence::after(&mut session, self.brand.id, self.after, count).await?;
            self.over = rows.len() < PIECE;
            self.after = rows.last().map_or(self.after, |last| last.person);
            self.rows = rows.into();
        }
        Ok(self.rows.front().copied())
    }

    /// What is stored of a person; who comes before them and was not asked for is gone.
    async fn of(
        &mut self,
        person: PersonId,
        gone: &mut Vec<PersonId>,
    ) -> Result<Option<InfluenceRow>> {
        while let Some(one) = self.peek().await?.filter(|one| one.person <= person) {
            self.rows.pop_front();
            if one.person == person {
                return Ok(Some(one));
            }
            gone.push(one.person);
        }
        Ok(None)
    }
}

async fn compute(store: &Store, brand: &Brand, now: Instant) -> Result<Computed> {
    let mut session = store.read().await?;
    let today = brand.zone.day(now);
    let ties = ties::read(store, &mut session, brand, today).await?;
    let audience = audience::read(&mut session, brand, today.plus(-HORIZON_DAYS)).await?;
    let (kind, seeds) = match audience.seeds() {
        Some(wanted) => (Seeds::Audience, Seeded::new(&ties, wanted)),
        None => (Seeds::Clients, clients(&mut session, brand, &ties).await?),
    };
    let followed = relationships::followed(&mut session, brand.id, FOLLOWED).await?;
    let reach = followed.iter().filter_map(|row| row.followers).map(|count| count as f64);
    let reach = Scale::of(reach.collect());
    drop(session);
    let mut computed = valued(ties, seeds, audience)?;
    computed.compared.seeds = kind;
    computed.compared.reach = reach;
    Ok(computed)
}

/// Clients and those about to be, where nobody knows better whose attention counts.
async fn clients(session: &mut Session, brand: &Brand, ties: &Ties) -> Result<Seeded> {
    let mut clients = Seeded::new(ties, []);
    each_member(session, brand, |one| {
        if is_client_or_to_be(one.state, one.stage) {
            clients.add(ties, one.person, 1.0);
        }
    })
    .await?;
    Ok(clients)
}

/// Looks at every member, a piece of them in memory at a time.
///
/// # Errors
/// When the store cannot.
pub(crate) async fn each_member(
    session: &mut Session,
    brand: &Brand,
    mut look: impl FnMut(&MemberRow),
) -> Result<()> {
    let mut after = PersonId::NIL;
    loop {
        let people = influence::members_after(session, brand.id, after, PIECE as i64).await?;
        let Some(last) = people.last() else { return Ok(()) };
        after = last.person;
        people.iter().filter(|one| one.role == Role::Member).for_each(&mut look);
    }
}

/// Whose attention counts, by number.
struct Seeded {
    seeds: Vec<f64>,
    count: u64,
}

impl Seeded {
    fn new(ties: &Ties, wanted: impl IntoIterator<Item = (PersonId, f64)>) -> Self {
        let mut seeded = Self { seeds: vec![0.0; ties.numbers.len()], count: 0 };
        for (person, weight) in wanted {
            seeded.add(ties, person, weight);
        }
        seeded
    }

    /// Who turns to nobody and is turned to by nobody is no part of the graph.
    fn add(&mut self, ties: &Ties, person: PersonId, weight: f64) {
        let number = ties.numbers.of(person).filter(|number| ties.ties.is_tied(*number));
        if let Some(seed) = number.and_then(|number| self.seeds.get_mut(number as usize)) {
            *seed += weight;
            self.count += 1;
        }
    }
}

/// The value of everybody whom somebody turns to.
fn valued(ties: Ties, seeds: Seeded, audience: Audience) -> Result<Computed> {
    let Ties { numbers, mut ties } = ties;
    let Seeded { mut seeds, count: seed_count } = seeds;
    let tied = |number: usize| u32::try_from(number).is_ok_and(|number| ties.is_tied(number));
    let people = (0..seeds.len()).filter(|number| tied(*number)).count() as u64;
    if seed_count == 0 {
        // Nobody of the audience talks: everybody who does counts alike.
        for (number, seed) in seeds.iter_mut().enumerate() {
            *seed = if tied(number) { 1.0 } else { 0.0 };
        }
    }
    let (mut values, mut listeners) = (Vec::new(), Vec::new());
    if people > 0 {
        values = ties.personalised(&Settings::default(), &seeds).map_err(|error| failed(&error))?;
        listeners = ties.listeners().map_err(|error| failed(&error))?;
    }
    drop((ties, seeds));
    let mut computed =
        Computed { numbers, values, listeners, audience, compared: Compared::default() };
    let heard = computed.rows().filter(|row| row.listeners > 0).map(|row| row.value);
    computed.compared = Compared {
        seed_count,
        people,
        influence: Scale::of(heard.collect()),
        fit: Scale::of(computed.rows().filter_map(|row| row.fit).collect()),
        ..Compared::default()
    };
    Ok(computed)
}

fn failed(error: &dyn std::fmt::Display) -> AppError {
    AppError::Asked(format!("influence cannot be computed: {error}"))
}

/// Writes what moved. Both what is stored and what was computed are in the order of ids, and what is
/// written lies behind what is read.
async fn write(store: &Store, brand: &Brand, computed: Computed, now: Instant) -> Result<()> {
    let mut stored = Stored::new(store, brand);
    let (mut moved, mut gone) = (Vec::new(), Vec::new());
    for row in computed.rows() {
        let before = stored.of(row.person, &mut gone).await?;
        if before.is_none_or(|before| has_moved(&before, &row)) {
            moved.push(row);
        }
        save(store, brand, &mut moved, PIECE).await?;
        forget(store, brand, &mut gone, PIECE).await?;
    }
    while let Some(one) = stored.peek().await? {
        stored.rows.pop_front();
        gone.push(one.person);
        forget(store, brand, &mut gone, PIECE).await?;
    }
    save(store, brand, &mut moved, 1).await?;
    forget(store, brand, &mut gone, 1).await?;
    let compared = computed.compared;
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

/// Saves what moved, where it is at least so many.
async fn save(
    store: &Store,
    brand: &Brand,
    moved: &mut Vec<InfluenceRow>,
    least: usize,
) -> Result<()> {
    if moved.len() >= least {
        let mut session = store.write().await?;
        influence::save(&mut session, brand.id, moved).await?;
        session.commit().await?;
        moved.clear();
    }
    Ok(())
}

/// Forgets who is gone, where they are at least so many.
async fn forget(
    store: &Store,
    brand: &Brand,
    gone: &mut Vec<PersonId>,
    least: usize,
) -> Result<()> {
    if gone.len() >= least {
        let mut session = store.write().await?;
        influence::delete(&mut session, brand.id, gone.drain(..)).await?;
        session.commit().await?;
    }
    Ok(())
}

fn has_moved(known: &InfluenceRow, row: &InfluenceRow) -> bool {
    let far = |one: f64, other: f64| (one - other).abs() > MOVED * one.abs().max(other.abs());
    known.listeners != row.listeners
        || far(known.value, row.value)
        || known.fit.is_some() != row.fit.is_some()
        || far(known.fit.unwrap_or(0.0), row.fit.unwrap_or(0.0))
}
