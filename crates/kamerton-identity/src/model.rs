//! Weights after Fellegi and Sunter: how often each thing agrees how far among accounts of one person,
//! and how often by chance; learnt from the accounts themselves by expectation and maximisation.

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use crate::account::Kind;
use crate::compare::{
    ALIAS, Agreement, CLOSE, COLUMNS, DIFFERS, EMAIL, FIXED, GIVEN, INITIAL, LEVELS, MIDDLE,
    MISSING, MOVED, NEAR, PHONE, PICTURE, Row, SAME, SEX, SURNAME, TALK, VARIANT,
};
use crate::roster::Roster;

/// How many accounts of one person, by one's own count of them, the start of learning is worth.
const START: f32 = 40.0;
/// Rounds of learning; the weights move little after them.
const ROUNDS: usize = 8;

/// Shares of levels of one comparison.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shares {
    /// Among accounts of one person, by level.
    pub same_person: [f32; LEVELS],
    /// Among accounts of two people.
    pub chance: [f32; LEVELS],
}

/// The weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// How likely any two accounts are one person.
    pub prior: f32,
    /// One for each comparison: given name, surname, middle name, handle, e-mail, phone, picture, talk,
    /// sex, then the columns of the accounts.
    pub shares: Vec<Shares>,
    /// What the columns are, in the order of their shares.
    #[serde(default)]
    pub columns: Vec<Kind>,
}

/// A pair that was compared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    pub a: u32,
    pub b: u32,
    /// Number of its pattern.
    pub pattern: u32,
    /// Bits against chance, all comparisons together.
    pub bits: f32,
}

/// Distinct patterns of levels.
#[derive(Clone, Debug, Default)]
pub(crate) struct Patterns {
    numbers: HashMap<u64, u32>,
    pub all: Vec<u64>,
}

impl Patterns {
    pub fn number(&mut self, row: &Row) -> u32 {
        let mut packed = 0_u64;
        for agreement in row.iter().rev() {
            packed = packed << 3 | u64::from(agreement.level & 7);
        }
        if let Some(number) = self.numbers.get(&packed) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.numbers.insert(packed, number);
        self.all.push(packed);
        number
    }
}

/// The levels of a pattern.
fn levels(pattern: u64) -> impl Iterator<Item = usize> {
    (0..FIXED + COLUMNS).map(move |at| usize::try_from(pattern >> (3 * at) & 7).unwrap_or(0))
}

/// What is believed before any account was seen: differs, initial, near, close, variant, same, moved.
fn start(comparison: usize, kind: Option<Kind>) -> [f32; LEVELS] {
    match (comparison, kind) {
        (GIVEN, _) => [0.0, 0.06, 0.03, 0.04, 0.06, 0.11, 0.66, 0.04],
        (SURNAME, _) => [0.0, 0.06, 0.02, 0.02, 0.06, 0.04, 0.77, 0.03],
        (MIDDLE, _) => [0.0, 0.1, 0.1, 0.02, 0.06, 0.06, 0.65, 0.01],
        (ALIAS, _) => [0.0, 0.40, 0.01, 0.10, 0.15, 0.06, 0.27, 0.01],
        (EMAIL, _) => [0.0, 0.45, 0.01, 0.01, 0.04, 0.01, 0.47, 0.01],
        (PHONE, _) => [0.0, 0.30, 0.01, 0.01, 0.01, 0.01, 0.65, 0.01],
        (PICTURE, _) => [0.0, 0.65, 0.01, 0.01, 0.01, 0.01, 0.30, 0.01],
        (TALK, _) => [0.0, 0.60, 0.01, 0.01, 0.01, 0.01, 0.35, 0.01],
        (SEX, _) => [0.0, 0.03, 0.0, 0.0, 0.0, 0.0, 0.97, 0.0],
        (_, Some(Kind::Category | Kind::Gender)) => [0.0, 0.12, 0.0, 0.0, 0.0, 0.0, 0.88, 0.0],
        (_, Some(Kind::City)) => [0.0, 0.20, 0.01, 0.05, 0.06, 0.01, 0.66, 0.01],
        (_, Some(Kind::Code)) => [0.0, 0.05, 0.01, 0.01, 0.08, 0.01, 0.83, 0.01],
        _ => [0.0, 0.10, 0.01, 0.06, 0.12, 0.01, 0.67, 0.03],
    }
}

/// Chance of levels where no accounts tell.
fn chance(comparison: usize) -> [f32; LEVELS] {
    match comparison {
        GIVEN => [0.0, 0.93, 0.03, 0.02, 0.01, 0.005, 0.005, 0.003],
        SEX => [0.0, 0.5, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0],
        _ => [0.0, 0.96, 0.02, 0.008, 0.002, 0.001, 0.002, 0.001],
    }
}

