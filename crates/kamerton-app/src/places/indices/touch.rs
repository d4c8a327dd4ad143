//! What a transaction changes of the days of places: noted in it, looked at in the background.
//!
//! Days that are not over have no tallies yet, so that what happens now notes nothing of places. What
//! comes late, is edited or taken back widens the stretch of days that has to be made anew. Whoever notes
//! something is the only one who folds (`workspaces::lock`), and so is whoever says that a day is over:
//! nothing can fall between the two.

use std::collections::{BTreeMap, HashMap};

use kamerton_core::charge::{Checkpoint, Move, decode_moves};
use kamerton_core::id::{IdentityId, PersonId, PlaceId};
use kamerton_core::indices::{REACH, Standing};
use kamerton_core::person::Corrections;
use kamerton_core::state::PurchaseBasis;
use kamerton_core::time::Day;
use kamerton_store::people::PersonRow;
use kamerton_store::place_indices::{self as store, ProgressRow};
use kamerton_store::{Session, workspaces};

use crate::brand::Brand;
use crate::error::Result;

/// Before every day.
pub(crate) const ALWAYS: Day = Day(i32::MIN);

/// What was touched.
#[derive(Default)]
pub(crate) struct Changed {
    /// From which to which day the messages of an account in a place were touched.
    messages: BTreeMap<(PlaceId, IdentityId), (Day, Day)>,
    /// People who stand otherwise from a day on.
    people: BTreeMap<PersonId, Day>,
}

impl Changed {
    /// A message came, was changed or was taken back, or what it follows from was.
    pub fn message(&mut self, place: PlaceId, account: IdentityId, day: Day) {
        let known = self.messages.entry((place, account)).or_insert((day, day));
        *known = (known.0.min(day), known.1.max(day));
    }

    /// Somebody stands otherwise than before from a day on.
    pub fn person(&mut self, person: PersonId, from: Day) {
        let known = self.people.entry(person).or_insert(from);
        *known = from.min(*known);
    }

    /// Notes it in the store.
    ///
    /// # Errors
    /// When the store cannot; then the caller must not commit.
    pub async fn note(&mut self, session: &mut Session, brand: &Brand) -> Result<()> {
        let messages = std::mem::take(&mut self.messages);
        let people: Vec<store::NotedRow> = std::mem::take(&mut self.people)
            .into_iter()
            .map(|(person, from)| store::NotedRow { person, from })
            .collect();
        if messages.is_empty() && people.is_empty() {
            return Ok(());
        }
        workspaces::lock(session, brand.id).await?;
        store::note_people(session, brand.id, &people).await?;
        let mut stretches = Stretches::of(session, brand, messages.keys().map(|key| key.0)).await?;
        for ((place, account), (first, last)) in messages {
            if !stretches.reach(place, first) {
                continue;
            }
            // Whoever came on that day may be a newcomer of another one now.
            let next = store::next_day(session, brand.id, place, account, last).await?;
            stretches.widen(place, first, next.unwrap_or(last).max(last));
        }
        stretches.save(session, brand).await
    }
}

/// The stretches of days of places that have to be made anew.
pub(super) struct Stretches {
    rows: HashMap<PlaceId, ProgressRow>,
    widened: BTreeMap<PlaceId, ProgressRow>,
}

impl Stretches {
    pub async fn of(
        session: &mut Session,
        brand: &Brand,
        places: impl IntoIterator<Item = PlaceId>,
    ) -> Result<Self> {
        let mut places: Vec<PlaceId> = places.into_iter().collect();
        places.dedup();
        let rows = store::progress_of(session, brand.id, places).await?;
        let rows = rows.into_iter().map(|row| (row.place, row)).collect();
        Ok(Self { rows, widened: BTreeMap::new() })
    }

    /// Whether a place has tallies of that day or later ones.
    pub fn reach(&self, place: PlaceId, day: Day) -> bool {
        self.rows.get(&place).is_some_and(|row| day <= row.through)
    }

    /// Something changed on days of a place: what may follow from it has to be made anew.
    pub fn widen(&mut self, place: PlaceId, first: Day, last: Day) {
        let Some(row) = self.rows.get_mut(&place) else { return };
        if first > row.through {
            return;
        }
        let to = Day(last.0.saturating_add(REACH)).min(row.through);
        row.from = Some(row.from.map_or(first, |from| from.min(first)));
        row.to = Some(row.to.map_or(to, |known| known.max(to)));
        row.changed += 1;
        self.widened.insert(place, *row);
    }

    pub async fn save(self, session: &mut Session, brand: &Brand) -> Result<()> {
        let rows: Vec<ProgressRow> = self.widened.into_values().collect();
        Ok(store::set_progress(session, brand.id, &rows).await?)
    }
}

/// What the indices know of a person.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stood {
    role: i64,
    corrections: String,
    standing: Standing,
}

impl Stood {
    /// As a row says.
    pub fn of(row: &PersonRow) -> Self {
        Self { role: row.role, corrections: row.corrections.clone(), standing: standing(row) }
    }

    /// From which day on a row says something else.
    pub fn differs(&self, row: &PersonRow) -> Option<Day> {
        let now = Self::of(row);
        if self.role != now.role || self.corrections != now.corrections {
            return Some(ALWAYS);
        }
        let moved = first_difference(&self.standing.moves, &now.standing.moves);
        let bought = match (self.standing.bought, now.standing.bought) {
            (before, now) if before == now => None,
            (before, now) => before.into_iter().chain(now).min(),
        };
        moved.into_iter().chain(bought).min()
    }
}

fn first_difference(before: &[Move], now: &[Move]) -> Option<Day> {
    let same = before.iter().zip(now).take_while(|(before, now)| before == now).count();
    let day = |moves: &[Move]| moves.get(same).map(|step| step.day);
    day(before).into_iter().chain(day(now)).min()
}

/// How loyal somebody was at any time, and since when a purchase is known.
pub(super) fn standing(row: &PersonRow) -> Standing {
    let corrections: Corrections = serde_json::from_str(&row.corrections).unwrap_or_default();
    let checkpoint = Checkpoint::decode(&row.fold);
    let said = checkpoint.and_then(|known| known.owns_since).or_else(|| {
        // The checkpoint stands before the last day with entries: then it was said on that.
        row.charge_day.filter(|_| row.basis == PurchaseBasis::Said)
    });
    let ordered = row.first_order_day;
    let bought = match corrections.purchase {
        // Nobody knows since when.
        Some(true) => Some(ALWAYS),
        Some(false) => ordered,
        None => ordered.into_iter().chain(said).min(),
    };
    Standing { moves: decode_moves(&row.moves), set: corrections.state, bought }
}

#[cfg(test)]
mod tests {
    use kamerton_core::state::State;

    use super::*;

    #[test]
    fn moves_differ_from_the_first_day_on() {
        let step = |day: i32, state| Move { day: Day(day), state };
        let before = [step(5, State::Warm), step(9, State::Cold)];
        assert_eq!(first_difference(&before, &before), None);
        assert_eq!(first_difference(&before, &before[..1]), Some(Day(9)));
        let now = [step(5, State::Warm), step(7, State::PassivePromoter)];
        assert_eq!(first_difference(&before, &now), Some(Day(7)));
        assert_eq!(first_difference(&[], &now), Some(Day(5)));
    }
}
