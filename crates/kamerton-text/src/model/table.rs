//! A trained model as bytes: for each feature that it knows a row of small weights, one for each
//! judgement; found by hash, read in place.

use super::features::{Feature, Group};

/// The beginning of every file of weights.
const MAGIC: &[u8; 8] = b"KAMTXT04";
/// Bytes of a fingerprint and of a rarity, which stand before the weights of all rows: most features
/// of a message are unknown, and are found to be so without leaving the processor's own memory.
const MARK: usize = 2;
/// Bytes of a head: six numbers.
const HEAD: usize = 24;
/// So many weights are added at a time; rows are filled up with zeros to whole times of it.
const LANES: usize = 8;
/// What a sign counts, where the features of the other groups share a length of 1.
const SIGN: f32 = 0.25;
/// The rarity of a sign, in the steps in which rarities are kept.
const SIGN_STEPS: i16 = 64;

/// What a model says of one judgement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Head {
    /// What the weights of this judgement are multiplied with.
    pub scale: f32,
    /// What is added to their sum.
    pub bias: f32,
    /// The probability is the logistic function of `slope * score + shift`.
    pub slope: f32,
    /// See `slope`.
    pub shift: f32,
    /// From this probability on it is said to hold.
    pub threshold: f32,
    /// From this probability on nine of ten are right in ordinary talk; above 1 where none is so
    /// sure.
    pub sure: f32,
}

/// A model whose weights are read where they lie.
#[derive(Clone, Debug)]
pub struct Model<'a> {
    heads: Vec<Head>,
    slots: usize,
    marks: &'a [u8],
    rarities: &'a [u8],
    weights: &'a [u8],
}

/// Where rows are looked for before a feature is said to be unknown.
const FARTHEST: usize = 16;

/// The slot at which the search for a feature begins, and its fingerprint, never 0.
pub fn place(key: u64, slots: usize) -> (usize, u16) {
    let slot = ((u128::from(key) * slots as u128) >> 64) as usize;
    (slot, (key as u16).max(1))
}

impl<'a> Model<'a> {
    /// Reads a model; nothing if the bytes are none.
    pub fn read(bytes: &'a [u8]) -> Option<Self> {
        let (magic, rest) = bytes.split_at_checked(MAGIC.len())?;
        if magic != MAGIC {
            return None;
        }
        let (count, rest) = number(rest)?;
        let (slots, rest) = number(rest)?;
        let (heads, rows) = rest.split_at_checked(count * HEAD)?;
        let heads: Vec<Head> = heads
            .chunks_exact(HEAD)
            .map(|bytes| {
                let mut of = bytes
                    .chunks_exact(4)
                    .map(|four| four.try_into().map(f32::from_le_bytes).unwrap_or_default());
                let mut next = || of.next().unwrap_or_default();
                Head {
                    scale: next(),
                    bias: next(),
                    slope: next(),
                    shift: next(),
                    threshold: next(),
                    sure: next(),
                }
            })
            .collect();
        let (marks, rest) = rows.split_at_checked(slots * MARK)?;
        let (rarities, weights) = rest.split_at_checked(slots)?;
        let whole = weights.len() == slots * padded(count);
        whole.then_some(Self { heads, slots, marks, rarities, weights })
    }

    /// The judgements of the model.
    pub fn heads(&self) -> &[Head] {
        &self.heads
    }

    /// The slot of a fingerprint, none if a free one comes before it. All places where it may be are
    /// compared at once: a branch for each would be guessed wrong for most features.
    fn search(&self, first: usize, mark: u16) -> Option<usize> {
        let Some(near) = self.marks.get(first * MARK..(first + FARTHEST) * MARK) else {
            return self.search_end(first, mark);
        };
        let (near, _) = near.as_chunks::<MARK>();
        let (mut same, mut free) = (0_u32, 0_u32);
        for (ahead, here) in near.iter().enumerate() {
            let here = u16::from_le_bytes(*here);
            same |= u32::from(here == mark) << ahead;
            free |= u32::from(here == 0) << ahead;
        }
        let ahead = same.trailing_zeros();
        (same != 0 && ahead < free.trailing_zeros()).then_some(first + ahead as usize)
    }

