//! What a user chooses for themselves: language, theme, keys, the brand to work for.

use axum::Form;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kamerton_app::accounts::{sign_in, users};
use kamerton_core::id::WorkspaceId;
use serde::Deserialize;

use super::go;
use super::page::back;
use crate::app::App;
use crate::format::Language;
use crate::http::errors::WebError;
use crate::http::guard::{Secret, Visitor};

/// What may be chosen; what is not named stays as it is.
#[derive(Deserialize)]
pub struct Chosen {
    lang: Option<String>,
    theme: Option<String>,
    shortcuts: Option<String>,
}

/// Keeps what was chosen and goes back to where the form was.
///
/// # Errors
/// When the store cannot.
pub async fn choose(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(chosen): Form<Chosen>,
) -> Result<Response, WebError> {
    let mut preferences = visitor.who.preferences.clone();
    if let Some(lang) = chosen.lang {
        preferences.lang = Language::parse(&lang).map(|lang| lang.tag().to_owned());
    }
    if let Some(theme) = chosen.theme {
        preferences.theme = ["light", "dark"].contains(&theme.as_str()).then_some(theme);
    }
    if let Some(shortcuts) = chosen.shortcuts {
        preferences.shortcuts = shortcuts == "on";
    }
    users::set_preferences(app.store(), visitor.who.user.id, &preferences).await?;
    Ok(go(&back(&headers)))
}

/// Chooses the brand to work for.
///
/// # Errors
/// When the user has no role there, or the store cannot.
pub async fn brand(
    State(app): State<App>,
    Secret(secret): Secret,
    Path(workspace): Path<String>,
) -> Result<Response, WebError> {
    let workspace: WorkspaceId = workspace.parse().map_err(|_| WebError::NotFound)?;
    sign_in::choose(app.store(), &secret, workspace).await.map_err(|_| WebError::NotFound)?;
    Ok(go("/"))
}
