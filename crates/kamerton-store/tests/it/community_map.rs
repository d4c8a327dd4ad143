//! Pictures of the community map, and who is on them.

use kamerton_core::id::PlaceId;
use kamerton_store::community_map::{self, DrawnRow, PictureRow};
use kamerton_store::influence;
use kamerton_store::people;

use crate::harness::both_in;
use crate::samples::{TEXT, abroad, at, home, person, person_id, place_id};

pub fn picture(part: i64) -> PictureRow {
    PictureRow { place: place_id(1), part, digest: format!("of {part}"), body: TEXT.into() }
}

pub fn drawn() -> DrawnRow {
    DrawnRow { version: 1, drawn_at: at(2), influenced_at: at(1) }
}

#[test]
fn pictures_are_kept_by_place_and_part() {
    both_in(async |session| {
        for part in [0, 1, 2] {
            community_map::save(session, home(), &picture(part)).await.unwrap();
        }
        let everywhere = PictureRow { place: PlaceId::NIL, ..picture(0) };
        community_map::save(session, home(), &everywhere).await.unwrap();
        let anew = PictureRow { digest: "of another".into(), body: "{}".into(), ..picture(1) };
        community_map::save(session, home(), &anew).await.unwrap();
        let place = place_id(1);
        let found = community_map::picture(session, home(), place, 1).await.unwrap();
        assert_eq!(found, Some(anew));
        assert_eq!(community_map::picture(session, abroad(), place, 1).await.unwrap(), None);
        let places = community_map::places(session, home()).await.unwrap();
        assert_eq!(places, [PlaceId::NIL, place]);
        community_map::delete(session, abroad(), place, 2).await.unwrap();
        community_map::delete(session, home(), place, 1).await.unwrap();
        let mut digests = community_map::digests(session, home()).await.unwrap();
        digests.sort();
        let expected = [(PlaceId::NIL, 0, "of 0"), (place, 0, "of 0"), (place, 2, "of 2")];
        assert_eq!(digests, expected.map(|(place, part, text)| (place, part, text.to_owned())));
    });
}

#[test]
fn when_they_were_drawn_is_one_row() {
    both_in(async |session| {
        assert_eq!(community_map::drawn(session, home()).await.unwrap(), None);
        community_map::save_drawn(session, home(), &drawn()).await.unwrap();
        let later = DrawnRow { influenced_at: at(9), ..drawn() };
        community_map::save_drawn(session, home(), &later).await.unwrap();
        assert_eq!(community_map::drawn(session, home()).await.unwrap(), Some(later));
        assert_eq!(community_map::drawn(session, abroad()).await.unwrap(), None);
    });
}

#[test]
fn people_are_shown_with_their_influence() {
    both_in(async |session| {
        people::save(session, home(), &[person(1), person(2)]).await.unwrap();
        influence::save(session, home(), &[crate::influence::row(2)]).await.unwrap();
        let wanted = [1, 2, 3].map(person_id);
        let mut found = community_map::shown(session, home(), wanted).await.unwrap();
        found.sort_by_key(|row| row.listeners);
        let told: Vec<_> =
            found.iter().map(|row| (row.person, row.influence, row.listeners)).collect();
        assert_eq!(told, [(person_id(1), None, 0), (person_id(2), Some(2.0), 2)]);
        assert_eq!(found[0].name, person(1).name);
        assert_eq!((found[0].state, found[0].stage), (person(1).state, person(1).stage));
    });
}
