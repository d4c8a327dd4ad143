//! Steps as stored: today's, what was done with them, and what is remembered.

use std::collections::BTreeSet;

use kamerton_core::id::{MessageId, PersonId, StepId};
use kamerton_core::plan::{Outcome, Playbook, Remembered};
use kamerton_core::time::{Day, Instant};
use kamerton_store::notices::{self, Change};
use kamerton_store::steps::{self, StepRow};
use kamerton_store::{Session, Store};
use serde::{Deserialize, Serialize};

use super::{StepView, plan_of};
use crate::brand::Brand;
use crate::error::{AppError, Result};

/// What is done with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Done.
    Done,
    /// Not before this day.
    Later(Day),
    /// Never again for this person and playbook.
    Never,
    /// What was said last is taken back.
    Undo,
}

/// Today's steps, planned now if they were not yet, or `again`.
///
/// # Errors
/// When the store cannot.
pub async fn planned_today(
    store: &Store,
    brand: &Brand,
    now: Instant,
    again: bool,
) -> Result<Vec<(StepRow, StepView)>> {
    let today = brand.zone.day(now);
    let known = steps::planned_at(&mut store.read().await?, brand.id, today).await?;
    if known.is_none() || again {
        let views = plan_of(&mut store.read().await?, brand, now, true).await?;
        keep(store, brand, today, now, views, again).await?;
    }
    steps_of(store, brand, today).await
}

async fn keep(
    store: &Store,
    brand: &Brand,
    today: Day,
    now: Instant,
    views: Vec<StepView>,
    again: bool,
) -> Result<()> {
    let mut session = store.write().await?;
    if again {
        steps::replan(&mut session, brand.id, today, now).await?;
    } else if !steps::plan_first(&mut session, brand.id, today, now).await? {
        // Another page or another node was first: its plan is the day's.
        return Ok(());
    }
    // Whoever has a step of today that is done or put off already gets no second one.
    let taken: BTreeSet<PersonId> =
        steps::of_day(&mut session, brand.id, today).await?.iter().map(|row| row.person).collect();
    let rows: Vec<StepRow> = views
        .into_iter()
        .filter(|view| !taken.contains(&view.person))
        .map(|view| row_of(brand, today, &view))
        .collect();
    steps::save(&mut session, brand.id, &rows).await?;
    session.commit().await?;
    Ok(())
}

fn row_of(brand: &Brand, day: Day, view: &StepView) -> StepRow {
    let playbook = view.playbook.word();
    let ground = view.ground.unwrap_or(MessageId::NIL);
    let id = StepId::derived(&[
        brand.id.0.as_bytes(),
        &day.0.to_le_bytes(),
        view.person.0.as_bytes(),
        playbook.as_bytes(),
    ]);
    StepRow {
        id,
        day,
        rank: view.rank as i64,
        playbook: playbook.to_owned(),
        person: view.person,
        ground,
        body: serde_json::to_string(view).unwrap_or_default(),
        due_at: view.due,
        status: "open".to_owned(),
        status_at: None,
        until: None,
    }
}

/// All steps of a day, whatever was done with them.
///
/// # Errors
/// When the store cannot.
pub async fn steps_of(store: &Store, brand: &Brand, day: Day) -> Result<Vec<(StepRow, StepView)>> {
    let rows = steps::of_day(&mut store.read().await?, brand.id, day).await?;
    rows.into_iter()
        .map(|row| {
            let view = serde_json::from_str(&row.body).map_err(|error| {
                AppError::Asked(format!("step {} cannot be read: {error}", row.id))
            })?;
            Ok((row, view))
        })
        .collect()
}

/// Today's open steps.
///
/// # Errors
/// When the store cannot.
pub async fn open_steps(
    store: &Store,
    brand: &Brand,
    now: Instant,
    again: bool,
) -> Result<Vec<(StepRow, StepView)>> {
    let mut steps = planned_today(store, brand, now, again).await?;
    steps.retain(|(row, _)| row.status == "open");
    Ok(steps)
}

/// What a step was before an act, for undo.
#[derive(Serialize, Deserialize)]
struct Before {
    status: String,
    status_at: Option<Instant>,
    until: Option<Day>,
}

/// Records what was done with a step; gives it as it is then.
///
/// # Errors
/// When there is no such step, or nothing to take back.
pub async fn act(
    store: &Store,
    brand: &Brand,
    step: StepId,
    act: Act,
    now: Instant,
) -> Result<StepRow> {
    let mut session = store.write().await?;
    let row = steps::by_id(&mut session, brand.id, step).await?;
    let Some(mut row) = row else {
        return Err(AppError::Asked(format!(
            "there is no step {step}: see `kamerton today --json`"
        )));
    };
    match act {
        Act::Undo => undo(&mut session, brand, &mut row).await?,
        Act::Done => set(&mut session, brand, &mut row, "done", None, now).await?,
        Act::Never => set(&mut session, brand, &mut row, "never", None, now).await?,
        Act::Later(until) => set(&mut session, brand, &mut row, "later", Some(until), now).await?,
    }
    steps::save(&mut session, brand.id, std::slice::from_ref(&row)).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::Steps).await;
    Ok(row)
}

async fn set(
    session: &mut Session,
    brand: &Brand,
    row: &mut StepRow,
    status: &str,
    until: Option<Day>,
    now: Instant,
) -> Result<()> {
    let before = Before { status: row.status.clone(), status_at: row.status_at, until: row.until };
    let before = serde_json::to_string(&before).unwrap_or_default();
    steps::record_act(session, brand.id, row.id, now, status, &before).await?;
    row.status = status.to_owned();
    row.status_at = Some(now);
    row.until = until;
    Ok(())
}

async fn undo(session: &mut Session, brand: &Brand, row: &mut StepRow) -> Result<()> {
    let before = steps::take_last_act(session, brand.id, row.id).await?;
    let before = before.and_then(|text| serde_json::from_str::<Before>(&text).ok());
    let Some(before) = before else {
        return Err(AppError::Asked("nothing was done with this step yet".to_owned()));
    };
    row.status = before.status;
    row.status_at = before.status_at;
    row.until = before.until;
    Ok(())
}

/// What is remembered of steps to these people.
pub(super) async fn memory(
    session: &mut Session,
    brand: &Brand,
    people: BTreeSet<PersonId>,
) -> Result<Vec<Remembered>> {
    let rows = steps::of_people(session, brand.id, people).await?;
    Ok(rows.iter().filter_map(|row| remembered(brand, row)).collect())
}

fn remembered(brand: &Brand, row: &StepRow) -> Option<Remembered> {
    let outcome = match row.status.as_str() {
        "done" => Outcome::Done,
        "never" => Outcome::Never,
        "later" => Outcome::Later(row.until.unwrap_or(row.day)),
        _ => Outcome::Open,
    };
    let day = row.status_at.map_or(row.day, |at| brand.zone.day(at));
    Some(Remembered {
        person: row.person,
        playbook: Playbook::parse(&row.playbook)?,
        ground: row.ground,
        outcome,
        day,
    })
}
