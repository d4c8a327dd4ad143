//! When a feed is asked next.

use std::time::Duration;

use kamerton_core::time::{Instant, MINUTE, SECOND};

use super::parsed::Rhythm;

/// The shortest time between two questions, in minutes.
pub(super) const SHORTEST: u32 = 5;
/// The longest.
pub(super) const LONGEST: u32 = 24 * 60;
/// Where nobody says anything.
const USUAL: u32 = 60;

/// Minutes between two questions: what the people here say, else what the feed says of itself, else an
/// hour. For how long an answer may be kept is a lower bound and no invitation to come so often.
pub(super) fn minutes(filled_in: Option<u32>, rhythm: Rhythm, fresh: Option<Duration>) -> u32 {
    let fresh = fresh.map_or(0, |fresh| u32::try_from(fresh.as_secs() / 60).unwrap_or(LONGEST));
    let own = rhythm.minutes.unwrap_or(USUAL).max(fresh);
    filled_in.unwrap_or(own).clamp(SHORTEST, LONGEST)
}

/// When a feed that answered is asked next: not within the hours and days that it names, where there are
/// others within a day.
pub(super) fn next(now: Instant, minutes: u32, rhythm: Rhythm) -> Instant {
    let due = now.plus(i64::from(minutes) * MINUTE);
    let later = (0..24).map(|hours| due.plus(hours * 60 * MINUTE));
    later.into_iter().find(|at| !is_silent(*at, rhythm)).unwrap_or(due)
}

fn is_silent(at: Instant, rhythm: Rhythm) -> bool {
    let hours = at.micros().div_euclid(60 * MINUTE);
    // The first of January 1970 was a Thursday.
    let day = (hours.div_euclid(24) + 3).rem_euclid(7);
    rhythm.silent_hours >> hours.rem_euclid(24) & 1 == 1 || rhythm.silent_days >> day & 1 == 1
}

/// When a feed that failed so often in a row is asked next: ever later, a day at most.
pub(super) fn after_failure(
    now: Instant,
    minutes: u32,
    fails: u32,
    wanted: Option<Duration>,
) -> Instant {
    let minutes =
        minutes.saturating_mul(1 << fails.saturating_sub(1).min(8)).clamp(SHORTEST, LONGEST);
    let wanted = wanted.map_or(0, |wanted| i64::try_from(wanted.as_secs()).unwrap_or(i64::MAX));
    // What a server wants is heard, and no longer than a week.
    let seconds = (i64::from(minutes) * 60).max(wanted.min(7 * 24 * 3_600));
    now.plus(seconds * SECOND)
}

/// For how long an answer may be kept, as its headers say.
pub(super) fn fresh(cache_control: Option<&str>) -> Option<Duration> {
    let parts = cache_control?.split(',').map(str::trim);
    let age = parts.filter_map(|part| part.strip_prefix("max-age=")).next()?;
    age.trim_matches('"').parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_says_how_often() {
        let of = |minutes| Rhythm { minutes: Some(minutes), ..Rhythm::default() };
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        for (filled_in, rhythm, fresh, expected) in [
            (None, Rhythm::default(), None, 60),
            (None, of(15), None, 15),
            (None, of(1), None, 5),
            (None, of(100_000), None, 1_440),
            (Some(30), of(240), seconds(86_400), 30),
            (Some(1), Rhythm::default(), None, 5),
            (None, Rhythm::default(), seconds(60), 60),
            (None, Rhythm::default(), seconds(7_200), 120),
            (None, of(15), seconds(3_600), 60),
        ] {
            assert_eq!(minutes(filled_in, rhythm, fresh), expected);
        }
        assert_eq!(fresh(Some("public, max-age=300")), seconds(300));
        assert_eq!(fresh(Some("no-cache")), None);
    }

    #[test]
    fn silent_hours_and_days_are_kept() {
        let noon = Instant::parse_rfc3339("2024-01-04T12:00:00Z").unwrap();
        let hours = Rhythm { silent_hours: 1 << 13 | 1 << 14, ..Rhythm::default() };
        assert_eq!(next(noon, 60, hours).rfc3339(), "2024-01-04T15:00:00Z");
        // A Thursday.
        let days = Rhythm { silent_days: 1 << 3, ..Rhythm::default() };
        assert_eq!(next(noon, 60, days).rfc3339(), "2024-01-05T00:00:00Z");
        let always = Rhythm { silent_hours: u32::MAX, ..Rhythm::default() };
        assert_eq!(next(noon, 60, always).rfc3339(), "2024-01-04T13:00:00Z");
    }

    #[test]
    fn failures_make_it_rarer() {
        let now = Instant::from_seconds(0);
        let seconds = |fails, wanted: Option<u64>| {
            after_failure(now, 60, fails, wanted.map(Duration::from_secs)).micros() / SECOND
        };
        assert_eq!(seconds(1, None), 3_600);
        assert_eq!(seconds(3, None), 4 * 3_600);
        assert_eq!(seconds(99, None), 24 * 3_600);
        assert_eq!(seconds(1, Some(7_200)), 7_200);
        assert_eq!(seconds(1, Some(u64::MAX)), 7 * 24 * 3_600);
    }
}
