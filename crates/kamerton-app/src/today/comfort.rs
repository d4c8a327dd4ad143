//! P2: newcomers are asked once, on their seventh day, whether they feel comfortable.

use std::collections::{HashMap, HashSet};

use kamerton_core::comfort::{ASKED_FROM_DAYS, ASKED_TO_DAYS};
use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::plan::{Candidate, Playbook};
use kamerton_core::time::DAY;
use kamerton_store::{Session, comfort, planning};

use super::situation::Situation;
use crate::error::Result;
use crate::newcomers;

/// At most so many newcomers are looked at.
const NEWCOMERS: i64 = 100;

/// Newcomers of a week ago who have not said anything of it yet.
pub async fn all(session: &mut Session, now: &mut Situation<'_>) -> Result<Vec<Candidate>> {
    let from = now.now.plus(-ASKED_TO_DAYS * DAY);
    let to = now.now.plus(-ASKED_FROM_DAYS * DAY);
    let rows = planning::newcomers(session, now.brand.id, from, to, NEWCOMERS).await?;
    now.stand(session, rows.iter().map(|row| row.id)).await?;
    let mut accounts: HashMap<IdentityId, PersonId> = HashMap::new();
    for row in &rows {
        let own = now.standing(row.id).map(|standing| standing.accounts.as_slice());
        accounts.extend(own.unwrap_or_default().iter().map(|account| (*account, row.id)));
    }
    let wanted: Vec<IdentityId> = accounts.keys().copied().collect();
    let said = comfort::of_accounts(session, now.brand.id, wanted).await?;
    let said: HashSet<PersonId> =
        said.iter().filter_map(|row| accounts.get(&row.identity).copied()).collect();
    let firsts = newcomers::first_messages(session, now.brand, &accounts).await?;
    Ok(firsts
        .into_iter()
        .filter(|(person, first)| !said.contains(person) && newcomers::is_talk(first))
        .map(|(person, first)| Candidate {
            playbook: Playbook::NewcomerComfort,
            person,
            ground: first.id,
            evidence: vec![first.id],
            at: first.sent_at,
            other: None,
            count: now.now.since(first.sent_at) / DAY,
            strength: 0,
        })
        .collect())
}
