//! Senders of signed calls.

use kamerton_store::webhooks::{self, WebhookRow};

use crate::harness::both_in;
use crate::samples::{abroad, at, home, webhook};

#[test]
fn senders_come_back_the_oldest_first_and_are_noted() {
    both_in(async |session| {
        for n in [2, 1] {
            webhooks::insert(session, home(), &webhook(n)).await.unwrap();
        }
        webhooks::used(session, home(), webhook(1).id, at(9)).await.unwrap();
        let heard = WebhookRow { used_at: Some(at(9)), ..webhook(1) };
        let all = webhooks::of_workspace(session, home()).await.unwrap();
        assert_eq!(all, [heard.clone(), webhook(2)]);
        let one = webhooks::by_id(session, home(), webhook(1).id).await.unwrap();
        assert_eq!(one, Some(heard));
        assert_eq!(webhooks::of_workspace(session, abroad()).await.unwrap(), []);
        assert_eq!(webhooks::by_id(session, abroad(), webhook(1).id).await.unwrap(), None);
    });
}

#[test]
fn a_secret_is_renewed() {
    both_in(async |session| {
        for n in [1, 2] {
            webhooks::insert(session, home(), &webhook(n)).await.unwrap();
        }
        webhooks::set_secret(session, home(), webhook(1).id, "v1:other").await.unwrap();
        webhooks::set_secret(session, abroad(), webhook(2).id, "v1:other").await.unwrap();
        let renewed = WebhookRow { sealed_secret: "v1:other".to_owned(), ..webhook(1) };
        let all = webhooks::of_workspace(session, home()).await.unwrap();
        assert_eq!(all, [renewed, webhook(2)]);
    });
}

#[test]
fn a_removed_sender_is_gone() {
    both_in(async |session| {
        webhooks::insert(session, home(), &webhook(1)).await.unwrap();
        assert!(!webhooks::delete(session, abroad(), webhook(1).id).await.unwrap());
        assert!(webhooks::delete(session, home(), webhook(1).id).await.unwrap());
        assert!(!webhooks::delete(session, home(), webhook(1).id).await.unwrap());
    });
}
