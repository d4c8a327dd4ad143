//! The data: a backup to take away, the demo to remove.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use kamerton_app::accounts::audit::{self, Deed};
use kamerton_app::demo_load;
use kamerton_core::access::UserRole;
use kamerton_store::workspaces;

use super::{Asked, Tabs};
use crate::app::App;
use crate::chores::{self, Backup, HELD};
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::{Visitor, is_htmx};
use crate::pages::page::Page;
use crate::pages::{attachment, go, render};

#[derive(Template)]
#[template(path = "settings/data.html", blocks = ["backup"])]
struct DataPage {
    page: Page,
    tabs: Tabs,
    /// Whether the whole installation is this user's to take away.
    may_take: bool,
    /// `none`, `writing`, `ready`, `failed`.
    state: &'static str,
    link: String,
    size: String,
    held: String,
    has_demo: bool,
    is_demo: bool,
}

/// Shows what can be done with the data.
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
    let rows = workspaces::all(&mut app.store().read().await?).await?;
    let mut shown = DataPage {
        tabs: Tabs::of(&visitor, "data"),
        may_take: may_take(&app, &visitor).await?,
        state: "none",
        link: String::new(),
        size: String::new(),
        held: format::lasts(page.words(), HELD),
        has_demo: rows.iter().any(|row| row.demo),
        is_demo: visitor.brand.demo,
        page,
    };
    let me = visitor.who.user.id;
    match app.chores().backup(app.now()) {
        Backup::Writing(user) if user == me => shown.state = "writing",
        Backup::Ready(ready) if ready.user == me => {
            shown.state = "ready";
            shown.link = format!("/settings/data/backup/{}", ready.secret);
            shown.size = format::bytes(shown.page.lang, ready.bytes);
        }
        Backup::Failed => shown.state = "failed",
        _ => {}
    }
    if is_htmx(&headers) { render(&shown.as_backup()) } else { render(&shown) }
}

/// A backup holds all brands of the installation: whoever takes it has to own all of them.
async fn may_take(app: &App, visitor: &Visitor) -> Result<bool, WebError> {
    let rows = workspaces::all(&mut app.store().read().await?).await?;
    let owns = |id| {
        let mut brands = visitor.who.brands.iter();
        brands.any(|(brand, roles)| *brand == id && roles.contains(&UserRole::Owner))
    };
    Ok(rows.iter().filter(|row| !row.demo).all(|row| owns(row.id)))
}

/// Begins to write a backup.
///
/// # Errors
/// When it is not this user's to take away, or the store cannot.
pub async fn backup(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    if !may_take(&app, &visitor).await? {
        return Err(WebError::Forbidden);
    }
    note(&app, &visitor, "backup.make").await?;
    chores::make_backup(&app, visitor.who.user.id);
    Ok(go("/settings/data"))
}

/// Sends the backup, once.
///
/// # Errors
/// When there is none of this address, not for this user, or not any more.
pub async fn fetch(
    State(app): State<App>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, WebError> {
    let now = app.now();
    let taken = app.chores().take(&secret, visitor.who.user.id, now);
    let file = taken.ok_or(WebError::NotFound)?;
    note(&app, &visitor, "backup.fetch").await?;
    let name = format!("kamerton-{}.backup", visitor.brand.zone.day(now));
    attachment(file, "application/octet-stream", &name)
}

/// Removes the demo with everything in it.
///
/// # Errors
/// When the store cannot.
pub async fn remove_demo(State(app): State<App>, visitor: Visitor) -> Result<Response, WebError> {
    demo_load::remove(app.store()).await?;
    if visitor.brand.demo {
        return Ok(go("/"));
    }
    note(&app, &visitor, "demo.remove").await?;
    Ok(go("/settings/data?saved=demo"))
}

async fn note(app: &App, visitor: &Visitor, what: &str) -> Result<(), WebError> {
    let deed = Deed::one(what, "installation");
    let actor = visitor.who.actor();
    Ok(audit::note(app.store(), &visitor.brand, &actor, &deed, app.now()).await?)
}
