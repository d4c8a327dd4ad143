//! The new reading: what a new version of the analysis reads otherwise, and when it takes over.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kamerton_app::brand;
use kamerton_app::reread::{self, Comparison, Example, Overview, People, Wish};
use kamerton_core::access::Action;
use kamerton_core::reading::Label;
use kamerton_store::notices::{self, Change};
use serde::Deserialize;

use super::{Asked, Tabs};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::{Visitor, is_htmx};
use crate::pages::page::Page;
use crate::pages::{go, render};

/// What was found so often before and so often now.
struct Line {
    name: String,
    before: String,
    now: String,
    gained: String,
    lost: String,
}

/// So many went from one to the other.
struct Moved {
    from: String,
    to: String,
    count: String,
}

/// A message as it was read and as it is.
struct Shown {
    example: Example,
    text: String,
    at: String,
    when: String,
    gained: Vec<String>,
    lost: Vec<String>,
    kept: Vec<String>,
    /// How the sentiment moved, where it did.
    tone: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "settings/reread.html", blocks = ["stands"])]
struct RereadPage {
    page: Page,
    tabs: Tabs,
    may_change: bool,
    asks_first: bool,
    /// `none`, `reading`, `held`, `soon`, `ready` or `done`.
    stands: &'static str,
    status: String,
    looked: i64,
    differing: i64,
    labels: Vec<Line>,
    tones: Vec<Moved>,
    /// Whether it is known whom the switch moves.
    has_people: bool,
    moved: i64,
    states: Vec<Moved>,
    stages: Vec<Moved>,
    examples: Vec<Shown>,
}

/// Shows where the new reading stands and what it changes.
///
/// # Errors
/// When the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, WebError> {
    let page = super::page(&app, &visitor, &asked);
    let mut session = app.store().read().await?;
    let sight = visitor.sight();
    let seen = reread::overview(&mut session, &visitor.brand, sight, app.now()).await?;
    drop(session);
    let shown = shown(page, &visitor, seen);
    if is_htmx(&headers) { render(&shown.as_stands()) } else { render(&shown) }
}

fn shown(page: Page, visitor: &Visitor, seen: Option<Overview>) -> RereadPage {
    let asks_first = visitor.brand.settings.ask_before_rereading;
    let (stands, status) = standing(&page, visitor, seen.as_ref());
    let (found, examples) = seen.map(|seen| (seen.found, seen.examples)).unwrap_or_default();
    let people = found.people.clone();
    let examples = examples.into_iter().map(|example| one(&page, visitor, example)).collect();
    RereadPage {
        tabs: Tabs::of(visitor, "reread"),
        may_change: visitor.who.may(Action::ManageTeam),
        asks_first,
        stands,
        status,
        looked: i64::try_from(found.looked).unwrap_or(i64::MAX),
        differing: i64::try_from(found.differing).unwrap_or(i64::MAX),
        labels: labels(&page, &found),
        tones: tones(&page, &found),
        has_people: people.is_some(),
        moved: people.as_ref().map_or(0, |people| people.states.cast_signed()),
        states: states(&page, people.as_ref()),
        stages: stages(&page, people.as_ref()),
        examples,
        page,
    }
}

/// Where it stands, and a sentence about it.
fn standing(page: &Page, visitor: &Visitor, seen: Option<&Overview>) -> (&'static str, String) {
    let Some(seen) = seen else { return ("none", page.say("reread-none")) };
    let moment = |at| format::moment(page.lang, &visitor.brand.zone, at);
    let held = match seen.wish {
        Some(wish) => wish == Wish::Later,
        None => visitor.brand.settings.ask_before_rereading,
    };
    if let Some(at) = seen.switched_at {
        if seen.found.looked == 0 {
            return ("none", page.count("reread-all", &seen.analyser));
        }
        return ("done", page.with("reread-done", "when", &moment(at)));
    }
    if !seen.ready {
        let read_to = seen.read_to.map(|at| format::date(page.lang, visitor.brand.zone.day(at)));
        let status = read_to.map_or_else(
            || page.say("reread-begins"),
            |day| page.with("reread-reads", "day", &day),
        );
        return (if held { "held" } else { "reading" }, status);
    }
    if held && !seen.switching {
        return ("ready", page.say("reread-ready"));
    }
    ("soon", page.say("reread-soon"))
}

fn number(page: &Page, count: u64) -> String {
    format::count(page.lang, i64::try_from(count).unwrap_or(i64::MAX))
}

/// What a label is called; some are named here only, because lists do not show them.
fn label(page: &Page, label: Label) -> String {
    let own = format!("reread-label-{}", label.word());
    if page.words().has(&own) { page.say(&own) } else { page.word("label", label.word()) }
}

