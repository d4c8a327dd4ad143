//! Messages of `result.json`, by the published format of the export.

use jiff::Timestamp;
use kamerton_core::fact::{
    Account, Attachment, AttachmentKind, Fact, MembershipFact, MessageFact, ReactionCount,
};
use kamerton_core::role::Role;
use kamerton_core::time::{Instant, Zone};
use serde_json::{Map, Value};

use super::chat::{Chat, account};
use super::time::record_time;
use crate::import::MAX_TEXT;
use crate::slug::slug;

type Members = Map<String, Value>;

/// The chat that a `result.json`, or one chat of an account's export, is about.
pub(super) struct JsonChat {
    pub(super) chat: Chat,
    /// The digits of its id, as they stand behind `channel` or `user` in ids of accounts.
    id: String,
    /// Whether it is a channel: what it says itself is then said by the brand behind it.
    is_channel: bool,
}

impl JsonChat {
    /// Reads the members before `messages`; `place` is the title where the person named one.
    pub(super) fn of(header: &Members, place: Option<&str>) -> Self {
        let kind = text_of(header, "type");
        let private = matches!(kind, "personal_chat" | "bot_chat" | "saved_messages");
        let own = text_of(header, "name");
        let title = place.filter(|_| !private).unwrap_or(own);
        let title = if title.is_empty() { kind.replace('_', " ") } else { title.to_owned() };
        let id = header.get("id").and_then(Value::as_i64).map(|id| id.to_string());
        let remote_id = id.clone().unwrap_or_else(|| slug(&title));
        let chat = Chat::new(remote_id, title, private);
        Self { chat, id: id.unwrap_or_default(), is_channel: kind.ends_with("_channel") }
    }

    fn account(&self, members: &Members, id: &str, name: &str) -> Option<Account> {
        let (id, name) = (members.get(id).map(id_text), members.get(name));
        if id.is_none() && name.is_none() {
            return None;
        }
        let mut account = account(id.unwrap_or_default(), name.and_then(Value::as_str));
        let is_chat_itself =
            account.remote_id.strip_prefix("channel").is_some_and(|digits| digits == self.id);
        if is_chat_itself {
            // In a group an anonymous administrator writes under the group's own id.
            account.role = Some(if self.is_channel { Role::Brand } else { Role::Unknown });
        }
        Some(account)
    }
}

/// The facts of one record.
///
/// # Errors
/// A sentence saying why it cannot be used.
pub(super) fn facts(
    value: &Value,
    chat: &JsonChat,
    zone: Option<&Zone>,
) -> Result<Vec<Fact>, String> {
    let members = value.as_object().ok_or("this is not an object")?;
    let id = members.get("id").and_then(Value::as_i64).ok_or("this message has no id")?;
    let sent_at = time(members, "date", zone).ok_or("this message has no date that can be read")?;
    match text_of(members, "type") {
        "message" => Ok(vec![Fact::Message(message(members, id, sent_at, chat, zone)?)]),
        "service" => Ok(service(members, id, sent_at, chat)),
        other => Err(format!("records of type «{other}» are not known")),
    }
}

/// Whether a record tells its time only with a zone at hand.
pub(super) fn needs_zone(value: &Value) -> bool {
    value.as_object().is_some_and(|members| {
        time(members, "date", None).is_none() && time(members, "date", Some(&Zone::utc())).is_some()
    })
}

/// Whether a record looks like one of Telegram's.
pub(super) fn is_record(value: &Value) -> bool {
    value.get("date").or(value.get("date_unixtime")).is_some()
        || matches!(value.get("type").and_then(Value::as_str), Some("message" | "service"))
}

fn message(
    members: &Members,
    id: i64,
    sent_at: Instant,
    chat: &JsonChat,
    zone: Option<&Zone>,
) -> Result<MessageFact, String> {
    let text = clean(members.get("text").map(rich_text).unwrap_or_default());
    if text.len() > MAX_TEXT {
        return Err("the text is longer than 1 MiB".to_owned());
    }
    Ok(MessageFact {
        place: chat.chat.place.clone(),
        key: chat.chat.key(id),
        // Nobody at all is named where the account is deleted.
        author: chat
            .account(members, "from_id", "from")
            .or_else(|| Some(account(String::new(), None))),
        sent_at,
        edited_at: time(members, "edited", zone).filter(|at| at.micros() > 0),
        text,
        reply_to: reply(members, chat),
        forwarded_from: forwarded(members),
        attachments: attachments(members),
        reactions: reactions(members),
        ..MessageFact::default()
    })
}

