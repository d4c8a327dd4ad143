//! What is wrong with a condition, in words, with the place where it is.

use kamerton_core::segment::Wrong;

use crate::pages::page::Page;
use crate::segment_words;

/// So many letters are shown on each side of the place.
const AROUND: usize = 60;

/// What is wrong, as a page shows it.
pub struct Shown {
    /// The sentence.
    pub why: String,
    /// What stands before the place.
    pub before: String,
    /// The place; empty at the end of the text.
    pub place: String,
    /// What stands behind it.
    pub after: String,
    /// What may have been meant.
    pub fix: Option<String>,
}

impl Shown {
    /// What is wrong as a whole.
    pub fn plain(why: String) -> Self {
        let nothing = String::new;
        Self { why, before: nothing(), place: nothing(), after: nothing(), fix: None }
    }

    /// What is wrong with a text.
    pub fn of(page: &Page, text: &str, wrong: &Wrong) -> Self {
        let (at, end) = (wrong.at.min(text.len()), wrong.end.min(text.len()));
        let part = |from: usize, to: usize| text.get(from..to.max(from)).unwrap_or_default();
        let place = part(at, end).to_owned();
        let before: Vec<char> = part(0, at).chars().collect();
        let (shown, cut) = (before.len().min(AROUND), before.len() > AROUND);
        let before: String = before[before.len() - shown..].iter().collect();
        let after: String = part(end, text.len()).chars().take(AROUND).collect();
        Self {
            why: segment_words::why(page.words(), wrong, text),
            before: if cut { format!("…{before}") } else { before },
            place,
            after,
            fix: wrong.trouble.proposal().map(str::to_owned),
        }
    }
}
