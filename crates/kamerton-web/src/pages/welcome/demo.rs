//! The demo: begun from the first steps or from an empty brand, looked at while it is made.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::{Founder, Visitor, is_htmx};
use crate::lang;
use crate::pages::page::Page;
use crate::pages::{go, render};
use crate::welcome_work::{self, Making};

/// Messages of the usual demo: what the bar is full at.
const ALL: u64 = 40_000;

#[derive(Template)]
#[template(path = "welcome/demo.html", blocks = ["progress"])]
struct DemoPage {
    page: Page,
    percent: u64,
    failed: Option<String>,
}

/// Begins the demo for whoever has no brand yet.
pub async fn begin_as_founder(State(app): State<App>, Founder(who): Founder) -> Response {
    welcome_work::make_demo(&app, who.user.id, who.actor());
    go("/welcome/demo")
}

/// Begins the demo beside a brand that is there.
pub async fn begin(State(app): State<App>, visitor: Visitor) -> Response {
    welcome_work::make_demo(&app, visitor.who.user.id, visitor.who.actor());
    go("/welcome/demo")
}

/// Shows how far the demo is; when it is done, goes to the first page.
///
/// # Errors
/// When the page cannot be put together.
pub async fn show(State(app): State<App>, headers: HeaderMap) -> Result<Response, WebError> {
    let lang = lang::of_guest(&headers, app.options().lang);
    let (messages, failed) = match app.work().making() {
        Making::Idle if is_htmx(&headers) => return Ok(leave()),
        Making::Idle => return Ok(go("/")),
        Making::Running(messages) => (messages, None),
        Making::Failed(why) => (0, Some(why)),
    };
    let page = Page::of_guest(&app, lang, "welcome-demo-title");
    let shown = DemoPage { page, percent: (messages * 100 / ALL).min(99), failed };
    if is_htmx(&headers) { render(&shown.as_progress()) } else { render(&shown) }
}

/// Makes htmx load another page.
fn leave() -> Response {
    let mut response = ().into_response();
    response.headers_mut().insert("hx-redirect", HeaderValue::from_static("/"));
    response
}
