//! A text made ready for judgement: its talk in sentences and recognised words, with the smiles,
//! marks and links between them.

use crate::code::code_ranges;
use crate::disguise::{honest, is_drawn_out, squeezed};
use crate::phrases::{Hit, PatternId, Phrasebook};
use crate::tokens::{Words, is_cyrillic};
use crate::vocabulary::{emoji_valence, phrasebook};
use std::ops::Range;

/// Only this many characters from the start are judged: whoever writes more has said it by then,
/// and a text of a megabyte costs no more than a long letter.
const JUDGED_CHARACTERS: usize = 8_000;

/// One word of the talk.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    /// Its number among the words of the text.
    pub word: usize,
    pub start: usize,
    pub end: usize,
    ids: (u32, u32),
    /// A comma, dash or bracket stands before it.
    pub clause_start: bool,
    pub sentence: usize,
}

/// One sentence: its words and how it ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sentence {
    pub terms: Range<usize>,
    pub question: bool,
    /// A line of a dialogue or a quotation: it begins with a dash or `>`.
    pub quoted: bool,
    pub exclamations: u32,
    pub smiles: u32,
    /// Emoji that are glad.
    pub glad_emoji: u32,
}

/// A text ready for judgement.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub terms: Vec<Term>,
    /// So many bytes from the start are judged.
    pub judged: usize,
    ids: Vec<PatternId>,
    pub sentences: Vec<Sentence>,
    pub hits: Vec<Hit>,
    pub links: u32,
    pub mentions: u32,
    pub emoji: u32,
    pub code: bool,
    /// Words in which Latin and Cyrillic letters are mixed: a trick of spammers.
    pub disguised_words: u32,
    pub shouted_words: u32,
    brackets_open: u32,
    current: Sentence,
    clause_due: bool,
}

impl Scan {
    /// Scans the beginning of `text`, whose words are already cut.
    pub fn of(text: &str, words: &Words) -> Self {
        let judged = text.char_indices().nth(JUDGED_CHARACTERS).map_or(text.len(), |(at, _)| at);
        let text = text.get(..judged).unwrap_or(text);
        let mut scan = Self { judged, ..Self::default() };
        scan.take_text(text, words);
        scan.close_sentence();
        scan.find_phrases();
        scan
    }

    /// The words of a sentence as the lists know them.
    pub fn patterns(&self, term: &Term) -> &[PatternId] {
        self.ids.get(term.ids.0 as usize..term.ids.1 as usize).unwrap_or(&[])
    }

    fn take_text(&mut self, text: &str, words: &Words) {
        let code = code_ranges(text);
        self.code = !code.is_empty();
        let mut code = code.into_iter().peekable();
        let mut done = 0;
        for (number, word) in words.all.iter().enumerate() {
            let (start, end) = (word.start as usize, word.end as usize);
            if end > text.len() {
                break;
            }
            if start < done {
                continue;
            }
            while code.peek().is_some_and(|range| range.end <= start) {
                code.next();
            }
            if let Some(range) = code.peek().filter(|range| range.start <= start) {
                self.take_signs(text, done..range.start.max(done));
                self.end_sentence();
                done = range.end;
                continue;
            }
            self.take_signs(text, done..start);
            done = if let Some(link_end) = link_end(text, words.form(word), start, end) {
                self.links += 1;
                self.clause_due = true;
                link_end
            } else if text.get(..start).is_some_and(|before| before.ends_with('@')) {
                self.mentions += 1;
                self.clause_due = true;
                end + name_rest(text, end)
            } else {
                self.take_word(text, words, number);
                end
            };
        }
        self.take_signs(text, done.min(text.len())..text.len());
    }

    fn take_word(&mut self, text: &str, words: &Words, number: usize) {
        let Some(word) = words.all.get(number) else { return };
        let (start, end) = (word.start as usize, word.end as usize);
        let from = self.ids.len() as u32;
        let form = words.form(word);
        let written = text.get(start..end).unwrap_or("");
        recognise(phrasebook(), form, &mut self.ids);
        self.disguised_words += u32::from(is_disguised(form));
        self.shouted_words += u32::from(is_shouted(written));
        self.terms.push(Term {
            word: number,
            start,
            end,
            ids: (from, self.ids.len() as u32),
            clause_start: std::mem::take(&mut self.clause_due),
            sentence: self.sentences.len(),
        });
    }

