//! What we say and do, as methods of the Bot API. Nothing here asks anybody.

use kamerton_core::time::{Instant, SECOND};
use serde_json::{Map, Value, json};

use super::api::Ask;
use super::ids::Target;
use crate::live::{Act, Asks, File, Reason, Restriction, Say, To, Trouble};

/// The longest text of a message, in units of UTF-16.
pub(super) const LONGEST_TEXT: usize = 4_096;
/// The longest text beside a file.
const LONGEST_CAPTION: usize = 1_024;
/// Files in one message.
pub(super) const MOST_FILES: usize = 10;
/// The largest file.
pub(super) const LARGEST_FILE: usize = 50_000_000;
/// A larger picture goes as a file.
const LARGEST_PHOTO: usize = 10_000_000;
/// What a poll may be like.
pub(super) const ASKS: Asks =
    Asks { longest_question: 300, most_answers: 10, longest_answer: 100, anonymous: true };
/// Less than half a minute is for ever to Telegram.
const SHORTEST_RESTRICTION: i64 = 35 * SECOND;

/// What people may do; all of it is set at once.
const PERMISSIONS: &[&str] = &[
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
];

/// What is to be asked for an act.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plan {
    /// One method.
    One(Ask),
    /// One, and another where the first says that there is no text in the message.
    TextOrCaption(Ask, Ask),
    /// Several, each harmless to repeat.
    Each(Vec<Ask>),
    /// Show a message of one chat in another, with what we say to it.
    Show {
        /// The chat where it stands.
        from: Target,
        /// Its number there.
        number: i64,
        /// Where it is shown.
        to: Target,
        /// What we say.
        text: String,
    },
}

const fn no(why: &'static str) -> Trouble {
    Trouble::Refused(Reason::of(why))
}

/// The same about something.
fn no_such(why: &'static str, what: impl ToString) -> Trouble {
    Trouble::Refused(Reason::of(why).with("what", what))
}

/// The length of a text as Telegram counts it.
fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

fn fits(text: &str, most: usize) -> Result<(), Trouble> {
    let long = length(text);
    if long > most {
        let why = Reason::of("channel-telegram-why-long");
        return Err(Trouble::Refused(why.with("long", long).with("most", most)));
    }
    Ok(())
}

fn place(place: &str) -> Result<Target, Trouble> {
    Target::place(place).ok_or_else(|| no_such("channel-telegram-why-no-chat", place))
}

fn message(key: &str) -> Result<(Target, i64), Trouble> {
    Target::message(key).ok_or_else(|| no_such("channel-telegram-why-no-message", key))
}

/// How an act is done.
///
/// # Errors
/// [`Trouble::Refused`] for what Telegram cannot do.
pub(super) fn plan(act: &Act, now: Instant) -> Result<Plan, Trouble> {
    match act {
        Act::Say(say) => self::say(say).map(Plan::One),
        Act::Edit { message, text } => edit(message, text),
        Act::Delete { message } => delete(message).map(Plan::One),
        Act::Repost { message, place, text } => repost(message, place, text),
        Act::Ask { place, thread, question, answers, anonymous, several } => {
            let ask = into_thread("sendPoll", self::place(place)?, thread.as_deref())?;
            poll(ask, question, answers, *anonymous, *several).map(Plan::One)
        }
        Act::Pin { message, pinned } => {
            let (target, number) = self::message(message)?;
            let method = if *pinned { "pinChatMessage" } else { "unpinChatMessage" };
            let mut ask = Ask::about(method, target).with("message_id", number);
            if *pinned {
                ask.set("disable_notification", true);
            }
            Ok(Plan::One(ask))
        }
        Act::Restrict { place, account, restriction, until } => {
            restrict(place, account, *restriction, *until, now)
        }
    }
}

/// Where something goes: chat, thread, and what it answers.
fn destination(to: &To, method: &'static str) -> Result<Ask, Trouble> {
    Ok(match to {
        To::Place { place, thread } => into_thread(method, self::place(place)?, thread.as_deref())?,
        To::Message { place, message, thread } => {
            let (stands, number) = self::message(message)?;
            if stands.place != self::place(place)?.place {
                return Err(no_such("channel-telegram-why-elsewhere", message));
            }
            let mut ask = into_thread(method, stands, thread.as_deref())?;
            ask.set("reply_parameters", json!({ "message_id": number }));
            ask
        }
        To::Person { account } => {
            let target = Target::person(account);
            Ask::about(
                method,
                target.ok_or_else(|| no_such("channel-telegram-why-no-person", account))?,
            )
        }
    })
}

