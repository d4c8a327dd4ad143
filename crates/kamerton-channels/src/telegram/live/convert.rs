//! From an update to facts.

use std::collections::BTreeMap;

use kamerton_core::fact::{
    Account, DeletionFact, Fact, MessageFact, ReactionCountsFact, ReactionFact,
};
use kamerton_core::time::Instant;
use serde_json::Value;

use super::super::KIND;
use super::super::chat::account;
use super::ids::{Spot, author, integer};
use super::{media, service};
use crate::fields;
use crate::live::{About, Unread};
use crate::records::json_value;

/// The latest moment that is believed, in seconds: what is later no calendar holds.
const LATEST: i64 = 253_402_300_799;

/// What an update may be, with its field.
const MESSAGES: &[&str] = &[
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_message",
    "edited_business_message",
    "guest_message",
];

/// Updates that say nothing to us.
const SILENT: &[&str] = &[
    "business_connection",
    "callback_query",
    "chat_boost",
    "chat_join_request",
    "chosen_inline_result",
    "inline_query",
    "managed_bot",
    "poll",
    "poll_answer",
    "pre_checkout_query",
    "purchased_paid_media",
    "removed_chat_boost",
    "shipping_query",
];

/// Updates that say something beside messages.
const EVENTS: &[&str] = &[
    "message_reaction",
    "message_reaction_count",
    "chat_member",
    "my_chat_member",
    "deleted_business_messages",
];

/// What an update is and what stands in it: a kind that is known, whatever else is told along with it.
pub(super) fn kind(update: &Value) -> Option<(&str, &Value)> {
    let members = update.as_object()?;
    let is_kind = |name: &str, inside: &Value| inside.is_object() && name != "kamerton";
    let is_known = |name: &&str| members.get(*name).is_some_and(Value::is_object);
    let known = [MESSAGES, EVENTS, SILENT].into_iter().flatten().copied().find(is_known);
    let found = known.and_then(|name| members.get_key_value(name));
    let found = found.or_else(|| members.iter().find(|(name, inside)| is_kind(name, inside)));
    found.map(|(name, inside)| (name.as_str(), inside))
}

/// The facts of an update.
pub(super) fn facts(body: &str, about: &About) -> Result<Vec<Fact>, Unread> {
    let update = json_value(body.as_bytes()).map_err(Unread)?;
    let Some((kind, inside)) = kind(&update) else {
        return Err(Unread("this is no update of the Bot API".to_owned()));
    };
    match kind {
        kind if MESSAGES.contains(&kind) => message(inside, about),
        "message_reaction" => reactions(inside, about),
        "message_reaction_count" => counts(inside, about),
        "chat_member" | "my_chat_member" => member(inside, about),
        "deleted_business_messages" => deletions(&update, inside, about),
        kind if SILENT.contains(&kind) => Ok(Vec::new()),
        kind => Err(Unread(format!("updates of the kind «{kind}» are not known yet"))),
    }
}

fn missing(what: &str) -> Unread {
    Unread(format!("there is no {what} in it"))
}

fn seconds(record: &Value, field: &str) -> Option<i64> {
    integer(record, field).filter(|seconds| (1..=LATEST).contains(seconds))
}

fn spot(record: &Value, about: &About) -> Result<Spot, Unread> {
    let connection = fields::text(record, "business_connection_id");
    let spot = record.get("chat").and_then(|chat| Spot::of(chat, connection, about));
    spot.ok_or_else(|| missing("chat"))
}

/// What we made there, as an update would tell of it.
pub(super) fn made(answer: &Value, about: &About) -> Option<Box<MessageFact>> {
    message(answer, about).ok()?.into_iter().find_map(|fact| match fact {
        Fact::Message(message) => Some(Box::new(message)),
        _ => None,
    })
}

