//! How much people are listened to, as it was computed last, and what that is computed from.

use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId, WorkspaceId};
use kamerton_core::role::Role;
use kamerton_core::state::{Commerce, Stage, State};
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// How much a person is listened to.
    #[derive(Clone, Copy, Debug, PartialEq)]
    pub struct InfluenceRow {
        /// Who.
        person: PersonId = "person_id",
        /// The share of all walks that end with them, in millionths.
        value: f64 = "value",
        /// How many people turned to them.
        listeners: i64 = "listeners",
        /// How much of what they write fits the audience, from 0 to 1.
        fit: Option<f64> = "fit",
    }
}

stored! {
    /// When it was computed.
    #[derive(Clone, Debug, PartialEq)]
    pub struct RunRow {
        /// By which definition.
        version: i64 = "version",
        /// As of which day.
        day: Day = "day",
        /// When.
        computed_at: Instant = "computed_at",
        /// Something has changed since.
        stale: bool = "stale",
        /// JSON that the application knows.
        body: String = "body",
    }
}

/// How often a member turned to an account on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TieRow {
    /// To which account.
    pub target: IdentityId,
    /// When.
    pub day: Day,
    /// Answers.
    pub replies: i64,
    /// Mentions.
    pub mentions: i64,
    /// Words passed on.
    pub reposts: i64,
    /// Reactions.
    pub reactions: i64,
    /// Where.
    pub place: PlaceId,
    /// Who turned to it.
    pub source: PersonId,
    /// Whose the account is, and in what role; `None` where nothing is known under its id.
    pub whose: Option<(Option<PersonId>, Role)>,
}

/// An account with what it may be called by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedRow {
    /// Which.
    pub identity: IdentityId,
    /// Kind of account.
    pub kind: String,
    /// Its handle, folded.
    pub handle: Option<String>,
    /// Its name, folded.
    pub name: Option<String>,
    /// Whose.
    pub person: Option<PersonId>,
    /// In what role.
    pub role: Role,
}

/// Somebody as far as it matters whose attention counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// Who.
    pub person: PersonId,
    /// In what role.
    pub role: Role,
    /// State as of the last fold.
    pub state: State,
    /// Stage.
    pub stage: Stage,
    /// Purchases.
    pub commerce: Commerce,
}

/// Somebody who turned to accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListenerRow {
    /// With which account.
    pub source: IdentityId,
    /// When.
    pub day: Day,
    /// Where.
    pub place: PlaceId,
    /// Answers.
    pub replies: i64,
    /// Mentions.
    pub mentions: i64,
    /// Words passed on.
    pub reposts: i64,
}

const UPDATE: &str = "ON CONFLICT (workspace_id, person_id) DO UPDATE SET \
     value = excluded.value, listeners = excluded.listeners, fit = excluded.fit";
const UPDATE_RUN: &str = "ON CONFLICT (workspace_id) DO UPDATE SET version = excluded.version, \
     day = excluded.day, computed_at = excluded.computed_at, stale = excluded.stale, \
     body = excluded.body";
pub(crate) const AFTER: &str = "SELECT {columns} FROM influence WHERE workspace_id = $1 \
     AND person_id > $2 ORDER BY person_id LIMIT $3";
pub(crate) const TOP: &str = "SELECT {columns} FROM influence WHERE workspace_id = $1 \
     AND value <= $2 AND (value < $2 OR person_id < $3) \
     ORDER BY value DESC, person_id DESC LIMIT $4";
pub(crate) const OF_PEOPLE: &str =
    "SELECT {columns} FROM influence WHERE workspace_id = $1 AND person_id IN ({in})";
pub(crate) const DELETE: &str =
    "DELETE FROM influence WHERE workspace_id = $1 AND person_id IN ({in})";
pub(crate) const RUN: &str = "SELECT {columns} FROM influence_run WHERE workspace_id = $1";
pub(crate) const STALE: &str =
    "UPDATE influence_run SET stale = 1 WHERE workspace_id = $1 AND stale = 0";
pub(crate) const FRESH: &str = "UPDATE influence_run SET stale = 0 WHERE workspace_id = $1";
pub(crate) const TIES: &str = "SELECT t.target_id, t.day, t.replies, t.mentions, t.reposts, \
     s.person_id, d.id, d.person_id, d.role, d.deleted, t.reactions, t.place_id \
     FROM interaction_day t \
     CROSS JOIN identity s \
     LEFT JOIN identity d ON d.workspace_id = $1 AND d.id = t.target_id \
     WHERE t.workspace_id = $1 AND t.target_id >= $2 AND t.target_id <= $3 AND t.day >= $4 \
     AND s.workspace_id = $1 AND s.id = t.source_id AND s.role = 0 AND s.deleted = 0 AND s.person_id IS NOT NULL \
     ORDER BY t.target_id, t.day, t.source_id, t.place_id";
