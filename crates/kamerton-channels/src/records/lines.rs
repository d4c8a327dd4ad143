//! Lines of a file, split on `\n` only: a text may contain U+2028 or U+0085.

use std::path::Path;

use super::source::{Record, Source};
use crate::import::{ImportError, MAX_RECORD};

/// A line of a file. Numbers begin with 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A line without its line end.
    Text {
        /// Which line of the file.
        number: u64,
        /// What is in it, in the file's own encoding.
        bytes: Vec<u8>,
    },
    /// A line longer than [`MAX_RECORD`]; it was passed over.
    TooLong {
        /// Which line of the file.
        number: u64,
        /// Its length in bytes.
        length: u64,
        /// Its first bytes.
        beginning: Vec<u8>,
    },
}

/// Reads a file line by line with flat memory.
pub struct Lines {
    source: Source,
    number: u64,
}

impl Lines {
    /// Opens the file; a UTF-8 byte order mark is stepped over.
    ///
    /// # Errors
    /// [`ImportError::Io`] when it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        Ok(Self { source: Source::open(path)?, number: 0 })
    }

    /// The next line, empty ones included; `None` at the end. The last line needs no line end.
    ///
    /// # Errors
    /// [`ImportError::Io`] when the file cannot be read on.
    #[allow(clippy::should_implement_trait, reason = "an iterator cannot fail this way")]
    pub fn next(&mut self) -> Result<Option<Line>, ImportError> {
        let mut record = Record::default();
        loop {
            let buffer = self.source.peek()?;
            if buffer.is_empty() {
                break if record.length() == 0 { Ok(None) } else { Ok(Some(self.line(record))) };
            }
            let end = memchr::memchr(b'\n', buffer);
            record.add(buffer.get(..end.unwrap_or(buffer.len())).unwrap_or_default(), MAX_RECORD);
            let used = end.map_or(buffer.len(), |at| at + 1);
            self.source.consume(used);
            if end.is_some() {
                break Ok(Some(self.line(record)));
            }
        }
    }

    /// Bytes read so far.
    pub fn read(&self) -> u64 {
        self.source.read()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.source.path()
    }

    fn line(&mut self, record: Record) -> Line {
        self.number += 1;
        if !record.whole() {
            let length = record.length();
            return Line::TooLong {
                number: self.number,
                length,
                beginning: record.into_beginning(),
            };
        }
        let mut bytes = record.into_bytes();
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Line::Text { number: self.number, bytes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::MAX_RAW;

    fn lines_of(content: &[u8]) -> Vec<Line> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lines");
        std::fs::write(&path, content).unwrap();
        let mut lines = Lines::open(&path).unwrap();
        let mut all = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            all.push(line);
        }
        assert_eq!(lines.read(), content.len() as u64);
        all
    }

    fn text(number: u64, bytes: &[u8]) -> Line {
        Line::Text { number, bytes: bytes.to_vec() }
    }

    #[test]
    fn lines_end_at_line_feeds_only() {
        let content = "\u{FEFF}one\r\n\ntw\u{2028}o\u{85}\rx\nlast".as_bytes();
        let expected = [
            text(1, b"one"),
            text(2, b""),
            text(3, "tw\u{2028}o\u{85}\rx".as_bytes()),
            text(4, b"last"),
        ];
        assert_eq!(lines_of(content), expected);
        assert_eq!(lines_of(b""), []);
        assert_eq!(lines_of(b"\n"), [text(1, b"")]);
    }

    #[test]
    fn a_line_beyond_the_limit_is_passed_over() {
        let mut content = vec![b'a'; MAX_RECORD + 7];
        content.extend_from_slice(b"\nnext\n");
        let lines = lines_of(&content);
        let Line::TooLong { number: 1, length, beginning } = &lines[0] else { panic!("{lines:?}") };
        assert_eq!((*length, beginning.len()), (MAX_RECORD as u64 + 7, MAX_RAW));
        assert_eq!(lines[1], text(2, b"next"));
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Lines::open(Path::new("no/such.jsonl")).err().unwrap().to_string();
        assert!(error.contains("no/such.jsonl"), "{error}");
    }
}
