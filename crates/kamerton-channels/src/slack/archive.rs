//! The files of an export, in its ZIP or unpacked, read as streams.
//!
//! An archive comes from outside and may be made to harm. Nothing of it is written to disk. What
//! an entry unpacks to is counted while it is read, whatever its header says: an entry beyond one
//! of the [`LIMITS`], and all that comes after the last of them, is refused by name.

use std::fs::File;
use std::io::{BufReader, Error, Read, Seek, SeekFrom, Take};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::Crc;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::import::{ImportError, Refusal, io_error};
use crate::records::{files, natural_order};

/// How much an archive may unpack to.
#[derive(Clone, Copy)]
pub(super) struct Limits {
    /// The largest entry read.
    pub entry: u64,
    /// From this size on the ratio is looked at: small texts of one repeated word shrink well.
    pub suspicious: u64,
    /// How many times its packed size a suspicious entry may grow to.
    pub ratio: u64,
    /// The largest archive.
    pub total: u64,
}

/// A day of the busiest channel takes some megabytes. JSON shrinks about tenfold; deflate cannot
/// shrink anything more than about 1000-fold.
pub(super) const LIMITS: Limits =
    Limits { entry: 256 << 20, suspicious: 64 << 20, ratio: 200, total: 50 << 30 };

/// The most entries: ten years of thirty channels are as many.
const MAX_ENTRIES: usize = 100_000;

/// A JSON file of an export.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its path inside the export with `/` between the parts.
    pub name: String,
    /// Its size when unpacked, as far as the archive can be believed.
    pub size: u64,
    location: Location,
}

#[derive(Clone, Debug)]
enum Location {
    File(PathBuf),
    Packed { archive: PathBuf, start: u64, length: u64, deflated: bool, checksum: u32 },
}

/// What was read of an archive so far, and what was wrong with the entry being read.
#[derive(Clone)]
pub(super) struct Guard {
    limits: Limits,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    total: u64,
    trouble: Option<String>,
}

impl Guard {
    /// Nothing read yet.
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, state: Arc::default() }
    }

    /// What was wrong with the entry being read; asked once.
    pub(super) fn trouble(&self) -> Option<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).trouble.take()
    }

    fn stop(&self, why: String) -> Error {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).trouble = Some(why.clone());
        Error::other(why)
    }

    /// Counts bytes; the sum so far.
    fn count(&self, bytes: u64) -> u64 {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.total = state.total.saturating_add(bytes);
        state.total
    }
}

/// The JSON files of an export in natural order, and the entries that are refused.
///
/// # Errors
/// [`ImportError::Io`]; [`ImportError::Foreign`] when a file is no ZIP archive.
pub(super) fn entries(path: &Path) -> Result<(Vec<Entry>, Vec<Refusal>), ImportError> {
    if path.is_dir() {
        return Ok((unpacked(path)?, Vec::new()));
    }
    let (mut entries, refused) = packed(path)?;
    entries.sort_by(|a, b| natural_order(&a.name, &b.name));
    Ok((entries, refused))
}

fn unpacked(folder: &Path) -> Result<Vec<Entry>, ImportError> {
    let entry = |path: PathBuf| {
        let inside = path.strip_prefix(folder).unwrap_or(&path);
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        let size = std::fs::metadata(&path).map_or(0, |about| about.len());
        Entry { name: parts.join("/"), size, location: Location::File(path.clone()) }
    };
    Ok(files(&[folder.to_path_buf()], &["json"])?.into_iter().map(entry).collect())
}

fn packed(path: &Path) -> Result<(Vec<Entry>, Vec<Refusal>), ImportError> {
    let file = File::open(path).map_err(io_error(path))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| {
        foreign(path, format!("it is no ZIP archive that can be read: {error}"))
    })?;
    if archive.len() > MAX_ENTRIES {
        return Err(foreign(path, format!("it holds {} files, over {MAX_ENTRIES}", archive.len())));
    }
    let (mut entries, mut refused) = (Vec::new(), Vec::new());
    for index in 0..archive.len() {
        match entry(&mut archive, index, path) {
            Ok(entry) => entries.extend(entry),
            Err((name, why)) => refused.push(Refusal::new(name, why, "")),
        }
    }
    Ok((entries, refused))
}

/// One entry; `None` for folders and for files that hold no JSON.
fn entry(
    archive: &mut ZipArchive<BufReader<File>>,
    index: usize,
    path: &Path,
) -> Result<Option<Entry>, (String, String)> {
    let unnamed = || format!("entry {}", index.saturating_add(1));
    let found = archive.by_index_raw(index).map_err(|error| (unnamed(), error.to_string()))?;
    let name = found.name().map_err(|error| (unnamed(), error.to_string()))?.into_owned();
    let is_json = Path::new(&name).extension().is_some_and(|end| end.eq_ignore_ascii_case("json"));
    if found.is_dir() || !is_json {
        return Ok(None);
    }
    if leads_out(&name) {
        return Err((name, "its name leads out of the archive: it is not read".to_owned()));
    }
    if found.encrypted() {
        return Err((name, "it is encrypted: unpack the archive with its password".to_owned()));
    }
    let deflated = match found.compression() {
        CompressionMethod::Stored => false,
        CompressionMethod::Deflated => true,
        other => return Err((name, format!("it is packed with {other}, not with deflate"))),
    };
    let Some(start) = found.data_start() else {
        return Err((name, "the archive does not tell where it begins".to_owned()));
    };
    let (archive, length, checksum) = (path.to_path_buf(), found.compressed_size(), found.crc32());
    let size = found.size().min(LIMITS.entry);
    let location = Location::Packed { archive, start, length, deflated, checksum };
    Ok(Some(Entry { name, size, location }))
}

