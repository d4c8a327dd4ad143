//! The community map (`P3`, `P5`): who talks to whom, as pictures that are drawn beside requests and kept.
//!
//! [`refresh`] draws what has changed since influence was computed; [`read`] gives one picture with the
//! names and states of now. Talk in private places is on none of them.

mod body;
mod draw;
mod read;
mod talk;

use std::collections::{BTreeMap, HashMap};

use kamerton_core::community_map::VERSION;
use kamerton_core::id::PlaceId;
use kamerton_core::time::Instant;
use kamerton_store::community_map::{self, DrawnRow, PictureRow};
use kamerton_store::{Store, influence};

use crate::brand::Brand;
use crate::error::Result;

pub use read::{Dot, Group, Map, Tie, places, read};

/// Draws what has changed since it was drawn last, once influence was computed; says whether it looked.
///
/// # Errors
/// When the store cannot; pictures that were written stay, and the rest is drawn the next time.
pub async fn refresh(store: &Store, brand: &Brand, now: Instant) -> Result<bool> {
    let mut session = store.read().await?;
    let Some(run) = influence::run(&mut session, brand.id).await? else { return Ok(false) };
    let drawn = community_map::drawn(&mut session, brand.id).await?;
    let is_done =
        |drawn: DrawnRow| drawn.version == VERSION && drawn.influenced_at == run.computed_at;
    if drawn.is_some_and(is_done) {
        return Ok(false);
    }
    let talk = talk::read(&mut session, brand, brand.zone.day(now)).await?;
    let mut known: BTreeMap<PlaceId, HashMap<i64, String>> = BTreeMap::new();
    for (place, part, digest) in community_map::digests(&mut session, brand.id).await? {
        known.entry(place).or_default().insert(part, digest);
    }
    drop(session);
    for place in talk.places() {
        let before = known.remove(&place).unwrap_or_default();
        let pictures = draw::pictures(&talk, place, &before)?;
        write(store, brand, place, pictures, before).await?;
    }
    for (place, before) in known {
        write(store, brand, place, Vec::new(), before).await?;
    }
    let row = DrawnRow { version: VERSION, drawn_at: now, influenced_at: run.computed_at };
    let mut session = store.write().await?;
    community_map::save_drawn(&mut session, brand.id, &row).await?;
    session.commit().await?;
    Ok(true)
}

/// Writes the pictures of a place where they differ from those before. The whole of it comes last, together
/// with what it does not lead to any more: what is broken off before that is drawn again.
async fn write(
    store: &Store,
    brand: &Brand,
    place: PlaceId,
    pictures: Vec<draw::Picture>,
    mut before: HashMap<i64, String>,
) -> Result<()> {
    let mut whole = None;
    for draw::Picture { part, digest, body } in pictures {
        before.remove(&part);
        let Some(body) = body else { continue };
        let row = PictureRow { place, part, digest, body: body.text() };
        if part == 0 {
            whole = Some(row);
            continue;
        }
        let mut session = store.write().await?;
        community_map::save(&mut session, brand.id, &row).await?;
        session.commit().await?;
    }
    let mut gone: Vec<i64> = before.into_keys().collect();
    gone.sort_unstable();
    if whole.is_none() && gone.is_empty() {
        return Ok(());
    }
    let mut session = store.write().await?;
    if let Some(row) = whole {
        community_map::save(&mut session, brand.id, &row).await?;
    }
    for part in gone {
        community_map::delete(&mut session, brand.id, place, part).await?;
    }
    session.commit().await?;
    Ok(())
}
