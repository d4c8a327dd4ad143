//! `/api/v1/places/{id}/invitations`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use kamerton_app::channels::Invitation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Problem;
use super::acts::{Answer, Id, by, missing, place, read};
use crate::app::App;
use crate::channel_words;
use crate::format::Language;
use crate::http::guard::Program;

/// An invitation to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InvitationCall {
    /// Its name: the same again is the same invitation.
    #[schema(min_length = 1, max_length = 32)]
    name: String,
}

/// An invitation into a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceInvitation {
    /// Its name.
    name: String,
    /// The address that lets people in.
    address: String,
    /// Who of us made it.
    by: String,
    /// When, RFC 3339.
    created_at: String,
    /// How many accounts came by it.
    came: i64,
    /// Whether they are more than were counted.
    more: bool,
}

/// Invitations into a place, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceInvitations {
    invitations: Vec<PlaceInvitation>,
}

impl PlaceInvitation {
    fn of(one: Invitation) -> Self {
        Self {
            name: one.made.name,
            address: one.made.address,
            by: one.made.by,
            created_at: one.made.created_at.rfc3339(),
            came: one.came,
            more: one.more,
        }
    }
}

/// The latest invitations into a place, and how many came by each.
#[utoipa::path(
    get,
    path = "/api/v1/places/{id}/invitations",
    tag = "places",
    params(("id" = String, Path, description = "Id of the place")),
    responses(
        (status = 200, body = PlaceInvitations),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 30 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "No channel reaches the place", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["places:read"])),
)]
pub async fn list(
    State(app): State<App>,
    Program(caller): Program,
    path: Id,
) -> Result<Json<PlaceInvitations>, Problem> {
    let place = place(path)?;
    let all = app.channels().invitations(&caller.brand, place).await.map_err(missing)?;
    let invitations = all.into_iter().map(PlaceInvitation::of).collect();
    Ok(Json(PlaceInvitations { invitations }))
}

/// Make an invitation into a place.
///
/// It is made at the platform before this answers. The same name again is the same invitation.
#[utoipa::path(
    post,
    path = "/api/v1/places/{id}/invitations",
    tag = "places",
    params(("id" = String, Path, description = "Id of the place")),
    request_body = InvitationCall,
    responses(
        (status = 201, body = PlaceInvitation),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 408, description = "It took longer than 75 seconds: send it again", body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "None can be made: the channel cannot, or the platform refuses", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too often; Retry-After says in how many seconds to try again", body = Problem, content_type = "application/problem+json"),
    ),
    security(("token" = ["places:write"])),
)]
pub async fn invite(
    State(app): State<App>,
    Program(caller): Program,
    path: Id,
    body: Bytes,
) -> Answer<PlaceInvitation> {
    let place = place(path)?;
    let call: InvitationCall = read(&body)?;
    let (brand, by) = (&caller.brand, by(&caller));
    let made = app.channels().invite(brand, place, &call.name, &by).await.map_err(missing)?;
    let made = made.map_err(|why| {
        let words = app.words(Language::parse(&brand.lang).unwrap_or_default());
        Problem::parameter("name", channel_words::why(words, &why))
    })?;
    let one = PlaceInvitation::of(Invitation { made, came: 0, more: false });
    Ok((StatusCode::CREATED, Json(one)))
}
