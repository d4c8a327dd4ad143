//! Reading the history again.

use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::reading::{Label, Labels};
use kamerton_core::state::State;
use kamerton_store::identities;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::reread::{self, ChangeRow, MoveRow, RunRow};

use crate::harness::both_in;
use crate::samples::{
    abroad, at, full_message, home, identity, message, message_id, person_id,
    reread_change as change, reread_move as moved, reread_run as run,
};

#[test]
fn each_version_reads_once_and_forgets_what_the_one_before_found() {
    both_in(async |session| {
        assert_eq!(reread::latest(session, home()).await.unwrap(), None);
        reread::begin(session, home(), &run(1)).await.unwrap();
        reread::save(session, home(), &[change(1, 0)]).await.unwrap();
        reread::save_moves(session, home(), &[moved(1)]).await.unwrap();
        // Whoever comes second begins nothing.
        let late = RunRow { started_at: at(99), ..run(1) };
        reread::begin(session, home(), &late).await.unwrap();
        assert_eq!(reread::latest(session, home()).await.unwrap(), Some(run(1)));
        let found = reread::changes_of(session, home(), [message_id(1), message_id(2)]);
        assert_eq!(found.await.unwrap(), [change(1, 0)]);
        reread::begin(session, home(), &run(2)).await.unwrap();
        assert_eq!(reread::latest(session, home()).await.unwrap(), Some(run(2)));
        assert_eq!(reread::changes_of(session, home(), [message_id(1)]).await.unwrap(), []);
        assert_eq!(reread::moves_of(session, home(), [person_id(1)]).await.unwrap(), []);
        assert_eq!(reread::latest(session, abroad()).await.unwrap(), None);
    });
}

#[test]
fn one_holds_it_at_a_time_and_others_after_their_time() {
    both_in(async |session| {
        reread::begin(session, home(), &run(1)).await.unwrap();
        let mut held = async |who: &'static str, now: i64| {
            reread::hold(session, home(), 1, who, at(now), at(now + 60)).await.unwrap()
        };
        assert!(held("one", 10).await);
        assert!(held("one", 20).await);
        assert!(!held("other", 80).await, "it is held until then");
        assert!(held("other", 81).await);
        assert!(!held("one", 82).await);
    });
}

#[test]
fn how_far_it_is_and_what_is_wished_are_stored_apart() {
    both_in(async |session| {
        reread::begin(session, home(), &run(1)).await.unwrap();
        reread::wish(session, home(), 1, "later").await.unwrap();
        reread::wish(session, abroad(), 1, "now").await.unwrap();
        let far = RunRow {
            stage: "switched".to_owned(),
            after: message_id(4),
            looked: 4,
            differing: 2,
            report: r#"{"ёж":1}"#.to_owned(),
            ready_at: Some(at(5)),
            switched_at: Some(at(6)),
            ..run(1)
        };
        reread::set(session, home(), &far).await.unwrap();
        let known = RunRow { wish: "later".to_owned(), ..far };
        assert_eq!(reread::latest(session, home()).await.unwrap(), Some(known));
    });
}

#[test]
fn messages_are_walked_over_in_pieces() {
    both_in(async |session| {
        let none = reread::end_of_piece(session, home(), MessageId::NIL, 2).await.unwrap();
        assert_eq!(none, None);
        let rows = [message(1), message(2), full_message(3)];
        messages::save(session, home(), &rows).await.unwrap();
        let mut end = async |after| reread::end_of_piece(session, home(), after, 2).await.unwrap();
        assert_eq!(end(MessageId::NIL).await, Some(message_id(2)));
        assert_eq!(end(message_id(2)).await, Some(message_id(3)));
        assert_eq!(end(message_id(3)).await, None);
        let part = (message_id(1), message_id(3));
        let old = reread::old(session, home(), part, 2).await.unwrap();
        assert_eq!(
            old.iter().map(|row| row.message).collect::<Vec<_>>(),
            [message_id(2), message_id(3)]
        );
        let full = full_message(3);
        let last = old.last().unwrap();
        assert_eq!((&last.text, last.version, last.service), (&full.text, 3, true));
        assert_eq!(last.attachments, full.attachments);
        assert_eq!((&last.reply_to_key, last.implied), (&full.reply_to_key, true));
        let ids = [message_id(1), message_id(2)];
        assert_eq!(reread::same(session, abroad(), 2, ids).await.unwrap(), 0);
        assert_eq!(reread::same(session, home(), 2, ids).await.unwrap(), 2);
        assert_eq!(reread::same(session, home(), 2, ids).await.unwrap(), 0);
        let part = (MessageId::NIL, message_id(3));
        let old = reread::old(session, home(), part, 2).await.unwrap();
        assert_eq!(old.len(), 1);
    });
}

