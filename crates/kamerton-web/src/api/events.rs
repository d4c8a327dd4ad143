//! `POST /api/v1/events`: one event or a batch, answered when it is on the disk.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use kamerton_app::Brand;
use kamerton_app::events::{self, wire};
use kamerton_app::intake::Accepted;
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use super::Problem;
use crate::app::App;
use crate::http::guard::Program;

/// The largest body of a call, in bytes.
pub const MOST_BYTES: usize = 2 << 20;

/// What became of a call.
#[derive(Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Taken {
    /// Events that are stored now.
    #[schema(example = 2)]
    pub accepted: usize,
    /// Events that had come before; they are stored once.
    #[schema(example = 0)]
    pub duplicates: usize,
}

/// What any call that brings events may be answered, for the description of the interface.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described")]
pub(super) enum Answers {
    /// They are on the disk
    #[response(status = 202)]
    Taken(#[to_schema] Taken),
    /// The body is no JSON
    #[response(status = 400, content_type = "application/problem+json")]
    NoJson(#[to_schema] Problem),
    /// It took longer than 30 seconds: send it again
    #[response(status = 408, content_type = "application/problem+json")]
    TooSlow(#[to_schema] Problem),
    /// More than 2 MiB
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(#[to_schema] Problem),
    /// Mistakes, each with its place
    #[response(status = 422, content_type = "application/problem+json")]
    Mistakes(#[to_schema] Problem),
    /// Too often; Retry-After says in how many seconds to try again
    #[response(status = 429, content_type = "application/problem+json")]
    TooOften(#[to_schema] Problem),
    /// The disk is full
    #[response(status = 507, content_type = "application/problem+json")]
    DiskFull(#[to_schema] Problem),
}

/// Take events in.
///
/// One event by itself or up to a thousand. The answer comes when all of them are on the disk; a
/// call with any mistake is refused as a whole. Sending again is safe.
#[utoipa::path(
    post,
    path = "/api/v1/events",
    tag = "events",
    request_body = wire::Call,
    responses(
        Answers,
        (status = 401, description = "No token, or one that does not hold", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token lacks the scope events:write", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["events:write"])),
)]
pub async fn take(
    State(app): State<App>,
    Program(caller): Program,
    body: Bytes,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let source = format!("api:{}", caller.token.id);
    deliver(&app, &caller.brand, &source, &body).await
}

/// Reads a body whole and hands its events in.
pub(super) async fn deliver(
    app: &App,
    brand: &Brand,
    source: &str,
    body: &[u8],
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let facts = events::read(body, app.now())?;
    let accepted = app.intake(brand).submit_all(source, &facts).await?;
    let duplicates = accepted.iter().filter(|one| **one == Accepted::Duplicate).count();
    app.metrics().took_events(accepted.len());
    let taken = Taken { accepted: accepted.len() - duplicates, duplicates };
    Ok((StatusCode::ACCEPTED, Json(taken)))
}
