//! Tokens by which programs talk to us: made once, shown once, kept as a hash.

use kamerton_core::id::{TokenId, WorkspaceId};
use kamerton_core::time::{Instant, MINUTE};
use kamerton_store::tokens::{self, TokenRow};
use kamerton_store::{Session, Store};

use super::secret;
use crate::error::Result;
use crate::patience;
use crate::refusal::Refusal;

/// How every token begins, so that one that has leaked into a text is recognised.
const BEGINNING: &str = "kam_";
/// Random letters behind it.
const LETTERS: usize = 40;
/// Use is written down at most so often.
const NOTED: i64 = 10 * MINUTE;

/// What a token may allow.
pub const SCOPES: [&str; 9] = [
    "events:write",
    "messages:moderate",
    "messages:read",
    "messages:write",
    "people:read",
    "people:write",
    "places:read",
    "places:write",
    "steps:read",
];

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewToken {
    /// What it is for, in words.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Who makes it.
    pub by: String,
    /// Until when it holds; for ever when not said.
    pub expires_at: Option<Instant>,
}

/// Makes a token; gives its text, which is shown this once, and what is kept.
///
/// # Errors
/// When it has no name or an unknown scope, or the store cannot.
pub async fn make(
    session: &mut Session,
    workspace: WorkspaceId,
    new: NewToken,
    now: Instant,
) -> Result<(String, TokenRow)> {
    let name = new.name.trim().to_owned();
    if name.is_empty() {
        return Err(Refusal::NamelessToken.into());
    }
    let unknown = new.scopes.iter().find(|scope| !SCOPES.contains(&scope.as_str()));
    if new.scopes.is_empty() || unknown.is_some() {
        return Err(Refusal::ScopelessToken { known: SCOPES.join(", ") }.into());
    }
    let text = format!("{BEGINNING}{}", secret::random(LETTERS)?);
    let token_hash = secret::hash(&text);
    let row = TokenRow {
        id: TokenId::derived(&[token_hash.as_bytes()]),
        token_hash,
        name,
        scopes: new.scopes.join(" "),
        by: new.by,
        created_at: now,
        used_at: None,
        expires_at: new.expires_at,
    };
    tokens::insert(session, workspace, &row).await?;
    Ok((text, row))
}

/// The workspace and token that this text is for, if it holds and allows `scope`.
///
/// # Errors
/// When the store cannot.
pub async fn whose(
    store: &Store,
    text: &str,
    now: Instant,
) -> Result<Option<(WorkspaceId, TokenRow)>> {
    if !text.starts_with(BEGINNING) {
        return Ok(None);
    }
    let found = tokens::by_hash(&mut store.read().await?, &secret::hash(text)).await?;
    let Some((workspace, row)) = found else { return Ok(None) };
    if row.expires_at.is_some_and(|until| until <= now) {
        return Ok(None);
    }
    if row.used_at.is_none_or(|used| now.since(used) > NOTED)
        && let Some(mut session) = patience::writer(store).await?
    {
        tokens::used(&mut session, workspace, row.id, now).await?;
        session.commit().await?;
    }
    Ok(Some((workspace, row)))
}

/// Whether a token allows `scope`.
pub fn allows(row: &TokenRow, scope: &str) -> bool {
    row.scopes.split_whitespace().any(|own| own == scope)
}
