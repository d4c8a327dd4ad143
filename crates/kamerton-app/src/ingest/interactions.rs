//! Who turns to whom: kept as facts come, and counted from the messages where they came before this was
//! kept ([`fill`]). Both give the same rows, in any order of arrival.
//!
//! A handle and a name are kept as the account of which nothing but these is known ([`by_handle`],
//! [`by_name`]). Who bears them is looked up by whoever reads, so an account that is named before it is
//! known, or that gets its handle later, changes nothing here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kamerton_core::id::{IdentityId, MessageId, PlaceId};
use kamerton_core::interaction::{self, Turning, Turns};
use kamerton_core::time::Day;
use kamerton_store::interactions::{self, Counted, InteractionRow, TurningRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::{Session, Store, influence, workspaces};
use kamerton_text::fold;
use uuid::Uuid;

use super::Batch;
use super::reactions::Tally;
use crate::brand::Brand;
use crate::error::Result;

/// Messages whose interactions are counted in one transaction.
pub(crate) const PIECE: i64 = 4_000;
/// After every message.
const END: MessageId = MessageId(Uuid::max());

/// Interactions that were added or taken back, summed up before they are stored.
pub(crate) type Sums = BTreeMap<(IdentityId, Day, IdentityId, PlaceId), Turns>;

/// The account that a handle names: the id of one of which nothing else is known.
pub fn by_handle(brand: &Brand, kind: &str, handle: &str) -> IdentityId {
    brand.identity(kind, &format!("@{handle}"))
}

/// The account whose words are passed on under a name. No platform and no import names one so.
pub fn by_name(brand: &Brand, kind: &str, name: &str) -> IdentityId {
    brand.identity(kind, &format!("~from/{name}"))
}

/// What a batch adds and takes back.
pub(super) struct Turned {
    counted: Counted,
    sums: Sums,
}

impl Default for Turned {
    /// Of a brand of which nothing is counted yet: nothing is noted.
    fn default() -> Self {
        Self::new(Counted::UpTo(None))
    }
}

impl Turned {
    /// Nothing yet, of a brand whose interactions are counted so far.
    pub fn new(counted: Counted) -> Self {
        Self { counted, sums: Sums::new() }
    }

    fn note(&mut self, said: &TurningRow, turns: Vec<(IdentityId, Turns)>, times: i64) {
        if self.counted.holds(said.message) {
            put(&mut self.sums, said, turns, times);
        }
    }
}

fn put(sums: &mut Sums, said: &TurningRow, turns: Vec<(IdentityId, Turns)>, times: i64) {
    for (target, turns) in turns {
        sums.entry((target, said.day, said.author, said.place)).or_default().add(turns, times);
    }
}

/// To whom a message turns.
fn turns(brand: &Brand, said: &TurningRow) -> Vec<(IdentityId, Turns)> {
    let name = said.forwarded_from.as_deref();
    let text = said.text.as_deref().filter(|_| name.is_none()).unwrap_or_default();
    let handles = kamerton_text::mentions(text);
    let mentions: Vec<IdentityId> =
        handles.iter().map(|handle| by_handle(brand, &said.kind, handle)).collect();
    interaction::turns(&Turning {
        author: said.author,
        answers: said.answers,
        forwards: name.map(|name| by_name(brand, &said.kind, &fold(name))),
        mentions: &mentions,
    })
}

/// Sums as rows, in the order of the table; what came to nothing is left out.
pub(crate) fn rows(sums: Sums) -> Vec<InteractionRow> {
    let rows = sums.into_iter().filter(|(_, turns)| !turns.is_none());
    rows.map(|((target, day, source, place), turns)| InteractionRow {
        target,
        day,
        source,
        place,
        replies: turns.replies,
        mentions: turns.mentions,
        reposts: turns.reposts,
        reactions: turns.reactions,
    })
    .collect()
}

/// A stored message as far as it turns to others; `None` where it is deleted or nobody's.
fn turning(row: &MessageRow, kind: &str, answers: Option<IdentityId>) -> Option<TurningRow> {
    if row.service || row.deleted_at.is_some() {
        return None;
    }
    Some(TurningRow {
        message: row.id,
        place: row.place,
        author: row.identity?,
        day: row.day,
        forwarded_from: row.forwarded_from.clone(),
        text: row.text.contains('@').then(|| row.text.clone()),
        answers,
        kind: kind.to_owned(),
    })
}

impl Batch<'_> {
    /// Interactions of new messages.
    pub(super) async fn turn_new(
        &mut self,
        session: &mut Session,
        rows: &[MessageRow],
    ) -> Result<()> {
        let mut authors: HashMap<MessageId, IdentityId> =
            rows.iter().filter_map(|row| Some((row.id, row.identity?))).collect();
        let asked: BTreeSet<MessageId> = rows
            .iter()
            .filter_map(|row| row.reply_to)
            .filter(|parent| !authors.contains_key(parent))
            .collect();
        let found = interactions::authors(session, self.brand.id, asked).await?;
        authors.extend(found.into_iter().map(|(message, author, _)| (message, author)));
        let kinds: HashMap<PlaceId, &str> =
            self.places.iter().map(|((kind, _), (_, place))| (*place, kind.as_str())).collect();
        for row in rows {
            let kind = kinds.get(&row.place).copied().unwrap_or_default();
            let answers = row.reply_to.and_then(|parent| authors.get(&parent).copied());
            let Some(said) = turning(row, kind, answers) else { continue };
            self.turned.note(&said, turns(self.brand, &said), 1);
        }
        Ok(())
    }

    /// Stored messages turned out to answer new ones, by these authors.
    pub(super) async fn turn_resolved(
        &mut self,
        session: &mut Session,
        resolved: &[(MessageId, IdentityId)],
    ) -> Result<()> {
        let authors: HashMap<MessageId, IdentityId> = resolved.iter().copied().collect();
        let children = authors.keys().copied().collect::<BTreeSet<_>>();
        for mut said in interactions::turning(session, self.brand.id, children).await? {
            said.text = None;
            said.answers = authors.get(&said.message).copied();
            // Whose words were passed on was known before.
            if said.forwarded_from.is_none() {
                self.turned.note(&said, turns(self.brand, &said), 1);
            }
        }
        Ok(())
    }

    /// A stored message has another text than `before`: it may name others.
    pub(super) fn turn_edited(&mut self, before: &MessageRow, row: &MessageRow, kind: &str) {
        for (row, times) in [(before, -1), (row, 1)] {
            if let Some(said) = turning(row, kind, None) {
                self.turned.note(&said, turns(self.brand, &said), times);
            }
        }
    }

    /// A stored message, as it was, is deleted.
    pub(super) async fn turn_deleted(
        &mut self,
        session: &mut Session,
        before: &MessageRow,
        kind: &str,
    ) -> Result<()> {
        let found = interactions::authors(session, self.brand.id, before.reply_to).await?;
        let answers = found.first().map(|(_, author, _)| *author);
        if let Some(said) = turning(before, kind, answers) {
            self.turned.note(&said, turns(self.brand, &said), -1);
        }
        Ok(())
    }

    /// Reactions to stored messages changed: each as it was and as it is.
    pub(super) async fn turn_reacted(
        &mut self,
        session: &mut Session,
        tally: &Tally,
    ) -> Result<()> {
        let named = || tally.changes().filter(|(_, row)| row.identity != IdentityId::NIL);
        let asked: BTreeSet<MessageId> = named().map(|(_, row)| row.message).collect();
        let authors: HashMap<MessageId, (IdentityId, PlaceId)> =
            interactions::authors(session, self.brand.id, asked)
                .await?
                .into_iter()
                .map(|(message, author, place)| (message, (author, place)))
                .collect();
        for (before, row) in named() {
            let Some((author, place)) = authors.get(&row.message).copied() else { continue };
            if author == row.identity || !self.turned.counted.holds(row.message) {
                continue;
            }
            for (given, times) in [(before, -1), (Some(row), 1)] {
                let Some(given) = given.filter(|given| given.count > 0) else { continue };
                let key = (author, given.day, given.identity, place);
                let turns = Turns::reactions(given.count);
                self.turned.sums.entry(key).or_default().add(turns, times);
            }
        }
        Ok(())
    }

    /// Stores what was added and taken back.
    pub(super) async fn save_turned(&mut self, session: &mut Session) -> Result<()> {
        let sums = std::mem::take(&mut self.turned.sums);
        Ok(interactions::add(session, self.brand.id, &rows(sums)).await?)
    }
}

