//! Who may be one person: what accounts are found by, how frequent words are, and pairs of accounts.

use kamerton_core::id::{IdentityId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::identities::IdentityRow;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// What an account is found by.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct IdentityKeyRow {
        /// A hash of something that few share.
        key: i64 = "key",
        /// Which account.
        identity: IdentityId = "identity_id",
    }
}

stored! {
    /// How frequent a word of names is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct TermRow {
        /// Its hash.
        term: i64 = "term",
        /// How many accounts have it.
        accounts: i64 = "accounts",
    }
}

stored! {
    /// Two accounts that may be one person, or were said to be two.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct SuggestionRow {
        /// The one with the smaller id.
        one: IdentityId = "one_id",
        /// The other.
        other: IdentityId = "other_id",
        /// How likely, in millionths; 0 where nothing but its refusal is known.
        likely: i64 = "likely",
        /// JSON: what speaks for it and against it.
        because: String = "because",
        /// When that was found.
        found_at: Instant = "found_at",
        /// When somebody said that they are two people.
        refused_at: Option<Instant> = "refused_at",
        /// Who said so.
        refused_by: Option<String> = "refused_by",
    }
}

stored! {
    /// What was learnt of the accounts of a brand.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ModelRow {
        /// How many accounts there were.
        accounts: i64 = "accounts",
        /// When.
        learnt_at: Instant = "learnt_at",
        /// JSON.
        body: String = "body",
    }
}

/// Where a list of pairs goes on: behind this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    /// How likely it is.
    pub likely: i64,
    /// Its accounts.
    pub one: IdentityId,
    /// Its accounts.
    pub other: IdentityId,
}

const SKIP_KEY: &str = "ON CONFLICT (workspace_id, key, identity_id) DO NOTHING";
const ADD_TERM: &str = "ON CONFLICT (workspace_id, term) DO UPDATE SET \
     accounts = identity_term.accounts + excluded.accounts";
// What was refused stays so, whatever is found again.
const FIND: &str = "ON CONFLICT (workspace_id, one_id, other_id) DO UPDATE SET \
     likely = excluded.likely, because = excluded.because, found_at = excluded.found_at";
const REFUSE: &str = "ON CONFLICT (workspace_id, one_id, other_id) DO UPDATE SET \
     refused_at = excluded.refused_at, refused_by = excluded.refused_by";
const LEARN: &str = "ON CONFLICT (workspace_id) DO UPDATE SET accounts = excluded.accounts, \
     learnt_at = excluded.learnt_at, body = excluded.body";
pub(crate) const MODEL: &str = "SELECT {columns} FROM suggestion_model WHERE workspace_id = $1";
/// Ids are hashes: the first by id are drawn by lot.
pub(crate) const DRAWN: &str = "SELECT {columns} FROM identity \
     WHERE workspace_id = $1 ORDER BY id LIMIT $2";
pub(crate) const ALL_WAIT: &str =
    "UPDATE identity SET keyed = NULL WHERE workspace_id = $1 AND keyed IS NOT NULL";
pub(crate) const UNCOUNT: &str = "DELETE FROM identity_term WHERE workspace_id = $1";
pub(crate) const WAITING: &str = "SELECT {columns} FROM identity \
     WHERE workspace_id = $1 AND keyed IS NULL ORDER BY id LIMIT $2";
pub(crate) const COUNT_WAITING: &str = "SELECT COUNT(*) FROM (SELECT id FROM identity \
     WHERE workspace_id = $1 AND keyed IS NULL LIMIT $2) AS w";
pub(crate) const STILL_WAITING: &str =
    "SELECT id FROM identity WHERE workspace_id = $1 AND id IN ({in}) AND keyed IS NULL";
pub(crate) const KEYED: &str =
    "UPDATE identity SET keyed = $2 WHERE workspace_id = $1 AND id IN ({in})";
pub(crate) const OF_KEY: &str = "SELECT identity_id FROM identity_key \
     WHERE workspace_id = $1 AND key = $2 LIMIT $3";
pub(crate) const TERMS: &str =
    "SELECT {columns} FROM identity_term WHERE workspace_id = $1 AND term IN ({in})";
pub(crate) const FORGET_ONE: &str = "DELETE FROM suggestion \
     WHERE workspace_id = $1 AND one_id IN ({in}) AND refused_at IS NULL";
pub(crate) const FORGET_OTHER: &str = "DELETE FROM suggestion \
     WHERE workspace_id = $1 AND other_id IN ({in}) AND refused_at IS NULL";
