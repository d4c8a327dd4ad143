//! Somebody whose page is opened: what all of its parts are made of, read once.

use kamerton_core::entry::Entry;
use kamerton_core::role::Role;
use kamerton_store::identities::IdentityRow;
use kamerton_store::people::PersonRow;
use kamerton_store::{Session, ledger};

use super::{accounts, find};
use crate::brand::Brand;
use crate::error::Result;
use crate::places::{Known, Sight};

/// A person, as every part of their page needs them.
pub struct Opened {
    /// Who.
    pub row: PersonRow,
    /// Their accounts, first seen first.
    pub accounts: Vec<IdentityRow>,
    /// The places, as far as the reader may look into them.
    pub places: Known,
    /// What counts of all that they did; nothing of who is no community.
    pub entries: Vec<Entry>,
}

impl Opened {
    /// Looks somebody up by id, name or handle; see [`find`].
    ///
    /// # Errors
    /// When nobody or several are called so, or the store cannot.
    pub async fn of(session: &mut Session, brand: &Brand, who: &str, sight: Sight) -> Result<Self> {
        let row = find(session, brand, who).await?;
        let accounts = accounts(session, brand, row.id).await?;
        let places = Known::of(session, brand, sight).await?;
        let entries = match Role::from_code(row.role).is_community() {
            true => ledger::of_people(session, brand.id, [row.id]).await?,
            false => Vec::new(),
        };
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        Ok(Self { row, accounts, places, entries })
    }
}
