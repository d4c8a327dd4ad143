//! Messages between the community and people.

use serde_json::{Value, json};

use crate::request::Asked;

use super::files::attached;
use super::methods::{ids, need};
use super::state::{Did, GROUP, Message, State, no};

pub(super) fn by(state: &mut State, asked: &Asked, name: &str) -> Did {
    match name {
        "messages.send" => send(state, asked),
        "messages.edit" => edit(state, asked),
        "messages.delete" => {
            let (peer, mut gone) = (need(asked, "peer_id")?, Vec::new());
            for number in ids(asked, "cmids") {
                let found =
                    state.talks.get_mut(&peer).and_then(|talk| talk.messages.remove(&number));
                let done = i32::from(found.is_some());
                gone.push(
                    json!({ "peer_id": peer, "conversation_message_id": number, "response": done }),
                );
            }
            Ok(json!(gone))
        }
        "messages.getHistory" => {
            let peer = need(asked, "peer_id")?;
            let all: Vec<i64> = state
                .talks
                .get(&peer)
                .map_or_else(Vec::new, |talk| talk.messages.keys().rev().copied().collect());
            let number = |name: &str, usual: i64| {
                usize::try_from(asked.number(name).unwrap_or(usual)).unwrap_or(0)
            };
            let some = all.iter().skip(number("offset", 0)).take(number("count", 20).min(200));
            let items: Vec<_> = some.map(|number| state.show_message(peer, *number)).collect();
            let profiles: Vec<_> = state.profile(peer).into_iter().collect();
            Ok(json!({ "count": all.len(), "items": items, "profiles": profiles,
                  "groups": [state.group()] }))
        }
        "messages.getByConversationMessageId" => {
            let peer = need(asked, "peer_id")?;
            let shown =
                ids(asked, "conversation_message_ids").map(|id| state.show_message(peer, id));
            let items: Vec<_> = shown.filter(|one| !one.is_null()).collect();
            Ok(json!({ "count": items.len(), "items": items }))
        }
        "messages.getConversations" => {
            let talk = |peer: &i64| {
                let last = state.talks.get(peer).map_or(0, |talk| talk.last);
                json!({ "conversation": { "peer": { "id": peer, "type": "user", "local_id": peer } },
                        "last_message": state.show_message(*peer, last) })
            };
            let items: Vec<_> = state.talks.keys().map(talk).collect();
            Ok(json!({ "count": items.len(), "items": items }))
        }
        _ => no(3, "Unknown method passed"),
    }
}

fn send(state: &mut State, asked: &Asked) -> Did {
    let many = asked.text("peer_ids").is_some();
    let peers: Vec<i64> = match many {
        true => ids(asked, "peer_ids").collect(),
        false => vec![need(asked, "peer_id")?],
    };
    let random = need(asked, "random_id")?;
    let text = asked.text("message").unwrap_or_default();
    if text.chars().count() > 4_096 {
        return no(914, "Message is too long");
    }
    let attachments = attached(state, &asked.text("attachment").unwrap_or_default())?;
    if text.is_empty() && attachments.is_empty() {
        return no(
            100,
            "One of the parameters specified was missing or invalid: message is empty or invalid",
        );
    }
    let answers = asked
        .value("forward")
        .and_then(|forward| forward.get("conversation_message_ids")?.as_array()?.first()?.as_i64());
    let mut answered = Vec::new();
    for peer in peers {
        let refused = match state.talks.get(&peer) {
            _ if !state.people.contains_key(&peer) => Some((936, "Contact not found")),
            Some(talk) if talk.allowed => None,
            _ => Some((901, "Can't send messages for users without permission")),
        };
        if let Some((code, words)) = refused {
            if !many {
                return no(code, words);
            }
            answered.push(json!({ "peer_id": peer, "message_id": 0, "conversation_message_id": 0,
                                  "error": { "code": code, "description": words } }));
            continue;
        }
        let before = state.talks.get(&peer).and_then(|talk| talk.by_random.get(&random).copied());
        let number = match before.filter(|_| random != 0) {
            Some(before) => before,
            None => {
                state.limits.say(format!("{peer} {text}"), asked.at)?;
                let (text, attachments) = (text.clone(), attachments.clone());
                let from = -GROUP;
                state.put_message(
                    peer,
                    Message { from, text, attachments, answers, random, ..Message::default() },
                )
            }
        };
        let old = state.show_message(peer, number).get("id").cloned().unwrap_or_default();
        if !many {
            return Ok(old);
        }
        answered
            .push(json!({ "peer_id": peer, "message_id": old, "conversation_message_id": number }));
    }
    Ok(json!(answered))
}

fn edit(state: &mut State, asked: &Asked) -> Did {
    let (peer, number) = (need(asked, "peer_id")?, need(asked, "cmid")?);
    let now = state.clock.seconds();
    let attachments = attached(state, &asked.text("attachment").unwrap_or_default())?;
    let message = state.talks.get_mut(&peer).and_then(|talk| talk.messages.get_mut(&number));
    match message {
        Some(message) if message.from != -GROUP || now - message.date > 24 * 3_600 => {
            return no(909, "Can't edit this message, because it's too old");
        }
        Some(message) => {
            message.text = asked.text("message").unwrap_or_default();
            message.attachments = attachments;
            message.edited_at = Some(now);
        }
        None => return no(100, "One of the parameters specified was missing or invalid: cmid"),
    }
    let shown: Value = state.show_message(peer, number);
    state.tell("message_edit", shown);
    Ok(json!(1))
}
