//! Figures of places, from roll-ups by day: their cost is that of the days asked for, and where
//! people are counted, never more than a budget.

use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId, WorkspaceId};
use kamerton_core::role::Role;
use kamerton_core::state::{Stage, State};
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::rollups::PlaceDay;
use crate::value::{Row, Value};
use crate::{Session, values};

/// Days of a place, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first one.
    pub from: Day,
    /// The last one.
    pub to: Day,
}

/// Somebody who wrote in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Active {
    /// With which account.
    pub identity: IdentityId,
    /// Who; placeholders are nobody.
    pub person: Option<PersonId>,
    /// The account's role.
    pub role: Role,
    /// State as of the last fold.
    pub state: State,
    /// Stage.
    pub stage: Stage,
    /// Messages there in those days.
    pub messages: i64,
}

pub(crate) const DAYS: &str = "SELECT {columns} FROM place_day WHERE workspace_id = $1 \
     AND day >= $2 AND day <= $3 AND place_id IN ({in})";
pub(crate) const AUTHORS: &str = "SELECT COUNT(DISTINCT identity_id), COUNT(*) FROM ( \
     SELECT identity_id FROM person_day WHERE workspace_id = $1 AND place_id = $2 \
     AND day >= $3 AND day <= $4 AND messages > 0 ORDER BY day DESC LIMIT $5) AS w";
pub(crate) const ACTIVE: &str = "SELECT w.identity_id, i.person_id, i.role, p.state, p.stage, \
     w.messages FROM (SELECT identity_id, CAST(SUM(messages) AS BIGINT) AS messages FROM ( \
     SELECT identity_id, messages FROM person_day WHERE workspace_id = $1 AND place_id = $2 \
     AND day >= $3 AND day <= $4 AND messages > 0 ORDER BY day DESC LIMIT $5) AS d \
     GROUP BY identity_id ORDER BY 2 DESC, identity_id LIMIT $6) AS w CROSS JOIN identity i \
     LEFT JOIN person p ON p.workspace_id = i.workspace_id AND p.id = i.person_id \
     WHERE i.workspace_id = $1 AND i.id = w.identity_id";
pub(crate) const NEWCOMERS: &str = "SELECT n.identity_id, n.first_day \
     FROM (SELECT identity_id, MIN(day) AS first_day FROM ( \
     SELECT identity_id, day FROM person_day WHERE workspace_id = $1 AND place_id = $2 \
     AND day >= $3 AND day <= $4 AND messages > 0 ORDER BY day DESC LIMIT $5) AS d \
     GROUP BY identity_id) AS n CROSS JOIN identity i \
     WHERE i.workspace_id = $1 AND i.id = n.identity_id AND i.role = 0 \
     AND NOT EXISTS (SELECT 1 FROM person_day e WHERE e.workspace_id = $1 AND e.place_id = $2 \
     AND e.identity_id = n.identity_id AND e.day < $3 AND e.messages > 0) \
     ORDER BY n.first_day DESC, n.identity_id";
pub(crate) const FIRST_THERE: &str = "SELECT i.id, ( \
     SELECT m.id FROM message m WHERE m.workspace_id = $1 AND m.identity_id = i.id \
     AND m.sent_at >= $3 AND m.place_id = $2 AND m.service = 0 AND m.deleted_at IS NULL \
     ORDER BY m.sent_at LIMIT 1) FROM identity i WHERE i.workspace_id = $1 AND i.id IN ({in})";

/// What happened in these places on these days, by kind.
///
/// # Errors
/// Whatever the database says.
pub async fn days(
    session: &mut Session,
    workspace: WorkspaceId,
    places: impl IntoIterator<Item = PlaceId>,
    span: Span,
) -> Result<Vec<PlaceDay>> {
    let wanted = places.into_iter().map(Value::from);
    session.rows_in(DAYS, &values![workspace, span.from, span.to], wanted).await
}

/// How many accounts wrote in a place, by the latest `budget` of their days there; and whether
/// there are more days than those, so that there may be more accounts.
///
/// # Errors
/// Whatever the database says.
pub async fn authors(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    span: Span,
    budget: i64,
) -> Result<(i64, bool)> {
    let values = values![workspace, place, span.from, span.to, budget];
    let row = session.one(AUTHORS, values).await?;
    Ok((row.int(0)?, row.int(1)? >= budget))
}

/// Who wrote most in a place, at most `limit`, by the latest `budget` of anybody's days there.
///
/// # Errors
/// Whatever the database says.
pub async fn active(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    span: Span,
    budget: i64,
    limit: i64,
) -> Result<Vec<Active>> {
    let values = values![workspace, place, span.from, span.to, budget, limit];
    session.map(ACTIVE, values, read_active).await
}

fn read_active(row: &Row) -> Result<Active> {
    Ok(Active {
        identity: row.id(0)?,
        person: row.maybe_id(1)?,
        role: Role::from_code(row.int(2)?),
        state: row.maybe_int(3)?.map(State::from_code).unwrap_or_default(),
        stage: row.maybe_int(4)?.map(Stage::from_code).unwrap_or_default(),
        messages: row.int(5)?,
    })
}

/// Members who wrote in a place on these days and never before, with the day, latest first, by the
/// latest `budget` of anybody's days there.
///
/// # Errors
/// Whatever the database says.
pub async fn newcomers(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    span: Span,
    budget: i64,
) -> Result<Vec<(IdentityId, Day)>> {
    let values = values![workspace, place, span.from, span.to, budget];
    session.map(NEWCOMERS, values, |row| Ok((row.id(0)?, row.day(1)?))).await
}

/// The first message that each of these accounts wrote in a place from `from` on.
///
/// # Errors
/// Whatever the database says.
pub async fn first_there(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    from: Instant,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<(IdentityId, MessageId)>> {
    let wanted = accounts.into_iter().map(Value::from);
    let rows = session.all_in(FIRST_THERE, &values![workspace, place, from], wanted).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(message) = row.maybe_id(1)? {
            found.push((row.id(0)?, message));
        }
    }
    Ok(found)
}
