//! Methods that send, copy, change and delete messages.

use serde_json::{Map, Value, json};

use crate::request::Asked;

use super::state::{Did, Kind, No, State, no};

const MOST_TEXT: usize = 4_096;
const MOST_CAPTION: usize = 1_024;
const MOST_PHOTO: usize = 10 << 20;
const MOST_FILE: usize = 50 << 20;
/// A bot may delete what is younger.
const DELETES_FOR: i64 = 48 * 3_600;

/// Which chat a request means.
pub(super) fn chat_of(state: &State, asked: &Asked, name: &str) -> Result<i64, No> {
    let text = asked.text(name).unwrap_or_default();
    if text.is_empty() {
        return no(400, "Bad Request: chat_id is empty");
    }
    let found = match text.strip_prefix('@') {
        Some(wanted) => {
            let named = |chat: &&super::state::Chat| {
                chat.username.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(wanted))
            };
            state.chats.values().find(named).map(|chat| chat.id)
        }
        None => text.parse().ok(),
    };
    let Some(id) = found else { return no(400, "Bad Request: chat not found") };
    match state.chats.get(&id) {
        Some(chat) => match chat.migrated_to {
            None => Ok(id),
            Some(to) => Err(No {
                code: 400,
                description: "Bad Request: group chat was upgraded to a supergroup chat".to_owned(),
                parameters: Some(json!({"migrate_to_chat_id": to})),
            }),
        },
        None if id > 0 && state.users.contains_key(&id) && is_met(state, id) => {
            no(403, "Forbidden: bot can't initiate conversation with a user")
        }
        None => no(400, "Bad Request: chat not found"),
    }
}

/// Whether the bot knows somebody from a chat.
fn is_met(state: &State, user: i64) -> bool {
    state.chats.values().any(|chat| chat.members.contains_key(&user))
}

/// Whether the bot may write there.
fn may_write(state: &State, chat: i64) -> Result<(), No> {
    let Some(place) = state.chats.get(&chat) else { return no(400, "Bad Request: chat not found") };
    let kind = place.kind.word();
    match (place.kind, state.standing(chat, state.bot)) {
        (Kind::Private, _) if place.blocked => no(403, "Forbidden: bot was blocked by the user"),
        (Kind::Private, _) if !place.begun => {
            no(403, "Forbidden: bot can't initiate conversation with a user")
        }
        (Kind::Private, _) => Ok(()),
        (_, "kicked") => no(403, &format!("Forbidden: bot was kicked from the {kind} chat")),
        (_, "left") => no(403, &format!("Forbidden: bot is not a member of the {kind} chat")),
        (Kind::Channel, "member") => {
            no(400, "Bad Request: need administrator rights in the channel chat")
        }
        (_, "restricted") if !place.members.get(&state.bot).is_some_and(|bot| bot.writes) => {
            no(400, "Bad Request: not enough rights to send text messages to the chat")
        }
        _ => Ok(()),
    }
}

/// A chat that is sent to, what is answered there, and fields of the message: its thread.
type Begun = (i64, Option<i64>, Map<String, Value>);

