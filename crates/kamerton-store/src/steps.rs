//! Steps of the Today screen, what was done with them, and when a day was planned.

use kamerton_core::id::{IdentityId, MessageId, PersonId, StepId, UserId, WorkspaceId};
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// A step as stored.
    #[derive(Clone, Debug, PartialEq)]
    pub struct StepRow {
        /// Which.
        id: StepId = "id",
        /// For which day it was proposed.
        day: Day = "day",
        /// Its place in that day's plan, from 1.
        rank: i64 = "rank",
        /// The playbook's word.
        playbook: String = "playbook",
        /// Who.
        person: PersonId = "person_id",
        /// About which account of theirs: it goes where that goes.
        identity: Option<IdentityId> = "identity_id",
        /// The message it starts from; NIL where it is about the person as such.
        ground: MessageId = "ground_id",
        /// JSON: the step as planned.
        body: String = "body",
        /// By when.
        due_at: Instant = "due_at",
        /// `open`, `done`, `later`, `never`.
        status: String = "status",
        /// Since when.
        status_at: Option<Instant> = "status_at",
        /// For `later`: not before this day.
        until: Option<Day> = "until_day",
        /// Whose it is, where several of us share the day.
        owner: Option<UserId> = "owner_id",
        /// Who did what was done with it; nobody for the command line.
        by: Option<UserId> = "by_id",
        /// How often it was changed.
        changes: i64 = "changes",
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, id) DO UPDATE SET rank = excluded.rank, \
     body = excluded.body, due_at = excluded.due_at, status = excluded.status, \
     status_at = excluded.status_at, until_day = excluded.until_day, \
     owner_id = excluded.owner_id, by_id = excluded.by_id, changes = excluded.changes";
pub(crate) const CHANGE: &str = "UPDATE step SET status = $4, status_at = $5, until_day = $6, \
     owner_id = $7, by_id = $8, changes = changes + 1 \
     WHERE workspace_id = $1 AND id = $2 AND changes = $3";
pub(crate) const OWN: &str = "UPDATE step SET owner_id = $3 \
     WHERE workspace_id = $1 AND id = $2 AND status = 'open'";
pub(crate) const COUNTS: &str = "SELECT owner_id, status, COUNT(*) FROM step \
     WHERE workspace_id = $1 AND day = $2 GROUP BY owner_id, status ORDER BY owner_id, status";
pub(crate) const DONE_BY: &str = "SELECT person_id, by_id, MAX(status_at) FROM step \
     WHERE workspace_id = $1 AND person_id IN ({in}) AND by_id IS NOT NULL \
     AND status_at IS NOT NULL GROUP BY person_id, by_id";
pub(crate) const BY_ID: &str = "SELECT {columns} FROM step WHERE workspace_id = $1 AND id = $2";
pub(crate) const OF_DAY: &str =
    "SELECT {columns} FROM step WHERE workspace_id = $1 AND day = $2 ORDER BY rank, id";
pub(crate) const OF_PEOPLE: &str =
    "SELECT {columns} FROM step WHERE workspace_id = $1 AND person_id IN ({in})";
pub(crate) const GIVE: &str = "UPDATE step SET person_id = $3 \
     WHERE workspace_id = $1 AND identity_id = $2 AND person_id <> $3";
pub(crate) const ASTRAY: &str = "SELECT s.id, i.id, s.person_id, i.person_id FROM step s \
     CROSS JOIN identity i WHERE s.workspace_id = $1 AND i.workspace_id = s.workspace_id \
     AND i.id = s.identity_id AND i.person_id <> s.person_id ORDER BY s.id LIMIT $2";
pub(crate) const OF_ACCOUNTS: &str =
    "SELECT COUNT(*) FROM step WHERE workspace_id = $1 AND identity_id IN ({in})";
pub(crate) const ACT_INSERT: &str = "INSERT INTO step_act \
     (workspace_id, step_id, number, at, status, before) \
     SELECT $1, $2, COALESCE(MAX(number), 0) + 1, $3, $4, $5 FROM step_act \
     WHERE workspace_id = $1 AND step_id = $2";
pub(crate) const ACT_LAST: &str = "SELECT number, before FROM step_act \
     WHERE workspace_id = $1 AND step_id = $2 ORDER BY number DESC LIMIT 1";
pub(crate) const ACT_DELETE: &str =
    "DELETE FROM step_act WHERE workspace_id = $1 AND step_id = $2 AND number = $3";
pub(crate) const PLANNED: &str =
    "SELECT made_at FROM plan_day WHERE workspace_id = $1 AND day = $2";
pub(crate) const PLANNED_SET: &str = "INSERT INTO plan_day (workspace_id, day, made_at) \
     VALUES ($1, $2, $3) ON CONFLICT (workspace_id, day) DO UPDATE SET made_at = excluded.made_at";
pub(crate) const PLANNED_FIRST: &str = "INSERT INTO plan_day (workspace_id, day, made_at) \
     VALUES ($1, $2, $3) ON CONFLICT (workspace_id, day) DO NOTHING";
pub(crate) const FORGET_OPEN: &str =
    "DELETE FROM step WHERE workspace_id = $1 AND day = $2 AND status = 'open'";

/// Stores steps; those that are there are brought up to date.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, rows: &[StepRow]) -> Result<()> {
    session.save("step", UPDATE, workspace, rows).await?;
    Ok(())
}