pub(crate) const NAMED: &str = "SELECT id, kind, handle_key, name_key, person_id, role \
     FROM identity WHERE workspace_id = $1 AND id > $2 AND deleted = 0 ORDER BY id LIMIT $3";
pub(crate) const IDS_AFTER: &str =
    "SELECT id FROM person WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3";
pub(crate) const MEMBERS_AFTER: &str = "SELECT id, state, stage, commerce, role FROM person \
     WHERE workspace_id = $1 AND id > $2 ORDER BY id LIMIT $3";
pub(crate) const SPEAKERS: &str = "SELECT i.person_id FROM message m CROSS JOIN identity i \
     WHERE m.workspace_id = $1 AND m.service = 0 AND m.deleted_at IS NULL \
     AND m.forwarded_from IS NULL AND i.workspace_id = $1 AND i.id = m.identity_id \
     AND i.role = 0 AND i.deleted = 0 AND i.person_id IS NOT NULL AND m.day >= $2 \
     AND m.id IN ({in})";
pub(crate) const LISTENERS: &str = "SELECT source_id, day, place_id, replies, mentions, reposts \
     FROM interaction_day WHERE workspace_id = $1 AND target_id = $2 AND day >= $3 \
     AND replies + mentions + reposts > 0 ORDER BY day DESC LIMIT $4";
pub(crate) const LAST_REPLY: &str = "SELECT c.id FROM (SELECT m.id, m.reply_to_id, m.sent_at \
     FROM message m WHERE m.workspace_id = $1 AND m.identity_id = $2 AND m.sent_at >= $4 \
     AND m.sent_at < $5 AND m.deleted_at IS NULL AND m.service = 0 \
     ORDER BY m.sent_at DESC LIMIT $6) AS c CROSS JOIN message p \
     WHERE c.reply_to_id IS NOT NULL AND p.workspace_id = $1 AND p.id = c.reply_to_id \
     AND p.identity_id = $3 ORDER BY c.sent_at DESC LIMIT 1";
pub(crate) const JOINED: &str = "SELECT DISTINCT identity_id FROM membership \
     WHERE workspace_id = $1 AND joined = 1 AND identity_id IN ({in})";
pub(crate) const NEWCOMERS: &str = "SELECT id FROM person WHERE workspace_id = $1 AND role = 0 \
     AND first_seen_at >= $2 ORDER BY first_seen_at DESC, id DESC LIMIT $3";

/// Stores how much people are listened to.
///
/// # Errors
/// Whatever the database says.
pub async fn save(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[InfluenceRow],
) -> Result<()> {
    session.save("influence", UPDATE, workspace, rows).await?;
    Ok(())
}

/// Forgets people to whom nobody turns any more.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<()> {
    session.execute_in(DELETE, &values![workspace], people.into_iter().map(Value::from)).await?;
    Ok(())
}

/// The next `limit` by id after `after`: to walk over all of them.
///
/// # Errors
/// Whatever the database says.
pub async fn after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<InfluenceRow>> {
    session.rows(AFTER, values![workspace, after, limit]).await
}

/// The `limit` people who are listened to most, after one with this value where that is given.
///
/// # Errors
/// Whatever the database says.
pub async fn top(
    session: &mut Session,
    workspace: WorkspaceId,
    after: Option<(f64, PersonId)>,
    limit: i64,
) -> Result<Vec<InfluenceRow>> {
    let (value, person) = after.unwrap_or((f64::MAX, PersonId::NIL));
    session.rows(TOP, values![workspace, value, person, limit]).await
}

