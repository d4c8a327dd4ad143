//! Sections of which nothing works yet: they say so, and what works meanwhile.

use askama::Template;
use axum::extract::State;
use axum::response::Response;

use super::page::{Page, Section};
use super::render;
use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;

#[derive(Template)]
#[template(path = "later.html")]
struct LaterPage {
    page: Page,
    word: &'static str,
}

fn show(app: &App, visitor: &Visitor, section: Section) -> Result<Response, WebError> {
    let word = section.word();
    let page = Page::of(app, visitor, section, &format!("nav-{word}"));
    render(&LaterPage { page, word })
}

/// What is published.
///
/// # Errors
/// When the page cannot be put together.
pub async fn content(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    show(&app, &visitor, Section::Content)
}

/// What is done together.
///
/// # Errors
/// When the page cannot be put together.
pub async fn activities(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    show(&app, &visitor, Section::Activities)
}

/// What came of it.
///
/// # Errors
/// When the page cannot be put together.
pub async fn results(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    show(&app, &visitor, Section::Results)
}
