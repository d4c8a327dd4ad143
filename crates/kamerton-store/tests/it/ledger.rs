//! The ledger.

use kamerton_core::entry::{Entry, EntryKind};
use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::time::Day;
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::ledger::{self, EntryRow};
use kamerton_store::people::{self, PersonRow};

use crate::harness::both_in;
use crate::samples::{abroad, entry, home, identity, identity_id, message_id, person, person_id};

#[test]
fn every_kind_comes_back_as_it_was_stored() {
    both_in(async |session| {
        let rows: Vec<EntryRow> = EntryKind::ALL.into_iter().map(|kind| entry(1, kind)).collect();
        for _ in 0..2 {
            ledger::save(session, home(), &rows).await.unwrap();
        }
        identities::save(session, home(), &[identity(1)]).await.unwrap();
        let mut found = ledger::of_people(session, home(), [person_id(1)]).await.unwrap();
        found.sort_unstable_by_key(|(_, entry)| entry.kind);
        let expected: Vec<(PersonId, Entry)> =
            rows.iter().map(|row| (person_id(1), row.entry())).collect();
        assert_eq!(found, expected);
        assert_eq!(ledger::of_people(session, abroad(), [person_id(1)]).await.unwrap(), []);
    });
}

#[test]
fn an_entry_is_brought_up_to_date() {
    both_in(async |session| {
        let old = entry(1, EntryKind::Echo);
        let new = EntryRow { weight: 1, other: identity_id(9), since: Day(7), rule: 2, ..old };
        ledger::save(session, home(), &[old]).await.unwrap();
        ledger::save(session, home(), &[new]).await.unwrap();
        assert_eq!(ledger::of_grounds(session, home(), [old.ground]).await.unwrap(), [new]);
    });
}

#[test]
fn having_taken_part_has_no_ground() {
    both_in(async |session| {
        let row = EntryRow { ground: MessageId::NIL, ..entry(1, EntryKind::TookPart) };
        ledger::save(session, home(), &[row, entry(2, EntryKind::Delight)]).await.unwrap();
        let grounds = [MessageId::NIL, message_id(2), message_id(404)];
        let found = ledger::of_grounds(session, home(), grounds).await.unwrap();
        assert_eq!(found, [entry(2, EntryKind::Delight)]);
    });
}

#[test]
fn an_entry_is_taken_back_alone() {
    both_in(async |session| {
        let rows = [entry(1, EntryKind::Delight), entry(1, EntryKind::Owns)];
        ledger::save(session, home(), &rows).await.unwrap();
        ledger::save(session, abroad(), &rows).await.unwrap();
        for _ in 0..2 {
            ledger::delete(session, home(), &rows[0].entry()).await.unwrap();
        }
        let ground = [rows[0].ground];
        assert_eq!(ledger::of_grounds(session, home(), ground).await.unwrap(), rows[1..]);
        assert_eq!(ledger::of_grounds(session, abroad(), ground).await.unwrap().len(), 2);
    });
}

#[test]
fn after_the_checkpoint_means_later_days() {
    both_in(async |session| {
        let based = PersonRow { base_day: Day(5), ..person(1) };
        people::save(session, home(), &[based]).await.unwrap();
        let second = IdentityRow { person: Some(person_id(1)), ..identity(2) };
        identities::save(session, home(), &[identity(1), second]).await.unwrap();
        let on =
            |n, day| EntryRow { identity: identity_id(n), ..entry(day, EntryKind::ProductTalk) };
        let rows = [on(1, 4), on(1, 5), on(1, 6), on(2, 7)];
        ledger::save(session, home(), &rows).await.unwrap();
        let mut found = ledger::since_base(session, home(), [person_id(1)]).await.unwrap();
        found.sort_unstable_by_key(|(_, entry)| entry.day);
        let expected = [(person_id(1), rows[2].entry()), (person_id(1), rows[3].entry())];
        assert_eq!(found, expected);
        assert_eq!(ledger::since_base(session, home(), [person_id(2)]).await.unwrap(), []);
    });
}

#[test]
fn the_last_days_of_several_accounts() {
    both_in(async |session| {
        let on =
            |n, day| EntryRow { identity: identity_id(n), ..entry(day, EntryKind::ProductTalk) };
        let rows = [on(1, 4), on(1, 5), on(2, 6), on(3, 7)];
        ledger::save(session, home(), &rows).await.unwrap();
        let accounts = [identity_id(1), identity_id(2), identity_id(404)];
        let mut found = ledger::since_day(session, home(), Day(5), accounts).await.unwrap();
        found.sort_unstable_by_key(|row| row.day);
        assert_eq!(found, rows[1..3], "the day itself is included, others are not asked for");
        assert_eq!(ledger::since_day(session, abroad(), Day(5), accounts).await.unwrap(), []);
    });
}

#[test]
fn the_latest_of_a_kind() {
    both_in(async |session| {
        let rows: Vec<EntryRow> = (1..=9).map(|n| entry(n, EntryKind::Complaint)).collect();
        ledger::save(session, home(), &rows).await.unwrap();
        ledger::save(session, home(), &[entry(5, EntryKind::Owns)]).await.unwrap();
        let kind = EntryKind::Complaint;
        let found = ledger::of_kind(session, home(), kind, Day(3), Day(6), 3).await.unwrap();
        assert_eq!(found, [rows[5], rows[4], rows[3]], "both days included, latest first");
        let found = ledger::of_kind(session, abroad(), kind, Day(3), Day(6), 3).await.unwrap();
        assert_eq!(found, []);
        let found = ledger::of_day(session, home(), kind, Day(4), 9).await.unwrap();
        assert_eq!(found, [rows[3]]);
        let found = ledger::of_day(session, home(), kind, Day(4), 0).await.unwrap();
        assert_eq!(found, []);
    });
}

#[test]
fn rows_and_entries_are_the_same_thing() {
    let row = EntryRow { other: IdentityId::NIL, ..entry(3, EntryKind::Helped) };
    assert_eq!(EntryRow::of(&row.entry(), row.rule), row);
}
