//! What goes out.

use kamerton_store::connections;
use kamerton_store::outgoing::{self, OutgoingRow};

use crate::harness::both_in;
use crate::samples::{
    abroad, at, connection, connection_id, home, message_id, outgoing as row, outgoing_file,
    outgoing_id,
};

#[test]
fn the_same_wish_is_written_down_once() {
    both_in(async |session| {
        connections::insert(session, home(), &connection(1)).await.unwrap();
        assert!(outgoing::insert(session, home(), &row(1)).await.unwrap());
        let other = OutgoingRow { act: "другое".into(), ..row(1) };
        assert!(!outgoing::insert(session, home(), &other).await.unwrap());
        let found = outgoing::by_id(session, home(), [outgoing_id(1), outgoing_id(2)]).await;
        assert_eq!(found.unwrap(), [row(1)]);
        assert_eq!(outgoing::by_id(session, abroad(), [outgoing_id(1)]).await.unwrap(), []);
        let files = [outgoing_file(1), outgoing_file(2)];
        outgoing::add_files(session, home(), &files).await.unwrap();
        assert_eq!(outgoing::files(session, home(), outgoing_id(1)).await.unwrap(), files);
        outgoing::forget_files(session, home(), outgoing_id(1)).await.unwrap();
        assert_eq!(outgoing::files(session, home(), outgoing_id(1)).await.unwrap(), []);
    });
}

#[test]
fn of_two_who_move_it_one_succeeds() {
    both_in(async |session| {
        connections::insert(session, home(), &connection(1)).await.unwrap();
        for n in [3, 1, 2] {
            outgoing::insert(session, home(), &row(n)).await.unwrap();
        }
        let sending = OutgoingRow { state: "sending".into(), tries: 1, ..row(1) };
        assert!(outgoing::move_on(session, home(), "queued", &sending).await.unwrap());
        assert!(!outgoing::move_on(session, home(), "queued", &sending).await.unwrap());
        let sent = OutgoingRow {
            state: "sent".into(),
            state_at: at(9),
            remote_key: Some("k".into()),
            address: Some("a".into()),
            problem: Some("p".into()),
            ..sending.clone()
        };
        let open = outgoing::open(session, home(), connection_id(1), 9).await.unwrap();
        assert_eq!(open, [sending, row(2), row(3)]);
        assert!(outgoing::move_on(session, home(), "sending", &sent).await.unwrap());
        let open = outgoing::open(session, home(), connection_id(1), 1).await.unwrap();
        assert_eq!(open, [row(2)]);
        let about = outgoing::about(session, home(), [message_id(1), message_id(9)]).await;
        assert_eq!(about.unwrap(), std::slice::from_ref(&sent));
        assert_eq!(outgoing::latest(session, home(), 2).await.unwrap(), [row(3), row(2)]);
        assert_eq!(outgoing::latest(session, home(), 9).await.unwrap()[2], sent);
        let elsewhere = OutgoingRow { place: "6".into(), ..row(4) };
        outgoing::insert(session, home(), &elsewhere).await.unwrap();
        let there = outgoing::of_place(session, home(), connection_id(1), "5", 2).await.unwrap();
        assert_eq!(there, [row(3), row(2)]);
        let there = outgoing::of_place(session, home(), connection_id(1), "6", 9).await.unwrap();
        assert_eq!(there, [elsewhere]);
    });
}
