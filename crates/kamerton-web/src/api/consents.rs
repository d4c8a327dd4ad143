//! `/api/v1/people/{id}/consents`: consents to read somebody's own page.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use kamerton_app::accounts::audit::Actor;
use kamerton_app::people::consents::{self, Given, Posts};
use kamerton_app::people::list;
use kamerton_app::{AppError, Refusal};
use kamerton_core::id::{ConsentId, PersonId};
use kamerton_core::time::Instant;
use kamerton_store::consents::ConsentRow;
use kamerton_store::identities::IdentityRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Problem;
use crate::app::App;
use crate::http::guard::{Caller, Program};

/// Consents of a person.
#[derive(Debug, Serialize, ToSchema)]
pub struct ConsentsList {
    /// All that were given, the latest first; withdrawn ones stay in the list.
    consents: Vec<Consent>,
    /// Accounts that could be followed and are not.
    possible: Vec<FollowedAccount>,
}

/// An account whose page is or could be read.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowedAccount {
    id: String,
    /// Kind of channel.
    kind: String,
    name: Option<String>,
}

/// A consent to read a page.
#[derive(Debug, Serialize, ToSchema)]
pub struct Consent {
    id: String,
    account: FollowedAccount,
    /// message, paper or words.
    manner: String,
    /// In what words it was given.
    words: String,
    /// Id of the message that says so.
    message: Option<String>,
    /// RFC 3339; what was written before is not read.
    given_at: String,
    /// Who wrote it down.
    recorded_by: String,
    /// RFC 3339.
    recorded_at: String,
    /// RFC 3339; null while it holds.
    withdrawn_at: Option<String>,
    withdrawn_by: Option<String>,
    withdrawn_words: Option<String>,
    /// What became of what was read: kept or deleted.
    posts: Option<String>,
}

/// A consent to be written down.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConsentCall {
    /// Id of the account; may be left out where only one can be followed.
    account: Option<String>,
    /// How it was given: message, paper or words.
    #[schema(pattern = "^(message|paper|words)$")]
    manner: String,
    /// In what words.
    #[schema(min_length = 1)]
    words: String,
    /// Id of their message that says so.
    message: Option<String>,
    /// When it was given, RFC 3339; now when not said.
    given_at: Option<String>,
}

/// How a consent is withdrawn.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WithdrawCall {
    /// In what words, where it is known.
    words: String,
    /// Whether what was read is deleted; it is kept when not said.
    delete_posts: bool,
}

impl From<&IdentityRow> for FollowedAccount {
    fn from(row: &IdentityRow) -> Self {
        let name = row.name.clone().or_else(|| row.handle.clone());
        Self { id: row.id.to_string(), kind: row.kind.clone(), name }
    }
}

impl From<&(ConsentRow, IdentityRow)> for Consent {
    fn from((row, account): &(ConsentRow, IdentityRow)) -> Self {
        Self {
            id: row.id.to_string(),
            account: account.into(),
            manner: row.manner.clone(),
            words: row.words.clone(),
            message: row.message.map(|id| id.to_string()),
            given_at: row.given_at.rfc3339(),
            recorded_by: row.by.clone(),
            recorded_at: row.recorded_at.rfc3339(),
            withdrawn_at: row.withdrawn_at.map(Instant::rfc3339),
            withdrawn_by: row.withdrawn_by.clone(),
            withdrawn_words: row.withdrawn_words.clone(),
            posts: row.posts.clone(),
        }
    }
}

/// Consents of a person to having their own pages read.
#[utoipa::path(
    get,
    path = "/api/v1/people/{id}/consents",
    tag = "people",
    params(("id" = String, Path, description = "As lists give it")),
    responses(
        (status = 200, body = ConsentsList),
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
) -> Result<Json<ConsentsList>, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    Ok(Json(known(&app, &caller, person(&id)?).await?))
}

