//! Calling the bot's webhook: in order in each chat, again and again until it answers 2xx, a day long.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::request::Asked;
use crate::webhook::{Called, call};

use super::Inner;
use super::methods::perform;
use super::state::State;

/// The longest wait between two tries.
const MOST_RETRY: u32 = 60;
/// How long the webhook may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is to be delivered now.
struct Due {
    id: i64,
    url: String,
    secret: String,
    body: Vec<u8>,
}

pub(super) async fn deliver(inner: Arc<Inner>) {
    loop {
        let due = due(&mut inner.lock());
        for one in due {
            let inner = Arc::clone(&inner);
            tokio::spawn(async move {
                let mut headers = vec![("content-type".to_owned(), "application/json".to_owned())];
                if !one.secret.is_empty() {
                    headers.push((super::SECRET.to_owned(), one.secret.clone()));
                }
                let called = call(&one.url, &headers, &one.body, PATIENCE).await;
                answered(&mut inner.lock(), &one, called);
                inner.news.notify_waiters();
            });
        }
        // News wake it; tries that become due do not announce themselves.
        let _ = tokio::time::timeout(Duration::from_millis(20), inner.news.notified()).await;
    }
}

/// The first update of each chat that is due.
fn due(state: &mut State) -> Vec<Due> {
    state.forget();
    let Some(hook) = state.hook.clone() else { return Vec::new() };
    let (mut chats, mut found) = (BTreeSet::new(), Vec::new());
    let now = Instant::now();
    for update in &mut state.waiting {
        // Whatever comes later in a chat waits for what is before it.
        if !chats.insert(update.chat) || update.in_flight {
            continue;
        }
        if update.next_try.is_some_and(|at| at > now) {
            continue;
        }
        update.in_flight = true;
        found.push(Due {
            id: update.id,
            url: hook.url.clone(),
            secret: hook.secret.clone(),
            body: update.body.to_string().into_bytes(),
        });
    }
    found
}

fn answered(state: &mut State, due: &Due, called: std::io::Result<Called>) {
    let status = called.as_ref().map_or(0, |called| called.status);
    state.calls.push(status);
    if (200..300).contains(&status) {
        state.waiting.retain(|update| update.id != due.id);
        if let Some(method) = called.ok().and_then(|called| method_of(&called)) {
            execute(state, method);
        }
        return;
    }
    let after = called.as_ref().ok().and_then(|called| {
        let wanted = called.headers.iter().find(|(name, _)| name == "retry-after");
        wanted.and_then(|(_, value)| value.parse::<u64>().ok())
    });
    let why = match &called {
        Ok(called) => format!("Wrong response from the webhook: {} ", called.status),
        Err(error) if error.kind() == std::io::ErrorKind::TimedOut => {
            "Read timeout expired".to_owned()
        }
        Err(error) => error.to_string(),
    };
    let (at, retry) = (state.clock.seconds(), state.retry);
    if let Some(hook) = &mut state.hook {
        hook.last_error = Some((at, why));
    }
    if let Some(update) = state.waiting.iter_mut().find(|update| update.id == due.id) {
        update.in_flight = false;
        // At once, then after 2, 4, 8 … seconds.
        let wait = match update.tries {
            0 => Duration::ZERO,
            tries => retry.saturating_mul(1 << (tries - 1).min(5)).min(retry * MOST_RETRY / 2),
        };
        let wait = after.map_or(wait, |after| Duration::from_secs(after.min(3_600)));
        update.tries += 1;
        update.next_try = Some(Instant::now() + wait);
    }
}

/// The method that an answer names, in JSON or in a form.
fn method_of(called: &Called) -> Option<Value> {
    let found = match serde_json::from_slice::<Value>(&called.body) {
        Ok(Value::Object(object)) => object,
        _ => form_urlencoded::parse(&called.body)
            .map(|(name, value)| (name.into_owned(), json!(value)))
            .collect(),
    };
    found.get("method").and_then(Value::as_str)?;
    Some(Value::Object(found))
}

/// The platform does what the answer says, as if it were asked.
fn execute(state: &mut State, method: Value) {
    let mut asked = Asked { at: state.clock.micros(), ..Asked::default() };
    if let Value::Object(parameters) = &method {
        asked.parameters.clone_from(parameters);
    }
    asked.name = asked.text("method").unwrap_or_default();
    let _ = perform(state, &asked);
    state.executed.push(method);
}
