//! Indices of places by day, how far they are, and what they are made from.

use kamerton_core::answer::{Said, Target};
use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId, WorkspaceId};
use kamerton_core::reading::Labels;
use kamerton_core::role::Role;
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::place_figures::Span;
use crate::stored::stored;
use crate::value::{Row, Value};
use crate::{Session, values};

stored! {
    /// How far the indices of a place are.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ProgressRow {
        /// Which place.
        place: PlaceId = "place_id",
        /// By which version of the rules.
        rule: i64 = "rule",
        /// Up to which day there are tallies.
        through: Day = "through_day",
        /// From which day on they have to be made anew.
        from: Option<Day> = "from_day",
        /// To which day.
        to: Option<Day> = "to_day",
        /// How often something changed.
        changed: i64 = "changed",
    }
}

stored! {
    /// The tally of a place and day.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DayRow {
        /// Which place.
        place: PlaceId = "place_id",
        /// Which day.
        day: Day = "day",
        /// Its numbers.
        figures: String = "figures",
    }
}

stored! {
    /// Somebody who stands otherwise than before.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct NotedRow {
        /// Who.
        person: PersonId = "person_id",
        /// From which day on.
        from: Day = "from_day",
    }
}

/// A message as the indices see it.
#[derive(Clone, Debug, PartialEq)]
pub struct TalkRow {
    /// What may be an answer; whose role it is stands with the account.
    pub said: Said,
    /// Its calendar day.
    pub day: Day,
    /// Whether it has words.
    pub has_words: bool,
    /// Whether they are somebody else's.
    pub forwarded: bool,
    /// The link to what it answers is implied by the thread.
    pub implied: bool,
}

const UPDATE: &str = "ON CONFLICT (workspace_id, place_id) DO UPDATE SET rule = excluded.rule, \
     through_day = excluded.through_day, from_day = excluded.from_day, to_day = excluded.to_day, \
     changed = excluded.changed";
const UPDATE_DAY: &str = "ON CONFLICT (workspace_id, place_id, day) DO UPDATE SET \
     figures = excluded.figures";
const UPDATE_PERSON: &str = "ON CONFLICT (workspace_id, person_id) DO UPDATE SET \
     from_day = CASE WHEN person_index.from_day < excluded.from_day \
     THEN person_index.from_day ELSE excluded.from_day END";
pub(crate) const ALL: &str = "SELECT {columns} FROM place_index WHERE workspace_id = $1";
pub(crate) const BY_PLACE: &str =
    "SELECT {columns} FROM place_index WHERE workspace_id = $1 AND place_id IN ({in})";
pub(crate) const ALL_ANEW: &str = "UPDATE place_index SET rule = 0, changed = changed + 1 \
     WHERE workspace_id = $1";
pub(crate) const DAYS: &str = "SELECT {columns} FROM place_index_day WHERE workspace_id = $1 \
     AND day >= $2 AND day <= $3 AND place_id IN ({in}) ORDER BY place_id, day";
pub(crate) const DAYS_DELETE: &str = "DELETE FROM place_index_day WHERE workspace_id = $1 \
     AND place_id = $2 AND day >= $3 AND day <= $4";
pub(crate) const LATEST: &str = "SELECT {columns} FROM place_index_day WHERE workspace_id = $1 \
     AND place_id = $2 ORDER BY day DESC LIMIT 1";
pub(crate) const PEOPLE_FIRST: &str = "SELECT {columns} FROM person_index \
     WHERE workspace_id = $1 AND person_id > $2 ORDER BY person_id LIMIT $3";
pub(crate) const PEOPLE_DELETE: &str =
    "DELETE FROM person_index WHERE workspace_id = $1 AND person_id IN ({in})";
