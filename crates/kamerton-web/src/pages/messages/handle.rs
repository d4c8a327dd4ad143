//! What one of us can do with a message beside answering it: pin it, show it elsewhere, delete it, restrict
//! its author.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use kamerton_app::channels::{Doing, Handling, Intent, LONGEST_REASON};
use kamerton_app::live::Restriction;
use kamerton_app::{AppError, Refusal};
use kamerton_core::access::Action;
use kamerton_core::id::MessageId;

use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::given::Given;
use crate::pages::go;
use crate::pages::page::Page;
use crate::refusal_words;

/// For how many hours somebody can be restricted; nothing is for good.
const HOURS: [&str; 5] = ["1", "24", "168", "720", ""];

/// What was typed and not taken, and what is wrong with it.
#[derive(Default)]
pub struct Wrong {
    /// Of which form.
    pub form: &'static str,
    /// Why it was not taken.
    pub why: String,
    /// What was typed there: what we say to it, or why.
    pub text: String,
}

/// What of a message's page is about handling it.
#[derive(Template)]
#[template(path = "messages/handle.html")]
pub struct Handles {
    page: Page,
    id: MessageId,
    can: Handling,
    /// What the visitor may of it.
    publishes: bool,
    moderates: bool,
    /// What tells this page from another: pressed twice is one.
    wish: String,
    hours: &'static [&'static str],
    longest_reason: usize,
    wrong: Wrong,
}

impl Handles {
    fn is_wrong(&self, form: &str) -> bool {
        self.wrong.form == form
    }

    fn typed(&self, form: &str) -> &str {
        if self.is_wrong(form) { &self.wrong.text } else { "" }
    }

    fn pins(&self) -> bool {
        self.publishes && self.can.pins
    }

    fn shows(&self) -> bool {
        self.publishes && !self.can.shows_in.is_empty()
    }

    fn deletes(&self) -> bool {
        self.moderates && self.can.deletes
    }

    /// How the author can be restricted, by words.
    fn restricts(&self) -> Vec<&'static str> {
        let all = self.can.restricts.iter().filter(|_| self.moderates);
        all.map(|one| word(*one)).collect()
    }

    fn is_empty(&self) -> bool {
        !self.pins() && !self.shows() && !self.deletes() && self.restricts().is_empty()
    }

    fn span(&self, hours: &str) -> String {
        self.page.word("handle-hours", if hours.is_empty() { "ever" } else { hours })
    }
}

const fn word(restriction: Restriction) -> &'static str {
    match restriction {
        Restriction::Silent => "silent",
        Restriction::Out => "out",
        Restriction::Lifted => "lifted",
    }
}

fn restriction(word: &str) -> Option<Restriction> {
    let all = [Restriction::Silent, Restriction::Out, Restriction::Lifted];
    all.into_iter().find(|one| self::word(*one) == word)
}

/// What a visitor may do with a message; nothing for those who may not, and where nothing can be done.
///
/// # Errors
/// When the store cannot.
pub async fn handles(
    app: &App,
    visitor: &Visitor,
    page: Page,
    id: MessageId,
    wrong: Option<Wrong>,
) -> Result<Option<Handles>, WebError> {
    let may = |action| visitor.who.may(action);
    let (publishes, moderates) = (may(Action::Publish), may(Action::Moderate));
    if !publishes && !moderates {
        return Ok(None);
    }
    let can = match app.channels().handling(&visitor.brand, visitor.sight(), id).await {
        Ok(can) => can,
        // Why nothing can be done stands beside the answer already.
        Err(AppError::Refused(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let handles = Handles {
        page,
        id,
        can,
        publishes,
        moderates,
        wish: app.now().micros().to_string(),
        hours: &HOURS,
        longest_reason: LONGEST_REASON,
        wrong: wrong.unwrap_or_default(),
    };
    Ok(Some(handles).filter(|handles| !handles.is_empty()))
}

/// Pins a message, or lets go of it.
///
/// # Errors
/// When there is no such message for this visitor, or the store cannot.
pub async fn pin(
    State(app): State<App>,
    visitor: Visitor,
    Path(message): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let (id, given) = read(&message, request).await?;
    let doing = Doing::Pin { message: id, pinned: given.field("pinned") != "0" };
    carry_out(&app, &visitor, id, &given, doing, "pin").await
}

/// Shows a message in another place.
///
/// # Errors
/// As [`pin`].
pub async fn repost(
    State(app): State<App>,
    visitor: Visitor,
    Path(message): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let (id, given) = read(&message, request).await?;
    let place = given.field("place").parse().map_err(|_| WebError::NotFound)?;
    let doing = Doing::Repost { message: id, place, text: given.field("text").to_owned() };
    carry_out(&app, &visitor, id, &given, doing, "repost").await
}

/// Deletes what somebody else said.
///
/// # Errors
/// As [`pin`].
pub async fn delete(
    State(app): State<App>,
    visitor: Visitor,
    Path(message): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let (id, given) = read(&message, request).await?;
    let doing = Doing::Delete { message: id, reason: given.field("text").to_owned() };
    carry_out(&app, &visitor, id, &given, doing, "delete").await
}

/// Shuts the author of a message up or out, or lets them in again.
///
/// # Errors
/// As [`pin`].
pub async fn restrict(
    State(app): State<App>,
    visitor: Visitor,
    Path(message): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let (id, given) = read(&message, request).await?;
    let restriction = restriction(given.field("how")).ok_or(WebError::NotFound)?;
    let hours = match given.field("hours") {
        "" => None,
        hours if HOURS.contains(&hours) => hours.parse().ok(),
        _ => return Err(WebError::NotFound),
    };
    let reason = given.field("text").to_owned();
    let doing = Doing::Restrict { message: id, restriction, hours, reason };
    carry_out(&app, &visitor, id, &given, doing, "restrict").await
}

async fn read(message: &str, request: Request) -> Result<(MessageId, Given), WebError> {
    let id = message.parse().map_err(|_| WebError::NotFound)?;
    let given = Given::of(request).await.map_err(|_| Refusal::BrokenForm)?;
    Ok((id, given))
}

async fn carry_out(
    app: &App,
    visitor: &Visitor,
    id: MessageId,
    given: &Given,
    doing: Doing,
    form: &'static str,
) -> Result<Response, WebError> {
    let by = visitor.who.actor();
    let intent = Intent { name: given.field("wish").to_owned(), doing, by };
    match app.channels().carry_out(&visitor.brand, visitor.sight(), &intent).await {
        Ok(_) => Ok(go(&format!("/messages/{id}?did={form}"))),
        Err(AppError::Refused(Refusal::NoMessage { .. } | Refusal::NoPlace(_))) => {
            Err(WebError::NotFound)
        }
        Err(AppError::Refused(refusal)) => {
            let why = refusal_words::why(app.words(visitor.lang), &refusal);
            let text = given.field("text").to_owned();
            super::reading::not_handled(app, visitor, id, Wrong { form, why, text }).await
        }
        Err(error) => Err(error.into()),
    }
}
