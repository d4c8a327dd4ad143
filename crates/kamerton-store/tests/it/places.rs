//! Channels and places.

use kamerton_store::places::{self, PlaceRow};

use crate::harness::{both, both_in};
use crate::samples::{abroad, at, channel_id, home, place, place_id};

#[test]
fn places_are_made_once_and_stay_as_they_are() {
    both_in(async |session| {
        for _ in 0..2 {
            places::ensure_channel(session, home(), channel_id(0), "telegram").await.unwrap();
            places::ensure(session, home(), &[place(1)]).await.unwrap();
        }
        let renamed = PlaceRow { title: "Иначе".into(), ..place(1) };
        places::ensure(session, home(), &[renamed]).await.unwrap();
        places::ensure(session, home(), &[place(2)]).await.unwrap();
        let wanted = [1, 2, 404].map(place_id);
        let mut known = places::known(session, home(), wanted).await.unwrap();
        known.sort_unstable();
        let mut expected = [1, 2].map(place_id);
        expected.sort_unstable();
        assert_eq!(known, expected);
        assert_eq!(places::known(session, abroad(), wanted).await.unwrap(), []);
        let mut expected = vec![place(1), place(2)];
        expected.sort_by_key(|row| row.id);
        assert_eq!(places::all(session, home()).await.unwrap(), expected);
        assert_eq!(places::all(session, abroad()).await.unwrap(), []);
    });
}

#[test]
fn a_place_needs_its_channel() {
    both(|store| async move {
        let mut session = store.write().await.unwrap();
        assert!(places::ensure(&mut session, home(), &[place(1)]).await.is_err());
    });
}

#[test]
fn a_channel_of_another_workspace_does_not_serve() {
    both(|store| async move {
        let mut session = store.write().await.unwrap();
        places::ensure_channel(&mut session, abroad(), channel_id(0), "irc").await.unwrap();
        assert!(places::ensure(&mut session, home(), &[place(1)]).await.is_err());
    });
}

#[test]
fn the_span_only_widens() {
    both_in(async |session| {
        places::ensure_channel(session, home(), channel_id(0), "telegram").await.unwrap();
        places::ensure(session, home(), &[place(1)]).await.unwrap();
        for (first, last, expected) in
            [(5, 6, (5, 6)), (5, 9, (5, 9)), (2, 3, (2, 9)), (4, 4, (2, 9))]
        {
            places::widen(session, home(), place_id(1), at(first), at(last)).await.unwrap();
            let span = places::all(session, home()).await.unwrap()[0].span;
            assert_eq!(span, Some((at(expected.0), at(expected.1))));
        }
        places::widen(session, home(), place_id(404), at(1), at(2)).await.unwrap();
        assert_eq!(places::all(session, home()).await.unwrap().len(), 1);
    });
}

#[test]
fn settings_are_the_places_own() {
    both_in(async |session| {
        places::ensure_channel(session, home(), channel_id(0), "telegram").await.unwrap();
        places::ensure(session, home(), &[place(1)]).await.unwrap();
        let settings = r#"{"голос":"на «ты» 😀"}"#;
        places::set_settings(session, abroad(), place_id(1), "никогда").await.unwrap();
        places::set_settings(session, home(), place_id(1), settings).await.unwrap();
        assert_eq!(places::all(session, home()).await.unwrap()[0].settings, settings);
    });
}

#[test]
fn the_kinds_of_channels_are_known() {
    both_in(async |session| {
        let before = places::kinds(session, home()).await.unwrap();
        let channel = kamerton_core::id::ChannelId::derived(&[b"another"]);
        places::ensure_channel(session, home(), channel, "another").await.unwrap();
        let after = places::kinds(session, home()).await.unwrap();
        let channels = places::channels(session, home()).await.unwrap();
        assert!(channels.contains(&(channel, "another".to_owned())));
        assert_eq!(places::channels(session, abroad()).await.unwrap(), []);
        assert!(!before.contains(&"another".to_owned()));
        assert!(after.contains(&"another".to_owned()));
    });
}
