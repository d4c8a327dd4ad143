//! The table of what was measured, in `docs/benchmarks.md` between two marks.

use std::fmt::Write;

use anyhow::{Context, Result};

use super::{Bench, machine};

const DOCUMENT: &str = "docs/benchmarks.md";
const BEGIN: &str = "<!-- measured: written by xtask bench -->\n";
const END: &str = "<!-- end of measured -->";

/// A line of the table.
pub struct Line {
    what: String,
    database: &'static str,
    value: f64,
    unit: &'static str,
    bar: String,
    /// How much better than the bar, as a ratio.
    ratio: Option<f64>,
}

impl Line {
    /// Something without a bar.
    pub fn plain(what: &str, database: &'static str, value: f64, unit: &'static str) -> Self {
        Self { what: what.to_owned(), database, value, unit, bar: String::new(), ratio: None }
    }

    /// Something that should be large.
    pub fn at_least(
        what: &str,
        database: &'static str,
        value: f64,
        unit: &'static str,
        bar: f64,
    ) -> Self {
        let ratio = Some(value / bar);
        Self {
            bar: format!("≥ {}", number(bar)),
            ratio,
            ..Self::plain(what, database, value, unit)
        }
    }

    /// Something that should be small.
    pub fn at_most(
        what: &str,
        database: &'static str,
        value: f64,
        unit: &'static str,
        bar: f64,
    ) -> Self {
        let ratio = Some(bar / value);
        Self {
            bar: format!("≤ {}", number(bar)),
            ratio,
            ..Self::plain(what, database, value, unit)
        }
    }

    fn row(&self) -> String {
        let ratio = self.ratio.map_or(String::new(), |ratio| format!("{ratio:.1}×"));
        format!(
            "| {} | {} | {} {} | {} | {ratio} |\n",
            self.what,
            self.database,
            number(self.value),
            self.unit,
            self.bar
        )
    }
}

/// Thousands with commas; small numbers with two digits behind the point.
fn number(value: f64) -> String {
    if value < 100.0 {
        let text = format!("{value:.2}");
        return text.trim_end_matches('0').trim_end_matches('.').to_owned();
    }
    let digits = format!("{value:.0}");
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Prints the table and puts it into the document.
pub fn write(bench: &Bench, small: bool, lines: &[Line]) -> Result<()> {
    let text = table(bench, small, lines)?;
    println!("\n{text}");
    let path = crate::repository_root().join(DOCUMENT);
    let old = std::fs::read_to_string(&path).with_context(|| format!("cannot read {DOCUMENT}"))?;
    let new = replace(&old, &text).with_context(|| format!("{DOCUMENT} has lost its marks"))?;
    std::fs::write(&path, new)?;
    Ok(())
}

fn table(bench: &Bench, small: bool, lines: &[Line]) -> Result<String> {
    let mut text = String::new();
    let command = if small { "make bench BENCH=--small" } else { "make bench" };
    let size = bench.size;
    writeln!(
        text,
        "- command: `{command}`, {}",
        machine::now().rfc3339().split('T').next().unwrap_or_default()
    )?;
    writeln!(
        text,
        "- machine: {}; load of the last five minutes at the end: {}",
        machine::describe(),
        machine::load()
    )?;
    writeln!(
        text,
        "- sizes: archive {} times, demo world of {} messages, {} live events, large database of {} people and {} messages\n",
        size.copies, size.world, size.events, size.people, size.messages
    )?;
    text.push_str(
        "| what | database | median | bar | better than the bar |\n|---|---|---|---|---|\n",
    );
    lines.iter().for_each(|line| text.push_str(&line.row()));
    Ok(text)
}

fn replace(document: &str, table: &str) -> Option<String> {
    let (before, rest) = document.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n{table}\n{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        let read = [0.4567, 12.0, 99.5, 300.0, 10_000.0, 1_234_567.8].map(number);
        assert_eq!(read, ["0.46", "12", "99.5", "300", "10,000", "1,234,568"]);
    }

    #[test]
    fn only_what_is_between_the_marks_is_replaced() {
        let document = format!("# A\n{BEGIN}old\n{END}\nB\n");
        let once = replace(&document, "new").unwrap();
        assert_eq!(once, format!("# A\n{BEGIN}\nnew\n{END}\nB\n"));
        assert_eq!(replace(&once, "new").unwrap(), once);
        assert!(replace("# A\n", "new").is_none());
    }

    #[test]
    fn ratios_say_how_much_better() {
        let fast = Line::at_least("a", "SQLite", 20_000.0, "messages/s", 10_000.0);
        assert!(
            fast.row().ends_with("| 20,000 messages/s | ≥ 10,000 | 2.0× |\n"),
            "{}",
            fast.row()
        );
        let lean = Line::at_most("a", "SQLite", 100.0, "MB", 300.0);
        assert!(lean.row().ends_with("| ≤ 300 | 3.0× |\n"), "{}", lean.row());
    }
}
