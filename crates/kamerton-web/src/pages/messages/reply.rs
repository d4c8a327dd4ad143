//! Answering a message where it stands, and what became of the answers.

use askama::Template;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use kamerton_app::channels::{self, Answer, Settled, WayBack};
use kamerton_app::{AppError, Refusal};
use kamerton_core::access::Action;
use kamerton_core::id::{MessageId, OutgoingId};
use kamerton_core::time::Instant;

use super::sent::Sent;
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::given::Given;
use crate::pages::go;
use crate::pages::page::{Page, back};
use crate::refusal_words;
use crate::words::Arg;

/// So many bytes an answer may have with its files.
pub const MOST_BYTES: usize = 32 << 20;

/// What of a message's page is about answering it.
#[derive(Template)]
#[template(path = "messages/reply.html")]
pub struct Replies {
    page: Page,
    id: MessageId,
    /// How it can be answered, in sentences.
    way: Option<Vec<String>>,
    most: usize,
    /// How many files may go along, and how large they may be, in a sentence; nothing where none may.
    files: Option<String>,
    /// Why it cannot be.
    why_not: Option<String>,
    /// What was typed and not sent, with what is wrong with it.
    typed: String,
    wrong: Option<String>,
    sent: Vec<Sent>,
}

/// What a visitor may see and do about answering a message; nothing for those who may not answer.
///
/// # Errors
/// When the store cannot.
pub async fn replies(
    app: &App,
    visitor: &Visitor,
    page: Page,
    id: MessageId,
    typed: Option<(String, String)>,
) -> Result<Option<Replies>, WebError> {
    let now = app.now();
    let rows = app.channels().sent_about(&visitor.brand, id).await?;
    let sent: Vec<Sent> = rows.iter().map(|row| Sent::of(&page, visitor, row, now)).collect();
    if !visitor.who.may(Action::Answer) {
        return Ok(None);
    }
    let (way, why_not) = match app.channels().way_back(&visitor.brand, visitor.sight(), id).await {
        Ok(way) => (Some(way), None),
        Err(AppError::Refused(refusal)) => (None, Some(refusal_words::why(page.words(), &refusal))),
        Err(error) => return Err(error.into()),
    };
    let (typed, wrong) = typed.unzip();
    Ok(Some(Replies {
        id,
        most: way.as_ref().map_or(0, |way| way.longest_text),
        files: way.as_ref().and_then(|way| files_help(&page, way.most_files, way.largest_file)),
        way: way.as_ref().map(|way| told(&page, visitor, way, now)),
        why_not,
        typed: typed.unwrap_or_default(),
        wrong,
        sent,
        page,
    }))
}

/// How many files may go along, `most` at most, and how large they may be: each, where its channel
/// asks for less than the form takes, and altogether.
pub fn files_help(page: &Page, most: usize, largest: usize) -> Option<String> {
    let words = page.words();
    let size = |bytes: usize| format::bytes(words.language(), bytes as u64);
    let (each, all) = (size(largest), size(MOST_BYTES));
    let count = i64::try_from(most).unwrap_or(i64::MAX);
    let args =
        [("count", Arg::Number(count)), ("size", Arg::Text(&each)), ("all", Arg::Text(&all))];
    let id = match largest < MOST_BYTES {
        true => "reply-files-help",
        false => "reply-files-help-together",
    };
    (count > 0).then(|| words.say(id, &args))
}

fn told(page: &Page, visitor: &Visitor, way: &WayBack, now: Instant) -> Vec<String> {
    let channel = Arg::Text(&way.channel);
    let mut told = vec![match way.account.as_str() {
        "" => page.words().say("reply-by-unnamed", &[("channel", channel)]),
        account => {
            page.words().say("reply-by", &[("channel", channel), ("account", Arg::Text(account))])
        }
    }];
    told.push(match way.private {
        true => page.say("reply-seen-private"),
        false => page.with("reply-seen-place", "place", &way.place),
    });
    if let Some(until) = way.until {
        let when = format::moment_near(page.lang, &visitor.brand.zone, until, now);
        told.push(page.with("reply-until", "when", &when));
    }
    told
}

/// Answers a message.
///
/// # Errors
/// When there is no such message for this visitor, or the store cannot.
pub async fn answer(
    State(app): State<App>,
    visitor: Visitor,
    Path(message): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let id: MessageId = message.parse().map_err(|_| WebError::NotFound)?;
    let given = match Given::of(request).await {
        Ok(given) => given,
        Err((given, StatusCode::PAYLOAD_TOO_LARGE)) => {
            let words = app.words(visitor.lang);
            let size = format::bytes(words.language(), MOST_BYTES as u64);
            let why = words.say("reply-files-too-much", &[("size", Arg::Text(&size))]);
            let text = given.field("text").to_owned();
            return super::reading::refused(&app, &visitor, id, text, why).await;
        }
        Err(_) => return Err(Refusal::BrokenForm.into()),
    };
    let text = given.field("text").to_owned();
    if let Some(gap) = kamerton_core::answer::gap(&text) {
        let why = app.words(visitor.lang).say("reply-gap", &[("gap", Arg::Text(gap))]);
        return super::reading::refused(&app, &visitor, id, text, why).await;
    }
    let answer = Answer {
        message: id,
        text: text.clone(),
        files: given.files,
        by: visitor.who.actor(),
        id: None,
    };
    match app.channels().reply_to(&visitor.brand, visitor.sight(), &answer).await {
        Ok(_) => Ok(go(&format!("/messages/{id}?did=reply"))),
        Err(AppError::Refused(Refusal::NoMessage { .. })) => Err(WebError::NotFound),
        Err(AppError::Refused(refusal)) => {
            let why = refusal_words::why(app.words(visitor.lang), &refusal);
            super::reading::refused(&app, &visitor, id, text, why).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is to be done with something that went out.
///
/// # Errors
/// When there is no such thing, it has moved on, or the store cannot.
pub async fn settle(
    State(app): State<App>,
    visitor: Visitor,
    Path((outgoing, deed)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let id: OutgoingId = outgoing.parse().map_err(|_| WebError::NotFound)?;
    let (channels, brand, by) = (app.channels(), &visitor.brand, visitor.who.actor());
    let needed = channels::needs(&channels.outgoing(brand, id).await?);
    if !visitor.who.may(needed) {
        return Err(WebError::Forbidden);
    }
    match deed.as_str() {
        "was" => channels.settle(brand, id, Settled::Sent, &by).await?,
        "again" => channels.settle(brand, id, Settled::SendAgain, &by).await?,
        "dropped" => channels.settle(brand, id, Settled::Dropped, &by).await?,
        "cancel" => channels.cancel(brand, id, &by).await?,
        "retry" => channels.retry(brand, id, &by).await?,
        _ => return Err(WebError::NotFound),
    }
    Ok(go(&back(&headers)))
}
