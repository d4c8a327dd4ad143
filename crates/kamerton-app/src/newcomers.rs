//! First messages and whether anybody answered them (`P2`: nobody's stays without an answer).

use std::collections::HashMap;

use kamerton_core::answer::{self, Awaiting};
use kamerton_core::id::{IdentityId, MessageId};
use kamerton_core::time::Instant;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{Session, planning};

use crate::brand::Brand;
use crate::error::Result;

/// The first message that any of these accounts wrote.
///
/// # Errors
/// When the store cannot.
pub async fn first_message(
    session: &mut Session,
    brand: &Brand,
    accounts: &[IdentityId],
) -> Result<Option<MessageRow>> {
    let mut first: Option<MessageRow> = None;
    for account in accounts {
        let found = planning::first_message(session, brand.id, *account).await?;
        let earlier =
            |known: &MessageRow| found.as_ref().is_some_and(|found| found.sent_at < known.sent_at);
        if first.as_ref().is_none_or(earlier) {
            first = found;
        }
    }
    Ok(first)
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
/// before `now`.
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
    let linked = messages::said_to(session, brand.id, ids).await?;
    let mut answered = HashMap::new();
    for row in asked {
        let Some(waiting) = waiting(row) else { continue };
        let to = row.sent_at.plus(answer::window(row.thread, rules)).min(now);
        let next = messages::said_between(session, brand.id, row.place, row.sent_at, to).await?;
        let first = next
            .iter()
            .chain(&linked)
            .filter(|said| said.sent_at < now && answer::answers(&waiting, said, rules))
            .map(|said| said.sent_at)
            .min();
        answered.extend(first.map(|first| (row.id, first)));
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
