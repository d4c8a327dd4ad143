//! Influence that is kept while people talk: personalised PageRank under single changes.
//!
//! [`personalised`](crate::personalised) solves `y = alpha P' y + (1 - alpha) s` from the beginning. Here
//! `y` is kept together with what it still lacks, `r = (1 - alpha) s + alpha P' y - y`, for each person. A
//! message changes one row of `P`, and so `r` at those whom its author has talked with. Then whoever
//! lacks too much takes it up into `y` and hands `alpha` of it on (forward push), and so on; a few
//! hundred people later nobody lacks more than [`Care::precision`] of their own value. That is the
//! local update of Zhang, Lofgren and Goel (2016), with a bound that is relative to each value, so that
//! small values are as good as large ones.
//!
//! **Decay.** All weights halve in the same time, and a walker looks only at what share of a row each
//! tie has; so time alone changes nothing. A row keeps its weights as of an instant of its own, and a
//! message that comes `t` later is entered `2^(t / half-life)` times as heavy. Nothing old is touched.
//! When that number becomes too large, the row, and it alone, is brought forward to the new instant.

use std::collections::VecDeque;

use crate::cells::{add, at, put};

/// With what care influence is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Care {
    /// The probability of following a tie.
    pub alpha: f64,
    /// What share of its value a person may lack. Values are then wrong by a few times as much: by the
    /// mean length of the walks that lead to them.
    pub precision: f64,
    /// In what time a message loses half of its weight, in the unit of the times that are given; `None`:
    /// it does not.
    pub half_life: Option<f64>,
}

impl Default for Care {
    fn default() -> Self {
        Self { alpha: 0.85, precision: 1e-4, half_life: None }
    }
}

/// Why a change is refused. Nothing has changed then.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum InfluenceError {
    /// Nobody has this number.
    #[error("there is no person {person} among {people}")]
    Person {
        /// The number.
        person: u32,
        /// How many there are.
        people: usize,
    },
    /// A weight or a seed is no number, endless or below zero.
    #[error("{0} is no finite weight of at least 0")]
    Weight(f64),
    /// A time is no number or endless.
    #[error("{0} is no time")]
    Time(f64),
    /// Alpha, precision or half-life cannot be.
    #[error("alpha has to be from 0 to less than 1, precision and half-life above 0: {0:?}")]
    Care(Care),
    /// The weights of one author add up to more than a number can hold.
    #[error("the weights of person {0} add up to more than a number can hold")]
    TooHeavy(u32),
}

/// The influence of everybody in one community, as seen from its target audience.
#[derive(Clone, Debug)]
pub struct Influence {
    care: Care,
    rows: Vec<Row>,
    seeds: Vec<f64>,
    seed_sum: f64,
    values: Vec<f64>,
    lacking: Vec<f64>,
    /// Who may lack too much.
    queue: VecDeque<u32>,
    is_waiting: Vec<bool>,
}

/// Whom one person has talked to.
#[derive(Clone, Debug, Default)]
struct Row {
    /// By whom it is, in order.
    ties: Vec<(u32, f64)>,
    sum: f64,
    /// The instant whose weights these are.
    reference: f64,
}

/// A row is brought forward when a message would count 2 to this power.
const FAR: f64 = 256.0;

impl Row {
    fn place(&self, to: u32) -> Result<usize, usize> {
        self.ties.binary_search_by_key(&to, |(to, _)| *to)
    }

    fn weight(&self, to: u32) -> f64 {
        let tie = self.place(to).ok().and_then(|place| self.ties.get(place));
        tie.map_or(0.0, |(_, weight)| *weight)
    }

    fn shrink(&mut self, factor: f64) {
        if factor != 1.0 {
            self.ties.iter_mut().for_each(|(_, weight)| *weight *= factor);
        }
    }

    /// Sets the weight of a tie. What is left of one that was taken back but an error of rounding
    /// against what was changed is nothing.
    fn set(&mut self, to: u32, weight: f64, changed: f64) {
        let is_left = weight > 1e-12 * changed;
        match self.place(to) {
            Ok(place) if is_left => put(&mut self.ties, place, (to, weight)),
            Ok(place) => {
                self.ties.remove(place);
            }
            Err(place) if is_left => self.ties.insert(place, (to, weight)),
            Err(_) => {}
        }
        self.sum = self.ties.iter().map(|(_, weight)| weight).sum();
    }
}

