//! The browser's files. Their names change with their content, so they are kept for ever.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kamerton_ui::Asset;

use super::errors::WebError;

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Gives a file by the name that pages know it by on the wire.
///
/// # Errors
/// When there is none.
pub async fn show(Path(file): Path<String>, headers: HeaderMap) -> Result<Response, WebError> {
    let asset = kamerton_ui::on_the_wire(&file).ok_or(WebError::NotFound)?;
    let (bytes, encoding) = packed(asset, &headers);
    let mut response = bytes.into_response();
    let set = response.headers_mut();
    set.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.kind));
    set.insert(header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER));
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(encoding) = encoding {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// The smallest form that the browser understands.
fn packed(asset: &Asset, headers: &HeaderMap) -> (&'static [u8], Option<&'static str>) {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|list| list.to_str().ok());
    let accepts = |wanted| {
        let words = accepted.unwrap_or_default().split(',');
        words.map(|item| item.split(';').next().unwrap_or_default().trim()).any(|one| one == wanted)
    };
    match (asset.brotli.filter(|_| accepts("br")), asset.gzip.filter(|_| accepts("gzip"))) {
        (Some(bytes), _) => (bytes, Some("br")),
        (None, Some(bytes)) => (bytes, Some("gzip")),
        (None, None) => (asset.bytes, None),
    }
}

/// The address of a file that pages call `name`.
pub fn address(name: &str) -> String {
    let file = kamerton_ui::named(name).map_or(name, |asset| asset.file);
    format!("/assets/{file}")
}
