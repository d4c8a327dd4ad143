//! Why two accounts may be one person, as values that others put into words.

use serde::{Deserialize, Serialize};

use crate::account::Kind;
use crate::compare::{
    ALIAS, CLOSE, DIFFERS, EMAIL, FIXED, GIVEN, INITIAL, MIDDLE, MISSING, MOVED, NEAR, PHONE,
    PICTURE, Row, SEX, SURNAME, TALK, VARIANT,
};
use crate::model::Model;
use crate::roster::{Roster, Word};

/// How far a thing agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It speaks against.
    Differs,
    /// Only its first letter is known of one of them.
    Initial,
    /// Somewhat alike.
    Near,
    /// Alike but for a letter or two.
    Close,
    /// Another spelling or a short form of the same name.
    Variant,
    /// The same.
    Same,
    /// The same in another place: given name and surname swapped.
    Moved,
}

/// Why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Reason {
    /// Given names.
    Given {
        /// How far.
        how: How,
        /// The one.
        one: String,
        /// The other.
        other: String,
    },
    /// Surnames.
    Surname {
        /// How far.
        how: How,
        /// The one.
        one: String,
        /// The other.
        other: String,
    },
    /// Patronymics, middle or further names.
    Middle {
        /// How far.
        how: How,
    },
    /// Handles, or parts of addresses that serve as such.
    Handle {
        /// How far.
        how: How,
    },
    /// The handle of one is made of the other's name.
    HandleOfName,
    /// Mail addresses.
    Email {
        /// How far.
        how: How,
    },
    /// Telephone numbers.
    Phone {
        /// How far.
        how: How,
    },
    /// Pictures.
    Picture {
        /// How far.
        how: How,
    },
    /// Talks that both were seen in.
    Talk {
        /// How far.
        how: How,
    },
    /// Whether one is a man and the other a woman.
    Sex {
        /// How far.
        how: How,
    },
    /// One of the further things.
    Fact {
        /// What.
        kind: Kind,
        /// Which of the columns.
        column: usize,
        /// How far.
        how: How,
        /// The one.
        one: String,
        /// The other.
        other: String,
    },
}

impl Reason {
    /// How far the thing agrees, where that is known.
    pub const fn how(&self) -> Option<How> {
        match self {
            Self::HandleOfName => None,
            Self::Given { how, .. }
            | Self::Surname { how, .. }
            | Self::Middle { how }
            | Self::Handle { how }
            | Self::Email { how }
            | Self::Phone { how }
            | Self::Picture { how }
            | Self::Talk { how }
            | Self::Sex { how }
            | Self::Fact { how, .. } => Some(*how),
        }
    }
}

/// A reason and what it weighs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Because {
    /// Why.
    pub reason: Reason,
    /// Its weight in bits; below zero it speaks against.
    pub bits: f32,
}

fn how(level: u8) -> How {
    match level {
        MISSING | DIFFERS => How::Differs,
        INITIAL => How::Initial,
        NEAR => How::Near,
        CLOSE => How::Close,
        VARIANT => How::Variant,
        MOVED => How::Moved,
        _ => How::Same,
    }
}

/// The reasons of a row, the strongest first.
pub(crate) fn of(roster: &Roster, model: &Model, row: &Row, a: usize, b: usize) -> Vec<Because> {
    let mut reasons: Vec<Because> = row
        .iter()
        .enumerate()
        .filter(|(_, agreement)| agreement.level > MISSING)
        .filter_map(|(at, agreement)| {
            let reason = reason(roster, at, agreement.level, a, b)?;
            Some(Because { reason, bits: model.worth(at, *agreement) })
        })
        .filter(|because| because.bits.abs() > 0.3)
        .collect();
    reasons.sort_by(|one, other| other.bits.abs().total_cmp(&one.bits.abs()));
    reasons
}

fn reason(roster: &Roster, at: usize, level: u8, a: usize, b: usize) -> Option<Reason> {
    let (one, other) = (roster.people.get(a)?, roster.people.get(b)?);
    let text = |word: Word| -> String {
        roster.info(word).map(|info| info.letters.iter().collect()).unwrap_or_default()
    };
    let how = how(level);
    Some(match at {
        GIVEN => {
            let (one, other) = (text(one.given), text(other.given));
            Reason::Given { how: spelt(how, &one, &other), one, other }
        }
        SURNAME => {
            let (one, other) = (text(one.surname), text(other.surname));
            Reason::Surname { how: spelt(how, &one, &other), one, other }
        }
        MIDDLE => Reason::Middle { how },
        ALIAS if matches!(level, NEAR | CLOSE) => Reason::HandleOfName,
        ALIAS => Reason::Handle { how },
        EMAIL => Reason::Email { how },
        PHONE => Reason::Phone { how },
        PICTURE => Reason::Picture { how },
        TALK => Reason::Talk { how },
        SEX => Reason::Sex { how },
        _ => {
            let column = at.checked_sub(FIXED)?;
            let values = roster.columns.get(column)?;
            let text = |at: usize| {
                values
                    .letters
                    .get(values.value(at) as usize)
                    .map(|letters| letters.iter().collect())
                    .unwrap_or_default()
            };
            Reason::Fact { kind: values.kind, column, how, one: text(a), other: text(b) }
        }
    })
}

/// The same name in another script is another spelling of it.
fn spelt(how: How, one: &str, other: &str) -> How {
    if how == How::Same && one != other { How::Variant } else { how }
}
