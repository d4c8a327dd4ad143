//! Saying and doing something.

use std::time::Duration;

use serde_json::{Value, json};

use super::answer::{Outcome, Purpose, ask, carry_out, is_done, outcome, read};
use super::api::{self, Api, Target};
use super::names::{self, Choice};
use super::read::{id, millis, object, text};
use crate::live::{
    About, Act, Asks, Bucket, File, Link, Outgoing, Reason, Request, Restriction, Say, Sent, To,
    Trouble,
};

/// The longest text.
pub(super) const LONGEST_TEXT: usize = 4_000;
/// Pictures and films in one message.
pub(super) const MOST_FILES: usize = 12;
/// The largest file that we send. The platform takes larger ones.
pub(super) const LARGEST_FILE: usize = 50 << 20;
/// The longest words on a button.
const LONGEST_BUTTON: usize = 128;
/// Rows of buttons.
const MOST_BUTTONS: usize = 30;
/// What a question may be like.
pub(super) const ASKS: Asks = Asks {
    longest_question: LONGEST_TEXT,
    most_answers: MOST_BUTTONS,
    longest_answer: LONGEST_BUTTON,
    anonymous: false,
};
/// How often a message is tried whose file the platform still looks at, and after how long.
const NOT_READY: [Duration; 6] = [
    Duration::from_millis(300),
    Duration::from_millis(700),
    Duration::from_millis(1_500),
    Duration::from_secs(3),
    Duration::from_secs(6),
    Duration::from_secs(10),
];

/// Limits of the platform: two of everything within a second in one talk, thirty requests altogether.
pub(super) fn buckets(outgoing: &Outgoing, _about: &About) -> Vec<Bucket> {
    let talk = match &outgoing.act {
        Act::Say(Say { to: To::Person { account }, .. }) => Some(format!("user:{account}")),
        Act::Say(Say { to: To::Place { place, .. } | To::Message { place, .. }, .. })
        | Act::Repost { place, .. }
        | Act::Ask { place, .. }
        | Act::Restrict { place, .. } => Some(format!("chat:{place}")),
        Act::Edit { message, .. } | Act::Delete { message } | Act::Pin { message, .. } => {
            names::parts(message).map(|(chat, _)| format!("chat:{chat}"))
        }
    };
    let talk = talk.map(|talk| Bucket::new(talk, 2, Duration::from_secs(1)));
    let all = Bucket::new("all", 30, Duration::from_secs(1));
    talk.into_iter().chain([all]).collect()
}

/// Says or does it, once.
pub(super) async fn send(link: &Link<'_>, outgoing: &Outgoing) -> Result<Sent, Trouble> {
    let api = Api::of(link.settings)?;
    match &outgoing.act {
        Act::Say(say) => {
            let (target, mut body) = spoken(say)?;
            if !say.files.is_empty() {
                let attachments = upload(link, &api, &say.files, &outgoing.id).await?;
                put(&mut body, "attachments", attachments);
            }
            deliver(link, &api, &target, &body).await
        }
        Act::Repost { message, place, text } => {
            let (target, body) = reposted(message, place, text)?;
            deliver(link, &api, &target, &body).await
        }
        Act::Ask { .. } => {
            let (target, body) = asked(outgoing)?;
            deliver(link, &api, &target, &body).await
        }
        Act::Edit { message, text } => {
            carry_out(link, &api, api.edit(own(message)?.1, fitting(text)?)).await?;
            Ok(Sent { key: Some(message.clone()), ..Sent::default() })
        }
        Act::Delete { message } => {
            let request = api.delete_message(own(message)?.1);
            match outcome(link, &api, request, Purpose::Doing).await? {
                // It is gone, which was wanted.
                Outcome::Missing(_) => Ok(Sent::default()),
                other => is_done(&other.well()?).map(|()| Sent::default()),
            }
        }
        Act::Pin { message, pinned } => {
            let (chat, mid) = own(message)?;
            let chat = number(chat)?;
            if *pinned {
                carry_out(link, &api, api.pin(chat, mid)).await?;
            } else if is_pinned(link, &api, chat, mid).await? {
                // The platform lets go of whatever is pinned, so only ours is let go of.
                carry_out(link, &api, api.unpin(chat)).await?;
            }
            Ok(Sent::default())
        }
        Act::Restrict { place, account, restriction, until } => {
            if *restriction != Restriction::Out || until.is_some() {
                return Err(Trouble::Refused(Reason::of("channel-max-why-only-out")));
            }
            carry_out(link, &api, api.remove(number(place)?, number(account)?)).await?;
            Ok(Sent::default())
        }
    }
}

