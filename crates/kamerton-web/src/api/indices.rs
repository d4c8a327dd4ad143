//! `GET /api/v1/places/{id}/indices`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use kamerton_app::places::indices::{self, Shown};
use kamerton_app::{AppError, Refusal};
use kamerton_core::id::PlaceId;
use kamerton_core::indices::{Index, Reading};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use crate::app::App;
use crate::http::guard::Program;

/// A history has at most so many days.
const MOST: u16 = 365;

/// What may be asked.
#[derive(Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The values of so many of the latest days, at most 365; none without it.
    days: Option<u16>,
}

/// The indices of a place over the 30 days that end with a day.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceIndices {
    place: String,
    title: String,
    /// The day they end with, `2026-11-27`; nothing while nothing is known.
    day: Option<String>,
    /// Cold people who write outnumber what the loyal ones carry.
    overloaded: bool,
    /// Cold people who wrote.
    cold: i64,
    /// Loyal people who wrote.
    loyal: i64,
    /// Earlier days are being counted at this moment.
    coming: bool,
    /// What is known; an index of which there is nothing to say is left out.
    indices: Vec<PlaceIndex>,
    /// The latest days, the latest last.
    history: Vec<IndexDay>,
}

/// What an index says.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceIndex {
    /// Its word: `mixing`, `welcomed` ...
    index: &'static str,
    /// The task of the method that it measures.
    method: &'static str,
    /// A share from 0 to 1, a ratio to what chance gives, a coefficient, or minutes.
    value: f64,
    /// The lower end of the interval of 95 %; nothing where there are too few cases.
    low: Option<f64>,
    /// Its upper end.
    high: Option<f64>,
    /// Of how many cases it is.
    cases: i64,
    /// The value 30 days before.
    before: Option<f64>,
    /// How it stands to that: `higher`, `lower`, `noise` or `unknown`.
    trend: &'static str,
}

/// The values of a day by the words of their indices.
#[derive(Debug, Serialize, ToSchema)]
pub struct IndexDay {
    /// `2026-11-27`.
    day: String,
    values: BTreeMap<&'static str, f64>,
}

/// Show mixing, comfort, horizontal ties and initiators of a place.
#[utoipa::path(
    get,
    path = "/api/v1/places/{id}/indices",
    tag = "places",
    params(("id" = String, Path, description = "As lists give it"), Asked),
    responses(
        (status = 200, body = PlaceIndices),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["places:read"])),
)]
pub async fn show(
    State(app): State<App>,
    Program(caller): Program,
    id: Result<Path<String>, PathRejection>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<PlaceIndices>, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    let id: PlaceId = id.parse().map_err(|_| Problem::not_found())?;
    let Query(asked) = asked?;
    let days = asked.days.unwrap_or_default();
    if days > MOST {
        return Err(Problem::parameter("days", format!("at most {MOST}")));
    }
    let mut session = app.store().read().await?;
    let shown = indices::show(&mut session, &caller.brand, id, app.now()).await;
    let shown = shown.map_err(|error| match error {
        AppError::Refused(Refusal::NoPlace(_)) => Problem::not_found(),
        other => other.into(),
    })?;
    Ok(Json(describe(&shown, usize::from(days))))
}

fn describe(shown: &Shown, days: usize) -> PlaceIndices {
    let index = |index: Index| {
        let Reading { value, interval, cases } = shown.reading(index)?;
        Some(PlaceIndex {
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
    let skipped = shown.history.len().saturating_sub(days);
    let history = shown.history.iter().skip(skipped).map(|(day, tally)| {
        let value = |index: Index| Some((index.word(), tally.reading(index)?.value));
        let values = Index::ALL.into_iter().filter_map(value).collect();
        IndexDay { day: day.to_string(), values }
    });
    PlaceIndices {
        place: shown.place.to_string(),
        title: shown.title.clone(),
        day: shown.day.map(|day| day.to_string()),
        overloaded: shown.overloaded,
        cold: shown.tally.cold,
        loyal: shown.tally.loyal,
        coming: shown.coming,
        indices: Index::ALL.into_iter().filter_map(index).collect(),
        history: history.collect(),
    }
}
