//! The large model's settings, and what was asked of it.

use kamerton_core::time::Day;
use kamerton_store::large_model::{self, LargeModelRow, SpentRow};

use crate::harness::both_in;
use crate::samples::{TEXT, abroad, at, home};

fn row(sealed_key: Option<&str>, n: i64) -> LargeModelRow {
    let sealed_key = sealed_key.map(str::to_owned);
    LargeModelRow { settings: TEXT.into(), sealed_key, changed_at: at(n) }
}

fn spent(day: i32, requests: i64, tokens: i64) -> SpentRow {
    SpentRow {
        day: Day(day),
        requests,
        tokens_in: tokens,
        tokens_out: 2 * tokens,
        cost: 3 * tokens,
    }
}

#[test]
fn settings_are_kept_by_workspace_and_replaced() {
    both_in(async |session| {
        assert_eq!(large_model::of_workspace(session, home()).await.unwrap(), None);
        large_model::save(session, home(), &row(Some("v1:…"), 1)).await.unwrap();
        large_model::save(session, abroad(), &row(None, 2)).await.unwrap();
        large_model::save(session, home(), &row(Some("v1:other"), 3)).await.unwrap();
        let here = large_model::of_workspace(session, home()).await.unwrap();
        assert_eq!(here, Some(row(Some("v1:other"), 3)));
        let there = large_model::of_workspace(session, abroad()).await.unwrap();
        assert_eq!(there, Some(row(None, 2)));
    });
}

#[test]
fn what_was_asked_adds_up_by_day() {
    both_in(async |session| {
        for one in [spent(10, 1, 100), spent(10, 0, -40), spent(11, 1, 7), spent(12, 1, 9)] {
            large_model::add(session, home(), &one).await.unwrap();
        }
        large_model::add(session, abroad(), &spent(10, 5, 5)).await.unwrap();
        let found = large_model::spent(session, home(), Day(10), Day(11)).await.unwrap();
        assert_eq!(found, [spent(10, 1, 60), spent(11, 1, 7)]);
        let none = large_model::spent(session, home(), Day(1), Day(9)).await.unwrap();
        assert_eq!(none, []);
    });
}
