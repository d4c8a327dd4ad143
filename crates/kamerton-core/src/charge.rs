//! Charge and state (`G2`, `G3`; method, section 5): the entries of a person folded day by day.
//!
//! Every day has a sum `s`, from the entries that count on it. Two decays run over the same sums:
//! *ring* with a half-life of 30 days, the charge on screen, and *bond* with one of 365 days, what
//! stays in the head. The state of a day follows from both and from yesterday's state.
//!
//! Within a day only the set of entries counts, and days are folded in calendar order, one
//! multiplication a day: so the order of arrival cannot matter, and resuming from a
//! [`Checkpoint`] gives the same bits as folding from the first day.

use std::collections::VecDeque;

use crate::entry::{Entry, EntryKind};
use crate::id::IdentityId;
use crate::policy::Policy;
use crate::state::State;
use crate::time::Day;

/// 2^(-1/30), what is left of the ring after a day.
pub const RING_DAY: f64 = 0.977_159_968_434_245_9;
/// 2^(-1/365), what is left of the bond after a day.
pub const BOND_DAY: f64 = 0.998_102_768_651_594_6;

/// What counts on one day of a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DaySum {
    /// Which day.
    pub day: Day,
    /// Sum of what counts, in thousandths.
    pub sum: i64,
    /// Kinds of own confirmations, one bit each.
    pub confirmations: u32,
    /// Days of own confirmations that somebody else answered on this day.
    pub echoes: Vec<Day>,
    /// Whether they said on this day that they own the product.
    pub owns: bool,
}

/// Groups a person's entries by day and applies the caps.
///
/// `own` are the person's identities: an entry whose other side is among them is void. Entries may
/// come in any order; the result is in calendar order.
pub fn day_sums(entries: &[Entry], own: &[IdentityId]) -> Vec<DaySum> {
    let mut sums: Vec<DaySum> = Vec::new();
    for (entry, nth) in numbered(entries, own) {
        if sums.last().is_none_or(|sum| sum.day != entry.day) {
            sums.push(DaySum { day: entry.day, ..DaySum::default() });
        }
        if let Some(sum) = sums.last_mut() {
            add(sum, entry, nth);
        }
    }
    sums
}

/// The entries that count, in calendar order: not void, and within the caps of kind and day.
pub fn counted(entries: &[Entry], own: &[IdentityId]) -> Vec<Entry> {
    numbered(entries, own)
        .into_iter()
        .filter(|(entry, nth)| *nth <= Policy::cap(entry.kind))
        .map(|(entry, _)| *entry)
        .collect()
}

/// The entries that are not void, in calendar order, each with which of its kind and day it is.
fn numbered<'a>(entries: &'a [Entry], own: &[IdentityId]) -> Vec<(&'a Entry, usize)> {
    let mut sorted: Vec<(&Entry, usize)> = entries
        .iter()
        .filter(|entry| !own.contains(&entry.other))
        .map(|entry| (entry, 1))
        .collect();
    // Within a kind and day the largest weights count, so that the caps do not depend on order.
    sorted.sort_unstable_by_key(|(entry, _)| {
        (entry.day, entry.kind, std::cmp::Reverse(entry.weight.abs()), entry.since)
    });
    let mut run = (Day(i32::MIN), EntryKind::Echo, 0_usize);
    for (entry, nth) in &mut sorted {
        run = match run {
            (day, kind, count) if day == entry.day && kind == entry.kind => (day, kind, count + 1),
            _ => (entry.day, entry.kind, 1),
        };
        *nth = run.2;
    }
    sorted
}

fn add(sum: &mut DaySum, entry: &Entry, nth: usize) {
    if nth <= Policy::cap(entry.kind) {
        sum.sum += entry.weight;
    }
    if entry.kind.is_confirmation() {
        sum.confirmations |= 1 << entry.kind.code();
    }
    if entry.kind == EntryKind::Echo && !sum.echoes.contains(&entry.since) {
        sum.echoes.push(entry.since);
    }
    sum.owns |= entry.kind == EntryKind::Owns;
}

/// An own confirmation of the last days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recent {
    /// Its day.
    pub day: Day,
    /// Kinds, one bit each.
    pub kinds: u32,
    /// Whether somebody else answered it.
    pub answered: bool,
}

/// Where a fold stands at the end of a day: all that later days depend on.
#[derive(Clone, Debug, PartialEq)]
pub struct Checkpoint {
    /// The day it stands at the end of.
    pub day: Day,
    /// Ring, in units of charge.
    pub ring: f64,
    /// Bond, in units of charge.
    pub bond: f64,
    /// State.
    pub state: State,
    /// Own confirmations that a kamerton may still ring by, oldest first.
    pub recent: VecDeque<Recent>,
    /// On how many days there were own confirmations.
    pub confirmation_days: i64,
    /// Whether they said that they own the product, and when first.
    pub owns_since: Option<Day>,
}

