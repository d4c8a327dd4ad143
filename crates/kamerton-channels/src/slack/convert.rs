//! One record of a day's file turned into facts.

use kamerton_core::fact::{
    Account, Attachment, DeletionFact, Fact, MembershipFact, MessageFact, PlaceRef, ReactionCount,
};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use serde_json::Value;

use super::directory::{Directory, KIND};
use super::mrkdwn::to_text;
use crate::fields::{attachment_kind, flag, items, number, owned, seconds_text, text};

/// The facts of one record said in `place`.
///
/// # Errors
/// A sentence saying what is wrong with it.
pub(super) fn facts(
    record: &Value,
    place: &PlaceRef,
    directory: &Directory,
) -> Result<Vec<Fact>, String> {
    match text(record, "subtype") {
        Some("message_deleted") => deletion(record, place, "deleted_ts"),
        // What stands in the place of a deleted message that had answers.
        Some("tombstone") => deletion(record, place, "ts"),
        Some("message_changed" | "message_replied") => {
            let changed = record.get("message").ok_or("it has no message")?;
            let mut message = message(changed, place, directory)?;
            if text(record, "subtype") == Some("message_changed") {
                message.edited_at = message.edited_at.or_else(|| instant(record, "ts"));
            }
            Ok(vec![Fact::Message(message)])
        }
        subtype => {
            let message = message(record, place, directory)?;
            let membership = membership(record, subtype, &message, directory);
            Ok(std::iter::once(Fact::Message(message)).chain(membership).collect())
        }
    }
}

/// Subtypes in which somebody says something; all others tell what happened to the channel.
fn is_service(subtype: Option<&str>) -> bool {
    let Some(subtype) = subtype else { return false };
    !matches!(
        subtype,
        "bot_message"
            | "me_message"
            | "thread_broadcast"
            | "file_share"
            | "file_comment"
            | "slackbot_response"
            | "document_mention"
            | "message_changed"
            | "message_replied"
    )
}

fn key(place: &PlaceRef, ts: &str) -> String {
    format!("{KIND}:{}:{ts}", place.remote_id)
}

fn instant(record: &Value, field: &str) -> Option<Instant> {
    seconds_text(text(record, field)?)
}

fn deletion(record: &Value, place: &PlaceRef, field: &str) -> Result<Vec<Fact>, String> {
    let deleted = text(record, field).ok_or("it does not say what was deleted")?;
    Ok(vec![Fact::Deletion(DeletionFact {
        kind: KIND.to_owned(),
        message: key(place, deleted),
        at: instant(record, "ts").ok_or("it has no ts")?,
    })])
}

fn message(record: &Value, place: &PlaceRef, directory: &Directory) -> Result<MessageFact, String> {
    let ts = text(record, "ts").ok_or("it has no ts")?;
    let sent_at = seconds_text(ts).ok_or_else(|| format!("its ts is no time: {ts:.40}"))?;
    let parent = text(record, "thread_ts").filter(|parent| *parent != ts);
    let parent = parent.map(|parent| key(place, parent));
    let (text, forwarded_from) = words(record, directory);
    Ok(MessageFact {
        place: place.clone(),
        key: key(place, ts),
        author: author(record, directory),
        sent_at,
        edited_at: record.get("edited").and_then(|edited| instant(edited, "ts")),
        text,
        reply_to: parent.clone(),
        thread: None,
        thread_root: parent,
        forwarded_from,
        attachments: files(record).map(attachment).collect(),
        reactions: items(record, "reactions")
            .iter()
            .filter_map(|given| reaction(given, directory))
            .collect(),
        service: is_service(self::text(record, "subtype")),
        link: None,
        sender_check: None,
    })
}

