//! Methods that send, and the storage of files.

use serde_json::{Value, json};

use crate::reply::Reply;
use crate::request::Asked;

use super::methods::too_many;
use super::state::{Did, Kind, No, State, no};

/// The longest text.
const LONGEST: usize = 4_000;
/// Files and pictures in one message.
const MOST_FILES: usize = 12;
/// For how long a message in a dialog can be changed, in milliseconds.
const CHANGES_FOR: i64 = 7 * 24 * 3_600 * 1_000;

pub(super) fn perform(state: &mut State, asked: &Asked) -> Did {
    match asked.name.as_str() {
        "sendMessage" => send(state, asked),
        "editMessage" => edit(state, asked),
        "deleteMessage" => delete(state, asked),
        "getUploadUrl" => place(state, asked),
        "answerOnCallback" => Ok(json!({"success": true})),
        _ => no(404, "not.found", "Unknown method"),
    }
}

/// Notes a request about a talk, or that there were too many of them within a second.
pub(super) fn within(state: &mut State, talk: i64, most: usize) -> Result<(), No> {
    let now = state.clock.micros();
    state.asked.retain(|(at, _)| now - at < 1_000_000);
    let lately = state.asked.iter().filter(|(_, about)| *about == talk).count();
    if state.limits && lately >= most {
        return Err(too_many());
    }
    state.asked.push_back((now, talk));
    Ok(())
}

fn send(state: &mut State, asked: &Asked) -> Did {
    let chat = match (asked.number("chat_id"), asked.number("user_id")) {
        (Some(chat), None) => chat,
        (None, Some(user)) => State::dialog(user),
        _ => return no(400, "proto.payload", "Either chat_id or user_id is needed"),
    };
    let Some(place) = state.chats.get(&chat) else {
        return match asked.number("user_id") {
            Some(_) => no(403, "chat.denied", "error.dialog.notfound"),
            None => no(404, "chat.not.found", &format!("Chat {chat} not found")),
        };
    };
    let member = place.members.get(&state.bot).copied();
    if place.stopped {
        return no(403, "chat.denied", "error.dialog.suspended");
    }
    if member.is_none() || (place.kind == Kind::Channel && member == Some(false)) {
        return no(403, "chat.denied", "Bot may not write here");
    }
    let in_name_of_channel = place.kind == Kind::Channel;
    within(state, chat, 2)?;
    let text = asked.text("text").unwrap_or_default();
    if text.encode_utf16().count() > LONGEST {
        return no(400, "proto.payload", "text: must be at most 4000 characters long");
    }
    let attachments = attached(state, &asked.value("attachments").unwrap_or_default())?;
    let link = asked.value("link").unwrap_or_default();
    if text.is_empty() && attachments.is_empty() && link.is_null() {
        return no(400, "proto.payload", "Message is empty");
    }
    let link =
        match (link.get("type").and_then(Value::as_str), link.get("mid").and_then(Value::as_str)) {
            (Some(kind @ ("reply" | "forward")), Some(mid)) => {
                let there = state.chat_of(mid).filter(|there| kind == "forward" || *there == chat);
                match there.and_then(|_| state.link(kind, mid)) {
                    Some(link) => link,
                    None => return no(404, "message.not.found", "Linked message not found"),
                }
            }
            (None, None) => Value::Null,
            _ => return no(400, "proto.payload", "link: must have type and mid"),
        };
    let sender = Some(state.bot).filter(|_| !in_name_of_channel);
    let mid = state.put(chat, sender, &text, attachments, link);
    Ok(json!({"message": state.show(chat, &mid)}))
}

/// Attachments as they are shown, if they can be attached.
fn attached(state: &State, wanted: &Value) -> Result<Vec<Value>, No> {
    let wanted = wanted.as_array().cloned().unwrap_or_default();
    let kind = |one: &Value| one.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    let files = wanted.iter().filter(|one| kind(one) != "inline_keyboard").count();
    let alone = wanted.iter().any(|one| matches!(kind(one).as_str(), "file" | "audio"));
    if files > MOST_FILES || (alone && files > 1) {
        return no(400, "proto.payload", "attachments: too many, or one that has to be alone");
    }
    wanted.iter().map(|one| attach(state, &kind(one), one)).collect()
}

fn attach(state: &State, kind: &str, wanted: &Value) -> Result<Value, No> {
    let payload = wanted.get("payload").cloned().unwrap_or_default();
    match kind {
        "inline_keyboard" => {
            let rows = payload.get("buttons").and_then(Value::as_array);
            let rows = rows.filter(|rows| (1..=30).contains(&rows.len()));
            let buttons = rows.into_iter().flatten().filter_map(Value::as_array).flatten();
            let good = |button: &Value| {
                let text = button.get("text").and_then(Value::as_str).unwrap_or_default();
                let payload = button.get("payload").and_then(Value::as_str).unwrap_or_default();
                (1..=128).contains(&text.chars().count()) && payload.chars().count() <= 1_024
            };
            match rows.is_some() && buttons.into_iter().all(good) {
                true => Ok(json!({"type": kind, "callback_id": "", "payload": payload})),
                false => no(400, "proto.payload", "attachments: strange buttons"),
            }
        }
        "image" | "video" | "audio" | "file" => {
            let photos = payload.get("photos").and_then(Value::as_object);
            let photo = photos.and_then(|photos| photos.values().next()?.get("token")?.as_str());
            let token = photo.or_else(|| payload.get("token").and_then(Value::as_str));
            let token = token.unwrap_or_default();
            match state.files.get(token) {
                Some((of, ready)) if of == kind && *ready <= state.clock.micros() => {
                    let url = format!("https://i.oneme.ru/{token}");
                    let payload = json!({"token": token, "url": url, "photo_id": 1});
                    Ok(json!({"type": kind, "payload": payload, "filename": token, "size": 1}))
                }
                Some((of, _)) if of == kind => no(
                    400,
                    "attachment.not.ready",
                    "Key: errors.process.attachment.file.not.processed",
                ),
                _ => no(400, "proto.payload", "attachments: unknown token"),
            }
        }
        _ => no(400, "proto.payload", "attachments: unknown type"),
    }
}

