//! Which language a message is in, as far as the judgement needs it.

use crate::Lang;
use crate::cue::Cue;
use crate::rules::Talk;
use crate::tokens::is_cyrillic;

/// From so many characters on, statistics tell a language better than a few known words.
const ENOUGH_FOR_STATISTICS: usize = 40;

/// The language of a message: by script, then by common words, and for longer texts that hold none
/// of them by statistics.
pub(crate) fn language(talk: &Talk<'_>) -> Lang {
    let mut cyrillic = 0_usize;
    let mut latin = 0_usize;
    let mut foreign = 0_usize;
    for term in &talk.scan.terms {
        for letter in talk.input.text.get(term.start..term.end).unwrap_or("").chars() {
            cyrillic += usize::from(is_cyrillic(letter));
            latin += usize::from(letter.is_ascii_alphabetic());
            foreign += usize::from(is_foreign(letter));
        }
    }
    let russian = talk.hits(Cue::Russian).count();
    let english = talk.hits(Cue::English).count();
    let letters = cyrillic + latin;
    if letters == 0 || foreign * 10 > letters {
        return Lang::Other;
    }
    // Names of tools are Latin in Russian talk, so a third of Cyrillic is enough to be Russian.
    if cyrillic * 3 >= letters {
        return by_words(talk, russian, Lang::Ru, cyrillic);
    }
    by_words(talk, english, Lang::En, latin)
}

fn by_words(talk: &Talk<'_>, known: usize, expected: Lang, letters: usize) -> Lang {
    if known > 0 || letters < ENOUGH_FOR_STATISTICS {
        return expected;
    }
    match whatlang::detect_lang(talk.input.text.get(..2_000).unwrap_or(talk.input.text)) {
        Some(whatlang::Lang::Rus) if expected == Lang::Ru => Lang::Ru,
        Some(whatlang::Lang::Eng) if expected == Lang::En => Lang::En,
        None => expected,
        Some(_) => Lang::Other,
    }
}

/// Letters that neither Russian nor English has.
const fn is_foreign(letter: char) -> bool {
    match letter {
        'А'..='я' | 'ё' | 'Ё' => false,
        _ => !letter.is_ascii() && !matches!(letter, '\u{300}'..='\u{36f}'),
    }
}
