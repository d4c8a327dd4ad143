//! A world of its own for every test, on SQLite and, where there is a server, on PostgreSQL.

use std::sync::atomic::{AtomicU32, Ordering};

use kamerton_app::brand::{self, NewBrand, Settings};
use kamerton_app::ingest::roles::RoleRules;
use kamerton_app::ingest::{self, Origin};
pub use kamerton_app::prepare::Prepared;
use kamerton_app::prepare::Read;
use kamerton_app::{Brand, Result};
use kamerton_core::fact::{
    Account, DeletionFact, Fact, MessageFact, OrderFact, OrderKind, PlaceRef, ReactionFact,
};
use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::reading::{Label, Labels};
use kamerton_core::role::Role;
use kamerton_core::time::{HOUR, Instant, MINUTE};
use kamerton_store::identities::IdentityRow;
use kamerton_store::people::PersonRow;
use kamerton_store::{Store, Target, awaiting, identities, ledger, people, rollups};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

/// The clock of all tests.
pub const NOW: &str = "2024-06-01T09:00:00Z";

/// A brand in a fresh store.
pub struct World {
    pub store: Store,
    pub brand: Brand,
    pub now: Instant,
    _directory: Option<tempfile::TempDir>,
}

/// Where worlds are made.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    Sqlite,
    Postgres,
}

