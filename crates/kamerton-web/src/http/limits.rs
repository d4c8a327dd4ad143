//! How often one asker may ask: addresses, users, tokens and senders of signed calls, each by
//! itself.
//!
//! Counts are in memory and of this node alone: they keep one asker from taking the machine away
//! from the others, and nothing is lost with them. Whatever holds a secret is counted only after it
//! has shown it, so that nobody can use up what is another's.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use kamerton_core::id::{ConnectionId, TokenId, UserId, WebhookId};
use kamerton_core::pace::Pace;
use kamerton_core::time::Instant;

/// Askers of one kind that are remembered. Whoever is forgotten begins with a full bucket.
const MOST: usize = 10_000;

/// Somebody has asked too often; so many whole seconds from now they may again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooOften(pub i64);

/// Requests a minute, for one asker of each kind; 0 is no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// From one address, by whoever has not signed in.
    pub addresses: u32,
    /// By one user, of what changes something or brings a file.
    pub users: u32,
    /// With one token, of what reads.
    pub programs: u32,
    /// With one token or by one sender, of what hands events in; a call may hold a thousand.
    pub events: u32,
    /// From one address, of what visitors of somebody's site write on our pages; on the pages of one
    /// connection [`CROWD`] times as much.
    pub visitors: u32,
}

/// So many visitors may write as much as one may.
pub const CROWD: u32 = 30;

impl Limits {
    /// No limits at all.
    pub const OFF: Self = Self { addresses: 0, users: 0, programs: 0, events: 0, visitors: 0 };
}

impl Default for Limits {
    fn default() -> Self {
        Self { addresses: 600, users: 1_200, programs: 6_000, events: 1_200_000, visitors: 20 }
    }
}

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asker {
    /// Whoever comes from there without having signed in.
    Address(IpAddr),
    /// A user, in whichever browser.
    User(UserId),
    /// A program that reads.
    Program(TokenId),
    /// A program that hands events in.
    Events(TokenId),
    /// A sender whose signature was right.
    Sender(WebhookId),
    /// Where a signed call comes from, before its signature was looked at.
    Calls(IpAddr),
    /// A visitor of somebody's site who writes on our pages, by where they come from.
    Visitor(IpAddr),
    /// All who write on the pages of one connection.
    Visited(ConnectionId),
}

impl Asker {
    /// The words by which `/metrics` counts who was refused, as [`Self::number`] numbers them.
    pub const WORDS: [&'static str; 5] = ["addresses", "users", "programs", "events", "visitors"];

    /// Which limit it falls under.
    pub const fn number(self) -> usize {
        match self {
            Self::Address(_) => 0,
            Self::User(_) => 1,
            Self::Program(_) => 2,
            Self::Events(_) | Self::Sender(_) | Self::Calls(_) => 3,
            Self::Visitor(_) | Self::Visited(_) => 4,
        }
    }
}

/// What every asker has left.
#[derive(Debug)]
pub struct Buckets {
    addresses: Filled<IpAddr>,
    users: Filled<UserId>,
    programs: Filled<TokenId>,
    events: Filled<TokenId>,
    senders: Filled<WebhookId>,
    calls: Filled<IpAddr>,
    visitors: Filled<IpAddr>,
    visited: Filled<ConnectionId>,
}

impl Buckets {
    /// Full ones.
    pub fn new(limits: Limits) -> Self {
        Self {
            addresses: Filled::new(limits.addresses),
            users: Filled::new(limits.users),
            programs: Filled::new(limits.programs),
            events: Filled::new(limits.events),
            senders: Filled::new(limits.events),
            calls: Filled::new(limits.events),
            visitors: Filled::new(limits.visitors),
            visited: Filled::new(limits.visitors.saturating_mul(CROWD)),
        }
    }

    /// Takes one request.
    ///
    /// # Errors
    /// When there is none left.
    pub fn take(&self, asker: Asker, now: Instant) -> Result<(), TooOften> {
        match asker {
            Asker::Address(address) => self.addresses.take(network(address), now),
            Asker::User(user) => self.users.take(user, now),
            Asker::Program(token) => self.programs.take(token, now),
            Asker::Events(token) => self.events.take(token, now),
            Asker::Sender(webhook) => self.senders.take(webhook, now),
            Asker::Calls(address) => self.calls.take(network(address), now),
            Asker::Visitor(address) => self.visitors.take(network(address), now),
            Asker::Visited(connection) => self.visited.take(connection, now),
        }
    }
}

/// What one line has: of IPv6 it is given the last half to choose from.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(long) => {
            let [a, b, c, d, ..] = long.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        short @ IpAddr::V4(_) => short,
    }
}

