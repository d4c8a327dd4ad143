//! Two places that are one: what was said in them is compared, and what is in one is taken out to be
//! taken in again as the other's.

use kamerton_core::id::{ChannelId, IdentityId, MessageId, PlaceId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::messages::{MembershipRow, MessageRow};
use crate::{Session, values};

/// What was said, as far as it can be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaidRow {
    /// Its key.
    pub key: String,
    /// When.
    pub at: Instant,
    /// The text.
    pub text: String,
    /// The name that the account shows.
    pub name: Option<String>,
}

pub(crate) const SAMPLE: &str = "SELECT m.remote_key, m.sent_at, m.text, i.name FROM message m \
     LEFT JOIN identity i ON i.workspace_id = m.workspace_id AND i.id = m.identity_id \
     WHERE m.workspace_id = $1 AND m.place_id = $2 AND m.sent_at >= $3 AND m.sent_at <= $4 \
     ORDER BY m.sent_at DESC LIMIT $5";
pub(crate) const OF_PLACE: &str = "SELECT {columns} FROM message \
     WHERE workspace_id = $1 AND place_id = $2 ORDER BY sent_at, id LIMIT $3";
pub(crate) const MEMBERSHIPS: &str = "SELECT {columns} FROM membership \
     WHERE workspace_id = $1 AND place_id = $2 ORDER BY at, remote_key";
pub(crate) const LAST_WORDS: &str = "SELECT sent_at FROM message WHERE workspace_id = $1 \
     AND identity_id = $2 AND place_id = $3 ORDER BY sent_at DESC LIMIT 1";
pub(crate) const PURGE: [&str; 6] = [
    "DELETE FROM message_version WHERE workspace_id = $1 AND message_id = $2",
    "DELETE FROM reaction WHERE workspace_id = $1 AND message_id = $2",
    "DELETE FROM entry WHERE workspace_id = $1 AND ground_id = $2 AND kind <> 15",
    "DELETE FROM awaiting WHERE workspace_id = $1 AND message_id = $2",
    "DELETE FROM reread_message WHERE workspace_id = $1 AND message_id = $2",
    "DELETE FROM message WHERE workspace_id = $1 AND id = $2",
];
pub(crate) const UNLINK: &str = "UPDATE message SET reply_to_id = NULL \
     WHERE workspace_id = $1 AND reply_to_id IS NOT NULL AND reply_to_id = $2";
pub(crate) const FORGET_KEY: &str = "DELETE FROM remote_key WHERE workspace_id = $1 \
     AND channel_id = $2 AND remote_key = $3";
pub(crate) const PURGE_PLACE: [&str; 6] = [
    "DELETE FROM place_index_day WHERE workspace_id = $1 AND place_id = $2",
    "DELETE FROM place_index WHERE workspace_id = $1 AND place_id = $2",
    "DELETE FROM membership WHERE workspace_id = $1 AND place_id = $2",
    "DELETE FROM person_day WHERE workspace_id = $1 AND place_id = $2",
    "DELETE FROM place_day WHERE workspace_id = $1 AND place_id = $2",
    "DELETE FROM place WHERE workspace_id = $1 AND id = $2",
];
pub(crate) const RELINK: [&str; 4] = [
    "UPDATE step SET ground_id = $3 WHERE workspace_id = $1 AND ground_id = $2",
    "UPDATE outgoing SET about_message_id = $3 WHERE workspace_id = $1 \
     AND about_message_id IS NOT NULL AND about_message_id = $2",
    "UPDATE correction SET message_id = $3 WHERE workspace_id = $1 AND message_id = $2",
    "UPDATE comfort_answer SET message_id = $3 WHERE workspace_id = $1 AND message_id = $2",
];

/// The latest `limit` messages of a place between two moments, as far as they can be compared.
///
/// # Errors
/// Whatever the database says.
pub async fn sample(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    (from, to): (Instant, Instant),
    limit: i64,
) -> Result<Vec<SaidRow>> {
    session
        .map(SAMPLE, values![workspace, place, from, to, limit], |row| {
            Ok(SaidRow {
                key: row.text(0)?,
                at: row.instant(1)?,
                text: row.text(2)?,
                name: row.maybe_text(3)?,
            })
        })
        .await
}

/// The first `limit` messages of a place.
///
/// # Errors
/// Whatever the database says.
pub async fn of_place(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    limit: i64,
) -> Result<Vec<MessageRow>> {
    session.rows(OF_PLACE, values![workspace, place, limit]).await
}

/// Who joined and left a place.
///
/// # Errors
/// Whatever the database says.
pub async fn memberships(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
) -> Result<Vec<MembershipRow>> {
    session.rows(MEMBERSHIPS, values![workspace, place]).await
}

/// When an account wrote last in a place.
///
/// # Errors
/// Whatever the database says.
pub async fn last_words(
    session: &mut Session,
    workspace: WorkspaceId,
    identity: IdentityId,
    place: PlaceId,
) -> Result<Option<Instant>> {
    let row = session.first(LAST_WORDS, values![workspace, identity, place]).await?;
    row.map(|row| row.instant(0)).transpose()
}

/// Takes a message out, with all that is only its own. Its search text and what was derived from it
/// must be gone already.
///
/// # Errors
/// Whatever the database says.
pub async fn purge(
    session: &mut Session,
    workspace: WorkspaceId,
    channel: ChannelId,
    message: MessageId,
    key: &str,
) -> Result<()> {
    session.execute(UNLINK, values![workspace, message]).await?;
    for sql in PURGE {
        session.execute(sql, values![workspace, message]).await?;
    }
    session.execute(FORGET_KEY, values![workspace, channel, key]).await?;
    Ok(())
}

/// Takes a place out of which all messages have been taken.
///
/// # Errors
/// Whatever the database says.
pub async fn purge_place(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
) -> Result<()> {
    for sql in PURGE_PLACE {
        session.execute(sql, values![workspace, place]).await?;
    }
    Ok(())
}

/// What was said and done about one message is about another from now on.
///
/// # Errors
/// Whatever the database says.
pub async fn relink(
    session: &mut Session,
    workspace: WorkspaceId,
    from: MessageId,
    to: MessageId,
) -> Result<()> {
    for sql in RELINK {
        session.execute(sql, values![workspace, from, to]).await?;
    }
    Ok(())
}
