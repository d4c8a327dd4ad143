//! How often somebody may ask: a bucket that fills evenly and holds a minute's worth.
//!
//! One instant is remembered of each asker: when their bucket will be full again. Who has not asked
//! for a minute has a full one, so of them nothing need be remembered at all.

use crate::time::{Instant, MINUTE, SECOND};

/// So many requests a minute, all at once or spread over it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Microseconds in which one request comes back.
    every: i64,
}

impl Pace {
    /// So many a minute; none is no limit.
    pub const fn per_minute(number: u32) -> Option<Self> {
        if number == 0 {
            return None;
        }
        // A minute has sixty million microseconds: more than that many a minute is no limit either.
        let every = MINUTE / number as i64;
        if every == 0 { None } else { Some(Self { every }) }
    }

    /// Takes one request at `now` from a bucket that will be full at `full`; gives when it is full
    /// after that.
    ///
    /// # Errors
    /// Whole seconds until there is one to take, at least one.
    pub const fn take(self, full: Instant, now: Instant) -> Result<Instant, i64> {
        let later = now.plus(MINUTE);
        // A bucket is never emptier than empty; it only looks so after a clock was set back.
        let full = if full.micros() > later.micros() { later } else { full };
        let from = if full.micros() < now.micros() { now } else { full };
        let after = from.plus(self.every);
        let over = after.since(later);
        if over <= 0 {
            return Ok(after);
        }
        Err((over + SECOND - 1) / SECOND)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Instant = Instant::from_seconds(1_700_000_000);

    /// How many are taken at `now`, one right after the other.
    fn taken(pace: Pace, full: &mut Instant, now: Instant) -> usize {
        let mut count = 0;
        while let Ok(after) = pace.take(*full, now) {
            *full = after;
            count += 1;
        }
        count
    }

    #[test]
    fn a_minutes_worth_goes_at_once_and_comes_back_evenly() {
        let pace = Pace::per_minute(60).unwrap();
        let mut full = Instant::default();
        assert_eq!(taken(pace, &mut full, T), 60);
        assert_eq!(pace.take(full, T), Err(1));
        assert_eq!(taken(pace, &mut full, T.plus(10 * SECOND)), 10);
        assert_eq!(taken(pace, &mut full, T.plus(11 * MINUTE)), 60, "it holds no more");
    }

    #[test]
    fn whoever_is_refused_is_told_how_long_to_wait_and_that_is_enough() {
        let pace = Pace::per_minute(4).unwrap();
        let mut full = Instant::default();
        assert_eq!(taken(pace, &mut full, T), 4);
        assert_eq!(pace.take(full, T), Err(15));
        assert_eq!(pace.take(full, T.plus(14 * SECOND + 1)), Err(1));
        assert!(pace.take(full, T.plus(15 * SECOND)).is_ok());
    }

    #[test]
    fn a_clock_that_was_set_back_shuts_nobody_out_for_longer_than_a_bucket_fills() {
        let pace = Pace::per_minute(60).unwrap();
        let full = T.plus(crate::time::DAY);
        assert_eq!(pace.take(full, T), Err(1));
        let mut full = full;
        assert_eq!(taken(pace, &mut full, T.plus(crate::time::DAY)), 60);
    }

    #[test]
    fn nothing_is_no_limit() {
        assert_eq!(Pace::per_minute(0), None);
        assert_eq!(Pace::per_minute(u32::MAX), None);
    }
}
