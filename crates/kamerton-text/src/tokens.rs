//! Cuts a text into words once, for the search index and for the judgement alike.

use crate::fold::{fold, fold_plain, is_plain};
use rust_stemmers::{Algorithm, Stemmer};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;
use unicode_normalization::char::{compose, is_combining_mark};

/// Longer words are cut: they are hashes, links and wails rather than words anybody searches for.
const LONGEST_TOKEN: usize = 40;
/// A message with more distinct words than this is a data dump; the rest of it is not indexed.
const MOST_TOKENS: usize = 2_000;
/// Up to so many words comparing all with all is quicker than hashing them.
const SHORT_MESSAGE: usize = 24;

/// The words of `text` in the shape of the search index: folded, letters and digits only, stemmed
/// by their script (Russian or English), at most 40 characters each and at most 2,000 distinct ones,
/// in order of first appearance.
pub fn index_tokens(text: &str) -> Vec<String> {
    distinct(&Words::cut(text).stems())
}

/// One word of a text: where it stands and where its folded form is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Word {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte in the text.
    pub end: u32,
    folded_start: u32,
    folded_end: u32,
    /// Whether the last letter is Cyrillic.
    pub cyrillic: bool,
}

/// The words of one text with their folded forms in one buffer.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub all: Vec<Word>,
    folded: String,
}

impl Words {
    /// Cuts `text` at everything that is neither letter nor digit. An apostrophe inside a Latin word
    /// belongs to it ("don't" is one word); ideographs are words by themselves.
    pub fn cut(text: &str) -> Self {
        let mut words = Self {
            all: Vec::with_capacity(text.len() / 10 + 2),
            folded: String::with_capacity(text.len()),
        };
        let mut open = false;
        let mut letters = text.char_indices().peekable();
        while let Some((at, letter)) = letters.next() {
            let after = at + letter.len_utf8();
            if is_word_letter(letter) {
                if !open || is_ideograph(letter) || words.ends_with_ideograph() {
                    words.begin(at);
                }
                words.push(letter, after);
                open = true;
            } else if open && is_combining_mark(letter) {
                words.add_mark(letter, after);
            } else if open && is_apostrophe(letter) {
                let next = letters.peek().map(|(_, next)| *next);
                open = next.is_some_and(|next| next.is_alphabetic() && is_latin(next))
                    && words.all.last().is_some_and(|word| !word.cyrillic);
            } else {
                open = false;
            }
        }
        words
    }

    /// The folded form of a word.
    pub fn form(&self, word: &Word) -> &str {
        self.folded.get(word.folded_start as usize..word.folded_end as usize).unwrap_or("")
    }

    fn begin(&mut self, at: usize) {
        let folded = self.folded.len() as u32;
        self.all.push(Word {
            start: at as u32,
            end: at as u32,
            folded_start: folded,
            folded_end: folded,
            cyrillic: false,
        });
    }

    fn push(&mut self, letter: char, after: usize) {
        if is_plain(letter) {
            self.folded.push(fold_plain(letter));
        } else {
            self.folded.extend(letter.to_lowercase().filter(|c| c.is_alphanumeric()));
        }
        self.close_at(after, is_cyrillic(letter));
    }

    /// Puts a combining mark onto the last letter where the two have a common character (и and a
    /// breve are й); other marks, such as stress, are dropped.
    fn add_mark(&mut self, mark: char, after: usize) {
        let cyrillic = self.all.last().is_some_and(|word| word.cyrillic);
        if let Some(last) = self.folded.chars().next_back()
            && let Some(composed) = compose(last, mark)
        {
            self.folded.pop();
            self.folded.push(fold_plain(composed));
        }
        self.close_at(after, cyrillic);
    }

    fn close_at(&mut self, after: usize, cyrillic: bool) {
        let folded_end = self.folded.len() as u32;
        if let Some(word) = self.all.last_mut() {
            word.end = after as u32;
            word.folded_end = folded_end;
            word.cyrillic = cyrillic;
        }
    }

    fn ends_with_ideograph(&self) -> bool {
        self.folded.chars().next_back().is_some_and(is_ideograph)
    }

    /// The stems of all words, in their order.
    pub fn stems(&self) -> Vec<Cow<'_, str>> {
        self.all.iter().map(|word| stem(self.form(word))).collect()
    }
}

/// The distinct stems in order of first appearance, within the limits of the index.
pub(crate) fn distinct(stems: &[Cow<'_, str>]) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::with_capacity(stems.len().min(MOST_TOKENS));
    let mut seen: HashSet<&str> = HashSet::new();
    let short = stems.len() <= SHORT_MESSAGE;
    for token in stems {
        let known = if short {
            tokens.iter().any(|known| known == token)
        } else {
            seen.contains(token.as_ref())
        };
        if token.is_empty() || known {
            continue;
        }
        tokens.push(token.clone().into_owned());
        if short {
            continue;
        }
        seen.insert(token.as_ref());
        if tokens.len() == MOST_TOKENS {
            break;
        }
    }
    tokens
}

/// The stem of a folded word, by the script of its last letter; at most 40 characters.
pub(crate) fn stem(form: &str) -> Cow<'_, str> {
    static STEMMERS: OnceLock<(Stemmer, Stemmer)> = OnceLock::new();
    let (russian, english) = STEMMERS
        .get_or_init(|| (Stemmer::create(Algorithm::Russian), Stemmer::create(Algorithm::English)));
    let cut = form.char_indices().nth(LONGEST_TOKEN).map_or(form.len(), |(at, _)| at);
    let form = form.get(..cut).unwrap_or(form);
    if form.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return english.stem(form);
    }
    if form.chars().all(|letter| matches!(letter, 'а'..='я')) {
        return russian.stem(form);
    }
    if form.chars().all(is_plain) { form.into() } else { composed(form).into() }
}

/// A word with letters of other alphabets in the shape of [`fold`]; marks that its composition sets
/// free are dropped.
pub(crate) fn composed(form: &str) -> String {
    let letters: String = fold(form).chars().filter(|letter| letter.is_alphanumeric()).collect();
    fold(&letters).chars().take(LONGEST_TOKEN).collect()
}

fn is_word_letter(letter: char) -> bool {
    match letter {
        '\0'..='\x7f' => letter.is_ascii_alphanumeric(),
        // Said here because most letters are these and asking the tables of Unicode takes longer.
        'А'..='я' | 'ё' | 'Ё' => true,
        _ => letter.is_alphanumeric(),
    }
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ' | '`')
}

fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic() || matches!(letter, '\u{c0}'..='\u{24f}')
}

pub(crate) fn is_cyrillic(letter: char) -> bool {
    matches!(letter, '\u{400}'..='\u{52f}')
}

/// Han and kana, where no space separates words.
fn is_ideograph(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