impl Checkpoint {
    /// Before anything happened.
    pub fn before(day: Day) -> Self {
        Self {
            day: day.plus(-1),
            ring: 0.0,
            bond: 0.0,
            state: State::Cold,
            recent: VecDeque::new(),
            confirmation_days: 0,
            owns_since: None,
        }
    }

    /// Advances by one day, on which `sum` counts. Says whether the state changed.
    pub fn advance(&mut self, sum: Option<&DaySum>, policy: &Policy) -> bool {
        self.day = self.day.plus(1);
        let units = sum.map_or(0, |sum| sum.sum) as f64 / 1_000.0;
        self.ring = self.ring * RING_DAY + units;
        self.bond = self.bond * BOND_DAY + units;
        if let Some(sum) = sum {
            self.confirm(sum);
        }
        let first = self.day.plus(1 - policy.states.kamerton_days);
        while self.recent.front().is_some_and(|recent| recent.day < first) {
            self.recent.pop_front();
        }
        let next = self.next_state(policy);
        let changed = next != self.state;
        self.state = next;
        changed
    }

    fn confirm(&mut self, sum: &DaySum) {
        if sum.confirmations != 0 {
            self.confirmation_days += 1;
            self.recent.push_back(Recent {
                day: sum.day,
                kinds: sum.confirmations,
                answered: false,
            });
        }
        for recent in &mut self.recent {
            recent.answered |= sum.echoes.contains(&recent.day);
        }
        if sum.owns && self.owns_since.is_none() {
            self.owns_since = Some(sum.day);
        }
    }

    /// The first state that holds, with hysteresis against yesterday's.
    fn next_state(&self, policy: &Policy) -> State {
        let states = &policy.states;
        if self.ring <= states.detractor_ring
            || (self.state == State::Detractor
                && self.ring <= states.detractor_ring * states.hysteresis)
        {
            return State::Detractor;
        }
        let raw = self.raw_state(policy);
        if raw >= self.state || !self.is_held(policy) { raw } else { self.state }
    }

    fn raw_state(&self, policy: &Policy) -> State {
        let states = &policy.states;
        if self.ring >= states.kamerton_ring && self.rings() {
            State::Kamerton
        } else if self.bond >= states.promoter_bond
            && self.confirmation_days >= states.promoter_days
        {
            State::PassivePromoter
        } else if self.bond >= states.warm_bond {
            State::Warm
        } else {
            State::Cold
        }
    }

    /// Own confirmations of the last days of at least two kinds, or one that somebody answered.
    fn rings(&self) -> bool {
        let kinds = self.recent.iter().fold(0_u32, |kinds, recent| kinds | recent.kinds);
        kinds.count_ones() >= 2 || self.recent.iter().any(|recent| recent.answered)
    }

    /// Whether yesterday's state is still held by its own measure.
    fn is_held(&self, policy: &Policy) -> bool {
        let states = &policy.states;
        match self.state {
            State::Kamerton => {
                self.ring >= states.kamerton_ring * states.hysteresis && !self.recent.is_empty()
            }
            State::PassivePromoter => self.bond >= states.promoter_bond * states.hysteresis,
            State::Warm => self.bond >= states.warm_bond * states.hysteresis,
            State::Cold | State::Detractor => false,
        }
    }

    /// What the text form of the store keeps: exact, the floats as their bits.
    pub fn encode(&self) -> String {
        use std::fmt::Write;
        let mut text = format!(
            "{};{:x};{:x};{};{};{}",
            self.day.0,
            self.ring.to_bits(),
            self.bond.to_bits(),
            self.state.code(),
            self.confirmation_days,
            self.owns_since.map_or(String::new(), |day| day.0.to_string()),
        );
        for recent in &self.recent {
            let answered = u8::from(recent.answered);
            // Writing to a string cannot fail.
            let _ = write!(text, ";{},{:x},{answered}", recent.day.0, recent.kinds);
        }
        text
    }

    /// Reads what [`Checkpoint::encode`] wrote; `None` for anything else.
    pub fn decode(text: &str) -> Option<Self> {
        let mut parts = text.split(';');
        let day = Day(parts.next()?.parse().ok()?);
        let ring = f64::from_bits(u64::from_str_radix(parts.next()?, 16).ok()?);
        let bond = f64::from_bits(u64::from_str_radix(parts.next()?, 16).ok()?);
        let state = State::from_code(parts.next()?.parse().ok()?);
        let confirmation_days = parts.next()?.parse().ok()?;
        let owns_since = match parts.next()? {
            "" => None,
            day => Some(Day(day.parse().ok()?)),
        };
        let recent = parts.map(decode_recent).collect::<Option<_>>()?;
        Some(Self { day, ring, bond, state, recent, confirmation_days, owns_since })
    }
}

fn decode_recent(text: &str) -> Option<Recent> {
    let mut parts = text.split(',');
    Some(Recent {
        day: Day(parts.next()?.parse().ok()?),
        kinds: u32::from_str_radix(parts.next()?, 16).ok()?,
        answered: parts.next()? == "1",
    })
}

