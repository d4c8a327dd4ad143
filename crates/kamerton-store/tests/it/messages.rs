//! Messages, their versions, keys, reactions, memberships, and what was set by hand.

use kamerton_core::id::IdentityId;
use kamerton_core::time::Day;
use kamerton_store::messages::{self, KeyRow, MembershipRow, MessageRow, ReactionRow, VersionRow};

use crate::harness::both_in;
use crate::samples::{
    abroad, at, channel_id, full_message, home, identity_id, key, membership, message, message_id,
    place_id, reaction, version,
};

#[test]
fn messages_come_back_as_they_were_stored() {
    both_in(async |session| {
        let nobody = MessageRow { identity: None, text: String::new(), ..message(3) };
        let rows = [message(1), full_message(2), nobody];
        for _ in 0..2 {
            messages::save(session, home(), &rows).await.unwrap();
        }
        let ids = [1, 2, 3, 404].map(message_id);
        let mut found = messages::by_id(session, home(), ids).await.unwrap();
        found.sort_by_key(|row| row.id);
        assert_eq!(found, rows);
        assert_eq!(messages::by_id(session, abroad(), ids).await.unwrap(), []);
    });
}

#[test]
fn what_may_change_of_a_message_changes_and_the_rest_stays() {
    both_in(async |session| {
        messages::save(session, home(), &[message(2)]).await.unwrap();
        let moved = MessageRow {
            place: place_id(9),
            identity: None,
            topic: None,
            text: "Иное".into(),
            sentiment: 100,
            lang: 2,
            analyser: 2,
            ..full_message(2)
        };
        messages::save(session, home(), std::slice::from_ref(&moved)).await.unwrap();
        let kept = MessageRow {
            place: message(2).place,
            identity: message(2).identity,
            thread: message(2).thread,
            service: message(2).service,
            forwarded_from: None,
            ..moved
        };
        assert_eq!(messages::by_id(session, home(), [kept.id]).await.unwrap(), [kept]);
    });
}

#[test]
fn the_last_of_two_in_one_batch_holds() {
    both_in(async |session| {
        let edited = MessageRow { text: "Исправлено".into(), version: 1, ..message(1) };
        let rows = [message(1), message(2), edited.clone()];
        messages::save(session, home(), &rows).await.unwrap();
        assert_eq!(messages::by_id(session, home(), [edited.id]).await.unwrap(), [edited]);
    });
}

#[test]
fn a_null_byte_is_replaced_on_both() {
    both_in(async |session| {
        let row = MessageRow { text: "до\0после".into(), ..message(1) };
        messages::save(session, home(), &[row]).await.unwrap();
        let found = messages::by_id(session, home(), [message_id(1)]).await.unwrap();
        assert_eq!(found[0].text, "до\u{FFFD}после");
    });
}

#[test]
fn a_version_is_what_was_told_of_it_last() {
    both_in(async |session| {
        let edited = VersionRow { edited_at: Some(at(1)), ..version(1, 1) };
        let rows = [edited.clone(), version(1, 0), version(2, 0)];
        messages::save_versions(session, home(), &rows).await.unwrap();
        let late = VersionRow { text: "поздно".into(), ..version(1, 0) };
        messages::save_versions(session, home(), &[late]).await.unwrap();
        let found = messages::versions(session, home(), [1, 404].map(message_id)).await.unwrap();
        assert_eq!(found, [VersionRow { text: "поздно".into(), ..version(1, 0) }, edited]);
        assert_eq!(messages::versions(session, abroad(), [message_id(1)]).await.unwrap(), []);
    });
}

#[test]
fn keys_name_messages_within_their_channel() {
    both_in(async |session| {
        let second = KeyRow { message: message_id(7), ..key(1) };
        messages::save_keys(session, home(), &[key(1), key(2)]).await.unwrap();
        messages::save_keys(session, home(), &[second]).await.unwrap();
        let wanted = || [key(1).key, "нет".to_owned()];
        let found = messages::by_key(session, home(), channel_id(0), wanted()).await.unwrap();
        assert_eq!(found, [(key(1).key, message_id(1))], "the first to come keeps the key");
        let found = messages::by_key(session, home(), channel_id(1), wanted()).await.unwrap();
        assert_eq!(found, []);
        let found = messages::by_key(session, abroad(), channel_id(0), wanted()).await.unwrap();
        assert_eq!(found, []);
    });
}

