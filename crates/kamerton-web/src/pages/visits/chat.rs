//! The talk: a visitor writes, we answer, and they read it when they look again.
//!
//! A visitor is known by a secret that their browser keeps and shows with every question; we hold its
//! hash. A question for news waits until there is some.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use askama::Template;
use axum::Json;
use axum::extract::Query;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kamerton_app::channels::{Line, visitor};
use kamerton_app::live::{Policy, Surface};
use kamerton_core::id::WorkspaceId;
use kamerton_store::notices::{self, Change, Notice};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::given::{self, LONGEST_TEXT};
use super::{Visited, hidden};
use crate::http::errors::WebError;
use crate::pages::page::Page;
use crate::pages::render;
use crate::words::Arg;

/// The header that shows the secret of a visitor.
const SECRET: &str = "x-visitor";
/// So long a question for news waits for some.
const WAIT: Duration = Duration::from_secs(25);
/// The longest that such a question may take.
pub const LONGEST: Duration = Duration::from_secs(40);
/// After news a question looks again no sooner: much may come in at a time.
const PAUSE: Duration = Duration::from_millis(250);
/// So many may wait at a time; whoever comes then is answered at once and asks again later.
static WAITING: Semaphore = Semaphore::const_new(1_000);

#[derive(Template)]
#[template(path = "visits/chat.html")]
struct ChatPage {
    page: Page,
    here: String,
    form: String,
    title: String,
    greeting: String,
    policy: Policy,
    asks: bool,
    most: usize,
}

/// Shows the talk. What was said comes by the script, which has the secret.
///
/// # Errors
/// When there is no such connection.
pub async fn show(visited: Visited) -> Result<Response, WebError> {
    let mut page = Page::of_guest(&visited.app, visited.lang, "visit-chat-title");
    let pages = visited.front.pages.clone();
    page.title = format!("{}: {}", page.title, pages.title);
    let shown = ChatPage {
        here: format!("{}/chat", visited.path()),
        form: format!("{}/form", visited.path()),
        title: pages.title,
        greeting: pages.greeting,
        policy: pages.policy,
        asks: pages.asks,
        most: LONGEST_TEXT,
        page,
    };
    Ok(visited.framed(render(&shown)?))
}

/// What a visitor writes.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Saying {
    /// Its name, made by the page: the same at every try.
    id: String,
    text: String,
    name: String,
    email: String,
    agree: bool,
}

/// Who shows their secret; whoever shows none is answered as if nothing were there.
fn who(visited: &Visited, headers: &HeaderMap) -> Result<String, WebError> {
    let secret = headers.get(SECRET).and_then(|secret| secret.to_str().ok());
    visitor(visited.id, secret.unwrap_or_default()).ok_or(WebError::NotFound)
}

/// Takes in what was written. It is on the disk when the answer comes.
///
/// # Errors
/// When there is no such connection, the secret is none, somebody wrote too often, or it could not be kept.
pub async fn write(
    visited: Visited,
    headers: HeaderMap,
    Json(saying): Json<Saying>,
) -> Result<Response, WebError> {
    let visitor = who(&visited, &headers)?;
    visited.count()?;
    if !given::is_id(&saying.id) {
        return Err(WebError::NotFound);
    }
    let given = match given::read(&saying.text, &saying.name, &saying.email, "") {
        Ok(given) => given,
        Err(wrong) => {
            let (field, id) = wrong.words();
            return Ok(refused(&visited, field, id));
        }
    };
    let policy = visited.front.pages.policy.clone();
    if given.email.is_some() && !saying.agree && !policy.version.is_empty() {
        return Ok(refused(&visited, "agree", "visit-wrong-agree"));
    }
    let mut written = visited.written(Surface::Talk { visitor }, &saying.id, given);
    if let Some(email) = &written.email {
        let line = |id, text: &str| visited.for_us(id, &[("text", Arg::Text(text))]);
        let mut told = vec![line("visit-claimed", email)];
        if !policy.version.is_empty() {
            told.push(line("visit-agreed-to", &policy.version));
        }
        written.remark = Some(told.join("\n"));
        written.policy = Some(policy).filter(|policy| !policy.version.is_empty());
    }
    let kept = visited.app.channels().write(&visited.brand, visited.id, &written).await;
    kept.map_err(hidden)?;
    Ok((StatusCode::ACCEPTED, Json(json!({ "id": format!("v{}", saying.id) }))).into_response())
}

fn refused(visited: &Visited, field: &str, id: &str) -> Response {
    let most = i64::try_from(LONGEST_TEXT).unwrap_or(i64::MAX);
    let why = visited.app.words(visited.lang).say(id, &[("count", Arg::Number(most))]);
    let body = json!({ "field": field, "why": why });
    (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
}

/// What the page has seen already.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Seen {
    seen: String,
}

/// What was said, as soon as it is something else than what the page has seen.
///
/// # Errors
/// When there is no such connection, the secret is none, or the store cannot.
pub async fn said(
    visited: Visited,
    headers: HeaderMap,
    Query(seen): Query<Seen>,
) -> Result<Response, WebError> {
    let visitor = who(&visited, &headers)?;
    // Before the first look, so that nothing happens unheard in between.
    let mut changes = notices::listen(visited.app.store());
    let mut ending = visited.app.ending();
    let room = WAITING.try_acquire();
    let wait = if room.is_ok() && !seen.seen.is_empty() { WAIT } else { Duration::ZERO };
    let until = tokio::time::Instant::now() + wait;
    loop {
        let talk = visited.app.channels().talk(&visited.brand, visited.id, &visitor);
        let lines = talk.await.map_err(hidden)?;
        let version = version(&lines);
        if version != seen.seen {
            return Ok(told(&version, &lines));
        }
        let changed = tokio::select! {
            changed = changed(&mut changes, visited.brand.id) => changed,
            () = tokio::time::sleep_until(until) => false,
            _ = ending.wait_for(|ending| *ending) => false,
        };
        if !changed {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
        // While a lot comes in, it is looked at once in a while.
        if tokio::time::timeout_at(until, tokio::time::sleep(PAUSE)).await.is_err() {
            return Ok(StatusCode::NO_CONTENT.into_response());
        }
    }
}

/// Waits until something of a brand has changed that may be a message; says whether that can be heard.
async fn changed(changes: &mut Receiver<Notice>, own: WorkspaceId) -> bool {
    loop {
        match changes.recv().await {
            Ok(Notice::Changed(workspace, Change::Facts)) if workspace == own => return true,
            Ok(Notice::Changed(..)) => {}
            Ok(Notice::Missed) | Err(RecvError::Lagged(_)) => return true,
            Err(RecvError::Closed) => return false,
        }
    }
}

fn told(version: &str, lines: &[Line]) -> Response {
    let line = |line: &Line| json!({ "id": line.id, "theirs": line.theirs, "text": line.text, "at": line.at.rfc3339() });
    let lines: Vec<serde_json::Value> = lines.iter().map(line).collect();
    Json(json!({ "version": version, "lines": lines })).into_response()
}

/// Another word whenever something else is to be shown.
fn version(lines: &[Line]) -> String {
    let mut hash = DefaultHasher::new();
    for line in lines {
        (&line.id, line.theirs, &line.text).hash(&mut hash);
    }
    format!("{:x}", hash.finish())
}
