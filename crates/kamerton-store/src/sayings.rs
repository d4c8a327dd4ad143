//! What one of us says of a person, tags and corrections, by of whom it was said.
//!
//! What shows of it on the person who is left after merges (`notes`, `people`) follows from this.

use kamerton_core::id::{PersonId, WorkspaceId};

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// A tag or a correction as it was said.
    #[derive(Clone, Debug, PartialEq)]
    pub struct SayingRow {
        /// Of whom.
        home: PersonId = "person_id",
        /// `tag`, or `correction`.
        what: String = "what",
        /// The tag folded, or the name of the field.
        key: String = "said_key",
        /// The tag as written, or the word.
        said: String = "said",
        /// Taken off while its person was part of this one.
        hidden_in: Option<PersonId> = "hidden_in_id",
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, person_id, what, said_key) DO UPDATE SET \
     said = excluded.said, hidden_in_id = excluded.hidden_in_id";
pub(crate) const OF_HOMES: &str =
    "SELECT {columns} FROM person_said WHERE workspace_id = $1 AND person_id IN ({in})";
pub(crate) const FORGET: &str = "DELETE FROM person_said WHERE workspace_id = $1 \
     AND person_id = $2 AND what = $3 AND said_key = $4";

/// Stores what is said; what was said of the same is replaced.
///
/// # Errors
/// Whatever the database says.
pub async fn save(session: &mut Session, workspace: WorkspaceId, rows: &[SayingRow]) -> Result<()> {
    session.save("person_said", UPDATE, workspace, rows).await?;
    Ok(())
}

/// What is said of these people themselves.
///
/// # Errors
/// Whatever the database says.
pub async fn of_homes(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<SayingRow>> {
    session.rows_in(OF_HOMES, &values![workspace], people.into_iter().map(Value::from)).await
}

/// Forgets what was said of a person; says whether it was there.
///
/// # Errors
/// Whatever the database says.
pub async fn forget(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &SayingRow,
) -> Result<bool> {
    let values = values![workspace, row.home, row.what.as_str(), row.key.as_str()];
    Ok(session.execute(FORGET, values).await? > 0)
}