/// To whom something is said, and the body of it without files.
pub(super) fn spoken(say: &Say) -> Result<(Target, Value), Trouble> {
    if say.at.is_some() {
        return Err(Trouble::Refused(Reason::of("channel-max-why-no-later")));
    }
    check_files(&say.files)?;
    let text = fitting(&say.text)?;
    if text.trim().is_empty() && say.files.is_empty() {
        return Err(Trouble::Refused(Reason::of("channel-max-why-nothing")));
    }
    Ok(match &say.to {
        To::Place { place, .. } => (Target::Chat(number(place)?), api::said(text, None, None)),
        To::Person { account } => (Target::User(number(account)?), api::said(text, None, None)),
        To::Message { place, message, .. } => {
            let (_, mid) = own(message)?;
            (Target::Chat(number(place)?), api::said(text, None, Some(("reply", mid))))
        }
    })
}

/// Somebody's message, passed on with what we say to it.
pub(super) fn reposted(message: &str, place: &str, text: &str) -> Result<(Target, Value), Trouble> {
    let (_, mid) = own(message)?;
    let text = fitting(text)?;
    Ok((Target::Chat(number(place)?), api::said(text, None, Some(("forward", mid)))))
}

/// A question with its answers on buttons.
pub(super) fn asked(outgoing: &Outgoing) -> Result<(Target, Value), Trouble> {
    let Act::Ask { place, question, answers, anonymous, several, .. } = &outgoing.act else {
        return Err(Trouble::Refused(Reason::of("channel-max-why-nothing")));
    };
    if *anonymous {
        return Err(Trouble::Refused(Reason::of("channel-max-why-open-only")));
    }
    if answers.is_empty() || answers.len() > MOST_BUTTONS {
        return Err(Trouble::Refused(
            Reason::of("channel-max-why-answers").with("most", MOST_BUTTONS),
        ));
    }
    let fits =
        |answer: &String| !answer.trim().is_empty() && answer.chars().count() <= LONGEST_BUTTON;
    if !answers.iter().all(fits) {
        let why = Reason::of("channel-max-why-button").with("most", LONGEST_BUTTON);
        return Err(Trouble::Refused(why));
    }
    let button = |(answer, text): (usize, &String)| {
        let payload = Choice { question: &outgoing.id, several: *several, answer }.payload();
        json!([{"type": "callback", "text": text, "payload": payload}])
    };
    let rows: Vec<Value> = answers.iter().enumerate().map(button).collect();
    let keyboard = json!([{"type": "inline_keyboard", "payload": {"buttons": rows}}]);
    let body = api::said(fitting(question)?, Some(keyboard), None);
    Ok((Target::Chat(number(place)?), body))
}

/// Sends a message and gives its proof.
async fn deliver(
    link: &Link<'_>,
    api: &Api,
    target: &Target,
    body: &Value,
) -> Result<Sent, Trouble> {
    let mut waits = NOT_READY.iter();
    loop {
        match outcome(link, api, api.say(target, body), Purpose::Doing).await? {
            Outcome::Well(answer) => return proof(&answer, link.about),
            Outcome::NotReady(why) => match waits.next() {
                // Nothing was done, so it may be tried again.
                Some(wait) => tokio::time::sleep(*wait).await,
                None => return Err(Trouble::Passing(why)),
            },
            other => return other.well().and_then(|answer| proof(&answer, link.about)),
        }
    }
}

/// What the platform says of a message that it took.
fn proof(answer: &Value, about: &About) -> Result<Sent, Trouble> {
    let message = object(answer, "message").unwrap_or(answer);
    sent(message, about).ok_or_else(|| Trouble::Unknown(Reason::of("channel-max-why-unclear")))
}

/// A message as the proof of itself.
pub(super) fn sent(message: &Value, about: &About) -> Option<Sent> {
    let head = super::message::head(message).ok()?;
    let at = millis(message, "timestamp").map(super::read::at);
    let key = Some(names::key(&head.chat, &head.mid));
    let made = super::message::fact(message, None, about).ok().map(Box::new);
    Some(Sent { key, at, address: text(message, "url"), made })
}

