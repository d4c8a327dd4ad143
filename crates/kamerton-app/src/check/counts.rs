//! Roll-ups: days of accounts and places, and the span of what was said in a place.

use std::collections::HashMap;

use kamerton_core::id::PlaceId;
use kamerton_core::time::Instant;
use kamerton_store::audit;
use kamerton_store::places;
use kamerton_store::rollups::{self, kinds};
use kamerton_store::{Session, messages};

use super::{AT_MOST, Difference, Examined, Hand};
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::days::{self, OfPlaces};

/// Joinings and leavings that are read at a time.
const PIECE: i64 = 5_000;

/// Messages and reactions of accounts by day.
pub(super) async fn person_days(hand: Hand<'_>) -> Result<Examined> {
    let mut rows = audit::person_days_differing(hand.session, hand.brand.id, AT_MOST).await?;
    let mut examined = Examined { more: rows.len() as i64 == AT_MOST, ..Examined::default() };
    for row in &mut rows {
        let id = format!("{} {} {}", row.identity, row.day, row.place);
        let stored = format!("{:+} messages, {:+} reactions", row.messages, row.reactions);
        examined.differences.push(Difference::new("person_day", id, stored, "+0"));
        (row.messages, row.reactions) = (-row.messages, -row.reactions);
    }
    if hand.repair {
        rollups::add_person_days(hand.session, hand.brand.id, &rows).await?;
    }
    Ok(examined)
}

/// Messages and replies of places by day.
pub(super) async fn place_days(hand: Hand<'_>) -> Result<Examined> {
    let mut rows = audit::place_days_differing(hand.session, hand.brand.id, AT_MOST).await?;
    let mut examined = Examined { more: rows.len() as i64 == AT_MOST, ..Examined::default() };
    for row in &mut rows {
        let id = format!("{} {} kind {}", row.place, row.day, row.kind);
        let stored = format!("{:+}", row.count);
        examined.differences.push(Difference::new("place_day", id, stored, "+0"));
        row.count = -row.count;
    }
    if hand.repair {
        rollups::add_place_days(hand.session, hand.brand.id, &rows).await?;
    }
    Ok(examined)
}

/// Joinings and leavings of places by day.
pub(super) async fn joins(hand: Hand<'_>) -> Result<Examined> {
    let mut examined = Examined::default();
    let (mut left, count) = joined_and_left(hand.session, hand.brand).await?;
    examined.checked.push(("memberships", count));
    for row in audit::joins_by_day(hand.session, hand.brand.id).await? {
        *left.entry((row.place, row.day, row.kind)).or_default() -= row.count;
    }
    left.retain(|_, count| *count != 0);
    for ((place, day, kind), missing) in &left {
        let id = format!("{place} {day} kind {kind}");
        let stored = format!("{:+}", -missing);
        examined.differences.push(Difference::new("place_day", id, stored, "+0"));
    }
    if hand.repair {
        rollups::add_place_days(hand.session, hand.brand.id, &days::place_days(left)).await?;
    }
    Ok(examined)
}

/// Counts joinings and leavings; as large as there are places and days.
pub(super) async fn joined_and_left(
    session: &mut Session,
    brand: &Brand,
) -> Result<(OfPlaces, usize)> {
    let (mut days, mut count, mut after) = (OfPlaces::new(), 0, String::new());
    loop {
        let rows: Vec<messages::MembershipRow> =
            audit::memberships_after(session, brand.id, &after, PIECE).await?;
        let Some(last) = rows.last() else { return Ok((days, count)) };
        after.clone_from(&last.key);
        count += rows.len();
        for row in rows {
            let kind = if row.joined { kinds::JOINED } else { kinds::LEFT };
            *days.entry((row.place, brand.zone.day(row.at), kind)).or_default() += 1;
        }
    }
}

/// First and last message of places.
pub(super) async fn spans(hand: Hand<'_>) -> Result<Examined> {
    let mut examined = Examined::default();
    let known: HashMap<PlaceId, (Instant, Instant)> = audit::spans(hand.session, hand.brand.id)
        .await?
        .into_iter()
        .map(|(place, first, last)| (place, (first, last)))
        .collect();
    let rows = places::all(hand.session, hand.brand.id).await?;
    examined.checked.push(("places", rows.len()));
    for row in rows {
        let span = known.get(&row.id).copied();
        if row.span == span {
            continue;
        }
        let (stored, computed) = (format!("{:?}", row.span), format!("{span:?}"));
        examined.differences.push(Difference::new("place_span", row.id, stored, computed));
        if hand.repair {
            audit::set_span(hand.session, hand.brand.id, row.id, span).await?;
        }
    }
    Ok(examined)
}
