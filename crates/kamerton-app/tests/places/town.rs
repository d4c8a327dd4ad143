//! A community in two open places and a private one, looked at minutes after its last words.

use kamerton_core::fact::{Fact, MessageFact, PlaceRef};
use kamerton_core::id::{MessageId, PlaceId};
use kamerton_core::reading::Label;
use kamerton_core::role::Role;
use kamerton_core::time::{HOUR, Instant, MINUTE};
use kamerton_store::message_lists;
use kamerton_store::messages::MessageRow;
use uuid::Uuid;

use super::harness::{Kind, NAMES, World, account, history, place, rules, with};

/// The private place.
pub const LETTERS: &str = "почта";

pub async fn town(kind: Kind) -> World {
    let mut world = World::new(kind).await;
    let mut facts = history(11, 300);
    let last = facts.iter().filter_map(sent_at).max().unwrap();
    world.now = last.plus(10 * MINUTE);
    facts.extend((0..12).map(|n| letter(n, last.plus(-(n as i64) * 9 * HOUR))));
    world.apply(&facts, 100, &rules(&[(Role::Staff, "Вера")])).await.unwrap();
    world
}

fn sent_at(prepared: &super::harness::Prepared) -> Option<Instant> {
    match &prepared.fact {
        Fact::Message(message) => Some(message.sent_at),
        _ => None,
    }
}

fn letter(number: usize, at: Instant) -> super::harness::Prepared {
    let name = NAMES[number % NAMES.len()];
    let fact = MessageFact {
        key: format!("telegram:7:{number}"),
        place: PlaceRef { private: true, ..place(LETTERS) },
        author: Some(account(name)),
        sent_at: at,
        text: format!("письмо {number}"),
        ..MessageFact::default()
    };
    with(fact, &[Label::Question, Label::Complaint])
}

impl World {
    pub fn place_id(&self, name: &str) -> PlaceId {
        self.brand.place(self.brand.channel("telegram"), name)
    }

    /// Everything that was said, newest first.
    pub async fn said(&self) -> Vec<MessageRow> {
        let mut session = self.store.read().await.unwrap();
        let before = MessageId(Uuid::max());
        let from = Instant::from_micros(0);
        let rows = message_lists::everywhere(&mut session, self.brand.id, from, before, 10_000);
        let mut rows = rows.await.unwrap();
        rows.retain(|row| !row.service && row.deleted_at.is_none());
        rows
    }
}
