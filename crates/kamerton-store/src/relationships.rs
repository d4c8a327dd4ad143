//! What we have with people who matter: who of us knows them, the last contact, the next step.

use kamerton_core::id::{IdentityId, PersonId, WorkspaceId};
use kamerton_core::time::{Day, Instant};

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// What one of us wrote down.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct RelationshipRow {
        /// With whose account.
        identity: IdentityId = "identity_id",
        /// Who of us knows them.
        known_by: String = "known_by",
        /// When one of us last talked with them.
        contact_day: Option<Day> = "contact_day",
        /// What comes next.
        next_step: String = "next_step",
        /// When.
        next_day: Option<Day> = "next_day",
        /// How well they fit in our own eyes, from 1 to 5.
        rating: Option<i64> = "rating",
        /// How many follow them elsewhere.
        followers: Option<i64> = "followers",
        /// Who wrote it down.
        by: String = "by_name",
        /// When.
        at: Instant = "at",
    }
}

const UPDATE: &str = "ON CONFLICT (workspace_id, identity_id) DO UPDATE SET \
     known_by = excluded.known_by, contact_day = excluded.contact_day, \
     next_step = excluded.next_step, next_day = excluded.next_day, rating = excluded.rating, \
     followers = excluded.followers, by_name = excluded.by_name, at = excluded.at";
pub(crate) const OF_IDENTITIES: &str =
    "SELECT {columns} FROM relationship WHERE workspace_id = $1 AND identity_id IN ({in})";
pub(crate) const FOLLOWED: &str = "SELECT {columns} FROM relationship WHERE workspace_id = $1 \
     AND followers IS NOT NULL ORDER BY followers DESC LIMIT $2";

pub(crate) const WITH: &str = "SELECT DISTINCT i.person_id FROM identity i \
     CROSS JOIN relationship r WHERE i.workspace_id = $1 AND i.person_id IN ({in}) \
     AND r.workspace_id = $1 AND r.identity_id = i.id";

/// Stores what was written down.
///
/// # Errors
/// Whatever the database says.
pub async fn save(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &RelationshipRow,
) -> Result<()> {
    session.save("relationship", UPDATE, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// What was written down of these accounts.
///
/// # Errors
/// Whatever the database says.
pub async fn of_identities(
    session: &mut Session,
    workspace: WorkspaceId,
    identities: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<RelationshipRow>> {
    let wanted = identities.into_iter().map(Value::from);
    session.rows_in(OF_IDENTITIES, &values![workspace], wanted).await
}

/// Of which of these people something was written down.
///
/// # Errors
/// Whatever the database says.
pub async fn with(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<PersonId>> {
    let wanted = people.into_iter().map(Value::from);
    session.map_in(WITH, &values![workspace], wanted, |row| row.id(0)).await
}

/// The `limit` accounts whose followers are known to be most.
///
/// # Errors
/// Whatever the database says.
pub async fn followed(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<RelationshipRow>> {
    session.rows(FOLLOWED, values![workspace, limit]).await
}
