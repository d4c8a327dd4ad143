//! `GET /api/v1/leaders`.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kamerton_app::accounts::tokens;
use kamerton_app::people::leaders::{self, Basis, Leader, Measure, Part, PartPage, Words};
use kamerton_app::people::relationship::Relationship;
use kamerton_app::places::Sight;
use kamerton_app::{AppError, Brand, advance};
use kamerton_core::time::Instant;
use kamerton_store::Session;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Problem;
use crate::app::App;
use crate::beside::reading;
use crate::http::guard::Program;

/// People on a page at most, and when not said.
const MOST: usize = 200;
const USUAL: usize = 50;

/// What may be asked.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Which part of the radar: clients (as when not said), newcomers, outsiders.
    #[param(pattern = "^(clients|newcomers|outsiders)$")]
    part: Option<String>,
    /// How many: 50 when not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// What `next` of the page before said.
    #[param(pattern = "^[0-9a-f]{1,16}[.][0-9a-f]{32}[.]([0-9a-f]{2})*$")]
    cursor: Option<String>,
}

/// A page of a part of the leader radar.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadersPage {
    /// What influence was computed from; null before the first time.
    basis: Option<LeadersBasis>,
    /// Clients and outsiders the most influential first, newcomers the latest first.
    leaders: Vec<FoundLeader>,
    /// What asks for the next page; null at the end. A page may hold fewer people than asked for
    /// and yet go on.
    next: Option<String>,
}

/// What influence was computed from.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeadersBasis {
    /// Whose attention counts: `audience` (who speaks of what it is described by) or `clients`.
    seeds: &'static str,
    /// How many people these are.
    seed_count: u64,
    /// How many people turn to others or are turned to.
    people: u64,
    /// How many people are listened to.
    listened_to: u64,
    /// Whether the audience is described, so that fit is known.
    fit_known: bool,
}

/// Somebody who matters.
#[derive(Debug, Serialize, ToSchema)]
pub struct FoundLeader {
    /// Id of the person.
    id: String,
    name: String,
    /// detractor, cold, warm, passive_promoter or kamerton.
    state: &'static str,
    /// Of the method: 1, 2 or 3.
    stage: &'static str,
    /// none, first or repeat.
    commerce: &'static str,
    /// How much the audience listens to them: their share of all walks, in millionths. Null where nobody
    /// turns to them.
    influence: Option<LeaderMeasure>,
    /// How many people turned to them.
    listeners: i64,
    /// How many follow them elsewhere, where one of us has written it down.
    reach: Option<LeaderMeasure>,
    /// How much of what they write fits the audience, from 0 to 1; null where it is not described.
    fit: Option<LeaderMeasure>,
    /// RFC 3339.
    first_seen_at: String,
    /// When one of us last talked with them: RFC 3339.
    last_contact_at: Option<String>,
    /// What one of us has written down.
    relationship: Option<LeaderRelationship>,
    /// What an outsider said of us last.
    words: Option<LeaderWords>,
}

/// A value, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeaderMeasure {
    value: f64,
    /// How many of a hundred have less; null where there is nobody to compare with.
    percentile: Option<u8>,
}

/// What one of us has written down of somebody.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeaderRelationship {
    /// Who of us knows them; may be empty.
    known_by: String,
    /// When one of us last talked with them: 2026-03-01.
    contact_day: Option<String>,
    /// What comes next; may be empty.
    next_step: String,
    /// When: 2026-03-01.
    next_day: Option<String>,
    /// How well they fit in our own eyes, from 1 to 5.
    rating: Option<i64>,
}

/// What somebody said of us.
#[derive(Debug, Serialize, ToSchema)]
pub struct LeaderWords {
    /// Id of the message.
    message: String,
    /// RFC 3339.
    at: String,
    /// The beginning of its text; null for tokens without `messages:read`, and where it was said in
    /// private.
    text: Option<String>,
    /// Title of the place.
    place: String,
}

impl From<Basis> for LeadersBasis {
    fn from(of: Basis) -> Self {
        let Basis { seeds, seed_count, people, listened_to, fit_known } = of;
        Self { seeds, seed_count, people, listened_to, fit_known }
    }
}

impl From<Measure> for LeaderMeasure {
    fn from(of: Measure) -> Self {
        Self { value: of.value, percentile: of.percentile }
    }
}

impl From<Relationship> for LeaderRelationship {
    fn from(of: Relationship) -> Self {
        let Relationship { known_by, contact_day, next_step, next_day, rating, .. } = of;
        Self { known_by, contact_day, next_step, next_day, rating }
    }
}

impl LeaderWords {
    fn of(of: Words, may_read: bool) -> Self {
        let Words { message, at, text, place } = of;
        Self { message: message.to_string(), at, text: text.filter(|_| may_read), place }
    }
}

impl FoundLeader {
    fn of(of: Leader, may_read: bool) -> Self {
        Self {
            id: of.id.to_string(),
            name: of.name,
            state: of.state,
            stage: of.stage,
            commerce: of.commerce,
            influence: of.influence.map(LeaderMeasure::from),
            listeners: of.listeners,
            reach: of.reach.map(LeaderMeasure::from),
            fit: of.fit.map(LeaderMeasure::from),
            first_seen_at: of.first_seen_at,
            last_contact_at: of.last_contact_at,
            relationship: of.relationship.map(LeaderRelationship::from),
            words: of.words.map(|words| LeaderWords::of(words, may_read)),
        }
    }
}

async fn read(
    mut session: Session,
    brand: Brand,
    part: Part,
    after: Option<String>,
    limit: usize,
    now: Instant,
) -> Result<PartPage, AppError> {
    let wanted = (part, Sight::Community);
    leaders::part(&mut session, &brand, wanted, after.as_deref(), limit, now).await
}

/// List leaders.
#[utoipa::path(
    get,
    path = "/api/v1/leaders",
    tag = "people",
    params(Asked),
    responses(
        (status = 200, body = LeadersPage),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:read"])),
)]
pub async fn list(
    State(app): State<App>,
    Program(caller): Program,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<LeadersPage>, Problem> {
    let Query(asked) = asked?;
    let (now, brand) = (app.now(), &caller.brand);
    let part = match asked.part.as_deref() {
        None => Part::default(),
        Some(word) => Part::parse(word)
            .ok_or_else(|| Problem::parameter("part", "clients, newcomers or outsiders"))?,
    };
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::parameter("limit", format!("from 1 to {MOST}")));
    }
    let may_read = tokens::allows(&caller.token, "messages:read");
    advance::soon(app.store(), brand, now).await?;
    let (brand, after) = (brand.clone(), asked.cursor);
    let read = move |session| read(session, brand, part, after, limit, now);
    let page = reading(app.store(), read).await?;
    let leaders = page.leaders.into_iter().map(|one| FoundLeader::of(one, may_read));
    Ok(Json(LeadersPage {
        basis: page.compared.map(LeadersBasis::from),
        leaders: leaders.collect(),
        next: page.next,
    }))
}
