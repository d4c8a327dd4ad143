//! Who listens to a person, and what that person knows: the people and messages behind the numbers.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kamerton_core::entry::{Entry, EntryKind};
use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::interaction::{HORIZON_DAYS, Turns, weight};
use kamerton_core::role::Role;
use kamerton_core::time::{Day, Instant};
use kamerton_store::identities::{HolderRow, IdentityRow};
use kamerton_store::{Session, identities, influence, messages, people, timeline};
use serde::Serialize;

use super::open::Opened;
use super::show::short;
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::interactions::by_handle;
use crate::places::Known;

/// Listeners who are shown.
const LISTENERS: usize = 5;
/// Days of turning to an account that are read.
const DAYS: i64 = 1_000;
/// Accounts that are read whole at a time, those first that turn to them most.
const ACCOUNTS: usize = 8;
/// Messages of a listener on the last day of an answer among which it is looked for.
const WRITTEN: i64 = 300;
/// Answers whose questions are read, the latest.
const ANSWERS: usize = 20;
/// Topics that are shown.
const TOPICS: usize = 6;
/// Answers that are shown.
const SHOWN: usize = 3;
/// What somebody answered within so many days they are taken to know still.
const KNOWS_DAYS: i32 = 365;

/// Who listens.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Heard {
    /// Who turns to them most, as it weighs today.
    pub listeners: Vec<Listener>,
    /// What they answered others.
    pub knows: Knows,
}

/// Somebody who turns to a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listener {
    /// Who.
    pub id: PersonId,
    /// Name as shown.
    pub name: String,
    /// Answers, mentions and reposts.
    pub times: i64,
    /// When last: 2026-03-01.
    pub last_day: String,
    /// Their latest answer, where it is among their latest words.
    pub message: Option<MessageId>,
    /// Its words, for whoever may see them.
    pub text: Option<String>,
}

/// What somebody knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Knows {
    /// Answers to questions of other members.
    pub answers: usize,
    /// Those of them that we confirmed.
    pub confirmed: usize,
    /// What the questions were about, the most frequent first: topic and in how many of the latest.
    pub topics: Vec<(String, usize)>,
    /// The latest answers; confirmed ones first.
    pub shown: Vec<Answered>,
}

/// An answer to another member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// Which message.
    pub message: MessageId,
    /// When: 2026-03-01.
    pub day: String,
    /// We confirmed it.
    pub confirmed: bool,
    /// Its words, for whoever may see them.
    pub text: Option<String>,
}

/// Who listens to somebody, and what they know.
///
/// # Errors
/// When the store cannot.
pub async fn of(
    session: &mut Session,
    brand: &Brand,
    opened: &Opened,
    now: Instant,
) -> Result<Heard> {
    let Opened { accounts, places, entries, .. } = opened;
    let today = brand.zone.day(now);
    Ok(Heard {
        listeners: listeners(session, brand, accounts, places, today).await?,
        knows: knows(session, brand, entries, places, today).await?,
    })
}

#[derive(Clone, Copy)]
struct Sum {
    weight: f64,
    times: i64,
    last: Day,
    /// The last day with an answer.
    answered: Option<Day>,
}

impl Sum {
    /// Nothing yet.
    const fn none(day: Day) -> Self {
        Self { weight: 0.0, times: 0, last: day, answered: None }
    }

    fn add(&mut self, other: Self) {
        self.weight += other.weight;
        self.times += other.times;
        self.last = self.last.max(other.last);
        self.answered = self.answered.max(other.answered);
    }
}

