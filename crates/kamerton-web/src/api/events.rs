//! `POST /api/v1/events`: one event or a batch, answered when it is on the disk.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use kamerton_app::Brand;
use kamerton_app::events::{self, wire};
use kamerton_app::intake::Accepted;
use serde::Serialize;
use utoipa::ToSchema;

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
        (status = 202, description = "They are on the disk", body = Taken),
        (status = 400, description = "The body is no JSON", body = Problem, content_type = "application/problem+json"),
        (status = 401, description = "No token, or one that does not hold", body = Problem, content_type = "application/problem+json"),
        (status = 403, description = "The token lacks the scope events:write", body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 2 MiB", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Mistakes, each with its place", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "The disk is full", body = Problem, content_type = "application/problem+json"),
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