pub(crate) const OF_ONE: &str =
    "SELECT {columns} FROM suggestion WHERE workspace_id = $1 AND one_id IN ({in})";
pub(crate) const OF_OTHER: &str =
    "SELECT {columns} FROM suggestion WHERE workspace_id = $1 AND other_id IN ({in})";
/// Of two people that are two still: whoever was joined since is one.
pub(crate) const OPEN: &str = "SELECT {columns} FROM suggestion s \
     WHERE s.workspace_id = $1 AND s.refused_at IS NULL \
     AND (s.likely, s.one_id, s.other_id) < ($2, $3, $4) \
     AND EXISTS (SELECT 1 FROM identity a CROSS JOIN identity b \
     WHERE a.workspace_id = $1 AND a.id = s.one_id \
     AND b.workspace_id = $1 AND b.id = s.other_id AND a.person_id <> b.person_id) \
     ORDER BY s.likely DESC, s.one_id DESC, s.other_id DESC LIMIT $5";
pub(crate) const COUNT_OPEN: &str = "SELECT COUNT(*) FROM (SELECT s.one_id FROM suggestion s \
     WHERE s.workspace_id = $1 AND s.refused_at IS NULL AND s.likely > 0 \
     AND EXISTS (SELECT 1 FROM identity a CROSS JOIN identity b \
     WHERE a.workspace_id = $1 AND a.id = s.one_id \
     AND b.workspace_id = $1 AND b.id = s.other_id AND a.person_id <> b.person_id) LIMIT $2) AS w";
pub(crate) const REFUSED: &str = "SELECT {columns} FROM suggestion \
     WHERE workspace_id = $1 AND refused_at IS NOT NULL \
     ORDER BY refused_at DESC, one_id DESC, other_id DESC LIMIT $2";
pub(crate) const ALLOW: &str = "UPDATE suggestion SET refused_at = NULL, refused_by = NULL \
     WHERE workspace_id = $1 AND one_id = $2 AND other_id = $3 AND refused_at IS NOT NULL";
pub(crate) const FORGET_UNFOUND: &str = "DELETE FROM suggestion WHERE workspace_id = $1 \
     AND one_id = $2 AND other_id = $3 AND refused_at IS NULL AND likely = 0";

