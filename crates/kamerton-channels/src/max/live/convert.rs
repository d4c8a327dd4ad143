//! Payloads to facts.

use kamerton_core::fact::{DeletionFact, Fact, MembershipFact, MessageFact, ReactionFact};
use kamerton_core::time::Instant;
use serde_json::Value;

use super::names::{self, Choice};
use super::read::{id, is, moment, object, text, word};
use super::{message, names::place};
use crate::live::{About, Unread};
use crate::max::KIND;

/// Kinds of updates that we want to be told of.
pub(super) const TYPES: [&str; 16] = [
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

/// The facts of an update, or of a message as the history gives it.
pub(super) fn facts(body: &str, about: &About) -> Result<Vec<Fact>, Unread> {
    let update: Value = serde_json::from_str(body)?;
    let kind = word(&update, "update_type");
    match kind {
        "" if object(&update, "recipient").is_some() => said(&update, None, about),
        "" => Err(Unread("neither an update nor a message".to_owned())),
        "message_created" => said(part(&update, "message")?, None, about),
        "message_edited" => {
            // Without a time it is still a newer text than the one sent.
            let message = part(&update, "message")?;
            let at = moment(&update, "timestamp").or_else(|| moment(message, "timestamp"));
            said(message, at, about)
        }
        "message_removed" => removed(&update),
        "message_callback" => chosen(&update, about),
        "bot_added" => member(&update, Who::Us, true, about),
        "bot_removed" => member(&update, Who::Us, false, about),
        "user_added" => member(&update, Who::Named, true, about),
        "user_removed" => member(&update, Who::Named, false, about),
        "bot_started" => member(&update, Who::InPrivate, true, about),
        "bot_stopped" => member(&update, Who::InPrivate, false, about),
        "chat_title_changed" => renamed(&update, about),
        "message_chat_created" => created(&update, about),
        "dialog_cleared"
        | "dialog_removed"
        | "dialog_muted"
        | "dialog_unmuted"
        | "bot_admin_permissions_changed" => Ok(Vec::new()),
        other => {
            let name: String = other.chars().take(60).collect();
            Err(Unread(format!("an update of the unknown kind «{name}»")))
        }
    }
}

fn said(message: &Value, edited_at: Option<Instant>, about: &About) -> Result<Vec<Fact>, Unread> {
    Ok(vec![Fact::Message(message::fact(message, edited_at, about)?)])
}

fn removed(update: &Value) -> Result<Vec<Fact>, Unread> {
    let (chat, message) = (needed(update, "chat_id")?, needed(update, "message_id")?);
    Ok(vec![Fact::Deletion(DeletionFact {
        kind: KIND.to_owned(),
        message: names::key(&chat, &message),
        at: time(update)?,
    })])
}

/// A button was pressed. Of buttons of ours that is a vote, which is told as a reaction with the words
/// of the answer; where one answer may be chosen the others are taken back. What other buttons carry is
/// known to whoever made them.
fn chosen(update: &Value, about: &About) -> Result<Vec<Fact>, Unread> {
    let callback = part(update, "callback")?;
    let Some(payload) = text(callback, "payload") else { return Ok(Vec::new()) };
    let Some(choice) = Choice::read(&payload) else { return Ok(Vec::new()) };
    // Of a message that was deleted in the meantime nothing is known any more.
    let Some(message) = object(update, "message") else { return Ok(Vec::new()) };
    let head = message::head(message)?;
    let user = part(callback, "user")?;
    let account = names::account(user, about).ok_or_else(|| Unread("nobody chose".to_owned()))?;
    let at = moment(callback, "timestamp").map_or_else(|| time(update), Ok)?;
    let of_this = names::buttons(message).into_iter().filter_map(|(text, payload)| {
        let other = Choice::read(&payload)?;
        (other.question == choice.question).then_some((other.answer, text))
    });
    let vote = |(answer, text): (usize, String)| {
        let given = answer == choice.answer;
        (given || !choice.several).then(|| {
            Fact::Reaction(ReactionFact {
                message: names::key(&head.chat, &head.mid),
                emoji: text,
                account: account.clone(),
                at,
                given,
            })
        })
    };
    Ok(of_this.filter_map(vote).collect())
}

/// Who came or went.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    /// The bot; the user that is named let it in or sent it away.
    Us,
    /// The user that is named.
    Named,
    /// The user that is named began or ended a talk with the bot.
    InPrivate,
}

