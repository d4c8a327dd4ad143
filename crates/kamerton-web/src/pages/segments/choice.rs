//! What the builder offers: conditions by what they are about, and the field for the value of one.

use kamerton_core::segment::{self, Field, Shape};

use super::draft::{COMPARED, language};
use crate::pages::page::Page;

/// Conditions that are offered together.
pub struct Part {
    /// The word of its title.
    pub word: &'static str,
    /// Their keys, in order.
    pub all: Vec<&'static str>,
}

/// The condition that is being added.
pub struct Choice {
    /// The key of what it is about.
    pub word: &'static str,
    /// What its value is: `choice`, `text`, `number`, `lately`, `days`, `flag`.
    pub shape: &'static str,
    /// Values to choose from, each with its text.
    pub values: Vec<(String, String)>,
    /// What may be written, where it is not plain.
    pub help: Option<String>,
}

impl Choice {
    /// The field for a value; `known` are texts that are known to occur.
    pub fn of(page: &Page, field: Field, known: Vec<String>) -> Self {
        let own = language(page.lang);
        let choices = field.choices();
        let values = choices.iter().filter_map(|one| {
            let word = one.value_word(segment::Language::English)?;
            Some((word.to_owned(), one.value_word(own)?.to_owned()))
        });
        let known = known.into_iter().map(|text| (text, String::new()));
        let help = format!("segments-value-{}-help", field.key());
        Self {
            word: field.key(),
            shape: shape(field),
            values: values.chain(known).collect(),
            help: page.words().has(&help).then(|| page.say(&help)),
        }
    }

    /// How a number may be compared.
    pub fn compared(&self) -> &'static [&'static str] {
        &COMPARED
    }
}

const fn shape(field: Field) -> &'static str {
    match field.shape() {
        Shape::Choice => "choice",
        Shape::Text => "text",
        Shape::Number => "number",
        Shape::Lately => "lately",
        Shape::Days => "days",
        Shape::Flag => "flag",
    }
}

/// All conditions, by what they are about.
pub fn parts() -> Vec<Part> {
    let words = ["who", "when", "much"];
    let of = |word: &'static str| {
        let own = Field::ALL.into_iter().filter(|field| part(*field) == word);
        Part { word, all: own.map(Field::key).collect() }
    };
    words.into_iter().map(of).collect()
}

const fn part(field: Field) -> &'static str {
    match field.shape() {
        Shape::Choice | Shape::Text | Shape::Flag => "who",
        Shape::Lately | Shape::Days => "when",
        Shape::Number => "much",
    }
}