    /// As [`Self::search`] where fewer places are left than are looked at.
    fn search_end(&self, first: usize, mark: u16) -> Option<usize> {
        let (left, _) = self.marks.get(first * MARK..)?.as_chunks::<MARK>();
        let taken = left.iter().map(|here| u16::from_le_bytes(*here)).take_while(|here| *here != 0);
        taken.enumerate().find(|(_, here)| *here == mark).map(|(ahead, _)| first + ahead)
    }

    /// Where a feature is kept.
    fn find(&self, feature: &Feature) -> Option<usize> {
        let (first, mark) = place(feature.key, self.slots);
        self.search(first, mark)
    }

    /// How rare a feature is, in steps, if the model knows it.
    pub fn rarity(&self, feature: &Feature) -> Option<u8> {
        self.rarities.get(self.find(feature)?).copied()
    }

    fn counted(&self, slot: usize, group: Group) -> i16 {
        counted(group, self.rarities.get(slot).copied().unwrap_or_default())
    }

    /// The weights of a slot, filled up with zeros.
    fn weights(&self, slot: usize) -> &[u8] {
        let width = padded(self.heads.len());
        self.weights.get(slot * width..(slot + 1) * width).unwrap_or(&[])
    }

    /// The scores of all judgements of a message, before they become probabilities.
    pub fn scores(&self, features: &[Feature]) -> Vec<f32> {
        // First all slots, then all rows: so the processor fetches many rows at a time. One that is
        // unknown is written over by the next: whether it is known cannot be guessed.
        let mut known = vec![(0, Group::Words); features.len() + 1];
        let mut count = 0;
        for feature in features {
            let slot = self.find(feature);
            if let Some(place) = known.get_mut(count) {
                *place = (slot.unwrap_or_default(), feature.group);
            }
            count += usize::from(slot.is_some());
        }
        known.truncate(count);
        let width = padded(self.heads.len());
        let mut sums = vec![0_i32; width * Group::COUNT];
        let mut lengths = Lengths::default();
        for (slot, group) in known {
            let counted = self.counted(slot, group);
            lengths.add(group, counted);
            let from = group as usize * width;
            let (sums, _) =
                sums.get_mut(from..from + width).unwrap_or(&mut []).as_chunks_mut::<LANES>();
            let (weights, _) = self.weights(slot).as_chunks::<LANES>();
            for (sums, weights) in sums.iter_mut().zip(weights) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    // 255 times 127 fits.
                    *sum += i32::from(counted * i16::from(*weight as i8));
                }
            }
        }
        let factors = lengths.factors();
        let score = |(at, head): (usize, &Head)| {
            let sum: f32 = factors
                .iter()
                .enumerate()
                .map(|(group, factor)| {
                    factor * sums.get(group * width + at).copied().unwrap_or_default() as f32
                })
                .sum();
            head.bias + head.scale * sum
        };
        self.heads.iter().enumerate().map(score).collect()
    }

    /// How much each feature adds to one judgement, in the unit of its score: the explanation.
    pub fn shares(&self, features: &[Feature], head: usize) -> Vec<f32> {
        let slots: Vec<Option<usize>> = features.iter().map(|feature| self.find(feature)).collect();
        let mut lengths = Lengths::default();
        for (feature, slot) in features.iter().zip(&slots) {
            if let Some(slot) = slot {
                lengths.add(feature.group, self.counted(*slot, feature.group));
            }
        }
        let factors = lengths.factors();
        let scale = self.heads.get(head).map_or(0.0, |head| head.scale);
        let share = |(feature, slot): (&Feature, &Option<usize>)| {
            let Some(slot) = *slot else { return 0.0 };
            let factor = factors.get(feature.group as usize).copied().unwrap_or_default();
            let weight = self.weights(slot).get(head).map_or(0, |weight| i16::from(*weight as i8));
            scale * factor * f32::from(self.counted(slot, feature.group) * weight)
        };
        features.iter().zip(&slots).map(share).collect()
    }

    /// The probability of each judgement.
    pub fn probabilities(&self, features: &[Feature]) -> Vec<f32> {
        let scores = self.scores(features);
        let of = |(head, score): (&Head, f32)| logistic(head.slope * score + head.shift);
        self.heads.iter().zip(scores).map(of).collect()
    }
}

