//! Words to begin with, and what a talk was about.

use kamerton_text::{Address as Speaks, check_draft};

use super::client::{Prompt, Reply};
use super::prompts;
use super::talk::Talk;
use crate::brand::{Address, Brand};

/// Letters of a draft.
const DRAFT: usize = 1_500;
/// Letters of a summary.
const SUMMARY: usize = 3_000;

/// Words that a large model proposes.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The words, with names and numbers back in their places.
    pub text: String,
    /// What they do that they should not.
    pub findings: Vec<Finding>,
}

/// What is wrong with a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Begs for a review, stars, a repost.
    Begs,
    /// Baits for reactions.
    Baits,
    /// Asks about the product or sells it.
    AboutProduct,
    /// Praises ourselves.
    Praises,
    /// Says «ты» where we say «вы», or the other way round.
    Address,
    /// Its language is not read, so nothing was checked.
    Unread,
}

impl Finding {
    /// The word in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Begs => "begs",
            Self::Baits => "baits",
            Self::AboutProduct => "about-product",
            Self::Praises => "praises",
            Self::Address => "address",
            Self::Unread => "unread",
        }
    }
}

/// Asks for words to begin with; `why` is why now, in words.
pub fn draft_prompt(brand: &Brand, address: Address, talk: &mut Talk, why: &str) -> Prompt {
    prompts::draft(brand, address, talk, why)
}

/// The words that came back, checked like our own.
pub fn draft(talk: &Talk, address: Address, reply: &Reply) -> Draft {
    let text = cut(&talk.mask.restore(bare(&reply.text)), DRAFT);
    let answers = Some(talk.last.as_str()).filter(|text| !text.trim().is_empty());
    let findings = findings(&text, answers, address);
    Draft { text, findings }
}

fn findings(text: &str, answers: Option<&str>, address: Address) -> Vec<Finding> {
    let Some(check) = check_draft(text, answers) else { return vec![Finding::Unread] };
    let other = matches!(
        (address, check.address),
        (Address::Vy, Speaks::Familiar) | (Address::Ty, Speaks::Polite)
    );
    let all = [
        (check.begs.holds, Finding::Begs),
        (check.baits.holds, Finding::Baits),
        (check.about_product.holds, Finding::AboutProduct),
        (check.praises.holds, Finding::Praises),
        (other, Finding::Address),
    ];
    all.into_iter().filter(|(holds, _)| *holds).map(|(_, finding)| finding).collect()
}

/// Asks what a talk was about.
pub fn summary_prompt(brand: &Brand, talk: &Talk) -> Prompt {
    prompts::summary(brand, talk)
}

/// What came back, line by line.
pub fn summary(talk: &Talk, reply: &Reply) -> Vec<String> {
    let text = cut(&talk.mask.restore(&reply.text), SUMMARY);
    let marks = |c: char| c.is_whitespace() || matches!(c, '-' | '*' | '•' | '–' | '—' | '#');
    let lines = text.lines().map(|line| line.trim_start_matches(marks).trim());
    lines.filter(|line| !line.is_empty()).map(|line| line.replace("**", "")).collect()
}

/// Without the marks of quotation around all of it.
fn bare(text: &str) -> &str {
    let pairs = [("«", "»"), ("\"", "\""), ("“", "”"), ("„", "“")];
    let inside = pairs.iter().find_map(|(open, close)| {
        let inner = text.trim().strip_prefix(open)?.strip_suffix(close)?;
        (!inner.contains(open) && !inner.contains(close)).then_some(inner)
    });
    inside.unwrap_or(text).trim()
}

fn cut(text: &str, most: usize) -> String {
    text.trim().chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_quotation_around_all_of_it_are_taken_off() {
        assert_eq!(bare("«Здравствуйте!»"), "Здравствуйте!");
        assert_eq!(bare("«Чай» и «кофе»"), "«Чай» и «кофе»");
        assert_eq!(bare(" \"Hi\" "), "Hi");
        assert_eq!(bare("Hi"), "Hi");
    }
}
