//! The little language of the word lists, and finding its phrases in a sentence.
//!
//! A line of a list is a phrase: words with spaces between them. `корен*` is any word with that
//! beginning, `one/other*` is either, `word?` may be missing, `@name` is a set defined by a line
//! `@name = one/other*`, `..` is up to three words of any kind, `_` is exactly one, `№` is a number,
//! `~inf` is a Russian infinitive, `~imp` a plural or polite form of a Russian verb, a leading `^` binds the phrase to the beginning of a sentence (openers such as "ну" and "hi" may
//! stand before it) and a final `$` to its end. `[section]` says what the following lines mean and a
//! line beginning with `#` is a comment.

use crate::cue::Sense;
use crate::tokens::Words;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// How many words `..` stands for at most.
const WIDEST_GAP: usize = 3;

/// What a word was recognised as: the number of a word pattern in the lists.
pub(crate) type PatternId = u16;

/// Any number.
const NUMBER: PatternId = 0;
/// A Russian infinitive, by its ending.
pub(crate) const INFINITIVE: PatternId = 1;
/// A Russian verb in the plural or polite form, by its ending.
const POLITE: PatternId = 2;
/// The patterns that are not spelled out.
const BY_SHAPE: [(&str, PatternId); 3] = [("№", NUMBER), ("~inf", INFINITIVE), ("~imp", POLITE)];
/// Openers that may stand before the beginning of a sentence.
const OPENER: &str = "@opener";

#[derive(Debug)]
enum Element {
    Words { any_of: Vec<PatternId>, optional: bool },
    AnyWord,
    Gap,
}

#[derive(Debug)]
struct Phrase {
    elements: Vec<Element>,
    sense: Sense,
    at_start: bool,
    at_end: bool,
}

/// A phrase found: its sense and its words, by their numbers in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hit {
    pub sense: Sense,
    pub first: usize,
    /// One past the last word.
    pub last: usize,
}

/// All phrases, ready for look-up.
#[derive(Debug, Default)]
pub(crate) struct Phrasebook {
    patterns: Vec<String>,
    whole: HashMap<u64, PatternId, BuildHasherDefault<Ready>>,
    beginnings: HashMap<u64, PatternId, BuildHasherDefault<Ready>>,
    phrases: Vec<Phrase>,
    /// By pattern: the phrases whose first word it may be.
    starting_with: Vec<Vec<u32>>,
    sets: HashMap<String, Vec<PatternId>>,
    openers: Vec<PatternId>,
}

impl Phrasebook {
    /// Reads lists in order; a set must be defined before it is used. Faults are given back as
    /// sentences, for a test to fail on: the lists are part of the program.
    pub fn parse(lists: &[&str]) -> (Self, Vec<String>) {
        let mut book = Self::default();
        let mut faults = Vec::new();
        for (name, _) in BY_SHAPE {
            book.patterns.push(name.to_owned());
            book.starting_with.push(Vec::new());
        }
        for list in lists {
            let mut sense = None;
            for line in list.lines() {
                let line = if line.starts_with('#') { "" } else { line.trim() };
                if let Err(fault) = book.take_line(line, &mut sense) {
                    faults.push(format!("{fault}: {line}"));
                }
            }
        }
        book.openers = book.sets.get(OPENER).cloned().unwrap_or_default();
        (book, faults)
    }

