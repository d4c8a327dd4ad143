//! Whatever a platform does with its deliveries, the end is that of the orderly run: each comes once or
//! up to five times, in any order, some a day late, edits and deletions before what they are about.

use kamerton_app::accounts::audit::Actor;
use kamerton_app::brand::{self, NewBrand, Settings};
use kamerton_app::channels::{Channels, Filled, Options, Tempo};
use kamerton_app::intake::Intakes;
use kamerton_app::live::{Call, Connector};
use kamerton_app::outbound::Allowed;
use kamerton_app::sealed::Seal;
use kamerton_core::fact::{Fact, MessageFact};
use kamerton_core::id::ConnectionId;
use kamerton_core::time::{DAY, Instant, MINUTE};
use kamerton_store::{Store, Target};

use crate::dump::dump;
use crate::house::{BEGIN, House, deletion, edited, member, message, reaction, reply, staff};
use crate::script::{CONNECTORS, Platform, WORD, payload};
use crate::world::TEXTS;

/// When all of it has come.
pub fn now() -> Instant {
    BEGIN.plus(9 * DAY)
}

/// Chance that can be had again.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, most: usize) -> usize {
        // SplitMix64 (Steele, Lea, Flood 2014).
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % most as u64) as usize
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// What happens in a small place, as the platform tells of it, in order.
fn happenings(chance: &mut Chance) -> Vec<String> {
    let people = [staff("1"), member("2"), member("3"), member("4")];
    let mut told: Vec<(Instant, Fact)> = Vec::new();
    for number in 0..4 + chance.below(5) as u32 {
        let author = &people[chance.below(4)];
        let at = BEGIN.plus(i64::from(number) * 7 * MINUTE + chance.below(3) as i64 * DAY);
        let text = TEXTS[chance.below(TEXTS.len())];
        let first: MessageFact = match number {
            0 => message(number, author, at, text),
            _ if chance.below(2) == 0 => message(number, author, at, text),
            _ => reply(number, chance.below(number as usize + 1) as u32, author, at, text),
        };
        told.push((at, Fact::Message(first.clone())));
        for change in 1..=chance.below(3) as i64 {
            let when = at.plus(change * MINUTE);
            let other = edited(&first, when, TEXTS[chance.below(TEXTS.len())]);
            told.push((when, Fact::Message(other)));
        }
        if chance.below(5) == 0 {
            let when = at.plus(9 * MINUTE);
            told.push((when, deletion(number, when)));
        }
        for change in 1..=chance.below(3) as i64 {
            let when = at.plus(change * 2 * MINUTE);
            let given = chance.below(3) > 0;
            told.push((when, reaction(number, &people[chance.below(4)], when, given)));
        }
    }
    told.sort_by_key(|(at, _)| *at);
    told.into_iter().map(|(_, fact)| payload(&[fact])).collect()
}

/// A store in which many brands come and go, the same in each of two.
pub struct Side {
    pub store: Store,
    pub intakes: Intakes,
    pub channels: Channels,
}

impl Side {
    pub async fn on(target: &Target, connectors: &'static [&'static dyn Connector]) -> Self {
        let store = Store::create(target).await.unwrap();
        let intakes = Intakes::new(store.clone(), now, connectors);
        let options = Options {
            clock: now,
            seal: Seal::of_text(&"A".repeat(43)).unwrap(),
            allowed: Allowed::default(),
            public_url: None,
            tempo: Tempo::default(),
        };
        let channels = Channels::new(store.clone(), intakes.clone(), connectors, options);
        Self { store, intakes, channels }
    }

    pub async fn brand(&self, seed: u64) -> House {
        let new = NewBrand {
            name: format!("Маяк {seed}"),
            zone: "Europe/Moscow".to_owned(),
            lang: "ru".to_owned(),
            settings: Settings::default(),
            demo: false,
        };
        let mut session = self.store.write().await.unwrap();
        let brand = brand::create(&mut session, &new, BEGIN).await.unwrap();
        session.commit().await.unwrap();
        House::of(self.store.clone(), brand)
    }

    async fn connect(&self, house: &House) -> ConnectionId {
        let (_, mut settings) = Platform::new();
        settings.set("hook-secret", "secret");
        let filled = Filled { name: String::new(), settings };
        let by = Actor { user: None, name: String::new() };
        self.channels.create(&house.brand, WORD, &filled, &by).await.unwrap()
    }

    /// Hands deliveries in, at most so many at a time, and lets them be folded.
    async fn deliver(&self, house: &House, id: ConnectionId, bodies: &[String], size: usize) {
        let headers = [("x-secret".to_owned(), "secret".to_owned())];
        for piece in bodies.chunks(size) {
            let calls = piece.iter().map(|body| {
                let call = Call { headers: &headers, query: "", body: body.as_bytes(), from: None };
                async move { self.channels.receive(&house.brand, id, &call).await.unwrap() }
            });
            futures_util::future::join_all(calls).await;
            self.intakes.of(&house.brand).settle().await.unwrap();
        }
    }
}

