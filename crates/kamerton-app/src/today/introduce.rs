//! P3: introductions. A newcomer asks what a loyal member has lived through: bring them together.

use std::collections::{BTreeMap, BTreeSet};

use kamerton_core::answer::kinds;
use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::plan::{Candidate, Playbook};
use kamerton_core::reading::Label;
use kamerton_core::state::Stage;
use kamerton_core::time::DAY;
use kamerton_store::awaiting::AwaitingRow;
use kamerton_store::messages::MessageRow;
use kamerton_store::{Session, messages, people, search};

use super::find::is_answered;
use super::situation::Situation;
use crate::error::Result;

/// So many questions are looked at.
const QUESTIONS: usize = 12;
/// So many messages are searched for each.
const MESSAGES: i64 = 200;
/// A newcomer wrote first at most so many days ago.
const NEWCOMER_DAYS: i64 = 30;
/// Words shorter than this say little of a subject.
const SHORTEST_WORD: usize = 5;
/// So many of the question's longest words are searched for.
const WORDS: usize = 6;
/// So many of them a message has to hold to be about the same.
const SHARED: usize = 2;

/// Questions of newcomers that fit a loyal member's experience.
pub async fn all(
    session: &mut Session,
    now: &mut Situation<'_>,
    waiting: &[(PersonId, AwaitingRow)],
) -> Result<Vec<Candidate>> {
    let recent: Vec<&(PersonId, AwaitingRow)> = waiting
        .iter()
        .filter(|(_, row)| {
            row.kinds & kinds::QUESTION != 0
                && now.now.since(row.sent_at) <= 3 * DAY
                && !is_answered(now, row)
        })
        .collect();
    let newcomers = newcomers(session, now, &recent).await?;
    let mut found = Vec::new();
    for (person, row) in recent {
        if found.len() < QUESTIONS
            && newcomers.contains(person)
            && let Some(meeting) = meet(session, now, *person, row).await?
        {
            found.push(meeting);
        }
    }
    Ok(found)
}

/// Who of those who ask is new and no client yet.
async fn newcomers(
    session: &mut Session,
    now: &mut Situation<'_>,
    asked: &[&(PersonId, AwaitingRow)],
) -> Result<BTreeSet<PersonId>> {
    let ids: BTreeSet<PersonId> = asked.iter().map(|(person, _)| *person).collect();
    now.stand(session, ids.iter().copied()).await?;
    let rows = people::by_id(session, now.brand.id, ids).await?;
    let is_new = |first: kamerton_core::time::Instant| now.now.since(first) <= NEWCOMER_DAYS * DAY;
    Ok(rows
        .into_iter()
        .filter(|row| row.first_message_at.is_some_and(is_new))
        .filter(|row| now.standing(row.id).is_some_and(|standing| standing.stage == Stage::I))
        .map(|row| row.id)
        .collect())
}

/// The loyal member whose words are nearest to the question.
async fn meet(
    session: &mut Session,
    now: &mut Situation<'_>,
    person: PersonId,
    row: &AwaitingRow,
) -> Result<Option<Candidate>> {
    let question = messages::by_id(session, now.brand.id, [row.message]).await?.pop();
    let Some(question) = question else { return Ok(None) };
    let words = subject(&question.text);
    if words.len() < SHARED {
        return Ok(None);
    }
    let ids = search::find(session, now.brand.id, &words, false, MESSAGES).await?;
    let near = messages::by_id(session, now.brand.id, ids).await?;
    now.people_of(session, near.iter().filter_map(|row| row.identity)).await?;
    let best = nearest(now, &question, &words, person, &near);
    now.stand(session, best.iter().map(|(other, _)| *other)).await?;
    let loyal = best.into_iter().find(|(other, _)| {
        now.standing(*other).is_some_and(|standing| standing.community && standing.state.is_loyal())
    });
    Ok(loyal.map(|(other, shown)| Candidate {
        playbook: Playbook::Introduction,
        person,
        ground: row.message,
        evidence: vec![row.message, shown],
        at: row.sent_at,
        other: Some(other),
        count: 0,
        strength: 0,
    }))
}

/// The longest words of a question: those that tell its subject.
fn subject(text: &str) -> Vec<String> {
    let mut words: Vec<String> = kamerton_text::index_tokens(text)
        .into_iter()
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .collect();
    words.sort_by_key(|word| (std::cmp::Reverse(word.chars().count()), word.clone()));
    words.truncate(WORDS);
    words
}

/// Others' own words that share enough with the question, best first, one message a person.
fn nearest(
    now: &Situation<'_>,
    question: &MessageRow,
    words: &[String],
    asker: PersonId,
    near: &[MessageRow],
) -> Vec<(PersonId, MessageId)> {
    let mut best: BTreeMap<PersonId, (usize, MessageId)> = BTreeMap::new();
    for row in near {
        let own = row.identity.and_then(|identity| now.person(identity));
        let Some(other) = own.filter(|other| *other != asker) else { continue };
        let asks = row.labels.has(Label::Question);
        if row.sent_at >= question.sent_at || asks || row.forwarded_from.is_some() {
            continue;
        }
        let held: BTreeSet<String> = kamerton_text::index_tokens(&row.text).into_iter().collect();
        let shared = words.iter().filter(|word| held.contains(*word)).count();
        if shared >= SHARED && best.get(&other).is_none_or(|(known, _)| *known < shared) {
            best.insert(other, (shared, row.id));
        }
    }
    let mut ranked: Vec<(usize, PersonId, MessageId)> =
        best.into_iter().map(|(person, (shared, message))| (shared, person, message)).collect();
    ranked.sort_by_key(|(shared, person, _)| (std::cmp::Reverse(*shared), *person));
    ranked.into_iter().map(|(_, person, message)| (person, message)).take(20).collect()
}