/// Into a topic by its number. What is meant for a topic never goes elsewhere.
fn into_thread(method: &'static str, target: Target, thread: Option<&str>) -> Result<Ask, Trouble> {
    let field = match target.is_direct_messages() {
        true => "direct_messages_topic_id",
        false => "message_thread_id",
    };
    let ask = Ask::about(method, target);
    let Some(thread) = thread.map(str::trim).filter(|thread| !thread.is_empty()) else {
        return Ok(ask);
    };
    let topic: i64 =
        thread.parse().map_err(|_| no_such("channel-telegram-why-no-topic", thread))?;
    Ok(ask.with(field, topic))
}

fn say(say: &Say) -> Result<Ask, Trouble> {
    if say.at.is_some() {
        return Err(no("channel-telegram-why-no-later"));
    }
    let text = say.text.trim();
    if say.files.is_empty() {
        if text.is_empty() {
            return Err(no("channel-telegram-why-nothing"));
        }
        fits(text, LONGEST_TEXT)?;
        return Ok(destination(&say.to, "sendMessage")?.with("text", text));
    }
    fits(text, LONGEST_CAPTION)?;
    if let Some(large) = say.files.iter().find(|file| file.bytes.len() > LARGEST_FILE) {
        return Err(no_such("channel-telegram-why-large", &large.name));
    }
    match say.files.as_slice() {
        [file] => alone(&say.to, file, text),
        files if files.len() <= MOST_FILES => album(&say.to, files, text),
        files => {
            let why = Reason::of("channel-telegram-why-many-files").with("what", files.len());
            Err(Trouble::Refused(why.with("most", MOST_FILES)))
        }
    }
}

/// How a file goes: method, field, and its word in an album.
fn form(file: &File) -> (&'static str, &'static str) {
    match file.kind.split(';').next().unwrap_or_default().trim() {
        "image/jpeg" | "image/png" | "image/webp" if file.bytes.len() <= LARGEST_PHOTO => {
            ("sendPhoto", "photo")
        }
        "image/gif" => ("sendAnimation", "animation"),
        "video/mp4" => ("sendVideo", "video"),
        "audio/mpeg" | "audio/mp4" | "audio/x-m4a" => ("sendAudio", "audio"),
        _ => ("sendDocument", "document"),
    }
}

fn alone(to: &To, file: &File, text: &str) -> Result<Ask, Trouble> {
    let (method, field) = form(file);
    let mut ask = destination(to, method)?;
    if !text.is_empty() {
        ask.set("caption", text);
    }
    ask.files.push((field.to_owned(), file.clone()));
    Ok(ask)
}

/// Pictures and videos stand together, anything else goes as files: kinds do not mix in an album. The text
/// belongs to the first picture, but stands below files only beside the last.
fn album(to: &To, files: &[File], text: &str) -> Result<Ask, Trouble> {
    let is_seen = |file: &File| matches!(form(file).1, "photo" | "video");
    let seen = files.iter().all(is_seen);
    let mut ask = destination(to, "sendMediaGroup")?;
    let mut media = Vec::new();
    for (number, file) in files.iter().enumerate() {
        let name = format!("file{number}");
        let mut one = Map::new();
        let kind = if seen { form(file).1 } else { "document" };
        one.insert("type".to_owned(), kind.into());
        one.insert("media".to_owned(), format!("attach://{name}").into());
        let is_captioned = if seen { number == 0 } else { number + 1 == files.len() };
        if is_captioned && !text.is_empty() {
            one.insert("caption".to_owned(), text.into());
        }
        media.push(Value::Object(one));
        ask.files.push((name, file.clone()));
    }
    Ok(ask.with("media", media))
}

fn edit(key: &str, text: &str) -> Result<Plan, Trouble> {
    let (target, number) = message(key)?;
    let text = text.trim();
    if text.is_empty() {
        return Err(no("channel-telegram-why-empty-edit"));
    }
    fits(text, LONGEST_TEXT)?;
    let words = Ask::about("editMessageText", target.clone());
    let caption = Ask::about("editMessageCaption", target);
    Ok(Plan::TextOrCaption(
        words.with("message_id", number).with("text", text),
        caption.with("message_id", number).with("caption", text),
    ))
}

