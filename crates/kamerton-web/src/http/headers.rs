//! What every answer carries, whatever became of the request.

use axum::extract::{Request, State};
use axum::http::{Extensions, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

/// Everything comes from here and nothing is written into a page: no inline script, no inline
/// style, no evaluation, no frame, no other origin.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// On a page that other sites may show in a frame: which.
#[derive(Clone, Debug)]
pub struct Framed(pub Vec<String>);

/// On a file that pages of other sites may load.
#[derive(Clone, Debug)]
pub struct Shared;

/// Headers with their values.
const ALWAYS: [(&str, &str); 7] = [
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
];

/// Two years, as lists of browsers want it.
const HTTPS_ONLY: &str = "max-age=63072000";

/// What is let go of the policy for a page or file that is meant for other sites.
fn open_up(marks: &Extensions, opened: &mut Vec<(&'static str, Option<HeaderValue>)>) {
    if let Some(Framed(sites)) = marks.get::<Framed>() {
        // Our own settings show it as well.
        let ancestors = sites.iter().fold("'self'".to_owned(), |all, site| format!("{all} {site}"));
        let policy = format!("{}{ancestors}", POLICY.trim_end_matches("'none'"));
        // What is no header cannot be an origin either: then nobody may show it.
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            opened.push(("content-security-policy", Some(policy)));
            // The older word for it knows no list.
            opened.push(("x-frame-options", None));
        }
    }
    if marks.get::<Shared>().is_some() {
        let anybody = HeaderValue::from_static("cross-origin");
        opened.push(("cross-origin-resource-policy", Some(anybody)));
    }
}

/// Adds the headers. What says nothing of how long it may be kept is not kept: almost every page
/// is about people.
pub async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let mut opened = Vec::new();
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    open_up(response.extensions(), &mut opened);
    let headers = response.headers_mut();
    for (name, value) in opened {
        match value {
            Some(value) => headers.insert(name, value),
            None => headers.remove(name),
        };
    }
    if app.options().is_https() {
        let name = header::STRICT_TRANSPORT_SECURITY;
        headers.insert(name, HeaderValue::from_static(HTTPS_ONLY));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
