//! What a recount needs: walks over facts in pieces, and what is stored without a ground.

use kamerton_core::id::{ChannelId, IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::ledger::EntryRow;
use crate::messages::{KeyRow, MembershipRow, ReactionRow};
use crate::rollups::{PersonDay, PlaceDay, kinds};
use crate::{Session, values};

/// How a message is linked with what names it and with what it answers.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkRow {
    /// Which message.
    pub message: MessageId,
    /// Its channel, by its place.
    pub channel: ChannelId,
    /// Its remote key.
    pub key: String,
    /// When it was sent.
    pub sent_at: Instant,
    /// The message that its remote key names.
    pub named: Option<MessageId>,
    /// What it is linked to.
    pub reply_to: Option<MessageId>,
    /// The message that the remote key of what it answers names.
    pub target: Option<MessageId>,
    /// Key of the search document.
    pub doc_id: i64,
    /// The text, where it must be found: not deleted, no service message.
    pub text: Option<String>,
}

/// What the roll-ups count of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountedRow {
    /// Which message.
    pub message: MessageId,
    /// Whose.
    pub identity: Option<IdentityId>,
    /// Where.
    pub place: PlaceId,
    /// On which day.
    pub day: Day,
    /// When.
    pub sent_at: Instant,
    /// Answers by an explicit link.
    pub reply: bool,
    /// Deleted: only the span of its place knows it still.
    pub deleted: bool,
}

pub(crate) const LINKS: &str = "SELECT m.id, p.channel_id, m.remote_key, m.sent_at, k.message_id, \
     m.reply_to_id, t.message_id, m.doc_id, \
     CASE WHEN m.service = 0 AND m.deleted_at IS NULL THEN m.text END \
     FROM message m \
     LEFT JOIN place p ON p.workspace_id = m.workspace_id AND p.id = m.place_id \
     LEFT JOIN remote_key k ON k.workspace_id = m.workspace_id AND k.channel_id = p.channel_id \
     AND k.remote_key = m.remote_key \
     LEFT JOIN remote_key t ON t.workspace_id = m.workspace_id AND t.channel_id = p.channel_id \
     AND t.remote_key = m.reply_to_key \
     WHERE m.workspace_id = $1 AND m.id > $2 ORDER BY m.id LIMIT $3";
pub(crate) const COUNTED: &str = "SELECT id, identity_id, place_id, day, sent_at, \
     CAST(CASE WHEN reply_to_key IS NOT NULL AND implied = 0 THEN 1 ELSE 0 END AS BIGINT), \
     deleted_at \
     FROM message WHERE workspace_id = $1 AND id > $2 AND service = 0 ORDER BY id LIMIT $3";
pub(crate) const REACTIONS: &str = "SELECT {columns} FROM reaction WHERE workspace_id = $1 \
     AND (message_id > $2 OR (message_id = $2 AND (emoji > $3 \
     OR (emoji = $3 AND identity_id > $4)))) \
     ORDER BY message_id, emoji, identity_id LIMIT $5";
pub(crate) const MEMBERSHIPS: &str = "SELECT {columns} FROM membership WHERE workspace_id = $1 \
     AND remote_key > $2 ORDER BY remote_key LIMIT $3";
pub(crate) const PERSON_DAYS: &str = "SELECT {columns} FROM person_day WHERE workspace_id = $1 \
     AND (identity_id > $2 OR (identity_id = $2 AND (day > $3 OR (day = $3 AND place_id > $4)))) \
     ORDER BY identity_id, day, place_id LIMIT $5";
pub(crate) const PLACE_DAYS: &str = "SELECT {columns} FROM place_day WHERE workspace_id = $1 \
     AND count <> 0 AND kind >= $2";
