//! What comes with a message: files, media, and texts that are no plain text.

use kamerton_core::fact::{Attachment, AttachmentKind};
use serde_json::Value;

use crate::fields;

/// Fields of a message that are an attachment, with what it is. What is told twice for older programs (an
/// animation as a document, a venue as a location, a live photo as a photo) is told once: the first counts.
const MEDIA: &[(&str, AttachmentKind)] = &[
    ("animation", AttachmentKind::Animation),
    ("live_photo", AttachmentKind::Photo),
    ("photo", AttachmentKind::Photo),
    ("video", AttachmentKind::Video),
    ("video_note", AttachmentKind::Video),
    ("voice", AttachmentKind::Voice),
    ("audio", AttachmentKind::Audio),
    ("sticker", AttachmentKind::Sticker),
    ("dice", AttachmentKind::Sticker),
    ("document", AttachmentKind::File),
    ("poll", AttachmentKind::Poll),
    ("venue", AttachmentKind::Location),
    ("location", AttachmentKind::Location),
    ("contact", AttachmentKind::Contact),
    ("story", AttachmentKind::Video),
];

/// Whether a field of a message is content that is told here.
pub(super) fn is_content(field: &str) -> bool {
    MEDIA.iter().any(|(name, _)| *name == field)
        || matches!(
            field,
            "text" | "caption" | "rich_message" | "checklist" | "game" | "invoice" | "paid_media"
        )
}

/// The attachments of a message.
pub(super) fn attachments(message: &Value) -> Vec<Attachment> {
    let mut found: Vec<Attachment> = Vec::new();
    let first = MEDIA.iter().find_map(|(field, kind)| one(message, field, *kind));
    found.extend(first);
    let paid = message.get("paid_media").map_or(&[][..], |paid| fields::items(paid, "paid_media"));
    found.extend(paid.iter().map(paid_medium));
    let game = message.get("game").filter(|game| game.is_object());
    found.extend(game.map(|game| Attachment {
        kind: AttachmentKind::Photo,
        name: fields::owned(game, "title"),
        ..Attachment::default()
    }));
    if let Some(rich) = message.get("rich_message") {
        in_blocks(fields::items(rich, "blocks"), &mut found);
    }
    found
}

fn one(message: &Value, field: &str, kind: AttachmentKind) -> Option<Attachment> {
    let medium = message.get(field).filter(|medium| medium.is_object() || medium.is_array())?;
    let name = match field {
        "sticker" | "dice" => fields::owned(medium, "emoji"),
        "poll" => fields::text(medium, "question").map(|question| question.trim().to_owned()),
        "venue" => fields::owned(medium, "title"),
        "contact" => {
            let part = |field| fields::text(medium, field).unwrap_or_default();
            Some(format!("{} {}", part("first_name"), part("last_name")).trim().to_owned())
        }
        "audio" => fields::owned(medium, "title").or_else(|| fields::owned(medium, "file_name")),
        _ => fields::owned(medium, "file_name"),
    };
    let file = file(medium);
    Some(Attachment { kind, name: name.filter(|name| !name.is_empty()), ..file })
}

/// Size and handle of a file: of a picture in several sizes the largest.
fn file(medium: &Value) -> Attachment {
    let size = |one: &Value| fields::number(one, "file_size");
    let largest = match medium.as_array() {
        Some(sizes) => sizes.iter().max_by_key(|one| (fields::number(one, "width"), size(one))),
        None => Some(medium),
    };
    let handle = largest.and_then(|one| fields::owned(one, "file_id"));
    // Stickers and dice say what they say by their emoji.
    Attachment { size: largest.and_then(size), handle, ..Attachment::default() }
}

fn paid_medium(medium: &Value) -> Attachment {
    let kind = match fields::text(medium, "type") {
        Some("video") => AttachmentKind::Video,
        _ => AttachmentKind::Photo,
    };
    Attachment { kind, name: None, ..Attachment::default() }
}

/// The media of a rich message stand among its blocks.
fn in_blocks(blocks: &[Value], found: &mut Vec<Attachment>) {
    for block in blocks {
        let kind = match fields::text(block, "type").unwrap_or_default() {
            "animation" => Some(AttachmentKind::Animation),
            "audio" => Some(AttachmentKind::Audio),
            "photo" => Some(AttachmentKind::Photo),
            "video" => Some(AttachmentKind::Video),
            "voice_note" => Some(AttachmentKind::Voice),
            "map" => Some(AttachmentKind::Location),
            _ => None,
        };
        found.extend(kind.map(|kind| Attachment { kind, name: None, ..Attachment::default() }));
        in_blocks(fields::items(block, "blocks"), found);
        for item in fields::items(block, "items") {
            in_blocks(fields::items(item, "blocks"), found);
        }
    }
}

/// What a message says, plain.
pub(super) fn text(message: &Value) -> String {
    let mut parts: Vec<String> = Vec::new();
    for field in ["text", "caption"] {
        parts.extend(fields::owned(message, field));
    }
    if let Some(rich) = message.get("rich_message") {
        let mut lines = Vec::new();
        blocks_text(fields::items(rich, "blocks"), &mut lines);
        parts.push(lines.join("\n"));
    }
    if let Some(list) = message.get("checklist") {
        parts.extend(fields::owned(list, "title"));
        let tasks = fields::items(list, "tasks").iter();
        parts.extend(
            tasks.filter_map(|task| fields::text(task, "text")).map(|task| format!("- {task}")),
        );
    }
    for (field, names) in [("game", ["description", "text"]), ("invoice", ["title", "description"])]
    {
        let Some(thing) = message.get(field) else { continue };
        parts.extend(names.iter().filter_map(|name| fields::owned(thing, name)));
    }
    if let Some(poll) = message.get("poll") {
        parts.extend(fields::owned(poll, "description"));
    }
    // The same words may stand in a game and in its message.
    parts.dedup();
    parts.join("\n").trim().to_owned()
}

/// The lines of blocks. How deep they nest is bounded by the parser.
fn blocks_text(blocks: &[Value], lines: &mut Vec<String>) {
    for block in blocks {
        let before = lines.len();
        for field in ["text", "summary", "expression"] {
            lines.extend(block.get(field).map(inline));
        }
        for item in fields::items(block, "items") {
            let mut inside = Vec::new();
            blocks_text(fields::items(item, "blocks"), &mut inside);
            let label = fields::text(item, "label").unwrap_or("-");
            lines.push(format!("{label} {}", inside.join("\n")));
        }
        for row in fields::items(block, "cells") {
            let cells = row.as_array().map_or(&[][..], Vec::as_slice).iter();
            let cells: Vec<_> = cells.filter_map(|cell| cell.get("text")).map(inline).collect();
            lines.push(cells.join(" | "));
        }
        // Blocks in a quotation are somebody else's words.
        if fields::text(block, "type") != Some("blockquote") {
            blocks_text(fields::items(block, "blocks"), lines);
            if let Some(caption) = block.get("caption") {
                lines.push(caption.get("text").map_or_else(|| inline(caption), inline));
            }
        }
        let from = before.min(lines.len());
        let new = lines.split_off(from);
        lines.extend(new.into_iter().filter(|line| !line.trim().is_empty()));
    }
}

/// A text with marks inside, without them: a string, a list, or an object around one.
fn inline(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(pieces) => pieces.iter().map(inline).collect(),
        Value::Object(object) => ["text", "alternative_text", "expression"]
            .iter()
            .find_map(|field| object.get(*field))
            .map(inline)
            .unwrap_or_default(),
        _ => String::new(),
    }
}
