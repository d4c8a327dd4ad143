//! What the author of a mail wrote in it: without the words of others and without the signature.

use kamerton_core::fact::{Attachment, AttachmentKind};
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use super::trim::{trim, trim_rendered};
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
    let (mut whole, mut own) = (Vec::new(), Vec::new());
    let mut passed_on = None;
    for part in message.text_bodies() {
        let text = match &part.body {
            PartType::Html(html) => {
                let bare = to_text_without_quotes(html);
                let trimmed = trim_rendered(&bare);
                own.push(trimmed.own());
                passed_on = passed_on.or(trimmed.passed_on);
                to_text(html)
            }
            PartType::Text(text) => {
                let text = readable(message, part, text);
                let trimmed = trim(&text);
                own.push(trimmed.own());
                passed_on = passed_on.or(trimmed.passed_on);
                text
            }
            _ => continue,
        };
        whole.push(text);
    }
    let own = joined(&own);
    let text = if own.is_empty() { joined(&whole) } else { own };
    Said { text: text.replace('\0', "\u{FFFD}"), passed_on }
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
    let name = part.attachment_name().map(|name| name.replace('\0', "\u{FFFD}"));
    let media_type = part.content_type().map(|kind| {
        format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()).to_lowercase()
    });
    let kind = match &part.body {
        PartType::Message(_) => AttachmentKind::File,
        _ => attachment_kind(media_type.as_deref(), name.as_deref()),
    };
    Attachment { kind, name }
}

/// The text as the parser read it, or read anew where it has bytes of an encoding that the mail
/// does not name.
fn readable(message: &Message<'_>, part: &MessagePart<'_>, text: &str) -> String {
    let plain = matches!(part.encoding, Encoding::None);
    let range = part.raw_body_offset() as usize..part.raw_end_offset() as usize;
    let bytes = message.raw_message().get(range);
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
