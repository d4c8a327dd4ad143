//! Messages beside each other: what each of them answers, as the rules see it, and what was said
//! before and after it.

use kamerton_core::answer::{Said, Target};
use kamerton_core::derive::{Author, Ground, Parent};
use kamerton_core::id::{IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::reading::Labels;
use kamerton_core::role::Role;
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::value::{Row, Value};
use crate::{Session, values};

macro_rules! grounds {
    ($tail:literal) => {
        concat!(
            "SELECT m.id, m.place_id, m.day, m.labels, m.service, m.deleted_at, \
             m.forwarded_from, a.id, a.role, p.id, p.day, p.labels, p.service, p.deleted_at, \
             p.forwarded_from, pa.id, pa.role, ga.id, ga.role, m.sent_at, m.thread, m.implied \
             FROM message m \
             LEFT JOIN identity a ON a.workspace_id = m.workspace_id AND a.id = m.identity_id \
             LEFT JOIN message p ON p.workspace_id = m.workspace_id AND p.id = m.reply_to_id \
             LEFT JOIN identity pa ON pa.workspace_id = m.workspace_id AND pa.id = p.identity_id \
             LEFT JOIN message g ON g.workspace_id = m.workspace_id AND g.id = p.reply_to_id \
             LEFT JOIN identity ga ON ga.workspace_id = m.workspace_id AND ga.id = g.identity_id \
             WHERE m.workspace_id = $1 AND m.identity_id IS NOT NULL ",
            $tail
        )
    };
}
pub(crate) const GROUNDS: &str = grounds!("AND m.id IN ({in})");
pub(crate) const GROUNDS_AFTER: &str = grounds!("AND m.id > $2 ORDER BY m.id LIMIT $3");

macro_rules! said {
    ($tail:literal) => {
        concat!(
            "SELECT m.id, m.identity_id, a.role, m.thread, m.sent_at, m.labels, m.service, \
             m.deleted_at, m.reply_to_id, p.identity_id, p.sent_at, m.reply_to_key, m.implied \
             FROM message m \
             LEFT JOIN identity a ON a.workspace_id = m.workspace_id AND a.id = m.identity_id \
             LEFT JOIN message p ON p.workspace_id = m.workspace_id AND p.id = m.reply_to_id \
             WHERE m.workspace_id = $1 AND m.identity_id IS NOT NULL ",
            $tail
        )
    };
}
pub(crate) const SAID_BETWEEN: &str = said!(
    "AND m.place_id = $2 AND m.sent_at >= $3 AND m.sent_at <= $4 ORDER BY m.sent_at, m.doc_id"
);
pub(crate) const NEXT_IN_STREAM: &str = said!(
    "AND m.place_id = $2 AND m.sent_at >= $3 AND m.sent_at <= $4 ORDER BY m.sent_at, m.doc_id \
     LIMIT $5"
);
pub(crate) const NEXT_IN_THREAD: &str = said!(
    "AND m.place_id = $2 AND m.thread <> 0 AND m.thread = $6 AND m.sent_at >= $3 \
     AND m.sent_at <= $4 ORDER BY m.sent_at, m.doc_id LIMIT $5"
);
pub(crate) const SAID_TO: &str = said!("AND m.reply_to_id IS NOT NULL AND m.reply_to_id IN ({in})");
pub(crate) const SPANS: &str = "SELECT p.id, (SELECT m.sent_at FROM message m \
     WHERE m.workspace_id = p.workspace_id AND m.place_id = p.id ORDER BY m.sent_at LIMIT 1), \
     (SELECT m.sent_at FROM message m WHERE m.workspace_id = p.workspace_id \
     AND m.place_id = p.id ORDER BY m.sent_at DESC LIMIT 1) \
     FROM place p WHERE p.workspace_id = $1 AND p.id IN ({in})";

/// A message as the rules see it, with where and when it was said.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroundRow {
    /// What the rules see.
    pub ground: Ground,
    /// What it answers, where that is there.
    pub reply_to: Option<MessageId>,
    /// Where.
    pub place: PlaceId,
    /// When.
    pub sent_at: Instant,
    /// Topic or thread, hashed.
    pub thread: i64,
    /// The link to the parent is implied by the thread.
    pub implied: bool,
}

/// These messages as the rules see them; service messages without an author are left out.
///
/// # Errors
/// Whatever the database says.
pub async fn grounds(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<GroundRow>> {
    let wanted = messages.into_iter().map(Value::from);
    session.map_in(GROUNDS, &values![workspace], wanted, read_ground).await
}

/// The next `limit` messages by id after `after` as the rules see them: to walk over all of them.
///
/// # Errors
/// Whatever the database says.
pub async fn grounds_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: MessageId,
    limit: i64,
) -> Result<Vec<GroundRow>> {
    session.map(GROUNDS_AFTER, values![workspace, after, limit], read_ground).await
}

