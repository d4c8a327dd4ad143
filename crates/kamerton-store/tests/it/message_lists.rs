//! Messages newest first, a piece at a time.

use kamerton_core::id::MessageId;
use kamerton_store::awaiting::{self, AwaitingRow};
use kamerton_store::message_lists;
use kamerton_store::messages::{self, MessageRow};

use crate::harness::both_in;
use crate::samples::{abroad, at, awaiting, home, message, message_id, place_id};

fn ids(rows: &[MessageRow]) -> Vec<MessageId> {
    rows.iter().map(|row| row.id).collect()
}

fn waited(rows: &[AwaitingRow]) -> Vec<MessageId> {
    rows.iter().map(|row| row.message).collect()
}

#[test]
fn the_newest_first_from_where_the_last_piece_ended() {
    both_in(async |session| {
        let mut rows: Vec<MessageRow> = (0..9).map(message).collect();
        rows[4].place = place_id(2);
        messages::save(session, home(), &rows).await.unwrap();
        let piece = message_lists::everywhere(session, home(), at(2), message_id(7), 3).await;
        assert_eq!(ids(&piece.unwrap()), [6, 5, 4].map(message_id));
        let piece = message_lists::everywhere(session, home(), at(2), message_id(4), 9).await;
        assert_eq!(ids(&piece.unwrap()), [3, 2].map(message_id), "the beginning counts");
        let before = (at(7), message_id(7));
        let piece = message_lists::in_place(session, home(), place_id(1), at(2), before, 4).await;
        assert_eq!(ids(&piece.unwrap()), [6, 5, 3, 2].map(message_id));
        let piece = message_lists::in_place(session, abroad(), place_id(1), at(2), before, 4).await;
        assert_eq!(piece.unwrap(), []);
    });
}

#[test]
fn messages_of_one_moment_are_each_met_once() {
    both_in(async |session| {
        let rows: Vec<MessageRow> =
            (0..5).map(|n| MessageRow { sent_at: at(3), ..message(n) }).collect();
        messages::save(session, home(), &rows).await.unwrap();
        let (mut seen, mut before) = (Vec::new(), (at(9), message_id(9)));
        loop {
            let piece = message_lists::in_place(session, home(), place_id(1), at(0), before, 2);
            let piece = piece.await.unwrap();
            let Some(last) = piece.last() else { break };
            before = (last.sent_at, last.id);
            seen.extend(ids(&piece));
        }
        assert_eq!(seen, [4, 3, 2, 1, 0].map(message_id));
    });
}

#[test]
fn what_waited_newest_first() {
    both_in(async |session| {
        let mut rows: Vec<AwaitingRow> = (0..6).map(awaiting).collect();
        rows[3].place = place_id(2);
        awaiting::save(session, home(), &rows).await.unwrap();
        let before = (at(5), message_id(5));
        let piece = message_lists::waited(session, home(), at(1), before, 3).await.unwrap();
        assert_eq!(waited(&piece), [4, 3, 2].map(message_id));
        let piece =
            message_lists::waited_in_place(session, home(), place_id(1), at(1), before, 9).await;
        assert_eq!(waited(&piece.unwrap()), [4, 2, 1].map(message_id));
        let piece = message_lists::waited(session, abroad(), at(1), before, 3).await.unwrap();
        assert_eq!(piece, []);
    });
}
