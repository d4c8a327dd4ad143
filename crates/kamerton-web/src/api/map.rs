//! `GET /api/v1/map`: the community map.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kamerton_app::community_map::{self, Dot, Group, Map, Tie};
use kamerton_app::{AppError, Refusal};
use kamerton_core::id::PlaceId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use crate::app::App;
use crate::http::guard::Program;

/// What may be asked.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Only what passes in this place: its id.
    pub place: Option<String>,
    /// A group of a community that is too large for one picture: its `part`; all of it without.
    #[param(minimum = 0)]
    pub part: Option<i64>,
}

/// Who talks to whom: people and ties, or groups where there are more people than one picture holds.
/// Talk in private places is on none of them.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapPicture {
    /// Id of the place; null for everywhere.
    place: Option<String>,
    /// 0 for the whole of it, else the number of a group.
    part: i64,
    /// The part that it is a part of.
    within: Option<i64>,
    /// RFC 3339; null before the first time.
    drawn_at: Option<String>,
    /// The months that are looked back on, the earliest first: 2026-03.
    months: Vec<String>,
    /// Days in which half of a tie is gone.
    half_life_days: i32,
    /// Nobody where groups are shown.
    people: Vec<MapPerson>,
    /// The groups in which these people stand, or those that are shown instead of them.
    groups: Vec<MapGroup>,
    /// Between people, or between groups where these are shown, by their numbers from 0 on: one end, the
    /// other end, then by turns the number of a month and how strong what passed in it is, in quarters of
    /// an answer.
    ties: Vec<Vec<i64>>,
    /// People for whom there is no room.
    people_left: i64,
    /// Ties for which there is no room, the weakest.
    ties_left: i64,
    /// Groups for which there is no room, the smallest.
    groups_left: i64,
}

/// Somebody on the map.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapPerson {
    id: String,
    name: String,
    /// loyal (bought, or vouches for the brand), potential or against.
    side: &'static str,
    /// detractor, cold, warm, passive_promoter or kamerton.
    state: &'static str,
    /// Their share of all walks, in millionths; null where nobody turns to them.
    influence: Option<f64>,
    /// How many people turned to them.
    listeners: i64,
    /// To the right; neighbours stand about 1 from each other.
    x: f64,
    /// Downwards.
    y: f64,
    /// Number of the group, from 0 on.
    group: usize,
    /// Number of the island, from 0 on, the largest first.
    island: usize,
    /// Number of the month in which they were first there.
    since: usize,
}

/// A group on the map.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapGroup {
    /// What `part` shows its people by; null where they are on this picture.
    part: Option<i64>,
    people: i64,
    loyal: i64,
    /// Those with the most ties, the first first.
    first: Vec<MapName>,
    /// Id of the place where more than half of it passes.
    place: Option<String>,
    place_title: Option<String>,
    island: usize,
    x: f64,
    y: f64,
    radius: f64,
    /// How it grew: number of the month, and how many people there were from then on.
    grew: Vec<Vec<i64>>,
}

/// A person by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct MapName {
    id: String,
    name: String,
}

impl From<Dot> for MapPerson {
    fn from(of: Dot) -> Self {
        Self {
            id: of.id.to_string(),
            name: of.name,
            side: of.side.word(),
            state: of.state.word(),
            influence: of.influence.map(f64::round),
            listeners: of.listeners,
            x: of.x,
            y: of.y,
            group: of.group,
            island: of.island,
            since: of.since,
        }
    }
}

impl From<Group> for MapGroup {
    fn from(of: Group) -> Self {
        let (place, place_title) = of.place.map(|(id, title)| (id.to_string(), title)).unzip();
        Self {
            part: of.part,
            people: of.people,
            loyal: of.loyal,
            first: of
                .first
                .into_iter()
                .map(|(id, name)| MapName { id: id.to_string(), name })
                .collect(),
            place,
            place_title,
            island: of.island,
            x: of.x,
            y: of.y,
            radius: of.radius,
            grew: of.grew.into_iter().map(|(month, count)| vec![month as i64, count]).collect(),
        }
    }
}

fn tie(of: Tie) -> Vec<i64> {
    let months = of.months.iter().flat_map(|(month, strength)| [*month as i64, *strength]);
    [of.a as i64, of.b as i64].into_iter().chain(months).collect()
}

impl From<Map> for MapPicture {
    fn from(of: Map) -> Self {
        Self {
            place: of.place.map(|place| place.to_string()),
            part: of.part,
            within: of.within,
            drawn_at: of.drawn_at.map(kamerton_core::time::Instant::rfc3339),
            months: of.months.iter().map(ToString::to_string).collect(),
            half_life_days: kamerton_core::interaction::HALF_LIFE_DAYS,
            people: of.dots.into_iter().map(MapPerson::from).collect(),
            groups: of.groups.into_iter().map(MapGroup::from).collect(),
            ties: of.ties.into_iter().map(tie).collect(),
            people_left: of.people_left,
            ties_left: of.ties_left,
            groups_left: of.groups_left,
        }
    }
}

/// Show the community map.
#[utoipa::path(
    get,
    path = "/api/v1/map",
    tag = "people",
    params(Asked),
    responses(
        (status = 200, body = MapPicture),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such place or part, or the place is private", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:read"])),
)]
pub async fn show(
    State(app): State<App>,
    Program(caller): Program,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<MapPicture>, Problem> {
    let Query(asked) = asked?;
    let place = asked.place.as_deref().map(str::parse::<PlaceId>).transpose();
    let place = place.map_err(|_| Problem::not_found())?;
    let part = asked.part.unwrap_or_default();
    if part < 0 {
        return Err(Problem::parameter("part", "0 or more"));
    }
    let mut session = app.store().read().await?;
    let map = community_map::read(&mut session, &caller.brand, place, part).await;
    let map = map.map_err(|error| match error {
        AppError::Refused(Refusal::NoPlace(_)) => Problem::not_found(),
        other => other.into(),
    })?;
    Ok(Json(map.into()))
}
