//! One connected channel: how it is, what it reaches, how it is set up.

use std::collections::HashMap;

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kamerton_app::channels::{Channels, Connected, Filled};
use kamerton_app::live::{Trouble, Webhook};
use kamerton_core::id::ConnectionId;
use serde::Deserialize;

use super::super::{Asked, Tabs, page};
use super::connect::wrong;
use super::fields::{self, FormField};
use super::told::{self, Found, Told};
use super::{Standing, id, missing, standing};
use crate::app::App;
use crate::channel_words;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::messages::sent::Sent;
use crate::pages::page::Page;
use crate::pages::visits;
use crate::pages::{go, refuse, render};

/// Of so many that went out by all channels …
const SENT: i64 = 200;
/// … so many of one are shown.
const SHOWN: usize = 10;

/// A place that is reached.
struct Place {
    title: String,
    /// The platform's id, as it stands in an address.
    query: String,
    people: Option<String>,
    writable: bool,
    adopted: bool,
}

/// What is to be put into a site.
struct Embed {
    /// Where the pages lie, to look at them.
    path: String,
    /// Each piece by its word.
    pieces: [(&'static str, String); 3],
    /// Whether this installation does not know its own address.
    homeless: bool,
}

impl Embed {
    fn of(app: &App, visitor: &Visitor, id: ConnectionId, title: &str) -> Self {
        let path = visits::path(visitor.brand.id, id);
        let known = app.options().public_url.as_deref().map(|url| url.trim_end_matches('/'));
        let address = format!("{}{path}", known.unwrap_or("https://…"));
        // It goes into somebody's page as it is copied: no letter of it may end the attribute.
        let title: String = title.chars().filter(|letter| !"<>\"&".contains(*letter)).collect();
        Self {
            pieces: [
                ("chat", format!("<script src=\"{address}/chat.js\" async></script>")),
                (
                    "frame",
                    format!(
                        "<iframe src=\"{address}/form\" title=\"{title}\" width=\"100%\" \
                         height=\"720\" style=\"border:0\" loading=\"lazy\"></iframe>"
                    ),
                ),
                ("link", format!("{address}/form")),
            ],
            homeless: known.is_none(),
            path,
        }
    }
}

/// How far something that goes on has come.
struct Progress {
    title: String,
    text: String,
}

#[derive(Template)]
#[template(path = "settings/channels/one.html")]
struct OnePage {
    page: Page,
    tabs: Tabs,
    id: ConnectionId,
    kind: String,
    kind_title: String,
    name: String,
    account: Option<String>,
    enabled: bool,
    standing: Standing,
    facts: Vec<String>,
    strange: i64,
    places: Vec<Place>,
    private: usize,
    progress: Vec<Progress>,
    hook: Option<String>,
    /// What is to be put into a site, where the channel is pages of our own.
    embed: Option<Embed>,
    /// Whether the platform has to be able to reach us and cannot.
    homeless: bool,
    fields: Vec<FormField>,
    told: Told,
    findings: Vec<Found>,
    /// Why nothing could be learnt.
    unlearnt: Option<String>,
    wrong: Option<String>,
    made: String,
    /// Secrets of ours that were asked for just now, with the labels of their fields.
    secrets: Vec<(String, String)>,
    /// Whether there are any.
    has_secrets: bool,
    sent: Vec<Sent>,
}

/// What may be asked of the page.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AskedOf {
    /// It was connected just now: it is looked at once whether it works.
    new: String,
    saved: Option<String>,
}

async fn put_together(
    app: &App,
    visitor: &Visitor,
    id: ConnectionId,
    asked: &Asked,
    given: Option<(&Filled, (&str, String))>,
) -> Result<OnePage, WebError> {
    let page = page(app, visitor, asked);
    let now = app.now();
    let one = app.channels().show(&visitor.brand, id).await.map_err(missing)?;
    let connector = app.channels().connector(&one.kind).map_err(missing)?;
    // Settings that do not open are told by the state of the channel.
    let parts = app.channels().standing(&visitor.brand, &one).await.unwrap_or_default();
    let near = |at| format::moment_near(page.lang, &visitor.brand.zone, at, now);
    let (filled, wrong) = given.unzip();
    let general =
        wrong.as_ref().filter(|(field, _)| field.is_empty()).map(|(_, text)| text.clone());
    Ok(OnePage {
        tabs: Tabs::of(visitor, "channels"),
        id,
        kind_title: page.word("channel", &one.kind),
        account: Some(&one.about.title)
            .filter(|title| !title.is_empty() && **title != one.name)
            .cloned(),
        standing: standing(&page, visitor, &one.health.state, now),
        facts: facts(&page, &one, near, now),
        strange: one.health.not_understood,
        places: places(&page, &one),
        private: one.places.iter().filter(|place| place.private).count(),
        progress: progress(&page, &one),
        homeless: one.hook.is_none()
            && connector.webhook().is_some_and(|hook| !hook.is_told_by_hand()),
        embed: connector.visit().map(|_| Embed::of(app, visitor, id, &one.about.title)),
        hook: one.hook.clone().or_else(|| {
            let by_hand = connector.webhook().is_some_and(Webhook::is_told_by_hand);
            by_hand.then(|| Channels::hook_path(visitor.brand.id, id))
        }),
        fields: fields::form(&page, connector, &one.fields, filled, wrong),
        told: Told::of(&page, connector),
        findings: told::found(&page, &parts),
        unlearnt: None,
        wrong: general,
        made: {
            let made = page.with("tokens-made-at", "when", &near(one.created_at));
            format!("{made}, {}", one.by)
        },
        secrets: Vec::new(),
        has_secrets: one.fields.iter().any(|shown| shown.field.kind.is_own() && shown.is_set),
        sent: {
            let rows = app.channels().sent(&visitor.brand, SENT).await?;
            let own = rows.iter().filter(|row| row.connection == id);
            own.take(SHOWN).map(|row| Sent::of(&page, visitor, row, now)).collect()
        },
        enabled: one.enabled,
        kind: one.kind,
        name: one.name,
        page,
    })
}

fn facts(
    page: &Page,
    one: &Connected,
    near: impl Fn(kamerton_core::time::Instant) -> String,
    now: kamerton_core::time::Instant,
) -> Vec<String> {
    let health = &one.health;
    let mut facts = Vec::new();
    if let Some(at) = health.heard_at {
        facts.push(page.with("channels-heard", "when", &near(at)));
    }
    if let Some(at) = health.asked_at {
        facts.push(page.with("channels-asked", "when", &near(at)));
    }
    if let (true, Some(oldest)) = (health.waiting > 0, health.oldest_waiting) {
        let args = [
            ("count", crate::words::Arg::Number(health.waiting)),
            ("when", crate::words::Arg::Text(&near(oldest))),
        ];
        facts.push(page.words().say("channels-waiting", &args));
    }
    if let Some((from, until)) = one.gap(now) {
        let (from, until) = (near(from), near(until));
        let args =
            [("from", crate::words::Arg::Text(&from)), ("until", crate::words::Arg::Text(&until))];
        facts.push(page.words().say("channels-gap", &args));
    }
    facts
}

fn places(page: &Page, one: &Connected) -> Vec<Place> {
    let open = one.places.iter().filter(|place| !place.private && !place.hidden);
    let places = open.map(|place| Place {
        title: if place.title.is_empty() { place.remote_id.clone() } else { place.title.clone() },
        query: form_urlencoded::byte_serialize(place.remote_id.as_bytes()).collect(),
        people: place.people.map(|people| page.count("channels-people", &people)),
        writable: place.writable,
        adopted: place.adopted.is_some(),
    });
    places.collect()
}

/// What of the past is being read, and how far it has come.
fn progress(page: &Page, one: &Connected) -> Vec<Progress> {
    let shown = one
        .cursors
        .iter()
        .filter(|cursor| matches!(cursor.what.as_str(), "backfill" | "reconcile"));
    let shown = shown.map(|cursor| Progress {
        title: page.word("channels-goes", &cursor.what),
        text: page.count(
            if cursor.ended_at.is_some() { "channels-goes-done" } else { "channels-goes-on" },
            &cursor.brought,
        ),
    });
    shown.collect()
}

/// Shows it; right after it was connected also whether it works.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Path(connection): Path<String>,
    Query(asked): Query<AskedOf>,
) -> Result<Response, WebError> {
    let id = id(&connection)?;
    let saved = Asked { saved: asked.saved };
    let mut shown = put_together(&app, &visitor, id, &saved, None).await?;
    if !asked.new.is_empty() {
        shown.unlearnt = Some(shown.page.say("channels-connected-now"));
    }
    render(&shown)
}

