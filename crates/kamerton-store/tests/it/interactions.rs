//! Who turns to whom.

use kamerton_core::id::{IdentityId, MessageId};
use kamerton_core::time::Day;
use kamerton_store::interactions::{self, Counted, InteractionRow, TurningRow};
use kamerton_store::messages::{self, MessageRow, ReactionRow};
use kamerton_store::places;
use uuid::Uuid;

use crate::harness::both_in;
use crate::samples::{
    abroad, answer, at, channel_id, home, identity_id, interaction, message, message_id, place,
    place_id, reaction,
};

fn everybody() -> (IdentityId, IdentityId) {
    (IdentityId::NIL, Uuid::max().into())
}

#[test]
fn what_is_added_adds_up_and_can_be_taken_back() {
    both_in(async |session| {
        let more =
            InteractionRow { replies: -1, mentions: 2, reposts: 3, reactions: 4, ..interaction(2) };
        interactions::add(session, home(), &[interaction(2), more, interaction(3)]).await.unwrap();
        interactions::add(session, home(), &[interaction(3)]).await.unwrap();
        let mut found = interactions::of_targets(session, home(), everybody()).await.unwrap();
        found.sort_by_key(|row| row.replies);
        let expected = [
            InteractionRow { replies: 0, ..more },
            InteractionRow { replies: 2, ..interaction(3) },
        ];
        assert_eq!(found, expected);
        let nobody = (IdentityId::NIL, IdentityId::NIL);
        assert_eq!(interactions::of_targets(session, home(), nobody).await.unwrap(), []);
        assert_eq!(interactions::of_targets(session, abroad(), everybody()).await.unwrap(), []);
    });
}

#[test]
fn how_far_it_is_counted_is_kept() {
    both_in(async |session| {
        assert_eq!(interactions::counted(session, home()).await.unwrap(), Counted::All);
        interactions::add(session, home(), &[interaction(2)]).await.unwrap();
        interactions::forget(session, home()).await.unwrap();
        assert_eq!(interactions::of_targets(session, home(), everybody()).await.unwrap(), []);
        for counted in [Counted::UpTo(None), Counted::UpTo(Some(message_id(3))), Counted::All] {
            interactions::set_counted(session, home(), counted).await.unwrap();
            assert_eq!(interactions::counted(session, home()).await.unwrap(), counted);
            assert_eq!(interactions::counted(session, abroad()).await.unwrap(), Counted::All);
        }
    });
    let (first, last) = (MessageId::NIL, MessageId(Uuid::max()));
    assert!(Counted::All.holds(last) && Counted::UpTo(Some(first)).holds(first));
    assert!(!Counted::UpTo(None).holds(first) && !Counted::UpTo(Some(first)).holds(last));
}

#[test]
fn messages_tell_to_whom_they_turn() {
    both_in(async |session| {
        places::ensure_channel(session, home(), channel_id(1), "telegram").await.unwrap();
        let channel = channel_id(1);
        let row = kamerton_store::places::PlaceRow { channel, ..place(1) };
        places::ensure(session, home(), &[row]).await.unwrap();
        let named = MessageRow { text: "@anna!".into(), ..answer(2, 1, 2) };
        let gone = MessageRow { deleted_at: Some(at(9)), ..answer(3, 1, 2) };
        let service = MessageRow { service: true, ..answer(4, 1, 2) };
        let rows = [message(1), named.clone(), gone, service];
        messages::save(session, home(), &rows).await.unwrap();
        let all = interactions::turning_after(session, home(), MessageId::NIL, 9).await.unwrap();
        let wanted = [1, 2, 3, 4, 404].map(message_id);
        let mut found = interactions::turning(session, home(), wanted).await.unwrap();
        found.sort_by_key(|row| row.message);
        assert_eq!(found, all);
        let second = all.iter().find(|row| row.message == message_id(2)).unwrap();
        let expected = TurningRow {
            message: message_id(2),
            place: place_id(1),
            author: identity_id(2),
            day: named.day,
            forwarded_from: named.forwarded_from,
            text: Some("@anna!".into()),
            answers: Some(identity_id(1)),
            kind: "telegram".into(),
        };
        assert_eq!(*second, expected);
        assert_eq!(all.len(), 2, "what is deleted or a service message turns to nobody");
        let (first, last) = (all[0].message, all[1].message);
        let next = interactions::turning_after(session, home(), first, 1).await.unwrap();
        assert_eq!(next.iter().map(|row| row.message).collect::<Vec<_>>(), [last]);
        let authors = interactions::authors(session, home(), wanted).await.unwrap();
        assert!(authors.contains(&(message_id(2), identity_id(2), place_id(1))), "{authors:?}");
        assert_eq!(interactions::turning(session, abroad(), wanted).await.unwrap(), []);
        assert_eq!(interactions::authors(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn reactions_to_others_are_counted_by_day() {
    both_in(async |session| {
        messages::save(session, home(), &[message(1)]).await.unwrap();
        let by = |who: IdentityId, emoji: &str, count: i64| ReactionRow {
            identity: who,
            emoji: emoji.into(),
            count,
            ..reaction(1)
        };
        let rows = [
            by(identity_id(2), "a", 1),
            by(identity_id(2), "b", 1),
            by(identity_id(1), "a", 1),
            by(IdentityId::NIL, "a", 7),
            by(identity_id(3), "a", 0),
        ];
        messages::save_reactions(session, home(), &rows).await.unwrap();
        let span = (MessageId::NIL, message_id(1));
        let found = interactions::reactions(session, home(), span).await.unwrap();
        let expected = InteractionRow { replies: 0, reactions: 2, day: Day(5), ..interaction(2) };
        assert_eq!(found, [expected]);
        let after = (message_id(1), MessageId(Uuid::max()));
        assert_eq!(interactions::reactions(session, home(), after).await.unwrap(), []);
        assert_eq!(interactions::reactions(session, abroad(), span).await.unwrap(), []);
    });
}
