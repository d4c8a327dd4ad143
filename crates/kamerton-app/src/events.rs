//! Events that programs send: read, checked whole, and only then taken.

use kamerton_core::fact::Fact;
use kamerton_core::time::Instant;

pub use kamerton_channels::events::{MOST_EVENTS, Mistake, Unreadable, wire};

use crate::prepare::check;

/// Reads the body of a call.
///
/// # Errors
/// Every mistake with its place, times that cannot be true among them. A body with a mistake gives
/// nothing at all.
pub fn read(body: &[u8], now: Instant) -> Result<Vec<Fact>, Unreadable> {
    let facts = kamerton_channels::events::read(body)?;
    let mistakes: Vec<Mistake> = facts
        .iter()
        .enumerate()
        .filter_map(|(at, fact)| {
            let why = check(fact, now).err()?;
            Some(Mistake { at: format!("events[{at}]"), why })
        })
        .collect();
    if mistakes.is_empty() { Ok(facts) } else { Err(Unreadable::Mistakes(mistakes)) }
}
