//! `kamerton places`.

use std::process::ExitCode;

use anyhow::{Result, anyhow};
use kamerton_app::places::indices::{self, Shown};
use kamerton_core::id::PlaceId;
use kamerton_core::indices::{Index, Reading, Tally};
use kamerton_web::words::Words;
use serde::Serialize;

use super::{now, open};
use crate::cli::PlacesAction;
use crate::config::Config;
use crate::output;

/// A place as JSON.
#[derive(Serialize)]
struct Printed {
    place: String,
    title: String,
    day: Option<String>,
    overloaded: bool,
    indices: Vec<One>,
    counted: Tally,
}

/// An index as JSON.
#[derive(Serialize)]
struct One {
    index: &'static str,
    method: &'static str,
    value: f64,
    low: Option<f64>,
    high: Option<f64>,
    cases: i64,
    before: Option<f64>,
    trend: &'static str,
}

/// Runs what is asked of places.
pub async fn run(config: &Config, action: PlacesAction) -> Result<ExitCode> {
    let PlacesAction::Indices { place } = action;
    let (store, brand) = open(config).await?;
    let now = now();
    indices::bring_up(&store, &brand, now, &|| false).await?;
    let mut session = store.read().await?;
    let shown = match place {
        Some(id) => {
            let id: PlaceId = id.parse().map_err(|_| anyhow!("«{id}» is no id of a place"))?;
            vec![indices::show(&mut session, &brand, id, now).await?]
        }
        None => indices::compare(&mut session, &brand, now).await?,
    };
    let printed: Vec<Printed> = shown.iter().map(describe).collect();
    if config.json {
        output::json(&printed)?;
        return Ok(ExitCode::SUCCESS);
    }
    let words = Words::new(config.lang.as_deref().unwrap_or(&brand.lang));
    for place in &printed {
        for line in lines(&words, place) {
            output::line(&line)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn describe(shown: &Shown) -> Printed {
    let one = |index: Index| {
        let Reading { value, interval, cases } = shown.reading(index)?;
        Some(One {
            index: index.word(),
            method: index.method(),
            value,
            low: interval.map(|ends| ends.low),
            high: interval.map(|ends| ends.high),
            cases,
            before: shown.reading_before(index).map(|before| before.value),
            trend: shown.trend(index).word(),
        })
    };
    Printed {
        place: shown.place.to_string(),
        title: shown.title.clone(),
        day: shown.day.map(|day| day.to_string()),
        overloaded: shown.overloaded,
        indices: Index::ALL.into_iter().filter_map(one).collect(),
        counted: shown.tally,
    }
}

/// A place on lines: day, place, index, value, interval, of how many.
fn lines(words: &Words, place: &Printed) -> Vec<String> {
    let day = place.day.as_deref().unwrap_or("-");
    let line = |one: &One| {
        let interval = match (one.low, one.high) {
            (Some(low), Some(high)) => format!("{low:.3}…{high:.3}"),
            _ => "-".to_owned(),
        };
        let name = words.say(&format!("index-{}", one.index), &[]);
        format!("{day}\t{}\t{name}\t{:.3}\t{interval}\t{}", place.title, one.value, one.cases)
    };
    place.indices.iter().map(line).collect()
}
