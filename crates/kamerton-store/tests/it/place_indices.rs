//! Indices of places, how far they are, and what they are made from.

use kamerton_core::answer::Target;
use kamerton_core::id::{MessageId, PersonId};
use kamerton_core::time::Day;
use kamerton_store::messages::{self, MessageRow};
use kamerton_store::place_figures::Span;
use kamerton_store::place_indices::{self, DayRow, NotedRow, ProgressRow};
use kamerton_store::rollups::{self, PersonDay};
use kamerton_store::{Session, identities, places};

use crate::harness::both_in;
use crate::samples::{
    abroad, at, channel_id, home, identity, identity_id, message, message_id, person_id, place,
    place_id,
};

fn progress(n: i64) -> ProgressRow {
    ProgressRow {
        place: place_id(n),
        rule: 1,
        through: Day(20),
        from: None,
        to: Some(Day(9)),
        changed: 3,
    }
}

fn day(n: i64, day: i32) -> DayRow {
    DayRow { place: place_id(n), day: Day(day), figures: format!("{n} {day}") }
}

async fn make_places(session: &mut Session) {
    for workspace in [home(), abroad()] {
        places::ensure_channel(session, workspace, channel_id(0), "telegram").await.unwrap();
        places::ensure(session, workspace, &[place(1), place(2)]).await.unwrap();
    }
}

#[test]
fn how_far_places_are() {
    both_in(async |session| {
        make_places(session).await;
        let rows = [progress(1), progress(2)];
        place_indices::set_progress(session, home(), &rows).await.unwrap();
        let later = ProgressRow { from: Some(Day(5)), changed: 4, ..progress(2) };
        place_indices::set_progress(session, home(), &[later]).await.unwrap();
        let mut found = place_indices::progress(session, home()).await.unwrap();
        found.sort_by_key(|row| row.changed);
        assert_eq!(found, [progress(1), later]);
        let wanted = [2, 404].map(place_id);
        let of = place_indices::progress_of(session, home(), wanted).await.unwrap();
        assert_eq!(of, [later]);
        assert_eq!(place_indices::progress(session, abroad()).await.unwrap(), []);
        place_indices::all_anew(session, home()).await.unwrap();
        let of = place_indices::progress_of(session, home(), [place_id(2)]).await.unwrap();
        assert_eq!(of, [ProgressRow { rule: 0, changed: 5, ..later }]);
    });
}

#[test]
fn days_are_replaced_within_a_span() {
    both_in(async |session| {
        let span = |from: i32, to: i32| Span { from: Day(from), to: Day(to) };
        let rows = [day(1, 3), day(1, 5), day(1, 9)];
        place_indices::replace(session, home(), place_id(1), span(0, 9), &rows).await.unwrap();
        place_indices::replace(session, home(), place_id(2), span(0, 9), &[day(2, 4)])
            .await
            .unwrap();
        place_indices::replace(session, home(), place_id(1), span(4, 6), &[day(1, 6)])
            .await
            .unwrap();
        let wanted = [1, 2].map(place_id);
        let mut found = place_indices::days(session, home(), wanted, span(3, 6)).await.unwrap();
        found.sort_by_key(|row| row.day);
        assert_eq!(found, [day(1, 3), day(2, 4), day(1, 6)]);
        assert_eq!(place_indices::days(session, abroad(), wanted, span(0, 9)).await.unwrap(), []);
        let latest = place_indices::latest(session, home(), place_id(1)).await.unwrap();
        assert_eq!(latest, Some(day(1, 9)));
        assert_eq!(place_indices::latest(session, abroad(), place_id(1)).await.unwrap(), None);
    });
}

#[test]
fn the_earlier_day_of_somebody_stays() {
    both_in(async |session| {
        let note = |n: i64, from: i32| NotedRow { person: person_id(n), from: Day(from) };
        place_indices::note_people(session, home(), &[note(1, 5), note(2, 7)]).await.unwrap();
        place_indices::note_people(session, home(), &[note(1, 9), note(2, -3)]).await.unwrap();
        let mut found =
            place_indices::noted_people(session, home(), PersonId::NIL, 9).await.unwrap();
        found.sort_by_key(|row| row.from);
        assert_eq!(found, [note(2, -3), note(1, 5)]);
        let one = place_indices::noted_people(session, home(), PersonId::NIL, 1).await.unwrap();
        let rest = place_indices::noted_people(session, home(), one[0].person, 9).await.unwrap();
        assert_eq!(rest.len(), 1);
        place_indices::forget_people(session, home(), [one[0].person]).await.unwrap();
        let left = place_indices::noted_people(session, home(), PersonId::NIL, 9).await.unwrap();
        assert_eq!(left, rest);
        assert!(
            place_indices::noted_people(session, abroad(), PersonId::NIL, 9)
                .await
                .unwrap()
                .is_empty()
        );
    });
}

