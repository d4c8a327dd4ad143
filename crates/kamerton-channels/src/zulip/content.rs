//! The text of a Zulip message, whichever way it is written down, and what it answers.
//!
//! Zulip has no field for replies. "Quote and reply" begins a message with a line that mentions the
//! author without notifying them and links to the message answered, followed by its text as a
//! quote: `@_**Name|17** [said](https://…/near/12345):`. The word is in the writer's language, so
//! that only the shape of the line is looked at.

use kamerton_core::fact::Attachment;

use super::{markdown, rendered};
use crate::fields::attachment_kind;

/// What a message says.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Content {
    /// Plain text without quotes of others.
    pub text: String,
    /// Id of the message that is quoted first.
    pub answers: Option<String>,
    /// Files that the text links to.
    pub attachments: Vec<Attachment>,
}

/// Reads a message given as HTML.
pub(super) fn of_html(html: &str) -> Content {
    let (text, answers) = rendered::read(html);
    Content { text: without_me(text), answers, attachments: uploads(html) }
}

/// Reads a message given as Zulip's Markdown.
pub(super) fn of_markdown(source: &str) -> Content {
    let (text, answers) = markdown::read(source);
    Content { text: without_me(text), answers, attachments: uploads(source) }
}

/// Reads a message that does not tell how it is written: HTML from Zulip begins with a tag.
pub(super) fn of_either(content: &str) -> Content {
    if content.trim_start().starts_with('<') { of_html(content) } else { of_markdown(content) }
}

/// The id in the first link of `text` to a message: `…/near/12345`.
pub(super) fn linked_message(text: &str) -> Option<String> {
    let (_, after) = text.split_once("/near/")?;
    let end = after.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(after.len());
    after.get(..end).filter(|digits| !digits.is_empty()).map(str::to_owned)
}

/// `/me waves` is shown as "Name waves".
fn without_me(text: String) -> String {
    text.strip_prefix("/me ").map(str::to_owned).unwrap_or(text)
}

/// Uploaded files are known by their address, `/user_uploads/<organisation>/<part>/…/<name>`.
fn uploads(content: &str) -> Vec<Attachment> {
    let mut found: Vec<Attachment> = Vec::new();
    for part in content.split("/user_uploads/").skip(1) {
        // Thumbnails are the same file once more.
        if part.starts_with("thumbnail/") {
            continue;
        }
        let end = part.find(['"', '\'', ')', ' ', '<', '>', '\n', '?']).unwrap_or(part.len());
        let address = part.get(..end).unwrap_or_default();
        let name = percent_decoded(address.rsplit('/').next().unwrap_or_default());
        let name = Some(name).filter(|name| !name.is_empty());
        let attachment = Attachment {
            kind: attachment_kind(None, name.as_deref()),
            name,
            ..Attachment::default()
        };
        if !found.contains(&attachment) {
            found.push(attachment);
        }
    }
    found
}

/// Decodes `%20`; what is no such code stays as it is.
pub(super) fn percent_decoded(text: &str) -> String {
    decoded(text, b'%')
}

/// Decodes the two hexadecimal digits after each `mark`.
pub(super) fn decoded(text: &str, mark: u8) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).filter(|_| *first == mark).and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            u8::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
        });
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The character of an emoji code as Zulip writes it: `1f604`, `1f1f7-1f1fa`.
pub(super) fn emoji(code: &str) -> Option<String> {
    if code.is_empty() {
        return None;
    }
    code.split('-')
        .map(|part| u32::from_str_radix(part, 16).ok().and_then(char::from_u32))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kamerton_core::fact::AttachmentKind;

    #[test]
    fn uploads_are_attachments_once() {
        let html = r#"<p><a href="/user_uploads/2/ab/%D1%84%D0%BE%D1%82%D0%BE.png">x</a></p>
            <img src="/user_uploads/thumbnail/2/ab/x.png/840x560.webp">
            <a href="/user_uploads/2/ab/%D1%84%D0%BE%D1%82%D0%BE.png">y</a>"#;
        let photo = Attachment {
            kind: AttachmentKind::Photo,
            name: Some("фото.png".into()),
            ..Attachment::default()
        };
        assert_eq!(of_html(html).attachments, [photo]);
        let pdf = Attachment {
            kind: AttachmentKind::File,
            name: Some("a.pdf".into()),
            ..Attachment::default()
        };
        assert_eq!(of_markdown("[a](/user_uploads/2/c/a.pdf)").attachments, [pdf]);
    }

    #[test]
    fn codes_are_decoded() {
        assert_eq!(percent_decoded("a%20b%zz%2"), "a b%zz%2");
        assert_eq!(decoded("coe_fn.20and.20class", b'.'), "coe_fn and class");
        assert_eq!(emoji("1f1f7-1f1fa").as_deref(), Some("🇷🇺"));
        assert_eq!(emoji("tada"), None);
    }

    #[test]
    fn me_messages_lose_their_command() {
        assert_eq!(of_markdown("/me waves").text, "waves");
    }
}
