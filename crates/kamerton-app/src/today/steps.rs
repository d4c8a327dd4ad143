//! Steps as stored: today's, what was done with them, and what is remembered.

use std::collections::BTreeSet;

use kamerton_core::id::{IdentityId, MessageId, PersonId, StepId, UserId};
use kamerton_core::plan::{Outcome, Playbook, Remembered};
use kamerton_core::time::{Day, Instant};
use kamerton_store::notices::{self, Change};
use kamerton_store::steps::{self, StepRow};
use kamerton_store::{Session, Store, messages, workspaces};
use serde::{Deserialize, Serialize};

use super::{StepView, plan_of, whose};
use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::people::accounts;
use crate::people::placing::own_first;
use crate::refusal::Refusal;

/// What is done with a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Done.
    Done,
    /// Not before this day.
    Later(Day),
    /// Never again for this person and playbook.
    Never,
    /// It is taken over from whoever has it.
    Take {
        /// Who had it when it was looked at.
        from: Option<UserId>,
    },
    /// What was said last is taken back.
    Undo,
}

/// Today's steps, planned now if they were not yet, or `again`. Where several share the day, each
/// open one has an owner who may do it.
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
        notices::tell(store, brand.id, Change::Steps).await;
    }
    whose::settle(store, brand, today).await?;
    steps_of(store, brand, today).await
}

async fn keep(
    store: &Store,
    brand: &Brand,
    today: Day,
    now: Instant,
    views: Vec<(StepView, Option<UserId>)>,
    again: bool,
) -> Result<()> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    if again {
        steps::replan(&mut session, brand.id, today, now).await?;
    } else if !steps::plan_first(&mut session, brand.id, today, now).await? {
        // Another page or another node was first: its plan is the day's.
        return Ok(());
    }
    // Whoever has a step of today that is done or put off already gets no second one.
    let taken: BTreeSet<PersonId> =
        steps::of_day(&mut session, brand.id, today).await?.iter().map(|row| row.person).collect();
    let mut rows = Vec::new();
    for (view, owner) in views.into_iter().filter(|(view, _)| !taken.contains(&view.person)) {
        // Who became part of somebody else meanwhile has no account.
        if let Some(account) = about(&mut session, brand, &view).await? {
            rows.push(row_of(brand, today, &view, account, owner));
        }
    }
    steps::save(&mut session, brand.id, &rows).await?;
    session.commit().await?;
    Ok(())
}

/// The account that a step is about: whoever wrote what it starts from, if that is the person, else the
/// person's first.
async fn about(
    session: &mut Session,
    brand: &Brand,
    view: &StepView,
) -> Result<Option<IdentityId>> {
    let own = accounts(session, brand, view.person).await?;
    let grounds = messages::by_id(session, brand.id, view.ground).await?;
    let author = grounds.first().and_then(|row| row.identity);
    if let Some(author) = author.filter(|author| own.iter().any(|row| row.id == *author)) {
        return Ok(Some(author));
    }
    let own = own_first(session, brand, view.person, own).await?;
    Ok(own.first().map(|row| row.id))
}

