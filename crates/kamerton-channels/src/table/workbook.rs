//! XLSX workbooks, read row by row.
//!
//! A workbook is a ZIP archive: a few kilobytes may claim to be terabytes, and one cell at the far
//! corner of a sheet makes a library that returns a rectangle of cells ask for all memory. Entries
//! are therefore unpacked once into nothing, counting, before the library sees them, and cells are
//! taken from its streaming reader. That reader borrows the workbook, so that both live on a thread
//! of their own, which hands rows over one by one and ends when nobody takes them.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use calamine::{Cell, DataRef, Reader, SheetType, SheetVisible, Xlsx};
use jiff::civil::{Date, DateTime, Time};

use super::rows::{MAX_COLUMNS, Row, Rows, file_name};
use crate::import::{ImportError, Refusal, io_error};

/// All entries together, unpacked: a million rows of twenty columns take about half of it.
const MAX_UNPACKED: u64 = 512 << 20;

/// An entry larger than this must not be packed tighter than [`MAX_RATIO`]; real sheets are
/// packed about 1:10, bombs 1:1000.
const MIN_SUSPECT: u64 = 64 << 20;
const MAX_RATIO: u64 = 200;

/// Rows that wait to be taken.
const WAITING: usize = 64;

const EXPECTED: &str = "an Excel workbook (.xlsx)";

/// What the reading thread hands over.
enum Message {
    Row(Result<Row, Refusal>),
    /// All was read.
    End,
    /// It cannot be read on.
    Broken(String),
}

/// The first sheet of a workbook.
pub(super) struct Workbook {
    path: std::path::PathBuf,
    header: Vec<String>,
    rows: Receiver<Message>,
    length: u64,
    ended: bool,
}

impl Workbook {
    /// Opens the workbook and reads the header: the first row that is not empty.
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        check_size(path)?;
        let file = File::open(path).map_err(io_error(path))?;
        let length = file.metadata().map_err(io_error(path))?.len();
        let (sender, rows) = sync_channel(WAITING);
        let name = file_name(path);
        std::thread::Builder::new()
            .name("workbook".to_owned())
            .spawn(move || read(file, &name, &sender))
            .map_err(io_error(path))?;
        let path = path.to_path_buf();
        let mut workbook = Self { path, header: Vec::new(), rows, length, ended: false };
        match workbook.next()? {
            Some(Ok(row)) => workbook.header = row.cells,
            _ => return Err(workbook.foreign("its first sheet is empty".to_owned())),
        }
        Ok(workbook)
    }

    fn foreign(&self, found: String) -> ImportError {
        ImportError::Foreign { path: self.path.clone(), expected: EXPECTED, found }
    }
}

impl Rows for Workbook {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next(&mut self) -> Result<Option<Result<Row, Refusal>>, ImportError> {
        if self.ended {
            return Ok(None);
        }
        match self.rows.recv() {
            Ok(Message::Row(row)) => Ok(Some(row)),
            Ok(Message::End) => {
                self.ended = true;
                Ok(None)
            }
            Ok(Message::Broken(why)) => Err(broken(&self.path, why)),
            Err(_) => Err(broken(&self.path, "reading it broke off".to_owned())),
        }
    }

    fn read(&self) -> u64 {
        if self.ended { self.length } else { 0 }
    }

    fn serials(&self) -> bool {
        true
    }
}

/// Found broken, perhaps in the middle: not that nothing was imported, but that no more can be.
fn broken(path: &Path, why: String) -> ImportError {
    io_error(path)(std::io::Error::new(std::io::ErrorKind::InvalidData, why))
}

/// Unpacks every entry into nothing and refuses what grows too large. What the archive itself says
/// of its sizes is not believed.
fn check_size(path: &Path) -> Result<(), ImportError> {
    let foreign = |found: String| ImportError::Foreign {
        path: path.to_path_buf(),
        expected: EXPECTED,
        found,
    };
    let file = BufReader::new(File::open(path).map_err(io_error(path))?);
    let mut archive = zip::ZipArchive::new(file).map_err(|error| foreign(error.to_string()))?;
    let mut left = MAX_UNPACKED;
    for at in 0..archive.len() {
        let entry = archive.by_index(at).map_err(|error| foreign(error.to_string()))?;
        let packed = entry.compressed_size().max(1);
        let size = std::io::copy(&mut entry.take(left + 1), &mut std::io::sink())
            .map_err(|error| foreign(format!("it cannot be unpacked: {error}")))?;
        if size > left {
            return Err(foreign(format!(
                "unpacked it is larger than {} MB, the most that is read; save it as CSV",
                MAX_UNPACKED >> 20
            )));
        }
        if size > MIN_SUSPECT && size / packed > MAX_RATIO {
            return Err(foreign(format!(
                "a part of it is packed tighter than 1:{MAX_RATIO}, as no real table over {} MB \
                 is; save it as CSV",
                MIN_SUSPECT >> 20
            )));
        }
        left -= size;
    }
    Ok(())
}

