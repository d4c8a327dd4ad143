//! Who may be one person: keys, frequencies and pairs.

use kamerton_core::id::{IdentityId, WorkspaceId};
use kamerton_store::identities::IdentityRow;
use kamerton_store::suggestions::{self, Behind, IdentityKeyRow, ModelRow, SuggestionRow, TermRow};
use kamerton_store::{Session, identities, people};

use crate::harness::both_in;
use crate::samples::{abroad, at, home, identity, identity_id, person, person_id};

const TOP: Behind = Behind {
    likely: i64::MAX,
    one: IdentityId(uuid::Uuid::max()),
    other: IdentityId(uuid::Uuid::max()),
};

/// Two accounts, the smaller id first, that may be one with so many millionths.
fn pair(one: i64, other: i64, likely: i64) -> SuggestionRow {
    let (one, other) = (identity_id(one), identity_id(other));
    SuggestionRow {
        one: one.min(other),
        other: one.max(other),
        likely,
        because: "[]".into(),
        found_at: at(7),
        refused_at: None,
        refused_by: None,
    }
}

fn refused(pair: SuggestionRow, when: i64) -> SuggestionRow {
    SuggestionRow { refused_at: Some(at(when)), refused_by: Some("Анна".into()), ..pair }
}

/// Accounts of people of their own.
async fn met(session: &mut Session, numbers: impl IntoIterator<Item = i64>) {
    for n in numbers {
        people::save(session, home(), &[person(n)]).await.unwrap();
        let row = IdentityRow { person: Some(person_id(n)), ..identity(n) };
        identities::save(session, home(), &[row]).await.unwrap();
    }
}

/// Puts a row into every table.
pub async fn fill(session: &mut Session, workspace: WorkspaceId) {
    let key = IdentityKeyRow { key: 1, identity: identity_id(1) };
    suggestions::save_keys(session, workspace, &[key]).await.unwrap();
    suggestions::add_terms(session, workspace, &[TermRow { term: 1, accounts: 1 }]).await.unwrap();
    suggestions::find(session, workspace, &[pair(1, 2, 600_000)]).await.unwrap();
    let model = ModelRow { accounts: 1, learnt_at: at(1), body: "{}".into() };
    suggestions::set_model(session, workspace, &model).await.unwrap();
}

#[test]
fn accounts_wait_until_they_were_looked_at_and_again_when_they_are_called_otherwise() {
    both_in(async |session| {
        met(session, 1..=3).await;
        identities::save(session, abroad(), &[identity(9)]).await.unwrap();
        let mut ids: Vec<IdentityId> = (1..=3).map(identity_id).collect();
        ids.sort_unstable();
        let waiting = suggestions::waiting(session, home(), 9).await.unwrap();
        assert_eq!(waiting.iter().map(|row| row.id).collect::<Vec<_>>(), ids);
        assert_eq!(suggestions::waiting(session, home(), 2).await.unwrap().len(), 2);
        assert_eq!(suggestions::count_waiting(session, home(), 9).await.unwrap(), 3);
        assert_eq!(suggestions::count_waiting(session, home(), 2).await.unwrap(), 2);
        suggestions::set_keyed(session, home(), 1, [ids[1]]).await.unwrap();
        let mut left = suggestions::still_waiting(session, home(), ids.clone()).await.unwrap();
        left.sort_unstable();
        assert_eq!(left, [ids[0], ids[2]]);
        suggestions::set_keyed(session, home(), 1, ids.clone()).await.unwrap();
        assert_eq!(suggestions::count_waiting(session, home(), 9).await.unwrap(), 0);
        assert_eq!(suggestions::count_waiting(session, abroad(), 9).await.unwrap(), 1);
        // Saved again as they are, or with another role, they do not wait.
        let same = IdentityRow { role_source: "hand".into(), ..waiting[0].clone() };
        identities::save(session, home(), std::slice::from_ref(&same)).await.unwrap();
        assert_eq!(suggestions::count_waiting(session, home(), 9).await.unwrap(), 0);
        let named = IdentityRow { name: Some("Иначе".into()), ..same.clone() };
        identities::save(session, home(), std::slice::from_ref(&named)).await.unwrap();
        assert_eq!(suggestions::waiting(session, home(), 9).await.unwrap(), [named]);
        suggestions::set_keyed(session, home(), 1, ids).await.unwrap();
        let nameless = IdentityRow { name: None, ..same };
        identities::save(session, home(), &[nameless]).await.unwrap();
        assert_eq!(suggestions::count_waiting(session, home(), 9).await.unwrap(), 1);
    });
}

#[test]
fn accounts_are_found_by_keys() {
    both_in(async |session| {
        let rows: Vec<IdentityKeyRow> =
            (1..=3).map(|n| IdentityKeyRow { key: -n / 2, identity: identity_id(n) }).collect();
        suggestions::save_keys(session, home(), &rows).await.unwrap();
        suggestions::save_keys(session, home(), &rows[..1]).await.unwrap();
        let mut found = suggestions::of_key(session, home(), -1, 9).await.unwrap();
        found.sort_unstable();
        let mut wanted = vec![identity_id(2), identity_id(3)];
        wanted.sort_unstable();
        assert_eq!(found, wanted);
        assert_eq!(suggestions::of_key(session, home(), -1, 1).await.unwrap().len(), 1);
        assert!(suggestions::of_key(session, home(), 5, 9).await.unwrap().is_empty());
        assert!(suggestions::of_key(session, abroad(), -1, 9).await.unwrap().is_empty());
    });
}

