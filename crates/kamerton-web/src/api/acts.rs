//! `/api/v1/places/{id}/acts`, `…/posts`, `…/polls`, `…/reposts`,
//! `/api/v1/messages/{id}/pin`, `…/delete`, `…/restrict`, and `GET /api/v1/acts/{id}`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use kamerton_app::accounts::audit::Actor;
use kamerton_app::channels::{Doing, Intent};
use kamerton_app::live::Restriction;
use kamerton_app::places::Sight;
use kamerton_app::{AppError, Refusal};
use kamerton_core::id::{MessageId, OutgoingId, PlaceId};
use kamerton_core::time::Instant;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Problem;
use super::replies::{Reply, find};
use crate::app::App;
use crate::format::Language;
use crate::http::guard::{Caller, Program};
use crate::refusal_words;

/// The longest name that a program gives what it wants.
const LONGEST_ID: usize = 200;

pub(super) type Answer<T> = Result<(StatusCode, Json<T>), Problem>;
pub(super) type Id = Result<Path<String>, PathRejection>;

/// A post.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PostCall {
    /// What the program calls this post: the same again is sent once.
    #[schema(min_length = 1, max_length = 200)]
    id: String,
    /// What is said, as plain text.
    #[schema(min_length = 1)]
    text: String,
    /// The topic, where the place has topics.
    thread: Option<String>,
    /// When it is to appear, RFC 3339, where the platform keeps it until then; at once without it.
    at: Option<String>,
}

/// A question with answers to choose from.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PollCall {
    /// What the program calls this question: the same again is asked once.
    #[schema(min_length = 1, max_length = 200)]
    id: String,
    /// The question.
    #[schema(min_length = 1)]
    question: String,
    /// The answers, two at least.
    #[schema(min_items = 2)]
    answers: Vec<String>,
    /// The topic, where the place has topics.
    thread: Option<String>,
    /// Whether it stays unknown who chose what.
    #[serde(default)]
    anonymous: bool,
    /// Whether several may be chosen.
    #[serde(default)]
    several: bool,
}

/// A message of elsewhere that is to be shown.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RepostCall {
    /// What the program calls this: the same again is done once.
    #[schema(min_length = 1, max_length = 200)]
    id: String,
    /// Id of the message; it has to stand in a place of the same channel.
    message: String,
    /// What is said to it.
    #[serde(default)]
    text: String,
}

/// A pin, or its end.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PinCall {
    /// What the program calls this: the same again is done once.
    #[schema(min_length = 1, max_length = 200)]
    id: String,
    /// Pinned, or not any more.
    pinned: bool,
}

/// A deletion of what somebody else said.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteCall {
    /// What the program calls this: the same again is done once.
    #[schema(min_length = 1, max_length = 200)]
    id: String,
    /// Why; nobody there sees it.
    #[schema(min_length = 1)]
    reason: String,
}

/// A restriction of the author of a message.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestrictCall {
    /// What the program calls this: the same again is done once.
    #[schema(min_length = 1, max_length = 200)]
    id: String,
    /// How.
    how: How,
    /// For how many hours, ten years at most: more is ten years; for good without it.
    #[schema(minimum = 1)]
    hours: Option<u32>,
    /// Why; nobody there sees it.
    #[schema(min_length = 1)]
    reason: String,
}

/// How somebody is restricted.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// May read and not write.
    Silent,
    /// Is out.
    Out,
    /// May do everything again.
    Lifted,
}

/// What can be done in a place.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct PlaceActs {
    /// What the channel is called that reaches it; nothing where none does.
    channel: Option<String>,
    /// Why nothing can be done, in the language of the brand.
    why_not: Option<String>,
    /// Whether something of our own can be said there.
    posts: bool,
    /// Whether that can appear at a time to come.
    schedules: bool,
    /// The longest text, in characters.
    longest_text: usize,
    /// Whether people can be asked.
    polls: bool,
    /// How many answers a question may have.
    most_answers: usize,
    /// Whether messages of elsewhere can be shown there.
    reposts: bool,
    /// Whether invitations can be made.
    invites: bool,
}

