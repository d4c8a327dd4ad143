//! Writing in a place in the brand's name: a post, a question, a message of elsewhere, an invitation; and
//! what became of it.

use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use kamerton_app::channels::{Doing, Intent, Invitation, LONGEST_NAME, Possible};
use kamerton_app::{AppError, Refusal};
use kamerton_core::access::Action;
use kamerton_core::id::{MessageId, PlaceId};
use kamerton_core::time::{Instant, MINUTE};
use kamerton_store::places;
use serde::Deserialize;

use crate::app::App;
use crate::channel_words;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::given::Given;
use crate::pages::messages::reply::{MOST_BYTES, files_help};
use crate::pages::messages::sent::Sent;
use crate::pages::page::{Page, Section, Toast};
use crate::pages::{go, refuse, render};
use crate::refusal_words;
use crate::words::Arg;

/// So much of what went out is shown, the latest.
const SHOWN: i64 = 20;
/// How long after now a message can be put off at the earliest, as the form says it.
const SOONEST: i64 = 5 * MINUTE;

/// An invitation as the page shows it.
struct Line {
    name: String,
    address: String,
    came: String,
    made: String,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    text: String,
    at: String,
    question: String,
    answers: String,
    anonymous: bool,
    several: bool,
    message: String,
    remark: String,
    invitation: String,
}

/// What is wrong with one of the forms.
struct Wrong {
    form: &'static str,
    why: String,
}

#[derive(Template)]
#[template(path = "places/write.html")]
struct WritePage {
    page: Page,
    id: PlaceId,
    title: String,
    /// What can be done; nothing where it cannot.
    possible: Option<Possible>,
    why_not: Option<String>,
    by: String,
    /// What tells this page from another: pressed twice is one.
    wish: String,
    /// How many files may go along, and how large they may be, in a sentence.
    files: Option<String>,
    /// The earliest moment that can be chosen, and where the clock is.
    earliest: String,
    zone: String,
    typed: Typed,
    wrong: Option<Wrong>,
    sent: Vec<Sent>,
    invitations: Vec<Line>,
    longest_name: usize,
}

/// What was done just now, and what is to be shown.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    did: String,
    /// The message that is to be shown there, when one came from its page.
    message: String,
}

/// Shows what can be written in a place.
///
/// # Errors
/// When there is no such place for this visitor, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(place): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let typed = Typed { message: asked.message, ..Typed::default() };
    let mut page = put_together(&app, &visitor, &place, typed, None).await?;
    if let "post" | "ask" | "repost" | "invite" = asked.did.as_str() {
        let text = page.page.word("write-did", &asked.did);
        page.page.toast = Some(Toast { text, undo: None });
    }
    render(&page)
}

/// Says something in a place.
///
/// # Errors
/// When there is no such place for this visitor, or the store cannot.
pub async fn post(
    State(app): State<App>,
    visitor: Visitor,
    Path(place): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let given = Given::of(request).await;
    let (given, too_much) = match given {
        Ok(given) => (given, false),
        Err((given, StatusCode::PAYLOAD_TOO_LARGE)) => (given, true),
        Err(_) => return Err(Refusal::BrokenForm.into()),
    };
    let typed = Typed {
        text: given.field("text").to_owned(),
        at: given.field("at").to_owned(),
        ..Typed::default()
    };
    let wrong = |why: String| Wrong { form: "post", why };
    let words = app.words(visitor.lang);
    if too_much {
        let size = format::bytes(words.language(), MOST_BYTES as u64);
        let why = words.say("reply-files-too-much", &[("size", Arg::Text(&size))]);
        return again(&app, &visitor, &place, typed, wrong(why)).await;
    }
    let at = match typed.at.trim() {
        "" => None,
        text => match visitor.brand.zone.parse_clock(text) {
            Some(at) => Some(at),
            None => {
                let why = words.say("write-when-unread", &[]);
                return again(&app, &visitor, &place, typed, wrong(why)).await;
            }
        },
    };
    let doing = Doing::Post {
        place: id(&place)?,
        thread: None,
        text: typed.text.clone(),
        files: given.files.clone(),
        at,
    };
    carry_out(&app, &visitor, &place, given.field("wish"), doing, (typed, "post")).await
}

/// Asks the people of a place.
///
/// # Errors
/// As [`post`].
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Path(place): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let given = Given::of(request).await.map_err(|_| Refusal::BrokenForm)?;
    let typed = Typed {
        question: given.field("question").to_owned(),
        answers: given.field("answers").to_owned(),
        anonymous: !given.field("anonymous").is_empty(),
        several: !given.field("several").is_empty(),
        ..Typed::default()
    };
    let doing = Doing::Ask {
        place: id(&place)?,
        thread: None,
        question: typed.question.clone(),
        answers: typed.answers.lines().map(str::to_owned).collect(),
        anonymous: typed.anonymous,
        several: typed.several,
    };
    carry_out(&app, &visitor, &place, given.field("wish"), doing, (typed, "ask")).await
}

/// Shows a message of elsewhere in a place.
///
/// # Errors
/// As [`post`].
pub async fn repost(
    State(app): State<App>,
    visitor: Visitor,
    Path(place): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let given = Given::of(request).await.map_err(|_| Refusal::BrokenForm)?;
    let typed = Typed {
        message: given.field("message").to_owned(),
        remark: given.field("text").to_owned(),
        ..Typed::default()
    };
    let Some(message) = message_of(&typed.message) else {
        let why = app.words(visitor.lang).say("write-repost-unread", &[]);
        return again(&app, &visitor, &place, typed, Wrong { form: "repost", why }).await;
    };
    let doing = Doing::Repost { message, place: id(&place)?, text: typed.remark.clone() };
    carry_out(&app, &visitor, &place, given.field("wish"), doing, (typed, "repost")).await
}

