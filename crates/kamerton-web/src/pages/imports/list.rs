//! The list: where files are handed over, what waits or runs, what was brought in before.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use kamerton_app::import::Report;
use kamerton_app::uploads::{self, Standing};
use kamerton_store::imports::{self, ImportRow};

use super::called;
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::{Page, Section};
use crate::pages::render;

/// So many earlier imports are listed.
const LISTED: i64 = 50;

/// An upload that is not through.
struct Open {
    id: String,
    name: String,
    size: String,
    state: &'static str,
    percent: Option<u64>,
}

/// An import of before.
struct Past {
    id: String,
    name: String,
    kind: String,
    when: String,
    brought: String,
    refused: u64,
    refused_words: String,
    refused_said: String,
    given_up: bool,
}

#[derive(Template)]
#[template(path = "imports/list.html")]
struct ListPage {
    page: Page,
    open: Vec<Open>,
    past: Vec<Past>,
    /// Whether any of them brought talk: of it only those who wrote are counted.
    tells_of_talk: bool,
    kinds: Vec<&'static str>,
    most: String,
}

/// Shows the list.
///
/// # Errors
/// When the store or the disk cannot.
pub async fn list(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    let page = Page::of(&app, &visitor, Section::People, "imports-title");
    let mut open = Vec::new();
    for upload in app.uploads().folder.all(visitor.brand.id).await? {
        let standing = app.uploads().standing(&visitor.brand, &upload).await?;
        open.push(Open {
            id: upload.id.to_string(),
            name: called(&page, &upload.files, ""),
            size: format::bytes(page.lang, upload.bytes),
            state: state(&standing),
            percent: match standing {
                Standing::Runs { pace, .. } => Some(pace.percent),
                _ => None,
            },
        });
    }
    let rows = imports::all(&mut app.store().read().await?, visitor.brand.id, LISTED).await?;
    // The demo is made, not imported.
    let imported = rows.iter().filter(|row| uploads::kinds().any(|kind| kind == row.kind));
    let ended = imported.filter(|row| row.ended_at.is_some());
    let ended: Vec<&ImportRow> = ended.collect();
    let tells_of_talk = ended.iter().any(|row| !lists_people(&row.kind));
    let past = ended.into_iter().map(|row| past(&app, &visitor, &page, row)).collect();
    let most = format::bytes(page.lang, app.uploads().folder.most_bytes());
    render(&ListPage { page, open, past, tells_of_talk, kinds: uploads::kinds().collect(), most })
}

/// The word of a standing.
const fn state(standing: &Standing) -> &'static str {
    match standing {
        Standing::Asks => "asks",
        Standing::Runs { .. } => "runs",
        Standing::Stopped { .. } => "stopped",
        Standing::Failed { .. } => "failed",
    }
}

fn past(app: &App, visitor: &Visitor, page: &Page, row: &ImportRow) -> Past {
    let report: Report = serde_json::from_str(&row.report).unwrap_or_default();
    let when = row.ended_at.unwrap_or(row.started_at);
    let kind = page.word("kind", &row.kind);
    Past {
        id: row.id.to_string(),
        name: called(page, &report.files, &kind),
        kind,
        when: format::moment_near(page.lang, &visitor.brand.zone, when, app.now()),
        brought: brought(page, &row.kind, &report),
        refused: report.refused_count,
        refused_words: format::count(page.lang, report.refused_count as i64),
        refused_said: said(page, "refused-title", report.refused_count),
        given_up: report.cancelled,
    }
}

/// What an import brought, in one line: only what there is.
fn brought(page: &Page, kind: &str, report: &Report) -> String {
    let parts = [
        ("brought-messages", report.brought.messages),
        (people(kind, ["brought-people", "brought-authors"]), report.brought.people),
        ("brought-orders", report.brought.orders),
        ("brought-reactions", report.brought.reactions),
        ("brought-memberships", report.brought.memberships),
    ];
    let said: Vec<String> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(id, count)| said(page, id, count))
        .collect();
    if said.is_empty() { page.say("brought-nothing") } else { said.join(", ") }
}

/// The word for people that an import brought: a table of people or orders makes them known; of talk only
/// those who wrote are counted.
pub(super) fn people(kind: &str, [known, wrote]: [&'static str; 2]) -> &'static str {
    if lists_people(kind) { known } else { wrote }
}

/// Whether a kind lists people instead of telling what they said.
pub(super) fn lists_people(kind: &str) -> bool {
    ["people", "orders"].contains(&kind)
}

/// A count in words, its digits in groups.
pub(super) fn said(page: &Page, id: &str, count: u64) -> String {
    use crate::words::Arg;
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let shown = format::count(page.lang, count);
    page.words().say(id, &[("count", Arg::Number(count)), ("shown", Arg::Text(&shown))])
}