async fn listeners(
    session: &mut Session,
    brand: &Brand,
    own: &[IdentityRow],
    places: &Known,
    today: Day,
) -> Result<Vec<Listener>> {
    let since = today.plus(-HORIZON_DAYS);
    let mut targets: BTreeSet<IdentityId> = own.iter().map(|row| row.id).collect();
    for row in own {
        targets.extend(row.handle_key.as_deref().map(|name| by_handle(brand, &row.kind, name)));
    }
    let mut sums: BTreeMap<IdentityId, Sum> = BTreeMap::new();
    for target in targets {
        for row in influence::listeners(session, brand.id, target, since, DAYS).await? {
            let turns = Turns {
                replies: row.replies,
                mentions: row.mentions,
                reposts: row.reposts,
                ..Turns::default()
            };
            sums.entry(row.source).or_insert(Sum::none(row.day)).add(Sum {
                weight: weight(&turns, row.day, today),
                times: row.replies + row.mentions + row.reposts,
                last: row.day,
                answered: (row.replies > 0).then_some(row.day),
            });
        }
    }
    let mut order: Vec<(IdentityId, Sum)> = sums.into_iter().collect();
    order.sort_by(|one, other| other.1.weight.total_cmp(&one.1.weight).then(one.0.cmp(&other.0)));
    let me = own.first().and_then(|row| row.person);
    let mut people_of: BTreeMap<PersonId, (Sum, Vec<IdentityId>)> = BTreeMap::new();
    // Whoever has many accounts that each turn to them seldom may stand too low: to read all of them for
    // that would cost more than all the rest of a page.
    for piece in order.chunks(ACCOUNTS) {
        if people_of.len() >= LISTENERS {
            break;
        }
        let rows = identities::holders(session, brand.id, piece.iter().map(|(id, _)| *id)).await?;
        let rows: HashMap<IdentityId, HolderRow> =
            rows.into_iter().map(|row| (row.id, row)).collect();
        for (id, sum) in piece {
            let row = rows.get(id).filter(|row| row.role == Role::Member && row.person != me);
            let Some(person) = row.and_then(|row| row.person) else { continue };
            let known = people_of.entry(person).or_insert((Sum::none(sum.last), Vec::new()));
            known.0.add(*sum);
            known.1.push(*id);
        }
    }
    let mut most: Vec<(PersonId, Sum, Vec<IdentityId>)> =
        people_of.into_iter().map(|(person, (sum, accounts))| (person, sum, accounts)).collect();
    most.sort_by(|one, other| other.1.weight.total_cmp(&one.1.weight));
    most.truncate(LISTENERS);
    let names = people::names(session, brand.id, most.iter().map(|(person, ..)| *person)).await?;
    let mut replies = HashMap::new();
    for (person, sum, accounts) in &most {
        let Some(day) = sum.answered else { continue };
        if let Some(message) = last_reply(session, brand, accounts, own, day).await? {
            replies.insert(*person, message);
        }
    }
    let said = timeline::words(session, brand.id, replies.values().copied()).await?;
    let shown = said.iter().filter(|row| row.deleted_at.is_none() && places.shows(row.place));
    let texts: HashMap<MessageId, String> = shown.map(|row| (row.id, short(&row.text))).collect();
    let listener = |(person, sum, _): (PersonId, Sum, Vec<IdentityId>)| {
        let message = replies.get(&person).copied();
        Listener {
            id: person,
            name: names.get(&person).cloned().unwrap_or_default(),
            times: sum.times,
            last_day: sum.last.to_string(),
            message,
            text: message.and_then(|id| texts.get(&id).cloned()),
        }
    };
    Ok(most.into_iter().map(listener).collect())
}

async fn last_reply(
    session: &mut Session,
    brand: &Brand,
    from: &[IdentityId],
    to: &[IdentityRow],
    day: Day,
) -> Result<Option<MessageId>> {
    let within = (brand.zone.at_hour(day, 0), brand.zone.at_hour(day.plus(1), 0));
    for source in from {
        for target in to {
            let pair = (*source, target.id);
            let found = influence::last_reply(session, brand.id, pair, within, WRITTEN).await?;
            if found.is_some() {
                return Ok(found);
            }
        }
    }
    Ok(None)
}

/// What somebody answered other members, and what of it we confirmed.
async fn knows(
    session: &mut Session,
    brand: &Brand,
    entries: &[Entry],
    places: &Known,
    today: Day,
) -> Result<Knows> {
    let since = today.plus(-KNOWS_DAYS);
    let lately = || entries.iter().filter(|entry| entry.day >= since);
    // An answer that we confirmed has its entry at our words, which answer it.
    let confirming: Vec<MessageId> = lately()
        .filter(|entry| entry.kind == EntryKind::ConfirmedAnswer)
        .map(|entry| entry.ground)
        .collect();
    let confirming = messages::by_id(session, brand.id, confirming).await?;
    let confirmed: BTreeSet<MessageId> = confirming.iter().filter_map(|row| row.reply_to).collect();
    let mut answers: BTreeMap<MessageId, Day> = lately()
        .filter(|entry| entry.kind == EntryKind::Helped)
        .map(|entry| (entry.ground, entry.day))
        .collect();
    for row in messages::by_id(session, brand.id, confirmed.iter().copied()).await? {
        answers.entry(row.id).or_insert(row.day);
    }
    let mut order: Vec<(bool, Day, MessageId)> =
        answers.iter().map(|(id, day)| (confirmed.contains(id), *day, *id)).collect();
    order.sort_by(|one, other| other.cmp(one));
    order.truncate(ANSWERS);
    let said: HashMap<MessageId, messages::MessageRow> =
        messages::by_id(session, brand.id, order.iter().map(|(.., id)| *id))
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
    let asked: BTreeSet<MessageId> = said.values().filter_map(|row| row.reply_to).collect();
    let questions = messages::by_id(session, brand.id, asked).await?;
    let texts = questions.iter().filter(|row| places.shows_message(row));
    let shown = order.iter().take(SHOWN).map(|(confirmed, day, id)| Answered {
        message: *id,
        day: day.to_string(),
        confirmed: *confirmed,
        text: said.get(id).filter(|row| places.shows_message(row)).map(|row| short(&row.text)),
    });
    Ok(Knows {
        answers: answers.len(),
        confirmed: confirmed.len(),
        topics: topics(brand, texts.map(|row| row.text.as_str())),
        shown: shown.collect(),
    })
}

/// What texts are about, the most frequent first.
fn topics<'a>(brand: &Brand, texts: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    for text in texts {
        let input = kamerton_text::Input { text, ..kamerton_text::Input::default() };
        let found = kamerton_text::topics_of(&brand.lexicon, &input);
        let names: BTreeSet<&'static str> = found.iter().map(|topic| topic.name).collect();
        for name in names {
            *counts.entry(name).or_default() += 1;
        }
    }
    let mut most: Vec<(String, usize)> =
        counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    most.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    most.truncate(TOPICS);
    most
}
