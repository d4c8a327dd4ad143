//! Merges and splits leave no trace once they are taken back, whatever came meanwhile and in whatever
//! order they are: every table but the log itself is as if they had never been, to the byte.
//!
//! `KAMERTON_HISTORIES` says how many random histories are tried on SQLite, or from which to which
//! (`5000..6000`); some tens when not said.

use std::collections::BTreeSet;

use kamerton_app::accounts::audit::Actor;
use kamerton_app::people::merge::{self, Why};
use kamerton_app::people::plan::Look;
use kamerton_app::people::relationship::{self, Written};
use kamerton_app::people::{accounts, by_hand, list};
use kamerton_app::today::{Act, act, planned_today};
use kamerton_app::{Brand, advance, check};
use kamerton_core::fact::{Account, Fact, OrderKind, ProfileFact};
use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, Day, HOUR, Instant};
use kamerton_store::copy::{self, LiveTable};
use kamerton_store::{Row, Session, Store, merges, values};

use super::harness::{Kind, NAMES, Prepared, Random, World, account, bare, history, kinds, rules};

const STAFF: [(Role, &str); 1] = [(Role::Staff, "Вера")];
const WHY: Why<'_> = Why { by: "Мы", reason: "" };

/// What is the log, and what is made in the background from what is compared.
const LEFT_OUT: [&str; 8] = [
    "merge_log",
    "split_account",
    "audit_log",
    "workspace",
    "person_index",
    "place_index",
    "place_index_day",
    "reread_run",
];

/// Histories of one pair of stores.
const STORED: usize = 100;

/// Something that happens beside merges and splits.
#[derive(Clone, Debug)]
enum Event {
    Facts(Vec<Prepared>),
    Tag(PersonId, String),
    Note(PersonId, String),
    Correct(PersonId, &'static str),
    Order(PersonId, i64),
    Know(PersonId, String),
}

/// A brand of its own in a store that many share.
async fn brand(store: &Store, number: usize, now: Instant) -> Brand {
    let new = kamerton_app::brand::NewBrand {
        name: format!("Чашка {number}"),
        zone: "Europe/Moscow".to_owned(),
        lang: "ru".to_owned(),
        settings: kamerton_app::brand::Settings::default(),
        demo: false,
    };
    let mut session = store.write().await.unwrap();
    let brand = kamerton_app::brand::create(&mut session, &new, now).await.unwrap();
    session.commit().await.unwrap();
    brand
}

async fn happen(store: &Store, brand: &Brand, event: &Event, now: Instant) {
    let who = |person: &PersonId| person.to_string();
    match event {
        Event::Facts(facts) => {
            let origin = kamerton_app::ingest::Origin::import("telegram", rules(&STAFF));
            kamerton_app::ingest::apply(store, brand, &origin, facts.clone(), now).await.unwrap();
        }
        Event::Tag(person, tag) => {
            by_hand::tag(store, brand, &who(person), tag).await.unwrap();
        }
        Event::Note(person, text) => {
            by_hand::note(store, brand, &who(person), text, "Мы", now).await.unwrap();
        }
        Event::Correct(person, what) => {
            by_hand::correct(store, brand, &who(person), &[what], now).await.unwrap();
        }
        Event::Order(person, amount) => {
            let new = by_hand::NewOrder {
                kind: OrderKind::Purchase,
                day: Day(19_800),
                amount_minor: *amount,
                currency: "RUB".to_owned(),
                product: None,
            };
            by_hand::order(store, brand, &who(person), new, now).await.unwrap();
        }
        Event::Know(person, next) => {
            let written = Written { next_step: next.clone(), ..Written::default() };
            let by = Actor { user: None, name: "Мы".to_owned() };
            relationship::write(store, brand, &who(person), &written, &by, now).await.unwrap();
        }
    }
}

/// Every row of every table of a brand but those left out, as text.
async fn everything(session: &mut Session, brand: &Brand) -> Vec<String> {
    let mut lines = Vec::new();
    for table in copy::tables(session).await.unwrap() {
        let of_brand = table.columns.iter().any(|(name, _)| name == "workspace_id");
        if !of_brand || LEFT_OUT.contains(&table.name.as_str()) {
            continue;
        }
        lines.extend(rows(session, brand, &table).await);
    }
    lines.sort_unstable();
    lines
}

async fn rows(session: &mut Session, brand: &Brand, table: &LiveTable) -> Vec<String> {
    let names: Vec<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
    let sql = format!("SELECT {} FROM {} WHERE workspace_id = $1", names.join(", "), table.name);
    // A statement lives as long as the program; there are as many as tables.
    let sql: &'static str = Box::leak(sql.into_boxed_str());
    let found = session.all(sql, values![brand.id]).await.unwrap();
    let text = |row: &Row<'_>| {
        let cells = table.columns.iter().enumerate().map(|(at, (name, column))| {
            let cell = match format!("{column:?}").as_str() {
                "Id" => format!("{:?}", row.maybe_uuid(at).unwrap()),
                "Int" => format!("{:?}", row.maybe_int(at).unwrap()),
                "Real" => format!("{:?}", row.maybe_real(at).unwrap().map(f64::to_bits)),
                _ => format!("{:?}", row.maybe_text(at).unwrap()),
            };
            format!("{name}={cell}")
        });
        format!("{}: {}", table.name, cells.collect::<Vec<_>>().join(" "))
    };
    found.iter().map(text).collect()
}

