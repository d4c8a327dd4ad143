//! Who turns to whom, by people: accounts become the people they belong to, handles and names become the
//! accounts that bear them. Ours, programs and accounts of nobody are left out with what they say.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::interaction::{HORIZON_DAYS, Turns, weight};
use kamerton_core::role::Role;
use kamerton_core::time::Day;
use kamerton_graph::Edges;
use kamerton_store::Session;
use kamerton_store::influence::{self, TieRow};
use uuid::Uuid;

use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::ingest::interactions::{by_handle, by_name};

/// Interactions are read in so many parts, by the first byte of whom they are to.
const PARTS: u128 = 256;
/// Accounts whose names are looked at at a time.
const NAMED: i64 = 10_000;

/// A graph of people.
#[derive(Default)]
pub(super) struct Ties {
    /// Who each number is.
    pub people: Vec<PersonId>,
    /// The number of each.
    pub numbers: HashMap<PersonId, u32>,
    /// From who turns to whom they turn to.
    pub edges: Edges,
}

impl Ties {
    fn number(&mut self, person: PersonId) -> u32 {
        let next = self.people.len() as u32;
        match self.numbers.entry(person) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(free) => {
                self.people.push(person);
                *free.insert(next)
            }
        }
    }

    fn add(&mut self, source: PersonId, target: PersonId, weight: f64) -> Result<()> {
        if source == target || weight <= 0.0 {
            return Ok(());
        }
        let (from, to) = (self.number(source), self.number(target));
        let pushed = self.edges.push(from, to, weight);
        pushed.map_err(|error| AppError::Asked(format!("a tie cannot be entered: {error}")))
    }
}

/// Everything that weighs something today.
pub(super) async fn read(session: &mut Session, brand: &Brand, today: Day) -> Result<Ties> {
    let since = today.plus(-HORIZON_DAYS);
    let mut ties = Ties::default();
    // In order, so that the same rows give the same numbers.
    let mut called: BTreeMap<IdentityId, Vec<(PersonId, f64)>> = BTreeMap::new();
    for span in spans() {
        for row in influence::ties(session, brand.id, span, since).await? {
            let weight = weighs(&row, today);
            // Reactions alone weigh nothing.
            if weight <= 0.0 {
                continue;
            }
            match row.whose {
                None => called.entry(row.target).or_default().push((row.source, weight)),
                Some((Some(person), role)) if role.is_community() => {
                    ties.add(row.source, person, weight)?;
                }
                Some(_) => {}
            }
        }
    }
    let bearers = bearers(session, brand, &called).await?;
    for (name, sources) in called {
        let Some(Some(person)) = bearers.get(&name) else { continue };
        for (source, weight) in sources {
            ties.add(source, *person, weight)?;
        }
    }
    Ok(ties)
}

/// All accounts in the parts in which interactions are read: first and last id.
pub(crate) fn spans() -> impl Iterator<Item = (IdentityId, IdentityId)> {
    (0..PARTS).map(|part| {
        let first = part << 120;
        (Uuid::from_u128(first).into(), Uuid::from_u128(first | (u128::MAX >> 8)).into())
    })
}

fn weighs(row: &TieRow, today: Day) -> f64 {
    let turns = Turns {
        replies: row.replies,
        mentions: row.mentions,
        reposts: row.reposts,
        ..Turns::default()
    };
    weight(&turns, row.day, today)
}

/// Whose the handles and names are by which somebody was called. What several people are called, or one
/// of ours, is nobody's: a repost of words by «Anna» says nothing where there are three.
pub(crate) async fn bearers<T>(
    session: &mut Session,
    brand: &Brand,
    called: &BTreeMap<IdentityId, Vec<T>>,
) -> Result<HashMap<IdentityId, Option<PersonId>>> {
    let mut bearers: HashMap<IdentityId, Option<PersonId>> = HashMap::new();
    if called.is_empty() {
        return Ok(bearers);
    }
    let mut after = IdentityId::NIL;
    loop {
        let rows = influence::named_after(session, brand.id, after, NAMED).await?;
        let Some(last) = rows.last() else { return Ok(bearers) };
        after = last.identity;
        for row in rows {
            let handle = row.handle.as_deref().map(|name| by_handle(brand, &row.kind, name));
            let name = row.name.as_deref().map(|name| by_name(brand, &row.kind, name));
            let person = row.person.filter(|_| row.role == Role::Member);
            for name in [handle, name].into_iter().flatten().filter(|id| called.contains_key(id)) {
                let known = bearers.entry(name).or_insert(person);
                if *known != person {
                    *known = None;
                }
            }
        }
    }
}