    fn take_line(&mut self, line: &str, sense: &mut Option<Sense>) -> Result<(), &'static str> {
        if line.is_empty() {
            return Ok(());
        }
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            *sense = Sense::parse(name);
            return sense.map(|_| ()).ok_or("no such section");
        }
        if let Some((name, words)) = line.split_once('=') {
            let set = self.one_of(words.trim())?;
            self.sets.entry(name.trim().to_owned()).or_default().extend(set);
            return Ok(());
        }
        let sense = sense.ok_or("a phrase before any section")?;
        self.take_phrase(line, sense)
    }

    fn take_phrase(&mut self, line: &str, sense: Sense) -> Result<(), &'static str> {
        let at_start = line.starts_with('^');
        let at_end = line.ends_with('$');
        let mut elements = Vec::new();
        for part in line.trim_matches(['^', '$']).split_whitespace() {
            elements.push(match part {
                ".." => Element::Gap,
                "_" => Element::AnyWord,
                _ => {
                    let optional = part.ends_with('?');
                    let any_of = self.one_of(part.trim_end_matches('?'))?;
                    Element::Words { any_of, optional }
                }
            });
        }
        let Some(Element::Words { any_of, optional: false }) = elements.first() else {
            return Err("a phrase must begin with a word");
        };
        let number = u32::try_from(self.phrases.len()).map_err(|_| "too many phrases")?;
        for first in any_of {
            if let Some(starting) = self.starting_with.get_mut(usize::from(*first)) {
                starting.push(number);
            }
        }
        self.phrases.push(Phrase { elements, sense, at_start, at_end });
        Ok(())
    }

    fn one_of(&mut self, alternatives: &str) -> Result<Vec<PatternId>, &'static str> {
        let mut ids = Vec::new();
        for word in alternatives.split('/').map(str::trim).filter(|word| !word.is_empty()) {
            if let Some((_, id)) = BY_SHAPE.iter().find(|(name, _)| *name == word) {
                ids.push(*id);
            } else if word.starts_with('@') {
                ids.extend(self.sets.get(word).ok_or("no such set")?);
            } else {
                ids.push(self.pattern(word)?);
            }
        }
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() { Err("no word") } else { Ok(ids) }
    }

    fn pattern(&mut self, word: &str) -> Result<PatternId, &'static str> {
        let beginning = word.ends_with('*');
        let words = Words::cut(word.trim_end_matches('*'));
        let [only] = words.all.as_slice() else {
            return Err("not one word");
        };
        let form = words.form(only);
        let key = hash(form.as_bytes());
        let table = if beginning { &mut self.beginnings } else { &mut self.whole };
        if let Some(known) = table.get(&key) {
            return Ok(*known);
        }
        let id = PatternId::try_from(self.patterns.len()).map_err(|_| "too many words")?;
        table.insert(key, id);
        self.patterns.push(form.to_owned());
        self.starting_with.push(Vec::new());
        Ok(id)
    }

    /// Appends to `ids` every pattern that the folded word `form` fits.
    pub fn recognise(&self, form: &str, ids: &mut Vec<PatternId>) {
        if form.as_bytes().first().is_some_and(u8::is_ascii_digit) {
            ids.push(NUMBER);
        }
        ids.extend(verb_shape(form));
        let mut state = START;
        let bytes = form.as_bytes();
        for (at, byte) in bytes.iter().enumerate() {
            state = step(state, *byte);
            let boundary = bytes.get(at + 1).is_none_or(|next| (*next as i8) >= -64);
            if !boundary {
                continue;
            }
            if let Some(id) = self.beginnings.get(&state)
                && self.pattern_is(*id, bytes.get(..=at))
            {
                ids.push(*id);
            }
        }
        if let Some(id) = self.whole.get(&state)
            && self.pattern_is(*id, Some(bytes))
        {
            ids.push(*id);
        }
    }

    fn pattern_is(&self, id: PatternId, bytes: Option<&[u8]>) -> bool {
        self.patterns.get(usize::from(id)).map(String::as_bytes) == bytes
    }

    /// Finds every phrase in one sentence. `words` gives the patterns of each word of the sentence;
    /// `offset` is the number of its first word in the text.
    pub fn find(&self, words: &[&[PatternId]], offset: usize, hits: &mut Vec<Hit>) {
        let openers = words.iter().take_while(|ids| intersects(ids, &self.openers)).count();
        for (at, ids) in words.iter().enumerate() {
            for id in *ids {
                let Some(phrases) = self.starting_with.get(usize::from(*id)) else { continue };
                for number in phrases {
                    let Some(phrase) = self.phrases.get(*number as usize) else { continue };
                    if phrase.at_start && at > openers {
                        continue;
                    }
                    if let Some(last) = phrase.ends(&phrase.elements, words, at) {
                        hits.push(Hit {
                            sense: phrase.sense,
                            first: offset + at,
                            last: offset + last,
                        });
                    }
                }
            }
        }
    }
}

impl Phrase {
    /// Where the phrase ends if `elements` fit the words from `at` on; the nearest end wins.
    fn ends(&self, elements: &[Element], words: &[&[PatternId]], at: usize) -> Option<usize> {
        let Some((element, rest)) = elements.split_first() else {
            return (!self.at_end || at == words.len()).then_some(at);
        };
        match element {
            Element::Gap => (at..=at + WIDEST_GAP)
                .take_while(|from| *from <= words.len())
                .find_map(|from| self.ends(rest, words, from)),
            Element::AnyWord => self.ends(rest, words, words.get(at).map(|_| at + 1)?),
            Element::Words { any_of, optional } => {
                let fits = words.get(at).is_some_and(|ids| intersects(ids, any_of));
                let taken = if fits { self.ends(rest, words, at + 1) } else { None };
                if taken.is_none() && *optional {
                    return self.ends(rest, words, at);
                }
                taken
            }
        }
    }
}

/// What the ending of a Russian word says of it. Nouns in -ость and some common words look like
/// infinitives and are none.
fn verb_shape(form: &str) -> Option<PatternId> {
    const NOUNS: [&str; 12] = [
        "есть",
        "сеть",
        "часть",
        "память",
        "опять",
        "пять",
        "путь",
        "суть",
        "чуть",
        "область",
        "треть",
        "шесть",
    ];
    let infinitive = ["ть", "ться", "чь", "йти"].iter().any(|ending| form.ends_with(ending));
    if infinitive && form.len() > 6 && !form.ends_with("ость") && !NOUNS.contains(&form) {
        return Some(INFINITIVE);
    }
    let polite =
        ["ете", "ите", "етесь", "итесь", "йте"].iter().any(|ending| form.ends_with(ending));
    (polite && form.len() > 8).then_some(POLITE)
}

fn intersects(ids: &[PatternId], sorted: &[PatternId]) -> bool {
    ids.iter().any(|id| sorted.binary_search(id).is_ok())
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// One step of FNV-1a: the hash of a beginning is a stop on the way to the hash of the whole word,
/// so all beginnings of a word are looked up in one walk over its bytes.
pub(crate) const fn step(state: u64, byte: u8) -> u64 {
    (state ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(START, |state, byte| step(state, *byte))
}

/// Passes ready hashes through.
#[derive(Debug, Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |state, byte| step(state, *byte));
    }

    fn write_u64(&mut self, ready: u64) {
        // FNV mixes upwards only, while the table takes its tag from the top seven bits and its slot
        // from the bottom ones: turning brings well-mixed bits to both.
        self.0 = ready ^ (ready >> 32);
    }
}
