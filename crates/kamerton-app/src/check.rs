//! Recomputing everything that is derived from facts, and comparing it with what is stored.
//!
//! The recount uses the functions that keep the rows right as facts come, but lets them begin from
//! nothing. It goes through the store in pieces ([`Piece`]), so that memory stays flat: first the
//! links, then the roll-ups that follow from the messages, then the ledger, then who holds what by the
//! merges and splits that hold, and last the people, who follow from all of these. A piece is read without a lock; one that seems to differ is looked
//! at again inside a transaction, so that facts which came between two reads are no difference.
//!
//! States fade with time alone and questions fall due. What a running installation does every day
//! is done first ([`advance::advance`]), and interactions of a history that was there before they were
//! kept are counted; a row that merely was not advanced yet is no difference.

mod counts;
mod indices;
mod interactions;
mod ledger;
mod links;
mod people;
mod placement;
mod rebuild;
pub(crate) mod spill;

use std::collections::BTreeMap;

use kamerton_core::id::{MessageId, PersonId, PlaceId};
use kamerton_core::time::Instant;
use kamerton_store::{Session, Store, place_indices, reread, workspaces};
use serde::Serialize;

use crate::advance;
use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::ingest;
use crate::places;
pub use rebuild::{Rebuilt, rebuild};

/// How many differing rows of one kind are looked at at a time.
const AT_MOST: i64 = 10_000;
/// How many examples a report gives.
const EXAMPLES: usize = 20;

/// Between two people of whom one is read anew and one is not, nothing can be recounted.
const SWITCHING: &str = "a new reading is taking over, person by person, and until it has the facts \
     are read in two ways: check again when Settings, Re-reading says that it is done; if nothing \
     serves this data, `kamerton reread` ends it. Nothing was changed";

/// What a recount found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// How many rows are not what the facts say.
    pub differences: u64,
    /// How many of them were put right.
    pub repaired: u64,
    /// How much was looked at.
    pub checked: BTreeMap<&'static str, u64>,
    /// Some of the differences.
    pub examples: Vec<Difference>,
}

/// A row that is not what the facts say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Of which kind.
    pub what: &'static str,
    /// Which.
    pub id: String,
    /// What is stored.
    pub stored: String,
    /// What the facts say.
    pub computed: String,
}

impl Difference {
    fn new(
        what: &'static str,
        id: impl ToString,
        stored: impl ToString,
        computed: impl ToString,
    ) -> Self {
        let (stored, computed) = (stored.to_string(), computed.to_string());
        Self { what, id: id.to_string(), stored, computed }
    }
}

/// A piece of the recount, small enough to be in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// Messages after this one: what names them, what they answer, whether they can be found.
    Links(MessageId),
    /// Remote keys and search documents of no message.
    StrayKeys,
    StrayDocuments,
    /// Days of accounts.
    PersonDays,
    /// Days of places: messages and replies.
    PlaceDays,
    /// Days of places: who joined and left.
    Joins,
    /// First and last message of places.
    Spans,
    /// Who turned to whom.
    Interactions,
    /// Messages after this one: their entries, and whether they wait.
    Ledger(MessageId),
    /// Entries of no message.
    StrayEntries,
    /// Entries of days.
    TookPart,
    /// What was first given to people after this one: who has it.
    Placed(PersonId),
    /// Who has steps.
    Steps,
    /// People after this one.
    People(PersonId),
    /// Indices of the place after this one: some of its days.
    Indices(PlaceId),
}

/// What came of a piece.
#[derive(Default)]
struct Examined {
    differences: Vec<Difference>,
    checked: Vec<(&'static str, usize)>,
    /// What comes next.
    next: Option<Piece>,
    /// Whether there may be more of the same to put right.
    more: bool,
}

/// A session, and whether what differs is put right.
struct Hand<'a> {
    store: &'a Store,
    session: &'a mut Session,
    brand: &'a Brand,
    now: Instant,
    repair: bool,
}