#[test]
fn when_people_wrote_by_any_of_their_accounts() {
    both_in(async |session| {
        let second = identities::IdentityRow { person: Some(person_id(1)), ..identity(2) };
        identities::save(session, home(), &[identity(1), second]).await.unwrap();
        let wrote = |n: i64, day: i32, messages: i64| PersonDay {
            identity: identity_id(n),
            day: Day(day),
            place: place_id(1),
            messages,
            reactions: 0,
        };
        let days = [wrote(1, 3, 1), wrote(1, 4, 0), wrote(2, 6, 2), wrote(2, 9, 1), wrote(9, 5, 1)];
        for workspace in [home(), abroad()] {
            rollups::add_person_days(session, workspace, &days).await.unwrap();
        }
        let wanted = [1, 2, 3].map(identity_id);
        let mut found =
            place_indices::first_days(session, home(), place_id(1), wanted).await.unwrap();
        found.sort_by_key(|(_, day)| *day);
        assert_eq!(found, [(identity_id(1), Day(3)), (identity_id(2), Day(6))]);
        let mut next = async |n: i64, day: i32| {
            place_indices::next_day(session, home(), place_id(1), identity_id(n), Day(day))
                .await
                .unwrap()
        };
        assert_eq!(next(1, 3).await, Some(Day(6)), "with the other account");
        assert_eq!(next(1, 9).await, None);
        assert_eq!(next(9, 3).await, None, "nobody has this account");
        let found = place_indices::wrote_in(session, home(), [1, 2].map(person_id)).await.unwrap();
        assert_eq!(found, [(person_id(1), place_id(1), Span { from: Day(3), to: Day(9) })]);
        assert!(
            place_indices::wrote_in(session, abroad(), [person_id(1)]).await.unwrap().is_empty()
        );
    });
}

#[test]
fn talk_comes_in_order_of_time_with_what_it_answers() {
    both_in(async |session| {
        let reply = MessageRow {
            reply_to: Some(message_id(1)),
            reply_to_key: Some("telegram:1:1".into()),
            text: String::new(),
            ..message(3)
        };
        let stray = MessageRow { reply_to_key: Some("?".into()), implied: true, ..message(4) };
        let lost = MessageRow {
            reply_to_key: Some("?".into()),
            forwarded_from: Some("x".into()),
            ..message(5)
        };
        let service = MessageRow { service: true, ..message(6) };
        let deleted = MessageRow { deleted_at: Some(at(9)), ..message(7) };
        let nobody = MessageRow { identity: None, ..message(8) };
        let rows = [message(1), message(2), reply, stray, lost, service, deleted, nobody];
        for workspace in [home(), abroad()] {
            messages::save(session, workspace, &rows).await.unwrap();
        }
        let mut talk = async |span, limit: i64| {
            place_indices::talk(session, home(), place_id(1), span, limit).await.unwrap()
        };
        let found = talk((at(1), at(9)), 99).await;
        let ids: Vec<MessageId> = found.iter().map(|row| row.said.message).collect();
        assert_eq!(ids, [1, 2, 3, 4, 5].map(message_id));
        let target = |message, identity, sent_at| Some(Target { message, identity, sent_at });
        assert_eq!(found[0].said.reply_to, None);
        assert_eq!(found[2].said.reply_to, target(message_id(1), identity_id(1), at(1)));
        assert_eq!(found[3].said.reply_to, None, "implied and not there");
        assert_eq!(found[4].said.reply_to.map(|one| one.message), Some(MessageId::NIL));
        let flags: Vec<_> =
            found.iter().map(|row| (row.has_words, row.forwarded, row.implied)).collect();
        assert_eq!(flags[2], (false, false, false));
        assert_eq!(flags[3], (true, false, true));
        assert_eq!(flags[4], (true, true, false));
        assert_eq!(found[0].day, Day(18_518));
        assert_eq!(talk((at(2), at(4)), 99).await.len(), 2, "the end is not included");
        let latest: Vec<MessageId> =
            talk((at(1), at(9)), 2).await.iter().map(|row| row.said.message).collect();
        assert_eq!(latest, [4, 5].map(message_id));
    });
}