/// The weights of a row with what fills it up.
const fn padded(heads: usize) -> usize {
    heads.div_ceil(LANES) * LANES
}

/// What a feature counts before its group is brought to one length: how rare it is, where it is no
/// sign.
pub const fn counted(group: Group, rarity: u8) -> i16 {
    match group {
        Group::Signs => SIGN_STEPS,
        _ => rarity as i16,
    }
}

/// The lengths of the groups of a message, squared.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lengths([i64; Group::COUNT]);

impl Lengths {
    /// Adds a feature of a group by what it counts.
    pub fn add(&mut self, group: Group, counted: i16) {
        if let Some(length) = self.0.get_mut(group as usize) {
            *length += i64::from(counted) * i64::from(counted);
        }
    }

    /// What the sum of each group is multiplied with: signs all alike, the others so that their
    /// length is 1.
    pub fn factors(self) -> [f32; Group::COUNT] {
        let of = |length: i64| if length == 0 { 0.0 } else { 1.0 / (length as f32).sqrt() };
        let mut factors = self.0.map(of);
        factors[Group::Signs as usize] = SIGN / f32::from(SIGN_STEPS);
        factors
    }
}

/// 1 / (1 + e^-x), the same on every machine.
pub fn logistic(x: f32) -> f32 {
    1.0 / (1.0 + libm::expf(-x))
}

fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (four, rest) = bytes.split_at_checked(4)?;
    Some((u32::from_le_bytes(four.try_into().ok()?) as usize, rest))
}

/// A row to be written: the feature, its rarity, its weights.
#[derive(Clone, Debug)]
pub struct Row {
    /// The hash of the feature.
    pub key: u64,
    /// How rare it is, in steps.
    pub rarity: u8,
    /// Its weights.
    pub weights: Vec<i8>,
}

/// Writes a model. Rows that find no place near their slot are left out; how many comes back with
/// the bytes. The first rows are placed first.
pub fn write(heads: &[Head], rows: &[Row], slots: usize) -> (Vec<u8>, usize) {
    let count = heads.len();
    let (mut marks, mut rarities) = (vec![0_u16; slots], vec![0_u8; slots]);
    let width = padded(count);
    let mut weights = vec![0_u8; slots * width];
    let mut lost = 0;
    for row in rows {
        let (first, mark) = place(row.key, slots);
        let mut near = marks.iter_mut().enumerate().skip(first).take(FARTHEST);
        let Some((slot, free)) = near.find(|(_, taken)| **taken == 0) else {
            lost += 1;
            continue;
        };
        *free = mark;
        if let Some(rarity) = rarities.get_mut(slot) {
            *rarity = row.rarity;
        }
        let places = weights.iter_mut().skip(slot * width).take(count);
        places.zip(&row.weights).for_each(|(place, weight)| *place = *weight as u8);
    }
    let mut out = MAGIC.to_vec();
    out.extend((count as u32).to_le_bytes());
    out.extend((slots as u32).to_le_bytes());
    for head in heads {
        let Head { scale, bias, slope, shift, threshold, sure } = *head;
        for number in [scale, bias, slope, shift, threshold, sure] {
            out.extend(number.to_le_bytes());
        }
    }
    out.extend(marks.iter().flat_map(|mark| mark.to_le_bytes()));
    out.extend(rarities);
    out.extend(weights);
    (out, lost)
}
