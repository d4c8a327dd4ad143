//! The thanks of the week (`M9`): the texts call them the most important result of all.

use kamerton_core::entry::EntryKind;
use kamerton_core::id::MessageId;
use kamerton_core::time::Instant;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{Session, ledger};

use super::waits::{Waiting, describe};
use crate::brand::Brand;
use crate::error::Result;
use crate::places::{Known, Sight};

/// Thanks of so many days.
const DAYS: i32 = 7;
/// At most so many are looked at, the latest.
const LOOKED_AT: i64 = 50;
/// Longer ones are no short word of thanks any more.
const LONGEST: usize = 240;

/// The fullest words of thanks of the last days. Private talk is never quoted here.
///
/// # Errors
/// When the store cannot.
pub async fn of_the_week(
    session: &mut Session,
    brand: &Brand,
    now: Instant,
) -> Result<Option<Waiting>> {
    let today = brand.zone.day(now);
    let mut grounds: Vec<MessageId> = Vec::new();
    // Day by day: a week of a large community would be sorted for the few that are looked at.
    for day in (0..DAYS).map(|ago| today.plus(-ago)) {
        let room = LOOKED_AT - grounds.len() as i64;
        if room <= 0 {
            break;
        }
        let kind = EntryKind::ThanksToUs;
        let found = ledger::of_day(session, brand.id, kind, day, room).await?;
        grounds.extend(found.iter().map(|row| row.ground));
    }
    let rows = messages::by_id(session, brand.id, grounds).await?;
    let places = Known::of(session, brand, Sight::Community).await?;
    let fullest = rows
        .into_iter()
        .filter(|row| row.deleted_at.is_none() && places.shows(row.place) && length(row) <= LONGEST)
        .max_by_key(|row| (length(row), row.id));
    Ok(describe(session, brand, &places, fullest.as_slice()).await?.pop())
}

fn length(row: &MessageRow) -> usize {
    row.text.chars().count()
}
