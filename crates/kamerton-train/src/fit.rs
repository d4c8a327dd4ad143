//! From labelled messages to the bytes of a model.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::sync::Arc;

use kamerton_text::model::table::{self, Lengths, Row, counted};
use kamerton_text::model::{Feature, Group, Head, Model, features};
use kamerton_text::{Input, Lexicon};

use crate::corpus::Sample;
use crate::svm::{self, Plane, Rows, Task};

/// A message with its features and what is known of it.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its features.
    pub features: Vec<Feature>,
    /// Whether each judgement holds; nothing where nobody has said.
    pub labels: Vec<Option<bool>>,
    /// How much it counts.
    pub weight: f32,
    /// The file or set that it comes from; nothing where that is not told apart.
    pub source: Option<Arc<str>>,
    /// A message that stands there already, with less known around it: its words are counted no
    /// second time.
    pub again: bool,
}

impl Example {
    /// A message of the corpus, with what is known around its words.
    pub fn of(sample: &Sample, with_context: bool) -> Self {
        let input = sample.input();
        let context = input.context.filter(|_| with_context);
        Self::read(sample, &sample.section.lexicon, &Input { context, ..input })
    }

    /// The words of a message of the corpus alone: no names are known, no place, nobody's past.
    pub fn bare(sample: &Sample) -> Self {
        Self::read(sample, &Lexicon::default(), &Input { text: &sample.text, ..Input::default() })
    }

    fn read(sample: &Sample, lexicon: &Lexicon, input: &Input<'_>) -> Self {
        Self {
            features: features(lexicon, input),
            labels: sample.labels.clone(),
            weight: sample.weight,
            source: Some(Arc::clone(&sample.source)),
            again: false,
        }
    }
}

/// How a model is learnt.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The cost of an error.
    pub cost: f32,
    /// How much more an error on a message that has the judgement costs.
    pub having: f32,
    /// A feature is learnt from that many messages on.
    pub least: u32,
    /// So many features at most.
    pub most: usize,
    /// The share of messages that have a judgement in ordinary talk, by its number, where that is
    /// not as in the dev part.
    pub share: fn(usize) -> Option<f32>,
    /// Whether a judgement, by its number, is learnt the less from a word the fewer sources have it.
    pub spread: fn(usize) -> bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { cost: 0.15, having: 1.0, least: 3, most: 40_000, share: |_| None, spread: |_| false }
    }
}

/// How many slots there are for a row that is kept.
const ROOM: f32 = 1.4;

/// Learns a model of `heads` judgements: weights from `train`, probabilities and thresholds from
/// `dev`.
pub fn fit<E: Borrow<Example>>(
    train: &[E],
    dev: &[E],
    heads: &[usize],
    settings: &Settings,
) -> Vec<u8> {
    let train: Vec<&Example> = train.iter().map(Borrow::borrow).collect();
    let dev: Vec<&Example> = dev.iter().map(Borrow::borrow).collect();
    let book = Book::of(&train, settings.least);
    let mut rows = Rows::new(book.spread.clone());
    for example in &train {
        rows.push(book.row(&example.features));
    }
    let task = |head: usize| Task {
        known: train
            .iter()
            .enumerate()
            .filter_map(|(row, example)| {
                let holds = example.labels.get(head).copied().flatten()?;
                let cost =
                    settings.cost * example.weight * if holds { settings.having } else { 1.0 };
                Some((row as u32, holds, cost))
            })
            .collect(),
        spread: (settings.spread)(head),
    };
    let tasks: Vec<Task> = heads.iter().map(|head| task(*head)).collect();
    let planes = svm::learn_all(&rows, &tasks);
    drop(rows);
    pack(&book, &planes, heads, &dev, settings)
}

/// Where a feature was seen.
#[derive(Clone, Copy, Debug)]
struct Count {
    messages: u32,
    group: Group,
    /// The number of the message that it was seen in last.
    last: usize,
    /// A bit for each source.
    sources: u64,
}

impl Count {
    const fn of(group: Group) -> Self {
        Self { messages: 0, group, last: usize::MAX, sources: 0 }
    }

    /// How far it is spread over the sources, up to 1: what one kind of talk alone says is mostly what
    /// it is about, not how it is meant.
    fn spread(&self) -> f32 {
        /// As many sources as tell that a word is nobody's own.
        const ENOUGH: f32 = 4.0;
        if self.group == Group::Signs {
            return 1.0;
        }
        (self.sources.count_ones() as f32 / ENOUGH).min(1.0)
    }
}

/// The features that are learnt.
struct Book {
    numbers: HashMap<u64, u32>,
    keys: Vec<(u64, Group, u8)>,
    /// How far each is spread over the sources, up to 1.
    spread: Vec<f32>,
}

