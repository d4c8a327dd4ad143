//! Messages of a batch, with their reactions, versions, joinings and deletions.

use std::collections::{BTreeMap, HashMap, HashSet};

use kamerton_core::correction;
use kamerton_core::fact::{
    DeletionFact, Fact, MembershipFact, MessageFact, ReactionCount, ReactionCountsFact,
    ReactionFact,
};
use kamerton_core::id::{ChannelId, IdentityId, MessageId, PlaceId};
use kamerton_core::time::{Day, Instant};
use kamerton_store::messages::{self, KeyRow, MessageRow, ReactionRow};
use kamerton_store::rollups;
use kamerton_store::search::{self, doc_id};
use kamerton_store::{Session, corrections, places, workspaces};
use xxhash_rust::xxh3::xxh3_64;

use super::orders::OrderOrProfile;
use super::reactions::Tally;
use super::texts::{self, Taken};
use super::{Batch, Wrote, claims, days::Days};
use crate::error::Result;
use crate::prepare::{Prepared, Read, analyser};

/// The counter that numbers search documents.
const DOCUMENTS: &str = "documents";

/// Facts that are stored after the messages: they may speak of messages of the same batch.
#[derive(Default)]
pub(super) struct Late {
    reactions: Vec<ReactionFact>,
    counts: Vec<ReactionCountsFact>,
    deletions: Vec<DeletionFact>,
    memberships: Vec<MembershipFact>,
    others: Vec<OrderOrProfile>,
}

/// New messages of a batch, before they are stored.
#[derive(Default)]
struct New {
    rows: Vec<MessageRow>,
    tokens: Vec<Vec<String>>,
    channels: Vec<ChannelId>,
    reactions: Vec<(MessageId, Instant, Day, Vec<ReactionCount>, MessageFact)>,
    by_key: HashMap<(ChannelId, String), usize>,
}

