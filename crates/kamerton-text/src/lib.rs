//! From `&str` to judgements: language, tokens, sentiment, what a message says. Knows nothing of
//! the rest of the house.

mod code;
mod cue;
mod disguise;
mod draft;
mod fold;
mod label;
pub mod language;
mod lexicon;
pub mod mask;
mod matters;
mod mentions;
pub mod model;
mod phrases;
mod reading;
mod rules;
mod scan;
pub mod search;
mod tokens;
mod topics;
mod vocabulary;

pub use draft::{Address, DraftCheck, DraftQuestion, Finding, check_draft, draft_input};
pub use fold::{fold, sort_key, tail};
pub use label::{Label, Labels};
pub use language::{Detected, detect};
pub use lexicon::Lexicon;
pub use mask::Mask;
pub use matters::{Matter, matters};
pub use mentions::mentions;
pub use tokens::index_tokens;
pub use topics::Topic;

use std::borrow::Cow;

use model::{Judged, Judgement, Models, Seen, Span, Target};
use rules::Talk;
use tokens::Words;

/// The version of the judgement, stored with every annotation: a change of rules or words that can
/// change an answer raises it.
pub const VERSION: u32 = 4;

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
    /// Orders or words tell that the author has the product.
    pub owner: bool,
    /// The message that it answers or stands under, where it is known.
    pub context: Option<&'a str>,
}

/// What was understood of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// Its language.
    pub lang: Lang,
    /// From -100 (all negative) to 100 (all positive); 0 in languages that are not read.
    pub sentiment: i8,
    /// What it says.
    pub labels: Labels,
    /// The probabilities of all judgements; nothing in languages that are not read.
    pub judged: Option<Judged>,
}

/// Judges a message.
pub fn analyse(lexicon: &Lexicon, input: &Input<'_>) -> Analysis {
    model::cut(lexicon, input, |words, stems, talk| judge(lexicon, input, words, stems, talk))
}

/// Judges a message and gives its search tokens ([`index_tokens`]), cutting it into words only once.
pub fn read(lexicon: &Lexicon, input: &Input<'_>) -> (Analysis, Vec<String>) {
    model::cut(lexicon, input, |words, stems, talk| {
        let analysis = judge(lexicon, input, words, stems, talk);
        (analysis, tokens::distinct(stems))
    })
}

/// What the rules alone say of a message: signs for the models, and all there is in a language that
/// nobody has labelled.
pub fn by_rules(lexicon: &Lexicon, input: &Input<'_>) -> Labels {
    model::cut(lexicon, input, |_, _, talk| talk.labels)
}

/// The words that speak for a judgement of a message, in their order; none in languages that are not
/// read.
pub fn reasons(lexicon: &Lexicon, input: &Input<'_>, judgement: Judgement) -> Vec<Span> {
    model::cut(lexicon, input, |words, stems, talk| {
        let Some(models) = model::models(language::language(talk)) else { return Vec::new() };
        model::reasons(models, &model::look(lexicon, input, words, stems, talk), judgement)
    })
}

/// Everything that can be said of a message: judgements, what it says of the names in it, topics.
pub fn read_all(lexicon: &Lexicon, input: &Input<'_>) -> (Analysis, Vec<Target>, Vec<Topic>) {
    model::cut(lexicon, input, |words, stems, talk| {
        let lang = language::language(talk);
        let topics = topics::among(words, stems, lang);
        let Some(models) = model::models(lang) else {
            let analysis = Analysis { lang, sentiment: 0, labels: talk.labels, judged: None };
            return (analysis, Vec::new(), topics);
        };
        let seen = model::look(lexicon, input, words, stems, talk);
        let targets = model::named(models, &seen);
        (judged(lang, models, lexicon, &seen, talk, input), targets, topics)
    })
}

/// What a text is about, and nothing else: no model is asked.
pub fn topics_of(lexicon: &Lexicon, input: &Input<'_>) -> Vec<Topic> {
    model::cut(lexicon, input, |words, stems, talk| {
        topics::among(words, stems, language::language(talk))
    })
}

fn judge(
    lexicon: &Lexicon,
    input: &Input<'_>,
    words: &Words,
    stems: &[Cow<'_, str>],
    talk: &Talk<'_>,
) -> Analysis {
    let lang = language::language(talk);
    let Some(models) = model::models(lang) else {
        return Analysis { lang, sentiment: 0, labels: talk.labels, judged: None };
    };
    let seen = model::look(lexicon, input, words, stems, talk);
    judged(lang, models, lexicon, &seen, talk, input)
}

fn judged(
    lang: Lang,
    models: &Models,
    lexicon: &Lexicon,
    seen: &Seen<'_>,
    talk: &Talk<'_>,
    input: &Input<'_>,
) -> Analysis {
    let judged = Judged::of(lang, models, lexicon.own(), seen);
    let labels = reading::labels(&judged, talk, input);
    Analysis { lang, sentiment: reading::sentiment(&judged), labels, judged: Some(judged) }
}
