//! What is said of people.

use kamerton_store::sayings::{self, SayingRow};

use crate::harness::both_in;
use crate::samples::{abroad, home, person_id, saying};

#[test]
fn what_is_said_stays_with_whom_it_was_said_of() {
    both_in(async |session| {
        let correction = SayingRow {
            what: "correction".into(),
            key: "state".into(),
            said: "warm".into(),
            hidden_in: None,
            ..saying(1)
        };
        sayings::save(session, home(), &[saying(1), correction.clone(), saying(2)]).await.unwrap();
        let mut found = sayings::of_homes(session, home(), [person_id(1)]).await.unwrap();
        found.sort_by(|one, other| one.what.cmp(&other.what));
        assert_eq!(found, [correction.clone(), saying(1)]);
        assert_eq!(sayings::of_homes(session, abroad(), [person_id(1)]).await.unwrap(), []);
        let later = SayingRow { said: "ЁЖ".into(), hidden_in: None, ..saying(1) };
        sayings::save(session, home(), std::slice::from_ref(&later)).await.unwrap();
        assert!(!sayings::forget(session, abroad(), &correction).await.unwrap());
        assert!(sayings::forget(session, home(), &correction).await.unwrap());
        assert!(!sayings::forget(session, home(), &correction).await.unwrap());
        let left = sayings::of_homes(session, home(), [1, 404].map(person_id)).await.unwrap();
        assert_eq!(left, [later]);
    });
}
