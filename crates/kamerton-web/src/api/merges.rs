//! `/api/v1/people/{id}/merge`, `/split` and `/merges`: who is one person, said before it is done and
//! taken back at any time.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use kamerton_app::accounts::audit::{self, Actor, Deed};
use kamerton_app::people::merge::{self, Done, Line, Why};
use kamerton_app::people::plan::{self, Clash, Look, Plan, Side};
use kamerton_app::people::{accounts, find};
use kamerton_app::{AppError, Refusal};
use kamerton_core::id::{IdentityId, MergeId, PersonId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Problem;
use crate::app::App;
use crate::beside::beside;
use crate::http::guard::{Caller, Program};

/// Whom to join into a person, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MergeCall {
    /// Id of who becomes part of the person of the path.
    with: String,
    /// Why; it stays in the person's history.
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
    /// Only say what would come of it; nothing is changed.
    #[serde(default)]
    dry_run: bool,
}

/// Which accounts to part off a person, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SplitCall {
    /// Ids of accounts; at least one has to stay.
    #[schema(min_items = 1)]
    accounts: Vec<String>,
    /// Why; it stays in the person's history.
    #[serde(default)]
    #[schema(max_length = 500)]
    reason: String,
    /// Only say what would come of it; nothing is changed.
    #[serde(default)]
    dry_run: bool,
}

/// What came of a merge or a split, or would come.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergePlan {
    /// By which it can be taken back; null when it was only asked what would come of it.
    id: Option<String>,
    /// Who is left of two, or who was made; null when it was only asked.
    person: Option<String>,
    left: PlanSide,
    right: PlanSide,
    accounts: Vec<PlanAccount>,
    moves: PlanMoves,
    clashes: Vec<PlanClash>,
}

/// A person before and after.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanSide {
    /// Null of whom a split makes.
    person: Option<String>,
    name: String,
    before: Option<PlanLook>,
    /// Null of whoever becomes part of the other.
    after: Option<PlanLook>,
}

/// How a person stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanLook {
    /// member, staff, brand, bot or unknown.
    role: &'static str,
    /// detractor, cold, warm, passive_promoter or kamerton.
    state: &'static str,
    /// Of the method: 1, 2 or 3.
    stage: &'static str,
    /// Charge of today.
    charge: f64,
    messages: i64,
    orders: i64,
}

/// An account in a plan.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanAccount {
    id: String,
    kind: String,
    name: String,
    /// Whether it moves.
    moves: bool,
}

/// How much moves.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanMoves {
    accounts: i64,
    messages: i64,
    orders: i64,
    notes: i64,
    tags: i64,
    steps: i64,
    consents: i64,
    corrections: i64,
    relationships: i64,
}

/// What speaks against a merge.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlanClash {
    /// platform, role or correction.
    what: &'static str,
    /// Kind of the platform, or what was set by hand: state, stage or purchase; null of roles.
    of: Option<String>,
    /// Of the one who is left.
    left: String,
    /// Of the other.
    right: String,
}

/// Merges and splits of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct MergesList {
    /// The latest first; those that were taken back stay in the list.
    merges: Vec<Merged>,
}

/// A merge or a split.
#[derive(Debug, Serialize, ToSchema)]
pub struct Merged {
    id: String,
    /// merge or split.
    act: &'static str,
    /// Who became part, or from whom accounts were taken.
    from: String,
    /// Who was left, or who was made.
    into: String,
    reason: String,
    by: String,
    /// RFC 3339.
    at: String,
    /// RFC 3339; null while it holds.
    undone_at: Option<String>,
    undone_by: Option<String>,
}

impl From<Look> for PlanLook {
    fn from(of: Look) -> Self {
        let Look { role, state, stage, charge, messages, orders } = of;
        Self { role, state, stage, charge, messages, orders }
    }
}

impl From<Side> for PlanSide {
    fn from(of: Side) -> Self {
        Self {
            person: of.person.map(|id| id.to_string()),
            name: of.name,
            before: of.before.map(PlanLook::from),
            after: of.after.map(PlanLook::from),
        }
    }
}

