//! Searching all messages: words of every frequency and in every form, pairs, phrases, exclusions, a
//! slip and a wrong keyboard, each order by itself.

use std::time::Instant as Clock;

use anyhow::Result;
use kamerton_app::Brand;
use kamerton_app::messages::{self, Filter, Order};
use kamerton_app::places::Sight;
use kamerton_core::time::Instant;
use kamerton_store::Store;

use super::{Line, quantile};

/// How often each search is made.
const ASKED: usize = 20;
/// Messages on a page.
const PAGE: usize = 30;
/// What the project promises, in milliseconds: newest first, best first, and on PostgreSQL.
const NEWEST_BAR: f64 = 20.0;
const BEST_BAR: f64 = 100.0;
const POSTGRES_BAR: f64 = 150.0;

/// What is searched for: words that many, some and few wrote, as nobody wrote them, and together.
const SEARCHES: [&str; 18] = [
    "кофе",
    "спасибо",
    "заказов",
    "чайником",
    "доставке",
    "филин",
    "купил кофе",
    "чайник свистит",
    "спасибо филин",
    "доставка филина",
    "\"спасибо за\"",
    "\"где мой заказ\"",
    "кофе -филин",
    "кофе вид:вопрос",
    "спасибо с:2020",
    "ljcnfdrf",
    "spasibo",
    "доствака",
];

/// Measures both orders, and what is asked while a word is typed.
pub async fn measure(
    store: &Store,
    brand: &Brand,
    database: &'static str,
    now: Instant,
) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for (order, what, bar) in
        [(Order::Newest, "newest first", NEWEST_BAR), (Order::Best, "best first", BEST_BAR)]
    {
        let filter = |words: &str| Filter { words: words.to_owned(), order, ..Filter::default() };
        let times = times(store, brand, &SEARCHES.map(filter), now).await?;
        let bar = if store.is_postgres() { POSTGRES_BAR } else { bar };
        lines.extend(both(&format!("search, {what}"), database, times, bar));
    }
    let typing =
        |words: &str| Filter { words: words.to_owned(), typing: true, ..Filter::default() };
    let beginnings = ["спа", "спас", "дост", "коф", "чайн", "кофе фил"].map(typing);
    let times = times(store, brand, &beginnings, now).await?;
    lines.extend(both("search, while a word is typed", database, times, BEST_BAR));
    Ok(lines)
}

async fn times(store: &Store, brand: &Brand, filters: &[Filter], now: Instant) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for filter in filters {
        let mut own = Vec::new();
        for _ in 0..ASKED {
            let started = Clock::now();
            let mut session = store.read().await?;
            let sight = Sight::Private;
            messages::page(&mut session, brand, sight, filter, None, PAGE, now).await?;
            own.push(started.elapsed().as_secs_f64() * 1e3);
        }
        let (words, half) = (&filter.words, quantile(&mut own, 0.5));
        println!("search «{words}», {:?}: {half:.1} ms", filter.order);
        times.extend(own);
    }
    Ok(times)
}

fn both(what: &str, database: &'static str, mut times: Vec<f64>, bar: f64) -> Vec<Line> {
    let (half, most) = (quantile(&mut times, 0.5), quantile(&mut times, 0.95));
    vec![
        Line::plain(&format!("{what}, p50"), database, half, "ms"),
        Line::at_most(&format!("{what}, p95"), database, most, "ms", bar),
    ]
}
