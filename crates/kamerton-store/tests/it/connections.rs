//! Connected accounts, their leases and cursors, and the places they reach.

use kamerton_store::connection_cursors::{self, CursorRow};
use kamerton_store::connection_places::{self, ReachedRow};
use kamerton_store::connections::{self, ConnectionRow};
use kamerton_store::unnamed;

use crate::harness::{both, both_in};
use crate::samples::{
    abroad, at, connection, connection_id, cursor, home, invitation, outgoing, place_id, reached,
};

#[test]
fn a_connection_is_kept_changed_and_removed_with_all_that_is_its() {
    both_in(async |session| {
        for n in [2, 1] {
            connections::insert(session, home(), &connection(n)).await.unwrap();
        }
        connections::insert(session, abroad(), &connection(3)).await.unwrap();
        let all = connections::of_workspace(session, home()).await.unwrap();
        assert_eq!(all, [connection(1), connection(2)]);
        let id = connection_id(1);
        connections::broken(session, home(), id, at(5), "почему").await.unwrap();
        let changed = ConnectionRow { name: "Иное".into(), enabled: false, ..connection(1) };
        connections::change(session, home(), &changed).await.unwrap();
        let found = connections::by_id(session, home(), id).await.unwrap();
        assert_eq!(found, Some(ConnectionRow { changes: 1, ..changed }));
        assert_eq!(connections::by_id(session, abroad(), id).await.unwrap(), None);
        connections::set_about(session, home(), id, "{\"title\":\"х\"}").await.unwrap();
        let found = connections::by_id(session, home(), id).await.unwrap().unwrap();
        assert_eq!(found.about, "{\"title\":\"х\"}");
        connection_cursors::save(session, home(), &cursor(1)).await.unwrap();
        connection_places::seen(session, home(), &[reached(1)]).await.unwrap();
        kamerton_store::outgoing::insert(session, home(), &outgoing(1)).await.unwrap();
        kamerton_store::invitations::add(session, home(), &invitation(1)).await.unwrap();
        assert!(connections::delete(session, home(), id).await.unwrap());
        assert!(!connections::delete(session, home(), id).await.unwrap());
        assert_eq!(connections::of_workspace(session, home()).await.unwrap(), [connection(2)]);
    });
}

#[test]
fn how_it_is_can_be_read() {
    both_in(async |session| {
        let id = connection_id(1);
        connections::insert(session, home(), &connection(1)).await.unwrap();
        connections::heard(session, home(), id, at(9)).await.unwrap();
        connections::heard(session, home(), id, at(8)).await.unwrap();
        connections::broken(session, home(), id, at(5), "раз").await.unwrap();
        connections::broken(session, home(), id, at(6), "два").await.unwrap();
        connections::limited(session, home(), id, at(20), "ждать").await.unwrap();
        connections::signed_out(session, home(), id, "нет").await.unwrap();
        let ill = ConnectionRow {
            heard_at: Some(at(9)),
            broken_since: Some(at(5)),
            problem: Some("ждать".into()),
            limited_until: Some(at(20)),
            sign_in_problem: Some("нет".into()),
            ..connection(1)
        };
        assert_eq!(connections::by_id(session, home(), id).await.unwrap(), Some(ill));
        connections::works(session, home(), id, at(30)).await.unwrap();
        let well =
            ConnectionRow { heard_at: Some(at(9)), polled_at: Some(at(30)), ..connection(1) };
        assert_eq!(connections::by_id(session, home(), id).await.unwrap(), Some(well));
    });
}

#[test]
fn one_process_at_a_time_has_a_connection() {
    both(async |store| {
        let id = connection_id(1);
        let mut session = store.write().await.unwrap();
        connections::insert(&mut session, home(), &connection(1)).await.unwrap();
        session.commit().await.unwrap();
        let lease = async |by: &str, now: i64| {
            let mut session = store.write().await.unwrap();
            let until = (at(now), at(now + 10));
            let fence = connections::lease(&mut session, home(), id, by, until).await.unwrap();
            session.commit().await.unwrap();
            fence
        };
        let first = lease("a", 0).await.unwrap();
        assert_eq!(lease("b", 10).await, None, "it has not run out");
        let mut session = store.write().await.unwrap();
        let renewed = connections::renew(&mut session, home(), id, first, at(15)).await.unwrap();
        assert!(renewed);
        session.commit().await.unwrap();
        assert_eq!(lease("b", 11).await, None);
        let second = lease("b", 16).await.unwrap();
        assert!(second > first);
        let mut session = store.write().await.unwrap();
        assert!(!connections::renew(&mut session, home(), id, first, at(99)).await.unwrap());
        assert!(!connections::hold(&mut session, home(), id, first).await.unwrap());
        assert!(connections::hold(&mut session, home(), id, second).await.unwrap());
        connections::release(&mut session, home(), id, first).await.unwrap();
        session.commit().await.unwrap();
        assert_eq!(lease("a", 17).await, None, "who has lost it cannot give it away");
        let mut session = store.write().await.unwrap();
        connections::release(&mut session, home(), id, second).await.unwrap();
        session.commit().await.unwrap();
        assert!(lease("a", 17).await.is_some());
        let mut session = store.write().await.unwrap();
        let off = ConnectionRow { enabled: false, ..connection(1) };
        connections::change(&mut session, home(), &off).await.unwrap();
        session.commit().await.unwrap();
        assert_eq!(lease("c", 99).await, None, "what is off is nobody's");
    });
}

