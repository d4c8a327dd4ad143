//! What the palette finds beyond its own list: people by name.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use kamerton_app::people::find::called;
use kamerton_app::people::list;
use kamerton_core::id::PersonId;
use kamerton_core::state::{Stage, State as Loyalty};
use kamerton_store::people_lists::{Filter, Sort};

use super::page::{Markup, Page, Section};
use super::render;
use super::rings::Rings;
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
    rings: Rings,
}

impl Found {
    fn ring(&self, one: &list::Listed) -> Markup {
        let state = Loyalty::parse(one.state).unwrap_or_default();
        let stage = Stage::ALL.into_iter().find(|stage| stage.word() == one.stage);
        self.rings.inline(&self.page, &one.id, &state, &stage.unwrap_or_default())
    }
}

/// People whose names begin as typed, on either keyboard, or else as was meant.
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
    if people.is_empty() {
        people = meant(&app, &visitor, query.as_bytes()).await?;
    }
    let page = Page::of(&app, &visitor, Section::Elsewhere, "nav-people");
    let ids: Vec<PersonId> = people.iter().map(|one| one.id).collect();
    let mut session = app.store().read().await?;
    let rings = Rings::of(&app, &mut session, &visitor, &ids).await?;
    render(&Found { page, people, rings })
}

/// Whom what was typed may have meant: in the other script, with a slip, by a handle.
async fn meant(app: &App, visitor: &Visitor, query: &[u8]) -> Result<Vec<list::Listed>, WebError> {
    let typed = form_urlencoded::parse(query).find(|(name, _)| name == "q");
    let Some((_, typed)) = typed else { return Ok(Vec::new()) };
    let (mut session, brand) = (app.store().read().await?, &visitor.brand);
    let found = called(&mut session, brand, &typed, SHOWN as usize).await?;
    Ok(list::describe(&mut session, brand, &found, app.now()).await?)
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
