//! `GET /api/v1/places`.

use axum::Json;
use axum::extract::State;
use kamerton_core::time::Instant;
use kamerton_store::places;
use serde::Serialize;
use utoipa::ToSchema;

use super::Problem;
use crate::app::App;
use crate::http::guard::Program;

/// All places of a brand.
#[derive(Debug, Serialize, ToSchema)]
pub struct Places {
    places: Vec<ListedPlace>,
}

// Shapes are described by the names of their types, and `Place` is what events name.
/// A group, chat, page, forum section, mailbox or venue, and since when people talk there.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedPlace {
    id: String,
    title: String,
    /// What the platform calls it.
    remote_id: String,
    /// Whether talk there is seen by its participants only.
    private: bool,
    /// RFC 3339.
    first_message_at: Option<String>,
    /// RFC 3339.
    last_message_at: Option<String>,
}

/// List all places.
#[utoipa::path(
    get,
    path = "/api/v1/places",
    tag = "places",
    responses(
        (status = 200, body = Places),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["places:read"])),
)]
pub async fn list(
    State(app): State<App>,
    Program(caller): Program,
) -> Result<Json<Places>, Problem> {
    let rows = places::all(&mut app.store().read().await?, caller.brand.id).await?;
    let places = rows
        .into_iter()
        .map(|row| ListedPlace {
            id: row.id.to_string(),
            title: row.title,
            remote_id: row.remote_id,
            private: row.private,
            first_message_at: row.span.map(|(first, _)| Instant::rfc3339(first)),
            last_message_at: row.span.map(|(_, last)| Instant::rfc3339(last)),
        })
        .collect();
    Ok(Json(Places { places }))
}
