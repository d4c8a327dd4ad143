//! `POST /api/v1/messages/{id}/reply`, `…/amend`, `…/take-back`, and `GET /api/v1/replies/{id}`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use kamerton_app::accounts::audit::Actor;
use kamerton_app::channels::{Amendment, Answer};
use kamerton_app::live::File;
use kamerton_app::places::Sight;
use kamerton_app::{AppError, Brand, Refusal};
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

/// The longest name of a file.
const LONGEST_NAME: usize = 200;
/// So many bytes an answer may have with its files in it; base64 makes files a third larger.
pub const MOST_BYTES: usize = 32 << 20;

/// An answer to a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyCall {
    /// What is said, as plain text. It may be empty where files go along.
    #[serde(default)]
    text: String,
    /// Files along with it, as many and as large as the channel takes; the whole call has at most
    /// 32 MiB.
    #[serde(default)]
    files: Vec<ReplyFile>,
    /// What the program calls this answer: the same again is sent once. When it is missing, the same
    /// text to the same message is the same answer.
    #[schema(max_length = 200)]
    id: Option<String>,
}

/// A file of an answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplyFile {
    /// What it is called, without folders.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// Its kind, as `image/jpeg`. When it is missing, it follows from the ending of the name.
    kind: Option<String>,
    /// What is in it, in base64.
    base64: String,
}

impl ReplyFile {
    /// The file, or what is wrong with it.
    fn open(self, number: usize) -> Result<File, Problem> {
        let wrong = |field: &str, why: &str| {
            Problem::parameter(&format!("files[{number}].{field}"), why.to_owned())
        };
        let is_name = |letter: char| !letter.is_control() && !"/\\".contains(letter);
        let length = self.name.trim().chars().count();
        if !(1..=LONGEST_NAME).contains(&length) || !self.name.chars().all(is_name) {
            return Err(wrong("name", "from 1 to 200 characters, without folders"));
        }
        let is_word = |part: &str| {
            let fits = |letter: char| letter.is_ascii_alphanumeric() || ".+-_".contains(letter);
            !part.is_empty() && part.chars().all(fits)
        };
        let is_kind = |kind: &str| {
            kind.split_once('/').is_some_and(|(one, two)| is_word(one) && is_word(two))
        };
        if self.kind.as_deref().is_some_and(|kind| !is_kind(kind)) {
            return Err(wrong("kind", "two words, as image/jpeg"));
        }
        let bytes = BASE64.decode(&self.base64);
        let bytes = bytes.map_err(|error| wrong("base64", &format!("it is no base64: {error}")))?;
        if bytes.is_empty() {
            return Err(wrong("base64", "nothing is in it"));
        }
        let file = File::named(self.name.trim(), bytes);
        Ok(match self.kind {
            Some(kind) => File { kind: kind.to_ascii_lowercase(), ..file },
            None => file,
        })
    }
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
/// answers and sent right after; what became of it says `/api/v1/replies/{id}`. Files stand in the call
/// itself, in base64, so that there is one form of call for everything: whoever sends the same again, sends
/// the same bytes.
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
        (status = 422, description = "It cannot be answered so: no channel reaches it, the text is too long, there are too many files, …", body = Problem, content_type = "application/problem+json"),
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
    let files = call.files.into_iter().enumerate().map(|(number, file)| file.open(number));
    let answer = Answer {
        message,
        text: call.text,
        files: files.collect::<Result<_, _>>()?,
        by: Actor { user: None, name: caller.token.name.clone() },
        id: own,
    };
    let id = app.channels().reply_to(&caller.brand, Sight::Community, &answer).await;
    let id = id.map_err(missing)?;
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

/// A message that programs may not know of is one that is not there.
fn missing(error: AppError) -> Problem {
    match error {
        AppError::Refused(Refusal::NoMessage { .. }) => Problem::not_found(),
        other => other.into(),
    }
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
    let id = app.channels().amend(&caller.brand, Sight::Community, &amendment).await;
    let id = id.map_err(missing)?;
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
