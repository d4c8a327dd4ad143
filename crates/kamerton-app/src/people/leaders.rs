//! The leader radar (`P5`): leaders among our clients, significant newcomers, outsiders who speak of us.
//! Influence, reach and fit stand side by side, each with how many of a hundred have less of it; our own
//! rating stands beside the computed fit, as a brake on one's own taste.

mod paged;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kamerton_core::entry::EntryKind;
use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::leader;
use kamerton_core::role::Role;
use kamerton_core::state::{Commerce, Stage, State};
use kamerton_core::time::{DAY, Day, Instant};
use kamerton_store::identities::IdentityRow;
use kamerton_store::influence::InfluenceRow;
use kamerton_store::people::PersonRow;
use kamerton_store::relationships::RelationshipRow;
use kamerton_store::{Session, identities, influence, ledger, messages, people, relationships};
use serde::Serialize;

use super::open::Opened;
use super::relationship::{self, Relationship};
use super::show::short;
use crate::brand::Brand;
use crate::error::Result;
use crate::influence::{Compared, compared};
use crate::places::{Known, Sight};

pub use paged::{Part, PartPage, part};

/// People in each part of the radar at most.
pub const SHOWN: usize = 20;
/// The most influential people among whom clients are looked for.
const TOP: i64 = 400;
/// Somebody is new for so many days.
const NEW_DAYS: i64 = 14;
/// The latest newcomers who are looked at.
const NEWCOMERS: i64 = 500;
/// Somebody speaks of us who did within so many days.
const SPOKE_DAYS: i32 = 90;
/// The latest entries of each kind that are looked at.
const ENTRIES: i64 = 300;
/// What says that somebody spoke of us.
const SPOKE: [EntryKind; 8] = [
    EntryKind::Recommendation,
    EntryKind::Delight,
    EntryKind::OwnStory,
    EntryKind::BrandedPhoto,
    EntryKind::ProductTalk,
    EntryKind::OwnerMention,
    EntryKind::Complaint,
    EntryKind::OtherNegative,
];

/// The radar.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Radar {
    /// What it was computed from; nothing before the first time.
    pub compared: Option<Basis>,
    /// Leaders among our clients and loyal people, the most influential first.
    pub clients: Vec<Leader>,
    /// Newcomers who matter already, the latest first.
    pub newcomers: Vec<Leader>,
    /// Who speaks of us and never had to do with us, the most influential first.
    pub outsiders: Vec<Leader>,
}

/// What influence was computed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// `audience` or `clients`.
    pub seeds: &'static str,
    /// How many people these are.
    pub seed_count: u64,
    /// How many people turn to others or are turned to.
    pub people: u64,
    /// How many people are listened to.
    pub listened_to: u64,
    /// Whether the audience is described, so that fit is known.
    pub fit_known: bool,
}

/// A value, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// The value.
    pub value: f64,
    /// How many of a hundred have less; none where there is nobody to compare with.
    pub percentile: Option<u8>,
}

/// Somebody who matters.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Leader {
    /// Who.
    pub id: PersonId,
    /// Name as shown.
    pub name: String,
    /// State.
    pub state: &'static str,
    /// Stage of the method.
    pub stage: &'static str,
    /// Position of the commerce axis.
    pub commerce: &'static str,
    /// How much the audience listens to them, in walks of a million.
    pub influence: Option<Measure>,
    /// How many people turned to them.
    pub listeners: i64,
    /// How many follow them elsewhere, where one of us has written it down.
    pub reach: Option<Measure>,
    /// How much of what they write fits the audience, from 0 to 1.
    pub fit: Option<Measure>,
    /// When they were first seen, RFC 3339.
    pub first_seen_at: String,
    /// When one of us last talked with them, as far as we have heard it: RFC 3339.
    pub last_contact_at: Option<String>,
    /// What one of us has written down.
    pub relationship: Option<Relationship>,
    /// What they said of us last.
    pub words: Option<Words>,
}

/// What somebody said of us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Which message.
    pub message: MessageId,
    /// When, RFC 3339.
    pub at: String,
    /// The beginning of its text; nothing where the reader may not see it.
    pub text: Option<String>,
    /// Title of the place.
    pub place: String,
}

