//! The picture of a place's year, week by week, and its table.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kamerton_app::places::show::{Shown, Week};

use super::show::find;
use crate::app::App;
use crate::chart::{DateMark, Line, Plot, Scale, Twin, date_marks};
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Page, Section};
use crate::words::Arg;

/// Fewer whole weeks than this make no picture.
const FEWEST: usize = 3;

/// The activity of a place.
pub struct Activity {
    /// The drawing.
    pub plot: Plot,
    /// What it says.
    pub label: String,
    /// The dates under it.
    pub dates: Vec<(DateMark, String)>,
    /// Values of the grid, from the top.
    pub grid: Vec<String>,
    /// Messages of the last whole week.
    pub last: String,
    /// What they are on average.
    pub mean: String,
    /// What the dashed line is, in a sentence.
    pub mean_says: String,
    /// The loudest week, in a sentence.
    pub most: String,
    /// The same numbers.
    pub twin: Twin,
}

impl Activity {
    /// The picture of a place; none while there is too little to draw.
    pub fn of(page: &Page, shown: &Shown) -> Option<Self> {
        let weeks = whole(&shown.weeks);
        let (last, most) = (weeks.last()?, weeks.iter().max_by_key(|week| week.messages)?);
        if weeks.len() < FEWEST {
            return None;
        }
        let sum: i64 = weeks.iter().map(|week| week.messages).sum();
        let mean = sum as f64 / weeks.len() as f64;
        let values: Vec<Option<f64>> =
            weeks.iter().map(|week| Some(week.messages as f64)).collect();
        let comparison = vec![Some(mean); weeks.len()];
        let line =
            Line { scale: Scale::Count, values: &values, band: &[], comparison: &comparison };
        let plot = line.draw();
        let language = page.words().language();
        let (shown_last, shown_mean) = (page.number(&last.messages), page.number(&(mean as i64)));
        let args = [("last", Arg::Text(&shown_last)), ("mean", Arg::Text(&shown_mean))];
        Some(Self {
            label: page.words().say("activity-label", &args),
            dates: date_marks(weeks.len())
                .into_iter()
                .filter_map(|mark| {
                    Some((mark, format::short_day(language, weeks.get(mark.at)?.from)))
                })
                .collect(),
            grid: plot.ticks.iter().map(|tick| page.number(&(tick.value as i64))).collect(),
            most: most_in_words(page, most),
            mean_says: page.with("activity-mean", "shown", &shown_mean),
            mean: shown_mean,
            last: shown_last,
            twin: twin(page, shown),
            plot,
        })
    }
}

/// The weeks that are over, from the first with a message on.
fn whole(weeks: &[Week]) -> &[Week] {
    let over = weeks.split_last().map_or(weeks, |(_, over)| over);
    let first = over.iter().position(|week| week.messages > 0).unwrap_or(over.len());
    &over[first..]
}

fn most_in_words(page: &Page, week: &Week) -> String {
    let day = format::day(page.words().language(), week.from);
    let shown = page.number(&week.messages);
    let args = [
        ("count", Arg::Number(week.messages)),
        ("shown", Arg::Text(&shown)),
        ("day", Arg::Text(&day)),
    ];
    page.words().say("activity-most", &args)
}

fn twin(page: &Page, shown: &Shown) -> Twin {
    let language = page.words().language();
    let unfinished = shown.weeks.last().map(|week| week.from);
    let first = shown.weeks.iter().position(|week| week.messages > 0).unwrap_or_default();
    let lines = shown.weeks[first..].iter().rev().map(|week| {
        let note = if Some(week.from) == unfinished {
            page.say("activity-unfinished")
        } else {
            String::new()
        };
        vec![format::date(language, week.from), page.number(&week.messages), note]
    });
    Twin {
        head: vec![page.say("week-column"), page.say("voices-messages-column"), String::new()],
        lines: lines.collect(),
    }
}

/// The table as a file.
///
/// # Errors
/// When there is no such place, or the store cannot.
pub async fn file(
    State(app): State<App>,
    visitor: Visitor,
    Path(place): Path<String>,
) -> Result<Response, WebError> {
    let mut session = app.store().read().await?;
    let shown = find(&app, &visitor, &mut session, &place, app.now()).await?;
    let page = Page::of(&app, &visitor, Section::Places, "places-title");
    let text = twin(&page, &shown).csv(page.words().language());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"weeks.csv\""),
    ];
    Ok((headers, text).into_response())
}
