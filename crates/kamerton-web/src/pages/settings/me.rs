//! Oneself: password, keys, language and look.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::accounts::{password, sign_in, users};
use serde::Deserialize;

use super::{Asked, Tabs};
use crate::app::App;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;
use crate::pages::sign_in::let_in;
use crate::pages::{refuse, render};

/// What the form of the password says.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Given {
    old: String,
    new: String,
}

#[derive(Template)]
#[template(path = "settings/me.html")]
struct MePage {
    page: Page,
    tabs: Tabs,
    email: String,
    wrong_old: Option<String>,
    wrong_new: Option<String>,
}

fn put_together(app: &App, visitor: &Visitor, asked: &Asked) -> MePage {
    MePage {
        page: super::page(app, visitor, asked),
        tabs: Tabs::of(visitor, "me"),
        email: visitor.who.user.email.clone(),
        wrong_old: None,
        wrong_new: None,
    }
}

/// Shows what one can set for oneself.
///
/// # Errors
/// When the page cannot be put together.
pub async fn show(
    State(app): State<App>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, WebError> {
    render(&put_together(&app, &visitor, &asked))
}

/// Sets another password. All sessions end; this browser gets a new one.
///
/// # Errors
/// When the store cannot.
pub async fn password(
    State(app): State<App>,
    visitor: Visitor,
    Form(given): Form<Given>,
) -> Result<Response, WebError> {
    let user = &visitor.who.user;
    let mut shown = put_together(&app, &visitor, &Asked::default());
    if password::check(&given.new).is_err() {
        shown.wrong_new = Some(shown.page.count("wrong-password", &password::SHORTEST));
        return refuse(&shown);
    }
    if !password::is_right(given.old, Some(user.password_hash.clone())).await? {
        shown.wrong_old = Some(shown.page.say("wrong-old-password"));
        return refuse(&shown);
    }
    users::set_password(app.store(), user.id, given.new).await?;
    let mut session = app.store().write().await?;
    let object = user.id.to_string();
    let deed = Deed::one("user.password", &object);
    audit::note_in(&mut session, &visitor.brand, &visitor.who.actor(), &deed, app.now()).await?;
    let secret = sign_in::begin(&mut session, user.id, app.now()).await?;
    session.commit().await?;
    Ok(let_in(&app, &secret, "/settings/me?saved=password"))
}
