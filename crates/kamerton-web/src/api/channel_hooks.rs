//! `POST /channel-hooks/{workspace}/{connection}`: what platforms send us about a connected channel.
//!
//! Each platform signs in its own way and wants its own answer, so its connector looks at the call as it
//! came, byte for byte. An answer says as little as it can: some platforms show it, some execute it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, OriginalUri, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use kamerton_app::channels::NotReceived;
use kamerton_app::live::{Call, Refused, Reply};
use kamerton_app::{AppError, Brand};
use kamerton_core::id::{ConnectionId, WorkspaceId};
use kamerton_store::workspaces;

use crate::app::App;
use crate::http::peer;

/// The largest call of a platform: WhatsApp names three megabytes.
pub const MOST_BYTES: usize = 4 << 20;
/// So long is a brand known without asking the store again.
const KNOWN_FOR: Duration = Duration::from_secs(1);
/// After what time a platform shall try again when we could not keep what it sent, in seconds.
const AGAIN: &str = "5";

/// Brands by id, for a moment; none where there is no such brand.
#[derive(Default)]
pub struct Brands(Mutex<HashMap<WorkspaceId, (Instant, Option<Brand>)>>);

impl Brands {
    /// The brand of a workspace.
    ///
    /// # Errors
    /// When the store cannot.
    pub async fn find(&self, app: &App, id: WorkspaceId) -> Result<Option<Brand>, AppError> {
        if let Some((at, brand)) = self.lock().get(&id)
            && at.elapsed() < KNOWN_FOR
        {
            return Ok(brand.clone());
        }
        let rows = workspaces::all(&mut app.store().read().await?).await?;
        let mut brands = HashMap::new();
        for row in rows {
            let known = row.id;
            brands.insert(known, (Instant::now(), Some(app.brand(row)?)));
        }
        let found = brands.get(&id).and_then(|(_, brand)| brand.clone());
        *self.lock() = brands;
        Ok(found)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<WorkspaceId, (Instant, Option<Brand>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever calls, as far as the proxies in front can be believed.
pub struct Peer(pub Option<IpAddr>);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        Ok(Self(peer::address(&parts.extensions, &parts.headers)))
    }
}

/// Takes in a call of a platform.
pub async fn take(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    OriginalUri(uri): OriginalUri,
    peer: Peer,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let named = path.ok().and_then(|Path((workspace, connection))| {
        Some((workspace.parse().ok()?, connection.parse::<ConnectionId>().ok()?))
    });
    let Some((workspace, connection)) = named else { return nobody() };
    let brand = match app.hooked_brands().find(&app, workspace).await {
        Ok(Some(brand)) => brand,
        Ok(None) => return nobody(),
        Err(_) => return again(),
    };
    let headers: Vec<(String, String)> = headers
        .iter()
        .filter_map(|(name, value)| {
            Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned()))
        })
        .collect();
    let call = Call {
        headers: &headers,
        query: uri.query().unwrap_or_default(),
        body: &body,
        from: peer.0,
    };
    match app.channels().receive(&brand, connection, &call).await {
        Ok(reply) => answer(reply),
        Err(NotReceived::Nobody | NotReceived::Refused(Refused::NotTheirs | Refused::Stale)) => {
            nobody()
        }
        Err(NotReceived::Refused(Refused::Unreadable)) => StatusCode::BAD_REQUEST.into_response(),
        Err(NotReceived::NotKept(error)) => {
            tracing::warn!(error = %error, "what a platform sent could not be kept: it has to send it again");
            again()
        }
    }
}

/// By this answer one does not learn which addresses there are.
fn nobody() -> Response {
    StatusCode::UNAUTHORIZED.into_response()
}

fn again() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, AGAIN)]).into_response()
}

fn answer(reply: Reply) -> Response {
    match reply {
        Reply::Empty => StatusCode::OK.into_response(),
        Reply::Text(text) => {
            ([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], text).into_response()
        }
    }
}
