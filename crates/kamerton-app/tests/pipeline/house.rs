//! A store with a brand in it, and facts made by hand.

use kamerton_app::brand::{self, NewBrand, Settings};
use kamerton_app::ingest::{self, Brought, Origin, roles::RoleRules};
use kamerton_app::{Brand, check, prepare};
use kamerton_core::fact::{Account, DeletionFact, Fact, MessageFact, PlaceRef, ReactionFact};
use kamerton_core::role::Role;
use kamerton_core::time::{DAY, Instant, MINUTE};
use kamerton_store::{Store, Target};

/// 2024-03-04T06:00:00Z, a Monday morning in Moscow.
pub const BEGIN: Instant = Instant::from_seconds(1_709_532_000);

/// An instant so many days and minutes after the beginning.
pub fn at(day: i64, minute: i64) -> Instant {
    BEGIN.plus(day * DAY + minute * MINUTE)
}

/// A store with one brand.
pub struct House {
    pub store: Store,
    pub brand: Brand,
    _directory: Option<tempfile::TempDir>,
}

impl House {
    /// On SQLite, in a directory of its own.
    pub async fn new() -> Self {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let mut house = Self::on(&Target::Directory(directory.path().to_owned())).await;
        house._directory = Some(directory);
        house
    }

    /// One on SQLite and, where there is a server, one on PostgreSQL.
    pub async fn on_both() -> Vec<Self> {
        let mut houses = vec![Self::new().await];
        if let Some(target) = crate::postgres::database() {
            houses.push(Self::on(&target).await);
        }
        houses
    }

    /// On a target that is empty.
    pub async fn on(target: &Target) -> Self {
        let store = Store::create(target).await.expect("a store");
        let new = NewBrand {
            name: "Маяк".to_owned(),
            zone: "Europe/Moscow".to_owned(),
            lang: "ru".to_owned(),
            settings: Settings {
                product_terms: vec!["фонарь".to_owned()], ..Settings::default()
            },
            demo: false,
        };
        let mut session = store.write().await.expect("a session");
        let brand = brand::create(&mut session, &new, BEGIN).await.expect("a brand");
        session.commit().await.expect("a commit");
        Self::of(store, brand)
    }

    /// A brand that is there.
    pub const fn of(store: Store, brand: Brand) -> Self {
        Self { store, brand, _directory: None }
    }

    /// Stores facts as one batch.
    pub async fn feed(&self, facts: Vec<Fact>, now: Instant) -> Brought {
        let facts = facts
            .into_iter()
            .map(|fact| prepare::prepare(&self.brand, fact, now).expect("a believable time"))
            .collect();
        ingest::apply(&self.store, &self.brand, &origin(), facts, now).await.expect("a batch")
    }

    /// Stores batches one after another; one transaction for all, because waiting for the disk is
    /// not what is tested.
    pub async fn feed_all(&self, batches: Vec<(Vec<Fact>, Instant)>) {
        let mut session = self.store.write().await.expect("a session");
        for (facts, now) in batches {
            let facts = facts
                .into_iter()
                .map(|fact| prepare::prepare(&self.brand, fact, now).expect("a believable time"))
                .collect();
            ingest::apply_in(&mut session, &self.brand, &origin(), facts, now)
                .await
                .expect("a batch");
        }
        session.commit().await.expect("a commit");
    }

    /// Recounts everything and expects no difference.
    pub async fn expect_right(&self, now: Instant) {
        let report =
            check::run(&self.store, &self.brand, false, now, |_| {}).await.expect("a recount");
        assert_eq!(report.differences, 0, "{:#?}", report.examples);
    }
}

/// Where the facts of tests come from.
pub fn origin() -> Origin {
    Origin::import("telegram", RoleRules::default())
}

/// A member.
pub fn member(id: &str) -> Account {
    Account {
        kind: "telegram".to_owned(),
        remote_id: id.to_owned(),
        display_name: Some(format!("Имя {id}")),
        ..Account::default()
    }
}

/// One of us.
pub fn staff(id: &str) -> Account {
    Account { role: Some(Role::Staff), ..member(id) }
}

/// The place of the tests made by hand.
pub fn place() -> PlaceRef {
    PlaceRef {
        kind: "telegram".to_owned(),
        remote_id: "1".to_owned(),
        title: "Чат".to_owned(),
        private: false,
    }
}

/// A message; its number is its remote key.
pub fn message(number: u32, author: &Account, sent_at: Instant, text: &str) -> MessageFact {
    MessageFact {
        place: place(),
        key: key(number),
        author: Some(author.clone()),
        sent_at,
        text: text.to_owned(),
        ..MessageFact::default()
    }
}

/// The remote key of a message.
pub fn key(number: u32) -> String {
    format!("telegram:1:{number}")
}

/// A message that answers another.
pub fn reply(number: u32, to: u32, author: &Account, sent_at: Instant, text: &str) -> MessageFact {
    MessageFact { reply_to: Some(key(to)), ..message(number, author, sent_at, text) }
}

/// A message with another text.
pub fn edited(of: &MessageFact, edited_at: Instant, text: &str) -> MessageFact {
    MessageFact { text: text.to_owned(), edited_at: Some(edited_at), ..of.clone() }
}

/// A deletion of a message.
pub fn deletion(number: u32, at: Instant) -> Fact {
    Fact::Deletion(DeletionFact { kind: "telegram".to_owned(), message: key(number), at })
}

/// A reaction to a message.
pub fn reaction(number: u32, account: &Account, at: Instant, given: bool) -> Fact {
    Fact::Reaction(ReactionFact {
        message: key(number),
        emoji: "👍".to_owned(),
        account: account.clone(),
        at,
        given,
    })
}