/// Reads all rows of the first sheet; ends early when nobody takes them any more.
fn read(file: File, name: &str, sender: &SyncSender<Message>) {
    let end = match read_rows(file, name, sender) {
        Ok(()) => Message::End,
        Err(why) => Message::Broken(why),
    };
    // Nobody listens when the import was dropped, and then nobody misses it.
    let _ = sender.send(end);
}

fn read_rows(file: File, name: &str, sender: &SyncSender<Message>) -> Result<(), String> {
    let mut workbook = Xlsx::new(BufReader::new(file)).map_err(|error| error.to_string())?;
    let sheets = sheets_of(&workbook);
    let Some(first) = sheets.first() else {
        return Err("there is no sheet in it".to_owned());
    };
    read_sheet(&mut workbook, first, name, sender)?;
    for sheet in sheets.iter().skip(1) {
        if has_cells(&mut workbook, sheet) {
            let place = format!("{name}: sheet {sheet}");
            let why = "only the first sheet is read; save this one as a file of its own";
            let refusal = Refusal::new(place, why, sheet);
            if sender.send(Message::Row(Err(refusal))).is_err() {
                break;
            }
        }
    }
    Ok(())
}

/// The names of the sheets with cells, hidden ones last; charts have none.
fn sheets_of(workbook: &Xlsx<BufReader<File>>) -> Vec<String> {
    let sheets = workbook.sheets_metadata().iter();
    let mut sheets: Vec<_> = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet).collect();
    sheets.sort_by_key(|sheet| sheet.visible != SheetVisible::Visible);
    sheets.into_iter().map(|sheet| sheet.name.clone()).collect()
}

fn has_cells(workbook: &mut Xlsx<BufReader<File>>, sheet: &str) -> bool {
    let Ok(mut cells) = workbook.worksheet_cells_reader(sheet) else {
        return false;
    };
    while let Ok(Some(cell)) = cells.next_cell() {
        if !matches!(cell.get_value(), DataRef::Empty) {
            return true;
        }
    }
    false
}

/// A row being put together.
struct Gathered {
    number: u32,
    cells: Vec<String>,
    too_wide: bool,
}

fn read_sheet(
    workbook: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    name: &str,
    sender: &SyncSender<Message>,
) -> Result<(), String> {
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(|error| error.to_string())?;
    let mut row = Gathered { number: 0, cells: Vec::new(), too_wide: false };
    while let Some(cell) = cells.next_cell().map_err(|error| error.to_string())? {
        let (number, _) = cell.get_position();
        if number != row.number {
            if !row.send(name, sender) {
                return Ok(());
            }
            row = Gathered { number, cells: Vec::new(), too_wide: false };
        }
        row.add(&cell);
    }
    row.send(name, sender);
    Ok(())
}

impl Gathered {
    fn add(&mut self, cell: &Cell<DataRef<'_>>) {
        let at = cell.get_position().1 as usize;
        let text = text_of(cell.get_value());
        if text.is_empty() {
            return;
        }
        if at >= MAX_COLUMNS {
            self.too_wide = true;
            return;
        }
        if self.cells.len() <= at {
            self.cells.resize(at + 1, String::new());
        }
        if let Some(place) = self.cells.get_mut(at) {
            *place = text;
        }
    }

    /// Hands the row over unless it is empty; `false` when nobody takes it.
    fn send(&mut self, name: &str, sender: &SyncSender<Message>) -> bool {
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().all(|cell| cell.trim().is_empty()) && !self.too_wide {
            return true;
        }
        let place = format!("{name}: row {}", u64::from(self.number) + 1);
        let raw = cells.join("\t");
        let row = match self.too_wide {
            true => Err(Refusal::new(place, "the row has more columns than Excel knows", &raw)),
            false => Ok(Row { place, cells, raw }),
        };
        sender.send(Message::Row(row)).is_ok()
    }
}

/// A cell as text. Dates are written without a zone, as the sheet has none.
fn text_of(value: &DataRef<'_>) -> String {
    let text = match value {
        DataRef::Empty | DataRef::Error(_) => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string(),
        DataRef::DateTime(date) => date_text(date),
    };
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text }
}

fn date_text(date: &calamine::ExcelDateTime) -> String {
    if date.is_duration() {
        return date.as_f64().to_string();
    }
    match civil_of(date) {
        Some(civil) if civil.time() == Time::midnight() => civil.date().to_string(),
        Some(civil) => civil.to_string(),
        None => date.as_f64().to_string(),
    }
}

