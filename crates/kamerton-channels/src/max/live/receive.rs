//! Being told of what is new, and asking for it.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use xxhash_rust::xxh3::xxh3_64;

use super::answer::{Outcome, Purpose, ask, carry_out, read};
use super::api::Api;
use super::read::{id, items, millis, object, text, word};
use crate::live::{
    Call, Link, Polled, Raw, Reason, Received, Refused, Reply, Trouble, same_secret,
};
use crate::outbound;

/// The header in which the platform shows the secret.
const HEADER: &str = "x-max-bot-api-secret";
/// Asking is limited in speed, even when news wait.
const PAUSE: Duration = Duration::from_millis(500);
/// The longest key that is kept as it is.
const LONGEST_KEY: usize = 200;

/// Takes what the platform calls us for.
pub(super) fn receive(call: &Call<'_>, link: &Link<'_>) -> Result<Received, Refused> {
    let given = call.header(HEADER).unwrap_or_default();
    if !same_secret(given.as_bytes(), link.settings.get("secret")) {
        return Err(Refused::NotTheirs);
    }
    let body = std::str::from_utf8(call.body).map_err(|_| Refused::Unreadable)?;
    // One update by the description; several at once have been seen.
    let several = body.trim_start().starts_with('[');
    let updates: Vec<&RawValue> = match several {
        true => serde_json::from_str(body).map_err(|_| Refused::Unreadable)?,
        false => vec![serde_json::from_str(body).map_err(|_| Refused::Unreadable)?],
    };
    let raws = updates.into_iter().map(|update| raw(update.get()).ok_or(Refused::Unreadable));
    Ok(Received { raws: raws.collect::<Result<_, _>>()?, reply: Reply::Empty })
}

/// What came, under a key that is the same whenever it comes.
fn raw(body: &str) -> Option<Raw> {
    let update: Value = serde_json::from_str(body).ok()?;
    let kind = update.as_object().map(|_| word(&update, "update_type"))?;
    let at = millis(&update, "timestamp");
    let key = key(&update, kind, at).filter(|key| key.len() <= LONGEST_KEY);
    let key = key.unwrap_or_else(|| format!("{:016x}", xxh3_64(body.as_bytes())));
    Some(Raw { key, at: at.map(super::read::at), body: body.to_owned() })
}

/// Names that the platform gives. What has none is known by where, who and when.
fn key(update: &Value, kind: &str, at: Option<i64>) -> Option<String> {
    let message = |update: &Value| id(object(object(update, "message")?, "body")?, "mid");
    let key = match kind {
        "" => return None,
        "message_created" => format!("{kind}:{}", message(update)?),
        // A message is edited more than once.
        "message_edited" => format!("{kind}:{}:{}", message(update)?, at?),
        "message_removed" => format!("{kind}:{}", id(update, "message_id")?),
        "message_callback" => {
            let callback = object(update, "callback")?;
            let (who, when) =
                (id(object(callback, "user")?, "user_id")?, millis(callback, "timestamp")?);
            let what = xxh3_64(text(callback, "payload").unwrap_or_default().as_bytes());
            format!("{kind}:{}:{who}:{when}:{what:016x}", id(callback, "callback_id")?)
        }
        "message_chat_created" => format!("{kind}:{}:{}", id(update, "message_id")?, at?),
        _ => {
            let user = object(update, "user").and_then(|user| id(user, "user_id"));
            format!("{kind}:{}:{}:{}", id(update, "chat_id")?, user.unwrap_or_default(), at?)
        }
    };
    Some(key)
}

/// A page of news.
#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow, default)]
    updates: Vec<&'a RawValue>,
    #[serde(default)]
    marker: Value,
}

/// Asks for news once.
pub(super) async fn poll(link: &Link<'_>, cursor: &str, wait: Duration) -> Result<Polled, Trouble> {
    let api = Api::of(link.settings)?;
    let answer = link.ask(api.updates(cursor, wait)).await;
    if answer.as_ref().is_ok_and(|answer| answer.status == 405) {
        let why = "channel-max-why-called";
        return Err(Trouble::Settings(Reason::of(why)));
    }
    let body = answer.as_ref().map(|answer| answer.body.clone()).unwrap_or_default();
    match read(answer, Purpose::Asking, api.secret())? {
        Outcome::Well(found) if found.get("updates").is_some_and(Value::is_array) => {}
        Outcome::Well(_) => return Err(unreadable()),
        other => return Err(other.well().err().unwrap_or_else(unreadable)),
    }
    let page: Page<'_> = serde_json::from_slice(&body).map_err(|_| unreadable())?;
    let raws: Vec<Raw> = page.updates.iter().filter_map(|update| raw(update.get())).collect();
    let marker = match page.marker {
        Value::Number(marker) => marker.to_string(),
        Value::String(marker) => marker,
        _ => cursor.to_owned(),
    };
    let more = raws.len() >= super::api::PAGE;
    Ok(Polled { raws, cursor: marker, pause: PAUSE, more })
}

fn unreadable() -> Trouble {
    Trouble::Unreadable("it holds no updates".to_owned().into())
}

/// Tells the platform to call this address. Addresses of the same host that it calls besides are older
/// ones of ours: it keeps every one until told otherwise, and each would bring everything again.
pub(super) async fn register(link: &Link<'_>, address: &str) -> Result<(), Trouble> {
    let api = Api::of(link.settings)?;
    let secret = link.settings.get("secret");
    if !is_secret(secret) {
        let what = "channel-max-why-secret";
        return Err(Trouble::Settings(Reason::of(what)));
    }
    // A server of one's own may see that otherwise.
    let official = link.settings.get("address").is_empty();
    let here = outbound::place(address).filter(|place| place.secure || !official);
    let here = here.ok_or_else(|| Trouble::Settings(Reason::of("channel-max-why-https")))?;
    carry_out(link, &api, api.subscribe(address, secret)).await?;
    for known in addresses(&ask(link, &api, api.subscriptions()).await?) {
        let ours = outbound::place(&known).is_some_and(|place| place.host == here.host);
        if ours && known != address {
            carry_out(link, &api, api.unsubscribe(&known)).await?;
        }
    }
    Ok(())
}

/// Tells the platform to call nobody for this bot any more: while it calls anybody it answers no asking.
pub(super) async fn unregister(link: &Link<'_>) -> Result<(), Trouble> {
    let api = Api::of(link.settings)?;
    for known in addresses(&ask(link, &api, api.subscriptions()).await?) {
        carry_out(link, &api, api.unsubscribe(&known)).await?;
    }
    Ok(())
}

/// Addresses that the platform calls.
pub(super) fn addresses(answer: &Value) -> Vec<String> {
    items(answer, "subscriptions").iter().filter_map(|known| text(known, "url")).collect()
}

fn is_secret(secret: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    (5..=256).contains(&secret.len()) && secret.chars().all(fits)
}
