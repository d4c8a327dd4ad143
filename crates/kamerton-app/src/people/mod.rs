//! People: lists, one person with the evidence, and what one of us says of them.

pub mod add;
pub mod authors;
pub mod by_hand;
pub mod comfort;
pub mod consents;
pub mod export;
pub mod find;
pub mod heard;
pub mod leaders;
pub mod list;
pub mod merge;
pub mod open;
pub(crate) mod placing;
pub mod plan;
pub mod propose;
pub mod relationship;
pub mod ringing;
mod said;
pub mod shares;
pub mod show;
pub mod silent;
pub mod suggestions;
pub mod timeline;
pub mod words;

use std::collections::BTreeSet;

use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::role::Role;
use kamerton_store::identities::IdentityRow;
use kamerton_store::people::PersonRow;
use kamerton_store::{Session, identities, people, places};
use kamerton_text::{fold, sort_key};

use self::placing::Log;
use crate::brand::Brand;
use crate::error::{AppError, Result};
use crate::refusal::Refusal;

/// Kinds of accounts that no channel brings.
const LISTED_KINDS: [&str; 4] = ["email", "phone", "crm", "table"];

/// The person that `who` names: by id, by exact name, by handle. Of a person who became part of
/// another, the other.
///
/// # Errors
/// When there is none, or several: then the sentence lists them with their ids.
pub async fn find(session: &mut Session, brand: &Brand, who: &str) -> Result<PersonRow> {
    if let Ok(id) = who.trim().parse::<PersonId>() {
        let mut found = people::by_id(session, brand.id, [id]).await?;
        let left = match found.first() {
            Some(row) => row.merged_into,
            // Whoever a split had made that was taken back is with whom they were parted from.
            None => Some(Log::of(session, brand, [id]).await?.placement().root(id)),
        };
        if let Some(left) = left.filter(|left| *left != id) {
            found = people::by_id(session, brand.id, [left]).await?;
        }
        return found.pop().ok_or_else(|| Refusal::NoPerson(id).into());
    }
    let mut found = named(session, brand, who).await?;
    match found.len() {
        0 => Err(AppError::Asked(format!(
            "nobody here is called «{who}»: give the name as it stands in `kamerton people`, or the id"
        ))),
        1 => Ok(found.remove(0)),
        _ => Err(AppError::Asked(several(who, &found))),
    }
}

async fn named(session: &mut Session, brand: &Brand, who: &str) -> Result<Vec<PersonRow>> {
    let key = fold(who);
    let mut found = people::by_sort_key(session, brand.id, &sort_key(who)).await?;
    found.retain(|row| row.search_key == key);
    let mut ids: BTreeSet<PersonId> = BTreeSet::new();
    for row in identities::by_name(session, brand.id, [key.clone()]).await? {
        ids.extend(row.person);
    }
    for row in by_handle(session, brand, &key).await? {
        ids.extend(row.person);
    }
    ids.retain(|id| found.iter().all(|row| row.id != *id));
    found.extend(people::by_id(session, brand.id, ids).await?);
    found.sort_by_key(|row| row.id);
    Ok(found)
}

async fn by_handle(session: &mut Session, brand: &Brand, key: &str) -> Result<Vec<IdentityRow>> {
    let handle = key.trim_start_matches('@').to_owned();
    let mut kinds = places::kinds(session, brand.id).await?;
    kinds.extend(LISTED_KINDS.iter().map(|kind| (*kind).to_owned()));
    let mut found = Vec::new();
    for kind in kinds {
        found.extend(identities::by_handle(session, brand.id, &kind, [handle.clone()]).await?);
    }
    Ok(found)
}

fn several(who: &str, found: &[PersonRow]) -> String {
    let lines: Vec<String> = found
        .iter()
        .take(20)
        .map(|row| {
            let role = Role::from_code(row.role);
            format!("  {}  {} ({role}, {} messages)", row.id, row.name, row.messages)
        })
        .collect();
    format!("several people are called «{who}»: name one by id\n{}", lines.join("\n"))
}

/// The accounts of a person, first seen first.
///
/// # Errors
/// When the store cannot.
pub async fn accounts(
    session: &mut Session,
    brand: &Brand,
    person: PersonId,
) -> Result<Vec<IdentityRow>> {
    let mut rows = identities::of_people(session, brand.id, [person]).await?;
    rows.sort_by_key(|row| (row.first_seen_at, row.id));
    Ok(rows)
}

/// The ids of accounts.
pub fn ids(accounts: &[IdentityRow]) -> Vec<IdentityId> {
    accounts.iter().map(|row| row.id).collect()
}
