//! The range that a list of messages is walked by.

use std::collections::{HashMap, HashSet};

use kamerton_core::id::{IdentityId, MessageId, PlaceId};
use kamerton_core::time::Instant;
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::search::Wanted;
use kamerton_store::{Session, message_lists, search, timeline};
use uuid::Uuid;

use super::asked::Asked;
use crate::brand::Brand;
use crate::error::Result;

/// Just after which message a piece begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// When it was sent.
    pub at: Instant,
    /// Which.
    pub id: MessageId,
    /// Its search document.
    pub doc: i64,
}

impl Position {
    /// That of a message.
    pub const fn of(row: &MessageRow) -> Self {
        Self { at: row.sent_at, id: row.id, doc: row.doc_id }
    }
}

/// What narrows most.
enum Way<'a> {
    Words(Wanted),
    /// These, the newest first.
    Among(Vec<(Instant, MessageId)>),
    Waited(Option<PlaceId>),
    Accounts(&'a HashSet<IdentityId>),
    Place(PlaceId),
    Everywhere,
}

/// A walk through messages, newest first.
pub struct Walk<'a> {
    brand: &'a Brand,
    way: Way<'a>,
    /// Nothing sent before this is wanted.
    from: Instant,
    before: Position,
    /// Whether only messages are wanted that were, or were not, answered.
    answered: Option<bool>,
    moved: bool,
    over: bool,
}

impl<'a> Walk<'a> {
    /// The walk for what is asked after a position.
    pub fn new(brand: &'a Brand, asked: &'a Asked, after: Option<Position>) -> Self {
        let start = |day| brand.zone.at_hour(day, 0);
        let end = asked.to.map_or(Instant::from_micros(i64::MAX), |to| start(to.plus(1)));
        let top = Position {
            at: end,
            id: asked.to.map_or(MessageId(Uuid::max()), |_| MessageId::first_of(end)),
            doc: asked.to.map_or(i64::MAX, |_| search::doc_id(end.micros(), 0)),
        };
        Self {
            brand,
            way: Self::way(asked),
            from: asked.from.map_or(Instant::from_micros(i64::MIN), start),
            before: after.unwrap_or(top),
            answered: asked.answered,
            moved: after.is_some(),
            over: false,
        }
    }

    fn way(asked: &'a Asked) -> Way<'a> {
        let wanted = asked.wanted().filter(|_| !asked.by_text);
        if let (None, Some(waiting)) = (&wanted, &asked.waiting) {
            let mut among: Vec<_> = waiting.iter().map(|(id, at)| (*at, *id)).collect();
            among.sort_unstable_by_key(|one| std::cmp::Reverse(*one));
            return Way::Among(among);
        }
        match (wanted, asked.answered, &asked.accounts, asked.place()) {
            (Some(wanted), _, _, _) => Way::Words(wanted),
            (None, Some(_), _, place) => Way::Waited(place),
            (None, None, Some(accounts), _) => Way::Accounts(accounts),
            (None, None, None, Some(place)) => Way::Place(place),
            (None, None, None, None) => Way::Everywhere,
        }
    }

    /// Whether there is nothing more.
    pub const fn is_over(&self) -> bool {
        self.over
    }

    /// Where the walk has come to; none before its first step.
    pub fn position(&self) -> Option<Position> {
        self.moved.then_some(self.before)
    }

    /// The next `count` messages; those that are answered otherwise than wanted are passed over.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn piece(&mut self, session: &mut Session, count: usize) -> Result<Vec<MessageRow>> {
        let (brand, from, limit) = (self.brand.id, self.from, count as i64);
        let before = (self.before.at, self.before.id);
        let rows = match &self.way {
            Way::Everywhere => {
                message_lists::everywhere(session, brand, from, self.before.id, limit).await?
            }
            Way::Place(place) => {
                message_lists::in_place(session, brand, *place, from, before, limit).await?
            }
            Way::Among(among) => {
                let rest = among.iter().skip_while(|one| **one >= before).take(count);
                let rest: Vec<MessageId> = rest.map(|(_, id)| *id).collect();
                let mut rows = messages::by_id(session, brand, rest).await?;
                rows.sort_by_key(|row| std::cmp::Reverse((row.sent_at, row.id)));
                rows
            }
            Way::Accounts(accounts) => self.written(session, accounts, limit).await?,
            Way::Words(wanted) => self.with_words(session, wanted, limit).await?,
            Way::Waited(place) => {
                let place = *place;
                return self.waited(session, place, limit).await;
            }
        };
        self.over = rows.len() < count || rows.last().is_some_and(|row| row.sent_at < from);
        if let Some(last) = rows.last() {
            (self.before, self.moved) = (Position::of(last), true);
        }
        as_answered(session, self.brand, self.answered, rows).await
    }

