//! Which language a message is in, as far as the judgement needs it.

use super::model::{CYRILLIC, LATIN};
use super::reader::Reader;
use crate::Lang;
use crate::cue::Cue;
use crate::rules::Talk;
use crate::tokens::is_cyrillic;

/// How much likelier Russian (English) is beforehand than any other language of its script, in nats:
/// most messages here are, and the fewer the words, the more this counts.
const EXPECTED: f32 = 6.0;
/// What a word that the lists know as Russian (English) adds, in nats. Other languages have some of
/// them too.
const KNOWN: f32 = 1.0;

/// So many letters tell Russian (English) from the rest where it is expected.
const ENOUGH: usize = 48;

/// The language of a message: by script and letters, then by the pieces of its words against what is
/// expected here.
pub(crate) fn language(talk: &Talk<'_>) -> Lang {
    let mut cyrillic = 0_usize;
    let mut latin = 0_usize;
    let mut foreign = 0_usize;
    let Some(model) = super::shipped() else { return Lang::Other };
    let mut reader = Reader::new(model);
    let mut more = true;
    for term in &talk.scan.terms {
        let word = talk.input.text.get(term.start..term.end).unwrap_or("");
        for letter in word.chars() {
            cyrillic += usize::from(is_cyrillic(letter));
            latin += usize::from(letter.is_ascii_alphabetic());
            foreign += usize::from(is_foreign(letter));
        }
        more = more && cyrillic + latin < ENOUGH && reader.read_words(word);
    }
    let letters = cyrillic + latin;
    if letters == 0 || foreign * 10 > letters {
        return Lang::Other;
    }
    // Names of tools are Latin in Russian talk, so a third of Cyrillic is enough to be Russian.
    let (lang, cue, lead) = if cyrillic * 3 >= letters {
        (Lang::Ru, Cue::Russian, lead("ru", &CYRILLIC, &reader.cyrillic()))
    } else {
        (Lang::En, Cue::English, lead("en", &LATIN, &reader.latin()))
    };
    let known = talk.hits(cue).count() as f32;
    if lead + EXPECTED + KNOWN * known >= 0.0 { lang } else { Lang::Other }
}

/// How much likelier one language is than the likeliest other, in nats.
fn lead(of: &str, languages: &[&str], scores: &[f32]) -> f32 {
    let mut own = 0.0;
    let mut other = f32::NEG_INFINITY;
    for (language, score) in languages.iter().zip(scores) {
        if *language == of { own = *score } else { other = other.max(*score) }
    }
    own - other
}

/// Letters that neither Russian nor English has.
const fn is_foreign(letter: char) -> bool {
    match letter {
        'А'..='я' | 'ё' | 'Ё' => false,
        _ => !letter.is_ascii() && !matches!(letter, '\u{300}'..='\u{36f}'),
    }
}
