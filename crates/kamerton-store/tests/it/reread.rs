//! Reading the history again.

use kamerton_core::id::MessageId;
use kamerton_core::reading::{Label, Labels};
use kamerton_core::state::State;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::reread::{self, MoveRow, RunRow};

use crate::harness::both_in;
use crate::samples::{
    abroad, at, full_message, home, message, message_id, person_id, reread_change as change,
    reread_move as moved, reread_run as run,
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
        let part = (MessageId::NIL, message_id(2));
        assert_eq!(reread::apply(session, home(), 2, part).await.unwrap(), 1);
        let part = (message_id(2), message_id(4));
        assert_eq!(reread::apply(session, home(), 2, part).await.unwrap(), 1);
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
