//! Methods of the API, except those that send.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::reply::Reply;
use crate::request::Asked;

use super::Inner;
use super::send;
use super::state::{Chat, Did, Hook, Kind, No, State, no};

/// Kinds of updates.
const TYPES: [&str; 16] = [
    "message_created",
    "message_callback",
    "message_edited",
    "message_removed",
    "bot_added",
    "bot_removed",
    "user_added",
    "user_removed",
    "bot_started",
    "bot_stopped",
    "dialog_cleared",
    "dialog_removed",
    "dialog_muted",
    "dialog_unmuted",
    "chat_title_changed",
    "message_chat_created",
];
/// What an administrator may do.
const PERMISSIONS: [&str; 8] = [
    "read_all_messages",
    "add_remove_members",
    "change_chat_info",
    "pin_message",
    "write",
    "edit",
    "delete",
    "view_stats",
];

/// The name of a method by verb and path, as the description calls it.
pub(super) fn name(asked: &Asked) -> &'static str {
    let parts: Vec<&str> = asked.path.split('/').filter(|part| !part.is_empty()).collect();
    match (asked.verb.as_str(), parts.as_slice()) {
        ("GET", ["me"]) => "getMyInfo",
        ("GET", ["chats"]) => "getChats",
        ("GET", ["chats", _]) => "getChat",
        ("GET", ["chats", _, "members", "me"]) => "getMembership",
        ("GET", ["chats", _, "members"]) => "getMembers",
        ("DELETE", ["chats", _, "members"]) => "removeMember",
        ("GET", ["chats", _, "pin"]) => "getPinnedMessage",
        ("PUT", ["chats", _, "pin"]) => "pinMessage",
        ("DELETE", ["chats", _, "pin"]) => "unpinMessage",
        ("POST", ["chats", _, "actions"]) => "sendAction",
        ("GET", ["subscriptions"]) => "getSubscriptions",
        ("POST", ["subscriptions"]) => "subscribe",
        ("DELETE", ["subscriptions"]) => "unsubscribe",
        ("POST", ["uploads"]) => "getUploadUrl",
        ("GET", ["messages"]) => "getMessages",
        ("POST", ["messages"]) => "sendMessage",
        ("PUT", ["messages"]) => "editMessage",
        ("DELETE", ["messages"]) => "deleteMessage",
        ("GET", ["messages", _]) => "getMessageById",
        ("POST", ["answers"]) => "answerOnCallback",
        ("GET", ["updates"]) => "getUpdates",
        ("POST", ["storage", _]) => "upload",
        _ => "",
    }
}

pub(super) fn reply(did: Did) -> Reply {
    match did {
        Ok(value) => Reply::json(200, &value),
        Err(no) => Reply::json(no.status, &json!({"code": no.code, "message": no.message})),
    }
}

/// That there were too many requests.
pub(super) fn too_many() -> No {
    let message = "Too many requests".to_owned();
    No { status: 429, code: "too.many.requests", message }
}

impl Inner {
    pub(super) async fn ask(&self, asked: &Asked) -> Reply {
        if asked.name == "upload" {
            return send::store(&mut self.lock(), asked);
        }
        if let Err(no) = admit(&mut self.lock(), asked) {
            return reply(Err(no));
        }
        if asked.name == "getUpdates" {
            return reply(self.updates(asked).await);
        }
        let did = perform(&mut self.lock(), asked);
        self.news.notify_waiters();
        reply(did)
    }

    /// News since the marker, as soon as there are any.
    async fn updates(&self, asked: &Asked) -> Did {
        let timeout = asked.number("timeout").unwrap_or(30);
        let limit = asked.number("limit").unwrap_or(100);
        if !(0..=90).contains(&timeout) || !(1..=1_000).contains(&limit) {
            return no(400, "proto.payload", "Invalid limit or timeout");
        }
        let types = asked.text("types");
        let types: Option<Vec<&str>> = types.as_deref().map(|types| types.split(',').collect());
        let until = Instant::now() + Duration::from_secs(timeout.unsigned_abs());
        loop {
            let waiting = self.news.notified();
            {
                let mut state = self.lock();
                if !state.hooks.is_empty() {
                    return no(405, "method.not.allowed", "There is a webhook subscription");
                }
                state.forget();
                if let Some(marker) = asked.number("marker") {
                    state.committed = marker;
                }
                let from = state.committed;
                let wanted = |kind: &str| types.as_ref().is_none_or(|types| types.contains(&kind));
                let new = state.updates.iter().filter(|update| update.number >= from);
                let new = new.filter(|update| !update.delivered && wanted(update.kind));
                let new: Vec<_> = new.take(usize::try_from(limit).unwrap_or(100)).collect();
                if !new.is_empty() || Instant::now() >= until {
                    let last = new.last().map_or(state.last_update, |update| update.number);
                    let updates: Vec<&Value> = new.iter().map(|update| &update.body).collect();
                    return Ok(json!({"updates": updates, "marker": last + 1}));
                }
            }
            let _ = tokio::time::timeout(Duration::from_millis(100), waiting).await;
        }
    }
}

