//! A re-reading as a page or the command line shows it.

use std::collections::HashMap;

use kamerton_core::id::MessageId;
use kamerton_core::reading::{Label, Labels};
use kamerton_core::time::Instant;
use kamerton_store::planning::said_at;
use kamerton_store::reread::{self, ChangeRow, RunRow};
use kamerton_store::{Session, messages};
use serde::Serialize;

use super::{Comparison, Wish, stage};
use crate::brand::Brand;
use crate::error::Result;
use crate::messages::describe::{Listed, describe};
use crate::places::{Known, Sight};

/// Examples that are shown.
const SHOWN: usize = 20;
/// Examples that are looked up: some were said in private, or are gone.
const LOOKED_UP: usize = 60;

/// Where a re-reading stands, and what it found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Overview {
    /// The version of the analysis.
    pub analyser: i64,
    /// Everything is read.
    pub ready: bool,
    /// The new readings are being put in place at this moment.
    pub switching: bool,
    /// The new readings are in place.
    pub switched: bool,
    /// What one of us wants of it.
    #[serde(skip)]
    pub wish: Option<Wish>,
    /// When it began.
    pub started_at: Instant,
    /// When everything was read.
    pub ready_at: Option<Instant>,
    /// When the new readings took the place of the old ones.
    pub switched_at: Option<Instant>,
    /// Messages up to this moment are read.
    pub read_to: Option<Instant>,
    /// What changed.
    pub found: Comparison,
    /// Messages that show it.
    pub examples: Vec<Example>,
}

/// A message as it was read and as it is.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Example {
    /// The message.
    pub message: Listed,
    /// What was found in it only before.
    pub lost: Vec<Label>,
    /// What was found in it before and is now.
    pub kept: Vec<Label>,
    /// What is found in it only now.
    pub gained: Vec<Label>,
    /// Its sentiment before.
    pub old_sentiment: i64,
    /// Its sentiment now.
    pub sentiment: i64,
}

/// The latest re-reading, as somebody sees it who may see this much.
///
/// # Errors
/// When the store cannot.
pub async fn overview(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    now: Instant,
) -> Result<Option<Overview>> {
    let Some(run) = reread::latest(session, brand.id).await? else { return Ok(None) };
    let found = Comparison::decode(&run.report);
    let examples = examples(session, brand, &found, sight, now).await?;
    Ok(Some(shown(&run, found, examples)))
}

fn shown(run: &RunRow, found: Comparison, examples: Vec<Example>) -> Overview {
    Overview {
        analyser: run.analyser,
        ready: run.stage != stage::READING,
        switching: run.stage == stage::SWITCHING,
        switched: run.stage == stage::SWITCHED,
        wish: Wish::of(&run.wish),
        started_at: run.started_at,
        ready_at: run.ready_at,
        switched_at: run.switched_at,
        read_to: (run.after != MessageId::NIL).then(|| said_at(run.after)),
        found,
        examples,
    }
}

async fn examples(
    session: &mut Session,
    brand: &Brand,
    found: &Comparison,
    sight: Sight,
    now: Instant,
) -> Result<Vec<Example>> {
    let chosen = found.examples(LOOKED_UP);
    if chosen.is_empty() {
        return Ok(Vec::new());
    }
    let changes: HashMap<MessageId, ChangeRow> =
        reread::changes_of(session, brand.id, chosen.iter().copied())
            .await?
            .into_iter()
            .map(|row| (row.message, row))
            .collect();
    let places = Known::of(session, brand, sight).await?;
    let mut rows = messages::by_id(session, brand.id, changes.keys().copied()).await?;
    rows.retain(|row| row.deleted_at.is_none() && places.shows(row.place));
    rows.sort_by_key(|row| chosen.iter().position(|id| *id == row.id));
    rows.truncate(SHOWN);
    let listed = describe(session, brand, &places, rows, &[], now).await?;
    Ok(listed
        .into_iter()
        .filter_map(|message| Some(example(changes.get(&message.id)?, message)))
        .collect())
}

fn example(row: &ChangeRow, message: Listed) -> Example {
    let labels = |bits: u32| Labels(bits).iter().collect();
    Example {
        message,
        lost: labels(row.old_labels.0 & !row.labels.0),
        kept: labels(row.old_labels.0 & row.labels.0),
        gained: labels(row.labels.0 & !row.old_labels.0),
        old_sentiment: row.old_sentiment,
        sentiment: row.sentiment,
    }
}
