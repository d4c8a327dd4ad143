//! The first step: who holds everything. Whoever does it shows the key that the terminal printed,
//! so that nobody else who finds the address first can.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kamerton_app::accounts::users::{self, NewUser};
use kamerton_app::accounts::{password, secret, sign_in};
use serde::Deserialize;

use crate::app::App;
use crate::http::errors::WebError;
use crate::lang;
use crate::pages::page::Page;
use crate::pages::sign_in::let_in;
use crate::pages::{refuse, render};

/// What is asked of the first visitor.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Given {
    key: String,
    name: String,
    email: String,
    password: String,
}

/// What is wrong with it, by field.
#[derive(Default)]
struct Wrong {
    key: Option<String>,
    email: Option<String>,
    password: Option<String>,
}

impl Wrong {
    fn is_any(&self) -> bool {
        self.key.is_some() || self.email.is_some() || self.password.is_some()
    }
}

#[derive(Template)]
#[template(path = "welcome/administrator.html")]
struct AdministratorPage {
    page: Page,
    given: Given,
    wrong: Wrong,
    /// Whether the key has to be typed.
    asks_key: bool,
}

/// Asks for the administrator.
///
/// # Errors
/// When the page cannot be put together.
pub async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    Query(mut given): Query<Given>,
) -> Result<Response, WebError> {
    let lang = lang::of_guest(&headers, app.options().lang);
    let page = Page::of_guest(&app, lang, "welcome-title");
    given.password = String::new();
    let asks_key = !is_key(&app, &given.key);
    render(&AdministratorPage { page, given, wrong: Wrong::default(), asks_key })
}

/// Compared by hash: the time it takes says nothing of the key.
fn is_key(app: &App, shown: &str) -> bool {
    secret::hash(shown.trim()) == secret::hash(&app.options().first_key)
}

/// Makes the administrator and signs them in.
///
/// # Errors
/// When the store cannot.
pub async fn make(
    State(app): State<App>,
    headers: HeaderMap,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let lang = lang::of_guest(&headers, app.options().lang);
    let page = Page::of_guest(&app, lang, "welcome-title");
    let wrong = examine(&app, &page, &given);
    if wrong.is_any() {
        let asks_key = wrong.key.is_some();
        return refuse(&AdministratorPage { page, given, wrong, asks_key });
    }
    let Given { name, email, password, .. } = given;
    let user = users::found(app.store(), NewUser { email, name, password }, app.now()).await?;
    let mut session = app.store().write().await?;
    let secret = sign_in::begin(&mut session, user.id, app.now()).await?;
    session.commit().await?;
    Ok(let_in(&app, &secret, "/welcome/brand"))
}

fn examine(app: &App, page: &Page, given: &Given) -> Wrong {
    Wrong {
        key: (!is_key(app, &given.key)).then(|| page.say("welcome-wrong-key")),
        email: users::email(&given.email).err().map(|_| page.say("wrong-email")),
        password: password::check(&given.password)
            .err()
            .map(|_| page.count("wrong-password", &password::SHORTEST)),
    }
}
