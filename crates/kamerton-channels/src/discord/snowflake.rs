//! The instant inside a Discord id.
//!
//! An id is a 64-bit number whose upper 42 bits are milliseconds since 2015-01-01T00:00:00Z
//! (Discord's developer documentation, "Snowflakes"). The instant of a message is taken from its id
//! wherever it agrees with the time written beside it: then the same message has the same instant
//! in every export, also in those that write minutes without a zone.

use kamerton_core::time::{HOUR, Instant};

/// 2015-01-01T00:00:00Z in milliseconds since 1970.
const DISCORD_EPOCH: i64 = 1_420_070_400_000;

/// Zones lie within 14 hours of UTC; with a careless change of clocks and a rounded minute a true
/// pair still lies within this.
const FARTHEST: i64 = 26 * HOUR;

/// The instant at which an id was made; `None` when it is no such id.
pub(super) fn instant(id: &str) -> Option<Instant> {
    let number: u64 = id.parse().ok()?;
    // Ids below 2^22 would all be of the first millisecond: they are numbers of something else.
    let millis = i64::try_from(number >> 22).ok().filter(|millis| *millis > 0)?;
    Some(Instant::from_micros((millis + DISCORD_EPOCH).checked_mul(1_000)?))
}

/// The instant of `id` if it agrees with a time of unknown zone read as UTC.
pub(super) fn agreeing(id: &str, given: Instant) -> Option<Instant> {
    instant(id).filter(|instant| instant.since(given).abs() <= FARTHEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_example() {
        let at = instant("175928847299117063").unwrap();
        assert_eq!(at.rfc3339(), "2016-04-30T11:18:25.796Z");
        for broken in ["", "abc", "17", "-1", "99999999999999999999999"] {
            assert_eq!(instant(broken), None, "{broken}");
        }
    }

    #[test]
    fn an_id_must_agree_with_its_time() {
        let given = Instant::parse_rfc3339("2016-04-30T16:18:00Z").unwrap();
        assert!(agreeing("175928847299117063", given).is_some());
        assert!(agreeing("175928847299117063", given.plus(48 * HOUR)).is_none());
    }
}
