//! Reactions to messages: what was said last of an account, an emoji and a message stands, whenever
//! it came.

use std::collections::{BTreeMap, HashMap};

use kamerton_core::id::{IdentityId, MessageId};
use kamerton_store::messages::ReactionRow;

type Key = (MessageId, String, IdentityId);

/// Reactions of some messages: those stored, and those that came.
#[derive(Default)]
pub(super) struct Tally {
    stored: HashMap<Key, ReactionRow>,
    changed: BTreeMap<Key, ReactionRow>,
}

impl Tally {
    /// The tally of messages with these stored reactions.
    pub fn of(stored: Vec<ReactionRow>) -> Self {
        let stored = stored.into_iter().map(|row| (key(&row), row)).collect();
        Self { stored, changed: BTreeMap::new() }
    }

    /// Takes in what came; says whether it stands.
    ///
    /// Of two at the same moment that which takes back stands, then the greater count: sources
    /// that only count say no time.
    pub fn take(&mut self, row: ReactionRow) -> bool {
        let key = key(&row);
        let known = self.changed.get(&key).or_else(|| self.stored.get(&key));
        let rank = |row: &ReactionRow| (row.at, row.count == 0, row.count);
        if known.is_some_and(|known| rank(known) >= rank(&row)) {
            return false;
        }
        self.changed.insert(key, row);
        true
    }

    /// What changed, each with what was stored before.
    pub fn changes(&self) -> impl Iterator<Item = (Option<&ReactionRow>, &ReactionRow)> {
        self.changed.iter().map(|(key, row)| (self.stored.get(key), row))
    }
}

fn key(row: &ReactionRow) -> Key {
    (row.message, row.emoji.clone(), row.identity)
}
