//! CSV and its relatives (RFC 4180), read record by record.
//!
//! Records are put together here rather than by a CSV library, because of what real files do: a
//! quotation mark that is never closed makes every conforming reader swallow the rest of the file
//! as one field. Here such a mark costs one line, and the lines after it are read anew.

use std::collections::VecDeque;
use std::path::Path;

use super::rows::{MAX_COLUMNS, Row, Rows, file_name};
use super::wide_lines::WideLines;
use crate::import::{ImportError, MAX_RECORD, Refusal};
use crate::records::{Line, Lines, decode_text};

/// What may stand between two cells, best first.
const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// A file of delimited values.
pub(super) struct Delimited {
    lines: Source,
    name: String,
    delimiter: char,
    /// The encoding of what is not UTF-8.
    encoding: Option<&'static str>,
    header: Vec<String>,
    /// Lines to read again.
    again: VecDeque<Line>,
}

enum Source {
    Bytes(Lines),
    Wide(WideLines),
}

/// The lines of one record.
struct Record {
    number: u64,
    text: String,
    /// Whether a quotation mark in it is never closed.
    open: bool,
}

impl Delimited {
    /// Opens a file that begins with `head`.
    pub(super) fn open(path: &Path, head: &[u8]) -> Result<Self, ImportError> {
        let wide = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
        let lines = match wide {
            true => Source::Wide(WideLines::open(path)?),
            false => Source::Bytes(Lines::open(path)?),
        };
        let mut table = Self {
            lines,
            name: file_name(path),
            delimiter: ',',
            encoding: encoding(head),
            header: Vec::new(),
            again: VecDeque::new(),
        };
        table.read_header()?;
        if table.header.len() <= MAX_COLUMNS {
            return Ok(table);
        }
        Err(ImportError::Foreign {
            path: path.to_path_buf(),
            expected: "a table",
            found: format!("its first line has {} columns", table.header.len()),
        })
    }

    /// The first line that is not empty is the header; Excel may put `sep=;` before it.
    fn read_header(&mut self) -> Result<(), ImportError> {
        while let Some(line) = self.line()? {
            let Line::Text { number, bytes } = line else {
                continue;
            };
            let text = decode_text(&bytes, self.encoding);
            if text.trim().is_empty() {
                continue;
            }
            if let Some(delimiter) = announced(&text) {
                self.delimiter = delimiter;
                continue;
            }
            if number == 1 || self.delimiter == ',' {
                self.delimiter = guessed(&text);
            }
            self.again.push_front(Line::Text { number, bytes });
            break;
        }
        if let Some(Ok(record)) = self.record()? {
            self.header = split(&record.text, self.delimiter);
        }
        Ok(())
    }

    fn line(&mut self) -> Result<Option<Line>, ImportError> {
        if let Some(line) = self.again.pop_front() {
            return Ok(Some(line));
        }
        match &mut self.lines {
            Source::Bytes(lines) => lines.next(),
            Source::Wide(lines) => lines.next(),
        }
    }

    /// The next record, put together of as many lines as its quotation marks span.
    fn record(&mut self) -> Result<Option<Result<Record, Refusal>>, ImportError> {
        let Some(line) = self.line()? else {
            return Ok(None);
        };
        let (number, first) = match line {
            Line::Text { number, bytes } => (number, bytes),
            Line::TooLong { number, length, beginning } => {
                let why = format!("the line is {length} bytes long; {MAX_RECORD} are read");
                let raw = decode_text(&beginning, self.encoding);
                return Ok(Some(Err(Refusal::new(self.place(number), why, &raw))));
            }
        };
        if end_of(&first, self.delimiter as u8, false) != End::Open {
            let text = self.decoded(&first);
            return Ok(Some(Ok(Record { number, text, open: false })));
        }
        let mut taken = Vec::new();
        if self.close(first.len(), &mut taken)? {
            let text = self.decoded(&joined(&first, &taken));
            if self.header.is_empty() || split(&text, self.delimiter).len() == self.header.len() {
                return Ok(Some(Ok(Record { number, text, open: false })));
            }
        }
        taken.into_iter().rev().for_each(|line| self.again.push_front(line));
        Ok(Some(Ok(Record { number, text: self.decoded(&first), open: true })))
    }

    /// Takes lines until the open quotation mark is closed; `false` when it is not, within what
    /// one record may hold.
    fn close(&mut self, first: usize, taken: &mut Vec<Line>) -> Result<bool, ImportError> {
        let mut length = first;
        while let Some(line) = self.line()? {
            let end = match &line {
                Line::Text { bytes, .. } => {
                    length += bytes.len() + 1;
                    end_of(bytes, self.delimiter as u8, true)
                }
                Line::TooLong { .. } => End::Torn,
            };
            taken.push(line);
            if end != End::Open || length > MAX_RECORD {
                return Ok(end == End::Closed && length <= MAX_RECORD);
            }
        }
        Ok(false)
    }

