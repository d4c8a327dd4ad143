//! Saying and doing. What was said is looked at again before it counts as said.

use std::time::Duration;

use serde_json::{Value, json};

use super::api::{Api, unclear};
use super::call::Call;
use super::fault::Fault;
use super::look::{by_id, posts_of};
use super::settings::{Conf, Who};
use super::spot::{Key, Kind, Spot};
use super::target::{self, Target, Words};
use super::wire::{as_int, id, is, list, moment, text};
use super::{attachments, convert, upload};
use crate::live::{
    About, Act, ActKind, Bucket, Link, Outgoing, Reason, Say, Send, Sent, Trouble, Work,
};

impl Send for super::Live {
    fn buckets(&self, outgoing: &Outgoing, _about: &About) -> Vec<Bucket> {
        buckets(outgoing)
    }

    fn can(&self, kind: ActKind, place: &str) -> bool {
        let kind_of_place = Spot::parse(place).map(|spot| spot.kind);
        match kind {
            ActKind::Schedule => kind_of_place == Some(Kind::Wall),
            ActKind::Post | ActKind::Ask | ActKind::Repost | ActKind::Pin => {
                matches!(kind_of_place, Some(Kind::Wall | Kind::Talk))
            }
            _ => true,
        }
    }

    fn send<'a>(&'a self, link: &'a Link<'a>, outgoing: &'a Outgoing) -> Work<'a, Sent> {
        Box::pin(send(link, outgoing))
    }
}

/// The method that does it, and how many calls it takes with all that belongs to it.
fn effort(act: &Act) -> (&'static str, u32) {
    let files = |say: &Say| u32::try_from(say.files.len()).unwrap_or(10).saturating_mul(2);
    let of = |text: &str| Spot::parse(text).map(|spot| spot.kind);
    let key = |text: &str| Key::parse(text).map(|key| (key.spot.kind, key.second));
    match act {
        Act::Say(say) => {
            let method = match &say.to {
                crate::live::To::Person { .. } => "messages.send",
                crate::live::To::Place { place, thread } => match (of(place), thread) {
                    (Some(Kind::Talk), _) => "messages.send",
                    (Some(Kind::Board), _) => "board.createComment",
                    (Some(Kind::Wall), None) => "wall.post",
                    _ => "wall.createComment",
                },
                crate::live::To::Message { message, .. } => match key(message) {
                    Some((Kind::Talk, _)) => "messages.send",
                    Some((Kind::Board, _)) => "board.createComment",
                    _ => "wall.createComment",
                },
            };
            (method, 2 + files(say))
        }
        Act::Edit { message, .. } => match key(message) {
            Some((Kind::Talk, _)) => ("messages.edit", 2),
            Some((_, Some(_))) => ("wall.editComment", 2),
            _ => ("wall.edit", 2),
        },
        Act::Delete { message } => match key(message) {
            Some((Kind::Talk, _)) => ("messages.delete", 1),
            Some((_, Some(_))) => ("wall.deleteComment", 1),
            _ => ("wall.delete", 1),
        },
        Act::Repost { place, .. } | Act::Ask { place, .. } => match of(place) {
            Some(Kind::Talk) => ("messages.send", 3),
            _ => ("wall.post", 3),
        },
        Act::Pin { .. } => ("wall.pin", 1),
        Act::Restrict { .. } => ("groups.ban", 1),
    }
}

/// The buckets: one of the method, which only ever holds what the platform said of it, and one of the key.
/// Whose key it will be stands in the settings, which are not at hand: so the narrower one is kept to
/// where it may be either.
fn buckets(outgoing: &Outgoing) -> Vec<Bucket> {
    let (method, calls) = effort(&outgoing.act);
    let second = Duration::from_secs(1);
    let of = |who: Who| Bucket::new(who.bucket(), who.per_second().div_ceil(calls.max(1)), second);
    let own = Bucket::new(method, Who::Community.per_second(), second);
    match method.starts_with("messages.") || method == "wall.createComment" {
        true => vec![of(Who::Community), own],
        false => vec![of(Who::User), of(Who::Community), own],
    }
}

async fn send(link: &Link<'_>, outgoing: &Outgoing) -> Result<Sent, Trouble> {
    let api = Api::of(link)?;
    let conf = &api.conf;
    match &outgoing.act {
        Act::Say(say) => said(&api, &outgoing.id, say).await,
        Act::Edit { message, text } => edited(&api, message, text).await,
        Act::Delete { message } => {
            let call = target::delete(parsed(message)?, conf)?;
            done(&api, &call).await
        }
        Act::Pin { message, pinned } => {
            done(&api, &target::pin(parsed(message)?, *pinned, conf)?).await
        }
        Act::Restrict { place, account, restriction, until } => {
            done(&api, &target::restrict(place, account, *restriction, *until, conf)?).await
        }
        Act::Repost { message, place, text } => {
            shown(&api, &outgoing.id, parsed(message)?, place, text).await
        }
        Act::Ask { place, thread, question, answers, anonymous, several } => {
            let to = crate::live::To::Place { place: place.clone(), thread: thread.clone() };
            let target = Target::of(&to, conf)?;
            if !matches!(target, Target::Post | Target::Talk { .. }) {
                return Err(Trouble::Refused(Reason::of("channel-vk-why-ask-where")));
            }
            let poll = poll(conf, question, answers, *anonymous, *several);
            let made = api.call(&poll).await?;
            let poll = id(&made, "owner_id").zip(id(&made, "id")).ok_or_else(|| {
                Trouble::Unreadable("polls.create: no number of the poll".to_owned().into())
            })?;
            let attachments = vec![format!("poll{}_{}", poll.0, poll.1)];
            let words = Words { id: &outgoing.id, text: "", attachments, at: None };
            put(&api, &target, &words).await
        }
    }
}

