//! What ties words to the product: names said in prose, signs of owning, and telling talk from code.

use super::Talk;
use crate::cue::{Cue, Sense};
use crate::phrases::Hit;
use crate::scan::{Sentence, Term};

/// So many words joined by signs of program text make a message technical.
const ENOUGH_JOINED: usize = 3;
/// A sign of owning reaches so many words ahead to what is owned.
const REACH_AHEAD: usize = 4;
/// And so many words back ("the Kamerton I bought").
const REACH_BACK: usize = 3;

impl Talk<'_> {
    /// Whether the message shows code or is full of identifiers, paths and calls: its "my" and "I"
    /// are about a program, not about a thing that somebody has.
    pub fn is_code_talk(&self) -> bool {
        let joined = |term: &&Term| is_joined(self.input.text, term);
        self.scan.code || self.scan.terms.iter().filter(joined).nth(ENOUGH_JOINED - 1).is_some()
    }

    /// Our names in a sentence, said in prose: parts of paths, addresses, identifiers and calls
    /// mention nothing.
    pub fn names_in(&self, sentence: &Sentence) -> impl Iterator<Item = Hit> {
        let terms = sentence.terms.clone();
        let joined = |range: &std::ops::Range<usize>| {
            let mut words = range.clone().filter_map(|at| self.scan.terms.get(at));
            words.any(|term| is_joined(self.input.text, term))
        };
        let said =
            move |range: &&std::ops::Range<usize>| terms.contains(&range.start) && !joined(range);
        self.mentions.ours.iter().filter(said).map(|range| Hit {
            sense: Sense::Tone(0),
            first: range.start,
            last: range.end,
        })
    }

    /// What of ours stands in a sentence: its names and the things that can be owned.
    pub fn wares_in(&self, sentence: &Sentence) -> Vec<Hit> {
        let unnamed = self.hits_in(Cue::Ware, sentence).filter(|_| self.ours()).copied();
        self.names_in(sentence).chain(unnamed).collect()
    }

    /// Whether the hit is an honest sign of having something: not negated, not a figure of speech.
    pub fn owning(&self, hit: &Hit) -> bool {
        !self.negated(hit) && !self.overlaps(hit, Cue::NotMine)
    }

    /// Whether a ware of the sentence stands where a sign of owning or using points.
    pub fn tied(&self, sign: &Hit, wares: &[Hit]) -> bool {
        wares.iter().any(|ware| {
            let ahead = ware.first >= sign.first && ware.first < sign.last + REACH_AHEAD;
            let back = ware.last <= sign.first && sign.first < ware.last + REACH_BACK;
            ahead || (back && sign.last > sign.first + 1) || (back && self.is_russian(sign))
        })
    }

    /// Word order is free in Russian: "Камертон у меня год", "Камертон мой".
    fn is_russian(&self, hit: &Hit) -> bool {
        let letter = self
            .scan
            .terms
            .get(hit.first)
            .and_then(|term| self.input.text.get(term.start..term.end))
            .and_then(|word| word.chars().next());
        letter.is_some_and(crate::tokens::is_cyrillic)
    }
}

/// How many words lie between two places.
pub(super) const fn distance(one: &Hit, other: &Hit) -> usize {
    if one.last <= other.first {
        other.first - one.last
    } else {
        one.first.saturating_sub(other.last)
    }
}

/// Whether a word is joined to its neighbours as in program text: `a::b`, `a/b`, `a_b`, `a.b`,
/// `a(`, `-Da`, or holds a capital inside (`camelCase`).
fn is_joined(text: &str, term: &Term) -> bool {
    let before = text.get(..term.start).unwrap_or("").as_bytes();
    let after = text.get(term.end..).unwrap_or("").as_bytes();
    let next_letter = after.get(1).is_some_and(u8::is_ascii_alphanumeric);
    let joined_before = match before.last() {
        Some(b'_' | b'\\' | b'<' | b'=' | b'#' | b'$') => true,
        Some(b'/' | b'.') => {
            before.len() > 1 && !before.ends_with(b" /") && !before.ends_with(b" .")
        }
        Some(b':') => before.ends_with(b"::"),
        _ => false,
    };
    let joined_after = match after.first() {
        Some(b'_' | b'\\' | b'=' | b'>' | b'(' | b'[') => true,
        Some(b'.' | b'/') => next_letter,
        Some(b':') => after.starts_with(b"::"),
        Some(b'-') => after.starts_with(b"->"),
        _ => false,
    };
    joined_before || joined_after || is_camel(text.get(term.start..term.end).unwrap_or(""))
}

fn is_camel(word: &str) -> bool {
    let pairs = word.as_bytes().windows(2);
    let inner = pairs.filter(|pair| matches!(pair, [b'a'..=b'z', b'A'..=b'Z'])).count();
    inner > 1
}
