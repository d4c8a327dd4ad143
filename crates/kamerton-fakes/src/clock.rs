//! The clock of a fake: that of the machine, moved on by hand, so that a month passes in no time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A clock. Clones are the same clock.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// Microseconds since 1970.
    pub fn micros(&self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = i64::try_from(since.as_micros()).unwrap_or(i64::MAX / 2);
        now.saturating_add(self.ahead.load(Ordering::Relaxed))
    }

    /// Seconds since 1970, as most platforms write them.
    pub fn seconds(&self) -> i64 {
        self.micros() / 1_000_000
    }

    /// Lets so much time pass at once. Whoever sleeps goes on sleeping.
    pub fn pass(&self, time: Duration) {
        let micros = i64::try_from(time.as_micros()).unwrap_or(i64::MAX / 4);
        self.ahead.fetch_add(micros, Ordering::Relaxed);
    }
}
