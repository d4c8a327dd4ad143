//! What the models look at in a message: hashed words, pairs and pieces of words, the signs of the
//! word lists, the tone, and what the message stands under.

use super::stream::{Kind, Stream, Token, Turn};
use super::valence::Charged;
use crate::Input;
use crate::phrases::step;
use crate::rules::Talk;

/// The groups of features. Each group is brought to the same length, so that a long message does not
/// outweigh its own signs and a long context does not outweigh the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Group {
    /// Words, stems, pairs and triples of them.
    Words,
    /// Pieces of words of three and four letters.
    Pieces,
    /// Signs: what the rules and lists found, tone, form, circumstances. Not brought to one length.
    Signs,
    /// The words of the message that this one stands under.
    Context,
    /// The words around a name, when it is asked what is said of it.
    Near,
    /// Words by where they stand: at the beginning, at the end, in a sentence that asks.
    Place,
}

impl Group {
    /// How many there are.
    pub const COUNT: usize = 6;
}

/// One feature of one message.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Its hash.
    pub key: u64,
    /// Its group.
    pub group: Group,
    /// The bytes of the text that it was seen in; empty for what the whole message has.
    pub span: (u32, u32),
}

/// The letters of the longest piece of a word.
const LONGEST_PIECE: usize = 4;
/// More features than this are a data dump, not a message.
const MOST: usize = 6_000;

/// The families of features; each has hashes of its own.
#[derive(Clone, Copy)]
#[repr(u64)]
pub(super) enum Family {
    Word = 1,
    Stem,
    Pair,
    Skip,
    Triple,
    Turned,
    Piece,
    Cue,
    Rule,
    Form,
    Tone,
    Host,
    ContextStem,
    ContextSign,
    Under,
    Near,
    Target,
    Asked,
    Edge,
}

/// Gathers the features of one message.
#[derive(Debug, Default)]
pub(crate) struct Gatherer {
    pub features: Vec<Feature>,
}

const PRIME: u64 = 0x0000_0100_0000_01b3;

const fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    hash ^ (hash >> 32)
}

const fn seed(family: Family) -> u64 {
    mixed(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(family as u64))
}

fn hash(from: u64, text: &str) -> u64 {
    text.bytes().fold(from, step)
}

/// The hash of a token in pairs: signs and names by what they are, words by their stem.
pub(super) fn token_hash(token: &Token<'_>) -> u64 {
    match token.kind {
        Kind::Ours => 11,
        Kind::Theirs => 13,
        Kind::Number => hash(17, &token.stem),
        Kind::Word => hash(19, &token.stem),
        Kind::Sign => hash(23, &token.form),
    }
}

impl Gatherer {
    /// For a message of so many tokens.
    pub fn with_room(tokens: usize) -> Self {
        Self { features: Vec::with_capacity(tokens * 16 + 64) }
    }

