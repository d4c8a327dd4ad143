//! The indices of a place and day (`P1`, `P2`, `P3`; method, section 5): mixing, comfort, horizontal
//! ties, initiators.
//!
//! Everything that is known of a day is a [`Tally`] of whole numbers, over the [`DAYS`] days that end
//! with it and by what had happened when it ended: whatever happens later changes nothing of it. Where
//! something takes its time, those are counted whose time is over: who wrote again within 14 days is
//! asked of newcomers of the 30 days that ended 14 days ago. Values and intervals follow from a tally
//! ([`measure`]), and so do the people and messages behind it ([`evidence`]).

pub mod evidence;
pub mod measure;
mod tally;
pub mod window;

pub use evidence::{Evidence, evidence};
pub use measure::{Index, Reading, Scale, trend};
pub use tally::Tally;
pub use window::{Arc, Facts, Met, Newcomer, Question, Side, Spoke, Standing, Start, Whose};

use crate::policy::Carrying;

/// The version of these rules: tallies by another one are made anew.
pub const RULE: i64 = 1;
/// An index is of so many days.
pub const DAYS: i32 = 30;
/// A newcomer should meet somebody loyal within so many days.
pub const MEET_DAYS: i32 = 7;
/// A newcomer should write again within so many days.
pub const AGAIN_DAYS: i32 = 14;
/// What happened on a day may change the tallies of so many days after it.
pub const REACH: i32 = DAYS - 1 + AGAIN_DAYS;
/// To tally a day so many days before it have to be known: one more for what a conversation began after.
pub const LOOK_BACK: i32 = REACH + 1;

/// Whether a place holds more cold people than its loyal core carries (`P3`): the alarm.
pub const fn is_overloaded(tally: &Tally, rules: &Carrying) -> bool {
    tally.cold >= rules.cold_at_least && tally.cold > tally.loyal * rules.cold_per_loyal
}

#[cfg(test)]
mod tests;
