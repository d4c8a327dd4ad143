//! How updates come in: by asking for them, or by being called.

use std::time::Duration;

use kamerton_core::time::Instant;
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::Live;
use super::api::{Aim, Ask, ask, ask_plain};
use super::convert::kind;
use super::ids::integer;
use super::look;
use crate::live::{
    Call, Link, Poll, Polled, Raw, Reason, Received, Refused, Reply, Settings, Trouble, Webhook,
    Work, same_secret,
};
use crate::records::json_value;

/// What we want to be told of. Some of it comes only when it is named.
pub(super) const WANTED: &[&str] = &[
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
];

/// The longest wait of one question, in seconds.
const LONGEST: u64 = 50;
/// How much longer than it waits an answer may take.
const GRACE: Duration = Duration::from_secs(15);
/// What a hundred updates may take.
const MOST_BYTES: usize = 32 << 20;
/// Updates of one answer.
const MOST: usize = 100;
/// Calls at the same time.
const CALLS: u32 = 20;
/// The header with our secret.
const HEADER: &str = "x-telegram-bot-api-secret-token";

pub(super) fn updates_ask(cursor: &str, wait: Duration) -> Ask {
    let wait = wait.as_secs().min(LONGEST);
    let ask = Ask::new("getUpdates").with("limit", MOST).with("timeout", wait);
    let ask = ask.with("allowed_updates", json!(WANTED));
    match cursor.trim().parse::<i64>() {
        Ok(offset) => ask.with("offset", offset),
        Err(_) => ask,
    }
}

pub(super) fn register_ask(address: &str, secret: &str) -> Ask {
    Ask::new("setWebhook")
        .with("url", address)
        .with("secret_token", secret)
        .with("allowed_updates", json!(WANTED))
        .with("max_connections", CALLS)
}

pub(super) fn unregister_ask() -> Ask {
    // What waits is not lost: it is asked for, or comes to the next address.
    Ask::new("deleteWebhook").with("drop_pending_updates", false)
}

/// An update to be kept. Numbers of updates start anew somewhere else after a quiet week, so the message or
/// the content belongs to the key.
pub(super) fn raw(update: &Value, body: String) -> Raw {
    let number = integer(update, "update_id").unwrap_or_default();
    let (kind, inside) = kind(update).unwrap_or(("", update));
    let chat = inside.get("chat").and_then(|chat| integer(chat, "id"));
    let message = integer(inside, "message_id");
    let date = integer(inside, "edit_date").or_else(|| integer(inside, "date"));
    let named =
        chat.zip(message).zip(date).filter(|_| kind.contains("message") || kind.contains("post"));
    let rest = match named.filter(|_| !kind.starts_with("message_reaction")) {
        Some(((chat, message), date)) => format!("{chat}:{message}:{date}"),
        None => format!("{:016x}", xxh3_64(inside.to_string().as_bytes())),
    };
    let at = date.filter(|date| *date > 0).map(Instant::from_seconds);
    Raw { key: format!("{number}:{kind}:{rest}"), at, body }
}

/// Deletions carry no time of their own; they get the moment at which they came.
fn dated(update: &Value, body: String, now: Instant) -> String {
    let Some(members) =
        update.as_object().filter(|all| all.contains_key("deleted_business_messages"))
    else {
        return body;
    };
    let mut members = members.clone();
    let received = now.micros().div_euclid(1_000_000);
    members.insert("kamerton".to_owned(), json!({ "received": received }));
    Value::Object(members).to_string()
}

/// What asking brought. Once there is nothing more, what came before is acknowledged; the next question
/// names no number then, because numbers may start anew at a lower one.
pub(super) fn polled(result: &Value, now: Instant) -> Result<Polled, Trouble> {
    let unreadable = || Trouble::Unreadable("the updates are no list".to_owned().into());
    let updates = result.as_array().ok_or_else(unreadable)?;
    let last = updates.iter().filter_map(|update| integer(update, "update_id")).max();
    if last.is_none() && !updates.is_empty() {
        return Err(Trouble::Unreadable("the updates have no numbers".to_owned().into()));
    }
    let keep = |update: &Value| raw(update, dated(update, update.to_string(), now));
    Ok(Polled {
        raws: updates.iter().map(keep).collect(),
        cursor: last.map(|last| last.saturating_add(1).to_string()).unwrap_or_default(),
        pause: Duration::ZERO,
        more: updates.len() >= MOST,
    })
}

impl Poll for Live {
    fn poll<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str, wait: Duration) -> Work<'a, Polled> {
        Box::pin(async move {
            let request = updates_ask(cursor, wait).request(link.settings, "")?;
            let patience = Duration::from_secs(wait.as_secs().min(LONGEST)) + GRACE;
            let request = request.within(patience).at_most(MOST_BYTES);
            let result = ask(link, request, Aim::Asking).await;
            polled(&result.map_err(super::api::Failed::into_trouble)?, (link.now)())
        })
    }
}

impl Webhook for Live {
    fn receive(&self, call: &Call<'_>, link: &Link<'_>) -> Result<Received, Refused> {
        let given = call.header(HEADER).unwrap_or_default();
        if !same_secret(given.as_bytes(), link.settings.get("webhook-secret")) {
            return Err(Refused::NotTheirs);
        }
        let update =
            json_value(call.body).ok().filter(Value::is_object).ok_or(Refused::Unreadable)?;
        if integer(&update, "update_id").is_none() {
            return Err(Refused::Unreadable);
        }
        let body = String::from_utf8(call.body.to_vec()).map_err(|_| Refused::Unreadable)?;
        let body = dated(&update, body, (link.now)());
        // Telegram executes what it is answered, so it is never answered anything.
        Ok(Received { raws: vec![raw(&update, body)], reply: Reply::Empty })
    }

    fn is_wanted(&self, settings: &Settings) -> bool {
        settings.get("mode") == "webhook"
    }

    fn is_in_vain<'a>(&'a self, link: &'a Link<'a>, address: &'a str) -> Work<'a, bool> {
        Box::pin(async move {
            let hook = ask_plain(link, &Ask::new("getWebhookInfo"), Aim::Asking).await?;
            Ok(look::is_in_vain(&hook, address, (link.now)()))
        })
    }

    fn register<'a>(&'a self, link: &'a Link<'a>, address: &'a str) -> Work<'a, ()> {
        Box::pin(async move {
            let secret = link.settings.get("webhook-secret");
            let is_letter = |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
            if secret.is_empty() || secret.len() > 256 || !secret.chars().all(is_letter) {
                let why = "channel-telegram-why-secret";
                return Err(Trouble::Settings(Reason::of(why)));
            }
            ask_plain(link, &register_ask(address, secret), Aim::Asking).await.map(|_| ()).map_err(
                |trouble| match trouble {
                    Trouble::Refused(why) => Trouble::Settings(
                        Reason::of("channel-telegram-why-no-hook").saying(why.said),
                    ),
                    other => other,
                },
            )
        })
    }

    fn unregister<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, ()> {
        Box::pin(async move { ask_plain(link, &unregister_ask(), Aim::Asking).await.map(|_| ()) })
    }
}