fn assert_same(found: &[String], wanted: &[String], what: &str) {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| those.binary_search(line).is_err()).take(5).cloned().collect()
    };
    let (ours, theirs) = (only(found, wanted), only(wanted, found));
    assert!(
        ours.is_empty() && theirs.is_empty(),
        "{what}\n  is:\n    {}\n  should be:\n    {}",
        ours.join("\n    "),
        theirs.join("\n    ")
    );
    assert_eq!(found.len(), wanted.len(), "{what}");
    assert!(found.len() > 30, "{what}: nothing to compare");
}

/// A person of a list: by their account, an address that grows on it, tags and a note.
fn listed(random: &mut Random, at: Instant) -> Prepared {
    let name = NAMES[random.below(NAMES.len())];
    let number = NAMES.iter().position(|one| *one == name).unwrap();
    let mut accounts = vec![account(name)];
    for extra in 0..random.below(3) {
        accounts.push(Account {
            kind: "email".to_owned(),
            remote_id: format!("{number}-{extra}@example.org"),
            ..Account::default()
        });
    }
    let words = ["клуб", "Друг", "мастер"];
    bare(Fact::Profile(ProfileFact {
        accounts,
        name: Some(name.to_owned()),
        tags: (0..random.below(3)).map(|_| words[random.below(3)].to_owned()).collect(),
        note: random.one_in(2).then(|| format!("из списка {}", random.below(4))),
        since: Some(at),
    }))
}

/// What is asked of a history: what happens in it, drawn as it goes on.
struct Tale<'a> {
    store: &'a Store,
    brand: &'a Brand,
    random: Random,
    facts: Vec<Prepared>,
    /// Who was there before anything was joined or parted.
    people: Vec<PersonId>,
    lines: Vec<String>,
    told: Vec<(Event, Instant)>,
    now: Instant,
}

