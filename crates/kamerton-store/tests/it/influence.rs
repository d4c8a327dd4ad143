//! How much people are listened to, and what we have with them.

use kamerton_core::id::{IdentityId, MessageId, PersonId};
use kamerton_core::role::Role;
use kamerton_core::time::{Day, Instant};
use kamerton_store::identities::{self, IdentityRow};
use kamerton_store::influence::{self, InfluenceRow, ListenerRow, RunRow, TieRow};
use kamerton_store::interactions::{self, InteractionRow};
use kamerton_store::people::{self, PersonRow};
use kamerton_store::relationships::{self, RelationshipRow};
use kamerton_store::{messages, values};
use uuid::Uuid;

use crate::harness::both_in;
use crate::samples::{
    TEXT, abroad, answer, at, home, identity, identity_id, interaction, membership, message,
    message_id, person, person_id,
};

pub fn row(n: i64) -> InfluenceRow {
    InfluenceRow { person: person_id(n), value: n as f64, listeners: n, fit: None }
}

pub fn influence_run() -> RunRow {
    RunRow { version: 1, day: Day(5), computed_at: at(1), stale: false, body: TEXT.into() }
}

pub fn relationship(n: i64) -> RelationshipRow {
    RelationshipRow {
        identity: identity_id(n),
        known_by: TEXT.into(),
        contact_day: Some(Day(n as i32)),
        next_step: TEXT.into(),
        next_day: None,
        rating: Some(4),
        followers: Some(n * 100),
        by: "Ёж".into(),
        at: at(n),
    }
}

#[test]
fn values_are_kept_by_person_and_in_order() {
    both_in(async |session| {
        influence::save(session, home(), &[1, 2, 3].map(row)).await.unwrap();
        let moved = InfluenceRow { value: 9.0, fit: Some(0.5), ..row(1) };
        influence::save(session, home(), &[moved]).await.unwrap();
        let top = influence::top(session, home(), None, 2).await.unwrap();
        assert_eq!(top, [moved, row(3)]);
        let after = Some((3.0, person_id(3)));
        assert_eq!(influence::top(session, home(), after, 2).await.unwrap(), [row(2)]);
        let all = influence::after(session, home(), PersonId::NIL, 9).await.unwrap();
        assert!(all.len() == 3 && all.is_sorted_by_key(|row| row.person), "{all:?}");
        let rest = influence::after(session, home(), all[0].person, 1).await.unwrap();
        assert_eq!(rest, [all[1]]);
        assert_eq!(influence::after(session, abroad(), PersonId::NIL, 9).await.unwrap(), []);
        influence::delete(session, abroad(), [person_id(1)]).await.unwrap();
        influence::delete(session, home(), [person_id(3)]).await.unwrap();
        let wanted = [1, 2, 3].map(person_id);
        let mut found = influence::of_people(session, home(), wanted).await.unwrap();
        found.sort_by_key(|row| row.listeners);
        assert_eq!(found, [moved, row(2)]);
        assert_eq!(influence::of_people(session, abroad(), wanted).await.unwrap(), []);
    });
}

#[test]
fn everybody_is_told() {
    both_in(async |session| {
        people::save(session, home(), &[1, 2].map(person)).await.unwrap();
        people::save(session, abroad(), &[3].map(person)).await.unwrap();
        let found = influence::ids_after(session, home(), PersonId::NIL, 9).await.unwrap();
        let mut expected = [1, 2].map(person_id);
        expected.sort_unstable();
        assert_eq!(found, expected);
        let rest = influence::ids_after(session, home(), expected[0], 9).await.unwrap();
        assert_eq!(rest, expected[1..]);
    });
}

