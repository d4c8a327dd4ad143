//! `/api/v1/segments`: descriptions of people under a name, and who fits them.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use kamerton_app::accounts::audit::Actor;
use kamerton_app::people::list;
use kamerton_app::segments::{self, Changed, Kind, New, Segment};
use kamerton_app::{AppError, Refusal, advance};
use kamerton_core::id::SegmentId;
use kamerton_core::segment::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::people::{MOST, PeoplePage, Person, USUAL, sort};
use super::{Problem, taken};
use crate::app::App;
use crate::http::guard::{Caller, Program};

/// A segment that is to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentCall {
    /// What it is to be called; no two are called alike.
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// Whom it describes, in Russian or English: `stage: promoter and not wrote for 30 days`.
    #[schema(min_length = 1, max_length = 4000)]
    text: String,
    /// living (as when not said): whoever fits when it is read; static: whoever fits now.
    #[serde(default)]
    #[schema(pattern = "^(living|static)$")]
    kind: Option<String>,
}

/// What is to change of a segment; what is not said stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SegmentChange {
    /// What it is to be called.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    name: Option<String>,
    /// Whom it is to describe. The members of a static one are taken anew.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 4000)]
    text: Option<String>,
    /// living or static. Of static the members are taken now, also where it was static before.
    #[serde(default)]
    #[schema(pattern = "^(living|static)$")]
    kind: Option<String>,
}

/// A description that is to be counted.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CountAsked {
    /// Whom it describes, in Russian or English.
    text: String,
}

/// How its people are asked for.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleAsked {
    /// Order: charge (as when not said), active, contact, name, new.
    #[param(pattern = "^(charge|active|contact|name|new)$")]
    sort: Option<String>,
    /// How many: 50 when not said, 200 at most.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// What `next` of the page before said.
    #[param(pattern = "^[0-9a-f]{1,16}[.][0-9a-f]{32}[.]([0-9a-f]{2})*$")]
    cursor: Option<String>,
}

/// A segment.
#[derive(Debug, Serialize, ToSchema)]
pub struct OneSegment {
    id: String,
    name: String,
    /// living or static.
    kind: &'static str,
    /// Whom it describes, in English.
    text: String,
    /// The same in Russian.
    text_ru: String,
    /// RFC 3339.
    created_at: String,
    created_by: String,
    /// RFC 3339.
    changed_at: String,
    changed_by: String,
}

/// All segments.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentsList {
    /// By name; a brand has 200 at most.
    segments: Vec<OneSegment>,
}

/// How many people a description fits.
#[derive(Debug, Serialize, ToSchema)]
pub struct SegmentCount {
    count: i64,
    /// Whether there may be more: so many are not counted out.
    more: bool,
    /// What was understood, in English.
    text: String,
    /// The same in Russian.
    text_ru: String,
}

impl From<Segment> for OneSegment {
    fn from(of: Segment) -> Self {
        Self {
            id: of.id.to_string(),
            kind: of.kind.word(),
            text: of.text(Language::English),
            text_ru: of.text(Language::Russian),
            name: of.name,
            created_at: of.created_at.rfc3339(),
            created_by: of.created_by,
            changed_at: of.changed_at.rfc3339(),
            changed_by: of.changed_by,
        }
    }
}

type Id = Result<Path<String>, PathRejection>;

/// List segments.
#[utoipa::path(
    get,
    path = "/api/v1/segments",
    tag = "segments",
    responses(
        (status = 200, body = SegmentsList),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:read"])),
)]
pub async fn list(
    State(app): State<App>,
    Program(caller): Program,
) -> Result<Json<SegmentsList>, Problem> {
    let mut session = app.store().read().await?;
    let all = segments::list(&mut session, &caller.brand).await?;
    Ok(Json(SegmentsList { segments: all.into_iter().map(OneSegment::from).collect() }))
}

/// Show one segment.
#[utoipa::path(
    get,
    path = "/api/v1/segments/{id}",
    tag = "segments",
    params(("id" = String, Path, description = "As lists give it")),
    responses(
        (status = 200, body = OneSegment),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:read"])),
)]
pub async fn show(
    State(app): State<App>,
    Program(caller): Program,
    id: Id,
) -> Result<Json<OneSegment>, Problem> {
    let id = segment(id)?;
    let mut session = app.store().read().await?;
    let found = segments::by_id(&mut session, &caller.brand, id).await.map_err(missing)?;
    Ok(Json(found.into()))
}

/// Count the people whom a description fits, without keeping it.
#[utoipa::path(
    get,
    path = "/api/v1/segments/count",
    tag = "segments",
    params(CountAsked),
    responses(
        (status = 200, body = SegmentCount),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The text is not understood, and where; or the name is taken", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:read"])),
)]
pub async fn count(
    State(app): State<App>,
    Program(caller): Program,
    asked: Result<Query<CountAsked>, QueryRejection>,
) -> Result<Json<SegmentCount>, Problem> {
    let Query(asked) = asked?;
    let (now, brand) = (app.now(), &caller.brand);
    advance::soon(app.store(), brand, now).await?;
    let mut session = app.store().read().await?;
    let tree = segments::read(&mut session, brand, &asked.text).await.map_err(missing)?;
    let found = segments::count(&mut session, brand, &tree, now).await?;
    let text = |language| kamerton_core::segment::write(&tree, language);
    Ok(Json(SegmentCount {
        count: found.number,
        more: found.more,
        text: text(Language::English),
        text_ru: text(Language::Russian),
    }))
}

