//! The leader radar (`P5`): leaders among our clients, significant newcomers, outsiders who speak of us.
//! Influence, reach and fit stand side by side, each with how many of a hundred have less of it; our own
//! rating stands beside the computed fit, as a brake on one's own taste.

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

use super::relationship::{self, Relationship};
use super::show::short;
use crate::brand::Brand;
use crate::error::Result;
use crate::influence::{Compared, compared};
use crate::places::{Known, Sight};

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
    let clients = clients(session, brand, &scales).await?;
    let newcomers = newcomers(session, brand, &scales, now).await?;
    let mut outsiders = outsiders(session, brand, &scales, now).await?;
    let words = words(session, brand, sight, &outsiders).await?;
    outsiders.iter_mut().for_each(|one| one.leader.words = words.get(&one.leader.id).cloned());
    let leaders = |found: Vec<Found>| found.into_iter().map(|one| one.leader).collect();
    Ok(Radar {
        compared: compared.as_ref().map(Basis::of),
        clients: leaders(clients),
        newcomers: leaders(newcomers),
        outsiders: leaders(outsiders),
    })
}

/// One person as the radar shows everybody.
///
/// # Errors
/// When the store cannot.
pub async fn one(session: &mut Session, brand: &Brand, row: &PersonRow) -> Result<Leader> {
    let scales = compared(session, brand).await?.unwrap_or_default();
    let found = leaders(session, brand, &scales, vec![row.clone()]).await?;
    Ok(found.into_iter().next().map_or_else(|| leader(row, &scales, None, None), |one| one.leader))
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
    let found = newcomers(session, brand, &scales, now).await?;
    Ok(found.into_iter().map(|one| one.leader).collect())
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
    /// The message in which they last spoke of us.
    ground: Option<MessageId>,
}

async fn clients(session: &mut Session, brand: &Brand, scales: &Compared) -> Result<Vec<Found>> {
    let top = influence::top(session, brand.id, TOP).await?;
    let order: Vec<PersonId> =
        top.iter().filter(|row| row.listeners > 0).map(|row| row.person).collect();
    let rows = people::by_id(session, brand.id, order.iter().copied()).await?;
    let ours = |row: &PersonRow| {
        Role::from_code(row.role).is_community()
            && (row.commerce != Commerce::None || row.stage != Stage::I || row.state.is_loyal())
    };
    let mut known: HashMap<PersonId, PersonRow> =
        rows.into_iter().filter(ours).map(|row| (row.id, row)).collect();
    let rows = order.iter().filter_map(|id| known.remove(id)).take(SHOWN).collect();
    leaders(session, brand, scales, rows).await
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
    let rows = order.iter().filter_map(|id| known.remove(id)).collect();
    let mut found = leaders(session, brand, scales, rows).await?;
    found.retain(|one| is_significant(&one.leader, scales));
    found.truncate(SHOWN);
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

async fn outsiders(
    session: &mut Session,
    brand: &Brand,
    scales: &Compared,
    now: Instant,
) -> Result<Vec<Found>> {
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
    let value = |row: &PersonRow| valued.get(&row.id).copied().unwrap_or(0.0);
    let said = |row: &PersonRow| grounds.get(&row.id).copied();
    rows.sort_by(|one, other| {
        value(other).total_cmp(&value(one)).then_with(|| said(other).cmp(&said(one)))
    });
    rows.truncate(SHOWN);
    let mut found = leaders(session, brand, scales, rows).await?;
    for one in &mut found {
        one.ground = grounds.get(&one.leader.id).map(|(_, ground)| *ground);
    }
    Ok(found)
}

/// What these said of us last.
async fn words(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    found: &[Found],
) -> Result<HashMap<PersonId, Words>> {
    let by: HashMap<MessageId, PersonId> =
        found.iter().filter_map(|one| Some((one.ground?, one.leader.id))).collect();
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
    rows: Vec<PersonRow>,
) -> Result<Vec<Found>> {
    let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
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
    let found = rows.iter().map(|row| Found {
        leader: leader(row, scales, valued.get(&row.id), written.remove(&row.id)),
        ground: None,
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
