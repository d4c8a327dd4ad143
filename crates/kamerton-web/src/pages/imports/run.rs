//! One import: asked about, running, stopped, failed or through.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::import::Report;
use kamerton_app::uploads::{Standing, Stopped, Upload};
use kamerton_core::id::ImportId;
use kamerton_store::imports::{self, ImportRow};
use serde::Deserialize;

use super::list::{lists_people, people, said};
use super::reasons::{place, reason};
use super::{ask, begin, called, find, id};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::{Visitor, is_htmx};
use crate::pages::page::{Page, Section};
use crate::pages::{go, render};

/// So many refused records stand on the page; the file has all.
const SHOWN: i64 = 20;
/// So much of a refused record is shown.
const RAW: usize = 80;

/// What may be asked of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// The form again, for an import that stopped.
    ask: bool,
}

/// A refused record.
struct Refused {
    place: String,
    why: String,
    raw: String,
}

/// A number with what it counts.
struct Fact {
    name: String,
    count: String,
}

#[derive(Template)]
#[template(path = "imports/run.html", blocks = ["run"])]
struct RunPage {
    page: Page,
    id: String,
    name: String,
    kind: String,
    kind_word: String,
    state: &'static str,
    lead: String,
    percent: u64,
    percent_words: String,
    rows: String,
    left: Option<String>,
    speed: Option<String>,
    stopping: bool,
    facts: Vec<Fact>,
    why: Option<String>,
    sentence: String,
    refused: Vec<Refused>,
    refused_count: u64,
    refused_title: String,
    refused_all: String,
    refused_rest: Option<String>,
}

/// Shows an import, as far as it is.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(import): Path<String>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let id = id(&import)?;
    let mut shown = match find(&app, &visitor, id).await? {
        Some(upload) => match app.uploads().standing(&visitor.brand, &upload).await? {
            Standing::Asks => return asked(&app, &visitor, &upload).await,
            Standing::Runs { .. } => of_upload(&app, &visitor, &upload).await?,
            _ if wanted.ask => return asked(&app, &visitor, &upload).await,
            _ => of_upload(&app, &visitor, &upload).await?,
        },
        None => of_past(&app, &visitor, id).await?,
    };
    shown.refused = first_refused(&app, &visitor, &shown.page, id).await?;
    let rest = shown.refused_count.saturating_sub(shown.refused.len() as u64);
    shown.refused_rest = (rest > 0).then(|| said(&shown.page, "refused-rest", rest));
    if is_htmx(&headers) { render(&shown.as_run()) } else { render(&shown) }
}

async fn asked(app: &App, visitor: &Visitor, upload: &Upload) -> Result<Response, WebError> {
    render(&ask::page(app, visitor, upload, upload.asked.clone()).await?)
}

async fn of_upload(app: &App, visitor: &Visitor, upload: &Upload) -> Result<RunPage, WebError> {
    let page = Page::of(app, visitor, Section::People, "imports-title");
    let name = called(&page, &upload.files, "");
    let mut shown = RunPage::new(page, upload.id, name, &upload.asked.kind);
    match app.uploads().standing(&visitor.brand, upload).await? {
        // Between two questions it may have ended; the next one sees that.
        Standing::Asks => shown.state = "runs",
        Standing::Runs { pace, report, stopping } => {
            let page = &shown.page;
            shown.percent = pace.percent;
            shown.percent_words = format::share(page.lang, pace.percent as f64 / 100.0);
            shown.rows = said(page, "import-rows", pace.rows);
            shown.left = pace
                .left
                .map(|left| page.with("import-left", "time", &format::lasts(page.words(), left)));
            shown.speed = pace.per_second.map(|speed| said(page, "import-speed", speed));
            shown.stopping = stopping;
            shown.become_state("runs", &report);
        }
        Standing::Stopped { report } => shown.become_state("stopped", &report),
        Standing::Failed { report, why } => {
            shown.become_state("failed", &report);
            shown.fails(&why);
        }
    }
    Ok(shown)
}

async fn of_past(app: &App, visitor: &Visitor, id: ImportId) -> Result<RunPage, WebError> {
    let row = imports::by_id(&mut app.store().read().await?, visitor.brand.id, id).await?;
    let ImportRow { kind, report, ended_at, .. } = row.ok_or(WebError::NotFound)?;
    let report: Report = serde_json::from_str(&report).unwrap_or_default();
    let page = Page::of(app, visitor, Section::People, "imports-title");
    let name = called(&page, &report.files, &page.word("kind", &kind));
    let mut shown = RunPage::new(page, id, name, &kind);
    // Begun on the command line and not through: the same command goes on.
    let state = match ended_at {
        None => "elsewhere",
        Some(_) if report.cancelled => "given-up",
        Some(_) => "ended",
    };
    shown.become_state(state, &report);
    Ok(shown)
}

