//! Who wrote: accounts as messages show them.

use std::collections::{BTreeSet, HashMap};

use kamerton_core::id::{IdentityId, PersonId};
use kamerton_core::role::Role;
use kamerton_core::state::{PurchaseBasis, Stage, State};
use kamerton_store::{Session, identities, people};
use serde::Serialize;

use super::list::name_of;
use crate::brand::Brand;
use crate::error::Result;

/// Somebody who wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Author {
    /// Who; placeholders are nobody.
    pub person: Option<PersonId>,
    /// Name of the person, or else of the account.
    pub name: String,
    /// Role of the account.
    pub role: Role,
    /// State of the person.
    pub state: State,
    /// Stage of the person.
    pub stage: Stage,
    /// From what a purchase of theirs is known.
    pub basis: PurchaseBasis,
}

/// The authors that these accounts are.
///
/// # Errors
/// When the store cannot.
pub async fn authors(
    session: &mut Session,
    brand: &Brand,
    accounts: BTreeSet<IdentityId>,
) -> Result<HashMap<IdentityId, Author>> {
    let rows = identities::by_id(session, brand.id, accounts).await?;
    let owners: BTreeSet<PersonId> = rows.iter().filter_map(|row| row.person).collect();
    let known: HashMap<PersonId, _> = people::by_id(session, brand.id, owners)
        .await?
        .into_iter()
        .map(|row| (row.id, row))
        .collect();
    Ok(rows
        .iter()
        .map(|row| {
            let person = row.person.and_then(|id| known.get(&id));
            let author = Author {
                person: person.map(|person| person.id),
                name: person.map_or_else(|| name_of(row), |person| person.name.clone()),
                role: row.role,
                state: person.map(|person| person.state).unwrap_or_default(),
                stage: person.map(|person| person.stage).unwrap_or_default(),
                basis: person.map(|person| person.basis).unwrap_or_default(),
            };
            (row.id, author)
        })
        .collect())
}
