//! Runs of imports.

use kamerton_store::imports::{self, ImportRow};

use crate::harness::both_in;
use crate::samples::{abroad, at, home, import, import_id, refusal};

#[test]
fn a_run_comes_back_and_is_brought_up_to_date() {
    both_in(async |session| {
        imports::save(session, home(), &import(1)).await.unwrap();
        let ended = ImportRow {
            ended_at: Some(at(9)),
            items: 7,
            report: r#"{"сообщений":7}"#.into(),
            ..import(1)
        };
        for _ in 0..2 {
            imports::save(session, home(), &ended).await.unwrap();
        }
        assert_eq!(imports::all(session, home(), 9).await.unwrap(), [ended]);
        assert_eq!(imports::all(session, abroad(), 9).await.unwrap(), []);
    });
}

#[test]
fn the_latest_runs_come_first() {
    both_in(async |session| {
        for n in [2, 1, 3] {
            imports::save(session, home(), &import(n)).await.unwrap();
        }
        assert_eq!(imports::all(session, home(), 2).await.unwrap(), [import(3), import(2)]);
    });
}

#[test]
fn an_unfinished_run_of_the_same_command_is_found() {
    both_in(async |session| {
        let ended = ImportRow { ended_at: Some(at(9)), ..import(3) };
        let other = ImportRow { fingerprint: "другое".into(), ..import(4) };
        for row in [import(1), import(2), ended, other] {
            imports::save(session, home(), &row).await.unwrap();
        }
        let found = imports::unfinished(session, home(), "файлы").await.unwrap();
        assert_eq!(found, Some(import(2)));
        assert_eq!(imports::unfinished(session, home(), "нет").await.unwrap(), None);
        assert_eq!(imports::unfinished(session, abroad(), "файлы").await.unwrap(), None);
    });
}

#[test]
fn refused_records_are_kept_once_in_order() {
    both_in(async |session| {
        for _ in 0..2 {
            let rows = [refusal(3), refusal(1), refusal(2)];
            imports::save_refusals(session, home(), &rows).await.unwrap();
        }
        let of = |import| (home(), import_id(import));
        for ((workspace, import), after, found) in [
            (of(1), -1, vec![refusal(1), refusal(2)]),
            (of(1), 2, vec![refusal(3)]),
            (of(2), -1, vec![]),
            ((abroad(), import_id(1)), -1, vec![]),
        ] {
            let page = imports::refusals(session, workspace, import, after, 2).await.unwrap();
            assert_eq!(page, found);
        }
    });
}

#[test]
fn a_run_is_found_by_its_id() {
    both_in(async |session| {
        imports::save(session, home(), &import(1)).await.unwrap();
        let found = imports::by_id(session, home(), import_id(1)).await.unwrap();
        assert_eq!(found, Some(import(1)));
        assert_eq!(imports::by_id(session, home(), import_id(2)).await.unwrap(), None);
        assert_eq!(imports::by_id(session, abroad(), import_id(1)).await.unwrap(), None);
    });
}
