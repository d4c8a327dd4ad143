//! Learns the weights: which pieces of words speak for which language, by logistic regression over
//! examples drawn at random, always in the same order.

use kamerton_text::language::model::{SLOTS, pieces};

/// Examples that are looked at.
const STEPS: usize = 6_000_000;
/// How far the first steps go.
const RATE: f32 = 0.3;
/// A word is drawn by the power of its frequency: rarer words are many together, and what a reader
/// writes next may well be one of them.
const RARE: f64 = 0.7;
/// The share of examples of two words.
const PAIRS: f64 = 0.5;
/// The share of examples drawn from texts, where there are any.
const FROM_TEXTS: f64 = 0.15;
/// Words of a text that are looked at together.
const STRETCH: usize = 8;
/// The share of pieces that each example hides, so that no word hangs on one piece alone.
const HIDDEN: f64 = 0.2;

/// What is known of one language.
#[derive(Debug, Default)]
pub struct Lessons {
    rows: Rows,
    sums: Vec<f64>,
    /// Running texts.
    pub texts: Texts,
}

impl Lessons {
    /// Adds a word of a class of frequency: 3 classes are a tenth of the frequency.
    pub fn add_word(&mut self, letters: &[u32], class: u32) {
        self.rows.add(letters);
        let before = self.sums.last().copied().unwrap_or_default();
        self.sums.push(before + libm::pow(10.0, f64::from(class) * RARE / -3.0));
    }

    fn draw(&self, chance: &mut Chance) -> &[u32] {
        let at = chance.share() * self.sums.last().copied().unwrap_or_default();
        self.rows.get(self.sums.partition_point(|sum| *sum < at).min(self.sums.len() - 1))
    }
}

/// Texts as their words.
#[derive(Debug, Default)]
pub struct Texts {
    rows: Rows,
    ends: Vec<usize>,
}

impl Texts {
    /// Adds a word to the last text.
    pub fn add_word(&mut self, letters: &[u32]) {
        self.rows.add(letters);
    }

    /// Ends a text.
    pub fn end_text(&mut self) {
        if self.ends.last().copied().unwrap_or_default() < self.rows.len() {
            self.ends.push(self.rows.len());
        }
    }

    /// Some words in a row of some text.
    fn draw(&self, chance: &mut Chance, example: &mut Vec<u32>) {
        let text = chance.below(self.ends.len());
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        let words = self.ends[text] - start;
        let first = start + chance.below(words.saturating_sub(STRETCH) + 1);
        for word in first..(first + STRETCH).min(self.ends[text]) {
            example.extend(self.rows.get(word));
        }
    }
}

/// The pieces of words, one word after the other.
#[derive(Debug, Default)]
struct Rows {
    slots: Vec<u32>,
    ends: Vec<usize>,
}

impl Rows {
    fn add(&mut self, letters: &[u32]) {
        pieces(letters, |slot| self.slots.push(slot as u32));
        self.ends.push(self.slots.len());
    }

    fn get(&self, word: usize) -> &[u32] {
        let start = word.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.slots[start..self.ends[word]]
    }

    fn len(&self) -> usize {
        self.ends.len()
    }
}

/// Chance that falls the same way every time (xorshift).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// From 0 up to, not including, 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}

/// The weights of all pieces for all languages, in nats.
pub fn learn<const N: usize>(lessons: &[Lessons]) -> Vec<f32> {
    let mut weights = vec![[0.0_f32; N]; SLOTS];
    // The sum of squares of a weight's steps so far: what was learnt often moves little (Adagrad).
    let mut moved: Vec<[f32; N]> = std::iter::repeat_n([1e-6; N], SLOTS).collect();
    let mut chance = Chance(88_172_645_463_325_252);
    let mut example: Vec<u32> = Vec::new();
    for step in 0..STEPS {
        let language = step % N;
        let of = &lessons[language];
        example.clear();
        if !of.texts.ends.is_empty() && chance.share() < FROM_TEXTS {
            of.texts.draw(&mut chance, &mut example);
        } else {
            example.extend(of.draw(&mut chance));
            if chance.share() < PAIRS {
                example.extend(of.draw(&mut chance));
            }
        }
        example.retain(|_| chance.share() >= HIDDEN);
        let mut errors = probabilities(&example, &weights);
        errors[language] -= 1.0;
        let rate = RATE * (1.0 - step as f32 / STEPS as f32);
        for slot in &example {
            let (weights, moved) = (&mut weights[*slot as usize], &mut moved[*slot as usize]);
            for at in 0..N {
                moved[at] += errors[at] * errors[at];
                weights[at] -= rate * errors[at] / moved[at].sqrt();
            }
        }
    }
    // All pieces speak when nothing is hidden.
    let shown = 1.0 - HIDDEN as f32;
    weights.into_flattened().into_iter().map(|weight| weight * shown).collect()
}

fn probabilities<const N: usize>(example: &[u32], weights: &[[f32; N]]) -> [f32; N] {
    let mut sums = [0.0_f32; N];
    for slot in example {
        for (sum, weight) in sums.iter_mut().zip(&weights[*slot as usize]) {
            *sum += weight;
        }
    }
    let most = sums.iter().copied().fold(f32::MIN, f32::max);
    let powers = sums.map(|sum| libm::expf(sum - most));
    let all: f32 = powers.iter().sum();
    powers.map(|power| power / all)
}
