//! Accounts: who they are on their platform, whose, and in which role.

use kamerton_core::id::{IdentityId, PersonId, UserId, WorkspaceId};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// An account as stored.
    #[derive(Clone, Debug, PartialEq)]
    pub struct IdentityRow {
        /// Which.
        id: IdentityId = "id",
        /// `telegram`, `discourse`, `email`, `phone`, `crm` …
        kind: String = "kind",
        /// The platform's id, or a made one where there is none.
        remote_id: String = "remote_id",
        /// Whose; none for placeholders of deleted accounts.
        person: Option<PersonId> = "person_id",
        /// Whom it was first given to; whose it is follows from that and from merges and splits.
        home: Option<PersonId> = "home_id",
        /// `@name`, without `@`.
        handle: Option<String> = "handle",
        /// The handle folded.
        handle_key: Option<String> = "handle_key",
        /// Name as shown.
        name: Option<String> = "name",
        /// The name folded.
        name_key: Option<String> = "name_key",
        /// Known by (place, name) only: never joined across places by itself.
        name_only: bool = "name_only",
        /// A placeholder for deleted accounts.
        deleted: bool = "deleted",
        /// Role.
        role: Role = "role",
        /// Who said so: `default`, `channel`, `import`, `hand`.
        role_source: String = "role_source",
        /// Which of our users it is, for staff who sign in.
        role_user: Option<UserId> = "role_user_id",
        /// Where it came from: `import:telegram`, `hand`.
        source: String = "source",
        /// Legal basis of keeping it.
        basis: String = "basis",
        /// What it is kept for.
        purpose: String = "purpose",
        /// Retention class.
        retention: String = "retention",
        /// When it was first seen, by event time.
        first_seen_at: Instant = "first_seen_at",
    }
}

stored! {
    /// Whose an account is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct HolderRow {
        /// Which account.
        id: IdentityId = "id",
        /// Whose; none for placeholders of deleted accounts.
        person: Option<PersonId> = "person_id",
        /// Role.
        role: Role = "role",
    }
}

// Whoever is called otherwise is looked at again: who else may that be?
const UPDATE: &str = "ON CONFLICT (workspace_id, id) DO UPDATE SET \
     person_id = excluded.person_id, handle = excluded.handle, \
     handle_key = excluded.handle_key, name = excluded.name, name_key = excluded.name_key, \
     role = excluded.role, role_source = excluded.role_source, \
     role_user_id = excluded.role_user_id, first_seen_at = excluded.first_seen_at, \
     keyed = CASE WHEN identity.name IS NOT DISTINCT FROM excluded.name \
     AND identity.handle IS NOT DISTINCT FROM excluded.handle THEN identity.keyed END";
pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM identity WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const BY_PERSON: &str =
    "SELECT {columns} FROM identity WHERE workspace_id = $1 AND person_id IN ({in})";
pub(crate) const BY_HOME: &str =
    "SELECT {columns} FROM identity WHERE workspace_id = $1 AND home_id IN ({in})";
pub(crate) const BY_HANDLE: &str =
    "SELECT {columns} FROM identity WHERE workspace_id = $1 AND kind = $2 AND handle_key IN ({in})";
pub(crate) const BY_NAME: &str =
    "SELECT {columns} FROM identity WHERE workspace_id = $1 AND name_key IN ({in})";
pub(crate) const BY_REMOTE: &str =
    "SELECT {columns} FROM identity WHERE workspace_id = $1 AND kind = $2 AND remote_id IN ({in})";
pub(crate) const OF_ROLES: &str =
    "SELECT {columns} FROM identity WHERE workspace_id = $1 AND role <> 0 AND role IN ({in})";
pub(crate) const WITHOUT_PROVENANCE: &str = "SELECT COUNT(*) FROM identity \
     WHERE workspace_id = $1 AND (source = '' OR basis = '' OR purpose = '' OR retention = '')";

/// Stores accounts; those that are there are brought up to date.
///
/// # Errors
/// Whatever the database says.
pub async fn save(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[IdentityRow],
) -> Result<()> {
    session.save("identity", UPDATE, workspace, rows).await?;
    Ok(())
}

/// The accounts with these ids, as far as there are any.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<IdentityRow>> {
    session.rows_in(BY_ID, &values![workspace], ids.into_iter().map(Value::from)).await
}

/// Whose the accounts with these ids are, as far as there are any.
///
/// # Errors
/// Whatever the database says.
pub async fn holders(
    session: &mut Session,
    workspace: WorkspaceId,
    ids: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<HolderRow>> {
    session.rows_in(BY_ID, &values![workspace], ids.into_iter().map(Value::from)).await
}

/// The accounts of these people.
///
/// # Errors
/// Whatever the database says.
pub async fn of_people(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<IdentityRow>> {
    session.rows_in(BY_PERSON, &values![workspace], people.into_iter().map(Value::from)).await
}

/// The accounts whose home these people are, whoever has them now.
///
/// # Errors
/// Whatever the database says.
pub async fn of_homes(
    session: &mut Session,
    workspace: WorkspaceId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<IdentityRow>> {
    session.rows_in(BY_HOME, &values![workspace], people.into_iter().map(Value::from)).await
}

/// The accounts of a kind with these folded handles.
///
/// # Errors
/// Whatever the database says.
pub async fn by_handle(
    session: &mut Session,
    workspace: WorkspaceId,
    kind: &str,
    handle_keys: impl IntoIterator<Item = String>,
) -> Result<Vec<IdentityRow>> {
    let wanted = handle_keys.into_iter().map(Value::from);
    session.rows_in(BY_HANDLE, &values![workspace, kind], wanted).await
}

/// The accounts with these folded names.
///
/// # Errors
/// Whatever the database says.
pub async fn by_name(
    session: &mut Session,
    workspace: WorkspaceId,
    name_keys: impl IntoIterator<Item = String>,
) -> Result<Vec<IdentityRow>> {
    let wanted = name_keys.into_iter().map(Value::from);
    session.rows_in(BY_NAME, &values![workspace], wanted).await
}

/// The accounts of a kind with these ids of their platform.
///
/// # Errors
/// Whatever the database says.
pub async fn by_remote(
    session: &mut Session,
    workspace: WorkspaceId,
    kind: &str,
    remote_ids: impl IntoIterator<Item = String>,
) -> Result<Vec<IdentityRow>> {
    let wanted = remote_ids.into_iter().map(Value::from);
    session.rows_in(BY_REMOTE, &values![workspace, kind], wanted).await
}

/// All accounts in one of these roles, of which member is not one.
///
/// # Errors
/// Whatever the database says.
pub async fn of_roles(
    session: &mut Session,
    workspace: WorkspaceId,
    roles: &[Role],
) -> Result<Vec<IdentityRow>> {
    let wanted = roles.iter().map(|role| Value::from(role.code()));
    session.rows_in(OF_ROLES, &values![workspace], wanted).await
}

/// How many accounts lack source, basis, purpose or retention class: always none.
///
/// # Errors
/// Whatever the database says.
pub async fn without_provenance(session: &mut Session, workspace: WorkspaceId) -> Result<i64> {
    session.one(WITHOUT_PROVENANCE, values![workspace]).await?.int(0)
}
