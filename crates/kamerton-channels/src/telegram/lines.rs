//! Messages as lines of JSON: `id`, `type`, `date`, `from`, `reply_to`, `text`, `forwarded_from`,
//! `media`, `month`. Service records have no date; the month is their day.

use std::collections::VecDeque;

use jiff::civil::Date;
use kamerton_core::fact::{Attachment, AttachmentKind, Fact, MessageFact};
use kamerton_core::time::Zone;
use serde_json::{Map, Value};

use super::chat::{Chat, account, without_bot};
use super::time::record_time;
use super::undated::{Clock, Undated};
use crate::import::{Item, MAX_TEXT};

/// What one line says; service messages wait for a time.
///
/// # Errors
/// A sentence saying why it cannot be used.
pub(super) fn line(
    value: Value,
    place: String,
    chat: &Chat,
    zone: Option<&Zone>,
    clock: &mut Clock,
    out: &mut VecDeque<Item>,
) -> Result<(), String> {
    let Value::Object(mut members) = value else {
        return Err("this is not an object".to_owned());
    };
    let id = members.get("id").and_then(Value::as_i64).ok_or("this message has no id")?;
    let text = taken(&mut members, "text");
    if text.len() > MAX_TEXT {
        return Err("the text is longer than 1 MiB".to_owned());
    }
    let month = taken(&mut members, "month");
    if !month.is_empty() {
        let first = format!("{month}-01").parse::<Date>().ok();
        clock.day(first, zone.unwrap_or(&Zone::utc()), chat, out);
    }
    let sent_at = record_time(&taken(&mut members, "date"), zone);
    match (taken(&mut members, "type").as_str(), sent_at) {
        ("service", None) => {
            clock.undated(Undated { id, text, place }, zone.unwrap_or(&Zone::utc()), chat, out);
        }
        ("service", Some(at)) => {
            clock.dated(at, chat, out);
            clock.undated(Undated { id, text, place }, &Zone::utc(), chat, out);
        }
        ("message" | "", Some(at)) => {
            clock.dated(at, chat, out);
            let from = members.get("from").and_then(Value::as_str);
            let message = MessageFact {
                place: chat.place.clone(),
                key: chat.key(id),
                author: Some(account(String::new(), from.map(without_bot))),
                sent_at: at,
                text,
                reply_to: members.get("reply_to").and_then(Value::as_i64).map(|id| chat.key(id)),
                forwarded_from: forwarded(&members),
                attachments: media(&members),
                ..MessageFact::default()
            };
            out.push_back(Item::Fact(Box::new(Fact::Message(message))));
        }
        ("message" | "", None) => {
            return Err("this message has no date that can be read".to_owned());
        }
        (other, _) => return Err(format!("records of type «{other}» are not known")),
    }
    Ok(())
}

fn taken(members: &mut Map<String, Value>, name: &str) -> String {
    match members.remove(name) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    }
}

fn forwarded(members: &Map<String, Value>) -> Option<String> {
    members.get("forwarded_from").and_then(Value::as_str).map(|name| name.trim().to_owned())
}

/// A word, or a list of words.
fn media(members: &Map<String, Value>) -> Vec<Attachment> {
    let attachment = |word: &Value| {
        let kind = match word.as_str()? {
            "" => return None,
            "photo" => AttachmentKind::Photo,
            "video" | "video_file" | "video_message" => AttachmentKind::Video,
            "voice_message" | "voice" => AttachmentKind::Voice,
            "audio_file" | "audio" => AttachmentKind::Audio,
            "sticker" => AttachmentKind::Sticker,
            "animated" | "animation" => AttachmentKind::Animation,
            "poll" => AttachmentKind::Poll,
            "location" | "venue" | "live_location" => AttachmentKind::Location,
            "contact" => AttachmentKind::Contact,
            _ => AttachmentKind::File,
        };
        Some(Attachment { kind, name: None, ..Attachment::default() })
    };
    match members.get("media") {
        Some(Value::Array(words)) => words.iter().filter_map(attachment).collect(),
        Some(word) => attachment(word).into_iter().collect(),
        None => Vec::new(),
    }
}