/// Whether and where something may be sent.
fn begin(state: &State, asked: &Asked) -> Result<Begun, No> {
    let chat = chat_of(state, asked, "chat_id")?;
    may_write(state, chat)?;
    let reply = asked.value("reply_parameters");
    let reply_to = reply.as_ref().and_then(|reply| reply.get("message_id"));
    let reply_to = reply_to.and_then(as_number).or_else(|| asked.number("reply_to_message_id"));
    let Some(place) = state.chats.get(&chat) else {
        return no(400, "Bad Request: chat not found");
    };
    let named = |name: &str| reply.as_ref().and_then(|reply| reply.get(name));
    let alone = named("allow_sending_without_reply").and_then(Value::as_bool).unwrap_or(false);
    // What stands in another chat is shown as an answer to something outside.
    let outside = named("chat_id").and_then(as_number).filter(|other| *other != chat);
    let stands = outside.map_or(Some(place), |other| state.chats.get(&other));
    let mut fields = Map::new();
    let reply_to = match reply_to.filter(|to| stands.is_some_and(|s| s.messages.contains_key(to))) {
        None if reply_to.is_some() && !alone => {
            return no(400, "Bad Request: message to be replied not found");
        }
        Some(to) if outside.is_some() => {
            let other = state.short(outside.unwrap_or_default());
            fields.insert("external_reply".to_owned(), json!({"chat": other, "message_id": to}));
            None
        }
        found => found,
    };
    if let Some(thread) = asked.number("message_thread_id").filter(|thread| *thread != 0) {
        let known = match place.kind {
            Kind::Supergroup if place.forum => match place.topics.get(&thread) {
                Some(false) => return no(400, "Bad Request: TOPIC_CLOSED"),
                open => open.is_some(),
            },
            Kind::Supergroup => {
                let root = place.thread_of(thread) == Some(thread);
                root && place.messages.values().any(|message| {
                    message.reply_to == Some(thread) || message.author == super::state::FORWARDER
                })
            }
            _ => false,
        };
        if !known {
            return no(400, "Bad Request: message thread not found");
        }
        fields.insert("message_thread_id".to_owned(), json!(thread));
        if place.forum {
            fields.insert("is_topic_message".to_owned(), json!(true));
        }
    }
    Ok((chat, reply_to, fields))
}

/// Takes from the limits; what was refused before costs nothing.
fn pay(state: &mut State, chat: i64) -> Result<(), No> {
    let is_group = state.chats.get(&chat).is_some_and(|chat| chat.kind != Kind::Private);
    let now = state.clock.micros();
    state.limits.send(chat, is_group, now).map_err(|after| too_many(after.max(1)))
}

/// The refusal of what was too much.
pub(super) fn too_many(after: i64) -> No {
    No {
        code: 429,
        description: format!("Too Many Requests: retry after {after}"),
        parameters: Some(json!({"retry_after": after})),
    }
}

