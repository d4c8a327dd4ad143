//! What is said of a named brand or product, beside what the message says as a whole.

use super::features::{Family, Gatherer, Group, token_hash};
use super::stream::{Kind, Stream, Token};
use super::{Feature, Judgement, Models, Seen, cut, look};
use crate::Input;
use crate::lexicon::Lexicon;

/// Words so far from a name may speak of it.
const REACH: usize = 7;

/// A name in a message and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// First byte of the name.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// Whether it is one of ours; else it is a competitor's.
    pub ours: bool,
    /// Negative, neutral or positive towards it.
    pub sentiment: Judgement,
    /// From -1 to 1.
    pub score: f32,
}

/// The names in a message and what is said of each.
pub(crate) fn named(models: &Models, seen: &Seen<'_>) -> Vec<Target> {
    let names = seen.stream.tokens.iter().enumerate();
    let names = names.filter(|(_, token)| is_name(token));
    names
        .map(|(at, token)| {
            let probabilities = models.target.probabilities(&around(seen, at));
            let of = |class: usize| probabilities.get(class).copied().unwrap_or_default();
            let best = (0..3).max_by(|one, other| of(*one).total_cmp(&of(*other)));
            let sentiment = Judgement::SENTIMENTS.get(best.unwrap_or(1)).copied();
            Target {
                start: token.start as usize,
                end: token.end as usize,
                ours: token.kind == Kind::Ours,
                sentiment: sentiment.unwrap_or(Judgement::Neutral),
                score: of(2) - of(0),
            }
        })
        .collect()
}

/// Where the names of a lexicon stand in a message: first byte and one past the last of each.
pub fn names(lexicon: &Lexicon, input: &Input<'_>) -> Vec<(usize, usize)> {
    cut(lexicon, input, |words, stems, talk| {
        let stream = Stream::of(input.text, words, stems, talk.scan, talk.mentions);
        let names = stream.tokens.iter();
        let names = names.filter(|token| is_name(token));
        names.map(|token| (token.start as usize, token.end as usize)).collect()
    })
}

/// The features of what a message says of a name that stands at these bytes, for learning; none when
/// no name of the lexicon stands there.
pub fn toward(lexicon: &Lexicon, input: &Input<'_>, name: (usize, usize)) -> Vec<Feature> {
    cut(lexicon, input, |words, stems, talk| {
        let seen = look(lexicon, input, words, stems, talk);
        let stands = |token: &Token<'_>| {
            is_name(token) && (token.start as usize) < name.1 && name.0 < token.end as usize
        };
        let at = seen.stream.tokens.iter().position(stands);
        at.map_or_else(Vec::new, |at| around(&seen, at))
    })
}

const fn is_name(token: &Token<'_>) -> bool {
    matches!(token.kind, Kind::Ours | Kind::Theirs)
}

/// What the whole message has, and what stands around one of its tokens.
fn around(seen: &Seen<'_>, at: usize) -> Vec<Feature> {
    let mut gatherer = Gatherer { features: seen.features.clone() };
    let tokens = &seen.stream.tokens;
    let ends = |token: &Token<'_>| {
        token.kind == Kind::Sign && token.form.starts_with(['.', '!', '?', '…', '\n', ';'])
    };
    let before = tokens.get(..at).unwrap_or(&[]).iter().rev();
    let after = tokens.get(at + 1..).unwrap_or(&[]).iter();
    let before: Vec<&Token<'_>> = before.take_while(|token| !ends(token)).take(REACH).collect();
    let after: Vec<&Token<'_>> = after.take_while(|token| !ends(token)).take(REACH).collect();
    for (side, near) in [(1_u64, &before), (2, &after)] {
        for (distance, token) in near.iter().enumerate() {
            let band = side * 4 + u64::from(distance >= 1) + u64::from(distance >= 3);
            let hash = token_hash(token).rotate_left(9);
            let span = (token.start, token.end);
            gatherer.add(Family::Near, hash ^ side.wrapping_mul(0x51_7cc1), Group::Near, span);
            gatherer.add(Family::Near, hash ^ band.wrapping_mul(0x2545_f491), Group::Near, span);
        }
    }
    // A charged word speaks the less of the name the farther it stands.
    let from = at - before.len();
    let to = at + after.len();
    let weighed = |side: std::ops::RangeInclusive<usize>| -> f32 {
        let inside = seen.charged.iter().filter(|one| side.contains(&one.tokens.0));
        inside.map(|one| one.valence / (1.0 + one.tokens.0.abs_diff(at) as f32 / 4.0)).sum()
    };
    let (left, right) = (weighed(from..=at), weighed(at..=to));
    let measures = [left, -left, right, -right, left + right, -left - right].map(|m| m * 1.5);
    gatherer.steps(Family::Target, 0, &measures);
    let kind = |token: &Token<'_>| u64::from(token.kind == Kind::Theirs);
    let own = tokens.get(at).map_or(0, kind);
    gatherer.sign(Family::Target, 500 + own);
    for near in [&before, &after] {
        let other = near.iter().find(|token| is_name(token));
        let other = other.map_or(2, |token| kind(token));
        gatherer.sign(Family::Target, 510 + own * 3 + other);
    }
    let first = tokens.iter().position(|token| is_name(token));
    gatherer.sign(Family::Target, 520 + u64::from(first == Some(at)));
    gatherer.features
}
