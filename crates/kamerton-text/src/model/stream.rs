//! A message as the models see it: words in one shape, and between them the signs, emoji, links and
//! mentions that tell as much as words do in a chat.

use std::borrow::Cow;

use crate::cue::{Cue, Sense};
use crate::disguise::{honest, is_wailed, squeezed};
use crate::lexicon::Mentions;
use crate::phrases::Hit;
use crate::scan::Scan;
use crate::tokens::Words;

/// What one token of a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word of letters.
    Word,
    /// A number; a word in its place says how many digits it has.
    Number,
    /// One of our names.
    Ours,
    /// A competitor's name.
    Theirs,
    /// A run of one sign, an emoji, or a word that stands for a link, a mention or code.
    Sign,
}

/// One token of a message.
#[derive(Clone, Debug)]
pub(crate) struct Token<'a> {
    pub kind: Kind,
    /// A word as it was meant: folded, look-alike letters put right, drawn-out letters shortened.
    pub form: Cow<'a, str>,
    pub stem: Cow<'a, str>,
    /// What it does to the tone of words near it, if anything.
    pub turn: Option<Turn>,
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// What a word does to the tone of words near it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Denies it.
    Denies,
    /// Raises it.
    Raises,
    /// Lowers it.
    Lowers,
    /// Sets what follows against what stood before.
    Opposes,
}

/// What is odd in how a message is written.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Oddities {
    /// Words with letters of another alphabet, or digits, in place of their own.
    pub disguised: u32,
    /// Words written with a sign between all letters.
    pub spaced: u32,
    /// Words with a sign in place of letters.
    pub starred: u32,
    /// Words with a letter three times or more.
    pub drawn: u32,
}

/// The tokens of a message in their order, and behind them those that were put together.
#[derive(Debug, Default)]
pub(crate) struct Stream<'a> {
    pub tokens: Vec<Token<'a>>,
    /// Words whose letters were written apart or hidden behind a sign, as they were meant.
    pub joined: Vec<Token<'a>>,
    pub oddities: Oddities,
    /// The hosts of links.
    pub hosts: Vec<&'a str>,
}

