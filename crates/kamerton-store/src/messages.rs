//! Messages, their versions, remote keys, reactions and memberships.

use kamerton_core::id::{ChannelId, IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::reading::Labels;
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
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