/// Tells the same in order and in disorder; both have to end alike and stand a recount.
async fn ends_alike(orderly: &Side, other: &Side, seed: u64) {
    let mut chance = Chance(seed);
    let bodies = happenings(&mut chance);
    let house = orderly.brand(seed).await;
    let id = orderly.connect(&house).await;
    orderly.deliver(&house, id, &bodies, bodies.len()).await;
    let wanted = dump(&house).await;

    let mut told: Vec<String> = Vec::new();
    for body in &bodies {
        told.extend(std::iter::repeat_n(body.clone(), 1 + chance.below(5)));
    }
    chance.shuffle(&mut told);
    let house = other.brand(seed).await;
    let id = other.connect(&house).await;
    let size = 1 + chance.below(told.len());
    // Some of it is a day late: what was folded before knows nothing of it.
    let late = told.split_off(told.len() - told.len() / 4);
    other.deliver(&house, id, &told, size.max(4)).await;
    other.deliver(&house, id, &late, late.len().max(1)).await;
    let found = dump(&house).await;
    same(&wanted, &found, &format!("seed {seed}"));
    if seed.is_multiple_of(50) {
        house.expect_right(now()).await;
    }
}

/// Fails with the rows that differ.
pub fn same(wanted: &str, found: &str, what: &str) {
    let differing = |one: &str, other: &str| {
        let other: std::collections::HashSet<&str> = other.lines().collect();
        one.lines().filter(|line| !other.contains(line)).collect::<Vec<_>>().join("\n")
    };
    assert!(
        wanted == found,
        "{what} differs; expected\n{}\nfound\n{}",
        differing(wanted, found),
        differing(found, wanted)
    );
}

async fn run(targets: [Target; 2], seeds: impl Iterator<Item = u64>) {
    let [first, second] = targets;
    let (orderly, other) =
        (Side::on(&first, CONNECTORS).await, Side::on(&second, CONNECTORS).await);
    for seed in seeds {
        ends_alike(&orderly, &other, seed).await;
        // Each brand has tasks of its own, which nobody needs any more.
        orderly.intakes.settle().await;
        other.intakes.settle().await;
    }
}

/// A folder in memory, where there is such a place: waiting for the disk is not what is tested.
pub fn folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    let made = tempfile::Builder::new().prefix("kamerton").tempdir_in(memory);
    made.or_else(|_| tempfile::tempdir()).unwrap()
}

/// How many seeds: as the environment says, else a thousand.
fn seeds() -> u64 {
    std::env::var("KAMERTON_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000)
}

/// Stores that are worked in side by side.
const SIDE_BY_SIDE: u64 = 12;

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_in_any_order_end_alike() {
    let runs = (0..SIDE_BY_SIDE).map(|first| async move {
        let folders = [folder(), folder()];
        let targets = folders.each_ref().map(|one| Target::Directory(one.path().to_owned()));
        run(targets, (first..seeds()).step_by(SIDE_BY_SIDE as usize)).await;
    });
    futures_util::future::join_all(runs).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deliveries_in_any_order_end_alike_on_postgres() {
    let (Some(first), Some(second)) = (crate::postgres::database(), crate::postgres::database())
    else {
        return;
    };
    run([first, second], 0..seeds().min(60)).await;
}
