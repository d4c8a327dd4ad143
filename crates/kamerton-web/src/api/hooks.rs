//! `POST /hooks/{workspace}/{webhook}`: events in a signed call, for senders that hold no token.
//!
//! A call to an unknown address is checked like any other, against a secret that nobody has: by
//! neither answer nor time does one learn which addresses there are.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use kamerton_app::webhooks::{self, Secret, Secrets};
use kamerton_app::{AppError, Brand};
use kamerton_core::id::{WebhookId, WorkspaceId};
use kamerton_core::webhook::{Head, Refused};
use kamerton_store::workspaces;

use super::Problem;
use super::events::{Answers, Taken, deliver};
use crate::app::App;
use crate::http::limits::Asker;

/// So long is a sender known without asking the store again: within this a removed one is shut out.
const KNOWN_FOR: Duration = Duration::from_secs(1);
/// Addresses that are remembered, unknown ones among them.
const MOST_KNOWN: usize = 1_000;
/// What calls to unknown addresses are checked against; its signature is never right, because the
/// address is not known.
const NOBODY: &str = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/// Whose calls are taken, for a moment.
#[derive(Default)]
pub struct Senders(Mutex<Known>);

/// Senders by address, with when they were looked up; none where there is no such address.
type Known = HashMap<(WorkspaceId, WebhookId), (Instant, Option<Sender>)>;

/// A sender with its secret and brand.
#[derive(Clone)]
struct Sender {
    webhook: WebhookId,
    secrets: Secrets,
    brand: Brand,
}

impl Senders {
    async fn find(
        &self,
        app: &App,
        workspace: WorkspaceId,
        webhook: WebhookId,
    ) -> Result<Option<Sender>, AppError> {
        let key = (workspace, webhook);
        if let Some((at, sender)) = self.lock().get(&key)
            && at.elapsed() < KNOWN_FOR
        {
            return Ok(sender.clone());
        }
        let sender = look_up(app, workspace, webhook).await?;
        let mut known = self.lock();
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(key, (Instant::now(), sender.clone()));
        Ok(sender)
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn look_up(
    app: &App,
    workspace: WorkspaceId,
    webhook: WebhookId,
) -> Result<Option<Sender>, AppError> {
    let seal = &app.options().seal;
    let Some(secrets) = webhooks::secrets(app.store(), seal, workspace, webhook).await? else {
        return Ok(None);
    };
    let rows = workspaces::all(&mut app.store().read().await?).await?;
    let Some(row) = rows.into_iter().find(|row| row.id == workspace) else { return Ok(None) };
    webhooks::heard(app.store(), workspace, webhook, app.now()).await?;
    Ok(Some(Sender { webhook, secrets, brand: app.brand(row)? }))
}

/// Take events in from a signed call.
///
/// Signed as Standard Webhooks has it: `webhook-id`, `webhook-timestamp` and `webhook-signature`
/// over `id.timestamp.body` with HMAC-SHA256. Calls signed more than five minutes ago are refused.
#[utoipa::path(
    post,
    path = "/hooks/{workspace}/{webhook}",
    tag = "events",
    params(
        ("workspace" = String, Path, description = "As the address of the sender has it"),
        ("webhook" = String, Path, description = "As the address of the sender has it"),
        ("webhook-id" = String, Header, description = "What the sender calls this call"),
        ("webhook-timestamp" = String, Header, description = "Seconds since 1970"),
        ("webhook-signature" = String, Header, description = "v1, and base64; several parted by spaces"),
    ),
    request_body = kamerton_app::events::wire::Call,
    responses(
        Answers,
        (status = 401, description = "Not signed, stale, or not right", body = Problem, content_type = "application/problem+json"),
    ),
)]
pub async fn take(
    State(app): State<App>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<(StatusCode, Json<Taken>), Problem> {
    let named = path.ok().and_then(|Path((workspace, webhook))| {
        Some((workspace.parse().ok()?, webhook.parse().ok()?))
    });
    let sender = match named {
        Some((workspace, webhook)) => app.senders().find(&app, workspace, webhook).await?,
        None => None,
    };
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let head = Head {
        id: text("webhook-id"),
        timestamp: text("webhook-timestamp"),
        signatures: text("webhook-signature"),
    };
    let Some(sender) = sender else {
        Secret::parse(NOBODY)?.check(&head, &body, app.now())?;
        return Err(Refused::WrongSignature.into());
    };
    sender.secrets.check(&head, &body, app.now())?;
    app.count(Asker::Sender(sender.webhook))?;
    deliver(&app, &sender.brand, &format!("webhook:{}", sender.webhook), &body).await
}
