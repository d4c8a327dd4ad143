//! What waits for us: newcomers without an answer, questions past their due, reproaches.

use std::collections::{HashMap, HashSet};

use kamerton_core::answer::{self, kinds};
use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId};
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, HOUR, Instant};
use kamerton_store::awaiting::{self, OpenRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::people_lists::Count;
use kamerton_store::{Session, identities, people, planning};
use serde::Serialize;

use super::late;
use crate::brand::Brand;
use crate::error::Result;
use crate::newcomers;
use crate::people::authors::{Author, authors};
use crate::people::show::short;
use crate::places::{Known, Sight};

/// At most so many messages are looked at.
const BUDGET: i64 = 5_000;
/// At most so many newcomers.
const NEWCOMERS: i64 = 100;
/// Of each queue so many are named, the oldest.
const NAMED: usize = 3;

/// What waits.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Waits {
    /// How many messages wait, those that have not waited for long yet too.
    pub all: i64,
    /// First messages without an answer.
    pub newcomers: Queue,
    /// Questions past their due that nobody answered.
    pub questions: Queue,
    /// Reproaches that we did not answer.
    pub negatives: Queue,
}

/// Messages that wait for the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Queue {
    /// How many.
    pub count: i64,
    /// Whether there may be more.
    pub more: bool,
    /// The oldest of them.
    pub oldest: Vec<Waiting>,
}

/// A message that waits.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waiting {
    /// Which.
    pub message: MessageId,
    /// Whose.
    pub author: Author,
    /// Title of the place.
    pub place: String,
    /// The beginning of its text.
    pub text: String,
    /// When it was sent.
    pub at: Instant,
}

impl Queue {
    /// How many there are.
    pub const fn counted(&self) -> Count {
        Count { number: self.count, more: self.more }
    }
}

/// Since when what nobody answered is waited for; what is older was left without an answer.
fn since(brand: &Brand, now: Instant) -> Instant {
    let rules = &brand.policy().playbooks;
    now.plus(-rules.negative_days.max(rules.question_days) * DAY)
}

/// Everything that waits at `now`, as far as a reader may see it.
///
/// # Errors
/// When the store cannot.
pub async fn waits(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    now: Instant,
) -> Result<Waits> {
    let places = Known::of(session, brand, sight).await?;
    let all = all(session, brand, &places, now).await?;
    let count = all.messages().len() as i64;
    let All { open, newcomers } = all;
    let is_overdue =
        |(row, waits): &&(OpenRow, i64)| waits & kinds::QUESTION != 0 && row.due_at <= now;
    let is_negative = |(_, waits): &&(OpenRow, i64)| waits & kinds::NEGATIVE != 0;
    let questions: Vec<MessageId> =
        open.rows.iter().filter(is_overdue).map(|(row, _)| row.message).collect();
    let negatives: Vec<MessageId> =
        open.rows.iter().filter(is_negative).map(|(row, _)| row.message).collect();
    Ok(Waits {
        all: count,
        newcomers: queue(session, brand, &places, &newcomers.ids(), newcomers.more).await?,
        questions: queue(session, brand, &places, &questions, open.more).await?,
        negatives: queue(session, brand, &places, &negatives, open.more).await?,
    })
}

/// All that waits at an instant: the one rule of Today, of the inbox and of places.
pub struct All {
    /// What asks for something and does not have it yet.
    pub open: Open,
    /// First messages without an answer.
    pub newcomers: Newcomers,
}

impl All {
    /// Which messages these are, each once, with when and where it was sent.
    pub fn messages(&self) -> HashMap<MessageId, (Instant, PlaceId)> {
        let open = self.open.rows.iter().map(|(row, _)| (row.message, (row.sent_at, row.place)));
        let firsts = self.newcomers.rows.iter().map(|row| (row.id, (row.sent_at, row.place)));
        open.chain(firsts).collect()
    }
}

/// First messages without an answer.
pub struct Newcomers {
    /// The messages, the oldest first.
    pub rows: Vec<MessageRow>,
    /// Whether there may be more.
    pub more: bool,
}

impl Newcomers {
    fn ids(&self) -> Vec<MessageId> {
        self.rows.iter().map(|row| row.id).collect()
    }
}

/// All that waits at `now` in places that are shown.
///
/// # Errors
/// When the store cannot.
pub async fn all(
    session: &mut Session,
    brand: &Brand,
    places: &Known,
    now: Instant,
) -> Result<All> {
    let mut open = open(session, brand, since(brand, now), now).await?;
    open.rows.retain(|(row, _)| places.shows(row.place));
    open.rows = late::without_waits(session, brand, open.rows).await?;
    Ok(All { open, newcomers: newcomers(session, brand, places, now).await? })
}

/// What is open since an instant.
pub struct Open {
    /// Messages with what they still wait for, the oldest first.
    pub rows: Vec<(OpenRow, i64)>,
    /// Whether there may be more.
    pub more: bool,
}