impl Batch<'_> {
    /// Stores the messages; gives back what has to be stored after them.
    pub(super) async fn store_messages(
        &mut self,
        session: &mut Session,
        facts: Vec<Prepared>,
    ) -> Result<Late> {
        let mut late = Late::default();
        let mut incoming = Vec::new();
        for prepared in facts {
            match prepared.fact {
                Fact::Message(message) => {
                    incoming.push((message, prepared.reading.unwrap_or_else(no_reading)));
                }
                Fact::Reaction(reaction) => late.reactions.push(reaction),
                Fact::ReactionCounts(counted) => late.counts.push(counted),
                Fact::Deletion(deletion) => late.deletions.push(deletion),
                Fact::Membership(membership) => late.memberships.push(membership),
                Fact::Order(order) => late.others.push(OrderOrProfile::Order(order)),
                Fact::Profile(profile) => late.others.push(OrderOrProfile::Profile(profile)),
            }
        }
        let known = self.known_keys(session, &incoming).await?;
        self.keep_apart(session, &mut incoming, &known).await?;
        let mut new = New::default();
        let mut again: Vec<(MessageId, MessageFact, Read)> = Vec::new();
        for (message, reading) in incoming {
            let (channel, place) = self.place(&message.place);
            if let Some(id) = known.get(&(channel, message.key.clone())) {
                again.push((*id, message, reading));
            } else if let Some(at) = new.by_key.get(&(channel, message.key.clone())) {
                let at = *at;
                self.again_in_batch(session, &mut new, at, message, reading).await?;
            } else {
                self.add_new(&mut new, channel, place, message, reading);
            }
        }
        self.link_replies(session, &mut new, &known).await?;
        self.take_pending(session, &new, &mut late).await?;
        self.save_new(session, new).await?;
        self.store_again(session, again).await?;
        Ok(late)
    }

    /// Ids of messages that are stored, among those that the batch brings or answers.
    async fn known_keys(
        &self,
        session: &mut Session,
        incoming: &[(MessageFact, Read)],
    ) -> Result<HashMap<(ChannelId, String), MessageId>> {
        let mut wanted: BTreeMap<ChannelId, HashSet<String>> = BTreeMap::new();
        for (message, _) in incoming {
            let (channel, _) = self.place(&message.place);
            wanted.entry(channel).or_default().extend(claims::keys(message));
        }
        let mut known = HashMap::new();
        for (channel, keys) in wanted {
            let mut keys: Vec<String> = keys.into_iter().collect();
            keys.sort_unstable();
            for (key, id) in messages::by_key(session, self.brand.id, channel, keys).await? {
                known.insert((channel, key), id);
            }
        }
        Ok(known)
    }

    fn add_new(
        &mut self,
        new: &mut New,
        channel: ChannelId,
        place: PlaceId,
        mut message: MessageFact,
        reading: Read,
    ) {
        let identity =
            message.author.as_ref().map(|author| self.account_id(author, Some(&message.place)));
        let id = MessageId::at(channel, &message.key, message.sent_at);
        let day = self.brand.zone.day(message.sent_at);
        // A message that opens a thread answers nothing.
        let root = message.thread_root.take().filter(|root| *root != message.key);
        let implied = message.reply_to.is_none() && root.is_some();
        let reactions = std::mem::take(&mut message.reactions);
        let row = MessageRow {
            id,
            place,
            identity,
            sent_at: message.sent_at,
            day,
            thread: message.thread.as_deref().map_or(0, thread_number),
            topic: message.thread.take(),
            remote_key: message.key.clone(),
            reply_to: None,
            reply_to_key: message.reply_to.take().or(root),
            implied,
            text: std::mem::take(&mut message.text),
            edited_at: message.edited_at,
            deleted_at: None,
            version: 0,
            service: message.service,
            forwarded_from: message.forwarded_from.take(),
            attachments: texts::attachments(&message),
            extra: texts::extra(&message),
            labels: reading.labels,
            sentiment: reading.sentiment,
            lang: reading.lang,
            analyser: analyser(),
            doc_id: 0,
        };
        new.by_key.insert((channel, message.key.clone()), new.rows.len());
        new.rows.push(row);
        new.tokens.push(reading.tokens);
        new.channels.push(channel);
        if !reactions.is_empty() {
            new.reactions.push((id, message.sent_at, day, reactions, message));
        }
    }

    /// The same message twice in one batch: an edit, or a repetition.
    async fn again_in_batch(
        &mut self,
        session: &mut Session,
        new: &mut New,
        at: usize,
        mut message: MessageFact,
        reading: Read,
    ) -> Result<()> {
        let Some(row) = new.rows.get_mut(at) else { return Ok(()) };
        let taken = texts::take(session, self.brand.id, row, &message, &reading).await?;
        self.brought.note(taken);
        if taken == Taken::Renewed
            && let Some(tokens) = new.tokens.get_mut(at)
        {
            *tokens = reading.tokens;
        }
        let reactions = std::mem::take(&mut message.reactions);
        if !reactions.is_empty() {
            new.reactions.push((row.id, row.sent_at, row.day, reactions, message));
        }
        Ok(())
    }

    /// Finds what the new messages answer, and which stored ones answer them.
    async fn link_replies(
        &mut self,
        session: &mut Session,
        new: &mut New,
        known: &HashMap<(ChannelId, String), MessageId>,
    ) -> Result<()> {
        for at in 0..new.rows.len() {
            let Some(key) = new.rows[at].reply_to_key.clone() else { continue };
            let wanted = (new.channels[at], key);
            let in_batch = new.by_key.get(&wanted).map(|target| new.rows[*target].id);
            new.rows[at].reply_to = in_batch.or_else(|| known.get(&wanted).copied());
        }
        let keys: Vec<String> = new.rows.iter().map(|row| row.remote_key.clone()).collect();
        let waiting = messages::unresolved(session, self.brand.id, keys).await?;
        if waiting.is_empty() {
            return Ok(());
        }
        let ids: HashMap<&str, (MessageId, Option<IdentityId>)> =
            new.rows.iter().map(|row| (row.remote_key.as_str(), (row.id, row.identity))).collect();
        let (mut resolved, mut turned) = (Vec::new(), Vec::new());
        for (child, key) in &waiting {
            if let Some((target, author)) = ids.get(key.as_str()) {
                messages::resolve(session, self.brand.id, *child, *target).await?;
                resolved.push(*child);
                turned.extend(author.map(|author| (*child, author)));
                self.touched.known.is_answered(*target);
            }
        }
        if self.facts_only {
            return Ok(());
        }
        self.turn_resolved(session, &turned).await?;
        // A child's entries depend on its parent, a grandchild's on who wrote the grandparent.
        let grandchildren =
            messages::children(session, self.brand.id, resolved.iter().copied()).await?;
        self.touched.changed.extend(resolved.iter().copied());
        self.touched.grounds.extend(resolved);
        self.touched.grounds.extend(grandchildren);
        Ok(())
    }

    /// What was said of the new messages before they came.
    async fn take_pending(
        &mut self,
        session: &mut Session,
        new: &New,
        late: &mut Late,
    ) -> Result<()> {
        let mut keys: BTreeMap<ChannelId, Vec<String>> = BTreeMap::new();
        for (row, channel) in new.rows.iter().zip(&new.channels) {
            keys.entry(*channel).or_default().push(row.remote_key.clone());
        }
        for (channel, keys) in keys {
            for fact in messages::take_pending(session, self.brand.id, channel, keys).await? {
                match serde_json::from_str(&fact) {
                    Ok(Fact::Deletion(deletion)) => late.deletions.push(deletion),
                    Ok(Fact::Reaction(reaction)) => late.reactions.push(reaction),
                    Ok(Fact::ReactionCounts(counted)) => late.counts.push(counted),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    async fn save_new(&mut self, session: &mut Session, mut new: New) -> Result<()> {
        if new.rows.is_empty() {
            return Ok(());
        }
        let count = new.rows.len() as i64;
        let first = workspaces::take_numbers(session, DOCUMENTS, count).await?;
        for (row, number) in new.rows.iter_mut().zip(first..) {
            row.doc_id = doc_id(row.sent_at.micros(), number);
        }
        let keys: Vec<KeyRow> = new
            .rows
            .iter()
            .zip(&new.channels)
            .map(|(row, channel)| KeyRow {
                channel: *channel,
                key: row.remote_key.clone(),
                message: row.id,
                sent_at: row.sent_at,
            })
            .collect();
        messages::save_keys(session, self.brand.id, &keys).await?;
        drop(keys);
        self.note_new(session, &new.rows).await?;
        messages::save(session, self.brand.id, &new.rows).await?;
        let documents = new
            .rows
            .iter()
            .zip(new.tokens)
            .filter(|(_, tokens)| !tokens.is_empty())
            .map(|(row, tokens)| (row.doc_id, tokens))
            .collect();
        search::insert(session, self.brand.id, documents).await?;
        let mut tally = Tally::default();
        for (message, at, day, reactions, fact) in new.reactions {
            for row in self.reaction_rows(message, at, day, &reactions, &fact) {
                tally.take(row);
            }
        }
        self.store_tally(session, tally).await
    }

    /// Roll-ups of new messages, and what has to be looked at because of them.
    async fn note_new(&mut self, session: &mut Session, rows: &[MessageRow]) -> Result<()> {
        let mut days = Days::default();
        for row in rows {
            if row.service {
                self.brought.service += 1;
            } else {
                self.brought.messages += 1;
                self.brought.replies += u64::from(row.reply_to_key.is_some() && !row.implied);
            }
            if self.facts_only {
                continue;
            }
            self.touched.known.add(row);
            if row.service {
                continue;
            }
            days.add(row, 1);
            let Some(identity) = row.identity else { continue };
            self.touched.grounds.insert(row.id);
            self.touched.fresh.insert(row.id);
            self.touched.took_part.insert((identity, row.day));
            self.touched.span(row.place, row.sent_at);
            self.touched
                .wrote
                .entry(identity)
                .and_modify(|wrote| {
                    wrote.count += 1;
                    wrote.first = wrote.first.min(row.sent_at);
                    wrote.last = wrote.last.max(row.sent_at);
                })
                .or_insert(Wrote { count: 1, first: row.sent_at, last: row.sent_at });
        }
        if self.facts_only {
            return Ok(());
        }
        self.turn_new(session, rows).await?;
        self.count_new_authors(session).await?;
        days.save(session, self.brand.id).await?;
        for (place, (first, last)) in self.touched.spans.clone() {
            places::widen(session, self.brand.id, place, first, last).await?;
        }
        Ok(())
    }

    /// Accounts that wrote nothing before this batch.
    async fn count_new_authors(&mut self, session: &mut Session) -> Result<()> {
        let authors: Vec<IdentityId> = self.touched.wrote.keys().copied().collect();
        let before: HashSet<IdentityId> =
            rollups::wrote_before(session, self.brand.id, authors.iter().copied())
                .await?
                .into_iter()
                .collect();
        self.brought.people +=
            authors.iter().filter(|author| !before.contains(author)).count() as u64;
        Ok(())
    }

    /// Messages that are stored already: repetitions, edits, changed reaction counts.
    async fn store_again(
        &mut self,
        session: &mut Session,
        again: Vec<(MessageId, MessageFact, Read)>,
    ) -> Result<()> {
        if again.is_empty() {
            return Ok(());
        }
        let ids: Vec<MessageId> = again.iter().map(|(id, _, _)| *id).collect();
        let mut rows: HashMap<MessageId, MessageRow> =
            messages::by_id(session, self.brand.id, ids.iter().copied())
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        let known = messages::reactions(session, self.brand.id, ids).await?;
        let mut tally = Tally::of(known);
        for (id, mut message, reading) in again {
            let Some(row) = rows.get_mut(&id) else { continue };
            let reactions = std::mem::take(&mut message.reactions);
            for reaction in self.reaction_rows(id, row.sent_at, row.day, &reactions, &message) {
                tally.take(reaction);
            }
            self.store_edit(session, row, &message, reading).await?;
        }
        self.store_tally(session, tally).await
    }

    async fn store_edit(
        &mut self,
        session: &mut Session,
        row: &mut MessageRow,
        message: &MessageFact,
        reading: Read,
    ) -> Result<()> {
        let before = row.clone();
        let taken = texts::take(session, self.brand.id, row, message, &reading).await?;
        self.brought.note(taken);
        if taken == Taken::Known {
            return Ok(());
        }
        self.turn_edited(&before, row, &message.place.kind);
        if taken == Taken::Renewed {
            let said = corrections::of_messages(session, self.brand.id, [row.id]).await?;
            let standing = crate::reading::standing(&said);
            (row.labels, row.sentiment) = correction::apply(row.labels, row.sentiment, &standing);
            // What was deleted is not found, whatever is still said of it.
            if row.deleted_at.is_none() {
                let document = (row.doc_id, reading.tokens);
                search::replace(session, self.brand.id, document).await?;
            }
        }
        messages::save(session, self.brand.id, std::slice::from_ref(row)).await?;
        self.touched.known.forget(row.id);
        if taken == Taken::Renewed {
            self.touch_changed(session, row).await?;
        }
        Ok(())
    }

    /// A stored message changed: derive it and what answers it anew.
    async fn touch_changed(&mut self, session: &mut Session, row: &MessageRow) -> Result<()> {
        if self.facts_only {
            return Ok(());
        }
        self.touched.changed_message(session, self.brand, row).await
    }

    /// Stores what speaks of messages, and orders and profiles.
    pub(super) async fn store_late(&mut self, session: &mut Session, late: Late) -> Result<()> {
        self.store_memberships(session, late.memberships).await?;
        self.store_reactions(session, late.reactions).await?;
        self.store_counts(session, late.counts).await?;
        for deletion in late.deletions {
            self.store_deletion(session, deletion).await?;
        }
        self.store_others(session, late.others).await
    }

    async fn find_message(
        &self,
        session: &mut Session,
        channel: ChannelId,
        key: &str,
    ) -> Result<Option<MessageRow>> {
        let found = messages::by_key(session, self.brand.id, channel, [key.to_owned()]).await?;
        let Some((_, id)) = found.first() else { return Ok(None) };
        Ok(messages::by_id(session, self.brand.id, [*id]).await?.pop())
    }

    async fn store_deletion(&mut self, session: &mut Session, fact: DeletionFact) -> Result<()> {
        let channel = self.brand.channel(&fact.kind);
        let Some(mut row) = self.find_message(session, channel, &fact.message).await? else {
            let key = fact.message.clone();
            return self.keep_pending(session, channel, &key, Fact::Deletion(fact)).await;
        };
        if let Some(known) = row.deleted_at {
            self.brought.duplicates += 1;
            if fact.at < known {
                row.deleted_at = Some(fact.at);
                messages::save(session, self.brand.id, std::slice::from_ref(&row)).await?;
            }
            return Ok(());
        }
        self.turn_deleted(session, &row, &fact.kind).await?;
        row.deleted_at = Some(fact.at);
        messages::save(session, self.brand.id, std::slice::from_ref(&row)).await?;
        self.touched.known.forget(row.id);
        search::replace(session, self.brand.id, (row.doc_id, Vec::new())).await?;
        self.touch_changed(session, &row).await?;
        if row.service {
            return Ok(());
        }
        let mut days = Days::default();
        days.add(&row, -1);
        self.save_days(session, days).await?;
        if let Some(identity) = row.identity {
            self.touched.recount.insert(identity);
            self.touched.check_part.insert((identity, row.day));
            self.touched.account(identity, row.day);
        }
        Ok(())
    }

    pub(super) async fn keep_pending(
        &mut self,
        session: &mut Session,
        channel: ChannelId,
        key: &str,
        fact: Fact,
    ) -> Result<()> {
        let text = serde_json::to_string(&fact).unwrap_or_default();
        let number = xxh3_64(text.as_bytes()) as i64;
        let new =
            messages::keep_pending(session, self.brand.id, channel, key, number, &text).await?;
        self.brought.duplicates += u64::from(!new);
        Ok(())
    }

    fn reaction_rows(
        &self,
        message: MessageId,
        at: Instant,
        day: Day,
        reactions: &[ReactionCount],
        fact: &MessageFact,
    ) -> Vec<ReactionRow> {
        let mut rows = Vec::new();
        for reaction in reactions {
            let row = |identity, count| ReactionRow {
                message,
                emoji: reaction.emoji.clone(),
                identity,
                count,
                day,
                at,
            };
            let mut known: HashSet<IdentityId> = HashSet::new();
            for account in &reaction.accounts {
                let identity = self.account_id(account, Some(&fact.place));
                if known.insert(identity) {
                    rows.push(row(identity, 1));
                }
            }
            let unnamed = i64::from(reaction.count) - known.len() as i64;
            if unnamed > 0 {
                rows.push(row(IdentityId::NIL, unnamed));
            }
        }
        rows
    }

    /// Stores reactions that changed, and their roll-ups.
    pub(super) async fn store_tally(&mut self, session: &mut Session, tally: Tally) -> Result<()> {
        let mut days = Days::default();
        for (before, row) in tally.changes() {
            let given = row.count - before.map_or(0, |before| before.count);
            self.brought.reactions += given.max(0) as u64;
            if row.identity == IdentityId::NIL {
                continue;
            }
            // Reactions are counted by person and day; the place of the message does not matter.
            if let Some(before) = before.filter(|before| before.count > 0) {
                days.reaction(before.identity, before.day, -before.count);
                self.touched.check_part.insert((before.identity, before.day));
                self.touched.account(before.identity, before.day);
            }
            if row.count > 0 {
                days.reaction(row.identity, row.day, row.count);
                self.touched.took_part.insert((row.identity, row.day));
                self.touched.account(row.identity, row.day);
            }
        }
        self.turn_reacted(session, &tally).await?;
        let rows: Vec<ReactionRow> = tally.changes().map(|(_, row)| row.clone()).collect();
        messages::save_reactions(session, self.brand.id, &rows).await?;
        self.save_days(session, days).await
    }

    /// Stores changes of roll-ups, where they are kept.
    pub(super) async fn save_days(&self, session: &mut Session, days: Days) -> Result<()> {
        if self.facts_only { Ok(()) } else { days.save(session, self.brand.id).await }
    }
}

fn no_reading() -> Read {
    Read { labels: kamerton_core::reading::Labels(0), sentiment: 0, lang: 0, tokens: Vec::new() }
}

/// A thread's name as a number that is never 0.
pub fn thread_number(thread: &str) -> i64 {
    (xxh3_64(thread.as_bytes()) as i64) | 1
}