impl Book {
    fn of(train: &[&Example], least: u32) -> Self {
        let mut counts: HashMap<u64, Count> = HashMap::new();
        let mut sources: Vec<&Option<Arc<str>>> = Vec::new();
        let whole = train.iter().filter(|example| !example.again);
        let messages = whole.clone().count();
        for (number, example) in whole.enumerate() {
            let known = sources.iter().position(|source| **source == example.source);
            let source = known.unwrap_or(sources.len());
            if known.is_none() {
                sources.push(&example.source);
            }
            for feature in &example.features {
                let group = feature.group;
                let count = counts.entry(feature.key).or_insert(Count::of(group));
                if count.last != number {
                    count.messages += 1;
                    count.last = number;
                }
                count.sources |= 1_u64.checked_shl(source as u32).unwrap_or_default();
            }
        }
        let mut kept: Vec<(u64, Count)> = counts
            .into_iter()
            .filter(|(_, count)| count.messages >= least + u32::from(count.group == Group::Pieces))
            .collect();
        kept.sort_unstable_by_key(|(key, _)| *key);
        let rarity = |count: u32| {
            let idf = libm::log((1.0 + messages as f64) / (1.0 + f64::from(count))) + 1.0;
            (idf * 18.0).round().clamp(1.0, 255.0) as u8
        };
        let keys: Vec<(u64, Group, u8)> =
            kept.iter().map(|(key, count)| (*key, count.group, rarity(count.messages))).collect();
        let numbers = keys.iter().enumerate().map(|(at, (key, ..))| (*key, at as u32)).collect();
        let spread = kept.iter().map(|(_, count)| count.spread()).collect();
        Self { numbers, keys, spread }
    }

    /// The values of a message's features, as the table computes them.
    fn row(&self, found: &[Feature]) -> Vec<(u32, f32)> {
        let mut lengths = Lengths::default();
        let mut known: Vec<(u32, i16, usize)> = Vec::with_capacity(found.len());
        for feature in found {
            let Some(number) = self.numbers.get(&feature.key) else { continue };
            let rarity = self.keys.get(*number as usize).map_or(0, |(.., rarity)| *rarity);
            let counted = counted(feature.group, rarity);
            lengths.add(feature.group, counted);
            known.push((*number, counted, feature.group as usize));
        }
        let factors = lengths.factors();
        known.sort_unstable();
        let mut row: Vec<(u32, f32)> = Vec::with_capacity(known.len());
        for (number, counted, group) in known {
            let value = f32::from(counted) * factors.get(group).copied().unwrap_or_default();
            match row.last_mut() {
                Some((last, sum)) if *last == number => *sum += value,
                _ => row.push((number, value)),
            }
        }
        row
    }
}

fn pack(
    book: &Book,
    planes: &[Plane],
    which: &[usize],
    dev: &[&Example],
    settings: &Settings,
) -> Vec<u8> {
    let weight = |plane: &Plane, at: usize| plane.weights.get(at).copied().unwrap_or_default();
    let mut order: Vec<(f32, usize)> = book
        .keys
        .iter()
        .enumerate()
        .map(|(at, (_, group, rarity))| {
            let squares: f32 = planes.iter().map(|plane| weight(plane, at).powi(2)).sum();
            let value = if *group == Group::Signs { f32::INFINITY } else { f32::from(*rarity) };
            (squares * value, at)
        })
        .filter(|(worth, _)| *worth > 0.0)
        .collect();
    order.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    order.truncate(settings.most);
    // The few largest weights are cut so that the many small ones keep their shades.
    let scales: Vec<f32> = planes
        .iter()
        .map(|plane| {
            let mut sizes: Vec<f32> =
                order.iter().map(|(_, at)| weight(plane, *at).abs()).collect();
            sizes.sort_by(f32::total_cmp);
            let cut = sizes.get(sizes.len().saturating_sub(1 + sizes.len() / 2_000));
            cut.copied().unwrap_or_default().max(1e-6) / 127.0
        })
        .collect();
    let rows: Vec<Row> = order
        .iter()
        .filter_map(|(_, at)| {
            let (key, _, rarity) = *book.keys.get(*at)?;
            let weights = planes
                .iter()
                .zip(&scales)
                .map(|(plane, scale)| {
                    (weight(plane, *at) / scale).round().clamp(-127.0, 127.0) as i8
                })
                .collect();
            Some(Row { key, rarity, weights })
        })
        .collect();
    let slots = ((rows.len() as f32 * ROOM) as usize).max(16);
    let mut heads: Vec<Head> = planes
        .iter()
        .zip(&scales)
        .map(|(plane, scale)| Head {
            scale: *scale,
            bias: plane.bias,
            slope: 2.0,
            shift: 0.0,
            threshold: 0.5,
            sure: 1.1,
        })
        .collect();
    let (bytes, _) = table::write(&heads, &rows, slots);
    if let Some(model) = Model::read(&bytes) {
        calibrate(&model, dev, which, &mut heads, settings);
    }
    table::write(&heads, &rows, slots).0
}