/// Looks whether it works, and says what was found.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn check(
    State(app): State<App>,
    visitor: Visitor,
    Path(connection): Path<String>,
) -> Result<Response, WebError> {
    let id = id(&connection)?;
    let looked = app.channels().check(&visitor.brand, id).await.map_err(missing)?;
    let mut shown = put_together(&app, &visitor, id, &Asked::default(), None).await?;
    match looked {
        Ok(report) => shown.findings = told::found(&shown.page, &report.findings),
        Err(trouble) => shown.unlearnt = Some(unlearnt(&shown.page, &trouble)),
    }
    render(&shown)
}

fn unlearnt(page: &Page, trouble: &Trouble) -> String {
    page.with("channels-unlearnt", "why", &channel_words::why(page.words(), &trouble.into()))
}

/// Changes name and fields.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn change(
    State(app): State<App>,
    visitor: Visitor,
    Path(connection): Path<String>,
    Form(given): Form<HashMap<String, String>>,
) -> Result<Response, WebError> {
    let id = id(&connection)?;
    let filled = fields::filled(given);
    match app.channels().change(&visitor.brand, id, &filled, &visitor.who.actor()).await {
        Ok(()) => Ok(go(&format!("/settings/channels/{id}?saved=channel"))),
        Err(error) => {
            let (field, why) = wrong(&app, &visitor, error)?;
            let given = Some((&filled, (field.as_str(), why)));
            refuse(&put_together(&app, &visitor, id, &Asked::default(), given).await?)
        }
    }
}

