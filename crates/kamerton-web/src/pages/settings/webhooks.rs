//! Senders of signed calls: services that hold no key and sign what they send.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use kamerton_app::webhooks;
use kamerton_core::id::WebhookId;
use kamerton_core::time::HOUR;
use kamerton_store::webhooks as stored;
use serde::Deserialize;

use super::{Asked, Once, Tabs, note};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::pages::{go, refuse, render};

/// Hours that a secret may work on after it was renewed.
const HOURS: [i64; 4] = [24, 1, 168, 0];
/// Stands for our own address where nothing tells it.
const HERE: &str = "http://127.0.0.1:8080";

/// A sender as it is listed.
struct Sender {
    id: String,
    name: String,
    path: String,
    by: String,
    made: String,
    used: Option<String>,
    /// Until when the secret before works.
    before: Option<String>,
    /// Its secret does not open: the key of the installation is another one.
    broken: bool,
}

/// A secret that was made just now, with a call that can be tried.
struct Made {
    once: Once,
    example: String,
}

/// What the forms say.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    name: String,
    hours: i64,
}

#[derive(Template)]
#[template(path = "settings/webhooks.html")]
struct WebhooksPage {
    page: Page,
    tabs: Tabs,
    senders: Vec<Sender>,
    hours: &'static [i64],
    given: Given,
    wrong_name: Option<String>,
    made: Option<Made>,
}

impl WebhooksPage {
    /// How long the secret before works on, in words.
    fn lasts(&self, hours: &i64) -> String {
        match *hours {
            0 => self.page.say("webhooks-at-once"),
            hours if hours % 24 == 0 => self.page.count("policy-days", &(hours / 24)),
            hours => self.page.count("policy-hours", &hours),
        }
    }
}

async fn put_together(
    app: &App,
    visitor: &Visitor,
    asked: &Asked,
) -> Result<WebhooksPage, WebError> {
    let brand = &visitor.brand;
    let rows = stored::of_workspace(&mut app.store().read().await?, brand.id).await?;
    let page = super::page(app, visitor, asked);
    let now = app.now();
    let near = |at| format::moment_near(page.lang, &brand.zone, at, now);
    let senders = rows
        .into_iter()
        .map(|row| {
            let secrets = webhooks::open(&app.options().seal, &row);
            Sender {
                broken: secrets.is_err(),
                before: secrets.ok().and_then(|secrets| secrets.before_until(now)).map(near),
                path: format!("/hooks/{}/{}", brand.id, row.id),
                id: row.id.to_string(),
                name: row.name,
                by: row.by,
                made: near(row.created_at),
                used: row.used_at.map(near),
            }
        })
        .collect();
    Ok(WebhooksPage {
        page,
        tabs: Tabs::of(visitor, "webhooks"),
        senders,
        hours: &HOURS,
        given: Given::default(),
        wrong_name: None,
        made: None,
    })
}

/// Lists the senders.
///
/// # Errors
/// When the store cannot.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    render(&put_together(&app, &visitor, &asked).await?)
}

/// Makes a sender and shows its secret, this once.
///
/// # Errors
/// When the store cannot.
pub async fn make(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let name: String = given.name.trim().chars().take(100).collect();
    if name.is_empty() {
        let mut shown = put_together(&app, &visitor, &Asked::default()).await?;
        shown.wrong_name = Some(shown.page.say("wrong-webhook-name"));
        shown.given = given;
        return refuse(&shown);
    }
    let (seal, by) = (&app.options().seal, &visitor.who.user.name);
    let mut session = app.store().write().await?;
    let (secret, row) =
        webhooks::make(&mut session, seal, visitor.brand.id, &name, by, app.now()).await?;
    note(&app, &visitor, &mut session, "webhook.make", &row.id.to_string()).await?;
    session.commit().await?;
    show_once(&app, &visitor, &headers, row.id, "webhooks-made", secret).await
}

/// Gives a sender another secret and shows it, this once.
///
/// # Errors
/// When there is no such sender, or the store cannot.
pub async fn renew(
    State(app): State<App>,
    visitor: Visitor,
    Path(webhook): Path<String>,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let id: WebhookId = webhook.parse().map_err(|_| WebError::NotFound)?;
    let overlap = given.hours.clamp(0, 720) * HOUR;
    let (seal, brand) = (&app.options().seal, visitor.brand.id);
    let mut session = app.store().write().await?;
    let secret = webhooks::renew(&mut session, seal, brand, id, overlap, app.now()).await?;
    let secret = secret.ok_or(WebError::NotFound)?;
    note(&app, &visitor, &mut session, "webhook.renew", &webhook).await?;
    session.commit().await?;
    show_once(&app, &visitor, &headers, id, "webhooks-renewed", secret).await
}

/// Removes a sender: its calls are refused from now on.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path(webhook): Path<String>,
) -> Result<Response, WebError> {
    let id: WebhookId = webhook.parse().map_err(|_| WebError::NotFound)?;
    let mut session = app.store().write().await?;
    if !stored::delete(&mut session, visitor.brand.id, id).await? {
        return Err(WebError::NotFound);
    }
    note(&app, &visitor, &mut session, "webhook.remove", &webhook).await?;
    session.commit().await?;
    Ok(go("/settings/webhooks?saved=removed"))
}

async fn show_once(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    id: WebhookId,
    title: &str,
    secret: String,
) -> Result<Response, WebError> {
    let mut shown = put_together(app, visitor, &Asked::default()).await?;
    let address = format!("{}/hooks/{}/{id}", origin(app, headers), visitor.brand.id);
    let example = example(&address, &secret, &shown.page.say("webhooks-example-text"));
    let (title, help) = (shown.page.say(title), shown.page.say("webhooks-made-help"));
    shown.made = Some(Made { once: Once { title, help, secret }, example });
    render(&shown)
}

/// Where senders reach us: the address that is set up, or the one that this page was posted from.
/// What the `Host` header says is not believed.
fn origin(app: &App, headers: &HeaderMap) -> String {
    let is_address = |text: &&str| {
        let mut letters = text.chars();
        letters.all(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '/' | '.' | '-' | '[' | ']'))
    };
    let posted_from = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    let set_up = app.options().public_url.as_deref().map(|url| url.trim_end_matches('/'));
    set_up.or(posted_from.filter(is_address)).unwrap_or(HERE).to_owned()
}

/// A call for a shell, ready to be tried.
fn example(address: &str, secret: &str, text: &str) -> String {
    let text = text.replace(['"', '\'', '\\'], "");
    format!(
        r#"url='{address}'
secret='{secret}'
at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
body='{{"type": "message", "id": "1", "text": "{text}", "sent_at": "'$at'",
  "place": {{"kind": "reviews", "id": "shop"}}, "author": {{"id": "1"}}}}'
id=msg_$(openssl rand -hex 12)
time=$(date +%s)
key=$(printf %s "${{secret#whsec_}}" | openssl base64 -d -A | od -An -v -tx1 | tr -d ' \n')
sign=$(printf '%s.%s.%s' "$id" "$time" "$body" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | openssl base64 -A)
curl -sS "$url" -H 'content-type: application/json' \
  -H "webhook-id: $id" -H "webhook-timestamp: $time" \
  -H "webhook-signature: v1,$sign" --data-binary "$body"
"#
    )
}
