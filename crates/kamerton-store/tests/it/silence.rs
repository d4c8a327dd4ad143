//! What is read of who fell silent and of who never spoke.

use kamerton_core::id::PlaceId;
use kamerton_core::time::{DAY, Day};
use kamerton_store::messages::{self, MembershipRow, ReactionRow};
use kamerton_store::rollups::{self, PersonDay};
use kamerton_store::silence;

use crate::harness::both_in;
use crate::samples::{abroad, at, home, identity_id, membership, message, place_id, reaction};

fn day(n: i64, day: i32, messages: i64, reactions: i64) -> PersonDay {
    PersonDay { identity: identity_id(n), day: Day(day), place: place_id(1), messages, reactions }
}

#[test]
fn days_of_speaking_are_given_once_and_of_reading_apart() {
    both_in(async |session| {
        let elsewhere = PersonDay { place: place_id(2), ..day(1, 20, 1, 0) };
        let gave =
            |n: i64, at: i32, count: i64| PersonDay { place: PlaceId::NIL, ..day(n, at, 0, count) };
        let days = [
            day(1, 20, 3, 0),
            elsewhere,
            day(1, 5, 1, 0),
            gave(1, 21, 2),
            gave(2, 20, 4),
            gave(2, 9, 1),
        ];
        rollups::add_person_days(session, home(), &days).await.unwrap();
        let accounts = [1, 2].map(identity_id);
        let spoke = silence::spoke(session, home(), accounts, Day(10)).await.unwrap();
        assert_eq!(spoke, [(identity_id(1), Day(20))]);
        assert_eq!(silence::spoke(session, abroad(), accounts, Day(10)).await.unwrap(), []);
        let mut reacted = silence::reacted(session, home(), Day(10), 9).await.unwrap();
        reacted.sort_by_key(|(_, day, _)| *day);
        assert_eq!(reacted, [(identity_id(2), Day(20), 4), (identity_id(1), Day(21), 2)]);
        let latest = silence::reacted(session, home(), Day(10), 1).await.unwrap();
        assert_eq!(latest, [(identity_id(1), Day(21), 2)]);
        assert_eq!(silence::reacted(session, abroad(), Day(1), 9).await.unwrap(), []);
    });
}

#[test]
fn who_came_and_left_is_given_latest_first() {
    both_in(async |session| {
        let came = |n: i64, days: i64, joined| MembershipRow {
            key: format!("{n} {days}"),
            place: place_id(1),
            identity: identity_id(n),
            at: at(0).plus(days * DAY),
            joined,
            ..membership(n)
        };
        let rows = [came(1, 1, true), came(1, 3, false), came(2, 2, true)];
        messages::save_memberships(session, home(), &rows).await.unwrap();
        let since = at(0).plus(2 * DAY);
        let found = silence::joined(session, home(), place_id(1), since, 9).await.unwrap();
        let expected = [(1, 3, false), (2, 2, true)];
        let expected =
            expected.map(|(n, days, came)| (identity_id(n), at(0).plus(days * DAY), came));
        assert_eq!(found, expected);
        assert_eq!(silence::joined(session, abroad(), place_id(1), since, 9).await.unwrap(), []);
    });
}

#[test]
fn the_last_reaction_is_found() {
    both_in(async |session| {
        let gave = |n: i64, days: i32| ReactionRow {
            message: message(n).id,
            identity: identity_id(7),
            day: Day(days),
            count: 1,
            ..reaction(n)
        };
        messages::save_reactions(session, home(), &[gave(1, 5), gave(2, 9), gave(3, 7)])
            .await
            .unwrap();
        let found = silence::last_reaction(session, home(), identity_id(7)).await.unwrap();
        assert_eq!(found, Some(message(2).id));
        let nobody = silence::last_reaction(session, home(), identity_id(8)).await.unwrap();
        assert_eq!(nobody, None);
    });
}
