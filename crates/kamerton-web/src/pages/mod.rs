//! Pages: each a handler, a struct and a template of one name.

pub mod add;
pub mod error_page;
mod figures;
pub mod find;
mod given;
pub mod imports;
pub mod large;
mod marks;
pub mod me;
pub mod messages;
mod names;
pub mod page;
pub mod people;
pub mod places;
mod rings;
pub mod segments;
pub mod settings;
pub mod sign_in;
pub mod today;
pub mod visits;
pub mod welcome;

use askama::Template;
use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use tokio::io::AsyncReadExt;

use crate::http::errors::WebError;

/// Bytes of a file that are in memory at a time.
const PIECE: usize = 256 << 10;

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

/// A file that is kept under a name, sent piece by piece from where it stands.
///
/// # Errors
/// When its length cannot be told.
pub fn attachment(file: std::fs::File, kind: &str, name: &str) -> Result<Response, WebError> {
    let bytes = file.metadata().map_err(|error| WebError::broken(&error))?.len();
    let headers: [(HeaderName, String); 3] = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CONTENT_LENGTH, bytes.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    let file = tokio::fs::File::from_std(file);
    let pieces = futures_util::stream::try_unfold(file, async |mut file| {
        let mut piece = vec![0; PIECE];
        let length = file.read(&mut piece).await?;
        piece.truncate(length);
        Ok::<_, std::io::Error>((length > 0).then(|| (Bytes::from(piece), file)))
    });
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// Sends the browser elsewhere after a form.
pub fn go(path: &str) -> Response {
    let place = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}
