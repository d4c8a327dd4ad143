//! When a platform is asked how many saw a message of ours.

use crate::time::{DAY, HOUR, Instant, MINUTE};

/// So old is a message when it is asked for: often at first, when most of it happens, and ever more
/// seldom later.
const AGES: [i64; 11] = [
    10 * MINUTE,
    HOUR,
    3 * HOUR,
    8 * HOUR,
    DAY,
    2 * DAY,
    4 * DAY,
    7 * DAY,
    14 * DAY,
    30 * DAY,
    90 * DAY,
];

/// What was sent longer ago is asked for no more.
pub const LONGEST: i64 = 90 * DAY;

/// When a message is asked for that was never asked for: at once, unless it is quite new or too old.
pub fn first_due(sent_at: Instant, now: Instant) -> Option<Instant> {
    let [first, ..] = AGES;
    let fits = now.since(sent_at) <= LONGEST;
    fits.then(|| now.max(sent_at.plus(first)))
}

/// When a message is asked for again after `asked_at`; nothing when it is old enough.
pub fn next_due(sent_at: Instant, asked_at: Instant) -> Option<Instant> {
    AGES.into_iter().map(|age| sent_at.plus(age)).find(|due| *due > asked_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(age: i64) -> Instant {
        Instant::from_seconds(1_700_000_000).plus(age)
    }

    #[test]
    fn a_new_message_is_asked_for_often_and_an_old_one_seldom() {
        let mut asked = Vec::new();
        let mut due = first_due(at(0), at(0));
        while let Some(now) = due {
            asked.push(now.since(at(0)));
            due = next_due(at(0), now);
        }
        assert_eq!(asked, AGES);
        let gaps: Vec<i64> = asked.windows(2).map(|two| two[1] - two[0]).collect();
        assert!(gaps.windows(2).all(|two| two[0] <= two[1]), "{gaps:?}");
    }

    #[test]
    fn what_was_missed_is_asked_for_once() {
        assert_eq!(first_due(at(0), at(5 * DAY)), Some(at(5 * DAY)));
        assert_eq!(next_due(at(0), at(5 * DAY)), Some(at(7 * DAY)));
        assert_eq!(first_due(at(0), at(91 * DAY)), None);
        assert_eq!(next_due(at(0), at(90 * DAY)), None);
    }
}