/// Sets probabilities (Platt, "Probabilistic Outputs for Support Vector Machines", 1999, with his
/// smoothed targets) and the threshold that gives the best F1 on the dev part.
fn calibrate(
    model: &Model<'_>,
    dev: &[&Example],
    which: &[usize],
    heads: &mut [Head],
    settings: &Settings,
) {
    let scores: Vec<Vec<f32>> = dev.iter().map(|example| model.scores(&example.features)).collect();
    for (number, (head, label)) in heads.iter_mut().zip(which).enumerate() {
        let known: Vec<(f32, bool)> = dev
            .iter()
            .zip(&scores)
            .filter_map(|(example, scores)| {
                let holds = example.labels.get(*label).copied().flatten()?;
                Some((scores.get(number).copied().unwrap_or_default(), holds))
            })
            .collect();
        let having = known.iter().filter(|(_, holds)| *holds).count();
        if having < 3 {
            continue;
        }
        (head.slope, head.shift) = platt(&known, having);
        head.threshold = table::logistic(head.slope * best_cut(&known) + head.shift);
        if let Some(cut) = sure_cut(&known, (settings.share)(*label)) {
            head.sure = table::logistic(head.slope * cut + head.shift).max(head.threshold);
        }
    }
}

fn platt(known: &[(f32, bool)], having: usize) -> (f32, f32) {
    let lacking = known.len() - having;
    let high = (having as f64 + 1.0) / (having as f64 + 2.0);
    let low = 1.0 / (lacking as f64 + 2.0);
    let (mut slope, mut shift) = (2.0_f64, 0.0_f64);
    for _ in 0..100 {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 1e-6, 0.0, 1e-6);
        for (score, holds) in known {
            let score = f64::from(*score);
            let p = 1.0 / (1.0 + libm::exp(-(slope * score + shift)));
            let target = if *holds { high } else { low };
            let (error, curve) = (p - target, (p * (1.0 - p)).max(1e-9));
            g0 += error * score;
            g1 += error;
            h00 += curve * score * score;
            h01 += curve * score;
            h11 += curve;
        }
        let det = h00 * h11 - h01 * h01;
        if det.abs() < 1e-12 {
            break;
        }
        let (step0, step1) = ((h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det);
        slope -= step0.clamp(-2.0, 2.0);
        shift -= step1.clamp(-2.0, 2.0);
        if step0.abs() + step1.abs() < 1e-7 {
            break;
        }
    }
    (slope as f32, shift as f32)
}

/// The lowest score from which on nine of ten have it where `share` of all messages do; nothing where
/// too few are so sure. The corpus is richer than life, so that its false alarms would drown the few
/// that are right in ordinary talk.
fn sure_cut(known: &[(f32, bool)], share: Option<f32>) -> Option<f32> {
    /// Fewer than this prove nothing.
    const ENOUGH: usize = 8;
    let mut known = known.to_vec();
    known.sort_by(|one, other| other.0.total_cmp(&one.0));
    let having = known.iter().filter(|(_, holds)| *holds).count() as f32;
    let lacking = known.len() as f32 - having;
    let weight = share.map_or(1.0, |share| share / (1.0 - share) * lacking / having.max(1.0));
    let (mut right, mut wrong) = (0, 0);
    let mut cut = None;
    for (score, holds) in &known {
        right += usize::from(*holds);
        wrong += usize::from(!*holds);
        let weighed = weight * right as f32;
        if right >= ENOUGH && weighed >= 0.9 * (weighed + wrong as f32) {
            cut = Some(*score);
        }
    }
    cut
}

/// The score from which on saying yes gives the best F1; smoothed over its neighbours, because the
/// dev part is small.
fn best_cut(known: &[(f32, bool)]) -> f32 {
    let mut known = known.to_vec();
    known.sort_by(|one, other| other.0.total_cmp(&one.0));
    let having = known.iter().filter(|(_, holds)| *holds).count() as f32;
    let mut right = 0.0;
    let f1: Vec<f32> = known
        .iter()
        .enumerate()
        .map(|(at, (_, holds))| {
            right += f32::from(u8::from(*holds));
            2.0 * right / (having + at as f32 + 1.0)
        })
        .collect();
    let width = (having as usize / 20).max(1);
    let smooth = |at: usize| {
        let near = f1.get(at.saturating_sub(width)..(at + width + 1).min(f1.len())).unwrap_or(&[]);
        near.iter().sum::<f32>() / near.len().max(1) as f32
    };
    let best = (0..known.len()).max_by(|one, other| smooth(*one).total_cmp(&smooth(*other)));
    let at = best.unwrap_or_default();
    let here = known.get(at).map_or(0.0, |(score, _)| *score);
    let next = known.get(at + 1).map_or(here, |(score, _)| *score);
    f32::midpoint(here, next)
}
