//! What is known of a brand before its messages are read: what it, its products and its competitors are
//! called, and what its own people taught.

use crate::model::Own;
use crate::scan::Scan;
use crate::tokens::{Words, is_cyrillic, stem};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// A Latin name with a Russian ending ("jmeterом") has no more letters of ending than this.
const LONGEST_ENDING: usize = 4;

/// What the brand, its products and its competitors are called, and what its own people taught; built
/// once, used for every message.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    /// By the stem of the first word: the stems of the further words and whose name it is.
    names: HashMap<String, Vec<(Vec<String>, Owner)>>,
    own: Arc<Own>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Owner {
    Ours,
    Competitor,
}

/// Where names stand, by the numbers of words in the judged part of the text.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    pub ours: Vec<Range<usize>>,
    pub competitors: Vec<Range<usize>>,
}

impl Lexicon {
    /// Terms may be of several words and in any form; they are matched by stem, so that inflected
    /// forms count. Empty terms are passed over.
    pub fn new(brand_terms: &[String], product_terms: &[String], competitors: &[String]) -> Self {
        let mut lexicon = Self::default();
        for term in brand_terms.iter().chain(product_terms) {
            lexicon.add(term, Owner::Ours);
        }
        for term in competitors {
            lexicon.add(term, Owner::Competitor);
        }
        lexicon
    }

    /// The same names with what the brand's own people taught.
    pub fn with_own(mut self, own: impl Into<Arc<Own>>) -> Self {
        self.own = own.into();
        self
    }

    /// What the brand's own people taught.
    pub(crate) fn own(&self) -> &Own {
        &self.own
    }

    fn add(&mut self, term: &str, owner: Owner) {
        let words = Words::cut(term);
        let mut stems = words.all.iter().map(|word| stem(words.form(word)).into_owned());
        let Some(first) = stems.next() else { return };
        let rest: Vec<String> = stems.collect();
        if let [word] = words.all.as_slice()
            && let Some(oblique) = without_fleeting_vowel(words.form(word))
        {
            self.names.entry(stem(&oblique).into_owned()).or_default().push((Vec::new(), owner));
        }
        self.names.entry(first).or_default().push((rest, owner));
    }

    /// Finds the names in a text. `stems` are the stems of all its words.
    pub(crate) fn mentions(&self, scan: &Scan, stems: &[std::borrow::Cow<'_, str>]) -> Mentions {
        let mut mentions = Mentions::default();
        if self.names.is_empty() {
            return mentions;
        }
        for at in 0..scan.terms.len() {
            let Some(names) = stem_at(scan, stems, at).and_then(|stem| self.named(stem)) else {
                continue;
            };
            for (rest, owner) in names {
                let fits = rest.iter().enumerate().all(|(ahead, expected)| {
                    stem_at(scan, stems, at + 1 + ahead).is_some_and(|stem| stem == expected)
                });
                if !fits {
                    continue;
                }
                let found = at..at + 1 + rest.len();
                match owner {
                    Owner::Ours => mentions.ours.push(found),
                    Owner::Competitor => mentions.competitors.push(found),
                }
            }
        }
        mentions
    }

    fn named(&self, stem: &str) -> Option<&Vec<(Vec<String>, Owner)>> {
        self.names.get(stem).or_else(|| self.names.get(without_foreign_ending(stem)?))
    }
}

/// The genitive of a Russian name that loses its last vowel in all cases but one («сверчок», of
/// «сверчка»), whose stem is another one.
fn without_fleeting_vowel(name: &str) -> Option<String> {
    const SHORTEST: usize = 4;
    let letters: Vec<char> = name.chars().collect();
    let [start @ .., before, vowel, last] = letters.as_slice() else { return None };
    let fleeting = matches!((vowel, last), ('о' | 'е', 'к') | ('е', 'ц'));
    if letters.len() < SHORTEST || !fleeting || !is_cyrillic(*before) {
        return None;
    }
    let soft = *before == 'л' && *vowel == 'е';
    let start: String = start.iter().collect();
    Some(format!("{start}{before}{}{last}а", if soft { "ь" } else { "" }))
}

fn stem_at<'a>(scan: &Scan, stems: &'a [std::borrow::Cow<'a, str>], at: usize) -> Option<&'a str> {
    scan.terms.get(at).and_then(|term| stems.get(term.word)).map(AsRef::as_ref)
}

fn without_foreign_ending(stem: &str) -> Option<&str> {
    let name = stem.trim_end_matches(is_cyrillic);
    let ending = stem.get(name.len()..)?.chars().count();
    (!name.is_empty() && (1..=LONGEST_ENDING).contains(&ending)).then_some(name)
}
