//! What waits for an answer.

use kamerton_core::id::MessageId;
use kamerton_core::time::SECOND;
use kamerton_store::awaiting::{self, AwaitingRow, OpenRow};
use kamerton_store::messages::{self, MessageRow};

use crate::harness::both_in;
use crate::samples::{abroad, at, awaiting, home, identity_id, message, message_id, place_id};

#[test]
fn what_waits_comes_back_and_is_brought_up_to_date() {
    both_in(async |session| {
        awaiting::save(session, home(), &[awaiting(1)]).await.unwrap();
        let wanted = [1, 404].map(message_id);
        assert_eq!(awaiting::by_id(session, home(), wanted).await.unwrap(), [awaiting(1)]);
        let answered = AwaitingRow {
            kinds: 7,
            due_at: at(5),
            answered_at: Some(at(3)),
            answered_by: Some(message_id(3)),
            ours_at: Some(at(4)),
            overdue: true,
            ..awaiting(1)
        };
        for _ in 0..2 {
            awaiting::save(session, home(), &[answered]).await.unwrap();
        }
        assert_eq!(awaiting::by_id(session, home(), wanted).await.unwrap(), [answered]);
        assert_eq!(awaiting::by_id(session, abroad(), wanted).await.unwrap(), []);
        assert_eq!(answered.awaiting().message, message_id(1));
    });
}

#[test]
fn forgotten_ones_wait_no_more() {
    both_in(async |session| {
        let rows: Vec<AwaitingRow> = (0..300).map(awaiting).collect();
        awaiting::save(session, home(), &rows).await.unwrap();
        awaiting::save(session, abroad(), &rows).await.unwrap();
        awaiting::delete(session, home(), (0..299).map(message_id)).await.unwrap();
        let left = awaiting::by_id(session, home(), (0..300).map(message_id)).await.unwrap();
        assert_eq!(left, [awaiting(299)]);
        let left = awaiting::by_id(session, abroad(), (0..300).map(message_id)).await.unwrap();
        assert_eq!(left.len(), 300);
    });
}

#[test]
fn between_two_instants_both_included() {
    both_in(async |session| {
        let elsewhere = AwaitingRow { place: place_id(2), ..awaiting(3) };
        let rows = [awaiting(4), awaiting(1), awaiting(2), elsewhere, awaiting(5)];
        awaiting::save(session, home(), &rows).await.unwrap();
        let found = awaiting::between(session, home(), place_id(1), at(2), at(4)).await.unwrap();
        assert_eq!(found, [awaiting(2), awaiting(4)]);
    });
}

#[test]
fn only_what_is_open_falls_due() {
    both_in(async |session| {
        let rows = [
            awaiting(3),
            awaiting(1),
            awaiting(2),
            AwaitingRow { answered_at: Some(at(9)), ..awaiting(0) },
            AwaitingRow { overdue: true, ..awaiting(-1) },
        ];
        awaiting::save(session, home(), &rows).await.unwrap();
        let due = awaiting::fallen_due(session, home(), at(102), 9).await.unwrap();
        assert_eq!(due, [awaiting(1), awaiting(2)], "the instant itself counts");
        let due = awaiting::fallen_due(session, home(), at(102), 1).await.unwrap();
        assert_eq!(due, [awaiting(1)]);
    });
}

#[test]
fn the_latest_since_an_instant() {
    both_in(async |session| {
        let rows: Vec<AwaitingRow> = (0..9).map(awaiting).collect();
        awaiting::save(session, home(), &rows).await.unwrap();
        let found = awaiting::since(session, home(), at(2), at(7), 3).await.unwrap();
        assert_eq!(found, [awaiting(6), awaiting(5), awaiting(4)], "before the end, latest first");
        let found = awaiting::since(session, home(), at(6), at(7), 3).await.unwrap();
        assert_eq!(found, [awaiting(6)], "the beginning counts");
    });
}

#[test]
fn what_we_left_unanswered_the_oldest_first() {
    both_in(async |session| {
        let mut rows: Vec<AwaitingRow> = (0..6).map(awaiting).collect();
        rows[2].answered_at = Some(at(9));
        rows[3].answered_at = Some(at(9));
        rows[3].ours_at = Some(at(10));
        awaiting::save(session, home(), &rows).await.unwrap();
        let open = |n: i64, answered_at| OpenRow {
            message: message_id(n),
            place: place_id(1),
            sent_at: at(n),
            kinds: 1,
            due_at: at(n + 100),
            answered_at,
        };
        let found = awaiting::without_us(session, home(), at(1), at(5), 9).await.unwrap();
        assert_eq!(found, [open(1, None), open(2, Some(at(9))), open(4, None)]);
        let found = awaiting::without_us(session, home(), at(1), at(5), 1).await.unwrap();
        assert_eq!(found, [open(1, None)]);
        assert_eq!(awaiting::without_us(session, abroad(), at(1), at(5), 9).await.unwrap(), []);
    });
}

#[test]
fn walking_meets_every_one_once() {
    both_in(async |session| {
        let rows: Vec<AwaitingRow> = (0..20).map(awaiting).collect();
        awaiting::save(session, home(), &rows).await.unwrap();
        let (mut seen, mut last) = (Vec::new(), MessageId::NIL);
        loop {
            let page = awaiting::after(session, home(), last, 6).await.unwrap();
            let Some(row) = page.last() else { break };
            last = row.message;
            seen.extend(page);
        }
        assert_eq!(seen, rows);
    });
}

#[test]
fn answering_a_follow_up_answers_the_question() {
    both_in(async |session| {
        let by = |n: i64, who| MessageRow { identity: Some(identity_id(who)), ..message(n) };
        let elsewhere = MessageRow { place: place_id(2), ..message(13) };
        let rows = [by(10, 1), by(11, 2), by(12, 1), elsewhere];
        messages::save(session, home(), &rows).await.unwrap();
        awaiting::save(session, home(), &[awaiting(10), awaiting(0)]).await.unwrap();
        let follow_up = 5 * SECOND;
        for (n, expected) in [(10, 1), (12, 1), (11, 0), (13, 0), (404, 0)] {
            let found = awaiting::about(session, home(), follow_up, [message_id(n)]).await.unwrap();
            assert_eq!(found, [awaiting(10)][..expected], "{n}");
        }
        let found = awaiting::about(session, abroad(), follow_up, [message_id(10)]).await.unwrap();
        assert_eq!(found, []);
    });
}