impl From<Clash> for PlanClash {
    fn from(of: Clash) -> Self {
        match of {
            Clash::Platform { kind, left, right } => {
                Self { what: "platform", of: Some(kind), left, right }
            }
            Clash::Role { left, right } => {
                Self { what: "role", of: None, left: left.to_owned(), right: right.to_owned() }
            }
            Clash::Correction { field, left, right } => {
                Self { what: "correction", of: Some(field), left, right }
            }
        }
    }
}

impl MergePlan {
    fn of(plan: Plan, done: Option<(MergeId, PersonId)>) -> Self {
        let moves = plan.moves;
        let account = |one: plan::PlanAccount| PlanAccount {
            id: one.id.to_string(),
            kind: one.kind,
            name: one.name,
            moves: one.moves,
        };
        Self {
            id: done.map(|(id, _)| id.to_string()),
            person: done.map(|(_, person)| person.to_string()),
            left: plan.left.into(),
            right: plan.right.into(),
            accounts: plan.accounts.into_iter().map(account).collect(),
            moves: PlanMoves {
                accounts: moves.accounts,
                messages: moves.messages,
                orders: moves.orders,
                notes: moves.notes,
                tags: moves.tags,
                steps: moves.steps,
                consents: moves.consents,
                corrections: moves.corrections,
                relationships: moves.relationships,
            },
            clashes: plan.clashes.into_iter().map(PlanClash::from).collect(),
        }
    }
}

impl From<Line> for Merged {
    fn from(of: Line) -> Self {
        Self {
            id: of.id.to_string(),
            act: of.act.word(),
            from: of.from.to_string(),
            into: of.into.to_string(),
            reason: of.reason,
            by: of.by,
            at: of.at.rfc3339(),
            undone_at: of.undone_at.map(kamerton_core::time::Instant::rfc3339),
            undone_by: of.undone_by,
        }
    }
}

/// Join another person into this one, or say what would come of it.
///
/// Everything that the other has belongs to this one from then on. It can be taken back at any time,
/// whatever comes after.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/merge",
    tag = "people",
    params(("id" = String, Path, description = "As lists give it")),
    request_body = MergeCall,
    responses(
        (status = 200, body = MergePlan),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Both are one person", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:write"])),
)]
pub async fn merge(
    State(app): State<App>,
    Program(caller): Program,
    id: Result<Path<String>, PathRejection>,
    body: Bytes,
) -> Result<Json<MergePlan>, Problem> {
    let into = person(id)?;
    let call: MergeCall =
        serde_json::from_slice(&body).map_err(|error| Problem::no_json(&error))?;
    let from: PersonId =
        call.with.parse().map_err(|_| Problem::parameter("with", "as lists give it"))?;
    let (own, asked) = (app.clone(), caller.brand.clone());
    let by = caller.token.name.clone();
    let done = beside(move || async move {
        let (store, now) = (own.store(), own.now());
        if call.dry_run {
            let mut session = store.read().await?;
            let into = find(&mut session, &asked, &into.to_string()).await?;
            let from = find(&mut session, &asked, &from.to_string()).await?;
            return Ok((plan::of_merge(&mut session, &asked, &into, &from, now).await?, None));
        }
        let why = Why { by: &by, reason: &call.reason };
        let (into, from) = (into.to_string(), from.to_string());
        Ok(apart(merge::merge(store, &asked, &into, &from, why, now).await?))
    });
    answer(&app, &caller, "person.merge", done.await.map_err(missing)?).await
}