/// Make a segment.
#[utoipa::path(
    post,
    path = "/api/v1/segments",
    tag = "segments",
    request_body = SegmentCall,
    responses(
        (status = 201, body = OneSegment),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The text is not understood, and where; or the name is taken", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:write"])),
)]
pub async fn make(
    State(app): State<App>,
    Program(caller): Program,
    body: Bytes,
) -> Result<(StatusCode, Json<OneSegment>), Problem> {
    let call: SegmentCall = read(&body)?;
    let kind = kind(call.kind.as_deref())?.unwrap_or_default();
    let new = New { name: &call.name, text: &call.text, kind };
    let (store, brand) = (app.store(), &caller.brand);
    advance::soon(store, brand, app.now()).await?;
    let made = segments::create(store, brand, &new, &by(&caller), app.now()).await;
    let id = made.map_err(missing)?;
    let mut session = store.read().await?;
    let found = segments::by_id(&mut session, brand, id).await.map_err(missing)?;
    Ok((StatusCode::CREATED, Json(found.into())))
}

/// Change a segment.
#[utoipa::path(
    post,
    path = "/api/v1/segments/{id}",
    tag = "segments",
    params(("id" = String, Path, description = "As lists give it")),
    request_body = SegmentChange,
    responses(
        (status = 200, body = OneSegment),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The text is not understood, and where; or the name is taken", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:write"])),
)]
pub async fn change(
    State(app): State<App>,
    Program(caller): Program,
    id: Id,
    body: Bytes,
) -> Result<Json<OneSegment>, Problem> {
    let id = segment(id)?;
    let call: SegmentChange = read(&body)?;
    let changed = Changed {
        name: call.name.as_deref(),
        text: call.text.as_deref(),
        kind: kind(call.kind.as_deref())?,
    };
    let (store, brand) = (app.store(), &caller.brand);
    advance::soon(store, brand, app.now()).await?;
    let done = segments::change(store, brand, id, &changed, &by(&caller), app.now()).await;
    Ok(Json(done.map_err(missing)?.into()))
}

/// Delete a segment. Nothing happens to its people.
#[utoipa::path(
    post,
    path = "/api/v1/segments/{id}/delete",
    tag = "segments",
    params(("id" = String, Path, description = "As lists give it")),
    responses(
        (status = 200, description = "Those that are left", body = SegmentsList),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:write"])),
)]
pub async fn delete(
    State(app): State<App>,
    Program(caller): Program,
    id: Id,
) -> Result<Json<SegmentsList>, Problem> {
    let id = segment(id)?;
    let done = segments::delete(app.store(), &caller.brand, id, &by(&caller), app.now()).await;
    done.map_err(missing)?;
    list(State(app), Program(caller)).await
}

/// List the people of a segment.
#[utoipa::path(
    get,
    path = "/api/v1/segments/{id}/people",
    tag = "segments",
    params(("id" = String, Path, description = "As lists give it"), PeopleAsked),
    responses(
        (status = 200, body = PeoplePage),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:read"])),
)]
pub async fn people(
    State(app): State<App>,
    Program(caller): Program,
    id: Id,
    asked: Result<Query<PeopleAsked>, QueryRejection>,
) -> Result<Json<PeoplePage>, Problem> {
    let id = segment(id)?;
    let Query(asked) = asked?;
    let (now, brand) = (app.now(), &caller.brand);
    let sort = sort(asked.sort.as_deref())?;
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::parameter("limit", format!("from 1 to {MOST}")));
    }
    advance::soon(app.store(), brand, now).await?;
    let mut session = app.store().read().await?;
    let found = segments::by_id(&mut session, brand, id).await.map_err(missing)?;
    let filter = segments::filter_of(&mut session, brand, &found, now).await?;
    let after = asked.cursor.as_deref();
    let page = list::page(&mut session, brand, &filter, sort, after, limit, now).await?;
    drop(session);
    taken::note(&app, &caller, "people.read", page.people.len()).await?;
    Ok(Json(PeoplePage::of(page.people.into_iter().map(Person::from).collect(), page.next)))
}

fn by(caller: &Caller) -> Actor {
    Actor { user: None, name: caller.token.name.clone() }
}

fn read<T: serde::de::DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| Problem::no_json(&error))
}

fn segment(id: Id) -> Result<SegmentId, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    id.parse().map_err(|_| Problem::not_found())
}

fn kind(word: Option<&str>) -> Result<Option<Kind>, Problem> {
    let unknown = || Problem::parameter("kind", "living or static");
    word.map(|word| Kind::parse(word).ok_or_else(unknown)).transpose()
}

/// What is not there is not found; what is wrong with a text or a name is said of that.
pub(super) fn missing(error: AppError) -> Problem {
    match error {
        AppError::Refused(Refusal::NoSegment { .. }) => Problem::not_found(),
        AppError::Refused(refusal @ Refusal::SegmentText { .. }) => {
            Problem::parameter("text", refusal.to_string())
        }
        AppError::Refused(
            refusal @ (Refusal::SegmentTaken { .. } | Refusal::SegmentName { .. }),
        ) => Problem::parameter("name", refusal.to_string()),
        other => other.into(),
    }
}
