//! The page of a refusal: what happened, what is safe, where to go on.

use askama::Template;
use axum::response::{Html, IntoResponse, Response};

use super::page::{Page, Toast};
use crate::app::App;
use crate::format::Language;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    status: u16,
    what: String,
    help: String,
    why: Option<String>,
}

/// The page of a refusal.
pub fn page(app: &App, lang: Language, status: u16, word: &str, why: Option<&str>) -> Response {
    let page = Page::of_guest(app, lang, &format!("error-{word}"));
    let (what, help) = (page.title.clone(), page.word("error-help", word));
    let shown = ErrorPage { page, status, what, help, why: why.map(str::to_owned) };
    plain(&shown)
}

#[derive(Template)]
#[template(path = "parts/toast.html")]
struct ToastPart {
    page: Page,
    toast: Toast,
}

/// A refusal as a message on the page that is there.
pub fn toast(app: &App, lang: Language, word: &str, why: Option<&str>) -> Response {
    let page = Page::of_guest(app, lang, &format!("error-{word}"));
    let text = why.map_or_else(|| page.title.clone(), |why| format!("{}: {why}", page.title));
    plain(&ToastPart { page, toast: Toast { text, undo: None } })
}

/// There is nothing to fall back to when the page of a refusal is refused itself.
fn plain(template: &impl Template) -> Response {
    template.render().map_or_else(|_| ().into_response(), |text| Html(text).into_response())
}