/// The radar as of `now`. It costs what it looks at, whatever the number of people: the most influential,
/// the latest newcomers, the latest words of us.
///
/// # Errors
/// When the store cannot.
pub async fn radar(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    now: Instant,
) -> Result<Radar> {
    let compared = compared(session, brand).await?;
    let scales = compared.clone().unwrap_or_default();
    let (clients, _) = clients(session, brand, &scales, (None, SHOWN)).await?;
    let mut newcomers = newcomers(session, brand, &scales, now).await?;
    newcomers.truncate(SHOWN);
    let mut outsiders = outsiders(session, brand, now).await?;
    outsiders.truncate(SHOWN);
    let mut outsiders = leaders(session, brand, &scales, outsiders).await?;
    let words = words(session, brand, sight, &outsiders).await?;
    outsiders.iter_mut().for_each(|one| one.leader.words = words.get(&one.leader.id).cloned());
    let plain = |found: Vec<Found>| found.into_iter().map(|one| one.leader).collect();
    Ok(Radar {
        compared: compared.as_ref().map(Basis::of),
        clients: plain(clients),
        newcomers: plain(newcomers),
        outsiders: plain(outsiders),
    })
}

/// One person as the radar shows everybody, against what was computed of all.
///
/// # Errors
/// When the store cannot.
pub async fn one(
    session: &mut Session,
    brand: &Brand,
    opened: &Opened,
    scales: &Compared,
) -> Result<Leader> {
    let Opened { row, accounts, .. } = opened;
    let valued = influence::of_people(session, brand.id, [row.id]).await?;
    let own = accounts.iter().map(|account| account.id);
    let written = relationships::of_identities(session, brand.id, own).await?;
    let written =
        written.into_iter().reduce(|known, row| if known.at < row.at { row } else { known });
    Ok(leader(row, scales, valued.first(), written))
}

/// Newcomers who matter already, as Today tells of them.
///
/// # Errors
/// When the store cannot.
pub async fn significant(
    session: &mut Session,
    brand: &Brand,
    now: Instant,
) -> Result<Vec<Leader>> {
    let Some(scales) = compared(session, brand).await? else { return Ok(Vec::new()) };
    let found = newcomers(session, brand, &scales, now).await?.into_iter().take(SHOWN);
    Ok(found.map(|one| one.leader).collect())
}

impl Basis {
    fn of(compared: &Compared) -> Self {
        Self {
            seeds: compared.seeds.word(),
            seed_count: compared.seed_count,
            people: compared.people,
            listened_to: compared.influence.count(),
            fit_known: compared.fit.count() > 0,
        }
    }
}

/// Somebody, with what is not shown.
struct Found {
    leader: Leader,
    /// Where they stand in their part.
    key: Key,
}

/// Where somebody stands in a part of the radar, the highest first: by influence or by when they were
/// first seen, then by the message in which they last spoke of us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// Influence, as bits that order like it, or microseconds.
    rank: i64,
    /// NIL where it is not by words.
    ground: MessageId,
    id: PersonId,
}

impl Key {
    fn by_value(value: f64, id: PersonId) -> Self {
        // What is not negative orders like its bits.
        Self { rank: value.max(0.0).to_bits() as i64, ground: MessageId::NIL, id }
    }
}

