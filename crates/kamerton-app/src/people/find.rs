//! People by name, as forgiving as the search of messages: on the other keyboard, in the other
//! script, with a slip.

use kamerton_core::id::PersonId;
use kamerton_store::{Session, people};
use kamerton_text::search::{in_the_other_script, near_names, on_the_other_keyboard};
use kamerton_text::{fold, sort_key};

use super::by_handle;
use crate::brand::Brand;
use crate::error::Result;

/// Forms of a name that are taken when nobody is called as typed.
const FORMS: usize = 4;

/// Whose name, second name or handle begins as typed, or, when nobody's does, as may have been meant; at most
/// `most`.
///
/// # Errors
/// When the store cannot.
pub async fn called(
    session: &mut Session,
    brand: &Brand,
    name: &str,
    most: usize,
) -> Result<Vec<PersonId>> {
    let mut found: Vec<PersonId> = Vec::new();
    for row in by_handle(session, brand, &fold(name)).await? {
        found.extend(row.person.filter(|person| !found.contains(person)));
    }
    if !name.trim_start().starts_with('@') {
        for form in meant(session, brand, name).await? {
            for person in people::called(session, brand.id, &form, most as i64).await? {
                if !found.contains(&person) {
                    found.push(person);
                }
            }
        }
    }
    found.truncate(most);
    Ok(found)
}

/// The beginnings of sort keys that a name may have meant: as typed, if anybody is called so.
///
/// # Errors
/// When the store cannot.
pub async fn meant(session: &mut Session, brand: &Brand, name: &str) -> Result<Vec<String>> {
    let typed = sort_key(name);
    if fold(name).is_empty() {
        return Ok(Vec::new());
    }
    if exists(session, brand, vec![typed.clone()]).await?.len() == 1 {
        return Ok(vec![typed]);
    }
    let readings = on_the_other_keyboard(name).into_iter().chain(in_the_other_script(name));
    let found = exists(session, brand, readings.map(|name| sort_key(&name)).collect()).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    let slips = near_names(name).into_iter().map(|name| sort_key(&name)).collect();
    exists(session, brand, slips).await
}

async fn exists(session: &mut Session, brand: &Brand, keys: Vec<String>) -> Result<Vec<String>> {
    let counts = people::called_count(session, brand.id, &keys, 1).await?;
    let some = keys.into_iter().zip(counts).filter(|(_, count)| *count > 0);
    Ok(some.map(|(key, _)| key).take(FORMS).collect())
}
