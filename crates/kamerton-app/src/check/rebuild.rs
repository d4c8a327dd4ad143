//! Making everything that is derived from facts, in bulk: what the pipeline would have made of them
//! one by one.
//!
//! Facts are places, accounts, people's names, messages with their remote keys, links and search
//! documents, reactions, joinings, orders. All else is dropped and made anew. Messages are read in
//! order of time; what follows from them and belongs to accounts is kept aside ([`Spill`]) and
//! stored in order of the accounts, so that each page of the tables is written once.

use std::collections::{BTreeMap, BTreeSet};

use kamerton_core::derive as rules;
use kamerton_core::entry::Entry;
use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId};
use kamerton_core::time::{Day, Instant};
use kamerton_store::audit::{self, CountedRow};
use kamerton_store::ledger::{self, EntryRow};
use kamerton_store::message_links;
use kamerton_store::rollups::{self, PersonDay, kinds};
use kamerton_store::{Session, Store, awaiting, identities, people, workspaces};
use serde::Serialize;

use super::counts;
use super::spill::{PARTS, Spill};
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::answers::{self, overdue_entry};
use crate::ingest::{days, fold, interactions};

/// Messages that are read at a time.
const MESSAGES: i64 = 16_000;
/// Days of accounts that are summed up before they are kept aside.
const DAYS: usize = 100_000;
/// Rows of what waits that are stored in one transaction.
const WAITS: usize = 30_000;
/// People who are folded at a time.
const PEOPLE: i64 = 4_000;

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// Messages that were read.
    pub messages: u64,
    /// Entries that were stored.
    pub entries: u64,
    /// Messages that wait or waited.
    pub waiting: u64,
    /// Accounts that wrote.
    pub authors: u64,
    /// People who were folded.
    pub people: u64,
}

/// Makes everything derived anew from the facts. Broken off, it leaves derived rows incomplete and
/// has to be run again.
///
/// # Errors
/// When the store cannot.
pub async fn rebuild(
    store: &Store,
    brand: &Brand,
    now: Instant,
    mut progress: impl FnMut(&Rebuilt),
) -> Result<Rebuilt> {
    let mut rebuilt = Rebuilt::default();
    let mut session = begin(store, brand).await?;
    audit::clear_derived(&mut session, brand.id).await?;
    kamerton_store::interactions::forget(&mut session, brand.id).await?;
    session.commit().await?;
    let (mut days, mut entries) = (Spill::new(store), Spill::new(store));
    count(store, brand, &mut days).await?;
    derive(store, brand, now, &mut entries, &mut rebuilt, &mut progress).await?;
    for part in 0..PARTS {
        let (days, entries) = (days.take(part)?, entries.take(part)?);
        store_part(store, brand, days, entries, &mut rebuilt).await?;
        progress(&rebuilt);
    }
    fold_all(store, brand, now, &mut rebuilt, &mut progress).await?;
    interactions::fill(store, brand, &|| false).await?;
    Ok(rebuilt)
}

async fn begin(store: &Store, brand: &Brand) -> Result<Session> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    Ok(session)
}

/// What was counted so far.
#[derive(Default)]
struct Counts {
    people: BTreeMap<(IdentityId, Day, PlaceId), (i64, i64)>,
    places: BTreeMap<(PlaceId, Day, i64), i64>,
    spans: BTreeMap<PlaceId, (Instant, Instant)>,
}

impl Counts {
    fn message(&mut self, row: &CountedRow) {
        if row.identity.is_some() {
            let span = self.spans.entry(row.place).or_insert((row.sent_at, row.sent_at));
            *span = (span.0.min(row.sent_at), span.1.max(row.sent_at));
        }
        if row.deleted {
            // A day on which everything was deleted stays a row, as where the deletion came later.
            if let Some(identity) = row.identity {
                self.people.entry((identity, row.day, row.place)).or_default();
            }
            return;
        }
        *self.places.entry((row.place, row.day, kinds::MESSAGES)).or_default() += 1;
        if row.reply {
            *self.places.entry((row.place, row.day, kinds::REPLIES)).or_default() += 1;
        }
        if let Some(identity) = row.identity {
            self.people.entry((identity, row.day, row.place)).or_default().0 += 1;
        }
    }

    fn keep_people(&mut self, days: &mut Spill<PersonDay>) -> Result<()> {
        let rows = days::person_days(std::mem::take(&mut self.people));
        rows.iter().try_for_each(|row| days.add(row))
    }
}

/// The roll-ups of places; those of accounts are kept aside.
async fn count(store: &Store, brand: &Brand, days: &mut Spill<PersonDay>) -> Result<()> {
    let mut counts = Counts::default();
    let mut reader = store.read().await?;
    let mut after = MessageId::NIL;
    loop {
        let rows = audit::counted_after(&mut reader, brand.id, after, MESSAGES).await?;
        let Some(last) = rows.last() else { break };
        after = last.message;
        rows.iter().for_each(|row| counts.message(row));
        if counts.people.len() > DAYS {
            counts.keep_people(days)?;
        }
    }
    count_reactions(brand, &mut reader, &mut counts, days).await?;
    counts.keep_people(days)?;
    let (joined, _) = counts::joined_and_left(&mut reader, brand).await?;
    let mut session = begin(store, brand).await?;
    rollups::add_place_days(&mut session, brand.id, &days::place_days(counts.places)).await?;
    rollups::add_place_days(&mut session, brand.id, &days::place_days(joined)).await?;
    for (place, span) in counts.spans {
        audit::set_span(&mut session, brand.id, place, Some(span)).await?;
    }
    session.commit().await?;
    Ok(())
}

