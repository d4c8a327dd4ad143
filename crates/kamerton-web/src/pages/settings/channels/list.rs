//! The connected channels, and what else can be connected.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::live::{Ability, Connector, History};
use kamerton_core::time::Instant;

use super::super::{Asked, Tabs, page};
use super::{Standing, standing, told};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::pages::render;

/// A connected channel as it is listed.
struct Line {
    id: String,
    kind: String,
    name: String,
    standing: Standing,
    heard: String,
    places: usize,
    waiting: i64,
    strange: i64,
}

/// A kind that can be connected.
struct Kind {
    word: &'static str,
    title: String,
    about: String,
    abilities: Vec<String>,
}

#[derive(Template)]
#[template(path = "settings/channels/list.html")]
struct ListPage {
    page: Page,
    tabs: Tabs,
    lines: Vec<Line>,
    kinds: Vec<Kind>,
}

/// Lists them.
///
/// # Errors
/// When the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let page = page(&app, &visitor, &asked);
    let now = app.now();
    let connected = app.channels().list(&visitor.brand).await?;
    let lines = connected
        .into_iter()
        .map(|one| Line {
            standing: standing(&page, &visitor, &one.health.state, now),
            heard: heard(&page, &visitor, one.health.heard_at, now),
            kind: page.word("channel", &one.kind),
            places: one.places.iter().filter(|place| !place.private && !place.hidden).count(),
            waiting: one.health.waiting,
            strange: one.health.not_understood,
            id: one.id.to_string(),
            name: one.name,
        })
        .collect();
    let kinds = app.channels().connectors().iter().map(|connector| Kind {
        word: connector.word(),
        title: page.word("channel", connector.word()),
        about: page.say(&format!("channel-{}-about", connector.word())),
        abilities: abilities(&page, *connector),
    });
    let kinds = kinds.collect();
    render(&ListPage { tabs: Tabs::of(&visitor, "channels"), lines, kinds, page })
}

fn heard(page: &Page, visitor: &Visitor, at: Option<Instant>, now: Instant) -> String {
    match at {
        None => page.say("channels-unheard"),
        Some(at) => {
            let when = format::moment_near(page.lang, &visitor.brand.zone, at, now);
            page.with("channels-heard", "when", &when)
        }
    }
}

/// What people want to know beforehand, in a few words.
fn abilities(page: &Page, connector: &dyn Connector) -> Vec<String> {
    let all = Ability::of(connector);
    let has = |some: &[Ability]| some.iter().any(|one| all.contains(one));
    let words = [
        ("hear", has(&[Ability::Poll, Ability::Webhook, Ability::Visit])),
        // Some bring what was before with the first look and have no walk of its own for it.
        ("past", connector.card().history != History::None),
        ("answer", has(&[Ability::Send])),
        ("mentions", has(&[Ability::SearchMentions])),
    ];
    let words = words.into_iter().filter(|(_, has)| *has);
    let said = words.map(|(word, _)| {
        told::own(page, connector, &format!("can-{word}"), &format!("channels-can-{word}"))
    });
    said.collect()
}
