//! Calling the bot's webhooks: each of them, again after longer and longer waits, until there is 200. After
//! eight hours without any the subscription ends.

use std::sync::Arc;
use std::time::Duration;

use crate::webhook::call;

use super::Inner;
use super::state::State;

/// How long the webhook may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// After so long without success a subscription ends, in microseconds.
const GIVEN_UP: i64 = 8 * 3_600 * 1_000_000;

/// A call to be made.
struct Call {
    url: String,
    secret: String,
    number: i64,
    body: Vec<u8>,
}

pub(super) async fn deliver(inner: Arc<Inner>) {
    loop {
        let calls = due(&mut inner.lock());
        for one in calls {
            let inner = Arc::clone(&inner);
            tokio::spawn(async move {
                let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
                if !one.secret.is_empty() {
                    headers.push((super::SECRET.to_owned(), one.secret.clone()));
                }
                let called = call(&one.url, &headers, &one.body, PATIENCE).await;
                answered(&mut inner.lock(), &one, called.map_or(0, |called| called.status));
                inner.news.notify_waiters();
            });
        }
        // News wake it; a clock that was moved on does not announce itself.
        let _ = tokio::time::timeout(Duration::from_millis(20), inner.news.notified()).await;
    }
}

/// What is to be called now; subscriptions that failed for too long end.
fn due(state: &mut State) -> Vec<Call> {
    let now = state.clock.micros();
    state.hooks.retain(|hook| hook.failing_since.is_none_or(|since| now - since < GIVEN_UP));
    let mut calls = Vec::new();
    for hook in &mut state.hooks {
        hook.due.retain(|due| due.in_flight || now - due.at < GIVEN_UP);
        for due in hook.due.iter_mut().filter(|due| !due.in_flight && due.next_try <= now) {
            due.in_flight = true;
            calls.push(Call {
                url: hook.url.clone(),
                secret: hook.secret.clone(),
                number: due.number,
                body: due.body.clone(),
            });
        }
    }
    calls
}

fn answered(state: &mut State, call: &Call, status: u16) {
    let now = state.clock.micros();
    state.calls.push(status);
    let first = i64::try_from(state.retry.as_micros()).unwrap_or(i64::MAX / 1_000);
    let Some(hook) = state.hooks.iter_mut().find(|hook| hook.url == call.url) else { return };
    // Nothing but 200 will do.
    if status == 200 {
        hook.failing_since = None;
        hook.due.retain(|due| due.number != call.number);
        let taken = state.updates.iter_mut().find(|update| update.number == call.number);
        if let Some(update) = taken {
            update.delivered = true;
        }
        return;
    }
    hook.failing_since.get_or_insert(now);
    if let Some(due) = hook.due.iter_mut().find(|due| due.number == call.number) {
        due.in_flight = false;
        // Each wait is two and a half times the one before: 60, 150, 375 seconds.
        let mut wait = first;
        for _ in 0..due.tries.min(9) {
            wait = wait.saturating_mul(5) / 2;
        }
        due.tries += 1;
        due.next_try = now.saturating_add(wait);
    }
}