pub(crate) const PERSON_DAYS_DIFFERING: &str = "SELECT identity_id, day, place_id, \
     CAST(SUM(messages) AS BIGINT), CAST(SUM(reactions) AS BIGINT) FROM ( \
     SELECT identity_id, day, place_id, messages, reactions FROM person_day \
     WHERE workspace_id = $1 \
     UNION ALL SELECT identity_id, day, place_id, -COUNT(*), 0 FROM message \
     WHERE workspace_id = $1 AND identity_id IS NOT NULL AND service = 0 AND deleted_at IS NULL \
     GROUP BY identity_id, day, place_id \
     UNION ALL SELECT identity_id, day, $2, 0, -CAST(SUM(count) AS BIGINT) FROM reaction \
     WHERE workspace_id = $1 AND identity_id <> $2 AND count > 0 \
     GROUP BY identity_id, day) AS both_sides \
     GROUP BY identity_id, day, place_id \
     HAVING SUM(messages) <> 0 OR SUM(reactions) <> 0 LIMIT $3";
pub(crate) const PLACE_DAYS_DIFFERING: &str = "SELECT place_id, day, kind, \
     CAST(SUM(count) AS BIGINT) FROM ( \
     SELECT place_id, day, kind, count FROM place_day WHERE workspace_id = $1 AND kind <= 1 \
     UNION ALL SELECT place_id, day, 0, -COUNT(*) FROM message \
     WHERE workspace_id = $1 AND service = 0 AND deleted_at IS NULL GROUP BY place_id, day \
     UNION ALL SELECT place_id, day, 1, -COUNT(*) FROM message \
     WHERE workspace_id = $1 AND service = 0 AND deleted_at IS NULL \
     AND reply_to_key IS NOT NULL AND implied = 0 GROUP BY place_id, day) AS both_sides \
     GROUP BY place_id, day, kind HAVING SUM(count) <> 0 LIMIT $2";
pub(crate) const SPANS: &str = "SELECT place_id, MIN(sent_at), MAX(sent_at) FROM message \
     WHERE workspace_id = $1 AND service = 0 AND identity_id IS NOT NULL GROUP BY place_id";
pub(crate) const SPAN_SET: &str = "UPDATE place SET first_message_at = $3, last_message_at = $4 \
     WHERE workspace_id = $1 AND id = $2";
pub(crate) const PART_MISSING: &str = "SELECT DISTINCT d.identity_id, d.day FROM person_day d \
     CROSS JOIN identity i WHERE d.workspace_id = $1 AND d.messages + d.reactions > 0 \
     AND i.workspace_id = d.workspace_id AND i.id = d.identity_id AND i.role = 0 \
     AND NOT EXISTS (SELECT 1 FROM entry e WHERE e.workspace_id = d.workspace_id \
     AND e.identity_id = d.identity_id AND e.day = d.day AND e.kind = 15 AND e.ground_id = $2 \
     AND e.weight = $3 AND e.other_id = $4 AND e.since = d.day) LIMIT $5";
pub(crate) const PART_UNFOUNDED: &str = "SELECT {columns} FROM entry e WHERE e.workspace_id = $1 \
     AND e.kind = 15 AND (e.ground_id <> $2 OR NOT EXISTS (SELECT 1 FROM person_day d \
     CROSS JOIN identity i WHERE d.workspace_id = e.workspace_id \
     AND d.identity_id = e.identity_id AND d.day = e.day AND d.messages + d.reactions > 0 \
     AND i.workspace_id = d.workspace_id AND i.id = d.identity_id AND i.role = 0)) LIMIT $3";
pub(crate) const ENTRIES_UNFOUNDED: &str = "SELECT {columns} FROM entry e \
     WHERE e.workspace_id = $1 AND e.kind <> 15 AND NOT EXISTS (SELECT 1 FROM message m \
     WHERE m.workspace_id = e.workspace_id AND m.id = e.ground_id \
     AND m.identity_id IS NOT NULL) LIMIT $2";
