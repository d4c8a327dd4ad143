//! Tokens of programs.

use kamerton_store::tokens::{self, TokenRow};
use kamerton_store::workspaces;

use crate::harness::both_in;
use crate::samples::{abroad, at, home, token, token_id, workspace};

#[test]
fn a_token_is_found_by_its_hash_with_its_workspace() {
    both_in(async |session| {
        for n in [1, 2] {
            workspaces::insert(session, &workspace(n)).await.unwrap();
        }
        tokens::insert(session, home(), &token(1)).await.unwrap();
        tokens::insert(session, home(), &token(2)).await.unwrap();
        tokens::insert(session, abroad(), &token(3)).await.unwrap();
        let found = tokens::by_hash(session, "hash3").await.unwrap();
        assert_eq!(found, Some((abroad(), token(3))));
        assert_eq!(tokens::by_hash(session, "hash").await.unwrap(), None);
        let own = tokens::of_workspace(session, home()).await.unwrap();
        assert_eq!(own, [token(1), token(2)]);
    });
}

#[test]
fn a_token_is_used_and_revoked_in_its_own_workspace_only() {
    both_in(async |session| {
        workspaces::insert(session, &workspace(1)).await.unwrap();
        tokens::insert(session, home(), &token(1)).await.unwrap();
        tokens::used(session, home(), token_id(1), at(7)).await.unwrap();
        tokens::used(session, abroad(), token_id(1), at(9)).await.unwrap();
        let used = TokenRow { used_at: Some(at(7)), ..token(1) };
        assert_eq!(tokens::of_workspace(session, home()).await.unwrap(), [used]);
        assert!(!tokens::delete(session, abroad(), token_id(1)).await.unwrap());
        assert!(tokens::delete(session, home(), token_id(1)).await.unwrap());
        assert_eq!(tokens::by_hash(session, "hash1").await.unwrap(), None);
    });
}