    pub(super) fn add(&mut self, family: Family, content: u64, group: Group, span: (u32, u32)) {
        let key = mixed(seed(family) ^ content.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        self.features.push(Feature { key, group, span });
    }

    pub(super) fn sign(&mut self, family: Family, content: u64) {
        self.add(family, content, Group::Signs, (0, 0));
    }

    fn is_full(&self) -> bool {
        self.features.len() >= MOST
    }

    /// The words of a message: single, in pairs, with one between, in threes, and denied.
    pub fn words(&mut self, stream: &Stream<'_>) {
        const EDGE: u64 = 29;
        let tokens = &stream.tokens;
        let hashes: Vec<u64> = tokens.iter().map(token_hash).collect();
        let mut before = EDGE;
        let mut denied = 0;
        // The last two tokens that are no signs.
        let mut words: [Option<(u64, u32)>; 2] = [None, None];
        for (token, hashed) in tokens.iter().zip(&hashes) {
            if self.is_full() {
                return;
            }
            let span = (token.start, token.end);
            if token.kind == Kind::Word && token.form != token.stem {
                self.add(Family::Word, hash(31, &token.form), Group::Words, span);
            }
            self.add(Family::Stem, *hashed, Group::Words, span);
            self.add(Family::Pair, before.rotate_left(21) ^ hashed, Group::Words, span);
            before = *hashed;
            if token.kind == Kind::Sign {
                denied = 0;
                continue;
            }
            if denied > 0 {
                self.add(Family::Turned, *hashed, Group::Words, span);
                denied -= 1;
            }
            if token.turn == Some(Turn::Denies) {
                denied = 3;
            }
            if let [Some((older, start)), Some((old, _))] = words {
                let skip = older.rotate_left(17) ^ hashed;
                self.add(Family::Skip, skip, Group::Words, (start, token.end));
                let triple = (older.rotate_left(11) ^ old).rotate_left(23) ^ hashed;
                self.add(Family::Triple, triple, Group::Words, (start, token.end));
            }
            words = [words[1], Some((*hashed, token.start))];
        }
        self.add(Family::Pair, before.rotate_left(21) ^ EDGE, Group::Words, (0, 0));
        self.asked(tokens, &hashes);
        for (token, hash) in tokens.iter().zip(&hashes).take(3) {
            self.add(Family::Edge, *hash, Group::Place, (token.start, token.end));
        }
        for (token, hash) in tokens.iter().zip(&hashes).rev().take(3) {
            self.add(Family::Edge, hash.rotate_left(5), Group::Place, (token.start, token.end));
        }
        for token in &stream.joined {
            let span = (token.start, token.end);
            self.add(Family::Word, hash(31, &token.form), Group::Words, span);
            self.add(Family::Stem, token_hash(token), Group::Words, span);
        }
        for host in &stream.hosts {
            self.add(Family::Host, hash(37, host), Group::Words, (0, 0));
        }
    }

    /// The stems of a message and nothing else, each once.
    pub fn stems(&mut self, stream: &Stream<'_>) {
        let mut seen: Vec<u64> = Vec::new();
        for token in stream.tokens.iter().chain(&stream.joined) {
            let hash = token_hash(token);
            if !self.is_full() && !seen.contains(&hash) {
                seen.push(hash);
                self.add(Family::Stem, hash, Group::Words, (token.start, token.end));
            }
        }
    }

    /// The words of sentences that ask.
    fn asked(&mut self, tokens: &[Token<'_>], hashes: &[u64]) {
        let mut from = 0;
        for (at, token) in tokens.iter().enumerate() {
            let sign = token.kind == Kind::Sign;
            if sign && token.form.starts_with('?') {
                for (token, hash) in tokens.iter().zip(hashes).skip(from).take(at - from) {
                    self.add(Family::Asked, *hash, Group::Place, (token.start, token.end));
                }
            }
            if sign && token.form.starts_with(['?', '!', '.', '…', '\n']) {
                from = at + 1;
            }
        }
    }

    /// Pieces of words of three and four letters, with the edges of the word as letters.
    pub fn pieces(&mut self, stream: &Stream<'_>) {
        let words = stream.tokens.iter().chain(&stream.joined);
        let mut letters: Vec<u64> = Vec::with_capacity(32);
        for token in words.filter(|token| token.kind == Kind::Word) {
            if self.is_full() {
                return;
            }
            letters.clear();
            letters.push(1);
            letters.extend(token.form.chars().take(30).map(u64::from));
            letters.push(2);
            let span = (token.start, token.end);
            for from in 0..letters.len() {
                let mut state = 0xcbf2_9ce4_8422_2325_u64;
                for (length, letter) in letters.iter().skip(from).take(LONGEST_PIECE).enumerate() {
                    state = (state ^ letter).wrapping_mul(PRIME);
                    if length >= 2 {
                        self.add(Family::Piece, state, Group::Pieces, span);
                    }
                }
            }
        }
    }

    /// What the rules and the lists found, how the message is written, and how it came.
    pub fn signs(&mut self, talk: &Talk<'_>, stream: &Stream<'_>, input: &Input<'_>) {
        for cue in talk.cues() {
            self.sign(Family::Cue, cue);
        }
        for label in talk.labels.iter() {
            self.sign(Family::Rule, label as u64);
        }
        let words = stream.tokens.iter().filter(|token| token.kind != Kind::Sign).count();
        let odd = &stream.oddities;
        let count = |of: &str| stream.tokens.iter().filter(|token| token.form == of).count();
        let asks = count("?") + count("??");
        let ends_asking = stream.tokens.last().is_some_and(|token| token.form.starts_with('?'));
        let begins_named = stream.tokens.first().is_some_and(|token| token.form == "<at>");
        let counts = [
            (words, [1, 2, 3, 5, 8, 13, 21, 34, 60, 100].as_slice()),
            (talk.scan.sentences.len(), &[2, 3, 5, 8]),
            (asks, &[1, 2, 3]),
            (count("!") + count("!!"), &[1, 2, 4]),
            (stream.hosts.len(), &[1, 2, 4]),
            (count("<at>"), &[1, 2, 3]),
            (talk.scan.emoji as usize, &[1, 2, 4, 8]),
            (odd.disguised as usize, &[1, 2, 4]),
            (odd.spaced as usize, &[1, 2]),
            (odd.starred as usize, &[1, 2]),
            (odd.drawn as usize, &[1, 2]),
            (talk.scan.shouted_words as usize, &[1, 3, 6]),
            (talk.mentions.ours.len(), &[1, 2, 3]),
            (talk.mentions.competitors.len(), &[1, 2]),
            (count("\n"), &[1, 3, 6]),
            (
                stream.tokens.iter().filter(|token| token.kind == Kind::Number).count(),
                &[1, 2, 4, 8],
            ),
        ];
        for (which, (count, steps)) in counts.into_iter().enumerate() {
            for (step, _) in steps.iter().enumerate().filter(|(_, least)| count >= **least) {
                self.sign(Family::Form, (which * 16 + step) as u64);
            }
        }
        let facts = [
            true,
            ends_asking,
            begins_named,
            input.photo,
            input.is_reply,
            input.own_place,
            input.owner,
            input.context.is_some(),
            talk.named(),
            talk.named() && !talk.mentions.competitors.is_empty(),
        ];
        for (which, _) in facts.into_iter().enumerate().filter(|(_, holds)| *holds) {
            self.sign(Family::Form, 1_000 + which as u64);
        }
    }

    /// The tone of the charged words, in steps.
    pub fn tone(&mut self, charged: &[Charged], tokens: usize, context: bool) {
        let offset = if context { 1_000 } else { 0 };
        let glad: f32 = charged.iter().map(|c| c.valence.max(0.0)).sum();
        let cross: f32 = charged.iter().map(|c| (-c.valence).max(0.0)).sum();
        let most = charged.iter().map(|c| c.valence).fold(0.0, f32::max);
        let least = charged.iter().map(|c| c.valence).fold(0.0, f32::min);
        let last = charged.last().map_or(0.0, |c| c.valence);
        let first = charged.first().map_or(0.0, |c| c.valence);
        let dense = (glad - cross) / (tokens.max(1) as f32).sqrt();
        let measures = [
            glad,
            cross,
            glad - cross,
            cross - glad,
            most,
            -least,
            last,
            -last,
            first,
            -first,
            dense * 2.0,
            -dense * 2.0,
        ];
        self.steps(Family::Tone, offset, &measures);
        if charged.is_empty() {
            self.sign(Family::Tone, offset + 999);
        }
    }

    /// Measures of tone, each with a sign for every step that it reaches.
    pub(super) fn steps(&mut self, family: Family, offset: u64, measures: &[f32]) {
        const STEPS: [f32; 8] = [0.3, 0.8, 1.5, 2.3, 3.2, 4.5, 6.5, 9.0];
        for (which, measure) in measures.iter().enumerate() {
            for (step, _) in STEPS.iter().enumerate().filter(|(_, least)| *measure >= **least) {
                self.sign(family, offset + (which * 16 + step) as u64);
            }
        }
    }

    /// What the message stands under: its words, whether it asks, and how much they share.
    pub fn context(
        &mut self,
        own: &Stream<'_>,
        own_tone: f32,
        context: &Stream<'_>,
        tone: f32,
        talk: &Talk<'_>,
    ) {
        for token in context.tokens.iter().take(200) {
            self.add(Family::ContextStem, token_hash(token), Group::Context, (0, 0));
        }
        for label in talk.labels.iter() {
            self.sign(Family::ContextSign, label as u64);
        }
        let asks = context.tokens.iter().any(|token| token.form.starts_with('?'));
        let words = |stream: &Stream<'_>| -> Vec<u64> {
            let long =
                stream.tokens.iter().filter(|t| t.kind != Kind::Sign && t.form.chars().count() > 3);
            long.map(token_hash).take(200).collect()
        };
        let theirs = words(context);
        let shared = words(own).iter().filter(|word| theirs.contains(word)).count();
        for (step, _) in [1, 2, 4].iter().enumerate().filter(|(_, least)| shared >= **least) {
            self.sign(Family::ContextSign, 100 + step as u64);
        }
        self.sign(Family::ContextSign, 200 + u64::from(asks));
        let own_asks = own.tokens.iter().any(|token| token.form.starts_with('?'));
        let step = |tone: f32| -> u64 { if tone < -0.5 { 0 } else { 1 + u64::from(tone > 0.5) } };
        let tones = step(tone) * 3 + step(own_tone);
        self.sign(Family::ContextSign, 300 + u64::from(asks) * 2 + u64::from(own_asks));
        self.sign(Family::ContextSign, 400 + tones * 4 + u64::from(asks) * 2 + u64::from(own_asks));
        // What a word means under a question or a reproach is not what it means by itself.
        let kind = u64::from(asks) * 3 + step(tone);
        let first = own.tokens.iter().take(6);
        for token in first {
            let under = token_hash(token).rotate_left(7) ^ (kind + 1).wrapping_mul(PRIME);
            self.add(Family::Under, under, Group::Context, (token.start, token.end));
        }
    }
}
