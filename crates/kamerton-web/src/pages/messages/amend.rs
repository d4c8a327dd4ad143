//! Changing and taking back what we said.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use kamerton_app::channels::Amendment;
use kamerton_app::{AppError, Refusal};
use kamerton_core::access::Action;
use kamerton_core::id::MessageId;
use serde::Deserialize;

use super::sent::Sent;
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::go;
use crate::pages::page::Page;
use crate::refusal_words;

/// What of a message of ours is about changing it.
#[derive(Template)]
#[template(path = "messages/amend.html")]
pub struct Changes {
    page: Page,
    id: MessageId,
    /// The longest text; nothing where the text cannot be changed.
    most: Option<usize>,
    until: Option<String>,
    deletes: bool,
    /// Why nothing can be changed.
    why_not: Option<String>,
    /// The text as it stands, or as it was typed and not taken.
    text: String,
    wrong: Option<String>,
    sent: Vec<Sent>,
}

/// What a visitor may change of a message of ours; nothing for those who may not.
///
/// # Errors
/// When the store cannot.
pub async fn changes(
    app: &App,
    visitor: &Visitor,
    page: Page,
    (id, text): (MessageId, String),
    typed: Option<(String, String)>,
) -> Result<Option<Changes>, WebError> {
    if !visitor.who.may(Action::Answer) {
        return Ok(None);
    }
    let now = app.now();
    let rows = app.channels().sent_about(&visitor.brand, id).await?;
    let sent = rows.iter().map(|row| Sent::of(&page, visitor, row, now)).collect();
    let (typed, wrong) = typed.unzip();
    let mut changes = Changes {
        id,
        most: None,
        until: None,
        deletes: false,
        why_not: None,
        text: typed.unwrap_or(text),
        wrong,
        sent,
        page,
    };
    match app.channels().amendable(&visitor.brand, visitor.sight(), id).await {
        Ok(can) => {
            let near = |at| format::moment_near(changes.page.lang, &visitor.brand.zone, at, now);
            changes.until = can.until.map(near);
            (changes.most, changes.deletes) = (can.longest_text, can.deletes);
        }
        Err(AppError::Refused(refusal)) => {
            changes.why_not = Some(refusal_words::why(changes.page.words(), &refusal));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Some(changes))
}

/// What the form says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    text: String,
}

/// Changes the text of a message of ours.
///
/// # Errors
/// When there is no such message for this visitor, or the store cannot.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(message): Path<String>,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    amend(&app, &visitor, &message, Some(given.text)).await
}

/// Takes a message of ours back.
///
/// # Errors
/// As [`change`].
pub async fn take_back(
    State(app): State<App>,
    visitor: Visitor,
    Path(message): Path<String>,
) -> Result<Response, WebError> {
    amend(&app, &visitor, &message, None).await
}

async fn amend(
    app: &App,
    visitor: &Visitor,
    message: &str,
    text: Option<String>,
) -> Result<Response, WebError> {
    let id: MessageId = message.parse().map_err(|_| WebError::NotFound)?;
    let amendment = Amendment { message: id, text: text.clone(), by: visitor.who.actor() };
    match app.channels().amend(&visitor.brand, visitor.sight(), &amendment).await {
        Ok(_) => Ok(go(&format!("/messages/{id}?did=amend"))),
        Err(AppError::Refused(Refusal::NoMessage { .. })) => Err(WebError::NotFound),
        Err(AppError::Refused(refusal)) => {
            let why = refusal_words::why(app.words(visitor.lang), &refusal);
            super::reading::refused(app, visitor, id, text.unwrap_or_default(), why).await
        }
        Err(error) => Err(error.into()),
    }
}
