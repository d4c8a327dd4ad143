//! Daily roll-ups, kept in the same transaction as the facts, so that sums cost days and not
//! messages.

use kamerton_core::id::{IdentityId, PlaceId, WorkspaceId};
use kamerton_core::time::Day;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// What an account did on a day in a place.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct PersonDay {
        /// Who.
        identity: IdentityId = "identity_id",
        /// When.
        day: Day = "day",
        /// Where.
        place: PlaceId = "place_id",
        /// Messages written.
        messages: i64 = "messages",
        /// Reactions given.
        reactions: i64 = "reactions",
    }
}

stored! {
    /// What happened in a place on a day.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct PlaceDay {
        /// Where.
        place: PlaceId = "place_id",
        /// When.
        day: Day = "day",
        /// One of [`kinds`].
        kind: i64 = "kind",
        /// How many.
        count: i64 = "count",
    }
}

/// What is counted per place and day.
pub mod kinds {
    /// Messages of anybody.
    pub const MESSAGES: i64 = 0;
    /// Messages with an explicit reply link.
    pub const REPLIES: i64 = 1;
    /// People who joined.
    pub const JOINED: i64 = 2;
    /// People who left.
    pub const LEFT: i64 = 3;
}

const ADD_PERSON_DAY: &str = "ON CONFLICT (workspace_id, identity_id, day, place_id) \
     DO UPDATE SET messages = person_day.messages + excluded.messages, \
     reactions = person_day.reactions + excluded.reactions";
const ADD_PLACE_DAY: &str = "ON CONFLICT (workspace_id, place_id, day, kind) \
     DO UPDATE SET count = place_day.count + excluded.count";
pub(crate) const ACTIVE_DAYS: &str = "SELECT {columns} FROM person_day \
     WHERE workspace_id = $1 AND identity_id IN ({in})";
pub(crate) const PERSON_DAY_SUM: &str = "SELECT CAST(COALESCE(SUM(messages), 0) AS BIGINT), CAST(COALESCE(SUM(reactions), 0) AS BIGINT) \
     FROM person_day WHERE workspace_id = $1 AND identity_id = $2 AND day = $3";

/// Adds to what accounts did; counts may be negative.
///
/// # Errors
/// Whatever the database says.
pub async fn add_person_days(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[PersonDay],
) -> Result<()> {
    session.save("person_day", ADD_PERSON_DAY, workspace, rows).await?;
    Ok(())
}

/// Adds to what happened in places; counts may be negative.
///
/// # Errors
/// Whatever the database says.
pub async fn add_place_days(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[PlaceDay],
) -> Result<()> {
    session.save("place_day", ADD_PLACE_DAY, workspace, rows).await?;
    Ok(())
}

/// All days of these accounts.
///
/// # Errors
/// Whatever the database says.
pub async fn active_days(
    session: &mut Session,
    workspace: WorkspaceId,
    identities: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<PersonDay>> {
    let wanted = identities.into_iter().map(Value::from);
    session.rows_in(ACTIVE_DAYS, &values![workspace], wanted).await
}

pub(crate) const WROTE: &str = "SELECT DISTINCT identity_id FROM person_day \
     WHERE workspace_id = $1 AND messages > 0 AND identity_id IN ({in})";

/// Which of these accounts have written anything so far.
///
/// # Errors
/// Whatever the database says.
pub async fn wrote_before(
    session: &mut Session,
    workspace: WorkspaceId,
    identities: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<IdentityId>> {
    let wanted = identities.into_iter().map(Value::from);
    session.map_in(WROTE, &values![workspace], wanted, |row| row.id(0)).await
}

/// Whether an account wrote or reacted anywhere on a day.
///
/// # Errors
/// Whatever the database says.
pub async fn took_part(
    session: &mut Session,
    workspace: WorkspaceId,
    identity: IdentityId,
    day: Day,
) -> Result<bool> {
    let row = session.one(PERSON_DAY_SUM, values![workspace, identity, day]).await?;
    Ok(row.int(0)? + row.int(1)? > 0)
}
