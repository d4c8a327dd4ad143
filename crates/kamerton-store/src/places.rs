//! Channels and places.

use kamerton_core::id::{ChannelId, PlaceId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::db::Table;
use crate::error::Result;
use crate::value::{Kind, Row, Value};
use crate::{Session, values};

/// A place as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceRow {
    /// Which.
    pub id: PlaceId,
    /// The channel it belongs to.
    pub channel: ChannelId,
    /// The platform's id.
    pub remote_id: String,
    /// Title as shown.
    pub title: String,
    /// Seen by its participants only.
    pub private: bool,
    /// JSON: overrides of audience and voice.
    pub settings: String,
    /// First and last message, where there is one.
    pub span: Option<(Instant, Instant)>,
}

pub(crate) const CHANNEL_INSERT: &str = "INSERT INTO channel (workspace_id, id, kind) \
     VALUES ($1, $2, $3) ON CONFLICT (workspace_id, id) DO NOTHING";
const PLACE: Table = Table {
    name: "place",
    columns: &[
        ("workspace_id", Kind::Id),
        ("id", Kind::Id),
        ("channel_id", Kind::Id),
        ("remote_id", Kind::Text),
        ("title", Kind::Text),
        ("private", Kind::Int),
        ("settings", Kind::Text),
    ],
    conflict: "ON CONFLICT (workspace_id, id) DO NOTHING",
};
pub(crate) const PLACES: &str = "SELECT id, channel_id, remote_id, title, private, settings, first_message_at, \
     last_message_at FROM place WHERE workspace_id = $1 ORDER BY id";
pub(crate) const PLACES_KNOWN: &str =
    "SELECT id FROM place WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const PLACE_SPAN: &str = "UPDATE place SET \
     first_message_at = CASE WHEN first_message_at < $3 THEN first_message_at ELSE $3 END, \
     last_message_at = CASE WHEN last_message_at > $4 THEN last_message_at ELSE $4 END \
     WHERE workspace_id = $1 AND id = $2";
pub(crate) const PLACE_SETTINGS: &str =
    "UPDATE place SET settings = $3 WHERE workspace_id = $1 AND id = $2";

/// Makes sure that a channel is there.
///
/// # Errors
/// Whatever the database says.
pub async fn ensure_channel(
    session: &mut Session,
    workspace: WorkspaceId,
    channel: ChannelId,
    kind: &str,
) -> Result<()> {
    session.execute(CHANNEL_INSERT, values![workspace, channel, kind]).await?;
    Ok(())
}

pub(crate) const KINDS: &str = "SELECT DISTINCT kind FROM channel WHERE workspace_id = $1";

/// The kinds of channels there are.
///
/// # Errors
/// Whatever the database says.
pub async fn kinds(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<String>> {
    session.map(KINDS, values![workspace], |row| row.text(0)).await
}

pub(crate) const CHANNELS: &str = "SELECT id, kind FROM channel WHERE workspace_id = $1";

/// The kind of every channel.
///
/// # Errors
/// Whatever the database says.
pub async fn channels(
    session: &mut Session,
    workspace: WorkspaceId,
) -> Result<Vec<(ChannelId, String)>> {
    session.map(CHANNELS, values![workspace], |row| Ok((row.id(0)?, row.text(1)?))).await
}

/// Makes sure that places are there; those that are stay as they are. Their spans are not stored,
/// see [`widen`].
///
/// # Errors
/// Whatever the database says.
pub async fn ensure(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[PlaceRow],
) -> Result<()> {
    let values = rows.iter().flat_map(|row| {
        values![
            workspace,
            row.id,
            row.channel,
            row.remote_id.as_str(),
            row.title.as_str(),
            row.private,
            row.settings.as_str(),
        ]
    });
    session.insert(&PLACE, values.collect()).await?;
    Ok(())
}

/// Which of these places are there.
///
/// # Errors
/// Whatever the database says.
pub async fn known(
    session: &mut Session,
    workspace: WorkspaceId,
    places: impl IntoIterator<Item = PlaceId>,
) -> Result<Vec<PlaceId>> {
    let wanted = places.into_iter().map(Value::from);
    session.map_in(PLACES_KNOWN, &values![workspace], wanted, |row| row.id(0)).await
}

/// All places of a workspace.
///
/// # Errors
/// Whatever the database says.
pub async fn all(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<PlaceRow>> {
    session.map(PLACES, values![workspace], read).await
}

fn read(row: &Row) -> Result<PlaceRow> {
    Ok(PlaceRow {
        id: row.id(0)?,
        channel: row.id(1)?,
        remote_id: row.text(2)?,
        title: row.text(3)?,
        private: row.flag(4)?,
        settings: row.text(5)?,
        span: row.maybe_instant(6)?.zip(row.maybe_instant(7)?),
    })
}

/// Widens the known span of a place's messages.
///
/// # Errors
/// Whatever the database says.
pub async fn widen(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    first: Instant,
    last: Instant,
) -> Result<()> {
    session.execute(PLACE_SPAN, values![workspace, place, first, last]).await?;
    Ok(())
}

/// Stores a place's own audience and voice.
///
/// # Errors
/// Whatever the database says.
pub async fn set_settings(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    settings: &str,
) -> Result<()> {
    session.execute(PLACE_SETTINGS, values![workspace, place, settings]).await?;
    Ok(())
}
