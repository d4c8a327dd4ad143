//! The community map: who talks to whom (`P3`, `P5`), how strong a tie is and how it fades, on which side
//! somebody stands, and how much a picture holds.
//!
//! A tie has no direction and is kept by the month, so that one can look back at how a community grew; how
//! much of it is left in a month follows from [`left_of`] and nothing else.

use crate::interaction::{HALF_LIFE_DAYS, HORIZON_DAYS, Turns};
use crate::state::{Stage, State};
use crate::time::Day;

/// The version of what a picture holds and where it puts it, stored with what is made by it.
pub const VERSION: i64 = 1;

/// So many months are looked back on: as far as an interaction weighs anything.
pub const MONTHS: i32 = HORIZON_DAYS / 30;

/// People in one picture; a larger community is shown by its groups, and each of them opens.
pub const MOST_PEOPLE: usize = 5_000;

/// Ties in one picture, the strongest first: four for each person, about as many lines as an eye can follow.
pub const MOST_TIES: usize = 4 * MOST_PEOPLE;

/// Groups in one picture, the largest first.
pub const MOST_GROUPS: usize = 300;

/// What an answer weighs, in the units of [`strength`].
pub const REPLY: i64 = 4;

/// A month of the calendar, counted from January of the year 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Self {
        let date = day.date();
        Self(i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    }

    /// Its first day.
    pub fn first_day(self) -> Option<Day> {
        Day::parse(&format!("{self}-01"))
    }

    /// So many months later.
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// How strong what passed between two people is, in quarters of an answer. Answers, mentions and reposts
/// stand to each other as they do for influence ([`crate::interaction::weight`]); a reaction is no
/// conversation, but shows that somebody was heard: four of them are drawn like an answer.
pub const fn strength(turns: &Turns) -> i64 {
    let said = turns.replies + turns.mentions + 2 * turns.reposts;
    let whole = REPLY * said + turns.reactions;
    if whole > 0 { whole } else { 0 }
}

/// How much is left of what passed `months` ago: half after each [`HALF_LIFE_DAYS`], as for influence. It is
/// counted in months of thirty days, so that a picture of a month is the same whenever it is drawn.
pub fn left_of(strength: i64, months: i32) -> f64 {
    let half_lives = f64::from(months.max(0) * 30) / f64::from(HALF_LIFE_DAYS);
    strength.max(0) as f64 * (-half_lives).exp2()
}

/// On which side somebody stands, which is what the map colours by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// Bought, or vouches for us.
    Loyal,
    /// Neither yet.
    #[default]
    Potential,
    /// Speaks against us.
    Against,
}

impl Side {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Loyal, Self::Potential, Self::Against];

    /// The side of somebody.
    pub fn of(state: State, stage: Stage) -> Self {
        match (state, stage) {
            (State::Detractor, _) => Self::Against,
            (state, stage) if state.is_loyal() || stage != Stage::I => Self::Loyal,
            _ => Self::Potential,
        }
    }

    /// The word used in the API and in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Loyal => "loyal",
            Self::Potential => "potential",
            Self::Against => "against",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_those_of_the_calendar() {
        let day = |text: &str| Day::parse(text).unwrap_or_default();
        for (text, month) in [("2026-01-01", "2026-01"), ("2025-12-31", "2025-12")] {
            assert_eq!(Month::of(day(text)).to_string(), month);
        }
        let december = Month::of(day("2025-12-31"));
        assert_eq!(december.plus(1), Month::of(day("2026-01-15")));
        assert_eq!(december.plus(1).first_day(), Some(day("2026-01-01")));
        assert_eq!(MONTHS, 20);
    }

    #[test]
    fn an_answer_is_worth_four_reactions_and_half_a_repost() {
        let mut four = Turns::default();
        four.add(Turns::reactions(4), 1);
        assert_eq!(strength(&Turns::REPLY), REPLY);
        assert_eq!(strength(&four), REPLY);
        assert_eq!(strength(&Turns::MENTION), REPLY);
        assert_eq!(strength(&Turns::REPOST), 2 * REPLY);
        assert_eq!(strength(&Turns { replies: -1, ..Turns::default() }), 0);
    }

    #[test]
    fn half_is_left_after_each_two_months() {
        assert_eq!(left_of(8, 0), 8.0);
        assert_eq!(left_of(8, 2), 4.0);
        assert_eq!(left_of(8, 4), 2.0);
        // A month that is yet to come adds nothing.
        assert_eq!(left_of(8, -3), 8.0);
    }

    #[test]
    fn sides_follow_state_and_stage() {
        for (state, stage, side) in [
            (State::Cold, Stage::I, Side::Potential),
            (State::Warm, Stage::I, Side::Potential),
            (State::Warm, Stage::II, Side::Loyal),
            (State::Kamerton, Stage::III, Side::Loyal),
            (State::Detractor, Stage::II, Side::Against),
        ] {
            assert_eq!(Side::of(state, stage), side, "{state:?} {stage:?}");
        }
    }
}
