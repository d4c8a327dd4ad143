//! Users: those who sign in, and what they are in which brand.

use kamerton_core::id::{UserId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::value::Row;
use crate::{Session, values};

/// A user as stored; `settings` is JSON that the application knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRow {
    /// Which.
    pub id: UserId,
    /// E-mail address, in lower case.
    pub email: String,
    /// Name as others see it.
    pub name: String,
    /// The password's hash with its parameters.
    pub password_hash: String,
    /// JSON.
    pub settings: String,
    /// When it was made.
    pub created_at: Instant,
    /// Since when sign-in is refused, if it is.
    pub disabled_at: Option<Instant>,
}

pub(crate) const INSERT: &str = "INSERT INTO app_user (id, email, name, password_hash, settings, created_at, disabled_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const UPDATE: &str = "UPDATE app_user SET name = $2, password_hash = $3, settings = $4, disabled_at = $5 \
     WHERE id = $1";
pub(crate) const BY_EMAIL: &str = "SELECT id, email, name, password_hash, settings, created_at, disabled_at \
     FROM app_user WHERE email = $1";
pub(crate) const BY_ID: &str = "SELECT id, email, name, password_hash, settings, created_at, disabled_at \
     FROM app_user WHERE id = $1";
pub(crate) const ANY: &str = "SELECT CAST(1 AS BIGINT) FROM app_user LIMIT 1";
pub(crate) const ROLE_INSERT: &str = "INSERT INTO user_role (workspace_id, user_id, role) \
     VALUES ($1, $2, $3) ON CONFLICT (workspace_id, user_id, role) DO NOTHING";
pub(crate) const ROLE_DELETE: &str =
    "DELETE FROM user_role WHERE workspace_id = $1 AND user_id = $2 AND role = $3";
pub(crate) const ROLES: &str = "SELECT w.id, r.role FROM workspace w CROSS JOIN user_role r \
     WHERE r.workspace_id = w.id AND r.user_id = $1 ORDER BY w.demo, w.created_at, w.id, r.role";
pub(crate) const MEMBERS: &str = "SELECT u.id, u.email, u.name, u.password_hash, u.settings, \
     u.created_at, u.disabled_at, r.role FROM user_role r CROSS JOIN app_user u \
     WHERE r.workspace_id = $1 AND u.id = r.user_id ORDER BY u.created_at, u.id, r.role";

/// Stores a new user.
///
/// # Errors
/// Whatever the database says, for example when the address is taken.
pub async fn insert(session: &mut Session, user: &UserRow) -> Result<()> {
    let values = values![
        user.id,
        user.email.as_str(),
        user.name.as_str(),
        user.password_hash.as_str(),
        user.settings.as_str(),
        user.created_at,
        user.disabled_at,
    ];
    session.execute(INSERT, values).await?;
    Ok(())
}

/// Stores what may change of a user.
///
/// # Errors
/// Whatever the database says.
pub async fn update(session: &mut Session, user: &UserRow) -> Result<()> {
    let values = values![
        user.id,
        user.name.as_str(),
        user.password_hash.as_str(),
        user.settings.as_str(),
        user.disabled_at,
    ];
    session.execute(UPDATE, values).await?;
    Ok(())
}

/// The user of an address, which is in lower case.
///
/// # Errors
/// Whatever the database says.
pub async fn by_email(session: &mut Session, email: &str) -> Result<Option<UserRow>> {
    session.first(BY_EMAIL, values![email]).await?.as_ref().map(read).transpose()
}

/// The user of an id.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(session: &mut Session, user: UserId) -> Result<Option<UserRow>> {
    session.first(BY_ID, values![user]).await?.as_ref().map(read).transpose()
}

/// Whether there is any user.
///
/// # Errors
/// Whatever the database says.
pub async fn any(session: &mut Session) -> Result<bool> {
    Ok(session.first(ANY, vec![]).await?.is_some())
}

fn read(row: &Row) -> Result<UserRow> {
    read_from(row, 0)
}

/// Reads a user whose columns begin there.
pub(crate) fn read_from(row: &Row, at: usize) -> Result<UserRow> {
    Ok(UserRow {
        id: row.id(at)?,
        email: row.text(at + 1)?,
        name: row.text(at + 2)?,
        password_hash: row.text(at + 3)?,
        settings: row.text(at + 4)?,
        created_at: row.instant(at + 5)?,
        disabled_at: row.maybe_instant(at + 6)?,
    })
}

/// Gives a user a role in a workspace, if they do not have it.
///
/// # Errors
/// Whatever the database says.
pub async fn add_role(
    session: &mut Session,
    workspace: WorkspaceId,
    user: UserId,
    role: &str,
) -> Result<()> {
    session.execute(ROLE_INSERT, values![workspace, user, role]).await?;
    Ok(())
}

/// Takes a role from a user; says whether they had it.
///
/// # Errors
/// Whatever the database says.
pub async fn remove_role(
    session: &mut Session,
    workspace: WorkspaceId,
    user: UserId,
    role: &str,
) -> Result<bool> {
    Ok(session.execute(ROLE_DELETE, values![workspace, user, role]).await? > 0)
}

/// The roles of a user with their workspaces: real ones first, by age.
///
/// # Errors
/// Whatever the database says.
pub async fn roles(session: &mut Session, user: UserId) -> Result<Vec<(WorkspaceId, String)>> {
    session.map(ROLES, values![user], |row| Ok((row.id(0)?, row.text(1)?))).await
}

/// Who has which role in a workspace: one row for each, the oldest user first.
///
/// # Errors
/// Whatever the database says.
pub async fn members(
    session: &mut Session,
    workspace: WorkspaceId,
) -> Result<Vec<(UserRow, String)>> {
    session.map(MEMBERS, values![workspace], |row| Ok((read(row)?, row.text(7)?))).await
}
