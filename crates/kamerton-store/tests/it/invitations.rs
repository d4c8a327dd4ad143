//! Invitations that were made from here.

use kamerton_store::invitations::{self, InvitationRow};
use kamerton_store::{connections, messages};

use crate::harness::both_in;
use crate::samples::{
    abroad, connection, connection_id, home, identity_id, invitation, invitation_id, membership,
};

#[test]
fn an_invitation_is_kept_once_and_the_latest_come_first() {
    both_in(async |session| {
        connections::insert(session, home(), &connection(1)).await.unwrap();
        for n in [2, 1, 3] {
            assert!(invitations::add(session, home(), &invitation(n)).await.unwrap());
        }
        let again = InvitationRow { address: "иной".into(), ..invitation(1) };
        assert!(!invitations::add(session, home(), &again).await.unwrap());
        let found = invitations::by_id(session, home(), [invitation_id(1), invitation_id(9)]).await;
        assert_eq!(found.unwrap(), [invitation(1)]);
        let of = async |session: &mut _, place, limit| {
            invitations::of_place(session, home(), connection_id(1), place, limit).await.unwrap()
        };
        assert_eq!(of(session, "5", 2).await, [invitation(3), invitation(2)]);
        assert_eq!(of(session, "6", 2).await, []);
        assert_eq!(invitations::by_id(session, abroad(), [invitation_id(1)]).await.unwrap(), []);
        assert!(connections::delete(session, home(), connection_id(1)).await.unwrap());
        assert_eq!(of(session, "5", 2).await, []);
    });
}

#[test]
fn who_came_by_an_invitation_is_counted_once() {
    both_in(async |session| {
        let came = |n, identity| messages::MembershipRow {
            identity: identity_id(identity),
            invitation_address: Some("https://t.example/+1".into()),
            invitation_name: Some("Афиша".into()),
            ..membership(n)
        };
        let left = messages::MembershipRow { joined: false, ..came(4, 4) };
        let rows = [came(1, 1), came(2, 1), came(3, 3), left, membership(5)];
        messages::save_memberships(session, home(), &rows).await.unwrap();
        let count = async |session: &mut _, address, most| {
            messages::came_by(session, home(), address, most).await.unwrap()
        };
        assert_eq!(count(session, "https://t.example/+1", 9).await, 2);
        assert_eq!(count(session, "https://t.example/+1", 1).await, 1, "counting ends");
        assert_eq!(count(session, "https://t.example/+2", 9).await, 0);
        // It is told after the joining itself; of two that are told the same one stays.
        for address in ["https://t.example/+3", "https://t.example/+2", "https://t.example/+4"] {
            let by = (address, Some("Листовка"));
            messages::note_invitation(session, home(), &membership(5).key, by).await.unwrap();
        }
        assert_eq!(count(session, "https://t.example/+2", 9).await, 1);
        assert_eq!(count(session, "https://t.example/+3", 9).await, 0);
        assert_eq!(count(session, "https://t.example/+4", 9).await, 0);
    });
}
