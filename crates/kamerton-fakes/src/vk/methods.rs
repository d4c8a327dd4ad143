//! Methods: who may call them, and those that are not about the wall or talks.

use serde_json::{Value, json};

use crate::reply::Reply;
use crate::request::Asked;

use super::state::{Did, GROUP, Hook, No, State, Who, no};
use super::{files, talks, walls};

/// What the key of a community may call, by the platform's own list; `wall.post` goes beyond it.
const FOR_GROUPS: &[&str] = &[
    "users.get",
    "groups.getById",
    "groups.getTokenPermissions",
    "groups.getLongPollServer",
    "groups.getLongPollSettings",
    "groups.setLongPollSettings",
    "groups.getCallbackConfirmationCode",
    "groups.getCallbackServers",
    "groups.addCallbackServer",
    "groups.editCallbackServer",
    "groups.deleteCallbackServer",
    "groups.setCallbackSettings",
    "groups.getBanned",
    "wall.post",
    "wall.createComment",
    "board.deleteComment",
    "messages.send",
    "messages.edit",
    "messages.delete",
    "messages.pin",
    "messages.unpin",
    "messages.getHistory",
    "messages.getConversations",
    "messages.getByConversationMessageId",
    "messages.getById",
    "photos.getMessagesUploadServer",
    "photos.saveMessagesPhoto",
    "docs.getMessagesUploadServer",
    "docs.getWallUploadServer",
    "docs.save",
    "utils.getServerTime",
];
/// What the key of an application may call.
const FOR_SERVICES: &[&str] = &[
    "users.get",
    "groups.getById",
    "wall.get",
    "wall.getById",
    "wall.getComments",
    "wall.search",
    "newsfeed.search",
    "board.getTopics",
    "board.getComments",
];

/// Does what a call asks for.
pub(super) fn perform(state: &mut State, asked: &Asked) -> Did {
    let token = bearer(asked).or_else(|| asked.text("access_token")).unwrap_or_default();
    let known = state.tokens.iter().find(|(_, known)| **known == token).map(|(who, _)| *who);
    if asked.text("v").is_none() {
        return no(8, "Invalid request: v (version) is required");
    }
    let Some(who) = known.filter(|who| !(state.revoked && *who == Who::Group)) else {
        return no(5, "User authorization failed: invalid access_token (4).");
    };
    let now = asked.at;
    state.limits.ask(who, now)?;
    by(state, asked, &asked.name.clone(), who)
}

fn bearer(asked: &Asked) -> Option<String> {
    asked.header("authorization")?.strip_prefix("Bearer ").map(str::to_owned)
}

/// Calls a method with somebody's key.
pub(super) fn by(state: &mut State, asked: &Asked, name: &str, who: Who) -> Did {
    match who {
        Who::Group if !FOR_GROUPS.contains(&name) => {
            return no(27, "Group authorization failed: method is unavailable with group auth.");
        }
        Who::Service if !FOR_SERVICES.contains(&name) => {
            return no(
                28,
                "Application authorization failed: method is unavailable with service token.",
            );
        }
        _ => {}
    }
    match name {
        "execute" => execute(state, asked, who),
        "utils.getServerTime" => Ok(json!(state.clock.seconds())),
        "users.get" => Ok(ids(asked, "user_ids").filter_map(|id| state.profile(id)).collect()),
        "groups.getById" => group(state, asked),
        "groups.getTokenPermissions" => Ok(permissions()),
        name if name.starts_with("groups.") => groups(state, asked, name),
        name if name.starts_with("messages.") => talks::by(state, asked, name),
        "photos.getWallUploadServer"
        | "photos.getMessagesUploadServer"
        | "docs.getWallUploadServer"
        | "docs.getMessagesUploadServer"
        | "photos.saveWallPhoto"
        | "photos.saveMessagesPhoto"
        | "docs.save"
        | "polls.create" => files::by(state, asked, name),
        // It has neither discussions nor photos, videos or goods that anybody talks about.
        "board.getTopics" | "photos.getAllComments" | "video.get" | "market.get" => {
            Ok(json!({ "count": 0, "items": [] }))
        }
        name => walls::by(state, asked, name, who),
    }
}

/// Numbers with commas between them.
pub(super) fn ids(asked: &Asked, name: &str) -> impl Iterator<Item = i64> {
    let all = asked.text(name).unwrap_or_default();
    let all: Vec<i64> = all.split(',').filter_map(|id| id.trim().parse().ok()).collect();
    all.into_iter()
}

/// A number that has to be there.
pub(super) fn need(asked: &Asked, name: &str) -> Result<i64, No> {
    let wrong =
        format!("One of the parameters specified was missing or invalid: {name} is undefined");
    asked.number(name).map_or_else(|| no(100, &wrong), Ok)
}

fn group(state: &State, asked: &Asked) -> Did {
    let wanted = asked.text("group_ids").or_else(|| asked.text("group_id")).unwrap_or_default();
    match wanted.split(',').any(|one| one == GROUP.to_string()) || wanted.is_empty() {
        true => Ok(json!({ "groups": [state.group()], "profiles": [] })),
        false => {
            no(100, "One of the parameters specified was missing or invalid: group_ids is invalid")
        }
    }
}

fn permissions() -> Value {
    let names = ["manage", "messages", "photos", "docs", "wall", "stories"];
    let all: Vec<_> = names.iter().map(|name| json!({ "name": name, "setting": 1 })).collect();
    json!({ "mask": 1, "permissions": all })
}

