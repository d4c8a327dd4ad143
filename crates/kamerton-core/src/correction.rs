//! What one of us says of a message in place of what was read in it.
//!
//! A correction stands at once, outlives edits and new versions of the reading, and can be taken back.
//! Each concerns one aspect, so that the rest of a reading goes on getting better by itself.

use crate::reading::{Label, Labels};

/// What can be corrected in a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aspect {
    /// Whether it is negative, neutral or positive as a whole.
    Sentiment,
    /// Whether it says something that a label stands for.
    Label(Label),
    /// Whether it is a wish or an idea.
    Wish,
    /// Whether it compares with a competitor.
    Comparison,
    /// Whether it announces something to all.
    Announcement,
    /// Whether it means the opposite of what it says.
    Irony,
}

impl Aspect {
    /// All aspects, in the order in which they are listed.
    pub fn all() -> impl Iterator<Item = Self> {
        let labels = Label::ALL.into_iter().map(Self::Label);
        let others = [Self::Wish, Self::Comparison, Self::Announcement, Self::Irony];
        std::iter::once(Self::Sentiment).chain(labels).chain(others)
    }

    /// The word it is stored as and called by in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sentiment => "sentiment",
            Self::Label(label) => label.word(),
            Self::Wish => "wish",
            Self::Comparison => "comparison",
            Self::Announcement => "announcement",
            Self::Irony => "irony",
        }
    }

    /// The aspect of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::all().find(|aspect| aspect.word() == word)
    }

    /// Whether an aspect may be said to be so: of the sentiment -1, 0 or 1, of all others 0 or 1.
    pub const fn takes(self, holds: i64) -> bool {
        match self {
            Self::Sentiment => -1 <= holds && holds <= 1,
            _ => 0 <= holds && holds <= 1,
        }
    }
}

/// What was said of one aspect: -1, 0 or 1 of the sentiment, 0 or 1 of all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Of what.
    pub aspect: Aspect,
    /// What is so.
    pub holds: i64,
}

/// From here on, up and down, a message is charged and not neutral, of 100.
pub const CHARGED: i64 = 25;
/// How charged a message is that one of us calls so and that was not read so, of 100.
const SAID: i64 = 60;

/// -1, 0 or 1 for a sentiment from -100 to 100.
pub const fn side(sentiment: i64) -> i64 {
    (sentiment >= CHARGED) as i64 - (sentiment <= -CHARGED) as i64
}

/// A reading with corrections in place: labels, and the sentiment from -100 to 100.
pub fn apply(labels: Labels, sentiment: i64, corrections: &[Correction]) -> (Labels, i64) {
    let mut corrected = (labels, sentiment);
    for correction in corrections {
        match correction.aspect {
            Aspect::Sentiment if side(corrected.1) != correction.holds => {
                corrected.1 = correction.holds * SAID;
            }
            Aspect::Label(label) if correction.holds == 0 => {
                corrected.0 = corrected.0.without(label);
            }
            Aspect::Label(label) => corrected.0 = corrected.0.with(label),
            _ => {}
        }
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_aspect_has_a_word_of_its_own() {
        for aspect in Aspect::all() {
            assert_eq!(Aspect::of_word(aspect.word()), Some(aspect));
        }
        assert_eq!(Aspect::of_word("mood"), None);
    }

    #[test]
    fn a_correction_changes_its_aspect_and_no_other() {
        let read = Labels::of(&[Label::Complaint, Label::Question]);
        let no_complaint = Correction { aspect: Aspect::Label(Label::Complaint), holds: 0 };
        let thanks = Correction { aspect: Aspect::Label(Label::Thanks), holds: 1 };
        let (labels, sentiment) = apply(read, -40, &[no_complaint, thanks]);
        assert_eq!(labels, Labels::of(&[Label::Question, Label::Thanks]));
        assert_eq!(sentiment, -40);
    }

    #[test]
    fn the_sentiment_moves_only_where_it_has_to() {
        let said = |holds| Correction { aspect: Aspect::Sentiment, holds };
        for (read, holds, expected) in
            [(-40, 1, 60), (30, 1, 30), (90, 0, 0), (-24, 0, -24), (10, -1, -60)]
        {
            assert_eq!(
                apply(Labels::default(), read, &[said(holds)]).1,
                expected,
                "{read} {holds}"
            );
        }
    }

    #[test]
    fn only_the_sentiment_has_three_sides() {
        assert!(Aspect::Sentiment.takes(-1) && !Aspect::Sentiment.takes(2));
        assert!(Aspect::Wish.takes(0) && Aspect::Wish.takes(1) && !Aspect::Wish.takes(-1));
    }
}
