//! Who falls silent against their own rhythm, and who never spoke (`P4`, `R2`): whom to write to first.
//!
//! Somebody who speaks every other day is missed after two weeks, somebody who speaks once in two months is
//! not. The days on which somebody spoke are taken for a Poisson process whose rate is not known, as in the
//! models of customers who come back (Schmittlein, Morrison and Colombo, Management Science 33(1), 1987).
//! Days are counted and not messages: within a day people talk in bursts.

use crate::time::Day;

/// A rhythm is known from so many pauses on, which are five days on which somebody spoke.
pub const LEAST_PAUSES: usize = 4;
/// The days of so many days tell the rhythm.
pub const LOOK_BACK_DAYS: i32 = 365;
/// A silence is unusual when chance alone would make one as long this seldom.
pub const UNUSUAL: f64 = 0.05;
/// Nobody is missed sooner.
pub const SOONEST_DAYS: i32 = 7;
/// After so many days somebody does not fade any more: they are gone, and would have to be won anew.
pub const LATEST_DAYS: i32 = 180;
/// In so many days of silence half of the hope is gone that a word brings somebody back.
const HOPE_DAYS: f64 = 60.0;

/// Who joined is left to look around for so many days.
pub const SETTLING_DAYS: i32 = 3;
/// Who gave no sign for so many days is not a lurker but away.
pub const AWAY_DAYS: i32 = 90;
/// A reaction counts for so much more than having joined: somebody reads, and shows it.
const REACTION: f64 = 3.0;

/// How somebody speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// How many pauses there were between days on which they spoke.
    pub pauses: usize,
    /// From the first of these days to the last.
    pub days: i32,
    /// The last of them.
    pub last: Day,
}

impl Rhythm {
    /// Of the days on which somebody spoke, in any order, each as often as may be; nothing where they are too
    /// few to tell.
    pub fn of(days: impl IntoIterator<Item = Day>) -> Option<Self> {
        let mut days: Vec<Day> = days.into_iter().collect();
        days.sort_unstable();
        days.dedup();
        let (first, last) = (*days.first()?, *days.last()?);
        let pauses = days.len() - 1;
        (pauses >= LEAST_PAUSES).then_some(Self { pauses, days: last.0 - first.0, last })
    }

    /// Days between two days on which they speak, on the mean.
    pub fn usual_days(&self) -> f64 {
        f64::from(self.days) / self.pauses as f64
    }

    /// Days since they spoke.
    pub const fn silent_days(&self, today: Day) -> i32 {
        let days = today.0 - self.last.0;
        if days > 0 { days } else { 0 }
    }

    /// How probable a silence of at least this length is while nothing has changed: `(S / (S + s))^n` for `n`
    /// pauses that add up to `S` and a silence of `s` days. It is what follows for the next pause when the
    /// rate is not known (Gelman and others, Bayesian Data Analysis, section 2.6): few pauses say little, so
    /// that their silences have to be longer.
    pub fn chance(&self, today: Day) -> f64 {
        let (sum, silent) = (f64::from(self.days), f64::from(self.silent_days(today)));
        (sum / (sum + silent)).powf(self.pauses as f64)
    }

    /// Whether they fall silent: unusually long for them, and not gone.
    pub fn is_fading(&self, today: Day) -> bool {
        (SOONEST_DAYS..=LATEST_DAYS).contains(&self.silent_days(today))
            && self.chance(today) <= UNUSUAL
    }

    /// How much it is worth to write to them today, beside others who fade: by what stays of them in the head
    /// (`bond`), how sure it is that they fade, and how much hope there is.
    pub fn worth(&self, bond: f64, today: Day) -> f64 {
        let hope = (-f64::from(self.silent_days(today)) / HOPE_DAYS).exp2();
        bond.max(0.0) * (1.0 - self.chance(today)) * hope
    }
}

/// What is known of somebody who never wrote.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lurker {
    /// When they joined, as far as it is known.
    pub joined: Option<Day>,
    /// How many reactions they gave lately.
    pub reactions: i64,
    /// When they gave the last.
    pub reacted: Option<Day>,
}

impl Lurker {
    /// Days since the last sign of them; nothing where there is none.
    pub fn quiet_days(&self, today: Day) -> Option<i32> {
        self.joined.max(self.reacted).map(|last| (today.0 - last.0).max(0))
    }

    /// Whether to invite them: they read along, and have had time to look around.
    pub fn is_invited(&self, today: Day) -> bool {
        let is_settled = self.joined.is_none_or(|day| today.0 - day.0 >= SETTLING_DAYS);
        let is_near = self.quiet_days(today).is_some_and(|days| days <= AWAY_DAYS);
        (is_settled || self.reactions > 0) && is_near
    }