fn delete(key: &str) -> Result<Ask, Trouble> {
    let (mut target, number) = message(key)?;
    Ok(match target.connection.take() {
        // Here the connection says in whose chats the number is one.
        Some(connection) => Ask::new("deleteBusinessMessages")
            .with("business_connection_id", connection)
            .with("message_ids", json!([number])),
        None => Ask::about("deleteMessage", target).with("message_id", number),
    })
}

fn repost(key: &str, to: &str, text: &str) -> Result<Plan, Trouble> {
    let (from, number) = message(key)?;
    if from.private {
        return Err(no("channel-telegram-why-private-elsewhere"));
    }
    let text = text.trim().to_owned();
    // The link stands below it.
    fits(&text, LONGEST_TEXT - 100)?;
    let to = place(to)?;
    if to.connection.is_some() {
        return Err(no("channel-telegram-why-no-business-repost"));
    }
    Ok(Plan::Show { from, number, to, text })
}

/// A message as it is, with its author and the way to it.
pub(super) fn forward(from_chat: i64, number: i64, to: Target) -> Ask {
    Ask::about("forwardMessage", to).with("from_chat_id", from_chat).with("message_id", number)
}

/// What we say to a message elsewhere, which stands above it, and its address.
pub(super) fn remark(
    from_chat: i64,
    number: i64,
    to: Target,
    text: &str,
    link: Option<&str>,
) -> Ask {
    let text = match link {
        Some(link) => format!("{text}\n\n{link}"),
        None => text.to_owned(),
    };
    let reply = json!({
        "chat_id": from_chat,
        "message_id": number,
        "allow_sending_without_reply": link.is_some(),
    });
    Ask::about("sendMessage", to).with("text", text).with("reply_parameters", reply)
}

fn poll(
    ask: Ask,
    question: &str,
    answers: &[String],
    anonymous: bool,
    several: bool,
) -> Result<Ask, Trouble> {
    fits(question, ASKS.longest_question)?;
    if question.trim().is_empty() || !(2..=ASKS.most_answers).contains(&answers.len()) {
        return Err(no("channel-telegram-why-poll"));
    }
    for answer in answers {
        fits(answer, ASKS.longest_answer)?;
        if answer.trim().is_empty() {
            return Err(no("channel-telegram-why-empty-answer"));
        }
    }
    let options: Vec<Value> = answers.iter().map(|text| json!({ "text": text.trim() })).collect();
    Ok(ask
        .with("question", question.trim())
        .with("options", options)
        .with("is_anonymous", anonymous)
        .with("allows_multiple_answers", several))
}

fn restrict(
    to: &str,
    account: &str,
    restriction: Restriction,
    until: Option<Instant>,
    now: Instant,
) -> Result<Plan, Trouble> {
    let target = place(to)?;
    if target.private {
        return Err(no("channel-telegram-why-private-restrict"));
    }
    if let Some(channel) = account.strip_prefix("channel") {
        let bare: i64 =
            channel.parse().map_err(|_| no_such("channel-telegram-why-no-account", account))?;
        let method = match restriction {
            Restriction::Silent | Restriction::Out => "banChatSenderChat",
            Restriction::Lifted => "unbanChatSenderChat",
        };
        let sender = bare.saturating_add(1_000_000_000_000).saturating_neg();
        return Ok(Plan::One(Ask::about(method, target).with("sender_chat_id", sender)));
    }
    let user: Option<i64> = account.strip_prefix("user").and_then(|user| user.parse().ok());
    let user = user.ok_or_else(|| no_such("channel-telegram-why-no-account", account))?;
    let until = until.map(|until| {
        let soonest = now.plus(SHORTEST_RESTRICTION);
        until.max(soonest).micros().div_euclid(SECOND)
    });
    let ask = |method| {
        let mut ask = Ask::about(method, target.clone()).with("user_id", user);
        if let Some(until) = until.filter(|_| restriction != Restriction::Lifted) {
            ask.set("until_date", until);
        }
        ask
    };
    let all = |may: bool| {
        let all = PERMISSIONS.iter().map(|name| ((*name).to_owned(), Value::Bool(may)));
        Value::Object(all.collect())
    };
    Ok(match restriction {
        Restriction::Silent => Plan::One(ask("restrictChatMember").with("permissions", all(false))),
        Restriction::Out => Plan::One(ask("banChatMember")),
        Restriction::Lifted => Plan::Each(vec![
            ask("unbanChatMember").with("only_if_banned", true),
            ask("restrictChatMember").with("permissions", all(true)),
        ]),
    })
}
