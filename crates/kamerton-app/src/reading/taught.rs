//! The workspace's own model: the fold of what its people corrected.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use kamerton_core::correction::Aspect;
use kamerton_core::id::{MessageId, WorkspaceId};
use kamerton_store::Session;
use kamerton_store::corrections::{self, CorrectionRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_text::model::{Judgement, Lesson, Own};

use super::judgements;
use crate::brand::{Brand, Settings};
use crate::error::Result;
use crate::prepare;

/// So many of the latest corrections teach; older ones go on standing for their own messages.
pub const MOST_LESSONS: i64 = 2_000;
/// Models that are kept ready.
const KEPT: usize = 16;

/// A model and all that it was made of.
struct Ready {
    workspace: WorkspaceId,
    state: (i64, i64),
    settings: Settings,
    own: Arc<Own>,
}

static READY: Mutex<Vec<Ready>> = Mutex::new(Vec::new());

/// The brand as text analysis takes it now: with what its people have taught so far.
///
/// # Errors
/// When the store cannot.
pub async fn with_lessons(session: &mut Session, brand: &Brand) -> Result<Brand> {
    let state = corrections::state(session, brand.id).await?;
    let mut brand = brand.clone();
    let own = match known(&brand, state) {
        Some(own) => own,
        None if state.0 == 0 => Arc::default(),
        None => {
            let own = Arc::new(learnt(session, &brand).await?);
            keep(&brand, state, &own);
            own
        }
    };
    brand.lexicon = Arc::new(brand.lexicon.as_ref().clone().with_own(own));
    Ok(brand)
}

fn known(brand: &Brand, state: (i64, i64)) -> Option<Arc<Own>> {
    let ready = READY.lock().unwrap_or_else(PoisonError::into_inner);
    let fits = |one: &&Ready| {
        one.workspace == brand.id && one.state == state && one.settings == brand.settings
    };
    ready.iter().find(fits).map(|one| Arc::clone(&one.own))
}

fn keep(brand: &Brand, state: (i64, i64), own: &Arc<Own>) {
    let mut ready = READY.lock().unwrap_or_else(PoisonError::into_inner);
    ready.retain(|one| one.workspace != brand.id);
    if ready.len() >= KEPT {
        ready.remove(0);
    }
    let (settings, own) = (brand.settings.clone(), Arc::clone(own));
    ready.push(Ready { workspace: brand.id, state, settings, own });
}

async fn learnt(session: &mut Session, brand: &Brand) -> Result<Own> {
    let rows = lessons(session, brand).await?;
    let lessons = rows.iter().map(|(row, said)| Lesson {
        input: prepare::input(row),
        said: said.iter().flat_map(taught_by).collect(),
    });
    Ok(Own::taught(&brand.lexicon, lessons))
}

/// The corrections that teach, with their messages, in the order in which they were said: the latest
/// of each aspect of a message, unless it was taken back. What was deleted teaches nothing more.
///
/// # Errors
/// When the store cannot.
pub async fn lessons(
    session: &mut Session,
    brand: &Brand,
) -> Result<Vec<(MessageRow, Vec<CorrectionRow>)>> {
    let mut said = corrections::latest(session, brand.id, MOST_LESSONS).await?;
    let mut seen: HashSet<(MessageId, String)> = HashSet::new();
    said.retain(|row| seen.insert((row.message, row.aspect.clone())));
    said.retain(|row| row.holds.is_some());
    said.reverse();
    let mut order: Vec<MessageId> = Vec::new();
    let mut of: HashMap<MessageId, Vec<CorrectionRow>> = HashMap::new();
    for row in said {
        let all = of.entry(row.message).or_default();
        if all.is_empty() {
            order.push(row.message);
        }
        all.push(row);
    }
    let rows = messages::by_id(session, brand.id, order.iter().copied()).await?;
    let mut rows: HashMap<MessageId, MessageRow> =
        rows.into_iter().map(|row| (row.id, row)).collect();
    let lesson = |id: MessageId| {
        let row = rows.remove(&id).filter(|row| row.deleted_at.is_none())?;
        Some((row, of.remove(&id)?))
    };
    Ok(order.into_iter().filter_map(lesson).collect())
}

/// What one correction says of the judgements of the models.
fn taught_by(row: &CorrectionRow) -> Vec<(Judgement, bool)> {
    let (Some(aspect), Some(holds)) = (Aspect::of_word(&row.aspect), row.holds) else {
        return Vec::new();
    };
    let all = judgements(aspect);
    match aspect {
        Aspect::Sentiment => {
            let sides = all.iter().zip([-1, 0, 1]);
            sides.map(|(judgement, side)| (*judgement, side == holds)).collect()
        }
        // Of several kinds it is not said which one it is.
        _ if all.len() > 1 && holds == 1 => Vec::new(),
        _ => all.iter().map(|judgement| (*judgement, holds == 1)).collect(),
    }
}
