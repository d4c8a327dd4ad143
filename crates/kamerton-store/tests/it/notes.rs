//! Notes and tags.

use kamerton_core::id::PersonId;
use kamerton_store::notes::{self, NoteRow, TagRow};

use crate::harness::both_in;
use crate::samples::{TEXT, abroad, at, home, note_id, person_id};

fn note(n: i64, person: PersonId) -> NoteRow {
    let (by, text) = ("Мы".into(), TEXT.into());
    NoteRow { id: note_id(n), person, home: person_id(7), at: at(n), by, text }
}

#[test]
fn notes_come_back_latest_first() {
    both_in(async |session| {
        let person = person_id(1);
        for n in [1, 3, 2] {
            assert!(notes::add(session, home(), note(n, person)).await.unwrap());
        }
        let other = NoteRow { text: "иное".into(), ..note(2, person) };
        assert!(!notes::add(session, home(), other).await.unwrap(), "a note that is there stays");
        let row = |n| note(n, person);
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
        let row = |key: &str, tag: &str| TagRow { key: key.into(), person, tag: tag.into() };
        notes::put_tags(session, home(), &[row("ёж", "ЁЖ")]).await.unwrap();
        notes::put_tags(session, home(), &[row("ёж", "Ёж 🦔"), row("а", "А")]).await.unwrap();
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
        let row = note;
        notes::put(session, home(), &[row(1, person_id(1))]).await.unwrap();
        notes::put(session, home(), &[row(1, person_id(2))]).await.unwrap();
        assert_eq!(notes::of_person(session, home(), person_id(1)).await.unwrap(), []);
        let moved = notes::of_person(session, home(), person_id(2)).await.unwrap();
        assert_eq!(moved, [row(1, person_id(2))]);
        let of_home = notes::of_homes(session, home(), [person_id(7)]).await.unwrap();
        assert_eq!(of_home, [row(1, person_id(2))], "wherever it is now");
        assert_eq!(notes::of_homes(session, abroad(), [person_id(7)]).await.unwrap(), []);
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