impl Tale<'_> {
    /// Those of the first people who are shown.
    async fn shown(&self) -> Vec<PersonId> {
        let mut session = self.store.read().await.unwrap();
        let found = kamerton_store::people::by_id(&mut session, self.brand.id, self.people.clone());
        let mut found: Vec<PersonId> = found
            .await
            .unwrap()
            .into_iter()
            .filter(|row| row.merged_into.is_none())
            .map(|row| row.id)
            .collect();
        found.sort_unstable();
        found
    }

    async fn everybody(&self) -> Vec<PersonId> {
        let mut session = self.store.read().await.unwrap();
        let found =
            kamerton_store::people::after(&mut session, self.brand.id, PersonId::NIL, 1_000).await;
        let found = found.unwrap().into_iter().filter(|row| row.merged_into.is_none());
        found.map(|row| row.id).collect()
    }

    async fn tell(&mut self, event: Event) {
        happen(self.store, self.brand, &event, self.now).await;
        self.told.push((event, self.now));
    }

    /// Something that happens to people and is no merge, split or the taking back of one.
    async fn life(&mut self) {
        if self.random.one_in(2) && !self.facts.is_empty() {
            let rest = self.facts.split_off(self.facts.len().min(1 + self.random.below(5)));
            let mut facts = std::mem::replace(&mut self.facts, rest);
            if self.random.one_in(3) && !self.parts_strangers().await {
                facts.push(listed(&mut self.random, self.now));
            }
            return self.tell(Event::Facts(facts)).await;
        }
        let shown = self.shown().await;
        let Some(person) = shown.get(self.random.below(shown.len().max(1))).copied() else {
            return;
        };
        let whole = self.is_whole(person).await;
        let event = match self.random.below(8) {
            // A tag that a list has put on accounts that are parted off is not theirs to be taken off.
            0..=2 | 7 if !whole => return,
            0 => Event::Tag(person, "клуб".to_owned()),
            1 => Event::Tag(person, "друг".to_owned()),
            2 => Event::Tag(person, "-клуб".to_owned()),
            3 => Event::Note(person, format!("слово {}", self.told.len())),
            4 => {
                let words = ["state=warm", "state=", "purchase=yes", "purchase=", "stage=3"];
                Event::Correct(person, words[self.random.below(words.len())])
            }
            5 | 6 if !whole => return,
            5 => Event::Order(person, 100 + self.told.len() as i64),
            6 => Event::Know(person, format!("позвать {}", self.told.len())),
            _ => Event::Tag(person, "-Друг".to_owned()),
        };
        self.tell(event).await;
    }

    /// Whether accounts that were first given to different people were parted together: a list that
    /// says something of one of them then says it of the person they make.
    async fn parts_strangers(&self) -> bool {
        let mut session = self.store.read().await.unwrap();
        let all = self.everybody().await;
        let log = merges::of_people(&mut session, self.brand.id, &all).await.unwrap();
        for row in log.iter().filter(|row| row.act == "split") {
            let taken = merges::accounts(&mut session, self.brand.id, [row.id]).await.unwrap();
            let taken = taken.iter().map(|one| one.identity);
            let rows = kamerton_store::identities::by_id(&mut session, self.brand.id, taken)
                .await
                .unwrap();
            if rows.iter().map(|row| row.home).collect::<BTreeSet<_>>().len() > 1 {
                return true;
            }
        }
        false
    }

    /// Whether somebody has all the accounts that were first given to them: else another would be the
    /// first of them if nothing had been parted.
    async fn is_whole(&self, person: PersonId) -> bool {
        let mut session = self.store.read().await.unwrap();
        let found =
            kamerton_store::identities::of_homes(&mut session, self.brand.id, [person]).await;
        let own: Vec<IdentityId> = found.unwrap().iter().map(|row| row.id).collect();
        !own.is_empty()
            && merges::splits(&mut session, self.brand.id, own).await.unwrap().is_empty()
    }

    async fn merge(&mut self) {
        let all = self.everybody().await;
        let (into, from) = (all[self.random.below(all.len())], all[self.random.below(all.len())]);
        if into != from {
            let (into, from) = (into.to_string(), from.to_string());
            let done = merge::merge(self.store, self.brand, &into, &from, WHY, self.now).await;
            let done = done.unwrap();
            self.looks(done.person, done.plan.left.after.as_ref().unwrap()).await;
            self.lines.push(done.id.to_string());
        }
    }

    async fn split(&mut self) {
        let all = self.everybody().await;
        let person = all[self.random.below(all.len())];
        let mut session = self.store.read().await.unwrap();
        let own = accounts(&mut session, self.brand, person).await.unwrap();
        drop(session);
        let random = &mut self.random;
        let taken: Vec<IdentityId> =
            own.iter().filter(|_| random.one_in(2)).map(|row| row.id).collect();
        if !taken.is_empty() && taken.len() < own.len() {
            let who = person.to_string();
            let done = merge::split(self.store, self.brand, &who, &taken, WHY, self.now).await;
            let done = done.unwrap();
            self.looks(person, done.plan.left.after.as_ref().unwrap()).await;
            self.looks(done.person, done.plan.right.after.as_ref().unwrap()).await;
            assert_eq!(done.plan.moves.accounts, taken.len() as i64);
            self.lines.push(done.id.to_string());
        }
    }

    /// A person is as the plan had said.
    async fn looks(&self, person: PersonId, said: &Look) {
        let mut session = self.store.read().await.unwrap();
        let row = kamerton_store::people::by_id(&mut session, self.brand.id, [person]).await;
        let row = row.unwrap().remove(0);
        let (ring, _) = list::charge_on(&row, self.brand.zone.day(self.now));
        let is = Look {
            role: Role::from_code(row.role).word(),
            state: row.state.word(),
            stage: row.stage.word(),
            charge: list::one_decimal(ring),
            messages: row.messages,
            orders: row.orders,
        };
        assert_eq!(&is, said);
    }

    async fn undo(&mut self) {
        if !self.lines.is_empty() {
            let line = self.lines.swap_remove(self.random.below(self.lines.len()));
            merge::undo(self.store, self.brand, &line, "Мы", self.now).await.unwrap();
        }
    }
}