impl Model {
    /// What is believed before any account was seen, of accounts with these columns.
    pub(crate) fn beforehand(roster: &Roster) -> Self {
        let people = roster.many();
        let columns: Vec<Kind> =
            roster.columns.iter().take(COLUMNS).map(|column| column.kind).collect();
        let kinds = (0..FIXED).map(|_| None).chain(columns.iter().map(|kind| Some(*kind)));
        Self {
            prior: 0.5 / (people + 200.0),
            shares: kinds
                .enumerate()
                .map(|(at, kind)| Shares { same_person: start(at, kind), chance: chance(at) })
                .collect(),
            columns,
        }
    }

    /// Makes weights that were learnt elsewhere fit these accounts: columns are brought into their order,
    /// one that was not known weighs what it weighs before any account was seen, and among more accounts
    /// any two are less likely one.
    pub(crate) fn fit(&mut self, roster: &Roster) {
        let wanted = Self::beforehand(roster);
        self.prior = self.prior.min(wanted.prior * 2.0);
        // Shares of columns nobody knows the kind of are worth nothing.
        self.shares.truncate(FIXED + self.columns.len());
        self.columns.truncate(self.shares.len().saturating_sub(FIXED));
        let later = wanted.shares.into_iter().skip(self.shares.len().min(FIXED));
        if self.shares.len() < FIXED {
            self.shares.extend(later);
            self.columns = wanted.columns;
            return;
        }
        for (at, (kind, shares)) in wanted.columns.into_iter().zip(later).enumerate() {
            let place = self.columns.iter().skip(at).position(|known| *known == kind);
            let shares = match place {
                Some(0) => continue,
                Some(place) => {
                    self.columns.remove(at + place);
                    self.shares.remove(FIXED + at + place)
                }
                None => shares,
            };
            self.columns.insert(at, kind);
            self.shares.insert(FIXED + at, shares);
        }
    }

    /// Takes the shares of chance from pairs that were drawn without regard to anything.
    pub(crate) fn set_chance(&mut self, rows: &[Row]) {
        for (at, shares) in self.shares.iter_mut().enumerate() {
            let mut counts = [0.0_f32; LEVELS];
            for row in rows {
                if let Some(agreement) = row.get(at)
                    && let Some(count) = counts.get_mut(usize::from(agreement.level))
                {
                    *count += 1.0;
                }
            }
            let seen: f32 = counts.iter().skip(1).sum();
            // A level that was never drawn is rarer than one in all of them.
            let weight = 200.0_f32.min(seen / 4.0 + 1.0);
            for (level, share) in shares.chance.iter_mut().enumerate().skip(1) {
                let count = counts.get(level).copied().unwrap_or(0.0);
                *share = ((count + weight * *share * 0.05) / (seen + weight * 0.05)).max(1e-6);
            }
        }
    }

    /// Bits of a row against chance.
    pub(crate) fn bits(&self, roster: &Roster, row: &Row) -> f32 {
        let mut sum = 0.0;
        let postcode =
            roster.columns.iter().zip(row.iter().skip(FIXED)).any(|(column, agreement)| {
                column.kind == Kind::Postcode && agreement.level >= CLOSE
            });
        for (at, (agreement, shares)) in row.iter().zip(&self.shares).enumerate() {
            if agreement.level == MISSING {
                continue;
            }
            let bits =
                agreement.bits.unwrap_or_else(|| -share(&shares.chance, agreement.level).log2());
            let kind = at
                .checked_sub(FIXED)
                .and_then(|at| roster.columns.get(at))
                .map(|column| column.kind);
            // Whoever shares a postcode shares the city with it.
            let again = postcode
                && matches!(kind, Some(Kind::City | Kind::Category))
                && agreement.level >= CLOSE;
            sum += if again { bits * 0.5 } else { bits };
        }
        sum
    }

    /// Learns from pairs that may be one person; all others are taken for two.
    pub(crate) fn learn(&mut self, pairs: &[Seen], patterns: &Patterns, all_pairs: f64) {
        let started: Vec<[f32; LEVELS]> =
            self.shares.iter().map(|shares| shares.same_person).collect();
        let start_prior = self.prior;
        for _ in 0..ROUNDS {
            let weights = self.pattern_weights(patterns);
            let mut mass = vec![0.0_f64; patterns.all.len()];
            let mut total = 0.0_f64;
            for pair in pairs {
                let at = pair.pattern as usize;
                let likely =
                    f64::from(probability(weights.get(at).copied().unwrap_or(0.0) + pair.bits));
                total += likely;
                if let Some(mass) = mass.get_mut(at) {
                    *mass += likely;
                }
            }
            self.prior = ((total + f64::from(START * 0.1))
                / (all_pairs + f64::from(START * 0.1) / f64::from(start_prior)))
                as f32;
            self.maximise(&mass, patterns, &started);
        }
    }

