//! What the author of a mail wrote in it: without the words of others and without the signature.

use kamerton_core::fact::{Attachment, AttachmentKind};
use mail_parser::{Encoding, Message, MessagePart, MimeHeaders, PartType};

use crate::fields::attachment_kind;
use crate::html::{to_text, to_text_without_quotes};
use crate::records::decode_text;

/// The author's own text. Where nothing is left without quotes, the quotes stay: the mail would
/// say nothing else.
pub(super) fn text(message: &Message<'_>) -> String {
    let mut whole = Vec::new();
    let mut own = Vec::new();
    for part in message.text_bodies() {
        match &part.body {
            PartType::Html(html) => {
                whole.push(to_text(html));
                own.push(rendered_without_others(&to_text_without_quotes(html)));
            }
            PartType::Text(text) => {
                let text = readable(message, part, text);
                own.push(without_others(&text));
                whole.push(text);
            }
            _ => {}
        }
    }
    let own = joined(&own);
    let text = if own.is_empty() { joined(&whole) } else { own };
    text.replace('\0', "\u{FFFD}")
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

/// A plain text without quoted lines, the lines that introduce them, and the signature.
pub(super) fn without_others(text: &str) -> String {
    squeezed(&own_lines(text))
}

/// As [`without_others`], for a text whose quotes were left out before: the line that introduced
/// them may still stand at its end.
fn rendered_without_others(text: &str) -> String {
    let mut kept = own_lines(text);
    drop_introduction(&mut kept);
    squeezed(&kept)
}

fn own_lines(text: &str) -> Vec<&str> {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<&str> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let after = lines.get(at + 1..).unwrap_or_default();
        let said = kept.iter().any(|line| !line.trim().is_empty() && !is_divider(line));
        if is_signature(line) || begins_copy(line) {
            break;
        }
        // What a mail begins with is its own, as the head of a mail that is only passed on.
        if said && (begins_headers(line, after) || introduces_copy(line, after)) {
            while kept.pop_if(|line| line.trim().is_empty() || is_divider(line)).is_some() {}
            break;
        }
        if is_quoted(line) {
            drop_introduction(&mut kept);
        } else {
            kept.push(line);
        }
    }
    kept
}

/// `--------`, `-----Forwarded message-----`, `________`.
fn is_divider(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("---") && line.ends_with("---") || line.starts_with("_____")
}

/// The head of the answered mail, as Outlook copies it: `От: … Отправлено: … Кому: … Тема: …`.
fn begins_headers(line: &str, after: &[&str]) -> bool {
    const FIRST: [&str; 4] = ["from", "от", "von", "de"];
    const MORE: [&str; 16] = [
        "sent",
        "date",
        "to",
        "cc",
        "subject",
        "отправлено",
        "дата",
        "кому",
        "копия",
        "тема",
        "gesendet",
        "datum",
        "an",
        "betreff",
        "envoyé",
        "objet",
    ];
    let named = |line: &str, names: &[&str]| {
        let line = line.trim().trim_start_matches('*').to_lowercase();
        let name = line.split_once(':').map(|(name, _)| name.trim_matches(['*', ' ']));
        name.is_some_and(|name| names.contains(&name))
    };
    let more = after.iter().take(6).filter(|line| named(line, &MORE)).count();
    named(line, &FIRST) && more >= 2
}

/// A line, perhaps broken in two, that says when who wrote what follows, where that is not marked
/// as quoted: then all of it is a copy.
fn introduces_copy(line: &str, after: &[&str]) -> bool {
    let quoted_next = |after: &[&str]| {
        after.iter().find(|line| !line.trim().is_empty()).is_some_and(|line| is_quoted(line))
    };
    if is_introduction(line) {
        return !quoted_next(after);
    }
    let [next, rest @ ..] = after else {
        return false;
    };
    begins_introduction(line)
        && !line.trim_end().ends_with(['.', '!', '?', ':'])
        && is_introduction(&format!("{line} {next}"))
        && !quoted_next(rest)
}

/// Names a time, and an address or that somebody wrote.
fn is_introduction(line: &str) -> bool {
    let line = line.trim();
    let digits = |part: &str| part.bytes().take_while(u8::is_ascii_digit).count();
    let has_time = line.split(':').skip(1).any(|part| digits(part) == 2);
    let has_year = line
        .split(|letter: char| !letter.is_ascii_digit())
        .any(|word| word.len() == 4 && (word.starts_with("19") || word.starts_with("20")));
    let has_address = line.split_once('<').is_some_and(|(_, rest)| rest.contains('@'));
    line.len() <= 300
        && (line.ends_with(':') || line.ends_with(">"))
        && (has_time || has_year)
        && (has_address && (begins_introduction(line) || line.contains(" schrieb "))
            || ends_introduction(line))
}

/// RFC 3676: two dashes and a space; many programs drop the space. Lists add a line of
/// underscores before theirs.
fn is_signature(line: &str) -> bool {
    let line = line.trim_end_matches('\r');
    line == "-- " || line == "--" || line.len() >= 30 && line.bytes().all(|byte| byte == b'_')
}