async fn first_refused(
    app: &App,
    visitor: &Visitor,
    page: &Page,
    id: ImportId,
) -> Result<Vec<Refused>, WebError> {
    let mut session = app.store().read().await?;
    let rows = imports::refusals(&mut session, visitor.brand.id, id, -1, SHOWN).await?;
    let shown = rows.into_iter().map(|row| Refused {
        why: reason(page.words(), &row.why),
        raw: format::clip(&row.raw, RAW),
        place: place(page.words(), &row.place),
    });
    Ok(shown.collect())
}

impl RunPage {
    fn new(page: Page, id: ImportId, name: String, kind: &str) -> Self {
        Self {
            id: id.to_string(),
            name,
            kind: page.word("kind", kind),
            kind_word: kind.to_owned(),
            state: "runs",
            lead: String::new(),
            percent: 0,
            percent_words: format::share(page.lang, 0.0),
            rows: String::new(),
            left: None,
            speed: None,
            stopping: false,
            facts: Vec::new(),
            why: None,
            sentence: String::new(),
            refused: Vec::new(),
            refused_count: 0,
            refused_title: String::new(),
            refused_all: String::new(),
            refused_rest: None,
            page,
        }
    }

    fn become_state(&mut self, state: &'static str, report: &Report) {
        self.state = state;
        let page = &self.page;
        self.lead = match state {
            "ended" => said(page, "import-ended-lead", report.read),
            _ => page.word("import-lead", state),
        };
        let brought = &report.brought;
        let counts = [
            (people(&self.kind_word, ["new-people", "new-authors"]), brought.people),
            ("new-messages", brought.messages),
            ("new-orders", brought.orders),
            ("new-reactions", brought.reactions),
            ("new-memberships", brought.memberships),
            ("service", brought.service),
            ("known-already", brought.duplicates),
        ];
        self.facts = counts
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(word, count)| Fact {
                name: page.word("import", word),
                count: format::count(page.lang, count as i64),
            })
            .collect();
        self.refused_count = report.refused_count;
        self.refused_title = said(page, "refused-title", report.refused_count);
        self.refused_all = said(page, "refused-all", report.refused_count);
    }

    /// Whether it brought talk: of it only those who wrote are counted.
    fn tells_of_talk(&self) -> bool {
        !lists_people(&self.kind_word)
    }

    fn fails(&mut self, why: &Stopped) {
        self.why = Some(self.page.word("import-trouble", why.trouble.word()));
        self.sentence = why.sentence.clone();
    }
}

/// Stops an import after the batch at hand.
///
/// # Errors
/// When there is none.
pub async fn stop(
    State(app): State<App>,
    visitor: Visitor,
    Path(import): Path<String>,
) -> Result<Response, WebError> {
    let upload = find(&app, &visitor, id(&import)?).await?.ok_or(WebError::NotFound)?;
    app.uploads().stop(upload.id);
    note(&app, &visitor, "import.stop", &upload).await?;
    Ok(go(&format!("/imports/{import}")))
}

/// Goes on with an import that stopped.
///
/// # Errors
/// When there is none, or it cannot go on.
pub async fn resume(
    State(app): State<App>,
    visitor: Visitor,
    Path(import): Path<String>,
) -> Result<Response, WebError> {
    let upload = find(&app, &visitor, id(&import)?).await?.ok_or(WebError::NotFound)?;
    note(&app, &visitor, "import.resume", &upload).await?;
    begin(&app, &visitor, upload).await?;
    Ok(go(&format!("/imports/{import}")))
}

/// Gives an upload up: its files go, what was brought in stays.
///
/// # Errors
/// When there is none, or it runs.
pub async fn discard(
    State(app): State<App>,
    visitor: Visitor,
    Path(import): Path<String>,
) -> Result<Response, WebError> {
    let upload = find(&app, &visitor, id(&import)?).await?.ok_or(WebError::NotFound)?;
    app.uploads().discard(&visitor.brand, &upload).await?;
    note(&app, &visitor, "import.discard", &upload).await?;
    Ok(go("/imports"))
}

async fn note(app: &App, visitor: &Visitor, what: &str, upload: &Upload) -> Result<(), WebError> {
    let object = upload.id.to_string();
    let deed = Deed::one(what, &object);
    let actor = visitor.who.actor();
    Ok(audit::note(app.store(), &visitor.brand, &actor, &deed, app.now()).await?)
}
