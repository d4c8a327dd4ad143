//! People.

use kamerton_core::id::PersonId;
use kamerton_core::state::{Commerce, PurchaseBasis, Stage, State};
use kamerton_core::time::Day;
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::people::{self, Activity, MERGED, PersonRow};

use crate::harness::both_in;
use crate::samples::{abroad, at, home, identity, identity_id, message, person, person_id};

/// A person with nothing in the columns that may be null.
fn bare(n: i64) -> PersonRow {
    PersonRow {
        role: MERGED,
        state: State::Detractor,
        stage: Stage::I,
        commerce: Commerce::None,
        basis: PurchaseBasis::None,
        charge_day: None,
        charge_ring: 0.0,
        charge_bond: f64::MAX,
        state_since: None,
        due_day: None,
        first_message_at: None,
        last_message_at: None,
        contact_at: None,
        contact_identity: None,
        contact_message: None,
        contact_place: None,
        first_order_day: None,
        last_order_day: None,
        merged_into: None,
        ..person(n)
    }
}

#[test]
fn people_come_back_as_they_were_stored() {
    both_in(async |session| {
        let mut rows = vec![person(1), bare(2)];
        rows.sort_by_key(|row| row.id);
        people::save(session, home(), &rows).await.unwrap();
        let ids = [1, 2, 404].map(person_id);
        let mut found = people::by_id(session, home(), ids).await.unwrap();
        found.sort_by_key(|row| row.id);
        assert_eq!(found, rows);
        assert_eq!(people::by_id(session, abroad(), ids).await.unwrap(), []);
        let names = people::names(session, home(), ids).await.unwrap();
        assert_eq!(names, rows.iter().map(|row| (row.id, row.name.clone())).collect());
        assert!(people::names(session, abroad(), ids).await.unwrap().is_empty());
    });
}

#[test]
fn every_column_of_a_person_is_brought_up_to_date() {
    both_in(async |session| {
        people::save(session, home(), &[person(1)]).await.unwrap();
        let changed = PersonRow {
            name: "Щука".into(),
            sort_key: "щ".into(),
            search_key: "щука".into(),
            ring_rank: 7,
            base_day: Day(0),
            fold: String::new(),
            moves: "[1]".into(),
            first_seen_at: at(-1),
            messages: 0,
            orders: 0,
            corrections: "[]".into(),
            ..bare(1)
        };
        people::save(session, home(), std::slice::from_ref(&changed)).await.unwrap();
        assert_eq!(people::by_id(session, home(), [changed.id]).await.unwrap(), [changed]);
    });
}

#[test]
fn those_whose_day_has_come_are_due() {
    both_in(async |session| {
        let on = |n, day| PersonRow { due_day: day, ..person(n) };
        let rows = [on(1, Some(Day(30))), on(2, Some(Day(10))), on(3, Some(Day(20))), on(4, None)];
        people::save(session, home(), &rows).await.unwrap();
        people::save(session, abroad(), &rows).await.unwrap();
        let found = people::due(session, home(), Day(20), 9).await.unwrap();
        assert_eq!(found, [rows[1].clone(), rows[2].clone()], "the day itself counts");
        assert_eq!(people::due(session, home(), Day(99), 1).await.unwrap(), rows[1..2]);
        assert_eq!(people::due(session, home(), Day(9), 9).await.unwrap(), []);
    });
}

#[test]
fn walking_meets_everybody_once() {
    both_in(async |session| {
        let rows: Vec<PersonRow> = (0..25).map(person).collect();
        people::save(session, home(), &rows).await.unwrap();
        people::save(session, abroad(), &rows).await.unwrap();
        let (mut seen, mut last) = (Vec::new(), PersonId::NIL);
        loop {
            let page = people::after(session, home(), last, 7).await.unwrap();
            let Some(row) = page.last() else { break };
            last = row.id;
            seen.extend(page.into_iter().map(|row| row.id));
        }
        let mut expected: Vec<PersonId> = rows.iter().map(|row| row.id).collect();
        expected.sort_unstable();
        assert_eq!(seen, expected);
    });
}

