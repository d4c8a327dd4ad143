//! What is wrong with a condition, in words, with the place where it is.

use kamerton_core::segment::{CONDITIONS, DEPTH, LENGTH, Wrong};

use super::draft::language;
use crate::pages::page::Page;
use crate::words::Arg;

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
            why: why(page, wrong, text),
            before: if cut { format!("…{before}") } else { before },
            place,
            after,
            fix: wrong.trouble.proposal().map(str::to_owned),
        }
    }
}

/// The sentence: what it is, where, and what may be written instead.
fn why(page: &Page, wrong: &Wrong, text: &str) -> String {
    let trouble = &wrong.trouble;
    let field = trouble.field().map(|field| field.word(language(page.lang))).unwrap_or_default();
    let most = match trouble.word() {
        "too-long" => LENGTH,
        "too-deep" => DEPTH,
        _ => CONDITIONS,
    };
    let found = page.quote(trouble.found());
    let args = [
        ("field", Arg::Text(field)),
        ("found", Arg::Text(if trouble.found().is_empty() { "" } else { &found })),
        ("column", Arg::Number(i64::try_from(wrong.column(text)).unwrap_or(i64::MAX))),
        ("count", Arg::Number(i64::try_from(most).unwrap_or(i64::MAX))),
    ];
    let id = if trouble.found().is_empty() && trouble.word().starts_with("expected") {
        format!("segments-trouble-{}-end", trouble.word())
    } else {
        format!("segments-trouble-{}", trouble.word())
    };
    page.words().say(&id, &args)
}
