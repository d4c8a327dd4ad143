//! Saying and doing it, with Telegram's proof.

use std::time::Duration;

use kamerton_core::time::Instant;
use serde_json::Value;

use super::api::{Aim, Ask, ask_in_chat, ask_plain, says};
use super::ids::{Peer, Spot, Target, integer};
use super::outgoing::{Plan, forward, plan, remark};
use super::{Live, convert};
use crate::fields;
use crate::live::{
    About, Act, Bucket, Link, Outgoing, Prove, Reason, Restriction, Send, Sent, To, Trouble, Work,
};

/// Messages to all chats together, within a second.
const TO_ALL: u32 = 30;
/// Messages to one group or channel, within a minute.
const TO_A_GROUP: u32 = 20;

/// Words of refusals that mean that it is as it should be already.
const DONE: &[(&str, &str)] = &[
    ("editMessageText", "message is not modified"),
    ("editMessageCaption", "message is not modified"),
    ("deleteMessage", "message to delete not found"),
    ("pinChatMessage", "chat_not_modified"),
    ("unpinChatMessage", "message to unpin not found"),
];

impl Send for Live {
    fn buckets(&self, outgoing: &Outgoing, _: &About) -> Vec<Bucket> {
        let all = Bucket::new("all", TO_ALL, Duration::from_secs(1));
        let target = match &outgoing.act {
            Act::Say(say) => match &say.to {
                To::Place { place, .. } | To::Message { place, .. } => Target::place(place),
                To::Person { account } => Target::person(account),
            },
            Act::Repost { place, .. } | Act::Ask { place, .. } => Target::place(place),
            Act::Edit { message, .. } => Target::message(message).map(|(target, _)| target),
            Act::Delete { .. } | Act::Pin { .. } | Act::Restrict { .. } => None,
        };
        let Some(target) = target else { return vec![all] };
        let name = |kind: &str| format!("{kind}:{}", target.place);
        let mut buckets = vec![Bucket::new(name("chat"), 1, Duration::from_secs(1))];
        if !target.private {
            buckets.push(Bucket::new(name("group"), TO_A_GROUP, Duration::from_secs(60)));
        }
        buckets.push(all);
        buckets
    }

    fn send<'a>(&'a self, link: &'a Link<'a>, outgoing: &'a Outgoing) -> Work<'a, Sent> {
        Box::pin(async move {
            let id = outgoing.id.as_str();
            match plan(&outgoing.act, (link.now)())? {
                Plan::One(ask) => done(link, &ask, id).await,
                Plan::TextOrCaption(words, caption) => match done(link, &words, id).await {
                    Err(trouble) if says(&trouble, "there is no text in the message") => {
                        done(link, &caption, id).await
                    }
                    other => other,
                },
                Plan::Each(asks) => {
                    for ask in &asks {
                        // Who is not there has nothing to be lifted of.
                        match done(link, ask, id).await {
                            Err(trouble) if is_absent(&trouble) => {}
                            other => drop(other?),
                        }
                    }
                    Ok(Sent::default())
                }
                Plan::Show { from, number, to, text } => {
                    show(link, id, from, number, to, &text).await
                }
            }
        })
    }
}

fn is_absent(trouble: &Trouble) -> bool {
    ["user_not_participant", "user not found", "participant_id_invalid", "only for supergroups"]
        .iter()
        .any(|words| says(trouble, words))
}

/// Does it and gives the proof.
async fn done(link: &Link<'_>, ask: &Ask, id: &str) -> Result<Sent, Trouble> {
    let result = match &ask.target {
        Some(_) => ask_in_chat(link, ask, id, Aim::Doing).await.map(|(_, result)| result),
        None => ask_plain(link, ask, Aim::Doing).await,
    };
    let is_done = |trouble: &Trouble| {
        DONE.iter().any(|(method, words)| *method == ask.method && says(trouble, words))
    };
    match result {
        Ok(result) => sent(&result, ask, link.about),
        Err(trouble) if is_done(&trouble) => Ok(Sent::default()),
        Err(trouble) => Err(trouble),
    }
}

