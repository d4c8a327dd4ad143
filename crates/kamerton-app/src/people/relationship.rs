//! The record of what we have with somebody who matters (`P5`): who of us knows them, the last contact,
//! the next step, how many follow them elsewhere and how well they fit in our own eyes.
//!
//! It hangs on an account, so that it goes where that goes when people are merged and split. Of several
//! accounts of a person the record that was written last is shown, and written to.

use kamerton_core::time::{Day, Instant};
use kamerton_store::notices::{self, Change};
use kamerton_store::relationships::{self, RelationshipRow};
use kamerton_store::{Store, influence, workspaces};
use serde::Serialize;

use super::placing::own_first;
use super::{accounts, find};
use crate::accounts::audit::{self, Actor, Deed};
use crate::brand::Brand;
use crate::error::Result;
use crate::refusal::Refusal;

/// The longest text of a field, in characters.
const LONGEST: usize = 300;
/// The highest rating.
pub const HIGHEST: i64 = 5;

/// What one of us has written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Relationship {
    /// Who of us knows them; may be empty.
    pub known_by: String,
    /// When one of us last talked with them: 2026-03-01.
    pub contact_day: Option<String>,
    /// What comes next; may be empty.
    pub next_step: String,
    /// When: 2026-03-01.
    pub next_day: Option<String>,
    /// How well they fit in our own eyes, from 1 to 5.
    pub rating: Option<i64>,
    /// How many follow them elsewhere.
    pub followers: Option<i64>,
    /// Who wrote it down.
    pub by: String,
    /// When, RFC 3339.
    pub at: String,
}

/// What is written down.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Who of us knows them.
    pub known_by: String,
    /// When one of us last talked with them.
    pub contact_day: Option<Day>,
    /// What comes next.
    pub next_step: String,
    /// When.
    pub next_day: Option<Day>,
    /// How well they fit in our own eyes.
    pub rating: Option<i64>,
    /// How many follow them elsewhere.
    pub followers: Option<i64>,
}

pub(super) fn of_row(row: RelationshipRow) -> Relationship {
    Relationship {
        known_by: row.known_by,
        contact_day: row.contact_day.map(|day| day.to_string()),
        next_step: row.next_step,
        next_day: row.next_day.map(|day| day.to_string()),
        rating: row.rating,
        followers: row.followers,
        by: row.by,
        at: row.at.rfc3339(),
    }
}

/// Writes down what we have with somebody, in place of what was written before.
///
/// # Errors
/// When there is no such person, a field is too long or out of range, or the store cannot.
pub async fn write(
    store: &Store,
    brand: &Brand,
    who: &str,
    written: &Written,
    by: &Actor,
    now: Instant,
) -> Result<()> {
    let is_long = |text: &str| text.trim().chars().count() > LONGEST;
    let rating = written.rating.is_none_or(|rating| (1..=HIGHEST).contains(&rating));
    let followers = written.followers.is_none_or(|count| count >= 0);
    if is_long(&written.known_by) || is_long(&written.next_step) || !rating || !followers {
        return Err(Refusal::Relationship.into());
    }
    let mut session = store.write().await?;
    workspaces::lock(&mut session, brand.id).await?;
    let person = find(&mut session, brand, who).await?;
    let own = accounts(&mut session, brand, person.id).await?;
    let own = own_first(&mut session, brand, person.id, own).await?;
    // What was written on somebody who is part of this one stays theirs.
    let identity = own.first().map(|account| account.id).ok_or(Refusal::NoPerson(person.id))?;
    let row = RelationshipRow {
        identity,
        known_by: written.known_by.trim().to_owned(),
        contact_day: written.contact_day,
        next_step: written.next_step.trim().to_owned(),
        next_day: written.next_day,
        rating: written.rating,
        followers: written.followers,
        by: by.name.clone(),
        at: now,
    };
    relationships::save(&mut session, brand.id, &row).await?;
    // Known numbers of followers are compared with each other.
    influence::set_stale(&mut session, brand.id).await?;
    let object = person.id.to_string();
    audit::note_in(&mut session, brand, by, &Deed::one("person.relationship", &object), now)
        .await?;
    session.commit().await?;
    notices::tell(store, brand.id, Change::People).await;
    Ok(())
}
