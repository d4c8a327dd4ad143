//! Notes, and the tags that show on people (see `sayings` for of whom they were said).

use kamerton_core::id::{NoteId, PersonId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::{Session, values};

stored! {
    /// A note on a person.
    #[derive(Clone, Debug, PartialEq)]
    pub struct NoteRow {
        /// Which.
        id: NoteId = "id",
        /// On whom.
        person: PersonId = "person_id",
        /// On whom it was written; who has it now follows from that.
        home: PersonId = "home_id",
        /// When.
        at: Instant = "at",
        /// By whom.
        by: String = "by_name",
        /// Text.
        text: String = "text",
    }
}

stored! {
    /// A tag on a person.
    #[derive(Clone, Debug, PartialEq)]
    pub struct TagRow {
        /// The tag folded.
        key: String = "tag_key",
        /// On whom.
        person: PersonId = "person_id",
        /// The tag as written.
        tag: String = "tag",
    }
}

const SKIP_NOTE: &str = "ON CONFLICT (workspace_id, id) DO NOTHING";
const UPDATE_TAG: &str =
    "ON CONFLICT (workspace_id, tag_key, person_id) DO UPDATE SET tag = excluded.tag";
pub(crate) const OF_PERSON: &str = "SELECT {columns} FROM note WHERE workspace_id = $1 \
     AND person_id = $2 ORDER BY at DESC, id";
pub(crate) const TAGS: &str = "SELECT {columns} FROM person_tag WHERE workspace_id = $1 \
     AND person_id = $2 ORDER BY tag_key";
pub(crate) const TAGS_OF_PEOPLE: &str = "SELECT {columns} FROM person_tag \
     WHERE workspace_id = $1 AND person_id IN ({in})";
pub(crate) const FORGET: &str = "DELETE FROM note WHERE workspace_id = $1 AND id = $2";
const MOVE_NOTE: &str = "ON CONFLICT (workspace_id, id) DO UPDATE SET \
     person_id = excluded.person_id, home_id = excluded.home_id";
pub(crate) const OF_HOMES: &str =
    "SELECT {columns} FROM note WHERE workspace_id = $1 AND home_id IN ({in})";
pub(crate) const UNTAG: &str = "DELETE FROM person_tag WHERE workspace_id = $1 \
     AND person_id = $2 AND tag_key = $3";

/// Stores a note; says whether it is new.
///
/// # Errors
/// Whatever the database says.
pub async fn add(session: &mut Session, workspace: WorkspaceId, row: NoteRow) -> Result<bool> {
    Ok(session.save("note", SKIP_NOTE, workspace, &[row]).await? > 0)
}

/// The notes whose home these people are, whoever has them now.
///
/// # Errors
/// Whatever the database says.
pub async fn of_homes(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<NoteRow>> {
    let wanted = people.into_iter().map(crate::Value::from);
    session.rows_in(OF_HOMES, &values![workspace], wanted).await
}

/// Takes a tag off a person; says whether it was there.
///
/// # Errors
/// Whatever the database says.
pub async fn untag(
    session: &mut Session,
    workspace: WorkspaceId,
    person: PersonId,
    key: &str,
) -> Result<bool> {
    Ok(session.execute(UNTAG, values![workspace, person, key]).await? > 0)
}

/// The notes on a person, latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of_person(
    session: &mut Session,
    workspace: WorkspaceId,
    person: PersonId,
) -> Result<Vec<NoteRow>> {
    session.rows(OF_PERSON, values![workspace, person]).await
}

/// The tags of a person.
///
/// # Errors
/// Whatever the database says.
pub async fn tags(
    session: &mut Session,
    workspace: WorkspaceId,
    person: PersonId,
) -> Result<Vec<TagRow>> {
    session.rows(TAGS, values![workspace, person]).await
}

/// Stores notes as they are; those that are there get the person given.
///
/// # Errors
/// Whatever the database says.
pub async fn put(session: &mut Session, workspace: WorkspaceId, rows: &[NoteRow]) -> Result<()> {
    session.save("note", MOVE_NOTE, workspace, rows).await?;
    Ok(())
}

/// Forgets a note; says whether it was there.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(session: &mut Session, workspace: WorkspaceId, id: NoteId) -> Result<bool> {
    Ok(session.execute(FORGET, values![workspace, id]).await? > 0)
}

/// Stores tags as they show.
///
/// # Errors
/// Whatever the database says.
pub async fn put_tags(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[TagRow],
) -> Result<()> {
    session.save("person_tag", UPDATE_TAG, workspace, rows).await?;
    Ok(())
}

/// The tags of these people.
///
/// # Errors
/// Whatever the database says.
pub async fn tags_of_people(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<TagRow>> {
    let wanted = people.into_iter().map(crate::Value::from);
    session.rows_in(TAGS_OF_PEOPLE, &values![workspace], wanted).await
}
