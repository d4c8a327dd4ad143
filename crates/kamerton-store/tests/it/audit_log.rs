//! The audit log.

use kamerton_store::audit_log;

use crate::harness::both_in;
use crate::samples::{abroad, at, audit, home};

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
