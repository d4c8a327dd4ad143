//! `GET /api/v1/people/fading` and `GET /api/v1/places/{id}/lurkers`: who is not heard.

use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use kamerton_app::accounts::tokens;
use kamerton_app::people::silent::{self, Fading, Quiet};
use kamerton_app::{AppError, Refusal, advance};
use kamerton_core::id::PlaceId;
use kamerton_core::time::Day;
use serde::Serialize;
use utoipa::ToSchema;

use super::Problem;
use crate::app::App;
use crate::beside::reading;
use crate::http::guard::Program;

/// Who falls silent.
#[derive(Debug, Serialize, ToSchema)]
pub struct FadingPeople {
    /// Whom to write to first, first: 30 at most.
    people: Vec<FadingPerson>,
}

/// Somebody who is silent for longer than is their way: such a pause comes by chance less than once
/// in twenty times.
#[derive(Debug, Serialize, ToSchema)]
pub struct FadingPerson {
    /// Id of the person.
    id: String,
    name: String,
    /// warm, passive_promoter or kamerton.
    state: &'static str,
    /// Of the method: 1, 2 or 3.
    stage: &'static str,
    /// Days from one day on which they write to the next, on the mean.
    usual_days: f64,
    /// Days since they wrote.
    silent_days: i32,
    /// The last day on which they wrote: 2026-03-01.
    last_day: String,
}

/// Who reads along in a place and never wrote anywhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct Lurkers {
    /// Id of the place.
    place: String,
    /// Whom to invite first, first: 30 at most.
    people: Vec<LurkingPerson>,
}

/// Somebody who joined or reacted lately and never wrote.
#[derive(Debug, Serialize, ToSchema)]
pub struct LurkingPerson {
    /// Id of the person.
    id: String,
    name: String,
    /// When they joined, as far as it is known: 2026-03-01.
    joined_day: Option<String>,
    /// How many reactions they gave lately.
    reactions: i64,
    /// When they gave the last: 2026-03-01.
    reacted_day: Option<String>,
    /// What they reacted to last in this place.
    liked: Option<LikedMessage>,
}

/// What somebody reacted to.
#[derive(Debug, Serialize, ToSchema)]
pub struct LikedMessage {
    /// Id of the message.
    message: String,
    /// The beginning of its text; null for tokens without `messages:read`.
    text: Option<String>,
}

impl FadingPerson {
    fn of(of: Fading) -> Self {
        Self {
            id: of.id.to_string(),
            name: of.name,
            state: of.state.word(),
            stage: of.stage.word(),
            usual_days: of.rhythm.usual_days(),
            silent_days: of.silent_days,
            last_day: of.rhythm.last.to_string(),
        }
    }
}

impl LurkingPerson {
    fn of(of: Quiet, may_read: bool) -> Self {
        let day = |day: Option<Day>| day.map(|day| day.to_string());
        let liked = of.liked.map(|(message, text)| LikedMessage {
            message: message.to_string(),
            text: Some(text).filter(|_| may_read),
        });
        Self {
            id: of.id.to_string(),
            name: of.name,
            joined_day: day(of.lurker.joined),
            reactions: of.lurker.reactions,
            reacted_day: day(of.lurker.reacted),
            liked,
        }
    }
}

/// List who falls silent against their own rhythm.
#[utoipa::path(
    get,
    path = "/api/v1/people/fading",
    tag = "people",
    responses(
        (status = 200, body = FadingPeople),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:read"])),
)]
pub async fn fading(
    State(app): State<App>,
    Program(caller): Program,
) -> Result<Json<FadingPeople>, Problem> {
    let (now, brand) = (app.now(), caller.brand.clone());
    advance::soon(app.store(), &brand, now).await?;
    let found = reading(app.store(), move |mut session| async move {
        silent::fading(&mut session, &brand, now).await
    });
    let people = found.await?.into_iter().map(FadingPerson::of).collect();
    Ok(Json(FadingPeople { people }))
}

/// List who reads along in a place and never wrote.
#[utoipa::path(
    get,
    path = "/api/v1/places/{id}/lurkers",
    tag = "people",
    params(("id" = String, Path, description = "Id of the place")),
    responses(
        (status = 200, body = Lurkers),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such place, or it is private", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:read"])),
)]
pub async fn lurkers(
    State(app): State<App>,
    Program(caller): Program,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Lurkers>, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    let place: PlaceId = id.parse().map_err(|_| Problem::not_found())?;
    let (now, brand) = (app.now(), caller.brand.clone());
    let may_read = tokens::allows(&caller.token, "messages:read");
    let found = reading(app.store(), move |mut session| async move {
        silent::lurkers(&mut session, &brand, place, now).await
    });
    let found = found.await.map_err(|error| match error {
        AppError::Refused(Refusal::NoPlace(_)) => Problem::not_found(),
        other => other.into(),
    })?;
    let people = found.into_iter().map(|one| LurkingPerson::of(one, may_read)).collect();
    Ok(Json(Lurkers { place: place.to_string(), people }))
}