/// Whether this very message is pinned in a chat.
pub(super) async fn is_pinned(
    link: &Link<'_>,
    api: &Api,
    chat: i64,
    mid: &str,
) -> Result<bool, Trouble> {
    let answer = ask(link, api, api.pinned(chat)).await?;
    let pinned = object(&answer, "message").and_then(|message| object(message, "body"));
    Ok(pinned.and_then(|body| id(body, "mid")).is_some_and(|pinned| pinned == mid))
}

/// In what form the platform takes a file.
pub(super) fn form(kind: &str) -> &'static str {
    match kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "image/jpeg" | "image/png" | "image/gif" | "image/bmp" | "image/tiff" | "image/heic" => {
            "image"
        }
        kind if kind.starts_with("video/") => "video",
        kind if kind.starts_with("audio/") => "audio",
        _ => "file",
    }
}

fn check_files(files: &[File]) -> Result<(), Trouble> {
    let alone = |file: &File| matches!(form(&file.kind), "audio" | "file");
    if files.len() > MOST_FILES {
        return Err(Trouble::Refused(
            Reason::of("channel-max-why-many-files").with("most", MOST_FILES),
        ));
    }
    if files.len() > 1 && files.iter().any(alone) {
        let why = "channel-max-why-alone";
        return Err(Trouble::Refused(Reason::of(why)));
    }
    match files.iter().find(|file| file.bytes.len() > LARGEST_FILE || file.bytes.is_empty()) {
        Some(_) => Err(Trouble::Refused(Reason::of("channel-max-why-file"))),
        None => Ok(()),
    }
}

/// Brings the files to the platform; nobody sees them before a message names them, so whatever goes
/// wrong here harms nothing.
async fn upload(
    link: &Link<'_>,
    api: &Api,
    files: &[File],
    boundary: &str,
) -> Result<Value, Trouble> {
    let mut attachments = Vec::new();
    for file in files {
        let form = form(&file.kind);
        let place = ask(link, api, api.upload(form)).await?;
        let address = text(&place, "url").ok_or_else(|| unreadable("no address for a file"))?;
        let answer = link.ask(put_file(&address, boundary, file)).await;
        let first = text(&place, "token");
        // Films and sounds are named at once, and the answer is none that matters.
        let payload = match first.filter(|_| matches!(form, "video" | "audio")) {
            Some(token) => {
                let status = answer.map_err(|error| Trouble::asking(&error))?;
                if !status.is_well() {
                    read(Ok(status), Purpose::Asking, api.secret())?.well()?;
                }
                json!({"token": token})
            }
            None => uploaded(&read(answer, Purpose::Asking, api.secret())?.well()?)?,
        };
        attachments.push(json!({"type": form, "payload": payload}));
    }
    Ok(Value::Array(attachments))
}

/// The request that takes a file to where the platform wants it.
fn put_file(address: &str, boundary: &str, file: &File) -> Request {
    api::put(address, &format!("kamerton{boundary}"), &file.name, &file.kind, &file.bytes)
}

/// What a message names a file by.
fn uploaded(answer: &Value) -> Result<Value, Trouble> {
    if let Some(photos) = object(answer, "photos") {
        return Ok(json!({"photos": photos}));
    }
    let token = text(answer, "token").ok_or_else(|| unreadable("no name for a file"))?;
    Ok(json!({"token": token}))
}

fn unreadable(what: &str) -> Trouble {
    Trouble::Unreadable(format!("it holds {what}").into())
}

fn put(body: &mut Value, name: &str, value: Value) {
    if let Some(fields) = body.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

fn fitting(text: &str) -> Result<&str, Trouble> {
    // In the units in which the platform's own clients count, which are never fewer than characters.
    match text.encode_utf16().count() <= LONGEST_TEXT {
        true => Ok(text),
        false => {
            Err(Trouble::Refused(Reason::of("channel-max-why-long").with("most", LONGEST_TEXT)))
        }
    }
}

/// Chat and name of a message that stands in MAX.
pub(super) fn own(key: &str) -> Result<(&str, &str), Trouble> {
    names::parts(key).ok_or_else(|| Trouble::Refused(Reason::of("channel-max-why-elsewhere")))
}

/// An id as the platform has it.
pub(super) fn number(id: &str) -> Result<i64, Trouble> {
    id.trim().parse().map_err(|_| Trouble::Refused(Reason::of("channel-max-why-no-id")))
}