/// Changes what was done with a step and whose it is, unless somebody else has changed it since
/// `row` was read; says whether it was.
///
/// # Errors
/// Whatever the database says.
pub async fn change(session: &mut Session, workspace: WorkspaceId, row: &StepRow) -> Result<bool> {
    let values = values![
        workspace,
        row.id,
        row.changes,
        row.status.as_str(),
        row.status_at,
        row.until,
        row.owner,
        row.by,
    ];
    Ok(session.execute(CHANGE, values).await? == 1)
}

/// Gives an open step to somebody; says whether it was open.
///
/// # Errors
/// Whatever the database says.
pub async fn give(
    session: &mut Session,
    workspace: WorkspaceId,
    id: StepId,
    owner: UserId,
) -> Result<bool> {
    Ok(session.execute(OWN, values![workspace, id, owner]).await? == 1)
}

/// How many steps of a day are whose, and where they stand.
///
/// # Errors
/// Whatever the database says.
pub async fn counts(
    session: &mut Session,
    workspace: WorkspaceId,
    day: Day,
) -> Result<Vec<(Option<UserId>, String, i64)>> {
    let rows = session.all(COUNTS, values![workspace, day]).await?;
    rows.iter().map(|row| Ok((row.maybe_id(0)?, row.text(1)?, row.int(2)?))).collect()
}

/// Who of us did a step with these people, and when last.
///
/// # Errors
/// Whatever the database says.
pub async fn done_by(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, UserId, Instant)>> {
    let wanted = people.into_iter().map(Value::from);
    let rows = session.all_in(DONE_BY, &values![workspace], wanted).await?;
    rows.iter().map(|row| Ok((row.id(0)?, row.id(1)?, row.instant(2)?))).collect()
}

/// One step.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    id: StepId,
) -> Result<Option<StepRow>> {
    Ok(session.rows(BY_ID, values![workspace, id]).await?.pop())
}

/// The steps of a day, by rank.
///
/// # Errors
/// Whatever the database says.
pub async fn of_day(
    session: &mut Session,
    workspace: WorkspaceId,
    day: Day,
) -> Result<Vec<StepRow>> {
    session.rows(OF_DAY, values![workspace, day]).await
}

/// All steps ever proposed for these people.
///
/// # Errors
/// Whatever the database says.
pub async fn of_people(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<StepRow>> {
    session.rows_in(OF_PEOPLE, &values![workspace], people.into_iter().map(Value::from)).await
}

/// The steps about an account go where it went; gives how many.
///
/// # Errors
/// Whatever the database says.
pub async fn follow(
    session: &mut Session,
    workspace: WorkspaceId,
    account: IdentityId,
    person: PersonId,
) -> Result<u64> {
    session.execute(GIVE, values![workspace, account, person]).await
}

/// At most `limit` steps that are with somebody else than their account: step, account, with whom
/// it is, and with whom the account is.
///
/// # Errors
/// Whatever the database says.
pub async fn astray(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<(StepId, IdentityId, PersonId, PersonId)>> {
    session
        .map(ASTRAY, values![workspace, limit], |row| {
            Ok((row.id(0)?, row.id(1)?, row.id(2)?, row.id(3)?))
        })
        .await
}

/// How many steps are about these accounts.
///
/// # Errors
/// Whatever the database says.
pub async fn of_accounts(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<i64> {
    let wanted = accounts.into_iter().map(Value::from);
    let rows = session.map_in(OF_ACCOUNTS, &values![workspace], wanted, |row| row.int(0)).await?;
    Ok(rows.into_iter().sum())
}

/// Records what was done with a step; `before` is its row before, as JSON.
///
/// # Errors
/// Whatever the database says.
pub async fn record_act(
    session: &mut Session,
    workspace: WorkspaceId,
    step: StepId,
    now: Instant,
    status: &str,
    before: &str,
) -> Result<()> {
    session.execute(ACT_INSERT, values![workspace, step, now, status, before]).await?;
    Ok(())
}

/// Takes the last act on a step out of the record; gives the step as it was before.
///
/// # Errors
/// Whatever the database says.
pub async fn take_last_act(
    session: &mut Session,
    workspace: WorkspaceId,
    step: StepId,
) -> Result<Option<String>> {
    let Some(row) = session.first(ACT_LAST, values![workspace, step]).await? else {
        return Ok(None);
    };
    session.execute(ACT_DELETE, values![workspace, step, row.int(0)?]).await?;
    Ok(Some(row.text(1)?))
}

/// When a day was planned, if it was.
///
/// # Errors
/// Whatever the database says.
pub async fn planned_at(
    session: &mut Session,
    workspace: WorkspaceId,
    day: Day,
) -> Result<Option<Instant>> {
    session.first(PLANNED, values![workspace, day]).await?.map(|row| row.instant(0)).transpose()
}

/// Records that a day is planned, unless it was before; says whether it is the first time. Whoever
/// comes while another is at it waits for how that ends.
///
/// # Errors
/// Whatever the database says.
pub async fn plan_first(
    session: &mut Session,
    workspace: WorkspaceId,
    day: Day,
    now: Instant,
) -> Result<bool> {
    Ok(session.execute(PLANNED_FIRST, values![workspace, day, now]).await? == 1)
}

/// Records that a day was planned, and forgets the open steps of an earlier plan of it.
///
/// # Errors
/// Whatever the database says.
pub async fn replan(
    session: &mut Session,
    workspace: WorkspaceId,
    day: Day,
    now: Instant,
) -> Result<()> {
    session.execute(FORGET_OPEN, values![workspace, day]).await?;
    session.execute(PLANNED_SET, values![workspace, day, now]).await?;
    Ok(())
}
