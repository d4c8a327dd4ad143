//! Whether a place that is connected is one whose history was imported.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_app::channels::Candidate;
use kamerton_app::{AppError, Refusal};
use kamerton_core::id::{ConnectionId, PlaceId};
use serde::Deserialize;

use super::super::{Asked, Tabs, page};
use super::{id, missing};
use crate::app::App;
use crate::beside::beside;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::pages::{go, refuse, render};
use crate::refusal_words;

/// A place that it may be.
struct Line {
    place: PlaceId,
    title: String,
    grounds: Vec<String>,
}

#[derive(Template)]
#[template(path = "settings/channels/same.html")]
struct SamePage {
    page: Page,
    tabs: Tabs,
    id: ConnectionId,
    channel: String,
    title: String,
    remote: String,
    lines: Vec<Line>,
    wrong: Option<String>,
}

/// Which place is meant.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Meant {
    /// The platform's id of the connected place.
    place: String,
    /// The imported place.
    same: String,
}

async fn put_together(
    app: &App,
    visitor: &Visitor,
    id: ConnectionId,
    remote: &str,
) -> Result<SamePage, WebError> {
    let page = page(app, visitor, &Asked::default());
    let one = app.channels().show(&visitor.brand, id).await.map_err(missing)?;
    let reached = one.places.iter().find(|place| place.remote_id == remote);
    let reached = reached.ok_or(WebError::NotFound)?;
    let candidates =
        app.channels().candidates(&visitor.brand, id, remote).await.map_err(missing)?;
    let lines = candidates.iter().map(|candidate| Line {
        place: candidate.place,
        title: candidate.title.clone(),
        grounds: grounds(&page, visitor, candidate, app),
    });
    Ok(SamePage {
        tabs: Tabs::of(visitor, "channels"),
        lines: lines.collect(),
        id,
        channel: one.name.clone(),
        title: if reached.title.is_empty() { remote.to_owned() } else { reached.title.clone() },
        remote: remote.to_owned(),
        wrong: None,
        page,
    })
}

fn grounds(page: &Page, visitor: &Visitor, candidate: &Candidate, app: &App) -> Vec<String> {
    let mut grounds = Vec::new();
    if candidate.same_title {
        grounds.push(page.say("channels-adopt-same-title"));
    }
    if candidate.same_words > 0 {
        grounds.push(page.count("channels-adopt-same-words", &candidate.same_words));
    }
    if candidate.same_numbers > 0 {
        grounds.push(page.count("channels-adopt-same-numbers", &candidate.same_numbers));
    }
    if let Some(last) = candidate.last {
        let when = format::moment_near(page.lang, &visitor.brand.zone, last, app.now());
        grounds.push(page.with("channels-adopt-last", "when", &when));
    }
    grounds
}

/// Shows which imported places it may be.
///
/// # Errors
/// When there is no such place, or the store cannot.
pub async fn same(
    State(app): State<App>,
    visitor: Visitor,
    Path(connection): Path<String>,
    Query(meant): Query<Meant>,
) -> Result<Response, WebError> {
    render(&put_together(&app, &visitor, id(&connection)?, &meant.place).await?)
}

/// Says that it is one of them.
///
/// # Errors
/// When there is no such place, or the store cannot.
pub async fn adopt(
    State(app): State<App>,
    visitor: Visitor,
    Path(connection): Path<String>,
    Form(meant): Form<Meant>,
) -> Result<Response, WebError> {
    let id = id(&connection)?;
    let place: PlaceId = meant.same.parse().map_err(|_| WebError::NotFound)?;
    let (own, remote) = ((app.clone(), visitor.clone()), meant.place.clone());
    let done = beside(move || async move {
        let (app, visitor) = own;
        let by = visitor.who.actor();
        app.channels().adopt(&visitor.brand, id, &remote, place, &by).await
    });
    match done.await {
        Ok(_) => Ok(go(&format!("/settings/channels/{id}?saved=channel-adopted"))),
        Err(AppError::Refused(Refusal::Channel(refusal))) => {
            let mut shown = put_together(&app, &visitor, id, &meant.place).await?;
            shown.wrong = Some(refusal_words::why(shown.page.words(), &Refusal::Channel(refusal)));
            refuse(&shown)
        }
        Err(error) => Err(error.into()),
    }
}
