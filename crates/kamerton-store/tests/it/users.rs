//! Users and what they are in which brand.

use kamerton_store::users::{self, UserRow};
use kamerton_store::workspaces::{self, WorkspaceRow};

use crate::harness::{both, both_in};
use crate::samples::{abroad, at, home, user, user_id, workspace};

#[test]
fn a_user_comes_back_as_it_was_stored() {
    both_in(async |session| {
        assert!(!users::any(session).await.unwrap());
        users::insert(session, &user(2)).await.unwrap();
        users::insert(session, &user(1)).await.unwrap();
        assert!(users::any(session).await.unwrap());
        assert_eq!(users::by_email(session, &user(1).email).await.unwrap(), Some(user(1)));
        assert_eq!(users::by_id(session, user_id(2)).await.unwrap(), Some(user(2)));
        assert_eq!(users::by_id(session, user_id(1)).await.unwrap(), Some(user(1)));
        assert_eq!(users::by_email(session, "nobody").await.unwrap(), None);
        assert_eq!(users::by_id(session, user_id(9)).await.unwrap(), None);
    });
}

#[test]
fn an_address_is_taken_once() {
    both(|store| async move {
        let mut session = store.write().await.unwrap();
        users::insert(&mut session, &user(1)).await.unwrap();
        session.commit().await.unwrap();
        let mut session = store.write().await.unwrap();
        let same = UserRow { id: user_id(2), ..user(1) };
        users::insert(&mut session, &same).await.unwrap_err();
    });
}

#[test]
fn what_may_change_of_a_user_changes_and_the_rest_stays() {
    both_in(async |session| {
        users::insert(session, &user(1)).await.unwrap();
        let changed = UserRow {
            email: "other".into(),
            name: "Имя".into(),
            password_hash: "new".into(),
            settings: "{\"lang\":\"en\"}".into(),
            created_at: at(77),
            disabled_at: Some(at(5)),
            ..user(1)
        };
        users::update(session, &changed).await.unwrap();
        let kept = UserRow { email: user(1).email, created_at: at(1), ..changed };
        assert_eq!(users::by_id(session, user_id(1)).await.unwrap(), Some(kept));
    });
}

#[test]
fn roles_come_and_go_and_belong_to_one_workspace() {
    both_in(async |session| {
        let demo = WorkspaceRow { demo: true, ..workspace(2) };
        for row in [&demo, &workspace(1)] {
            workspaces::insert(session, row).await.unwrap();
        }
        for (workspace, role) in [(abroad(), "cm"), (home(), "smm"), (home(), "cm"), (home(), "cm")]
        {
            users::add_role(session, workspace, user_id(1), role).await.unwrap();
        }
        users::add_role(session, home(), user_id(2), "owner").await.unwrap();
        for n in [2, 1] {
            users::insert(session, &user(n)).await.unwrap();
        }
        let own = users::roles(session, user_id(1)).await.unwrap();
        let expected = [(home(), "cm"), (home(), "smm"), (abroad(), "cm")];
        assert_eq!(own, expected.map(|(workspace, role)| (workspace, role.to_owned())));
        let members = [(user(1), "cm"), (user(1), "smm"), (user(2), "owner")];
        let members = members.map(|(user, role)| (user, role.to_owned()));
        assert_eq!(users::members(session, home()).await.unwrap(), members);
        assert!(users::remove_role(session, home(), user_id(1), "cm").await.unwrap());
        assert!(!users::remove_role(session, home(), user_id(1), "cm").await.unwrap());
        assert_eq!(users::roles(session, user_id(1)).await.unwrap().len(), 2);
        assert_eq!(users::roles(session, user_id(2)).await.unwrap().len(), 1);
    });
}

#[test]
fn whoever_looks_sees_what_was_committed() {
    both(|store| async move {
        let mut look = store.look().await.unwrap();
        assert!(!users::any(&mut look).await.unwrap());
        let mut session = store.write().await.unwrap();
        users::insert(&mut session, &user(1)).await.unwrap();
        session.commit().await.unwrap();
        drop(look);
        assert!(users::any(&mut store.look().await.unwrap()).await.unwrap());
    });
}
