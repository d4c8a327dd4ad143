//! What the models say of one message.

use super::{Feature, Judgement, Model, Models, Seen, Table, models};
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
    probabilities: [f32; COUNT],
    holds: u64,
    sure: u64,
    tone: f32,
    lang: Lang,
    sentiment: Judgement,
}

impl Judged {
    pub(crate) fn of(lang: Lang, models: &Models, seen: &Seen<'_>) -> Self {
        let mut judged = Self {
            probabilities: [0.0; COUNT],
            holds: 0,
            sure: 0,
            tone: seen.tone(),
            lang,
            sentiment: Judgement::Neutral,
        };
        for (table, model) in [(Table::Acts, &models.acts), (Table::Tone, &models.tone)] {
            let probabilities = model.probabilities(&seen.features);
            let heads = table.judgements().iter().zip(model.heads());
            for ((judgement, head), probability) in heads.zip(probabilities) {
                if let Some(place) = judged.probabilities.get_mut(*judgement as usize) {
                    *place = probability;
                }
                judged.holds |= u64::from(probability >= head.threshold) << (*judgement as u8);
                judged.sure |= u64::from(probability >= head.sure) << (*judgement as u8);
            }
        }
        // The class that is farthest above its own best threshold: of all classes alike, the rare ones
        // are not given up for the common one.
        let mut best = 0.0;
        for tone in Judgement::SENTIMENTS {
            let at = tone as usize - Table::Tone.first() as usize;
            let threshold = models.tone.heads().get(at).map_or(0.5, |head| head.threshold);
            let height = judged.probability(tone) / threshold.max(0.05);
            if height > best {
                best = height;
                judged.sentiment = tone;
            }
        }
        judged
    }

    /// How probable a judgement is, from 0 to 1.
    pub fn probability(&self, judgement: Judgement) -> f32 {
        self.probabilities.get(judgement as usize).copied().unwrap_or_default()
    }

    /// The probability stretched so that 0.5 is where a judgement is said to hold, from 0 to 1: for
    /// readers who know no thresholds.
    pub fn stretched(&self, judgement: Judgement) -> f32 {
        let table = Table::of(judgement);
        let at = table.judgements().iter().position(|one| *one == judgement);
        let head = models(self.lang).zip(at).and_then(|(models, at)| match table {
            Table::Acts => models.acts.heads().get(at),
            Table::Tone => models.tone.heads().get(at),
        });
        let threshold = head.map_or(0.5, |head| head.threshold).clamp(0.01, 0.99);
        let power = libm::logf(0.5) / libm::logf(threshold);
        libm::powf(self.probability(judgement).clamp(0.0, 1.0), power)
    }

    /// Whether a judgement is probable enough to be said.
    pub const fn holds(&self, judgement: Judgement) -> bool {
        self.holds >> (judgement as u8) & 1 == 1
    }

    /// Whether a judgement is so probable that nine of ten are right in ordinary talk.
    pub const fn is_sure(&self, judgement: Judgement) -> bool {
        self.sure >> (judgement as u8) & 1 == 1
    }

    /// Whether a judgement is at least thinkable: half as probable as what is said to hold.
    pub fn is_thinkable(&self, judgement: Judgement) -> bool {
        self.stretched(judgement) >= 0.3
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

    /// Negative, neutral or positive.
    pub const fn sentiment(&self) -> Judgement {
        self.sentiment
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
pub(super) fn reasons(model: &Model<'_>, features: &[Feature], head: usize) -> Vec<Span> {
    /// A word with less than this part of all reasons decides nothing.
    const LEAST: f32 = 0.08;
    let shares = model.shares(features, head);
    // The share of a feature is spread over the words it was seen in.
    let mut words: Vec<(u32, u32, f32)> = Vec::new();
    for feature in features.iter().filter(|feature| feature.span.1 > feature.span.0) {
        if !words.iter().any(|(start, end, _)| (*start, *end) == feature.span) {
            words.push((feature.span.0, feature.span.1, 0.0));
        }
    }
    words.sort_unstable_by_key(|(start, end, _)| (*end - *start, *start));
    let mut single: Vec<(u32, u32, f32)> = Vec::new();
    for word in words {
        if !single.iter().any(|(start, end, _)| word.0 <= *start && *end <= word.1) {
            single.push(word);
        }
    }
    single.sort_unstable_by_key(|(start, ..)| *start);
    for (feature, share) in features.iter().zip(shares) {
        let inside =
            |word: &&mut (u32, u32, f32)| feature.span.0 <= word.0 && word.1 <= feature.span.1;
        let count = single.iter_mut().filter(inside).count();
        single.iter_mut().filter(inside).for_each(|word| word.2 += share / count as f32);
    }
    let all: f32 = single.iter().map(|word| word.2.max(0.0)).sum();
    let mut spans: Vec<Span> = Vec::new();
    let mut joins = false;
    for (start, end, weight) in single {
        let share = weight / all.max(f32::MIN_POSITIVE);
        if share < LEAST {
            joins = false;
            continue;
        }
        match spans.last_mut().filter(|_| joins) {
            Some(last) => {
                last.end = end as usize;
                last.share += share;
            }
            None => spans.push(Span { start: start as usize, end: end as usize, share }),
        }
        joins = true;
    }
    spans
}