    async fn written(
        &self,
        session: &mut Session,
        accounts: &HashSet<IdentityId>,
        limit: i64,
    ) -> Result<Vec<MessageRow>> {
        let before = (self.before.at, self.before.id);
        let mut rows = Vec::new();
        for account in accounts {
            let own = timeline::written_before(session, self.brand.id, *account, before, limit);
            rows.extend(own.await?);
        }
        rows.sort_by_key(|row| std::cmp::Reverse((row.sent_at, row.id)));
        rows.truncate(limit as usize);
        Ok(rows)
    }

    async fn with_words(
        &self,
        session: &mut Session,
        wanted: &Wanted,
        limit: i64,
    ) -> Result<Vec<MessageRow>> {
        let (brand, doc) = (self.brand.id, self.before.doc);
        let ids = search::find_wanted(session, brand, wanted, doc, limit).await?;
        let mut rows = messages::by_id(session, brand, ids).await?;
        rows.sort_by_key(|row| std::cmp::Reverse(row.doc_id));
        Ok(rows)
    }

    async fn waited(
        &mut self,
        session: &mut Session,
        place: Option<PlaceId>,
        limit: i64,
    ) -> Result<Vec<MessageRow>> {
        let (brand, from) = (self.brand.id, self.from);
        let before = (self.before.at, self.before.id);
        let waited: Vec<AwaitingRow> = match place {
            Some(place) => {
                message_lists::waited_in_place(session, brand, place, from, before, limit).await?
            }
            None => message_lists::waited(session, brand, from, before, limit).await?,
        };
        self.over = (waited.len() as i64) < limit;
        if let Some(last) = waited.last() {
            self.before = Position { at: last.sent_at, id: last.message, doc: 0 };
            self.moved = true;
        }
        let wanted: Vec<MessageId> =
            waited.iter().filter(|row| fits(row, self.answered)).map(|row| row.message).collect();
        let mut rows: HashMap<MessageId, MessageRow> =
            messages::by_id(session, brand, wanted.clone())
                .await?
                .into_iter()
                .map(|row| (row.id, row))
                .collect();
        Ok(wanted.into_iter().filter_map(|id| rows.remove(&id)).collect())
    }
}

/// Those that were answered as wanted.
///
/// # Errors
/// When the store cannot.
pub async fn as_answered(
    session: &mut Session,
    brand: &Brand,
    answered: Option<bool>,
    mut rows: Vec<MessageRow>,
) -> Result<Vec<MessageRow>> {
    if answered.is_some() {
        let ids: Vec<MessageId> = rows.iter().map(|row| row.id).collect();
        let waited = awaiting::by_id(session, brand.id, ids).await?;
        let fit = waited.iter().filter(|row| fits(row, answered)).map(|row| row.message);
        let fit: HashSet<MessageId> = fit.collect();
        rows.retain(|row| fit.contains(&row.id));
    }
    Ok(rows)
}

fn fits(row: &AwaitingRow, answered: Option<bool>) -> bool {
    answered.is_none_or(|answered| row.answered_at.is_some() == answered)
}
