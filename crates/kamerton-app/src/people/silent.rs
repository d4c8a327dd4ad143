//! Whom to write to first of those who are not heard (`P4`): who falls silent against their own rhythm, and
//! who reads along and never wrote. It costs what it looks at, whatever the number of people.

use std::collections::{BTreeMap, HashMap};

use kamerton_core::fading::{AWAY_DAYS, LATEST_DAYS, LOOK_BACK_DAYS, Lurker, Rhythm, SOONEST_DAYS};
use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId};
use kamerton_core::role::Role;
use kamerton_core::state::{Stage, State};
use kamerton_core::time::{DAY, Day, Instant};
use kamerton_store::messages::MessageRow;
use kamerton_store::people::PersonRow;
use kamerton_store::people_lists::{self, Filter, Sort};
use kamerton_store::{Session, identities, messages, people, places, silence};

use super::list::charge_on;
use super::show::short;
use crate::brand::Brand;
use crate::error::Result;
use crate::places::{Known, Sight, last_talk};
use crate::refusal::Refusal;

/// People of each state who are looked at, those with the highest charge.
const LOOKED_AT: i64 = 150;
/// People who are shown of each kind.
pub const SHOWN: usize = 30;
/// The latest who came to a place, and the latest days of accounts there, that are looked at.
const CAME: i64 = 2_000;
const REACTED: i64 = 10_000;
/// Of so many lurkers at most it is looked at what they reacted to.
const TRIED: usize = 300;
/// In which states somebody is missed: those who have something to do with us.
const MISSED: [State; 3] = [State::Kamerton, State::PassivePromoter, State::Warm];

/// Somebody who falls silent.
#[derive(Clone, Debug, PartialEq)]
pub struct Fading {
    /// Who.
    pub id: PersonId,
    /// Name as shown.
    pub name: String,
    /// State.
    pub state: State,
    /// Stage.
    pub stage: Stage,
    /// How they speak.
    pub rhythm: Rhythm,
    /// Days since they spoke.
    pub silent_days: i32,
    /// What stays of them in the head.
    pub bond: f64,
}

/// Where there is talk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Whereabouts {
    /// Open places with their titles, that of the latest talk first.
    pub places: Vec<(PlaceId, String)>,
    /// The day of the latest talk there.
    pub last: Option<Day>,
}

impl Whereabouts {
    /// The day of the latest talk, where it is so long ago that nobody is waited for any more.
    pub fn ended(&self, today: Day) -> Option<Day> {
        self.last.filter(|last| today.0 - last.0 > LATEST_DAYS)
    }
}

/// Somebody who never wrote.
#[derive(Clone, Debug, PartialEq)]
pub struct Quiet {
    /// Who.
    pub id: PersonId,
    /// Name as shown.
    pub name: String,
    /// What is known.
    pub lurker: Lurker,
    /// To what they reacted last, where the reader may see it: message and the beginning of its text.
    pub liked: Option<(MessageId, String)>,
}

/// Who falls silent, whom to write to first.
///
/// # Errors
/// When the store cannot.
pub async fn fading(session: &mut Session, brand: &Brand, now: Instant) -> Result<Vec<Fading>> {
    let today = brand.zone.day(now);
    let mut rows: Vec<PersonRow> = Vec::new();
    for state in MISSED {
        let filter = Filter {
            state: Some(state),
            active_from: Some(now.plus(-i64::from(LATEST_DAYS + 1) * DAY)),
            active_before: Some(now.plus(-i64::from(SOONEST_DAYS - 1) * DAY)),
            ..Filter::default()
        };
        let found = people_lists::page(session, brand.id, &filter, Sort::Charge, None, LOOKED_AT);
        let found = found.await?.people;
        rows.extend(people::by_id(session, brand.id, found).await?);
    }
    let rhythms = rhythms(session, brand, rows.iter().map(|row| row.id).collect(), today).await?;
    let mut found: Vec<(f64, Fading)> = Vec::new();
    for row in rows {
        let Some(rhythm) = rhythms.get(&row.id).copied() else { continue };
        if !rhythm.is_fading(today) {
            continue;
        }
        let (_, bond) = charge_on(&row, today);
        let fading = Fading {
            id: row.id,
            name: row.name,
            state: row.state,
            stage: row.stage,
            rhythm,
            silent_days: rhythm.silent_days(today),
            bond,
        };
        found.push((rhythm.worth(bond, today), fading));
    }
    found.sort_by(|(one, first), (other, second)| {
        other.total_cmp(one).then(first.id.cmp(&second.id))
    });
    found.truncate(SHOWN);
    Ok(found.into_iter().map(|(_, fading)| fading).collect())
}

/// How these people speak, of those of whom it is known.
///
/// # Errors
/// When the store cannot.
pub async fn rhythms(
    session: &mut Session,
    brand: &Brand,
    people: Vec<PersonId>,
    today: Day,
) -> Result<HashMap<PersonId, Rhythm>> {
    let accounts = identities::of_people(session, brand.id, people).await?;
    let owners: HashMap<IdentityId, PersonId> =
        accounts.iter().filter_map(|row| Some((row.id, row.person?))).collect();
    let ids: Vec<IdentityId> = owners.keys().copied().collect();
    let since = today.plus(-LOOK_BACK_DAYS);
    let mut days: HashMap<PersonId, Vec<Day>> = HashMap::new();
    for (account, day) in silence::spoke(session, brand.id, ids, since).await? {
        // Of what is planned for a past day nothing is known of later.
        let Some(person) = owners.get(&account).filter(|_| day <= today) else { continue };
        days.entry(*person).or_default().push(day);
    }
    let rhythm = |(person, days)| Some((person, Rhythm::of(days)?));
    Ok(days.into_iter().filter_map(rhythm).collect())
}