/// Makes an invitation into a place.
///
/// # Errors
/// As [`post`].
pub async fn invite(
    State(app): State<App>,
    visitor: Visitor,
    Path(place): Path<String>,
    request: Request,
) -> Result<Response, WebError> {
    let given = Given::of(request).await.map_err(|_| Refusal::BrokenForm)?;
    let name = given.field("invitation").to_owned();
    let (by, id) = (visitor.who.actor(), id(&place)?);
    let why = match app.channels().invite(&visitor.brand, id, &name, &by).await {
        Ok(Ok(_)) => return Ok(go(&format!("/places/{id}/write?did=invite"))),
        Ok(Err(why)) => channel_words::why(app.words(visitor.lang), &why),
        Err(AppError::Refused(Refusal::NoPlace(_))) => return Err(WebError::NotFound),
        Err(AppError::Refused(refusal)) => refusal_words::why(app.words(visitor.lang), &refusal),
        Err(error) => return Err(error.into()),
    };
    let typed = Typed { invitation: name, ..Typed::default() };
    again(&app, &visitor, &place, typed, Wrong { form: "invite", why }).await
}

fn id(place: &str) -> Result<PlaceId, WebError> {
    place.parse().map_err(|_| WebError::NotFound)
}

/// The message of the address of its page, or of its id.
fn message_of(text: &str) -> Option<MessageId> {
    let last = text.trim().trim_end_matches('/').rsplit('/').next()?;
    last.split(['?', '#']).next()?.parse().ok()
}

async fn carry_out(
    app: &App,
    visitor: &Visitor,
    place: &str,
    wish: &str,
    doing: Doing,
    (typed, form): (Typed, &'static str),
) -> Result<Response, WebError> {
    let intent = Intent { name: wish.to_owned(), doing, by: visitor.who.actor() };
    match app.channels().carry_out(&visitor.brand, visitor.sight(), &intent).await {
        Ok(_) => Ok(go(&format!("/places/{}/write?did={form}", id(place)?))),
        Err(AppError::Refused(Refusal::NoPlace(_))) => Err(WebError::NotFound),
        Err(AppError::Refused(refusal)) => {
            let why = refusal_words::why(app.words(visitor.lang), &refusal);
            again(app, visitor, place, typed, Wrong { form, why }).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The page once more, with what was typed and what is wrong with it.
async fn again(
    app: &App,
    visitor: &Visitor,
    place: &str,
    typed: Typed,
    wrong: Wrong,
) -> Result<Response, WebError> {
    refuse(&put_together(app, visitor, place, typed, Some(wrong)).await?)
}

async fn put_together(
    app: &App,
    visitor: &Visitor,
    place: &str,
    typed: Typed,
    wrong: Option<Wrong>,
) -> Result<WritePage, WebError> {
    let (id, now, brand) = (id(place)?, app.now(), &visitor.brand);
    let rows = places::all(&mut app.store().read().await?, brand.id).await?;
    let row = rows.into_iter().find(|row| row.id == id).ok_or(WebError::NotFound)?;
    let page = Page::of(app, visitor, Section::Places, "write-title");
    let channels = app.channels();
    let (possible, why_not) = match channels.possible(brand, id).await {
        Ok(possible) if possible.is_any() => (Some(possible), None),
        Ok(_) => (None, Some(page.say("write-nothing"))),
        Err(AppError::Refused(refusal)) => (None, Some(refusal_words::why(page.words(), &refusal))),
        Err(error) => return Err(error.into()),
    };
    // Where no channel reaches it, nothing went out.
    let sent = channels.sent_to(brand, id, SHOWN).await.unwrap_or_default();
    let made = match &possible {
        Some(possible) if possible.invites => channels.invitations(brand, id).await?,
        _ => Vec::new(),
    };
    let earliest = brand.zone.clock(now.plus(SOONEST)).unwrap_or_default();
    Ok(WritePage {
        id,
        title: row.title,
        by: possible.as_ref().map(|possible| told(&page, possible)).unwrap_or_default(),
        files: possible
            .as_ref()
            .and_then(|one| files_help(&page, one.most_files, one.largest_file)),
        wish: now.micros().to_string(),
        earliest,
        zone: brand.zone_name.clone(),
        typed,
        wrong,
        sent: sent.iter().map(|row| Sent::of(&page, visitor, row, now)).collect(),
        invitations: made.iter().map(|one| line(&page, visitor, one, now)).collect(),
        longest_name: LONGEST_NAME,
        possible,
        why_not,
        page,
    })
}

/// By which channel, and in whose name.
fn told(page: &Page, possible: &Possible) -> String {
    let channel = Arg::Text(&possible.channel);
    match possible.account.as_str() {
        "" => page.words().say("reply-by-unnamed", &[("channel", channel)]),
        account => {
            page.words().say("reply-by", &[("channel", channel), ("account", Arg::Text(account))])
        }
    }
}

fn line(page: &Page, visitor: &Visitor, one: &Invitation, now: Instant) -> Line {
    let when = format::moment_near(page.lang, &visitor.brand.zone, one.made.created_at, now);
    let by = [("name", Arg::Text(&one.made.by)), ("when", Arg::Text(&when))];
    let came = if one.more { "invitation-came-more" } else { "invitation-came" };
    Line {
        name: one.made.name.clone(),
        address: one.made.address.clone(),
        came: page.count(came, &one.came),
        made: page.words().say("sent-by", &by),
    }
}

impl WritePage {
    /// What is wrong with a form.
    fn wrong(&self, form: &str) -> Option<&str> {
        self.wrong.as_ref().filter(|wrong| wrong.form == form).map(|wrong| wrong.why.as_str())
    }
}