    /// How much it is worth to invite them today, beside others: who reacts is nearest to speaking, and who
    /// did so lately. Many reactions of one are worth little more than a few.
    pub fn worth(&self, today: Day) -> f64 {
        let quiet = f64::from(self.quiet_days(today).unwrap_or(AWAY_DAYS));
        let shown = REACTION * (self.reactions.max(0) as f64).ln_1p();
        (1.0 + shown) * (-quiet / f64::from(AWAY_DAYS) * 2.0).exp2()
    }
}

/// From so many characters on, words are a thought that somebody can be asked about.
pub const THOUGHT_CHARS: usize = 40;

/// Whether somebody who liked these words can be asked what they think of it themselves: nobody thinks
/// anything of thanks or of a cry of joy.
pub fn is_thought(text: &str) -> bool {
    text.chars().nth(THOUGHT_CHARS - 1).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    const T: Day = Day(20_000);

    /// Spoke every so many days, so often, the last time so many days ago.
    fn rhythm(every: i32, times: i32, silent: i32) -> Option<Rhythm> {
        Rhythm::of((0..times).map(|time| T.plus(-silent - every * time)))
    }

    fn fades(every: i32, times: i32, silent: i32) -> bool {
        rhythm(every, times, silent).is_some_and(|rhythm| rhythm.is_fading(T))
    }

    #[test]
    fn a_silence_is_measured_by_ones_own_rhythm() {
        // Every other day: missed after a week or so, and not before.
        assert!(!fades(2, 30, 6) && fades(2, 30, 7));
        // Once a month: a month is usual, four are not.
        assert!(!fades(30, 12, 35) && fades(30, 12, 125));
        // Gone.
        assert!(!fades(2, 30, LATEST_DAYS + 1));
        let monthly = rhythm(30, 12, 35).unwrap_or(Rhythm { pauses: 0, days: 0, last: T });
        assert_eq!((monthly.usual_days(), monthly.silent_days(T)), (30.0, 35));
    }

    #[test]
    fn few_days_say_little() {
        assert_eq!(rhythm(2, 4, 60), None);
        // Of five days the silence has to be longer than of thirty.
        assert!(!fades(4, 5, 15) && fades(4, 30, 15));
        assert!(fades(4, 5, 20));
    }

    #[test]
    fn days_count_once_and_in_any_order() {
        let days = [5, 1, 9, 1, 5, 3, 12].map(|day| T.plus(-day));
        let sorted = [12, 9, 5, 3, 1].map(|day| T.plus(-day));
        assert_eq!(Rhythm::of(days), Rhythm::of(sorted));
        assert_eq!(Rhythm::of(days).map(|one| (one.pauses, one.days)), Some((4, 11)));
    }

    #[test]
    fn chance_falls_with_silence_and_is_the_share_of_such_pauses() {
        let one = rhythm(10, 11, 0).unwrap_or(Rhythm { pauses: 0, days: 0, last: T });
        assert_eq!(one.chance(T), 1.0);
        assert!((one.chance(T.plus(100)) - 0.5_f64.powi(10)).abs() < 1e-12);
        assert!(one.chance(T.plus(20)) > one.chance(T.plus(21)));
        // A clock that runs behind.
        assert_eq!(one.chance(T.plus(-5)), 1.0);
    }

    #[test]
    fn who_is_near_and_not_long_gone_comes_first() {
        let worth = |silent, bond| rhythm(3, 30, silent).map_or(0.0, |one| one.worth(bond, T));
        assert!(worth(15, 10.0) > worth(90, 10.0));
        assert!(worth(15, 10.0) > worth(15, 3.0));
        assert_eq!(worth(15, -4.0), 0.0);
    }

    #[test]
    fn lurkers_are_invited_once_they_have_looked_around() {
        let joined = |ago: i32| Lurker { joined: Some(T.plus(-ago)), ..Lurker::default() };
        assert!(!joined(1).is_invited(T) && joined(5).is_invited(T));
        assert!(!joined(AWAY_DAYS + 1).is_invited(T));
        assert!(!Lurker::default().is_invited(T));
        let reacts = Lurker { reactions: 2, reacted: Some(T.plus(-1)), ..joined(200) };
        assert!(reacts.is_invited(T) && reacts.worth(T) > joined(5).worth(T));
        let often = Lurker { reactions: 200, ..reacts };
        assert!(often.worth(T) > reacts.worth(T) && often.worth(T) < 10.0 * reacts.worth(T));
    }

    #[test]
    fn a_cry_of_joy_is_no_thought() {
        assert!(!is_thought("Понял, спасибо))"));
        assert!(!is_thought(&"я".repeat(THOUGHT_CHARS - 1)));
        assert!(is_thought(&"я".repeat(THOUGHT_CHARS)));
    }
}
