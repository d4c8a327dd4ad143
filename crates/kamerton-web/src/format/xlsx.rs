//! Tables as Excel workbooks.
//!
//! Every cell has its type: a text is a text whatever it begins with, so that nothing in it is run
//! and a telephone number keeps its plus. Rows go to a file of the system at once; of a long table
//! only one is in memory.

use std::io::{Seek, Write};

use kamerton_core::time::Day;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

/// The most rows that a sheet has.
pub const MOST_ROWS: u32 = 1_048_576;
/// The longest text that a cell holds.
const LONGEST: usize = 32_767;
/// From the day that spreadsheets count from to the first of 1970.
const BEGINNING: i32 = 25_569;

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, or none.
    Day(Option<Day>),
}

/// A sheet that is being written, line by line.
pub struct Sheet {
    book: Workbook,
    day: Format,
    row: u32,
}

impl Sheet {
    /// A sheet with its name and the heads of its columns, which stay in sight.
    ///
    /// # Errors
    /// When a file of the system cannot be made.
    pub fn new(name: &str, heads: &[(String, f64)]) -> Result<Self, XlsxError> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, (head, width)) in (0..).zip(heads) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, head.as_str(), &bold)?;
        }
        Ok(Self { book, day: Format::new().set_num_format("yyyy\\-mm\\-dd"), row: 1 })
    }

    /// Adds a line.
    ///
    /// # Errors
    /// When the sheet is full, or the disk.
    pub fn line(&mut self, cells: &[Cell]) -> Result<(), XlsxError> {
        let (row, day) = (self.row, &self.day);
        let sheet: &mut Worksheet = self.book.worksheet_from_index(0)?;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => {
                    sheet.write_string(row, column, cut(text))?;
                }
                Cell::Number(number) => {
                    sheet.write_number(row, column, *number)?;
                }
                Cell::Day(Some(at)) => {
                    let number = f64::from(at.0.saturating_add(BEGINNING));
                    sheet.write_number_with_format(row, column, number, day)?;
                }
                Cell::Day(None) => {}
            }
        }
        self.row += 1;
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// When the disk is full.
    pub fn finish(mut self, out: impl Write + Seek + Send) -> Result<(), XlsxError> {
        self.book.save_to_writer(out)
    }
}

/// As much of a text as a cell holds, which is counted as the browsers count: in halves of emoji.
fn cut(text: &str) -> &str {
    let mut units = 0;
    let end = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > LONGEST
    });
    end.map_or(text, |(at, _)| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_a_cell_ends() {
        assert_eq!(cut("абв"), "абв");
        let long = "я".repeat(40_000);
        assert_eq!(cut(&long).chars().count(), LONGEST);
        let pairs = "🙂".repeat(20_000);
        assert_eq!(cut(&pairs).chars().count(), LONGEST / 2);
    }
}
