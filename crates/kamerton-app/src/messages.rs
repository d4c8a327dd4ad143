//! Messages newest first: any filters, a page at a time, with bounded work.
//!
//! One range of one index is walked, whichever of the filters narrows most; what the others do not
//! want is left out here. A walk ends at a budget, and the page then says from where to go on.

pub(crate) mod describe;
mod walk;

use std::collections::HashSet;

use kamerton_core::id::{IdentityId, MessageId, PersonId, PlaceId};
use kamerton_core::reading::Labels;
use kamerton_core::time::{Day, Instant};
use kamerton_store::messages::MessageRow;
use kamerton_store::{Session, identities};
use serde::Serialize;

use crate::brand::Brand;
use crate::error::Result;
use crate::places::{Known, Sight};
use crate::refusal::Refusal;
pub use describe::{Listed, Quoted, Wait};
use walk::{Position, Walk};

/// Which messages a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Of this place.
    pub place: Option<PlaceId>,
    /// Of this person.
    pub person: Option<PersonId>,
    /// That say any of these.
    pub labels: Labels,
    /// That wait for an answer, or waited for one and have it.
    pub answered: Option<bool>,
    /// Sent on this day or later.
    pub from: Option<Day>,
    /// Sent on this day or earlier.
    pub to: Option<Day>,
    /// With all of these words.
    pub words: String,
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Page {
    /// Messages, newest first.
    pub messages: Vec<Listed>,
    /// What asks for the next page; none at the end. A page that was cut off by the budget may hold
    /// fewer messages than asked for and yet go on.
    pub next: Option<String>,
}

/// At most so many messages are looked at for a page.
const BUDGET: usize = 3_000;
/// The first piece of a walk has so many times the messages of a page, and each further one more.
const GROWTH: usize = 3;

/// One page of what a reader may see, after `after`.
///
/// # Errors
/// When the cursor is none of ours, or the store cannot.
pub async fn page(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    filter: &Filter,
    after: Option<&str>,
    limit: usize,
    now: Instant,
) -> Result<Page> {
    let places = Known::of(session, brand, sight).await?;
    let accounts = accounts(session, brand, filter).await?;
    let after = after.map(parse).transpose()?;
    let mut walk = Walk::new(brand, filter, accounts.as_ref(), after);
    let wanted = Wanted { brand, filter, accounts: accounts.as_ref(), places: &places };
    let (mut found, mut looked_at, mut piece) = (Vec::new(), 0, limit + 1);
    let mut next = None;
    'pieces: while looked_at < BUDGET {
        let count = piece.min(BUDGET - looked_at);
        let rows = walk.piece(session, count).await?;
        let ends = walk.is_over();
        looked_at += count;
        for row in rows {
            if found.len() == limit && wanted.takes(&row) {
                next = found.last().map(Position::of);
                break 'pieces;
            }
            if wanted.takes(&row) {
                found.push(row);
            }
        }
        next = walk.position().filter(|_| !ends);
        if ends {
            break;
        }
        piece *= GROWTH;
    }
    let messages = describe::describe(session, brand, &places, found, now).await?;
    Ok(Page { messages, next: next.as_ref().map(cursor) })
}

/// The accounts of the person asked for.
async fn accounts(
    session: &mut Session,
    brand: &Brand,
    filter: &Filter,
) -> Result<Option<HashSet<IdentityId>>> {
    let Some(person) = filter.person else { return Ok(None) };
    let rows = identities::of_people(session, brand.id, [person]).await?;
    Ok(Some(rows.into_iter().map(|row| row.id).collect()))
}

/// What a list wants.
struct Wanted<'a> {
    brand: &'a Brand,
    filter: &'a Filter,
    accounts: Option<&'a HashSet<IdentityId>>,
    places: &'a Known,
}

impl Wanted<'_> {
    /// Whether a message belongs into the list. Whether it is answered is known by the walk.
    fn takes(&self, row: &MessageRow) -> bool {
        let filter = self.filter;
        let day = self.brand.zone.day(row.sent_at);
        let is_said = !row.service && row.deleted_at.is_none();
        let by_one_of = |accounts: &HashSet<IdentityId>| {
            row.identity.is_some_and(|identity| accounts.contains(&identity))
        };
        is_said
            && self.places.shows(row.place)
            && filter.place.is_none_or(|place| row.place == place)
            && self.accounts.is_none_or(by_one_of)
            && (filter.labels == Labels::default() || row.labels.0 & filter.labels.0 != 0)
            && filter.from.is_none_or(|from| day >= from)
            && filter.to.is_none_or(|to| day <= to)
    }
}

/// A place in a list as text that is opaque to whoever hands it back.
fn cursor(position: &Position) -> String {
    format!("{:x}.{:x}.{}", position.at.micros(), position.doc, position.id.0.simple())
}

fn parse(text: &str) -> Result<Position> {
    let mut parts = text.trim().split('.');
    let mut number = || parts.next().and_then(|part| u64::from_str_radix(part, 16).ok());
    let (at, doc) = (number(), number());
    let id = parts.next().and_then(|part| part.parse::<MessageId>().ok());
    match (at, doc, id, parts.next()) {
        (Some(at), Some(doc), Some(id), None) => {
            Ok(Position { at: Instant::from_micros(at as i64), id, doc: doc as i64 })
        }
        _ => Err(Refusal::NoPosition { text: text.to_owned() }.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_leads_back() {
        let position = Position {
            at: Instant::from_micros(-5),
            id: MessageId::derived(&[b"x"]),
            doc: i64::MAX,
        };
        assert_eq!(parse(&cursor(&position)).unwrap(), position);
        for wrong in ["", "1.2", "x.1.2", "1.2.00000000000000000000000000000000.3"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
