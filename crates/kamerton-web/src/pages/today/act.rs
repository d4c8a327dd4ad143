//! What is done with a step: done, later, never, and taken back.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::today::{self, Act};
use kamerton_core::id::StepId;
use kamerton_core::time::Instant;

use super::{LATER_DAYS, Step, toast};
use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::{Visitor, is_htmx};
use crate::pages::page::{Page, Section};
use crate::pages::{go, render};

/// What takes the place of a step, with the message.
#[derive(Template)]
#[template(path = "today/acted.html")]
struct Acted {
    page: Page,
    step: Step,
}

type Answer = Result<Response, WebError>;

/// The step is done.
///
/// # Errors
/// When there is no such step, or the store cannot.
pub async fn done(
    State(app): State<App>,
    visitor: Visitor,
    Path(step): Path<String>,
    headers: HeaderMap,
) -> Answer {
    act(&app, &visitor, &step, |_| Act::Done, &headers).await
}

/// The step comes again in some days.
///
/// # Errors
/// When there is no such step, or the store cannot.
pub async fn later(
    State(app): State<App>,
    visitor: Visitor,
    Path(step): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let zone = visitor.brand.zone.clone();
    act(&app, &visitor, &step, |now| Act::Later(zone.day(now).plus(LATER_DAYS)), &headers).await
}

/// The step never comes again.
///
/// # Errors
/// When there is no such step, or the store cannot.
pub async fn never(
    State(app): State<App>,
    visitor: Visitor,
    Path(step): Path<String>,
    headers: HeaderMap,
) -> Answer {
    act(&app, &visitor, &step, |_| Act::Never, &headers).await
}

/// What was said last of the step is taken back.
///
/// # Errors
/// When there is nothing to take back, or the store cannot.
pub async fn undo(State(app): State<App>, visitor: Visitor, Path(step): Path<String>) -> Answer {
    let id: StepId = step.parse().map_err(|_| WebError::NotFound)?;
    apply(&app, &visitor, id, Act::Undo, app.now()).await?;
    Ok(go(&format!("/?did={id}")))
}

async fn act(
    app: &App,
    visitor: &Visitor,
    step: &str,
    what: impl FnOnce(Instant) -> Act,
    headers: &HeaderMap,
) -> Answer {
    let id: StepId = step.parse().map_err(|_| WebError::NotFound)?;
    let now = app.now();
    apply(app, visitor, id, what(now), now).await?;
    if !is_htmx(headers) {
        return Ok(go(&format!("/?did={id}")));
    }
    let day = visitor.brand.zone.day(now);
    let steps = today::steps_of(app.store(), &visitor.brand, day).await?;
    let found = steps.into_iter().find(|(row, _)| row.id == id);
    let (row, view) = found.ok_or(WebError::NotFound)?;
    let mut page = Page::of(app, visitor, Section::Today, "today-heading");
    page.toast = Some(toast(&page, &row, &view.name));
    let step = Step::new(page.words(), row, view, now);
    render(&Acted { page, step })
}

async fn apply(
    app: &App,
    visitor: &Visitor,
    id: StepId,
    what: Act,
    now: Instant,
) -> Result<(), WebError> {
    let row = today::act(app.store(), &visitor.brand, id, what, now).await;
    let row = row.map_err(|error| match error {
        kamerton_app::AppError::Asked(_) => WebError::NotFound,
        other => other.into(),
    })?;
    let word = format!("step.{}", row.status);
    let deed = Deed { what: &word, object: &id.to_string(), count: 1 };
    Ok(audit::note(app.store(), &visitor.brand, &visitor.who.actor(), &deed, now).await?)
}