    fn maximise(&mut self, mass: &[f64], patterns: &Patterns, started: &[[f32; LEVELS]]) {
        let mut counts = vec![[0.0_f64; LEVELS]; self.shares.len()];
        for (pattern, mass) in patterns.all.iter().zip(mass) {
            for (counts, level) in counts.iter_mut().zip(levels(*pattern)) {
                if let Some(count) = counts.get_mut(level) {
                    *count += mass;
                }
            }
        }
        for ((shares, counts), started) in self.shares.iter_mut().zip(&counts).zip(started) {
            let seen: f64 = counts.iter().skip(1).sum();
            for ((share, count), started) in
                shares.same_person.iter_mut().zip(counts).zip(started).skip(1)
            {
                *share = ((count + f64::from(START * started)) / (seen + f64::from(START))) as f32;
            }
        }
    }

    /// What each pattern weighs without its bits against chance: the prior and agreement of one person.
    pub(crate) fn pattern_weights(&self, patterns: &Patterns) -> Vec<f32> {
        let prior = (self.prior / (1.0 - self.prior).max(1e-6)).max(1e-12).log2();
        patterns
            .all
            .iter()
            .map(|pattern| {
                let same: f32 = levels(*pattern)
                    .zip(&self.shares)
                    .filter(|(level, _)| *level > 0)
                    .map(|(level, shares)| {
                        shares.same_person.get(level).copied().unwrap_or(0.0).max(1e-4).log2()
                    })
                    .sum();
                prior + same
            })
            .collect()
    }

    /// Weight of a row in bits, the prior included.
    pub(crate) fn weight(&self, roster: &Roster, row: &Row) -> f32 {
        let prior = (self.prior / (1.0 - self.prior).max(1e-6)).max(1e-12).log2();
        let same: f32 = row
            .iter()
            .zip(&self.shares)
            .filter(|(agreement, _)| agreement.level > MISSING)
            .map(|(agreement, shares)| share(&shares.same_person, agreement.level).max(1e-4).log2())
            .sum();
        prior + same + self.bits(roster, row)
    }

    /// What one agreement weighs.
    pub(crate) fn worth(&self, at: usize, agreement: Agreement) -> f32 {
        self.shares.get(at).map_or(0.0, |shares| {
            let chance =
                agreement.bits.unwrap_or_else(|| -share(&shares.chance, agreement.level).log2());
            share(&shares.same_person, agreement.level).max(1e-4).log2() + chance
        })
    }
}

fn share(shares: &[f32; LEVELS], level: u8) -> f32 {
    shares.get(usize::from(level)).copied().unwrap_or(0.0).max(1e-6)
}

/// The probability of a weight in bits.
pub(crate) fn probability(bits: f32) -> f32 {
    1.0 / (1.0 + (-bits).exp2())
}

/// Names of levels, for reading a stored model.
pub const LEVEL_NAMES: [(u8, &str); LEVELS] = [
    (MISSING, "missing"),
    (DIFFERS, "differs"),
    (INITIAL, "initial"),
    (NEAR, "near"),
    (CLOSE, "close"),
    (VARIANT, "variant"),
    (SAME, "same"),
    (MOVED, "moved"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Account;

    fn with(facts: &[(Kind, &str)]) -> Roster {
        let mut roster = Roster::new();
        let account = facts
            .iter()
            .fold(Account::named("a", "Vera"), |account, (kind, text)| account.with(*kind, text));
        roster.push(&account, &[]);
        roster
    }

    #[test]
    fn weights_follow_their_columns() {
        let learnt = with(&[(Kind::City, "Псков"), (Kind::Birth, "1990-02-03")]);
        let mut model = Model::beforehand(&learnt);
        for (at, shares) in model.shares.iter_mut().enumerate() {
            shares.chance = [at as f32; LEVELS];
        }
        let chances = |model: &Model| -> Vec<f32> {
            model.shares.iter().skip(FIXED).map(|shares| shares.chance[0]).collect()
        };
        model.fit(&with(&[(Kind::Birth, "1990-02-03")]));
        assert_eq!(model.columns, [Kind::Birth, Kind::City]);
        assert_eq!(chances(&model), [10.0, 9.0]);
        let new = [(Kind::Postcode, "180000"), (Kind::City, "Псков"), (Kind::Birth, "1990-02-03")];
        model.fit(&with(&new));
        assert_eq!(model.columns, [Kind::Postcode, Kind::City, Kind::Birth]);
        assert_eq!(chances(&model), [chance(FIXED)[0], 9.0, 10.0]);
        let mut unknown = Model { columns: Vec::new(), ..model.clone() };
        unknown.fit(&with(&new[..1]));
        assert_eq!(chances(&unknown), [chance(FIXED)[0]]);
        let mut none = Model { shares: Vec::new(), ..model };
        none.fit(&learnt);
        assert_eq!(none.shares.len(), FIXED + 2);
    }
}