fn parsed(message: &str) -> Result<Key, Trouble> {
    Key::parse(message).ok_or_else(|| Trouble::Refused(Reason::of("channel-vk-why-no-message")))
}

async fn said(api: &Api<'_>, id: &str, say: &Say) -> Result<Sent, Trouble> {
    let target = Target::of(&say.to, &api.conf)?;
    // A moment that has passed is now.
    let soon = (api.link.now)().plus(kamerton_core::time::MINUTE);
    let mut words =
        Words { id, text: &say.text, attachments: Vec::new(), at: say.at.filter(|at| *at > soon) };
    // Before anything is brought there: whether it can be said so at all.
    target.say(&api.conf, &words)?;
    words.attachments = upload::all(api, &target, &say.files, id).await?;
    put(api, &target, &words).await
}

/// Says it, and looks at it.
async fn put(api: &Api<'_>, target: &Target, words: &Words<'_>) -> Result<Sent, Trouble> {
    let call = target.say(&api.conf, words)?;
    let answer = match words.attachments.is_empty() {
        true => api.call(&call).await?,
        // What was brought shall not be brought again only because it took so many calls.
        false => api.patiently(&call).await?,
    };
    let number = match target {
        Target::Talk { peer, .. } => message_number(api, *peer, &answer).await?,
        Target::Post => id(&answer, "post_id").ok_or_else(|| no_number(call.method))?,
        _ => id(&answer, "comment_id")
            .or_else(|| as_int(&answer))
            .ok_or_else(|| no_number(call.method))?,
    };
    let key = target.key(&api.conf, number, words.at.is_some());
    proof(api, key).await
}

fn no_number(method: &str) -> Trouble {
    unclear(method, true, "no number of what was said")
}

/// The number in its talk of a message that was sent.
async fn message_number(api: &Api<'_>, peer: i64, answer: &Value) -> Result<i64, Trouble> {
    let method = "messages.send";
    let one = answer.as_array().and_then(|all| all.first()).unwrap_or(answer);
    if let Some(error) = one.get("error").filter(|error| error.is_object()) {
        let error = json!({
            "error_code": error.get("code").or_else(|| error.get("error_code")),
            "error_msg": error.get("description").or_else(|| error.get("error_msg")),
        });
        return Err(Fault::of(&error, method, Who::Community, true, &api.conf).into());
    }
    if let Some(number) = id(one, "conversation_message_id").or_else(|| id(one, "cmid")) {
        return Ok(number);
    }
    // Older answers are the old number only.
    let old = id(one, "message_id").or_else(|| as_int(one)).ok_or_else(|| no_number(method))?;
    let call =
        Call::ask("messages.getById").with("message_ids", old).with("group_id", api.conf.group);
    let found = api.call(&call).await.map_err(|_| no_number(method))?;
    let of_this = |one: &&Value| id(one, "peer_id") == Some(peer);
    let found = list(&found, "items").iter().find(of_this);
    found.and_then(|one| id(one, "conversation_message_id")).ok_or_else(|| no_number(method))
}

/// What the platform shows of a message; nothing when there is no such.
///
/// # Errors
/// When nothing can be said of it.
pub(super) async fn read(api: &Api<'_>, key: Key) -> Result<Option<Value>, Fault> {
    let (owner, number) = (key.spot.owner, key.id());
    let call = match (key.spot.kind, key.second) {
        (Kind::Wall, Some(_)) => {
            Call::ask("wall.getComment").with("owner_id", owner).with("comment_id", number)
        }
        (Kind::Wall | Kind::Postponed | Kind::Suggest, None) => by_id(&format!("{owner}_{number}")),
        (Kind::Talk, _) => {
            let call =
                Call::ask("messages.getByConversationMessageId").with("group_id", api.conf.group);
            call.with("peer_id", key.spot.peer).with("conversation_message_ids", number)
        }
        _ => {
            return Err(Trouble::Refused(Reason::of("channel-vk-why-no-single-comment")).into());
        }
    };
    let answer = match api.patiently(&call).await {
        Err(fault) if fault.is_missing() => return Ok(None),
        answer => answer?,
    };
    let found = posts_of(&answer).iter().find(|one| {
        id(one, "id") == Some(number) || id(one, "conversation_message_id") == Some(number)
    });
    Ok(found.filter(|one| !is(one, "is_deleted") && !is(one, "deleted")).cloned())
}

