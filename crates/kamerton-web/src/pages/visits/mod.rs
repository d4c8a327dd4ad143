//! Pages that visitors of somebody's site write on: a form and a talk, to be linked or shown in a frame.
//!
//! Whoever comes is nobody we know: no cookie is set or looked at, nothing of anybody else is loaded, and
//! an address that leads nowhere is answered like one that was made up.

pub mod chat;
pub mod form;
mod given;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use kamerton_app::Brand;
use kamerton_app::channels::{Front, NotReceived};
use kamerton_app::live::{Surface, Written};
use kamerton_core::id::{ConnectionId, WorkspaceId};

use crate::api::channel_hooks::Peer;
use crate::app::App;
use crate::format::Language;
use crate::http::errors::WebError;
use crate::http::headers::{Framed, Shared};
use crate::http::limits::Asker;
use crate::lang;
use crate::words::Arg;

/// The largest body: the longest text, however its letters are packed.
pub const MOST_BYTES: usize = 64 << 10;
/// For so long browsers keep the script of a site's page.
const KEPT: &str = "public, max-age=600";

/// What somebody came to.
pub struct Visited {
    app: App,
    brand: Brand,
    id: ConnectionId,
    front: Front,
    lang: Language,
    peer: Peer,
}

impl FromRequestParts<App> for Visited {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, WebError> {
        let (workspace, id) = named(parts.uri.path()).ok_or(WebError::NotFound)?;
        let brand = app.hooked_brands().find(app, workspace).await?.ok_or(WebError::NotFound)?;
        let front = app.channels().front(&brand, id).await.map_err(hidden)?;
        let usual = Language::parse(&brand.lang).unwrap_or_default();
        // A choice that was made on our own pages is a cookie: here it counts nothing.
        let lang = lang::of_browser(&parts.headers).unwrap_or(usual);
        let Ok(peer) = Peer::from_request_parts(parts, app).await;
        Ok(Self { app: app.clone(), brand, id, front, lang, peer })
    }
}

/// The brand and the connection of a path: `/site/{workspace}/{connection}/…`.
fn named(path: &str) -> Option<(WorkspaceId, ConnectionId)> {
    let mut parts = path.strip_prefix("/site/")?.split('/');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// By this answer one does not learn which addresses there are.
fn hidden(why: NotReceived) -> WebError {
    match why {
        NotReceived::Nobody | NotReceived::Refused(_) => WebError::NotFound,
        NotReceived::NotKept(error) => error.into(),
    }
}

impl Visited {
    /// Counts something that is written.
    fn count(&self) -> Result<(), WebError> {
        if let Some(address) = self.peer.0 {
            self.app.count(Asker::Visitor(address))?;
        }
        Ok(self.app.count(Asker::Visited(self.id))?)
    }

    /// A sentence for our own people, to be kept: in their language, and not set as pages are.
    fn for_us(&self, id: &str, arguments: &[(&str, Arg<'_>)]) -> String {
        let words = self.app.words(Language::parse(&self.brand.lang).unwrap_or_default());
        words.say(id, arguments).replace('\u{a0}', " ")
    }

    /// Where these pages lie: `/site/{workspace}/{connection}`.
    fn path(&self) -> String {
        path(self.brand.id, self.id)
    }

    /// What was written, as it is kept; the rest is filled in by whoever takes it in.
    fn written(&self, surface: Surface, id: &str, given: given::Given) -> Written {
        let (unnamed, place) = match &surface {
            Surface::Form => (String::new(), self.for_us("visit-place-form", &[])),
            Surface::Talk { visitor } => {
                let short: String = visitor.chars().take(6).collect();
                let unnamed = self.for_us("visit-unnamed", &[("name", Arg::Text(&short))]);
                let called = given.name.as_deref().unwrap_or(&unnamed);
                let place = self.for_us("visit-place-chat", &[("name", Arg::Text(called))]);
                (unnamed, place)
            }
        };
        let usual = self.for_us(&format!("channel-{}", self.front.kind), &[]);
        let place = match (&surface, self.front.name == usual) {
            (Surface::Form, false) => format!("{place}: {}", self.front.name),
            _ => place,
        };
        Written {
            connection: self.id.0.simple().to_string(),
            surface,
            id: id.to_owned(),
            at: self.app.now(),
            text: given.text,
            name: given.name,
            unnamed,
            email: given.email,
            phone: given.phone,
            place,
            remark: None,
            policy: None,
        }
    }

    /// A page that the sites of the connection may show in a frame.
    fn framed(&self, mut response: Response) -> Response {
        response.extensions_mut().insert(Framed(self.front.pages.sites.clone()));
        let robots = HeaderValue::from_static("noindex");
        response.headers_mut().insert("x-robots-tag", robots);
        response
    }
}

/// Where the pages of a connection lie.
pub fn path(workspace: WorkspaceId, id: ConnectionId) -> String {
    format!("/site/{workspace}/{id}")
}

/// The script that shows a button on somebody's page.
///
/// # Errors
/// When there is no such connection.
pub async fn script(_: Visited) -> Result<Response, WebError> {
    let asset = kamerton_ui::named("chat.js").ok_or(WebError::NotFound)?;
    let headers = [(header::CONTENT_TYPE, asset.kind), (header::CACHE_CONTROL, KEPT)];
    let mut response = (headers, asset.bytes).into_response();
    response.extensions_mut().insert(Shared);
    Ok(response)
}