fn leads_out(name: &str) -> bool {
    name.starts_with(['/', '\\'])
        || name.chars().nth(1) == Some(':')
        || name.split(['/', '\\']).any(|part| part == "..")
}

fn foreign(path: &Path, found: String) -> ImportError {
    ImportError::Foreign { path: path.to_path_buf(), expected: super::import::EXPECTED, found }
}

impl Entry {
    /// Opens the entry for reading.
    ///
    /// # Errors
    /// [`ImportError::Io`].
    pub(super) fn open(&self, guard: &Guard) -> Result<Box<dyn Read + Send>, ImportError> {
        let (path, start, length, deflated, checksum) = match &self.location {
            Location::File(path) => {
                return Ok(Box::new(File::open(path).map_err(io_error(path))?));
            }
            Location::Packed { archive, start, length, deflated, checksum } => {
                (archive, *start, *length, *deflated, *checksum)
            }
        };
        let mut file = File::open(path).map_err(io_error(path))?;
        file.seek(SeekFrom::Start(start)).map_err(io_error(path))?;
        let packed: Take<File> = file.take(length);
        let inner: Box<dyn Read + Send> = match deflated {
            true => Box::new(DeflateDecoder::new(BufReader::new(packed))),
            false => Box::new(packed),
        };
        let guard = guard.clone();
        Ok(Box::new(Guarded { inner, guard, packed: length, read: 0, crc: Crc::new(), checksum }))
    }

    /// A path that names the entry in messages.
    pub(super) fn path(&self) -> PathBuf {
        match &self.location {
            Location::File(path) => path.clone(),
            Location::Packed { archive, .. } => archive.join(&self.name),
        }
    }
}

/// Counts what an entry unpacks to and stops where it goes beyond all measure.
struct Guarded {
    inner: Box<dyn Read + Send>,
    guard: Guard,
    packed: u64,
    read: u64,
    crc: Crc,
    checksum: u32,
}

impl Read for Guarded {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Error> {
        let bytes = match self.inner.read(buffer) {
            Ok(bytes) => bytes,
            // A decoder says this of broken data; a disk that cannot be read says something else.
            Err(error) if is_damage(&error) => {
                return Err(self.guard.stop(format!("the archive is damaged here: {error}")));
            }
            Err(error) => return Err(error),
        };
        if bytes == 0 && !buffer.is_empty() && self.crc.sum() != self.checksum {
            let why = "the archive is damaged here: its checksum does not match";
            return Err(self.guard.stop(why.to_owned()));
        }
        self.crc.update(buffer.get(..bytes).unwrap_or_default());
        self.read = self.read.saturating_add(bytes as u64);
        let total = self.guard.count(bytes as u64);
        match self.guard.limits.exceeded(self.read, self.packed, total) {
            Some(why) => Err(self.guard.stop(why)),
            None => Ok(bytes),
        }
    }
}

fn is_damage(error: &Error) -> bool {
    use std::io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}

impl Limits {
    fn exceeded(&self, read: u64, packed: u64, total: u64) -> Option<String> {
        if read > self.suspicious && read / self.ratio > packed {
            return Some(format!(
                "it unpacks to more than {} times its size: this is how an archive is made to \
                 fill a machine. It was left at {} MB",
                self.ratio,
                read >> 20
            ));
        }
        if read > self.entry {
            return Some(format!("it is larger than {} MB", self.entry >> 20));
        }
        (total > self.total).then(|| format!("the archive unpacks to over {} GB", self.total >> 30))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits() {
        let Limits { entry, suspicious, total, .. } = LIMITS;
        let why = |read, packed, total| LIMITS.exceeded(read, packed, total).unwrap_or_default();
        assert_eq!(why(suspicious, 1, 0), "");
        assert!(why(suspicious + 1, 1, 0).contains("200 times"));
        assert_eq!(why(suspicious + 1, suspicious / 100, 0), "");
        assert!(why(entry + 1, entry, 0).contains("256 MB"));
        assert!(why(1, 1, total + 1).contains("50 GB"));
    }

    #[test]
    fn names_that_lead_out() {
        for name in ["../a.json", "a/../../b.json", "/etc/a.json", "C:\\a.json", "..\\a.json"] {
            assert!(leads_out(name), "{name}");
        }
        assert!(!leads_out("general/2024-01-01.json"));
        assert!(!leads_out("a..b/2024-01-01.json"));
    }
}
