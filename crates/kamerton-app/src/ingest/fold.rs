//! People: folded from their ledger, forward where only later facts came, from the first day where
//! anything earlier changed. Both give the same bits.

use std::collections::{BTreeSet, HashMap, HashSet};

use kamerton_core::charge::{Checkpoint, Move, decode_moves, encode_moves, ring_rank};
use kamerton_core::entry::{Entry, EntryKind};
use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId};
use kamerton_core::person::{self, Corrections, Purchases, Standing};
use kamerton_core::state::{Stage, State};
use kamerton_core::time::{Day, Instant};
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::people::{self, PersonRow};
use kamerton_store::reread::MoveRow;
use kamerton_store::{Session, ledger, messages, orders};

use super::Touched;
use super::accounts::{BEFORE_ALL, checkpoint};
use crate::brand::Brand;
use crate::error::Result;
use crate::places::indices::touch::{ALWAYS, Stood};

/// How many people are folded at a time: bounds memory.
const PIECE: usize = 2_000;

/// Whom to fold, and how.
#[derive(Default)]
struct Work {
    /// From which day, by person.
    from: HashMap<PersonId, Day>,
    /// From the first day.
    whole: HashSet<PersonId>,
    /// With their orders.
    ordered: HashSet<PersonId>,
    /// With their messages counted again.
    recount: HashSet<PersonId>,
    /// What they wrote.
    wrote: HashMap<PersonId, super::Wrote>,
}

impl Touched {
    /// Folds the people of all touched accounts.
    pub(crate) async fn fold(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        now: Instant,
    ) -> Result<()> {
        let work = self.work(session, brand).await?;
        let mut ids: Vec<PersonId> = work.from.keys().copied().collect();
        ids.sort_unstable();
        for piece in ids.chunks(PIECE) {
            self.fold_piece(session, brand, piece, &work, now).await?;
        }
        self.indices.note(session, brand).await
    }

    async fn work(&self, session: &mut Session, brand: &Brand) -> Result<Work> {
        let mut accounts: BTreeSet<IdentityId> = self.accounts.keys().copied().collect();
        accounts.extend(self.wrote.keys());
        accounts.extend(&self.recount);
        accounts.extend(&self.refold);
        let mut work = Work::default();
        for row in self.known.accounts(session, brand, accounts).await? {
            let Some(person) = row.person else { continue };
            let day = self.accounts.get(&row.id).copied().unwrap_or(Day(i32::MAX));
            work.from.entry(person).and_modify(|known| *known = day.min(*known)).or_insert(day);
            if self.refold.contains(&row.id) {
                work.whole.insert(person);
            }
            if self.ordered.contains(&row.id) {
                work.ordered.insert(person);
            }
            if self.recount.contains(&row.id) {
                work.recount.insert(person);
            }
            if let Some(wrote) = self.wrote.get(&row.id) {
                work.wrote
                    .entry(person)
                    .and_modify(|known| {
                        known.count += wrote.count;
                        known.first = known.first.min(wrote.first);
                        known.last = known.last.max(wrote.last);
                    })
                    .or_insert(*wrote);
            }
        }
        for person in &self.people {
            work.from.entry(*person).or_insert(Day(i32::MAX));
            work.whole.insert(*person);
            work.ordered.insert(*person);
            work.recount.insert(*person);
        }
        Ok(work)
    }

    async fn fold_piece(
        &mut self,
        session: &mut Session,
        brand: &Brand,
        piece: &[PersonId],
        work: &Work,
        now: Instant,
    ) -> Result<()> {
        let mut rows = people::by_id(session, brand.id, piece.iter().copied()).await?;
        let before: Vec<(State, Stage)> = rows.iter().map(|row| (row.state, row.stage)).collect();
        let stood: Vec<Stood> = rows.iter().map(Stood::of).collect();
        self.fold_rows(session, brand, &mut rows, work, now).await?;
        people::save(session, brand.id, &rows).await?;
        for (row, stood) in rows.iter().zip(&stood) {
            let since = if self.otherwise { Some(ALWAYS) } else { stood.differs(row) };
            if let Some(since) = since {
                self.indices.person(row.id, since);
            }
        }
        if let Some(moves) = &mut self.moves {
            moves.extend(rows.iter().zip(before).filter_map(|(row, before)| moved(row, before)));
        }
        Ok(())
    }

