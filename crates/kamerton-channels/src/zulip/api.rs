//! Messages as the Zulip API returns them and as archives made from it keep them.

use kamerton_core::fact::{Fact, MessageFact, PlaceRef, ReactionCount};
use serde_json::Value;

use super::content::{of_either, of_html, of_markdown};
use super::realm::emoji_of;
use super::shared;
use crate::fields::{id, items, number, owned, seconds, text};
use crate::slug::slug;

/// Where a file lies tells what its messages leave out: `<stream id>-<stream>/<topic>.json`.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Beside {
    /// Id and name of the stream.
    pub stream: Option<(String, String)>,
    /// The topic.
    pub topic: Option<String>,
}

/// The fact of one message.
///
/// # Errors
/// A sentence saying what is wrong with it.
pub(super) fn message(record: &Value, realm: &str, beside: &Beside) -> Result<Fact, String> {
    let message_id = id(record, "id").ok_or("it has no id")?;
    let place = place(record, realm, beside).ok_or("it names no stream and no recipients")?;
    let source = text(record, "content").unwrap_or_default();
    let content = match text(record, "content_type") {
        Some("text/html") => shared::read_content(source, of_html)?,
        Some(_) => shared::read_content(source, of_markdown)?,
        None => shared::read_content(source, of_either)?,
    };
    let topic = owned(record, "topic").or_else(|| owned(record, "subject"));
    let topic =
        topic.or_else(|| beside.topic.clone()).filter(|_| !place.remote_id.contains(":dm:"));
    Ok(Fact::Message(MessageFact {
        place,
        key: shared::key(realm, &message_id),
        author: author(record, realm),
        sent_at: record.get("timestamp").and_then(seconds).ok_or("it has no time")?,
        edited_at: record.get("last_edit_timestamp").and_then(seconds),
        text: content.text,
        reply_to: content.answers.map(|answered| shared::key(realm, &answered)),
        thread: topic,
        attachments: content.attachments,
        reactions: reactions(record),
        ..MessageFact::default()
    }))
}

/// The author. Without an id a name is one account in the whole organisation: its streams share
/// their members.
fn author(record: &Value, realm: &str) -> Option<kamerton_core::fact::Account> {
    let name = text(record, "sender_full_name").or_else(|| text(record, "sender"));
    let made = || name.map(|name| format!("~{realm}/{}", name.trim()));
    let remote_id = id(record, "sender_id").or_else(made);
    shared::account(remote_id, name, text(record, "sender_email"), false)
}

fn place(record: &Value, realm: &str, beside: &Beside) -> Option<PlaceRef> {
    let recipients = items(record, "display_recipient");
    if !recipients.is_empty() {
        let participant = |user: &Value| {
            let user_id = number(user, "id")?;
            Some((user_id, owned(user, "full_name").unwrap_or_else(|| user_id.to_string())))
        };
        let mut participants: Vec<_> = recipients.iter().filter_map(participant).collect();
        return (!participants.is_empty()).then(|| shared::direct(realm, &mut participants));
    }
    let (beside_id, beside_name) = beside.stream.clone().unzip();
    let name = text(record, "display_recipient").or_else(|| text(record, "stream"));
    let name = name.map(str::to_owned).or(beside_name);
    let stream_id = id(record, "stream_id").or(beside_id).or_else(|| name.as_deref().map(slug))?;
    Some(shared::stream(realm, &stream_id, name.as_deref().unwrap_or(&stream_id), false))
}

fn reactions(record: &Value) -> Vec<ReactionCount> {
    let mut counts = Vec::new();
    for reaction in items(record, "reactions") {
        let Some(emoji) = emoji_of(reaction) else { continue };
        // The nested user is the older form of `user_id`.
        let user = reaction.get("user").unwrap_or(&Value::Null);
        let user_id =
            id(reaction, "user_id").or_else(|| id(user, "id")).or_else(|| id(user, "user_id"));
        let account = user_id.and_then(|user_id| {
            shared::account(Some(user_id), text(user, "full_name"), text(user, "email"), false)
        });
        shared::add_reaction(&mut counts, emoji, account);
    }
    counts
}
