//! The ledger: entries of messages, what waits for an answer, entries of days.

use std::collections::{BTreeMap, BTreeSet};

use kamerton_core::derive as rules;
use kamerton_core::entry::{Entry, EntryKind};
use kamerton_core::id::{IdentityId, MessageId};
use kamerton_core::time::Day;
use kamerton_store::audit;
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::ledger::{self, EntryRow};
use kamerton_store::message_links;

use super::{AT_MOST, Difference, Examined, Hand, Piece};
use crate::error::Result;
use crate::ingest::answers::{self, overdue_entry};

/// Messages that are looked at at a time.
const PIECE: i64 = 2_000;

/// Entries and waiting of the messages after `after`.
pub(super) async fn of_messages(mut hand: Hand<'_>, after: MessageId) -> Result<Examined> {
    let grounds = message_links::grounds_after(hand.session, hand.brand.id, after, PIECE).await?;
    let next = grounds.last().map(|row| Piece::Ledger(row.ground.message));
    let mut examined = Examined { next, ..Examined::default() };
    let ids: Vec<MessageId> = grounds.iter().map(|row| row.ground.message).collect();
    let waiting = answers::from_scratch(hand.session, hand.brand, &grounds, hand.now).await?;
    let mut derived: BTreeSet<Entry> =
        grounds.iter().flat_map(|row| rules::entries(&row.ground)).collect();
    let overdue = waiting.values().filter(|row| row.overdue);
    derived.extend(overdue.map(|row| overdue_entry(hand.brand, row)));
    examined.checked.push(("entries", derived.len()));
    examined.checked.push(("waiting", waiting.len()));
    entries(&mut hand, &ids, &derived, &mut examined).await?;
    waits(&mut hand, &ids, &waiting, &mut examined).await?;
    Ok(examined)
}

async fn entries(
    hand: &mut Hand<'_>,
    ids: &[MessageId],
    derived: &BTreeSet<Entry>,
    examined: &mut Examined,
) -> Result<()> {
    let stored: BTreeSet<Entry> =
        ledger::of_grounds(hand.session, hand.brand.id, ids.iter().copied())
            .await?
            .iter()
            .map(EntryRow::entry)
            .collect();
    for entry in stored.difference(derived) {
        examined.differences.push(difference(entry, true));
        if hand.repair {
            ledger::delete(hand.session, hand.brand.id, entry).await?;
        }
    }
    let added: Vec<Entry> = derived.difference(&stored).copied().collect();
    examined.differences.extend(added.iter().map(|entry| difference(entry, false)));
    if hand.repair {
        save(hand, &added).await?;
    }
    Ok(())
}

async fn save(hand: &mut Hand<'_>, added: &[Entry]) -> Result<()> {
    let rule = hand.brand.policy().version;
    let rows: Vec<EntryRow> = added.iter().map(|entry| EntryRow::of(entry, rule)).collect();
    ledger::save(hand.session, hand.brand.id, &rows).await?;
    Ok(())
}

fn difference(entry: &Entry, stored: bool) -> Difference {
    let id = format!("{} {}", entry.identity, entry.ground);
    let text = format!("{} on {} ({:+})", entry.kind.word(), entry.day, entry.weight);
    let (stored, computed) = if stored { (text.as_str(), "none") } else { ("none", text.as_str()) };
    Difference::new("entry", id, stored, computed)
}

async fn waits(
    hand: &mut Hand<'_>,
    ids: &[MessageId],
    computed: &BTreeMap<MessageId, AwaitingRow>,
    examined: &mut Examined,
) -> Result<()> {
    let stored: BTreeMap<MessageId, AwaitingRow> =
        awaiting::by_id(hand.session, hand.brand.id, ids.iter().copied())
            .await?
            .into_iter()
            .map(|row| (row.message, row))
            .collect();
    let (mut saved, mut gone) = (Vec::new(), Vec::new());
    for id in ids {
        let (before, now) = (stored.get(id), computed.get(id));
        if before == now {
            continue;
        }
        let (text, other) = (format!("{before:?}"), format!("{now:?}"));
        examined.differences.push(Difference::new("awaiting", id, text, other));
        match now {
            Some(row) => saved.push(*row),
            None => gone.push(*id),
        }
    }
    if hand.repair {
        // Deleted first: the place or the author of a row are not brought up to date.
        gone.extend(saved.iter().map(|row| row.message));
        awaiting::delete(hand.session, hand.brand.id, gone).await?;
        awaiting::save(hand.session, hand.brand.id, &saved).await?;
    }
    Ok(())
}

/// Entries and waiting rows whose message is not there.
pub(super) async fn strays(mut hand: Hand<'_>) -> Result<Examined> {
    let rows = audit::entries_unfounded(hand.session, hand.brand.id, AT_MOST).await?;
    let waiting = audit::waiting_unfounded(hand.session, hand.brand.id, AT_MOST).await?;
    let more = rows.len().max(waiting.len()) as i64 == AT_MOST;
    let mut examined = Examined { more, ..Examined::default() };
    drop_entries(&mut hand, &rows, &mut examined).await?;
    for message in &waiting {
        examined.differences.push(Difference::new("awaiting", message, "a row", "none"));
    }
    if hand.repair {
        awaiting::delete(hand.session, hand.brand.id, waiting).await?;
    }
    Ok(examined)
}

async fn drop_entries(
    hand: &mut Hand<'_>,
    rows: &[EntryRow],
    examined: &mut Examined,
) -> Result<()> {
    for row in rows {
        examined.differences.push(difference(&row.entry(), true));
        if hand.repair {
            ledger::delete(hand.session, hand.brand.id, &row.entry()).await?;
        }
    }
    Ok(())
}

/// Members took part on the days on which they wrote or reacted, and on no others.
pub(super) async fn took_part(mut hand: Hand<'_>) -> Result<Examined> {
    let model = EntryRow::of(&rules::took_part(IdentityId::NIL, Day(0)), 0);
    debug_assert_eq!(model.kind, EntryKind::TookPart);
    let missing = audit::part_missing(hand.session, hand.brand.id, &model, AT_MOST).await?;
    let unfounded = audit::part_unfounded(hand.session, hand.brand.id, AT_MOST).await?;
    let more = missing.len().max(unfounded.len()) as i64 == AT_MOST;
    let mut examined = Examined { more, ..Examined::default() };
    drop_entries(&mut hand, &unfounded, &mut examined).await?;
    let added: Vec<Entry> =
        missing.iter().map(|(identity, day)| rules::took_part(*identity, *day)).collect();
    examined.differences.extend(added.iter().map(|entry| difference(entry, false)));
    if hand.repair {
        save(&mut hand, &added).await?;
    }
    Ok(examined)
}