    async fn fold_rows(
        &self,
        session: &mut Session,
        brand: &Brand,
        rows: &mut [PersonRow],
        work: &Work,
        now: Instant,
    ) -> Result<()> {
        let piece: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
        let is_whole = |row: &PersonRow| {
            work.whole.contains(&row.id)
                || row.fold.is_empty()
                || work.from.get(&row.id).is_some_and(|from| *from <= row.base_day)
        };
        let (whole, forward): (Vec<PersonId>, Vec<PersonId>) = {
            let parts = rows.iter().partition::<Vec<&PersonRow>, _>(|row| is_whole(row));
            (parts.0.iter().map(|row| row.id).collect(), parts.1.iter().map(|row| row.id).collect())
        };
        let mut entries =
            by_person(ledger::of_people(session, brand.id, whole.iter().copied()).await?);
        entries.extend(by_person(ledger::since_base(session, brand.id, forward).await?));
        let accounts = accounts_of(session, brand, &piece).await?;
        let purchases = purchases_of(session, brand, work, &whole).await?;
        let recounted = recount(session, brand, work, &piece).await?;
        let whole: HashSet<PersonId> = whole.into_iter().collect();
        let today = brand.zone.day(now);
        for row in rows.iter_mut() {
            let own = accounts.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            let entries = entries.get(&row.id).map(Vec::as_slice).unwrap_or_default();
            let known = purchases.get(&row.id).copied();
            if work.ordered.contains(&row.id) || whole.contains(&row.id) {
                set_purchases(row, known.unwrap_or_default());
            }
            count_messages(row, work, recounted.get(&row.id));
            refold(row, own, entries, whole.contains(&row.id), today, brand);
        }
        self.set_contact_places(session, brand, rows).await
    }

    /// Where the last contacts were: known from this batch, or looked up.
    async fn set_contact_places(
        &self,
        session: &mut Session,
        brand: &Brand,
        rows: &mut [PersonRow],
    ) -> Result<()> {
        let missing: Vec<MessageId> = rows
            .iter()
            .filter(|row| row.contact_place.is_none())
            .filter_map(|row| row.contact_message)
            .filter(|message| !self.grounds_known.contains_key(message))
            .collect();
        let found: HashMap<MessageId, (PlaceId, Instant)> =
            messages::places(session, brand.id, missing)
                .await?
                .into_iter()
                .map(|(message, place, at)| (message, (place, at)))
                .collect();
        for row in rows.iter_mut().filter(|row| row.contact_place.is_none()) {
            let Some(message) = row.contact_message else { continue };
            let known = self.grounds_known.get(&message).or_else(|| found.get(&message));
            if let Some((place, at)) = known {
                row.contact_place = Some(*place);
                row.contact_at = Some(*at);
            }
        }
        Ok(())
    }
}

/// Folds people from their first day, with their orders and messages counted anew: what their rows
/// hold when they were always kept right.
///
/// # Errors
/// When the store cannot.
pub async fn from_scratch(
    session: &mut Session,
    brand: &Brand,
    rows: &mut [PersonRow],
    now: Instant,
) -> Result<()> {
    let ids: HashSet<PersonId> = rows.iter().map(|row| row.id).collect();
    let work = Work { whole: ids.clone(), ordered: ids.clone(), recount: ids, ..Work::default() };
    Touched::default().fold_rows(session, brand, rows, &work, now).await
}

/// Folds at most a piece of the people whose state changes by today without any new fact; gives
/// how many they were.
///
/// # Errors
/// When the store cannot; then the caller must not commit.
pub async fn advance(session: &mut Session, brand: &Brand, now: Instant) -> Result<usize> {
    let mut rows = people::due(session, brand.id, brand.zone.day(now), PIECE as i64).await?;
    let from = rows.iter().map(|row| (row.id, Day(i32::MAX))).collect();
    let work = Work { from, ..Work::default() };
    Touched::default().fold_rows(session, brand, &mut rows, &work, now).await?;
    people::save(session, brand.id, &rows).await?;
    Ok(rows.len())
}

fn moved(row: &PersonRow, (old_state, old_stage): (State, Stage)) -> Option<MoveRow> {
    let moved =
        MoveRow { person: row.id, old_state, old_stage, state: row.state, stage: row.stage };
    (moved.state != old_state || moved.stage != old_stage).then_some(moved)
}

fn by_person(rows: Vec<(PersonId, Entry)>) -> HashMap<PersonId, Vec<Entry>> {
    let mut people: HashMap<PersonId, Vec<Entry>> = HashMap::new();
    for (person, entry) in rows {
        people.entry(person).or_default().push(entry);
    }
    people
}

/// The accounts of people, by person.
pub(crate) async fn accounts_of(
    session: &mut Session,
    brand: &Brand,
    people: &[PersonId],
) -> Result<HashMap<PersonId, Vec<IdentityRow>>> {
    let mut accounts: HashMap<PersonId, Vec<IdentityRow>> = HashMap::new();
    for row in identities::of_people(session, brand.id, people.iter().copied()).await? {
        if let Some(person) = row.person {
            accounts.entry(person).or_default().push(row);
        }
    }
    Ok(accounts)
}

async fn purchases_of(
    session: &mut Session,
    brand: &Brand,
    work: &Work,
    whole: &[PersonId],
) -> Result<HashMap<PersonId, Purchases>> {
    let wanted: BTreeSet<PersonId> = work.ordered.iter().chain(whole).copied().collect();
    let mut lists: HashMap<PersonId, Vec<_>> = HashMap::new();
    for (person, kind, day) in orders::of_people(session, brand.id, wanted).await? {
        lists.entry(person).or_default().push((kind, day));
    }
    Ok(lists.into_iter().map(|(person, list)| (person, Purchases::of(list))).collect())
}

