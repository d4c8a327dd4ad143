//! Sessions of users, by the hash of what their browser shows, and failures to sign in.

use kamerton_core::id::{UserId, WorkspaceId};
use kamerton_core::lockout::Failures;
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::users::{self, UserRow};
use crate::value::Row;
use crate::{Session, values};

/// A session of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// Hash of what the browser shows.
    pub token_hash: String,
    /// Whose.
    pub user: UserId,
    /// The brand chosen last, where there are several.
    pub chosen: Option<WorkspaceId>,
    /// Since when.
    pub created_at: Instant,
    /// When it was used last, give or take some minutes.
    pub seen_at: Instant,
    /// Until when it holds without being used.
    pub expires_at: Instant,
}

pub(crate) const INSERT: &str = "INSERT INTO user_session \
     (token_hash, user_id, chosen_workspace_id, created_at, seen_at, expires_at) \
     VALUES ($1, $2, $3, $4, $5, $6)";
pub(crate) const BY_HASH: &str = "SELECT token_hash, user_id, chosen_workspace_id, created_at, seen_at, expires_at \
     FROM user_session WHERE token_hash = $1";
pub(crate) const WITH_USER: &str = "SELECT s.token_hash, s.user_id, s.chosen_workspace_id, s.created_at, s.seen_at, \
     s.expires_at, u.id, u.email, u.name, u.password_hash, u.settings, u.created_at, u.disabled_at \
     FROM user_session s CROSS JOIN app_user u WHERE s.token_hash = $1 AND u.id = s.user_id";
pub(crate) const UPDATE: &str = "UPDATE user_session SET chosen_workspace_id = $2, seen_at = $3, expires_at = $4 \
     WHERE token_hash = $1";
pub(crate) const DELETE: &str = "DELETE FROM user_session WHERE token_hash = $1";
pub(crate) const DELETE_OF_USER: &str = "DELETE FROM user_session WHERE user_id = $1";
pub(crate) const DELETE_EXPIRED: &str = "DELETE FROM user_session WHERE expires_at <= $1";
pub(crate) const FAILURES: &str = "SELECT count, last_at FROM sign_in_failure WHERE subject = $1";
pub(crate) const FAILURES_SET: &str = "INSERT INTO sign_in_failure (subject, count, last_at) \
     VALUES ($1, $2, $3) ON CONFLICT (subject) DO UPDATE SET count = excluded.count, \
     last_at = excluded.last_at";
pub(crate) const FAILURES_FORGET: &str = "DELETE FROM sign_in_failure WHERE subject = $1";
pub(crate) const FAILURES_BEFORE: &str = "DELETE FROM sign_in_failure WHERE last_at < $1";

/// Stores a new session.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(session: &mut Session, row: &SessionRow) -> Result<()> {
    let values = values![
        row.token_hash.as_str(),
        row.user,
        row.chosen,
        row.created_at,
        row.seen_at,
        row.expires_at,
    ];
    session.execute(INSERT, values).await?;
    Ok(())
}

/// The session of a hash, expired or not.
///
/// # Errors
/// Whatever the database says.
pub async fn by_hash(session: &mut Session, token_hash: &str) -> Result<Option<SessionRow>> {
    session.first(BY_HASH, values![token_hash]).await?.as_ref().map(read).transpose()
}

/// The session of a hash, expired or not, with its user, shut out or not.
///
/// # Errors
/// Whatever the database says.
pub async fn with_user(
    session: &mut Session,
    token_hash: &str,
) -> Result<Option<(SessionRow, UserRow)>> {
    let read = |row: &Row| Ok((read(row)?, users::read_from(row, 6)?));
    Ok(session.map(WITH_USER, values![token_hash], read).await?.pop())
}

fn read(row: &Row) -> Result<SessionRow> {
    Ok(SessionRow {
        token_hash: row.text(0)?,
        user: row.id(1)?,
        chosen: row.maybe_id(2)?,
        created_at: row.instant(3)?,
        seen_at: row.instant(4)?,
        expires_at: row.instant(5)?,
    })
}

/// Stores what may change of a session; one that has ended stays so.
///
/// # Errors
/// Whatever the database says.
pub async fn update(session: &mut Session, row: &SessionRow) -> Result<()> {
    let values = values![row.token_hash.as_str(), row.chosen, row.seen_at, row.expires_at];
    session.execute(UPDATE, values).await?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(session: &mut Session, token_hash: &str) -> Result<()> {
    session.execute(DELETE, values![token_hash]).await?;
    Ok(())
}

/// Ends all sessions of a user.
///
/// # Errors
/// Whatever the database says.
pub async fn delete_of_user(session: &mut Session, user: UserId) -> Result<u64> {
    session.execute(DELETE_OF_USER, values![user]).await
}

/// Removes sessions that ended by themselves.
///
/// # Errors
/// Whatever the database says.
pub async fn delete_expired(session: &mut Session, now: Instant) -> Result<u64> {
    session.execute(DELETE_EXPIRED, values![now]).await
}

/// What is remembered of failures of an account or address.
///
/// # Errors
/// Whatever the database says.
pub async fn failures(session: &mut Session, subject: &str) -> Result<Failures> {
    let row = session.first(FAILURES, values![subject]).await?;
    row.map_or(Ok(Failures::default()), |row| {
        Ok(Failures { count: row.int(0)?, last: row.instant(1)? })
    })
}

/// Remembers failures of an account or address.
///
/// # Errors
/// Whatever the database says.
pub async fn set_failures(session: &mut Session, subject: &str, failures: Failures) -> Result<()> {
    session.execute(FAILURES_SET, values![subject, failures.count, failures.last]).await?;
    Ok(())
}

/// Forgets the failures of an account or address.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_failures(session: &mut Session, subject: &str) -> Result<()> {
    session.execute(FAILURES_FORGET, values![subject]).await?;
    Ok(())
}

/// Forgets failures whose last was before `before`.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_failures_before(session: &mut Session, before: Instant) -> Result<u64> {
    session.execute(FAILURES_BEFORE, values![before]).await
}
