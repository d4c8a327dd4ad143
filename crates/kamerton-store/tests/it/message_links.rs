//! What answers what, and messages as the rules see them.

use std::collections::BTreeMap;

use kamerton_core::answer::Target;
use kamerton_core::derive::{Author, Ground, Parent};
use kamerton_core::id::{IdentityId, MessageId};
use kamerton_core::reading::Labels;
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use kamerton_store::Session;
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::message_links;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::places;

use crate::harness::both_in;
use crate::samples::{
    abroad, answer, at, channel_id, home, identity, identity_id, message, message_id, place,
    place_id,
};

/// Account 1 is a member, 2 one of us; 1 asks, 2 answers, 1 thanks.
async fn talk(session: &mut Session) {
    let staff = IdentityRow { role: Role::Staff, ..identity(2) };
    identities::save(session, home(), &[identity(1), staff]).await.unwrap();
    let rows = [message(1), answer(2, 1, 2), answer(3, 2, 1)];
    messages::save(session, home(), &rows).await.unwrap();
}

#[test]
fn an_early_answer_learns_what_it_answers() {
    both_in(async |session| {
        let early = MessageRow { reply_to: None, ..answer(2, 1, 1) };
        messages::save(session, home(), &[early, answer(3, 1, 1), message(4)]).await.unwrap();
        let wanted = || [message(1).remote_key, "нет".to_owned()];
        let found = messages::unresolved(session, home(), wanted()).await.unwrap();
        assert_eq!(found, [(message_id(2), message(1).remote_key)]);
        assert_eq!(messages::unresolved(session, abroad(), wanted()).await.unwrap(), []);
        messages::resolve(session, abroad(), message_id(2), message_id(9)).await.unwrap();
        messages::resolve(session, home(), message_id(2), message_id(1)).await.unwrap();
        assert_eq!(messages::unresolved(session, home(), wanted()).await.unwrap(), []);
        let found = messages::by_id(session, home(), [message_id(2)]).await.unwrap();
        assert_eq!(found, [answer(2, 1, 1)]);
    });
}

