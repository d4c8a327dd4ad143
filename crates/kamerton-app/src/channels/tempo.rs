//! How often what is done, and how long is waited after a failure.

use std::time::Duration;

use kamerton_core::time::{HOUR, MINUTE, SECOND};

/// How often what is done. The usual one suits every platform; tests have less patience.
#[derive(Clone, Copy, Debug)]
pub struct Tempo {
    /// How often it is looked for connections that nobody works with, and for changes of ours.
    pub look: Duration,
    /// How long a lease holds, in the unit of instants.
    pub lease: i64,
    /// How often it is renewed.
    pub renew: Duration,
    /// How long a platform may wait for news before it answers.
    pub wait: Duration,
    /// How long is waited after the first failure.
    pub first_wait: Duration,
    /// How long is waited at most after many.
    pub longest_wait: Duration,
    /// So long an absence leaves a gap that has to be closed, in the unit of instants.
    pub gap: i64,
    /// How often a platform is told anew where to call.
    pub register: Duration,
    /// How often it is asked which places there are.
    pub discover: Duration,
    /// How often it is searched for the names of the brand.
    pub search: Duration,
    /// How often it is looked for accounts whose names are to be asked for.
    pub naming: Duration,
    /// How often it is looked for messages of ours whose reach is to be asked for.
    pub reach: Duration,
    /// How often a person's own page is read, in the unit of instants.
    pub follow: i64,
    /// How often it is looked for pages that it is time to read.
    pub follow_look: Duration,
    /// How long is waited between two pages, and between two pieces of one.
    pub follow_gap: Duration,
    /// How often it is looked for something to send when nobody has told of it.
    pub outbox: Duration,
}

impl Default for Tempo {
    fn default() -> Self {
        Self {
            look: Duration::from_secs(5),
            lease: MINUTE,
            renew: Duration::from_secs(15),
            wait: Duration::from_secs(25),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(300),
            gap: 3 * MINUTE,
            register: Duration::from_secs(3_600),
            discover: Duration::from_secs(6 * 3_600),
            search: Duration::from_secs(900),
            naming: Duration::from_secs(20),
            reach: Duration::from_secs(60),
            follow: HOUR,
            follow_look: Duration::from_secs(30),
            follow_gap: Duration::from_secs(3),
            outbox: Duration::from_secs(2),
        }
    }
}

impl Tempo {
    /// How long to wait after so many failures in a row: twice as long each time, up to the longest.
    pub fn after(&self, failures: u32) -> Duration {
        let times = 1_u32.checked_shl(failures.saturating_sub(1).min(16)).unwrap_or(u32::MAX);
        jittered(self.first_wait.saturating_mul(times).min(self.longest_wait))
    }

    /// A lease is given up so long before it ends, in the unit of instants.
    pub const fn margin(&self) -> i64 {
        let tenth = self.lease / 10;
        if tenth < 5 * SECOND { tenth } else { 5 * SECOND }
    }
}

/// A little longer, by chance, so that not everything that failed together comes again together.
pub(super) fn jittered(wait: Duration) -> Duration {
    let mut byte = [0_u8; 1];
    // Without random numbers all wait equally long.
    let _ = getrandom::fill(&mut byte);
    wait + wait.mul_f64(f64::from(byte[0]) / 1_024.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_have_an_end() {
        let tempo = Tempo::default();
        let mut before = Duration::ZERO;
        for failures in 1..=9 {
            let wait = tempo.after(failures);
            assert!(wait > before.mul_f64(0.9), "{failures}: {wait:?}");
            before = wait;
        }
        for failures in [10, 100, u32::MAX] {
            let wait = tempo.after(failures);
            assert!(wait >= tempo.longest_wait && wait <= tempo.longest_wait.mul_f64(1.25));
        }
    }
}
