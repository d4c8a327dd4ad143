//! Which word of a name is what.

use foldhash::HashMap;

use crate::names::{self, Sex};
use crate::shared;
use crate::translit;

/// The words of a name by what they are; words as they were written, in small letters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub given: String,
    pub surname: String,
    pub patronymic: String,
    pub extra: Vec<String>,
    /// A name of one word that is rather a handle: it contradicts no name.
    pub handle: Option<String>,
}

/// Words of a name without titles in brackets.
fn words(name: &str) -> Vec<String> {
    let open = if name.contains(['(', '[', '<']) { outside(name) } else { name.to_owned() };
    let text = if open.trim().is_empty() { name } else { &open };
    text.split(|c: char| {
        !(translit::is_word(c)
            || matches!(c, '\'' | '’' | 'ʹ' | '`' | '”' | '·' | '_' | '@' | '\u{300}'..='\u{36f}'))
    })
    .map(|word| word.trim_matches(|c: char| !translit::is_word(c)))
    .filter(|word| !word.is_empty())
    .take(8)
    .map(str::to_owned)
    .collect()
}

/// What stands outside of brackets.
fn outside(name: &str) -> String {
    let mut depth = 0_i32;
    name.chars()
        .map(|c| match c {
            '(' | '[' | '<' => {
                depth += 1;
                ' '
            }
            ')' | ']' | '>' => {
                depth = (depth - 1).max(0);
                ' '
            }
            _ if depth > 0 => ' ',
            _ => c,
        })
        .collect()
}

/// Reads a name that may come whole, in parts, or both.
pub(crate) fn read(
    lore: &mut Lore,
    name: &str,
    given: &str,
    surname: &str,
    patronymic: &str,
) -> Parts {
    let clean = |text: &str| if shared::is_placeholder(text) { Vec::new() } else { words(text) };
    let (whole, given, surname, patronymic) =
        (clean(name), clean(given), clean(surname), clean(patronymic));
    let mut parts = if given.is_empty() && surname.is_empty() {
        of_whole(lore, &whole, name.contains(','))
    } else {
        Parts::default()
    };
    if !given.is_empty() || !surname.is_empty() {
        let mut rest = Vec::new();
        take(&mut parts.given, &given, &mut rest);
        take(&mut parts.surname, &surname, &mut rest);
        rest.extend(whole.iter().map(|word| translit::small(word)));
        parts.extra = rest;
    }
    if let Some(word) = patronymic.first() {
        parts.patronymic = translit::small(word);
    }
    if parts.extra.is_empty() {
        return parts;
    }
    let mut extra = std::mem::take(&mut parts.extra);
    extra
        .retain(|word| *word != parts.given && *word != parts.surname && *word != parts.patronymic);
    parts.extra = extra;
    parts.extra.sort();
    parts.extra.dedup();
    parts.extra.truncate(6);
    parts
}

/// The first word is the part, the others may be looked at as well.
fn take(part: &mut String, from: &[String], rest: &mut Vec<String>) {
    let mut from = from.iter();
    if let Some(first) = from.next() {
        *part = first.to_lowercase();
    }
    rest.extend(from.map(|word| translit::small(word)));
}

/// What is known of a word by itself.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    given: f32,
    surname: f32,
    given_sex: Option<Sex>,
    surname_sex: Option<Sex>,
    patronymic: Option<Sex>,
}

/// Words that were looked up before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lore {
    words: HashMap<String, Known>,
}

impl Lore {
    fn of(&mut self, word: &str) -> Known {
        if let Some(known) = self.words.get(word) {
            return *known;
        }
        let known = look_up(word);
        self.words.insert(word.to_owned(), known);
        known
    }
}

fn look_up(word: &str) -> Known {
    let key = translit::keys(word).into_iter().next().unwrap_or_default();
    let known = names::known(&key);
    let short = known.is_some_and(|known| !known.full.is_empty());
    let surname_sex = names::surname_sex(&key);
    Known {
        given: known.map_or(0.0, |known| known.given) + if short { 1e-4 } else { 0.0 },
        surname: known.map_or(0.0, |known| known.surname)
            + if surname_sex.is_some() { 1e-4 } else { 0.0 },
        given_sex: known.and_then(|known| known.sex),
        surname_sex: surname_sex.filter(|_| !word.is_ascii()),
        patronymic: names::patronymic(&key),
    }
}

struct Word {
    text: String,
    known: Known,
}