#[test]
fn parents_and_children() {
    both_in(async |session| {
        let rows = [message(1), answer(2, 1, 1), answer(3, 1, 1), answer(4, 3, 1)];
        messages::save(session, home(), &rows).await.unwrap();
        let mut found = messages::children(session, home(), [message_id(1)]).await.unwrap();
        found.sort_unstable();
        assert_eq!(found, [2, 3].map(message_id));
        let wanted = [1, 2, 3, 4, 404].map(message_id);
        let found = messages::parents(session, home(), wanted).await.unwrap();
        assert_eq!(found, [1, 3].map(message_id), "each once, in order");
        assert_eq!(messages::children(session, abroad(), wanted).await.unwrap(), []);
        assert_eq!(messages::parents(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn rules_see_a_message_with_parent_and_grandparent() {
    both_in(async |session| {
        talk(session).await;
        let found =
            message_links::grounds(session, home(), [3, 404].map(message_id)).await.unwrap();
        let [row] = found[..] else { panic!("one row, not {found:?}") };
        let member = Author { identity: identity_id(1), role: Role::Member };
        let staff = Author { identity: identity_id(2), role: Role::Staff };
        let (day, labels) = (message(1).day, message(1).labels);
        let parent =
            Parent { author: staff, day, labels, counts: true, parent_author: Some(member) };
        let expected = Ground {
            message: message_id(3),
            author: member,
            day,
            labels,
            counts: true,
            parent: Some(parent),
        };
        assert_eq!(row.ground, expected);
        assert_eq!((row.place, row.sent_at), (place_id(1), at(3)));
        assert_eq!((row.thread, row.implied), (0, false));
        assert_eq!(message_links::grounds(session, abroad(), [message_id(3)]).await.unwrap(), []);
    });
}

#[test]
fn what_is_deleted_forwarded_or_of_the_service_does_not_count() {
    both_in(async |session| {
        talk(session).await;
        let labels = Labels(u32::MAX);
        let rows = [
            MessageRow { deleted_at: Some(at(9)), labels, ..message(11) },
            MessageRow { service: true, ..message(12) },
            MessageRow { forwarded_from: Some(String::new()), ..message(13) },
            MessageRow { identity: None, ..message(14) },
            answer(15, 11, 2),
            answer(16, 404, 2),
        ];
        messages::save(session, home(), &rows).await.unwrap();
        let mut found =
            message_links::grounds(session, home(), (11..=16).map(message_id)).await.unwrap();
        found.sort_by_key(|row| row.ground.message);
        let counts: Vec<bool> = found.iter().map(|row| row.ground.counts).collect();
        assert_eq!(counts, [false, false, false, true, true], "nobody's is left out");
        assert_eq!(found[0].ground.labels, labels);
        assert_eq!(found[3].ground.parent.map(|parent| parent.counts), Some(false));
        assert_eq!(found[4].ground.parent, None, "what is not there is no parent");
    });
}

#[test]
fn walking_meets_every_ground_once() {
    both_in(async |session| {
        identities::save(session, home(), &[identity(1)]).await.unwrap();
        let rows: Vec<MessageRow> = (0..20).map(message).collect();
        messages::save(session, home(), &rows).await.unwrap();
        messages::save(session, abroad(), &rows).await.unwrap();
        let (mut seen, mut last) = (Vec::new(), MessageId::NIL);
        loop {
            let page = message_links::grounds_after(session, home(), last, 6).await.unwrap();
            let Some(row) = page.last() else { break };
            last = row.ground.message;
            seen.extend(page.into_iter().map(|row| row.ground.message));
        }
        assert_eq!(seen, (0..20).map(message_id).collect::<Vec<_>>());
    });
}

#[test]
fn how_far_places_reach() {
    both_in(async |session| {
        places::ensure_channel(session, home(), channel_id(0), "telegram").await.unwrap();
        places::ensure(session, home(), &[place(1), place(2)]).await.unwrap();
        let service = MessageRow { service: true, ..message(9) };
        messages::save(session, home(), &[message(4), message(5), service]).await.unwrap();
        let wanted = [1, 2, 404].map(place_id);
        let found: BTreeMap<_, _> =
            message_links::spans(session, home(), wanted).await.unwrap().into_iter().collect();
        let expected = [(place_id(1), Some((at(4), at(9)))), (place_id(2), None)];
        assert_eq!(found, expected.into());
        assert_eq!(message_links::spans(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn what_was_said_between_and_to() {
    both_in(async |session| {
        talk(session).await;
        let elsewhere = MessageRow { place: place_id(2), ..message(4) };
        let unknown = MessageRow { reply_to: None, ..answer(5, 404, 2) };
        let implied = MessageRow { implied: true, ..unknown.clone() };
        let implied = MessageRow { id: message_id(6), sent_at: at(6), doc_id: 6, ..implied };
        messages::save(session, home(), &[elsewhere, unknown, implied]).await.unwrap();
        let said = message_links::said_between(session, home(), place_id(1), at(2), at(6)).await;
        let said = said.unwrap();
        let ids: Vec<MessageId> = said.iter().map(|said| said.message).collect();
        assert_eq!(ids, [2, 3, 5, 6].map(message_id), "both ends included");
        let first = said[0];
        assert_eq!((first.identity, first.role), (identity_id(2), Role::Staff));
        assert_eq!((first.sent_at, first.labels), (at(2), message(2).labels));
        assert!(first.counts);
        let question = Target { message: message_id(1), identity: identity_id(1), sent_at: at(1) };
        assert_eq!(first.reply_to, Some(question));
        let nothing_we_have = Target {
            message: MessageId::NIL,
            identity: IdentityId::NIL,
            sent_at: Instant::default(),
        };
        assert_eq!(said[2].reply_to, Some(nothing_we_have));
        assert_eq!(said[3].reply_to, None, "an implied link to what is not there is none");
        let to = message_links::said_to(session, home(), [message_id(1)]).await.unwrap();
        assert_eq!(to, [first]);
        assert_eq!(message_links::said_to(session, abroad(), [message_id(1)]).await.unwrap(), []);
    });
}

#[test]
fn what_was_said_next_in_a_stream_and_in_a_thread() {
    both_in(async |session| {
        let in_thread = |n: i64| MessageRow { thread: 7, ..message(n) };
        let rows = [message(1), in_thread(2), message(3), in_thread(4), in_thread(5), message(6)];
        messages::save(session, home(), &rows).await.unwrap();
        identities::save(session, home(), &[identity(1)]).await.unwrap();
        let mut next = async |thread: i64, limit: i64| {
            let place = (place_id(1), thread);
            let said = message_links::said_next(session, home(), place, at(2), at(5), limit).await;
            said.unwrap().iter().map(|said| said.message).collect::<Vec<MessageId>>()
        };
        assert_eq!(next(0, 9).await, [2, 3, 4, 5].map(message_id), "whatever thread it is");
        assert_eq!(next(0, 2).await, [2, 3].map(message_id));
        assert_eq!(next(7, 9).await, [2, 4, 5].map(message_id));
        assert_eq!(next(8, 9).await, [0; 0].map(message_id));
    });
}
