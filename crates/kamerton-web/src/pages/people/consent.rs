//! Consents to read somebody's own page: what was given, giving, withdrawing, taking that back.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_app::people::consents::{self, Consents, Given, MANNERS, Posts};
use kamerton_core::access::Action;
use kamerton_core::id::{ConsentId, MessageId};
use kamerton_core::time::{Day, Instant};
use kamerton_store::consents::ConsentRow;
use kamerton_store::identities::IdentityRow;
use serde::Deserialize;

use super::act::{did, id, missing};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::words::Arg;

type Answer = Result<Response, WebError>;

/// A consent as the page shows it.
pub struct Shown {
    pub id: ConsentId,
    /// Which page of theirs.
    pub account: String,
    pub holds: bool,
    pub words: String,
    /// How and when it was given, who wrote it down.
    pub how: String,
    pub message: Option<MessageId>,
    /// Who withdrew it and when, and what became of what was read.
    pub withdrawn: Option<String>,
    pub withdrawn_words: Option<String>,
}

/// What the page shows of consents.
#[derive(Default)]
pub struct Card {
    pub given: Vec<Shown>,
    /// Accounts that could be followed: id and name.
    pub possible: Vec<(String, String)>,
    pub manners: [&'static str; 3],
    pub today: String,
}

impl Card {
    /// What is known of a person's consents, in words.
    pub fn of(visitor: &Visitor, page: &Page, known: &Consents, now: Instant) -> Self {
        let Consents { given, possible } = known;
        let possible = possible.iter().filter(|_| visitor.who.may(Action::NotePeople));
        Self {
            given: given.iter().map(|one| shown(page, visitor, one, now)).collect(),
            possible: possible.map(|one| (one.id.to_string(), called(page, one))).collect(),
            manners: MANNERS,
            today: visitor.brand.zone.day(now).to_string(),
        }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty() && self.possible.is_empty()
    }
}

/// An account by its channel and name.
fn called(page: &Page, account: &IdentityRow) -> String {
    let name = account.name.as_deref().or(account.handle.as_deref());
    let name = format::name(name.unwrap_or(&account.remote_id));
    format!("{}: {name}", page.word_or_raw("channel", &account.kind))
}

fn shown(
    page: &Page,
    visitor: &Visitor,
    (row, account): &(ConsentRow, IdentityRow),
    now: Instant,
) -> Shown {
    let zone = &visitor.brand.zone;
    let day = |at| format::day_near(page.lang, zone.day(at), zone.day(now));
    let near = |at| format::moment_near(page.lang, zone, at, now);
    let manner = page.word("consent-manner", &row.manner);
    let (given, recorded) = (day(row.given_at), near(row.recorded_at));
    let how = [
        ("manner", Arg::Text(&manner)),
        ("day", Arg::Text(&given)),
        ("by", Arg::Text(&row.by)),
        ("when", Arg::Text(&recorded)),
    ];
    let withdrawn = row.withdrawn_at.map(|at| {
        let when = near(at);
        let by = row.withdrawn_by.as_deref().unwrap_or_default();
        let posts = page.word("consent-posts", row.posts.as_deref().unwrap_or("kept"));
        let args =
            [("when", Arg::Text(&when)), ("by", Arg::Text(by)), ("posts", Arg::Text(&posts))];
        page.words().say("consent-withdrawn", &args)
    });
    Shown {
        id: row.id,
        account: called(page, account),
        holds: row.withdrawn_at.is_none(),
        words: format::quoted(page.lang, &row.words),
        how: page.words().say("consent-how", &how),
        message: row.message,
        withdrawn,
        withdrawn_words: row
            .withdrawn_words
            .as_deref()
            .filter(|words| !words.is_empty())
            .map(|words| format::quoted(page.lang, words)),
    }
}

/// A consent as it is typed in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    account: String,
    manner: String,
    day: String,
    words: String,
    message: String,
}

/// Writes a consent down.
///
/// # Errors
/// When it cannot be followed so, there is no such person, or the store cannot.
pub async fn give(
    State(app): State<App>,
    visitor: Visitor,
    Path(person): Path<String>,
    Form(typed): Form<Typed>,
) -> Answer {
    let (person, now, zone) = (id(&person)?, app.now(), &visitor.brand.zone);
    let day = Day::parse(typed.day.trim());
    // Of today it holds from now on: what was written before they agreed is not read.
    let given_at = day.map(|day| if day == zone.day(now) { now } else { zone.at_hour(day, 0) });
    let message = typed.message.trim().trim_end_matches('/').rsplit('/').next();
    let message = message.and_then(|id| id.split(['?', '#']).next()).filter(|id| !id.is_empty());
    let message = message.map(|id| id.parse().map_err(|_| WebError::NotFound)).transpose()?;
    let given = Given {
        account: typed.account.parse().ok(),
        manner: typed.manner,
        words: typed.words,
        message,
        given_at,
    };
    let (who, by) = (person.to_string(), visitor.who.actor());
    let connectors = app.channels().connectors();
    let done =
        consents::give(app.store(), &visitor.brand, connectors, &who, &given, (&by, now)).await;
    let consent = done.map_err(missing)?;
    did(&app, &visitor, person, "consent", &consent.to_string()).await
}

/// How a consent is withdrawn.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Withdrawal {
    words: String,
    posts: String,
}

/// Withdraws a consent.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn withdraw(
    State(app): State<App>,
    visitor: Visitor,
    Path((person, consent)): Path<(String, String)>,
    Form(given): Form<Withdrawal>,
) -> Answer {
    let person = id(&person)?;
    let consent: ConsentId = consent.parse().map_err(|_| WebError::NotFound)?;
    let posts = if given.posts == Posts::Deleted.word() { Posts::Deleted } else { Posts::Kept };
    let (brand, by, intake) = (&visitor.brand, visitor.who.actor(), app.intake(&visitor.brand));
    let how = (given.words.as_str(), posts);
    let done =
        consents::withdraw(app.store(), brand, &intake, (person, consent), how, (&by, app.now()));
    done.await.map_err(gone)?;
    let undo = if posts == Posts::Kept { consent.to_string() } else { String::new() };
    did(&app, &visitor, person, "unconsent", &undo).await
}

/// Takes a withdrawal back.
///
/// # Errors
/// When there is none that can be taken back, or the store cannot.
pub async fn restore(
    State(app): State<App>,
    visitor: Visitor,
    Path((person, consent)): Path<(String, String)>,
    Query(_): Query<Withdrawal>,
) -> Answer {
    let person = id(&person)?;
    let consent: ConsentId = consent.parse().map_err(|_| WebError::NotFound)?;
    let by = (&visitor.who.actor(), app.now());
    let done = consents::restore(app.store(), &visitor.brand, (person, consent), by).await;
    done.map_err(gone)?;
    did(&app, &visitor, person, "consent", "").await
}

/// A consent of somebody else is not there.
fn gone(error: kamerton_app::AppError) -> WebError {
    match error {
        kamerton_app::AppError::Refused(kamerton_app::Refusal::NoConsent) => WebError::NotFound,
        other => missing(other),
    }
}