/// What came of it, by the answer. What was made has a number, or it is not known what was made.
pub(super) fn sent(result: &Value, ask: &Ask, about: &About) -> Result<Sent, Trouble> {
    let makes = ask.method.starts_with("send") || ask.method == "forwardMessage";
    // Of an album the first one stands for all.
    let message = result.as_array().and_then(|all| all.first()).unwrap_or(result);
    let connection = ask.target.as_ref().and_then(|target| target.connection.as_deref());
    let spot = message.get("chat").and_then(|chat| Spot::of(chat, connection, about));
    let number = integer(message, "message_id");
    let at = ["edit_date", "date"].iter().find_map(|field| integer(message, field));
    let at = at.filter(|at| *at > 0).map(Instant::from_seconds);
    let chat = message.get("chat").and_then(|chat| fields::text(chat, "username"));
    let is_open = spot.as_ref().is_some_and(|spot| !spot.place.private);
    let address = chat.zip(number).filter(|_| is_open);
    let address = address.map(|(chat, number)| format!("https://t.me/{chat}/{number}"));
    match spot.zip(number) {
        Some((spot, number)) if makes => {
            let key = spot.key(number);
            let made = convert::made(message, about).filter(|made| made.key == key);
            Ok(Sent { key: Some(key), at, address, made })
        }
        None if makes => Err(Trouble::Unknown(Reason::of("channel-telegram-why-nameless"))),
        _ => Ok(Sent { at, address, ..Sent::default() }),
    }
}

/// Where a message can be seen: by everybody in a chat with a name, by its members in any other.
pub(super) fn address(chat: i64, name: Option<&str>, number: i64) -> Option<String> {
    match (name, Peer::of(chat)) {
        (Some(name), _) => Some(format!("https://t.me/{name}/{number}")),
        (None, Peer::Channel(bare)) => Some(format!("https://t.me/c/{bare}/{number}")),
        _ => None,
    }
}

/// Shows a message elsewhere: as it is where we say nothing to it, else above what we say. Both name the
/// author and lead to where it stands.
async fn show(
    link: &Link<'_>,
    id: &str,
    from: Target,
    number: i64,
    to: Target,
    text: &str,
) -> Result<Sent, Trouble> {
    let look = Ask { method: "getChat", target: Some(from), ..Ask::default() };
    let (chat, known) = ask_in_chat(link, &look, "", Aim::Asking).await?;
    let address = address(chat, fields::text(&known, "username"), number);
    let ask = match text {
        "" => forward(chat, number, to),
        text => remark(chat, number, to, text, address.as_deref()),
    };
    done(link, &ask, id).await
}

impl Prove for Live {
    /// Telegram shows a bot no message again. Whether somebody is shut out can be asked.
    fn prove<'a>(
        &'a self,
        link: &'a Link<'a>,
        outgoing: &'a Outgoing,
        _: Instant,
    ) -> Work<'a, Option<Sent>> {
        Box::pin(async move {
            let unknown = || {
                let why = "channel-telegram-why-not-shown";
                Trouble::Unknown(Reason::of(why))
            };
            let Act::Restrict { place, account, restriction, .. } = &outgoing.act else {
                return Err(unknown());
            };
            let user = account.strip_prefix("user").and_then(|user| user.parse::<i64>().ok());
            let (target, user) = Target::place(place).zip(user).ok_or_else(unknown)?;
            let ask = Ask::about("getChatMember", target).with("user_id", user);
            let (_, member) = ask_in_chat(link, &ask, "", Aim::Asking).await?;
            Ok((stands(&member) == Some(*restriction)).then(Sent::default))
        })
    }
}

/// How somebody is restricted now.
fn stands(member: &Value) -> Option<Restriction> {
    let may_write = fields::flag(member, "can_send_messages");
    match fields::text(member, "status")? {
        "kicked" => Some(Restriction::Out),
        "restricted" if !may_write => Some(Restriction::Silent),
        "restricted" | "creator" | "administrator" | "member" | "left" => Some(Restriction::Lifted),
        _ => None,
    }
}