/// Who asks, and whether they may ask now.
fn admit(state: &mut State, asked: &Asked) -> Result<(), No> {
    let shown = asked.header("authorization").unwrap_or_default();
    if state.revoked || shown != state.token || asked.query.contains("access_token") {
        return no(401, "verify.token", "Invalid access_token");
    }
    if asked.name.is_empty() {
        return no(404, "not.found", &format!("Unknown path: {}", asked.path));
    }
    send::within(state, 0, 30)
}

fn perform(state: &mut State, asked: &Asked) -> Did {
    match asked.name.as_str() {
        "getMyInfo" => Ok(state.user(state.bot)),
        "getChats" => chats(state),
        "getChat" => chat_of(state, asked).map(|chat| describe(state, chat)),
        "getMembership" => {
            let chat = chat_of(state, asked)?;
            Ok(member(state, chat, state.bot))
        }
        "getMembers" => members(state, asked),
        "removeMember" => remove(state, asked),
        "getPinnedMessage" => {
            let chat = chat_of(state, asked)?;
            let pinned = chat.pinned.as_ref().map(|mid| state.show(chat.id, mid));
            Ok(json!({"message": pinned}))
        }
        "pinMessage" => {
            let (chat, mid) = (led(state, asked)?, asked.text("message_id").unwrap_or_default());
            if state.message(chat, &mid).is_none() {
                return no(404, "not.found", "Message not found");
            }
            if let Some(chat) = state.chats.get_mut(&chat) {
                chat.pinned = Some(mid);
            }
            Ok(json!({"success": true}))
        }
        "unpinMessage" => {
            let chat = led(state, asked)?;
            if let Some(chat) = state.chats.get_mut(&chat) {
                chat.pinned = None;
            }
            Ok(json!({"success": true}))
        }
        "sendAction" => chat_of(state, asked).map(|_| json!({"success": true})),
        "getSubscriptions" => {
            let one = |hook: &Hook| {
                let types = &hook.types;
                json!({"url": hook.url, "time": hook.time, "update_types": types, "version": null})
            };
            Ok(json!({"subscriptions": state.hooks.iter().map(one).collect::<Vec<_>>()}))
        }
        "subscribe" => subscribe(state, asked),
        "unsubscribe" => {
            let url = asked.text("url").unwrap_or_default();
            let before = state.hooks.len();
            state.hooks.retain(|hook| hook.url != url);
            match state.hooks.len() < before {
                true => Ok(json!({"success": true})),
                false => Ok(json!({"success": false, "message": "Subscription not found"})),
            }
        }
        "getMessages" => messages(state, asked),
        "getMessageById" => {
            let mid = part(asked, 1);
            let chat = state.chat_of(&mid).filter(|chat| state.hears(*chat));
            match chat {
                Some(chat) => Ok(state.show(chat, &mid)),
                None => no(404, "not.found", "Message not found"),
            }
        }
        _ => send::perform(state, asked),
    }
}

/// A part of the path.
fn part(asked: &Asked, at: usize) -> String {
    asked.path.split('/').filter(|part| !part.is_empty()).nth(at).unwrap_or_default().to_owned()
}

/// The chat of the path, where the bot is.
fn chat_of<'a>(state: &'a State, asked: &Asked) -> Result<&'a Chat, No> {
    let id: i64 = part(asked, 1).parse().unwrap_or(0);
    let chat = state.chats.get(&id);
    let Some(chat) = chat else {
        return no(404, "chat.not.found", &format!("Chat {id} not found"));
    };
    match chat.members.contains_key(&state.bot) {
        true => Ok(chat),
        false => no(403, "chat.denied", "Bot is not a member of the chat"),
    }
}

/// The chat of the path, where the bot is an administrator.
fn led(state: &State, asked: &Asked) -> Result<i64, No> {
    let chat = chat_of(state, asked)?;
    match chat.members.get(&state.bot) {
        Some(true) => Ok(chat.id),
        _ => no(403, "chat.denied", "Bot is not an administrator of the chat"),
    }
}

/// Since June 2026 no chats are listed.
fn chats(state: &State) -> Did {
    if !state.lists_chats {
        return no(404, "not.found", "Method is not supported");
    }
    let there = state.chats.values().filter(|chat| chat.members.contains_key(&state.bot));
    let chats: Vec<Value> = there.map(|chat| describe(state, chat)).collect();
    Ok(json!({"chats": chats, "marker": null}))
}

fn describe(state: &State, chat: &Chat) -> Value {
    let status = if chat.stopped { "suspended" } else { "active" };
    let title = (chat.kind != Kind::Dialog).then_some(chat.title.as_str());
    json!({
        "chat_id": chat.id, "type": chat.kind.word(), "status": status, "title": title,
        "icon": null, "last_event_time": chat.messages.last().map_or(0, |last| last.at),
        "participants_count": chat.members.len(), "is_public": chat.kind == Kind::Channel,
        "link": null, "description": null,
        "dialog_with_user": chat.with.map(|user| state.user(user)),
    })
}