    fn decoded(&self, bytes: &[u8]) -> String {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => decode_text(bytes, self.encoding),
        };
        if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text }
    }

    fn place(&self, number: u64) -> String {
        format!("{}: line {number}", self.name)
    }

    fn row(&self, record: Record) -> Result<Row, Refusal> {
        let place = self.place(record.number);
        let refuse = |why: String| Err(Refusal::new(place.clone(), why, &record.text));
        let columns = self.header.len();
        let mut cells = match record.open {
            // Perhaps the mark is a letter like any other: then the line is whole without it.
            true => record.text.split(self.delimiter).map(str::to_owned).collect(),
            false => split(&record.text, self.delimiter),
        };
        if record.open && cells.len() != columns {
            return refuse("a quotation mark is opened here and never closed".to_owned());
        }
        while cells.len() > columns && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        if cells.len() > columns || cells.len() == 1 && columns > 1 {
            return refuse(format!("the row has {} cells, the header {columns}", cells.len()));
        }
        Ok(Row { place, cells, raw: record.text })
    }
}

impl Rows for Delimited {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next(&mut self) -> Result<Option<Result<Row, Refusal>>, ImportError> {
        loop {
            let record = match self.record()? {
                None => return Ok(None),
                Some(Err(refusal)) => return Ok(Some(Err(refusal))),
                Some(Ok(record)) => record,
            };
            // A row without content is no record: spreadsheets write them below their tables.
            let empty =
                |letter: char| letter.is_whitespace() || letter == self.delimiter || letter == '"';
            if !record.text.chars().all(empty) {
                return Ok(Some(self.row(record)));
            }
        }
    }

    fn read(&self) -> u64 {
        match &self.lines {
            Source::Bytes(lines) => lines.read(),
            Source::Wide(lines) => lines.read(),
        }
    }

    fn semicolons(&self) -> bool {
        self.delimiter == ';'
    }
}

/// `sep=;`
fn announced(line: &str) -> Option<char> {
    let mut letters = line.trim_end_matches(['\r', '\n']).strip_prefix("sep=")?.chars();
    let delimiter = letters.next().filter(char::is_ascii)?;
    letters.next().is_none().then_some(delimiter)
}

/// The delimiter that takes the header apart into most cells.
fn guessed(header: &str) -> char {
    let cells = |delimiter: &char| split(header, *delimiter).len();
    let best = DELIMITERS.iter().rev().max_by_key(|delimiter| cells(delimiter));
    best.copied().unwrap_or(',')
}

/// The encoding of a file that is not UTF-8, by its beginning; `None` when that shows nothing.
fn encoding(head: &[u8]) -> Option<&'static str> {
    let end = head.iter().rposition(|byte| *byte == b'\n').unwrap_or(head.len());
    let whole = head.get(..end).unwrap_or(head);
    if std::str::from_utf8(whole).is_ok() {
        return None;
    }
    let cyrillic = |letter: char| matches!(letter, 'А'..='я' | 'Ё' | 'ё');
    decode_text(whole, None).contains(cyrillic).then_some("windows-1251")
}

/// How a line ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Inside quotation marks.
    Open,
    /// Outside.
    Closed,
    /// A mark that was opened on a line before is closed in the middle of a cell: those two marks
    /// do not belong together.
    Torn,
}

/// How a line ends that begins inside quotation marks or not. A mark opens at the beginning of a
/// cell only; inside, two are one.
fn end_of(line: &[u8], delimiter: u8, open_before: bool) -> End {
    let (mut open, mut from_before, mut at_start) = (open_before, open_before, !open_before);
    let mut bytes = line.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, open) {
            (b'"', true) if bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            (b'"', true) => {
                open = false;
                if from_before && bytes.peek().is_some_and(|next| *next != delimiter) {
                    return End::Torn;
                }
                from_before = false;
            }
            (b'"', false) if at_start => open = true,
            _ => {}
        }
        at_start = !open && byte == delimiter;
    }
    if open { End::Open } else { End::Closed }
}

/// The cells of a record. What follows a closing mark within a cell belongs to the cell.
pub(super) fn split(record: &str, delimiter: char) -> Vec<String> {
    let (mut cells, mut cell) = (Vec::new(), String::new());
    let (mut open, mut at_start) = (false, true);
    let mut letters = record.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if open && letters.peek() == Some(&'"') => {
                cell.push('"');
                letters.next();
            }
            '"' if open => open = false,
            '"' if at_start => open = true,
            _ if letter == delimiter && !open => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(letter),
        }
        at_start = letter == delimiter && !open;
    }
    cells.push(cell);
    cells
}

