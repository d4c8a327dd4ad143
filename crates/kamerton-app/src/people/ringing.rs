//! What the rings of a list of people are drawn from.

use std::collections::HashMap;

use kamerton_core::entry::Entry;
use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::ringing::{self, Ringing};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_store::people::PersonRow;
use kamerton_store::{Session, identities, ledger, people};

use super::list::charge_on;
use crate::brand::Brand;
use crate::error::Result;

/// The rings of these people as of `now`. Whoever is no community has none.
///
/// Three questions whatever the number of people: who they are, their accounts, and the entries of
/// the window.
///
/// # Errors
/// When the store cannot.
pub async fn of(
    session: &mut Session,
    brand: &Brand,
    ids: &[PersonId],
    now: Instant,
) -> Result<HashMap<PersonId, Ringing>> {
    let mut rows = people::by_id(session, brand.id, ids.to_vec()).await?;
    rows.retain(|row| Role::from_code(row.role).is_community());
    let accounts = accounts(session, brand, &rows).await?;
    let today = brand.zone.day(now);
    let mut entries: HashMap<IdentityId, Vec<Entry>> = HashMap::new();
    let wanted: Vec<IdentityId> = accounts.values().flatten().copied().collect();
    let first = ringing::first_day(today);
    for row in ledger::since_day(session, brand.id, first, wanted).await? {
        entries.entry(row.identity).or_default().push(row.entry());
    }
    let mut rings = HashMap::new();
    for row in &rows {
        let own = accounts.get(&row.id).map_or(&[][..], Vec::as_slice);
        let theirs: Vec<Entry> = own.iter().filter_map(|id| entries.remove(id)).flatten().collect();
        let (charge, _) = charge_on(row, today);
        rings.insert(row.id, ringing::ringing(&theirs, own, charge, today));
    }
    Ok(rings)
}

async fn accounts(
    session: &mut Session,
    brand: &Brand,
    rows: &[PersonRow],
) -> Result<HashMap<PersonId, Vec<IdentityId>>> {
    let mut accounts: HashMap<PersonId, Vec<IdentityId>> = HashMap::new();
    // A list, not a closure: an iterator that borrows would keep pages from waiting for this.
    let ids: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
    for row in identities::of_people(session, brand.id, ids).await? {
        if let Some(person) = row.person {
            accounts.entry(person).or_default().push(row.id);
        }
    }
    Ok(accounts)
}
