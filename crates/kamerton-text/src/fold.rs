//! One shape for words that people write in many: for search, for comparing, for sorting.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Puts `text` into the shape used for search and comparison: lower case, `ё` as `е`, composed
/// letters (NFC, so that `й` is one character), white space trimmed and each inner run as one space.
/// Folding twice changes nothing.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.chars().all(is_plain) {
        push_words(&mut out, text.chars().map(fold_plain));
        return out;
    }
    let lowered = text.nfc().flat_map(char::to_lowercase);
    let composed: String = without_diaeresis_on_ye(lowered.nfd()).nfc().collect();
    push_words(&mut out, composed.chars());
    out
}

/// The key by which names are sorted with a plain comparison of bytes: folded, accents and letter
/// variants dropped, Russian letters in the order of the alphabet (`ё` with `е`), Ukrainian ones
/// beside their Russian neighbours. Leading signs and emoji are skipped ("★ Анна" stands at А); a
/// name of nothing else sorts after all others.
pub fn sort_key(name: &str) -> String {
    let folded = fold(name);
    let plain: String = if folded.chars().all(is_plain) {
        folded
    } else {
        // й would fall apart into и and a breve, so it is carried around the decomposition.
        folded.chars().flat_map(base_letters).collect()
    };
    let key = plain.trim_start_matches(|c: char| !c.is_alphanumeric());
    if key.is_empty() {
        return format!("{LAST}{plain}");
    }
    key.to_owned()
}

/// What follows the first word of a sort key: the second name of whoever has one.
pub fn tail(sort_key: &str) -> &str {
    sort_key.split_once(' ').map_or("", |(_, tail)| tail)
}

/// Sorts after every letter of every script: a code point of the last private plane.
const LAST: char = '\u{10FFFD}';

fn base_letters(letter: char) -> impl Iterator<Item = char> {
    let kept = match letter {
        'й' => Some('й'),
        'ґ' => Some('г'),
        'є' => Some('е'),
        'і' | 'ї' => Some('и'),
        'ў' => Some('у'),
        _ => None,
    };
    let decomposed = if kept.is_none() { Some(letter) } else { None };
    let bases = decomposed.into_iter().nfkd().filter(|c| !is_combining_mark(*c));
    kept.into_iter().chain(bases.flat_map(char::to_lowercase))
}

/// Letters whose folding is a table of two lines: ASCII and the Russian alphabet.
pub(crate) const fn is_plain(letter: char) -> bool {
    letter.is_ascii() || matches!(letter, 'А'..='я' | 'ё' | 'Ё')
}

/// Folds one character for which [`is_plain`] holds.
pub(crate) fn fold_plain(letter: char) -> char {
    match letter {
        'А'..='Я' => char::from_u32(letter as u32 + 0x20).unwrap_or(letter),
        'ё' | 'Ё' => 'е',
        _ => letter.to_ascii_lowercase(),
    }
}

fn push_words(out: &mut String, letters: impl Iterator<Item = char>) {
    let mut space_due = false;
    for letter in letters {
        if letter.is_whitespace() {
            space_due = !out.is_empty();
            continue;
        }
        if space_due {
            out.push(' ');
            space_due = false;
        }
        out.push(letter);
    }
}

/// Drops every diaeresis among the marks on a `е`: with only one dropped, a doubled mark would turn
/// into `ё` again and folding twice would differ from folding once.
fn without_diaeresis_on_ye(letters: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    let mut on_ye = false;
    letters.filter(move |letter| {
        if canonical_combining_class(*letter) == 0 {
            on_ye = *letter == 'е';
        }
        !(on_ye && *letter == '\u{308}')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_makes_one_shape() {
        assert_eq!(fold("  Ёлка \t\n ЁЖ "), "елка еж");
        assert_eq!(fold("Йод и\u{306}од"), "йод йод");
        assert_eq!(fold("е\u{308}лка"), "елка");
        assert_eq!(fold("CAFE\u{301}"), "café");
        assert_eq!(fold(""), "");
        assert_eq!(fold(" \u{a0} "), "");
    }

    #[test]
    fn folding_every_character_twice_changes_nothing() {
        for letter in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let once = fold(&letter.to_string());
            assert_eq!(fold(&once), once, "{letter:?}");
        }
    }

    #[test]
    fn names_sort_as_in_a_russian_telephone_book() {
        let mut names = vec![
            "🙂",
            "яна",
            "Ёлкин",
            "ЙОСИФ",
            "Иван",
            "«Жанна»",
            "Ежов",
            "Anna",
            "★ Борис",
            "Елин",
            "",
        ];
        names.sort_by_key(|name| sort_key(name));
        assert_eq!(
            names,
            [
                "Anna",
                "★ Борис",
                "Ежов",
                "Елин",
                "Ёлкин",
                "«Жанна»",
                "Иван",
                "ЙОСИФ",
                "яна",
                "",
                "🙂"
            ]
        );
    }

    #[test]
    fn accents_and_fancy_letters_do_not_matter_in_sorting() {
        assert_eq!(sort_key("Éric"), "eric");
        assert_eq!(sort_key("𝓐𝓷𝓷𝓪"), "anna");
        assert_eq!(sort_key("Їжак"), "ижак");
    }

    proptest! {
        #[test]
        fn fold_is_idempotent(text in "\\PC*") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn fold_is_idempotent_with_marks(text in "[еёиЕЁИaé\u{300}-\u{310}\u{345} ]{0,12}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn sort_key_takes_any_name(name in "\\PC*") {
            prop_assert!(!sort_key(&name).is_empty());
        }
    }
}