#[test]
fn a_run_is_stale_once_something_changes() {
    both_in(async |session| {
        influence::set_stale(session, home()).await.unwrap();
        assert_eq!(influence::run(session, home()).await.unwrap(), None);
        influence::save_run(session, home(), &influence_run()).await.unwrap();
        influence::set_stale(session, abroad()).await.unwrap();
        assert_eq!(influence::run(session, home()).await.unwrap(), Some(influence_run()));
        influence::set_stale(session, home()).await.unwrap();
        let stale = RunRow { stale: true, ..influence_run() };
        assert_eq!(influence::run(session, home()).await.unwrap(), Some(stale));
        influence::set_fresh(session, home()).await.unwrap();
        assert_eq!(influence::run(session, home()).await.unwrap(), Some(influence_run()));
    });
}

#[test]
fn ties_are_those_of_members_to_whoever_it_is() {
    both_in(async |session| {
        let of = |n: i64| IdentityRow { person: Some(person_id(n)), deleted: false, ..identity(n) };
        let staff = IdentityRow { role: Role::Staff, ..of(3) };
        let rows = [of(1), of(2), staff].map(|row| IdentityRow { role_user: None, ..row });
        identities::save(session, home(), &rows).await.unwrap();
        let unknown = InteractionRow { target: identity_id(404), ..interaction(2) };
        let reacted =
            InteractionRow { replies: 0, reactions: 3, day: Day(18_519), ..interaction(2) };
        let old = InteractionRow { day: Day(9), ..interaction(2) };
        let rows = [interaction(2), interaction(3), unknown, reacted, old];
        interactions::add(session, home(), &rows).await.unwrap();
        let all = (IdentityId::NIL, Uuid::max().into());
        let mut found = influence::ties(session, home(), all, Day(100)).await.unwrap();
        found.sort_by_key(|tie| tie.whose.is_none());
        let tie = |target: IdentityId, whose| TieRow {
            target,
            day: Day(18_518),
            replies: 1,
            mentions: 0,
            reposts: 0,
            reactions: 0,
            place: interaction(1).place,
            source: person_id(2),
            whose,
        };
        let to_first = tie(identity_id(1), Some((Some(person_id(1)), of(1).role)));
        let reacted = TieRow { day: Day(18_519), replies: 0, reactions: 3, ..to_first };
        assert_eq!(found, [to_first, reacted, tie(identity_id(404), None)]);
        assert_eq!(influence::ties(session, abroad(), all, Day(100)).await.unwrap(), []);
        let first = identity_id(1);
        let heard = influence::listeners(session, home(), first, Day(100), 9).await.unwrap();
        let sources: Vec<IdentityId> = heard.iter().map(|row: &ListenerRow| row.source).collect();
        assert!(sources.contains(&identity_id(2)) && sources.contains(&identity_id(3)));
        assert_eq!(heard.len(), 2, "a reaction is not listening");
        let named = influence::named_after(session, home(), IdentityId::NIL, 9).await.unwrap();
        assert_eq!(named.len(), 3);
        let last = named[2].identity;
        assert_eq!(influence::named_after(session, home(), last, 9).await.unwrap(), []);
    });
}

#[test]
fn who_said_and_answered_what() {
    both_in(async |session| {
        let of = |n: i64| IdentityRow {
            person: Some(person_id(n)),
            deleted: false,
            role: Role::Member,
            ..identity(n)
        };
        identities::save(session, home(), &[of(1), of(2)]).await.unwrap();
        let plain = |row: messages::MessageRow| messages::MessageRow {
            forwarded_from: None,
            deleted_at: None,
            service: false,
            ..row
        };
        let rows = [message(1), answer(2, 1, 2), answer(3, 1, 2)].map(plain);
        messages::save(session, home(), &rows).await.unwrap();
        let wanted = [1, 2, 3].map(message_id);
        let mut said = influence::speakers(session, home(), wanted, Day(0)).await.unwrap();
        said.sort_unstable();
        let mut expected = vec![person_id(1), person_id(2), person_id(2)];
        expected.sort_unstable();
        assert_eq!(said, expected);
        let late = influence::speakers(session, home(), wanted, Day(i32::MAX)).await.unwrap();
        assert_eq!(late, []);
        let pair = (identity_id(2), identity_id(1));
        let ever = (Instant::from_micros(0), Instant::from_micros(i64::MAX));
        let last = influence::last_reply(session, home(), pair, ever, 9).await.unwrap();
        assert_eq!(last, Some(message_id(3)));
        let rows = messages::by_id(session, home(), [message_id(3)]).await.unwrap();
        let before = (Instant::from_micros(0), rows[0].sent_at);
        let earlier = influence::last_reply(session, home(), pair, before, 9).await.unwrap();
        assert_ne!(earlier, Some(message_id(3)), "the end is not within");
        let pair = (identity_id(1), identity_id(2));
        assert_eq!(influence::last_reply(session, home(), pair, ever, 9).await.unwrap(), None);
        let none = influence::last_reply(session, abroad(), pair, ever, 9).await.unwrap();
        assert_eq!(none, None::<MessageId>);
    });
}

