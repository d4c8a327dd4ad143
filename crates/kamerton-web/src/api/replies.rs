//! `POST /api/v1/messages/{id}/reply`, `…/amend`, `…/take-back`, and `GET /api/v1/replies/{id}`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kamerton_app::Brand;
use kamerton_app::accounts::audit::Actor;
use kamerton_app::channels::{Amendment, Answer};
use kamerton_app::places::Sight;
use kamerton_core::id::{MessageId, OutgoingId};
use kamerton_store::outgoing::{self, OutgoingRow};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Problem;
use crate::app::App;
use crate::channel_words;
use crate::format::Language;
use crate::http::guard::{Caller, Program};

/// The longest name that a program gives its answer.
const LONGEST_ID: usize = 200;

/// An answer to a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyCall {
    /// What is said, as plain text.
    #[schema(min_length = 1)]
    text: String,
    /// What the program calls this answer: the same again is sent once. When it is missing, the same
    /// text to the same message is the same answer.
    #[schema(max_length = 200)]
    id: Option<String>,
}

/// A change of a message of ours.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AmendCall {
    /// What is said from now on, as plain text.
    #[schema(min_length = 1)]
    text: String,
}

/// An answer or a change on its way.
#[derive(Debug, Serialize, ToSchema)]
pub struct Reply {
    id: String,
    /// queued, sending, sent, failed or unknown; unknown is never sent again by itself.
    state: String,
    /// Since when, RFC 3339.
    since: String,
    /// Why it was not sent, or why nobody knows, in the language of the brand.
    problem: Option<String>,
    /// Where it can be seen.
    address: Option<String>,
}

impl Reply {
    fn of(app: &App, brand: &Brand, row: OutgoingRow) -> Self {
        let words = app.words(Language::parse(&brand.lang).unwrap_or_default());
        Self {
            id: row.id.to_string(),
            state: row.state,
            since: row.state_at.rfc3339(),
            problem: row.problem.map(|why| channel_words::stored(words, &why)),
            address: row.address,
        }
    }
}

/// Answer a message where it stands.
///
/// It leaves by the channel and the account that the message came to. It is written down before this
/// answers and sent right after; what became of it says `/api/v1/replies/{id}`.
#[utoipa::path(
    post,
    path = "/api/v1/messages/{id}/reply",
    tag = "messages",
    params(("id" = String, Path, description = "Id of the message")),
    request_body = ReplyCall,
    responses(
        (status = 202, body = Reply),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be answered so: no channel reaches it, the text is too long, …", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["messages:write"])),
)]
pub async fn answer(
    State(app): State<App>,
    Program(caller): Program,
    path: Result<Path<String>, PathRejection>,
    body: Bytes,
) -> Result<(StatusCode, Json<Reply>), Problem> {
    let Path(id) = path.map_err(|_| Problem::not_found())?;
    let message: MessageId = id.parse().map_err(|_| Problem::not_found())?;
    let call: ReplyCall =
        serde_json::from_slice(&body).map_err(|error| Problem::no_json(&error))?;
    if call.id.as_deref().is_some_and(|id| id.is_empty() || id.chars().count() > LONGEST_ID) {
        return Err(Problem::parameter("id", format!("from 1 to {LONGEST_ID} characters")));
    }
    let own = call.id.map(|id| {
        OutgoingId::derived(&[caller.token.id.0.as_bytes(), message.0.as_bytes(), id.as_bytes()])
    });
    let answer = Answer {
        message,
        text: call.text,
        files: Vec::new(),
        by: Actor { user: None, name: caller.token.name.clone() },
        id: own,
    };
    let id = app.channels().reply_to(&caller.brand, Sight::Community, &answer).await?;
    Ok((StatusCode::ACCEPTED, Json(find(&app, &caller.brand, id).await?)))
}

/// Change what we said.
///
/// The message has to be said by the account of a connected channel. It is written down before this answers
/// and done right after; what became of it says `/api/v1/replies/{id}`.
#[utoipa::path(
    post,
    path = "/api/v1/messages/{id}/amend",
    tag = "messages",
    params(("id" = String, Path, description = "Id of the message")),
    request_body = AmendCall,
    responses(
        (status = 202, body = Reply),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be changed: it is not ours, it stands for too long, …", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["messages:write"])),
)]
pub async fn amend(
    State(app): State<App>,
    Program(caller): Program,
    path: Result<Path<String>, PathRejection>,
    body: Bytes,
) -> Result<(StatusCode, Json<Reply>), Problem> {
    let call: AmendCall =
        serde_json::from_slice(&body).map_err(|error| Problem::no_json(&error))?;
    changed(&app, &caller, path, Some(call.text)).await
}

/// Take back what we said.
///
/// The message goes from the platform; that it was there is kept.
#[utoipa::path(
    post,
    path = "/api/v1/messages/{id}/take-back",
    tag = "messages",
    params(("id" = String, Path, description = "Id of the message")),
    responses(
        (status = 202, body = Reply),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be taken back: it is not ours, the channel cannot, …", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["messages:write"])),
)]
pub async fn take_back(
    State(app): State<App>,
    Program(caller): Program,
    path: Result<Path<String>, PathRejection>,
) -> Result<(StatusCode, Json<Reply>), Problem> {
    changed(&app, &caller, path, None).await
}

async fn changed(
    app: &App,
    caller: &Caller,
    path: Result<Path<String>, PathRejection>,
    text: Option<String>,
) -> Result<(StatusCode, Json<Reply>), Problem> {
    let Path(id) = path.map_err(|_| Problem::not_found())?;
    let message: MessageId = id.parse().map_err(|_| Problem::not_found())?;
    let by = Actor { user: None, name: caller.token.name.clone() };
    let amendment = Amendment { message, text, by };
    let id = app.channels().amend(&caller.brand, Sight::Community, &amendment).await?;
    Ok((StatusCode::ACCEPTED, Json(find(app, &caller.brand, id).await?)))
}

/// What became of an answer or a change.
#[utoipa::path(
    get,
    path = "/api/v1/replies/{id}",
    tag = "messages",
    params(("id" = String, Path, description = "Id of the answer")),
    responses(
        (status = 200, body = Reply),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["messages:write"])),
)]
pub async fn show(
    State(app): State<App>,
    Program(caller): Program,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<Reply>, Problem> {
    let Path(id) = path.map_err(|_| Problem::not_found())?;
    let id: OutgoingId = id.parse().map_err(|_| Problem::not_found())?;
    Ok(Json(find(&app, &caller.brand, id).await?))
}

/// What is known of something that goes out.
///
/// # Errors
/// When there is no such thing, or the store cannot.
pub(super) async fn find(app: &App, brand: &Brand, id: OutgoingId) -> Result<Reply, Problem> {
    let mut session = app.store().read().await?;
    let row = outgoing::by_id(&mut session, brand.id, [id]).await?.pop();
    row.map(|row| Reply::of(app, brand, row)).ok_or_else(Problem::not_found)
}
