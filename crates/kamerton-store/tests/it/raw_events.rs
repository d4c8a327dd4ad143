//! Events as they came.

use kamerton_store::raw_events::{self, Backlog, FOLDED, RawEventRow, UNUSABLE};

use crate::harness::both_in;
use crate::samples::{abroad, at, home, raw_event};

#[test]
fn an_event_is_kept_once_and_known_again() {
    both_in(async |session| {
        let known = raw_events::keep(session, home(), &[raw_event(2), raw_event(1)]).await.unwrap();
        assert!(known.is_empty());
        let known = raw_events::keep(session, home(), &[raw_event(1), raw_event(3)]).await.unwrap();
        assert_eq!(known.into_iter().collect::<Vec<_>>(), [raw_event(1).id]);
        let waiting = raw_events::waiting(session, home(), 9).await.unwrap();
        assert_eq!(
            waiting,
            [raw_event(1), raw_event(2), raw_event(3)],
            "in the order of what happened"
        );
        assert_eq!(raw_events::waiting(session, home(), 2).await.unwrap().len(), 2);
        assert_eq!(raw_events::waiting(session, abroad(), 9).await.unwrap(), []);
    });
}

#[test]
fn what_is_folded_or_unusable_waits_no_more() {
    both_in(async |session| {
        raw_events::keep(session, home(), &[raw_event(1), raw_event(2), raw_event(3)])
            .await
            .unwrap();
        raw_events::keep(session, abroad(), &[raw_event(1)]).await.unwrap();
        raw_events::fold(session, home(), [raw_event(1).id]).await.unwrap();
        raw_events::refuse(session, home(), raw_event(2).id, "не разобрано").await.unwrap();
        assert_eq!(raw_events::waiting(session, home(), 9).await.unwrap(), [raw_event(3)]);
        assert_eq!(raw_events::count_waiting(session, home()).await.unwrap(), 1);
        assert_eq!(raw_events::count_waiting(session, abroad()).await.unwrap(), 1);
        let refused =
            RawEventRow {
                status: UNUSABLE, problem: Some("не разобрано".into()), ..raw_event(2)
            };
        assert_eq!(raw_events::unusable(session, home(), 9).await.unwrap(), [refused]);
        let known = raw_events::keep(session, home(), &[raw_event(1)]).await.unwrap();
        assert_eq!(known.len(), 1, "folded events are known as well: {FOLDED}");
    });
}

#[test]
fn only_what_waits_no_more_is_forgotten() {
    both_in(async |session| {
        raw_events::keep(session, home(), &[raw_event(1), raw_event(2), raw_event(3)])
            .await
            .unwrap();
        raw_events::fold(session, home(), [raw_event(1).id, raw_event(3).id]).await.unwrap();
        let gone = raw_events::forget_before(session, home(), at(3), 9).await.unwrap();
        assert_eq!(gone, 1, "the second waits, the third came later");
        let gone = raw_events::forget_before(session, home(), at(9), 9).await.unwrap();
        assert_eq!(gone, 1);
        assert_eq!(raw_events::waiting(session, home(), 9).await.unwrap(), [raw_event(2)]);
    });
}

#[test]
fn what_waits_or_was_not_understood_is_counted_by_source() {
    both_in(async |session| {
        let from = |n: i64, source: &str| RawEventRow { source: source.into(), ..raw_event(n) };
        let rows = [from(1, "a"), from(2, "a"), from(3, "b"), from(4, "b")];
        raw_events::keep(session, home(), &rows).await.unwrap();
        raw_events::keep(session, abroad(), &[from(5, "a")]).await.unwrap();
        for row in &rows[..3] {
            raw_events::refuse(session, home(), row.id, "не разобрано").await.unwrap();
        }
        let some = |source: &str, count, n| Backlog { source: source.into(), count, oldest: at(n) };
        let waiting = raw_events::backlog(session, home()).await.unwrap();
        assert_eq!(waiting, [some("b", 1, 5)]);
        let mut strange = raw_events::not_understood(session, home()).await.unwrap();
        strange.sort_by_key(|one| one.source.clone());
        assert_eq!(strange, [some("a", 2, 2), some("b", 1, 4)]);
        let found = raw_events::unusable_of(session, home(), "a", 1).await.unwrap();
        assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [rows[1].id]);
        assert_eq!(raw_events::read_again(session, home(), "a").await.unwrap(), 2);
        assert_eq!(raw_events::read_again(session, home(), "a").await.unwrap(), 0);
        let waiting = raw_events::waiting(session, home(), 9).await.unwrap();
        assert_eq!(waiting, [rows[0].clone(), rows[1].clone(), rows[3].clone()]);
    });
}
