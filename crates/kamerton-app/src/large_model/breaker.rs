//! What fails again and again is left alone for a while.

use kamerton_core::time::{Instant, MINUTE};

use super::{Pause, Trouble};

/// So many failures in a row …
const MOST: u32 = 3;
/// … and it is left alone for so long.
const PAUSE: i64 = 5 * MINUTE;

/// Counts failures in a row.
#[derive(Debug, Default)]
pub(super) struct Breaker {
    failures: u32,
    pause: Option<Pause>,
}

impl Breaker {
    /// Whether it is left alone.
    pub fn pause(&self, now: Instant) -> Option<Pause> {
        self.pause.clone().filter(|pause| now < pause.until)
    }

    /// Notes how a request has ended. After a pause the first failure begins the next one.
    pub fn note(&mut self, trouble: Option<&Trouble>, now: Instant) {
        match trouble {
            None => *self = Self::default(),
            Some(trouble) if trouble.is_of_endpoint() => {
                self.failures = self.failures.saturating_add(1);
                if self.failures >= MOST {
                    let until = now.plus(PAUSE);
                    self.pause = Some(Pause { until, trouble: trouble.clone() });
                }
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_failures_in_a_row_make_a_pause_and_one_success_ends_the_count() {
        let now = Instant::from_seconds(1_000);
        let mut breaker = Breaker::default();
        for trouble in [Trouble::Late, Trouble::Late] {
            breaker.note(Some(&trouble), now);
        }
        breaker.note(Some(&Trouble::SpentRequests), now);
        assert_eq!(breaker.pause(now), None, "our own limits are no failure of the endpoint");
        breaker.note(None, now);
        for _ in 0..2 {
            breaker.note(Some(&Trouble::Late), now);
        }
        assert_eq!(breaker.pause(now), None);
        breaker.note(Some(&Trouble::Status(500)), now);
        let pause = breaker.pause(now).unwrap();
        assert_eq!(pause, Pause { until: now.plus(PAUSE), trouble: Trouble::Status(500) });
        assert_eq!(breaker.pause(now.plus(PAUSE)), None);
        breaker.note(Some(&Trouble::Late), now.plus(PAUSE));
        assert!(breaker.pause(now.plus(PAUSE + 1)).is_some(), "one more failure, one more pause");
    }
}
