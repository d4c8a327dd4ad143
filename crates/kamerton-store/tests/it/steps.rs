//! Steps and plans.

use kamerton_core::time::Day;
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::steps::{self, StepRow};

use crate::harness::{both, both_in};
use crate::samples::{
    abroad, at, home, identity, identity_id, message_id, person_id, step, step_id, user_id,
};

#[test]
fn a_step_comes_back_and_is_brought_up_to_date() {
    both_in(async |session| {
        steps::save(session, home(), &[step(1)]).await.unwrap();
        assert_eq!(steps::by_id(session, home(), step_id(1)).await.unwrap(), Some(step(1)));
        let later = StepRow {
            rank: 4,
            body: "{}".into(),
            due_at: at(9),
            status: "later".into(),
            status_at: Some(at(8)),
            until: Some(Day(20)),
            owner: Some(user_id(1)),
            by: Some(user_id(2)),
            changes: 3,
            ..step(1)
        };
        for _ in 0..2 {
            steps::save(session, home(), std::slice::from_ref(&later)).await.unwrap();
        }
        assert_eq!(steps::by_id(session, home(), step_id(1)).await.unwrap(), Some(later));
        assert_eq!(steps::by_id(session, home(), step_id(404)).await.unwrap(), None);
        assert_eq!(steps::by_id(session, abroad(), step_id(1)).await.unwrap(), None);
    });
}

