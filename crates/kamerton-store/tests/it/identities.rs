//! Accounts.

use kamerton_core::role::Role;
use kamerton_store::identities::{self, HolderRow, IdentityRow};

use crate::harness::both_in;
use crate::samples::{abroad, at, home, identity, identity_id, person_id};

/// An account with nothing in the columns that may be null.
fn bare(n: i64) -> IdentityRow {
    IdentityRow {
        person: None,
        home: None,
        handle: None,
        handle_key: None,
        name: None,
        name_key: None,
        role_user: None,
        ..identity(n)
    }
}

#[test]
fn accounts_come_back_as_they_were_stored() {
    both_in(async |session| {
        let mut rows = vec![identity(1), bare(2)];
        rows.sort_by_key(|row| row.id);
        identities::save(session, home(), &rows).await.unwrap();
        identities::save(session, home(), &rows).await.unwrap();
        let ids = [1, 2, 404].map(identity_id);
        let mut found = identities::by_id(session, home(), ids).await.unwrap();
        found.sort_by_key(|row| row.id);
        assert_eq!(found, rows);
        assert_eq!(identities::by_id(session, abroad(), ids).await.unwrap(), []);
        assert_eq!(identities::by_id(session, home(), []).await.unwrap(), []);
        let mut holders = identities::holders(session, home(), ids).await.unwrap();
        holders.sort_by_key(|row| row.id);
        let HolderRow { id, person, role } = holders[0];
        assert_eq!((id, person, role), (rows[0].id, rows[0].person, rows[0].role));
        assert_eq!(holders.len(), rows.len());
        assert_eq!(identities::holders(session, abroad(), ids).await.unwrap(), []);
    });
}

#[test]
fn what_may_change_changes_and_where_it_came_from_stays() {
    both_in(async |session| {
        identities::save(session, home(), &[identity(1)]).await.unwrap();
        let changed = IdentityRow {
            person: Some(person_id(9)),
            role: Role::Staff,
            role_source: "hand".into(),
            first_seen_at: at(-5),
            source: "other".into(),
            basis: "other".into(),
            ..bare(1)
        };
        identities::save(session, home(), std::slice::from_ref(&changed)).await.unwrap();
        let (was, home_of) = (identity(1), identity(1).home);
        let kept = IdentityRow { source: was.source, basis: was.basis, home: home_of, ..changed };
        assert_eq!(identities::by_id(session, home(), [kept.id]).await.unwrap(), [kept]);
    });
}

#[test]
fn accounts_are_found_by_person_handle_and_name() {
    both_in(async |session| {
        let second = IdentityRow { person: Some(person_id(1)), ..identity(2) };
        let rows = [identity(1), second, identity(3), bare(4)];
        identities::save(session, home(), &rows).await.unwrap();
        identities::save(session, abroad(), &rows).await.unwrap();
        let mut found = identities::of_people(session, home(), [person_id(1)]).await.unwrap();
        found.sort_by_key(|row| row.remote_id.clone());
        assert_eq!(found, rows[..2]);
        let handle = || ["имя_3".to_owned(), "нет".to_owned()];
        let found = identities::by_handle(session, home(), "telegram", handle()).await.unwrap();
        assert_eq!(found, rows[2..3]);
        let found = identities::by_handle(session, home(), "discourse", handle()).await.unwrap();
        assert_eq!(found, []);
        let found = identities::by_name(session, home(), ["ёж 3".to_owned()]).await.unwrap();
        assert_eq!(found, rows[2..3]);
    });
}

#[test]
fn members_are_never_listed_by_role() {
    both_in(async |session| {
        let rows: Vec<IdentityRow> = Role::ALL
            .into_iter()
            .enumerate()
            .map(|(n, role)| IdentityRow { role, ..identity(n as i64) })
            .collect();
        identities::save(session, home(), &rows).await.unwrap();
        let found = identities::of_roles(session, home(), &Role::ALL).await.unwrap();
        let mut roles: Vec<Role> = found.iter().map(|row| row.role).collect();
        roles.sort_unstable();
        assert_eq!(roles, [Role::Staff, Role::Brand, Role::Bot, Role::Unknown]);
        let found = identities::of_roles(session, home(), &[Role::Bot]).await.unwrap();
        assert_eq!(found, [rows[Role::Bot.code() as usize].clone()]);
        assert_eq!(identities::of_roles(session, home(), &[]).await.unwrap(), []);
    });
}

#[test]
fn a_missing_basis_is_counted() {
    both_in(async |session| {
        let bad = [
            identity(1),
            IdentityRow { basis: String::new(), ..identity(2) },
            IdentityRow { source: String::new(), purpose: String::new(), ..identity(3) },
            IdentityRow { retention: String::new(), ..identity(4) },
        ];
        identities::save(session, home(), &bad).await.unwrap();
        assert_eq!(identities::without_provenance(session, home()).await.unwrap(), 3);
        assert_eq!(identities::without_provenance(session, abroad()).await.unwrap(), 0);
    });
}

#[test]
fn accounts_are_found_by_the_id_of_their_platform() {
    both_in(async |session| {
        let row = identity(1);
        identities::save(session, home(), std::slice::from_ref(&row)).await.unwrap();
        let wanted = [row.remote_id.clone(), "nobody".to_owned()];
        let found =
            identities::by_remote(session, home(), &row.kind, wanted.clone()).await.unwrap();
        assert_eq!(found, [row]);
        let other = identities::by_remote(session, home(), "no such kind", wanted).await.unwrap();
        assert_eq!(other, []);
    });
}

#[test]
fn accounts_are_found_by_their_homes() {
    both_in(async |session| {
        let moved = IdentityRow { person: Some(person_id(9)), ..identity(1) };
        identities::save(session, home(), &[moved.clone(), identity(2)]).await.unwrap();
        let found = identities::of_homes(session, home(), [1, 9].map(person_id)).await.unwrap();
        assert_eq!(found, std::slice::from_ref(&moved));
        assert_eq!(identities::of_homes(session, abroad(), [person_id(1)]).await.unwrap(), []);
        // Whoever has it later, its home stays.
        let later = IdentityRow { home: Some(person_id(9)), ..moved.clone() };
        identities::save(session, home(), &[later]).await.unwrap();
        let found = identities::of_homes(session, home(), [1, 9].map(person_id)).await.unwrap();
        assert_eq!(found, [moved]);
    });
}
