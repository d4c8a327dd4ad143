//! What the ring on screen is drawn from (`G2`): the strikes of the last days, and what still rings
//! from before them.
//!
//! The sums are those of [`crate::charge`]: the same entries count, and a strike fades by the same
//! half-life, so that the drawn ring ends at the very charge that is written beside it.

use crate::charge::{RING_DAY, counted};
use crate::entry::Entry;
use crate::id::IdentityId;
use crate::time::Day;

/// How many days a ring shows.
pub const WINDOW_DAYS: i32 = 90;

/// What one day brought in one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Strike {
    /// How many days ago; 0 is today.
    pub ago: i32,
    /// Units of charge; negative for what was held against us.
    pub weight: f64,
}

/// The ring of a person over the last days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ringing {
    /// Today's charge.
    pub charge: f64,
    /// How much of it is left from before the window.
    pub before: f64,
    /// What struck, oldest first; within a day what rings comes before what rattles.
    pub strikes: Vec<Strike>,
}

/// The first day of the window that ends today.
pub const fn first_day(today: Day) -> Day {
    today.plus(1 - WINDOW_DAYS)
}

/// The ring of a person whose charge today is `charge`.
///
/// `entries` are those since [`first_day`], earlier and later ones are left out; `own` are the
/// person's identities.
pub fn ringing(entries: &[Entry], own: &[IdentityId], charge: f64, today: Day) -> Ringing {
    let mut strikes: Vec<Strike> = Vec::new();
    for entry in counted(entries, own) {
        let in_window = first_day(today) <= entry.day && entry.day <= today;
        if in_window && entry.weight != 0 {
            add(&mut strikes, today.0 - entry.day.0, entry.weight as f64 / 1_000.0);
        }
    }
    strikes.sort_by(|a, b| b.ago.cmp(&a.ago).then(b.weight.total_cmp(&a.weight)));
    let struck: f64 = strikes.iter().map(|strike| strike.weight * RING_DAY.powi(strike.ago)).sum();
    Ringing { charge, before: charge - struck, strikes }
}

fn add(strikes: &mut Vec<Strike>, ago: i32, weight: f64) {
    let same = |strike: &&mut Strike| {
        strike.ago == ago && strike.weight.is_sign_positive() == weight.is_sign_positive()
    };
    match strikes.iter_mut().rev().find(same) {
        Some(strike) => strike.weight += weight,
        None => strikes.push(Strike { ago, weight }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::EntryKind;
    use crate::id::MessageId;
    use crate::policy::Policy;

    const TODAY: Day = Day(1_000);

    fn entry(ago: i32, kind: EntryKind) -> Entry {
        let day = TODAY.plus(-ago);
        Entry {
            identity: IdentityId::derived(&[b"one"]),
            day,
            kind,
            ground: MessageId::NIL,
            weight: Policy::weight(kind),
            other: IdentityId::NIL,
            since: day,
        }
    }

    fn strikes(entries: &[Entry]) -> Vec<(i32, f64)> {
        let own = [IdentityId::derived(&[b"one"])];
        ringing(entries, &own, 0.0, TODAY)
            .strikes
            .iter()
            .map(|strike| (strike.ago, strike.weight))
            .collect()
    }

    #[test]
    fn a_day_strikes_once_in_each_direction() {
        let entries = [
            entry(3, EntryKind::Complaint),
            entry(3, EntryKind::Delight),
            entry(3, EntryKind::ThanksToUs),
            entry(80, EntryKind::ProductTalk),
        ];
        assert_eq!(strikes(&entries), [(80, 1.0), (3, 6.0), (3, -4.0)]);
    }

    #[test]
    fn what_does_not_count_does_not_strike() {
        let own = IdentityId::derived(&[b"one"]);
        let void = Entry { other: own, ..entry(2, EntryKind::ConfirmedAnswer) };
        let talk = entry(1, EntryKind::ProductTalk);
        let entries = [void, talk, talk, entry(1, EntryKind::Owns), entry(90, EntryKind::Delight)];
        assert_eq!(strikes(&entries), [(1, 1.0)], "void, capped, weightless, before the window");
        assert_eq!(strikes(&[entry(-1, EntryKind::Delight)]), [], "not known yet");
    }

    #[test]
    fn what_is_left_from_before_makes_up_the_charge() {
        let entries = [entry(30, EntryKind::Delight), entry(0, EntryKind::ProductTalk)];
        let ringing = ringing(&entries, &[], 3.5, TODAY);
        assert!((ringing.before - 0.5).abs() < 1e-9, "{}", ringing.before);
    }
}