/// Who reads along in a place and never wrote anywhere, whom to invite first.
///
/// # Errors
/// When there is no such place or it is private; when the store cannot.
pub async fn lurkers(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    now: Instant,
) -> Result<Vec<Quiet>> {
    let known = Known::of(session, brand, Sight::Community).await?;
    if !known.has(place) || !known.shows(place) {
        return Err(Refusal::NoPlace(place).into());
    }
    let today = brand.zone.day(now);
    let signs = signs(session, brand, place, now).await?;
    let mut accounts: BTreeMap<PersonId, Vec<IdentityId>> = BTreeMap::new();
    for row in
        identities::by_id(session, brand.id, signs.keys().copied().collect::<Vec<_>>()).await?
    {
        if let Some(person) = row.person.filter(|_| row.role == Role::Member && !row.deleted) {
            accounts.entry(person).or_default().push(row.id);
        }
    }
    let wanted: Vec<PersonId> = accounts.keys().copied().collect();
    let mut found: Vec<(f64, Quiet, Vec<IdentityId>)> = Vec::new();
    for row in people::by_id(session, brand.id, wanted).await? {
        // Whoever wrote anywhere is known, and welcomed or missed otherwise.
        if row.messages > 0 || !Role::from_code(row.role).is_community() {
            continue;
        }
        let own = accounts.remove(&row.id).unwrap_or_default();
        let all = own.iter().filter_map(|account| signs.get(account));
        let lurker = all.fold(Lurker::default(), |sum, one| Lurker {
            joined: sum.joined.max(one.joined),
            reactions: sum.reactions + one.reactions,
            reacted: sum.reacted.max(one.reacted),
        });
        if lurker.is_invited(today) {
            let quiet = Quiet { id: row.id, name: row.name, lurker, liked: None };
            found.push((lurker.worth(today), quiet, own));
        }
    }
    found.sort_by(|(one, first, _), (other, second, _)| {
        other.total_cmp(one).then(first.id.cmp(&second.id))
    });
    let mut lurkers = Vec::with_capacity(SHOWN);
    for (_, mut quiet, accounts) in found.into_iter().take(TRIED) {
        let last = liked(session, brand, &accounts).await?;
        // Of a reaction it is known to what it was given, and so where.
        let is_here = last.as_ref().is_some_and(|row| row.place == place);
        if quiet.lurker.joined.is_none() && !is_here {
            continue;
        }
        let shown = last.filter(|row| is_here && known.shows_message(row));
        let liked = shown.map(|row| (row.id, short(&row.text)));
        quiet.liked = liked.filter(|(_, text)| !text.is_empty());
        lurkers.push(quiet);
        if lurkers.len() == SHOWN {
            break;
        }
    }
    Ok(lurkers)
}

/// What is known of each account that came to a place or reacted anywhere lately and has not left.
async fn signs(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    now: Instant,
) -> Result<HashMap<IdentityId, Lurker>> {
    let since = now.plus(-i64::from(AWAY_DAYS) * DAY);
    let mut signs: HashMap<IdentityId, Lurker> = HashMap::new();
    let mut gone: HashMap<IdentityId, bool> = HashMap::new();
    for (account, at, came) in silence::joined(session, brand.id, place, since, CAME).await? {
        // The latest is read first and decides.
        if *gone.entry(account).or_insert(!came) {
            continue;
        }
        let joined = came.then(|| brand.zone.day(at));
        let sign = signs.entry(account).or_default();
        sign.joined = sign.joined.max(joined);
    }
    let first = brand.zone.day(since);
    for (account, day, count) in silence::reacted(session, brand.id, first, REACTED).await? {
        if gone.get(&account).copied().unwrap_or_default() {
            continue;
        }
        let sign = signs.entry(account).or_default();
        sign.reactions += count;
        sign.reacted = sign.reacted.max(Some(day));
    }
    Ok(signs)
}

/// To what somebody reacted last.
async fn liked(
    session: &mut Session,
    brand: &Brand,
    accounts: &[IdentityId],
) -> Result<Option<MessageRow>> {
    let mut last: Option<MessageId> = None;
    for account in accounts {
        last = last.max(silence::last_reaction(session, brand.id, *account).await?);
    }
    Ok(messages::by_id(session, brand.id, last).await?.pop())
}

/// The places of which lurkers can be shown, with their titles: the latest talk first.
///
/// # Errors
/// When the store cannot.
pub async fn where_to_look(session: &mut Session, brand: &Brand) -> Result<Whereabouts> {
    let mut rows = places::all(session, brand.id).await?;
    let last = last_talk(brand, &rows);
    rows.retain(|row| !row.private);
    rows.sort_by_key(|row| (std::cmp::Reverse(row.span.map(|(_, last)| last)), row.id));
    let places = rows.into_iter().map(|row| (row.id, row.title)).collect();
    Ok(Whereabouts { places, last })
}