fn member(state: &State, chat: &Chat, user: i64) -> Value {
    let admin = chat.members.get(&user) == Some(&true);
    let mut shown = state.user(user);
    let more = json!({
        "last_access_time": 0, "is_owner": false, "is_admin": admin, "join_time": 0,
        "permissions": admin.then_some(PERMISSIONS), "alias": null,
    });
    if let (Some(shown), Value::Object(more)) = (shown.as_object_mut(), more) {
        shown.extend(more);
    }
    shown
}

fn members(state: &State, asked: &Asked) -> Did {
    let chat = chat_of(state, asked)?;
    let wanted = asked.text("user_ids");
    let wanted: Option<Vec<i64>> =
        wanted.map(|ids| ids.split(',').filter_map(|id| id.trim().parse().ok()).collect());
    let users = chat.members.keys().copied();
    let users = users.filter(|user| wanted.as_ref().is_none_or(|wanted| wanted.contains(user)));
    let members: Vec<Value> = users.map(|user| member(state, chat, user)).collect();
    Ok(json!({"members": members, "marker": null}))
}

fn remove(state: &mut State, asked: &Asked) -> Did {
    let chat = led(state, asked)?;
    let user = asked.number("user_id").unwrap_or(0);
    let Some(place) = state.chats.get_mut(&chat) else {
        return no(404, "chat.not.found", "Chat not found");
    };
    if !place.members.contains_key(&user) {
        return Ok(json!({"success": false, "message": "User is not a member of the chat"}));
    }
    if asked.is_set("block") {
        place.blocked.insert(user);
    }
    let bot = state.bot;
    state.go(user, chat, bot);
    Ok(json!({"success": true}))
}

fn subscribe(state: &mut State, asked: &Asked) -> Did {
    let url = asked.text("url").unwrap_or_default();
    // The real one takes https:// alone; on this machine there is none.
    if !url.starts_with("https://") && !url.starts_with("http://127.0.0.1:") {
        return no(400, "proto.payload", "url: only HTTPS is supported");
    }
    let secret = asked.text("secret").unwrap_or_default();
    let fits = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let good = (5..=256).contains(&secret.len()) && secret.chars().all(fits);
    if !good && asked.parameters.contains_key("secret") {
        return no(400, "proto.payload", "secret: does not match ^[\\w-]{5,256}$");
    }
    let types = asked.value("update_types").filter(|types| !types.is_null());
    let types: Option<Vec<String>> = types.and_then(|types| serde_json::from_value(types).ok());
    if types.iter().flatten().any(|kind| !TYPES.contains(&kind.as_str())) {
        return no(400, "proto.payload", "update_types: unknown type");
    }
    let time = state.clock.micros() / 1_000;
    let known = state.hooks.iter_mut().find(|hook| hook.url == url);
    match known {
        Some(hook) => (hook.secret, hook.types) = (secret, types),
        // Subscriptions are gathered, not replaced.
        None => state.hooks.push(Hook {
            url,
            secret,
            types,
            time,
            due: std::collections::VecDeque::new(),
            failing_since: None,
        }),
    }
    Ok(json!({"success": true}))
}

/// Messages of a chat, the newest first, from the newer bound `from` to the older bound `to`.
fn messages(state: &State, asked: &Asked) -> Did {
    let count = asked.number("count").unwrap_or(50);
    if !(1..=100).contains(&count) {
        return no(400, "proto.payload", "count: must be from 1 to 100");
    }
    if let Some(wanted) = asked.text("message_ids") {
        let one = |mid: &str| {
            let chat = state.chat_of(mid).filter(|chat| state.hears(*chat))?;
            Some(state.show(chat, mid))
        };
        return Ok(json!({"messages": wanted.split(',').filter_map(one).collect::<Vec<_>>()}));
    }
    let id = asked.number("chat_id").unwrap_or(0);
    let Some(chat) = state.chats.get(&id) else {
        return no(404, "chat.not.found", &format!("Chat {id} not found"));
    };
    if !state.hears(id) || chat.stopped {
        return no(403, "chat.denied", "Bot has no access to the chat");
    }
    let (mut newer, mut older) = (asked.number("from"), asked.number("to"));
    if state.turned {
        std::mem::swap(&mut newer, &mut older);
    }
    let within = chat.messages.iter().rev().filter(|message| {
        newer.is_none_or(|newer| message.at <= newer)
            && older.is_none_or(|older| message.at >= older)
    });
    let page = within.take(usize::try_from(count).unwrap_or(50));
    let page: Vec<Value> = page.map(|message| state.show(id, &message.mid)).collect();
    Ok(json!({"messages": page}))
}