/// What the switch says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Switch {
    on: String,
}

/// Switches it on or off.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn switch(
    State(app): State<App>,
    visitor: Visitor,
    Path(connection): Path<String>,
    Form(switch): Form<Switch>,
) -> Result<Response, WebError> {
    let id = id(&connection)?;
    let on = !switch.on.is_empty();
    let done = app.channels().enable(&visitor.brand, id, on, &visitor.who.actor()).await;
    done.map_err(missing)?;
    let word = if on { "channel-on" } else { "channel-off" };
    Ok(go(&format!("/settings/channels/{id}?saved={word}")))
}

/// Lets what was not understood be read again.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn read_again(
    State(app): State<App>,
    visitor: Visitor,
    Path(connection): Path<String>,
) -> Result<Response, WebError> {
    let id = id(&connection)?;
    app.channels().read_again(&visitor.brand, id).await.map_err(missing)?;
    Ok(go(&format!("/settings/channels/{id}?saved=channel-again")))
}

/// Removes it. What came by it stays.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn remove(
    State(app): State<App>,
    visitor: Visitor,
    Path(connection): Path<String>,
) -> Result<Response, WebError> {
    let id = id(&connection)?;
    app.channels().remove(&visitor.brand, id, &visitor.who.actor()).await.map_err(missing)?;
    Ok(go("/settings/channels?saved=channel-removed"))
}

/// Shows the secrets that are ours: whoever sets up the platform by hand has to tell them there.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn secrets(
    State(app): State<App>,
    visitor: Visitor,
    Path(connection): Path<String>,
) -> Result<Response, WebError> {
    let id = id(&connection)?;
    let by = visitor.who.actor();
    let secrets = app.channels().own_secrets(&visitor.brand, id, &by).await.map_err(missing)?;
    let mut shown = put_together(&app, &visitor, id, &Asked::default(), None).await?;
    let kind = shown.kind.clone();
    let labelled = secrets
        .into_iter()
        .map(|(name, secret)| (shown.page.say(&format!("channel-{kind}-field-{name}")), secret));
    shown.secrets = labelled.collect();
    render(&shown)
}

impl OnePage {
    /// Whether something may be sent by it.
    fn hears(&self) -> bool {
        self.enabled
    }
}
