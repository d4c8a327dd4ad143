//! The word lists that are part of the program, made ready once.

use crate::phrases::Phrasebook;
use std::collections::HashMap;
use std::sync::OnceLock;

/// The lists in the order they are read: the sets of words first.
const LISTS: &[&str] = &[
    include_str!("../data/ru/sets.txt"),
    include_str!("../data/en/sets.txt"),
    include_str!("../data/ru/tone.txt"),
    include_str!("../data/ru/talk.txt"),
    include_str!("../data/ru/questions.txt"),
    include_str!("../data/ru/warmth.txt"),
    include_str!("../data/ru/product.txt"),
    include_str!("../data/ru/trouble.txt"),
    include_str!("../data/ru/quarrel.txt"),
    include_str!("../data/ru/spam.txt"),
    include_str!("../data/en/tone.txt"),
    include_str!("../data/en/talk.txt"),
    include_str!("../data/en/questions.txt"),
    include_str!("../data/en/warmth.txt"),
    include_str!("../data/en/product.txt"),
    include_str!("../data/en/trouble.txt"),
    include_str!("../data/en/quarrel.txt"),
    include_str!("../data/en/spam.txt"),
];

/// The phrases of all lists.
pub(crate) fn phrasebook() -> &'static Phrasebook {
    static BOOK: OnceLock<Phrasebook> = OnceLock::new();
    BOOK.get_or_init(|| Phrasebook::parse(LISTS).0)
}

/// The tone of an emoji from -100 to 100; nothing if it is no emoji or tells nothing.
pub(crate) fn emoji_valence(sign: char) -> Option<i8> {
    static TABLE: OnceLock<HashMap<char, i8>> = OnceLock::new();
    if sign < '\u{2000}' {
        return None;
    }
    let table = TABLE.get_or_init(|| parse_emoji(include_str!("../data/emoji.txt")));
    let picture = matches!(sign, '\u{2600}'..='\u{27bf}' | '\u{1f000}'..='\u{1faff}');
    table.get(&sign).copied().or(picture.then_some(0))
}

fn parse_emoji(list: &str) -> HashMap<char, i8> {
    let mut table = HashMap::new();
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let Some((tone, signs)) = line.split_once(' ') else { continue };
        let Ok(tone) = tone.parse::<i8>() else { continue };
        table.extend(signs.chars().filter(|sign| !sign.is_whitespace()).map(|sign| (sign, tone)));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sound() {
        let (_, faults) = Phrasebook::parse(LISTS);
        assert!(faults.is_empty(), "{faults:#?}");
    }

    #[test]
    fn emoji_have_a_tone() {
        assert!(emoji_valence('❤').is_some_and(|tone| tone > 50));
        assert!(emoji_valence('😡').is_some_and(|tone| tone < -50));
        assert_eq!(emoji_valence('🚗'), Some(0));
        assert_eq!(emoji_valence('a'), None);
    }
}
