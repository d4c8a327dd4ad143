//! Workspaces (brands) and counters.

use kamerton_core::id::WorkspaceId;
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::value::Row;
use crate::{Session, values};

/// A workspace as stored; `settings` is JSON that the application knows.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkspaceRow {
    /// Which.
    pub id: WorkspaceId,
    /// The brand's name.
    pub name: String,
    /// IANA name or offset of the zone that days are counted in.
    pub zone: String,
    /// Language of what is said to people: `ru` or `en`.
    pub lang: String,
    /// JSON.
    pub settings: String,
    /// Whether it is the demo.
    pub demo: bool,
    /// When it was made.
    pub created_at: Instant,
}

pub(crate) const WORKSPACE_INSERT: &str = "INSERT INTO workspace (id, name, zone, lang, settings, demo, created_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub(crate) const WORKSPACE_UPDATE: &str =
    "UPDATE workspace SET name = $2, zone = $3, lang = $4, settings = $5 WHERE id = $1";
pub(crate) const WORKSPACES: &str = "SELECT id, name, zone, lang, settings, demo, created_at FROM workspace \
     ORDER BY demo, created_at, id";
pub(crate) const COUNTER_TAKE: &str = "INSERT INTO counter (name, value) VALUES ($1, $2) \
     ON CONFLICT (name) DO UPDATE SET value = counter.value + excluded.value RETURNING value";
/// One folding writer per workspace on PostgreSQL: the others wait here. SQLite has one anyway.
const WORKSPACE_LOCK: &str =
    "SELECT CAST(1 AS BIGINT) FROM (SELECT pg_advisory_xact_lock($1)) AS held";
pub(crate) const TRY_LOCK_POSTGRES: &str = "SELECT CAST(CASE WHEN pg_try_advisory_xact_lock($1) \
     THEN 1 ELSE 0 END AS BIGINT)";

/// Stores a new workspace.
///
/// # Errors
/// Whatever the database says.
pub async fn insert(session: &mut Session, row: &WorkspaceRow) -> Result<()> {
    let values = values![
        row.id,
        row.name.as_str(),
        row.zone.as_str(),
        row.lang.as_str(),
        row.settings.as_str(),
        row.demo,
        row.created_at,
    ];
    session.execute(WORKSPACE_INSERT, values).await?;
    Ok(())
}

/// Stores what may change of a workspace.
///
/// # Errors
/// Whatever the database says.
pub async fn update(session: &mut Session, row: &WorkspaceRow) -> Result<()> {
    let values = values![
        row.id,
        row.name.as_str(),
        row.zone.as_str(),
        row.lang.as_str(),
        row.settings.as_str(),
    ];
    session.execute(WORKSPACE_UPDATE, values).await?;
    Ok(())
}

/// All workspaces: real ones first, by age.
///
/// # Errors
/// Whatever the database says.
pub async fn all(session: &mut Session) -> Result<Vec<WorkspaceRow>> {
    session.map(WORKSPACES, vec![], read).await
}

fn read(row: &Row) -> Result<WorkspaceRow> {
    Ok(WorkspaceRow {
        id: row.id(0)?,
        name: row.text(1)?,
        zone: row.text(2)?,
        lang: row.text(3)?,
        settings: row.text(4)?,
        demo: row.flag(5)?,
        created_at: row.instant(6)?,
    })
}

/// Takes `count` numbers of a counter; gives the first of them.
///
/// # Errors
/// Whatever the database says.
pub async fn take_numbers(session: &mut Session, name: &str, count: i64) -> Result<i64> {
    let last = session.one(COUNTER_TAKE, values![name, count]).await?.int(0)?;
    Ok(last - count)
}

/// Waits until this transaction is the only one that folds this workspace.
///
/// # Errors
/// Whatever the database says.
pub async fn lock(session: &mut Session, workspace: WorkspaceId) -> Result<()> {
    if session.is_postgres() {
        let key = workspace.0.as_u64_pair().0 as i64;
        session.all(WORKSPACE_LOCK, values![key]).await?;
    }
    Ok(())
}

/// As [`lock`], but waits for nobody; says whether this transaction is the only one now.
///
/// # Errors
/// Whatever the database says.
pub async fn try_lock(session: &mut Session, workspace: WorkspaceId) -> Result<bool> {
    if !session.is_postgres() {
        return Ok(true);
    }
    let key = workspace.0.as_u64_pair().0 as i64;
    Ok(session.one(TRY_LOCK_POSTGRES, values![key]).await?.int(0)? == 1)
}

/// Deletes a workspace with everything in it.
///
/// # Errors
/// Whatever the database says; then nothing is deleted.
pub async fn delete(session: &mut Session, workspace: WorkspaceId) -> Result<()> {
    let search = if session.is_postgres() { SEARCH_DELETE_POSTGRES } else { SEARCH_DELETE_SQLITE };
    session.execute(search, values![workspace]).await?;
    for sql in DELETES {
        session.execute(sql, values![workspace]).await?;
    }
    Ok(())
}

