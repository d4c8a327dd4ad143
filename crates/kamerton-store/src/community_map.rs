//! Pictures of who talks to whom, as they were drawn last, and who is on them.

use kamerton_core::id::{PersonId, PlaceId, WorkspaceId};
use kamerton_core::role::Role;
use kamerton_core::state::{Stage, State};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// A picture.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PictureRow {
        /// Of which place; NIL for everywhere.
        place: PlaceId = "place_id",
        /// 0 for the whole of it, else the number of a group.
        part: i64 = "part",
        /// Of what it was drawn.
        digest: String = "digest",
        /// JSON that the application knows.
        body: String = "body",
    }
}

stored! {
    /// When they were drawn.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct DrawnRow {
        /// By which version.
        version: i64 = "version",
        /// When.
        drawn_at: Instant = "drawn_at",
        /// When the influence was computed that they followed.
        influenced_at: Instant = "influenced_at",
    }
}

/// Somebody on a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct ShownRow {
    /// Who.
    pub person: PersonId,
    /// Name as shown.
    pub name: String,
    /// Role.
    pub role: Role,
    /// State as of the last fold.
    pub state: State,
    /// Stage.
    pub stage: Stage,
    /// How much they are listened to, in millionths of all walks.
    pub influence: Option<f64>,
    /// How many people turned to them.
    pub listeners: i64,
}

const REPLACE: &str = "ON CONFLICT (workspace_id, place_id, part) DO UPDATE SET \
     digest = excluded.digest, body = excluded.body";
const DRAWN_REPLACE: &str = "ON CONFLICT (workspace_id) DO UPDATE SET version = excluded.version, \
     drawn_at = excluded.drawn_at, influenced_at = excluded.influenced_at";
pub(crate) const PICTURE: &str = "SELECT {columns} FROM community_map \
     WHERE workspace_id = $1 AND place_id = $2 AND part = $3";
pub(crate) const DIGESTS: &str =
    "SELECT place_id, part, digest FROM community_map WHERE workspace_id = $1";
pub(crate) const PLACES: &str =
    "SELECT place_id FROM community_map WHERE workspace_id = $1 AND part = 0 ORDER BY place_id";
pub(crate) const DELETE: &str =
    "DELETE FROM community_map WHERE workspace_id = $1 AND place_id = $2 AND part = $3";
pub(crate) const DRAWN: &str = "SELECT {columns} FROM community_map_run WHERE workspace_id = $1";
pub(crate) const SHOWN: &str = "SELECT p.id, p.name, p.role, p.state, p.stage, i.value, i.listeners \
     FROM person p LEFT JOIN influence i ON i.workspace_id = $1 AND i.person_id = p.id \
     WHERE p.workspace_id = $1 AND p.id IN ({in})";

/// Stores a picture.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, row: &PictureRow) -> Result<()> {
    session.save("community_map", REPLACE, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// Forgets a picture.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    part: i64,
) -> Result<()> {
    session.execute(DELETE, values![workspace, place, part]).await?;
    Ok(())
}

/// A picture of a place, NIL for everywhere; of all of it for part 0.
///
/// # Errors
/// Whatever the database says.
pub async fn picture(
    session: &mut Session,
    workspace: WorkspaceId,
    place: PlaceId,
    part: i64,
) -> Result<Option<PictureRow>> {
    let rows: Vec<PictureRow> = session.rows(PICTURE, values![workspace, place, part]).await?;
    Ok(rows.into_iter().next())
}

/// Of what all pictures were drawn: place, part and digest.
///
/// # Errors
/// Whatever the database says.
pub async fn digests(
    session: &mut Session,
    workspace: WorkspaceId,
) -> Result<Vec<(PlaceId, i64, String)>> {
    session
        .map(DIGESTS, values![workspace], |row| Ok((row.id(0)?, row.int(1)?, row.text(2)?)))
        .await
}

/// The places of which there are pictures, in order of their ids; NIL for everywhere.
///
/// # Errors
/// Whatever the database says.
pub async fn places(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<PlaceId>> {
    session.map(PLACES, values![workspace], |row| row.id(0)).await
}

/// Stores when they were drawn.
///
/// # Errors
/// Whatever the database says.
pub async fn save_drawn(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &DrawnRow,
) -> Result<()> {
    session.save("community_map_run", DRAWN_REPLACE, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// When they were drawn; nothing before the first time.
///
/// # Errors
/// Whatever the database says.
pub async fn drawn(session: &mut Session, workspace: WorkspaceId) -> Result<Option<DrawnRow>> {
    let rows: Vec<DrawnRow> = session.rows(DRAWN, values![workspace]).await?;
    Ok(rows.into_iter().next())
}

/// What pictures show of these people; who is no more is left out.
///
/// # Errors
/// Whatever the database says.
pub async fn shown(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<ShownRow>> {
    let wanted = people.into_iter().map(Value::from);
    session
        .map_in(SHOWN, &values![workspace], wanted, |row| {
            Ok(ShownRow {
                person: row.id(0)?,
                name: row.text(1)?,
                role: Role::from_code(row.int(2)?),
                state: State::from_code(row.int(3)?),
                stage: Stage::from_code(row.int(4)?),
                influence: row.maybe_real(5)?,
                listeners: row.maybe_int(6)?.unwrap_or_default(),
            })
        })
        .await
}
