//! What newcomers said of their comfort.

use kamerton_store::comfort::{self, ComfortRow};
use kamerton_store::messages::{self, MessageRow};

use crate::harness::both_in;
use crate::samples::{TEXT, abroad, at, home, identity_id, message, message_id, place_id};

pub fn answer(n: i64) -> ComfortRow {
    ComfortRow {
        identity: identity_id(n),
        message: message_id(n),
        at: at(n),
        comfort: n % 3,
        words: TEXT.into(),
        by: "Мы".into(),
    }
}

#[test]
fn the_later_answer_stands_until_it_is_forgotten() {
    both_in(async |session| {
        comfort::save(session, home(), &answer(1)).await.unwrap();
        let later = ComfortRow { at: at(9), comfort: 2, ..answer(1) };
        comfort::save(session, home(), &later).await.unwrap();
        comfort::save(session, abroad(), &answer(1)).await.unwrap();
        let wanted = [1, 2].map(identity_id);
        assert_eq!(comfort::of_accounts(session, home(), wanted).await.unwrap(), [later]);
        assert!(comfort::forget(session, home(), wanted).await.unwrap());
        assert!(!comfort::forget(session, home(), wanted).await.unwrap());
        assert_eq!(comfort::of_accounts(session, home(), wanted).await.unwrap(), []);
        assert_eq!(comfort::of_accounts(session, abroad(), wanted).await.unwrap(), [answer(1)]);
    });
}

#[test]
fn answers_belong_to_the_place_of_the_first_message() {
    both_in(async |session| {
        let elsewhere = MessageRow { place: place_id(2), ..message(3) };
        messages::save(session, home(), &[message(1), message(2), elsewhere]).await.unwrap();
        for n in 1..=4 {
            comfort::save(session, home(), &answer(n)).await.unwrap();
        }
        let mut of = async |from: i64, to: i64, limit: i64| {
            let span = (at(from), at(to));
            comfort::of_place(session, home(), place_id(1), span, limit).await.unwrap()
        };
        assert_eq!(of(0, 9, 9).await, [2, 1], "the latest first");
        assert_eq!(of(1, 2, 9).await, [1]);
        assert_eq!(of(0, 9, 1).await, [2]);
        let span = (at(0), at(9));
        let abroad = comfort::of_place(session, abroad(), place_id(1), span, 9).await.unwrap();
        assert!(abroad.is_empty());
    });
}
