//! A message of the platform.

use kamerton_core::fact::{Attachment, AttachmentKind, MessageFact};
use kamerton_core::time::Instant;
use serde_json::Value;

use super::names;
use super::read::{id, items, millis, moment, object, text, word};
use crate::live::{About, Unread};

/// What is needed of a message before anything else: where it stands and what it is called.
pub(super) struct Head {
    /// The chat.
    pub(super) chat: String,
    /// The message.
    pub(super) mid: String,
}

/// Where a message stands and what it is called.
pub(super) fn head(message: &Value) -> Result<Head, Unread> {
    let recipient = object(message, "recipient").ok_or_else(|| unread("names no recipient"))?;
    let chat =
        id(recipient, "chat_id").or_else(|| Some(format!("user{}", id(recipient, "user_id")?)));
    let chat = chat.ok_or_else(|| unread("names neither chat nor user"))?;
    let mid = object(message, "body").and_then(|body| id(body, "mid"));
    // A message that only passes another on may come without a body.
    let passed_on = || {
        let link = object(message, "link")?;
        let other = id(object(link, "message")?, "mid")?;
        Some(format!("~{}~{other}", millis(message, "timestamp")?))
    };
    let mid = mid.or_else(passed_on).ok_or_else(|| unread("has no name"))?;
    Ok(Head { chat, mid })
}

/// A message as a fact. `edited_at` is when this version of it was made, where that is known.
pub(super) fn fact(
    message: &Value,
    edited_at: Option<Instant>,
    about: &About,
) -> Result<MessageFact, Unread> {
    let Head { chat, mid } = head(message)?;
    let sent_at = moment(message, "timestamp").ok_or_else(|| unread("has no time"))?;
    let recipient = message.get("recipient").unwrap_or(&Value::Null);
    let kind = word(recipient, "chat_type");
    let sender = object(message, "sender");
    let author = sender.and_then(|sender| names::account(sender, about));
    let private = names::is_private(kind);
    let ours = names::me(about).map(|me| me.remote_id);
    // A talk between two is named after the other one.
    let other = sender.filter(|sender| id(sender, "user_id") != ours).and_then(names::name);
    let title = other.filter(|_| private == Some(true));
    let place = names::place(&chat, title, private, about);
    let author = author.or_else(|| (kind == "channel").then(|| names::channel(&place)));
    let content = content(message, about);
    Ok(MessageFact {
        key: names::key(&chat, &mid),
        author,
        sent_at,
        edited_at,
        reply_to: answered(message).map(|other| names::key(&chat, &other)),
        text: content.text,
        forwarded_from: content.from,
        attachments: content.attachments,
        place,
        ..MessageFact::default()
    })
}

/// The message that another answers.
pub(super) fn answered(message: &Value) -> Option<String> {
    let link = object(message, "link").filter(|link| word(link, "type") == "reply")?;
    id(object(link, "message")?, "mid")
}

/// The message that another passes on.
pub(super) fn passed_on(message: &Value) -> Option<String> {
    let link = object(message, "link").filter(|link| word(link, "type") == "forward")?;
    id(object(link, "message")?, "mid")
}

struct Content {
    text: String,
    from: Option<String>,
    attachments: Vec<Attachment>,
}

/// What a message says. When it says something of its own to what it passes on, that counts, and the
/// other's words are a quotation; else they stand here with the name of whose they are.
fn content(message: &Value, about: &About) -> Content {
    let body = message.get("body").unwrap_or(&Value::Null);
    let own = Content { text: said(body), from: None, attachments: attachments(body) };
    let link = object(message, "link").filter(|link| word(link, "type") == "forward");
    let Some(link) = link.filter(|_| own.text.is_empty() && own.attachments.is_empty()) else {
        return own;
    };
    let theirs = link.get("message").unwrap_or(&Value::Null);
    let sender = object(link, "sender").and_then(names::name);
    let chat = || Some(names::place(&id(link, "chat_id")?, None, None, about).title);
    let from = sender.or_else(chat).unwrap_or_else(|| "MAX".to_owned());
    Content { text: said(theirs), from: Some(from), attachments: attachments(theirs) }
}

/// The text of a message, with the addresses of previews that do not stand in it.
fn said(body: &Value) -> String {
    let mut said = text(body, "text").unwrap_or_default();
    for shared in items(body, "attachments").iter().filter(|found| word(found, "type") == "share") {
        let url = shared.get("payload").and_then(|payload| text(payload, "url"));
        if let Some(url) = url.filter(|url| !said.contains(url.as_str())) {
            if !said.is_empty() {
                said.push('\n');
            }
            said.push_str(&url);
        }
    }
    said
}

fn attachments(body: &Value) -> Vec<Attachment> {
    items(body, "attachments").iter().filter_map(attachment).collect()
}

/// What is attached. Buttons, what they carry and previews of addresses are no attachments.
fn attachment(found: &Value) -> Option<Attachment> {
    let kind = match word(found, "type") {
        "image" | "photo" => AttachmentKind::Photo,
        "video" => AttachmentKind::Video,
        "audio" => AttachmentKind::Voice,
        "sticker" => AttachmentKind::Sticker,
        "contact" => AttachmentKind::Contact,
        "location" => AttachmentKind::Location,
        "inline_keyboard" | "reply_keyboard" | "data" | "share" | "" => return None,
        _ => AttachmentKind::File,
    };
    let name = text(found, "filename").or_else(|| {
        let payload = found.get("payload").filter(|_| kind == AttachmentKind::Contact)?;
        let person = object(payload, "max_info").or_else(|| object(payload, "tam_info"));
        person.and_then(names::name).or_else(|| full_name(word(payload, "vcf_info")))
    });
    let size = found.get("size").and_then(Value::as_u64);
    Some(Attachment { kind, name, size, ..Attachment::default() })
}

/// The name in a visiting card.
fn full_name(card: &str) -> Option<String> {
    let name = card.lines().find_map(|line| {
        let (field, name) = line.split_once(':')?;
        field
            .split(';')
            .next()
            .is_some_and(|field| field.eq_ignore_ascii_case("FN"))
            .then_some(name)
    })?;
    let name = name.trim().replace('\0', "\u{FFFD}");
    (!name.is_empty()).then_some(name)
}

fn unread(what: &str) -> Unread {
    Unread(format!("a message {what}"))
}