#[test]
fn steps_of_a_day_by_rank_and_of_people() {
    both_in(async |session| {
        let other_day = StepRow { day: Day(11), ground: message_id(1), ..step(3) };
        let rows = [step(2), step(1), other_day.clone()];
        steps::save(session, home(), &rows).await.unwrap();
        assert_eq!(steps::of_day(session, home(), Day(10)).await.unwrap(), [step(1), step(2)]);
        assert_eq!(steps::of_day(session, home(), Day(12)).await.unwrap(), []);
        let wanted = [3, 404].map(person_id);
        assert_eq!(steps::of_people(session, home(), wanted).await.unwrap(), [other_day]);
        assert_eq!(steps::of_people(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn acts_are_taken_back_last_first() {
    both_in(async |session| {
        for before in ["раз", "два", "три"] {
            steps::record_act(session, home(), step_id(1), at(1), "done", before).await.unwrap();
        }
        steps::record_act(session, abroad(), step_id(1), at(1), "done", "чужое").await.unwrap();
        for expected in [Some("три"), Some("два"), Some("раз"), None] {
            let before = steps::take_last_act(session, home(), step_id(1)).await.unwrap();
            assert_eq!(before.as_deref(), expected);
        }
        let other = steps::take_last_act(session, abroad(), step_id(1)).await.unwrap();
        assert_eq!(other.as_deref(), Some("чужое"));
    });
}

#[test]
fn planning_again_forgets_what_was_open_that_day() {
    both_in(async |session| {
        let done = StepRow { status: "done".into(), ..step(2) };
        let other_day = StepRow { day: Day(11), ..step(3) };
        let rows = [step(1), done.clone(), other_day.clone()];
        steps::save(session, home(), &rows).await.unwrap();
        steps::save(session, abroad(), &rows).await.unwrap();
        assert_eq!(steps::planned_at(session, home(), Day(10)).await.unwrap(), None);
        for n in [1, 2] {
            steps::replan(session, home(), Day(10), at(n)).await.unwrap();
            assert_eq!(steps::planned_at(session, home(), Day(10)).await.unwrap(), Some(at(n)));
        }
        assert_eq!(steps::of_day(session, home(), Day(10)).await.unwrap(), [done]);
        assert_eq!(steps::of_day(session, home(), Day(11)).await.unwrap(), [other_day]);
        assert_eq!(steps::of_day(session, abroad(), Day(10)).await.unwrap().len(), 2);
        assert_eq!(steps::planned_at(session, abroad(), Day(10)).await.unwrap(), None);
    });
}

#[test]
fn a_day_is_planned_first_once() {
    both(|store| async move {
        let mut session = store.write().await.unwrap();
        assert!(steps::plan_first(&mut session, home(), Day(10), at(1)).await.unwrap());
        assert!(!steps::plan_first(&mut session, home(), Day(10), at(2)).await.unwrap());
        assert!(steps::plan_first(&mut session, home(), Day(11), at(2)).await.unwrap());
        assert!(steps::plan_first(&mut session, abroad(), Day(10), at(2)).await.unwrap());
        assert_eq!(steps::planned_at(&mut session, home(), Day(10)).await.unwrap(), Some(at(1)));
        session.commit().await.unwrap();
        // Of two at once the second waits for the first, and comes too late.
        let first = async {
            let mut session = store.write().await.unwrap();
            let first = steps::plan_first(&mut session, home(), Day(12), at(1)).await.unwrap();
            session.commit().await.unwrap();
            first
        };
        let second = async {
            let mut session = store.write().await.unwrap();
            let first = steps::plan_first(&mut session, home(), Day(12), at(2)).await.unwrap();
            session.commit().await.unwrap();
            first
        };
        let (first, second) = tokio::join!(first, second);
        assert!(first != second, "one of them");
    });
}

#[test]
fn of_two_who_change_a_step_at_once_one_comes_too_late() {
    both(|store| async move {
        let mut session = store.write().await.unwrap();
        steps::save(&mut session, home(), &[step(1)]).await.unwrap();
        session.commit().await.unwrap();
        let change = async |by: i64| {
            // Both have read it as it was.
            let row = StepRow {
                status: "done".into(),
                status_at: Some(at(by)),
                by: Some(user_id(by)),
                ..step(1)
            };
            let mut session = store.write().await.unwrap();
            let changed = steps::change(&mut session, home(), &row).await.unwrap();
            session.commit().await.unwrap();
            changed
        };
        let (first, second) = tokio::join!(change(1), change(2));
        assert!(first != second, "one of them");
        let mut session = store.read().await.unwrap();
        let row = steps::by_id(&mut session, home(), step_id(1)).await.unwrap().unwrap();
        assert_eq!(row.by, Some(user_id(if first { 1 } else { 2 })));
        assert_eq!((row.status.as_str(), row.changes), ("done", 1));
        assert_eq!(steps::by_id(&mut session, abroad(), step_id(1)).await.unwrap(), None);
    });
}

#[test]
fn open_steps_are_given_and_counted() {
    both_in(async |session| {
        let done = StepRow { status: "done".into(), owner: Some(user_id(1)), ..step(3) };
        let elsewhen = StepRow { day: Day(11), ..step(4) };
        steps::save(session, home(), &[step(1), step(2), done, elsewhen]).await.unwrap();
        steps::save(session, abroad(), &[step(1)]).await.unwrap();
        assert!(steps::give(session, home(), step_id(1), user_id(1)).await.unwrap());
        assert!(!steps::give(session, home(), step_id(3), user_id(2)).await.unwrap());
        let mut counts = steps::counts(session, home(), Day(10)).await.unwrap();
        counts.sort();
        let own = |status: &str| (Some(user_id(1)), status.to_owned(), 1);
        assert_eq!(counts, [(None, "open".to_owned(), 1), own("done"), own("open")]);
    });
}

#[test]
fn who_did_steps_with_whom_is_known() {
    both_in(async |session| {
        let done = |n: i64, by: i64, when: i64| StepRow {
            person: person_id(1),
            status: "done".into(),
            status_at: Some(at(when)),
            by: Some(user_id(by)),
            ..step(n)
        };
        let rows = [done(1, 1, 5), done(2, 1, 7), done(3, 2, 6), step(4)];
        steps::save(session, home(), &rows).await.unwrap();
        let wanted = [1, 4].map(person_id);
        let mut found = steps::done_by(session, home(), wanted).await.unwrap();
        found.sort_by_key(|(_, _, when)| *when);
        assert_eq!(found, [(person_id(1), user_id(2), at(6)), (person_id(1), user_id(1), at(7))]);
        assert_eq!(steps::done_by(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn steps_go_where_their_account_goes() {
    both_in(async |session| {
        let about =
            |n: i64, account: i64| StepRow { identity: Some(identity_id(account)), ..step(n) };
        let nobody = StepRow { identity: None, ..step(3) };
        steps::save(session, home(), &[about(1, 7), about(2, 8), nobody.clone()]).await.unwrap();
        let (account, person) = (identity_id(7), person_id(9));
        assert_eq!(steps::follow(session, abroad(), account, person).await.unwrap(), 0);
        assert_eq!(steps::follow(session, home(), account, person).await.unwrap(), 1);
        assert_eq!(steps::follow(session, home(), account, person).await.unwrap(), 0);
        let moved = steps::of_people(session, home(), [person]).await.unwrap();
        assert_eq!(moved, [StepRow { person, ..about(1, 7) }]);
        let left = steps::of_people(session, home(), [2, 3].map(person_id)).await.unwrap();
        assert_eq!(left.len(), 2);
        // An account went, and its step did not follow.
        let gone = IdentityRow { person: Some(person), ..identity(8) };
        identities::save(session, home(), &[gone]).await.unwrap();
        let astray = steps::astray(session, home(), 9).await.unwrap();
        assert_eq!(astray, [(step_id(2), identity_id(8), person_id(2), person)]);
        assert_eq!(steps::astray(session, abroad(), 9).await.unwrap(), []);
        let wanted = [7, 8, 404].map(identity_id);
        assert_eq!(steps::of_accounts(session, home(), wanted).await.unwrap(), 2);
        assert_eq!(steps::of_accounts(session, abroad(), wanted).await.unwrap(), 0);
    });
}
