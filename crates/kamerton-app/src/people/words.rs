//! The last words of people, for lists.

use std::collections::HashMap;

use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::time::Instant;
use kamerton_store::{Session, identities, messages, timeline};

use super::show::short;
use crate::brand::Brand;
use crate::error::Result;
use crate::places::{Known, Sight};

/// What somebody said last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastWords {
    /// When.
    pub at: Instant,
    /// Title of the place.
    pub place: String,
    /// The beginning of the text; nothing when it was said in private and is not to be seen.
    pub text: Option<String>,
}

/// The last words of these people, of those who wrote any. Three questions whatever their number.
///
/// # Errors
/// When the store cannot.
pub async fn last(
    session: &mut Session,
    brand: &Brand,
    people: &[PersonId],
    sight: Sight,
) -> Result<HashMap<PersonId, LastWords>> {
    let accounts = identities::of_people(session, brand.id, people.to_vec()).await?;
    let ids: Vec<IdentityId> = accounts.iter().map(|row| row.id).collect();
    let last: HashMap<IdentityId, MessageId> =
        timeline::last_written(session, brand.id, ids).await?.into_iter().collect();
    let wanted: Vec<MessageId> = last.values().copied().collect();
    let rows = messages::by_id(session, brand.id, wanted).await?;
    let places = Known::of(session, brand, sight).await?;
    let owners: HashMap<IdentityId, PersonId> =
        accounts.iter().filter_map(|row| Some((row.id, row.person?))).collect();
    let mut words: HashMap<PersonId, LastWords> = HashMap::new();
    for row in rows {
        let Some(person) = row.identity.and_then(|id| owners.get(&id)) else { continue };
        if words.get(person).is_some_and(|known| known.at >= row.sent_at) {
            continue;
        }
        let text = places.shows(row.place).then(|| short(&row.text));
        let said = LastWords { at: row.sent_at, place: places.title(row.place), text };
        words.insert(*person, said);
    }
    Ok(words)
}
