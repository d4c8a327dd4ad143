//! Connected accounts of platforms, how they are, and which process works with each.
//!
//! A connection is leased: one process at a time polls it and sends by it. A lease carries a fence, a
//! number that grows whenever it changes hands; every transaction that writes down how far the work has
//! come begins with [`hold`], so that a process that was thought dead and woke up late writes nothing.

use kamerton_core::id::{ConnectionId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::{Session, values};

stored! {
    /// A connected account.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ConnectionRow {
        /// Which.
        id: ConnectionId = "id",
        /// The word of its connector.
        kind: String = "kind",
        /// What we call it.
        name: String = "name",
        /// JSON of what was filled in and may be shown again.
        settings: String = "settings",
        /// Sealed JSON of what may not.
        sealed_settings: String = "sealed_settings",
        /// JSON of what the connector knows of the account.
        about: String = "about",
        /// Whether it works at all.
        enabled: bool = "enabled",
        /// How often one of us changed it.
        changes: i64 = "changes",
        /// Why the platform refuses the sign-in, when it does.
        sign_in_problem: Option<String> = "sign_in_problem",
        /// Until when the platform wants us to wait.
        limited_until: Option<Instant> = "limited_until",
        /// Since when it does not work.
        broken_since: Option<Instant> = "broken_since",
        /// Why it does not work, or has to wait.
        problem: Option<String> = "problem",
        /// When something came last.
        heard_at: Option<Instant> = "heard_at",
        /// When it was last asked with success.
        polled_at: Option<Instant> = "polled_at",
        /// Which process works with it.
        lease_by: String = "lease_by",
        /// Until when nobody else may.
        lease_until: Instant = "lease_until",
        /// How often it changed hands.
        fence: i64 = "fence",
        /// Who made it.
        by: String = "by_name",
        /// When it was made.
        created_at: Instant = "created_at",
    }
}

const SKIP: &str = "ON CONFLICT (workspace_id, id) DO NOTHING";
pub(crate) const OF_WORKSPACE: &str =
    "SELECT {columns} FROM connection WHERE workspace_id = $1 ORDER BY created_at, id";
pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM connection WHERE workspace_id = $1 AND id = $2";
pub(crate) const CHANGE: &str = "UPDATE connection SET name = $3, settings = $4, \
     sealed_settings = $5, about = $6, enabled = $7, changes = changes + 1, \
     sign_in_problem = NULL, limited_until = NULL, broken_since = NULL, problem = NULL \
     WHERE workspace_id = $1 AND id = $2";
pub(crate) const DELETES: [&str; 8] = [
    "UPDATE message_reach SET due_at = NULL WHERE workspace_id = $1 AND connection_id = $2",
    "DELETE FROM outgoing_file WHERE workspace_id = $1 AND outgoing_id IN \
     (SELECT id FROM outgoing WHERE workspace_id = $1 AND connection_id = $2)",
    "DELETE FROM outgoing WHERE workspace_id = $1 AND connection_id = $2",
    "DELETE FROM invitation WHERE workspace_id = $1 AND connection_id = $2",
    "DELETE FROM unnamed_account WHERE workspace_id = $1 AND connection_id = $2",
    "DELETE FROM connection_place WHERE workspace_id = $1 AND connection_id = $2",
    "DELETE FROM connection_cursor WHERE workspace_id = $1 AND connection_id = $2",
    "DELETE FROM connection WHERE workspace_id = $1 AND id = $2",
];
pub(crate) const ABOUT: &str =
    "UPDATE connection SET about = $3 WHERE workspace_id = $1 AND id = $2";
pub(crate) const HEARD: &str = "UPDATE connection SET heard_at = $3 WHERE workspace_id = $1 \
     AND id = $2 AND (heard_at IS NULL OR heard_at < $3)";
pub(crate) const WORKS: &str = "UPDATE connection SET polled_at = $3, sign_in_problem = NULL, \
     limited_until = NULL, broken_since = NULL, problem = NULL WHERE workspace_id = $1 AND id = $2";
pub(crate) const LIMITED: &str = "UPDATE connection SET limited_until = $3, problem = $4 \
     WHERE workspace_id = $1 AND id = $2";
pub(crate) const BROKEN: &str = "UPDATE connection SET problem = $4, \
     broken_since = COALESCE(broken_since, $3) WHERE workspace_id = $1 AND id = $2";
pub(crate) const SIGNED_OUT: &str =
    "UPDATE connection SET sign_in_problem = $3 WHERE workspace_id = $1 AND id = $2";
pub(crate) const LEASE: &str = "UPDATE connection SET lease_by = $3, lease_until = $5, \
     fence = fence + 1 WHERE workspace_id = $1 AND id = $2 AND enabled = 1 \
     AND (lease_until < $4 OR lease_by = '')";
pub(crate) const FENCE: &str =
    "SELECT fence FROM connection WHERE workspace_id = $1 AND id = $2 AND lease_by = $3";
