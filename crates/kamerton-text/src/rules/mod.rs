//! The rules: which cues together make a label. Rather silent than wrong: a label set by mistake
//! costs the reader's trust, one left out costs a look at one message.

mod asking;
mod chat;
mod ground;
mod product;
mod trouble;
mod warmth;

use crate::cue::{Cue, Sense};
use crate::lexicon::Mentions;
use crate::phrases::Hit;
use crate::scan::{Scan, Sentence};
use crate::{Input, Label, Labels};

/// How far before a word a negation still reaches it.
const REACH_OF_NEGATION: usize = 3;

/// A message on the table: what was found in it and what was judged so far.
pub(crate) struct Talk<'a> {
    pub input: &'a Input<'a>,
    pub scan: &'a Scan,
    pub mentions: &'a Mentions,
    pub labels: Labels,
    cues: u128,
}

/// Judges a scanned message.
pub(crate) fn judge<'a>(input: &'a Input<'a>, scan: &'a Scan, mentions: &'a Mentions) -> Talk<'a> {
    let cues = scan.hits.iter().fold(0, |set, hit| set | bit(hit));
    let mut talk = Talk { input, scan, mentions, labels: Labels::default(), cues };
    chat::spam(&mut talk);
    trouble::sensitive(&mut talk);
    if !input.forwarded && !talk.labels.has(Label::Spam) {
        trouble::judge(&mut talk);
        asking::judge(&mut talk);
        warmth::judge(&mut talk);
        product::judge(&mut talk);
        chat::judge(&mut talk);
    }
    talk
}

fn bit(hit: &Hit) -> u128 {
    match hit.sense {
        Sense::Cue(cue) => 1 << (cue as u8),
        Sense::Tone(_) => 0,
    }
}

impl Talk<'_> {
    /// The numbers of the cues that were found.
    pub fn cues(&self) -> impl Iterator<Item = u64> {
        let cues = self.cues;
        (0..128_u64).filter(move |cue| cues >> cue & 1 == 1)
    }

    /// Whether a cue was found anywhere.
    pub fn has(&self, cue: Cue) -> bool {
        self.cues & (1 << (cue as u8)) != 0
    }

    /// The places of a cue.
    pub fn hits(&self, cue: Cue) -> impl Iterator<Item = &Hit> {
        let some = if self.has(cue) { self.scan.hits.as_slice() } else { &[] };
        some.iter().filter(move |hit| hit.sense == Sense::Cue(cue))
    }

    /// The places of a cue in one sentence.
    pub fn hits_in(&self, cue: Cue, sentence: &Sentence) -> impl Iterator<Item = &Hit> {
        let terms = sentence.terms.clone();
        self.hits(cue).filter(move |hit| terms.contains(&hit.first))
    }

    /// Whether a cue stands in a sentence.
    pub fn has_in(&self, cue: Cue, sentence: &Sentence) -> bool {
        self.hits_in(cue, sentence).next().is_some()
    }

    /// The sentence of a hit.
    pub fn sentence_of(&self, hit: &Hit) -> Option<&Sentence> {
        let number = self.scan.terms.get(hit.first)?.sentence;
        self.scan.sentences.get(number)
    }

    /// How many words of talk there are.
    pub fn words(&self) -> usize {
        self.scan.terms.len()
    }

    /// Whether one of `cue` lies over the hit, at least in part.
    pub fn overlaps(&self, hit: &Hit, cue: Cue) -> bool {
        self.hits(cue).any(|other| other.first < hit.last && hit.first < other.last)
    }

    /// Whether one of `cue` stands in the sentence of the hit.
    pub fn beside(&self, hit: &Hit, cue: Cue) -> bool {
        self.sentence_of(hit).is_some_and(|sentence| self.has_in(cue, sentence))
    }

    /// Whether the hit is negated: a negation up to three words before it in the same clause.
    pub fn negated(&self, hit: &Hit) -> bool {
        self.hits(Cue::Negator).any(|negator| {
            negator.last <= hit.first
                && hit.first - negator.last < REACH_OF_NEGATION
                && self.same_clause(negator.first, hit.first)
                && !self.overlaps(negator, Cue::NoNegator)
        })
    }

    fn same_clause(&self, from: usize, to: usize) -> bool {
        let sentence = |number: usize| self.scan.terms.get(number).map(|term| term.sentence);
        let between = self.scan.terms.get(from + 1..=to).unwrap_or(&[]);
        sentence(from) == sentence(to) && !between.iter().any(|term| term.clause_start)
    }

    /// Whether the word stands in quotation marks by itself: said by others or not meant.
    pub fn quoted(&self, hit: &Hit) -> bool {
        let Some(term) = self.scan.terms.get(hit.first) else { return false };
        let before = self.input.text.get(..term.start).and_then(|text| text.chars().next_back());
        let after = self.input.text.get(term.end..).and_then(|text| text.chars().next());
        matches!((before, after), (Some('«' | '"' | '“' | '\''), Some('»' | '"' | '”' | '\'')))
    }

    /// Whether a sentence asks, by its mark.
    pub fn in_question(&self, hit: &Hit) -> bool {
        self.sentence_of(hit).is_some_and(|sentence| sentence.question)
    }

    /// Whether the brand or a product is named.
    pub fn named(&self) -> bool {
        !self.mentions.ours.is_empty()
    }

    /// Whether what is said can be about us: we are named, or it is our place and no competitor is
    /// what is talked of.
    pub fn ours(&self) -> bool {
        self.named() || (self.input.own_place && self.mentions.competitors.is_empty())
    }

    /// Whether there is something of ours that an emotion can be about: a name, or in our own place
    /// "the service", "the meetup", "you".
    pub fn about_ours(&self) -> bool {
        let thing = self.has(Cue::Thing) || self.has(Cue::Event) || self.has(Cue::Us);
        self.named() || (self.ours() && thing)
    }

    /// The same within one sentence.
    pub fn about_ours_in(&self, sentence: &Sentence) -> bool {
        let thing = [Cue::Thing, Cue::Event, Cue::Us].iter().any(|cue| self.has_in(*cue, sentence));
        let named = self.mentions.ours.iter().any(|range| sentence.terms.contains(&range.start));
        named || (self.ours() && thing)
    }

    /// Whether a sentence points at us beyond doubt: our name, "your shop", "this course".
    pub fn points_at_us(&self, sentence: &Sentence) -> bool {
        let named = self.mentions.ours.iter().any(|range| sentence.terms.contains(&range.start));
        named || (self.ours() && self.has_in(Cue::OurThing, sentence))
    }

    /// Sets a label.
    pub fn set(&mut self, label: Label) {
        self.labels = self.labels.with(label);
    }
}
