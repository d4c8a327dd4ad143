//! The door: signing in and out.

use askama::Template;
use axum::Form;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use kamerton_app::Refusal;
use kamerton_app::accounts::sign_in::{self, Attempt};
use kamerton_core::time::{Instant, MINUTE};
use kamerton_store::workspaces;
use serde::Deserialize;

use super::page::{Page, is_own_path};
use super::{go, refuse, render};
use crate::app::App;
use crate::format::Language;
use crate::http::errors::WebError;
use crate::http::guard::Secret;
use crate::http::{cookies, peer};
use crate::lang;

/// The cookie lasts as long as a session may at most.
const COOKIE_SECONDS: u64 = 90 * 24 * 3_600;
const YEAR_SECONDS: u64 = 365 * 24 * 3_600;

/// What the door is asked.
#[derive(Deserialize)]
pub struct Asked {
    next: Option<String>,
    lang: Option<String>,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    brands: String,
    email: String,
    next: String,
    error: Option<String>,
}

impl SignInPage {
    async fn new(app: &App, lang: Language, next: String) -> Result<Self, WebError> {
        let rows = workspaces::all(&mut app.store().read().await?).await?;
        let names: Vec<String> = rows.into_iter().map(|row| row.name).collect();
        let page = Page::of_guest(app, lang, "sign-in-title");
        Ok(Self { page, brands: names.join(", "), email: String::new(), next, error: None })
    }
}

/// Shows the door; `?lang=` chooses its language, which is remembered.
///
/// # Errors
/// When the store cannot.
pub async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    let chosen = asked.lang.as_deref().and_then(Language::parse);
    let lang = chosen.unwrap_or_else(|| lang::of_guest(&headers, app.options().lang));
    let next = asked.next.filter(|next| is_own_path(next)).unwrap_or_default();
    let mut response = render(&SignInPage::new(&app, lang, next).await?)?;
    if let Some(lang) = chosen {
        let https = app.options().is_https();
        add_cookie(&mut response, lang::COOKIE, lang.tag(), YEAR_SECONDS, https);
    }
    Ok(response)
}

/// Address and password.
#[derive(Deserialize)]
pub struct Given {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
}

/// Signs in, or shows the door again.
///
/// # Errors
/// When the store cannot.
pub async fn enter(State(app): State<App>, request: Request) -> Result<Response, WebError> {
    let from = peer::address(request.extensions(), request.headers());
    let from = from.map_or_else(|| "here".to_owned(), |address| address.to_string());
    let lang = lang::of_guest(request.headers(), app.options().lang);
    let given = <Form<Given> as axum::extract::FromRequest<App>>::from_request(request, &app).await;
    let Form(given) = given.map_err(|_| WebError::from(Refusal::BrokenForm))?;
    let now = app.now();
    let attempt = sign_in::attempt(app.store(), &given.email, given.password, &from, now).await?;
    app.metrics().signed_in(matches!(attempt, Attempt::In(_)));
    tokio::spawn(give_back());
    let next = if is_own_path(&given.next) { given.next } else { String::new() };
    match attempt {
        Attempt::In(secret) => Ok(let_in(&app, &secret, &next)),
        Attempt::Wrong => turn_away(&app, lang, given.email, next, None).await,
        Attempt::Wait(until) => turn_away(&app, lang, given.email, next, Some(until)).await,
    }
}

/// Checking a password takes 19 MB. The allocator holds them for a while, and gives them back when
/// something large is handed out after that; in a quiet night nothing would be.
async fn give_back() {
    const WHILE: std::time::Duration = std::time::Duration::from_secs(3);
    const LARGE: usize = 4 << 20;
    tokio::time::sleep(WHILE).await;
    drop(Vec::<u8>::with_capacity(LARGE));
}

/// Goes on with a session's secret in the browser.
pub fn let_in(app: &App, secret: &str, next: &str) -> Response {
    let mut response = go(if next.is_empty() { "/" } else { next });
    let https = app.options().is_https();
    let name = cookies::session_name(https);
    add_cookie(&mut response, name, secret, COOKIE_SECONDS, https);
    response
}

/// What is wrong is not told more closely: nobody learns here who has an account.
async fn turn_away(
    app: &App,
    lang: Language,
    email: String,
    next: String,
    until: Option<Instant>,
) -> Result<Response, WebError> {
    let mut shown = SignInPage::new(app, lang, next).await?;
    shown.error = Some(match until {
        None => shown.page.say("sign-in-wrong"),
        Some(until) => {
            let minutes = (until.since(app.now()) + MINUTE - 1) / MINUTE;
            shown.page.count("sign-in-wait", &minutes.max(1))
        }
    });
    shown.email = email;
    refuse(&shown)
}

/// Signs out.
///
/// # Errors
/// When the store cannot.
pub async fn leave(State(app): State<App>, secret: Secret) -> Result<Response, WebError> {
    sign_in::end(app.store(), &secret.0).await?;
    let https = app.options().is_https();
    let mut response = go("/sign-in");
    add_cookie(&mut response, cookies::session_name(https), "", 0, https);
    Ok(response)
}

fn add_cookie(response: &mut Response, name: &str, value: &str, seconds: u64, https: bool) {
    if let Some(cookie) = cookies::set(name, value, seconds, https) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
}
