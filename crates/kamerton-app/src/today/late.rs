//! What only a new reading found in the past raises no step and is no news: the rules are in
//! [`kamerton_core::reread`].

use std::collections::{BTreeSet, HashMap, HashSet};

use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::plan::Candidate;
use kamerton_core::reread as rules;
use kamerton_core::time::Instant;
use kamerton_store::awaiting::OpenRow;
use kamerton_store::planning::said_at;
use kamerton_store::reread::{self, ChangeRow};
use kamerton_store::{Session, happened::Mover};

use super::situation::Situation;
use crate::brand::Brand;
use crate::error::Result;
use crate::reread::in_place_since;

/// Leaves out what playbooks found only because the history is read otherwise now.
pub(super) async fn without(
    session: &mut Session,
    now: &Situation<'_>,
    mut found: Vec<Candidate>,
) -> Result<Vec<Candidate>> {
    let Some(switched_at) = switched_at(session, now.brand).await? else { return Ok(found) };
    let evidence: BTreeSet<MessageId> =
        found.iter().flat_map(|one| one.evidence.iter().copied()).collect();
    let changed = changes(session, now.brand, evidence.into_iter().collect()).await?;
    let follows = found.iter().filter(|one| rules::follows_state(one.playbook));
    let follows: Vec<PersonId> = follows.map(|one| one.person).collect();
    let moved = moved(session, now.brand, follows).await?;
    let switched = now.brand.zone.day(switched_at);
    let days = now.rules().found_late_days;
    found.retain(|one| {
        let since = now.standing(one.person).and_then(|standing| standing.since);
        let old_state = rules::follows_state(one.playbook)
            && moved.contains(&one.person)
            && rules::is_old_state(since, switched, days);
        let is_late = |id: &MessageId| {
            changed.get(id).is_some_and(|row| {
                rules::is_past(said_at(*id), switched_at, days)
                    && rules::is_found_late(one.playbook, row.old_labels, row.labels)
            })
        };
        let all_late = !one.evidence.is_empty() && one.evidence.iter().all(is_late);
        !old_state && !all_late
    });
    Ok(found)
}

/// Leaves out what waits only because it is read otherwise now.
pub(super) async fn without_waits(
    session: &mut Session,
    brand: &Brand,
    mut open: Vec<(OpenRow, i64)>,
) -> Result<Vec<(OpenRow, i64)>> {
    let Some(switched_at) = switched_at(session, brand).await? else { return Ok(open) };
    let days = brand.policy().playbooks.found_late_days;
    let is_past = |row: &OpenRow| rules::is_past(row.sent_at, switched_at, days);
    let past: Vec<MessageId> =
        open.iter().filter(|(row, _)| is_past(row)).map(|(row, _)| row.message).collect();
    let changed = changes(session, brand, past).await?;
    for (row, waits) in &mut open {
        if let Some(change) = changed.get(&row.message) {
            *waits = rules::known_before(*waits, change.old_labels);
        }
    }
    open.retain(|(_, waits)| *waits != 0);
    Ok(open)
}

/// Leaves out whose state a new reading moved and nothing since.
pub(super) async fn without_moves(
    session: &mut Session,
    brand: &Brand,
    mut movers: Vec<Mover>,
) -> Result<Vec<Mover>> {
    let Some(switched_at) = switched_at(session, brand).await? else { return Ok(movers) };
    let switched = brand.zone.day(switched_at);
    let people: Vec<PersonId> = movers.iter().map(|mover| mover.id).collect();
    let moved = moved(session, brand, people).await?;
    // On the day of the switch itself as well: what else moved them then is told by their steps.
    movers.retain(|mover| {
        !moved.contains(&mover.id) || !rules::is_old_state(mover.since, switched, 0)
    });
    Ok(movers)
}

async fn changes(
    session: &mut Session,
    brand: &Brand,
    messages: Vec<MessageId>,
) -> Result<HashMap<MessageId, ChangeRow>> {
    let rows = reread::changes_of(session, brand.id, messages).await?;
    Ok(rows.into_iter().map(|row| (row.message, row)).collect())
}

async fn moved(
    session: &mut Session,
    brand: &Brand,
    people: Vec<PersonId>,
) -> Result<HashSet<PersonId>> {
    let rows = reread::moves_of(session, brand.id, people).await?;
    Ok(rows.into_iter().map(|row| row.person).collect())
}

async fn switched_at(session: &mut Session, brand: &Brand) -> Result<Option<Instant>> {
    let run = reread::latest(session, brand.id).await?;
    Ok(run.as_ref().and_then(in_place_since))
}
