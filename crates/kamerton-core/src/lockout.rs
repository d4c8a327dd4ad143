//! When sign-in is refused for a while, because it failed too often.
//!
//! Failures are counted for the account and for the address they come from. An account is open
//! again soon, so that nobody can lock its owner out for long; an address, from which a whole
//! office may come, is allowed more. Failures are forgotten after an hour without any.

use crate::time::{HOUR, Instant, MINUTE};

/// Whose failures are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An account, whether it exists or not.
    Account,
    /// The address a request comes from.
    Address,
}

impl Subject {
    /// So many failures are nothing unusual.
    const fn allowed(self) -> i64 {
        match self {
            Self::Account => 5,
            Self::Address => 30,
        }
    }
}

/// The longest one has to wait.
const LONGEST: i64 = 15 * MINUTE;

/// Failures without any other for so long are forgotten.
const FORGOTTEN: i64 = HOUR;

/// What is remembered of failures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: i64,
    /// When the last one was.
    pub last: Instant,
}

impl Failures {
    /// With one more at `now`.
    pub const fn and_one(self, now: Instant) -> Self {
        if now.since(self.last) > FORGOTTEN {
            return Self { count: 1, last: now };
        }
        Self { count: self.count.saturating_add(1), last: now }
    }

    /// Until when sign-in is refused, if it is: a minute after the allowed number of failures,
    /// then twice as long after each further one.
    pub const fn refused_until(self, subject: Subject, now: Instant) -> Option<Instant> {
        let over = self.count - subject.allowed();
        if over < 0 {
            return None;
        }
        let doublings = if over < 4 { over } else { 4 };
        let wait = MINUTE << doublings;
        let until = self.last.plus(if wait < LONGEST { wait } else { LONGEST });
        if until.micros() > now.micros() { Some(until) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Instant = Instant::from_seconds(1_700_000_000);

    fn after(count: i64) -> Failures {
        (0..count).fold(Failures::default(), |failures, _| failures.and_one(T))
    }

    #[test]
    fn a_few_mistakes_cost_nothing() {
        assert_eq!(after(4).refused_until(Subject::Account, T), None);
        assert_eq!(after(29).refused_until(Subject::Address, T), None);
    }

    #[test]
    fn the_wait_doubles_up_to_a_quarter_of_an_hour() {
        let waits: Vec<i64> = (5..11)
            .filter_map(|count| after(count).refused_until(Subject::Account, T))
            .map(|until| until.since(T) / MINUTE)
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 15, 15]);
    }

    #[test]
    fn waiting_opens_the_door() {
        let failures = after(5);
        assert!(failures.refused_until(Subject::Account, T.plus(MINUTE - 1)).is_some());
        assert_eq!(failures.refused_until(Subject::Account, T.plus(MINUTE)), None);
    }

    #[test]
    fn an_hour_of_peace_forgets() {
        assert_eq!(after(9).and_one(T.plus(HOUR + 1)).count, 1);
        assert_eq!(after(9).and_one(T.plus(HOUR)).count, 10);
    }
}
