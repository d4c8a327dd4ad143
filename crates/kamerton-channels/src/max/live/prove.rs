//! Finding out what became of something whose answer was lost.

use kamerton_core::time::Instant;
use serde_json::Value;

use super::answer::{Outcome, Purpose, ask, outcome};
use super::api::{Api, Target};
use super::history::{Found, Walk};
use super::read::{id, items, object, text};
use super::{message, names, send};
use crate::live::{Act, Link, Outgoing, Reason, Sent, Trouble};
use crate::max::KIND;

/// How far two clocks may be apart, in milliseconds.
const APART: i64 = 60_000;
/// How long after it was tried a message may still appear, in milliseconds.
const LATE: i64 = 600_000;
/// Pages that are read back at most.
const MOST_PAGES: usize = 100;
/// Talks that are looked through for the one with a person.
const MOST_TALKS: usize = 200;

/// What came of it.
pub(super) async fn prove(
    link: &Link<'_>,
    outgoing: &Outgoing,
    tried_at: Instant,
) -> Result<Option<Sent>, Trouble> {
    let api = Api::of(link.settings)?;
    match &outgoing.act {
        Act::Say(say) => {
            let (target, body) = send::spoken(say)?;
            let wanted = Wanted::of(&body, say.files.len());
            said(link, &api, &target, &wanted, tried_at).await
        }
        Act::Repost { message, place, text } => {
            let (target, body) = send::reposted(message, place, text)?;
            said(link, &api, &target, &Wanted::of(&body, 0), tried_at).await
        }
        Act::Ask { .. } => {
            let (target, body) = send::asked(outgoing)?;
            said(link, &api, &target, &Wanted::of(&body, 0), tried_at).await
        }
        Act::Edit { message, text: new } => {
            let found = one(link, &api, send::own(message)?.1).await?;
            let body = found.as_ref().and_then(|found| object(found, "body"));
            let is_new = body.is_some_and(|body| text(body, "text").unwrap_or_default() == *new);
            Ok(is_new.then(|| Sent { key: Some(message.clone()), ..Sent::default() }))
        }
        Act::Delete { message } => {
            let found = one(link, &api, send::own(message)?.1).await?;
            Ok(found.is_none().then(Sent::default))
        }
        Act::Pin { message, pinned } => {
            let (chat, mid) = send::own(message)?;
            let is = send::is_pinned(link, &api, send::number(chat)?, mid).await?;
            Ok((is == *pinned).then(Sent::default))
        }
        Act::Restrict { place, account, .. } => {
            let (chat, user) = (send::number(place)?, send::number(account)?);
            let answer = ask(link, &api, api.member(chat, user)).await?;
            let there = items(&answer, "members").iter();
            let mut there = there.filter_map(|member| id(member, "user_id"));
            Ok((!there.any(|member| member == *account)).then(Sent::default))
        }
    }
}

/// By what a message of ours is known again.
struct Wanted {
    text: String,
    answers: Option<String>,
    passes_on: Option<String>,
    files: usize,
    /// What the first button carries, which holds the name of what was sent.
    button: Option<String>,
}

impl Wanted {
    fn of(body: &Value, files: usize) -> Self {
        let link = |kind: &str| {
            let link =
                object(body, "link").filter(|link| super::read::word(link, "type") == kind)?;
            id(link, "mid")
        };
        let as_message = serde_json::json!({"body": body});
        Self {
            text: text(body, "text").unwrap_or_default(),
            answers: link("reply"),
            passes_on: link("forward"),
            files,
            button: names::buttons(&as_message).into_iter().next().map(|(_, payload)| payload),
        }
    }

    /// Whether a message is the one, or one that is just like it.
    fn is(&self, found: &Value, me: Option<&str>) -> bool {
        let sender = object(found, "sender").and_then(|sender| id(sender, "user_id"));
        // A channel speaks for the bot.
        let ours = sender.is_none() || me.is_none() || sender.as_deref() == me;
        let body = object(found, "body").unwrap_or(&Value::Null);
        let button = names::buttons(found).into_iter().next().map(|(_, payload)| payload);
        let files = items(body, "attachments").iter();
        let files = files.filter(|file| {
            matches!(super::read::word(file, "type"), "image" | "video" | "audio" | "file")
        });
        ours && text(body, "text").unwrap_or_default().trim() == self.text.trim()
            && message::answered(found) == self.answers
            && message::passed_on(found) == self.passes_on
            && files.count() == self.files
            && button == self.button
    }
}

/// Looks for a message of ours in the chat around the moment when it was tried.
async fn said(
    link: &Link<'_>,
    api: &Api,
    target: &Target,
    wanted: &Wanted,
    tried_at: Instant,
) -> Result<Option<Sent>, Trouble> {
    let chat = match target {
        Target::Chat(chat) => *chat,
        Target::User(user) => talk_with(link, api, *user).await?,
    };
    let tried = tried_at.micros().div_euclid(1_000);
    let me = link.about.me.as_ref().map(|me| me.remote_id.as_str());
    let (mut walk, mut like) = (Walk::default(), Vec::new());
    for page in 0.. {
        let found = walk.next(link, api, chat).await?;
        if walk.done && page == 0 && found.is_empty() {
            return Err(Trouble::Unknown(Reason::of("channel-max-why-no-messages")));
        }
        let near = |found: &Found| (tried - APART..=tried + LATE).contains(&found.at);
        like.extend(found.into_iter().filter(near).filter(|found| wanted.is(&found.value, me)));
        if walk.is_past(tried - APART) {
            break;
        }
        if page >= MOST_PAGES {
            return Err(Trouble::Unknown(Reason::of("channel-max-why-too-much")));
        }
    }
    like.sort_by_key(|found| found.at);
    like.dedup_by(|one, other| {
        send::sent(&one.value, link.about) == send::sent(&other.value, link.about)
    });
    // Where clocks agree, the first one after the attempt is it. One from just before may be it as well
    // as another that was sent before, unless it names itself by its buttons.
    let after = like.iter().find(|found| found.at >= tried || wanted.button.is_some());
    match after {
        Some(found) => Ok(send::sent(&found.value, link.about)),
        None if like.is_empty() => Ok(None),
        None => Err(Trouble::Unknown(Reason::of("channel-max-why-twin"))),
    }
}

/// The chat of the talk with a person. Messages are looked for by chats only, and the platform names no
/// chat of a person, so it is looked for among the talks that are known.
async fn talk_with(link: &Link<'_>, api: &Api, user: i64) -> Result<i64, Trouble> {
    let talks = link.about.places.iter().filter(|place| place.kind == KIND && place.private);
    let talks = talks.filter_map(|place| place.remote_id.parse::<i64>().ok());
    for chat in talks.take(MOST_TALKS) {
        if let Outcome::Well(found) = outcome(link, api, api.chat(chat), Purpose::Asking).await? {
            let other = object(&found, "dialog_with_user").and_then(|other| id(other, "user_id"));
            if other.is_some_and(|other| other == user.to_string()) {
                return Ok(chat);
            }
        }
    }
    Err(Trouble::Unknown(Reason::of("channel-max-why-no-talk")))
}

/// A message; nothing when it is gone.
async fn one(link: &Link<'_>, api: &Api, mid: &str) -> Result<Option<Value>, Trouble> {
    match outcome(link, api, api.message(mid), Purpose::Asking).await? {
        Outcome::Well(found) => Ok(Some(found)),
        Outcome::Missing(_) => Ok(None),
        Outcome::Forbidden(why) | Outcome::NotReady(why) => Err(Trouble::Unknown(why)),
    }
}
