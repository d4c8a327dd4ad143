//! Which word of a name is what.

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
    let mut depth = 0_i32;
    let open: String = name
        .chars()
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
        .collect();
    let text = if open.trim().is_empty() { name } else { &open };
    text.split(|c: char| {
        !(c.is_alphanumeric()
            || matches!(c, '\'' | '’' | 'ʹ' | '`' | '”' | '·' | '_' | '@' | '\u{300}'..='\u{36f}'))
    })
    .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
    .filter(|word| !word.is_empty())
    .take(8)
    .map(str::to_owned)
    .collect()
}

/// Reads a name that may come whole, in parts, or both.
pub(crate) fn read(name: &str, given: &str, surname: &str, patronymic: &str) -> Parts {
    let clean = |text: &str| if shared::is_placeholder(text) { Vec::new() } else { words(text) };
    let (whole, given, surname, patronymic) =
        (clean(name), clean(given), clean(surname), clean(patronymic));
    let mut parts = if given.is_empty() && surname.is_empty() {
        of_whole(&whole, name.contains(','))
    } else {
        Parts::default()
    };
    if !given.is_empty() || !surname.is_empty() {
        let mut rest = Vec::new();
        take(&mut parts.given, &given, &mut rest);
        take(&mut parts.surname, &surname, &mut rest);
        rest.extend(whole.iter().map(|word| word.to_lowercase()));
        parts.extra = rest;
    }
    if let Some(word) = patronymic.first() {
        parts.patronymic = word.to_lowercase();
    }
    let (given, surname, patronymic) =
        (parts.given.clone(), parts.surname.clone(), parts.patronymic.clone());
    parts.extra.retain(|word| *word != given && *word != surname && *word != patronymic);
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
    rest.extend(from.map(|word| word.to_lowercase()));
}

struct Word {
    text: String,
    given: f32,
    surname: f32,
    known: bool,
    patronymic: bool,
}

fn weigh(word: &str) -> Word {
    let key = translit::keys(word).into_iter().next().unwrap_or_default();
    let known = names::known(&key);
    let short = known.is_some_and(|known| !known.full.is_empty());
    let given = known.map_or(0.0, |known| known.given) + if short { 1e-4 } else { 0.0 };
    let ending = if names::surname_sex(&key).is_some() { 1e-4 } else { 0.0 };
    let surname = known.map_or(0.0, |known| known.surname) + ending;
    Word {
        text: word.to_lowercase(),
        given,
        surname,
        known: given > 0.0,
        patronymic: names::patronymic(&key).is_some(),
    }
}

fn of_whole(words: &[String], comma: bool) -> Parts {
    if let [only] = words {
        return of_one(only);
    }
    let mut weighed: Vec<Word> = words.iter().map(|word| weigh(word)).collect();
    let mut parts = Parts::default();
    // Сергеевич is a patronymic where a given name stands before it, or two other words do.
    if weighed.len() > 2
        && let Some(at) = weighed.iter().skip(1).position(|word| word.patronymic)
    {
        parts.patronymic = weighed.remove(at + 1).text;
        let given = weighed.remove(at.min(weighed.len().saturating_sub(1)));
        parts.given = given.text;
    } else {
        let surname_first = match (weighed.first(), weighed.last()) {
            (Some(first), Some(last)) => {
                comma || (last.given > last.surname && first.surname > first.given)
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
fn of_one(word: &str) -> Parts {
    let weighed = weigh(word);
    let plain = word.chars().all(char::is_alphabetic);
    let inner_capital =
        word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    let small = word.chars().next().is_some_and(char::is_lowercase);
    let handle = Some(word.to_owned());
    if plain && weighed.known {
        Parts { given: weighed.text, handle, ..Parts::default() }
    } else if plain && !inner_capital && (!small || weighed.surname > 0.0) {
        Parts { extra: vec![weighed.text], handle, ..Parts::default() }
    } else {
        Parts { handle, ..Parts::default() }
    }
}

/// Whose name it is, as far as its parts tell and agree.
pub(crate) fn sex(given: &str, surname: &str, patronymic: &str) -> Option<Sex> {
    let of = |word: &str| translit::keys(word).into_iter().next();
    let by_patronymic = of(patronymic).and_then(|key| names::patronymic(&key));
    by_patronymic
        .or_else(|| {
            of(surname).and_then(|key| names::surname_sex(&key)).filter(|_| !surname.is_ascii())
        })
        .or_else(|| of(given).and_then(|key| names::known(&key)).and_then(|known| known.sex))
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
        let parts = read(name, "", "", "");
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
        assert_eq!(whole("Mary Ann Stone (they)"), is("mary", "", "stone"));
        assert_eq!(whole("zimovka_92"), is("", "", ""));
    }

    #[test]
    fn handles_fall_into_pieces() {
        assert_eq!(pieces("sasha_zimin_92"), ["sasha", "zimin"]);
        assert_eq!(pieces("ZiminAlex"), ["zimin", "alex"]);
    }
}
