//! Methods about chats and those in them.

use serde_json::{Value, json};

use crate::request::Asked;

use super::send::chat_of;
use super::state::{Did, Kind, Member, No, State, no};

pub(super) fn get(state: &State, asked: &Asked) -> Did {
    let chat = known(state, asked)?;
    let mut shown = state.short(chat);
    let Some(place) = state.chats.get(&chat) else { return no(400, "Bad Request: chat not found") };
    if let Some(shown) = shown.as_object_mut() {
        shown.insert("accent_color_id".to_owned(), json!(2));
        shown.insert("max_reaction_count".to_owned(), json!(11));
        let gifts = json!({"unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false,
            "premium_subscription": false, "gifts_from_channels": false});
        shown.insert("accepted_gift_types".to_owned(), gifts);
        if let Some(linked) = place.linked {
            shown.insert("linked_chat_id".to_owned(), json!(linked));
        }
        if let Some(pinned) = place.pinned.last() {
            shown.insert("pinned_message".to_owned(), state.show(chat, *pinned));
        }
        if place.kind != Kind::Private {
            shown.insert("permissions".to_owned(), json!({"can_send_messages": true}));
        }
    }
    Ok(shown)
}

/// A chat in which the bot is.
fn known(state: &State, asked: &Asked) -> Result<i64, No> {
    let chat = chat_of(state, asked, "chat_id")?;
    let kind = state.chats.get(&chat).map_or(Kind::Group, |chat| chat.kind);
    match state.standing(chat, state.bot) {
        _ if kind == Kind::Private => Ok(chat),
        "kicked" => no(403, &format!("Forbidden: bot was kicked from the {} chat", kind.word())),
        "left" => no(403, &format!("Forbidden: bot is not a member of the {} chat", kind.word())),
        _ => Ok(chat),
    }
}

pub(super) fn member(state: &State, asked: &Asked) -> Did {
    let chat = known(state, asked)?;
    let user = asked.number("user_id").unwrap_or(0);
    if !state.users.contains_key(&user) {
        return no(400, "Bad Request: PARTICIPANT_ID_INVALID");
    }
    Ok(state.member(chat, user))
}

fn present(state: &State, chat: i64) -> Vec<i64> {
    let Some(place) = state.chats.get(&chat) else { return Vec::new() };
    let there = |user: &i64| !matches!(state.standing(chat, *user), "left" | "kicked");
    place.members.keys().copied().filter(there).collect()
}

pub(super) fn count(state: &State, asked: &Asked) -> Did {
    Ok(json!(present(state, known(state, asked)?).len()))
}

pub(super) fn administrators(state: &State, asked: &Asked) -> Did {
    let chat = known(state, asked)?;
    if state.chats.get(&chat).is_some_and(|chat| chat.kind == Kind::Private) {
        return no(400, "Bad Request: there are no administrators in the private chat");
    }
    let leads = |user: &i64| matches!(state.standing(chat, *user), "creator" | "administrator");
    let bots = asked.is_set("return_bots");
    // Other bots are left out unless they are asked for.
    let fits = |user: &i64| {
        *user == state.bot || bots || state.user(*user).get("is_bot") != Some(&json!(true))
    };
    let found = present(state, chat).into_iter().filter(|user| leads(user) && fits(user));
    Ok(found.map(|user| state.member(chat, user)).collect())
}

/// Whether the bot leads the chat.
fn leads(state: &State, chat: i64) -> bool {
    matches!(state.standing(chat, state.bot), "administrator" | "creator")
}

pub(super) fn pin(state: &mut State, asked: &Asked, pinned: bool) -> Did {
    let chat = known(state, asked)?;
    let wanted = asked.number("message_id");
    let private = state.chats.get(&chat).is_some_and(|chat| chat.kind == Kind::Private);
    if !private && !leads(state, chat) {
        return no(400, "Bad Request: not enough rights to manage pinned messages in the chat");
    }
    let Some(place) = state.chats.get_mut(&chat) else {
        return no(400, "Bad Request: chat not found");
    };
    let wanted = wanted.or_else(|| place.pinned.last().copied()).unwrap_or(0);
    if !place.messages.contains_key(&wanted) {
        let what = if pinned { "pin" } else { "unpin" };
        return no(400, &format!("Bad Request: message to {what} not found"));
    }
    match pinned {
        true if !place.pinned.insert(wanted) => no(400, "Bad Request: CHAT_NOT_MODIFIED")?,
        false if !place.pinned.remove(&wanted) => {
            no(400, "Bad Request: message to unpin not found")?;
        }
        _ => {}
    }
    Ok(json!(true))
}