fn message(message: &Value, about: &About) -> Result<Vec<Fact>, Unread> {
    let spot = spot(message, about)?;
    let id = integer(message, "message_id").ok_or_else(|| missing("number of a message"))?;
    let sent = seconds(message, "date").ok_or_else(|| missing("date"))?;
    let author = author(message, &spot, about);
    let said = service::said(message, author.as_ref());
    let is_service = said.is_some();
    let (thread, thread_root) = thread(message, &spot);
    let mut facts = service::memberships(message, &spot, author.as_ref(), sent, about);
    let fact = MessageFact {
        place: spot.place.clone(),
        key: spot.key(id),
        // What nobody says is said by an account that is gone, as in exports.
        author: author.or_else(|| (!is_service).then(|| account(String::new(), None))),
        sent_at: Instant::from_seconds(sent),
        edited_at: seconds(message, "edit_date").map(Instant::from_seconds),
        text: said.unwrap_or_else(|| media::text(message)),
        reply_to: reply(message, &spot),
        thread,
        thread_root,
        forwarded_from: forwarded(message),
        attachments: if is_service { Vec::new() } else { media::attachments(message) },
        service: is_service,
        ..MessageFact::default()
    };
    facts.insert(0, Fact::Message(fact));
    Ok(facts)
}

/// Whether a message belongs to a topic of a forum; elsewhere the same field counts replies.
fn topic(message: &Value) -> Option<i64> {
    let is_topic = fields::flag(message, "is_topic_message")
        || message.get("forum_topic_created").is_some_and(Value::is_object);
    integer(message, "message_thread_id").filter(|_| is_topic)
}

/// The thread a message stands in, and what opened it.
fn thread(message: &Value, spot: &Spot) -> (Option<String>, Option<String>) {
    let direct = message.get("direct_messages_topic").and_then(|topic| integer(topic, "topic_id"));
    if let Some(direct) = direct {
        return (Some(direct.to_string()), None);
    }
    if let Some(topic) = topic(message) {
        return (Some(topic.to_string()), Some(spot.key(topic)));
    }
    // Elsewhere a thread is what hangs below a message: in the group where a channel's posts are talked of,
    // below the copy of the post. It is no room of its own: answers to comments do not say whether a post
    // or a plain message stands on top of them.
    let is_copy = |message: &Value| fields::flag(message, "is_automatic_forward");
    let number = |message: &Value| integer(message, "message_id").filter(|_| is_copy(message));
    let above = message.get("reply_to_message").and_then(number);
    let root = number(message).or_else(|| integer(message, "message_thread_id")).or(above);
    (None, root.map(|root| spot.key(root)))
}

/// What a message explicitly answers. In a topic every message «answers» the one that opened it.
fn reply(message: &Value, spot: &Spot) -> Option<String> {
    let here = |record: &Value| {
        let chat = record.get("chat").and_then(|chat| integer(chat, "id"));
        chat.is_none_or(|chat| chat == spot.chat)
    };
    let above = message.get("reply_to_message").filter(|above| above.is_object());
    let above = above.filter(|above| here(above)).and_then(|above| integer(above, "message_id"));
    if let Some(above) = above.filter(|above| topic(message) != Some(*above)) {
        return Some(spot.key(above));
    }
    // From another topic of the same chat.
    let external = message.get("external_reply")?;
    let is_named = external.get("chat").is_some_and(Value::is_object);
    let number = integer(external, "message_id").filter(|_| is_named && here(external));
    number.map(|number| spot.key(number))
}

/// The name of who said it first; empty where that is hidden.
fn forwarded(message: &Value) -> Option<String> {
    let person = |user: &Value| {
        let part = |field| fields::text(user, field).unwrap_or_default();
        format!("{} {}", part("first_name"), part("last_name")).trim().to_owned()
    };
    let titled = |chat: &Value| match fields::text(chat, "title") {
        Some(title) => title.trim().to_owned(),
        None => person(chat),
    };
    if let Some(origin) = message.get("forward_origin").filter(|origin| origin.is_object()) {
        let within = |field| origin.get(field).unwrap_or(&Value::Null);
        return Some(match fields::text(origin, "type").unwrap_or_default() {
            "user" => person(within("sender_user")),
            "chat" => titled(within("sender_chat")),
            "channel" => titled(within("chat")),
            _ => fields::text(origin, "sender_user_name").unwrap_or_default().trim().to_owned(),
        });
    }
    // As it was told before Bot API 7.0.
    let object = |field: &str| message.get(field).filter(|value| value.is_object());
    let hidden = || fields::text(message, "forward_sender_name").map(|name| name.trim().to_owned());
    let known =
        object("forward_from_chat").map(titled).or_else(|| object("forward_from").map(person));
    let known = known.or_else(hidden);
    known.or_else(|| integer(message, "forward_date").map(|_| String::new()))
}