#[test]
fn cursors_are_kept_by_what_and_part() {
    both_in(async |session| {
        connections::insert(session, home(), &connection(1)).await.unwrap();
        for row in [cursor(2), cursor(1)] {
            connection_cursors::save(session, home(), &row).await.unwrap();
        }
        let further = CursorRow {
            position: "дальше".into(),
            brought: 9,
            updated_at: at(9),
            ended_at: Some(at(9)),
            ..cursor(1)
        };
        connection_cursors::save(session, home(), &further).await.unwrap();
        let id = connection_id(1);
        let all = connection_cursors::of_connection(session, home(), id).await.unwrap();
        assert_eq!(all, [further.clone(), cursor(2)]);
        let one = connection_cursors::one(session, home(), id, "poll", "1").await.unwrap();
        assert_eq!(one, Some(further));
        connection_cursors::forget(session, home(), id, "poll", "1").await.unwrap();
        assert_eq!(connection_cursors::one(session, home(), id, "poll", "1").await.unwrap(), None);
    });
}

#[test]
fn who_came_without_a_name_is_asked_for_once() {
    use crate::samples::unnamed as row;
    both_in(async |session| {
        let id = connection_id(1);
        connections::insert(session, home(), &connection(1)).await.unwrap();
        for (rows, new) in [(vec![row(1), row(2)], 2), (vec![row(2), row(3)], 1)] {
            assert_eq!(unnamed::note(session, home(), &rows).await.unwrap(), new);
        }
        let two = ["1", "3", "404"].map(str::to_owned);
        unnamed::asked(session, home(), id, two, at(9)).await.unwrap();
        assert_eq!(unnamed::to_ask(session, home(), id, 9).await.unwrap(), [row(2)]);
        assert_eq!(unnamed::note(session, home(), &[row(1)]).await.unwrap(), 0);
        assert_eq!(unnamed::to_ask(session, home(), id, 9).await.unwrap(), [row(2)]);
        assert_eq!(unnamed::to_ask(session, abroad(), id, 9).await.unwrap(), []);
        assert!(connections::delete(session, home(), id).await.unwrap());
    });
}

#[test]
fn what_we_decided_about_a_place_outlives_what_the_platform_says() {
    both_in(async |session| {
        let id = connection_id(1);
        connections::insert(session, home(), &connection(1)).await.unwrap();
        connection_places::seen(session, home(), &[reached(1), reached(2)]).await.unwrap();
        let bare = ReachedRow { title: "иначе".into(), people: None, ..reached(1) };
        let new = ReachedRow { title: "В".into(), ..reached(3) };
        let noted = connection_places::note(session, home(), &[bare.clone(), new.clone()]).await;
        assert_eq!(noted.unwrap(), 1, "a known one stays as it is");
        let adopted = connection_places::adopt(session, home(), id, "1", Some(place_id(1))).await;
        assert!(adopted.unwrap());
        assert!(connection_places::hide(session, home(), id, "2", true).await.unwrap());
        assert!(!connection_places::hide(session, home(), id, "9", true).await.unwrap());
        let nameless =
            ReachedRow { title: String::new(), writable: false, seen_at: at(9), ..bare.clone() };
        connection_places::seen(session, home(), &[nameless, reached(2)]).await.unwrap();
        let first = ReachedRow {
            writable: false,
            seen_at: at(9),
            adopted: Some(place_id(1)),
            ..reached(1)
        };
        let second = ReachedRow { hidden: true, ..reached(2) };
        let all = connection_places::of_connection(session, home(), id).await.unwrap();
        assert_eq!(all.len(), 3);
        assert!(all.contains(&first) && all.contains(&second) && all.contains(&new), "{all:?}");
        assert_eq!(connection_places::of_workspace(session, home()).await.unwrap().len(), 3);
        let both = [connection_id(1), connection_id(2)];
        let called = connection_places::called(session, home(), both, "1").await.unwrap();
        assert!(!called.is_empty() && called.iter().all(|row| row.remote_id == "1"));
        let none = connection_places::called(session, abroad(), both, "1").await.unwrap();
        assert_eq!(none, []);
        assert_eq!(connection_places::adoptions(session, home()).await.unwrap(), [first]);
        assert_eq!(connection_places::adoptions(session, abroad()).await.unwrap(), []);
        connection_places::adopt(session, home(), id, "1", None).await.unwrap();
        assert_eq!(connection_places::adoptions(session, home()).await.unwrap(), []);
    });
}