impl<'a> Stream<'a> {
    /// Cuts the scanned part of a text into tokens.
    pub fn of(
        text: &'a str,
        words: &'a Words,
        stems: &'a [Cow<'a, str>],
        scan: &Scan,
        mentions: &Mentions,
    ) -> Self {
        let mut stream = Self::default();
        stream.tokens.reserve(scan.terms.len() * 2);
        let turns = turns(scan);
        let mut done = 0;
        let mut number = 0;
        while let Some(term) = scan.terms.get(number) {
            if let Some(end) = named_member(text, term.start) {
                stream.signs(text, done, term.start - 1);
                stream.push(Kind::Sign, AT.into(), AT.into(), term.start - 1, end);
                done = end;
                number += scan.terms.iter().skip(number).take_while(|t| t.start < end).count();
                continue;
            }
            stream.signs(text, done, term.start);
            let (until, kind) = name_at(mentions, number);
            let last = scan.terms.get(until - 1).unwrap_or(term);
            if let Some(kind) = kind {
                stream.push(kind, "".into(), "".into(), term.start, last.end);
            } else if let Some(word) = words.all.get(term.word) {
                let stem = stems.get(term.word).map_or("", AsRef::as_ref);
                stream.word(words.form(word), stem, term.start, term.end);
                if let Some(token) = stream.tokens.last_mut() {
                    token.turn = turns.get(number).copied().flatten();
                }
            }
            done = last.end;
            number = until;
        }
        let judged = scan.judged.max(done).min(text.len());
        stream.signs(text, done, judged);
        stream.join(text);
        stream
    }

    fn push(
        &mut self,
        kind: Kind,
        form: Cow<'a, str>,
        stem: Cow<'a, str>,
        start: usize,
        end: usize,
    ) {
        let (start, end) = (start as u32, end as u32);
        self.tokens.push(Token { kind, form, stem, turn: None, start, end });
    }

    fn word(&mut self, form: &'a str, stem: &'a str, start: usize, end: usize) {
        if form.bytes().all(|byte| byte.is_ascii_digit()) {
            const LENGTHS: [&str; 6] = ["1", "2", "3", "4", "5", "10"];
            let digits = if form.len() >= 10 { 6 } else { form.len().clamp(1, 5) };
            let shape = LENGTHS.get(digits - 1).copied().unwrap_or("5");
            self.push(Kind::Number, shape.into(), shape.into(), start, end);
            return;
        }
        let honest = honest(form);
        self.oddities.disguised += u32::from(matches!(honest, Cow::Owned(_)));
        let drawn = is_wailed(&honest);
        self.oddities.drawn += u32::from(drawn);
        let meant: Cow<'a, str> = if drawn { squeezed(&honest, 1).into() } else { honest };
        let stem: Cow<'a, str> = match &meant {
            Cow::Borrowed(_) => Cow::Borrowed(stem),
            Cow::Owned(meant) => Cow::Owned(crate::tokens::stem(meant).into_owned()),
        };
        self.push(Kind::Word, meant, stem, start, end);
    }

    /// The signs between two words: runs of one sign are one token, or two kinds of it (one, more).
    fn signs(&mut self, text: &'a str, from: usize, to: usize) {
        let Some(gap) = text.get(from..to) else { return };
        if gap.is_empty() || gap == " " {
            return;
        }
        if gap.chars().any(char::is_alphanumeric) {
            self.things(gap, from, to);
            return;
        }
        for (at, end, form) in runs(gap) {
            self.push(Kind::Sign, form.clone(), form, from + at, from + end);
        }
    }

    /// Links, mentions and code, which are no words of the talk.
    fn things(&mut self, gap: &'a str, from: usize, to: usize) {
        let mut offset = 0;
        for piece in gap.split_inclusive(char::is_whitespace) {
            let (start, end) = (from + offset, (from + offset + piece.len()).min(to));
            offset += piece.len();
            let piece = piece.trim();
            if piece.is_empty() {
                continue;
            }
            let word = if piece.contains("://") || piece.contains('.') && !piece.starts_with('@') {
                let host = piece.split_once("://").map_or(piece, |(_, rest)| rest);
                let host = host.split(['/', '?', '#']).next().unwrap_or(host);
                self.hosts.push(host.trim_start_matches("www."));
                "<link>"
            } else if piece.starts_with('@') || piece.contains("@") {
                AT
            } else if piece.chars().any(char::is_alphanumeric) {
                "<code>"
            } else {
                continue;
            };
            self.push(Kind::Sign, word.into(), word.into(), start, end);
        }
    }

    /// Puts together what was written apart: single letters with one sign between them, and parts of
    /// a word around a sign that hides a letter.
    fn join(&mut self, text: &'a str) {
        let is_letter =
            |token: &Token<'_>| token.kind == Kind::Word && token.form.chars().nth(1).is_none();
        let mut at = 0;
        while at < self.tokens.len() {
            let run = self.letters_from(text, at, is_letter);
            // Short words of one letter may follow each other: «и я о том же».
            let signs = run.last().is_some_and(|last| last - at >= run.len());
            if run.len() >= if signs { 3 } else { 5 } {
                let form: String = run
                    .iter()
                    .filter_map(|number| self.tokens.get(*number))
                    .map(|t| t.form.as_ref())
                    .collect();
                let (first, last) = (at, run.last().copied().unwrap_or(at));
                self.oddities.spaced += 1;
                self.joined_word(form, first, last);
                at = last + 1;
                continue;
            }
            at += 1;
        }
        for at in 0..self.tokens.len().saturating_sub(2) {
            let Some([left, sign, right]) = self.tokens.get(at..at + 3) else { break };
            let hides =
                sign.kind == Kind::Sign && matches!(sign.form.as_ref(), "*" | "#" | "$" | "_");
            let close = left.end == sign.start && sign.end == right.start;
            if hides && close && left.kind == Kind::Word && right.kind == Kind::Word {
                let form = format!("{}*{}", left.form, right.form);
                self.oddities.starred += 1;
                self.joined_word(form, at, at + 2);
            }
        }
    }

    fn letters_from(
        &self,
        text: &str,
        at: usize,
        is_letter: impl Fn(&Token<'_>) -> bool,
    ) -> Vec<usize> {
        let mut run: Vec<usize> = Vec::new();
        let mut end = 0;
        for (number, token) in self.tokens.iter().enumerate().skip(at) {
            if is_letter(token) {
                let gap = text.get(end..token.start as usize).map_or(0, |gap| gap.chars().count());
                if !run.is_empty() && !(1..=2).contains(&gap) {
                    break;
                }
                run.push(number);
                end = token.end as usize;
            } else if token.kind != Kind::Sign || run.is_empty() {
                break;
            }
        }
        run
    }

    fn joined_word(&mut self, form: String, first: usize, last: usize) {
        let start = self.tokens.get(first).map_or(0, |token| token.start);
        let end = self.tokens.get(last).map_or(start, |token| token.end);
        let form = honest(&form).into_owned();
        let stem = crate::tokens::stem(&form).into_owned();
        self.joined.push(Token {
            kind: Kind::Word,
            form: form.into(),
            stem: stem.into(),
            turn: None,
            start,
            end,
        });
    }
}

/// What each word does to the tone of its neighbours, as the lists have it.
fn turns(scan: &Scan) -> Vec<Option<Turn>> {
    let mut turns = vec![None; scan.terms.len()];
    let plain = |hit: &Hit| {
        scan.hits.iter().any(|other| {
            other.sense == Sense::Cue(Cue::NoNegator)
                && other.first < hit.last
                && hit.first < other.last
        })
    };
    for hit in &scan.hits {
        let turn = match hit.sense {
            Sense::Cue(Cue::Negator) if !plain(hit) => Turn::Denies,
            Sense::Cue(Cue::Stronger) => Turn::Raises,
            Sense::Cue(Cue::Weaker) => Turn::Lowers,
            Sense::Cue(Cue::But) => Turn::Opposes,
            _ => continue,
        };
        // Of a phrase the last word stands next to what it turns.
        if let Some(word) = hit.last.checked_sub(1).and_then(|last| turns.get_mut(last)) {
            *word = Some(turn);
        }
    }
    turns
}

