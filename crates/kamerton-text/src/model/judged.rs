//! What the models say of one message.

use super::own::{Own, logit};
use super::table::logistic;
use super::{Head, Judgement, Models, Seen, Table, models};
use crate::Lang;

/// How many judgements there are.
const COUNT: usize = Judgement::ALL.len();

/// Bytes of a text that carried a judgement, and how much of it: shares add up to 1 at most.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The part of the reasons for the judgement that stands here, above 0.
    pub share: f32,
}

/// The probabilities of all judgements of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    lang: Lang,
    probabilities: [f32; COUNT],
    /// The tone of the charged words.
    tone: f32,
}

impl Judged {
    /// What the models say, moved by what a workspace's own people taught.
    pub(crate) fn of(lang: Lang, models: &Models, own: &Own, seen: &Seen<'_>) -> Self {
        let mut judged = Self { lang, probabilities: [0.0; COUNT], tone: seen.tone() };
        for table in [Table::Acts, Table::Tone] {
            let probabilities = models.table(table).probabilities(&seen.features);
            for (judgement, probability) in table.judgements().iter().zip(probabilities) {
                if let Some(place) = judged.probabilities.get_mut(*judgement as usize) {
                    *place = probability;
                }
            }
            for (judgement, by) in own.moves(models, table, &seen.stream) {
                if let Some(place) = judged.probabilities.get_mut(judgement as usize) {
                    *place = logistic(logit(*place) + by);
                }
            }
        }
        judged
    }

    /// How probable a judgement is, from 0 to 1.
    pub fn probability(&self, judgement: Judgement) -> f32 {
        self.probabilities.get(judgement as usize).copied().unwrap_or_default()
    }

    fn head(&self, judgement: Judgement) -> Option<&'static Head> {
        models(self.lang)?.head(judgement)
    }

    /// From which probability on a judgement is said to hold.
    fn threshold(&self, judgement: Judgement) -> f32 {
        self.head(judgement).map_or(1.0, |head| head.threshold)
    }

    /// The probability stretched so that 0.5 is where a judgement is said to hold, from 0 to 1: for
    /// readers who know no thresholds.
    pub fn stretched(&self, judgement: Judgement) -> f32 {
        let power = libm::logf(0.5) / libm::logf(self.threshold(judgement).clamp(0.01, 0.99));
        libm::powf(self.probability(judgement).clamp(0.0, 1.0), power)
    }

    /// Whether a judgement is probable enough to be said.
    pub fn holds(&self, judgement: Judgement) -> bool {
        self.probability(judgement) >= self.threshold(judgement)
    }

    /// Whether a judgement is so probable that nine of ten are right in ordinary talk.
    pub fn is_sure(&self, judgement: Judgement) -> bool {
        self.head(judgement).is_some_and(|head| self.probability(judgement) >= head.sure)
    }

    /// Whether a judgement is thinkable: at least half as probable as what is said to hold.
    pub fn is_thinkable(&self, judgement: Judgement) -> bool {
        self.probability(judgement) >= self.threshold(judgement) / 2.0
    }

    /// The speech acts that hold; the most probable one where none does.
    pub fn acts(&self) -> Vec<Judgement> {
        let said: Vec<Judgement> =
            Judgement::ACTS.iter().copied().filter(|act| self.holds(*act)).collect();
        if !said.is_empty() {
            return said;
        }
        self.likeliest(Judgement::ACTS).into_iter().collect()
    }

    /// Negative, neutral or positive: the class that is farthest above its own threshold, so that the
    /// rare ones are not given up for the common one.
    pub fn sentiment(&self) -> Judgement {
        let height = |tone: &Judgement| self.probability(*tone) / self.threshold(*tone).max(0.05);
        let tones = Judgement::SENTIMENTS.into_iter();
        let highest = tones.max_by(|one, other| height(one).total_cmp(&height(other)));
        highest.unwrap_or(Judgement::Neutral)
    }

    /// The sentiment as a number from -1 to 1: half what the model says, half the words' own tone.
    pub fn score(&self) -> f32 {
        let model = self.probability(Judgement::Positive) - self.probability(Judgement::Negative);
        f32::midpoint(model, self.tone).clamp(-1.0, 1.0)
    }

    /// The strongest confirmation kind that holds; a negative message is none.
    pub fn confirmation(&self) -> Option<Judgement> {
        if self.sentiment() == Judgement::Negative {
            return None;
        }
        Judgement::CONFIRMATIONS.iter().copied().find(|kind| self.holds(*kind))
    }

    fn likeliest(&self, among: &[Judgement]) -> Option<Judgement> {
        let of = |one: &Judgement| self.probability(*one);
        among.iter().copied().max_by(|one, other| of(one).total_cmp(&of(other)))
    }
}

/// The words that speak for a judgement, the strongest reasons joined where they touch.
pub(crate) fn reasons(models: &Models, seen: &Seen<'_>, judgement: Judgement) -> Vec<Span> {
    /// A word with less than this part of all reasons decides nothing.
    const LEAST: f32 = 0.08;
    let shares = models.table(Table::of(judgement)).shares(&seen.features, judgement.place());
    let tokens = &seen.stream.tokens;
    let mut weights = vec![0.0; tokens.len()];
    // The share of a feature is spread over the tokens it was seen in.
    for (feature, share) in seen.features.iter().zip(shares) {
        let (start, end) = feature.span;
        let first = tokens.partition_point(|token| token.start < start);
        let behind = tokens.partition_point(|token| token.end <= end);
        let inside = weights.get_mut(first..behind).unwrap_or(&mut []);
        let count = inside.len() as f32;
        inside.iter_mut().for_each(|weight| *weight += share / count);
    }
    let all: f32 = weights.iter().map(|weight: &f32| weight.max(0.0)).sum();
    let mut spans: Vec<Span> = Vec::new();
    let mut joins = false;
    for (token, weight) in tokens.iter().zip(weights) {
        let share = weight / all.max(f32::MIN_POSITIVE);
        let decides = share >= LEAST;
        match spans.last_mut().filter(|_| joins && decides) {
            Some(last) => {
                last.end = token.end as usize;
                last.share += share;
            }
            None if decides => {
                spans.push(Span { start: token.start as usize, end: token.end as usize, share });
            }
            None => {}
        }
        joins = decides;
    }
    spans
}
