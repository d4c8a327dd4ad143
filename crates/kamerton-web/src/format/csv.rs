//! Tables as files for spreadsheets.
//!
//! Excel opens a file in the reader's language only with the separator of that language, and reads
//! UTF-8 only behind a byte order mark. A cell that begins as a formula is run by it: such a cell
//! gets an apostrophe, which spreadsheets do not show. Numbers and telephone numbers stay.

use super::Language;

/// The mark by which spreadsheets know UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// A file that is being written, line by line.
pub struct Table {
    text: String,
    separator: char,
}

impl Table {
    /// A file for readers of a language.
    pub fn new(language: Language) -> Self {
        let separator = match language {
            Language::Ru => ';',
            Language::En => ',',
        };
        Self { text: BYTE_ORDER_MARK.to_owned(), separator }
    }

    /// Adds a line.
    pub fn line<Cell: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = Cell>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.text.push(self.separator);
            }
            self.put(cell.as_ref());
        }
        self.text.push_str("\r\n");
    }

    /// What was written since the last call: a long file is sent in pieces.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.text)
    }

    fn put(&mut self, cell: &str) {
        let guard = if is_formula(cell) { "'" } else { "" };
        if !cell.contains([self.separator, '"', '\n', '\r']) {
            self.text.push_str(guard);
            self.text.push_str(cell);
            return;
        }
        self.text.push('"');
        self.text.push_str(guard);
        self.text.push_str(&cell.replace('"', "\"\""));
        self.text.push('"');
    }
}

/// Whether a spreadsheet would run the cell. The full-width signs are run by some of them too.
fn is_formula(cell: &str) -> bool {
    match cell.chars().next() {
        Some('+' | '-') => !is_number(&cell[1..]),
        Some('=' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠') => true,
        _ => false,
    }
}

/// Whether only digits follow, with what stands between those of numbers and telephones. A further
/// sign of arithmetic would make it a formula again; a hyphen counts only between digits.
fn is_number(rest: &str) -> bool {
    let is_part =
        |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '(' | ')' | '-' | '.' | ',');
    rest.starts_with(|c: char| c.is_ascii_digit() || c == '(') && rest.chars().all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(language: Language, cells: &[&str]) -> String {
        let mut table = Table::new(language);
        table.line(cells);
        table.take().trim_start_matches(BYTE_ORDER_MARK).trim_end().to_owned()
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        assert_eq!(line(Language::Ru, &["а", "б;в", "г\"д", "е,ж"]), "а;\"б;в\";\"г\"\"д\";е,ж");
        assert_eq!(line(Language::En, &["a", "b,c", "d\ne", ""]), "a,\"b,c\",\"d\ne\",");
    }

    #[test]
    fn formulas_are_not_run() {
        for cell in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3", "\tх", "+7=1", "-", "＝1"]
        {
            let shown = line(Language::Ru, &[cell]);
            assert!(shown.trim_start_matches('"').starts_with('\''), "{cell}: {shown}");
        }
        for cell in ["+7 917 223-30-45", "+7(917)2233045", "-5,3", "а=б", "12", ""] {
            assert!(!line(Language::Ru, &[cell]).contains('\''), "{cell}");
        }
    }

    #[test]
    fn pieces_make_the_whole() {
        let mut table = Table::new(Language::Ru);
        table.line(["а"]);
        let first = table.take();
        table.line(["б"]);
        assert_eq!(first + &table.take(), "\u{feff}а\r\nб\r\n");
    }
}
