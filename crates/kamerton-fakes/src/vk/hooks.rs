//! Calling servers of the community: first to have them confirmed, then with what happens, one after the
//! other, again and again until they answer `ok` (dev.vk.com, Callback API).

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::webhook::{Called, call};

use super::Inner;
use super::state::{GROUP, State};

/// How long a server may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// After so many errors one after the other a server is called no more.
const MOST: u32 = 50;

/// What is to be called now.
enum Due {
    Confirm { hook: i64, url: String, secret: String },
    Tell { event: usize, hook: i64, url: String, secret: String, tries: u32 },
}

pub(super) async fn deliver(inner: Arc<Inner>) {
    loop {
        for due in due(&mut inner.lock()) {
            let inner = Arc::clone(&inner);
            tokio::spawn(async move {
                one(&inner, due).await;
                inner.news.notify_waiters();
            });
        }
        let _ = tokio::time::timeout(Duration::from_millis(20), inner.news.notified()).await;
    }
}

fn due(state: &mut State) -> Vec<Due> {
    let mut found = Vec::new();
    for hook in &mut state.hooks {
        if hook.status == "unconfigured" {
            hook.status = "wait";
            found.push(Due::Confirm {
                hook: hook.id,
                url: hook.url.clone(),
                secret: hook.secret.clone(),
            });
        }
    }
    let Some(hook) = state.hooks.iter().find(|hook| hook.status == "ok").cloned() else {
        return found;
    };
    let now = Instant::now();
    // Whatever comes later waits for what is before it.
    if let Some(first) = state.waiting.front_mut()
        && !first.in_flight
        && first.next_try.is_none_or(|at| at <= now)
    {
        first.in_flight = true;
        found.push(Due::Tell {
            event: first.event,
            hook: hook.id,
            url: hook.url,
            secret: hook.secret,
            tries: first.tries,
        });
    }
    found
}

async fn one(inner: &Inner, due: Due) {
    let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    match due {
        Due::Confirm { hook, url, secret } => {
            let mut body = json!({ "type": "confirmation", "group_id": GROUP,
              "event_id": "confirm", "v": "5.199" });
            if let (Some(members), false) = (body.as_object_mut(), secret.is_empty()) {
                members.insert("secret".to_owned(), json!(secret));
            }
            let called = call(&url, &headers, body.to_string().as_bytes(), PATIENCE).await;
            let said = said(&called);
            let mut state = inner.lock();
            let right = said == format!("200 {}", state.confirmation);
            state.calls.push(said);
            if let Some(hook) = state.hooks.iter_mut().find(|one| one.id == hook) {
                hook.status = if right { "ok" } else { "failed" };
            }
        }
        Due::Tell { event, hook, url, secret, tries } => {
            if tries > 0 {
                headers.push(("x-retry-counter".to_owned(), tries.to_string()));
            }
            let body = inner.lock().told(event, &secret).to_string();
            let called = call(&url, &headers, body.as_bytes(), PATIENCE).await;
            answered(&mut inner.lock(), hook, &called);
        }
    }
}

fn said(called: &std::io::Result<Called>) -> String {
    match called {
        Ok(called) => format!("{} {}", called.status, String::from_utf8_lossy(&called.body)),
        Err(_) => "0".to_owned(),
    }
}

fn answered(state: &mut State, hook: i64, called: &std::io::Result<Called>) {
    let said = said(called);
    let right = said == "200 ok";
    state.calls.push(said);
    let after = called.as_ref().ok().filter(|called| matches!(called.status, 410 | 429 | 503));
    let after = after.and_then(|called| {
        let wanted = called.headers.iter().find(|(name, _)| name == "retry-after");
        wanted.and_then(|(_, value)| value.parse::<u64>().ok()).filter(|after| *after < 3 * 3_600)
    });
    let retry = after.map_or(state.retry, Duration::from_secs);
    let Some(first) = state.waiting.front_mut().filter(|first| first.in_flight) else { return };
    if right {
        state.waiting.pop_front();
        return;
    }
    first.in_flight = false;
    first.tries += 1;
    first.next_try = Some(Instant::now() + retry);
    if first.tries >= MOST
        && let Some(hook) = state.hooks.iter_mut().find(|one| one.id == hook)
    {
        hook.status = "failed";
    }
}
