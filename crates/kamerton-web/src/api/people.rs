//! `GET /api/v1/people` and one person.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use kamerton_app::people::list::{self, Listed, ListedAccount};
use kamerton_app::{AppError, Refusal, advance, segments};
use kamerton_core::id::{PersonId, SegmentId};
use kamerton_core::state::{Commerce, Stage, State as LoyaltyState};
use kamerton_core::time::DAY;
use kamerton_store::people_lists::{Filter, Sort};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{Problem, taken};
use crate::app::App;
use crate::http::guard::Program;

/// People on a page at most, and when not said.
pub(super) const MOST: i64 = 200;
pub(super) const USUAL: i64 = 50;

/// What may be asked of a list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// Only this state: detractor, cold, warm, passive_promoter, kamerton.
    #[param(pattern = "^(detractor|cold|warm|passive_promoter|kamerton)$")]
    state: Option<String>,
    /// Only this stage: 1, 2 or 3.
    #[param(minimum = 1, maximum = 3)]
    stage: Option<u8>,
    /// Only this position of the commerce axis: none, first, repeat.
    #[param(pattern = "^(none|first|repeat)$")]
    commerce: Option<String>,
    /// Only people with this tag.
    tag: Option<String>,
    /// Only people who wrote in the last so many days.
    #[param(minimum = 0, maximum = 65_535)]
    active_days: Option<u16>,
    /// Only people who talked with one of us in the last so many days.
    #[param(minimum = 0, maximum = 65_535)]
    contact_days: Option<u16>,
    /// Only people of this segment: its id.
    segment: Option<String>,
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

/// A page of people.
#[derive(Debug, Serialize, ToSchema)]
pub struct PeoplePage {
    people: Vec<Person>,
    /// What asks for the next page; null at the end. A page may hold fewer people than asked for
    /// and yet go on.
    next: Option<String>,
}

impl PeoplePage {
    /// These people, and what asks for the next page.
    pub(super) const fn of(people: Vec<Person>, next: Option<String>) -> Self {
        Self { people, next }
    }
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub struct Person {
    id: String,
    name: String,
    /// member, staff, brand, bot or unknown.
    role: &'static str,
    /// detractor, cold, warm, passive_promoter or kamerton.
    state: &'static str,
    /// Since when: 2026-03-01.
    state_since: Option<String>,
    /// Of the method: 1, 2 or 3.
    stage: &'static str,
    /// none, first or repeat.
    commerce: &'static str,
    /// Charge of today.
    charge: f64,
    /// What stays of it.
    bond: f64,
    /// RFC 3339.
    last_message_at: Option<String>,
    /// When they last talked with one of us: RFC 3339.
    last_contact_at: Option<String>,
    messages: i64,
    orders: i64,
    tags: Vec<String>,
    accounts: Vec<PersonAccount>,
}

/// An account of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonAccount {
    kind: String,
    handle: Option<String>,
    name: Option<String>,
    role: &'static str,
}

impl From<Listed> for Person {
    fn from(of: Listed) -> Self {
        Self {
            id: of.id.to_string(),
            name: of.name,
            role: of.role,
            state: of.state,
            state_since: of.state_since,
            stage: of.stage,
            commerce: of.commerce,
            charge: of.ring,
            bond: of.bond,
            last_message_at: of.last_message_at,
            last_contact_at: of.contact.and_then(|contact| contact.at),
            messages: of.messages,
            orders: of.orders,
            tags: of.tags,
            accounts: of.accounts.into_iter().map(PersonAccount::from).collect(),
        }
    }
}

impl From<ListedAccount> for PersonAccount {
    fn from(of: ListedAccount) -> Self {
        Self { kind: of.kind, handle: of.handle, name: of.name, role: of.role }
    }
}

/// List people.
#[utoipa::path(
    get,
    path = "/api/v1/people",
    tag = "people",
    params(Asked),
    responses(
        (status = 200, body = PeoplePage),
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
) -> Result<Json<PeoplePage>, Problem> {
    let Query(asked) = asked?;
    let (now, brand) = (app.now(), &caller.brand);
    let mut filter = filter(&asked, now)?;
    let sort = sort(asked.sort.as_deref())?;
    let limit = asked.limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Problem::parameter("limit", format!("from 1 to {MOST}")));
    }
    advance::soon(app.store(), brand, now).await?;
    let mut session = app.store().read().await?;
    if let Some(id) = &asked.segment {
        let unknown = || Problem::parameter("segment", "the id of a segment, as lists give it");
        let id: SegmentId = id.parse().map_err(|_| unknown())?;
        let found = segments::by_id(&mut session, brand, id).await;
        let found = found.map_err(|error| match error {
            AppError::Refused(Refusal::NoSegment { .. }) => unknown(),
            other => other.into(),
        })?;
        let of = segments::filter_of(&mut session, brand, &found, now).await?;
        (filter.role, filter.tree) = (of.role, of.tree);
    }
    let after = asked.cursor.as_deref();
    let page = list::page(&mut session, brand, &filter, sort, after, limit, now).await?;
    drop(session);
    taken::note(&app, &caller, "people.read", page.people.len()).await?;
    let people = page.people.into_iter().map(Person::from).collect();
    Ok(Json(PeoplePage { people, next: page.next }))
}

/// Show one person.
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}",
    tag = "people",
    params(("id" = String, Path, description = "As lists give it")),
    responses(
        (status = 200, body = Person),
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
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<Person>, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    let id: PersonId = id.parse().map_err(|_| Problem::not_found())?;
    advance::soon(app.store(), &caller.brand, app.now()).await?;
    let mut session = app.store().read().await?;
    let found = list::describe(&mut session, &caller.brand, &[id], app.now()).await?;
    let person = found.into_iter().next().ok_or_else(Problem::not_found)?;
    Ok(Json(person.into()))
}

fn filter(asked: &Asked, now: kamerton_core::time::Instant) -> Result<Filter, Problem> {
    let state = asked.state.as_deref().map(|word| {
        LoyaltyState::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| Problem::parameter("state", format!("«{word}» is no state")))
    });
    let commerce = asked.commerce.as_deref().map(|word| {
        Commerce::ALL
            .into_iter()
            .find(|commerce| commerce.word() == word)
            .ok_or_else(|| Problem::parameter("commerce", "none, first or repeat"))
    });
    let stage = asked.stage.map(|number| match number {
        1 => Ok(Stage::I),
        2 => Ok(Stage::II),
        3 => Ok(Stage::III),
        _ => Err(Problem::parameter("stage", "1, 2 or 3")),
    });
    let ago = |days: u16| now.plus(-i64::from(days) * DAY);
    Ok(Filter {
        state: state.transpose()?,
        commerce: commerce.transpose()?,
        stage: stage.transpose()?,
        tag: asked.tag.as_deref().map(list::tag_key),
        active_from: asked.active_days.map(ago),
        contact_from: asked.contact_days.map(ago),
        ..Filter::default()
    })
}

pub(super) fn sort(word: Option<&str>) -> Result<Sort, Problem> {
    match word {
        None | Some("charge") => Ok(Sort::Charge),
        Some("active") => Ok(Sort::Active),
        Some("contact") => Ok(Sort::Contact),
        Some("name") => Ok(Sort::Name),
        Some("new") => Ok(Sort::New),
        Some(_) => Err(Problem::parameter("sort", "charge, active, contact, name or new")),
    }
}
