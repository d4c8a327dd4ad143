//! Many rows at once, and lists longer than any statement.

use std::collections::HashSet;

use kamerton_core::id::MessageId;
use kamerton_store::messages::{self, MessageRow, ReactionRow};
use kamerton_store::people::{self, PersonRow};
use kamerton_store::{Value, awaiting, values};

use crate::harness::{both, both_in};
use crate::samples::{
    abroad, awaiting, full_message, home, identity, message, message_id, person, person_id,
    reaction,
};

#[test]
fn any_number_of_rows_is_stored() {
    both_in(async |session| {
        let mut first = 0;
        for count in [0, 1, 7, 128, 129, 1_500] {
            let rows: Vec<MessageRow> = (first..first + count)
                .map(|n| if n % 2 == 0 { message(n) } else { full_message(n) })
                .collect();
            messages::save(session, home(), &rows).await.unwrap();
            let wanted = (first..first + count).map(message_id);
            let mut found = messages::by_id(session, home(), wanted).await.unwrap();
            found.sort_by_key(|row| row.id);
            assert_eq!(found, rows, "{count} rows");
            first += count;
        }
        let sql = "SELECT COUNT(*) FROM message WHERE workspace_id = $1";
        let all = session.one(sql, values![home()]).await.unwrap().int(0).unwrap();
        assert_eq!(all, first);
    });
}

#[test]
fn wide_rows_are_stored_in_any_number() {
    both_in(async |session| {
        let rows: Vec<PersonRow> = (0..1_500).map(person).collect();
        people::save(session, home(), &rows).await.unwrap();
        let found = people::by_id(session, home(), (0..1_500).map(person_id)).await.unwrap();
        assert_eq!(found.len(), rows.len());
    });
}

#[test]
fn a_list_of_ten_thousand() {
    both_in(async |session| {
        let rows: Vec<MessageRow> = (0..10_000).map(message).collect();
        messages::save(session, home(), &rows).await.unwrap();
        let wanted = || (-5_000..5_000).map(message_id);
        let found = messages::by_id(session, home(), wanted()).await.unwrap();
        let ids: HashSet<MessageId> = found.iter().map(|row| row.id).collect();
        assert_eq!((found.len(), ids.len()), (5_000, 5_000));
        let places = messages::places(session, home(), wanted()).await.unwrap();
        assert_eq!(places.len(), 5_000);
        assert_eq!(messages::by_id(session, abroad(), wanted()).await.unwrap(), []);
    });
}

#[test]
fn a_list_of_ten_thousand_is_deleted() {
    both_in(async |session| {
        let rows: Vec<_> = (0..10_000).map(awaiting).collect();
        awaiting::save(session, home(), &rows).await.unwrap();
        awaiting::delete(session, home(), (1..10_001).map(message_id)).await.unwrap();
        let left = awaiting::by_id(session, home(), (0..10_000).map(message_id)).await.unwrap();
        assert_eq!(left, [awaiting(0)]);
    });
}

/// The list is cut into pieces; what is asked for twice must not come twice because of that.
#[test]
fn what_is_wanted_twice_comes_once() {
    both_in(async |session| {
        messages::save(session, home(), &[message(0), message(1)]).await.unwrap();
        let wanted = (0..300).map(|n| message_id(n % 2));
        assert_eq!(messages::by_id(session, home(), wanted).await.unwrap().len(), 2);
        let wanted: Vec<Value> = (0..300).map(|n| message_id(n % 2).into()).collect();
        let sql = "SELECT id FROM message WHERE workspace_id = $1 AND id IN ({in})";
        let rows = session.all_in(sql, &values![home()], wanted.clone()).await.unwrap();
        assert_eq!(rows.len(), 2);
        let sql =
            "UPDATE message SET version = version + 1 WHERE workspace_id = $1 AND id IN ({in})";
        let touched = session.execute_in(sql, &values![home()], wanted).await.unwrap();
        assert_eq!(touched, 2);
        let rows = messages::by_id(session, home(), [message_id(0)]).await.unwrap();
        assert_eq!(rows[0].version, 1);
    });
}

#[test]
fn one_batch_may_hold_a_row_many_times() {
    both_in(async |session| {
        let counted = |n: i64| ReactionRow { count: n, ..reaction(n % 3) };
        let rows: Vec<ReactionRow> = (0..400).map(counted).collect();
        messages::save_reactions(session, home(), &rows).await.unwrap();
        let wanted = (0..3).map(message_id);
        let found = messages::reactions(session, home(), wanted).await.unwrap();
        let mut counts: Vec<i64> = found.iter().map(|row| row.count).collect();
        counts.sort_unstable();
        assert_eq!(counts, [397, 398, 399], "the last of each holds");
    });
}

#[test]
fn no_list_is_no_row_and_no_error() {
    both_in(async |session| {
        let sql = "SELECT id FROM message WHERE workspace_id = $1 AND id IN ({in})";
        assert!(session.all_in(sql, &values![home()], []).await.unwrap().is_empty());
        let sql = "DELETE FROM message WHERE workspace_id = $1 AND id IN ({in})";
        assert_eq!(session.execute_in(sql, &values![home()], []).await.unwrap(), 0);
        messages::save(session, home(), &[]).await.unwrap();
    });
}

/// What only one of the databases refuses on its own would fail after a move to the other.
#[test]
fn a_value_that_may_not_be_null_is_heard_of() {
    both(|store| async move {
        let mut session = store.write().await.unwrap();
        let sql = "INSERT INTO channel (workspace_id, id, kind) VALUES ($1, $2, $3)";
        let nothing: Option<&str> = None;
        let values = values![home(), identity(1).id, nothing];
        assert!(session.execute(sql, values).await.is_err());
    });
}
