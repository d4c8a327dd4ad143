//! What pages, programs and the command line are shown of the indices.

use std::collections::{BTreeMap, HashMap};

use kamerton_core::id::{MessageId, PersonId, PlaceId};
use kamerton_core::indices::{DAYS, Index, Reading, Tally, evidence, is_overloaded, trend};
use kamerton_core::share::Trend;
use kamerton_core::state::State;
use kamerton_core::time::{Day, Instant};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::place_figures::Span;
use kamerton_store::place_indices::{self as store, DayRow};
use kamerton_store::{Session, people, places};
use serde::Serialize;

use super::facts;
use crate::brand::Brand;
use crate::channels;
use crate::error::Result;
use crate::people::show::short;
use crate::places::{Known, Sight};

/// A history goes back so many days.
pub const HISTORY: i32 = 364;
/// The newest tally of a place is looked for over so many days: they are made in the background.
const LATE: i32 = 3;
/// What stands behind an index is looked for in so many of the latest messages.
const MESSAGES: i64 = 5_000;
/// So much of it is shown.
const EVIDENCE: usize = 30;

/// The indices of a place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shown {
    /// Which place.
    pub place: PlaceId,
    /// Its title.
    pub title: String,
    /// The day that they are of; none while nothing is known.
    pub day: Option<Day>,
    /// What was counted.
    pub tally: Tally,
    /// What was counted 30 days before, of none of the same days.
    pub before: Option<Tally>,
    /// The tallies of the last year, the latest last.
    #[serde(skip)]
    pub history: Vec<(Day, Tally)>,
    /// Cold people outnumber what the loyal core carries.
    pub overloaded: bool,
    /// Earlier days are being tallied at this moment.
    pub coming: bool,
    /// The day of the last message, where it is so long ago that there is nothing to count.
    #[serde(skip)]
    pub ended: Option<Day>,
}

impl Shown {
    /// What an index says.
    pub fn reading(&self, index: Index) -> Option<Reading> {
        self.tally.reading(index)
    }

    /// What it said 30 days before.
    pub fn reading_before(&self, index: Index) -> Option<Reading> {
        self.before.and_then(|before| before.reading(index))
    }

    /// How it stands to what it was then.
    pub fn trend(&self, index: Index) -> Trend {
        self.before.map_or(Trend::Unknown, |before| trend(index, &self.tally, &before))
    }
}

/// The indices of a place, with its last year.
///
/// # Errors
/// When there is no such place, or the store cannot.
pub async fn show(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    now: Instant,
) -> Result<Shown> {
    let row = crate::places::find(session, brand, place).await?;
    let yesterday = brand.zone.day(now).plus(-1);
    let progress = store::progress_of(session, brand.id, [place]).await?.pop();
    let known = progress.map(|row| row.from.map_or(row.through, |from| from.plus(-1)));
    let span = Span { from: yesterday.plus(-HISTORY), to: yesterday };
    let rows = store::days(session, brand.id, [place], span).await?;
    let history: Vec<(Day, Tally)> = rows.iter().filter_map(read).collect();
    // What is made anew at this moment is shown as it was: it is right but for what came late.
    let latest = history.last().copied().filter(|(day, _)| *day >= yesterday.plus(-LATE));
    let (day, tally) = latest.map_or((None, Tally::default()), |(day, tally)| (Some(day), tally));
    let ended = row.span.map(|(_, last)| brand.zone.day(last));
    let at = |day: Day| history.iter().find(|(known, _)| *known == day).map(|(_, tally)| *tally);
    Ok(Shown {
        place,
        title: row.title,
        before: day.and_then(|day| at(day.plus(-DAYS))),
        overloaded: is_overloaded(&tally, &brand.policy().carrying),
        coming: row.span.is_some() && known.is_none_or(|known| known < yesterday),
        ended: ended.filter(|last| *last <= yesterday.plus(-DAYS)),
        day,
        tally,
        history,
    })
}

fn read(row: &DayRow) -> Option<(Day, Tally)> {
    Some((row.day, Tally::decode(&row.figures)?))
}

/// The indices of all places side by side, those of which most is known first.
///
/// # Errors
/// When the store cannot.
pub async fn compare(session: &mut Session, brand: &Brand, now: Instant) -> Result<Vec<Shown>> {
    let yesterday = brand.zone.day(now).plus(-1);
    let theirs = channels::pages_of_others(session, brand).await?;
    let mut rows = places::all(session, brand.id).await?;
    rows.retain(|row| !theirs.contains(&row.id));
    let ids: Vec<PlaceId> = rows.iter().map(|row| row.id).collect();
    let mut tallies: [BTreeMap<PlaceId, Vec<(Day, Tally)>>; 2] = Default::default();
    for (ago, found) in [0, DAYS].into_iter().zip(&mut tallies) {
        let to = yesterday.plus(-ago);
        let span = Span { from: to.plus(-LATE), to };
        for row in store::days(session, brand.id, ids.clone(), span).await? {
            found.entry(row.place).or_default().extend(read(&row));
        }
    }
    let [now, before] = tallies;
    let mut shown: Vec<Shown> = rows
        .into_iter()
        .filter_map(|row| {
            let (day, tally) = *now.get(&row.id)?.last()?;
            let past = before.get(&row.id).into_iter().flatten();
            let past = past.clone().find(|(known, _)| *known == day.plus(-DAYS));
            Some(Shown {
                place: row.id,
                title: row.title,
                day: Some(day),
                before: past.map(|(_, tally)| *tally),
                overloaded: is_overloaded(&tally, &brand.policy().carrying),
                coming: false,
                ended: None,
                tally,
                history: Vec::new(),
            })
        })
        .collect();
    shown.sort_by(|one, other| {
        (other.tally.messages, &one.title, one.place).cmp(&(
            one.tally.messages,
            &other.title,
            other.place,
        ))
    });
    Ok(shown)
}