/// Messages are about to be taken out: what answers them answers nobody any more. To be called while
/// they are still there, in the transaction that takes them out.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub(crate) async fn unlink(
    session: &mut Session,
    brand: &Brand,
    answered: &[MessageId],
) -> Result<()> {
    let mut turned = Turned::new(interactions::counted(session, brand.id).await?);
    let children = messages::children(session, brand.id, answered.iter().copied()).await?;
    for mut said in interactions::turning(session, brand.id, children).await? {
        said.text = None;
        if said.forwarded_from.is_none() {
            turned.note(&said, turns(brand, &said), -1);
        }
    }
    Ok(interactions::add(session, brand.id, &rows(turned.sums)).await?)
}

/// Puts the interactions of the next `piece` messages after `after` into `sums`; says how many messages
/// were looked at, and up to which one: to the end when there are no more.
pub(crate) async fn count_piece(
    session: &mut Session,
    brand: &Brand,
    after: MessageId,
    piece: i64,
    sums: &mut Sums,
) -> Result<(usize, MessageId)> {
    let said = interactions::turning_after(session, brand.id, after, piece).await?;
    let last = match said.last() {
        Some(last) if said.len() as i64 == piece => last.message,
        _ => END,
    };
    for row in &said {
        put(sums, row, turns(brand, row), 1);
    }
    for row in interactions::reactions(session, brand.id, (after, last)).await? {
        let key = (row.target, row.day, row.source, row.place);
        sums.entry(key).or_default().add(Turns::reactions(row.reactions), 1);
    }
    Ok((said.len(), last))
}