const SEARCH_DELETE_SQLITE: &str = "DELETE FROM message_search WHERE rowid IN \
     (SELECT doc_id FROM message WHERE workspace_id = $1)";
const SEARCH_DELETE_POSTGRES: &str = "DELETE FROM message_search WHERE workspace_id = $1";

/// Everything of a workspace, children before parents.
pub(crate) const DELETES: [&str; 65] = [
    "DELETE FROM pending_fact WHERE workspace_id = $1",
    "DELETE FROM comfort_answer WHERE workspace_id = $1",
    "DELETE FROM place_index_day WHERE workspace_id = $1",
    "DELETE FROM place_index WHERE workspace_id = $1",
    "DELETE FROM person_index WHERE workspace_id = $1",
    "DELETE FROM followed_post WHERE workspace_id = $1",
    "DELETE FROM follow_consent WHERE workspace_id = $1",
    "DELETE FROM message_reach WHERE workspace_id = $1",
    "DELETE FROM raw_event WHERE workspace_id = $1",
    "DELETE FROM webhook WHERE workspace_id = $1",
    "DELETE FROM outgoing_file WHERE workspace_id = $1",
    "DELETE FROM outgoing WHERE workspace_id = $1",
    "DELETE FROM invitation WHERE workspace_id = $1",
    "DELETE FROM unnamed_account WHERE workspace_id = $1",
    "DELETE FROM connection_place WHERE workspace_id = $1",
    "DELETE FROM connection_cursor WHERE workspace_id = $1",
    "DELETE FROM connection WHERE workspace_id = $1",
    "DELETE FROM large_model_day WHERE workspace_id = $1",
    "DELETE FROM large_model WHERE workspace_id = $1",
    "DELETE FROM import_refusal WHERE workspace_id = $1",
    "DELETE FROM import_run WHERE workspace_id = $1",
    "DELETE FROM plan_day WHERE workspace_id = $1",
    "DELETE FROM step_act WHERE workspace_id = $1",
    "DELETE FROM step WHERE workspace_id = $1",
    "DELETE FROM awaiting WHERE workspace_id = $1",
    "DELETE FROM entry WHERE workspace_id = $1",
    "DELETE FROM relationship WHERE workspace_id = $1",
    "DELETE FROM suggestion_model WHERE workspace_id = $1",
    "DELETE FROM suggestion WHERE workspace_id = $1",
    "DELETE FROM identity_term WHERE workspace_id = $1",
    "DELETE FROM identity_key WHERE workspace_id = $1",
    "DELETE FROM segment_member WHERE workspace_id = $1",
    "DELETE FROM segment WHERE workspace_id = $1",
    "DELETE FROM community_map_run WHERE workspace_id = $1",
    "DELETE FROM community_map WHERE workspace_id = $1",
    "DELETE FROM influence_run WHERE workspace_id = $1",
    "DELETE FROM influence WHERE workspace_id = $1",
    "DELETE FROM interaction_fill WHERE workspace_id = $1",
    "DELETE FROM interaction_day WHERE workspace_id = $1",
    "DELETE FROM place_day WHERE workspace_id = $1",
    "DELETE FROM person_day WHERE workspace_id = $1",
    "DELETE FROM split_account WHERE workspace_id = $1",
    "DELETE FROM merge_log WHERE workspace_id = $1",
    "DELETE FROM person_said WHERE workspace_id = $1",
    "DELETE FROM person_tag WHERE workspace_id = $1",
    "DELETE FROM note WHERE workspace_id = $1",
    "DELETE FROM orders WHERE workspace_id = $1",
    "DELETE FROM membership WHERE workspace_id = $1",
    "DELETE FROM reaction WHERE workspace_id = $1",
    "DELETE FROM correction WHERE workspace_id = $1",
    "DELETE FROM reread_touched WHERE workspace_id = $1",
    "DELETE FROM reread_person WHERE workspace_id = $1",
    "DELETE FROM reread_message WHERE workspace_id = $1",
    "DELETE FROM reread_run WHERE workspace_id = $1",
    "DELETE FROM message_version WHERE workspace_id = $1",
    "DELETE FROM remote_key WHERE workspace_id = $1",
    "DELETE FROM message WHERE workspace_id = $1",
    "DELETE FROM identity WHERE workspace_id = $1",
    "DELETE FROM person WHERE workspace_id = $1",
    "DELETE FROM place WHERE workspace_id = $1",
    "DELETE FROM channel WHERE workspace_id = $1",
    "DELETE FROM audit_log WHERE workspace_id = $1",
    "DELETE FROM api_token WHERE workspace_id = $1",
    "DELETE FROM user_role WHERE workspace_id = $1",
    "DELETE FROM workspace WHERE id = $1",
];
