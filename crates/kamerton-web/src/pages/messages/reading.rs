//! How one message was read, with the words that decided; one of us may say otherwise.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::channels;
use kamerton_app::reading::{self, Read, Reading, Run, Said};
use kamerton_core::access::Action;
use kamerton_core::correction::Aspect;
use kamerton_core::id::MessageId;
use serde::Deserialize;

use super::amend::{self, Changes};
use super::files::{self, ShownFile};
use super::handle::{self, Handles};
use super::item::Item;
use super::reply::{self, Replies};
use crate::app::App;
use crate::beside::{self, beside};
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::large::Offers;
use crate::pages::page::{Page, Section, Toast};
use crate::pages::{go, refuse, render};

/// What a row of the page shows of one aspect.
struct Line {
    /// The word of the aspect.
    aspect: &'static str,
    /// What it is called.
    title: String,
    /// Whether it holds.
    holds: bool,
    /// How probable, and by which words, or who said so.
    why: String,
    /// Whether it was said by one of us: then it can be taken back.
    said: bool,
}

/// One of the three sides of the sentiment.
struct Side {
    holds: i64,
    word: &'static str,
    is_so: bool,
}

#[derive(Template)]
#[template(path = "messages/reading.html")]
struct ReadingPage {
    page: Page,
    id: MessageId,
    item: Item,
    runs: Vec<Run>,
    sides: Vec<Side>,
    sentiment: String,
    said: bool,
    /// What holds, and what nearly does.
    lines: Vec<Line>,
    /// What does not.
    rest: Vec<Line>,
    topics: String,
    names: Vec<(String, &'static str)>,
    is_read: bool,
    /// Whether a large model may be asked for a second opinion.
    has_second: bool,
    /// What is about answering it; nothing where the visitor may not.
    replies: Option<Replies>,
    /// What is about changing it, where we said it; nothing where the visitor may not.
    changes: Option<Changes>,
    /// What else can be done with it; nothing where the visitor may not.
    handles: Option<Handles>,
    /// How many saw it, in short sentences.
    reach: Vec<String>,
    /// What came along with it.
    files: Vec<ShownFile>,
}

impl ReadingPage {
    /// Whether it can be had on its platform only.
    const fn is_elsewhere(file: &ShownFile) -> bool {
        file.path.is_none()
    }
}

/// What was done just now.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    did: String,
    undo: String,
}

/// Shows how a message was read.
///
/// # Errors
/// When there is no such message for this visitor, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(message): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let id: MessageId = message.parse().map_err(|_| WebError::NotFound)?;
    let (own, now) = (visitor.clone(), app.now());
    let read = beside::reading(app.store(), move |mut session| async move {
        reading::show(&mut session, &own.brand, own.sight(), id, now).await
    });
    let read = read.await.map_err(missing)?;
    let mut page = Page::of(&app, &visitor, Section::Inbox, "reading-title");
    page.toast = toast(&page, id, &asked);
    let offers = Offers::of(&app, &mut app.store().read().await?, &visitor).await?;
    let mut shown = put_together(page, &visitor, id, read, now);
    let is_open = !shown.item.message.private || offers.private;
    shown.has_second = offers.judgements && !shown.item.ours && is_open;
    shown.reach = reach(&app, &visitor, &shown).await?;
    shown.files = enclosed(&app, &visitor, &shown).await?;
    answered(&app, &visitor, &mut shown, None, None).await?;
    render(&shown)
}

/// What came along with it.
async fn enclosed(
    app: &App,
    visitor: &Visitor,
    shown: &ReadingPage,
) -> Result<Vec<ShownFile>, WebError> {
    files::shown(app, visitor, &shown.page, shown.id, &shown.item.message.files).await
}

/// How many saw it, where its platform counted.
async fn reach(app: &App, visitor: &Visitor, shown: &ReadingPage) -> Result<Vec<String>, WebError> {
    let mut session = app.store().read().await?;
    let seen = channels::seen(&mut session, &visitor.brand, [shown.id]).await?;
    let Some(seen) = seen.get(&shown.id) else { return Ok(Vec::new()) };
    let page = &shown.page;
    let counts = [
        ("reach-views", seen.views),
        ("reach-shares", seen.shares),
        ("reach-reactions", seen.reactions),
        ("reach-comments", seen.comments),
    ];
    let mut told: Vec<String> =
        counts.into_iter().filter_map(|(id, count)| Some(page.count(id, &count?))).collect();
    let when = format::moment_near(page.lang, &visitor.brand.zone, seen.at, app.now());
    if !told.is_empty() {
        told.push(page.with("reach-counted", "when", &when));
    }
    Ok(told)
}

