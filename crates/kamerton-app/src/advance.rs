//! What changes by time alone: states fade, and questions fall due.
//!
//! Lists and the day's plan call this first. It does nothing twice, and each change counts on its
//! own date whenever this runs.

use kamerton_core::time::Instant;
use kamerton_store::{Session, Store, awaiting, people, workspaces};

use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::{answers, fold};
use crate::patience;

/// Brings every state and every question up to `now`, piece by piece; gives how many people were
/// folded. Nothing is locked when there is nothing to do.
///
/// # Errors
/// When the store cannot; pieces that were done stay done.
pub async fn advance(store: &Store, brand: &Brand, now: Instant) -> Result<u64> {
    let mut folded = 0;
    while is_due(&mut store.read().await?, brand, now).await? {
        let mut session = store.write().await?;
        workspaces::lock(&mut session, brand.id).await?;
        folded += piece(session, brand, now).await?;
    }
    Ok(folded)
}

/// As [`advance`], for whoever shows a page: while something large is written it is left for another
/// time, and the page shows what is stored.
///
/// # Errors
/// When the store cannot; pieces that were done stay done.
pub async fn soon(store: &Store, brand: &Brand, now: Instant) -> Result<()> {
    while is_due(&mut store.read().await?, brand, now).await? {
        let Some(session) = patience::folder(store, brand.id).await? else { return Ok(()) };
        piece(session, brand, now).await?;
    }
    Ok(())
}

async fn piece(mut session: Session, brand: &Brand, now: Instant) -> Result<u64> {
    answers::settle_due(&mut session, brand, now).await?;
    let folded = fold::advance(&mut session, brand, now).await? as u64;
    session.commit().await?;
    Ok(folded)
}

async fn is_due(session: &mut Session, brand: &Brand, now: Instant) -> Result<bool> {
    let today = brand.zone.day(now);
    Ok(!people::due(session, brand.id, today, 1).await?.is_empty()
        || !awaiting::fallen_due(session, brand.id, now, 1).await?.is_empty())
}
