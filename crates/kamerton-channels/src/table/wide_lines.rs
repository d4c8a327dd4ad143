//! Lines of a UTF-16 file, handed over as UTF-8.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use crate::import::{ImportError, MAX_RAW, MAX_RECORD, io_error};
use crate::records::Line;

/// Reads a file that begins with a UTF-16 byte order mark.
pub(super) struct WideLines {
    path: PathBuf,
    reader: BufReader<File>,
    big_endian: bool,
    read: u64,
    number: u64,
}

impl WideLines {
    /// Opens the file and steps over its mark.
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        let reader = BufReader::new(File::open(path).map_err(io_error(path))?);
        let path = path.to_path_buf();
        let mut lines = Self { path, reader, big_endian: false, read: 0, number: 0 };
        lines.big_endian = lines.unit()? == Some(0xFFFE);
        Ok(lines)
    }

    /// The next line without its line end.
    pub(super) fn next(&mut self) -> Result<Option<Line>, ImportError> {
        let (mut units, mut length) = (Vec::new(), 0_u64);
        let mut ended = false;
        while let Some(unit) = self.unit()? {
            ended = unit == u16::from(b'\n');
            if ended {
                break;
            }
            length += 2;
            // A unit becomes at most three bytes of UTF-8.
            if length <= MAX_RECORD as u64 / 3 || units.len() < MAX_RAW / 3 {
                units.push(unit);
            } else if units.len() > MAX_RAW / 3 {
                units.truncate(MAX_RAW / 3);
                units.shrink_to_fit();
            }
        }
        if length == 0 && !ended {
            return Ok(None);
        }
        self.number += 1;
        let number = self.number;
        let whole = units.len() as u64 * 2 == length;
        let text = String::from_utf16_lossy(&units);
        if !whole {
            return Ok(Some(Line::TooLong { number, length, beginning: text.into_bytes() }));
        }
        let text = text.strip_suffix('\r').map(str::to_owned).unwrap_or(text);
        Ok(Some(Line::Text { number, bytes: text.into_bytes() }))
    }

    /// Bytes read so far.
    pub(super) fn read(&self) -> u64 {
        self.read
    }

    /// The next unit; half a one at the end of the file is none.
    fn unit(&mut self) -> Result<Option<u16>, ImportError> {
        let mut pair = [0; 2];
        match self.reader.read_exact(&mut pair) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(io_error(&self.path)(error)),
        }
        self.read += 2;
        let decode = if self.big_endian { u16::from_be_bytes } else { u16::from_le_bytes };
        Ok(Some(decode(pair)))
    }
}