fn edit(state: &mut State, asked: &Asked) -> Did {
    let mid = asked.text("message_id").unwrap_or_default();
    let Some(chat) = state.chat_of(&mid) else {
        return no(404, "message.not.found", "Message not found");
    };
    within(state, chat, 2)?;
    let is_dialog = state.chats.get(&chat).is_some_and(|chat| chat.kind == Kind::Dialog);
    let is_channel = state.chats.get(&chat).is_some_and(|chat| chat.kind == Kind::Channel);
    let (bot, now) = (state.bot, state.clock.micros() / 1_000);
    let Some(message) = state.message(chat, &mid) else {
        return no(404, "message.not.found", "Message not found");
    };
    if message.sender != Some(bot).filter(|_| !is_channel) {
        return no(403, "chat.denied", "Only own messages can be edited");
    }
    let kind = |one: &Value| one.get("type").and_then(Value::as_str) == Some("inline_keyboard");
    if is_dialog && now - message.at > CHANGES_FOR && !message.attachments.iter().any(kind) {
        return Ok(
            json!({"success": false, "code": "edit.expired", "message": "Message is too old"}),
        );
    }
    let new = match asked.value("attachments").unwrap_or_default() {
        Value::Null => None,
        wanted => Some(attached(state, &wanted)?),
    };
    let text = asked.text("text");
    if text.as_ref().is_some_and(|text| text.encode_utf16().count() > LONGEST) {
        return no(400, "proto.payload", "text: must be at most 4000 characters long");
    }
    if let Some(message) = state.message_mut(chat, &mid) {
        if let Some(text) = text {
            message.text = text;
        }
        if let Some(new) = new {
            message.attachments = new;
        }
        message.edited = true;
    }
    Ok(json!({"success": true}))
}

fn delete(state: &mut State, asked: &Asked) -> Did {
    let mid = asked.text("message_id").unwrap_or_default();
    let Some(chat) = state.chat_of(&mid) else {
        return no(404, "message.not.found", "Message not found");
    };
    within(state, chat, 2)?;
    let bot = state.bot;
    let ours = state.message(chat, &mid).is_some_and(|message| message.sender == Some(bot));
    let leads = state.chats.get(&chat).is_some_and(|chat| chat.members.get(&bot) == Some(&true));
    if !ours && !leads {
        return no(403, "chat.denied", "Bot may not delete this message");
    }
    remove(state, chat, &mid, bot);
    Ok(json!({"success": true}))
}

/// A message goes, and the bot is told.
pub(super) fn remove(state: &mut State, chat: i64, mid: &str, by: i64) {
    if let Some(place) = state.chats.get_mut(&chat) {
        place.messages.retain(|message| message.mid != mid);
        if place.pinned.as_deref() == Some(mid) {
            place.pinned = None;
        }
    }
    if state.hears(chat) {
        state.tell("message_removed", json!({"message_id": mid, "chat_id": chat, "user_id": by}));
    }
}

/// Where a file is to be brought.
fn place(state: &mut State, asked: &Asked) -> Did {
    let kind = asked.text("type").unwrap_or_default();
    if !matches!(kind.as_str(), "image" | "video" | "audio" | "file") {
        return no(400, "proto.payload", "type: unknown upload type");
    }
    let number = state.next();
    let (ticket, host) = (format!("t{number}"), asked.header("host").unwrap_or_default());
    let url = format!("http://{host}/storage/{kind}?ticket={ticket}");
    // Films and sounds are named beforehand.
    let token = matches!(kind.as_str(), "video" | "audio").then(|| format!("{kind}-{number}"));
    state.tickets.insert(ticket, (kind, token.clone()));
    Ok(match token {
        Some(token) => json!({"url": url, "token": token}),
        None => json!({"url": url}),
    })
}

/// Takes a file, in one part called `data`.
pub(super) fn store(state: &mut State, asked: &Asked) -> Reply {
    state.leaked |= asked.header("authorization").is_some();
    let ticket = asked.text("ticket").and_then(|ticket| state.tickets.remove(&ticket));
    let (Some((kind, token)), [file]) = (ticket, asked.files.as_slice()) else {
        return Reply::json(400, &json!({"error_code": 4, "error_msg": "UPLOAD_FAILED"}));
    };
    if file.field != "data" || file.bytes.is_empty() {
        return Reply::json(400, &json!({"error_code": 4, "error_msg": "UPLOAD_FAILED"}));
    }
    let named = token.is_some();
    let token = token.unwrap_or_else(|| format!("{kind}-{}", state.next()));
    let ready = state.clock.micros() + state.processing;
    state.files.insert(token.clone(), (kind.clone(), ready));
    match (named, kind.as_str()) {
        (true, _) => Reply::text(200, "text/xml", "<retval>1</retval>"),
        (false, "image") => Reply::json(200, &json!({"photos": {"p1": {"token": token}}})),
        (false, _) => Reply::json(200, &json!({"fileId": 1, "token": token})),
    }
}
