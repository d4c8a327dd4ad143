//! Consents, what was read by them, and how many saw our messages.

use kamerton_store::consents::{ConsentRow, PostRow};
use kamerton_store::reach::ReachRow;
use kamerton_store::{connection_places, connections, consents, messages, reach};

use crate::harness::both_in;
use crate::samples::{
    self, TEXT, abroad, at, connection_id, consent_id, home, identity_id, message_id,
};

pub fn reach(n: i64) -> ReachRow {
    ReachRow {
        message: message_id(n),
        connection: connection_id(1),
        remote_key: TEXT.into(),
        sent_at: at(n),
        views: Some(n),
        shares: None,
        reactions: Some(2),
        comments: None,
        counted_at: Some(at(n + 1)),
        due_at: Some(at(n + 2)),
    }
}

pub fn consent(n: i64) -> ConsentRow {
    ConsentRow {
        id: consent_id(n),
        identity: identity_id(n),
        manner: "paper".into(),
        given_at: at(n),
        words: TEXT.into(),
        message: Some(message_id(n)),
        by: TEXT.into(),
        recorded_at: at(n + 1),
        withdrawn_at: None,
        withdrawn_by: None,
        withdrawn_words: None,
        posts: None,
    }
}

pub fn post(n: i64) -> PostRow {
    PostRow { consent: consent_id(1), remote_key: format!("{TEXT}{n}") }
}

#[test]
fn one_consent_holds_for_an_account_and_what_was_withdrawn_stays() {
    both_in(async |session| {
        let one = consent(1);
        assert!(consents::add(session, home(), &one).await.unwrap());
        assert!(!consents::add(session, home(), &one).await.unwrap());
        let found = consents::by_id(session, home(), one.id).await.unwrap();
        assert_eq!(found.as_ref(), Some(&one));
        assert_eq!(consents::open(session, home()).await.unwrap(), std::slice::from_ref(&one));
        assert_eq!(consents::open(session, abroad()).await.unwrap(), []);
        assert!(consents::hold(session, home(), one.id).await.unwrap());
        let posts = [post(1), post(2)];
        consents::note_posts(session, home(), &posts).await.unwrap();
        consents::note_posts(session, home(), &posts[..1]).await.unwrap();
        assert_eq!(consents::posts(session, home(), one.id).await.unwrap(), posts);

        let by = (at(9), "Вера");
        let words = "больше не надо";
        assert!(consents::withdraw(session, home(), one.id, by, words, "kept").await.unwrap());
        assert!(!consents::withdraw(session, home(), one.id, by, "", "deleted").await.unwrap());
        assert!(!consents::hold(session, home(), one.id).await.unwrap());
        let of = |id| [id];
        let open = consents::open_of(session, home(), of(one.identity)).await.unwrap();
        assert_eq!(open, []);
        let withdrawn = ConsentRow {
            withdrawn_at: Some(at(9)),
            withdrawn_by: Some("Вера".to_owned()),
            withdrawn_words: Some(words.to_owned()),
            posts: Some("kept".to_owned()),
            ..one.clone()
        };
        let next = ConsentRow { identity: one.identity, ..consent(2) };
        assert!(consents::add(session, home(), &next).await.unwrap());
        let all = consents::of_identities(session, home(), of(one.identity)).await.unwrap();
        assert_eq!(all, [next.clone(), withdrawn]);

        assert!(consents::withdraw(session, home(), next.id, by, "", "deleted").await.unwrap());
        assert!(!consents::restore(session, home(), next.id).await.unwrap(), "it is gone");
        assert!(consents::restore(session, home(), one.id).await.unwrap());
        assert_eq!(consents::open(session, home()).await.unwrap(), std::slice::from_ref(&one));
    });
}

#[test]
fn messages_are_asked_for_when_they_are_due() {
    both_in(async |session| {
        connections::insert(session, home(), &samples::connection(1)).await.unwrap();
        let message = samples::message(1);
        messages::save(session, home(), std::slice::from_ref(&message)).await.unwrap();
        let author = message.identity.unwrap();
        let own = reach::own(session, home(), author, message.sent_at, 9).await.unwrap();
        assert_eq!(own.iter().map(|one| one.id).collect::<Vec<_>>(), [message.id]);
        let later = message.sent_at.plus(1);
        assert_eq!(reach::own(session, home(), author, later, 9).await.unwrap(), []);

        let new = |n: i64| ReachRow { counted_at: None, views: None, ..reach(n) };
        assert_eq!(reach::note(session, home(), &[new(1), new(2)]).await.unwrap(), 2);
        assert_eq!(reach::note(session, home(), &[reach(1)]).await.unwrap(), 0);
        let id = samples::connection(1).id;
        let due = async |session: &mut _, to| reach::due(session, home(), id, at(to), 9).await;
        assert_eq!(due(session, 2).await.unwrap(), []);
        assert_eq!(due(session, 3).await.unwrap(), [new(1)]);
        assert_eq!(due(session, 9).await.unwrap(), [new(1), new(2)]);
        let counted = ReachRow { views: Some(1_240), due_at: None, ..reach(1) };
        reach::counted(session, home(), std::slice::from_ref(&counted)).await.unwrap();
        assert_eq!(due(session, 9).await.unwrap(), [new(2)]);
        let of = reach::of_messages(session, home(), [counted.message]).await.unwrap();
        assert_eq!(of, std::slice::from_ref(&counted));
        // What was counted outlives the channel by which it was asked.
        connections::delete(session, home(), id).await.unwrap();
        assert_eq!(due(session, 9).await.unwrap(), []);
        let of = reach::of_messages(session, home(), [counted.message]).await.unwrap();
        assert_eq!(of, [counted]);
    });
}

#[test]
fn places_of_others_are_told_apart() {
    both_in(async |session| {
        connections::insert(session, home(), &samples::connection(1)).await.unwrap();
        let mut theirs = samples::reached(1);
        theirs.hidden = true;
        let ours = kamerton_store::connection_places::ReachedRow {
            remote_id: "ours".to_owned(),
            hidden: false,
            ..theirs.clone()
        };
        let rows = [theirs.clone(), ours];
        connection_places::note(session, home(), &rows).await.unwrap();
        assert_eq!(connection_places::hidden(session, home()).await.unwrap(), [theirs]);
    });
}
