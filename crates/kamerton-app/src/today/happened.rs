//! What happened since yesterday.

use kamerton_core::charge::{decode_moves, state_on};
use kamerton_core::entry::EntryKind;
use kamerton_core::id::PersonId;
use kamerton_core::role::Role;
use kamerton_core::state::{Stage, State};
use kamerton_core::time::{Day, Instant};
use kamerton_store::happened::{self, Mover, Ordered};
use kamerton_store::people_lists::COUNT_MOST;
use kamerton_store::place_figures::{self, Span};
use kamerton_store::rollups::kinds;
use kamerton_store::{Session, places};
use serde::Serialize;

use super::late;
use crate::brand::Brand;
use crate::error::Result;

/// At most so many moves are looked at.
const MOVES: i64 = 300;
/// So many of those who moved are named.
const NAMED: usize = 5;

/// What happened since a day began.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Happened {
    /// The first day.
    pub from: Day,
    /// The last one: today, so far.
    pub to: Day,
    /// Members seen for the first time; counted to ten thousand.
    pub new_people: i64,
    /// Members who wrote for the first time; counted to ten thousand.
    pub first_words: i64,
    /// Messages.
    pub messages: i64,
    /// Social confirmations (`G4`) by kind, the most frequent first.
    pub confirmations: Vec<(EntryKind, i64)>,
    /// Thanks to us (`M9`).
    pub thanks: i64,
    /// Reproaches (`D3`, `D7`).
    pub negatives: i64,
    /// Whose state rose.
    pub up: Moves,
    /// Whose state fell.
    pub down: Moves,
    /// Orders by kind and currency.
    #[serde(skip)]
    pub orders: Vec<Ordered>,
}

/// People whose state moved one way.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Moves {
    /// How many.
    pub count: i64,
    /// Whether there may be more.
    pub more: bool,
    /// Those who moved farthest.
    pub some: Vec<Moved>,
}

/// Somebody whose state moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// What it was before the first day.
    pub from: State,
    /// What it is.
    pub to: State,
    /// The stage that goes with it.
    pub stage: Stage,
}

impl Happened {
    /// All confirmations.
    pub fn confirmed(&self) -> i64 {
        self.confirmations.iter().map(|(_, count)| count).sum()
    }
}

/// What happened since yesterday began, as known at `now`.
///
/// # Errors
/// When the store cannot.
pub async fn since_yesterday(
    session: &mut Session,
    brand: &Brand,
    now: Instant,
) -> Result<Happened> {
    let to = brand.zone.day(now);
    let from = to.plus(-1);
    let (start, end) = (brand.zone.at_hour(from, 0), now.plus(1));
    let counted = happened::entries(session, brand.id, read_kinds(), from, to).await?;
    let sum = |wanted: fn(EntryKind) -> bool| -> i64 {
        counted.iter().filter(|(kind, _)| wanted(*kind)).map(|(_, count)| count).sum()
    };
    let (up, down) = moves(session, brand, from, to).await?;
    Ok(Happened {
        from,
        to,
        new_people: happened::first_seen(session, brand.id, start, end, COUNT_MOST).await?,
        first_words: happened::first_wrote(session, brand.id, start, end, COUNT_MOST).await?,
        messages: messages(session, brand, Span { from, to }).await?,
        confirmations: confirmations(&counted),
        thanks: sum(|kind| kind == EntryKind::ThanksToUs),
        negatives: sum(EntryKind::is_negative),
        up,
        down,
        orders: happened::orders(session, brand.id, from, to).await?,
    })
}

/// The kinds of entries that are counted.
fn read_kinds() -> impl Iterator<Item = EntryKind> {
    EntryKind::ALL.into_iter().filter(|kind| {
        kind.is_confirmation() || kind.is_negative() || *kind == EntryKind::ThanksToUs
    })
}

fn confirmations(counted: &[(EntryKind, i64)]) -> Vec<(EntryKind, i64)> {
    let mut found: Vec<(EntryKind, i64)> =
        counted.iter().copied().filter(|(kind, _)| kind.is_confirmation()).collect();
    found.sort_by_key(|(kind, count)| (std::cmp::Reverse(*count), *kind));
    found
}

async fn messages(session: &mut Session, brand: &Brand, span: Span) -> Result<i64> {
    let ids: Vec<_> = places::all(session, brand.id).await?.iter().map(|row| row.id).collect();
    let days = place_figures::days(session, brand.id, ids, span).await?;
    Ok(days.iter().filter(|day| day.kind == kinds::MESSAGES).map(|day| day.count).sum())
}

/// Who rose and who fell; whoever is back where they were did neither.
async fn moves(session: &mut Session, brand: &Brand, from: Day, to: Day) -> Result<(Moves, Moves)> {
    let movers = happened::movers(session, brand.id, from, to, MOVES).await?;
    let more = movers.len() as i64 >= MOVES;
    let movers = late::without_moves(session, brand, movers).await?;
    let moved: Vec<Moved> = movers
        .into_iter()
        .filter(|mover| Role::from_code(mover.role).is_community())
        .map(|mover| moved(mover, from))
        .collect();
    let (up, rest): (Vec<Moved>, Vec<Moved>) = moved.into_iter().partition(|one| one.to > one.from);
    let down = rest.into_iter().filter(|one| one.to < one.from).collect();
    Ok((summed(up, more), summed(down, more)))
}

fn moved(mover: Mover, from: Day) -> Moved {
    let before = state_on(&decode_moves(&mover.moves), from.plus(-1));
    Moved { person: mover.id, name: mover.name, from: before, to: mover.state, stage: mover.stage }
}

fn summed(mut moved: Vec<Moved>, more: bool) -> Moves {
    let far = |one: &Moved| (one.to.code() - one.from.code()).abs();
    moved.sort_by_key(|one| (std::cmp::Reverse(far(one)), std::cmp::Reverse(one.to), one.person));
    let count = moved.len() as i64;
    moved.truncate(NAMED);
    Moves { count, more, some: moved }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_farthest_moves_are_named_first() {
        let of = |name: &str, from, to| Moved {
            person: PersonId::derived(&[name.as_bytes()]),
            name: name.to_owned(),
            from,
            to,
            stage: Stage::default(),
        };
        let moved = vec![
            of("a", State::Cold, State::Warm),
            of("b", State::Cold, State::Kamerton),
            of("c", State::Warm, State::Kamerton),
        ];
        let names: Vec<String> =
            summed(moved, false).some.into_iter().map(|one| one.name).collect();
        assert_eq!(names, ["b", "c", "a"]);
    }

    #[test]
    fn a_state_is_compared_with_that_of_before_the_first_day() {
        let mover = Mover {
            id: PersonId::NIL,
            name: String::new(),
            role: 0,
            state: State::Cold,
            stage: Stage::default(),
            moves: "90:2 99:4 100:1".to_owned(),
            since: Some(Day(100)),
        };
        let found = moved(mover, Day(99));
        assert_eq!((found.from, found.to), (State::Warm, State::Cold));
    }
}
