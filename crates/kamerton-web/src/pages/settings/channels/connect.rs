//! Connecting a channel: its guide and its fields.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Response;
use kamerton_app::channels::{ChannelRefusal, Filled};
use kamerton_app::live::Connector;
use kamerton_app::{AppError, Refusal};

use super::super::{Asked, Tabs, page};
use super::fields::{self, FormField};
use super::missing;
use super::told::Told;
use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::pages::{go, refuse, render};
use crate::refusal_words;

/// A step of the guide.
struct Step {
    text: String,
    /// Of these one is chosen.
    ways: Vec<String>,
}

/// The guide of a connector.
fn guide(page: &Page, connector: &dyn Connector) -> Vec<Step> {
    let steps = (1..).zip(connector.guide()).map(|(step, ways)| {
        let id = format!("channel-{}-guide-{step}", connector.word());
        let ways = (1..=*ways).map(|way| page.say(&format!("{id}-{way}")));
        Step { ways: ways.collect(), text: page.say(&id) }
    });
    steps.collect()
}

#[derive(Template)]
#[template(path = "settings/channels/connect.html")]
struct ConnectPage {
    page: Page,
    tabs: Tabs,
    kind: &'static str,
    title: String,
    about: String,
    guide: Vec<Step>,
    fields: Vec<FormField>,
    name: String,
    told: Told,
    wrong: Option<String>,
    /// Whether the platform has to reach us and nobody said where we are.
    homeless: bool,
}

fn put_together(
    app: &App,
    visitor: &Visitor,
    connector: &'static dyn Connector,
    given: Option<&Filled>,
    wrong: Option<(&str, String)>,
) -> ConnectPage {
    let page = page(app, visitor, &Asked::default());
    let word = connector.word();
    let general =
        wrong.as_ref().filter(|(field, _)| field.is_empty()).map(|(_, text)| text.clone());
    ConnectPage {
        tabs: Tabs::of(visitor, "channels"),
        kind: word,
        title: page.word("channel", word),
        about: page.say(&format!("channel-{word}-about")),
        guide: guide(&page, connector),
        fields: fields::form(&page, connector, &[], given, wrong),
        name: given.map(|given| given.name.clone()).unwrap_or_default(),
        told: Told::of(&page, connector),
        wrong: general,
        homeless: connector.webhook().is_some_and(|hook| !hook.is_told_by_hand())
            && !app.options().is_https(),
        page,
    }
}

/// Shows what is to be done and filled in.
///
/// # Errors
/// When there is no such kind.
pub async fn new(
    State(app): State<App>,
    visitor: Visitor,
    Path(kind): Path<String>,
) -> Result<Response, WebError> {
    let connector = app.channels().connector(&kind).map_err(missing)?;
    render(&put_together(&app, &visitor, connector, None, None))
}

/// Connects it; whether it works is looked at right after, on its own page.
///
/// # Errors
/// When there is no such kind, or the store cannot.
pub async fn make(
    State(app): State<App>,
    visitor: Visitor,
    Path(kind): Path<String>,
    Form(given): Form<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let connector = app.channels().connector(&kind).map_err(missing)?;
    let mut filled = fields::filled(given);
    if filled.name.is_empty() {
        filled.name = app.words(visitor.lang).say(&format!("channel-{kind}"), &[]);
    }
    let made = app.channels().create(&visitor.brand, &kind, &filled, &visitor.who.actor()).await;
    match made {
        Ok(id) => Ok(go(&format!("/settings/channels/{id}?new=1"))),
        Err(error) => {
            let wrong = wrong(&app, &visitor, error)?;
            let wrong = Some((wrong.0.as_str(), wrong.1));
            refuse(&put_together(&app, &visitor, connector, Some(&filled), wrong))
        }
    }
}

/// What is wrong with what was filled in: with which field, or none, and why.
pub(super) fn wrong(
    app: &App,
    visitor: &Visitor,
    error: AppError,
) -> Result<(String, String), WebError> {
    let words = app.words(visitor.lang);
    match error {
        AppError::Refused(refusal) => {
            let field = match &refusal {
                Refusal::Channel(
                    ChannelRefusal::EmptyField { field } | ChannelRefusal::WrongField { field },
                ) => field.clone(),
                Refusal::Channel(ChannelRefusal::NoConnection(_)) => {
                    return Err(WebError::NotFound);
                }
                _ => String::new(),
            };
            Ok((field, refusal_words::why(words, &refusal)))
        }
        other => Err(other.into()),
    }
}