pub(crate) const WAITING_UNFOUNDED: &str = "SELECT a.message_id FROM awaiting a \
     WHERE a.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM message m \
     WHERE m.workspace_id = a.workspace_id AND m.id = a.message_id \
     AND m.identity_id IS NOT NULL) LIMIT $2";
pub(crate) const KEYS_UNFOUNDED: &str = "SELECT {columns} FROM remote_key k \
     WHERE k.workspace_id = $1 AND NOT EXISTS (SELECT 1 FROM message m \
     WHERE m.workspace_id = k.workspace_id AND m.id = k.message_id \
     AND m.remote_key = k.remote_key AND m.sent_at = k.sent_at) LIMIT $2";
pub(crate) const KEY_DELETE: &str = "DELETE FROM remote_key WHERE workspace_id = $1 \
     AND channel_id = $2 AND remote_key = $3";

/// The derived rows of a workspace, to be made anew.
pub(crate) const CLEAR: [&str; 8] = [
    "DELETE FROM place_index_day WHERE workspace_id = $1",
    "DELETE FROM place_index WHERE workspace_id = $1",
    "DELETE FROM person_index WHERE workspace_id = $1",
    "DELETE FROM awaiting WHERE workspace_id = $1",
    "DELETE FROM entry WHERE workspace_id = $1",
    "DELETE FROM place_day WHERE workspace_id = $1",
    "DELETE FROM person_day WHERE workspace_id = $1",
    "UPDATE place SET first_message_at = NULL, last_message_at = NULL WHERE workspace_id = $1",
];

/// The next `limit` messages by id after `after`, with their links.
///
/// # Errors
/// Whatever the database says.
pub async fn links_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: MessageId,
    limit: i64,
) -> Result<Vec<LinkRow>> {
    session
        .map(LINKS, values![workspace, after, limit], |row| {
            Ok(LinkRow {
                message: row.id(0)?,
                channel: row.maybe_id(1)?.unwrap_or(ChannelId::NIL),
                key: row.text(2)?,
                sent_at: row.instant(3)?,
                named: row.maybe_id(4)?,
                reply_to: row.maybe_id(5)?,
                target: row.maybe_id(6)?,
                doc_id: row.int(7)?,
                text: row.maybe_text(8)?,
            })
        })
        .await
}

/// The next `limit` messages by id after `after`, as the roll-ups count them; service messages are
/// left out.
///
/// # Errors
/// Whatever the database says.
pub async fn counted_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: MessageId,
    limit: i64,
) -> Result<Vec<CountedRow>> {
    session
        .map(COUNTED, values![workspace, after, limit], |row| {
            Ok(CountedRow {
                message: row.id(0)?,
                identity: row.maybe_id(1)?,
                place: row.id(2)?,
                day: row.day(3)?,
                sent_at: row.instant(4)?,
                reply: row.flag(5)?,
                deleted: row.maybe_int(6)?.is_some(),
            })
        })
        .await
}

/// The next `limit` reactions after `after`, by message, emoji and account.
///
/// # Errors
/// Whatever the database says.
pub async fn reactions_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: Option<&ReactionRow>,
    limit: i64,
) -> Result<Vec<ReactionRow>> {
    let (message, emoji, identity) = after.map_or((MessageId::NIL, "", IdentityId::NIL), |row| {
        (row.message, row.emoji.as_str(), row.identity)
    });
    session.rows(REACTIONS, values![workspace, message, emoji, identity, limit]).await
}

/// The next `limit` joinings and leavings by key after `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn memberships_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: &str,
    limit: i64,
) -> Result<Vec<MembershipRow>> {
    session.rows(MEMBERSHIPS, values![workspace, after, limit]).await
}

/// The next `limit` days of accounts after `after`.
///
/// # Errors
/// Whatever the database says.
pub async fn person_days_after(
    session: &mut Session,
    workspace: WorkspaceId,
    after: (IdentityId, Day, PlaceId),
    limit: i64,
) -> Result<Vec<PersonDay>> {
    session.rows(PERSON_DAYS, values![workspace, after.0, after.1, after.2, limit]).await
}

