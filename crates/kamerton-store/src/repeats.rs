//! Values and rows that come more than once in one call.
//!
//! Long lists and batches are cut into pieces, and where the cuts lie must not be seen: what is
//! wanted twice comes once, and of two rows with one key the later is applied after the earlier.

use std::collections::HashSet;

use uuid::Uuid;

use crate::bulk::Table;
use crate::value::Value;

/// A value to compare: measures by their bits.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Id(Option<Uuid>),
    Int(Option<i64>),
    Real(Option<u64>),
    Text(Option<&'a str>),
}

impl<'a> From<&'a Value> for Key<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Id(value) => Self::Id(*value),
            Value::Int(value) => Self::Int(*value),
            Value::Real(value) => Self::Real(value.map(f64::to_bits)),
            Value::Text(value) => Self::Text(value.as_deref()),
        }
    }
}

/// Every value once, in the order of their first coming.
pub(crate) fn distinct(wanted: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let mut wanted: Vec<Value> = wanted.into_iter().collect();
    let first: Vec<bool> = {
        let mut seen = HashSet::with_capacity(wanted.len());
        wanted.iter().map(|value| seen.insert(Key::from(value))).collect()
    };
    let mut first = first.into_iter();
    wanted.retain(|_| first.next().unwrap_or(true));
    wanted
}

/// Cuts a flat list of rows such that no piece has a key twice: PostgreSQL refuses to bring one
/// row up to date twice in one statement, SQLite does it.
pub(crate) fn without_repeats(table: &Table<'_>, mut rows: Vec<Value>) -> Vec<Vec<Value>> {
    let mut pieces = Vec::new();
    let mut cuts = cuts(table, &rows);
    while let Some(at) = cuts.pop() {
        pieces.push(rows.split_off(at));
    }
    pieces.push(rows);
    pieces.reverse();
    pieces
}

/// Where new pieces begin, in values.
fn cuts(table: &Table<'_>, rows: &[Value]) -> Vec<usize> {
    let key_columns = table.updated_by();
    let mut cuts = Vec::new();
    if key_columns.is_empty() {
        return cuts;
    }
    let mut seen: HashSet<Vec<Key>> = HashSet::new();
    for (number, row) in rows.chunks(table.columns.len()).enumerate() {
        let key = || key_columns.iter().filter_map(|at| row.get(*at)).map(Key::from).collect();
        if !seen.insert(key()) {
            cuts.push(number * table.columns.len());
            seen.clear();
            seen.insert(key());
        }
    }
    cuts
}

impl Table<'_> {
    /// Positions of the columns by which rows that are there are found and brought up to date;
    /// none when such rows stay as they are.
    fn updated_by(&self) -> Vec<usize> {
        let Some((target, action)) = self.conflict.split_once(')') else { return Vec::new() };
        if !action.trim_start().starts_with("DO UPDATE") {
            return Vec::new();
        }
        let names = target.split_once('(').map_or("", |(_, names)| names);
        let position = |name: &str| self.columns.iter().position(|(other, _)| *other == name);
        names.split(',').filter_map(|name| position(name.trim())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Kind;
    use crate::values;

    const COLUMNS: &[(&str, Kind)] = &[("a", Kind::Int), ("b", Kind::Text), ("c", Kind::Real)];

    fn table(conflict: &'static str) -> Table<'static> {
        Table { name: "t", columns: COLUMNS, conflict }
    }

    #[test]
    fn values_come_once_in_their_order() {
        let nothing: Option<&str> = None;
        let wanted = values![2, 1.5, "ё", 2, nothing, 1.5, "ё", nothing, 1];
        assert_eq!(distinct(wanted), values![2, 1.5, "ё", nothing, 1]);
    }

    #[test]
    fn a_repeated_key_begins_a_new_piece() {
        let rows = values![1, "x", 0.1, 2, "x", 0.1, 1, "x", 0.2, 2, "y", 0.1, 1, "x", 0.3];
        let pieces =
            without_repeats(&table("ON CONFLICT (b, a) DO UPDATE SET c = 1"), rows.clone());
        assert_eq!(pieces.iter().map(Vec::len).collect::<Vec<_>>(), [6, 6, 3]);
        assert_eq!(pieces.concat(), rows);
    }

    #[test]
    fn rows_that_stay_as_they_are_need_no_cuts() {
        let rows = values![1, "x", 0.1, 1, "x", 0.1];
        for conflict in ["", "ON CONFLICT (a, b) DO NOTHING"] {
            let pieces = without_repeats(&table(conflict), rows.clone());
            assert_eq!(pieces.len(), 1, "{conflict}");
            assert_eq!(pieces.concat(), rows);
        }
        assert_eq!(without_repeats(&table("ON CONFLICT (a) DO UPDATE SET b = 1"), vec![]), [[]]);
    }
}
