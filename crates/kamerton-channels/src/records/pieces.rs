//! Pieces of a page that each begin with the same bytes, as messages in an HTML export do.

use std::path::Path;

use memchr::memmem::Finder;

use super::source::Source;
use crate::import::{ImportError, MAX_RAW, MAX_RECORD};

/// A piece of a file, from one mark to the next. Piece 0 is what comes before the first mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A piece, beginning with the mark unless it is piece 0.
    Whole {
        /// Which piece of the file.
        number: u64,
        /// Its bytes.
        bytes: Vec<u8>,
        /// Whether the file ends with it.
        last: bool,
    },
    /// A piece longer than [`MAX_RECORD`]; it was passed over.
    TooLong {
        /// Which piece of the file.
        number: u64,
        /// Its length in bytes.
        length: u64,
        /// Its first bytes.
        beginning: Vec<u8>,
    },
}

/// Cuts a file into pieces with flat memory.
pub struct Pieces {
    source: Source,
    mark: Finder<'static>,
    /// Pieces handed over since the last read, the piece being read and what follows it.
    buffer: Vec<u8>,
    /// Where in the buffer the current piece begins.
    start: usize,
    /// From where on the buffer has not been searched.
    searched: usize,
    /// Bytes of the current piece that were let go because it is too long.
    dropped: u64,
    beginning: Vec<u8>,
    number: u64,
    ended: bool,
}

impl Pieces {
    /// Opens a file of pieces that begin with `mark`.
    ///
    /// # Errors
    /// [`ImportError::Io`] when it cannot be opened.
    pub fn open(path: &Path, mark: &str) -> Result<Self, ImportError> {
        Ok(Self {
            source: Source::open(path)?,
            mark: Finder::new(mark.as_bytes()).into_owned(),
            buffer: Vec::new(),
            start: 0,
            searched: 0,
            dropped: 0,
            beginning: Vec::new(),
            number: 0,
            ended: false,
        })
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// [`ImportError::Io`] when the file cannot be read on.
    #[allow(clippy::should_implement_trait, reason = "an iterator cannot fail this way")]
    pub fn next(&mut self) -> Result<Option<Piece>, ImportError> {
        while !self.ended {
            let rest = self.buffer.get(self.searched..).unwrap_or_default();
            if let Some(at) = self.mark.find(rest).map(|at| at + self.searched) {
                return Ok(Some(self.cut(at, false)));
            }
            let unsearched = self.mark.needle().len().saturating_sub(1);
            self.searched = self.buffer.len().saturating_sub(unsearched).max(self.searched);
            self.make_room();
            let more = self.source.peek()?;
            let length = more.len();
            self.buffer.extend_from_slice(more);
            self.source.consume(length);
            self.ended = length == 0;
        }
        let over = self.start == self.buffer.len() && self.dropped == 0;
        Ok((!over).then(|| self.cut(self.buffer.len(), true)))
    }

    /// Bytes read so far.
    pub fn read(&self) -> u64 {
        self.source.read()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        self.source.path()
    }

    fn cut(&mut self, at: usize, last: bool) -> Piece {
        let bytes = self.buffer.get(self.start..at).unwrap_or_default().to_vec();
        let number = self.number;
        self.number += 1;
        self.start = at;
        // The next piece begins with the mark itself.
        self.searched = (at + self.mark.needle().len()).min(self.buffer.len());
        let dropped = std::mem::take(&mut self.dropped);
        if dropped == 0 {
            return Piece::Whole { number, bytes, last };
        }
        let length = dropped.saturating_add(bytes.len() as u64);
        Piece::TooLong { number, length, beginning: std::mem::take(&mut self.beginning) }
    }

    /// Lets go of pieces handed over, and of the searched part of one that has become too long.
    fn make_room(&mut self) {
        self.searched = self.searched.max(self.start);
        self.forget(self.start);
        if self.buffer.len() <= MAX_RECORD {
            return;
        }
        if self.dropped == 0 {
            self.beginning = self.buffer.get(..MAX_RAW).unwrap_or_default().to_vec();
        }
        self.dropped = self.dropped.saturating_add(self.searched as u64);
        self.forget(self.searched);
    }

    fn forget(&mut self, bytes: usize) {
        self.buffer.drain(..bytes);
        self.searched = self.searched.saturating_sub(bytes);
        self.start = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces_of(content: &[u8]) -> Vec<Piece> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("page");
        std::fs::write(&path, content).unwrap();
        let mut pieces = Pieces::open(&path, "<m>").unwrap();
        let mut all = Vec::new();
        while let Some(piece) = pieces.next().unwrap() {
            all.push(piece);
        }
        all
    }

    fn whole(number: u64, text: &str, last: bool) -> Piece {
        Piece::Whole { number, bytes: text.into(), last }
    }

    #[test]
    fn pieces_begin_with_the_mark() {
        assert_eq!(
            pieces_of(b"head<m>a<m><m>b<"),
            [
                whole(0, "head", false),
                whole(1, "<m>a", false),
                whole(2, "<m>", false),
                whole(3, "<m>b<", true)
            ]
        );
        assert_eq!(pieces_of(b"<m>"), [whole(0, "", false), whole(1, "<m>", true)]);
        assert_eq!(pieces_of(b""), []);
    }

    #[test]
    fn marks_are_found_across_reads() {
        let mut content = vec![b'x'; (256 << 10) - 1];
        content.extend_from_slice(b"<m>a<m>b");
        let pieces = pieces_of(&content);
        assert_eq!(pieces[1..], [whole(1, "<m>a", false), whole(2, "<m>b", true)]);
    }

    #[test]
    fn a_piece_beyond_the_limit_is_passed_over() {
        let mut content = b"<m>".to_vec();
        content.resize(MAX_RECORD * 2, b'x');
        content.extend_from_slice(b"<m>b");
        let pieces = pieces_of(&content);
        let Piece::TooLong { number: 1, length, beginning } = &pieces[1] else { panic!() };
        assert_eq!((*length, beginning.len()), (MAX_RECORD as u64 * 2, MAX_RAW));
        assert_eq!(pieces[2], whole(2, "<m>b", true));
    }
}