fn of_whole(lore: &mut Lore, words: &[String], comma: bool) -> Parts {
    if let [only] = words {
        return of_one(lore, only);
    }
    let mut weighed: Vec<Word> = words
        .iter()
        .map(|word| translit::small(word))
        .map(|text| Word { known: lore.of(&text), text })
        .collect();
    let mut parts = Parts::default();
    // Сергеевич is a patronymic where a given name stands before it, or two other words do.
    if weighed.len() > 2
        && let Some(at) = weighed.iter().skip(1).position(|word| word.known.patronymic.is_some())
    {
        parts.patronymic = weighed.remove(at + 1).text;
        let given = weighed.remove(at.min(weighed.len().saturating_sub(1)));
        parts.given = given.text;
    } else {
        let surname_first = match (weighed.first(), weighed.last()) {
            (Some(first), Some(last)) => {
                // «Инга, магазин» says what she is, and no surname first.
                let is_given = first.known.given > first.known.surname
                    && weighed.iter().skip(1).all(|word| word.known.given <= 0.0);
                comma && !is_given
                    || (last.known.given > last.known.surname
                        && first.known.surname > first.known.given)
            }
            _ => false,
        };
        if surname_first && !weighed.is_empty() {
            parts.surname = weighed.remove(0).text;
        }
        if !weighed.is_empty() {
            parts.given = weighed.remove(0).text;
        }
    }
    if parts.surname.is_empty() {
        parts.surname = weighed.pop().map(|word| word.text).unwrap_or_default();
    }
    parts.extra.extend(weighed.into_iter().map(|word| word.text));
    parts
}

/// A single word: a given name if it is known as one, or looks like one; else a handle.
fn of_one(lore: &mut Lore, word: &str) -> Parts {
    let text = translit::small(word);
    let known = lore.of(&text);
    let plain = word.chars().all(char::is_alphabetic);
    let inner_capital =
        word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    let small = word.chars().next().is_some_and(char::is_lowercase);
    let handle = Some(word.to_owned());
    if plain && known.given > 0.0 {
        Parts { given: text, handle, ..Parts::default() }
    } else if plain && !inner_capital && (!small || known.surname > 0.0) {
        Parts { extra: vec![text], handle, ..Parts::default() }
    } else {
        Parts { handle, ..Parts::default() }
    }
}

/// Whose name it is, as far as its parts tell and agree.
pub(crate) fn sex(lore: &mut Lore, parts: &Parts) -> Option<Sex> {
    let mut of = |word: &str| if word.is_empty() { Known::default() } else { lore.of(word) };
    of(&parts.patronymic)
        .patronymic
        .or_else(|| of(&parts.surname).surname_sex)
        .or_else(|| of(&parts.given).given_sex)
}

/// Pieces of a handle: at signs of other kinds than letters, at capitals, at digits.
pub(crate) fn pieces(handle: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut piece = String::new();
    let mut last_small = false;
    for c in handle.chars() {
        let turn = c.is_uppercase() && last_small;
        if (!c.is_alphabetic() || turn) && !piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
        }
        if c.is_alphabetic() {
            piece.extend(c.to_lowercase());
        }
        last_small = c.is_lowercase();
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces.truncate(5);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(name: &str) -> (String, String, String) {
        let parts = read(&mut Lore::default(), name, "", "", "");
        (parts.given, parts.patronymic, parts.surname)
    }

    fn is(given: &str, patronymic: &str, surname: &str) -> (String, String, String) {
        (given.into(), patronymic.into(), surname.into())
    }

    #[test]
    fn words_find_their_places() {
        assert_eq!(whole("Зимин Пётр Сергеевич"), is("пётр", "сергеевич", "зимин"));
        assert_eq!(whole("Пётр Сергеевич Зимин"), is("пётр", "сергеевич", "зимин"));
        assert_eq!(whole("Смирнова Вера"), is("вера", "", "смирнова"));
        assert_eq!(whole("Вера Смирнова"), is("вера", "", "смирнова"));
        assert_eq!(whole("Stone, Mary"), is("mary", "", "stone"));
        assert_eq!(whole("Вера, магазин Чашка"), is("вера", "", "чашка"));
        assert_eq!(whole("Mary Ann Stone (they)"), is("mary", "", "stone"));
        assert_eq!(whole("zimovka_92"), is("", "", ""));
    }

    #[test]
    fn handles_fall_into_pieces() {
        assert_eq!(pieces("sasha_zimin_92"), ["sasha", "zimin"]);
        assert_eq!(pieces("ZiminAlex"), ["zimin", "alex"]);
    }
}