/// The text, and whose words they are when they were shared from elsewhere.
fn words(record: &Value, directory: &Directory) -> (String, Option<String>) {
    let comment = record.get("comment").and_then(|comment| text(comment, "comment"));
    if let Some(own) = comment.or_else(|| text(record, "text")) {
        return (to_text(own, directory), None);
    }
    let shown = items(record, "attachments");
    if let Some(shared) = shown.iter().find(|shown| flag(shown, "is_share")) {
        let shared_text = text(shared, "text").map(|text| to_text(text, directory));
        let author = text(shared, "author_name").unwrap_or_default().to_owned();
        return (shared_text.unwrap_or_default(), Some(author));
    }
    // Programs often write into attachments only; a person's attachments are previews of links
    // and stand beside a text.
    let parts = shown.iter().flat_map(|shown| {
        let body = text(shown, "text").or_else(|| text(shown, "fallback"));
        [text(shown, "pretext"), text(shown, "title"), body].into_iter().flatten()
    });
    (to_text(&parts.collect::<Vec<_>>().join("\n"), directory), None)
}

fn author(record: &Value, directory: &Directory) -> Option<Account> {
    let comment = record.get("comment");
    let user = text(record, "user").or_else(|| text(comment?, "user"));
    let bot = text(record, "bot_id");
    if let Some(user) = user {
        let mut account = directory.account(user, record.get("user_profile"));
        // A person may post through a program; only an account nobody lists is the program.
        if bot.is_some() && !directory.knows(user) {
            account.role = Some(Role::Bot);
        }
        return Some(account);
    }
    let name = owned(record, "username");
    let name = name.or_else(|| record.get("bot_profile").and_then(|bot| owned(bot, "name")));
    if bot.is_none() && name.is_none() {
        return None;
    }
    Some(Account {
        kind: KIND.to_owned(),
        remote_id: bot.unwrap_or_default().to_owned(),
        handle: None,
        display_name: name,
        role: Some(Role::Bot),
        deleted: false,
    })
}

/// Early exports carry one file, later ones a list.
fn files(record: &Value) -> impl Iterator<Item = &Value> {
    let single = record.get("file").filter(|file| file.is_object());
    let single = single.filter(|_| items(record, "files").is_empty());
    items(record, "files").iter().chain(single)
}

fn attachment(file: &Value) -> Attachment {
    let name = owned(file, "name").or_else(|| owned(file, "title"));
    let media_type = text(file, "mimetype");
    let by_type = text(file, "filetype").map(|filetype| format!("x.{filetype}"));
    let named = name.as_deref().or(by_type.as_deref());
    Attachment { kind: attachment_kind(media_type, named), name, ..Attachment::default() }
}

fn reaction(given: &Value, directory: &Directory) -> Option<ReactionCount> {
    // `+1::skin-tone-2` is the same reaction in another colour.
    let emoji = text(given, "name")?.split("::").next()?.to_owned();
    let users = items(given, "users").iter().filter_map(Value::as_str);
    let accounts: Vec<_> = users.map(|user| directory.account(user, None)).collect();
    let count = number(given, "count").and_then(|count| u32::try_from(count).ok()).unwrap_or(0);
    let count = count.max(u32::try_from(accounts.len()).unwrap_or(u32::MAX));
    (count > 0).then_some(ReactionCount { emoji, count, accounts })
}

fn membership(
    record: &Value,
    subtype: Option<&str>,
    message: &MessageFact,
    directory: &Directory,
) -> Option<Fact> {
    let joined = match subtype? {
        "channel_join" | "group_join" | "mpim_join" => true,
        "channel_leave" | "group_leave" => false,
        _ => return None,
    };
    let account = message.author.clone()?;
    let inviter = text(record, "inviter").filter(|inviter| *inviter != account.remote_id);
    let action = if joined { "join" } else { "leave" };
    Some(Fact::Membership(MembershipFact {
        place: message.place.clone(),
        key: format!("{}:{action}:{}", message.key, account.remote_id),
        account,
        at: message.sent_at,
        joined,
        invited_by: inviter.map(|inviter| directory.account(inviter, None)),
        invitation: None,
    }))
}