#[test]
fn new_readings_take_the_place_of_old_ones_of_the_same_text() {
    both_in(async |session| {
        let newer = MessageRow { analyser: 2, ..message(4) };
        let rows = [message(1), message(2), message(3), newer];
        messages::save(session, home(), &rows).await.unwrap();
        let changes = [change(1, 0), change(2, 1), change(3, 0), change(4, 0)];
        reread::save(session, home(), &changes).await.unwrap();
        let walked = reread::changes_after(session, home(), message_id(1), 2).await.unwrap();
        assert_eq!(walked, [change(2, 1), change(3, 0)]);
        let ids = || (1..=4).map(message_id);
        let pending = reread::pending(session, home(), 2, ids()).await.unwrap();
        let thanks = Labels::of(&[Label::Thanks]);
        assert_eq!(pending, [(message_id(1), thanks), (message_id(3), thanks)]);
        assert_eq!(reread::pending(session, abroad(), 2, ids()).await.unwrap(), []);
        let some = [message_id(1), message_id(2)];
        assert_eq!(reread::apply_these(session, home(), 2, some).await.unwrap(), 1);
        assert_eq!(reread::apply_these(session, abroad(), 2, ids()).await.unwrap(), 0);
        assert_eq!(reread::apply_these(session, home(), 2, ids()).await.unwrap(), 1);
        assert_eq!(reread::pending(session, home(), 2, ids()).await.unwrap(), []);
        let mut found = messages::by_id(session, home(), (1..=4).map(message_id)).await.unwrap();
        found.sort_by_key(|row| row.id);
        let said: Vec<(Labels, i64, i64, i64)> =
            found.iter().map(|row| (row.labels, row.sentiment, row.lang, row.analyser)).collect();
        let new = (Labels::of(&[Label::Thanks]), 40, 2, 2);
        let old = (Labels::of(&[Label::Question]), -100, 1, 1);
        assert_eq!(said[0], new);
        assert_eq!(said[1], old, "another text was read");
        assert_eq!(said[2], new);
        assert_eq!(said[3].0, old.0, "read by this version already");
    });
}

#[test]
fn whose_state_moved_is_known() {
    both_in(async |session| {
        reread::save_moves(session, home(), &[moved(1), moved(2)]).await.unwrap();
        let again = MoveRow { state: State::Kamerton, ..moved(1) };
        reread::save_moves(session, home(), &[again]).await.unwrap();
        let found = reread::moves_of(session, home(), [person_id(1), person_id(3)]).await.unwrap();
        assert_eq!(found, [again]);
        reread::clear(session, home()).await.unwrap();
        assert_eq!(reread::moves_of(session, home(), [person_id(2)]).await.unwrap(), []);
    });
}

#[test]
fn what_differs_in_tone_only_is_put_in_place_by_itself() {
    both_in(async |session| {
        let rows = [message(1), message(2), message(3)];
        messages::save(session, home(), &rows).await.unwrap();
        let toned = |n| ChangeRow { labels: change(n, 0).old_labels, ..change(n, 0) };
        reread::save(session, home(), &[change(1, 0), toned(2), toned(3)]).await.unwrap();
        let labelled = reread::labelled_after(session, home(), MessageId::NIL, 9).await.unwrap();
        assert_eq!(labelled, [change(1, 0)]);
        let rest = reread::labelled_after(session, home(), message_id(1), 9).await.unwrap();
        assert_eq!(rest, []);
        let part = (MessageId::NIL, message_id(2));
        assert_eq!(reread::apply_alike(session, home(), 2, part).await.unwrap(), 1);
        let all = (MessageId::NIL, message_id(3));
        assert_eq!(reread::apply_alike(session, abroad(), 2, all).await.unwrap(), 0);
        assert_eq!(reread::apply_alike(session, home(), 2, all).await.unwrap(), 1);
        let found = messages::by_id(session, home(), [message_id(2)]).await.unwrap().remove(0);
        assert_eq!((found.sentiment, found.analyser), (40, 2));
        assert_eq!(found.labels, message(2).labels);
    });
}

#[test]
fn while_it_takes_over_others_tell_what_they_touched() {
    both_in(async |session| {
        reread::begin(session, home(), &run(1)).await.unwrap();
        assert!(!reread::is_switching(session, home()).await.unwrap());
        let switching = RunRow { stage: "switching".to_owned(), ..run(1) };
        reread::set(session, home(), &switching).await.unwrap();
        assert!(reread::is_switching(session, home()).await.unwrap());
        assert!(!reread::is_switching(session, abroad()).await.unwrap());
        reread::touch(session, home(), [message_id(2), message_id(1)]).await.unwrap();
        reread::touch(session, home(), [message_id(2), message_id(3)]).await.unwrap();
        let first = reread::touched_first(session, home(), 2).await.unwrap();
        assert_eq!(first, [message_id(1), message_id(2)]);
        let asked = [message_id(3), message_id(4)];
        assert_eq!(reread::touched_of(session, home(), asked).await.unwrap(), [message_id(3)]);
        assert_eq!(reread::touched_of(session, abroad(), asked).await.unwrap(), []);
        reread::touched_done(session, home(), first).await.unwrap();
        let left = reread::touched_first(session, home(), 9).await.unwrap();
        assert_eq!(left, [message_id(3)]);
        reread::clear(session, home()).await.unwrap();
        assert_eq!(reread::touched_first(session, home(), 9).await.unwrap(), []);
    });
}

#[test]
fn it_is_known_who_wrote_what_is_read_otherwise() {
    both_in(async |session| {
        let known = identity(1);
        identities::save(session, home(), std::slice::from_ref(&known)).await.unwrap();
        let own = MessageRow { identity: Some(known.id), ..message(1) };
        let nobodys = MessageRow { identity: None, ..message(2) };
        messages::save(session, home(), &[own, nobodys]).await.unwrap();
        let asked = [message_id(1), message_id(2), message_id(3)];
        let mut found = reread::writers(session, home(), asked).await.unwrap();
        found.sort_unstable();
        assert_eq!(found, [(message_id(1), known.person), (message_id(2), None)]);
    });
}

#[test]
fn all_who_moved_are_walked_over() {
    both_in(async |session| {
        let mut rows = [moved(1), moved(2), moved(3)];
        rows.sort_unstable_by_key(|row| row.person);
        reread::save_moves(session, home(), &rows).await.unwrap();
        let after = async |session: &mut kamerton_store::Session, person| {
            reread::moves_after(session, home(), person, 2).await.unwrap()
        };
        assert_eq!(after(session, PersonId::NIL).await, rows[..2]);
        assert_eq!(after(session, rows[1].person).await, rows[2..]);
    });
}
