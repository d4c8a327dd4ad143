//! The rhythm of a community: hours of the day and days of the week in Moscow, growth over time.

use kamerton_core::time::{DAY, Day, HOUR, Instant, MINUTE};

use super::Plan;
use super::random::Random;

/// Moscow is three hours ahead of universal time, all year round.
const MOSCOW: i64 = 3 * HOUR;

/// How much is said in each hour of a day.
const HOURS: [u64; 24] =
    [14, 7, 3, 2, 2, 4, 12, 32, 52, 62, 64, 60, 58, 60, 58, 56, 54, 54, 58, 66, 72, 70, 54, 30];

/// How much is said on each day of a week, from Monday.
const WEEKDAYS: [u64; 7] = [100, 104, 103, 102, 95, 80, 84];

/// The hour of the day in Moscow.
pub fn hour_of_day(at: Instant) -> i64 {
    (at.micros() + MOSCOW).rem_euclid(DAY) / HOUR
}

/// The day of the week in Moscow, 0 is Monday.
pub fn weekday(at: Instant) -> usize {
    // 1970-01-01 was a Thursday.
    ((at.micros() + MOSCOW).div_euclid(DAY) + 3).rem_euclid(7) as usize
}

/// The month in Moscow, 1 is January.
pub fn month(at: Instant) -> i8 {
    Day((at.micros() + MOSCOW).div_euclid(DAY) as i32).date().month()
}

/// Slots of an hour from the beginning of history to its end.
#[derive(Debug)]
pub struct Calendar {
    start: Instant,
    /// Weights of all slots before each, and of all.
    weights: Vec<u64>,
    people: u64,
    messages: u64,
}

impl Calendar {
    /// The calendar of a plan; a history lasts at least two days and at most thirty years.
    pub fn new(plan: &Plan) -> Self {
        let days = i64::from(plan.days.clamp(2, 11_000));
        let start = plan.until.plus(-days * DAY);
        let slots = days * 24;
        let mut weights = Vec::with_capacity(slots as usize + 1);
        let mut sum = 0;
        weights.push(0);
        for slot in 0..slots {
            let at = start.plus(slot * HOUR);
            let growth = 40 + 60 * slot as u64 / slots as u64;
            sum += HOURS[hour_of_day(at) as usize] * WEEKDAYS[weekday(at)] * growth;
            weights.push(sum);
        }
        Self { start, weights, people: plan.people, messages: plan.messages }
    }

    /// How many slots.
    pub fn slots(&self) -> usize {
        self.weights.len() - 1
    }

    /// When `slot` begins.
    pub fn begins(&self, slot: usize) -> Instant {
        self.start.plus(slot as i64 * HOUR)
    }

    /// How many messages should have begun by the end of `slot`.
    pub fn messages_due(&self, slot: usize) -> u64 {
        let all = self.weights.last().copied().unwrap_or(1).max(1);
        let past = self.weights.get(slot + 1).copied().unwrap_or(all);
        (u128::from(self.messages) * u128::from(past) / u128::from(all)) as u64
    }

    /// How many people should have joined by the end of `slot`: a few at once, then ever more.
    pub fn people_due(&self, slot: usize) -> u64 {
        let (past, all) = (slot as u128 + 1, self.slots() as u128);
        let beginning = 6 * all * all * past.min(72) / 72.min(all);
        let share = beginning + 44 * past * all + 50 * past * past;
        (u128::from(self.people) * share / (100 * all * all)) as u64
    }
}

/// `at`, or the morning after when that is at night; some people write at night all the same.
pub fn awake(at: Instant, random: &mut Random) -> Instant {
    match hour_of_day(at) {
        hour @ 0..7 if random.chance(880) => {
            at.plus((7 - hour) * HOUR + random.between(0, 150) * MINUTE)
        }
        _ => at,
    }
}

/// `at`, or the next hour of ours at work: from nine to eight, weekends less.
pub fn at_work(at: Instant, random: &mut Random) -> Instant {
    let weekend = weekday(at) > 4 && random.chance(600);
    let at = if weekend { at.plus(random.between(10, 36) * HOUR) } else { at };
    match hour_of_day(at) {
        hour @ 0..9 => at.plus((9 - hour) * HOUR + random.between(0, 50) * MINUTE),
        hour @ 20.. if random.chance(800) => {
            at.plus((33 - hour) * HOUR + random.between(0, 90) * MINUTE)
        }
        _ => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Plan {
        Plan::brand(Instant::parse_rfc3339("2026-03-02T09:00:00Z").unwrap())
    }

    #[test]
    fn the_clock_is_moscows() {
        assert_eq!(hour_of_day(plan().until), 12);
        assert_eq!(weekday(plan().until), 0);
        assert_eq!(month(plan().until), 3);
    }

    #[test]
    fn everybody_and_everything_comes_by_the_end() {
        let calendar = Calendar::new(&plan());
        let last = calendar.slots() - 1;
        assert_eq!(calendar.messages_due(last), 40_000);
        assert_eq!(calendar.people_due(last), 2_000);
        assert!(calendar.people_due(last / 2) < 1_000);
        assert!(calendar.people_due(0) < 10);
    }

    #[test]
    fn ours_answer_by_day() {
        let mut random = Random::new(5);
        for hour in 0..100 {
            let at = at_work(plan().until.plus(hour * HOUR), &mut random);
            assert!(hour_of_day(at) >= 9);
        }
    }
}
