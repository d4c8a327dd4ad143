//! Mails out of an mbox file, one at a time.
//!
//! The format has no specification, only habits. A mail begins with a line `From sender date`
//! after an empty line. Lines of a body that begin so are written as `>From`, by careful programs;
//! the others leave them as they are, so that a line counts as a beginning only when it carries a
//! date. `Content-Length` is not believed: files are edited, and then it is wrong.

use std::collections::VecDeque;
use std::path::Path;

use crate::import::{ImportError, MAX_RAW, MAX_RECORD};
use crate::records::{Line, Lines};

/// One mail, raw.
pub(super) struct Mail {
    /// The line of the file it begins on.
    pub(super) number: u64,
    /// The line before it, without `From `: sender and date. Empty for a file of one mail.
    pub(super) envelope: String,
    /// Headers and body, lines ended by a line feed.
    pub(super) bytes: Vec<u8>,
    /// Its length; larger than `bytes` when it is longer than [`MAX_RECORD`]: then only its
    /// beginning is kept.
    pub(super) length: u64,
}

/// A file of mails.
pub(super) struct Mbox {
    lines: Lines,
    ahead: VecDeque<Line>,
    /// Whether the file is an mbox; a file of another beginning is one mail.
    many: bool,
    started: bool,
}

impl Mbox {
    /// Opens the file.
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        let mut mbox =
            Self { lines: Lines::open(path)?, ahead: VecDeque::new(), many: false, started: false };
        let first = loop {
            match mbox.lines.next()? {
                Some(line) if is_blank(&line) => {}
                first => break first,
            }
        };
        mbox.many = first.as_ref().is_some_and(|line| envelope(line).is_some());
        mbox.ahead.extend(first);
        Ok(mbox)
    }

    /// The next mail; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Mail>, ImportError> {
        let Some(first) = self.line()? else {
            return Ok(None);
        };
        let (number, envelope) = match (self.many, envelope(&first)) {
            (true, Some(found)) => (number_of(&first), found),
            _ => {
                let number = number_of(&first);
                self.ahead.push_front(first);
                (number, String::new())
            }
        };
        self.started = true;
        let mut mail = Mail { number, envelope, bytes: Vec::new(), length: 0 };
        let mut after_blank = false;
        while let Some(line) = self.line()? {
            if self.many && self.begins_mail(&line, after_blank)? {
                self.ahead.push_front(line);
                break;
            }
            after_blank = is_blank(&line);
            mail.add(&line, self.many);
        }
        Ok(Some(mail))
    }

    /// Bytes read so far.
    pub(super) fn read(&self) -> u64 {
        self.lines.read()
    }

    fn line(&mut self) -> Result<Option<Line>, ImportError> {
        match self.ahead.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }

    /// Whether a line begins the next mail. Without an empty line before it, it must be followed
    /// by a header: some programs forget the empty line.
    fn begins_mail(&mut self, line: &Line, after_blank: bool) -> Result<bool, ImportError> {
        if envelope(line).is_none() {
            return Ok(false);
        }
        if after_blank {
            return Ok(true);
        }
        let Some(next) = self.line()? else {
            return Ok(false);
        };
        let header = matches!(&next, Line::Text { bytes, .. } if is_header(bytes));
        self.ahead.push_front(next);
        Ok(header)
    }
}

impl Mail {
    /// Whether all of it is in memory.
    pub(super) fn is_whole(&self) -> bool {
        self.bytes.len() as u64 == self.length
    }

    fn add(&mut self, line: &Line, unescape: bool) {
        let (bytes, length) = match line {
            Line::Text { bytes, .. } => (bytes, bytes.len() as u64),
            Line::TooLong { beginning, length, .. } => (beginning, *length),
        };
        let escaped = unescape && is_escaped(bytes);
        let bytes = bytes.get(usize::from(escaped)..).unwrap_or_default();
        let was_whole = self.is_whole();
        self.length += length + 1 - u64::from(escaped);
        if was_whole && self.length <= MAX_RECORD as u64 {
            self.bytes.extend_from_slice(bytes);
            self.bytes.push(b'\n');
        } else if was_whole {
            self.bytes.extend(bytes.iter().take(MAX_RAW));
            self.bytes.truncate(MAX_RAW);
            self.bytes.shrink_to_fit();
        }
    }
}

fn number_of(line: &Line) -> u64 {
    match line {
        Line::Text { number, .. } | Line::TooLong { number, .. } => *number,
    }
}