fn read_ground(row: &Row) -> Result<GroundRow> {
    let counts = |service: i64, deleted: Option<i64>, forwarded: Option<String>| {
        service == 0 && deleted.is_none() && forwarded.is_none()
    };
    let author = |id: usize, role: usize| -> Result<Option<Author>> {
        let Some(identity) = row.maybe_id::<IdentityId>(id)? else { return Ok(None) };
        Ok(Some(Author { identity, role: Role::from_code(row.int(role)?) }))
    };
    let parent = match author(15, 16)? {
        Some(parent_author) => Some(Parent {
            author: parent_author,
            day: row.day(10)?,
            labels: Labels(row.int(11)? as u32),
            counts: counts(row.int(12)?, row.maybe_int(13)?, row.maybe_text(14)?),
            parent_author: author(17, 18)?,
        }),
        None => None,
    };
    Ok(GroundRow {
        ground: Ground {
            message: row.id(0)?,
            author: Author { identity: row.id(7)?, role: Role::from_code(row.int(8)?) },
            day: row.day(2)?,
            labels: Labels(row.int(3)? as u32),
            counts: counts(row.int(4)?, row.maybe_int(5)?, row.maybe_text(6)?),
            parent,
        },
        reply_to: row.maybe_id(9)?,
        place: row.id(1)?,
        sent_at: row.instant(19)?,
        thread: row.int(20)?,
        implied: row.flag(21)?,
    })
}

/// What was said in a place between two instants, both included, in order of time.
///
/// # Errors
/// Whatever the database says.
pub async fn said_between(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    from: Instant,
    to: Instant,
) -> Result<Vec<Said>> {
    session.map(SAID_BETWEEN, values![workspace, place, from, to], read_said).await
}

/// The first `limit` of what was said in a thread between two instants, both included, in order of
/// time; in a stream whatever thread it belongs to.
///
/// # Errors
/// Whatever the database says.
pub async fn said_next(
    session: &mut Session,
    workspace: WorkspaceId,
    (place, thread): (PlaceId, i64),
    from: Instant,
    to: Instant,
    limit: i64,
) -> Result<Vec<Said>> {
    let mut values = values![workspace, place, from, to, limit];
    let mut sql = NEXT_IN_STREAM;
    if thread != 0 {
        values.push(Value::from(thread));
        sql = NEXT_IN_THREAD;
    }
    session.map(sql, values, read_said).await
}

/// What was said in direct answer to these messages.
///
/// # Errors
/// Whatever the database says.
pub async fn said_to(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<Said>> {
    let wanted = messages.into_iter().map(Value::from);
    session.map_in(SAID_TO, &values![workspace], wanted, read_said).await
}

fn read_said(row: &Row) -> Result<Said> {
    let target = match row.maybe_id::<MessageId>(8)? {
        Some(message) => Some(Target {
            message,
            identity: row.maybe_id(9)?.unwrap_or(IdentityId::NIL),
            sent_at: row.maybe_instant(10)?.unwrap_or_default(),
        }),
        // It answers something that is not among what we have, and so nothing that we have.
        None if row.maybe_text(11)?.is_some() && !row.flag(12)? => Some(Target {
            message: MessageId::NIL,
            identity: IdentityId::NIL,
            sent_at: Instant::default(),
        }),
        None => None,
    };
    Ok(Said {
        message: row.id(0)?,
        identity: row.id(1)?,
        role: Role::from_code(row.int(2)?),
        thread: row.int(3)?,
        sent_at: row.instant(4)?,
        labels: Labels(row.int(5)? as u32),
        counts: row.int(6)? == 0 && row.maybe_int(7)?.is_none(),
        reply_to: target,
    })
}

/// When the first and the last message of each of these places was sent, service messages and
/// deleted ones included; none for a place without any.
///
/// # Errors
/// Whatever the database says.
pub async fn spans(
    session: &mut Session,
    workspace: WorkspaceId,
    places: impl IntoIterator<Item = PlaceId>,
) -> Result<Vec<(PlaceId, Option<(Instant, Instant)>)>> {
    let wanted = places.into_iter().map(Value::from);
    session
        .map_in(SPANS, &values![workspace], wanted, |row| {
            Ok((row.id(0)?, row.maybe_instant(1)?.zip(row.maybe_instant(2)?)))
        })
        .await
}
