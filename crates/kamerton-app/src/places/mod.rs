//! Places (`P1`): all of them side by side, one with its figures, and how we speak there.

pub mod answers;
pub mod indices;
pub mod list;
mod settings;
pub mod show;
pub mod welcome;

use std::collections::{HashMap, HashSet};

use kamerton_core::id::PlaceId;
use kamerton_core::time::Day;
use kamerton_store::messages::MessageRow;
use kamerton_store::places::PlaceRow;
use kamerton_store::{Session, places};
use kamerton_text::search::{Cut, Sought};

use crate::brand::Brand;
use crate::error::Result;
use crate::refusal::Refusal;
pub use settings::{Own, Speech, save};

/// What a reader may see of what was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Only what was said in places that are open to members.
    Community,
    /// Private talk as well.
    Private,
}

/// All places by id, those that a reader may look into.
pub struct Known {
    rows: HashMap<PlaceId, PlaceRow>,
    hidden: HashSet<PlaceId>,
}

impl Known {
    /// Reads them.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn of(session: &mut Session, brand: &Brand, sight: Sight) -> Result<Self> {
        let rows = places::all(session, brand.id).await?;
        let hides = |row: &&PlaceRow| row.private && sight == Sight::Community;
        let hidden = rows.iter().filter(hides).map(|row| row.id).collect();
        Ok(Self { rows: rows.into_iter().map(|row| (row.id, row)).collect(), hidden })
    }

    /// Whether there is such a place.
    pub fn has(&self, place: PlaceId) -> bool {
        self.rows.contains_key(&place)
    }

    /// Whether what was said in a place is to be shown.
    pub fn shows(&self, place: PlaceId) -> bool {
        !self.hidden.contains(&place)
    }

    /// Whether a message is to be shown: somebody said it, it was not taken back, and it stands where
    /// the reader may look.
    pub fn shows_message(&self, row: &MessageRow) -> bool {
        !row.service && row.deleted_at.is_none() && self.shows(row.place)
    }

    /// The title of a place.
    pub fn title(&self, place: PlaceId) -> String {
        self.rows.get(&place).map(|row| row.title.clone()).unwrap_or_default()
    }

    /// The places that may be shown and are called so: exactly, or else with all of these words in
    /// any of their forms or begun.
    pub fn titled(&self, title: &str) -> Vec<PlaceId> {
        let key = kamerton_text::fold(title);
        let shown = || self.rows.values().filter(|row| self.shows(row.id));
        let exact = shown().filter(|row| kamerton_text::fold(&row.title) == key);
        let mut found: Vec<PlaceId> = exact.map(|row| row.id).collect();
        if found.is_empty() {
            let words = Sought::words(title);
            let begun = |sought: Sought| match sought {
                Sought::Word { token, form } => Sought::Beginning { token, form },
                other => other,
            };
            let words: Vec<Sought> = words.into_iter().map(begun).collect();
            let fits = |row: &&PlaceRow| {
                let title = Cut::of(&row.title);
                !words.is_empty() && words.iter().all(|word| title.has(word))
            };
            found = shown().filter(fits).map(|row| row.id).collect();
        }
        found
    }

    /// Whether a place is private.
    pub fn is_private(&self, place: PlaceId) -> bool {
        self.rows.get(&place).is_some_and(|row| row.private)
    }
}

/// The place with this id.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn find(session: &mut Session, brand: &Brand, id: PlaceId) -> Result<PlaceRow> {
    let found = places::all(session, brand.id).await?.into_iter().find(|row| row.id == id);
    found.ok_or_else(|| Refusal::NoPlace(id).into())
}

/// The day of the latest talk in places that are open, in the zone of the brand; nothing where nobody talked.
pub fn last_talk(brand: &Brand, places: &[PlaceRow]) -> Option<Day> {
    let open = places.iter().filter(|place| !place.private);
    open.filter_map(|place| Some(brand.zone.day(place.span?.1))).max()
}
