//! What a batch knows without asking the store: the messages it brought, who wrote them, and how
//! far each of its places reached before.
//!
//! Almost everything that a batch's messages depend on came with the batch. What it knows here is
//! the same as what the store would say, so the outcome never depends on it: without it everything
//! is asked, and that is what happens wherever facts were changed and not only added.

use std::collections::{BTreeSet, HashMap, HashSet};

use kamerton_core::answer::{Said, Target};
use kamerton_core::derive::{Author, Ground, Parent};
use kamerton_core::id::{IdentityId, MessageId, PlaceId};
use kamerton_core::reading::Labels;
use kamerton_core::time::{Day, Instant};
use kamerton_store::Session;
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::message_links::{self, GroundRow};
use kamerton_store::messages::{self, MessageRow};

use crate::brand::Brand;
use crate::error::Result;

/// From the first to the last message of a place; `None` where it has none.
type Span = Option<(Instant, Instant)>;

/// What is known of a batch.
#[derive(Default)]
pub(crate) struct Known {
    /// The new messages.
    messages: HashMap<MessageId, Brief>,
    /// The new messages of each place, in order of time.
    by_place: HashMap<PlaceId, Vec<(Instant, MessageId)>>,
    /// Where the stored messages lie that are not among the new ones.
    stored: HashMap<PlaceId, Span>,
    /// Stored messages that the new ones answer.
    parents: HashMap<MessageId, GroundRow>,
    /// New messages that stored ones answer.
    answered: HashSet<MessageId>,
    /// Accounts as they are stored.
    accounts: HashMap<IdentityId, IdentityRow>,
}

/// A new message, without its text.
struct Brief {
    place: PlaceId,
    author: IdentityId,
    sent_at: Instant,
    day: Day,
    thread: i64,
    labels: Labels,
    reply_to: Option<MessageId>,
    /// It answers something by a link that its author made.
    linked: bool,
    implied: bool,
    service: bool,
    forwarded: bool,
}