/// What can be done in a place.
#[utoipa::path(
    get,
    path = "/api/v1/places/{id}/acts",
    tag = "places",
    params(("id" = String, Path, description = "Id of the place")),
    responses(
        (status = 200, body = PlaceActs),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["places:read"])),
)]
pub async fn possible(
    State(app): State<App>,
    Program(caller): Program,
    path: Id,
) -> Result<Json<PlaceActs>, Problem> {
    let brand = &caller.brand;
    match app.channels().possible(brand, place(path)?).await {
        Ok(can) => Ok(Json(PlaceActs {
            channel: Some(can.channel),
            why_not: None,
            posts: can.posts,
            schedules: can.schedules,
            longest_text: can.longest_text,
            polls: can.asks.is_some(),
            most_answers: can.asks.map_or(0, |asks| asks.most_answers),
            reposts: can.reposts,
            invites: can.invites,
        })),
        Err(AppError::Refused(Refusal::NoPlace(_))) => Err(Problem::not_found()),
        Err(AppError::Refused(refusal)) => {
            let words = app.words(Language::parse(&brand.lang).unwrap_or_default());
            let why_not = Some(refusal_words::why(words, &refusal));
            Ok(Json(PlaceActs { why_not, ..PlaceActs::default() }))
        }
        Err(error) => Err(error.into()),
    }
}

/// Say something of our own in a place.
///
/// It is written down before this answers and sent right after; what became of it says `/api/v1/acts/{id}`.
#[utoipa::path(
    post,
    path = "/api/v1/places/{id}/posts",
    tag = "places",
    params(("id" = String, Path, description = "Id of the place")),
    request_body = PostCall,
    responses(
        (status = 202, body = Reply),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be said so: no channel reaches the place, the text is too long, …", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["places:write"])),
)]
pub async fn post(
    State(app): State<App>,
    Program(caller): Program,
    path: Id,
    body: Bytes,
) -> Answer<Reply> {
    let place = place(path)?;
    let call: PostCall = read(&body)?;
    let at = match call.at.as_deref() {
        None => None,
        Some(text) => Some(
            Instant::parse_rfc3339(text)
                .ok_or_else(|| Problem::parameter("at", "a moment as RFC 3339 has it"))?,
        ),
    };
    let (thread, text) = (call.thread, call.text);
    let doing = Doing::Post { place, thread, text, files: Vec::new(), at };
    carry_out(&app, &caller, call.id, doing).await
}

/// Ask the people of a place.
///
/// It is written down before this answers and asked right after; what became of it says `/api/v1/acts/{id}`.
#[utoipa::path(
    post,
    path = "/api/v1/places/{id}/polls",
    tag = "places",
    params(("id" = String, Path, description = "Id of the place")),
    request_body = PollCall,
    responses(
        (status = 202, body = Reply),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be asked so: the channel cannot ask, there are too many answers, …", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["places:write"])),
)]
pub async fn ask(
    State(app): State<App>,
    Program(caller): Program,
    path: Id,
    body: Bytes,
) -> Answer<Reply> {
    let place = place(path)?;
    let call: PollCall = read(&body)?;
    let doing = Doing::Ask {
        place,
        thread: call.thread,
        question: call.question,
        answers: call.answers,
        anonymous: call.anonymous,
        several: call.several,
    };
    carry_out(&app, &caller, call.id, doing).await
}

/// Show a message of elsewhere in a place, with its author's name.
///
/// It is written down before this answers and done right after; what became of it says `/api/v1/acts/{id}`.
#[utoipa::path(
    post,
    path = "/api/v1/places/{id}/reposts",
    tag = "places",
    params(("id" = String, Path, description = "Id of the place")),
    request_body = RepostCall,
    responses(
        (status = 202, body = Reply),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be shown there: it was said in private, another channel reaches it, …", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["places:write"])),
)]
pub async fn repost(
    State(app): State<App>,
    Program(caller): Program,
    path: Id,
    body: Bytes,
) -> Answer<Reply> {
    let place = place(path)?;
    let call: RepostCall = read(&body)?;
    let message = call.message.parse().map_err(|_| Problem::not_found())?;
    carry_out(&app, &caller, call.id, Doing::Repost { message, place, text: call.text }).await
}

/// Pin a message, or let go of it.
///
/// It is written down before this answers and done right after; what became of it says `/api/v1/acts/{id}`.
#[utoipa::path(
    post,
    path = "/api/v1/messages/{id}/pin",
    tag = "messages",
    params(("id" = String, Path, description = "Id of the message")),
    request_body = PinCall,
    responses(
        (status = 202, body = Reply),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be pinned: no channel reaches it, the channel cannot, …", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["places:write"])),
)]
pub async fn pin(
    State(app): State<App>,
    Program(caller): Program,
    path: Id,
    body: Bytes,
) -> Answer<Reply> {
    let message = message(path)?;
    let call: PinCall = read(&body)?;
    carry_out(&app, &caller, call.id, Doing::Pin { message, pinned: call.pinned }).await
}