async fn count_reactions(
    brand: &Brand,
    reader: &mut Session,
    counts: &mut Counts,
    days: &mut Spill<PersonDay>,
) -> Result<()> {
    let mut last = None;
    loop {
        let rows = audit::reactions_after(reader, brand.id, last.as_ref(), MESSAGES).await?;
        for row in rows.iter().filter(|row| row.identity != IdentityId::NIL && row.count > 0) {
            counts.people.entry((row.identity, row.day, PlaceId::NIL)).or_default().1 += row.count;
        }
        last = rows.into_iter().next_back();
        if last.is_none() {
            return Ok(());
        }
        if counts.people.len() > DAYS {
            counts.keep_people(days)?;
        }
    }
}

/// What waits; the entries of messages are kept aside.
async fn derive(
    store: &Store,
    brand: &Brand,
    now: Instant,
    entries: &mut Spill<Entry>,
    rebuilt: &mut Rebuilt,
    progress: &mut impl FnMut(&Rebuilt),
) -> Result<()> {
    let mut reader = store.read().await?;
    let mut after = MessageId::NIL;
    let mut waits = Vec::new();
    loop {
        let grounds = message_links::grounds_after(&mut reader, brand.id, after, MESSAGES).await?;
        if let Some(last) = grounds.last() {
            after = last.ground.message;
        }
        let waiting = answers::from_scratch(&mut reader, brand, &grounds, now).await?;
        let mut of_messages = grounds.iter().flat_map(|row| rules::entries(&row.ground));
        of_messages.try_for_each(|entry| entries.add(&entry))?;
        let mut overdue = waiting.values().filter(|row| row.overdue);
        overdue.try_for_each(|row| entries.add(&overdue_entry(brand, row)))?;
        rebuilt.messages += grounds.len() as u64;
        rebuilt.waiting += waiting.len() as u64;
        waits.extend(waiting.into_values());
        progress(rebuilt);
        if waits.len() >= WAITS || grounds.is_empty() {
            let mut session = begin(store, brand).await?;
            awaiting::save(&mut session, brand.id, &waits).await?;
            session.commit().await?;
            waits.clear();
        }
        if grounds.is_empty() {
            return Ok(());
        }
    }
}

/// Stores the days and entries of some accounts, in the order of their tables.
async fn store_part(
    store: &Store,
    brand: &Brand,
    days: Vec<PersonDay>,
    mut entries: Vec<Entry>,
    rebuilt: &mut Rebuilt,
) -> Result<()> {
    let days = summed(days);
    let mut session = begin(store, brand).await?;
    rollups::add_person_days(&mut session, brand.id, &days).await?;
    let wrote: BTreeSet<IdentityId> =
        days.iter().filter(|day| day.place != PlaceId::NIL).map(|day| day.identity).collect();
    rebuilt.authors += wrote.len() as u64;
    let members = members(&mut session, brand, days.iter().map(|day| day.identity)).await?;
    let active = days.iter().filter(|day| day.messages + day.reactions > 0);
    let active = active.filter(|day| members.binary_search(&day.identity).is_ok());
    entries.extend(active.map(|day| rules::took_part(day.identity, day.day)));
    // Several places on one day are one day of taking part.
    entries.sort_unstable();
    entries.dedup();
    rebuilt.entries += entries.len() as u64;
    let version = brand.policy().version;
    let rows: Vec<EntryRow> = entries.iter().map(|entry| EntryRow::of(entry, version)).collect();
    ledger::save(&mut session, brand.id, &rows).await?;
    session.commit().await?;
    Ok(())
}

/// One row for each day of an account in a place, in order.
fn summed(mut days: Vec<PersonDay>) -> Vec<PersonDay> {
    let key = |day: &PersonDay| (day.identity, day.day, day.place);
    days.sort_unstable_by_key(key);
    days.dedup_by(|later, first| {
        let same = key(later) == key(first);
        if same {
            first.messages += later.messages;
            first.reactions += later.reactions;
        }
        same
    });
    days
}

/// Those of these accounts that are members, sorted.
async fn members(
    session: &mut Session,
    brand: &Brand,
    accounts: impl Iterator<Item = IdentityId>,
) -> Result<Vec<IdentityId>> {
    let mut wanted: Vec<IdentityId> = accounts.collect();
    wanted.dedup();
    let rows = identities::by_id(session, brand.id, wanted).await?;
    let mut members: Vec<IdentityId> =
        rows.iter().filter(|row| row.role.is_community()).map(|row| row.id).collect();
    members.sort_unstable();
    Ok(members)
}

async fn fold_all(
    store: &Store,
    brand: &Brand,
    now: Instant,
    rebuilt: &mut Rebuilt,
    progress: &mut impl FnMut(&Rebuilt),
) -> Result<()> {
    let mut after = PersonId::NIL;
    loop {
        let mut session = begin(store, brand).await?;
        let mut rows = people::after(&mut session, brand.id, after, PEOPLE).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.id;
        fold::from_scratch(&mut session, brand, &mut rows, now).await?;
        people::save(&mut session, brand.id, &rows).await?;
        session.commit().await?;
        rebuilt.people += rows.len() as u64;
        progress(rebuilt);
    }
}
