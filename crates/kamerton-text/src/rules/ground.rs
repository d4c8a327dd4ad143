//! What ties words to the product: names said in prose, signs of owning, and telling talk from code.

use super::Talk;
use crate::Label;
use crate::cue::{Cue, Sense};
use crate::phrases::Hit;
use crate::scan::{Sentence, Term};

/// So many words joined by signs of program text make a message technical.
const ENOUGH_JOINED: usize = 3;
/// A sign of owning reaches so many words ahead to what is owned.
const REACH_AHEAD: usize = 5;
/// What a thing can do stands no more words than this behind its name.
const REACH_OF_PROPERTY: usize = 2;
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
        let unnamed = self.hits_in(Cue::Owned, sentence).filter(|_| self.ours()).copied();
        self.names_in(sentence).chain(unnamed).collect()
    }

    /// Whether a sentence points at a thing of ours that one can have: "your app"; "your" alone does
    /// not.
    pub fn pointed_in(&self, sentence: &Sentence) -> bool {
        self.ours()
            && self.hits_in(Cue::OurThing, sentence).any(|hit| self.overlaps(hit, Cue::Ware))
    }

    /// Whether an error or failure is told in the sentence or in one that touches it.
    pub fn troubled_near(&self, number: usize) -> bool {
        let near = number.saturating_sub(1)..(number + 2).min(self.scan.sentences.len());
        let near = self.scan.sentences.get(near).unwrap_or(&[]);
        near.iter().any(|sentence| self.has_in(Cue::Trouble, sentence))
    }

    /// Whether an error or failure is told in the sentence, or anywhere in a message that asks.
    pub fn is_troubled(&self, sentence: &Sentence) -> bool {
        let asks = self.labels.has(Label::Question);
        if asks { self.has(Cue::Trouble) } else { self.has_in(Cue::Trouble, sentence) }
    }

    /// Whether the hit is an honest sign of having something: not negated, not a figure of speech.
    pub fn owning(&self, hit: &Hit) -> bool {
        !self.negated(hit) && !self.overlaps(hit, Cue::NotMine)
    }

    /// The honest signs in a sentence that its author has, had or uses something.
    pub fn signs_of_owning<'b>(&'b self, sentence: &'b Sentence) -> impl Iterator<Item = &'b Hit> {
        let sure = [Cue::Mine, Cue::Using].into_iter();
        let sure = sure.flat_map(|cue| self.hits_in(cue, sentence));
        // "Использовал" begins a sentence of one's own; elsewhere it takes an "I" beside it.
        let own =
            |hit: &&Hit| hit.first <= sentence.terms.start + 1 || self.has_in(Cue::Self_, sentence);
        let shared = self.hits_in(Cue::Used, sentence).filter(own);
        sure.chain(shared).filter(|hit| self.owning(hit))
    }

    /// Whether the author says somewhere that they have or use what we are called by.
    pub fn owns_in_prose(&self) -> bool {
        self.scan.sentences.iter().any(|sentence| {
            let names: Vec<Hit> = self.names_in(sentence).collect();
            !sentence.question && self.signs_of_owning(sentence).any(|hit| self.tied(hit, &names))
        })
    }

    /// Whether a ware of the sentence stands where a sign of owning or using points.
    pub fn tied(&self, sign: &Hit, wares: &[Hit]) -> bool {
        wares.iter().any(|ware| {
            let ahead = ware.first >= sign.first
                && ware.first < sign.last + REACH_AHEAD
                && !self.is_cut_off(sign, ware);
            let back = ware.last <= sign.first && sign.first < ware.last + REACH_BACK;
            ahead || (back && sign.last > sign.first + 1) || (back && self.is_russian(sign))
        })
    }

    /// "My way of using Kamerton": what "my" points at ended before the name.
    fn is_cut_off(&self, sign: &Hit, ware: &Hit) -> bool {
        let between = sign.last..ware.first;
        let has = !self.is_russian(sign) && !self.overlaps(sign, Cue::Using);
        let broken = self.scan.terms.get(sign.last..=ware.first).unwrap_or(&[]);
        (has || self.overlaps(sign, Cue::Possessive))
            && (broken.iter().any(|term| term.clause_start)
                || self.hits(Cue::Joint).any(|joint| between.contains(&joint.first)))
    }

    /// Whether the words of a hit lie in one clause.
    pub fn in_one_clause(&self, hit: &Hit) -> bool {
        let inner = self.scan.terms.get(hit.first + 1..hit.last).unwrap_or(&[]);
        !inner.iter().any(|term| term.clause_start)
    }

    /// Whether a property is told of a name: "Kamerton supports …", "в Камертоне есть …"; in Russian
    /// the name may also follow.
    pub fn is_told_of(&self, property: &Hit, name: &Hit) -> bool {
        let after = name.last <= property.first && property.first - name.last <= REACH_OF_PROPERTY;
        let before = property.last <= name.first && name.first - property.last <= 1;
        let around = property.first <= name.first && name.last < property.last;
        after || around || (before && self.is_russian(property))
    }

    /// Word order is free in Russian: "Камертон у меня год", "Камертон мой".
    fn is_russian(&self, hit: &Hit) -> bool {
        self.is_russian_at(hit.first)
    }

    /// Whether a word is written in Cyrillic letters.
    pub fn is_russian_at(&self, word: usize) -> bool {
        let letter = self
            .scan
            .terms
            .get(word)
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