/// The proof that something is there. What the platform said it did and does not show is not certain;
/// where it shows us nothing, its word counts.
async fn proof(api: &Api<'_>, key: Key) -> Result<Sent, Trouble> {
    let sent =
        |at| Sent { key: Some(key.to_string()), at, address: key.address(), ..Sent::default() };
    match read(api, key).await {
        Ok(Some(one)) => {
            let made = convert::made(&one, key, api.conf.group, api.link.about);
            Ok(Sent { made, ..sent(moment(&one, "date")) })
        }
        Ok(None) if key.spot.kind != Kind::Postponed => {
            Err(Trouble::Unknown(Reason::of("channel-vk-why-published-unseen")))
        }
        Ok(None) | Err(_) => Ok(sent(None)),
    }
}

/// Does what makes no message.
async fn done(api: &Api<'_>, call: &Call) -> Result<Sent, Trouble> {
    api.call(call).await?;
    Ok(Sent::default())
}

async fn edited(api: &Api<'_>, message: &str, words: &str) -> Result<Sent, Trouble> {
    let key = parsed(message)?;
    let gone = || Trouble::Refused(Reason::of("channel-vk-why-gone"));
    // What is not named again is lost: files, the source, the time at which it is to appear.
    let now = match read(api, key).await {
        Ok(found) => found.ok_or_else(gone)?,
        Err(fault) if matches!(key.spot.kind, Kind::Wall | Kind::Postponed | Kind::Talk) => {
            return Err(fault.into());
        }
        Err(_) => Value::Null,
    };
    let mut call = target::edit(key, words, &attachments::again(&now), &api.conf)?;
    if call.method == "wall.edit" {
        let source = now.get("copyright").map_or("", |source| text(source, "link"));
        call = call.with_text("copyright", source);
        if let ("postpone", Some(date)) = (text(&now, "post_type"), id(&now, "date")) {
            call = call.with("publish_date", date);
        }
    }
    api.call(&call).await?;
    Ok(Sent { key: Some(key.to_string()), address: key.address(), ..Sent::default() })
}

/// A post that was written elsewhere shown on our wall or in a talk: passed on where a person's key may,
/// else with a link and its source named.
async fn shown(
    api: &Api<'_>,
    id: &str,
    key: Key,
    place: &str,
    text: &str,
) -> Result<Sent, Trouble> {
    let to = crate::live::To::Place { place: place.to_owned(), thread: None };
    let target = Target::of(&to, &api.conf)?;
    let link = key
        .address()
        .ok_or_else(|| Trouble::Refused(Reason::of("channel-vk-why-private-elsewhere")))?;
    let is_post = key.spot.kind == Kind::Wall && key.second.is_none();
    let object = format!("wall{}_{}", key.spot.owner, key.first);
    match target {
        Target::Post if is_post && api.conf.key(Who::User).is_some() => {
            let call = repost(&api.conf, &object, text);
            match api.call_as(Who::User, &call).await {
                Ok(answer) => {
                    let number = super::wire::id(&answer, "post_id")
                        .ok_or_else(|| no_number(call.method))?;
                    proof(api, target.key(&api.conf, number, false)).await
                }
                Err(fault) if fault.is_of_the_key() => {
                    credited(api, id, &target, text, &link).await
                }
                Err(fault) => Err(fault.into()),
            }
        }
        Target::Post => credited(api, id, &target, text, &link).await,
        Target::Talk { .. } => {
            let attachments = vec![if is_post { object } else { link }];
            put(api, &target, &Words { id, text, attachments, at: None }).await
        }
        _ => Err(Trouble::Refused(Reason::of("channel-vk-why-repost-where"))),
    }
}

fn repost(conf: &Conf<'_>, object: &str, text: &str) -> Call {
    let call = Call::act("wall.repost").with("object", object).with("group_id", conf.group);
    call.with_text("message", text)
}

/// A post of our own that names its source.
async fn credited(
    api: &Api<'_>,
    id: &str,
    target: &Target,
    text: &str,
    link: &str,
) -> Result<Sent, Trouble> {
    let words = Words { id, text, attachments: vec![link.to_owned()], at: None };
    let call = target.say(&api.conf, &words)?.with("copyright", link);
    let answer = api.call(&call).await?;
    let number = super::wire::id(&answer, "post_id").ok_or_else(|| no_number(call.method))?;
    proof(api, target.key(&api.conf, number, false)).await
}

/// Makes a poll that nobody sees yet: what was lost on the way harms nothing.
fn poll(
    conf: &Conf<'_>,
    question: &str,
    answers: &[String],
    anonymous: bool,
    several: bool,
) -> Call {
    let call = Call::ask("polls.create").with("question", question).with("owner_id", conf.owner());
    let call =
        call.with("is_anonymous", u8::from(anonymous)).with("is_multiple", u8::from(several));
    call.with("add_answers", json!(answers))
}
