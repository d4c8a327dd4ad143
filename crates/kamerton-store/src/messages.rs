//! Messages, their versions, remote keys, reactions and memberships.

use kamerton_core::answer::{Said, Target};
use kamerton_core::derive::{Author, Ground, Parent};
use kamerton_core::id::{ChannelId, IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::reading::Labels;
use kamerton_core::role::Role;
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::stored::stored;
use crate::value::{Row, Value};
use crate::{Session, values};

stored! {
    /// A message as stored.
    #[derive(Clone, Debug, PartialEq)]
    pub struct MessageRow {
        /// Which.
        id: MessageId = "id",
        /// Where.
        place: PlaceId = "place_id",
        /// Who; service messages may have nobody.
        identity: Option<IdentityId> = "identity_id",
        /// When.
        sent_at: Instant = "sent_at",
        /// Its calendar day in the workspace's zone.
        day: Day = "day",
        /// Topic or thread, hashed; 0 where the place is one stream.
        thread: i64 = "thread",
        /// Topic or thread, as named.
        topic: Option<String> = "topic",
        /// Canonical remote key.
        remote_key: String = "remote_key",
        /// What it answers, when that is known.
        reply_to: Option<MessageId> = "reply_to_id",
        /// Remote key of what it answers.
        reply_to_key: Option<String> = "reply_to_key",
        /// The link is implied by the thread, not made by the author.
        implied: bool = "implied",
        /// Text.
        text: String = "text",
        /// Last edit.
        edited_at: Option<Instant> = "edited_at",
        /// Deletion.
        deleted_at: Option<Instant> = "deleted_at",
        /// How often the text was replaced.
        version: i64 = "version",
        /// A service message.
        service: bool = "service",
        /// Whose words they are, when forwarded.
        forwarded_from: Option<String> = "forwarded_from",
        /// JSON.
        attachments: Option<String> = "attachments",
        /// JSON of what only some platforms tell of it.
        extra: Option<String> = "extra",
        /// What it says.
        labels: Labels = "labels",
        /// From -100 to 100.
        sentiment: i64 = "sentiment",
        /// Language.
        lang: i64 = "lang",
        /// Version of the analyser.
        analyser: i64 = "analyser",
        /// Key of the search document.
        doc_id: i64 = "doc_id",
    }
}

stored! {
    /// A text that was replaced.
    #[derive(Clone, Debug, PartialEq)]
    pub struct VersionRow {
        /// Of which message.
        message: MessageId = "message_id",
        /// Its number, from 0.
        version: i64 = "version",
        /// When it had been edited.
        edited_at: Option<Instant> = "edited_at",
        /// The text.
        text: String = "text",
    }
}

stored! {
    /// A canonical remote key and the message it names.
    #[derive(Clone, Debug, PartialEq)]
    pub struct KeyRow {
        /// In which channel.
        channel: ChannelId = "channel_id",
        /// The key.
        key: String = "remote_key",
        /// The message.
        message: MessageId = "message_id",
        /// When it was sent.
        sent_at: Instant = "sent_at",
    }
}

stored! {
    /// A reaction.
    #[derive(Clone, Debug, PartialEq)]
    pub struct ReactionRow {
        /// To which message.
        message: MessageId = "message_id",
        /// Emoji or short name.
        emoji: String = "emoji",
        /// Whose; NIL for those the source only counts.
        identity: IdentityId = "identity_id",
        /// How many; 0 when taken back.
        count: i64 = "count",
        /// On which day.
        day: Day = "day",
        /// When it was given or taken back; the moment of the message where the source says none.
        at: Instant = "at",
    }
}

stored! {
    /// A joining or leaving.
    #[derive(Clone, Debug, PartialEq)]
    pub struct MembershipRow {
        /// Canonical remote key.
        key: String = "remote_key",
        /// Where.
        place: PlaceId = "place_id",
        /// Who.
        identity: IdentityId = "identity_id",
        /// When.
        at: Instant = "at",
        /// Joined or left.
        joined: bool = "joined",
        /// By whom.
        invited_by: Option<IdentityId> = "invited_by_id",
        /// By which invitation: its address.
        invitation_address: Option<String> = "invitation_address",
        /// The name that one of us gave it.
        invitation_name: Option<String> = "invitation_name",
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, id) DO UPDATE SET \
     reply_to_id = excluded.reply_to_id, reply_to_key = excluded.reply_to_key, \
     implied = excluded.implied, text = excluded.text, edited_at = excluded.edited_at, \
     deleted_at = excluded.deleted_at, version = excluded.version, \
     attachments = excluded.attachments, extra = excluded.extra, labels = excluded.labels, \
     sentiment = excluded.sentiment, lang = excluded.lang, analyser = excluded.analyser";
const SKIP_KEY: &str = "ON CONFLICT (workspace_id, channel_id, remote_key) DO NOTHING";
const UPDATE_VERSION: &str = "ON CONFLICT (workspace_id, message_id, version) \
     DO UPDATE SET edited_at = excluded.edited_at, text = excluded.text";
const UPDATE_REACTION: &str = "ON CONFLICT (workspace_id, message_id, emoji, identity_id) \
     DO UPDATE SET count = excluded.count, day = excluded.day, at = excluded.at";
const SKIP_MEMBERSHIP: &str = "ON CONFLICT (workspace_id, remote_key) DO NOTHING";

pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM message WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const KEYS: &str = "SELECT remote_key, message_id FROM remote_key \
     WHERE workspace_id = $1 AND channel_id = $2 AND remote_key IN ({in})";
pub(crate) const UNRESOLVED: &str = "SELECT id, reply_to_key FROM message \
     WHERE workspace_id = $1 AND reply_to_id IS NULL AND reply_to_key IS NOT NULL \
     AND reply_to_key IN ({in})";
pub(crate) const RESOLVE: &str =
    "UPDATE message SET reply_to_id = $3 WHERE workspace_id = $1 AND id = $2";
pub(crate) const CHILDREN: &str = "SELECT id FROM message WHERE workspace_id = $1 AND reply_to_id IS NOT NULL \
     AND reply_to_id IN ({in})";
pub(crate) const OF_IDENTITIES: &str =
    "SELECT id FROM message WHERE workspace_id = $1 AND identity_id IN ({in})";
pub(crate) const REACTIONS: &str = "SELECT {columns} FROM reaction \
     WHERE workspace_id = $1 AND message_id IN ({in})";
pub(crate) const INVITATION: &str = "UPDATE membership SET invitation_address = $3, \
     invitation_name = $4 WHERE workspace_id = $1 AND remote_key = $2 \
     AND (invitation_address IS NULL OR invitation_address > $3)";
pub(crate) const CAME_BY: &str = "SELECT CAST(COUNT(*) AS BIGINT) FROM (SELECT DISTINCT identity_id \
     FROM membership WHERE workspace_id = $1 AND invitation_address IS NOT NULL \
     AND invitation_address = $2 AND joined = 1 LIMIT $3) AS came";
pub(crate) const MEMBERSHIPS_KNOWN: &str =
    "SELECT remote_key FROM membership WHERE workspace_id = $1 AND remote_key IN ({in})";

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
pub(crate) const PLACES: &str =
    "SELECT id, place_id, sent_at FROM message WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const VERSIONS: &str = "SELECT {columns} FROM message_version \
     WHERE workspace_id = $1 AND message_id IN ({in}) ORDER BY message_id, version";
pub(crate) const PENDING: &str = "SELECT remote_key, number, fact FROM pending_fact \
     WHERE workspace_id = $1 AND channel_id = $2 AND remote_key IN ({in}) \
     ORDER BY remote_key, number";
pub(crate) const PENDING_INSERT: &str = "INSERT INTO pending_fact \
     (workspace_id, channel_id, remote_key, number, fact) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (workspace_id, channel_id, remote_key, number) DO NOTHING";
pub(crate) const PENDING_DELETE: &str = "DELETE FROM pending_fact \
     WHERE workspace_id = $1 AND channel_id = $2 AND remote_key = $3";
pub(crate) const OF_PERSON: &str = "SELECT {columns} FROM message WHERE workspace_id = $1 \
     AND identity_id IN ({in}) ORDER BY sent_at DESC, doc_id DESC LIMIT 50";

/// Stores messages; those that are there are brought up to date.
///
/// # Errors
/// Whatever the database says.
pub async fn save(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[MessageRow],
) -> Result<()> {
    session.save("message", UPDATE, workspace, rows).await?;
    Ok(())
}

/// Stores replaced texts; a number that is there gets the new text.
///
/// # Errors
/// Whatever the database says.
pub async fn save_versions(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[VersionRow],
) -> Result<()> {
    session.save("message_version", UPDATE_VERSION, workspace, rows).await?;
    Ok(())
}

/// Stores remote keys.
///
/// # Errors
/// Whatever the database says.
pub async fn save_keys(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[KeyRow],
) -> Result<()> {
    session.save("remote_key", SKIP_KEY, workspace, rows).await?;
    Ok(())
}

/// Stores reactions, replacing counts that are there.
///
/// # Errors
/// Whatever the database says.
pub async fn save_reactions(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[ReactionRow],
) -> Result<()> {
    session.save("reaction", UPDATE_REACTION, workspace, rows).await?;
    Ok(())
}

/// The reactions to these messages.
///
/// # Errors
/// Whatever the database says.
pub async fn reactions(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<ReactionRow>> {
    session.rows_in(REACTIONS, &values![workspace], messages.into_iter().map(Value::from)).await
}

/// Stores joinings and leavings; those that are there stay.
///
/// # Errors
/// Whatever the database says.
pub async fn save_memberships(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[MembershipRow],
) -> Result<()> {
    session.save("membership", SKIP_MEMBERSHIP, workspace, rows).await?;
    Ok(())
}

/// Notes by which invitation somebody came whose joining is known already. Of two that are told for one
/// joining the same one stays, whichever came first.
///
/// # Errors
/// Whatever the database says.
pub async fn note_invitation(
    session: &mut Session,
    workspace: WorkspaceId,
    key: &str,
    (address, name): (&str, Option<&str>),
) -> Result<()> {
    session.execute(INVITATION, values![workspace, key, address, name]).await?;
    Ok(())
}

/// How many accounts came by an invitation, at most `most`.
///
/// # Errors
/// Whatever the database says.
pub async fn came_by(
    session: &mut Session,
    workspace: WorkspaceId,
    address: &str,
    most: i64,
) -> Result<i64> {
    session.one(CAME_BY, values![workspace, address, most]).await?.int(0)
}

/// Which of these joinings and leavings are known.
///
/// # Errors
/// Whatever the database says.
pub async fn known_memberships(
    session: &mut Session,
    workspace: WorkspaceId,
    keys: impl IntoIterator<Item = String>,
) -> Result<Vec<String>> {
    let wanted = keys.into_iter().map(Value::from);
    session.map_in(MEMBERSHIPS_KNOWN, &values![workspace], wanted, |row| row.text(0)).await
}

/// The messages with these ids, as far as there are any.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<MessageRow>> {
    session.rows_in(BY_ID, &values![workspace], ids.into_iter().map(Value::from)).await
}

/// The messages that these remote keys of a channel name, as far as there are any.
///
/// # Errors
/// Whatever the database says.
pub async fn by_key(
    session: &mut Session,
    workspace: WorkspaceId,
    channel: ChannelId,
    keys: impl IntoIterator<Item = String>,
) -> Result<Vec<(String, MessageId)>> {
    let wanted = keys.into_iter().map(Value::from);
    session
        .map_in(KEYS, &values![workspace, channel], wanted, |row| Ok((row.text(0)?, row.id(1)?)))
        .await
}

/// Messages that answer one of these keys and do not know it yet.
///
/// # Errors
/// Whatever the database says.
pub async fn unresolved(
    session: &mut Session,
    workspace: WorkspaceId,
    keys: impl IntoIterator<Item = String>,
) -> Result<Vec<(MessageId, String)>> {
    let wanted = keys.into_iter().map(Value::from);
    session
        .map_in(UNRESOLVED, &values![workspace], wanted, |row| Ok((row.id(0)?, row.text(1)?)))
        .await
}

/// Tells a message what it answers.
///
/// # Errors
/// Whatever the database says.
pub async fn resolve(
    session: &mut Session,
    workspace: WorkspaceId,
    message: MessageId,
    target: MessageId,
) -> Result<()> {
    session.execute(RESOLVE, values![workspace, message, target]).await?;
    Ok(())
}

/// The messages that answer these.
///
/// # Errors
/// Whatever the database says.
pub async fn children(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<MessageId>> {
    let wanted = messages.into_iter().map(Value::from);
    session.map_in(CHILDREN, &values![workspace], wanted, |row| row.id(0)).await
}

pub(crate) const PARENTS: &str = "SELECT reply_to_id FROM message WHERE workspace_id = $1 \
     AND id IN ({in})";

/// The messages that these answer.
///
/// # Errors
/// Whatever the database says.
pub async fn parents(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<MessageId>> {
    let wanted = messages.into_iter().map(Value::from);
    let rows = session.all_in(PARENTS, &values![workspace], wanted).await?;
    let mut parents: Vec<MessageId> =
        rows.iter().filter_map(|row| row.maybe_id(0).transpose()).collect::<Result<_>>()?;
    parents.sort_unstable();
    parents.dedup();
    Ok(parents)
}

/// Everything these accounts wrote.
///
/// # Errors
/// Whatever the database says.
pub async fn of_identities(
    session: &mut Session,
    workspace: WorkspaceId,
    identities: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<MessageId>> {
    let wanted = identities.into_iter().map(Value::from);
    session.map_in(OF_IDENTITIES, &values![workspace], wanted, |row| row.id(0)).await
}

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

/// Where and when these messages were said.
///
/// # Errors
/// Whatever the database says.
pub async fn places(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<(MessageId, PlaceId, Instant)>> {
    let wanted = messages.into_iter().map(Value::from);
    session
        .map_in(PLACES, &values![workspace], wanted, |row| {
            Ok((row.id(0)?, row.id(1)?, row.instant(2)?))
        })
        .await
}

/// The replaced texts of these messages.
///
/// # Errors
/// Whatever the database says.
pub async fn versions(
    session: &mut Session,
    workspace: WorkspaceId,
    messages: impl IntoIterator<Item = MessageId>,
) -> Result<Vec<VersionRow>> {
    session.rows_in(VERSIONS, &values![workspace], messages.into_iter().map(Value::from)).await
}

/// The latest messages of these accounts, at most 50 of each few hundred accounts.
///
/// # Errors
/// Whatever the database says.
pub async fn latest_of(
    session: &mut Session,
    workspace: WorkspaceId,
    identities: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<MessageRow>> {
    session.rows_in(OF_PERSON, &values![workspace], identities.into_iter().map(Value::from)).await
}

/// Keeps a fact about a message that is not there yet; `number` tells it from others of the same
/// message. Says whether it is new.
///
/// # Errors
/// Whatever the database says.
pub async fn keep_pending(
    session: &mut Session,
    workspace: WorkspaceId,
    channel: ChannelId,
    key: &str,
    number: i64,
    fact: &str,
) -> Result<bool> {
    let values = values![workspace, channel, key, number, fact];
    Ok(session.execute(PENDING_INSERT, values).await? > 0)
}

/// Takes out the facts that waited for messages with these keys.
///
/// # Errors
/// Whatever the database says.
pub async fn take_pending(
    session: &mut Session,
    workspace: WorkspaceId,
    channel: ChannelId,
    keys: impl IntoIterator<Item = String>,
) -> Result<Vec<String>> {
    let wanted = keys.into_iter().map(Value::from);
    let rows = session.all_in(PENDING, &values![workspace, channel], wanted).await?;
    let mut facts = Vec::with_capacity(rows.len());
    for row in &rows {
        facts.push(row.text(2)?);
        session.execute(PENDING_DELETE, values![workspace, channel, row.text(0)?]).await?;
    }
    Ok(facts)
}