/// So many places are looked at for an alarm: those where somebody wrote last.
const LOOKED_AT: usize = 100;

/// Open places where cold people outnumber what the loyal core carries, the most cold first (`P3`).
///
/// # Errors
/// When the store cannot.
pub async fn alarms(session: &mut Session, brand: &Brand, now: Instant) -> Result<Vec<Shown>> {
    let theirs = channels::pages_of_others(session, brand).await?;
    let mut rows = places::all(session, brand.id).await?;
    rows.retain(|row| !row.private && !theirs.contains(&row.id));
    rows.sort_by_key(|row| std::cmp::Reverse(row.span.map(|(_, last)| last)));
    rows.truncate(LOOKED_AT);
    let to = brand.zone.day(now).plus(-1);
    let ids: Vec<PlaceId> = rows.iter().map(|row| row.id).collect();
    let days = store::days(session, brand.id, ids, Span { from: to.plus(-LATE), to }).await?;
    let latest: HashMap<PlaceId, (Day, Tally)> =
        days.iter().filter_map(|row| Some((row.place, read(row)?))).collect();
    let rules = &brand.policy().carrying;
    let mut found: Vec<Shown> = rows
        .into_iter()
        .filter_map(|row| {
            let (day, tally) = *latest.get(&row.id)?;
            is_overloaded(&tally, rules).then(|| Shown {
                place: row.id,
                title: row.title,
                day: Some(day),
                tally,
                before: None,
                history: Vec::new(),
                overloaded: true,
                coming: false,
                ended: None,
            })
        })
        .collect();
    found.sort_by_key(|shown| std::cmp::Reverse(shown.tally.cold));
    Ok(found)
}

/// Somebody behind an index.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Behind {
    /// Who.
    pub person: Person,
    /// With whom.
    pub other: Option<Person>,
    /// The message that shows it, where the reader may see it.
    pub message: Option<Quoted>,
    /// How often, or after how many minutes.
    pub count: i64,
    /// Whether it speaks for the index: answered, came again, met.
    pub holds: bool,
}

/// Somebody with a name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Person {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
    /// Their state as of now.
    pub state: State,
}

/// Words with where they stand.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quoted {
    /// Which message.
    pub id: MessageId,
    /// Its words, cut short.
    pub text: String,
    /// When it was sent.
    pub at: Instant,
}

/// The people and messages behind an index.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Grounds {
    /// Who and what, what should be looked at first.
    pub behind: Vec<Behind>,
    /// Only the latest messages were looked at.
    pub cut: bool,
    /// It is private talk, which the reader may not read.
    pub hidden: bool,
}

/// What stands behind an index of a place on a day. Of a private place nobody is named to a reader who may
/// not read private talk.
///
/// # Errors
/// When the store cannot.
pub async fn grounds(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    (place, day): (PlaceId, Day),
    index: Index,
) -> Result<Grounds> {
    let known = Known::of(session, brand, sight).await?;
    if !known.shows(place) {
        return Ok(Grounds { hidden: true, ..Grounds::default() });
    }
    let span = Span { from: day, to: day };
    let loaded = facts::load(session, brand, place, span, Some(MESSAGES)).await?;
    let end = brand.zone.at_hour(day.plus(1), 0);
    let found = evidence(&loaded.facts, index, day, end, EVIDENCE);
    let numbers = found.iter().flat_map(|one| std::iter::once(one.person).chain(one.other));
    let ids: Vec<PersonId> =
        numbers.filter_map(|number| loaded.people.get(number as usize).copied()).collect();
    let people: HashMap<PersonId, Person> = people::by_id(session, brand.id, ids)
        .await?
        .into_iter()
        .map(|row| (row.id, Person { id: row.id, name: row.name, state: row.state }))
        .collect();
    let ids: Vec<MessageId> = found.iter().filter_map(|one| one.message).collect();
    let messages: HashMap<MessageId, MessageRow> = messages::by_id(session, brand.id, ids)
        .await?
        .into_iter()
        .filter(|row| known.shows_message(row))
        .map(|row| (row.id, row))
        .collect();
    let person = |number: u32| people.get(loaded.people.get(number as usize)?).cloned();
    let quoted = |id: MessageId| {
        let row = messages.get(&id)?;
        Some(Quoted { id, text: short(&row.text), at: row.sent_at })
    };
    let behind = found.iter().filter_map(|one| {
        Some(Behind {
            person: person(one.person)?,
            other: one.other.and_then(person),
            message: one.message.and_then(quoted),
            count: one.count,
            holds: one.holds,
        })
    });
    Ok(Grounds { behind: behind.collect(), cut: loaded.cut, hidden: false })
}