/// Clients among the most influential after somebody, and after whom it goes on.
async fn clients(
    session: &mut Session,
    brand: &Brand,
    scales: &Compared,
    (after, limit): (Option<Key>, usize),
) -> Result<(Vec<Found>, Option<Key>)> {
    let after = after.map(|key| (f64::from_bits(key.rank as u64), key.id));
    let top = influence::top(session, brand.id, after, TOP).await?;
    let heard = top.iter().filter(|row| row.listeners > 0);
    let order: Vec<Key> = heard.map(|row| Key::by_value(row.value, row.person)).collect();
    let rows = people::by_id(session, brand.id, order.iter().map(|key| key.id)).await?;
    let ours = |row: &PersonRow| {
        Role::from_code(row.role).is_community()
            && (row.commerce != Commerce::None || row.stage != Stage::I || row.state.is_loyal())
    };
    let mut known: HashMap<PersonId, PersonRow> =
        rows.into_iter().filter(ours).map(|row| (row.id, row)).collect();
    let mut fitting = order.iter().filter_map(|key| Some((*key, known.remove(&key.id)?)));
    let rows: Vec<(Key, PersonRow)> = fitting.by_ref().take(limit).collect();
    let next = match fitting.next() {
        Some(_) => rows.last().map(|(key, _)| *key),
        // Whoever stands below those who were looked at may be one too.
        None if order.len() as i64 == TOP => order.last().copied(),
        None => None,
    };
    Ok((leaders(session, brand, scales, rows).await?, next))
}

async fn newcomers(
    session: &mut Session,
    brand: &Brand,
    scales: &Compared,
    now: Instant,
) -> Result<Vec<Found>> {
    let since = now.plus(-NEW_DAYS * DAY);
    let mut order = influence::newcomers(session, brand.id, since, NEWCOMERS).await?;
    // Today asks this every time: whole people are read only of those who may matter.
    let worth = worth_a_look(session, brand, scales, &order).await?;
    order.retain(|id| worth.contains(id));
    let rows = people::by_id(session, brand.id, order.iter().copied()).await?;
    let mut known: HashMap<PersonId, PersonRow> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let rows = order.iter().filter_map(|id| {
        let row = known.remove(id)?;
        let rank = row.first_seen_at.micros();
        Some((Key { rank, ground: MessageId::NIL, id: row.id }, row))
    });
    let mut found = leaders(session, brand, scales, rows.collect()).await?;
    found.retain(|one| is_significant(&one.leader, scales));
    Ok(found)
}

/// Who of these is listened to much, or has a record of ours.
async fn worth_a_look(
    session: &mut Session,
    brand: &Brand,
    scales: &Compared,
    people: &[PersonId],
) -> Result<BTreeSet<PersonId>> {
    let heard = influence::of_people(session, brand.id, people.iter().copied()).await?;
    let high = heard.iter().filter(|row| scales.influence.is_high(row.value));
    let mut worth: BTreeSet<PersonId> = high.map(|row| row.person).collect();
    worth.extend(relationships::with(session, brand.id, people.iter().copied()).await?);
    Ok(worth)
}

fn is_significant(one: &Leader, scales: &Compared) -> bool {
    let value = |measure: Option<Measure>| measure.map(|measure| measure.value);
    leader::is_significant(
        (value(one.influence), &scales.influence),
        (value(one.reach), &scales.reach),
        one.relationship.as_ref().and_then(|written| written.rating),
    )
}

/// Everybody outside who spoke of us lately, in order.
async fn outsiders(
    session: &mut Session,
    brand: &Brand,
    now: Instant,
) -> Result<Vec<(Key, PersonRow)>> {
    let today = brand.zone.day(now);
    let mut last: BTreeMap<IdentityId, (Day, MessageId)> = BTreeMap::new();
    for kind in SPOKE {
        let since = today.plus(-SPOKE_DAYS);
        for row in ledger::of_kind(session, brand.id, kind, since, today, ENTRIES).await? {
            let said = (row.day, row.ground);
            last.entry(row.identity).and_modify(|known| *known = said.max(*known)).or_insert(said);
        }
    }
    let joined: BTreeSet<IdentityId> =
        influence::joined(session, brand.id, last.keys().copied()).await?.into_iter().collect();
    let outside: Vec<IdentityId> = last.keys().filter(|id| !joined.contains(id)).copied().collect();
    let mut grounds: BTreeMap<PersonId, (Day, MessageId)> = BTreeMap::new();
    for row in identities::by_id(session, brand.id, outside).await? {
        let Some((person, said)) = row.person.zip(last.get(&row.id)) else { continue };
        grounds.entry(person).and_modify(|known| *known = (*said).max(*known)).or_insert(*said);
    }
    let mut rows = people::by_id(session, brand.id, grounds.keys().copied()).await?;
    rows.retain(|row| {
        Role::from_code(row.role).is_community()
            && row.contact_message.is_none()
            && row.commerce == Commerce::None
    });
    let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
    let valued: HashMap<PersonId, f64> = influence::of_people(session, brand.id, ids)
        .await?
        .into_iter()
        .map(|row| (row.person, row.value))
        .collect();
    let key = |row: &PersonRow| {
        let value = valued.get(&row.id).copied().unwrap_or(0.0);
        let ground = grounds.get(&row.id).map_or(MessageId::NIL, |(_, ground)| *ground);
        Key { ground, ..Key::by_value(value, row.id) }
    };
    let mut rows: Vec<(Key, PersonRow)> = rows.into_iter().map(|row| (key(&row), row)).collect();
    rows.sort_by_key(|(key, _)| std::cmp::Reverse(*key));
    Ok(rows)
}

