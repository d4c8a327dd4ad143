//! Reactions to messages: what was said last of an account, an emoji and a message stands, whenever
//! it came.

use std::collections::{BTreeMap, HashMap};

use kamerton_core::fact::{Fact, ReactionCountsFact, ReactionFact};
use kamerton_core::id::{ChannelId, IdentityId, MessageId};
use kamerton_core::time::Instant;
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

    /// Stores counts of reactions whose givers nobody names. Each says all that stands, so the latest
    /// counts and what it leaves out stands no more.
    pub(super) async fn store_counts(
        &mut self,
        session: &mut Session,
        facts: Vec<ReactionCountsFact>,
    ) -> Result<()> {
        for fact in facts {
            let channel = self.brand.channel(&fact.kind);
            let key = fact.message.clone();
            let found = messages::by_key(session, self.brand.id, channel, [key.clone()]).await?;
            let Some((_, message)) = found.first() else {
                self.keep_pending(session, channel, &key, Fact::ReactionCounts(fact)).await?;
                continue;
            };
            let stored = messages::reactions(session, self.brand.id, [*message]).await?;
            let (counts, at) = standing(fact.counts, fact.at, &stored);
            let mut tally = Tally::of(stored);
            let mut new = false;
            for (emoji, count) in counts {
                new |= tally.take(ReactionRow {
                    message: *message,
                    identity: IdentityId::NIL,
                    count,
                    day: self.brand.zone.day(at),
                    at,
                    emoji,
                });
            }
            self.brought.duplicates += u64::from(!new);
            self.store_tally(session, tally).await?;
        }
        Ok(())
    }
}

/// What a count changes of what is stored, and from when: one that comes late only says of what else there
/// was that it stands no more.
fn standing(
    counts: BTreeMap<String, u32>,
    at: Instant,
    stored: &[ReactionRow],
) -> (BTreeMap<String, i64>, Instant) {
    let unnamed = || stored.iter().filter(|row| row.identity == IdentityId::NIL);
    let latest = unnamed().map(|row| row.at).max().filter(|latest| *latest > at);
    let is_known = |emoji: &String| unnamed().any(|row| row.emoji == *emoji);
    if let Some(latest) = latest {
        let unknown = counts.into_keys().filter(|emoji| !is_known(emoji));
        return (unknown.map(|emoji| (emoji, 0)).collect(), latest);
    }
    let mut standing: BTreeMap<String, i64> = unnamed().map(|row| (row.emoji.clone(), 0)).collect();
    standing.extend(counts.into_iter().map(|(emoji, count)| (emoji, i64::from(count))));
    (standing, at)
}