fn labels(page: &Page, found: &Comparison) -> Vec<Line> {
    let mut changed: Vec<_> =
        found.labels.iter().filter(|(_, counted)| counted.gained + counted.lost > 0).collect();
    changed.sort_by_key(|(_, counted)| std::cmp::Reverse(counted.gained + counted.lost));
    let line = |(of, counted): (&Label, &reread::Counted)| Line {
        name: label(page, *of),
        before: number(page, counted.before),
        now: number(page, counted.now),
        gained: number(page, counted.gained),
        lost: number(page, counted.lost),
    };
    changed.into_iter().map(line).collect()
}

const TONES: [&str; 3] = ["negative", "neither", "positive"];

fn tones(page: &Page, found: &Comparison) -> Vec<Moved> {
    let mut moved = Vec::new();
    for (from, line) in TONES.iter().zip(&found.sentiment) {
        for (to, count) in TONES.iter().zip(line).filter(|(to, count)| *to != from && **count > 0) {
            moved.push(Moved {
                from: page.word("reread-tone", from),
                to: page.word("reread-tone", to),
                count: number(page, *count),
            });
        }
    }
    moved
}

fn states(page: &Page, people: Option<&People>) -> Vec<Moved> {
    let moves = people.map(|people| people.moves.as_slice()).unwrap_or_default();
    let moved = |(from, to, count): &(_, _, u64)| {
        let (from, to): (&kamerton_core::state::State, &kamerton_core::state::State) = (from, to);
        Moved {
            from: page.word("state", from.word()),
            to: page.word("state", to.word()),
            count: number(page, *count),
        }
    };
    moves.iter().map(moved).collect()
}

fn stages(page: &Page, people: Option<&People>) -> Vec<Moved> {
    let moves = people.map(|people| people.stage_moves.as_slice()).unwrap_or_default();
    let moved = |(from, to, count): &(_, _, u64)| {
        let (from, to): (&kamerton_core::state::Stage, &kamerton_core::state::Stage) = (from, to);
        Moved {
            from: page.word("stage", from.word()),
            to: page.word("stage", to.word()),
            count: number(page, *count),
        }
    };
    moves.iter().map(moved).collect()
}

/// Letters of an example that are shown.
const LONGEST: usize = 400;

fn one(page: &Page, visitor: &Visitor, example: Example) -> Shown {
    let words = |labels: &[Label]| labels.iter().map(|one| label(page, *one)).collect();
    let whole = example.message.text.trim();
    let mut text: String = whole.chars().take(LONGEST).collect();
    if text.len() < whole.len() {
        text.push('…');
    }
    let signed = |sentiment: i64| format::signed(page.lang, sentiment as f64, 0);
    let (old, new) = (example.old_sentiment, example.sentiment);
    Shown {
        text,
        at: example.message.at.rfc3339(),
        when: format::moment(page.lang, &visitor.brand.zone, example.message.at),
        gained: words(&example.gained),
        lost: words(&example.lost),
        kept: words(&example.kept),
        tone: (old != new).then(|| (signed(old), signed(new))),
        example,
    }
}

/// Switches, at once or as soon as everything is read.
///
/// # Errors
/// When the store cannot.
pub async fn switch(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    wish(&app, &visitor, Wish::Now).await
}

/// Does not switch until somebody says so.
///
/// # Errors
/// When the store cannot.
pub async fn later(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    wish(&app, &visitor, Wish::Later).await
}

async fn wish(app: &App, visitor: &Visitor, wish: Wish) -> Result<Response, WebError> {
    let mut session = app.store().write().await?;
    let (what, saved) = match wish {
        Wish::Now => ("reread.now", "reread-now"),
        Wish::Later => ("reread.later", "reread-later"),
    };
    if !reread::wish(&mut session, &visitor.brand, wish).await? {
        return Ok(go("/settings/reread"));
    }
    super::note(app, visitor, &mut session, what, "brand").await?;
    session.commit().await?;
    app.rereading().notify_one();
    Ok(go(&format!("/settings/reread?saved={saved}")))
}

/// What is set of it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    ask: String,
}

/// Sets whether a new version asks first.
///
/// # Errors
/// When the store cannot.
pub async fn ask(
    State(app): State<App>,
    visitor: Visitor,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let mut session = app.store().write().await?;
    brand::ask_before_rereading(&mut session, visitor.brand.id, given.ask == "yes").await?;
    super::note(&app, &visitor, &mut session, "reread.ask", "brand").await?;
    session.commit().await?;
    notices::tell(app.store(), visitor.brand.id, Change::Facts).await;
    app.rereading().notify_one();
    Ok(go("/settings/reread?saved=reread-ask"))
}