/// How much these people are listened to; who is not has no row.
///
/// # Errors
/// Whatever the database says.
pub async fn of_people(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<InfluenceRow>> {
    session.rows_in(OF_PEOPLE, &values![workspace], people.into_iter().map(Value::from)).await
}

/// Stores when it was computed.
///
/// # Errors
/// Whatever the database says.
pub async fn save_run(session: &mut Session, workspace: WorkspaceId, row: &RunRow) -> Result<()> {
    session.save("influence_run", UPDATE_RUN, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// When it was computed.
///
/// # Errors
/// Whatever the database says.
pub async fn run(session: &mut Session, workspace: WorkspaceId) -> Result<Option<RunRow>> {
    let rows: Vec<RunRow> = session.rows(RUN, values![workspace]).await?;
    Ok(rows.into_iter().next())
}

/// Notes that something has changed since it was computed.
///
/// # Errors
/// Whatever the database says.
pub async fn set_stale(session: &mut Session, workspace: WorkspaceId) -> Result<()> {
    session.execute(STALE, values![workspace]).await?;
    Ok(())
}

/// Notes that what changed until now is about to be looked at.
///
/// # Errors
/// Whatever the database says.
pub async fn set_fresh(session: &mut Session, workspace: WorkspaceId) -> Result<()> {
    session.execute(FRESH, values![workspace]).await?;
    Ok(())
}

/// How often members turned to accounts between two ids, both included, since a day.
///
/// # Errors
/// Whatever the database says.
pub async fn ties(
    session: &mut Session,
    workspace: WorkspaceId,
    (first, last): (IdentityId, IdentityId),
    since: Day,
) -> Result<Vec<TieRow>> {
    session
        .map(TIES, values![workspace, first, last, since], |row| {
            let known: Option<IdentityId> = row.maybe_id(6)?;
            let whose = match known {
                // A deleted account is nobody's.
                Some(_) if row.flag(9)? => Some((None, Role::Unknown)),
                Some(_) => Some((row.maybe_id(7)?, Role::from_code(row.int(8)?))),
                None => None,
            };
            Ok(TieRow {
                target: row.id(0)?,
                day: row.day(1)?,
                replies: row.int(2)?,
                mentions: row.int(3)?,
                reposts: row.int(4)?,
                reactions: row.int(10)?,
                place: row.id(11)?,
                source: row.id(5)?,
                whose,
            })
        })
        .await
}

/// The next `limit` accounts by id after `after`, with what they may be called by.
///
/// # Errors
/// Whatever the database says.
pub async fn named_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: IdentityId,
    limit: i64,
) -> Result<Vec<NamedRow>> {
    session
        .map(NAMED, values![workspace, after, limit], |row| {
            Ok(NamedRow {
                identity: row.id(0)?,
                kind: row.text(1)?,
                handle: row.maybe_text(2)?,
                name: row.maybe_text(3)?,
                person: row.maybe_id(4)?,
                role: Role::from_code(row.int(5)?),
            })
        })
        .await
}

/// The next `limit` ids of people after `after`: to walk over all of them.
///
/// # Errors
/// Whatever the database says.
pub async fn ids_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<PersonId>> {
    session.map(IDS_AFTER, values![workspace, after, limit], |row| row.id(0)).await
}

/// The next `limit` people after `after`: to walk over all of them.
///
/// # Errors
/// Whatever the database says.
pub async fn members_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<MemberRow>> {
    session
        .map(MEMBERS_AFTER, values![workspace, after, limit], |row| {
            Ok(MemberRow {
                person: row.id(0)?,
                role: Role::from_code(row.int(4)?),
                state: State::from_code(row.int(1)?),
                stage: Stage::from_code(row.int(2)?),
                commerce: Commerce::from_code(row.int(3)?),
            })
        })
        .await
}

/// Who said those of these messages that were said since a day, each as often as they did; only members.
///
/// # Errors
/// Whatever the database says.
pub async fn speakers(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
    since: Day,
) -> Result<Vec<PersonId>> {
    let wanted = messages.into_iter().map(Value::from);
    session.map_in(SPEAKERS, &values![workspace, since], wanted, |row| row.id(0)).await
}

/// Who turned to an account since a day, at most `limit` of their days, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn listeners(
    session: &mut Session,
    workspace: WorkspaceId,
    target: IdentityId,
    since: Day,
    limit: i64,
) -> Result<Vec<ListenerRow>> {
    session
        .map(LISTENERS, values![workspace, target, since, limit], |row| {
            Ok(ListenerRow {
                source: row.id(0)?,
                day: row.day(1)?,
                place: row.id(2)?,
                replies: row.int(3)?,
                mentions: row.int(4)?,
                reposts: row.int(5)?,
            })
        })
        .await
}

/// The latest answer of an account to another from `from` on and before `end`, among the `limit` messages that
/// it wrote last in that time.
///
/// # Errors
/// Whatever the database says.
pub async fn last_reply(
    session: &mut Session,
    workspace: WorkspaceId,
    (source, target): (IdentityId, IdentityId),
    (from, end): (Instant, Instant),
    limit: i64,
) -> Result<Option<MessageId>> {
    let values = values![workspace, source, target, from, end, limit];
    let row = session.first(LAST_REPLY, values).await?;
    row.map(|row| row.id(0)).transpose()
}

/// Which of these accounts have ever joined a place.
///
/// # Errors
/// Whatever the database says.
pub async fn joined(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<IdentityId>> {
    let wanted = accounts.into_iter().map(Value::from);
    session.map_in(JOINED, &values![workspace], wanted, |row| row.id(0)).await
}

/// The `limit` members who were seen first since `since`, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn newcomers(
    session: &mut Session,
    workspace: WorkspaceId,
    since: Instant,
    limit: i64,
) -> Result<Vec<PersonId>> {
    session.map(NEWCOMERS, values![workspace, since, limit], |row| row.id(0)).await
}