/// Write down that a person agreed to having a page of theirs read.
///
/// From then on what they write there themselves is read, where a connected channel can.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/consents",
    tag = "people",
    params(("id" = String, Path, description = "As lists give it")),
    request_body = ConsentCall,
    responses(
        (status = 200, body = ConsentsList),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No account of theirs can be followed so, or it does not say how they agreed", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:write"])),
)]
pub async fn give(
    State(app): State<App>,
    Program(caller): Program,
    id: Result<Path<String>, PathRejection>,
    body: Bytes,
) -> Result<Json<ConsentsList>, Problem> {
    let Path(id) = id.map_err(|_| Problem::not_found())?;
    let person = person(&id)?;
    let call: ConsentCall =
        serde_json::from_slice(&body).map_err(|error| Problem::no_json(&error))?;
    let wrong = |name: &str| Problem::parameter(name, "as lists give it");
    let given_at = call.given_at.as_deref().map(|text| {
        Instant::parse_rfc3339(text).ok_or_else(|| Problem::parameter("given_at", "RFC 3339"))
    });
    let given = Given {
        account: call.account.map(|id| id.parse().map_err(|_| wrong("account"))).transpose()?,
        manner: call.manner,
        words: call.words,
        message: call.message.map(|id| id.parse().map_err(|_| wrong("message"))).transpose()?,
        given_at: given_at.transpose()?,
    };
    let (by, connectors) = (actor(&caller), app.channels().connectors());
    let who = person.to_string();
    let done =
        consents::give(app.store(), &caller.brand, connectors, &who, &given, (&by, app.now()));
    done.await.map_err(missing)?;
    Ok(Json(known(&app, &caller, person).await?))
}

/// Withdraw a consent.
///
/// The page is read no more, at once. What was read stays or, where `delete_posts` says so, is deleted.
#[utoipa::path(
    post,
    path = "/api/v1/people/{id}/consents/{consent}/withdraw",
    tag = "people",
    params(
        ("id" = String, Path, description = "As lists give it"),
        ("consent" = String, Path, description = "Id of the consent"),
    ),
    request_body = WithdrawCall,
    responses(
        (status = 200, body = ConsentsList),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["people:write"])),
)]
pub async fn withdraw(
    State(app): State<App>,
    Program(caller): Program,
    path: Result<Path<(String, String)>, PathRejection>,
    body: Bytes,
) -> Result<Json<ConsentsList>, Problem> {
    let Path((id, consent)) = path.map_err(|_| Problem::not_found())?;
    let person = person(&id)?;
    let consent: ConsentId = consent.parse().map_err(|_| Problem::not_found())?;
    let call: WithdrawCall =
        serde_json::from_slice(&body).map_err(|error| Problem::no_json(&error))?;
    let posts = if call.delete_posts { Posts::Deleted } else { Posts::Kept };
    let (by, intake) = (actor(&caller), app.intake(&caller.brand));
    let how = (call.words.as_str(), posts);
    let (brand, which) = (&caller.brand, (person, consent));
    let done = consents::withdraw(app.store(), brand, &intake, which, how, (&by, app.now()));
    done.await.map_err(missing)?;
    Ok(Json(known(&app, &caller, person).await?))
}

fn person(id: &str) -> Result<PersonId, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}

fn actor(caller: &Caller) -> Actor {
    Actor { user: None, name: caller.token.name.clone() }
}

/// What cannot be found is not there.
fn missing(error: AppError) -> Problem {
    match error {
        AppError::Refused(
            Refusal::NoConsent | Refusal::NoPerson(_) | Refusal::NoMessage { .. },
        ) => Problem::not_found(),
        other => other.into(),
    }
}

async fn known(app: &App, caller: &Caller, person: PersonId) -> Result<ConsentsList, Problem> {
    let (brand, connectors) = (&caller.brand, app.channels().connectors());
    let mut session = app.store().read().await?;
    if list::describe(&mut session, brand, &[person], app.now()).await?.is_empty() {
        return Err(Problem::not_found());
    }
    let known = consents::of_person(&mut session, brand, connectors, person).await?;
    Ok(ConsentsList {
        consents: known.given.iter().map(Consent::from).collect(),
        possible: known.possible.iter().map(FollowedAccount::from).collect(),
    })
}