/// A change of state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The first day of the new state.
    pub day: Day,
    /// The new state.
    pub state: State,
}

/// The charge of one day, for the ring on screen and for explanations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Which day.
    pub day: Day,
    /// What came on that day, in thousandths.
    pub sum: i64,
    /// Ring at its end.
    pub ring: f64,
    /// Bond at its end.
    pub bond: f64,
    /// State on it.
    pub state: State,
}

/// The result of a fold.
#[derive(Clone, Debug, PartialEq)]
pub struct Folded {
    /// The end of the last day *before* the last one with entries: from here a further fact of
    /// that last day is folded without looking back.
    pub base: Checkpoint,
    /// The end of the day the fold went through.
    pub end: Checkpoint,
    /// Changes of state after the day the fold began at, in order.
    pub moves: Vec<Move>,
    /// The last day with entries, and the charge at its end.
    pub last: Option<Point>,
    /// The next day on which the state changes if nothing happens.
    pub due: Option<Day>,
}

/// Folds `sums`, in calendar order, onto `from` and on to the end of day `through`.
///
/// Sums of days at or before `from.day` must not be given; sums after `through` are folded too,
/// so that nothing is lost when a clock is wrong.
pub fn fold(from: Checkpoint, sums: &[DaySum], through: Day, policy: &Policy) -> Folded {
    let mut now = from.clone();
    let mut folded =
        Folded { base: from, end: now.clone(), moves: Vec::new(), last: None, due: None };
    for sum in sums {
        idle(&mut now, sum.day.plus(-1), policy, &mut folded.moves);
        folded.base.clone_from(&now);
        if now.advance(Some(sum), policy) {
            folded.moves.push(Move { day: now.day, state: now.state });
        }
        folded.last = Some(Point {
            day: sum.day,
            sum: sum.sum,
            ring: now.ring,
            bond: now.bond,
            state: now.state,
        });
    }
    idle(&mut now, through, policy, &mut folded.moves);
    folded.due = next_change(&now, policy);
    folded.end = now;
    folded
}

/// Folds days without entries up to and including `through`.
fn idle(now: &mut Checkpoint, through: Day, policy: &Policy, moves: &mut Vec<Move>) {
    while now.day < through {
        if now.advance(None, policy) {
            moves.push(Move { day: now.day, state: now.state });
        }
    }
}

/// How far ahead a change of state is looked for: no bond a human earns outlives 30 years.
const HORIZON_DAYS: i32 = 365 * 30;

fn next_change(now: &Checkpoint, policy: &Policy) -> Option<Day> {
    if now.state == State::Cold {
        return None;
    }
    let mut later = now.clone();
    let horizon = now.day.plus(HORIZON_DAYS);
    while later.day < horizon {
        if later.advance(None, policy) {
            return Some(later.day);
        }
    }
    None
}

/// Every day from `from` to `to` with its charge: the curve of the ring.
pub fn curve(sums: &[DaySum], from: Day, to: Day, policy: &Policy) -> Vec<Point> {
    let first = sums.first().map_or(from, |sum| sum.day.min(from));
    let mut now = Checkpoint::before(first);
    let mut sums = sums.iter().peekable();
    let mut points = Vec::new();
    while now.day < to {
        let sum = sums.next_if(|sum| sum.day == now.day.plus(1));
        now.advance(sum, policy);
        if now.day >= from {
            points.push(Point {
                day: now.day,
                sum: sum.map_or(0, |sum| sum.sum),
                ring: now.ring,
                bond: now.bond,
                state: now.state,
            });
        }
    }
    points
}

/// A number that sorts people by ring on any day: all rings fade at the same rate, so
/// `log2(ring) + day / 30` never changes without a new fact. Millionths; `i64::MIN` stands for a
/// ring that is not positive.
pub fn ring_rank(ring: f64, day: Day) -> i64 {
    if ring <= 0.0 {
        return i64::MIN;
    }
    ((ring.log2() + f64::from(day.0) / 30.0) * 1_000_000.0) as i64
}

/// Moves as the store keeps them: `19000:2 19014:3`.
pub fn encode_moves(moves: &[Move]) -> String {
    let words: Vec<String> =
        moves.iter().map(|step| format!("{}:{}", step.day.0, step.state.code())).collect();
    words.join(" ")
}

/// Reads what [`encode_moves`] wrote, skipping what is not of that form.
pub fn decode_moves(text: &str) -> Vec<Move> {
    text.split_ascii_whitespace()
        .filter_map(|word| {
            let (day, state) = word.split_once(':')?;
            Some(Move { day: Day(day.parse().ok()?), state: State::from_code(state.parse().ok()?) })
        })
        .collect()
}

/// The state on `day` by these moves.
pub fn state_on(moves: &[Move], day: Day) -> State {
    moves.iter().rev().find(|step| step.day <= day).map_or(State::Cold, |step| step.state)
}

#[cfg(test)]
mod tests;