/// A reply to a message of another chat is no reply here: its number means another message.
fn reply(members: &Members, chat: &JsonChat) -> Option<String> {
    let id = members.get("reply_to_message_id")?.as_i64()?;
    let peer = members.get("reply_to_peer_id").map(id_text).unwrap_or_default();
    let digits = peer.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    (peer.is_empty() || digits == chat.id).then(|| chat.chat.key(id))
}

fn forwarded(members: &Members) -> Option<String> {
    let from = members.get("forwarded_from").or(members.get("saved_from"))?;
    // Null stands for an account that is deleted, or that hides.
    Some(from.as_str().unwrap_or_default().trim().to_owned())
}

fn time(members: &Members, name: &str, zone: Option<&Zone>) -> Option<Instant> {
    let seconds = match members.get(&format!("{name}_unixtime")) {
        Some(Value::String(text)) => text.trim().parse().ok(),
        Some(Value::Number(number)) => number.as_i64(),
        _ => None,
    };
    match (seconds, members.get(name)) {
        (Some(seconds), _) => Timestamp::from_second(seconds).ok().map(Instant::from),
        (None, Some(Value::String(text))) => record_time(text, zone),
        _ => None,
    }
}

/// A text is a string, or a list of strings and of objects with a `text`.
fn rich_text(value: &Value) -> String {
    let piece = |value: &Value| value.get("text").and_then(Value::as_str).map(str::to_owned);
    match value {
        Value::String(text) => text.clone(),
        Value::Array(pieces) => pieces
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned).or_else(|| piece(value)))
            .collect(),
        value => piece(value).unwrap_or_default(),
    }
}

fn clean(text: String) -> String {
    let trimmed = text.trim();
    if trimmed.len() == text.len() { text } else { trimmed.to_owned() }
}

fn attachments(members: &Members) -> Vec<Attachment> {
    let has = |name: &str| members.contains_key(name);
    let text = |name: &str| Some(text_of(members, name).trim()).filter(|text| !text.is_empty());
    let kind = match text_of(members, "media_type") {
        "sticker" => AttachmentKind::Sticker,
        "animation" => AttachmentKind::Animation,
        "video_file" | "video_message" => AttachmentKind::Video,
        "voice_message" => AttachmentKind::Voice,
        "audio_file" => AttachmentKind::Audio,
        _ if has("photo") => AttachmentKind::Photo,
        _ if has("poll") => AttachmentKind::Poll,
        _ if has("contact_information") => AttachmentKind::Contact,
        _ if has("location_information") || has("place_name") => AttachmentKind::Location,
        _ if has("file") => AttachmentKind::File,
        _ => return Vec::new(),
    };
    let name = match kind {
        AttachmentKind::Sticker => text("sticker_emoji").map(str::to_owned),
        AttachmentKind::Poll => {
            members.get("poll").and_then(|poll| poll.get("question")).map(rich_text)
        }
        AttachmentKind::Contact => members.get("contact_information").map(contact_name),
        AttachmentKind::Location => text("place_name").map(str::to_owned),
        AttachmentKind::Audio => text("title").or(text("file_name")).map(str::to_owned),
        AttachmentKind::Photo | AttachmentKind::Voice => None,
        _ => text("file_name").or_else(|| text("file").and_then(file_name)).map(str::to_owned),
    };
    vec![Attachment { kind, name: name.filter(|name| !name.is_empty()), ..Attachment::default() }]
}

/// The last part of a path; exports write a sentence in brackets where the file was left out.
fn file_name(path: &str) -> Option<&str> {
    (!path.starts_with('(')).then(|| path.rsplit('/').next().unwrap_or(path))
}

fn contact_name(contact: &Value) -> String {
    let part = |name: &str| contact.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{} {}", part("first_name"), part("last_name")).trim().to_owned()
}

fn reactions(members: &Members) -> Vec<ReactionCount> {
    let list = members.get("reactions").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(reaction).collect()
}

fn reaction(value: &Value) -> Option<ReactionCount> {
    let members = value.as_object()?;
    let recent = members.get("recent").and_then(Value::as_array).into_iter().flatten();
    let accounts: Vec<_> = recent
        .filter_map(Value::as_object)
        .map(|member| {
            let id = member.get("from_id").map(id_text).unwrap_or_default();
            account(id, member.get("from").and_then(Value::as_str))
        })
        .collect();
    let emoji = match text_of(members, "emoji") {
        "" => text_of(members, "type"),
        emoji => emoji,
    };
    if emoji.is_empty() {
        return None;
    }
    let named = u32::try_from(accounts.len()).unwrap_or(u32::MAX);
    let count = members.get("count").and_then(Value::as_u64).unwrap_or(1);
    let count = u32::try_from(count).unwrap_or(u32::MAX).max(named);
    Some(ReactionCount { emoji: emoji.to_owned(), count, accounts })
}

