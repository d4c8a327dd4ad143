//! The table of what was measured, in `docs/benchmarks.md` between two marks.
//!
//! What a part gave is kept beside the databases, so that one part can be measured again by itself:
//! the table is made of what each gave last.

use std::fmt::Write;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{Bench, PARTS, machine};

const DOCUMENT: &str = "docs/benchmarks.md";
const BEGIN: &str = "<!-- measured: written by xtask bench -->\n";
const END: &str = "<!-- end of measured -->";

/// A line of the table.
pub struct Line {
    what: String,
    database: String,
    value: f64,
    unit: String,
    bar: String,
    /// How much better than the bar, as a ratio.
    ratio: Option<f64>,
}

impl Line {
    /// Something without a bar.
    pub fn plain(what: &str, database: &'static str, value: f64, unit: &'static str) -> Self {
        Self {
            what: what.to_owned(),
            database: database.to_owned(),
            value,
            unit: unit.to_owned(),
            bar: String::new(),
            ratio: None,
        }
    }

    /// Something that should be large.
    pub fn at_least(
        what: &str,
        database: &'static str,
        value: f64,
        unit: &'static str,
        bar: f64,
    ) -> Self {
        Self::plain(what, database, value, unit).against(format!("≥ {}", number(bar)), value / bar)
    }

    /// Something that should be small.
    pub fn at_most(
        what: &str,
        database: &'static str,
        value: f64,
        unit: &'static str,
        bar: f64,
    ) -> Self {
        Self::plain(what, database, value, unit).against(format!("≤ {}", number(bar)), bar / value)
    }

    fn against(self, bar: String, ratio: f64) -> Self {
        Self { bar, ratio: Some(ratio), ..self }
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

impl Line {
    fn to_json(&self) -> Value {
        json!({
            "what": self.what, "database": self.database, "value": self.value,
            "unit": self.unit, "bar": self.bar, "ratio": self.ratio,
        })
    }

    fn of_json(value: &Value) -> Self {
        Self {
            what: text(value, "what"),
            database: text(value, "database"),
            value: value["value"].as_f64().unwrap_or_default(),
            unit: text(value, "unit"),
            bar: text(value, "bar"),
            ratio: value["ratio"].as_f64(),
        }
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// Keeps what a part gave, with how it was measured.
pub fn keep(bench: &Bench, part: &str, command: &str, lines: &[Line]) -> Result<()> {
    let size = bench.size;
    let sizes = match part {
        "imports" => format!("archive {} times, world of {} messages", size.copies, size.world),
        "live" => format!("{} events", size.events),
        "web" => format!(
            "{} calls; {} people and {} messages, and a tenth of them",
            size.events, size.people, size.messages
        ),
        "budgets" => "the demo".to_owned(),
        "reread" => "a tenth of the large database".to_owned(),
        _ => format!("{} people and {} messages", size.people, size.messages),
    };
    let kept = json!({
        "date": machine::now().rfc3339().split('T').next().unwrap_or_default(),
        "command": command,
        "machine": machine::describe(),
        "load": machine::load(),
        "sizes": sizes,
        "lines": lines.iter().map(Line::to_json).collect::<Vec<_>>(),
    });
    let file = bench.root.join(format!("measured-{part}.json"));
    std::fs::write(&file, serde_json::to_string_pretty(&kept)?)
        .with_context(|| format!("cannot write {}", file.display()))
}

/// Prints the table of what all parts gave last and puts it into the document.
pub fn write(bench: &Bench) -> Result<()> {
    let mut parts = Vec::new();
    for part in PARTS {
        let file = bench.root.join(format!("measured-{part}.json"));
        if file.is_file() {
            parts.push((part, serde_json::from_str(&std::fs::read_to_string(&file)?)?));
        }
    }
    let text = table(&parts)?;
    println!("\n{text}");
    let path = crate::repository_root().join(DOCUMENT);
    let old = std::fs::read_to_string(&path).with_context(|| format!("cannot read {DOCUMENT}"))?;
    let new = replace(&old, &text).with_context(|| format!("{DOCUMENT} has lost its marks"))?;
    std::fs::write(&path, new)?;
    Ok(())
}

fn table(parts: &[(&str, Value)]) -> Result<String> {
    let mut table = String::new();
    for (part, kept) in parts {
        writeln!(
            table,
            "- {part}: `{}`, {}; {}; {}; load of the last five minutes at the end: {}",
            text(kept, "command"),
            text(kept, "date"),
            text(kept, "sizes"),
            text(kept, "machine"),
            text(kept, "load")
        )?;
    }
    table.push_str(
        "\n| what | database | median | bar | better than the bar |\n|---|---|---|---|---|\n",
    );
    for (_, kept) in parts {
        let lines = kept["lines"].as_array().map(Vec::as_slice).unwrap_or_default();
        lines.iter().for_each(|line| table.push_str(&Line::of_json(line).row()));
    }
    Ok(table)
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
        assert_eq!(Line::of_json(&lean.to_json()).row(), lean.row(), "kept as it is");
    }
}