/// Tells a history in one store with merges and splits, and without them in the other.
async fn told_twice(with: &Store, without: &Store, number: usize, seed: u64) {
    let now = Instant::parse_rfc3339(super::harness::NOW).unwrap();
    let (brand_with, brand_without) =
        (brand(with, number, now).await, brand(without, number, now).await);
    let mut random = Random::new(seed);
    let mut facts = history(seed, 24);
    for name in NAMES {
        let known = ProfileFact { accounts: vec![account(name)], ..ProfileFact::default() };
        facts.insert(0, bare(Fact::Profile(known)));
    }
    facts.insert(9, listed(&mut random, now));
    facts.insert(10, listed(&mut random, now));
    let later = facts.split_off(20);
    let mut tale = Tale {
        store: with,
        brand: &brand_with,
        random,
        facts: later,
        people: Vec::new(),
        lines: Vec::new(),
        told: Vec::new(),
        now,
    };
    tale.tell(Event::Facts(facts)).await;
    tale.people = tale.everybody().await;
    for _ in 0..16 {
        tale.now = tale.now.plus(HOUR);
        match tale.random.below(9) {
            0..=2 => tale.merge().await,
            3 | 4 => tale.split().await,
            5 => tale.undo().await,
            _ => tale.life().await,
        }
    }
    if seed.is_multiple_of(16) {
        let report = check::run(with, &brand_with, false, tale.now, |_| {}).await.unwrap();
        assert_eq!(report.differences, 0, "{seed}: {:#?}", report.examples);
    }
    while !tale.lines.is_empty() {
        tale.undo().await;
    }
    for (event, at) in &tale.told {
        happen(without, &brand_without, event, *at).await;
    }
    // What time alone changes is found in both, whoever was folded last.
    advance::advance(with, &brand_with, tale.now).await.unwrap();
    advance::advance(without, &brand_without, tale.now).await.unwrap();
    let (mut one, mut other) = (with.read().await.unwrap(), without.read().await.unwrap());
    let (found, wanted) =
        (everything(&mut one, &brand_with).await, everything(&mut other, &brand_without).await);
    assert_same(&found, &wanted, &format!("history {seed}"));
}

