//! Charts: one line with its interval and what it is compared with, bars of kinds of people, sparks,
//! and a value on its whisker. Here is the geometry; pages put it between a sentence with the
//! conclusion and a table with the same numbers.
//!
//! Lines are drawn in a box of 100 by 100 that the page stretches without its strokes, so all texts
//! stand around the picture and keep their size. Everything else is in percents of the width.

mod bars;
mod line;
mod spark;
mod ticks;

pub use bars::{Bar, Drawn, Kind, bars};
pub use line::{Line, Plot};
pub use spark::{Spark, Whisker, spark, whisker};
pub use ticks::{Anchor, DateMark, Scale, Tick, date_marks};

use crate::format::{Language, csv};

/// The table under a picture, with the same numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Twin {
    /// Names of the columns; the first is what the others are measured at.
    pub head: Vec<String>,
    /// Its lines.
    pub lines: Vec<Vec<String>>,
}

impl Twin {
    /// The table as a file for spreadsheets.
    pub fn csv(&self, language: Language) -> String {
        let mut table = csv::Table::new(language);
        table.line(&self.head);
        for line in &self.lines {
            table.line(line);
        }
        table.take()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_twin_is_a_file_too() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect();
        let twin = Twin { head: words("Неделя Доля"), lines: vec![words("31.08 61")] };
        assert_eq!(twin.csv(Language::Ru), "\u{feff}Неделя;Доля\r\n31.08;61\r\n");
    }
}