fn is_blank(line: &Line) -> bool {
    matches!(line, Line::Text { bytes, .. } if bytes.is_empty() || bytes.as_slice() == b"\r")
}

/// `>From `, `>>From ` …
fn is_escaped(line: &[u8]) -> bool {
    let rest = line.iter().position(|byte| *byte != b'>').and_then(|at| line.get(at..));
    line.first() == Some(&b'>') && rest.is_some_and(|rest| rest.starts_with(b"From "))
}

/// Sender and date of a line that begins a mail: it has a time and a year.
fn envelope(line: &Line) -> Option<String> {
    let Line::Text { bytes, .. } = line else {
        return None;
    };
    let rest = bytes.strip_prefix(b"From ")?;
    if rest.len() > 1_000 {
        return None;
    }
    let text = String::from_utf8_lossy(rest).into_owned();
    let is_time = |word: &str| {
        let mut parts = word.splitn(3, ':').map(|part| part.get(..2).unwrap_or(part));
        let mut number = || parts.next().is_some_and(|part| part.parse::<u8>().is_ok());
        number() && number()
    };
    let is_year = |word: &str| word.len() == 4 && word.parse::<u16>().is_ok_and(|year| year > 1900);
    let proper = text.split_whitespace().any(is_time) && text.split_whitespace().any(is_year);
    proper.then_some(text)
}

/// `Name: …`
fn is_header(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    name.len() < line.len()
        && !name.is_empty()
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mails(content: &[u8]) -> Vec<(u64, String, String)> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.mbox");
        std::fs::write(&path, content).unwrap();
        let mut mbox = Mbox::open(&path).unwrap();
        let mut found = Vec::new();
        while let Some(mail) = mbox.next().unwrap() {
            assert!(mail.is_whole());
            let text = String::from_utf8_lossy(&mail.bytes).into_owned();
            found.push((mail.number, mail.envelope, text));
        }
        assert_eq!(mbox.read(), content.len() as u64);
        found
    }

    #[test]
    fn mails_are_told_apart() {
        let content = b"From a@example.org Tue Jul 23 19:39:23 2002\nSubject: x\r\n\r\n\
            From here on it is text\n>From the start\n>>From b\n> From c\n\n\
            From b at example.org  Tue Jul 23 19:39 +0300 2002\nSubject: y\n\nend";
        let found = mails(content);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].1, "a@example.org Tue Jul 23 19:39:23 2002");
        let text = "Subject: x\n\nFrom here on it is text\nFrom the start\n>From b\n> From c\n\n";
        assert_eq!(found[0].2, text);
        assert_eq!((found[1].0, found[1].2.as_str()), (9, "Subject: y\n\nend\n"));
    }

    #[test]
    fn a_forgotten_empty_line_does_not_join_mails() {
        let content = b"From a Tue Jul 23 19:39:23 2002\nSubject: x\n\nbody\n\
            From b Tue Jul 23 19:39:23 2002\nSubject: y\n\n\
            was quoted:\nFrom c Tue Jul 23 19:39:23 2002\nand so on\n";
        assert_eq!(mails(content).len(), 2);
    }

    #[test]
    fn a_file_without_envelope_is_one_mail() {
        let found = mails(b"\nSubject: x\n\nbody\n\nFrom a Tue Jul 23 19:39:23 2002\nmore\n");
        assert_eq!(found.len(), 1);
        assert!(found[0].1.is_empty() && found[0].2.ends_with("2002\nmore\n"));
        assert!(mails(b"").is_empty());
    }

    #[test]
    fn a_huge_mail_keeps_its_beginning_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.mbox");
        let mut content = b"From a Tue Jul 23 19:39:23 2002\nSubject: big\n\n".to_vec();
        for _ in 0..33 {
            content.extend(vec![b'x'; 1 << 20]);
            content.push(b'\n');
        }
        content.extend_from_slice(b"\nFrom b Tue Jul 23 19:39:23 2002\nSubject: y\n\n");
        std::fs::write(&path, content).unwrap();
        let mut mbox = Mbox::open(&path).unwrap();
        let big = mbox.next().unwrap().unwrap();
        assert!(!big.is_whole() && big.length > MAX_RECORD as u64 && big.bytes.len() <= MAX_RAW);
        assert!(big.bytes.starts_with(b"Subject: big"));
        assert!(mbox.next().unwrap().unwrap().is_whole());
        assert!(mbox.next().unwrap().is_none());
    }
}