/// What was written, as it is shown: marks of a style taken out, space around it gone.
fn plain(asked: &Asked, name: &str, most: usize) -> Result<Option<String>, No> {
    let Some(text) = asked.text(name) else { return Ok(None) };
    let style = asked.text("parse_mode").unwrap_or_default().to_ascii_lowercase();
    let text = match style.as_str() {
        "html" => without_tags(&text)?,
        "markdownv2" | "markdown" => without_marks(&text)?,
        _ => text,
    };
    let text = text.trim().to_owned();
    if text.encode_utf16().count() > most {
        let what = if name == "text" { "message" } else { "message caption" };
        return no(400, &format!("Bad Request: {what} is too long"));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn without_tags(text: &str) -> Result<String, No> {
    let known =
        ["b", "strong", "i", "em", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"];
    let (mut plain, mut rest, mut open) = (String::new(), text, Vec::new());
    while let Some(at) = rest.find('<') {
        plain.push_str(rest.get(..at).unwrap_or_default());
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some(end) = rest.find('>') else {
            return no(400, "Bad Request: can't parse entities: unexpected end tag");
        };
        let tag = rest.get(..end).unwrap_or_default();
        rest = rest.get(end + 1..).unwrap_or_default();
        let name = tag.trim_start_matches('/').split(' ').next().unwrap_or_default().to_owned();
        if !known.contains(&name.as_str()) {
            let why = format!("unsupported start tag \"{name}\" at byte offset {at}");
            return no(400, &format!("Bad Request: can't parse entities: {why}"));
        }
        if !tag.starts_with('/') {
            open.push(name);
        } else if open.pop().is_none_or(|opened| opened != name) {
            return no(400, "Bad Request: can't parse entities: unmatched end tag");
        }
    }
    if let Some(name) = open.pop() {
        let why = format!("can't find end tag corresponding to start tag \"{name}\"");
        return no(400, &format!("Bad Request: can't parse entities: {why}"));
    }
    plain.push_str(rest);
    let plain = plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    Ok(plain.replace("&amp;", "&"))
}

fn without_marks(text: &str) -> Result<String, No> {
    let (mut plain, mut characters) = (String::new(), text.chars());
    while let Some(character) = characters.next() {
        match character {
            '\\' => plain.extend(characters.next()),
            '*' | '_' | '~' | '|' | '`' | '[' | ']' => {}
            '#' | '+' | '-' | '=' | '{' | '}' | '.' | '!' | '>' => {
                let why = format!("character '{character}' is reserved and must be escaped");
                return no(400, &format!("Bad Request: can't parse entities: {why}"));
            }
            other => plain.push(other),
        }
    }
    Ok(plain)
}

pub(super) fn message(state: &mut State, asked: &Asked) -> Did {
    let (chat, reply_to, mut fields) = begin(state, asked)?;
    let Some(text) = plain(asked, "text", MOST_TEXT)? else {
        return no(400, "Bad Request: message text is empty");
    };
    pay(state, chat)?;
    fields.insert("text".to_owned(), json!(text));
    let id = state.put_ours(chat, reply_to, fields);
    Ok(state.show(chat, id))
}

/// Sends one file of this kind, or names one that is known or lies in the web.
pub(super) fn file(state: &mut State, asked: &Asked, kind: &str) -> Did {
    let (chat, reply_to, mut fields) = begin(state, asked)?;
    if let Some(caption) = plain(asked, "caption", MOST_CAPTION)? {
        fields.insert("caption".to_owned(), json!(caption));
    }
    let shown = attach(state, asked, kind, &format!("attach://{kind}"))?;
    pay(state, chat)?;
    fields.insert(kind.to_owned(), shown);
    let id = state.put_ours(chat, reply_to, fields);
    Ok(state.show(chat, id))
}

/// A file as it is shown: one that came along, one that is known, one of the web.
fn attach(state: &mut State, asked: &Asked, kind: &str, media: &str) -> Did {
    let upload = match media.strip_prefix("attach://") {
        Some(field) => asked.files.iter().find(|file| file.field == field),
        None => None,
    };
    let named = asked.text(kind).is_some_and(|text| !text.is_empty());
    let (name, mime, size) = match upload {
        Some(file) if file.bytes.is_empty() => {
            return no(400, "Bad Request: file must be non-empty");
        }
        Some(file) => (file.name.clone(), file.kind.clone(), file.bytes.len()),
        None if named || !media.starts_with("attach://") => {
            ("known".to_owned(), "application/octet-stream".to_owned(), 1_000)
        }
        None => return no(400, &format!("Bad Request: there is no {kind} in the request")),
    };
    let most = if kind == "photo" { MOST_PHOTO } else { MOST_FILE };
    if size > most {
        return match kind {
            "photo" => no(400, "Bad Request: file of size is too big for a photo"),
            _ => no(413, "Request Entity Too Large"),
        };
    }
    state.last_file += 1;
    let id = format!("AgACAgIAAxk{}", state.last_file);
    let unique = format!("AQAD{}", state.last_file);
    let mut shown = json!({"file_id": id, "file_unique_id": unique, "file_size": size});
    if kind == "photo" {
        if let Some(shown) = shown.as_object_mut() {
            shown.insert("width".to_owned(), json!(90));
            shown.insert("height".to_owned(), json!(90));
        }
        return Ok(json!([shown]));
    }
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("file_name".to_owned(), json!(name));
        shown.insert("mime_type".to_owned(), json!(mime));
    }
    Ok(shown)
}

pub(super) fn album(state: &mut State, asked: &Asked) -> Did {
    let (chat, reply_to, fields) = begin(state, asked)?;
    let Some(Value::Array(media)) = asked.value("media") else {
        return no(400, "Bad Request: can't parse media JSON object");
    };
    match media.len() {
        0 => return no(400, "Bad Request: there are no messages to send"),
        1..=10 => {}
        _ => return no(400, "Bad Request: too many messages to send as an album"),
    }
    let kind = |item: &Value| item.get("type").and_then(Value::as_str).unwrap_or("").to_owned();
    let alone = |kind: &str| matches!(kind, "document" | "audio");
    let first = media.first().map(&kind).unwrap_or_default();
    if media.iter().any(|item| kind(item) != first && (alone(&first) || alone(&kind(item)))) {
        return no(400, "Bad Request: other messages can't be sent as an album with it");
    }
    let mut whole = Vec::new();
    for item in &media {
        let kind = kind(item);
        if !["photo", "video", "document", "audio"].contains(&kind.as_str()) {
            return no(400, "Bad Request: can't parse InputMedia: type is invalid");
        }
        let source = item.get("media").and_then(Value::as_str).unwrap_or_default();
        let mut fields = fields.clone();
        fields.insert(kind.clone(), attach(state, asked, &kind, source)?);
        if let Some(caption) = item.get("caption").and_then(Value::as_str) {
            if caption.encode_utf16().count() > MOST_CAPTION {
                return no(400, "Bad Request: message caption is too long");
            }
            fields.insert("caption".to_owned(), json!(caption));
        }
        whole.push(fields);
    }
    pay(state, chat)?;
    state.last_file += 1;
    let group = format!("1370000000000{}", state.last_file);
    let mut shown = Vec::new();
    for mut fields in whole {
        fields.insert("media_group_id".to_owned(), json!(group));
        let id = state.put_ours(chat, reply_to, fields);
        shown.push(state.show(chat, id));
    }
    Ok(Value::Array(shown))
}

pub(super) fn poll(state: &mut State, asked: &Asked) -> Did {
    let (chat, reply_to, mut fields) = begin(state, asked)?;
    let question = asked.text("question").unwrap_or_default();
    if question.trim().is_empty() {
        return no(400, "Bad Request: poll question must be non-empty");
    }
    if question.encode_utf16().count() > 300 {
        return no(400, "Bad Request: poll question length must not exceed 300");
    }
    let Some(Value::Array(options)) = asked.value("options") else {
        return no(400, "Bad Request: can't parse options JSON object");
    };
    let text = |option: &Value| {
        let text = option.get("text").or(Some(option)).and_then(Value::as_str);
        text.unwrap_or_default().to_owned()
    };
    let options: Vec<String> = options.iter().map(text).collect();
    match options.len() {
        0 | 1 => return no(400, "Bad Request: poll must have at least 2 option"),
        2..=12 => {}
        _ => return no(400, "Bad Request: poll can't have more than 12 options"),
    }
    if options.iter().any(|option| option.trim().is_empty()) {
        return no(400, "Bad Request: poll options must be non-empty");
    }
    if options.iter().any(|option| option.encode_utf16().count() > 100) {
        return no(400, "Bad Request: poll options length must not exceed 100");
    }
    pay(state, chat)?;
    let anonymous = asked.text("is_anonymous").is_none_or(|text| text == "true");
    if state.chats.get(&chat).is_some_and(|chat| chat.kind == Kind::Channel) && !anonymous {
        return no(400, "Bad Request: non-anonymous polls can't be sent to channel chats");
    }
    let option = |(at, text): (usize, &String)| json!({"persistent_id": format!("o{at}"), "text": text, "voter_count": 0});
    let options: Vec<Value> = options.iter().enumerate().map(option).collect();
    let poll = json!({
        "id": format!("536000000000{}", state.last_file), "question": question, "options": options,
        "total_voter_count": 0, "is_closed": false, "is_anonymous": anonymous, "type": "regular",
        "allows_multiple_answers": asked.is_set("allows_multiple_answers"), "allows_revoting": true,
        "members_only": false,
    });
    fields.insert("poll".to_owned(), poll);
    let id = state.put_ours(chat, reply_to, fields);
    Ok(state.show(chat, id))
}

/// Copies a message, or forwards it with its origin.
pub(super) fn again(state: &mut State, asked: &Asked, forwards: bool) -> Did {
    let (chat, reply_to, mut fields) = begin(state, asked)?;
    let from = chat_of(state, asked, "from_chat_id")?;
    let wanted = asked.number("message_id").unwrap_or(0);
    let found = state.chats.get(&from).and_then(|chat| chat.messages.get(&wanted));
    let Some(found) = found.cloned() else {
        let what = if forwards { "forward" } else { "copy" };
        return no(400, &format!("Bad Request: message to {what} not found"));
    };
    pay(state, chat)?;
    for name in ["text", "caption", "photo", "document", "video", "audio", "voice", "poll"] {
        if let Some(value) = found.body.get(name) {
            fields.insert(name.to_owned(), value.clone());
        }
    }
    if forwards {
        let date = found.body.get("date").cloned().unwrap_or(Value::Null);
        let origin = match found.body.get("sender_chat") {
            Some(sender) => {
                json!({"type": "channel", "date": date, "chat": sender, "message_id": wanted})
            }
            None => json!({"type": "user", "date": date, "sender_user": state.user(found.author)}),
        };
        fields.insert("forward_origin".to_owned(), origin);
    } else if let Some(caption) = plain(asked, "caption", MOST_CAPTION)? {
        fields.insert("caption".to_owned(), json!(caption));
    }
    let id = state.put_ours(chat, reply_to, fields);
    Ok(if forwards { state.show(chat, id) } else { json!({"message_id": id}) })
}

/// Changes text or caption of what the bot has sent.
pub(super) fn edit(state: &mut State, asked: &Asked, field: &str) -> Did {
    let chat = chat_of(state, asked, "chat_id")?;
    let wanted = asked.number("message_id").unwrap_or(0);
    let most = if field == "text" { MOST_TEXT } else { MOST_CAPTION };
    let text = plain(asked, field, most)?;
    let (bot, now) = (state.bot, state.clock.seconds());
    let place = state.chats.get_mut(&chat);
    let Some(message) = place.and_then(|place| place.messages.get_mut(&wanted)) else {
        return no(400, "Bad Request: message to edit not found");
    };
    if message.author != bot || message.body.contains_key("poll") {
        return no(400, "Bad Request: message can't be edited");
    }
    let Some(text) = text else { return no(400, "Bad Request: message text is empty") };
    if field == "text" && !message.body.contains_key("text") {
        return no(400, "Bad Request: there is no text in the message to edit");
    }
    if message.body.get(field).and_then(Value::as_str) == Some(text.as_str()) {
        return no(
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are \
             exactly the same as a current content and reply markup of the message",
        );
    }
    message.body.insert(field.to_owned(), json!(text));
    message.body.insert("edit_date".to_owned(), json!(now));
    message.edited = true;
    Ok(state.show(chat, wanted))
}

pub(super) fn delete(state: &mut State, asked: &Asked, wanted: i64) -> Did {
    let chat = chat_of(state, asked, "chat_id")?;
    let standing = state.standing(chat, state.bot);
    let (bot, now) = (state.bot, state.clock.seconds());
    let Some(place) = state.chats.get_mut(&chat) else {
        return no(400, "Bad Request: chat not found");
    };
    let Some(message) = place.messages.get(&wanted) else {
        return no(400, "Bad Request: message to delete not found");
    };
    let date = message.body.get("date").and_then(Value::as_i64).unwrap_or(0);
    let moderates = matches!(standing, "administrator" | "creator") && place.kind != Kind::Group;
    let mine = message.author == bot || place.kind == Kind::Private;
    if !moderates && (!mine || now - date > DELETES_FOR) {
        return no(400, "Bad Request: message can't be deleted for everyone");
    }
    place.messages.remove(&wanted);
    place.pinned.remove(&wanted);
    Ok(json!(true))
}

fn as_number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}
