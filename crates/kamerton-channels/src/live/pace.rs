//! Keeping to the limits of a platform, before it has to say so and after.

use std::collections::HashMap;
use std::time::Duration;

use kamerton_core::time::Instant;

/// A limit of a platform: so many within so long.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Bucket {
    /// Its name within the connection: `all`, `chat:123`.
    pub name: String,
    /// So many …
    pub count: u32,
    /// … within so long.
    pub per: Duration,
}

impl Bucket {
    /// A limit of `count` within `per`.
    pub fn new(name: impl Into<String>, count: u32, per: Duration) -> Self {
        Self { name: name.into(), count, per }
    }
}

/// How full the buckets of one connection are: each is remembered by the moment at which it will be
/// empty again (the generic cell rate algorithm, ITU-T I.371), so a bucket is one number.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    empty_at: HashMap<String, Instant>,
    held: HashMap<String, Instant>,
}

/// Buckets that are remembered before those that are empty are forgotten.
const MOST: usize = 10_000;

impl Pace {
    /// How long something has to wait that takes from all of these; nothing when it may go now.
    pub fn wait(&self, buckets: &[Bucket], now: Instant) -> Duration {
        let whole = self.until_free(self.held.get("").copied(), now);
        let each = buckets.iter().map(|bucket| {
            let held = self.until_free(self.held.get(&bucket.name).copied(), now);
            held.max(self.until_free(self.room_at(bucket), now))
        });
        each.fold(whole, Duration::max)
    }

    /// Takes from all of these.
    pub fn take(&mut self, buckets: &[Bucket], now: Instant) {
        if self.empty_at.len() + self.held.len() > MOST {
            self.empty_at.retain(|_, at| *at > now);
            self.held.retain(|_, at| *at > now);
        }
        for bucket in buckets {
            let at = self.empty_at.get(&bucket.name).copied().unwrap_or(now).max(now);
            self.empty_at.insert(bucket.name.clone(), at.plus(one(bucket)));
        }
    }

    /// The platform named a time to wait, for one bucket or, by an empty name, for everything. It is
    /// never shortened by a later word.
    pub fn hold(&mut self, bucket: &str, after: Duration, now: Instant) {
        let until = now.plus(micros(after));
        let known = self.held.entry(bucket.to_owned()).or_insert(until);
        *known = until.max(*known);
    }

    /// Until when the platform wants nothing at all from us, if it does.
    pub fn held_until(&self, now: Instant) -> Option<Instant> {
        self.held.get("").copied().filter(|until| *until > now)
    }

    /// When there is room for one more: as soon as what is in it takes at most the whole time less one.
    fn room_at(&self, bucket: &Bucket) -> Option<Instant> {
        let empty_at = *self.empty_at.get(&bucket.name)?;
        Some(empty_at.plus(one(bucket) - micros(bucket.per)))
    }

    fn until_free(&self, at: Option<Instant>, now: Instant) -> Duration {
        let micros = at.map_or(0, |at| at.since(now)).max(0);
        Duration::from_micros(micros.unsigned_abs())
    }
}

/// What one takes of a bucket, in microseconds.
fn one(bucket: &Bucket) -> i64 {
    micros(bucket.per) / i64::from(bucket.count.max(1))
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX / 4)
}

#[cfg(test)]
mod tests {
    use kamerton_core::time::SECOND;

    use super::*;

    fn at(seconds: i64) -> Instant {
        Instant::from_seconds(1_000 + seconds)
    }

    #[test]
    fn so_many_go_at_once_and_then_one_by_one() {
        let bucket = [Bucket::new("all", 3, Duration::from_secs(3))];
        let mut pace = Pace::default();
        for _ in 0..3 {
            assert_eq!(pace.wait(&bucket, at(0)), Duration::ZERO);
            pace.take(&bucket, at(0));
        }
        assert_eq!(pace.wait(&bucket, at(0)), Duration::from_secs(1));
        assert_eq!(pace.wait(&bucket, at(1)), Duration::ZERO);
        pace.take(&bucket, at(1));
        assert_eq!(pace.wait(&bucket, at(1)), Duration::from_secs(1));
        assert_eq!(pace.wait(&bucket, at(9)), Duration::ZERO);
    }

    #[test]
    fn never_more_than_so_many_within_any_such_time_and_one() {
        let bucket = [Bucket::new("chat", 20, Duration::from_secs(60))];
        let mut pace = Pace::default();
        let mut now = at(0);
        let mut went = Vec::new();
        for _ in 0..200 {
            now = now.plus(micros(pace.wait(&bucket, now)));
            pace.take(&bucket, now);
            went.push(now);
        }
        for window in went.windows(41) {
            let whole = window[40].since(window[0]);
            assert!(whole >= 60 * SECOND, "41 within {whole} microseconds");
        }
    }

    #[test]
    fn the_word_of_the_platform_is_kept() {
        let bucket = [Bucket::new("chat:1", 100, Duration::from_secs(1))];
        let other = [Bucket::new("chat:2", 100, Duration::from_secs(1))];
        let mut pace = Pace::default();
        pace.hold("chat:1", Duration::from_secs(7), at(0));
        pace.hold("chat:1", Duration::from_secs(2), at(0));
        assert_eq!(pace.wait(&bucket, at(1)), Duration::from_secs(6));
        assert_eq!(pace.wait(&other, at(1)), Duration::ZERO);
        pace.hold("", Duration::from_secs(5), at(0));
        assert_eq!(pace.wait(&other, at(1)), Duration::from_secs(4));
        assert_eq!(pace.held_until(at(1)), Some(at(5)));
        assert_eq!(pace.held_until(at(5)), None);
    }
}