/// Delete what somebody else said.
///
/// It is written down before this answers and done right after; what became of it says `/api/v1/acts/{id}`.
#[utoipa::path(
    post,
    path = "/api/v1/messages/{id}/delete",
    tag = "messages",
    params(("id" = String, Path, description = "Id of the message")),
    request_body = DeleteCall,
    responses(
        (status = 202, body = Reply),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "It cannot be deleted: it is ours, the channel cannot, no reason is given, …", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["messages:moderate"])),
)]
pub async fn delete(
    State(app): State<App>,
    Program(caller): Program,
    path: Id,
    body: Bytes,
) -> Answer<Reply> {
    let message = message(path)?;
    let call: DeleteCall = read(&body)?;
    carry_out(&app, &caller, call.id, Doing::Delete { message, reason: call.reason }).await
}

/// Shut the author of a message up or out, or let them in again.
///
/// It is written down before this answers and done right after; what became of it says `/api/v1/acts/{id}`.
#[utoipa::path(
    post,
    path = "/api/v1/messages/{id}/restrict",
    tag = "messages",
    params(("id" = String, Path, description = "Id of the message")),
    request_body = RestrictCall,
    responses(
        (status = 202, body = Reply),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "They cannot be restricted so: the channel cannot, it is one of us, no reason is given, …", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["messages:moderate"])),
)]
pub async fn restrict(
    State(app): State<App>,
    Program(caller): Program,
    path: Id,
    body: Bytes,
) -> Answer<Reply> {
    let message = message(path)?;
    let call: RestrictCall = read(&body)?;
    let restriction = match call.how {
        How::Silent => Restriction::Silent,
        How::Out => Restriction::Out,
        How::Lifted => Restriction::Lifted,
    };
    let (hours, reason) = (call.hours, call.reason);
    let doing = Doing::Restrict { message, restriction, hours, reason };
    carry_out(&app, &caller, call.id, doing).await
}

/// What became of something that was done.
#[utoipa::path(
    get,
    path = "/api/v1/acts/{id}",
    tag = "places",
    params(("id" = String, Path, description = "Id of what was done")),
    responses(
        (status = 200, body = Reply),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["places:read"])),
)]
pub async fn show(
    State(app): State<App>,
    Program(caller): Program,
    path: Id,
) -> Result<Json<Reply>, Problem> {
    let Path(id) = path.map_err(|_| Problem::not_found())?;
    let id: OutgoingId = id.parse().map_err(|_| Problem::not_found())?;
    Ok(Json(find(&app, &caller.brand, id).await?))
}

/// The place of a path.
///
/// # Errors
/// When it is no id.
pub(super) fn place(path: Id) -> Result<PlaceId, Problem> {
    let Path(id) = path.map_err(|_| Problem::not_found())?;
    id.parse().map_err(|_| Problem::not_found())
}

fn message(path: Id) -> Result<MessageId, Problem> {
    let Path(id) = path.map_err(|_| Problem::not_found())?;
    id.parse().map_err(|_| Problem::not_found())
}

/// What a call says.
///
/// # Errors
/// When it is not of that form.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| Problem::no_json(&error))
}

/// Who does something by a token.
pub(super) fn by(caller: &Caller) -> Actor {
    Actor { user: None, name: caller.token.name.clone() }
}

/// What is not there, and what cannot be done.
pub(super) fn missing(error: AppError) -> Problem {
    match error {
        AppError::Refused(Refusal::NoPlace(_) | Refusal::NoMessage { .. }) => Problem::not_found(),
        other => other.into(),
    }
}

async fn carry_out(app: &App, caller: &Caller, id: String, doing: Doing) -> Answer<Reply> {
    if id.is_empty() || id.chars().count() > LONGEST_ID {
        return Err(Problem::parameter("id", format!("from 1 to {LONGEST_ID} characters")));
    }
    // Each program names its own.
    let name = format!("{}:{id}", caller.token.id);
    let intent = Intent { name, doing, by: by(caller) };
    let done = app.channels().carry_out(&caller.brand, Sight::Community, &intent).await;
    let id = done.map_err(missing)?;
    Ok((StatusCode::ACCEPTED, Json(find(app, &caller.brand, id).await?)))
}