/// What is stored of joinings and leavings by place and day: bounded by places and days.
///
/// # Errors
/// Whatever the database says.
pub async fn joins_by_day(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<PlaceDay>> {
    session.rows(PLACE_DAYS, values![workspace, kinds::JOINED]).await
}

/// Days of accounts whose roll-up is more or less than a recount, by how much; at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn person_days_differing(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<PersonDay>> {
    let values = values![workspace, PlaceId::NIL, limit];
    session
        .map(PERSON_DAYS_DIFFERING, values, |row| {
            Ok(PersonDay {
                identity: row.id(0)?,
                day: row.day(1)?,
                place: row.id(2)?,
                messages: row.int(3)?,
                reactions: row.int(4)?,
            })
        })
        .await
}

/// Days of places whose count of messages or replies is more or less than a recount, by how much;
/// at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn place_days_differing(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<PlaceDay>> {
    session
        .map(PLACE_DAYS_DIFFERING, values![workspace, limit], |row| {
            Ok(PlaceDay {
                place: row.id(0)?,
                day: row.day(1)?,
                kind: row.int(2)?,
                count: row.int(3)?,
            })
        })
        .await
}

/// First and last message of each place, from the messages.
///
/// # Errors
/// Whatever the database says.
pub async fn spans(
    session: &mut Session,
    workspace: WorkspaceId,
) -> Result<Vec<(PlaceId, Instant, Instant)>> {
    session
        .map(SPANS, values![workspace], |row| Ok((row.id(0)?, row.instant(1)?, row.instant(2)?)))
        .await
}

/// Sets the span of a place.
///
/// # Errors
/// Whatever the database says.
pub async fn set_span(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    span: Option<(Instant, Instant)>,
) -> Result<()> {
    let values = values![workspace, place, span.map(|span| span.0), span.map(|span| span.1)];
    session.execute(SPAN_SET, values).await?;
    Ok(())
}

/// Members and days that have no entry of having taken part like `model`, but should; at most
/// `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn part_missing(
    session: &mut Session,
    workspace: WorkspaceId,
    model: &EntryRow,
    limit: i64,
) -> Result<Vec<(IdentityId, Day)>> {
    let values = values![workspace, model.ground, model.weight, model.other, limit];
    session.map(PART_MISSING, values, |row| Ok((row.id(0)?, row.day(1)?))).await
}

/// Entries of having taken part on days on which nobody did; at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn part_unfounded(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<EntryRow>> {
    session.rows(PART_UNFOUNDED, values![workspace, MessageId::NIL, limit]).await
}

/// Entries whose message is not there; at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn entries_unfounded(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<EntryRow>> {
    session.rows(ENTRIES_UNFOUNDED, values![workspace, limit]).await
}

/// What waits without a message; at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn waiting_unfounded(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<MessageId>> {
    session.map(WAITING_UNFOUNDED, values![workspace, limit], |row| row.id(0)).await
}

/// Remote keys that name no message; at most `limit`.
///
/// # Errors
/// Whatever the database says.
pub async fn keys_unfounded(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<KeyRow>> {
    session.rows(KEYS_UNFOUNDED, values![workspace, limit]).await
}

/// Forgets a remote key.
///
/// # Errors
/// Whatever the database says.
pub async fn delete_key(
    session: &mut Session,
    workspace: WorkspaceId,
    channel: ChannelId,
    key: &str,
) -> Result<()> {
    session.execute(KEY_DELETE, values![workspace, channel, key]).await?;
    Ok(())
}

/// Deletes all that is derived from facts, but for people, whose rows are overwritten.
///
/// # Errors
/// Whatever the database says.
pub async fn clear_derived(session: &mut Session, workspace: WorkspaceId) -> Result<()> {
    for sql in CLEAR {
        session.execute(sql, values![workspace]).await?;
    }
    Ok(())
}
