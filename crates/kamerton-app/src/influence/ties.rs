//! Who turns to whom, by people: accounts become the people they belong to, handles and names become the
//! accounts that bear them. Ours, programs and accounts of nobody are left out with what they say.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;

use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::interaction::{HORIZON_DAYS, Turns, weight};
use kamerton_core::role::Role;
use kamerton_core::time::Day;
use kamerton_graph::TiesOnFile;
use kamerton_store::influence::{self, TieRow};
use kamerton_store::{Session, Store};
use uuid::Uuid;

use super::failed;
use super::numbers::Numbers;
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::interactions::{by_handle, by_name};

/// Interactions are read in so many parts, by the first byte of whom they are to.
const PARTS: u128 = 256;
/// Accounts or people that are looked at at a time.
const PIECE: i64 = 10_000;

/// Who turned to a handle or a name, and how much.
type Called = BTreeMap<IdentityId, Vec<(u32, f64)>>;

/// A graph of people. What is between them lies on a file: of a million people it takes more room than
/// everything else that a node has in memory.
pub(super) struct Ties {
    /// The number of each.
    pub numbers: Numbers,
    /// From who turns to whom they turn to.
    pub ties: TiesOnFile<File>,
}

impl Ties {
    /// People who turned to somebody, each of them once.
    fn enter(&mut self, person: PersonId, from: &mut Vec<(u32, f64)>) -> Result<()> {
        let Some(to) = self.numbers.of(person) else { return Ok(()) };
        from.retain(|(_, weight)| *weight > 0.0);
        from.sort_by_key(|(source, _)| *source);
        from.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0.0 };
            is_same
        });
        self.ties.push(to, from).map_err(|error| failed(&error))
    }
}

/// Everything that weighs something today.
pub(super) async fn read(
    store: &Store,
    session: &mut Session,
    brand: &Brand,
    today: Day,
) -> Result<Ties> {
    let since = today.plus(-HORIZON_DAYS);
    let numbers = Numbers::new(everybody(session, brand).await?);
    let ties = TiesOnFile::new(numbers.len(), file(store).map_err(|error| failed(&error))?);
    let mut ties = Ties { numbers, ties: ties.map_err(|error| failed(&error))? };
    // In order, so that the same rows give the same sums.
    let mut called = Called::new();
    for span in spans() {
        let rows = influence::ties(session, brand.id, span, since).await?;
        for rows in rows.chunk_by(|one, other| one.target == other.target) {
            let Some(first) = rows.first() else { continue };
            let from = rows
                .iter()
                .filter_map(|row| Some((ties.numbers.of(row.source)?, weighs(row, today))));
            // Reactions alone weigh nothing.
            let mut from: Vec<(u32, f64)> = from.filter(|(_, weight)| *weight > 0.0).collect();
            if from.is_empty() {
                continue;
            }
            match first.whose {
                None => called.entry(first.target).or_default().append(&mut from),
                Some((Some(person), role)) if role.is_community() => {
                    ties.enter(person, &mut from)?;
                }
                Some(_) => {}
            }
        }
    }
    let bearers = bearers(session, brand, &called).await?;
    for (name, mut from) in called {
        let Some(Some(person)) = bearers.get(&name) else { continue };
        ties.enter(*person, &mut from)?;
    }
    Ok(ties)
}

/// All people, read a piece at a time: what a database hands over of a million at once takes ten times the
/// room of their ids, and it is not given back.
async fn everybody(session: &mut Session, brand: &Brand) -> Result<Vec<PersonId>> {
    let mut all = Vec::new();
    loop {
        let after = all.last().copied().unwrap_or(PersonId::NIL);
        let piece = influence::ids_after(session, brand.id, after, PIECE).await?;
        if piece.is_empty() {
            return Ok(all);
        }
        all.extend(piece);
    }
}

/// A file without a name, beside the database where there is one: a folder for temporary files may well
/// be memory.
fn file(store: &Store) -> std::io::Result<File> {
    match store.file().and_then(|file| file.parent()) {
        Some(folder) => tempfile::tempfile_in(folder),
        None => tempfile::tempfile(),
    }
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
        let rows = influence::named_after(session, brand.id, after, PIECE).await?;
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
