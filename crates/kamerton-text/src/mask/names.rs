//! Names of whom one knows, in the forms they have in a sentence.

use super::words;

/// What a name may end with, where it is declined or made small.
const ENDINGS: [&str; 42] = [
    "",
    "а",
    "я",
    "ы",
    "и",
    "е",
    "у",
    "ю",
    "о",
    "й",
    "ь",
    "ой",
    "ей",
    "ою",
    "ею",
    "ом",
    "ем",
    "ём",
    "ым",
    "им",
    "ого",
    "его",
    "ому",
    "ему",
    "ых",
    "их",
    "ыми",
    "ами",
    "ям",
    "ям",
    "ах",
    "ях",
    "ия",
    "ию",
    "ии",
    "ией",
    "очка",
    "очке",
    "очку",
    "очкой",
    "енька",
    "енькой",
];
/// Words in names that are no names.
const NONE: [&str; 14] = [
    "для", "или", "это", "как", "что", "над", "под", "при", "the", "and", "for", "from", "мы", "we",
];

/// Words behind a name that are taken for more of it: a father's name and a surname.
const SURNAMES: usize = 2;

/// Part of a name.
#[derive(Debug)]
struct Part {
    /// In small letters.
    text: String,
    /// Without its ending.
    stem: String,
    placeholder: String,
}

/// Names with what stands for them.
#[derive(Debug, Default)]
pub(super) struct Names {
    parts: Vec<Part>,
    /// What is put back for each number.
    pub shown: Vec<String>,
}

impl Names {
    /// Learns spellings of one.
    pub fn add<'a>(&mut self, placeholder: &str, spellings: impl IntoIterator<Item = &'a str>) {
        for spelling in spellings {
            let spelling = super::plain(spelling);
            for (_, word) in words(&spelling).flat_map(|(at, word)| pieces(at, word)) {
                let text = small(word);
                let letters = text.chars().count();
                let counts = text.chars().any(char::is_alphabetic) || letters >= 4;
                let is_new = || self.parts.iter().all(|part| part.text != text);
                if letters >= 2 && counts && !NONE.contains(&text.as_str()) && is_new() {
                    let stem = text.trim_end_matches(is_ending).to_owned();
                    self.parts.push(Part { text, stem, placeholder: placeholder.to_owned() });
                }
            }
        }
    }

    /// Writes a text with placeholders for names; several words of one name become one. What is written
    /// like a name right behind one belongs to it: not every surname is known.
    pub fn hide(&self, text: &str, into: &mut String) {
        let (mut at, mut last, mut more) = (0, None, 0);
        for (from, word) in words(text).flat_map(|(at, word)| pieces(at, word)) {
            let between = text.get(at..from).unwrap_or_default();
            let near = last.is_some() && between.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '-'));
            let Some(placeholder) = self.of(word) else {
                let is_surname = word.chars().count() > 1 && is_like_a_name(word);
                if near && more > 0 && is_surname {
                    more -= 1;
                    at = from + word.len();
                } else {
                    last = None;
                }
                continue;
            };
            if !(near && last == Some(placeholder)) {
                into.push_str(between);
                into.push_str(placeholder);
            }
            (last, more) = (Some(placeholder), SURNAMES);
            at = from + word.len();
        }
        into.push_str(text.get(at..).unwrap_or_default());
    }

    fn of(&self, word: &str) -> Option<&str> {
        let text = small(word);
        let capital = word.starts_with(char::is_uppercase);
        let part = self.parts.iter().find(|part| {
            let (whole, stem) = (part.text.chars().count(), part.stem.chars().count());
            if part.text == text {
                return whole >= 3 || capital;
            }
            let ending = text.strip_prefix(part.stem.as_str());
            let declined = ending.is_some_and(|ending| ENDINGS.contains(&ending));
            declined && whole >= 3 && (stem >= 4 || stem >= 2 && capital)
        });
        part.map(|part| part.placeholder.as_str())
    }
}

fn is_like_a_name(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase) && letters.all(char::is_lowercase)
}

/// Both sides of a hyphen, each by itself.
fn pieces(at: usize, word: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut from = at;
    word.split('-').map(move |piece| {
        let place = from;
        from += piece.len() + 1;
        (place, piece)
    })
}

fn small(word: &str) -> String {
    word.to_lowercase().replace('ё', "е")
}

const fn is_ending(letter: char) -> bool {
    matches!(letter, 'а' | 'я' | 'й' | 'ь' | 'о' | 'е' | 'и' | 'ы' | 'у' | 'ю')
}

/// Puts names back for «Участник 1», «Участнику 1».
pub(super) fn restore(text: &str, word: &str, shown: &[String]) -> String {
    let mut restored = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, from) = rest.split_at(at);
        restored.push_str(before);
        let tail = from.get(word.len()..).unwrap_or_default();
        let number = tail.trim_start_matches(char::is_lowercase);
        let number = number.strip_prefix([' ', '\u{a0}']).unwrap_or_default();
        let digits = number.len() - number.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (digits, after) = number.split_at(digits);
        let index = digits.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        match index.and_then(|index| shown.get(index)) {
            Some(name) => {
                restored.push_str(name);
                rest = after;
            }
            None => {
                restored.push_str(word);
                rest = tail;
            }
        }
    }
    restored.push_str(rest);
    restored
}
