//! The tone of a whole message.

use crate::cue::{Cue, Sense};
use crate::phrases::Hit;
use crate::rules::Talk;

/// Where the sum of tones comes half-way up: one strong word gives about 57 of 100, three give 90.
const HALF_WAY: f64 = 100.0;

/// The tone from -100 to 100: the words of the lists, turned by negation, raised and lowered by
/// degree, with what comes after "but" counting more, and smiles and emoji on top.
pub(crate) fn sentiment(talk: &Talk<'_>) -> i8 {
    let words: f64 = talk
        .scan
        .hits
        .iter()
        .filter_map(|hit| match hit.sense {
            Sense::Tone(tone) if !is_covered(talk, hit) => {
                Some(in_context(talk, hit, f64::from(tone)))
            }
            _ => None,
        })
        .sum();
    let loud: u32 = talk.scan.sentences.iter().map(|sentence| sentence.exclamations.min(3)).sum();
    let louder = words * (1.0 + 0.1 * f64::from(loud.min(4)));
    let sum = louder + signs(talk);
    let turned = if talk.has(Cue::Irony) && sum > -30.0 { -40.0 - sum.max(0.0) / 4.0 } else { sum };
    let tone = 100.0 * turned / turned.hypot(HALF_WAY);
    tone.round().clamp(-100.0, 100.0) as i8
}

/// A longer phrase over the same words knows better ("не так плохо").
fn is_covered(talk: &Talk<'_>, hit: &Hit) -> bool {
    let length = hit.last - hit.first;
    talk.scan.hits.iter().any(|other| {
        matches!(other.sense, Sense::Tone(_))
            && other.first <= hit.first
            && other.last >= hit.last
            && other.last - other.first > length
    })
}

fn in_context(talk: &Talk<'_>, hit: &Hit, tone: f64) -> f64 {
    let mut tone = tone;
    if talk.negated(hit) {
        tone *= if tone > 0.0 { -0.7 } else { -0.4 };
    }
    let right_before = |cue: Cue| talk.hits(cue).any(|other| other.last == hit.first);
    if right_before(Cue::Stronger) {
        tone *= 1.3;
    } else if right_before(Cue::Weaker) {
        tone *= 0.7;
    }
    let in_sentence = |but: &Hit| {
        let sentence = |number: usize| talk.scan.terms.get(number).map(|term| term.sentence);
        sentence(but.first) == sentence(hit.first)
    };
    if let Some(but) = talk.hits(Cue::But).find(|but| in_sentence(but)) {
        tone *= if hit.first < but.first { 0.5 } else { 1.3 };
    }
    tone
}

fn signs(talk: &Talk<'_>) -> f64 {
    let smiles: u32 = talk.scan.sentences.iter().map(|sentence| sentence.smiles).sum();
    let frowns: u32 = talk.scan.sentences.iter().map(|sentence| sentence.frowns).sum();
    let emoji = f64::from(talk.scan.emoji_tone.clamp(-150, 150));
    let laugh = if talk.has(Cue::Laugh) { 15.0 } else { 0.0 };
    20.0 * f64::from(smiles.min(3)) - 35.0 * f64::from(frowns.min(3)) + emoji + laugh
}