/// What was given or taken back. Exports do not tell custom emoji apart either.
fn reactions(update: &Value, about: &About) -> Result<Vec<Fact>, Unread> {
    let spot = spot(update, about)?;
    let id = integer(update, "message_id").ok_or_else(|| missing("number of a message"))?;
    let at = seconds(update, "date").ok_or_else(|| missing("date"))?;
    // Where nobody is named, only counts are told.
    let Some(account) = service::reactor(update, about) else { return Ok(Vec::new()) };
    let names = |field| fields::items(update, field).iter().filter_map(emoji).collect::<Vec<_>>();
    let (before, after) = (names("old_reaction"), names("new_reaction"));
    let mut facts = Vec::new();
    let mut add = |list: &[String], others: &[String], given: bool, account: &Account| {
        let mut seen: Vec<&String> = Vec::new();
        for emoji in list.iter().filter(|emoji| !others.contains(emoji)) {
            if !seen.contains(&emoji) {
                seen.push(emoji);
                facts.push(Fact::Reaction(ReactionFact {
                    message: spot.key(id),
                    emoji: emoji.clone(),
                    account: account.clone(),
                    at: Instant::from_seconds(at),
                    given,
                }));
            }
        }
    };
    add(&before, &after, false, &account);
    add(&after, &before, true, &account);
    Ok(facts)
}

/// How often it was reacted to where readers stay unnamed, as in channels.
fn counts(update: &Value, about: &About) -> Result<Vec<Fact>, Unread> {
    let spot = spot(update, about)?;
    let id = integer(update, "message_id").ok_or_else(|| missing("number of a message"))?;
    let at = seconds(update, "date").ok_or_else(|| missing("date"))?;
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for one in fields::items(update, "reactions") {
        let Some(emoji) = one.get("type").and_then(emoji) else { continue };
        let count = fields::number(one, "total_count").unwrap_or_default();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        let all = counts.entry(emoji).or_default();
        *all = all.saturating_add(count);
    }
    Ok(vec![Fact::ReactionCounts(ReactionCountsFact {
        kind: KIND.to_owned(),
        message: spot.key(id),
        at: Instant::from_seconds(at),
        counts,
    })])
}

/// A reaction by its emoji, else by the word for its kind.
fn emoji(reaction: &Value) -> Option<String> {
    fields::owned(reaction, "emoji").or_else(|| fields::owned(reaction, "type"))
}

fn member(update: &Value, about: &About) -> Result<Vec<Fact>, Unread> {
    let spot = spot(update, about)?;
    let at = seconds(update, "date").ok_or_else(|| missing("date"))?;
    Ok(service::member_changed(update, &spot, at, about).into_iter().collect())
}

/// Deletions carry no time: it is that at which we were told, kept beside the update.
fn deletions(update: &Value, inside: &Value, about: &About) -> Result<Vec<Fact>, Unread> {
    let spot = spot(inside, about)?;
    let told = update.get("kamerton").and_then(|ours| seconds(ours, "received"));
    let at = Instant::from_seconds(told.unwrap_or_default());
    let ids = fields::items(inside, "message_ids").iter();
    let ids = ids.filter_map(|id| id.as_i64().or_else(|| id.as_str()?.trim().parse().ok()));
    let fact = |id| DeletionFact { kind: KIND.to_owned(), message: spot.key(id), at };
    Ok(ids.map(|id| Fact::Deletion(fact(id))).collect())
}
