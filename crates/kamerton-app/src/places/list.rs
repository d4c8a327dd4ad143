//! All places side by side.

use std::collections::HashMap;

use kamerton_core::id::{ChannelId, PlaceId};
use kamerton_core::time::{Day, Instant};
use kamerton_store::people_lists::Count;
use kamerton_store::place_figures::{self, Span};
use kamerton_store::places::PlaceRow;
use kamerton_store::rollups::{PlaceDay, kinds as counted};
use kamerton_store::{Session, places};
use serde::Serialize;

use crate::brand::Brand;
use crate::channels;
use crate::error::Result;
use crate::places::{Known, Sight};
use crate::today::waits;

/// Figures are of so many days, and are compared with as many before.
pub const DAYS: i32 = 30;
/// A small picture shows so many weeks, each of seven days, up to today.
pub const WEEKS: usize = 12;
/// Authors are counted by at most so many of their days in a place.
pub(super) const BUDGET: i64 = 5_000;

/// A place in the list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Listed {
    /// Which.
    pub id: PlaceId,
    /// Title.
    pub title: String,
    /// Kind of channel.
    pub kind: String,
    /// Seen by its participants only.
    pub private: bool,
    /// Messages of the last [`DAYS`].
    pub messages: i64,
    /// Messages of as many days before.
    pub before: i64,
    /// Accounts that wrote in the last [`DAYS`]; more when there may be more.
    pub authors: i64,
    /// Whether there may be more authors.
    pub more_authors: bool,
    /// The last message.
    pub last_message_at: Option<Instant>,
    /// Messages that wait for an answer.
    pub waiting: i64,
    /// Messages by week, the latest last.
    pub weeks: Vec<i64>,
}

/// The days figures are of, as of `today`.
pub const fn span(today: Day) -> Span {
    Span { from: today.plus(1 - DAYS), to: today }
}

/// As many days before.
pub const fn span_before(today: Day) -> Span {
    Span { from: today.plus(1 - 2 * DAYS), to: today.plus(-DAYS) }
}

/// All places of ours, the busiest first: pages of people who are followed are none.
///
/// # Errors
/// When the store cannot.
pub async fn list(session: &mut Session, brand: &Brand, now: Instant) -> Result<Vec<Listed>> {
    let today = brand.zone.day(now);
    let mut rows = places::all(session, brand.id).await?;
    let theirs = channels::pages_of_others(session, brand).await?;
    rows.retain(|row| !theirs.contains(&row.id));
    let kinds = kinds_of(session, brand).await?;
    let weeks = Span { from: today.plus(1 - 7 * WEEKS as i32), to: today };
    let mut days: HashMap<PlaceId, Vec<PlaceDay>> = HashMap::new();
    let ids: Vec<PlaceId> = rows.iter().map(|row| row.id).collect();
    for day in place_figures::days(session, brand.id, ids, weeks).await? {
        days.entry(day.place).or_default().push(day);
    }
    let waiting = waiting(session, brand, now).await?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let days = days.remove(&row.id).unwrap_or_default();
        let mut place = describe(row, &kinds, &days, today);
        place.waiting = waiting.get(&place.id).copied().unwrap_or_default();
        if place.messages > 0 {
            let count = authors(session, brand, place.id, today).await?;
            (place.authors, place.more_authors) = (count.number, count.more);
        }
        listed.push(place);
    }
    listed.sort_by(|one, other| {
        (other.messages, &one.title, one.id).cmp(&(one.messages, &other.title, other.id))
    });
    Ok(listed)
}

/// The kind of each channel.
pub(super) async fn kinds_of(
    session: &mut Session,
    brand: &Brand,
) -> Result<HashMap<ChannelId, String>> {
    Ok(places::channels(session, brand.id).await?.into_iter().collect())
}

/// A place with what its days tell.
pub(super) fn describe(
    row: PlaceRow,
    kinds: &HashMap<ChannelId, String>,
    days: &[PlaceDay],
    today: Day,
) -> Listed {
    Listed {
        id: row.id,
        title: row.title,
        kind: kinds.get(&row.channel).cloned().unwrap_or_default(),
        private: row.private,
        messages: messages(days, span(today)),
        before: messages(days, span_before(today)),
        authors: 0,
        more_authors: false,
        last_message_at: row.span.map(|(_, last)| last),
        waiting: 0,
        weeks: weeks(days, today),
    }
}

/// Messages of a span.
pub(super) fn messages(days: &[PlaceDay], span: Span) -> i64 {
    sum(days, counted::MESSAGES, span)
}

/// What is counted of one kind in a span.
pub(super) fn sum(days: &[PlaceDay], kind: i64, span: Span) -> i64 {
    let within = |day: &&PlaceDay| day.kind == kind && span.from <= day.day && day.day <= span.to;
    days.iter().filter(within).map(|day| day.count).sum()
}

fn weeks(days: &[PlaceDay], today: Day) -> Vec<i64> {
    let mut weeks = vec![0; WEEKS];
    for day in days.iter().filter(|day| day.kind == counted::MESSAGES) {
        let ago = usize::try_from((today.0 - day.day.0).div_euclid(7)).unwrap_or(usize::MAX);
        if let Some(week) = WEEKS.checked_sub(ago + 1).and_then(|at| weeks.get_mut(at)) {
            *week += day.count;
        }
    }
    weeks
}

/// How many accounts wrote in a place lately.
pub(super) async fn authors(
    session: &mut Session,
    brand: &Brand,
    place: PlaceId,
    today: Day,
) -> Result<Count> {
    let (number, more) =
        place_figures::authors(session, brand.id, place, span(today), BUDGET).await?;
    Ok(Count { number, more })
}

/// How many messages wait for an answer in each place.
pub(super) async fn waiting(
    session: &mut Session,
    brand: &Brand,
    now: Instant,
) -> Result<HashMap<PlaceId, i64>> {
    let places = Known::of(session, brand, Sight::Private).await?;
    let mut counts = HashMap::new();
    for (_, place) in waits::all(session, brand, &places, now).await?.messages().into_values() {
        *counts.entry(place).or_default() += 1;
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: i32, count: i64) -> PlaceDay {
        PlaceDay { place: PlaceId::NIL, day: Day(day), kind: counted::MESSAGES, count }
    }

    #[test]
    fn weeks_end_today() {
        let days = [day(100, 1), day(94, 2), day(93, 4), day(17, 8), day(16, 16)];
        let weeks = weeks(&days, Day(100));
        assert_eq!((weeks[11], weeks[10], weeks[0]), (3, 4, 8), "the oldest day is outside");
    }

    #[test]
    fn thirty_days_and_thirty_before() {
        let today = Day(100);
        let days = [day(100, 1), day(71, 2), day(70, 4), day(41, 8), day(40, 16)];
        assert_eq!(messages(&days, span(today)), 3);
        assert_eq!(messages(&days, span_before(today)), 12);
    }
}
