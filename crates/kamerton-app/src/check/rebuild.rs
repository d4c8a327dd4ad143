//! Making everything that is derived from facts, in bulk: what the pipeline would have made of them
//! one by one.
//!
//! Facts are places, accounts, people's names, messages with their remote keys, links and search
//! documents, reactions, joinings, orders. All else is dropped and made anew, in pieces that are
//! sorted by the keys of the tables they go into.

use std::collections::BTreeMap;

use kamerton_core::derive as rules;
use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId};
use kamerton_core::time::{Day, Instant};
use kamerton_store::audit::{self, CountedRow};
use kamerton_store::ledger::{self, EntryRow};
use kamerton_store::messages;
use kamerton_store::rollups::{self, kinds};
use kamerton_store::{Session, Store, awaiting, identities, people, workspaces};
use serde::Serialize;

use super::counts;
use crate::brand::Brand;
use crate::error::Result;
use crate::ingest::answers::{self, overdue_entry};
use crate::ingest::fold;

/// Messages that are read at a time.
const MESSAGES: i64 = 8_000;
/// Entries that are sorted and stored at a time, in one transaction.
const ENTRIES: usize = 120_000;
/// Days of accounts that are read at a time.
const DAYS: i64 = 20_000;
/// People who are folded at a time.
const PEOPLE: i64 = 2_000;

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Rebuilt {
    /// Messages that were read.
    pub messages: u64,
    /// Entries that were stored.
    pub entries: u64,
    /// Messages that wait or waited.
    pub waiting: u64,
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
    session.commit().await?;
    count(store, brand).await?;
    derive(store, brand, now, &mut rebuilt, &mut progress).await?;
    take_part(store, brand, &mut rebuilt).await?;
    progress(&rebuilt);
    fold_all(store, brand, now, &mut rebuilt, &mut progress).await?;
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

    async fn store_people(&mut self, store: &Store, brand: &Brand) -> Result<()> {
        let rows = counts::person_day_rows(std::mem::take(&mut self.people));
        let mut session = begin(store, brand).await?;
        rollups::add_person_days(&mut session, brand.id, &rows).await?;
        session.commit().await?;
        Ok(())
    }
}

/// The roll-ups.
async fn count(store: &Store, brand: &Brand) -> Result<()> {
    let mut counts = Counts::default();
    let mut reader = store.read().await?;
    let mut after = MessageId::NIL;
    loop {
        let rows = audit::counted_after(&mut reader, brand.id, after, MESSAGES).await?;
        let Some(last) = rows.last() else { break };
        after = last.message;
        rows.iter().for_each(|row| counts.message(row));
        if counts.people.len() > ENTRIES {
            counts.store_people(store, brand).await?;
        }
    }
    count_reactions(store, brand, &mut reader, &mut counts).await?;
    counts.store_people(store, brand).await?;
    let (joined, _) = counts::joined_and_left(&mut reader, brand).await?;
    let mut session = begin(store, brand).await?;
    rollups::add_place_days(&mut session, brand.id, &counts::days(counts.places)).await?;
    rollups::add_place_days(&mut session, brand.id, &counts::days(joined)).await?;
    for (place, span) in counts.spans {
        audit::set_span(&mut session, brand.id, place, Some(span)).await?;
    }
    session.commit().await?;
    Ok(())
}

async fn count_reactions(
    store: &Store,
    brand: &Brand,
    reader: &mut Session,
    counts: &mut Counts,
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
        if counts.people.len() > ENTRIES {
            counts.store_people(store, brand).await?;
        }
    }
}

/// The entries of messages, and what waits.
async fn derive(
    store: &Store,
    brand: &Brand,
    now: Instant,
    rebuilt: &mut Rebuilt,
    progress: &mut impl FnMut(&Rebuilt),
) -> Result<()> {
    let mut reader = store.read().await?;
    let (mut after, mut rule) = (MessageId::NIL, Vec::with_capacity(ENTRIES));
    let mut waits = Vec::new();
    loop {
        let grounds = messages::grounds_after(&mut reader, brand.id, after, MESSAGES).await?;
        if let Some(last) = grounds.last() {
            after = last.ground.message;
        }
        let waiting = answers::from_scratch(&mut reader, brand, &grounds, now).await?;
        let version = brand.policy().version;
        let entries = grounds.iter().flat_map(|row| rules::entries(&row.ground));
        rule.extend(entries.map(|entry| EntryRow::of(&entry, version)));
        let overdue = waiting.values().filter(|row| row.overdue);
        rule.extend(overdue.map(|row| EntryRow::of(&overdue_entry(brand, row), version)));
        rebuilt.messages += grounds.len() as u64;
        rebuilt.waiting += waiting.len() as u64;
        waits.extend(waiting.into_values());
        if rule.len() + waits.len() >= ENTRIES || grounds.is_empty() {
            rebuilt.entries += rule.len() as u64;
            let mut session = begin(store, brand).await?;
            store_entries(&mut session, brand, &mut rule).await?;
            awaiting::save(&mut session, brand.id, &waits).await?;
            session.commit().await?;
            waits.clear();
            progress(rebuilt);
        }
        if grounds.is_empty() {
            return Ok(());
        }
    }
}

/// Stores entries in the order of their table, so that each of its pages is written once.
async fn store_entries(
    session: &mut Session,
    brand: &Brand,
    rows: &mut Vec<EntryRow>,
) -> Result<()> {
    rows.sort_unstable_by_key(EntryRow::entry);
    ledger::save(session, brand.id, rows).await?;
    rows.clear();
    Ok(())
}

/// The entries of days.
async fn take_part(store: &Store, brand: &Brand, rebuilt: &mut Rebuilt) -> Result<()> {
    let mut after = (IdentityId::NIL, Day(i32::MIN), PlaceId::NIL);
    let mut last = None;
    loop {
        let mut session = begin(store, brand).await?;
        let days = audit::person_days_after(&mut session, brand.id, after, DAYS).await?;
        let Some(end) = days.last() else { return Ok(()) };
        after = (end.identity, end.day, end.place);
        let members = members(&mut session, brand, days.iter().map(|day| day.identity)).await?;
        let mut rows = Vec::new();
        for day in days.iter().filter(|day| day.messages + day.reactions > 0) {
            let key = (day.identity, day.day);
            if last == Some(key) || members.binary_search(&day.identity).is_err() {
                continue;
            }
            last = Some(key);
            let entry = rules::took_part(day.identity, day.day);
            rows.push(EntryRow::of(&entry, brand.policy().version));
        }
        rebuilt.entries += rows.len() as u64;
        store_entries(&mut session, brand, &mut rows).await?;
        session.commit().await?;
    }
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
