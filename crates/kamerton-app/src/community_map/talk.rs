//! Who passed how much with whom, where and in which month: accounts become the people they belong to,
//! as for influence. Ours, programs, accounts of nobody and private places are left out.

use std::collections::{BTreeMap, BTreeSet};

use kamerton_core::community_map::{MONTHS, MOST_PEOPLE, Month, Side, strength};
use kamerton_core::id::{IdentityId, PersonId, PlaceId};
use kamerton_core::interaction::Turns;
use kamerton_core::time::Day;
use kamerton_store::Session;
use kamerton_store::influence::{self as stored, TieRow};
use kamerton_store::place_figures::{self, Span};
use kamerton_store::places::{self, PlaceRow};
use kamerton_store::rollups::kinds;

use crate::brand::Brand;
use crate::error::Result;
use crate::influence::each_member;
use crate::influence::ties::{bearers, spans};
use crate::places::last_talk;

/// What passed between two people in a place in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Passed {
    /// Where.
    pub place: PlaceId,
    /// The one whose id is lower.
    pub one: PersonId,
    /// The other.
    pub other: PersonId,
    /// When.
    pub month: Month,
    /// How strong it is, in quarters of an answer.
    pub strength: i64,
}

/// Everything that a map is drawn of.
pub(super) struct Talk {
    /// The month that is going on.
    pub now: Month,
    /// In order, each place, pair and month once.
    pub passed: Vec<Passed>,
    /// Who is loyal; nobody where all fit on one picture, which says it of each as of when it is looked at.
    pub loyal: BTreeSet<PersonId>,
}

impl Talk {
    /// The places where something passed, and NIL for everywhere.
    pub fn places(&self) -> BTreeSet<PlaceId> {
        let places = self.passed.iter().map(|passed| passed.place);
        places.chain([PlaceId::NIL]).collect()
    }

    /// What passed in a place; NIL for everywhere, where places are added up.
    pub fn of(&self, place: PlaceId) -> Vec<Passed> {
        if place != PlaceId::NIL {
            return self.passed.iter().filter(|passed| passed.place == place).copied().collect();
        }
        let everywhere = self.passed.iter().map(|passed| Passed { place, ..*passed });
        merged(everywhere.collect())
    }
}

/// In order, with what stands for the same place, pair and month added up.
fn merged(mut passed: Vec<Passed>) -> Vec<Passed> {
    passed.sort_unstable();
    passed.dedup_by(|next, kept| {
        let same = |one: &Passed| (one.place, one.one, one.other, one.month);
        let is_same = same(next) == same(kept);
        if is_same {
            kept.strength += next.strength;
        }
        is_same
    });
    passed
}

/// Messages whose talk is looked at, about: everything of a map is in memory while it is drawn.
const MESSAGES: i64 = 200_000;

/// Since when talk is looked at: all months that are looked back on, of a busy community the latest days
/// that hold [`MESSAGES`].
async fn since(
    session: &mut Session,
    brand: &Brand,
    places: &[PlaceRow],
    (first, today): (Day, Day),
) -> Result<Day> {
    let ids = places.iter().map(|place| place.id);
    let span = Span { from: first, to: today };
    let rows = place_figures::days(session, brand.id, ids, span).await?;
    let mut said: BTreeMap<Day, i64> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.kind == kinds::MESSAGES) {
        *said.entry(row.day).or_default() += row.count;
    }
    let mut sum = 0;
    for (day, count) in said.into_iter().rev() {
        sum += count;
        if sum > MESSAGES {
            return Ok(day.plus(1).min(today));
        }
    }
    Ok(first)
}

/// Everything of the months that are looked back on.
pub(super) async fn read(session: &mut Session, brand: &Brand, today: Day) -> Result<Talk> {
    let places = places::all(session, brand.id).await?;
    // Of an archive that ended long ago the end is shown.
    let today = last_talk(brand, &places).map_or(today, |last| last.min(today));
    let now = Month::of(today);
    let first = now.plus(1 - MONTHS).first_day().unwrap_or(today);
    let since = since(session, brand, &places, (first, today)).await?;
    let private: BTreeSet<PlaceId> =
        places.iter().filter(|place| place.private).map(|place| place.id).collect();
    let mut passed: Vec<Passed> = Vec::new();
    // In order, so that the same rows give the same picture.
    let mut called: BTreeMap<IdentityId, Vec<(PersonId, Passed)>> = BTreeMap::new();
    for span in spans() {
        for row in stored::ties(session, brand.id, span, since).await? {
            let strength = strength_of(&row);
            if strength == 0 || private.contains(&row.place) {
                continue;
            }
            // A clock that ran ahead is of this month.
            let month = Month::of(row.day).min(now);
            let (place, one) = (row.place, row.source);
            let half = Passed { place, one, other: one, month, strength };
            match row.whose {
                None => called.entry(row.target).or_default().push((row.source, half)),
                Some((Some(person), role)) if role.is_community() => {
                    passed.extend(between(half, person));
                }
                Some(_) => {}
            }
        }
    }
    let bearers = bearers(session, brand, &called).await?;
    for (name, halves) in called {
        let Some(Some(person)) = bearers.get(&name) else { continue };
        passed.extend(halves.into_iter().filter_map(|(_, half)| between(half, *person)));
    }
    let passed = merged(passed);
    let people: BTreeSet<PersonId> =
        passed.iter().flat_map(|passed| [passed.one, passed.other]).collect();
    let mut loyal = BTreeSet::new();
    if people.len() > MOST_PEOPLE {
        each_member(session, brand, |one| {
            if Side::of(one.state, one.stage) == Side::Loyal {
                loyal.insert(one.person);
            }
        })
        .await?;
    }
    Ok(Talk { now, passed, loyal })
}

fn strength_of(row: &TieRow) -> i64 {
    let TieRow { replies, mentions, reposts, reactions, .. } = *row;
    strength(&Turns { replies, mentions, reposts, reactions })
}

/// The same between two people; nothing of what somebody has with themselves.
fn between(half: Passed, person: PersonId) -> Option<Passed> {
    let (one, other) = (half.one.min(person), half.one.max(person));
    (one != other).then_some(Passed { one, other, ..half })
}
