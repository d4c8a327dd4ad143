//! What time alone changes: states fall, questions become overdue. Applied with the event's own
//! date, so that a program that slept ends in the same state.

use kamerton_core::id::PersonId;
use kamerton_core::time::{Day, Instant};
use kamerton_store::{Store, identities, people, workspaces};

use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::Touched;

/// How many people are brought up to date in one transaction.
const PIECE: i64 = 2_000;

/// Brings everything up to `now`. Running it twice does no harm.
///
/// # Errors
/// When the store cannot; what was committed stays.
pub async fn advance(store: &Store, brand: &Brand, now: Instant) -> Result<()> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let mut touched = Touched::default();
    touched.settle(&mut session, brand, now).await?;
    touched.fold(&mut session, brand, now).await?;
    session.commit().await?;
    let mut before = Vec::new();
    loop {
        let due = advance_people(store, brand, now).await?;
        // Somebody whom folding does not move on would be found for ever.
        if due.is_empty() || due == before {
            return Ok(());
        }
        before = due;
    }
}

/// Brings some people up to `now`; gives whom it found due.
async fn advance_people(
    store: &Store,
    brand: &Brand,
    now: Instant,
) -> Result<Vec<PersonId>> {
    let today = brand.zone.day(now);
    let due = people::due(&mut store.read().await?, brand.id, today, PIECE).await?;
    let ids: Vec<PersonId> = due.iter().map(|row| row.id).collect();
    if ids.is_empty() {
        return Ok(ids);
    }
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let mut touched = Touched::default();
    for account in identities::of_people(&mut session, brand.id, ids.iter().copied()).await? {
        // No day: nothing new is folded in, only the days up to now.
        touched.account(account.id, Day(i32::MAX));
    }
    touched.fold(&mut session, brand, now).await?;
    session.commit().await?;
    Ok(ids)
}
