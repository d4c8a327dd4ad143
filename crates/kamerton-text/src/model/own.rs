//! What a workspace's own people taught: a small model beside those that are part of the program.
//!
//! It is the fold of the corrections in their order, so that one that is taken back leaves no trace.
//! Each lesson is one step of the passive-aggressive learner (Crammer et al., "Online
//! Passive-Aggressive Algorithms", JMLR 2006, PA-I): as far as is needed to say what was said, and no
//! farther than [`STEP`]. Three bounds keep a mistake, or malice, from leading far: the step, the
//! length of the weights of a judgement ([`LONGEST`]), and how far all lessons together may move one
//! message ([`FARTHEST`]). What the models of the program are sure of stays as it is.

use foldhash::HashMap;

use super::features::{Feature, Gatherer, Group};
use super::stream::Stream;
use super::table::{Head, Lengths, counted};
use super::{Judgement, Models, Table, look};
use crate::lexicon::Lexicon;
use crate::{Input, language};

/// So far one lesson moves the message that it is about, in logits; against what the models of the
/// program hold for sure, less.
const STEP: f32 = 1.0;
/// So far behind the threshold a message is to be, in logits.
const MARGIN: f32 = 0.5;
/// All lessons together move a message by no more than so many logits.
const FARTHEST: f32 = 1.5;
/// What the models of the program hold against a lesson by so many logits halves its step.
const DOUBTED: f32 = 2.0;
/// The longest that the weights of one judgement become.
const LONGEST: f32 = 4.0;
/// The rarity of a word that the program's models do not know, in their steps: that of a rare one.
const RARE: u8 = 180;

/// What a workspace's own people taught.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// By feature: the judgements that it speaks for or against, and how much.
    weights: HashMap<u64, Vec<(Judgement, f32)>>,
    /// By judgement: the length of its weights, squared.
    lengths: HashMap<u8, f32>,
}

/// What one of us said of a message.
#[derive(Clone, Debug)]
pub struct Lesson<'a> {
    /// The message.
    pub input: Input<'a>,
    /// Which judgements hold and which do not.
    pub said: Vec<(Judgement, bool)>,
}

impl Own {
    /// Learns lessons in their order, each once.
    pub fn taught<'a>(lexicon: &Lexicon, lessons: impl IntoIterator<Item = Lesson<'a>>) -> Self {
        let mut own = Self::default();
        for lesson in lessons {
            own.learn(lexicon, &lesson);
        }
        own
    }

    /// Whether nothing was taught.
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    fn learn(&mut self, lexicon: &Lexicon, lesson: &Lesson<'_>) {
        let input = &lesson.input;
        super::cut(lexicon, input, |words, stems, talk| {
            let Some(models) = super::models(language::language(talk)) else { return };
            let seen = look(lexicon, input, words, stems, talk);
            for table in [Table::Acts, Table::Tone] {
                let probabilities = models.table(table).probabilities(&seen.features);
                let values = values(models, table, &seen.stream);
                for (judgement, holds) in &lesson.said {
                    let probability = probabilities.get(judgement.place());
                    if let Some(probability) =
                        probability.filter(|_| Table::of(*judgement) == table)
                        && let Some(head) = models.head(*judgement)
                    {
                        self.step(*judgement, *holds, *probability, head, &values);
                    }
                }
            }
        });
    }

    /// One step of the learner.
    fn step(
        &mut self,
        judgement: Judgement,
        holds: bool,
        probability: f32,
        head: &Head,
        values: &[(u64, f32)],
    ) {
        let length: f32 = values.iter().map(|(_, value)| value * value).sum();
        if length <= 0.0 {
            return;
        }
        let side = if holds { 1.0 } else { -1.0 };
        let by_models = side * (logit(probability) - logit(head.threshold));
        let loss = (MARGIN - by_models - side * self.sum(judgement, values)).max(0.0);
        // A slip of the finger, or malice, contradicts what is plain more often than what is not.
        let trust = 1.0 / (1.0 + (by_models.min(0.0) / DOUBTED).powi(2));
        let step = side * (loss / length).min(STEP * trust);
        if step == 0.0 {
            return;
        }
        let squared = self.lengths.entry(judgement as u8).or_default();
        for (key, value) in values {
            let weights = self.weights.entry(*key).or_default();
            let known = weights.iter().position(|(of, _)| *of == judgement);
            let at = known.unwrap_or_else(|| {
                weights.push((judgement, 0.0));
                weights.len() - 1
            });
            if let Some((_, weight)) = weights.get_mut(at) {
                let before = *weight;
                *weight += step * value;
                *squared += *weight * *weight - before * before;
            }
        }
        let too_long = squared.sqrt() / LONGEST;
        if too_long > 1.0 {
            self.shorten(judgement, 1.0 / too_long);
        }
    }

    fn shorten(&mut self, judgement: Judgement, by: f32) {
        let all = self.weights.values_mut().flatten();
        all.filter(|(of, _)| *of == judgement).for_each(|(_, weight)| *weight *= by);
        if let Some(squared) = self.lengths.get_mut(&(judgement as u8)) {
            *squared *= by * by;
        }
    }

    fn sum(&self, judgement: Judgement, values: &[(u64, f32)]) -> f32 {
        let of = |(key, value): &(u64, f32)| -> f32 {
            let weights = self.weights.get(key).map_or(&[][..], Vec::as_slice);
            weights.iter().filter(|(of, _)| *of == judgement).map(|(_, w)| w * value).sum()
        };
        values.iter().map(of).sum::<f32>().clamp(-FARTHEST, FARTHEST)
    }

    /// By how much the probabilities of a table move, in logits; nothing where nothing was taught.
    pub(super) fn moves(
        &self,
        models: &Models,
        table: Table,
        stream: &Stream<'_>,
    ) -> Vec<(Judgement, f32)> {
        if self.is_empty() {
            return Vec::new();
        }
        let values = values(models, table, stream);
        let mut moves: Vec<(Judgement, f32)> = Vec::new();
        for (key, value) in &values {
            for (judgement, weight) in self.weights.get(key).into_iter().flatten() {
                if Table::of(*judgement) != table {
                    continue;
                }
                match moves.iter_mut().find(|(of, _)| of == judgement) {
                    Some((_, sum)) => *sum += weight * value,
                    None => moves.push((*judgement, weight * value)),
                }
            }
        }
        moves.iter_mut().for_each(|(_, sum)| *sum = sum.clamp(-FARTHEST, FARTHEST));
        moves
    }
}

/// The words of a message with what each counts, of the length 1 together: rare ones more.
fn values(models: &Models, table: Table, stream: &Stream<'_>) -> Vec<(u64, f32)> {
    let mut gatherer = Gatherer::with_room(0);
    gatherer.stems(stream);
    let mut lengths = Lengths::default();
    let of = |feature: &Feature| counted(Group::Words, rarity(models, table, feature));
    gatherer.features.iter().for_each(|feature| lengths.add(Group::Words, of(feature)));
    let factor = lengths.factors().get(Group::Words as usize).copied().unwrap_or_default();
    let value = |feature: &Feature| (feature.key, f32::from(of(feature)) * factor);
    gatherer.features.iter().map(value).collect()
}

fn rarity(models: &Models, table: Table, feature: &Feature) -> u8 {
    models.table(table).rarity(feature).unwrap_or(RARE)
}

/// The logarithm of the odds.
pub(super) fn logit(probability: f32) -> f32 {
    let probability = probability.clamp(1e-6, 1.0 - 1e-6);
    libm::logf(probability / (1.0 - probability))
}
