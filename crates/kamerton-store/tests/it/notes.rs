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

#[test]
fn notes_and_tags_are_put_where_they_were() {
    both_in(async |session| {
        let row = |n: i64, person| NoteRow {
            id: note_id(n),
            person,
            at: at(n),
            by: "Мы".into(),
            text: TEXT.into(),
        };
        notes::put(session, home(), &[row(1, person_id(1))]).await.unwrap();
        notes::put(session, home(), &[row(1, person_id(2))]).await.unwrap();
        assert_eq!(notes::of_person(session, home(), person_id(1)).await.unwrap(), []);
        let moved = notes::of_person(session, home(), person_id(2)).await.unwrap();
        assert_eq!(moved, [row(1, person_id(2))]);
        assert!(!notes::forget(session, abroad(), note_id(1)).await.unwrap());
        assert!(notes::forget(session, home(), note_id(1)).await.unwrap());
        assert!(!notes::forget(session, home(), note_id(1)).await.unwrap());
        let tag = |person| TagRow { key: "клуб".into(), person, tag: "Клуб".into() };
        let tags = [tag(person_id(1)), tag(person_id(2))];
        notes::put_tags(session, home(), &tags).await.unwrap();
        notes::put_tags(session, home(), &tags).await.unwrap();
        let wanted = [1, 2, 404].map(person_id);
        let mut found = notes::tags_of_people(session, home(), wanted).await.unwrap();
        found.sort_by_key(|row| row.person);
        let mut both = tags.to_vec();
        both.sort_by_key(|row| row.person);
        assert_eq!(found, both);
        assert_eq!(notes::tags_of_people(session, abroad(), wanted).await.unwrap(), []);
    });
}