async fn recount(
    session: &mut Session,
    brand: &Brand,
    work: &Work,
    piece: &[PersonId],
) -> Result<HashMap<PersonId, people::Activity>> {
    let wanted: Vec<PersonId> =
        piece.iter().filter(|id| work.recount.contains(id)).copied().collect();
    let mut found: HashMap<PersonId, people::Activity> =
        wanted.iter().map(|id| (*id, people::Activity::default())).collect();
    found.extend(people::activity(session, brand.id, wanted).await?);
    Ok(found)
}

fn count_messages(row: &mut PersonRow, work: &Work, recounted: Option<&people::Activity>) {
    if let Some(activity) = recounted {
        row.messages = activity.messages;
        row.first_message_at = activity.span.map(|span| span.0);
        row.last_message_at = activity.span.map(|span| span.1);
    } else if let Some(wrote) = work.wrote.get(&row.id) {
        row.messages += wrote.count;
        let first = row.first_message_at.map_or(wrote.first, |first| first.min(wrote.first));
        let last = row.last_message_at.map_or(wrote.last, |last| last.max(wrote.last));
        row.first_message_at = Some(first);
        row.last_message_at = Some(last);
    }
}

fn set_purchases(row: &mut PersonRow, known: Purchases) {
    row.orders = known.count;
    row.first_order_day = known.first;
    row.last_order_day = known.last;
}

/// Folds a person: `entries` are all of them when `whole`, else those after the checkpoint.
pub(crate) fn refold(
    row: &mut PersonRow,
    accounts: &[IdentityRow],
    entries: &[Entry],
    whole: bool,
    today: Day,
    brand: &Brand,
) {
    let role = person::role_of(accounts.iter().map(|account| account.role));
    if row.merged_into.is_some() {
        row.role = people::MERGED;
    } else {
        row.role = role.code();
    }
    if let Some(first) = accounts.iter().map(|account| account.first_seen_at).min() {
        row.first_seen_at = first;
    }
    let own: Vec<IdentityId> = accounts.iter().map(|account| account.id).collect();
    let kept = if whole { None } else { checkpoint(row) };
    let before = kept.as_ref().map(|from| from.day);
    let first = entries.iter().map(|entry| entry.day).min().unwrap_or(today);
    let from = kept.unwrap_or_else(|| Checkpoint::before(first));
    let purchases =
        Purchases { count: row.orders, first: row.first_order_day, last: row.last_order_day };
    let corrections: Corrections = serde_json::from_str(&row.corrections).unwrap_or_default();
    let policy = brand.policy();
    let standing =
        person::standing(from, entries, &own, role, purchases, corrections, today, policy);
    set_contact(row, entries, &own, before.is_none());
    set_standing(row, &standing, before);
}

/// The last contact: the latest entry of that kind, if it is later than the one known.
fn set_contact(row: &mut PersonRow, entries: &[Entry], own: &[IdentityId], whole: bool) {
    let last = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Contact && !own.contains(&entry.other))
        .max_by_key(|entry| (entry.day, entry.ground));
    if whole {
        row.contact_message = None;
        row.contact_at = None;
        row.contact_identity = None;
        row.contact_place = None;
    }
    let Some(last) = last else { return };
    if row.contact_message.is_none_or(|known| known < last.ground) {
        row.contact_message = Some(last.ground);
        row.contact_identity = Some(last.other);
        row.contact_place = None;
    }
}

fn set_standing(row: &mut PersonRow, standing: &Standing, before: Option<Day>) {
    let folded = &standing.folded;
    row.state = standing.state;
    row.stage = standing.stage;
    row.commerce = standing.commerce;
    row.basis = standing.basis;
    let mut moves: Vec<Move> = Vec::new();
    if let Some(before) = before {
        moves.extend(decode_moves(&row.moves).into_iter().filter(|step| step.day <= before));
    }
    moves.extend(folded.moves.iter().copied());
    row.state_since = moves.last().map(|step| step.day);
    row.moves = encode_moves(&moves);
    row.due_day = folded.due;
    if let Some(last) = folded.last {
        row.charge_day = Some(last.day);
        row.charge_ring = last.ring;
        row.charge_bond = last.bond;
        row.ring_rank = ring_rank(last.ring, last.day);
    } else if before.is_none() {
        row.charge_day = None;
        row.charge_ring = 0.0;
        row.charge_bond = 0.0;
        row.ring_rank = i64::MIN;
    }
    // Without any entry there is nothing to resume from.
    let has_base = folded.last.is_some() || before.is_some();
    row.fold = if has_base { folded.base.encode() } else { String::new() };
    row.base_day = if has_base { folded.base.day } else { Day(BEFORE_ALL) };
}
