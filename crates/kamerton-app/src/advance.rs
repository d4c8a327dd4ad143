//! What changes by time alone: states fade, and questions fall due.
//!
//! Lists and the day's plan call this first. It does nothing twice, and each change counts on its
//! own date whenever this runs.

use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::time::Instant;
use kamerton_store::people::PersonRow;
use kamerton_store::{Session, Store, awaiting, identities, people, workspaces};

use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::restate;

/// How many people are brought up to date in one transaction.
const PIECE: i64 = 1_000;

/// Brings every state and every question up to `now`, piece by piece; gives how many people were
/// looked at.
///
/// # Errors
/// When the store cannot; pieces that were done stay done.
pub async fn advance(store: &Store, brand: &Brand, now: Instant) -> Result<u64> {
    let mut looked_at = 0;
    let mut last: Option<PersonId> = None;
    while is_due(&mut store.read().await?, brand, now).await? {
        let mut session = store.write().await?;
        workspaces::lock(&mut session, brand.id).await?;
        let rows = due(&mut session, brand, now).await?;
        let first = rows.first().map(|row| row.id);
        if first.is_some() && first == last {
            // Folding again would change nothing: what is left has no accounts to fold.
            break;
        }
        last = first;
        looked_at += rows.len() as u64;
        let accounts: Vec<IdentityId> =
            identities::of_people(&mut session, brand.id, rows.iter().map(|row| row.id))
                .await?
                .into_iter()
                .map(|row| row.id)
                .collect();
        restate::advance(&mut session, brand, &accounts, now).await?;
        session.commit().await?;
    }
    Ok(looked_at)
}

async fn is_due(session: &mut Session, brand: &Brand, now: Instant) -> Result<bool> {
    let today = brand.zone.day(now);
    Ok(!people::due(session, brand.id, today, 1).await?.is_empty()
        || !awaiting::fallen_due(session, brand.id, now, 1).await?.is_empty())
}

async fn due(session: &mut Session, brand: &Brand, now: Instant) -> Result<Vec<PersonRow>> {
    Ok(people::due(session, brand.id, brand.zone.day(now), PIECE).await?)
}
