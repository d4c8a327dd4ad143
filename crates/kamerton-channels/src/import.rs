//! The contract of an importer.
//!
//! * **Streaming.** [`Importer::next`] is called until it returns `None`; it reads no further than
//!   it must. Memory stays flat whatever the size of the input.
//! * **Deterministic.** Two runs over the same files give the same items in the same order: a
//!   killed import resumes by skipping the items already stored.
//! * **Nothing lost silently.** What cannot be used becomes a [`Refusal`] that names the place and
//!   the reason and carries the raw record; the rest goes on.
//! * **Same keys as live.** Remote keys are canonical, equal for import and live.

use std::path::{Path, PathBuf};

use kamerton_core::fact::Fact;
use kamerton_core::time::Zone;
use serde::{Deserialize, Serialize};

/// The longest text of one message that is kept, in bytes. Longer ones are refused with their
/// beginning kept: the largest real message in any archive measured is under 200 kB.
pub const MAX_TEXT: usize = 1 << 20;

/// The longest single record (a line, a JSON object, a page element) that is read into memory.
pub const MAX_RECORD: usize = 32 << 20;

/// How many bytes of a refused record are kept.
pub const MAX_RAW: usize = 4 << 10;

/// What the person who imports says about the files.
#[derive(Clone, Debug)]
pub struct Options {
    /// `--place NAME`: the title of the place, and its name where the source gives none.
    pub place: Option<String>,
    /// `--zone`: the zone of times that carry none.
    pub zone: Option<Zone>,
    /// `--map FIELD=COLUMN`: which column holds what, for tables.
    pub columns: Vec<(String, String)>,
}

/// One item of an import.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// A fact to store. Boxed: a message is large beside a refusal.
    Fact(Box<Fact>),
    /// A record that cannot be used.
    Refused(Refusal),
}

/// Why a record was not used, and what it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// File with line, entry or element: `messages2.html: message4711`.
    #[serde(rename = "where")]
    pub place: String,
    /// What is wrong, in a sentence.
    pub why: String,
    /// The beginning of the raw record, at most [`MAX_RAW`] bytes.
    #[serde(skip)]
    pub raw: String,
}

impl Refusal {
    /// A refusal; `raw` is cut to [`MAX_RAW`] bytes and cleaned of NUL.
    pub fn new(place: impl Into<String>, why: impl Into<String>, raw: &str) -> Self {
        let cut = (0..=MAX_RAW.min(raw.len())).rev().find(|at| raw.is_char_boundary(*at));
        let raw = raw[..cut.unwrap_or(0)].replace('\0', "\u{FFFD}");
        Self { place: place.into(), why: why.into(), raw }
    }
}

/// What stops an import as a whole.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read.
    #[error(
        "cannot read {path}: {source}. What was imported so far is safe; run the same command again when the file can be read"
    )]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not of this format.
    #[error("{path} is not {expected}: {found}. Nothing of it was imported")]
    Foreign {
        /// The file.
        path: PathBuf,
        /// What was expected: `a Telegram Desktop export`.
        expected: &'static str,
        /// What was found instead.
        found: String,
    },
    /// Times in the source carry no zone and none was named.
    #[error(
        "the times in {path} carry no zone: name it with --zone, for example --zone Europe/Moscow"
    )]
    ZoneNeeded {
        /// The file.
        path: PathBuf,
    },
    /// A table does not say which column holds what.
    #[error("{path}: {message}")]
    Columns {
        /// The file.
        path: PathBuf,
        /// What is missing, what columns there are and how to map them.
        message: String,
    },
    /// Nothing to import.
    #[error("{0}")]
    Nothing(String),
}

/// Where an import stands, for a progress line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Bytes read of the files as they lie on disk.
    pub read: u64,
    /// Bytes in all.
    pub total: u64,
}

/// A running import of one kind of source.
pub trait Importer: Send {
    /// The next item; `None` at the end. After an error nothing more may be asked.
    ///
    /// # Errors
    /// Only what stops the whole import; a bad record is an [`Item::Refused`].
    fn next(&mut self) -> Result<Option<Item>, ImportError>;

    /// How far it has read.
    fn progress(&self) -> Progress;
}

/// An importer over the given files or folders.
pub type Opened = Result<Box<dyn Importer>, ImportError>;

/// Opens an importer over files or folders.
pub type Open = fn(&[PathBuf], &Options) -> Opened;

/// Maps an I/O error to [`ImportError::Io`] with its path.
pub fn io_error(path: &Path) -> impl FnOnce(std::io::Error) -> ImportError + use<> {
    let path = path.to_path_buf();
    move |source| ImportError::Io { path, source }
}
