//! Figures of places.

use kamerton_core::id::{IdentityId, PlaceId};
use kamerton_core::role::Role;
use kamerton_core::state::{Stage, State};
use kamerton_core::time::Day;
use kamerton_store::Session;
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::people;
use kamerton_store::place_figures::{self, Active, Span};
use kamerton_store::rollups::{self, PersonDay, PlaceDay, kinds};

use crate::harness::both_in;
use crate::samples::{
    abroad, at, home, identity, identity_id, message, message_id, person, person_id, place_id,
};

const SPAN: Span = Span { from: Day(10), to: Day(12) };

/// Accounts 1 to 5 in place 1: the second is one of ours, the third was there before, the fourth
/// wrote after, the fifth only reacted.
async fn talk(session: &mut Session) {
    let wrote = |n: i64, day: i32, messages: i64| PersonDay {
        identity: identity_id(n),
        day: Day(day),
        place: place_id(1),
        messages,
        reactions: 0,
    };
    let days = [
        wrote(1, 10, 2),
        wrote(1, 12, 3),
        wrote(2, 11, 7),
        wrote(3, 9, 1),
        wrote(3, 10, 1),
        wrote(4, 13, 1),
        wrote(5, 11, 0),
        PersonDay { place: place_id(2), ..wrote(1, 8, 9) },
    ];
    for workspace in [home(), abroad()] {
        rollups::add_person_days(session, workspace, &days).await.unwrap();
    }
    let staff = IdentityRow { role: Role::Staff, person: None, ..identity(2) };
    let accounts = [identity(1), staff, identity(3), identity(4), identity(5)];
    identities::save(session, home(), &accounts).await.unwrap();
    people::save(session, home(), &[person(1), person(3)]).await.unwrap();
}

#[test]
fn days_of_places_within_a_span() {
    both_in(async |session| {
        let day = |place: i64, day: i32| PlaceDay {
            place: place_id(place),
            day: Day(day),
            kind: kinds::MESSAGES,
            count: i64::from(day),
        };
        let rows = [day(1, 9), day(1, 10), day(1, 12), day(1, 13), day(2, 11), day(3, 11)];
        rollups::add_place_days(session, home(), &rows).await.unwrap();
        let wanted = [1, 2, 404].map(place_id);
        let mut found = place_figures::days(session, home(), wanted, SPAN).await.unwrap();
        found.sort_by_key(|row| row.count);
        assert_eq!(found, [day(1, 10), day(2, 11), day(1, 12)]);
        assert_eq!(place_figures::days(session, abroad(), wanted, SPAN).await.unwrap(), []);
    });
}

#[test]
fn authors_are_counted_once_and_up_to_a_budget() {
    both_in(async |session| {
        talk(session).await;
        let mut authors = async |place: PlaceId, budget: i64| {
            place_figures::authors(session, home(), place, SPAN, budget).await.unwrap()
        };
        assert_eq!(authors(place_id(1), 100).await, (3, false));
        assert_eq!(authors(place_id(1), 2).await, (2, true), "the latest two days");
        assert_eq!(authors(place_id(404), 100).await, (0, false));
    });
}

#[test]
fn who_wrote_comes_with_role_and_standing() {
    both_in(async |session| {
        talk(session).await;
        let mut found =
            place_figures::active(session, home(), place_id(1), SPAN, 100, 9).await.unwrap();
        found.sort_by_key(|active| active.messages);
        let of = |n: i64, messages: i64| Active {
            identity: identity_id(n),
            person: Some(person_id(n)),
            role: Role::Member,
            state: State::PassivePromoter,
            stage: Stage::III,
            messages,
        };
        let ours = Active {
            person: None,
            role: Role::Staff,
            state: State::Cold,
            stage: Stage::I,
            ..of(2, 7)
        };
        assert_eq!(found, [of(3, 1), of(1, 5), ours]);
        let latest = place_figures::active(session, home(), place_id(1), SPAN, 1, 9).await.unwrap();
        assert_eq!(latest, [of(1, 3)], "of the latest day alone");
        let most = place_figures::active(session, home(), place_id(1), SPAN, 9, 1).await.unwrap();
        assert_eq!(most, [ours], "the one who wrote most");
    });
}

#[test]
fn newcomers_never_wrote_there_before() {
    both_in(async |session| {
        talk(session).await;
        let mut newcomers = async |budget: i64| {
            place_figures::newcomers(session, home(), place_id(1), SPAN, budget).await.unwrap()
        };
        assert_eq!(newcomers(100).await, [(identity_id(1), Day(10))]);
        assert_eq!(newcomers(1).await, [(identity_id(1), Day(12))], "by the latest day alone");
    });
}

#[test]
fn the_first_message_there() {
    both_in(async |session| {
        talk(session).await;
        let service = MessageRow { service: true, ..message(50) };
        let elsewhere = MessageRow { place: place_id(2), ..message(51) };
        let rows = [message(40), service, elsewhere, message(53), message(52)];
        messages::save(session, home(), &rows).await.unwrap();
        let wanted = [1, 3].map(identity_id);
        for (from, expected) in [(41, Some(52)), (40, Some(40)), (54, None)] {
            let found =
                place_figures::first_there(session, home(), place_id(1), at(from), wanted).await;
            let expected = expected.map(|n| (identity_id(1), message_id(n)));
            assert_eq!(found.unwrap(), expected.as_slice(), "{from}");
        }
    });
}

#[test]
fn the_latest_newcomers_come_first() {
    both_in(async |session| {
        let wrote = |n: i64, day: i32| PersonDay {
            identity: identity_id(n),
            day: Day(day),
            place: place_id(1),
            messages: 1,
            reactions: 0,
        };
        let days = [wrote(1, 10), wrote(2, 12), wrote(3, 11), wrote(1, 12)];
        rollups::add_person_days(session, home(), &days).await.unwrap();
        identities::save(session, home(), &[identity(1), identity(2), identity(3)]).await.unwrap();
        let found = place_figures::newcomers(session, home(), place_id(1), SPAN, 100).await;
        let who: Vec<IdentityId> = found.unwrap().iter().map(|one| one.0).collect();
        assert_eq!(who, [2, 3, 1].map(identity_id));
    });
}