fn row_of(
    brand: &Brand,
    day: Day,
    view: &StepView,
    account: IdentityId,
    owner: Option<UserId>,
) -> StepRow {
    let playbook = view.playbook.word();
    let ground = view.ground.unwrap_or(MessageId::NIL);
    let id = StepId::derived(&[
        brand.id.0.as_bytes(),
        &day.0.to_le_bytes(),
        account.0.as_bytes(),
        playbook.as_bytes(),
    ]);
    StepRow {
        id,
        day,
        rank: view.rank as i64,
        playbook: playbook.to_owned(),
        person: view.person,
        identity: Some(account),
        ground,
        body: serde_json::to_string(view).unwrap_or_default(),
        due_at: view.due,
        status: "open".to_owned(),
        status_at: None,
        until: None,
        owner,
        by: None,
        changes: 0,
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
            let view: StepView = serde_json::from_str(&row.body).map_err(|error| {
                AppError::Asked(format!("step {} cannot be read: {error}", row.id))
            })?;
            // Whose it is now: the person may have become part of another since, or have been parted.
            let view = StepView { person: row.person, ..view };
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
    #[serde(default)]
    owner: Option<UserId>,
    #[serde(default)]
    by: Option<UserId>,
}

impl Before {
    fn of(row: &StepRow) -> Self {
        Self {
            status: row.status.clone(),
            status_at: row.status_at,
            until: row.until,
            owner: row.owner,
            by: row.by,
        }
    }

    fn restore(self, row: &mut StepRow) {
        row.status = self.status;
        row.status_at = self.status_at;
        row.until = self.until;
        row.owner = self.owner;
        row.by = self.by;
    }
}

/// Records what `by` did with a step; gives it as it is then. Of two who do something with it at
/// the same moment one succeeds.
///
/// # Errors
/// When there is no such step, nothing to take back, or somebody else was first: then the refusal
/// names them.
pub async fn act(
    store: &Store,
    brand: &Brand,
    step: StepId,
    act: Act,
    by: Option<UserId>,
    now: Instant,
) -> Result<StepRow> {
    let mut session = store.write().await?;
    let found = steps::by_id(&mut session, brand.id, step).await?;
    let Some(mut row) = found else { return Err(Refusal::NoStep(step).into()) };
    let before = if act == Act::Undo {
        undo(&mut session, brand, &mut row).await?;
        None
    } else if is_repeated(&row, act, by) {
        // Pressed twice: it is as it was asked for.
        return Ok(row);
    } else {
        refuse_late(&mut session, &row, act, by).await?;
        let before = Before::of(&row);
        set(&mut row, act, by, now);
        Some(before)
    };
    // Whoever changes it at the same moment on another connection waits here.
    if !steps::change(&mut session, brand.id, &row).await? {
        drop(session);
        return Err(late(store, brand, step, act).await?.into());
    }
    if let Some(before) = before {
        let before = serde_json::to_string(&before).unwrap_or_default();
        steps::record_act(&mut session, brand.id, step, now, word(act), &before).await?;
    }
    session.commit().await?;
    notices::tell(store, brand.id, Change::Steps).await;
    steps::by_id(&mut store.read().await?, brand.id, step)
        .await?
        .ok_or_else(|| Refusal::NoStep(step).into())
}

/// The word under which an act is kept.
const fn word(act: Act) -> &'static str {
    match act {
        Act::Done => "done",
        Act::Later(_) => "later",
        Act::Never => "never",
        Act::Take { .. } | Act::Undo => "open",
    }
}

fn is_repeated(row: &StepRow, act: Act, by: Option<UserId>) -> bool {
    match act {
        Act::Take { .. } => row.status == "open" && row.owner == by,
        Act::Later(until) => row.status == "later" && row.until == Some(until) && row.by == by,
        _ => row.status == word(act) && row.by == by,
    }
}

/// What somebody else has settled stays so; one's own mind may be changed.
async fn refuse_late(
    session: &mut Session,
    row: &StepRow,
    act: Act,
    by: Option<UserId>,
) -> Result<()> {
    let is_late = match act {
        Act::Take { from } => row.status != "open" || row.owner != from,
        _ => row.status != "open" && row.by != by,
    };
    if is_late { Err(whose::first(session, row).await?.into()) } else { Ok(()) }
}

/// Who was first, as it stands now that they are done.
async fn late(store: &Store, brand: &Brand, step: StepId, act: Act) -> Result<Refusal> {
    let mut session = store.read().await?;
    match steps::by_id(&mut session, brand.id, step).await? {
        Some(_) if act == Act::Undo => Ok(Refusal::NothingDone),
        Some(row) => whose::first(&mut session, &row).await,
        None => Ok(Refusal::NoStep(step)),
    }
}

fn set(row: &mut StepRow, act: Act, by: Option<UserId>, now: Instant) {
    if matches!(act, Act::Take { .. }) {
        row.owner = by;
        return;
    }
    word(act).clone_into(&mut row.status);
    row.status_at = Some(now);
    row.until = if let Act::Later(until) = act { Some(until) } else { None };
    row.by = by;
}

async fn undo(session: &mut Session, brand: &Brand, row: &mut StepRow) -> Result<()> {
    let before = steps::take_last_act(session, brand.id, row.id).await?;
    let before = before.and_then(|text| serde_json::from_str::<Before>(&text).ok());
    before.ok_or(Refusal::NothingDone)?.restore(row);
    Ok(())
}

/// What is remembered of steps to these people.
pub(super) async fn memory(
    session: &mut Session,
    brand: &Brand,
    people: impl IntoIterator<Item = PersonId>,
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
