//! Who fits the audience as the brand describes it (`P2`): who speaks of what it is described by.

use std::collections::{BTreeMap, HashMap};

use kamerton_core::id::PersonId;
use kamerton_core::leader::{self, LEAST_AUDIENCE};
use kamerton_core::time::Day;
use kamerton_store::{Session, influence, people, search};

use crate::brand::Brand;
use crate::error::Result;

/// Words shorter than this say little of anybody.
const SHORTEST: usize = 4;
/// So many words of the description are looked for.
const WORDS: usize = 24;
/// The latest messages that are looked at.
const MESSAGES: i64 = 20_000;

/// Who fits.
#[derive(Default)]
pub(super) struct Audience {
    described: bool,
    fits: BTreeMap<PersonId, f64>,
}

impl Audience {
    /// Whether somebody speaks of what it is described by.
    pub fn has(&self, person: PersonId) -> bool {
        self.fits.contains_key(&person)
    }

    /// How well somebody fits. Whoever speaks of nothing of it fits not at all, which is known too; nothing
    /// is, where there are no words to go by.
    pub fn fit(&self, person: PersonId) -> Option<f64> {
        self.fits.get(&person).copied().or_else(|| self.described.then_some(0.0))
    }

    /// How well each fits who fits at all.
    fn fits(&self) -> impl Iterator<Item = (PersonId, f64)> + '_ {
        self.fits.iter().map(|(person, fit)| (*person, *fit))
    }

    /// Whose attention counts, and how much; nothing where too few fit for that.
    pub fn seeds(&self) -> Option<Vec<(PersonId, f64)>> {
        (self.fits.len() >= LEAST_AUDIENCE).then(|| self.fits().collect())
    }
}

/// The words of a description that tell its audience.
pub(super) fn words(description: &str) -> Vec<String> {
    // By the length of the word as it is written: what is looked for is shorter.
    let mut words: Vec<String> = description
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| word.chars().count() >= SHORTEST)
        .flat_map(kamerton_text::index_tokens)
        .collect();
    words.truncate(WORDS);
    words
}

/// Who speaks of what the audience is described by since a day.
pub(super) async fn read(session: &mut Session, brand: &Brand, since: Day) -> Result<Audience> {
    let words = words(&brand.settings.audience);
    if words.is_empty() {
        return Ok(Audience::default());
    }
    let found = search::find(session, brand.id, &words, false, MESSAGES).await?;
    let mut fitting: HashMap<PersonId, i64> = HashMap::new();
    for person in influence::speakers(session, brand.id, found, since).await? {
        *fitting.entry(person).or_default() += 1;
    }
    let wrote = people::by_id(session, brand.id, fitting.keys().copied()).await?;
    let fit = |row: &people::PersonRow| {
        let fitting = fitting.get(&row.id).copied()?;
        Some((row.id, leader::fit(fitting, row.messages)?))
    };
    Ok(Audience { described: true, fits: wrote.iter().filter_map(fit).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_tell_nothing() {
        assert_eq!(words("те, кто за и не"), [""; 0]);
        assert_eq!(words("Родители детей").len(), 2);
    }
}
