//! Files that came along with messages: how they are shown, and giving one out.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use kamerton_app::live::File;
use kamerton_app::messages::Enclosed;
use kamerton_core::id::MessageId;

use crate::app::App;
use crate::format;
use crate::http::errors::WebError;
use crate::http::guard::Visitor;
use crate::pages::page::Page;

/// So many are named in a line of a list.
const NAMED: usize = 2;
/// So much of a name stands in a line of a list.
const SHORT: usize = 40;
/// The longest name under which a file is given out.
const LONGEST: usize = 120;

/// A file on the page of its message.
pub struct ShownFile {
    /// The sender's name for it, else what it is.
    pub name: String,
    /// What it is, where the name does not say it, and how large.
    pub about: Vec<String>,
    /// Where it can be had, where it can.
    pub path: Option<String>,
}

/// The files of a message on its page.
pub async fn shown(
    app: &App,
    visitor: &Visitor,
    page: &Page,
    id: MessageId,
    files: &[Enclosed],
) -> Result<Vec<ShownFile>, WebError> {
    if files.is_empty() {
        return Ok(Vec::new());
    }
    let has = app.channels().fetchable(&visitor.brand, visitor.sight(), id).await?;
    let one = |(number, file): (usize, &Enclosed)| {
        let kind = page.word("attachment", file.kind.word());
        let size = file.size.map(|size| format::bytes(page.words().language(), size));
        let known = file.name.as_ref().map(|_| kind.clone());
        ShownFile {
            name: file.name.as_deref().map_or(kind, |name| format::clip(name, LONGEST)),
            about: known.into_iter().chain(size).collect(),
            path: has.contains(&number).then(|| format!("/messages/{id}/files/{number}")),
        }
    };
    Ok(files.iter().enumerate().map(one).collect())
}

/// What came along, in a line; nothing where nothing did.
pub fn line(page: &Page, files: &[Enclosed]) -> Option<String> {
    let name = |file: &Enclosed| match file.name.as_deref() {
        Some(name) => format::clip(name, SHORT),
        None => page.word("attachment", file.kind.word()),
    };
    let mut parts: Vec<String> = files.iter().take(NAMED).map(name).collect();
    let more = files.len().saturating_sub(NAMED);
    if more > 0 {
        parts.push(page.count("messages-files-more", &more));
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Gives a file out, to be kept by the browser and never shown by it: what is in it was written by anybody.
///
/// # Errors
/// When there is no such file for this visitor, its platform does not give it out, or the store cannot.
pub async fn give(
    State(app): State<App>,
    visitor: Visitor,
    Path((message, number)): Path<(String, String)>,
) -> Result<Response, WebError> {
    let id: MessageId = message.parse().map_err(|_| WebError::NotFound)?;
    let number: usize = number.parse().map_err(|_| WebError::NotFound)?;
    let file = app.channels().file(&visitor.brand, visitor.sight(), id, number).await;
    let file = file.map_err(super::reading::missing)?;
    // Neither the sender nor the platform says what it is: the ending of the name does, of a short list.
    let file = File::named(clean(&file.name), file.bytes);
    let headers =
        [(header::CONTENT_TYPE, file.kind), (header::CONTENT_DISPOSITION, disposition(&file.name))];
    Ok((headers, file.bytes.to_vec()).into_response())
}

/// A name without folders, without what turns it round or cannot be seen, and not hidden.
fn clean(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_mark = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let kept: String = last.chars().filter(|letter| !is_mark(*letter)).collect();
    let kept = kept.trim_matches(|letter: char| letter == '.' || letter.is_whitespace());
    let length = kept.chars().count();
    // The ending stays: it says what it is.
    let short: String = kept.chars().skip(length.saturating_sub(LONGEST)).collect();
    if short.is_empty() { "file".to_owned() } else { short }
}

/// A header that names it in plain letters, and as it is (RFC 6266, RFC 8187).
fn disposition(name: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ".-_ ".contains(letter);
    let plain: String =
        name.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).collect();
    let is_attr = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    let encoded: String = name
        .bytes()
        .map(
            |byte| {
                if is_attr(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
            },
        )
        .collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_deceives() {
        let cases = [
            ("чек.pdf", "чек.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\a\\b.exe", "b.exe"),
            (".htaccess", "htaccess"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            ("a\r\nSet-Cookie: x.txt", "aSet-Cookie: x.txt"),
            ("", "file"),
            ("..", "file"),
        ];
        for (name, wanted) in cases {
            assert_eq!(clean(name), wanted, "{name:?}");
        }
        let long = format!("{}.pdf", "ж".repeat(500));
        assert!(clean(&long).ends_with(".pdf") && clean(&long).chars().count() == LONGEST);
    }

    #[test]
    fn a_header_holds_any_name() {
        let told = disposition("чек \"1\";.pdf");
        assert_eq!(
            told,
            "attachment; filename=\"___ _1__.pdf\"; filename*=UTF-8''%D1%87%D0%B5%D0%BA%20%221%22%3B.pdf"
        );
        assert!(axum::http::HeaderValue::from_str(&told).is_ok());
    }
}
