//! Messages, newest or best first: any filters and any search, a page at a time, with bounded work.
//!
//! Newest first, one range of one index is walked, whichever of the filters narrows most; what the others do not
//! want is left out here. A walk ends at a budget, and the page then says from where to go on.

mod asked;
mod best;
pub(crate) mod describe;
pub(crate) mod enclosed;
mod fitting;
mod forms;
mod walk;

use kamerton_core::id::{MessageId, PersonId, PlaceId};
use kamerton_core::reading::Labels;
use kamerton_core::search::Notice;
use kamerton_core::time::{Day, Instant};
use kamerton_store::Session;
use kamerton_store::messages::{self as stored, MessageRow};
use serde::Serialize;

use crate::brand::Brand;
use crate::error::Result;
use crate::places::{Known, Sight};
use crate::refusal::Refusal;
use asked::Asked;
pub use best::BAND;
pub use describe::{Listed, Quoted, Wait, describe_one};
pub use enclosed::{Enclosed, enclosed};
use fitting::Fitting;
pub use forms::Reading;
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
    /// That asked for something and were, or were not, answered, however long ago.
    pub answered: Option<bool>,
    /// That wait for an answer now: what Today and places count as waiting.
    pub waiting: bool,
    /// Sent on this day or later.
    pub from: Option<Day>,
    /// Sent on this day or earlier.
    pub to: Option<Day>,
    /// What is searched for: words, phrases, exclusions and conditions, as
    /// [`kamerton_core::search`] reads them.
    pub words: String,
    /// In which order.
    pub order: Order,
    /// Whether the last word is being typed and may go on.
    pub typing: bool,
}

/// In which order messages come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The newest first.
    #[default]
    Newest,
    /// What fits the words best first; without words, the newest.
    Best,
}

impl Order {
    /// The order of a word: `newest` or `best`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "newest" => Some(Self::Newest),
            "best" => Some(Self::Best),
            _ => None,
        }
    }
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Page {
    /// Messages, newest first.
    pub messages: Vec<Listed>,
    /// What asks for the next page; none at the end. A page that was cut off by the budget may hold
    /// fewer messages than asked for and yet go on.
    pub next: Option<String>,
    /// Words that were sought in another form, for nobody wrote them as they were typed.
    pub readings: Vec<Reading>,
    /// What of the search was not understood.
    #[serde(skip)]
    pub notices: Vec<Notice>,
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
    let asked = Asked::of(session, brand, &places, filter, now).await?;
    let fitting = Fitting { brand, asked: &asked, places: &places };
    let (rows, next) = if filter.order == Order::Best && !asked.words.is_empty() {
        let after = after.map(best::Place::parse).transpose()?;
        let (rows, next) = best::page(session, &fitting, after, limit).await?;
        (rows, next.map(best::Place::cursor))
    } else {
        let after = after.map(parse).transpose()?;
        let (rows, next) = newest(session, &fitting, after, limit).await?;
        (rows, next.as_ref().map(cursor))
    };
    let mut messages =
        describe::describe(session, brand, &places, rows, &asked.shown(), now).await?;
    if filter.waiting {
        for message in &mut messages {
            message.waits = Some(Wait::still(message.waits));
        }
    }
    Ok(Page { messages, next, readings: asked.readings, notices: asked.notices })
}

async fn newest(
    session: &mut Session,
    fitting: &Fitting<'_>,
    after: Option<Position>,
    limit: usize,
) -> Result<(Vec<MessageRow>, Option<Position>)> {
    let mut walk = Walk::new(fitting.brand, fitting.asked, after);
    let (mut found, mut looked_at, mut piece) = (Vec::new(), 0, limit + 1);
    let mut next = None;
    while looked_at < BUDGET {
        let count = piece.min(BUDGET - looked_at);
        let rows = walk.piece(session, count).await?;
        let ends = walk.is_over();
        looked_at += count;
        found.extend(fitting.of(session, rows).await?);
        if found.len() > limit {
            found.truncate(limit);
            let last = found.last().map(Position::of);
            return Ok((found, last));
        }
        next = walk.position().filter(|_| !ends);
        if ends {
            break;
        }
        piece *= GROWTH;
    }
    Ok((found, next))
}

/// One message, when a reader may see it.
///
/// # Errors
/// When the store cannot.
pub async fn one(
    session: &mut Session,
    brand: &Brand,
    sight: Sight,
    id: MessageId,
    now: Instant,
) -> Result<Option<Listed>> {
    let places = Known::of(session, brand, sight).await?;
    let mut rows = stored::by_id(session, brand.id, [id]).await?;
    rows.retain(|row| places.shows_message(row));
    Ok(describe::describe(session, brand, &places, rows, &[], now).await?.pop())
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
