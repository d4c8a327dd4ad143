//! How far an import is and how fast it goes.

use kamerton_channels::import::Progress;
use kamerton_core::time::SECOND;

/// Before so much time has passed nothing is said of what is left: it would jump about.
const SETTLED: i64 = 2 * SECOND;

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Of a hundred; 100 only when it has ended.
    pub percent: u64,
    /// Records read.
    pub rows: u64,
    /// Records in a second, once that has settled.
    pub per_second: Option<u64>,
    /// Microseconds left, once that has settled.
    pub left: Option<i64>,
}

/// The pace of an import that has read so far since it began or went on `elapsed` microseconds ago.
/// `at_first` records had been read before.
pub fn pace(progress: Progress, rows: u64, at_first: u64, elapsed: i64) -> Pace {
    let percent = (progress.read * 100).checked_div(progress.total).unwrap_or(0).min(99);
    let mut pace = Pace { percent, rows, per_second: None, left: None };
    if elapsed < SETTLED || rows <= at_first {
        return pace;
    }
    let seconds = elapsed as f64 / SECOND as f64;
    pace.per_second = Some(((rows - at_first) as f64 / seconds) as u64);
    if progress.read > 0 && progress.total > progress.read {
        let left = (progress.total - progress.read) as f64 / progress.read as f64;
        pace.left = Some((left * elapsed as f64) as i64);
    }
    pace
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_follows_from_what_was_read() {
        let progress = Progress { read: 680, total: 1_000 };
        let now = pace(progress, 34_000, 0, 17 * SECOND);
        assert_eq!((now.percent, now.per_second), (68, Some(2_000)));
        assert_eq!(now.left, Some(8 * SECOND));
    }

    #[test]
    fn the_first_moments_say_nothing() {
        let progress = Progress { read: 1, total: 1_000 };
        assert_eq!(pace(progress, 10, 0, SECOND).left, None);
        assert_eq!(pace(Progress::default(), 0, 0, 90 * SECOND), Pace::default());
        let resumed = pace(progress, 500, 500, 10 * SECOND);
        assert_eq!((resumed.rows, resumed.per_second), (500, None), "what was there before");
    }

    #[test]
    fn only_the_end_is_a_hundred() {
        let progress = Progress { read: 1_000, total: 1_000 };
        assert_eq!(pace(progress, 10, 0, 10 * SECOND).percent, 99);
    }
}