/// Who is to be restricted; who leads cannot be.
fn victim(state: &State, asked: &Asked) -> Result<(i64, i64), No> {
    let chat = known(state, asked)?;
    let user = asked.number("user_id").unwrap_or(0);
    if !leads(state, chat) {
        return no(400, "Bad Request: not enough rights to restrict/unrestrict chat member");
    }
    if !state.users.contains_key(&user) {
        return no(400, "Bad Request: PARTICIPANT_ID_INVALID");
    }
    match state.standing(chat, user) {
        "creator" => no(400, "Bad Request: can't remove chat owner"),
        "administrator" => no(400, "Bad Request: user is an administrator of the chat"),
        _ => Ok((chat, user)),
    }
}

/// Until when; less than 30 seconds or more than 366 days is for good.
fn until(state: &State, asked: &Asked) -> i64 {
    let wanted = asked.number("until_date").unwrap_or(0);
    let away = wanted - state.clock.seconds();
    if (30..=366 * 86_400).contains(&away) { wanted } else { 0 }
}

pub(super) fn restrict(state: &mut State, asked: &Asked) -> Did {
    let (chat, user) = victim(state, asked)?;
    if state.chats.get(&chat).is_some_and(|chat| chat.kind != Kind::Supergroup) {
        return no(400, "Bad Request: method is available only for supergroups");
    }
    let Some(permissions) = asked.value("permissions") else {
        return no(400, "Bad Request: can't parse permissions JSON object");
    };
    let writes = permissions.get("can_send_messages").and_then(Value::as_bool).unwrap_or(false);
    let everything = ["can_send_photos", "can_send_documents", "can_send_polls"];
    let may = |name: &&str| permissions.get(*name).and_then(Value::as_bool).unwrap_or(false);
    let status = if writes && everything.iter().all(may) { "member" } else { "restricted" };
    change(state, chat, user, Member { status, until: until(state, asked), writes })
}

pub(super) fn ban(state: &mut State, asked: &Asked) -> Did {
    let (chat, user) = victim(state, asked)?;
    let until = until(state, asked);
    change(state, chat, user, Member { status: "kicked", until, writes: false })
}

pub(super) fn unban(state: &mut State, asked: &Asked) -> Did {
    let (chat, user) = victim(state, asked)?;
    // Without the flag somebody who is there is put out, too.
    if state.standing(chat, user) != "kicked" && asked.is_set("only_if_banned") {
        return Ok(json!(true));
    }
    change(state, chat, user, Member::of("left"))
}

fn change(state: &mut State, chat: i64, user: i64, member: Member) -> Did {
    let bot = state.bot;
    state.move_member(chat, user, bot, member, None);
    Ok(json!(true))
}

impl State {
    /// Changes somebody's standing and tells the bot.
    pub(super) fn move_member(
        &mut self,
        chat: i64,
        user: i64,
        by: i64,
        member: Member,
        link: Option<Value>,
    ) {
        let old = self.member(chat, user);
        if let Some(place) = self.chats.get_mut(&chat) {
            place.members.insert(user, member);
        }
        let mut update = json!({
            "chat": self.short(chat), "from": self.user(by), "date": self.clock.seconds(),
            "old_chat_member": old, "new_chat_member": self.member(chat, user),
        });
        if let (Some(link), Some(update)) = (link, update.as_object_mut()) {
            update.insert("invite_link".to_owned(), link);
        }
        if user == self.bot {
            self.tell("my_chat_member", chat, update);
        } else if matches!(self.standing(chat, self.bot), "administrator" | "creator") {
            self.tell("chat_member", chat, update);
        }
    }
}

pub(super) fn invite(state: &mut State, asked: &Asked) -> Did {
    let chat = known(state, asked)?;
    if !leads(state, chat) {
        return no(400, "Bad Request: not enough rights to manage chat invite link");
    }
    state.last_file += 1;
    let mut link = json!({
        "invite_link": format!("https://t.me/+fake{}", state.last_file),
        "creator": state.user(state.bot), "creates_join_request": asked.is_set("creates_join_request"),
        "is_primary": false, "is_revoked": false,
    });
    if let Some(shown) = link.as_object_mut() {
        for name in ["name", "expire_date", "member_limit"] {
            if let Some(value) = asked.parameters.get(name) {
                shown.insert(name.to_owned(), value.clone());
            }
        }
    }
    Ok(link)
}
