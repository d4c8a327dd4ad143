//! The audit log.

use kamerton_store::audit_log::{self, AuditRow};

use crate::harness::both_in;
use crate::samples::{abroad, at, audit, home, user_id};

#[test]
fn the_latest_lines_come_first_and_only_ones_own() {
    both_in(async |session| {
        audit_log::append(session, home(), &[audit(1), audit(3), audit(2)]).await.unwrap();
        audit_log::append(session, home(), &[audit(1)]).await.unwrap();
        audit_log::append(session, abroad(), &[audit(4)]).await.unwrap();
        let all = audit_log::latest(session, home(), at(99), 10).await.unwrap();
        assert_eq!(all, [audit(3), audit(2), audit(1)]);
        let before = audit_log::latest(session, home(), at(3), 1).await.unwrap();
        assert_eq!(before, [audit(2)]);
    });
}

#[test]
fn who_did_something_with_what_is_known() {
    both_in(async |session| {
        let line = |n: i64, by: Option<i64>, object: &str| AuditRow {
            user: by.map(user_id),
            object: object.to_owned(),
            ..audit(n)
        };
        let rows = [line(1, Some(1), "a"), line(3, Some(1), "a"), line(2, Some(2), "a")];
        audit_log::append(session, home(), &rows).await.unwrap();
        let others = [line(4, None, "a"), line(5, Some(3), "b")];
        audit_log::append(session, home(), &others).await.unwrap();
        let mut found = audit_log::users_of(session, home(), ["a".to_owned()]).await.unwrap();
        found.sort_by_key(|(_, _, when)| *when);
        let expected = [("a".to_owned(), user_id(2), at(2)), ("a".to_owned(), user_id(1), at(3))];
        assert_eq!(found, expected);
        assert_eq!(audit_log::users_of(session, abroad(), ["a".to_owned()]).await.unwrap(), []);
    });
}