impl Known {
    /// Asks how far places reach, before the batch is stored.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn look_before(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        places: BTreeSet<PlaceId>,
    ) -> Result<()> {
        self.stored.extend(message_links::spans(session, brand.id, places).await?);
        Ok(())
    }

    /// Takes note of a message that is new; one without an author is nobody's.
    pub fn add(&mut self, row: &MessageRow) {
        let Some(author) = row.identity else { return };
        let brief = Brief {
            place: row.place,
            author,
            sent_at: row.sent_at,
            day: row.day,
            thread: row.thread,
            labels: row.labels,
            reply_to: row.reply_to,
            linked: row.reply_to_key.is_some() && !row.implied,
            implied: row.implied,
            service: row.service,
            forwarded: row.forwarded_from.is_some(),
        };
        self.messages.insert(row.id, brief);
    }

    /// A stored message turned out to answer this one.
    pub fn is_answered(&mut self, message: MessageId) {
        self.answered.insert(message);
    }

    /// A message was changed after it was stored: from now on the store is asked for it.
    pub fn forget(&mut self, message: MessageId) {
        let Some(brief) = self.messages.remove(&message) else { return };
        let at = brief.sent_at;
        self.stored.entry(brief.place).and_modify(|span| {
            *span = Some(span.map_or((at, at), |(first, last)| (first.min(at), last.max(at))));
        });
    }

    /// Forgets all messages; accounts stay, because they are stored as they are known.
    pub fn forget_messages(&mut self) {
        *self = Self { accounts: std::mem::take(&mut self.accounts), ..Self::default() };
    }

    /// Takes over the accounts of the batch when they are stored, and orders its messages.
    pub fn stored(&mut self, accounts: HashMap<IdentityId, IdentityRow>) {
        self.accounts = accounts;
        let strangers: Vec<MessageId> = self
            .messages
            .iter()
            .filter(|(_, brief)| !self.accounts.contains_key(&brief.author))
            .map(|(id, _)| *id)
            .collect();
        for message in strangers {
            self.forget(message);
        }
        for (id, brief) in &self.messages {
            self.by_place.entry(brief.place).or_default().push((brief.sent_at, *id));
        }
        for said in self.by_place.values_mut() {
            said.sort_unstable();
        }
    }

    /// Accounts, as stored.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn accounts(
        &self,
        session: &mut Session,
        brand: &Brand,
        wanted: impl IntoIterator<Item = IdentityId>,
    ) -> Result<Vec<IdentityRow>> {
        let (mut rows, mut asked) = (Vec::new(), Vec::new());
        for id in wanted {
            match self.accounts.get(&id) {
                Some(row) => rows.push(row.clone()),
                None => asked.push(id),
            }
        }
        rows.extend(identities::by_id(session, brand.id, asked).await?);
        Ok(rows)
    }

    /// Messages as the rules see them.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn grounds(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        wanted: &BTreeSet<MessageId>,
    ) -> Result<Vec<GroundRow>> {
        self.find_parents(session, brand).await?;
        let asked = wanted.iter().filter(|id| !self.messages.contains_key(id)).copied();
        let mut rows = message_links::grounds(session, brand.id, asked).await?;
        rows.extend(wanted.iter().filter_map(|id| self.ground(*id)));
        Ok(rows)
    }

    /// What these messages answer, as far as that is known; each once.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn targets(
        &self,
        session: &mut Session,
        brand: &Brand,
        wanted: &BTreeSet<MessageId>,
    ) -> Result<BTreeSet<MessageId>> {
        let asked = wanted.iter().filter(|id| !self.messages.contains_key(id)).copied();
        let mut targets: BTreeSet<MessageId> =
            messages::parents(session, brand.id, asked).await?.into_iter().collect();
        let known = wanted.iter().filter_map(|id| self.messages.get(id));
        targets.extend(known.filter_map(|brief| brief.reply_to));
        Ok(targets)
    }

    /// What was said in a place between two instants, both included, in order of time.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn said_between(
        &self,
        session: &mut Session,
        brand: &Brand,
        place: PlaceId,
        stretch: (Instant, Instant),
    ) -> Result<Vec<Said>> {
        let mut said = match self.stored_part(place, stretch) {
            Some((from, to)) => {
                message_links::said_between(session, brand.id, place, from, to).await?
            }
            None => Vec::new(),
        };
        said.retain(|one| !self.messages.contains_key(&one.message));
        let stored = said.len();
        said.extend(self.new_between(place, stretch));
        if stored > 0 {
            said.sort_by_key(|one| one.sent_at);
        }
        Ok(said)
    }

    /// What was said in direct answer to these messages and is not new itself.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn said_to(
        &self,
        session: &mut Session,
        brand: &Brand,
        asked: impl IntoIterator<Item = MessageId>,
    ) -> Result<Vec<Said>> {
        let may_be_answered =
            |id: &MessageId| !self.messages.contains_key(id) || self.answered.contains(id);
        let asked: Vec<MessageId> = asked.into_iter().filter(may_be_answered).collect();
        Ok(message_links::said_to(session, brand.id, asked).await?)
    }

    /// What waits in a place among the stored messages, sent between two instants.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn waiting_between(
        &self,
        session: &mut Session,
        brand: &Brand,
        place: PlaceId,
        stretch: (Instant, Instant),
    ) -> Result<Vec<AwaitingRow>> {
        let Some((from, to)) = self.stored_part(place, stretch) else { return Ok(Vec::new()) };
        Ok(awaiting::between(session, brand.id, place, from, to).await?)
    }

    /// What waits among the stored messages and is answered by answering one of `targets`.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn waiting_about(
        &self,
        session: &mut Session,
        brand: &Brand,
        follow_up: i64,
        mut targets: BTreeSet<MessageId>,
    ) -> Result<Vec<AwaitingRow>> {
        targets.retain(|id| {
            self.messages.get(id).is_none_or(|brief| {
                let stretch = (brief.sent_at.plus(-follow_up), brief.sent_at);
                self.stored_part(brief.place, stretch).is_some()
            })
        });
        Ok(awaiting::about(session, brand.id, follow_up, targets).await?)
    }

    /// The part of a stretch of time where a place may have messages that are not new.
    fn stored_part(
        &self,
        place: PlaceId,
        (from, to): (Instant, Instant),
    ) -> Option<(Instant, Instant)> {
        match self.stored.get(&place) {
            None => Some((from, to)),
            Some(None) => None,
            Some(Some((first, last))) => {
                let (from, to) = (from.max(*first), to.min(*last));
                (from <= to).then_some((from, to))
            }
        }
    }

    /// Finds the stored messages that the new ones answer.
    async fn find_parents(&mut self, session: &mut Session, brand: &Brand) -> Result<()> {
        let asked: BTreeSet<MessageId> = self
            .messages
            .values()
            .filter_map(|brief| brief.reply_to)
            .filter(|id| !self.messages.contains_key(id) && !self.parents.contains_key(id))
            .collect();
        let found = message_links::grounds(session, brand.id, asked).await?;
        self.parents.extend(found.into_iter().map(|row| (row.ground.message, row)));
        Ok(())
    }

    fn ground(&self, id: MessageId) -> Option<GroundRow> {
        let brief = self.messages.get(&id)?;
        let ground = Ground {
            message: id,
            author: self.author(brief.author)?,
            day: brief.day,
            labels: brief.labels,
            counts: brief.counts(),
            parent: brief.reply_to.and_then(|parent| self.parent(parent)),
        };
        Some(GroundRow {
            ground,
            reply_to: brief.reply_to,
            place: brief.place,
            sent_at: brief.sent_at,
            thread: brief.thread,
            implied: brief.implied,
        })
    }

    fn parent(&self, id: MessageId) -> Option<Parent> {
        if let Some(brief) = self.messages.get(&id) {
            return Some(Parent {
                author: self.author(brief.author)?,
                day: brief.day,
                labels: brief.labels,
                counts: brief.counts(),
                parent_author: brief.reply_to.and_then(|id| self.author_of(id)),
            });
        }
        let ground = self.parents.get(&id)?.ground;
        Some(Parent {
            author: ground.author,
            day: ground.day,
            labels: ground.labels,
            counts: ground.counts,
            parent_author: ground.parent.map(|parent| parent.author),
        })
    }

    fn author_of(&self, message: MessageId) -> Option<Author> {
        match self.messages.get(&message) {
            Some(brief) => self.author(brief.author),
            None => Some(self.parents.get(&message)?.ground.author),
        }
    }

    fn author(&self, identity: IdentityId) -> Option<Author> {
        Some(Author { identity, role: self.accounts.get(&identity)?.role })
    }

    fn new_between(
        &self,
        place: PlaceId,
        (from, to): (Instant, Instant),
    ) -> impl Iterator<Item = Said> {
        let all = self.by_place.get(&place).map(Vec::as_slice).unwrap_or_default();
        let first = all.partition_point(|(at, _)| *at < from);
        let last = all.partition_point(|(at, _)| *at <= to);
        let ids = all.get(first..last).unwrap_or_default().iter();
        ids.filter_map(|(_, id)| self.said(*id))
    }

    fn said(&self, id: MessageId) -> Option<Said> {
        let brief = self.messages.get(&id)?;
        let author = self.author(brief.author)?;
        let reply_to = match brief.reply_to {
            Some(target) => Some(self.target(target)),
            // It answers something that is not among what we have, and so nothing that we have.
            None if brief.linked => Some(NOTHING),
            None => None,
        };
        Some(Said {
            message: id,
            identity: author.identity,
            role: author.role,
            thread: brief.thread,
            sent_at: brief.sent_at,
            reply_to,
            labels: brief.labels,
            counts: !brief.service,
        })
    }

    fn target(&self, message: MessageId) -> Target {
        if let Some(brief) = self.messages.get(&message) {
            return Target { message, identity: brief.author, sent_at: brief.sent_at };
        }
        match self.parents.get(&message) {
            Some(row) => {
                Target { message, identity: row.ground.author.identity, sent_at: row.sent_at }
            }
            None => Target { message, ..NOTHING },
        }
    }
}

/// What is answered and is not there.
const NOTHING: Target =
    Target { message: MessageId::NIL, identity: IdentityId::NIL, sent_at: Instant::from_micros(0) };

impl Brief {
    const fn counts(&self) -> bool {
        !self.service && !self.forwarded
    }
}
