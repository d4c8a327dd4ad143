//! Indices of places: some days of each place are made again from its messages.

use kamerton_core::id::PlaceId;
use kamerton_core::time::Day;
use kamerton_store::place_figures::Span;
use kamerton_store::place_indices::{self, DayRow};
use kamerton_store::places;

use super::{Difference, Examined, Hand, Piece};
use crate::error::Result;
use crate::places::indices::tallies;

/// So many of the first and of the last days of a place are looked at.
const DAYS: i32 = 30;

/// The place after `after`.
pub(super) async fn of_place(hand: Hand<'_>, after: PlaceId) -> Result<Examined> {
    let mut examined = Examined::default();
    let rows = places::all(hand.session, hand.brand.id).await?;
    let Some(place) = rows.into_iter().find(|row| row.id > after) else { return Ok(examined) };
    examined.next = Some(Piece::Indices(place.id));
    let progress = place_indices::progress_of(hand.session, hand.brand.id, [place.id]).await?;
    // What has to be made anew is no difference.
    let progress = progress.first().filter(|row| row.from.is_none());
    let (Some(progress), Some((first, _))) = (progress, place.span) else { return Ok(examined) };
    let first = hand.brand.zone.day(first);
    let spans = [
        Span { from: first, to: first.plus(DAYS - 1).min(progress.through) },
        Span { from: first.max(progress.through.plus(1 - DAYS)), to: progress.through },
    ];
    for span in spans.into_iter().filter(|span| span.from <= span.to) {
        let stored = place_indices::days(hand.session, hand.brand.id, [place.id], span).await?;
        let computed = tallies(hand.session, hand.brand, place.id, span).await?;
        examined.checked.push(("days of indices", computed.len()));
        if stored != computed {
            examined.differences.extend(differing(&stored, &computed));
            if hand.repair {
                let brand = hand.brand.id;
                place_indices::replace(hand.session, brand, place.id, span, &computed).await?;
            }
        }
    }
    Ok(examined)
}

fn differing(stored: &[DayRow], computed: &[DayRow]) -> Vec<Difference> {
    let days = stored.iter().chain(computed).map(|row| (row.place, row.day));
    let days: std::collections::BTreeSet<(PlaceId, Day)> = days.collect();
    let figures = |rows: &[DayRow], day: (PlaceId, Day)| {
        let row = rows.iter().find(|row| (row.place, row.day) == day);
        row.map(|row| row.figures.clone()).unwrap_or_default()
    };
    days.into_iter()
        .map(|day| (day, figures(stored, day), figures(computed, day)))
        .filter(|(_, before, now)| before != now)
        .map(|((place, day), before, now)| {
            Difference::new("place_index_day", format!("{place} {day}"), before, now)
        })
        .collect()
}