/// Puts in what is about answering a message, or about changing it: nobody answers ourselves.
async fn answered(
    app: &App,
    visitor: &Visitor,
    shown: &mut ReadingPage,
    typed: Option<(String, String)>,
    wrong: Option<handle::Wrong>,
) -> Result<(), WebError> {
    let page = || Page::of(app, visitor, Section::Inbox, "reading-title");
    let id = shown.id;
    shown.handles = handle::handles(app, visitor, page(), id, wrong).await?;
    if shown.item.ours {
        let stands = (id, shown.item.message.text.clone());
        shown.changes = amend::changes(app, visitor, page(), stands, typed).await?;
    } else {
        shown.replies = reply::replies(app, visitor, page(), id, typed).await?;
    }
    Ok(())
}

/// Shows a message again with an answer that was not taken, and why.
///
/// # Errors
/// When there is no such message for this visitor, or the store cannot.
pub(super) async fn refused(
    app: &App,
    visitor: &Visitor,
    id: MessageId,
    typed: String,
    why: String,
) -> Result<Response, WebError> {
    once_more(app, visitor, id, Some((typed, why)), None).await
}

/// Shows a message again with something that was not done with it, and why.
///
/// # Errors
/// As [`refused`].
pub(super) async fn not_handled(
    app: &App,
    visitor: &Visitor,
    id: MessageId,
    wrong: handle::Wrong,
) -> Result<Response, WebError> {
    once_more(app, visitor, id, None, Some(wrong)).await
}

async fn once_more(
    app: &App,
    visitor: &Visitor,
    id: MessageId,
    typed: Option<(String, String)>,
    wrong: Option<handle::Wrong>,
) -> Result<Response, WebError> {
    let (own, now) = (visitor.clone(), app.now());
    let read = beside::reading(app.store(), move |mut session| async move {
        reading::show(&mut session, &own.brand, own.sight(), id, now).await
    });
    let read = read.await.map_err(missing)?;
    let page = Page::of(app, visitor, Section::Inbox, "reading-title");
    let mut shown = put_together(page, visitor, id, read, now);
    shown.files = enclosed(app, visitor, &shown).await?;
    answered(app, visitor, &mut shown, typed, wrong).await?;
    refuse(&shown)
}

/// What cannot be seen is not there.
pub(super) fn missing(error: kamerton_app::AppError) -> WebError {
    match error {
        kamerton_app::AppError::Refused(kamerton_app::Refusal::NoMessage { .. }) => {
            WebError::NotFound
        }
        other => other.into(),
    }
}

fn toast(page: &Page, id: MessageId, asked: &Asked) -> Option<Toast> {
    if let "reply" | "amend" | "pin" | "repost" | "delete" | "restrict" = asked.did.as_str() {
        return Some(Toast { text: page.say(&format!("{}-written", asked.did)), undo: None });
    }
    let aspect = Aspect::of_word(&asked.did)?;
    let holds = asked.undo.parse::<i64>().map_or(String::new(), |holds| holds.to_string());
    let undo = format!("/messages/{id}/reading?aspect={}&holds={holds}", aspect.word());
    Some(Toast { text: page.say("reading-did"), undo: Some(undo) })
}

fn put_together(
    page: Page,
    visitor: &Visitor,
    id: MessageId,
    read: Reading,
    now: kamerton_core::time::Instant,
) -> ReadingPage {
    let of_sentiment = read.aspects.iter().find(|one| one.aspect == Aspect::Sentiment);
    let side = of_sentiment.map_or(0, |one| one.holds);
    let sides = [(-1, "negative"), (0, "neutral"), (1, "positive")];
    let line = |one: &Read| Line {
        aspect: one.aspect.word(),
        title: title(&page, one.aspect),
        holds: one.holds == 1,
        why: why(&page, visitor, one),
        said: one.said.is_some(),
    };
    let others = read.aspects.iter().filter(|one| one.aspect != Aspect::Sentiment);
    let (lines, rest): (Vec<&Read>, Vec<&Read>) =
        others.partition(|one| one.holds == 1 || one.thinkable || one.said.is_some());
    let names = read.names.into_iter().map(|(name, side)| {
        (name, sides.iter().find(|(holds, _)| *holds == side).map_or("neutral", |(_, word)| word))
    });
    ReadingPage {
        sides: sides
            .iter()
            .map(|(holds, word)| Side { holds: *holds, word, is_so: *holds == side })
            .collect(),
        sentiment: of_sentiment.map(|one| why(&page, visitor, one)).unwrap_or_default(),
        said: of_sentiment.is_some_and(|one| one.said.is_some()),
        lines: lines.into_iter().map(line).collect(),
        rest: rest.into_iter().map(line).collect(),
        topics: read.topics.join(", "),
        names: names.collect(),
        reach: Vec::new(),
        files: Vec::new(),
        is_read: read.is_read,
        has_second: false,
        replies: None,
        changes: None,
        handles: None,
        item: Item::new(&page, visitor, read.message, now),
        runs: quoted(&page, read.runs),
        id,
        page,
    }
}