fn joined(first: &[u8], taken: &[Line]) -> Vec<u8> {
    let mut bytes = first.to_vec();
    for line in taken {
        if let Line::Text { bytes: more, .. } = line {
            bytes.push(b'\n');
            bytes.extend_from_slice(more);
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(content: &[u8]) -> (Vec<String>, Vec<Result<Vec<String>, String>>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, content).unwrap();
        let mut table = Delimited::open(&path, &content[..content.len().min(64 << 10)]).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = table.next().unwrap() {
            rows.push(
                row.map(|row| row.cells)
                    .map_err(|refusal| format!("{}: {}", refusal.place, refusal.why)),
            );
        }
        (table.header.clone(), rows)
    }

    fn cells(cells: &[&str]) -> Result<Vec<String>, String> {
        Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn delimiters_and_encodings_are_guessed() {
        for delimiter in [",", ";", "\t", "|"] {
            let text = format!("Имя{delimiter}Город\r\nОльга{delimiter}Омск\r\n");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
            for content in [
                text.clone().into_bytes(),
                [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
                [b"\xFF\xFE".as_slice(), &wide].concat(),
                [b"\xFE\xFF".as_slice(), &big].concat(),
                encoding_rs::WINDOWS_1251.encode(&text).0.into_owned(),
            ] {
                let (header, rows) = read(&content);
                assert_eq!(header, ["Имя", "Город"]);
                assert_eq!(rows, [cells(&["Ольга", "Омск"])]);
            }
        }
    }

    #[test]
    fn quotes_and_line_breaks() {
        let (_, rows) = read(b"a,b\n\"1,5\",\"x\r\ny \"\"z\"\"\"\n\n,,\n2,in\"ch\n");
        assert_eq!(rows, [cells(&["1,5", "x\ny \"z\""]), cells(&["2", "in\"ch"])]);
    }

    #[test]
    fn an_announced_delimiter_holds() {
        let (header, rows) = read(b"sep=|\r\na,b|c\r\n1|2\r\n");
        assert_eq!((header.len(), rows), (2, vec![cells(&["1", "2"])]));
    }

    #[test]
    fn an_unclosed_mark_costs_one_line() {
        let (_, rows) = read(b"a,b,c\n1,2,3\n4,\"5\n6,7,8\n9,\"10,11\n12,13,14\n");
        assert!(rows[1].is_err());
        let sound = [rows[0].clone(), rows[2].clone(), rows[3].clone(), rows[4].clone()];
        let expected = ["1 2 3", "6 7 8", "9 \"10 11", "12 13 14"];
        let expected = expected.map(|row| cells(&row.split(' ').collect::<Vec<_>>()));
        assert_eq!(sound, expected);
        let (_, rows) = read(b"a,b,c\n1,\"2\n4,5,6\n7,\"\n");
        assert_eq!(rows[1], cells(&["4", "5", "6"]), "{rows:?}");
        let (_, rows) = read(b"a,b,c\n1,2,\"cut\n4,5,6\n");
        assert_eq!(rows, [cells(&["1", "2", "\"cut"]), cells(&["4", "5", "6"])]);
        let (_, rows) = read(b"a,b,c\n1,\"cut\n4,5,6\n");
        assert!(rows[0].as_ref().unwrap_err().contains("line 2: a quotation mark"), "{rows:?}");
        assert_eq!(rows[1], cells(&["4", "5", "6"]));
    }

    #[test]
    fn rows_of_another_width_are_refused() {
        let (_, rows) = read(b"a,b\n1,2,3\n1,2,,\n1\n");
        assert!(rows[0].as_ref().unwrap_err().contains("3 cells, the header 2"));
        assert_eq!(rows[1], cells(&["1", "2"]));
        assert!(rows[2].is_err());
    }

    #[test]
    fn a_record_beyond_the_limit_does_not_stop_the_rest() {
        let mut content = b"a,b\n1,\"".to_vec();
        for _ in 0..40 {
            content.extend(vec![b'x'; 1 << 20]);
            content.push(b'\n');
        }
        content.extend_from_slice(b"2,3\n");
        let (_, rows) = read(&content);
        assert!(rows[0].is_ok() || rows[0].as_ref().unwrap_err().contains("never closed"));
        assert_eq!(rows.last(), Some(&cells(&["2", "3"])));
        assert_eq!(rows.len(), 41);
        let mut content = b"a,b\n".to_vec();
        content.extend(vec![b'x'; MAX_RECORD + 1]);
        content.extend_from_slice(b"\n2,3\n");
        let (_, rows) = read(&content);
        assert!(rows[0].as_ref().unwrap_err().contains("bytes long"));
        assert_eq!(rows[1], cells(&["2", "3"]));
    }

    proptest! {
        #[test]
        fn what_a_csv_writer_writes_is_read(
            rows in prop::collection::vec(prop::collection::vec("[a-я,;\"\n |]{0,6}", 3), 1..8)
        ) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["a", "b", "c"]).unwrap();
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let (_, found) = read(&writer.into_inner().unwrap());
            let full = |row: &&Vec<String>| !row.concat().chars().all(|letter| letter.is_whitespace() || ",\"".contains(letter));
            let expected: Vec<_> = rows.iter().filter(full).cloned().map(Ok).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn no_bytes_break_it(content in prop::collection::vec(any::<u8>(), 1..400)) {
            read(&content);
        }
    }
}