impl Influence {
    /// A community of nobody.
    ///
    /// # Errors
    /// When the care cannot be.
    pub fn new(care: Care) -> Result<Self, InfluenceError> {
        let half_life = care.half_life.unwrap_or(1.0);
        let is_good = (0.0..1.0).contains(&care.alpha)
            && care.precision > 0.0
            && care.precision.is_finite()
            && half_life > 0.0
            && half_life.is_finite();
        if !is_good {
            return Err(InfluenceError::Care(care));
        }
        Ok(Self {
            care,
            rows: Vec::new(),
            seeds: Vec::new(),
            seed_sum: 0.0,
            values: Vec::new(),
            lacking: Vec::new(),
            queue: VecDeque::new(),
            is_waiting: Vec::new(),
        })
    }

    /// Adds a person and says their number. The seed is how much they are the target audience.
    ///
    /// # Errors
    /// When the seed is not a finite number of at least 0.
    pub fn add_person(&mut self, seed: f64) -> Result<u32, InfluenceError> {
        check_weight(seed)?;
        let person = self.rows.len() as u32;
        self.rows.push(Row::default());
        self.seeds.push(0.0);
        self.values.push(0.0);
        self.lacking.push(0.0);
        self.is_waiting.push(false);
        self.set_seed(person, seed)?;
        Ok(person)
    }

    /// Sets how much a person is the target audience.
    ///
    /// # Errors
    /// When there is no such person or the seed cannot be.
    pub fn set_seed(&mut self, person: u32, seed: f64) -> Result<(), InfluenceError> {
        self.check_person(person)?;
        check_weight(seed)?;
        let change = seed - at(&self.seeds, person as usize);
        put(&mut self.seeds, person as usize, seed);
        self.seed_sum += change;
        self.owe(person, (1.0 - self.care.alpha) * change);
        Ok(())
    }

    /// One message more from a person to another, and everything is as it should be again.
    ///
    /// # Errors
    /// When there is no such person, or the weight or the time cannot be.
    pub fn record(
        &mut self,
        from: u32,
        to: u32,
        weight: f64,
        time: f64,
    ) -> Result<(), InfluenceError> {
        self.enter(from, to, weight, time)?;
        self.settle();
        Ok(())
    }

    /// A message is taken back: what it weighs by now is taken off.
    ///
    /// # Errors
    /// As [`Influence::record`].
    pub fn withdraw(
        &mut self,
        from: u32,
        to: u32,
        weight: f64,
        time: f64,
    ) -> Result<(), InfluenceError> {
        self.check(from, to, weight, time)?;
        self.change(from, to, -weight, time)?;
        self.settle();
        Ok(())
    }

    /// Enters a message without taking up what follows from it; many can be entered before one
    /// [`Influence::settle`], as when a history is read.
    ///
    /// # Errors
    /// As [`Influence::record`].
    pub fn enter(
        &mut self,
        from: u32,
        to: u32,
        weight: f64,
        time: f64,
    ) -> Result<(), InfluenceError> {
        self.check(from, to, weight, time)?;
        self.change(from, to, weight, time)
    }

    /// Takes up what is lacking until nobody lacks too much; says how often somebody took up.
    pub fn settle(&mut self) -> usize {
        let mut taken = 0;
        let floor = self.floor();
        while let Some(person) = self.queue.pop_front() {
            put(&mut self.is_waiting, person as usize, false);
            if self.is_lacking(person, floor) {
                self.take_up(person, floor);
                taken += 1;
            }
        }
        taken
    }

    /// How many people there are.
    pub fn people(&self) -> usize {
        self.rows.len()
    }

    /// The influence of each; together 1, or all 0 while nobody has a seed.
    pub fn values(&self) -> Vec<f64> {
        let sum: f64 = self.values.iter().sum();
        let scale = if sum > 0.0 { 1.0 / sum } else { 0.0 };
        self.values.iter().map(|value| value.max(0.0) * scale).collect()
    }

    /// The most influential, best first; of equal ones the earlier.
    pub fn top(&self, count: usize) -> Vec<(u32, f64)> {
        let mut all: Vec<(u32, f64)> =
            self.values().into_iter().enumerate().map(|(who, value)| (who as u32, value)).collect();
        let order = |one: &(u32, f64), other: &(u32, f64)| {
            other.1.total_cmp(&one.1).then(one.0.cmp(&other.0))
        };
        if count < all.len() {
            all.select_nth_unstable_by(count, order);
            all.truncate(count);
        }
        all.sort_unstable_by(order);
        all
    }

    /// How much a person is the target audience.
    pub fn seed(&self, person: u32) -> Option<f64> {
        self.seeds.get(person as usize).copied()
    }

    /// To whom a person has talked, and with what weight as of a time.
    pub fn ties(&self, person: u32, time: f64) -> Vec<(u32, f64)> {
        let Some(row) = self.rows.get(person as usize) else { return Vec::new() };
        let scale = self.scale(row.reference - time);
        row.ties.iter().map(|(to, weight)| (*to, weight * scale)).collect()
    }

