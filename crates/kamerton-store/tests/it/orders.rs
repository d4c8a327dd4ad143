//! Orders.

use kamerton_core::fact::OrderKind;
use kamerton_core::time::Day;
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::orders::{self, OrderRow};

use crate::harness::both_in;
use crate::samples::{abroad, home, identity, identity_id, order, order_id, person_id};

#[test]
fn orders_come_back_and_stay_as_they_are() {
    both_in(async |session| {
        let bare = OrderRow { product: None, amount_minor: i64::MIN, ..order(2) };
        orders::save(session, home(), &[order(1), bare.clone()]).await.unwrap();
        let other = OrderRow { amount_minor: 5, product: None, ..order(1) };
        orders::save(session, home(), &[other]).await.unwrap();
        let wanted = [1, 2, 404].map(identity_id);
        let found = orders::of_identities(session, home(), wanted).await.unwrap();
        assert_eq!(found, [bare, order(1)], "latest first");
        assert_eq!(orders::of_identities(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn an_order_is_forgotten_by_whom_it_came_from_only() {
    both_in(async |session| {
        orders::save(session, home(), &[order(1)]).await.unwrap();
        let (id, source) = (order_id(1), order(1).source);
        assert!(!orders::forget(session, home(), id, "import:other").await.unwrap());
        assert!(!orders::forget(session, abroad(), id, &source).await.unwrap());
        assert!(orders::forget(session, home(), id, &source).await.unwrap());
        assert!(!orders::forget(session, home(), id, &source).await.unwrap());
        assert_eq!(orders::known(session, home(), [id]).await.unwrap(), []);
    });
}

#[test]
fn known_orders_are_told_from_new_ones() {
    both_in(async |session| {
        orders::save(session, home(), &[order(1)]).await.unwrap();
        let wanted = [1, 2].map(order_id);
        assert_eq!(orders::known(session, home(), wanted).await.unwrap(), [order_id(1)]);
        assert_eq!(orders::known(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn orders_of_people_are_those_of_all_their_accounts() {
    both_in(async |session| {
        let second = IdentityRow { person: Some(person_id(1)), ..identity(2) };
        identities::save(session, home(), &[identity(1), second, identity(3)]).await.unwrap();
        let refund = OrderRow { kind: OrderKind::Refund, ..order(2) };
        orders::save(session, home(), &[order(1), refund, order(3)]).await.unwrap();
        let mut found = orders::of_people(session, home(), [person_id(1)]).await.unwrap();
        found.sort_unstable_by_key(|(_, _, day)| *day);
        let expected = [
            (person_id(1), OrderKind::Purchase, Day(1)),
            (person_id(1), OrderKind::Refund, Day(2)),
        ];
        assert_eq!(found, expected);
    });
}

#[test]
fn latest_first_however_many_accounts() {
    both_in(async |session| {
        let rows: Vec<OrderRow> = (0..300).map(order).collect();
        orders::save(session, home(), &rows).await.unwrap();
        let wanted = (0..300).map(identity_id);
        let found = orders::of_identities(session, home(), wanted).await.unwrap();
        let latest_first: Vec<OrderRow> = rows.into_iter().rev().collect();
        assert_eq!(found, latest_first);
    });
}