/// What follows is the mail that is answered, copied whole.
fn begins_copy(line: &str) -> bool {
    let bare = line.trim().trim_matches('-').trim().to_lowercase();
    line.trim_start().starts_with("--")
        && matches!(
            bare.as_str(),
            "original message" | "исходное сообщение" | "оригинальное сообщение"
        )
}

/// `>` at the beginning, perhaps with the initials of the one who is quoted.
fn is_quoted(line: &str) -> bool {
    let line = line.trim_start();
    let initials = line.bytes().take_while(|byte| byte.is_ascii_uppercase()).count();
    let after = line.get(initials..).unwrap_or_default();
    initials <= 3 && after.starts_with('>')
}

/// Takes back the line before a quote when it only says who is quoted; it may be broken in two.
fn drop_introduction(kept: &mut Vec<&str>) {
    let Some(at) = kept.iter().rposition(|line| !line.trim().is_empty()) else {
        return;
    };
    let Some(last) = kept.get(at) else { return };
    let before = at.checked_sub(1).and_then(|at| kept.get(at));
    let broken = !begins_introduction(last)
        && before.is_some_and(|before| {
            begins_introduction(before)
                && !before.ends_with(['.', '!'])
                && is_introduction(&format!("{before} {last}"))
        });
    if broken {
        kept.truncate(at - 1);
    } else if ends_introduction(last) || is_introduction(last) {
        kept.truncate(at);
    }
}

/// `… wrote:`
fn ends_introduction(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "wrote",
        "writes",
        "said",
        "schrieb",
        "écrit",
        "escribió",
        "scrisse",
        "пишет",
        "писал",
        "писала",
        "писал(а)",
        "написал",
        "написала",
        "написал(а)",
        "вы писали",
        "вы написали",
        "says",
        "wrote on",
        "escreveu",
        "schreef",
        "geschreven",
        "napisał(a)",
        "пише",
    ];
    let line = line.trim().to_lowercase();
    let Some(line) = line.strip_suffix(':').or_else(|| line.strip_suffix("...")) else {
        return false;
    };
    line.len() <= 300 && WORDS.iter().any(|word| line.trim_end().ends_with(word))
}

/// `On Tue, Jul 23, …`, `23 июля 2002 …`, `* Name <…> [2002-07-23]`.
fn begins_introduction(line: &str) -> bool {
    let line = line.trim().to_lowercase();
    let words =
        ["on ", "at ", "in ", "am ", "le ", "el ", "em ", "op ", "* ", "quoting ", "в ", "во "];
    words.iter().any(|word| line.starts_with(word))
        || line.starts_with(|first: char| first.is_ascii_digit())
}

/// Without the gaps that quotes leave behind: never more than one empty line.
fn squeezed(lines: &[&str]) -> String {
    let mut text = String::new();
    let mut gap = false;
    for line in lines {
        if line.trim().is_empty() {
            gap = !text.is_empty();
            continue;
        }
        if !text.is_empty() {
            text.push_str(if gap { "\n\n" } else { "\n" });
        }
        gap = false;
        text.push_str(line.trim_end());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_others_are_left_out() {
        for (text, own) in [
            ("On Tue, 23 Jul 2002, Name wrote:\n> a\n> b\n\nYes.\n\n> c\nNo.", "Yes.\n\nNo."),
            ("On Tue, 23 Jul 2002, Long Name\n<name@example.org> wrote:\n\n> a\nYes", "Yes"),
            ("First.\n23 июля 2002 г. Имя пишет:\n> а\nДа", "First.\nДа"),
            ("Yes\n-- \nName", "Yes"),
            ("Yes\n--\nName", "Yes"),
            ("Yes\n-----Original Message-----\nFrom: x\n\nold", "Yes"),
            ("Да\n\n-------- Исходное сообщение --------\nстарое", "Да"),
            ("NN> quoted\nown", "own"),
            ("Ok\nOn 8 May 2017 17:34, A <a@example.org> wrote:\n\ncopied", "Ok"),
            ("Ok\n2016-10-24 15:36 GMT+02:00 A <\na@example.org>:\n\ncopied", "Ok"),
            ("Ok\nOn 8 May 2017 17:34, A wrote:\n> q\nyes\n> q\nno", "Ok\nyes\nno"),
            ("Да\n\nОт: А\nОтправлено: вчера\nКому: Б\nТема: В\n\nстарое", "Да"),
            ("From: me\nTo: you\nSubject: x\nall mine", "From: me\nTo: you\nSubject: x\nall mine"),
            ("Ok\n\n________\nFrom: A\nSent: now\nTo: B\nold", "Ok"),
            (
                "--- Fwd ---\nFrom: A\nTo: B\nSubject: x\nold",
                "--- Fwd ---\nFrom: A\nTo: B\nSubject: x\nold",
            ),
            ("Ok\n2016-10-24 15:36 A <\na@example.org>:\n\n> old", "Ok"),
            ("x>5 holds\nHe wrote:", "x>5 holds\nHe wrote:"),
            ("<html>\na > b\n", "<html>\na > b"),
            ("He wrote:\nnothing", "He wrote:\nnothing"),
            ("> all\n> quoted", ""),
            ("Yes\n_______________________________________________\nlist footer", "Yes"),
            ("a\n\n\n\nb", "a\n\nb"),
        ] {
            assert_eq!(without_others(text), own, "{text}");
        }
    }
}