fn groups(state: &mut State, asked: &Asked, name: &str) -> Did {
    if need(asked, "group_id")? != GROUP {
        return no(15, "Access denied: this is another community");
    }
    match name {
        "groups.getLongPollServer" if !state.long_poll => no(
            100,
            "One of the parameters specified was missing or invalid: longpoll for this group is not enabled",
        ),
        "groups.getLongPollServer" => {
            let key = format!("key{}", state.sessions.len());
            state.sessions.insert(key.clone(), state.clock.micros());
            Ok(json!({ "key": key, "server": format!("{}/lp", state.base),
                  "ts": state.events.len().to_string() }))
        }
        "groups.setLongPollSettings" => {
            state.long_poll = asked.text("enabled").is_none_or(|on| on != "0");
            Ok(json!(1))
        }
        "groups.getLongPollSettings" => {
            let events = ["message_new", "wall_reply_new"].map(|name| (name.to_owned(), json!(1)));
            let events: serde_json::Map<_, _> = events.into_iter().collect();
            Ok(json!({ "is_enabled": state.long_poll, "api_version": "5.199", "events": events }))
        }
        "groups.getCallbackConfirmationCode" => Ok(json!({ "code": state.confirmation })),
        "groups.getCallbackServers" => {
            let show = |hook: &Hook| {
                json!({ "id": hook.id, "title": hook.title, "url": hook.url, "secret_key": hook.secret,
                        "creator_id": 1, "status": hook.status })
            };
            let items: Vec<_> = state.hooks.iter().map(show).collect();
            Ok(json!({ "count": items.len(), "items": items }))
        }
        "groups.addCallbackServer" => {
            if state.hooks.len() >= 10 {
                return no(2_000, "Servers number limit is reached");
            }
            state.last_hook += 1;
            let hook = hook(asked, state.last_hook)?;
            state.hooks.push(hook);
            Ok(json!({ "server_id": state.last_hook }))
        }
        "groups.editCallbackServer" => {
            let id = need(asked, "server_id")?;
            let new = hook(asked, id)?;
            match state.hooks.iter_mut().find(|hook| hook.id == id) {
                // What stays as it was stays confirmed.
                Some(old) if old.url == new.url => old.secret = new.secret,
                Some(old) => *old = new,
                None => return no(100, "server_id is invalid"),
            }
            Ok(json!(1))
        }
        "groups.deleteCallbackServer" => {
            let id = need(asked, "server_id")?;
            state.hooks.retain(|hook| hook.id != id);
            state.waiting.clear();
            Ok(json!(1))
        }
        "groups.setCallbackSettings" => Ok(json!(1)),
        "groups.ban" | "groups.unban" => {
            let who = need(asked, "owner_id")?;
            if !state.people.contains_key(&who) {
                return no(100, "owner_id is invalid");
            }
            if name == "groups.ban" {
                state.banned.insert(who);
                state.tell("user_block", json!({
                    "admin_id": 1, "user_id": who, "unblock_date": asked.number("end_date").unwrap_or(0),
                    "reason": 0, "comment": "",
                }));
            } else if state.banned.remove(&who) {
                state.tell(
                    "user_unblock",
                    json!({ "admin_id": 1, "user_id": who, "by_end_date": 0 }),
                );
            }
            Ok(json!(1))
        }
        "groups.getBanned" => {
            let who = asked.number("owner_id");
            let items: Vec<_> =
                state.banned.iter().filter(|one| who.is_none_or(|who| **one == who)).collect();
            match items.is_empty() && who.is_some() {
                true => no(104, "Not found"),
                false => Ok(json!({ "count": items.len(), "items": items })),
            }
        }
        _ => no(3, "Unknown method passed"),
    }
}

fn hook(asked: &Asked, id: i64) -> Result<Hook, No> {
    let text = |name: &str| asked.text(name).unwrap_or_default();
    if text("title").is_empty() || text("title").chars().count() > 14 || text("url").is_empty() {
        return no(100, "One of the parameters specified was missing or invalid: title or url");
    }
    let (url, title, secret) = (text("url"), text("title"), text("secret_key"));
    Ok(Hook { id, url, title, secret, status: "unconfigured" })
}

/// Calls of a script of the form `return [API.a({…}),API.b({…})];`: the only one that is understood.
fn execute(state: &mut State, asked: &Asked, who: Who) -> Did {
    let code = asked.text("code").unwrap_or_default();
    let mut rest = code.as_str();
    let mut answers = Vec::new();
    while let Some((_, after)) = rest.split_once("API.") {
        let Some((name, after)) = after.split_once('(') else { break };
        let mut params = serde_json::Deserializer::from_str(after).into_iter::<Value>();
        let Some(Ok(Value::Object(parameters))) = params.next() else {
            return no(12, "Unable to compile code");
        };
        rest = after.get(params.byte_offset()..).unwrap_or_default();
        if answers.len() == 25 {
            return no(13, "Runtime error occurred during code invocation: too many API calls");
        }
        let one = Asked { parameters, name: name.to_owned(), at: asked.at, ..Asked::default() };
        answers.push(by(state, &one, name, who).unwrap_or(json!(false)));
    }
    Ok(json!(answers))
}

/// An answer.
pub(super) fn reply(did: Did, method: &str) -> Reply {
    let body = match did {
        Ok(value) => json!({ "response": value }),
        Err(no) => json!({ "error": {
            "error_code": no.code, "error_msg": no.words,
            "request_params": [{ "key": "method", "value": method }, { "key": "oauth", "value": "1" }],
        } }),
    };
    Reply::json(200, &body)
}