/// Recounts a brand; `repair` stores what was recomputed where it differs. `progress` is told what
/// was looked at so far.
///
/// # Errors
/// When the store cannot, or a new reading is taking over. What was put right before stays so.
pub async fn run(
    store: &Store,
    brand: &Brand,
    repair: bool,
    now: Instant,
    mut progress: impl FnMut(&Report),
) -> Result<Report> {
    if reread::is_switching(&mut store.read().await?, brand.id).await? {
        return Err(AppError::Asked(SWITCHING.to_owned()));
    }
    advance::advance(store, brand, now).await?;
    ingest::interactions::fill(store, brand, &|| false).await?;
    let mut report = Report::default();
    let mut next = Some(Piece::StrayKeys);
    while let Some(piece) = next {
        if piece == Piece::Indices(PlaceId::NIL) {
            bring_up(store, brand, report.repaired > 0, now).await?;
        }
        let examined = examine_safely(store, brand, piece, repair, now).await?;
        let count = examined.differences.len() as u64;
        report.differences += count;
        report.repaired += if repair { count } else { 0 };
        for (what, number) in examined.checked {
            *report.checked.entry(what).or_default() += number as u64;
        }
        let room = EXAMPLES.saturating_sub(report.examples.len());
        report.examples.extend(examined.differences.into_iter().take(room));
        next = if repair && examined.more { Some(piece) } else { examined.next };
        progress(&report);
    }
    Ok(report)
}

/// The indices of places are brought up to date before they are looked at: what was not made yet is no
/// difference. They are made anew from rows that were put right.
async fn bring_up(store: &Store, brand: &Brand, anew: bool, now: Instant) -> Result<()> {
    if anew {
        let mut session = store.write().await?;
        workspaces::lock(&mut session, brand.id).await?;
        place_indices::all_anew(&mut session, brand.id).await?;
        session.commit().await?;
    }
    places::indices::bring_up(store, brand, now, &|| false).await?;
    Ok(())
}

/// Looks at a piece; when it seems to differ, again where nothing else is written.
async fn examine_safely(
    store: &Store,
    brand: &Brand,
    piece: Piece,
    repair: bool,
    now: Instant,
) -> Result<Examined> {
    let mut session = store.read().await?;
    let hand = Hand { store, session: &mut session, brand, now, repair: false };
    let examined = examine(hand, piece).await?;
    if examined.differences.is_empty() {
        return Ok(examined);
    }
    drop(session);
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let hand = Hand { store, session: &mut session, brand, now, repair };
    let examined = examine(hand, piece).await?;
    if repair {
        session.commit().await?;
    }
    Ok(examined)
}

async fn examine(hand: Hand<'_>, piece: Piece) -> Result<Examined> {
    let (mut examined, next) = match piece {
        Piece::Links(after) => (links::of_messages(hand, after).await?, Piece::StrayDocuments),
        Piece::StrayKeys => (links::stray_keys(hand).await?, Piece::Links(MessageId::NIL)),
        Piece::StrayDocuments => (links::stray_documents(hand).await?, Piece::PersonDays),
        Piece::PersonDays => (counts::person_days(hand).await?, Piece::PlaceDays),
        Piece::PlaceDays => (counts::place_days(hand).await?, Piece::Joins),
        Piece::Joins => (counts::joins(hand).await?, Piece::Spans),
        Piece::Spans => (counts::spans(hand).await?, Piece::Interactions),
        Piece::Interactions => (interactions::examine(hand).await?, Piece::Ledger(MessageId::NIL)),
        Piece::Ledger(after) => (ledger::of_messages(hand, after).await?, Piece::StrayEntries),
        Piece::StrayEntries => (ledger::strays(hand).await?, Piece::TookPart),
        Piece::TookPart => (ledger::took_part(hand).await?, Piece::Placed(PersonId::NIL)),
        Piece::Placed(after) => (placement::examine(hand, after).await?, Piece::Steps),
        Piece::Steps => (placement::steps(hand).await?, Piece::People(PersonId::NIL)),
        Piece::People(after) => (people::examine(hand, after).await?, Piece::Indices(PlaceId::NIL)),
        Piece::Indices(after) => return indices::of_place(hand, after).await,
    };
    // A walk names its own next piece until it is at its end.
    examined.next = examined.next.or(Some(next));
    Ok(examined)
}
