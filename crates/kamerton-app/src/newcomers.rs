//! First messages and whether anybody answered them (`P2`: nobody's stays without an answer).

use std::collections::{BTreeMap, HashMap};

use kamerton_core::answer::{self, Awaiting, Said};
use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::time::Instant;
use kamerton_store::message_links;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{Session, awaiting, planning};

use crate::brand::Brand;
use crate::error::Result;

/// So many of the next words are looked at. Among more of them there is an answer, or there is none:
/// all were questions, or about something else.
const NEXT: [i64; 2] = [8, 50];

/// The first message of each person, by their accounts; whoever wrote nothing is left out.
///
/// # Errors
/// When the store cannot.
pub async fn first_messages(
    session: &mut Session,
    brand: &Brand,
    accounts: &HashMap<IdentityId, PersonId>,
) -> Result<Vec<(PersonId, MessageRow)>> {
    let wanted: Vec<IdentityId> = accounts.keys().copied().collect();
    let found = planning::first_messages(session, brand.id, wanted).await?;
    let ids: Vec<MessageId> = found.into_iter().map(|(_, message)| message).collect();
    let mut rows = messages::by_id(session, brand.id, ids).await?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.sent_at, row.id)));
    // Of several accounts the earliest message comes last and stays.
    let mut firsts: BTreeMap<PersonId, MessageRow> = BTreeMap::new();
    for row in rows {
        if let Some(person) = row.identity.and_then(|identity| accounts.get(&identity)) {
            firsts.insert(*person, row);
        }
    }
    Ok(firsts.into_iter().collect())
}

/// Whether a first message is one that deserves an answer.
pub fn is_talk(first: &MessageRow) -> bool {
    answer::deserves_answer(first.labels, &first.text, first.forwarded_from.is_some())
}

/// Of first messages those that deserve an answer and had none before `now`.
///
/// # Errors
/// When the store cannot.
pub async fn unanswered<Whose>(
    session: &mut Session,
    brand: &Brand,
    mut firsts: Vec<(Whose, MessageRow)>,
    now: Instant,
) -> Result<Vec<(Whose, MessageRow)>> {
    firsts.retain(|(_, first)| is_talk(first) && first.identity.is_some());
    let asked: Vec<&MessageRow> = firsts.iter().map(|(_, row)| row).collect();
    let answered = first_answers(session, brand, &asked, now).await?;
    firsts.retain(|(_, first)| !answered.contains_key(&first.id));
    Ok(firsts)
}

/// When each of these messages was answered first, by link or by what came next, as far as that was
/// before `now`. Of those that waited for something it is known.
///
/// # Errors
/// When the store cannot.
pub async fn first_answers(
    session: &mut Session,
    brand: &Brand,
    asked: &[&MessageRow],
    now: Instant,
) -> Result<HashMap<MessageId, Instant>> {
    let rules = &brand.policy().answers;
    let ids: Vec<MessageId> = asked.iter().map(|row| row.id).collect();
    let waited = awaiting::by_id(session, brand.id, ids.clone()).await?;
    let known: HashMap<MessageId, Option<Instant>> =
        waited.iter().map(|row| (row.message, row.answered_at)).collect();
    let linked = message_links::said_to(session, brand.id, ids).await?;
    let mut answered = HashMap::new();
    for row in asked {
        if let Some(first) = known.get(&row.id) {
            answered.extend(first.filter(|first| *first < now).map(|first| (row.id, first)));
            continue;
        }
        let Some(waiting) = waiting(row) else { continue };
        let to = row.sent_at.plus(answer::window(row.thread, rules)).min(now);
        let first = |said: &[Said]| {
            let answers = said
                .iter()
                .filter(|said| said.sent_at < now && answer::answers(&waiting, said, rules));
            answers.map(|said| said.sent_at).min()
        };
        let linked = first(&linked);
        // Nearly always one of the very next is an answer, if there is any.
        let mut next = None;
        for count in NEXT {
            let place = (row.place, row.thread);
            let to = linked.unwrap_or(to).min(to);
            let said =
                message_links::said_next(session, brand.id, place, row.sent_at, to, count).await?;
            next = first(&said);
            if next.is_some() || (said.len() as i64) < count {
                break;
            }
        }
        answered.extend(linked.into_iter().chain(next).min().map(|first| (row.id, first)));
    }
    Ok(answered)
}

fn waiting(row: &MessageRow) -> Option<Awaiting> {
    Some(Awaiting {
        message: row.id,
        identity: row.identity?,
        thread: row.thread,
        sent_at: row.sent_at,
    })
}
