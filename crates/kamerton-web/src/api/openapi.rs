//! The description of the API, made from the types that are read and written.

use std::sync::LazyLock;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{Modify, OpenApi};

use super::{
    acts, consents, events, hooks, indices, invitations, leaders, map, merges, messages, people,
    places, replies, segments, silent, suggestions, today,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Kamerton",
        version = "1",
        description = "Events go in, people and steps come out. Programs come with a token \
                       (Settings, or `kamerton token add`). Every refusal is a problem of RFC 9457.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    paths(
        acts::ask,
        acts::delete,
        acts::pin,
        acts::possible,
        acts::post,
        acts::repost,
        acts::restrict,
        acts::show,
        consents::give,
        consents::list,
        consents::withdraw,
        events::take,
        hooks::take,
        merges::list,
        merges::merge,
        merges::split,
        merges::undo,
        messages::list,
        replies::amend,
        replies::answer,
        replies::show,
        replies::take_back,
        people::list,
        people::show,
        segments::change,
        segments::count,
        segments::delete,
        segments::list,
        segments::make,
        segments::people,
        segments::show,
        places::list,
        indices::show,
        invitations::invite,
        invitations::list,
        leaders::list,
        map::show,
        silent::fading,
        silent::lurkers,
        suggestions::list,
        suggestions::maybe,
        suggestions::never,
        today::show
    ),
    modifiers(&Token, &Variants),
    tags(
        (name = "events", description = "What happened: messages, reactions, orders"),
        (name = "messages", description = "What was said, searched"),
        (name = "people", description = "Who there is, and in which state"),
        (name = "places", description = "Where they talk"),
        (name = "segments", description = "Descriptions of people, and who fits them"),
        (name = "steps", description = "Whom to talk to today"),
    ),
)]
struct Described;

struct Token;

impl Modify for Token {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = openapi.components.get_or_insert_default();
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
    }
}

/// The shapes that events are made of forbid fields that they do not name, and the word of the event's
/// type stands beside them: taken together nothing would fit. That unknown fields are mistakes is
/// said in words instead.
struct Variants;

impl Modify for Variants {
    fn modify(&self, openapi: &mut utoipa::openapi::OpenApi) {
        let schemas = &mut openapi.components.get_or_insert_default().schemas;
        let Some(RefOr::T(Schema::OneOf(event))) = schemas.get("Event") else { return };
        let parts = event.items.iter().filter_map(|one| match one {
            RefOr::T(Schema::AllOf(all)) => Some(&all.items),
            _ => None,
        });
        let names: Vec<String> = parts
            .flatten()
            .filter_map(|part| match part {
                RefOr::Ref(of) => of.ref_location.rsplit('/').next().map(str::to_owned),
                RefOr::T(_) => None,
            })
            .collect();
        for name in names {
            if let Some(RefOr::T(Schema::Object(shape))) = schemas.get_mut(&name) {
                shape.additional_properties = None;
            }
        }
    }
}

static TEXT: LazyLock<String> =
    LazyLock::new(|| Described::openapi().to_json().unwrap_or_else(|_| "{}".to_owned()));

/// The description as JSON.
pub fn text() -> &'static str {
    &TEXT
}

/// Shows the description: OpenAPI 3.1.
pub async fn show() -> Response {
    let kind = HeaderValue::from_static("application/json");
    ([(header::CONTENT_TYPE, kind)], text()).into_response()
}
