//! Taking files in, as they come, straight to the disk.

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use kamerton_app::uploads::{Upload, Writing};
use kamerton_app::{AppError, Refusal};

use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::{Visitor, is_htmx};
use crate::pages::go;

/// Keeps the files and goes to where they are looked at.
///
/// # Errors
/// When there is no file, too much of it, or the disk cannot.
pub async fn upload(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    files: Multipart,
) -> Result<Response, WebError> {
    let writing = app.uploads().folder.begin(visitor.brand.id, app.now()).await?;
    let upload = match take(writing, files).await {
        Ok(upload) => upload,
        Err(Refused::TooMuch) => return Ok(StatusCode::PAYLOAD_TOO_LARGE.into_response()),
        Err(Refused::Error(error)) => return Err(error),
    };
    let path = format!("/imports/{}", upload.id);
    if !is_htmx(&headers) {
        return Ok(go(&path));
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    let place = HeaderValue::from_str(&path).unwrap_or(HeaderValue::from_static("/imports"));
    response.headers_mut().insert("hx-redirect", place);
    Ok(response)
}

enum Refused {
    TooMuch,
    Error(WebError),
}

impl From<MultipartError> for Refused {
    fn from(error: MultipartError) -> Self {
        match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooMuch,
            _ => Self::Error(Refusal::BrokenForm.into()),
        }
    }
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self::Error(error.into())
    }
}

async fn take(mut writing: Writing, mut files: Multipart) -> Result<Upload, Refused> {
    while let Some(field) = files.next_field().await? {
        let name = field.file_name().unwrap_or_default().to_owned();
        // A browser sends a nameless file for a field that was left empty.
        if !name.is_empty() {
            take_file(&mut writing, &name, field).await?;
        }
    }
    Ok(writing.keep().await?)
}

async fn take_file(writing: &mut Writing, name: &str, mut field: Field<'_>) -> Result<(), Refused> {
    writing.file(name).await?;
    while let Some(bytes) = field.chunk().await? {
        writing.write(&bytes).await?;
    }
    Ok(())
}