/// The date to the second: the fraction of a day is no more exact.
fn civil_of(date: &calamine::ExcelDateTime) -> Option<DateTime> {
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    let part = |number: u8| i8::try_from(number).ok();
    let time = Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()?;
    let day = Date::new(i16::try_from(year).ok()?, part(month)?, part(day)?).ok()?;
    day.to_datetime(time).checked_add(jiff::Span::new().seconds(i64::from(milli / 500))).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook as Writer};

    use super::*;

    fn rows_of(path: &Path) -> (Vec<String>, Vec<Result<Vec<String>, String>>) {
        let mut workbook = Workbook::open(path).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = workbook.next().unwrap() {
            rows.push(
                row.map(|row| row.cells)
                    .map_err(|refusal| format!("{}: {}", refusal.place, refusal.why)),
            );
        }
        assert!(workbook.read() > 0 && workbook.next().unwrap().is_none());
        (workbook.header.clone(), rows)
    }

    #[test]
    fn cells_keep_their_meaning() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.xlsx");
        let mut writer = Writer::new();
        let sheet = writer.add_worksheet();
        let dated = Format::new().set_num_format("dd.mm.yyyy hh:mm:ss");
        sheet.write_string(1, 0, "Дата").unwrap();
        sheet.write_string(1, 1, "Сумма").unwrap();
        let at = ExcelDateTime::parse_from_str("2022-11-01 12:30:45").unwrap();
        sheet.write_datetime_with_format(2, 0, &at, &dated).unwrap();
        sheet.write_number(2, 1, 1_234.5).unwrap();
        let day = ExcelDateTime::parse_from_str("2022-11-02").unwrap();
        sheet.write_datetime_with_format(4, 0, &day, &dated).unwrap();
        sheet.write_boolean(4, 3, true).unwrap();
        writer.add_worksheet().write_string(0, 0, "x").unwrap();
        writer.add_worksheet();
        writer.save(&path).unwrap();
        let (header, rows) = rows_of(&path);
        assert_eq!(header, ["Дата", "Сумма"]);
        assert_eq!(rows[0].as_ref().unwrap(), &["2022-11-01T12:30:45", "1234.5"]);
        assert_eq!(rows[1].as_ref().unwrap(), &["2022-11-02", "", "", "true"]);
        assert!(rows[2].as_ref().unwrap_err().contains("sheet Sheet2: only the first"));
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn the_first_sheet_that_shows_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.xlsx");
        let mut writer = Writer::new();
        writer.add_worksheet().set_hidden(true).write_string(0, 0, "hidden").unwrap();
        writer.add_worksheet().set_active(true).write_string(0, 0, "shown").unwrap();
        writer.save(&path).unwrap();
        let (header, rows) = rows_of(&path);
        assert_eq!(header, ["shown"]);
        assert!(rows[0].as_ref().unwrap_err().contains("sheet Sheet1"));
    }

    #[test]
    fn a_cell_in_the_far_corner_costs_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.xlsx");
        let mut writer = Writer::new();
        let sheet = writer.add_worksheet();
        sheet.write_string(0, 0, "a").unwrap();
        sheet.write_string(1_048_575, 16_383, "z").unwrap();
        writer.save(&path).unwrap();
        let (_, rows) = rows_of(&path);
        assert_eq!(rows[0].as_ref().unwrap().len(), MAX_COLUMNS);
    }

    #[test]
    fn bombs_and_wreckage_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.xlsx");
        let refused = || match Workbook::open(&path) {
            Err(ImportError::Foreign { found, .. }) => found,
            Err(error) => error.to_string(),
            Ok(_) => panic!("opened"),
        };
        let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
        for _ in 0..70 {
            zip.write_all(&vec![b' '; 1 << 20]).unwrap();
        }
        zip.finish().unwrap();
        assert!(refused().contains("tighter than 1:200"));
        let mut zip = zip::ZipWriter::new(File::create(&path).unwrap());
        zip.start_file("readme.txt", options).unwrap();
        zip.write_all(b"no workbook").unwrap();
        zip.finish().unwrap();
        assert!(!refused().is_empty());
        std::fs::write(&path, b"PK\x03\x04 and nothing more").unwrap();
        assert!(!refused().is_empty());
    }

    #[test]
    fn dropping_it_early_ends_the_thread() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.xlsx");
        let mut writer = Writer::new();
        let sheet = writer.add_worksheet();
        for row in 0..1_000 {
            sheet.write_number(row, 0, row).unwrap();
        }
        writer.save(&path).unwrap();
        let mut workbook = Workbook::open(&path).unwrap();
        assert!(workbook.next().unwrap().is_some());
    }
}
