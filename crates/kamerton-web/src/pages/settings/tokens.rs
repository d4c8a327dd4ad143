//! Keys for programs: made once, shown once.

use askama::Template;
use axum::extract::{Path, Query, RawForm, State};
use axum::response::Response;
use kamerton_app::accounts::tokens::{self, NewToken, SCOPES};
use kamerton_core::id::TokenId;
use kamerton_core::time::DAY;
use kamerton_store::tokens as stored;

use super::{Asked, Once, Tabs, note};
use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::pages::{go, refuse, render};

/// Days that a key may be made for; 0 is for ever.
const DAYS: [i64; 4] = [90, 365, 30, 0];

/// A key as it is listed.
struct Token {
    id: String,
    name: String,
    scopes: Vec<String>,
    by: String,
    made: String,
    used: Option<String>,
    ends: Option<String>,
    ended: bool,
}

/// What the form says.
#[derive(Default)]
struct Given {
    name: String,
    scopes: Vec<String>,
    days: i64,
}

#[derive(Template)]
#[template(path = "settings/tokens.html")]
struct TokensPage {
    page: Page,
    tabs: Tabs,
    tokens: Vec<Token>,
    scopes: &'static [&'static str],
    days: &'static [i64],
    given: Given,
    wrong_name: Option<String>,
    wrong_scopes: Option<String>,
    made: Option<Once>,
}

impl TokensPage {
    fn has_scope(&self, scope: &str) -> bool {
        self.given.scopes.iter().any(|one| one == scope)
    }
}

async fn put_together(app: &App, visitor: &Visitor, asked: &Asked) -> Result<TokensPage, WebError> {
    let rows = stored::of_workspace(&mut app.store().read().await?, visitor.brand.id).await?;
    let page = super::page(app, visitor, asked);
    let now = app.now();
    let near = |at| format::moment_near(page.lang, &visitor.brand.zone, at, now);
    let tokens = rows
        .into_iter()
        .map(|row| Token {
            id: row.id.to_string(),
            name: row.name,
            scopes: row.scopes.split(' ').map(|scope| scope.replace(':', "-")).collect(),
            by: row.by,
            made: near(row.created_at),
            used: row.used_at.map(near),
            ended: row.expires_at.is_some_and(|at| at <= now),
            ends: row.expires_at.map(near),
        })
        .collect();
    Ok(TokensPage {
        page,
        tabs: Tabs::of(visitor, "tokens"),
        tokens,
        scopes: &SCOPES,
        days: &DAYS,
        given: Given { days: DAYS[0], ..Given::default() },
        wrong_name: None,
        wrong_scopes: None,
        made: None,
    })
}

fn given(body: &[u8]) -> Given {
    let mut given = Given::default();
    for (name, value) in form_urlencoded::parse(body) {
        match &*name {
            "name" => given.name = value.trim().chars().take(100).collect(),
            "scope" if SCOPES.contains(&&*value) => given.scopes.push(value.into_owned()),
            "days" => given.days = value.parse().unwrap_or(DAYS[0]).clamp(0, 3_650),
            _ => {}
        }
    }
    given
}

/// Lists the keys.
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

/// Makes a key and shows it, this once.
///
/// # Errors
/// When the store cannot.
pub async fn make(
    State(app): State<App>,
    visitor: Visitor,
    RawForm(body): RawForm,
) -> Result<Response, WebError> {
    let given = given(&body);
    let mut shown = put_together(&app, &visitor, &Asked::default()).await?;
    if given.name.is_empty() {
        shown.wrong_name = Some(shown.page.say("wrong-token-name"));
    }
    if given.scopes.is_empty() {
        shown.wrong_scopes = Some(shown.page.say("wrong-token-scopes"));
    }
    if shown.wrong_name.is_some() || shown.wrong_scopes.is_some() {
        shown.given = given;
        return refuse(&shown);
    }
    let now = app.now();
    let new = NewToken {
        name: given.name,
        scopes: given.scopes,
        by: visitor.who.user.name.clone(),
        expires_at: (given.days > 0).then(|| now.plus(given.days * DAY)),
    };
    let mut session = app.store().write().await?;
    let (text, row) = tokens::make(&mut session, visitor.brand.id, new, now).await?;
    note(&app, &visitor, &mut session, "token.make", &row.id.to_string()).await?;
    session.commit().await?;
    let mut shown = put_together(&app, &visitor, &Asked::default()).await?;
    let title = shown.page.say("tokens-made");
    shown.made = Some(Once { title, help: String::new(), secret: text });
    render(&shown)
}

/// Revokes a key: whoever shows it is refused from now on.
///
/// # Errors
/// When there is none, or the store cannot.
pub async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, WebError> {
    let id: TokenId = token.parse().map_err(|_| WebError::NotFound)?;
    let mut session = app.store().write().await?;
    if !stored::delete(&mut session, visitor.brand.id, id).await? {
        return Err(WebError::NotFound);
    }
    note(&app, &visitor, &mut session, "token.revoke", &token).await?;
    session.commit().await?;
    Ok(go("/settings/tokens?saved=revoked"))
}
