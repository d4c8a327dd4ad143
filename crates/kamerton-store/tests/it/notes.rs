//! Notes and tags.

use kamerton_store::notes::{self, NoteRow, TagRow};

use crate::harness::both_in;
use crate::samples::{TEXT, abroad, at, home, note_id, person_id};

#[test]
fn notes_come_back_latest_first() {
    both_in(async |session| {
        let person = person_id(1);
        for n in [1, 3, 2] {
            let new = notes::add(session, home(), note_id(n), person, at(n), "Мы", TEXT).await;
            assert!(new.unwrap());
        }
        let again = notes::add(session, home(), note_id(2), person, at(9), "Мы", "иное").await;
        assert!(!again.unwrap(), "a note that is there stays");
        let row =
            |n| NoteRow { id: note_id(n), person, at: at(n), by: "Мы".into(), text: TEXT.into() };
        let found = notes::of_person(session, home(), person).await.unwrap();
        assert_eq!(found, [row(3), row(2), row(1)]);
        assert_eq!(notes::of_person(session, home(), person_id(2)).await.unwrap(), []);
        assert_eq!(notes::of_person(session, abroad(), person).await.unwrap(), []);
    });
}

#[test]
fn a_tag_is_put_on_and_taken_off_once() {
    both_in(async |session| {
        let person = person_id(1);
        assert!(notes::tag(session, home(), person, "ёж", "Ёж 🦔").await.unwrap());
        assert!(!notes::tag(session, home(), person, "ёж", "ЁЖ").await.unwrap());
        assert!(notes::tag(session, home(), person, "а", "А").await.unwrap());
        let row = |key: &str, tag: &str| TagRow { key: key.into(), person, tag: tag.into() };
        let found = notes::tags(session, home(), person).await.unwrap();
        assert_eq!(found, [row("а", "А"), row("ёж", "Ёж 🦔")]);
        assert_eq!(notes::tags(session, abroad(), person).await.unwrap(), []);
        assert!(!notes::untag(session, abroad(), person, "ёж").await.unwrap());
        assert!(notes::untag(session, home(), person, "ёж").await.unwrap());
        assert!(!notes::untag(session, home(), person, "ёж").await.unwrap());
        assert_eq!(notes::tags(session, home(), person).await.unwrap(), [row("а", "А")]);
    });
}
