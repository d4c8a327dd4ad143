//! Rows of a table, whatever file they come from.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::delimited::Delimited;
use super::objects::Objects;
use super::workbook::Workbook;
use crate::import::{ImportError, Refusal, io_error};

/// Extensions by which tables are found in folders.
pub(super) const EXTENSIONS: &[&str] = &["csv", "tsv", "tab", "txt", "xlsx", "jsonl", "ndjson"];

/// The widest table: what spreadsheets hold.
pub(super) const MAX_COLUMNS: usize = 16_384;

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    /// Where it stands: `orders.csv: line 12`.
    pub(super) place: String,
    /// Its cells in the order of the header; missing ones at the end count as empty.
    pub(super) cells: Vec<String>,
    /// The row as it stands in the file, or as near to it as the format allows.
    pub(super) raw: String,
}

/// A table read row by row.
pub(super) trait Rows: Send {
    /// The names of the columns. It may grow while rows are read, at its end only.
    fn header(&self) -> &[String];

    /// The next row or why a record is none; `None` at the end.
    ///
    /// # Errors
    /// When the file cannot be read on.
    fn next(&mut self) -> Result<Option<Result<Row, Refusal>>, ImportError>;

    /// Bytes read so far.
    fn read(&self) -> u64;

    /// Whether bare numbers in it may be serial numbers of days.
    fn serials(&self) -> bool {
        false
    }

    /// Whether the columns are separated by `;`, as programs do where the comma is the decimal
    /// point and the day comes before the month.
    fn semicolons(&self) -> bool {
        false
    }
}

/// Opens a table. The first bytes decide what it is, whatever its name.
pub(super) fn open(path: &Path) -> Result<Box<dyn Rows>, ImportError> {
    let head = head(path)?;
    let foreign = |found: &str| ImportError::Foreign {
        path: path.to_path_buf(),
        expected: "a table (CSV, TSV, XLSX or one JSON object per line)",
        found: found.to_owned(),
    };
    if head.starts_with(b"PK\x03\x04") {
        return Ok(Box::new(Workbook::open(path)?));
    }
    if head.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(foreign("it is an old or a protected Excel file; save it as .xlsx"));
    }
    if head.starts_with(b"%PDF") || head.starts_with(b"\x1F\x8B") || head.starts_with(b"\x28\xB5") {
        return Err(foreign("it is a PDF or a packed file"));
    }
    let wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    let zeros = head.iter().filter(|byte| **byte == 0).count();
    if !wide && zeros * 8 > head.len() {
        return Err(foreign("there are zero bytes in it, as no text has them"));
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&head).trim_ascii_start();
    match text.first() {
        None => Err(foreign("it is empty")),
        Some(b'{') => Ok(Box::new(Objects::open(path)?)),
        Some(b'[')
            if text.get(1..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b"{")) =>
        {
            Err(foreign("it is one JSON array; write one object per line"))
        }
        Some(_) => Ok(Box::new(Delimited::open(path, &head)?)),
    }
}

/// The beginning of the file, enough to guess by.
fn head(path: &Path) -> Result<Vec<u8>, ImportError> {
    const ENOUGH: u64 = 64 << 10;
    let mut head = Vec::new();
    let file = File::open(path).map_err(io_error(path))?;
    file.take(ENOUGH).read_to_end(&mut head).map_err(io_error(path))?;
    Ok(head)
}

/// The name of a file as it is shown in refusals.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}
