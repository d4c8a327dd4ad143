//! Rows that are too many for memory and are wanted by account: kept in parts by the first bits of
//! the account's id, in memory while they are few, else in files without a name. A part is small
//! enough to be sorted by itself, and the parts follow each other as the ids do.

use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::marker::PhantomData;
use std::path::PathBuf;

use kamerton_core::entry::{Entry, EntryKind};
use kamerton_core::id::IdentityId;
use kamerton_core::time::Day;
use kamerton_store::rollups::PersonDay;
use kamerton_store::{Store, StoreError};
use uuid::Uuid;

use crate::error::Result;

/// How many parts there are: as many as six bits tell.
pub(crate) const PARTS: usize = 64;
/// Bytes that are kept in memory before they go to files.
const HELD: usize = 32 << 20;

/// A row that can be kept.
pub(crate) trait Packed: Sized {
    /// Whose it is.
    fn owner(&self) -> IdentityId;
    /// Writes it; every row of a type takes the same number of bytes.
    fn pack(&self, bytes: &mut Vec<u8>);
    /// Reads what [`Packed::pack`] wrote; `None` at the end.
    fn unpack(bytes: &mut &[u8]) -> Option<Self>;
}

/// Rows in parts.
pub(crate) struct Spill<T> {
    folder: PathBuf,
    parts: Vec<Part>,
    held: usize,
    rows: PhantomData<T>,
}

#[derive(Default)]
struct Part {
    held: Vec<u8>,
    file: Option<File>,
}

impl<T: Packed> Spill<T> {
    /// An empty one: beside the database where it is a file, else where temporary files are.
    pub fn new(store: &Store) -> Self {
        let beside = store.file().and_then(|file| file.parent()).map(PathBuf::from);
        Self {
            folder: beside.unwrap_or_else(std::env::temp_dir),
            parts: (0..PARTS).map(|_| Part::default()).collect(),
            held: 0,
            rows: PhantomData,
        }
    }

    /// Keeps a row.
    ///
    /// # Errors
    /// When the disk cannot take it.
    pub fn add(&mut self, row: &T) -> Result<()> {
        let at = usize::from(row.owner().0.as_bytes()[0] >> 2);
        let Some(part) = self.parts.get_mut(at) else { return Ok(()) };
        let before = part.held.len();
        row.pack(&mut part.held);
        self.held += part.held.len() - before;
        if self.held < HELD {
            return Ok(());
        }
        self.held = 0;
        let folder = &self.folder;
        let written = self.parts.iter_mut().try_for_each(|part| part.write(folder));
        written.map_err(|error| self.error(error))
    }

    /// The rows of a part, in the order in which they came; they are kept no longer.
    ///
    /// # Errors
    /// When the disk does not give them back.
    pub fn take(&mut self, at: usize) -> Result<Vec<T>> {
        let part = self.parts.get_mut(at).map(std::mem::take).unwrap_or_default();
        let bytes = part.read().map_err(|error| self.error(error))?;
        let mut left = bytes.as_slice();
        Ok(std::iter::from_fn(|| T::unpack(&mut left)).collect())
    }

    fn error(&self, error: io::Error) -> crate::error::AppError {
        StoreError::File(self.folder.display().to_string(), error).into()
    }
}

impl Part {
    fn write(&mut self, folder: &PathBuf) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile_in(folder)?,
        };
        file.write_all(&self.held)?;
        self.held.clear();
        self.file = Some(file);
        Ok(())
    }

    fn read(self) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if let Some(mut file) = self.file {
            file.rewind()?;
            file.read_to_end(&mut bytes)?;
        }
        bytes.extend(self.held);
        Ok(bytes)
    }
}

/// Takes the next bytes off the front.
pub(crate) fn next<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (first, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(*first)
}

pub(crate) fn next_uuid(bytes: &mut &[u8]) -> Option<Uuid> {
    next(bytes).map(Uuid::from_bytes)
}

pub(crate) fn next_int(bytes: &mut &[u8]) -> Option<i64> {
    next(bytes).map(i64::from_le_bytes)
}

fn next_day(bytes: &mut &[u8]) -> Option<Day> {
    next(bytes).map(|bytes| Day(i32::from_le_bytes(bytes)))
}

impl Packed for PersonDay {
    fn owner(&self) -> IdentityId {
        self.identity
    }

    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.identity.0.as_bytes());
        bytes.extend(self.day.0.to_le_bytes());
        bytes.extend(self.place.0.as_bytes());
        bytes.extend(self.messages.to_le_bytes());
        bytes.extend(self.reactions.to_le_bytes());
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        Some(Self {
            identity: next_uuid(bytes)?.into(),
            day: next_day(bytes)?,
            place: next_uuid(bytes)?.into(),
            messages: next_int(bytes)?,
            reactions: next_int(bytes)?,
        })
    }
}

impl Packed for Entry {
    fn owner(&self) -> IdentityId {
        self.identity
    }

    fn pack(&self, bytes: &mut Vec<u8>) {
        bytes.extend(self.identity.0.as_bytes());
        bytes.extend(self.day.0.to_le_bytes());
        bytes.push(self.kind as u8);
        bytes.extend(self.ground.0.as_bytes());
        bytes.extend(self.weight.to_le_bytes());
        bytes.extend(self.other.0.as_bytes());
        bytes.extend(self.since.0.to_le_bytes());
    }

    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let identity = next_uuid(bytes)?.into();
        let day = next_day(bytes)?;
        let [kind] = next(bytes)?;
        Some(Self {
            identity,
            day,
            kind: EntryKind::from_code(i64::from(kind))?,
            ground: next_uuid(bytes)?.into(),
            weight: next_int(bytes)?,
            other: next_uuid(bytes)?.into(),
            since: next_day(bytes)?,
        })
    }
}
