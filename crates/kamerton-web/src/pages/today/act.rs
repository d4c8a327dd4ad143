//! What is done with a step: done, later, never, taken over, and taken back.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::today::{self, Act};
use kamerton_app::{AppError, Refusal};
use kamerton_core::id::StepId;
use kamerton_core::time::Instant;
use serde::Deserialize;

use super::{LATER_DAYS, Step, toast};
use crate::app::App;
use crate::format::Language;
use crate::http::errors::WebError;
use crate::http::guard::{Visitor, is_htmx};
use crate::pages::page::{Page, Section, Toast};
use crate::pages::{go, render};
use crate::refusal_words;
use crate::step_words;

/// What takes the place of a step, with the message.
#[derive(Template)]
#[template(path = "today/acted.html")]
struct Acted {
    page: Page,
    step: Step,
}

/// Which list one comes from.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Origin {
    whose: String,
}

impl Origin {
    /// Back to the list, with what is to be said of a step.
    fn back(&self, word: &str, id: StepId) -> Response {
        let whose = if self.whose == "all" { "whose=all&" } else { "" };
        go(&format!("/?{whose}{word}={id}"))
    }
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
    Query(from): Query<Origin>,
    headers: HeaderMap,
) -> Answer {
    act(&app, &visitor, &step, |_| Act::Done, &from, &headers).await
}

/// The step comes again in some days.
///
/// # Errors
/// When there is no such step, or the store cannot.
pub async fn later(
    State(app): State<App>,
    visitor: Visitor,
    Path(step): Path<String>,
    Query(from): Query<Origin>,
    headers: HeaderMap,
) -> Answer {
    let zone = visitor.brand.zone.clone();
    act(&app, &visitor, &step, |now| Act::Later(zone.day(now).plus(LATER_DAYS)), &from, &headers)
        .await
}

/// The step never comes again.
///
/// # Errors
/// When there is no such step, or the store cannot.
pub async fn never(
    State(app): State<App>,
    visitor: Visitor,
    Path(step): Path<String>,
    Query(from): Query<Origin>,
    headers: HeaderMap,
) -> Answer {
    act(&app, &visitor, &step, |_| Act::Never, &from, &headers).await
}

/// Who had the step when it was looked at.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Had {
    from: String,
}

/// The step is taken over from a colleague.
///
/// # Errors
/// When there is no such step, or the store cannot.
pub async fn take(
    State(app): State<App>,
    visitor: Visitor,
    Path(step): Path<String>,
    Query(from): Query<Origin>,
    Form(had): Form<Had>,
) -> Answer {
    let id: StepId = step.parse().map_err(|_| WebError::NotFound)?;
    let what = Act::Take { from: had.from.parse().ok() };
    match apply(&app, &visitor, id, what, app.now()).await? {
        None => Ok(from.back("took", id)),
        Some(_) => Ok(from.back("late", id)),
    }
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
    from: &Origin,
    headers: &HeaderMap,
) -> Answer {
    let id: StepId = step.parse().map_err(|_| WebError::NotFound)?;
    let now = app.now();
    let late = apply(app, visitor, id, what(now), now).await?;
    if !is_htmx(headers) {
        return Ok(from.back(if late.is_some() { "late" } else { "did" }, id));
    }
    let day = visitor.brand.zone.day(now);
    let steps = today::steps_of(app.store(), &visitor.brand, day).await?;
    let found = steps.into_iter().find(|(row, _)| row.id == id);
    let (row, view) = found.ok_or(WebError::NotFound)?;
    let mut page = Page::of(app, visitor, Section::Today, "today-heading");
    page.toast = Some(match late {
        Some(refusal) => Toast { text: refusal_words::why(page.words(), &refusal), undo: None },
        None => toast(&page, &row, &view.name),
    });
    let spoken = app.words(step_words::tongue(&view, Language::of(&visitor.brand.lang)));
    let step = Step::new((page.words(), spoken), row, view, now);
    render(&Acted { page, step })
}

/// Does it and writes it down; gives the refusal when somebody else was first.
async fn apply(
    app: &App,
    visitor: &Visitor,
    id: StepId,
    what: Act,
    now: Instant,
) -> Result<Option<Refusal>, WebError> {
    let by = Some(visitor.who.user.id);
    let row = match today::act(app.store(), &visitor.brand, id, what, by, now).await {
        Ok(row) => row,
        Err(AppError::Refused(
            late @ (Refusal::StepSettled { .. } | Refusal::StepTaken { .. }),
        )) => return Ok(Some(late)),
        Err(other) => return Err(other.into()),
    };
    let took = matches!(what, Act::Take { .. });
    let word = if took { "step.take".to_owned() } else { format!("step.{}", row.status) };
    let deed = Deed { what: &word, object: &id.to_string(), count: 1 };
    audit::note(app.store(), &visitor.brand, &visitor.who.actor(), &deed, now).await?;
    Ok(None)
}