#[test]
fn words_are_counted() {
    both_in(async |session| {
        let rows = |more| [(-5, more), (8, 1)].map(|(term, accounts)| TermRow { term, accounts });
        suggestions::add_terms(session, home(), &rows(2)).await.unwrap();
        suggestions::add_terms(session, home(), &rows(3)).await.unwrap();
        let mut found = suggestions::terms(session, home(), [8, -5, 6]).await.unwrap();
        found.sort_by_key(|row| row.term);
        assert_eq!(found, [(-5, 5), (8, 2)].map(|(term, accounts)| TermRow { term, accounts }));
        assert!(suggestions::terms(session, abroad(), [8]).await.unwrap().is_empty());
    });
}

#[test]
fn open_pairs_come_the_likeliest_first_and_only_of_two_people() {
    both_in(async |session| {
        met(session, 1..=4).await;
        let together = IdentityRow { person: Some(person_id(1)), ..identity(5) };
        let nobody = IdentityRow { person: None, ..identity(6) };
        identities::save(session, home(), &[together, nobody]).await.unwrap();
        let rows = [pair(1, 2, 600_000), pair(3, 1, 900_000), pair(2, 4, 600_000)];
        suggestions::find(session, home(), &rows).await.unwrap();
        let none = [pair(1, 5, 990_000), pair(1, 6, 990_000)];
        suggestions::find(session, home(), &none).await.unwrap();
        let found = suggestions::open(session, home(), TOP, 9).await.unwrap();
        assert_eq!(found[0], rows[1]);
        assert_eq!(found.len(), 3, "nobody and one and the same are no pairs");
        let mut listed = Vec::new();
        let mut behind = TOP;
        while let Some(row) = suggestions::open(session, home(), behind, 1).await.unwrap().pop() {
            behind = Behind { likely: row.likely, one: row.one, other: row.other };
            listed.push(row);
        }
        assert_eq!(listed, found, "one by one as all at once");
        assert_eq!(suggestions::count_open(session, home(), 9).await.unwrap(), 3);
        assert_eq!(suggestions::count_open(session, home(), 2).await.unwrap(), 2);
        assert!(suggestions::open(session, abroad(), TOP, 9).await.unwrap().is_empty());
        let of_three = suggestions::of_accounts(session, home(), &[identity_id(3)]).await.unwrap();
        assert_eq!(of_three, rows[1..2]);
        let both = [identity_id(1), identity_id(3)];
        let of_both = suggestions::of_accounts(session, home(), &both).await.unwrap();
        assert_eq!(of_both.len(), 4, "the pair of both comes once");
    });
}

#[test]
fn what_was_refused_stays_so_until_it_is_taken_back() {
    both_in(async |session| {
        met(session, 1..=3).await;
        suggestions::find(session, home(), &[pair(1, 2, 800_000)]).await.unwrap();
        let refusals = [refused(pair(1, 2, 0), 20), refused(pair(1, 3, 0), 10)];
        suggestions::refuse(session, home(), &refusals).await.unwrap();
        assert_eq!(suggestions::count_open(session, home(), 9).await.unwrap(), 0);
        let known = [refused(pair(1, 2, 800_000), 20), refused(pair(1, 3, 0), 10)];
        assert_eq!(suggestions::refused(session, home(), 9).await.unwrap(), known);
        assert_eq!(suggestions::refused(session, home(), 1).await.unwrap(), known[..1]);
        suggestions::find(session, home(), &[pair(1, 2, 900_000)]).await.unwrap();
        suggestions::forget_open(session, home(), &[identity_id(1)]).await.unwrap();
        assert_eq!(suggestions::refused(session, home(), 9).await.unwrap().len(), 2);
        for other in [2, 3] {
            let row = pair(1, other, 0);
            assert!(suggestions::allow(session, home(), row.one, row.other).await.unwrap());
            assert!(!suggestions::allow(session, home(), row.one, row.other).await.unwrap());
        }
        let open = suggestions::open(session, home(), TOP, 9).await.unwrap();
        assert_eq!(open, [pair(1, 2, 900_000)], "of the other nothing was known but its refusal");
        suggestions::forget_open(session, home(), &[identity_id(2)]).await.unwrap();
        assert_eq!(suggestions::count_open(session, home(), 9).await.unwrap(), 0);
    });
}

#[test]
fn what_was_learnt_is_kept_and_everything_can_begin_anew() {
    both_in(async |session| {
        assert_eq!(suggestions::model(session, home()).await.unwrap(), None);
        for accounts in [5, 9] {
            let row = ModelRow { accounts, learnt_at: at(accounts), body: "{}".into() };
            suggestions::set_model(session, home(), &row).await.unwrap();
            assert_eq!(suggestions::model(session, home()).await.unwrap(), Some(row));
        }
        assert_eq!(suggestions::model(session, abroad()).await.unwrap(), None);
        met(session, 1..=3).await;
        let drawn = suggestions::drawn(session, home(), 9).await.unwrap();
        assert!(drawn.len() == 3 && drawn.is_sorted_by_key(|row| row.id));
        assert_eq!(suggestions::drawn(session, home(), 2).await.unwrap(), drawn[..2]);
        suggestions::set_keyed(session, home(), 1, (1..=3).map(identity_id)).await.unwrap();
        suggestions::add_terms(session, home(), &[TermRow { term: 4, accounts: 2 }]).await.unwrap();
        suggestions::add_terms(session, abroad(), &[TermRow { term: 4, accounts: 2 }])
            .await
            .unwrap();
        suggestions::begin_anew(session, home()).await.unwrap();
        assert_eq!(suggestions::count_waiting(session, home(), 9).await.unwrap(), 3);
        assert!(suggestions::terms(session, home(), [4]).await.unwrap().is_empty());
        assert_eq!(suggestions::terms(session, abroad(), [4]).await.unwrap().len(), 1);
    });
}
