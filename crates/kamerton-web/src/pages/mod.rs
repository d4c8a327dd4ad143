//! Pages: each a handler, a struct and a template of one name.

pub mod error_page;
mod figures;
pub mod find;
pub mod imports;
pub mod later;
mod marks;
pub mod me;
pub mod messages;
pub mod page;
pub mod people;
pub mod places;
mod rings;
pub mod settings;
pub mod sign_in;
pub mod today;
pub mod welcome;

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::http::errors::WebError;

/// A page put together.
///
/// # Errors
/// When its template cannot.
pub fn render(template: &impl Template) -> Result<Response, WebError> {
    let text = template.render().map_err(|error| WebError::broken(&error))?;
    Ok(Html(text).into_response())
}

/// A page that came back with what was wrong in the form.
///
/// # Errors
/// When its template cannot.
pub fn refuse(template: &impl Template) -> Result<Response, WebError> {
    let mut response = render(template)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// Sends the browser elsewhere after a form.
pub fn go(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}