/// Whether a piece was the last.
pub(crate) fn is_end(last: MessageId) -> bool {
    last == END
}

/// Counts the interactions of a history that was there before they were kept, until all are counted or
/// `stop` says so; gives how many messages were looked at.
///
/// # Errors
/// When the store cannot; pieces that were done stay done.
pub async fn fill(store: &Store, brand: &Brand, stop: &dyn Fn() -> bool) -> Result<u64> {
    let mut looked = 0;
    while !stop() {
        let Some(count) = fill_piece(store, brand, PIECE).await? else { break };
        looked += count;
    }
    Ok(looked)
}

/// Counts the interactions of the next `piece` messages in one transaction; gives how many messages were
/// looked at, `None` where all are counted. What comes meanwhile is counted as it comes where the turn
/// of its message has been, and with that turn where not.
///
/// # Errors
/// When the store cannot; then nothing of the piece is done.
pub async fn fill_piece(store: &Store, brand: &Brand, piece: i64) -> Result<Option<u64>> {
    if interactions::counted(&mut store.read().await?, brand.id).await? == Counted::All {
        return Ok(None);
    }
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let Counted::UpTo(after) = interactions::counted(&mut session, brand.id).await? else {
        return Ok(None);
    };
    let mut sums = Sums::new();
    let after = after.unwrap_or(MessageId::NIL);
    let (count, last) = count_piece(&mut session, brand, after, piece, &mut sums).await?;
    interactions::add(&mut session, brand.id, &rows(sums)).await?;
    let counted = if is_end(last) { Counted::All } else { Counted::UpTo(Some(last)) };
    interactions::set_counted(&mut session, brand.id, counted).await?;
    influence::set_stale(&mut session, brand.id).await?;
    session.commit().await?;
    Ok(Some(count as u64))
}
