//! Words as they were meant: without letters of another alphabet in disguise, and not drawn out.

use std::borrow::Cow;

use crate::tokens::is_cyrillic;

/// A word without disguise: letters of the other alphabet and digits that look like one of its own
/// letters are put right where the rest is Cyrillic.
pub(crate) fn honest(form: &str) -> Cow<'_, str> {
    let mut cyrillic = 0;
    let mut strange = 0;
    for letter in form.chars() {
        if is_cyrillic(letter) {
            cyrillic += 1;
        } else if meant_letter(letter).is_some() {
            strange += 1;
        } else {
            return form.into();
        }
    }
    if cyrillic == 0 || strange == 0 || strange > cyrillic * 2 {
        return form.into();
    }
    form.chars().map(|letter| meant_letter(letter).unwrap_or(letter)).collect::<String>().into()
}

/// The Cyrillic letter that a sign stands for in a disguised word.
const fn meant_letter(letter: char) -> Option<char> {
    Some(match letter {
        'a' | 'α' => 'а',
        'b' | '6' => 'б',
        'v' => 'в',
        'g' => 'г',
        'd' => 'д',
        'e' => 'е',
        'z' | '3' => 'з',
        'i' | 'u' | '1' => 'и',
        'k' | 'κ' => 'к',
        'l' => 'л',
        'm' | 'μ' => 'м',
        'h' => 'н',
        'n' | 'π' => 'п',
        'o' | '0' | 'ο' => 'о',
        'p' | 'ρ' => 'р',
        'c' => 'с',
        't' => 'т',
        'y' => 'у',
        'x' | 'χ' => 'х',
        '4' => 'ч',
        'w' => 'ш',
        _ => return None,
    })
}

/// Whether a vowel stands twice or any letter three times in a row.
pub(crate) fn is_drawn_out(form: &str) -> bool {
    let mut before = ('\0', 0);
    form.chars().any(|letter| {
        before = (letter, if before.0 == letter { before.1 + 1 } else { 1 });
        let vowel = matches!(letter, 'а' | 'е' | 'и' | 'о' | 'у' | 'ы' | 'э' | 'ю' | 'я');
        before.1 >= if vowel { 2 } else { 3 }
    })
}

/// A word with at most so many of a letter in a row.
pub(crate) fn squeezed(form: &str, longest: usize) -> String {
    let mut out = String::with_capacity(form.len());
    let mut run = 0;
    let mut before = None;
    for letter in form.chars() {
        run = if before == Some(letter) { run + 1 } else { 1 };
        before = Some(letter);
        if run <= longest {
            out.push(letter);
        }
    }
    out
}

/// Whether a letter stands three times in a row: whoever writes so draws the word out.
pub(crate) fn is_wailed(form: &str) -> bool {
    let mut before = ('\0', '\0');
    form.chars().any(|letter| {
        let third = before == (letter, letter);
        before = (before.1, letter);
        third
    })
}
