//! Consents of people to our following accounts of theirs, and what was read by them.

use kamerton_core::id::{ConsentId, IdentityId, MessageId, WorkspaceId};
use kamerton_core::time::Instant;

use crate::error::Result;
use crate::stored::stored;
use crate::value::Value;
use crate::{Session, values};

stored! {
    /// A consent.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct ConsentRow {
        /// Which.
        id: ConsentId = "id",
        /// To follow which account.
        identity: IdentityId = "identity_id",
        /// How it was given: `message`, `paper` or `words`.
        manner: String = "manner",
        /// When it was given: what was written before is not read.
        given_at: Instant = "given_at",
        /// In what words.
        words: String = "words",
        /// By which message.
        message: Option<MessageId> = "message_id",
        /// Who of us wrote it down.
        by: String = "by_name",
        /// When they did.
        recorded_at: Instant = "recorded_at",
        /// When it was withdrawn.
        withdrawn_at: Option<Instant> = "withdrawn_at",
        /// Who of us wrote that down.
        withdrawn_by: Option<String> = "withdrawn_by",
        /// In what words it was withdrawn.
        withdrawn_words: Option<String> = "withdrawn_words",
        /// What became of what was read when it was withdrawn: `kept` or `deleted`.
        posts: Option<String> = "posts",
    }
}

stored! {
    /// Something that was read by a consent.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct PostRow {
        /// By which.
        consent: ConsentId = "consent_id",
        /// The name of the message.
        remote_key: String = "remote_key",
    }
}

const SKIP: &str = "ON CONFLICT (workspace_id, id) DO NOTHING";
const SKIP_POST: &str = "ON CONFLICT (workspace_id, consent_id, remote_key) DO NOTHING";
pub(crate) const OPEN: &str = "SELECT {columns} FROM follow_consent WHERE workspace_id = $1 \
     AND withdrawn_at IS NULL ORDER BY identity_id";
pub(crate) const OPEN_OF: &str = "SELECT {columns} FROM follow_consent WHERE workspace_id = $1 \
     AND withdrawn_at IS NULL AND identity_id IN ({in})";
pub(crate) const OF_IDENTITIES: &str = "SELECT {columns} FROM follow_consent \
     WHERE workspace_id = $1 AND identity_id IN ({in})";
pub(crate) const BY_ID: &str =
    "SELECT {columns} FROM follow_consent WHERE workspace_id = $1 AND id = $2";
pub(crate) const WITHDRAW: &str = "UPDATE follow_consent SET withdrawn_at = $3, withdrawn_by = $4, \
     withdrawn_words = $5, posts = $6 WHERE workspace_id = $1 AND id = $2 AND withdrawn_at IS NULL";
pub(crate) const RESTORE: &str = "UPDATE follow_consent SET withdrawn_at = NULL, \
     withdrawn_by = NULL, withdrawn_words = NULL, posts = NULL \
     WHERE workspace_id = $1 AND id = $2 AND posts = 'kept'";
pub(crate) const HOLD: &str = "UPDATE follow_consent SET by_name = by_name WHERE workspace_id = $1 \
     AND id = $2 AND withdrawn_at IS NULL";
pub(crate) const POSTS: &str = "SELECT {columns} FROM followed_post WHERE workspace_id = $1 \
     AND consent_id = $2 ORDER BY remote_key";

/// Stores a consent; says whether it is new.
///
/// # Errors
/// Whatever the database says, also when the account is followed by another one already.
pub async fn add(session: &mut Session, workspace: WorkspaceId, row: &ConsentRow) -> Result<bool> {
    Ok(session.save("follow_consent", SKIP, workspace, std::slice::from_ref(row)).await? > 0)
}

/// All consents that hold.
///
/// # Errors
/// Whatever the database says.
pub async fn open(session: &mut Session, workspace: WorkspaceId) -> Result<Vec<ConsentRow>> {
    session.rows(OPEN, values![workspace]).await
}

/// The consents that hold for these accounts.
///
/// # Errors
/// Whatever the database says.
pub async fn open_of(
    session: &mut Session,
    workspace: WorkspaceId,
    identities: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<ConsentRow>> {
    let wanted = identities.into_iter().map(Value::from);
    session.rows_in(OPEN_OF, &values![workspace], wanted).await
}

/// All consents for these accounts, withdrawn ones too, the latest first.
///
/// # Errors
/// Whatever the database says.
pub async fn of_identities(
    session: &mut Session,
    workspace: WorkspaceId,
    identities: impl IntoIterator<Item = IdentityId>,
) -> Result<Vec<ConsentRow>> {
    let wanted = identities.into_iter().map(Value::from);
    let mut rows: Vec<ConsentRow> =
        session.rows_in(OF_IDENTITIES, &values![workspace], wanted).await?;
    rows.sort_by_key(|row| std::cmp::Reverse((row.recorded_at, row.id)));
    Ok(rows)
}

/// One consent.
///
/// # Errors
/// Whatever the database says.
pub async fn by_id(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConsentId,
) -> Result<Option<ConsentRow>> {
    Ok(session.rows(BY_ID, values![workspace, id]).await?.pop())
}

/// Withdraws a consent; says whether it held.
///
/// # Errors
/// Whatever the database says.
pub async fn withdraw(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConsentId,
    (at, by): (Instant, &str),
    words: &str,
    posts: &str,
) -> Result<bool> {
    let values = values![workspace, id, at, by, words, posts];
    Ok(session.execute(WITHDRAW, values).await? > 0)
}

/// Lets a withdrawn consent hold again, where nothing that was read is gone; says whether it does.
///
/// # Errors
/// Whatever the database says, also when the account is followed by another one by now.
pub async fn restore(session: &mut Session, workspace: WorkspaceId, id: ConsentId) -> Result<bool> {
    Ok(session.execute(RESTORE, values![workspace, id]).await? > 0)
}

/// Whether a consent holds; nobody withdraws it before this transaction has ended.
///
/// # Errors
/// Whatever the database says.
pub async fn hold(session: &mut Session, workspace: WorkspaceId, id: ConsentId) -> Result<bool> {
    Ok(session.execute(HOLD, values![workspace, id]).await? > 0)
}

/// Notes what was read by a consent.
///
/// # Errors
/// Whatever the database says.
pub async fn note_posts(
    session: &mut Session,
    workspace: WorkspaceId,
    rows: &[PostRow],
) -> Result<()> {
    session.save("followed_post", SKIP_POST, workspace, rows).await?;
    Ok(())
}

/// What was read by a consent.
///
/// # Errors
/// Whatever the database says.
pub async fn posts(
    session: &mut Session,
    workspace: WorkspaceId,
    id: ConsentId,
) -> Result<Vec<PostRow>> {
    session.rows(POSTS, values![workspace, id]).await
}
