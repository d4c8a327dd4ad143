//! Reactions to messages: what was said last of an account, an emoji and a message stands, whenever
//! it came.

use std::collections::{BTreeMap, HashMap};

use kamerton_core::fact::{Fact, ReactionFact};
use kamerton_core::id::{ChannelId, IdentityId, MessageId};
use kamerton_store::Session;
use kamerton_store::messages::{self, ReactionRow};

use super::Batch;
use crate::error::Result;

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

impl Batch<'_> {
    /// Stores reactions together: all messages they speak of are looked up at once.
    pub(super) async fn store_reactions(
        &mut self,
        session: &mut Session,
        facts: Vec<ReactionFact>,
    ) -> Result<()> {
        let mut by_channel: BTreeMap<ChannelId, Vec<ReactionFact>> = BTreeMap::new();
        for fact in facts {
            by_channel.entry(self.brand.channel(&fact.account.kind)).or_default().push(fact);
        }
        for (channel, facts) in by_channel {
            let keys = facts.iter().map(|fact| fact.message.clone());
            let found = messages::by_key(session, self.brand.id, channel, keys).await?;
            let found: HashMap<String, MessageId> = found.into_iter().collect();
            let stored = messages::reactions(session, self.brand.id, found.values().copied());
            let mut tally = Tally::of(stored.await?);
            for fact in facts {
                let Some(message) = found.get(&fact.message) else {
                    let key = fact.message.clone();
                    self.keep_pending(session, channel, &key, Fact::Reaction(fact)).await?;
                    continue;
                };
                let new = tally.take(ReactionRow {
                    message: *message,
                    identity: self.account_id(&fact.account, None),
                    count: i64::from(fact.given),
                    day: self.brand.zone.day(fact.at),
                    at: fact.at,
                    emoji: fact.emoji,
                });
                self.brought.duplicates += u64::from(!new);
            }
            self.store_tally(session, tally).await?;
        }
        Ok(())
    }
}