/// The buckets of askers of one kind.
#[derive(Debug)]
struct Filled<Key> {
    pace: Option<Pace>,
    /// When each is full again; who is not here has a full one.
    full: Mutex<HashMap<Key, Instant>>,
}

impl<Key: Copy + Eq + Hash> Filled<Key> {
    fn new(per_minute: u32) -> Self {
        Self { pace: Pace::per_minute(per_minute), full: Mutex::default() }
    }

    fn take(&self, key: Key, now: Instant) -> Result<(), TooOften> {
        let Some(pace) = self.pace else { return Ok(()) };
        let mut full = self.lock();
        let known = full.get(&key).copied();
        let after = pace.take(known.unwrap_or_default(), now).map_err(TooOften)?;
        if known.is_none() && full.len() >= MOST {
            make_room(&mut full, now);
        }
        full.insert(key, after);
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Key, Instant>> {
        self.full.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Forgets whose bucket is full, and if most are not, the half that asked least: whoever is shut
/// out stays so, however many others come.
fn make_room<Key: Eq + Hash>(full: &mut HashMap<Key, Instant>, now: Instant) {
    full.retain(|_, at| *at > now);
    if full.len() <= MOST / 2 {
        return;
    }
    let mut all: Vec<Instant> = full.values().copied().collect();
    let middle = all.len() / 2;
    let (_, middle, _) = all.select_nth_unstable(middle);
    let middle = *middle;
    full.retain(|_, at| *at > middle);
}

#[cfg(test)]
mod tests {
    use super::*;
    use kamerton_core::time::{MINUTE, SECOND};
    use std::net::{Ipv4Addr, Ipv6Addr};

    const T: Instant = Instant::from_seconds(1_700_000_000);

    fn address(number: u32) -> Asker {
        Asker::Address(IpAddr::V4(Ipv4Addr::from(number)))
    }

    fn few() -> Buckets {
        Buckets::new(Limits { addresses: 3, ..Limits::default() })
    }

    #[test]
    fn each_asker_has_their_own() {
        let buckets = few();
        for _ in 0..3 {
            assert_eq!(buckets.take(address(1), T), Ok(()));
        }
        assert_eq!(buckets.take(address(1), T), Err(TooOften(20)));
        assert_eq!(buckets.take(address(2), T), Ok(()));
        assert_eq!(buckets.take(address(1), T.plus(20 * SECOND)), Ok(()));
    }

    #[test]
    fn one_line_is_one_asker_however_many_addresses_it_has() {
        let buckets = few();
        let at = |low: u16| Asker::Address(IpAddr::from([0x2a00, 1, 2, 3, 0, 0, 9, low]));
        for low in 0..3 {
            assert_eq!(buckets.take(at(low), T), Ok(()));
        }
        assert!(buckets.take(at(4), T).is_err());
        let mapped = Ipv4Addr::new(8, 8, 8, 8);
        let mapped: Ipv6Addr = mapped.to_ipv6_mapped();
        for _ in 0..3 {
            assert_eq!(buckets.take(Asker::Address(mapped.into()), T), Ok(()));
        }
        assert!(buckets.take(Asker::Address(Ipv4Addr::new(8, 8, 8, 8).into()), T).is_err());
    }

    #[test]
    fn a_million_addresses_take_no_more_room_and_set_nobody_free() {
        let buckets = few();
        for _ in 0..3 {
            assert_eq!(buckets.take(address(0), T), Ok(()));
        }
        for number in 1..1_000_000 {
            assert_eq!(buckets.take(address(number), T), Ok(()));
            assert!(number % 1_000 != 0 || buckets.take(address(0), T).is_err(), "{number}");
        }
        assert!(buckets.addresses.lock().len() <= MOST);
        assert!(buckets.addresses.lock().capacity() < 4 * MOST);
        buckets.take(address(7), T.plus(MINUTE)).unwrap();
    }

    #[test]
    fn without_limits_nothing_is_remembered() {
        let buckets = Buckets::new(Limits::OFF);
        for number in 0..100_000 {
            assert_eq!(buckets.take(address(number % 7), T), Ok(()));
        }
        assert!(buckets.addresses.lock().is_empty());
    }
}