#[tokio::test]
async fn what_is_taken_back_leaves_no_trace() {
    let asked = std::env::var("KAMERTON_HISTORIES").ok();
    let asked = asked.as_deref().map(|text| text.split_once("..").unwrap_or(("0", text)));
    let number = |text: &str| text.parse::<usize>().unwrap();
    let many = asked.map(|(from, to)| number(from)..number(to));
    for kind in kinds() {
        let all = match kind {
            Kind::Sqlite => many.clone().unwrap_or(0..32),
            Kind::Postgres => 0..24,
        };
        for first in all.clone().step_by(STORED) {
            let (with, without) = (World::new(kind).await, World::new(kind).await);
            for number in first..all.end.min(first + STORED) {
                told_twice(&with.store, &without.store, number, number as u64).await;
            }
            println!("{kind:?}: histories to {}", all.end.min(first + STORED));
        }
    }
}

/// Steps, and whatever else one day's plan brings, go with their accounts and come back.
#[tokio::test]
async fn steps_come_back() {
    for kind in kinds() {
        let mut acted = 0;
        for seed in 0..6 {
            let facts = history(seed, 120);
            let sent = facts.iter().filter_map(|one| match &one.fact {
                Fact::Message(message) => Some(message.sent_at),
                _ => None,
            });
            let now = sent.max().unwrap().plus(DAY / 4);
            let mut world = World::new(kind).await;
            world.now = now;
            let (store, brand) = (&world.store, &world.brand);
            world.apply(&facts, 40, &rules(&STAFF)).await.unwrap();
            let planned = planned_today(store, brand, now, false).await.unwrap();
            for (row, _) in planned.iter().step_by(2) {
                acted += 1;
                act(store, brand, row.id, Act::Done, None, now).await.unwrap();
            }
            let before = everything(&mut store.read().await.unwrap(), brand).await;
            let mut tale = Tale {
                store,
                brand,
                random: Random::new(seed),
                facts: Vec::new(),
                people: Vec::new(),
                lines: Vec::new(),
                told: Vec::new(),
                now,
            };
            for _ in 0..10 {
                match tale.random.below(4) {
                    0 | 1 => tale.merge().await,
                    2 => tale.split().await,
                    _ => tale.undo().await,
                }
            }
            while !tale.lines.is_empty() {
                tale.undo().await;
            }
            let after = everything(&mut store.read().await.unwrap(), brand).await;
            assert_same(&after, &before, &format!("{kind:?} {seed}"));
        }
        assert!(acted > 0, "there were steps");
    }
}

/// The order in which they are taken back makes no difference, nor does taking back what the rest stands on.
#[tokio::test]
async fn one_is_taken_back_from_under_others() {
    for kind in kinds() {
        for seed in 0..6_u64 {
            let mut found: Vec<Vec<String>> = Vec::new();
            for turn in 0..2 {
                let world = World::new(kind).await;
                let (store, brand, now) = (&world.store, &world.brand, world.now);
                world.apply(&history(seed, 60), 40, &rules(&STAFF)).await.unwrap();
                let mut tale = Tale {
                    store,
                    brand,
                    random: Random::new(seed),
                    facts: Vec::new(),
                    people: Vec::new(),
                    lines: Vec::new(),
                    told: Vec::new(),
                    now,
                };
                for _ in 0..9 {
                    if tale.random.below(3) < 2 { tale.merge().await } else { tale.split().await }
                }
                let mut half: Vec<String> = tale.lines.iter().step_by(2).cloned().collect();
                if turn == 1 {
                    half.reverse();
                }
                for line in half {
                    merge::undo(store, brand, &line, "Мы", now).await.unwrap();
                }
                let report = check::run(store, brand, false, now, |_| {}).await.unwrap();
                assert_eq!(report.differences, 0, "{seed}: {:#?}", report.examples);
                found.push(everything(&mut store.read().await.unwrap(), brand).await);
            }
            assert_same(&found[0], &found[1], &format!("{kind:?} {seed}"));
        }
    }
}
