//! What our people said of messages.

use kamerton_store::corrections::{self, CorrectionRow};

use crate::harness::both_in;
use crate::samples::{abroad, at, correction, home, message_id};

#[test]
fn everything_that_was_said_is_kept_in_its_order() {
    both_in(async |session| {
        let back = CorrectionRow { at: at(9), holds: None, user: None, ..correction(1) };
        for row in [back.clone(), correction(2), correction(1)] {
            corrections::add(session, home(), &row).await.unwrap();
        }
        let wanted = [1, 2, 404].map(message_id);
        let found = corrections::of_messages(session, home(), wanted).await.unwrap();
        assert_eq!(found, [correction(1), correction(2), back.clone()]);
        assert_eq!(corrections::of_messages(session, abroad(), wanted).await.unwrap(), []);
        let latest = corrections::latest(session, home(), 2).await.unwrap();
        assert_eq!(latest, [back, correction(2)]);
        assert_eq!(corrections::latest(session, abroad(), 2).await.unwrap(), []);
    });
}

#[test]
fn any_correction_changes_the_state() {
    both_in(async |session| {
        assert_eq!(corrections::state(session, home()).await.unwrap(), (0, 0));
        corrections::add(session, home(), &correction(1)).await.unwrap();
        let one = corrections::state(session, home()).await.unwrap();
        assert_eq!(one, (1, at(1).micros()));
        corrections::add(session, home(), &correction(1)).await.unwrap();
        assert_eq!(corrections::state(session, home()).await.unwrap(), one, "said twice at once");
        corrections::add(session, home(), &correction(2)).await.unwrap();
        assert_eq!(corrections::state(session, home()).await.unwrap(), (2, at(2).micros()));
        assert_eq!(corrections::state(session, abroad()).await.unwrap(), (0, 0));
    });
}