pub(crate) const TALK: &str = "SELECT m.id, m.identity_id, m.thread, m.sent_at, m.labels, \
     m.reply_to_id, p.identity_id, p.sent_at, m.reply_to_key, m.implied, m.day, \
     CAST(CASE WHEN m.text = '' THEN 0 ELSE 1 END AS BIGINT), \
     CAST(CASE WHEN m.forwarded_from IS NULL THEN 0 ELSE 1 END AS BIGINT) FROM message m \
     LEFT JOIN message p ON p.workspace_id = m.workspace_id AND p.id = m.reply_to_id \
     WHERE m.workspace_id = $1 AND m.place_id = $2 AND m.sent_at >= $3 AND m.sent_at < $4 \
     AND m.identity_id IS NOT NULL AND m.service = 0 AND m.deleted_at IS NULL \
     ORDER BY m.sent_at DESC, m.id DESC LIMIT $5";
pub(crate) const FIRST_DAYS: &str = "SELECT identity_id, MIN(day) FROM person_day \
     WHERE workspace_id = $1 AND place_id = $2 AND messages > 0 AND identity_id IN ({in}) \
     GROUP BY identity_id";
pub(crate) const NEXT_DAY: &str = "SELECT d.day FROM identity i CROSS JOIN identity o \
     CROSS JOIN person_day d WHERE i.workspace_id = $1 AND i.id = $3 \
     AND o.workspace_id = i.workspace_id AND o.person_id = i.person_id \
     AND d.workspace_id = i.workspace_id AND d.place_id = $2 AND d.identity_id = o.id \
     AND d.day > $4 AND d.messages > 0 ORDER BY d.day LIMIT 1";
pub(crate) const WROTE_IN: &str = "SELECT i.person_id, d.place_id, MIN(d.day), MAX(d.day) \
     FROM identity i CROSS JOIN person_day d WHERE i.workspace_id = $1 AND i.person_id IN ({in}) \
     AND d.workspace_id = i.workspace_id AND d.identity_id = i.id AND d.messages > 0 \
     GROUP BY i.person_id, d.place_id";

/// How far the indices of all places are: one row a place.
///
/// # Errors
/// Whatever the database says.
pub async fn progress(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<ProgressRow>> {
    session.rows(ALL, values![workspace]).await
}

/// How far those of these places are; a place without a row has none yet.
///
/// # Errors
/// Whatever the database says.
pub async fn progress_of(
    session: &mut Session,
    workspace: WorkspaceId,
    places: impl IntoIterator<Item = PlaceId>,
) -> Result<Vec<ProgressRow>> {
    session.rows_in(BY_PLACE, &values![workspace], places.into_iter().map(Value::from)).await
}

/// Stores how far places are.
///
/// # Errors
/// Whatever the database says.
pub async fn set_progress(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[ProgressRow],
) -> Result<()> {
    session.save("place_index", UPDATE, workspace, rows).await?;
    Ok(())
}

/// Notes that all tallies of a workspace have to be made anew.
///
/// # Errors
/// Whatever the database says.
pub async fn all_anew(session: &mut Session, workspace: WorkspaceId) -> Result<()> {
    session.execute(ALL_ANEW, values![workspace]).await?;
    Ok(())
}

/// The tallies of places within a span, by place and day.
///
/// # Errors
/// Whatever the database says.
pub async fn days(
    session: &mut Session,
    workspace: WorkspaceId,
    places: impl IntoIterator<Item = PlaceId>,
    span: Span,
) -> Result<Vec<DayRow>> {
    let wanted = places.into_iter().map(Value::from);
    session.rows_in(DAYS, &values![workspace, span.from, span.to], wanted).await
}

/// The latest tally of a place.
///
/// # Errors
/// Whatever the database says.
pub async fn latest(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
) -> Result<Option<DayRow>> {
    Ok(session.rows(LATEST, values![workspace, place]).await?.pop())
}

/// Puts tallies in place of all that a place has within a span.
///
/// # Errors
/// Whatever the database says.
pub async fn replace(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    span: Span,
    rows: &[DayRow],
) -> Result<()> {
    session.execute(DAYS_DELETE, values![workspace, place, span.from, span.to]).await?;
    session.save("place_index_day", UPDATE_DAY, workspace, rows).await?;
    Ok(())
}

/// Notes people who stand otherwise than before; of two days the earlier one stays.
///
/// # Errors
/// Whatever the database says.
pub async fn note_people(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[NotedRow],
) -> Result<()> {
    session.save("person_index", UPDATE_PERSON, workspace, rows).await?;
    Ok(())
}

/// The next `limit` of them after `after`, by id.
///
/// # Errors
/// Whatever the database says.
pub async fn noted_people(
    session: &mut Session,
    workspace: WorkspaceId,
    after: PersonId,
    limit: i64,
) -> Result<Vec<NotedRow>> {
    session.rows(PEOPLE_FIRST, values![workspace, after, limit]).await
}

/// Forgets them.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_people(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<()> {
    let wanted = people.into_iter().map(Value::from);
    session.execute_in(PEOPLE_DELETE, &values![workspace], wanted).await?;
    Ok(())
}