fn service(members: &Members, id: i64, sent_at: Instant, chat: &JsonChat) -> Vec<Fact> {
    let actor = chat.account(members, "actor_id", "actor");
    let key = chat.chat.key(id);
    let message = MessageFact {
        place: chat.chat.place.clone(),
        key: key.clone(),
        author: actor.clone(),
        sent_at,
        text: service_text(members),
        reply_to: reply(members, chat),
        service: true,
        ..MessageFact::default()
    };
    let changes = changes(members, actor.as_ref());
    let memberships = changes.into_iter().enumerate().map(|(number, (account, joined))| {
        let same = |inviter: &Account| same_account(inviter, &account);
        Fact::Membership(MembershipFact {
            place: chat.chat.place.clone(),
            key: format!("{key}:join:{number}"),
            at: sent_at,
            joined,
            invited_by: actor.clone().filter(|inviter| joined && !same(inviter)),
            account,
            invitation: None,
        })
    });
    std::iter::once(Fact::Message(message)).chain(memberships).collect()
}

/// Members of a service record are named without ids: the names decide.
fn same_account(one: &Account, other: &Account) -> bool {
    one.display_name == other.display_name || (one.deleted && other.deleted)
}

/// Who came (`true`) or left by a service record.
fn changes(members: &Members, actor: Option<&Account>) -> Vec<(Account, bool)> {
    let own = |joined| actor.cloned().map(|actor| (actor, joined)).into_iter().collect();
    match text_of(members, "action") {
        "invite_members" => listed(members, actor, true),
        "remove_members" => listed(members, actor, false),
        "create_group" => {
            let others = listed(members, actor, true);
            let founder: Vec<_> = own(true);
            let named =
                |account: &Account| founder.iter().any(|(own, _)| same_account(own, account));
            let others: Vec<_> =
                others.into_iter().filter(|(account, _)| !named(account)).collect();
            founder.into_iter().chain(others).collect()
        }
        "join_group_by_link" | "join_group_by_request" | "joined_by_link" | "join_group" => {
            own(true)
        }
        "leave_group" => own(false),
        _ => Vec::new(),
    }
}

/// The members a record lists. One who is the actor has the actor's id.
fn listed(members: &Members, actor: Option<&Account>, joined: bool) -> Vec<(Account, bool)> {
    let list = members.get("members").and_then(Value::as_array);
    list.into_iter()
        .flatten()
        .map(|name| account(String::new(), name.as_str()))
        .map(|member| match actor {
            Some(actor) if same_account(actor, &member) => (actor.clone(), joined),
            _ => (member, joined),
        })
        .collect()
}

/// What a service record says, in the words of the HTML export where it has them.
fn service_text(members: &Members) -> String {
    let own = members.get("text").map(rich_text).unwrap_or_default();
    if !own.trim().is_empty() {
        return clean(own);
    }
    let actor = members.get("actor").and_then(Value::as_str).unwrap_or("Deleted Account");
    let names = members.get("members").and_then(Value::as_array).into_iter().flatten();
    let names: Vec<_> = names.map(|name| name.as_str().unwrap_or("Deleted Account")).collect();
    let title = Some(text_of(members, "title").trim()).filter(|title| !title.is_empty());
    let title = title.map(|title| format!(" «{title}»")).unwrap_or_default();
    match text_of(members, "action") {
        "invite_members" => format!("{actor} invited {}", names.join(", ")),
        "remove_members" => format!("{actor} removed {}", names.join(", ")),
        "join_group_by_link" => format!("{actor} joined group by link"),
        "join_group_by_request" => format!("{actor} joined group by request"),
        "pin_message" => format!("{actor} pinned this message"),
        "topic_created" => format!("{actor} created topic{title}"),
        "" => format!("{actor}{title}"),
        action => format!("{actor}: {}{title}", action.replace('_', " ")),
    }
}

fn text_of<'a>(members: &'a Members, name: &str) -> &'a str {
    members.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Older exports write ids as numbers.
fn id_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => format!("user{number}"),
        _ => String::new(),
    }
}
