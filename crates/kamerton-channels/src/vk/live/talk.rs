//! Messages of talks with the community.

use kamerton_core::fact::{Fact, MembershipFact, MessageFact, ReactionFact};
use serde_json::Value;

use super::convert::Event;
use super::post::{EMOJI, emoji, reactions};
use super::spot::{CHATS, Spot};
use super::wire::{id, int, list, moment, text};
use super::{attachments, text as texts};
use crate::live::Unread;

/// How deep what is passed on may be nested.
const DEEPEST: usize = 8;

/// The facts of a message.
pub(super) fn facts(event: &Event<'_>) -> Result<Vec<Fact>, Unread> {
    // `message_new` wraps it, the others do not.
    let message = event.object.get("message").unwrap_or(event.object);
    let lacks = |name: &str| event.lacks(name);
    let peer = id(message, "peer_id")
        .or_else(|| id(message, "from_id"))
        .ok_or_else(|| lacks("peer_id"))?;
    let talk = Spot::talk(event.group, peer);
    let sent_at = moment(message, "date").ok_or_else(|| lacks("date"))?;
    // Messages that disappear have no number in their talk and are no talk to be kept.
    let Some(number) = id(message, "conversation_message_id").or_else(|| id(message, "cmid"))
    else {
        return Ok(Vec::new());
    };
    let key = talk.message(number).to_string();
    let author = id(message, "from_id").and_then(|from| event.people.account(from));
    if let Some(action) = message.get("action").filter(|action| action.is_object()) {
        return Ok(happened(event, message, action, talk, &key));
    }
    let mut fact = MessageFact {
        place: event.place(talk),
        key,
        author,
        sent_at,
        edited_at: moment(message, "update_time"),
        text: texts::plain(text(message, "text")),
        reply_to: message
            .get("reply_message")
            .and_then(|answered| id(answered, "conversation_message_id"))
            .map(|number| talk.message(number).to_string()),
        attachments: attachments::of(message),
        reactions: reactions(event, message),
        ..MessageFact::default()
    };
    if event.kind.ends_with("_edit") && fact.edited_at.is_none() {
        fact.edited_at = event.came;
    }
    let passed_on = list(message, "fwd_messages");
    if let (true, Some(first)) = (fact.text.is_empty(), passed_on.first()) {
        let mut lines = Vec::new();
        passed_on.iter().for_each(|one| quoted(one, DEEPEST, &mut lines, &mut fact));
        fact.text = lines.join("\n\n");
        fact.forwarded_from = id(first, "from_id").map(|from| event.people.name(from));
    }
    Ok(vec![Fact::Message(fact)])
}

/// Text and files of what was passed on.
fn quoted(message: &Value, deeper: usize, lines: &mut Vec<String>, fact: &mut MessageFact) {
    let own = texts::plain(text(message, "text"));
    lines.extend((!own.is_empty()).then_some(own));
    fact.attachments.extend(attachments::of(message));
    if deeper > 0 {
        for one in list(message, "fwd_messages") {
            quoted(one, deeper - 1, lines, fact);
        }
    }
}

/// Something that happened in a talk of several.
fn happened(
    event: &Event<'_>,
    message: &Value,
    action: &Value,
    talk: Spot,
    key: &str,
) -> Vec<Fact> {
    let sent_at = moment(message, "date").unwrap_or_default();
    let from = id(message, "from_id");
    let kind = text(action, "type");
    let joined = match kind {
        "chat_invite_user" | "chat_invite_user_by_link" | "chat_invite_user_by_message_request" => {
            Some(true)
        }
        "chat_kick_user" => Some(false),
        _ => None,
    };
    if let Some(joined) = joined {
        let who = id(action, "member_id").or(from);
        let Some(account) = who.and_then(|who| event.people.account(who)) else {
            return Vec::new();
        };
        let by = from.filter(|from| joined && who != Some(*from));
        return vec![Fact::Membership(MembershipFact {
            place: event.place(talk),
            key: key.to_owned(),
            account,
            at: sent_at,
            joined,
            invited_by: by.and_then(|by| event.people.account(by)),
            invitation: None,
        })];
    }
    let said = [text(action, "text"), text(action, "message"), kind];
    let said = said.into_iter().find(|said| !said.is_empty()).unwrap_or_default();
    vec![Fact::Message(MessageFact {
        place: event.place(talk),
        key: key.to_owned(),
        author: from.and_then(|from| event.people.account(from)),
        sent_at,
        text: said.to_owned(),
        service: true,
        ..MessageFact::default()
    })]
}

/// A reaction to a message. Everybody has at most one, and only the new one is told: so the others are
/// taken back.
pub(super) fn reacted(event: &Event<'_>) -> Result<Vec<Fact>, Unread> {
    let peer = event.need("peer_id")?;
    let key = Spot::talk(event.group, peer).message(event.need("cmid")?).to_string();
    let (account, at) = (event.account("reacted_id")?, event.came()?);
    let now = int(event.object, "reaction_id").filter(|number| *number != 0);
    if now.is_some_and(|number| emoji(number).is_none()) {
        return Err(event.lacks("reaction that is known"));
    }
    let given = now.and_then(emoji);
    let fact = |emoji: &str| {
        Fact::Reaction(ReactionFact {
            message: key.clone(),
            emoji: emoji.to_owned(),
            account: account.clone(),
            at,
            given: Some(emoji) == given,
        })
    };
    Ok(EMOJI.iter().copied().filter(|emoji| Some(*emoji) != given).chain(given).map(fact).collect())
}

/// The number of a talk of several among all talks.
pub(super) fn chat_number(peer: i64) -> i64 {
    peer.saturating_sub(CHATS)
}
