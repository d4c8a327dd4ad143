//! Changes of roll-ups, summed before they are stored.

use std::collections::BTreeMap;

use kamerton_core::id::{IdentityId, PlaceId, WorkspaceId};
use kamerton_core::time::Day;
use kamerton_store::Session;
use kamerton_store::messages::MessageRow;
use kamerton_store::rollups::{self, PersonDay, PlaceDay, kinds};

use crate::error::Result;

/// Messages and reactions by account, day and place.
pub(crate) type OfPeople = BTreeMap<(IdentityId, Day, PlaceId), (i64, i64)>;
/// Counts by place, day and kind.
pub(crate) type OfPlaces = BTreeMap<(PlaceId, Day, i64), i64>;

/// What a batch adds to the roll-ups.
#[derive(Default)]
pub(super) struct Days {
    people: OfPeople,
    places: OfPlaces,
}

impl Days {
    /// Counts a message, or takes it back.
    pub fn add(&mut self, row: &MessageRow, count: i64) {
        self.place(row.place, row.day, kinds::MESSAGES, count);
        if row.reply_to_key.is_some() && !row.implied {
            self.place(row.place, row.day, kinds::REPLIES, count);
        }
        if let Some(identity) = row.identity {
            self.people.entry((identity, row.day, row.place)).or_default().0 += count;
        }
    }

    /// Counts reactions of an account.
    pub fn reaction(&mut self, identity: IdentityId, day: Day, count: i64) {
        self.people.entry((identity, day, PlaceId::NIL)).or_default().1 += count;
    }

    /// Counts something that happened in a place.
    pub fn place(&mut self, place: PlaceId, day: Day, kind: i64, count: i64) {
        *self.places.entry((place, day, kind)).or_default() += count;
    }

    /// Adds everything to what is stored.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn save(self, session: &mut Session, workspace: WorkspaceId) -> Result<()> {
        rollups::add_person_days(session, workspace, &person_days(self.people)).await?;
        rollups::add_place_days(session, workspace, &place_days(self.places)).await?;
        Ok(())
    }
}

/// Counts of accounts as rows, in the order of the table.
pub(crate) fn person_days(counted: OfPeople) -> Vec<PersonDay> {
    counted
        .into_iter()
        .map(|((identity, day, place), (messages, reactions))| PersonDay {
            identity,
            day,
            place,
            messages,
            reactions,
        })
        .collect()
}

/// Counts of places as rows, in the order of the table.
pub(crate) fn place_days(counted: OfPlaces) -> Vec<PlaceDay> {
    counted
        .into_iter()
        .map(|((place, day, kind), count)| PlaceDay { place, day, kind, count })
        .collect()
}