/// The databases there are.
pub fn kinds() -> Vec<Kind> {
    if std::env::var_os("KAMERTON_TEST_POSTGRES").is_some() {
        return vec![Kind::Sqlite, Kind::Postgres];
    }
    eprintln!("KAMERTON_TEST_POSTGRES is not set: SQLite only");
    vec![Kind::Sqlite]
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl World {
    pub async fn new(kind: Kind) -> Self {
        let (target, directory) = match kind {
            Kind::Sqlite => {
                let directory = tempfile::tempdir().unwrap();
                (Target::Directory(directory.path().to_path_buf()), Some(directory))
            }
            Kind::Postgres => (Target::Postgres(new_database().await), None),
        };
        let store = Store::create(&target).await.unwrap();
        let now = Instant::parse_rfc3339(NOW).unwrap();
        let new = NewBrand {
            name: "Чашка".to_owned(),
            zone: "Europe/Moscow".to_owned(),
            lang: "ru".to_owned(),
            settings: Settings::default(),
            demo: false,
        };
        let mut session = store.write().await.unwrap();
        let brand = brand::create(&mut session, &new, now).await.unwrap();
        session.commit().await.unwrap();
        Self { store, brand, now, _directory: directory }
    }

    /// Stores facts in batches of `size`.
    pub async fn apply(&self, facts: &[Prepared], size: usize, roles: &RoleRules) -> Result<()> {
        let origin = Origin::import("telegram", roles.clone());
        for batch in facts.chunks(size) {
            ingest::apply(&self.store, &self.brand, &origin, batch.to_vec(), self.now).await?;
        }
        Ok(())
    }

    pub async fn people(&self) -> Vec<PersonRow> {
        let mut session = self.store.read().await.unwrap();
        people::after(&mut session, self.brand.id, PersonId::NIL, 100_000).await.unwrap()
    }

    pub async fn account(&self, name: &str) -> IdentityRow {
        let mut session = self.store.read().await.unwrap();
        let key = kamerton_text::fold(name);
        let mut found = identities::by_name(&mut session, self.brand.id, [key]).await.unwrap();
        assert_eq!(found.len(), 1, "{name}");
        found.remove(0)
    }

    pub async fn person(&self, name: &str) -> PersonRow {
        let id = self.account(name).await.person.unwrap();
        let mut session = self.store.read().await.unwrap();
        people::by_id(&mut session, self.brand.id, [id]).await.unwrap().remove(0)
    }

    /// Everything that is derived, as lines: ledger, what waits, people, days.
    pub async fn dump(&self) -> Vec<String> {
        let mut session = self.store.read().await.unwrap();
        let id = self.brand.id;
        let rows = people::after(&mut session, id, PersonId::NIL, 100_000).await.unwrap();
        let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
        let mut lines: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
        let accounts = identities::of_people(&mut session, id, ids.clone()).await.unwrap();
        let days = rollups::active_days(&mut session, id, accounts.iter().map(|row| row.id)).await;
        lines.extend(accounts.iter().map(|row| format!("{:?} {:?}", row.id, row.role)));
        lines.extend(days.unwrap().iter().map(|row| format!("{row:?}")));
        let entries = ledger::of_people(&mut session, id, ids).await.unwrap();
        lines.extend(entries.iter().map(|(_, entry)| format!("{entry:?}")));
        let waiting = awaiting::after(&mut session, id, MessageId::NIL, 100_000).await.unwrap();
        lines.extend(waiting.iter().map(|row| format!("{row:?}")));
        lines.sort_unstable();
        lines.dedup();
        lines
    }
}

/// Compares two dumps, showing the first lines that differ.
pub fn assert_same(left: &[String], right: &[String], what: &str) {
    let only = |these: &[String], those: &[String]| -> Vec<String> {
        these.iter().filter(|line| those.binary_search(line).is_err()).take(4).cloned().collect()
    };
    let (ours, theirs) = (only(left, right), only(right, left));
    assert!(
        ours.is_empty() && theirs.is_empty(),
        "{what}\n  is:\n    {}\n  should be:\n    {}",
        ours.join("\n    "),
        theirs.join("\n    ")
    );
    assert!(left.len() > 20, "{what}: nothing to compare");
}

/// Makes an empty database on the server; the server is thrown away with all of them.
async fn new_database() -> String {
    let server = std::env::var("KAMERTON_TEST_POSTGRES").unwrap();
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let name = format!("people_{}_{number}", std::process::id());
    let mut connection = PgConnection::connect(&server).await.unwrap();
    let sql = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    let (front, _) = server.rsplit_once('/').unwrap();
    format!("{front}/{name}")
}

/// A small generator: the same seed, the same history.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }

    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

pub const NAMES: [&str; 9] =
    ["Анна Первая", "Борис", "Вера", "Глеб", "Дина", "Егор", "Жанна", "Зоя", "Илья"];

pub fn account(name: &str) -> Account {
    let at = NAMES.iter().position(|known| *known == name).unwrap_or(99);
    Account {
        kind: "telegram".to_owned(),
        remote_id: format!("user{at}"),
        handle: None,
        display_name: Some(name.to_owned()),
        role: None,
        deleted: false,
    }
}

pub fn place(name: &str) -> PlaceRef {
    PlaceRef {
        kind: "telegram".to_owned(),
        remote_id: name.to_owned(),
        title: name.to_owned(),
        private: false,
    }
}

/// A message that says `labels`.
pub fn message(key: &str, name: &str, at: Instant, labels: &[Label]) -> Prepared {
    let fact = MessageFact {
        key: key.to_owned(),
        place: place("чат"),
        author: Some(account(name)),
        sent_at: at,
        text: format!("слова {key}"),
        ..MessageFact::default()
    };
    with(fact, labels)
}

pub fn with(fact: MessageFact, labels: &[Label]) -> Prepared {
    let labels = Labels::of(labels);
    let read =
        Read { labels, sentiment: 0, lang: 0, tokens: kamerton_text::index_tokens("слово") };
    Prepared { fact: Fact::Message(fact), reading: Some(read) }
}

pub fn bare(fact: Fact) -> Prepared {
    Prepared { fact, reading: None }
}

const SAYS: [&[Label]; 12] = [
    &[],
    &[],
    &[Label::Question],
    &[Label::Question, Label::UsageQuestion],
    &[Label::Helps],
    &[Label::Confirms],
    &[Label::Thanks],
    &[Label::Delight, Label::ProductTalk],
    &[Label::Recommendation, Label::Owns],
    &[Label::Complaint],
    &[Label::PurchaseIntent],
    &[Label::Story, Label::ProductTalk],
];

/// Some months of talk between nine people in two places, one with threads, with edits, deletions,
/// reactions and orders.
pub fn history(seed: u64, count: usize) -> Vec<Prepared> {
    let mut random = Random::new(seed);
    let mut at = Instant::parse_rfc3339("2024-01-10T08:00:00Z").unwrap();
    let mut facts = Vec::new();
    for number in 0..count {
        at = at.plus(MINUTE * (1 + random.below(40) as i64));
        if random.one_in(6) {
            at = at.plus(HOUR * random.below(70) as i64);
        }
        let name = NAMES[random.below(NAMES.len())];
        let says = SAYS[random.below(SAYS.len())];
        facts.push(said(&mut random, number, name, at, says));
        if number > 3 && random.one_in(8) {
            facts.push(later(&mut random, number, at));
        }
        if random.one_in(9) {
            let target = random.below(facts.len());
            let says = SAYS[random.below(SAYS.len())];
            facts.extend(edited(&facts[target].clone(), at, says));
        }
    }
    facts
}

fn key(number: usize) -> String {
    format!("telegram:1:{number}")
}

fn said(random: &mut Random, number: usize, name: &str, at: Instant, says: &[Label]) -> Prepared {
    let thread = random.one_in(3);
    let root = number - number % 10;
    let fact = MessageFact {
        key: key(number),
        place: place(if thread { "форум" } else { "чат" }),
        thread: thread.then(|| format!("тема {root}")),
        thread_root: (thread && random.one_in(2)).then(|| key(root)),
        author: Some(account(name)),
        sent_at: at,
        text: format!("слова {number}"),
        reply_to: (number > 0 && random.one_in(2))
            .then(|| key(number - 1 - random.below(number.min(6)))),
        ..MessageFact::default()
    };
    with(fact, says)
}

/// Other words in place of a message's.
fn edited(prepared: &Prepared, at: Instant, says: &[Label]) -> Option<Prepared> {
    let Fact::Message(message) = &prepared.fact else { return None };
    let mut message = message.clone();
    message.text = format!("{} иначе {}", message.text, at.micros());
    message.edited_at = Some(at.plus(2 * MINUTE));
    Some(with(message, says))
}

/// What comes on top of messages: a deletion, a reaction or an order.
fn later(random: &mut Random, number: usize, at: Instant) -> Prepared {
    let target = number - 1 - random.below(4);
    let name = NAMES[random.below(NAMES.len())];
    match random.below(3) {
        0 => bare(Fact::Deletion(DeletionFact {
            kind: "telegram".to_owned(),
            message: key(target),
            at: at.plus(MINUTE),
        })),
        1 => bare(Fact::Reaction(ReactionFact {
            message: key(target),
            emoji: "👍".to_owned(),
            account: account(name),
            at: at.plus(MINUTE),
            given: true,
        })),
        _ => bare(Fact::Order(OrderFact {
            key: format!("заказ {number}"),
            kind: OrderKind::Purchase,
            at,
            amount_minor: 100_000,
            currency: "RUB".to_owned(),
            product: Some("чашка".to_owned()),
            accounts: vec![account(name)],
        })),
    }
}

/// Rules that name people of a role.
pub fn rules(named: &[(Role, &str)]) -> RoleRules {
    let mut rules = RoleRules::default();
    for (role, name) in named {
        rules.add(*role, [(*name).to_owned()]);
    }
    rules
}
