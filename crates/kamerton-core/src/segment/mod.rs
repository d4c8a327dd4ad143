//! Segments: who fits a description, in a small language that reads the same in Russian and English.
//!
//! A text is parsed ([`parse`]) into a [`Tree`] of [`Condition`]s, whichever of the two languages it
//! is in, and a tree is written ([`write`]) in either. What a condition means at a moment is a
//! [`Test`] of what is known of a person ([`Known`]); the store asks the same of its rows.

mod error;
mod known;
mod parse;
#[cfg(test)]
mod tests;
mod tree;
mod words;
mod write;

pub use error::{Expected, Trouble, Wrong};
pub use known::{Known, Lookup, Moment, Test};
pub use parse::{Located, parse, parse_located};
pub use tree::Tree;
pub use words::{Field, Language, Shape, nearest};
pub use write::write;

use crate::role::Role;
use crate::state::{Commerce, Stage, State};

/// So deep may a tree be: levels of and, or and not above a condition.
pub const DEPTH: usize = 8;
/// So many conditions may a tree have.
pub const CONDITIONS: usize = 50;
/// So many letters may a text have.
pub const LENGTH: usize = 4_000;
/// So many letters may a tag, a name or the title of a place have.
pub const VALUE_LENGTH: usize = 200;
/// So far back may be looked, in days.
pub const DAYS: u32 = 36_500;
/// So high may a number go.
pub const HIGHEST: i64 = 1_000_000;

/// Something that holds of a person or does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Condition {
    /// What they are to us. It may only stand at the top of a tree, joined by «and»; where it is not
    /// said, members are meant.
    Role(Role),
    /// In this state.
    State(State),
    /// In this stage.
    Stage(Stage),
    /// At this position of the commerce axis.
    Commerce(Commerce),
    /// Charge of today as people see it, in tenths.
    Charge(Measure),
    /// Orders that make a client.
    Orders(Measure),
    /// Messages.
    Messages(Measure),
    /// People who turn to them.
    Listeners(Measure),
    /// Wrote or joined in the place of this title.
    Place(String),
    /// With this tag.
    Tag(String),
    /// Whose first or second name begins so.
    Name(String),
    /// With an account of this kind.
    Account(String),
    /// Wrote.
    Wrote(Lately),
    /// Talked with one of us.
    Talked(Lately),
    /// Ordered something, by the first order where it is not said since when, else by the last.
    Bought(Lately),
    /// Joined a place.
    Joined(Lately),
    /// Answered another member's question.
    Helped(Lately),
    /// First seen in the last so many days.
    New(u32),
    /// Among the tenth that is listened to most.
    Leader,
}

/// A range of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// This or more.
    AtLeast(i64),
    /// Less than this.
    Below(i64),
    /// From this to that, both included.
    Between(i64, i64),
}

/// Since when something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lately {
    /// At any time.
    Ever,
    /// In the last so many days.
    Days(u32),
}

impl Measure {
    /// Whether a number lies in it.
    pub const fn holds(self, number: i64) -> bool {
        match self {
            Self::AtLeast(low) => number >= low,
            Self::Below(high) => number < high,
            Self::Between(low, high) => number >= low && number <= high,
        }
    }

    fn is_sound(self) -> bool {
        let within = |number: i64| (0..=HIGHEST).contains(&number);
        match self {
            Self::AtLeast(low) => within(low),
            Self::Below(high) => within(high),
            Self::Between(low, high) => within(low) && within(high) && low <= high,
        }
    }
}

impl Condition {
    /// What it is about.
    pub const fn field(&self) -> Field {
        match self {
            Self::Role(_) => Field::Role,
            Self::State(_) => Field::State,
            Self::Stage(_) => Field::Stage,
            Self::Commerce(_) => Field::Commerce,
            Self::Charge(_) => Field::Charge,
            Self::Orders(_) => Field::Orders,
            Self::Messages(_) => Field::Messages,
            Self::Listeners(_) => Field::Listeners,
            Self::Place(_) => Field::Place,
            Self::Tag(_) => Field::Tag,
            Self::Name(_) => Field::Name,
            Self::Account(_) => Field::Account,
            Self::Wrote(_) => Field::Wrote,
            Self::Talked(_) => Field::Talked,
            Self::Bought(_) => Field::Bought,
            Self::Joined(_) => Field::Joined,
            Self::Helped(_) => Field::Helped,
            Self::New(_) => Field::New,
            Self::Leader => Field::Leader,
        }
    }

    /// Whether its text, number or days are within bounds.
    pub fn is_sound(&self) -> bool {
        match self {
            Self::Charge(measure)
            | Self::Orders(measure)
            | Self::Messages(measure)
            | Self::Listeners(measure) => measure.is_sound(),
            Self::Place(text) | Self::Tag(text) | Self::Name(text) | Self::Account(text) => {
                is_value(text)
            }
            Self::Wrote(since)
            | Self::Talked(since)
            | Self::Bought(since)
            | Self::Joined(since)
            | Self::Helped(since) => match since {
                Lately::Ever => true,
                Lately::Days(days) => (1..=DAYS).contains(days),
            },
            Self::New(days) => (1..=DAYS).contains(days),
            Self::Role(_) | Self::State(_) | Self::Stage(_) | Self::Commerce(_) | Self::Leader => {
                true
            }
        }
    }
}

/// Whether a text may stand in a condition: it can be written so that it is read back.
fn is_value(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text.chars().count() <= VALUE_LENGTH
        && !text.contains(char::is_control)
}