/// What was sent from `from` on and still waits for something.
///
/// # Errors
/// When the store cannot.
pub async fn open(
    session: &mut Session,
    brand: &Brand,
    from: Instant,
    now: Instant,
) -> Result<Open> {
    let has_staff = has_staff(session, brand).await?;
    let rows = awaiting::without_us(session, brand.id, from, now, BUDGET).await?;
    let more = rows.len() as i64 >= BUDGET;
    let rules = &brand.policy().playbooks;
    let waits = |row: &OpenRow| answer::still_waits(&row.waited(), now, has_staff, rules);
    let rows = rows.into_iter().map(|row| (row, waits(&row)));
    Ok(Open { rows: rows.filter(|(_, waits)| *waits != 0).collect(), more })
}

/// Whether any account is known as ours: else nobody's answers can be ours.
///
/// # Errors
/// When the store cannot.
pub async fn has_staff(session: &mut Session, brand: &Brand) -> Result<bool> {
    let ours = identities::of_roles(session, brand.id, &[Role::Staff, Role::Brand]).await?;
    Ok(!ours.is_empty())
}

async fn queue(
    session: &mut Session,
    brand: &Brand,
    places: &Known,
    ids: &[MessageId],
    more: bool,
) -> Result<Queue> {
    let named: Vec<MessageId> = ids.iter().copied().take(NAMED).collect();
    let mut rows = messages::by_id(session, brand.id, named).await?;
    rows.sort_by_key(|row| (row.sent_at, row.id));
    let oldest = describe(session, brand, places, &rows).await?;
    Ok(Queue { count: ids.len() as i64, more, oldest })
}

pub(super) async fn describe(
    session: &mut Session,
    brand: &Brand,
    places: &Known,
    rows: &[MessageRow],
) -> Result<Vec<Waiting>> {
    let accounts = rows.iter().filter_map(|row| row.identity).collect();
    let known = authors(session, brand, accounts).await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            Some(Waiting {
                message: row.id,
                author: known.get(&row.identity?)?.clone(),
                place: places.title(row.place),
                text: short(&row.text),
                at: row.sent_at,
            })
        })
        .collect())
}

/// Newcomers of the last days whom nobody answered, though others had time to.
async fn newcomers(
    session: &mut Session,
    brand: &Brand,
    places: &Known,
    now: Instant,
) -> Result<Newcomers> {
    let (from, to) = newcomers_between(brand, now);
    let rows = planning::newcomers(session, brand.id, from, to, NEWCOMERS).await?;
    let more = rows.len() as i64 >= NEWCOMERS;
    let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
    let accounts = identities::of_people(session, brand.id, ids).await?;
    let accounts = accounts.iter().filter_map(|row| Some((row.id, row.person?))).collect();
    let mut firsts = newcomers::first_messages(session, brand, &accounts).await?;
    firsts.retain(|(_, first)| places.shows(first.place));
    let open = newcomers::unanswered(session, brand, firsts, now).await?;
    let mut rows: Vec<MessageRow> = open.into_iter().map(|(_, first)| first).collect();
    rows.sort_by_key(|row| (row.sent_at, row.id));
    Ok(Newcomers { rows, more })
}

/// Which of these messages are first words of newcomers that wait for an answer.
///
/// # Errors
/// When the store cannot.
pub async fn firsts_among(
    session: &mut Session,
    brand: &Brand,
    rows: &[MessageRow],
    now: Instant,
) -> Result<HashSet<MessageId>> {
    let (from, to) = newcomers_between(brand, now);
    let is_fresh = |row: &&MessageRow| row.sent_at >= from && row.sent_at < to && !row.service;
    let fresh: Vec<&MessageRow> = rows.iter().filter(is_fresh).collect();
    let accounts: Vec<IdentityId> = fresh.iter().filter_map(|row| row.identity).collect();
    let holders = identities::holders(session, brand.id, accounts).await?;
    let holders: HashMap<IdentityId, PersonId> =
        holders.iter().filter_map(|row| Some((row.id, row.person?))).collect();
    let owners: Vec<PersonId> = holders.values().copied().collect();
    let mut new: HashMap<PersonId, Instant> = HashMap::new();
    for row in people::by_id(session, brand.id, owners).await? {
        if row.role == Role::Member.code() {
            new.extend(row.first_message_at.map(|first| (row.id, first)));
        }
    }
    let is_first = |row: &&MessageRow| {
        let person = row.identity.and_then(|identity| holders.get(&identity));
        person.and_then(|person| new.get(person)) == Some(&row.sent_at)
    };
    let firsts = fresh.into_iter().filter(is_first).map(|row| ((), row.clone())).collect();
    let open = newcomers::unanswered(session, brand, firsts, now).await?;
    Ok(open.into_iter().map(|(_, row)| row.id).collect())
}

/// When a newcomer's first words were written that nobody answered though others had time to.
fn newcomers_between(brand: &Brand, now: Instant) -> (Instant, Instant) {
    let rules = &brand.policy().playbooks;
    (now.plus(-rules.newcomer_days * DAY), now.plus(-rules.newcomer_patience_hours * HOUR))
}
