//! Requests that change something must come from our own pages.
//!
//! Browsers say from where a request is made, and a page of another site cannot make them lie. What
//! is no browser has no cookie to be abused; programs come by `/api/` with a token of their own,
//! where no cookie counts.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::errors::WebError;
use crate::app::App;

/// Lets a request through that changes nothing, or that our own page makes.
pub async fn check(State(app): State<App>, request: Request, next: Next) -> Response {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let by_program = is_for_programs(request.uri().path());
    if changes && !by_program && !is_ours(request.headers(), request.uri()) {
        app.metrics().refused_origin();
        return WebError::ForeignOrigin.into_response();
    }
    next.run(request).await
}

/// Whether programs come by this path, with a token or a signature of their own: no cookie counts
/// there, and they are answered in their form.
pub fn is_for_programs(path: &str) -> bool {
    ["/api/", "/hooks/", "/channel-hooks/"].iter().any(|begin| path.starts_with(begin))
}

fn is_ours(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site")) {
        return site == "same-origin";
    }
    let host = text(header::HOST).or_else(|| uri.authority().map(|host| host.as_str()));
    let origin = text(header::ORIGIN).and_then(|origin| origin.split_once("://"));
    matches!((origin, host), (Some((_, origin)), Some(host)) if origin == host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn ours(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs.iter().map(|(name, value)| {
            (header::HeaderName::from_static(name), HeaderValue::from_static(value))
        });
        is_ours(&headers.collect(), &Uri::from_static("/x"))
    }

    #[test]
    fn our_own_pages_are_known() {
        assert!(ours(&[("sec-fetch-site", "same-origin")]));
        assert!(ours(&[("host", "a.example:8080"), ("origin", "http://a.example:8080")]));
    }

    #[test]
    fn what_programs_and_platforms_call_is_no_page() {
        for path in ["/api/v1/events", "/hooks/a/b", "/channel-hooks/a/b"] {
            assert!(is_for_programs(path), "{path}");
        }
        for path in ["/", "/hook", "/people", "/site/a/b/form"] {
            assert!(!is_for_programs(path), "{path}");
        }
    }

    #[test]
    fn everybody_else_is_not() {
        assert!(!ours(&[]));
        assert!(!ours(&[("host", "a.example")]));
        assert!(!ours(&[("host", "a.example"), ("origin", "null")]));
        assert!(!ours(&[("host", "a.example"), ("origin", "https://a.example.evil")]));
        for site in ["cross-site", "same-site", "none"] {
            let own = [("sec-fetch-site", site), ("host", "a"), ("origin", "http://a")];
            assert!(!ours(&own), "{site}");
        }
    }
}