/// The form of a mention of somebody.
const AT: &str = "<at>";

/// Where a mention as VK writes it (`[id1|Anna]`) ends, if one stands around the word at `start`.
fn named_member(text: &str, start: usize) -> Option<usize> {
    const LONGEST: usize = 120;
    let before = text.get(..start)?;
    let rest = text.get(start..)?;
    let number = rest.strip_prefix("id").or_else(|| rest.strip_prefix("club"))?;
    let name = number.trim_start_matches(|sign: char| sign.is_ascii_digit());
    let close = name.find(']')?;
    let fits = before.ends_with('[') && name.starts_with('|') && close <= LONGEST;
    fits.then_some(start + rest.len() - name.len() + close + 1)
}

/// Whose name begins at a word, and the number of the word behind it.
fn name_at(mentions: &Mentions, number: usize) -> (usize, Option<Kind>) {
    let among = |ranges: &[std::ops::Range<usize>]| {
        ranges.iter().filter(|range| range.start == number).map(|range| range.end).max()
    };
    if let Some(end) = among(&mentions.ours) {
        return (end.max(number + 1), Some(Kind::Ours));
    }
    if let Some(end) = among(&mentions.competitors) {
        return (end.max(number + 1), Some(Kind::Theirs));
    }
    (number + 1, None)
}

/// Joins emoji or changes their colour; says nothing by itself.
const fn is_joiner(sign: char) -> bool {
    matches!(sign, '\u{fe0f}' | '\u{200d}' | '\u{1f3fb}'..='\u{1f3ff}')
}

/// The runs of signs in what stands between two words: first byte, one past the last, and the sign,
/// twice for a longer run of a sign that means more when repeated.
pub(crate) fn runs(gap: &str) -> impl Iterator<Item = (usize, usize, Cow<'_, str>)> {
    let mut letters = gap.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, sign) = letters.next()?;
            let mut run = 1;
            let mut end = at + sign.len_utf8();
            while let Some((next_at, next)) =
                letters.next_if(|(_, next)| *next == sign || is_joiner(*next))
            {
                run += u32::from(next == sign);
                end = next_at + next.len_utf8();
            }
            if sign == ' ' || is_joiner(sign) || sign.is_control() && sign != '\n' {
                continue;
            }
            let written = gap.get(at..at + sign.len_utf8()).unwrap_or("");
            let form: Cow<'_, str> = match (sign, run) {
                ('.', 3..) => "…".into(),
                ('?' | '!' | ')' | '(', 2..) => written.repeat(2).into(),
                _ => written.into(),
            };
            return Some((at, end, form));
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;
    use crate::lexicon::Lexicon;
    use crate::model::cut;

    fn forms(text: &str) -> (Vec<String>, Vec<String>) {
        let lexicon = Lexicon::new(&["Ясень Банк".to_owned()], &[], &["Кварта".to_owned()]);
        cut(&lexicon, &Input { text, ..Input::default() }, |words, stems, talk| {
            let stream = Stream::of(text, words, stems, talk.scan, talk.mentions);
            let form = |token: &Token<'_>| match token.kind {
                Kind::Ours => "OURS".to_owned(),
                Kind::Theirs => "THEIRS".to_owned(),
                _ => token.form.clone().into_owned(),
            };
            (stream.tokens.iter().map(form).collect(), stream.joined.iter().map(form).collect())
        })
    }

    #[test]
    fn words_are_read_as_they_were_meant() {
        assert_eq!(forms("спасиииибо").0, ["спасибо"]);
        assert_eq!(forms("xуй 3ае6ал").0, ["хуй", "заебал"]);
        assert_eq!(forms("п.р.и.д.у.р.о.к").1, ["придурок"]);
        assert_eq!(forms("п р и д у р о к").1, ["придурок"]);
        assert_eq!(forms("бл*ть").1, ["бл*ть"]);
        assert_eq!(forms("JMeterом и api2").0, ["jmeterом", "и", "api2"]);
        assert_eq!(forms("и я о том же").1, [""; 0]);
    }

    #[test]
    fn what_is_no_word_is_one_token() {
        assert_eq!(forms("ну??? да!!! ))) 🔥🔥").0, ["ну", "??", "да", "!!", "))", "🔥"]);
        assert_eq!(forms("[id12|Анна Р], да").0, ["<at>", ",", "да"]);
        assert_eq!(
            forms("@anna глянь https://ya.example/a?b=1 срочно").0,
            ["<at>", "глянь", "<link>", "срочно"]
        );
        assert_eq!(
            forms("в Ясень Банке лучше чем в Кварте").0,
            ["в", "OURS", "лучше", "чем", "в", "THEIRS"]
        );
        assert_eq!(forms("5 кг за 1200").0, ["1", "кг", "за", "4"]);
    }
}