    /// What share of its value the one who lacks most still lacks, of those above a thousandth of the mean.
    pub fn lacking(&self) -> f64 {
        let least = 1e-3 * self.seed_sum / self.people().max(1) as f64;
        let pairs = self.values.iter().zip(&self.lacking).filter(|(value, _)| **value >= least);
        pairs.map(|(value, lacking)| lacking.abs() / value).fold(0.0, f64::max)
    }

    fn check_person(&self, person: u32) -> Result<(), InfluenceError> {
        let people = self.people();
        if (person as usize) < people {
            Ok(())
        } else {
            Err(InfluenceError::Person { person, people })
        }
    }

    fn check(&self, from: u32, to: u32, weight: f64, time: f64) -> Result<(), InfluenceError> {
        self.check_person(from)?;
        self.check_person(to)?;
        check_weight(weight)?;
        if time.is_finite() { Ok(()) } else { Err(InfluenceError::Time(time)) }
    }

    /// How much heavier a message of so much later is.
    fn scale(&self, later: f64) -> f64 {
        self.care.half_life.map_or(1.0, |half_life| (later / half_life).exp2())
    }

    /// Takes off what the author's value gives by the row as it was, and gives it by the new one.
    fn change(&mut self, from: u32, to: u32, weight: f64, time: f64) -> Result<(), InfluenceError> {
        let Some(mut row) = self.rows.get_mut(from as usize).map(std::mem::take) else {
            return Ok(());
        };
        let passed = self.care.alpha * at(&self.values, from as usize);
        let kept = row.weight(to);
        let reference = if row.ties.is_empty() { time } else { row.reference };
        let later = time - reference;
        let halvings = self.care.half_life.map_or(0.0, |half_life| later / half_life);
        let (shrink, scale) =
            if halvings > FAR { ((-halvings).exp2(), 1.0) } else { (1.0, halvings.exp2()) };
        let sum = row.sum * shrink + weight * scale;
        if !sum.is_finite() {
            put(&mut self.rows, from as usize, row);
            return Err(InfluenceError::TooHeavy(from));
        }
        self.hand_on(&row, -passed);
        row.reference = if halvings > FAR { time } else { reference };
        row.shrink(shrink);
        row.set(to, kept * shrink + weight * scale, weight.abs() * scale);
        self.hand_on(&row, passed);
        put(&mut self.rows, from as usize, row);
        Ok(())
    }

    fn hand_on(&mut self, row: &Row, amount: f64) {
        if row.sum <= 0.0 || amount == 0.0 {
            return;
        }
        for (to, weight) in &row.ties {
            self.owe(*to, amount * (weight / row.sum));
        }
    }

    fn owe(&mut self, person: u32, amount: f64) {
        add(&mut self.lacking, person as usize, amount);
        if !at(&self.is_waiting, person as usize) {
            put(&mut self.is_waiting, person as usize, true);
            self.queue.push_back(person);
        }
    }

    /// Below this nobody's value matters: a share of what everybody would have if all were equal.
    fn floor(&self) -> f64 {
        1e-6 * self.care.precision * self.seed_sum / self.people().max(1) as f64
    }

    #[inline]
    fn is_lacking(&self, person: u32, floor: f64) -> bool {
        let bound = (self.care.precision * at(&self.values, person as usize)).max(floor);
        at(&self.lacking, person as usize).abs() > bound
    }

    fn take_up(&mut self, person: u32, floor: f64) {
        let amount = at(&self.lacking, person as usize);
        put(&mut self.lacking, person as usize, 0.0);
        add(&mut self.values, person as usize, amount);
        let Some(row) = self.rows.get_mut(person as usize) else { return };
        if row.sum <= 0.0 {
            return;
        }
        let passed = self.care.alpha * amount / row.sum;
        let ties = std::mem::take(&mut row.ties);
        for (to, weight) in &ties {
            add(&mut self.lacking, *to as usize, passed * weight);
            if !at(&self.is_waiting, *to as usize) && self.is_lacking(*to, floor) {
                put(&mut self.is_waiting, *to as usize, true);
                self.queue.push_back(*to);
            }
        }
        if let Some(row) = self.rows.get_mut(person as usize) {
            row.ties = ties;
        }
    }
}

fn check_weight(weight: f64) -> Result<(), InfluenceError> {
    let is_good = weight.is_finite() && weight >= 0.0;
    if is_good { Ok(()) } else { Err(InfluenceError::Weight(weight)) }
}
