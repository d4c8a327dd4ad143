//! What may be asked of a search over messages: words, "phrases", -exclusions and conditions
//! (`from: place: stage: state: kind: has: before: after: answered:`), in English and in Russian.
//!
//! Whatever is typed is a query. What is not understood becomes a [`Notice`], and the rest works.

mod days;
mod names;
mod parse;
mod score;
#[cfg(test)]
mod tests;

use std::fmt;

use crate::reading::Labels;
use crate::state::{Stage, State};
use crate::time::Day;

pub use score::{Fit, score, weight};

/// More of a text is not looked at.
const LONGEST: usize = 1_000;
/// More terms or conditions are left out.
const MOST: usize = 24;

/// A query, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words and phrases, in their order.
    pub terms: Vec<Term>,
    /// Conditions, all of which hold.
    pub conditions: Vec<Condition>,
    /// What was not understood.
    pub notices: Vec<Notice>,
    /// Whether the text ends within its last word, which may go on.
    pub open: bool,
}

/// A word or a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// As it was typed.
    pub text: String,
    /// How it is meant.
    pub shape: Shape,
    /// Whether messages with it are unwanted.
    pub excluded: bool,
}

/// How a term is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A word in any of its forms.
    Word,
    /// The beginning of a word: `достав*`.
    Beginning,
    /// Words just so and in this order: `"добрый день"`.
    Phrase,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// What is to hold.
    pub what: What,
    /// Whether it is not to hold.
    pub excluded: bool,
}

/// What is to hold of a message. Several values are several ways to fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// By somebody with one of these names or handles.
    From(Vec<String>),
    /// In a place with one of these titles.
    Place(Vec<String>),
    /// By somebody in one of these stages.
    Stage(Vec<Stage>),
    /// By somebody in one of these states.
    State(Vec<State>),
    /// That says any of these.
    Kind(Labels),
    /// With any of these.
    Has(Vec<Has>),
    /// Sent before this day.
    Before(Day),
    /// Sent on this day or later.
    After(Day),
    /// That waited for an answer and has it, or has none.
    Answered(bool),
}

/// What a message may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Has {
    /// Anything attached.
    Attachment,
    /// A picture.
    Photo,
    /// A video.
    Video,
    /// A voice message.
    Voice,
    /// Other sound.
    Audio,
    /// A sticker or looped picture.
    Sticker,
    /// A poll.
    Poll,
    /// A place on the map.
    Location,
    /// Somebody's contact.
    Contact,
    /// Any other file.
    File,
    /// An address of the net in its text.
    Link,
    /// What it answers.
    Reply,
    /// Words of somebody else.
    Forward,
    /// A text that was changed.
    Edit,
}

/// A field of conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// `from:`
    From,
    /// `place:`
    Place,
    /// `stage:`
    Stage,
    /// `state:`
    State,
    /// `kind:`
    Kind,
    /// `has:`
    Has,
    /// `before:`
    Before,
    /// `after:`
    After,
    /// `answered:`
    Answered,
}

/// What was not understood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notice {
    /// There is no such field; it was taken for words.
    Field(String),
    /// A field has no such value; the condition was left out.
    Value(Field, String),
    /// There was more than a query may have; the rest was left out.
    TooLong,
    /// There were only signs, by which nothing is found.
    Signs(String),
}

impl Query {
    /// Takes a text apart.
    pub fn parse(text: &str) -> Self {
        parse::parse(text)
    }

    /// Whether nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.conditions.is_empty()
    }

    /// The same query with a word taken literally, as a phrase.
    #[must_use]
    pub fn literally(&self, word: &str) -> Self {
        let mut query = self.clone();
        for term in &mut query.terms {
            if term.shape == Shape::Word && term.text == word {
                term.shape = Shape::Phrase;
            }
        }
        query
    }
}

impl Field {
    /// Its word in English; the key of translations, too.
    pub const fn word(self) -> &'static str {
        match self {
            Self::From => "from",
            Self::Place => "place",
            Self::Stage => "stage",
            Self::State => "state",
            Self::Kind => "kind",
            Self::Has => "has",
            Self::Before => "before",
            Self::After => "after",
            Self::Answered => "answered",
        }
    }
}

impl fmt::Display for Query {
    /// A text that is taken apart into the same terms and conditions.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let terms = self.terms.iter().map(Term::to_string);
        let all: Vec<String> =
            terms.chain(self.conditions.iter().map(Condition::to_string)).collect();
        f.write_str(&all.join(" "))
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.excluded { "-" } else { "" };
        match self.shape {
            Shape::Word => write!(f, "{minus}{}", self.text),
            Shape::Beginning => write!(f, "{minus}{}*", self.text),
            Shape::Phrase => write!(f, "{minus}\"{}\"", self.text),
        }
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minus = if self.excluded { "-" } else { "" };
        let quoted = |values: &[String]| {
            let all: Vec<String> = values.iter().map(|value| format!("\"{value}\"")).collect();
            all.join(",")
        };
        let (field, value) = match &self.what {
            What::From(names) => (Field::From, quoted(names)),
            What::Place(titles) => (Field::Place, quoted(titles)),
            What::Stage(stages) => (Field::Stage, joined(stages, |stage| stage.word())),
            What::State(states) => (Field::State, joined(states, |state| state.word())),
            What::Kind(labels) => {
                let labels: Vec<_> = labels.iter().collect();
                (Field::Kind, joined(&labels, |label| label.word()))
            }
            What::Has(has) => (Field::Has, joined(has, |has| has.word())),
            What::Before(day) => (Field::Before, day.to_string()),
            What::After(day) => (Field::After, day.to_string()),
            What::Answered(yes) => (Field::Answered, if *yes { "yes" } else { "no" }.to_owned()),
        };
        write!(f, "{minus}{}:{value}", field.word())
    }
}

fn joined<T: Copy>(values: &[T], word: impl Fn(T) -> &'static str) -> String {
    let words: Vec<&str> = values.iter().map(|value| word(*value)).collect();
    words.join(",")
}
