//! From `&str` to judgements: language, tokens, sentiment, what a message says. Knows nothing of
//! the rest of the house.

mod code;
mod cue;
mod fold;
mod label;
mod language;
mod lexicon;
mod phrases;
mod rules;
mod scan;
mod sentiment;
mod tokens;
mod vocabulary;

pub use fold::{fold, sort_key};
pub use label::{Label, Labels};
pub use lexicon::Lexicon;
pub use tokens::index_tokens;

use scan::Scan;
use std::borrow::Cow;
use tokens::Words;

/// The version of the judgement, stored with every annotation: a change of rules or words that can
/// change an answer raises it.
pub const VERSION: u32 = 1;

/// The language of a message, as far as the judgement tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Russian.
    Ru,
    /// English.
    En,
    /// Anything else, or nothing to tell by.
    Other,
}

impl Lang {
    /// The number it is stored as: 0 other, 1 Russian, 2 English.
    pub const fn code(self) -> i64 {
        match self {
            Self::Other => 0,
            Self::Ru => 1,
            Self::En => 2,
        }
    }

    /// The word it is called by in addresses and files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Ru => "ru",
            Self::En => "en",
            Self::Other => "other",
        }
    }
}

/// A message to be judged, with what is known around its words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Input<'a> {
    /// The words.
    pub text: &'a str,
    /// A picture is attached.
    pub photo: bool,
    /// The words are somebody else's.
    pub forwarded: bool,
    /// It answers another message.
    pub is_reply: bool,
    /// Said in the brand's own place, where "the product" may go without its name.
    pub own_place: bool,
}

/// Which bytes of the text carried a judgement: its explanation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The judgement.
    pub label: Label,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// What was understood of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Analysis {
    /// Its language.
    pub lang: Lang,
    /// From -100 (all negative) to 100 (all positive).
    pub sentiment: i8,
    /// What it says.
    pub labels: Labels,
    /// The bytes that carried each label; a label judged by the whole message has the whole of it.
    pub marks: Vec<Mark>,
}

/// Judges a message.
pub fn analyse(lexicon: &Lexicon, input: &Input<'_>) -> Analysis {
    let words = Words::cut(input.text);
    judge(lexicon, input, &words, &words.stems())
}

/// Judges a message and gives its search tokens ([`index_tokens`]), cutting it into words only once.
pub fn read(lexicon: &Lexicon, input: &Input<'_>) -> (Analysis, Vec<String>) {
    let words = Words::cut(input.text);
    let stems = words.stems();
    let analysis = judge(lexicon, input, &words, &stems);
    (analysis, tokens::distinct(stems))
}

fn judge(lexicon: &Lexicon, input: &Input<'_>, words: &Words, stems: &[Cow<'_, str>]) -> Analysis {
    let scan = Scan::of(input.text, words);
    let mentions = lexicon.mentions(&scan, stems);
    let talk = rules::judge(input, &scan, &mentions);
    let sentiment = agreeing(sentiment::sentiment(&talk), talk.labels);
    Analysis { lang: language::language(&talk), sentiment, labels: talk.labels, marks: talk.marks }
}

/// A complaint is never glad and delight never sad, whatever the words add up to.
fn agreeing(sentiment: i8, labels: Labels) -> i8 {
    const AT_LEAST: i8 = 30;
    if labels.any(&[Label::Complaint, Label::Negative, Label::Conflict]) {
        return sentiment.min(-AT_LEAST);
    }
    if labels.has(Label::Delight) {
        return sentiment.max(AT_LEAST);
    }
    sentiment
}