fn member(update: &Value, who: Who, joined: bool, about: &About) -> Result<Vec<Fact>, Unread> {
    let (chat, at) = (needed(update, "chat_id")?, time(update)?);
    let user = object(update, "user");
    let named = user.and_then(|user| names::account(user, about));
    let (account, invited_by) = match who {
        Who::Us => (names::me(about), named),
        Who::Named => {
            let by = id(update, "inviter_id").or_else(|| id(update, "admin_id"));
            (named, by.map(|by| names::by_id(by, about)))
        }
        Who::InPrivate => (named, None),
    };
    let account = match (account, who) {
        (Some(account), _) => account,
        // Before the first check the bot does not know itself: nothing can be said of it.
        (None, Who::Us) => return Ok(Vec::new()),
        (None, _) => return Err(Unread("an update names no user".to_owned())),
    };
    let private = match who {
        Who::InPrivate => Some(true),
        _ if is(update, "is_channel") => Some(false),
        _ => None,
    };
    let title = user.and_then(names::name).filter(|_| who == Who::InPrivate);
    Ok(vec![Fact::Membership(MembershipFact {
        place: place(&chat, title, private, about),
        key: happened(&chat, if joined { "joined" } else { "left" }, &account.remote_id, at),
        invited_by: invited_by.filter(|by| by.remote_id != account.remote_id),
        account,
        at,
        joined,
        invitation: None,
    })])
}

fn renamed(update: &Value, about: &About) -> Result<Vec<Fact>, Unread> {
    let (chat, at) = (needed(update, "chat_id")?, time(update)?);
    let title = text(update, "title").unwrap_or_default();
    Ok(vec![Fact::Message(MessageFact {
        key: happened(&chat, "title", "", at),
        author: object(update, "user").and_then(|user| names::account(user, about)),
        sent_at: at,
        text: title.clone(),
        place: place(&chat, Some(title).filter(|title| !title.is_empty()), None, about),
        service: true,
        ..MessageFact::default()
    })])
}

/// A chat was made by one of the bot's buttons: the bot is in it from the first moment.
fn created(update: &Value, about: &About) -> Result<Vec<Fact>, Unread> {
    let made = part(update, "chat")?;
    let (chat, at) = (needed(made, "chat_id")?, time(update)?);
    let Some(account) = names::me(about) else { return Ok(Vec::new()) };
    Ok(vec![Fact::Membership(MembershipFact {
        place: chat_place(made, &chat, about),
        key: happened(&chat, "joined", &account.remote_id, at),
        account,
        at,
        joined: true,
        invited_by: None,
        invitation: None,
    })])
}

/// A chat as the platform describes it.
pub(super) fn chat_place(
    described: &Value,
    chat: &str,
    about: &About,
) -> kamerton_core::fact::PlaceRef {
    let private = match word(described, "type") {
        "chat" => described.get("is_public").and_then(Value::as_bool).map(|public| !public),
        kind => names::is_private(kind),
    };
    let person = object(described, "dialog_with_user").and_then(names::name);
    place(chat, text(described, "title").or(person), private, about)
}

/// The key of something that has no name of its own.
fn happened(chat: &str, what: &str, who: &str, at: Instant) -> String {
    let parts = [what, who].into_iter().filter(|part| !part.is_empty());
    let what = parts.collect::<Vec<_>>().join("-");
    names::key(chat, &format!("{what}@{}", at.micros() / 1_000))
}

fn part<'a>(value: &'a Value, name: &str) -> Result<&'a Value, Unread> {
    object(value, name).ok_or_else(|| missing(name))
}

fn needed(value: &Value, name: &str) -> Result<String, Unread> {
    id(value, name).ok_or_else(|| missing(name))
}

fn time(update: &Value) -> Result<Instant, Unread> {
    moment(update, "timestamp").ok_or_else(|| missing("timestamp"))
}

fn missing(name: &str) -> Unread {
    Unread(format!("an update lacks «{name}»"))
}
