//! What happened since a day.

use kamerton_core::entry::EntryKind;
use kamerton_core::fact::OrderKind;
use kamerton_core::state::State;
use kamerton_core::time::Day;
use kamerton_store::happened::{self, Mover, Ordered};
use kamerton_store::ledger::{self, EntryRow};
use kamerton_store::orders::{self, OrderRow};
use kamerton_store::people::{self, PersonRow};

use crate::harness::both_in;
use crate::samples::{abroad, at, entry, home, order, person};

#[test]
fn members_are_counted_by_when_they_came_and_first_wrote() {
    both_in(async |session| {
        let member = |n: i64| PersonRow { first_message_at: Some(at(n + 10)), ..person(n) };
        let rows = [
            member(1),
            member(2),
            PersonRow { first_message_at: None, ..person(3) },
            PersonRow { role: 1, ..member(4) },
            PersonRow { role: people::MERGED, ..member(5) },
            member(6),
        ];
        people::save(session, home(), &rows).await.unwrap();
        let (from, to) = (at(2), at(6));
        assert_eq!(happened::first_seen(session, home(), from, to, 9).await.unwrap(), 2);
        assert_eq!(happened::first_seen(session, home(), from, to, 1).await.unwrap(), 1);
        assert_eq!(happened::first_seen(session, abroad(), from, to, 9).await.unwrap(), 0);
        let (from, to) = (at(12), at(16));
        assert_eq!(happened::first_wrote(session, home(), from, to, 9).await.unwrap(), 1);
        assert_eq!(happened::first_wrote(session, abroad(), from, to, 9).await.unwrap(), 0);
    });
}

#[test]
fn entries_are_counted_by_kind() {
    both_in(async |session| {
        let on = |n: i64, kind, day: i32| EntryRow { day: Day(day), ..entry(n, kind) };
        let rows = [
            on(1, EntryKind::Delight, 4),
            on(2, EntryKind::Delight, 5),
            on(3, EntryKind::Delight, 6),
            on(4, EntryKind::Delight, 7),
            on(5, EntryKind::Complaint, 6),
            on(6, EntryKind::TookPart, 6),
        ];
        ledger::save(session, home(), &rows).await.unwrap();
        let kinds = [EntryKind::Delight, EntryKind::ThanksToUs];
        let found = happened::entries(session, home(), kinds, Day(5), Day(6)).await.unwrap();
        assert_eq!(found, [(EntryKind::Delight, 2)]);
        let found = happened::entries(session, abroad(), kinds, Day(5), Day(6)).await.unwrap();
        assert_eq!(found, []);
    });
}

#[test]
fn whose_state_has_moved_latest_first() {
    both_in(async |session| {
        let since = |n: i64, day: Option<i32>| PersonRow {
            state_since: day.map(Day),
            moves: "3:2".into(),
            ..person(n)
        };
        let rows = [
            since(1, Some(3)),
            since(2, Some(5)),
            since(3, Some(4)),
            since(4, None),
            since(5, Some(6)),
        ];
        people::save(session, home(), &rows).await.unwrap();
        let found = happened::movers(session, home(), Day(3), Day(5), 2).await.unwrap();
        let mover = |n: i64, day: i32| Mover {
            id: person(n).id,
            name: person(n).name,
            role: 0,
            state: State::PassivePromoter,
            stage: person(n).stage,
            moves: "3:2".into(),
            since: Some(Day(day)),
        };
        assert_eq!(found, [mover(2, 5), mover(3, 4)]);
        assert_eq!(happened::movers(session, abroad(), Day(3), Day(5), 2).await.unwrap(), []);
    });
}

#[test]
fn orders_are_summed_by_kind_and_currency() {
    both_in(async |session| {
        let of = |n: i64, day: i32, amount_minor: i64| OrderRow {
            day: Day(day),
            amount_minor,
            ..order(n)
        };
        let rows = [
            of(1, 4, 100),
            of(2, 5, 200),
            of(3, 6, 300),
            of(4, 7, 400),
            OrderRow { currency: "KZT".into(), ..of(5, 5, 900) },
            OrderRow { kind: OrderKind::Refund, ..of(6, 6, 50) },
        ];
        orders::save(session, home(), &rows).await.unwrap();
        let found = happened::orders(session, home(), Day(5), Day(6)).await.unwrap();
        let sum = |kind, currency: &str, count, amount_minor| Ordered {
            kind,
            currency: currency.into(),
            count,
            amount_minor,
        };
        let expected = [
            sum(OrderKind::Purchase, "KZT", 1, 900),
            sum(OrderKind::Purchase, "RUB", 2, 500),
            sum(OrderKind::Refund, "RUB", 1, 50),
        ];
        let mut expected = expected.to_vec();
        expected.sort_by_key(|one| (one.kind.code(), one.currency.clone()));
        assert_eq!(found, expected);
        assert_eq!(happened::orders(session, abroad(), Day(5), Day(6)).await.unwrap(), []);
    });
}