/// What these said of us last.
async fn words(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    found: &[Found],
) -> Result<HashMap<PersonId, Words>> {
    let by: HashMap<MessageId, PersonId> =
        found.iter().map(|one| (one.key.ground, one.leader.id)).collect();
    let places = Known::of(session, brand, sight).await?;
    let rows = messages::by_id(session, brand.id, by.keys().copied()).await?;
    let words = rows.into_iter().filter_map(|row| {
        let words = Words {
            message: row.id,
            at: row.sent_at.rfc3339(),
            text: places.shows_message(&row).then(|| short(&row.text)),
            place: places.title(row.place),
        };
        Some((*by.get(&row.id)?, words))
    });
    Ok(words.collect())
}

/// People with everything that the radar shows of them, in their order.
async fn leaders(
    session: &mut Session,
    brand: &Brand,
    scales: &Compared,
    rows: Vec<(Key, PersonRow)>,
) -> Result<Vec<Found>> {
    let ids: Vec<PersonId> = rows.iter().map(|(key, _)| key.id).collect();
    let valued: HashMap<PersonId, InfluenceRow> =
        influence::of_people(session, brand.id, ids.iter().copied())
            .await?
            .into_iter()
            .map(|row| (row.person, row))
            .collect();
    let accounts = identities::of_people(session, brand.id, ids).await?;
    let owners: HashMap<IdentityId, PersonId> =
        accounts.iter().filter_map(|row: &IdentityRow| Some((row.id, row.person?))).collect();
    let mut written: HashMap<PersonId, RelationshipRow> = HashMap::new();
    for row in relationships::of_identities(session, brand.id, owners.keys().copied()).await? {
        let Some(person) = owners.get(&row.identity) else { continue };
        let later = written.get(person).is_none_or(|known| known.at < row.at);
        if later {
            written.insert(*person, row);
        }
    }
    let found = rows.iter().map(|(key, row)| Found {
        leader: leader(row, scales, valued.get(&row.id), written.remove(&row.id)),
        key: *key,
    });
    Ok(found.collect())
}

fn leader(
    row: &PersonRow,
    scales: &Compared,
    valued: Option<&InfluenceRow>,
    written: Option<RelationshipRow>,
) -> Leader {
    let heard = valued.filter(|row| row.listeners > 0);
    let followers = written.as_ref().and_then(|row| row.followers).map(|count| count as f64);
    let state: State = row.state;
    Leader {
        id: row.id,
        name: row.name.clone(),
        state: state.word(),
        stage: row.stage.word(),
        commerce: row.commerce.word(),
        influence: heard.map(|row| Measure {
            value: row.value,
            percentile: scales.influence.percentile(row.value),
        }),
        listeners: heard.map_or(0, |row| row.listeners),
        reach: followers.map(|value| Measure { value, percentile: scales.reach.percentile(value) }),
        fit: valued
            .and_then(|row| row.fit)
            .map(|value| Measure { value, percentile: scales.fit.percentile(value) }),
        first_seen_at: row.first_seen_at.rfc3339(),
        last_contact_at: row.contact_at.map(Instant::rfc3339),
        relationship: written.map(relationship::of_row),
        words: None,
    }
}
