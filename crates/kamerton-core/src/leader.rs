//! Who matters for this community (`P5`): influence, reach and fit, each by itself and none mixed into
//! another, and what makes somebody new worth a look at once.

use serde::{Deserialize, Serialize};

use crate::state::{Stage, State};

/// The version of the definition of influence, stored with what is computed by it.
pub const VERSION: i64 = 1;

/// At so many people who fit a description it is taken for the audience; of fewer a few odd words would
/// decide whose voice counts.
pub const LEAST_AUDIENCE: usize = 20;

/// From this percentile on somebody new is worth a look at once.
pub const SIGNIFICANT: u8 = 90;

/// From this rating of ours on, of five, somebody fits well in our own eyes.
const HIGH_RATING: i64 = 4;

/// How many values have to be there before one of them is called high.
const COMPARABLE: u64 = 10;

/// On whom influence is seeded: whose attention counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Seeds {
    /// On who speaks of what the audience is described by.
    Audience,
    /// On potential and loyal clients: nobody has described the audience, or too few fit.
    #[default]
    Clients,
}

impl Seeds {
    /// The word used in the API and in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Audience => "audience",
            Self::Clients => "clients",
        }
    }
}

/// Whether somebody is a potential client (no purchase known, cold or warm) or a loyal one.
pub fn is_client_or_to_be(state: State, stage: Stage) -> bool {
    state.is_loyal() || (stage == Stage::I && state != State::Detractor)
}

/// Values of many people in a hundred steps, to say where one of them stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scale {
    /// Of how many.
    count: u64,
    /// The first value of every hundredth.
    steps: Vec<f64>,
}

impl Scale {
    /// The scale of these values.
    pub fn of(mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        let count = values.len();
        let hundredth = |step: usize| values.get(step * count / 100).copied();
        Self { count: count as u64, steps: (0..100).filter_map(hundredth).collect() }
    }

    /// Of how many people it is.
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// How many of a hundred have less; none where there is nobody to compare with.
    pub fn percentile(&self, value: f64) -> Option<u8> {
        let below = self.steps.iter().filter(|step| **step < value).count();
        (self.count > 1).then(|| u8::try_from(below.min(99)).unwrap_or(99))
    }

    /// The value above which one is among the highest, where there are enough to say so.
    pub fn high_above(&self) -> Option<f64> {
        let below = self.steps.get(usize::from(SIGNIFICANT) - 1).copied();
        below.filter(|_| self.count >= COMPARABLE)
    }

    /// Whether a value is among the highest of a hundred, where there are enough to say so.
    pub fn is_high(&self, value: f64) -> bool {
        self.count >= COMPARABLE && self.percentile(value).is_some_and(|at| at >= SIGNIFICANT)
    }
}

/// Whether somebody new is worth a look at once: the audience listens to them, many follow them, each
/// against its scale, or one of us has found that they fit.
pub fn is_significant(
    influence: (Option<f64>, &Scale),
    reach: (Option<f64>, &Scale),
    rating: Option<i64>,
) -> bool {
    let is_high = |(value, scale): (Option<f64>, &Scale)| value.is_some_and(|at| scale.is_high(at));
    is_high(influence) || is_high(reach) || rating.is_some_and(|rating| rating >= HIGH_RATING)
}

/// The part of what somebody writes that fits the audience, carefully: the lower end of Wilson's interval,
/// so that one fitting message of one is less than thirty of forty.
pub fn fit(fitting: i64, messages: i64) -> Option<f64> {
    let share = crate::share::Share::of(fitting, messages.max(fitting));
    share.interval().map(|interval| interval.low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_says_how_many_have_less() {
        let scale = Scale::of((0..1_000).map(f64::from).collect());
        for (value, expected) in [(-5.0, 0), (0.0, 0), (500.0, 50), (899.0, 90), (5_000.0, 99)] {
            assert_eq!(scale.percentile(value), Some(expected), "{value}");
        }
        assert_eq!(scale.count(), 1_000);
        assert!(scale.is_high(990.0) && !scale.is_high(500.0));
        let above = scale.high_above().unwrap();
        assert!(!scale.is_high(above) && scale.is_high(above + 0.5));
    }

    #[test]
    fn few_are_no_scale() {
        assert_eq!(Scale::of(vec![1.0]).percentile(2.0), None);
        assert_eq!(Scale::default().percentile(2.0), None);
        let nine = Scale::of((0..9).map(f64::from).collect());
        assert_eq!(nine.percentile(100.0), Some(99));
        assert!(!nine.is_high(100.0));
    }

    #[test]
    fn equal_values_stand_together() {
        let scale = Scale::of(vec![1.0; 50]);
        assert_eq!(scale.percentile(1.0), Some(0));
        assert!(!scale.is_high(1.0));
    }

    #[test]
    fn either_of_three_makes_somebody_new_worth_a_look() {
        let (scale, none) = (Scale::of((0..100).map(f64::from).collect()), Scale::default());
        let is =
            |influence, reach, rating| is_significant((influence, &scale), (reach, &none), rating);
        assert!(!is(None, None, None) && !is(Some(50.0), None, Some(3)));
        assert!(is(Some(99.0), None, None) && is(None, None, Some(4)));
        assert!(!is(None, Some(1e9), None), "nothing to compare with");
    }

    #[test]
    fn fit_is_careful() {
        assert_eq!(fit(0, 0), None);
        assert!(fit(1, 1).unwrap_or_default() < fit(30, 40).unwrap_or_default());
        assert!(fit(0, 40).unwrap_or(1.0) < 1e-9);
    }

    #[test]
    fn potential_and_loyal_clients_are_told() {
        assert!(is_client_or_to_be(State::Cold, Stage::I));
        assert!(is_client_or_to_be(State::Kamerton, Stage::III));
        assert!(!is_client_or_to_be(State::Detractor, Stage::I));
        assert!(!is_client_or_to_be(State::Warm, Stage::II));
    }
}