/// The first accounts that nobody has looked at yet, or that are called otherwise since.
///
/// # Errors
/// Whatever the database says.
pub async fn waiting(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<IdentityRow>> {
    session.rows(WAITING, values![workspace, limit]).await
}

/// How many accounts wait, counted up to `most`.
///
/// # Errors
/// Whatever the database says.
pub async fn count_waiting(
    session: &mut Session,
    workspace: WorkspaceId,
    most: i64,
) -> Result<i64> {
    session.one(COUNT_WAITING, values![workspace, most]).await?.int(0)
}

/// Those of these accounts that wait still.
///
/// # Errors
/// Whatever the database says.
pub async fn still_waiting(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<IdentityId>> {
    let wanted = accounts.into_iter().map(Value::from);
    session.map_in(STILL_WAITING, &values![workspace], wanted, |row| row.id(0)).await
}

/// Writes down that accounts were looked at by this version of the keys.
///
/// # Errors
/// Whatever the database says.
pub async fn set_keyed(
    session: &mut Session,
    workspace: WorkspaceId,
    version: i64,
    accounts: impl IntoIterator<Item = IdentityId>,
) -> Result<()> {
    let wanted = accounts.into_iter().map(Value::from);
    session.execute_in(KEYED, &values![workspace, version], wanted).await?;
    Ok(())
}

/// Stores what accounts are found by.
///
/// # Errors
/// Whatever the database says.
pub async fn save_keys(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[IdentityKeyRow],
) -> Result<()> {
    session.save("identity_key", SKIP_KEY, workspace, rows).await?;
    Ok(())
}

/// Accounts that are found by a key, `limit` at most.
///
/// # Errors
/// Whatever the database says.
pub async fn of_key(
    session: &mut Session,
    workspace: WorkspaceId,
    key: i64,
    limit: i64,
) -> Result<Vec<IdentityId>> {
    session.map(OF_KEY, values![workspace, key, limit], |row| row.id(0)).await
}

/// Counts words: each row says by how many accounts more.
///
/// # Errors
/// Whatever the database says.
pub async fn add_terms(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[TermRow],
) -> Result<()> {
    session.save("identity_term", ADD_TERM, workspace, rows).await?;
    Ok(())
}

/// How frequent these words are, as far as they are known.
///
/// # Errors
/// Whatever the database says.
pub async fn terms(
    session: &mut Session,
    workspace: WorkspaceId,
    terms: impl IntoIterator<Item = i64>,
) -> Result<Vec<TermRow>> {
    session.rows_in(TERMS, &values![workspace], terms.into_iter().map(Value::from)).await
}

/// What was learnt last.
///
/// # Errors
/// Whatever the database says.
pub async fn model(session: &mut Session, workspace: WorkspaceId) -> Result<Option<ModelRow>> {
    Ok(session.rows(MODEL, values![workspace]).await?.pop())
}

/// Stores what was learnt.
///
/// # Errors
/// Whatever the database says.
pub async fn set_model(
    session: &mut Session,
    workspace: WorkspaceId,
    row: &ModelRow,
) -> Result<()> {
    session.save("suggestion_model", LEARN, workspace, std::slice::from_ref(row)).await?;
    Ok(())
}

/// Accounts drawn by lot, always the same.
///
/// # Errors
/// Whatever the database says.
pub async fn drawn(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<IdentityRow>> {
    session.rows(DRAWN, values![workspace, limit]).await
}

/// Lets all accounts wait again, and forgets how frequent words are.
///
/// # Errors
/// Whatever the database says.
pub async fn begin_anew(session: &mut Session, workspace: WorkspaceId) -> Result<()> {
    session.execute(UNCOUNT, values![workspace]).await?;
    session.execute(ALL_WAIT, values![workspace]).await?;
    Ok(())
}

/// Stores pairs that were found; those that were refused stay so.
///
/// # Errors
/// Whatever the database says.
pub async fn find(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[SuggestionRow],
) -> Result<()> {
    session.save("suggestion", FIND, workspace, rows).await?;
    Ok(())
}

/// Stores that pairs are two people each, found or not.
///
/// # Errors
/// Whatever the database says.
pub async fn refuse(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[SuggestionRow],
) -> Result<()> {
    session.save("suggestion", REFUSE, workspace, rows).await?;
    Ok(())
}

/// Takes a refusal back; says whether there was one.
///
/// # Errors
/// Whatever the database says.
pub async fn allow(
    session: &mut Session,
    workspace: WorkspaceId,
    one: IdentityId,
    other: IdentityId,
) -> Result<bool> {
    let there = session.execute(ALLOW, values![workspace, one, other]).await? > 0;
    session.execute(FORGET_UNFOUND, values![workspace, one, other]).await?;
    Ok(there)
}

/// Forgets the pairs of accounts that are looked at again, but for those that were refused.
///
/// # Errors
/// Whatever the database says.
pub async fn forget_open(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: &[IdentityId],
) -> Result<()> {
    let wanted = || accounts.iter().copied().map(Value::from);
    session.execute_in(FORGET_ONE, &values![workspace], wanted()).await?;
    session.execute_in(FORGET_OTHER, &values![workspace], wanted()).await?;
    Ok(())
}

/// The pairs of these accounts, open and refused, each once.
///
/// # Errors
/// Whatever the database says.
pub async fn of_accounts(
    session: &mut Session,
    workspace: WorkspaceId,
    accounts: &[IdentityId],
) -> Result<Vec<SuggestionRow>> {
    let wanted = || accounts.iter().copied().map(Value::from);
    let mut rows: Vec<SuggestionRow> =
        session.rows_in(OF_ONE, &values![workspace], wanted()).await?;
    rows.extend(session.rows_in(OF_OTHER, &values![workspace], wanted()).await?);
    rows.sort_by_key(|row: &SuggestionRow| (row.one, row.other));
    rows.dedup_by_key(|row| (row.one, row.other));
    Ok(rows)
}

/// Open pairs of two people, the likeliest first.
///
/// # Errors
/// Whatever the database says.
pub async fn open(
    session: &mut Session,
    workspace: WorkspaceId,
    behind: Behind,
    limit: i64,
) -> Result<Vec<SuggestionRow>> {
    let values = values![workspace, behind.likely, behind.one, behind.other, limit];
    session.rows(OPEN, values).await
}

/// How many open pairs of two people there are, counted up to `most`.
///
/// # Errors
/// Whatever the database says.
pub async fn count_open(session: &mut Session, workspace: WorkspaceId, most: i64) -> Result<i64> {
    session.one(COUNT_OPEN, values![workspace, most]).await?.int(0)
}

/// Pairs that were refused, the latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn refused(
    session: &mut Session,
    workspace: WorkspaceId,
    limit: i64,
) -> Result<Vec<SuggestionRow>> {
    session.rows(REFUSED, values![workspace, limit]).await
}
