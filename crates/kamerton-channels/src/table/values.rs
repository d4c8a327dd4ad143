//! Cells into values, and the keys of rows.

use std::collections::HashMap;

use kamerton_core::time::{Instant, Zone};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::dates::{DateOrder, Moment, moment, serial};

/// How the dates of one table are read.
#[derive(Clone, Debug)]
pub(super) struct Dates {
    /// What `1/2/2010` means here.
    pub(super) order: DateOrder,
    /// The zone of times that carry none.
    pub(super) zone: Option<Zone>,
    /// Whether a bare number may be a spreadsheet's serial number.
    pub(super) serials: bool,
}

impl Dates {
    /// Reads a cell.
    pub(super) fn moment(&self, cell: &str) -> Option<Moment> {
        let counted = if self.serials { serial(cell) } else { None };
        counted.or_else(|| moment(cell, self.order))
    }

    /// The instant of a cell.
    ///
    /// # Errors
    /// A sentence saying what is wrong with it.
    pub(super) fn instant(&self, cell: &str) -> Result<Instant, String> {
        let moment = self.moment(cell).ok_or_else(|| self.no_date(cell))?;
        moment.instant(self.zone.as_ref()).ok_or_else(|| {
            format!("the time «{cell}» carries no zone: name it with --zone Europe/Moscow")
        })
    }

    fn no_date(&self, cell: &str) -> String {
        let other = match self.order {
            DateOrder::DayFirst => DateOrder::MonthFirst,
            DateOrder::MonthFirst => DateOrder::DayFirst,
        };
        let cell: String = cell.chars().take(80).collect();
        if moment(&cell, other).is_none() {
            return format!("«{cell}» is no date");
        }
        let taken = match self.order {
            DateOrder::DayFirst => "day/month/year",
            DateOrder::MonthFirst => "month/day/year",
        };
        format!("«{cell}» is no date as {taken}, which the dates of this file were taken for")
    }
}

/// An id as text. Programs that know only floating point make `848.0` of 848.
pub(super) fn id(cell: &str) -> String {
    let cell = cell.trim();
    let whole = cell.strip_suffix(".0").filter(|whole| !whole.is_empty());
    let whole = whole.filter(|whole| whole.bytes().all(|byte| byte.is_ascii_digit()));
    whole.unwrap_or(cell).to_owned()
}

/// A hash that names a row by its parts: equal on every machine, different parts never run into
/// each other.
pub(super) fn hash(parts: &[&str]) -> String {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    format!("{:032x}", xxh3_128(&bytes))
}

/// Counts how often a key came, so that two equal rows are two records, and the second import of
/// the same rows gives the same keys again.
///
/// Memory is about twenty bytes a row. A hash that two keys share would only number a key that
/// needs no number, never join two records.
#[derive(Debug, Default)]
pub(crate) struct Repeats(HashMap<u64, u32>);

impl Repeats {
    /// The key itself the first time, then with `:2`, `:3` …
    pub(crate) fn numbered(&mut self, key: String) -> String {
        let count = self.0.entry(xxh3_64(key.as_bytes())).or_insert(0);
        *count = count.saturating_add(1);
        if *count == 1 { key } else { format!("{key}:{count}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_lose_their_point() {
        assert_eq!(
            ["848.0", " 17 ", "a.0", ".0", "1.5"].map(id),
            ["848", "17", "a.0", ".0", "1.5"]
        );
    }

    #[test]
    fn repeats_are_numbered() {
        let mut repeats = Repeats::default();
        let keys = ["a", "b", "a", "a"].map(|key| repeats.numbered(key.to_owned()));
        assert_eq!(keys, ["a", "b", "a:2", "a:3"]);
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_ne!(hash(&["ab", "c"]), hash(&["a", "bc"]));
    }

    #[test]
    fn a_date_of_the_other_order_is_told() {
        let dates = Dates { order: DateOrder::DayFirst, zone: None, serials: false };
        assert!(dates.instant("12/31/2010").unwrap_err().contains("day/month/year"));
        assert!(dates.instant("вчера").unwrap_err().contains("«вчера» is no date"));
        assert!(dates.instant("31.12.2010 10:00").unwrap_err().contains("--zone"));
        assert!(dates.instant("31/12/2010").is_ok());
        assert!(dates.instant("45943").is_err());
        assert!(Dates { serials: true, ..dates }.instant("45943").is_ok());
    }
}
