//! What the author of a mail wrote in it: without the words of others and without the signature.

use kamerton_core::fact::{Attachment, AttachmentKind};
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::head;
use super::trim::{Known, trim_as};
use crate::fields::attachment_kind;
use crate::html::{to_text, to_text_without_quotes};
use crate::records::decode_text;

/// What a mail says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The author's own text. Where nothing is left without quotes, the quotes stay: the mail would
    /// say nothing else.
    pub text: String,
    /// Who wrote it, where it is only passed on.
    pub passed_on: Option<String>,
}

/// What the author says.
pub(super) fn said(message: &Message<'_>) -> Said {
    let (mut whole, mut shown, mut own) = (Vec::new(), Vec::new(), Vec::new());
    let mut passed_on = None;
    let known = Known { rendered: false, passed_on: head::is_passed_on(message) };
    for part in message.text_bodies() {
        let text = match &part.body {
            PartType::Html(html) => {
                let bare = to_text_without_quotes(html);
                let trimmed = trim_as(&bare, Known { rendered: true, ..known });
                own.push(trimmed.own());
                shown.push(trimmed.text());
                passed_on = passed_on.or(trimmed.passed_on);
                to_text(html)
            }
            PartType::Text(text) => {
                let text = readable(message, part, text);
                let trimmed = trim_as(&text, known);
                own.push(trimmed.own());
                shown.push(trimmed.text());
                passed_on = passed_on.or(trimmed.passed_on);
                text
            }
            _ => continue,
        };
        whole.push(text);
    }
    let texts = [own, shown, whole].map(|texts| joined(&texts));
    let text = texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default();
    Said {
        text: text.replace('\0', "\u{FFFD}"),
        passed_on: passed_on.map(|name| head::short(&name)),
    }
}

/// All texts of a mail as they stand, those of others too: what a program says of a mail.
pub(super) fn whole(message: &Message<'_>) -> String {
    let texts: Vec<String> = message
        .text_bodies()
        .filter_map(|part| match &part.body {
            PartType::Html(html) => Some(to_text(html)),
            PartType::Text(text) => Some(readable(message, part, text)),
            _ => None,
        })
        .collect();
    joined(&texts).replace('\0', "\u{FFFD}")
}

/// The files of a mail.
pub(super) fn attachments(message: &Message<'_>) -> Vec<Attachment> {
    message.attachments().map(attachment).collect()
}

fn attachment(part: &MessagePart<'_>) -> Attachment {
    let name = part.attachment_name().map(head::short);
    let media_type = part.content_type().map(|kind| {
        format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_lowercase()
    });
    let kind = match &part.body {
        PartType::Message(_) => AttachmentKind::File,
        _ => attachment_kind(media_type.as_deref(), name.as_deref()),
    };
    // Of a large mail the files stayed where they are.
    let size = Some(part.contents().len() as u64).filter(|size| *size > 0);
    Attachment { kind, name, size, ..Attachment::default() }
}

/// The text as the parser read it, or read anew where it has bytes of an encoding that the mail
/// does not name.
fn readable(message: &Message<'_>, part: &MessagePart<'_>, text: &str) -> String {
    let plain = matches!(part.encoding, Encoding::None);
    let range = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
    let bytes = message.raw_message.get(range);
    // Japanese in seven bits, of which the head says nothing.
    let japanese = |bytes: &&[u8]| plain && memchr::memmem::find(bytes, b"\x1b$B").is_some();
    if let Some(bytes) = bytes.filter(japanese).filter(|_| text.contains("\u{1b}$B")) {
        return encoding_rs::ISO_2022_JP.decode(bytes).0.replace("\r\n", "\n");
    }
    let text = match bytes.filter(|_| plain && text.contains('\u{FFFD}')) {
        Some(bytes) => {
            let charset = part.content_type().and_then(|kind| kind.attribute("charset"));
            decode_text(bytes, charset)
        }
        None => text.to_owned(),
    };
    text.replace("\r\n", "\n")
}

fn joined(parts: &[String]) -> String {
    let parts: Vec<&str> =
        parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}
