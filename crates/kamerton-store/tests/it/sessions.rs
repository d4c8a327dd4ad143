//! Sessions of users and failures to sign in.

use kamerton_core::lockout::Failures;
use kamerton_store::sessions::{self, SessionRow};
use kamerton_store::users;

use crate::harness::both_in;
use crate::samples::{at, home, session as row, user, user_id};

#[test]
fn a_session_is_found_by_its_hash_and_ends() {
    both_in(async |session| {
        for n in 1..=3 {
            sessions::insert(session, &row(n)).await.unwrap();
        }
        assert_eq!(sessions::by_hash(session, "hash2").await.unwrap(), Some(row(2)));
        assert_eq!(sessions::by_hash(session, "hash").await.unwrap(), None);
        sessions::delete(session, "hash2").await.unwrap();
        assert_eq!(sessions::by_hash(session, "hash2").await.unwrap(), None);
        assert_eq!(sessions::delete_of_user(session, user_id(3)).await.unwrap(), 1);
        assert_eq!(sessions::by_hash(session, "hash1").await.unwrap(), Some(row(1)));
        assert_eq!(sessions::delete_expired(session, at(101)).await.unwrap(), 1);
        assert_eq!(sessions::by_hash(session, "hash1").await.unwrap(), None);
    });
}

#[test]
fn a_session_comes_with_its_user() {
    both_in(async |session| {
        sessions::insert(session, &row(1)).await.unwrap();
        assert_eq!(sessions::with_user(session, "hash1").await.unwrap(), None, "nobody's");
        users::insert(session, &user(1)).await.unwrap();
        let found = sessions::with_user(session, "hash1").await.unwrap();
        assert_eq!(found, Some((row(1), user(1))));
        assert_eq!(sessions::with_user(session, "hash").await.unwrap(), None);
    });
}

#[test]
fn what_may_change_of_a_session_changes() {
    both_in(async |session| {
        sessions::insert(session, &row(1)).await.unwrap();
        let later = SessionRow {
            chosen: Some(home()),
            seen_at: at(50),
            expires_at: at(150),
            user: user_id(9),
            created_at: at(9),
            ..row(1)
        };
        sessions::update(session, &later).await.unwrap();
        let kept = SessionRow { user: user_id(1), created_at: at(1), ..later.clone() };
        assert_eq!(sessions::by_hash(session, "hash1").await.unwrap(), Some(kept));
        let ended = SessionRow { token_hash: "gone".into(), ..later };
        sessions::update(session, &ended).await.unwrap();
        assert_eq!(sessions::by_hash(session, "gone").await.unwrap(), None);
    });
}

#[test]
fn failures_are_remembered_and_forgotten() {
    both_in(async |session| {
        let none = Failures::default();
        assert_eq!(sessions::failures(session, "a").await.unwrap(), none);
        for count in 1..=2 {
            let failures = Failures { count, last: at(count) };
            sessions::set_failures(session, "a", failures).await.unwrap();
            sessions::set_failures(session, "b", failures).await.unwrap();
        }
        let two = Failures { count: 2, last: at(2) };
        assert_eq!(sessions::failures(session, "a").await.unwrap(), two);
        sessions::forget_failures(session, "a").await.unwrap();
        assert_eq!(sessions::failures(session, "a").await.unwrap(), none);
        assert_eq!(sessions::failures(session, "b").await.unwrap(), two);
        assert_eq!(sessions::forget_failures_before(session, at(2)).await.unwrap(), 0);
        assert_eq!(sessions::forget_failures_before(session, at(3)).await.unwrap(), 1);
        assert_eq!(sessions::failures(session, "b").await.unwrap(), none);
    });
}