#[test]
fn a_reaction_is_counted_anew() {
    both_in(async |session| {
        let nobody = ReactionRow { identity: IdentityId::NIL, count: 12, ..reaction(1) };
        let other = ReactionRow { emoji: "❤".into(), ..reaction(1) };
        messages::save_reactions(session, home(), &[reaction(1), nobody.clone(), other.clone()])
            .await
            .unwrap();
        let taken_back = ReactionRow { count: 0, day: Day(6), ..reaction(1) };
        messages::save_reactions(session, home(), std::slice::from_ref(&taken_back)).await.unwrap();
        let wanted = [1, 2].map(message_id);
        let mut found = messages::reactions(session, home(), wanted).await.unwrap();
        found.sort_by_key(|row| row.count);
        assert_eq!(found, [taken_back, other, nobody]);
        assert_eq!(messages::reactions(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn joinings_are_known_once_stored() {
    both_in(async |session| {
        let left = MembershipRow { joined: false, invited_by: None, ..membership(2) };
        let rows = [membership(1), left];
        for _ in 0..2 {
            messages::save_memberships(session, home(), &rows).await.unwrap();
        }
        let wanted = || [membership(2).key, membership(3).key];
        let found = messages::known_memberships(session, home(), wanted()).await.unwrap();
        assert_eq!(found, [membership(2).key]);
        let found = messages::known_memberships(session, abroad(), wanted()).await.unwrap();
        assert_eq!(found, [""; 0]);
    });
}

#[test]
fn what_accounts_wrote() {
    both_in(async |session| {
        let other = MessageRow { identity: Some(identity_id(2)), ..message(3) };
        let nobody = MessageRow { identity: None, ..message(4) };
        messages::save(session, home(), &[message(1), message(2), other, nobody]).await.unwrap();
        let wanted = [identity_id(1), identity_id(404)];
        let mut found = messages::of_identities(session, home(), wanted).await.unwrap();
        found.sort_unstable();
        assert_eq!(found, [1, 2].map(message_id));
        let latest = messages::latest_of(session, home(), wanted).await.unwrap();
        assert_eq!(latest, [message(2), message(1)]);
        assert_eq!(messages::latest_of(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn the_latest_are_fifty() {
    both_in(async |session| {
        let rows: Vec<MessageRow> = (0..60).map(message).collect();
        messages::save(session, home(), &rows).await.unwrap();
        let latest = messages::latest_of(session, home(), [identity_id(1)]).await.unwrap();
        let expected: Vec<MessageRow> = (10..60).rev().map(message).collect();
        assert_eq!(latest, expected);
    });
}

#[test]
fn where_and_when_messages_were_said() {
    both_in(async |session| {
        messages::save(session, home(), &[message(1)]).await.unwrap();
        let wanted = [1, 404].map(message_id);
        let found = messages::places(session, home(), wanted).await.unwrap();
        assert_eq!(found, [(message_id(1), place_id(1), at(1))]);
        assert_eq!(messages::places(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn facts_that_came_too_early_are_handed_out_once() {
    both_in(async |session| {
        let channel = channel_id(0);
        for (key, number, fact) in
            [("б", 0, "три"), ("а", 1, "два"), ("а", 0, "раз"), ("а", 0, "снова"), ("в", 0, "x")]
        {
            messages::keep_pending(session, home(), channel, key, number, fact).await.unwrap();
        }
        let wanted = || ["а", "б", "нет"].map(String::from);
        let elsewhere = messages::take_pending(session, home(), channel_id(1), wanted()).await;
        assert_eq!(elsewhere.unwrap(), [""; 0]);
        let found = messages::take_pending(session, home(), channel, wanted()).await.unwrap();
        assert_eq!(found, ["раз", "два", "три"]);
        let again = messages::take_pending(session, home(), channel, wanted()).await.unwrap();
        assert_eq!(again, [""; 0]);
        let rest = messages::take_pending(session, home(), channel, ["в".into()]).await.unwrap();
        assert_eq!(rest, ["x"]);
    });
}