    fn take_signs(&mut self, text: &str, gap: Range<usize>) {
        let Some(signs) = text.get(gap.clone()) else { return };
        if signs == " " {
            return;
        }
        let mut letters = signs.char_indices().peekable();
        let mut before = text.get(..gap.start).and_then(|before| before.chars().next_back());
        while let Some((at, sign)) = letters.next() {
            let run = 1 + std::iter::from_fn(|| letters.next_if(|(_, next)| *next == sign)).count()
                as u32;
            let after = gap.start + at + sign.len_utf8() * run as usize;
            let next = text.get(after..).and_then(|rest| rest.chars().next());
            self.take_sign(sign, run, before, next);
            before = Some(sign);
        }
    }

    fn take_sign(&mut self, sign: char, run: u32, before: Option<char>, next: Option<char>) {
        let breaks = next.is_none_or(|next| !next.is_alphanumeric());
        match sign {
            ' ' | '\u{fe0f}' | '\u{200d}' => {}
            '-' | '—' | '–' | '>' if before.is_none_or(|before| before == '\n') => {
                self.current.quoted = true
            }
            '?' if breaks || run > 1 => self.current.question = true,
            '!' => self.current.exclamations += run,
            '.' | '…' if breaks => self.end_sentence(),
            '\n' => {
                self.brackets_open = 0;
                self.end_sentence();
            }
            ')' => self.take_closing(run, before),
            '(' => self.take_opening(run, before, next),
            ',' | ':' | ';' | '—' | '–' | '-' | '«' | '»' | '"' => {
                self.clause_due = sign != '-' || breaks
            }
            _ => self.take_emoji(sign, run),
        }
        if next.is_some_and(char::is_whitespace) && matches!(sign, '?' | '!') {
            self.end_sentence();
        }
    }

    /// A closing bracket that nobody opened is how Russian writes a smile.
    fn take_closing(&mut self, run: u32, before: Option<char>) {
        let closes = run.min(self.brackets_open);
        self.brackets_open -= closes;
        let left = run - closes;
        let after_eyes = before.is_some_and(|before| matches!(before, ':' | ';' | '=' | '-'));
        let list_number = left == 1 && before.is_some_and(|before| before.is_ascii_digit());
        if left == 0 || (list_number && !after_eyes) {
            self.clause_due = true;
            return;
        }
        self.smile_ends(|sentence| sentence.smiles += left.min(3));
    }

    fn take_opening(&mut self, run: u32, before: Option<char>, next: Option<char>) {
        let after_eyes = before.is_some_and(|before| matches!(before, ':' | ';' | '='));
        let hangs = next.is_none_or(char::is_whitespace)
            && before.is_some_and(|before| !before.is_whitespace());
        if after_eyes || hangs {
            self.smile_ends(|_| {});
            return;
        }
        self.brackets_open += run;
        self.clause_due = true;
    }

    /// A smile stands in place of the full stop; after one ("Спасибо! )") it belongs to the sentence
    /// before.
    fn smile_ends(&mut self, mark: impl Fn(&mut Sentence)) {
        if self.terms.len() > self.current.terms.start || self.sentences.is_empty() {
            mark(&mut self.current);
            self.end_sentence();
        } else if let Some(last) = self.sentences.last_mut() {
            mark(last);
        }
    }

    fn take_emoji(&mut self, sign: char, run: u32) {
        let Some(tone) = emoji_valence(sign) else { return };
        self.emoji += run;
        let empty = self.terms.len() == self.current.terms.start;
        let sentence = self.sentences.last_mut().filter(|_| empty).unwrap_or(&mut self.current);
        sentence.glad_emoji += if tone > 0 { run } else { 0 };
        self.clause_due = true;
    }

    fn end_sentence(&mut self) {
        if self.terms.len() > self.current.terms.start {
            self.close_sentence();
        }
        self.clause_due = true;
    }