pub(crate) const RENEW: &str = "UPDATE connection SET lease_until = $4 WHERE workspace_id = $1 \
     AND id = $2 AND fence = $3";
pub(crate) const RELEASE: &str = "UPDATE connection SET lease_by = '', lease_until = 0 \
     WHERE workspace_id = $1 AND id = $2 AND fence = $3";
pub(crate) const HOLD: &str =
    "UPDATE connection SET fence = fence WHERE workspace_id = $1 AND id = $2 AND fence = $3";

/// Stores a new connection.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &ConnectionRow,
) -> Result<()> {
    session.save("connection", SKIP, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// The connections of a workspace, the oldest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of_workspace(
    session: &mut Session,
    workspace: WorkspaceId,
) -> Result<Vec<ConnectionRow>> {
    session.rows(OF_WORKSPACE, values![workspace]).await
}

/// One connection.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
) -> Result<Option<ConnectionRow>> {
    Ok(session.rows(BY_ID, values![workspace, id]).await?.pop())
}

/// Keeps what one of us changed: name, settings, whether it works. What was wrong with it is forgotten.
///
/// # Errors
/// Whatever the database says.
pub async fn change(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &ConnectionRow,
) -> Result<()> {
    let values = values![
        workspace,
        row.id,
        row.name.as_str(),
        row.settings.as_str(),
        row.sealed_settings.as_str(),
        row.about.as_str(),
        row.enabled,
    ];
    session.execute(CHANGE, values).await?;
    Ok(())
}

/// Removes a connection with its cursors, its list of places and what was sent by it; says whether it
/// was there.
///
/// # Errors
/// Whatever the database says.
pub async fn delete(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
) -> Result<bool> {
    let mut gone = 0;
    for sql in DELETES {
        gone = session.execute(sql, values![workspace, id]).await?;
    }
    Ok(gone > 0)
}

/// Keeps what is known of the account.
///
/// # Errors
/// Whatever the database says.
pub async fn set_about(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
    about: &str,
) -> Result<()> {
    session.execute(ABOUT, values![workspace, id, about]).await?;
    Ok(())
}

/// Notes that something came.
///
/// # Errors
/// Whatever the database says.
pub async fn heard(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
    at: Instant,
) -> Result<()> {
    session.execute(HEARD, values![workspace, id, at]).await?;
    Ok(())
}

/// Notes that it was asked with success: whatever was wrong is over.
///
/// # Errors
/// Whatever the database says.
pub async fn works(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
    at: Instant,
) -> Result<()> {
    session.execute(WORKS, values![workspace, id, at]).await?;
    Ok(())
}

/// Notes that the platform wants us to wait.
///
/// # Errors
/// Whatever the database says.
pub async fn limited(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
    until: Instant,
    why: &str,
) -> Result<()> {
    session.execute(LIMITED, values![workspace, id, until, why]).await?;
    Ok(())
}

/// Notes that it does not work, since now unless it did not before.
///
/// # Errors
/// Whatever the database says.
pub async fn broken(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
    at: Instant,
    why: &str,
) -> Result<()> {
    session.execute(BROKEN, values![workspace, id, at, why]).await?;
    Ok(())
}

/// Notes that the platform refuses the sign-in.
///
/// # Errors
/// Whatever the database says.
pub async fn signed_out(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
    why: &str,
) -> Result<()> {
    session.execute(SIGNED_OUT, values![workspace, id, why]).await?;
    Ok(())
}

/// Takes a connection that nobody works with for `by` until an instant; gives the fence when it is
/// theirs now.
///
/// # Errors
/// Whatever the database says.
pub async fn lease(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
    by: &str,
    (now, until): (Instant, Instant),
) -> Result<Option<i64>> {
    if session.execute(LEASE, values![workspace, id, by, now, until]).await? == 0 {
        return Ok(None);
    }
    let row = session.first(FENCE, values![workspace, id, by]).await?;
    row.map(|row| row.int(0)).transpose()
}

/// Keeps a lease until an instant; says whether it is still theirs who had this fence.
///
/// # Errors
/// Whatever the database says.
pub async fn renew(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
    fence: i64,
    until: Instant,
) -> Result<bool> {
    Ok(session.execute(RENEW, values![workspace, id, fence, until]).await? > 0)
}

/// Gives a lease back.
///
/// # Errors
/// Whatever the database says.
pub async fn release(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
    fence: i64,
) -> Result<()> {
    session.execute(RELEASE, values![workspace, id, fence]).await?;
    Ok(())
}

/// Whether a lease is still theirs who had this fence; nobody takes it before this transaction has
/// ended.
///
/// # Errors
/// Whatever the database says.
pub async fn hold(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConnectionId,
    fence: i64,
) -> Result<bool> {
    Ok(session.execute(HOLD, values![workspace, id, fence]).await? > 0)
}