#[test]
fn members_and_newcomers() {
    both_in(async |session| {
        let member = |n: i64| PersonRow { role: 0, first_seen_at: at(n), ..person(n) };
        let staff = PersonRow { role: 1, ..member(3) };
        people::save(session, home(), &[member(1), member(2), staff]).await.unwrap();
        let found = influence::members_after(session, home(), PersonId::NIL, 9).await.unwrap();
        assert!(found.len() == 3 && found.is_sorted_by_key(|row| row.person), "{found:?}");
        let staff: Vec<PersonId> =
            found.iter().filter(|row| row.role != Role::Member).map(|row| row.person).collect();
        assert_eq!(staff, [person_id(3)]);
        let one = found.iter().find(|row| row.person == person_id(1)).unwrap();
        assert_eq!((one.state, one.stage), (member(1).state, member(1).stage));
        let last = influence::members_after(session, home(), found[1].person, 1).await.unwrap();
        assert_eq!(last, [found[2]]);
        let new = influence::newcomers(session, home(), at(2), 9).await.unwrap();
        assert_eq!(new, [person_id(2)]);
        let all = influence::newcomers(session, home(), Instant::default(), 1).await.unwrap();
        assert_eq!(all, [person_id(2)]);
        let joins = [membership(1), membership(2)]
            .map(|row| messages::MembershipRow { joined: row.identity == identity_id(1), ..row });
        messages::save_memberships(session, home(), &joins).await.unwrap();
        let wanted = [1, 2, 404].map(identity_id);
        let joined = influence::joined(session, home(), wanted).await.unwrap();
        assert_eq!(joined, [identity_id(1)]);
    });
}

#[test]
fn a_record_of_a_relationship_is_kept_by_account() {
    both_in(async |session| {
        for n in [1, 2] {
            relationships::save(session, home(), &relationship(n)).await.unwrap();
        }
        let unknown = RelationshipRow { followers: None, rating: None, ..relationship(2) };
        relationships::save(session, home(), &unknown).await.unwrap();
        let wanted = [1, 2, 3].map(identity_id);
        let mut found = relationships::of_identities(session, home(), wanted).await.unwrap();
        found.sort_by_key(|row| row.at);
        assert_eq!(found, [relationship(1), unknown]);
        identities::save(session, home(), &[identity(2), identity(3)]).await.unwrap();
        let people = [2, 3, 404].map(person_id);
        let with = relationships::with(session, home(), people).await.unwrap();
        assert_eq!(with, [person_id(2)]);
        let followed = relationships::followed(session, home(), 9).await.unwrap();
        assert_eq!(followed, [relationship(1)]);
        assert_eq!(relationships::of_identities(session, abroad(), wanted).await.unwrap(), []);
        let count = "SELECT COUNT(*) FROM relationship WHERE workspace_id = $1";
        assert_eq!(session.one(count, values![home()]).await.unwrap().int(0).unwrap(), 2);
    });
}