/// Where these people wrote, from which day to which.
///
/// # Errors
/// Whatever the database says.
pub async fn wrote_in(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<(PersonId, PlaceId, Span)>> {
    let wanted = people.into_iter().map(Value::from);
    session
        .map_in(WROTE_IN, &values![workspace], wanted, |row| {
            Ok((row.id(0)?, row.id(1)?, Span { from: row.day(2)?, to: row.day(3)? }))
        })
        .await
}

/// The first day on which each of these accounts wrote in a place.
///
/// # Errors
/// Whatever the database says.
pub async fn first_days(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<(IdentityId, Day)>> {
    let wanted = accounts.into_iter().map(Value::from);
    session
        .map_in(FIRST_DAYS, &values![workspace, place], wanted, |row| Ok((row.id(0)?, row.day(1)?)))
        .await
}

/// The first day after `day` on which whoever has this account wrote in a place, by any of their accounts.
///
/// # Errors
/// Whatever the database says.
pub async fn next_day(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    account: IdentityId,
    day: Day,
) -> Result<Option<Day>> {
    let row = session.first(NEXT_DAY, values![workspace, place, account, day]).await?;
    row.map(|row| row.day(0)).transpose()
}

/// The latest `limit` messages of a place from `from` on and before `to`, in order of time. Service messages,
/// deleted ones and those of nobody are left out.
///
/// # Errors
/// Whatever the database says.
pub async fn talk(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    (from, to): (Instant, Instant),
    limit: i64,
) -> Result<Vec<TalkRow>> {
    let values = values![workspace, place, from, to, limit];
    let mut rows = session.map(TALK, values, read_talk).await?;
    rows.reverse();
    Ok(rows)
}

fn read_talk(row: &Row) -> Result<TalkRow> {
    let implied = row.flag(9)?;
    let reply_to = match row.maybe_id::<MessageId>(5)? {
        Some(message) => Some(Target {
            message,
            identity: row.maybe_id(6)?.unwrap_or(IdentityId::NIL),
            sent_at: row.maybe_instant(7)?.unwrap_or_default(),
        }),
        // It answers something that is not among what we have.
        None if row.maybe_text(8)?.is_some() && !implied => Some(Target {
            message: MessageId::NIL,
            identity: IdentityId::NIL,
            sent_at: Instant::default(),
        }),
        None => None,
    };
    Ok(TalkRow {
        said: Said {
            message: row.id(0)?,
            identity: row.id(1)?,
            role: Role::Unknown,
            thread: row.int(2)?,
            sent_at: row.instant(3)?,
            labels: Labels(row.int(4)? as u32),
            counts: true,
            reply_to,
        },
        day: row.day(10)?,
        has_words: row.flag(11)?,
        forwarded: row.flag(12)?,
        implied,
    })
}
