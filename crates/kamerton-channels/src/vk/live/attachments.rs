//! What comes along with a message.

use kamerton_core::fact::{Attachment, AttachmentKind};
use serde_json::Value;

use super::wire::{id, list, text};

/// The files and media of a post, comment or message.
pub(super) fn of(message: &Value) -> Vec<Attachment> {
    let mut found: Vec<_> = list(message, "attachments").iter().filter_map(one).collect();
    if message.get("geo").is_some_and(Value::is_object) {
        found.push(Attachment {
            kind: AttachmentKind::Location,
            name: None,
            ..Attachment::default()
        });
    }
    found
}

fn one(attachment: &Value) -> Option<Attachment> {
    let word = attachment.get("type")?.as_str()?;
    let inner = attachment.get(word).unwrap_or(&Value::Null);
    let kind = match word {
        "photo" | "photos_list" | "posted_photo" | "graffiti" | "album" => AttachmentKind::Photo,
        "video" | "clip" | "video_playlist" | "video_message" | "story" => AttachmentKind::Video,
        "audio_message" => AttachmentKind::Voice,
        "audio" | "audio_playlist" | "podcast" | "podcasts" => AttachmentKind::Audio,
        "sticker" | "ugc_sticker" | "gift" => AttachmentKind::Sticker,
        "doc" if text(inner, "ext").eq_ignore_ascii_case("gif") => AttachmentKind::Animation,
        "poll" => AttachmentKind::Poll,
        "geo" | "event" => AttachmentKind::Location,
        _ => AttachmentKind::File,
    };
    let size =
        id(inner, "size").and_then(|size| u64::try_from(size).ok()).filter(|_| word == "doc");
    Some(Attachment { kind, name: name(word, inner), size, ..Attachment::default() })
}

fn name(word: &str, inner: &Value) -> Option<String> {
    let titled =
        ["title", "question", "name", "caption", "url"].into_iter().map(|name| text(inner, name));
    let titled = titled.map(str::trim).find(|title| !title.is_empty()).map(str::to_owned);
    titled.or_else(|| match word {
        "wall" | "wall_reply" => {
            let owner = id(inner, "owner_id").or_else(|| id(inner, "from_id"))?;
            Some(format!("https://vk.com/wall{owner}_{}", id(inner, "id")?))
        }
        _ => None,
    })
}

/// How attachments are named when a message is written anew, so that changing its text loses none.
pub(super) fn again(message: &Value) -> Vec<String> {
    list(message, "attachments").iter().filter_map(named).collect()
}

fn named(attachment: &Value) -> Option<String> {
    let word = attachment.get("type")?.as_str()?;
    let inner = attachment.get(word)?;
    if word == "link" {
        return Some(text(inner, "url").to_owned()).filter(|url| !url.is_empty());
    }
    let (owner, number) = (id(inner, "owner_id")?, id(inner, "id")?);
    Some(match text(inner, "access_key") {
        "" => format!("{word}{owner}_{number}"),
        key => format!("{word}{owner}_{number}_{key}"),
    })
}
