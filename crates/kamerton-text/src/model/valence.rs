//! The valence of words: how glad or cross a word is by itself, from -4 to 4.
//!
//! The Russian list is this project's own; the English one is the lexicon of VADER (Hutto and Gilbert,
//! "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text", ICWSM 2014),
//! under the MIT licence.

use std::sync::OnceLock;

use foldhash::HashMap;

use super::stream::{Kind, Token, Turn};
use crate::tokens::{Words, stem};

/// The longest phrase of the lists, in words.
const LONGEST: usize = 5;
/// So many words before a charged one may turn it.
const REACH: usize = 3;

/// A charged word or phrase of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Charged {
    /// The number of its first token and one past the last.
    pub tokens: (usize, usize),
    /// From -4 to 4, turned by negation and raised or lowered by degree.
    pub valence: f32,
}

#[derive(Debug, Default)]
struct Lists {
    /// By the words as they are written.
    exact: HashMap<String, f32>,
    /// By stems; a phrase has its stems with one space between.
    stems: HashMap<String, f32>,
    /// Stems that begin a phrase.
    openers: HashMap<String, usize>,
}

fn lists() -> &'static Lists {
    static LISTS: OnceLock<Lists> = OnceLock::new();
    LISTS.get_or_init(|| {
        let mut lists = Lists::default();
        lists.read(include_str!("../../data/ru/valence.txt"));
        lists.read(include_str!("../../data/en/valence.txt"));
        lists
    })
}

impl Lists {
    fn read(&mut self, list: &str) {
        for line in list.lines().filter(|line| !line.starts_with('#')) {
            let Some((term, valence)) = line.split_once('\t') else { continue };
            let Ok(valence) = valence.trim().parse::<f32>() else { continue };
            let words = Words::cut(term);
            if words.all.is_empty() {
                let signs: String =
                    super::stream::runs(term.trim()).map(|(_, _, form)| form).collect();
                self.exact.entry(signs).or_insert(valence);
                continue;
            }
            if let [word] = words.all.as_slice() {
                let form = words.form(word);
                self.exact.insert(form.to_owned(), valence);
                if word.cyrillic {
                    self.stems.entry(stem(form).into_owned()).or_insert(valence);
                }
                continue;
            }
            let stems = words.stems();
            let first = stems.first().map(|stem| stem.clone().into_owned()).unwrap_or_default();
            let length = self.openers.entry(first).or_default();
            *length = (*length).max(stems.len().min(LONGEST));
            self.stems.insert(stems.join(" "), valence);
        }
    }

    fn at(&self, tokens: &[Token<'_>], at: usize) -> Option<(usize, f32)> {
        let first = tokens.get(at)?;
        if first.kind == Kind::Sign {
            return self.signs(tokens, at);
        }
        if first.kind != Kind::Word {
            return None;
        }
        if let Some(longest) = self.openers.get(first.stem.as_ref())
            && let Some(found) = self.phrase(tokens, at, *longest)
        {
            return Some(found);
        }
        let word =
            self.exact.get(first.form.as_ref()).or_else(|| self.stems.get(first.stem.as_ref()));
        word.map(|valence| (at + 1, *valence))
    }

    /// An emoji, a smile of one sign, or one of several signs in a row.
    fn signs(&self, tokens: &[Token<'_>], at: usize) -> Option<(usize, f32)> {
        const LONGEST: usize = 3;
        let mut key = String::new();
        let mut best = None;
        let mut end = None;
        for (ahead, token) in tokens.iter().skip(at).take(LONGEST).enumerate() {
            if token.kind != Kind::Sign || end.is_some_and(|end| end != token.start) {
                break;
            }
            end = Some(token.end);
            key.push_str(&token.form);
            if let Some(valence) = self.exact.get(&key) {
                best = Some((at + ahead + 1, *valence));
            }
        }
        best
    }

    fn phrase(&self, tokens: &[Token<'_>], at: usize, longest: usize) -> Option<(usize, f32)> {
        let mut key = String::new();
        let mut best = None;
        for length in 1..=longest {
            let token = tokens.get(at + length - 1).filter(|token| token.kind == Kind::Word)?;
            if length > 1 {
                key.push(' ');
            }
            key.push_str(&token.stem);
            if length > 1
                && let Some(valence) = self.stems.get(&key)
            {
                best = Some((at + length, *valence));
            }
            if length == longest {
                break;
            }
            if tokens.get(at + length).is_none_or(|token| token.kind != Kind::Word) {
                break;
            }
        }
        best
    }
}

/// The charged words of a message in their order.
pub(crate) fn charged(tokens: &[Token<'_>]) -> Vec<Charged> {
    let lists = lists();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((end, valence)) = lists.at(tokens, at) else {
            at += 1;
            continue;
        };
        let turn = if is_turned(tokens, at) { -0.6 } else { 1.0 };
        let valence = valence * degree_before(tokens, at) * turn;
        found.push(Charged { tokens: (at, end), valence });
        at = end;
    }
    found
}

fn words_before<'t>(tokens: &'t [Token<'t>], at: usize) -> impl Iterator<Item = &'t Token<'t>> {
    let before = tokens.get(..at).unwrap_or(&[]);
    before.iter().rev().take_while(|token| token.kind == Kind::Word).take(REACH)
}

/// Whether a negation stands up to three words before, in the same clause.
fn is_turned(tokens: &[Token<'_>], at: usize) -> bool {
    words_before(tokens, at).any(|token| token.turn == Some(Turn::Denies))
}

fn degree_before(tokens: &[Token<'_>], at: usize) -> f32 {
    match words_before(tokens, at).next().and_then(|before| before.turn) {
        Some(Turn::Raises) => 1.3,
        Some(Turn::Lowers) => 0.7,
        _ => 1.0,
    }
}

/// The tone of all charged words together, from -1 to 1: what stands behind "but" counts more, marks
/// of exclamation make it louder (after Hutto and Gilbert, 2014).
pub(crate) fn together(tokens: &[Token<'_>], charged: &[Charged]) -> f32 {
    let but = tokens.iter().position(|token| token.turn == Some(Turn::Opposes));
    let weigh = |one: &Charged| match but {
        Some(but) if one.tokens.0 < but => 0.5 * one.valence,
        Some(but) if one.tokens.0 > but => 1.5 * one.valence,
        _ => one.valence,
    };
    let sum: f32 = charged.iter().map(weigh).sum();
    let loud = tokens
        .iter()
        .filter(|token| token.form.starts_with('!'))
        .map(|t| t.form.len())
        .sum::<usize>();
    let louder = 0.3 * loud.min(4) as f32;
    let sum = if sum > 0.0 {
        sum + louder
    } else if sum < 0.0 {
        sum - louder
    } else {
        0.0
    };
    sum / (sum * sum + 15.0).sqrt()
}
