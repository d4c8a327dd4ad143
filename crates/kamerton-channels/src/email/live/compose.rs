//! A mail of ours as bytes (RFC 5322, MIME). Everything is ASCII on the way, so that any server carries it;
//! nothing that people wrote can begin a header of its own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use kamerton_core::time::Instant;

use crate::live::File;

/// A mail to be written.
#[derive(Clone, Debug, Default)]
pub(super) struct Letter<'a> {
    /// Its id, without brackets.
    pub id: String,
    /// Name and address of whoever writes.
    pub from: (String, String),
    /// Name and address of whom it is for.
    pub to: (String, String),
    pub subject: String,
    /// Ids of the mails before it, the answered one last; without brackets.
    pub before: Vec<String>,
    pub seconds: i64,
    pub text: &'a str,
    pub files: &'a [File],
}

/// Characters of a line, as far as they can be counted on.
const LINE: usize = 76;
/// Ids of mails before it that are named: the first and the last ones.
const MOST_BEFORE: usize = 20;

impl Letter<'_> {
    /// The mail.
    pub fn bytes(&self) -> Vec<u8> {
        let mut mail = String::new();
        let mut header = |name: &str, value: &str| {
            mail.push_str(name);
            mail.push_str(": ");
            mail.push_str(value);
            mail.push_str("\r\n");
        };
        header("Date", &date(self.seconds));
        header("From", &mailbox(&self.from));
        header("To", &mailbox(&self.to));
        header("Message-ID", &format!("<{}>", self.id));
        if let Some(answered) = self.before.last() {
            header("In-Reply-To", &format!("<{answered}>"));
            let skip = self.before.len().saturating_sub(MOST_BEFORE);
            let first = self.before.iter().take(1);
            let last = self.before.iter().skip(if skip == 0 { 1 } else { skip + 1 });
            let ids: Vec<String> = first.chain(last).map(|id| format!("<{id}>")).collect();
            header("References", &ids.join("\r\n "));
        }
        header("Subject", &words(&self.subject, "Subject: ".len()));
        header("MIME-Version", "1.0");
        if self.files.is_empty() {
            mail.push_str(&text_part(self.text));
            return mail.into_bytes();
        }
        // Lines of the texts are encoded and never begin with it.
        let boundary = format!("=_{}", self.id.split('@').next().unwrap_or_default());
        header("Content-Type", &format!("multipart/mixed; boundary=\"{boundary}\""));
        mail.push_str("\r\n");
        let texts = (!self.text.is_empty()).then(|| text_part(self.text));
        for part in texts.into_iter().chain(self.files.iter().map(file_part)) {
            mail.push_str(&format!("--{boundary}\r\n{part}"));
            if !mail.ends_with("\r\n") {
                mail.push_str("\r\n");
            }
        }
        mail.push_str(&format!("--{boundary}--\r\n"));
        mail.into_bytes()
    }

    /// When it was written, as it says itself.
    pub const fn at(&self) -> Instant {
        Instant::from_seconds(self.seconds)
    }
}

