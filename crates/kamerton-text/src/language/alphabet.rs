//! Letters that a language does not have. What is rare in the word lists, such as the Russian ё,
//! would otherwise weigh little.

/// What one foreign letter takes from a language, in nats: names keep their letters in any language.
pub(crate) const FOREIGN: f32 = 2.0;

/// The Cyrillic alphabets in the order of the weights.
const CYRILLIC: [&str; 8] = [
    "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "абвгдежзийклмнопрстуфхцчшщъьюя",
    "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "абвгдђежзијклљмнњопрстћуфхцчџш",
    "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
];

/// The letters of the Latin alphabets beyond a to z, in the order of the weights.
const LATIN: [&str; 10] = [
    "çəğıöşü",
    "äöüß",
    "",
    "áéíñóúü",
    "äöõüšž",
    "àâæçèéêëîïôœùûüÿ",
    "àèéìíîòóùú",
    "ąćęłńóśźż",
    "àáâãçéêíóôõúü",
    "âçğıîöşüû",
];

/// The first letter beyond ASCII that any alphabet has, and how many from it on are looked at.
const FIRST: usize = 0xc0;
const COUNT: usize = 0x500 - FIRST;

/// For each letter the languages that lack it, a bit each; none for a letter of no alphabet here.
static LACKING: [u16; COUNT] = lacking();

const fn lacking() -> [u16; COUNT] {
    let mut having = [0; COUNT];
    mark(&CYRILLIC, &mut having);
    mark(&LATIN, &mut having);
    let mut at = 0;
    while at < COUNT {
        if having[at] != 0 {
            having[at] = !having[at];
        }
        at += 1;
    }
    having
}

/// Marks the letters of `alphabets`; all of them take two bytes of UTF-8.
const fn mark(alphabets: &[&str], having: &mut [u16; COUNT]) {
    let mut number = 0;
    while number < alphabets.len() {
        let bytes = alphabets[number].as_bytes();
        let mut at = 0;
        while at + 1 < bytes.len() {
            let letter = ((bytes[at] as usize & 0x1f) << 6) | (bytes[at + 1] as usize & 0x3f);
            having[letter - FIRST] |= 1 << number;
            at += 2;
        }
        number += 1;
    }
}

/// The languages of its script that lack a small letter, a bit each in the order of the weights.
pub(crate) fn lacking_letter(letter: u32) -> u16 {
    let at = (letter as usize).checked_sub(FIRST);
    at.and_then(|at| LACKING.get(at)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::model;

    #[test]
    fn letters_know_who_lacks_them() {
        let lacking =
            |letter: char, number: usize| lacking_letter(letter.into()) >> number & 1 == 1;
        for (number, language) in model::CYRILLIC.iter().enumerate() {
            assert_eq!(lacking('ё', number), !["be", "kk", "mn", "ru"].contains(language));
            assert!(!lacking('а', number));
        }
        for (number, language) in model::LATIN.iter().enumerate() {
            assert_eq!(lacking('ñ', number), *language != "es");
            assert!(!lacking('q', number) && !lacking('ř', number));
        }
    }
}
