//! A buffered file that knows its path and how much of it was read.

use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::{Path, PathBuf};

use crate::import::{ImportError, MAX_RAW, io_error};

/// How much is read from disk at once.
const BUFFER: usize = 256 << 10;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A file being read from front to back.
pub(crate) struct Source {
    path: PathBuf,
    reader: BufReader<Box<dyn Read + Send>>,
    read: u64,
}

impl Source {
    /// Opens the file and steps over a UTF-8 byte order mark.
    pub(crate) fn open(path: &Path) -> Result<Self, ImportError> {
        let file = File::open(path).map_err(io_error(path))?;
        Self::over(path, Box::new(file))
    }

    /// Reads what `reader` gives, an entry of an archive for example; errors name it `path`.
    pub(crate) fn over(path: &Path, reader: Box<dyn Read + Send>) -> Result<Self, ImportError> {
        let reader = BufReader::with_capacity(BUFFER, reader);
        let mut source = Self { path: path.to_path_buf(), reader, read: 0 };
        if source.peek()?.starts_with(BYTE_ORDER_MARK) {
            source.consume(BYTE_ORDER_MARK.len());
        }
        Ok(source)
    }

    /// The bytes at hand, at least one unless the file has ended.
    pub(crate) fn peek(&mut self) -> Result<&[u8], ImportError> {
        // `fill_buf` is asked twice because the borrow checker cannot see that an interrupted
        // read returned no buffer; the second call finds the buffer filled and costs nothing.
        loop {
            match self.reader.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(io_error(&self.path)(error)),
            }
        }
        self.reader.fill_buf().map_err(io_error(&self.path))
    }

    /// Marks bytes of the last [`Source::peek`] as used.
    pub(crate) fn consume(&mut self, bytes: usize) {
        self.reader.consume(bytes);
        self.read = self.read.saturating_add(bytes as u64);
    }

    /// Bytes used so far.
    pub(crate) fn read(&self) -> u64 {
        self.read
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// One record being put together: whole up to a limit, beyond it only its beginning and length.
#[derive(Default)]
pub(crate) struct Record {
    bytes: Vec<u8>,
    length: u64,
}

impl Record {
    /// Adds bytes; beyond `limit` only the first [`MAX_RAW`] stay in memory.
    pub(crate) fn add(&mut self, bytes: &[u8], limit: usize) {
        self.length = self.length.saturating_add(bytes.len() as u64);
        if self.length <= limit as u64 {
            self.bytes.extend_from_slice(bytes);
            return;
        }
        let room = MAX_RAW.saturating_sub(self.bytes.len()).min(bytes.len());
        self.bytes.extend_from_slice(bytes.get(..room).unwrap_or_default());
        if self.bytes.len() > MAX_RAW {
            self.bytes.truncate(MAX_RAW);
            self.bytes.shrink_to_fit();
        }
    }

    /// Length of the record in the file.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// Whether all of it is in memory.
    pub(crate) fn whole(&self) -> bool {
        self.bytes.len() as u64 == self.length
    }

    /// The bytes kept.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The first [`MAX_RAW`] bytes.
    pub(crate) fn into_beginning(mut self) -> Vec<u8> {
        self.bytes.truncate(MAX_RAW);
        self.bytes
    }
}