#[test]
fn activity_counts_what_was_said_and_stands() {
    both_in(async |session| {
        let second = IdentityRow { person: Some(person_id(1)), ..identity(2) };
        identities::save(session, home(), &[identity(1), second.clone()]).await.unwrap();
        let rows = [
            message(5),
            MessageRow { identity: Some(second.id), ..message(9) },
            MessageRow { service: true, ..message(1) },
            MessageRow { deleted_at: Some(at(99)), ..message(20) },
            MessageRow { identity: None, ..message(21) },
        ];
        messages::save(session, home(), &rows).await.unwrap();
        messages::save(session, abroad(), &[message(3)]).await.unwrap();
        let wanted = [1, 2].map(person_id);
        let found = people::activity(session, home(), wanted).await.unwrap();
        let expected = Activity { messages: 2, span: Some((at(5), at(9))) };
        assert_eq!(found, [(person_id(1), expected)], "who wrote nothing is not in the list");
    });
}

#[test]
fn people_are_found_by_their_whole_name() {
    both_in(async |session| {
        let row = person(1);
        people::save(session, home(), std::slice::from_ref(&row)).await.unwrap();
        let found = people::by_sort_key(session, home(), &row.sort_key).await.unwrap();
        assert_eq!(found, [row]);
        assert_eq!(people::by_sort_key(session, home(), "nobody").await.unwrap(), []);
    });
}

#[test]
fn people_are_found_by_how_their_names_begin() {
    both_in(async |session| {
        let named = |number: i64, key: &str, role: i64| PersonRow {
            sort_key: key.into(),
            role,
            ..person(number)
        };
        let rows = [
            named(1, "марина", 0),
            named(2, "марк", 1),
            named(3, "олег", 0),
            named(4, "марта", people::MERGED),
        ];
        people::save(session, home(), &rows).await.unwrap();
        let found = people::called(session, home(), "мар", 9).await.unwrap();
        assert_eq!(found, [rows[0].id, rows[1].id]);
        assert_eq!(people::called(session, home(), "мар", 1).await.unwrap(), [rows[0].id]);
        let keys = ["мар", "нет", "оле", "о'\"%"].map(str::to_owned);
        assert_eq!(people::called_count(session, home(), &keys, 9).await.unwrap(), [2, 0, 1, 0]);
        assert_eq!(people::called_count(session, home(), &keys, 1).await.unwrap(), [1, 0, 1, 0]);
        assert_eq!(people::called_count(session, home(), &[], 1).await.unwrap(), [0; 0]);
        let second = |number: i64, key: &str, tail: &str| PersonRow {
            tail_key: tail.into(),
            ..named(number, key, 0)
        };
        let rows = [second(5, "анна марченко", "марченко"), second(6, "марк маркин", "маркин")];
        people::save(session, home(), &rows).await.unwrap();
        let found = people::called(session, home(), "марк", 9).await.unwrap();
        assert_eq!(found, [6, 2].map(person_id), "once, whatever of theirs begins so");
        let found = people::called(session, home(), "мар", 9).await.unwrap();
        assert_eq!(found, [1, 6, 2, 5].map(person_id), "second names after the first ones");
        assert_eq!(people::called(session, home(), "мар", 3).await.unwrap().len(), 3);
        let keys = ["мар", "марч"].map(str::to_owned);
        assert_eq!(people::called_count(session, home(), &keys, 9).await.unwrap(), [4, 1]);
    });
}

#[test]
fn what_accounts_wrote_is_counted() {
    both_in(async |session| {
        let of = |n: i64, account: i64| MessageRow {
            identity: Some(identity_id(account)),
            service: false,
            deleted_at: None,
            ..message(n)
        };
        let gone = MessageRow { deleted_at: Some(at(9)), ..of(3, 1) };
        let service = MessageRow { service: true, ..of(4, 1) };
        let rows = [of(1, 1), of(2, 2), gone, service, of(5, 3)];
        messages::save(session, home(), &rows).await.unwrap();
        let wanted = [1, 2, 404].map(identity_id);
        assert_eq!(people::written_by(session, home(), wanted).await.unwrap(), 2);
        assert_eq!(people::written_by(session, abroad(), wanted).await.unwrap(), 0);
    });
}

#[test]
fn who_was_dissolved_is_forgotten() {
    both_in(async |session| {
        people::save(session, home(), &[person(1), person(2)]).await.unwrap();
        let gone = [2, 404].map(person_id);
        assert_eq!(people::forget(session, abroad(), gone).await.unwrap(), 0);
        assert_eq!(people::forget(session, home(), gone).await.unwrap(), 1);
        let left = people::by_id(session, home(), [1, 2].map(person_id)).await.unwrap();
        assert_eq!(left, [person(1)]);
    });
}
