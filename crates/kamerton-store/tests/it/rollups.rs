//! Daily roll-ups.

use kamerton_core::time::Day;
use kamerton_store::rollups::{self, PersonDay, PlaceDay};

use crate::harness::both_in;
use crate::samples::{abroad, home, identity_id, message, place_id};

fn person_day(n: i64, messages: i64, reactions: i64) -> PersonDay {
    let (identity, place) = (identity_id(n), place_id(1));
    PersonDay { identity, day: message(1).day, place, messages, reactions }
}

fn place_day(kind: i64, count: i64) -> PlaceDay {
    PlaceDay { place: place_id(1), day: message(1).day, kind, count }
}

#[test]
fn what_accounts_did_adds_up() {
    both_in(async |session| {
        for row in [person_day(1, 2, 0), person_day(1, 3, 5), person_day(1, -1, -5)] {
            rollups::add_person_days(session, home(), &[row]).await.unwrap();
        }
        let wanted = [1, 2].map(identity_id);
        let found = rollups::active_days(session, home(), wanted).await.unwrap();
        assert_eq!(found, [person_day(1, 4, 0)]);
        assert_eq!(rollups::active_days(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn one_batch_may_add_to_the_same_day_twice() {
    both_in(async |session| {
        let rows = [person_day(1, 2, 0), person_day(2, 1, 1), person_day(1, 3, 5)];
        rollups::add_person_days(session, home(), &rows).await.unwrap();
        let found = rollups::active_days(session, home(), [identity_id(1)]).await.unwrap();
        assert_eq!(found, [person_day(1, 5, 5)]);
    });
}

#[test]
fn reactions_are_taking_part_and_no_writing() {
    both_in(async |session| {
        let rows = [person_day(1, 1, 0), person_day(2, 0, 1), person_day(3, 0, 0)];
        rollups::add_person_days(session, home(), &rows).await.unwrap();
        let wanted = [1, 2, 3, 404].map(identity_id);
        let wrote = rollups::wrote_before(session, home(), wanted).await.unwrap();
        assert_eq!(wrote, [identity_id(1)]);
        let day = rows[0].day;
        for (n, expected) in [(1, true), (2, true), (3, false), (404, false)] {
            let took_part = rollups::took_part(session, home(), identity_id(n), day).await.unwrap();
            assert_eq!(took_part, expected, "{n}");
        }
        assert!(!rollups::took_part(session, home(), identity_id(1), Day(0)).await.unwrap());
        assert!(!rollups::took_part(session, abroad(), identity_id(1), day).await.unwrap());
    });
}

#[test]
fn what_happened_in_a_place_adds_up() {
    both_in(async |session| {
        let rows = [place_day(0, 3), place_day(1, 1)];
        rollups::add_place_days(session, home(), &rows).await.unwrap();
        rollups::add_place_days(session, home(), &[place_day(0, -1)]).await.unwrap();
        let stored =
            session.all("SELECT kind, count FROM place_day ORDER BY kind", vec![]).await.unwrap();
        let counts: Vec<(i64, i64)> =
            stored.iter().map(|row| (row.int(0).unwrap(), row.int(1).unwrap())).collect();
        assert_eq!(counts, [(0, 2), (1, 1)]);
    });
}