/// Part accounts off a person, or say what would come of it.
///
/// They become a person of their own, with everything that is on them. It can be taken back at any time,
/// whatever comes after.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/split",
    tag = "people",
    params(("id" = String, Path, description = "As lists give it")),
    request_body = SplitCall,
    responses(
        (status = 200, body = MergePlan),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "An account is none of theirs, or none would go or stay", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:write"])),
)]
pub async fn split(
    State(app): State<App>,
    Program(caller): Program,
    id: Result<Path<String>, PathRejection>,
    body: Bytes,
) -> Result<Json<MergePlan>, Problem> {
    let from = person(id)?;
    let call: SplitCall =
        serde_json::from_slice(&body).map_err(|error| Problem::no_json(&error))?;
    let taken = call.accounts.iter().map(|id| id.parse());
    let taken: Vec<IdentityId> = taken
        .collect::<Result<_, _>>()
        .map_err(|_| Problem::parameter("accounts", "ids of accounts"))?;
    let (own, asked) = (app.clone(), caller.brand.clone());
    let by = caller.token.name.clone();
    let done = beside(move || async move {
        let (store, now, who) = (own.store(), own.now(), from.to_string());
        if call.dry_run {
            let mut session = store.read().await?;
            let row = find(&mut session, &asked, &who).await?;
            let all = accounts(&mut session, &asked, row.id).await?;
            let plan = plan::of_split(&mut session, &asked, &row, &all, &taken, now).await?;
            return Ok((plan, None));
        }
        let why = Why { by: &by, reason: &call.reason };
        Ok(apart(merge::split(store, &asked, &who, &taken, why, now).await?))
    });
    answer(&app, &caller, "person.split", done.await.map_err(missing)?).await
}

/// Merges and splits of a person.
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/merges",
    tag = "people",
    params(("id" = String, Path, description = "As lists give it")),
    responses(
        (status = 200, body = MergesList),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:read"])),
)]
pub async fn list(
    State(app): State<App>,
    Program(caller): Program,
    id: Result<Path<String>, PathRejection>,
) -> Result<Json<MergesList>, Problem> {
    known(&app, &caller, person(id)?).await
}

/// Take a merge or a split back.
///
/// All is as if it had never been, whatever came after it.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/merges/{merge}/undo",
    tag = "people",
    params(
        ("id" = String, Path, description = "As lists give it"),
        ("merge" = String, Path, description = "Id of the merge or split"),
    ),
    responses(
        (status = 200, body = MergesList),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It was taken back already", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:write"])),
)]
pub async fn undo(
    State(app): State<App>,
    Program(caller): Program,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Result<Json<MergesList>, Problem> {
    let Path((id, line)) = path.map_err(|_| Problem::not_found())?;
    let who: PersonId = id.parse().map_err(|_| Problem::not_found())?;
    let line: MergeId = line.parse().map_err(|_| Problem::not_found())?;
    let (own, asked) = (app.clone(), caller.brand.clone());
    let by = caller.token.name.clone();
    let done = beside(move || async move {
        merge::undo(own.store(), &asked, &line.to_string(), &by, own.now()).await
    });
    done.await.map_err(missing)?;
    note(&app, &caller, "person.undo", who).await?;
    known(&app, &caller, who).await
}

fn apart(done: Done) -> (Plan, Option<(MergeId, PersonId)>) {
    (done.plan, Some((done.id, done.person)))
}

async fn answer(
    app: &App,
    caller: &Caller,
    what: &str,
    (plan, done): (Plan, Option<(MergeId, PersonId)>),
) -> Result<Json<MergePlan>, Problem> {
    if let Some((_, person)) = done {
        note(app, caller, what, person).await?;
    }
    Ok(Json(MergePlan::of(plan, done)))
}

async fn note(app: &App, caller: &Caller, what: &str, person: PersonId) -> Result<(), Problem> {
    let by = Actor { user: None, name: caller.token.name.clone() };
    let object = person.to_string();
    let deed = Deed::one(what, &object);
    audit::note(app.store(), &caller.brand, &by, &deed, app.now()).await?;
    Ok(())
}

async fn known(app: &App, caller: &Caller, who: PersonId) -> Result<Json<MergesList>, Problem> {
    let mut session = app.store().read().await?;
    let row = find(&mut session, &caller.brand, &who.to_string()).await.map_err(missing)?;
    let lines = merge::lines(&mut session, &caller.brand, row.id).await?;
    Ok(Json(MergesList { merges: lines.into_iter().map(Merged::from).collect() }))
}

fn person(id: Result<Path<String>, PathRejection>) -> Result<PersonId, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    id.parse().map_err(|_| Problem::not_found())
}

/// What cannot be found is not there.
pub(super) fn missing(error: AppError) -> Problem {
    match error {
        AppError::Refused(Refusal::NoPerson(_) | Refusal::NoMerge { .. }) => Problem::not_found(),
        other => other.into(),
    }
}
