//! What one of us says of a pair. That two people are one is said by a merge ([`crate::people::merge`]).

use kamerton_core::time::Instant;
use kamerton_store::identities::IdentityRow;
use kamerton_store::notices::{self, Change};
use kamerton_store::suggestions::{self, SuggestionRow};
use kamerton_store::{Session, Store, workspaces};

use super::super::{accounts, find, ids};
use super::MOST_ACCOUNTS;
use crate::brand::Brand;
use crate::error::Result;
use crate::refusal::Refusal;

/// Remembers that these two are two people, for all their accounts: they are never suggested again.
///
/// # Errors
/// When one of them is not found or both are one, or the store cannot; then nothing is changed.
pub async fn never(
    store: &Store,
    brand: &Brand,
    one: &str,
    other: &str,
    by: &str,
    now: Instant,
) -> Result<()> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let (one, other) = both(&mut session, brand, one, other).await?;
    let mut rows = Vec::new();
    for left in &one {
        for right in &other {
            rows.push(SuggestionRow {
                one: left.id.min(right.id),
                other: left.id.max(right.id),
                likely: 0,
                because: "[]".to_owned(),
                found_at: now,
                refused_at: Some(now),
                refused_by: Some(by.to_owned()),
            });
        }
    }
    suggestions::refuse(&mut session, brand.id, &rows).await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(())
}

/// Takes back that these two are two people: what was found of them is open again.
///
/// # Errors
/// As [`never`].
pub async fn maybe(store: &Store, brand: &Brand, one: &str, other: &str) -> Result<()> {
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let (one, other) = both(&mut session, brand, one, other).await?;
    let (one, other) = (ids(&one), ids(&other));
    for row in suggestions::of_accounts(&mut session, brand.id, &one).await? {
        if other.contains(&row.one) || other.contains(&row.other) {
            suggestions::allow(&mut session, brand.id, row.one, row.other).await?;
        }
    }
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(())
}

/// The accounts of two people.
async fn both(
    session: &mut Session,
    brand: &Brand,
    one: &str,
    other: &str,
) -> Result<(Vec<IdentityRow>, Vec<IdentityRow>)> {
    let one = find(session, brand, one).await?;
    let other = find(session, brand, other).await?;
    if one.id == other.id {
        return Err(Refusal::SamePerson { name: one.name }.into());
    }
    let mut left = accounts(session, brand, one.id).await?;
    let mut right = accounts(session, brand, other.id).await?;
    left.truncate(MOST_ACCOUNTS);
    right.truncate(MOST_ACCOUNTS);
    Ok((left, right))
}
