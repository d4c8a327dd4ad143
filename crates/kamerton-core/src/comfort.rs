//! Newcomers are asked once whether they feel comfortable (`P2`), on their seventh day.

use serde::{Deserialize, Serialize};

use crate::share::Share;

/// They are asked so many days after their first message …
pub const ASKED_FROM_DAYS: i64 = 7;
/// … and no more after so many: a weekend may lie between.
pub const ASKED_TO_DAYS: i64 = 10;

/// What somebody said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comfort {
    /// Not comfortable.
    Not,
    /// In part.
    Partly,
    /// Comfortable.
    Comfortable,
}

impl Comfort {
    /// All answers, the best first.
    pub const ALL: [Self; 3] = [Self::Comfortable, Self::Partly, Self::Not];

    /// The stored number.
    pub const fn code(self) -> i64 {
        self as i64
    }

    /// The answer of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.code() == code)
    }

    /// The word used in forms and translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Not => "not",
            Self::Partly => "partly",
            Self::Comfortable => "comfortable",
        }
    }

    /// The answer of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// How many feel comfortable, of those who said anything.
pub fn comfortable(answers: &[i64]) -> Share {
    let known: Vec<Comfort> = answers.iter().filter_map(|one| Comfort::from_code(*one)).collect();
    let part = known.iter().filter(|one| **one == Comfort::Comfortable).count();
    Share::of(part as i64, known.len() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_comfortable_count_as_such() {
        assert_eq!(comfortable(&[2, 2, 1, 0, 7]), Share::of(2, 4));
        for one in Comfort::ALL {
            assert_eq!(Comfort::parse(one.word()), Some(one));
            assert_eq!(Comfort::from_code(one.code()), Some(one));
        }
    }
}