    fn close_sentence(&mut self) {
        let end = self.terms.len();
        let mut done = std::mem::take(&mut self.current);
        done.terms.end = end;
        self.current.terms.start = end;
        self.sentences.push(done);
    }

    fn find_phrases(&mut self) {
        let mut hits = Vec::new();
        let patterns: Vec<&[PatternId]> =
            self.terms.iter().map(|term| self.patterns(term)).collect();
        for sentence in &self.sentences {
            let words = patterns.get(sentence.terms.clone()).unwrap_or(&[]);
            phrasebook().find(words, sentence.terms.start, &mut hits);
        }
        self.hits = hits;
    }
}

/// Recognises a word as written and, if nothing is known of it, as meant: without drawn-out letters
/// ("спасиииибо"), with look-alike letters of the other script put right ("cпасибо").
fn recognise(book: &Phrasebook, form: &str, ids: &mut Vec<PatternId>) {
    let known = ids.len();
    book.recognise(form, ids);
    let drawn_out = is_drawn_out(form);
    if (ids.len() > known && !drawn_out) || form.len() < 3 {
        return;
    }
    let honest = honest(form);
    if honest != form {
        book.recognise(&honest, ids);
    }
    for longest in [2, 1] {
        let short = squeezed(&honest, longest);
        if (ids.len() == known || drawn_out) && short.len() < honest.len() {
            book.recognise(&short, ids);
        }
    }
}

fn is_disguised(form: &str) -> bool {
    let latin = form.chars().any(|letter| letter.is_ascii_lowercase() || is_twin_elsewhere(letter));
    // A Latin word with a Russian ending is honest: what is disguised begins or goes on in Cyrillic
    // and takes only letters that look the same.
    latin
        && form.chars().any(is_cyrillic)
        && form
            .chars()
            .all(|letter| !letter.is_ascii_lowercase() || cyrillic_twin(letter) != letter)
}

/// Greek letters, small capitals and Cherokee, which hardly meet Cyrillic in one honest word.
const fn is_twin_elsewhere(letter: char) -> bool {
    matches!(letter, '\u{370}'..='\u{3ff}' | '\u{13a0}'..='\u{13ff}' | '\u{1d00}'..='\u{1d7f}' | '\u{a720}'..='\u{abff}')
}

const fn cyrillic_twin(letter: char) -> char {
    match letter {
        'a' => 'а',
        'e' => 'е',
        'o' | '0' => 'о',
        'p' => 'р',
        'c' => 'с',
        'x' => 'х',
        'y' => 'у',
        'k' => 'к',
        'm' => 'м',
        't' => 'т',
        'h' => 'н',
        'b' => 'в',
        '3' => 'з',
        _ => letter,
    }
}

fn is_shouted(written: &str) -> bool {
    const SHORTEST: usize = 4;
    written.chars().all(char::is_uppercase) && written.chars().nth(SHORTEST - 1).is_some()
}

/// Where a link that begins with this word ends, if one does.
fn link_end(text: &str, form: &str, start: usize, end: usize) -> Option<usize> {
    let rest = text.get(end..)?;
    let scheme = matches!(form, "http" | "https" | "ftp") && rest.starts_with("://");
    let bare = rest.starts_with('.') && (form == "www" || is_domain_end(rest));
    if !scheme && !bare {
        return None;
    }
    let written = text.get(start..)?;
    Some(
        start
            + written
                .find(|c: char| c.is_whitespace() || matches!(c, ')' | '»'))
                .unwrap_or(written.len()),
    )
}

fn is_domain_end(rest: &str) -> bool {
    const ENDS: [&str; 12] =
        ["ru", "com", "org", "net", "io", "me", "рф", "dev", "app", "info", "su", "biz"];
    let host =
        rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-'))).unwrap_or(rest.len());
    let (host, path) = rest.split_at(host);
    let last = host.trim_end_matches('.').rsplit('.').next().unwrap_or("");
    ENDS.contains(&last)
        && (path.starts_with('/') || path.is_empty() || path.starts_with(char::is_whitespace))
}

fn name_rest(text: &str, end: usize) -> usize {
    let rest = text.get(end..).unwrap_or("");
    rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(rest.len())
}