/// A text in pieces as a quotation.
fn quoted(page: &Page, mut runs: Vec<Run>) -> Vec<Run> {
    let edge = || Run { text: String::new(), decided: false };
    runs.insert(0, edge());
    runs.push(edge());
    let pieces: Vec<&str> = runs.iter().map(|run| run.text.as_str()).collect();
    let texts = format::quoted_pieces(page.lang, &pieces);
    let decided = runs.iter().map(|run| run.decided);
    texts.into_iter().zip(decided).map(|(text, decided)| Run { text, decided }).collect()
}

/// What an aspect is called: as the label of the list, where it is one.
fn title(page: &Page, aspect: Aspect) -> String {
    let is_label = page.words().has(&format!("label-{}", aspect.word()));
    page.word(if is_label { "label" } else { "aspect" }, aspect.word())
}

/// A probability in whole hundredths: nearer is not known, and a model is never certain.
fn whole(probability: f64) -> f64 {
    (probability * 100.0).round().clamp(1.0, 99.0) / 100.0
}

/// Who said so; else how probable it is and which words decided.
fn why(page: &Page, visitor: &Visitor, one: &Read) -> String {
    if let Some((by, at)) = &one.said {
        let day = format::date(page.words().language(), visitor.brand.zone.day(*at));
        return format!("{}, {day}", page.with("reading-said", "name", by));
    }
    let Some(probability) = one.probability else {
        return page.say(if one.holds == 1 { "reading-by-rules" } else { "reading-not" });
    };
    let lang = page.words().language();
    let percent = format::share(lang, whole(f64::from(probability)));
    let words: Vec<String> =
        one.words.iter().map(|word| format::quoted(lang, word.trim())).collect();
    if words.is_empty() { percent } else { format!("{percent}: {}", words.join(", ")) }
}

/// What one of us says, in a form or, where it is taken back, in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    aspect: String,
    holds: String,
}

/// Says otherwise, or takes back what was said.
///
/// # Errors
/// When there is no such message for this visitor, it cannot be so, or the store cannot.
pub async fn correct(
    State(app): State<App>,
    visitor: Visitor,
    Path(message): Path<String>,
    Query(asked): Query<Given>,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let id: MessageId = message.parse().map_err(|_| WebError::NotFound)?;
    let given = if given.aspect.is_empty() { asked } else { given };
    let aspect = Aspect::of_word(&given.aspect).ok_or(WebError::NotFound)?;
    let holds = match given.holds.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| WebError::NotFound)?),
    };
    let said = Said {
        message: id,
        aspect,
        holds,
        user: Some(visitor.who.user.id),
        by: visitor.who.user.name.clone(),
    };
    let own = (app.clone(), visitor.clone());
    let done = beside(move || async move {
        let (store, now) = (own.0.store(), own.0.now());
        reading::correct(store, &own.1.brand, own.1.sight(), said, now).await
    });
    let stood = done.await.map_err(missing)?;
    let object = id.to_string();
    let deed = Deed::one("message.correct", &object);
    audit::note(app.store(), &visitor.brand, &visitor.who.actor(), &deed, app.now()).await?;
    let undo = stood.map_or(String::new(), |holds| holds.to_string());
    Ok(go(&format!("/messages/{id}?did={}&undo={undo}", aspect.word())))
}

impl ReadingPage {
    /// Whether the visitor may say otherwise.
    fn may_correct(&self) -> bool {
        self.page.may(Action::CorrectMessages)
    }
}
