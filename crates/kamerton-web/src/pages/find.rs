//! What the palette finds beyond its own list: people by name.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use kamerton_app::people::list;
use kamerton_store::people_lists::{Filter, Sort};

use super::page::{Page, Section};
use super::render;
use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;

/// So many are shown for each meaning of what was typed.
const SHOWN: i64 = 6;
/// Meanings: as typed, and as it reads on the other keyboard.
const MEANINGS: usize = 3;

#[derive(Template)]
#[template(path = "parts/found.html")]
struct Found {
    page: Page,
    people: Vec<list::Listed>,
}

/// People whose names begin as typed, on either keyboard.
///
/// # Errors
/// When the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    RawQuery(query): RawQuery,
) -> Result<Response, WebError> {
    let query = query.unwrap_or_default();
    let meanings = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "q");
    let mut people: Vec<list::Listed> = Vec::new();
    for (_, text) in meanings.take(MEANINGS) {
        for found in named(&app, &visitor, &text).await? {
            if people.iter().all(|one| one.id != found.id) {
                people.push(found);
            }
        }
    }
    let page = Page::of(&app, &visitor, Section::Elsewhere, "nav-people");
    render(&Found { page, people })
}

async fn named(app: &App, visitor: &Visitor, text: &str) -> Result<Vec<list::Listed>, WebError> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let filter = Filter { name: Some(list::name_key(text)), ..Filter::default() };
    let mut session = app.store().read().await?;
    let now = app.now();
    let found =
        list::page(&mut session, &visitor.brand, &filter, Sort::Name, None, SHOWN, now).await?;
    Ok(found.people)
}
