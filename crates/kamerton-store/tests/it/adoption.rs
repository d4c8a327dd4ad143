//! Two places that are one.

use kamerton_store::adoption::{self, SaidRow};
use kamerton_store::{identities, messages, outgoing, places, steps};

use crate::harness::both_in;
use crate::samples::{
    abroad, at, channel_id, connection, home, identity, identity_id, key, membership, message,
    message_id, outgoing as sent, place, place_id, step,
};

#[test]
fn what_was_said_can_be_compared() {
    both_in(async |session| {
        let row = message(1);
        identities::save(session, home(), &[identity(1)]).await.unwrap();
        messages::save(session, home(), &[row.clone(), message(2)]).await.unwrap();
        let place = row.place;
        let all = (at(-999), at(999));
        let found = adoption::sample(session, home(), place, all, 9).await.unwrap();
        let first = found.iter().find(|said| said.at == row.sent_at).unwrap();
        let name = row.identity.filter(|id| *id == identity_id(1)).and(identity(1).name);
        let wanted = SaidRow { key: row.remote_key.clone(), at: row.sent_at, text: row.text, name };
        assert_eq!(*first, wanted);
        let one = (row.sent_at, row.sent_at);
        assert_eq!(adoption::sample(session, home(), place, one, 9).await.unwrap().len(), 1);
        assert_eq!(adoption::sample(session, abroad(), place, all, 9).await.unwrap(), []);
        let last = row.identity.unwrap();
        let when = adoption::last_words(session, home(), last, place).await.unwrap();
        assert!(when >= Some(row.sent_at), "{when:?}");
        let none = adoption::last_words(session, abroad(), last, place).await.unwrap();
        assert_eq!(none, None);
    });
}

#[test]
fn what_is_taken_out_is_gone_and_its_neighbours_stay() {
    both_in(async |session| {
        places::ensure_channel(session, home(), channel_id(0), "telegram").await.unwrap();
        let room = place(1);
        places::ensure_channel(session, home(), room.channel, "telegram").await.unwrap();
        places::ensure(session, home(), std::slice::from_ref(&room)).await.unwrap();
        let rows = [message(1), message(2)];
        messages::save(session, home(), &rows).await.unwrap();
        messages::save_keys(session, home(), &[key(1), key(2)]).await.unwrap();
        let place = rows[0].place;
        let found = adoption::of_place(session, home(), place, 9).await.unwrap();
        assert!(found.contains(&rows[0]));
        assert_eq!(adoption::of_place(session, home(), place, 1).await.unwrap().len(), 1);
        let (id, name) = (message_id(1), key(1).key);
        adoption::purge(session, home(), channel_id(0), id, &name).await.unwrap();
        assert_eq!(messages::by_id(session, home(), [id]).await.unwrap(), []);
        let keys = [key(1).key, key(2).key];
        let known = messages::by_key(session, home(), channel_id(0), keys).await.unwrap();
        assert_eq!(known.len(), 1);
        messages::save_memberships(session, home(), &[membership(1)]).await.unwrap();
        let found = adoption::memberships(session, home(), place_id(1)).await.unwrap();
        assert_eq!(found, [membership(1)]);
        adoption::purge_place(session, home(), place_id(1)).await.unwrap();
        assert_eq!(adoption::memberships(session, home(), place_id(1)).await.unwrap(), []);
        assert_eq!(places::known(session, home(), [place_id(1)]).await.unwrap(), []);
    });
}

#[test]
fn what_was_said_about_one_is_about_the_other() {
    both_in(async |session| {
        kamerton_store::connections::insert(session, home(), &connection(1)).await.unwrap();
        outgoing::insert(session, home(), &sent(1)).await.unwrap();
        let planned = kamerton_store::steps::StepRow { ground: message_id(1), ..step(1) };
        steps::save(session, home(), &[planned]).await.unwrap();
        adoption::relink(session, home(), message_id(1), message_id(2)).await.unwrap();
        let found = outgoing::about(session, home(), [message_id(2)]).await.unwrap();
        assert_eq!(found.len(), 1);
        let day = steps::of_day(session, home(), step(1).day).await.unwrap();
        assert_eq!(day[0].ground, message_id(2));
    });
}