fn date(seconds: i64) -> String {
    let at = Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(TimeZone::UTC).strftime("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

/// Without what could end a line.
fn bare(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

fn mailbox((name, address): &(String, String)) -> String {
    let name = bare(name);
    let name = name.trim();
    let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || " -_".contains(c));
    match name {
        "" => format!("<{address}>"),
        name if plain(name) && name.len() < LINE => format!("{name} <{address}>"),
        name if name.is_ascii() && name.len() < LINE => {
            format!("\"{}\" <{address}>", name.replace('\\', "\\\\").replace('"', "\\\""))
        }
        name => format!("{}\r\n <{address}>", words_always(name, 12)),
    }
}

/// Text of a header; what is not ASCII, or long, as encoded words (RFC 2047).
fn words(text: &str, begun: usize) -> String {
    let text = bare(text);
    let text = text.trim();
    let plain = text.is_ascii() && !text.contains("=?") && begun + text.len() <= LINE;
    if plain { text.to_owned() } else { words_always(text, begun) }
}

fn words_always(text: &str, begun: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut room = room_of(begun);
    for letter in text.chars() {
        if word.len() + letter.len_utf8() > room {
            lines.push(format!("=?utf-8?B?{}?=", STANDARD.encode(&word)));
            word.clear();
            room = room_of(1);
        }
        word.push(letter);
    }
    lines.push(format!("=?utf-8?B?{}?=", STANDARD.encode(&word)));
    lines.join("\r\n ")
}

/// Bytes that fit into one encoded word on a line that has begun.
fn room_of(begun: usize) -> usize {
    let letters = LINE.saturating_sub(begun + "=?utf-8?B??=".len());
    (letters / 4 * 3).clamp(12, 45)
}

fn text_part(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<String> = Vec::new();
    for line in text.split('\n') {
        quoted(line, &mut lines);
    }
    let by_quoting = lines.join("\r\n");
    let by_code = coded(text.replace('\n', "\r\n").as_bytes());
    let as_it_is = text.is_ascii() && text.split('\n').all(|line| line.len() <= LINE);
    let (encoding, body) = if as_it_is && !text.contains('\0') {
        ("7bit", text.replace('\n', "\r\n"))
    } else if by_quoting.len() <= by_code.len() {
        ("quoted-printable", by_quoting)
    } else {
        ("base64", by_code)
    };
    format!(
        "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n"
    )
}

/// A line as `quoted-printable` (RFC 2045, 6.7).
fn quoted(line: &str, lines: &mut Vec<String>) {
    let mut out = String::new();
    let bytes = line.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let last = at + 1 == bytes.len();
        let piece = match byte {
            b' ' | b'\t' if !last => char::from(*byte).to_string(),
            b'!'..=b'~' if *byte != b'=' => char::from(*byte).to_string(),
            byte => format!("={byte:02X}"),
        };
        if out.len() + piece.len() >= LINE {
            out.push('=');
            lines.push(std::mem::take(&mut out));
        }
        out.push_str(&piece);
    }
    lines.push(out);
}

fn coded(bytes: &[u8]) -> String {
    let lines: Vec<String> = bytes.chunks(57).map(|line| STANDARD.encode(line)).collect();
    lines.join("\r\n")
}

fn file_part(file: &File) -> String {
    let token = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-+._".contains(c))
    };
    let kind = file.kind.split_once('/').filter(|(kind, sort)| token(kind) && token(sort));
    let kind = kind.map_or("application/octet-stream", |_| file.kind.as_str());
    let name = bare(&file.name);
    let safe: String = name
        .chars()
        .map(|letter| if letter.is_ascii() && !"\"\\".contains(letter) { letter } else { '_' })
        .take(100)
        .collect();
    let whole: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect();
    // Old programs read the name beside the kind, new ones that of the disposition.
    let (older, newer) = if name == safe {
        (format!("\"{safe}\""), format!("filename=\"{safe}\""))
    } else {
        (format!("\"{}\"", words_always(&name, 7)), format!("filename*=utf-8''{whole}"))
    };
    format!(
        "Content-Type: {kind};\r\n name={older}\r\nContent-Disposition: attachment;\r\n {newer}\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
        coded(&file.bytes)
    )
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders};
    use proptest::prelude::*;

    use super::*;

    fn letter(text: &str) -> Letter<'_> {
        Letter {
            id: "abc@example.org".to_owned(),
            from: ("Камертон «Чай»".to_owned(), "help@example.org".to_owned()),
            to: ("O'Neil, \"Ann\"".to_owned(), "ann@example.net".to_owned()),
            subject: "Re: Где мой заказ, который я жду уже две недели и никак не дождусь?"
                .to_owned(),
            before: vec!["1@x".to_owned(), "2@x".to_owned()],
            seconds: 1_769_904_000,
            text,
            files: &[],
        }
    }

    #[test]
    fn a_letter_says_all_that_belongs_to_it() {
        let bytes = letter("Здравствуйте!\n\n.\nFrom x\n").bytes();
        assert!(bytes.is_ascii());
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(text.lines().all(|line| line.len() <= 78), "{text}");
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(mail.message_id(), Some("abc@example.org"));
        assert_eq!(mail.in_reply_to().as_text(), Some("2@x"));
        assert_eq!(mail.references().as_text_list().unwrap().len(), 2);
        assert_eq!(mail.subject(), Some(letter("").subject.as_str()));
        let from = mail.from().unwrap().first().unwrap();
        assert_eq!(
            (from.name(), from.address()),
            (Some("Камертон «Чай»"), Some("help@example.org"))
        );
        let to = mail.to().unwrap().first().unwrap();
        assert_eq!((to.name(), to.address()), (Some("O'Neil, \"Ann\""), Some("ann@example.net")));
        assert_eq!(mail.date().unwrap().to_rfc3339(), "2026-02-01T00:00:00Z");
        assert!(mail.header("Auto-Submitted").is_none());
        assert_eq!(
            mail.body_text(0).unwrap().replace("\r\n", "\n").trim(),
            "Здравствуйте!\n\n.\nFrom x"
        );
    }

    #[test]
    fn nothing_that_people_wrote_begins_a_header() {
        let sly = "x\r\nBcc: evil@example.org\r\n\r\nbody";
        let file =
            File { name: sly.to_owned(), kind: sly.to_owned(), bytes: b"1".as_slice().into() };
        let mut letter = letter("hi");
        letter.subject = sly.to_owned();
        letter.from.0 = sly.to_owned();
        let files = [file];
        letter.files = &files;
        let bytes = letter.bytes();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert!(mail.bcc().is_none());
        assert!(!String::from_utf8(bytes).unwrap().lines().any(|line| line.starts_with("Bcc")));
    }

    #[test]
    fn files_go_along_with_their_names() {
        let file = |name: &str, kind: &str| File {
            name: name.to_owned(),
            kind: kind.to_owned(),
            bytes: (0..=255).collect::<Vec<u8>>().into(),
        };
        let files = [file("счёт №1.pdf", "application/pdf"), file("a b.png", "image/png")];
        let bytes = Letter { files: &files, ..letter("см. вложения") }.bytes();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(mail.body_text(0).unwrap().trim(), "см. вложения");
        let found: Vec<_> = mail.attachments().collect();
        assert_eq!(found[0].attachment_name(), Some("счёт №1.pdf"));
        assert_eq!(found[1].attachment_name(), Some("a b.png"));
        assert_eq!(found[0].contents(), files[0].bytes.as_ref());
    }

    #[test]
    fn of_many_mails_before_it_the_first_and_the_last_are_named() {
        let before = (0..50).map(|number| format!("{number}@x")).collect();
        let bytes = Letter { before, ..letter("x") }.bytes();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let named = mail.references().as_text_list().unwrap();
        assert_eq!(named.len(), MOST_BEFORE);
        assert_eq!((named[0].as_ref(), named[19].as_ref()), ("0@x", "49@x"));
    }

    proptest! {
        #[test]
        fn whatever_is_said_arrives(text in "[a-zа-я .=\n>\t😀-]{0,300}", subject in "[a-zа-я =?]{1,120}") {
            let bytes = Letter { subject: subject.clone(), ..letter(&text) }.bytes();
            let mail = MessageParser::default().parse(&bytes).unwrap();
            let read = mail.body_text(0).unwrap_or_default().replace("\r\n", "\n");
            prop_assert_eq!(read.trim_end_matches('\n'), text.trim_end_matches('\n'));
            prop_assert_eq!(mail.subject().unwrap_or_default().trim(), subject.trim());
        }
    }
}
