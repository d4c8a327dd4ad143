//! Segments in words: what is wrong with a description, and where.

use kamerton_core::segment::{self, CONDITIONS, DEPTH, Field, LENGTH, Trouble, Wrong};

use crate::format::Language;
use crate::words::{Arg, Words};

/// The language in which descriptions are written for whoever reads these words.
pub fn language(words: &Words) -> segment::Language {
    match words.language() {
        Language::Ru => segment::Language::Russian,
        Language::En => segment::Language::English,
    }
}

/// What is wrong with a description, where, and what may have been meant.
pub fn why(words: &Words, wrong: &Wrong, text: &str) -> String {
    let at = i64::try_from(wrong.column(text)).unwrap_or(i64::MAX);
    let trouble = trouble(words, &wrong.trouble);
    let args = [("at", Arg::Number(at)), ("why", Arg::Text(&trouble))];
    words.say("refused-segment-text", &args)
}

/// What is wrong with a description, and what may have been meant.
pub fn trouble(words: &Words, trouble: &Trouble) -> String {
    let most = match trouble {
        Trouble::TooDeep => DEPTH,
        Trouble::TooMany => CONDITIONS,
        _ => LENGTH,
    };
    let field = trouble.field().map_or("", |field| field.word(language(words)));
    let key = match trouble {
        Trouble::Value { field: Field::Place, .. } => "no-place",
        other => other.word(),
    };
    let args = [
        ("word", Arg::Text(trouble.found())),
        ("field", Arg::Text(field)),
        ("count", Arg::Number(i64::try_from(most).unwrap_or(i64::MAX))),
    ];
    let said = words.say(&format!("segment-{key}"), &args);
    match trouble.proposal() {
        Some(proposal) => {
            let proposal = words.say("segment-proposal", &[("proposal", Arg::Text(proposal))]);
            format!("{said} {proposal}")
        }
        None => said,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use kamerton_app::Refusal;
    use kamerton_core::segment::Expected;

    use super::*;

    /// Everything that may be wrong with a description.
    pub(crate) fn all() -> Vec<Refusal> {
        let word = || "X1".to_owned();
        let expected = [
            Expected::Condition,
            Expected::Joint,
            Expected::Closing,
            Expected::Value(Field::Tag),
            Expected::Comparison(Field::Charge),
            Expected::Days(Field::New),
        ];
        let value = |field| Trouble::Value { field, word: word(), proposal: Some(word()) };
        let expected = expected.into_iter().map(|what| Trouble::Expected {
            what,
            found: String::new(),
            proposal: None,
        });
        let troubles = [
            Trouble::Empty,
            Trouble::TooLong,
            Trouble::TooDeep,
            Trouble::TooMany,
            Trouble::Unknown { word: word(), proposal: Some(word()) },
            value(Field::State),
            value(Field::Place),
            Trouble::OutOfRange(Field::Orders),
            Trouble::OpenQuote,
            Trouble::RoleWithin,
            Trouble::Closing,
        ];
        let troubles = troubles.into_iter().chain(expected);
        let refused = |trouble| Refusal::SegmentText {
            wrong: Wrong { at: 0, end: 0, trouble },
            text: String::new(),
        };
        troubles.map(refused).collect()
    }
}
