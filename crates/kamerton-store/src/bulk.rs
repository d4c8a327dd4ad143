//! Bulk inserts: one of the named places with two SQL texts.
//!
//! SQLite takes rows of placeholders, PostgreSQL one array per column.

use uuid::Uuid;

use crate::sql::Sql;
use crate::value::{Kind, Value};

/// A table as bulk inserts see it.
pub struct Table<'a> {
    /// Name.
    pub name: &'a str,
    /// Columns with their types, in the order of the values.
    pub columns: &'a [(&'a str, Kind)],
    /// What to do with rows that are there: an `ON CONFLICT` clause or nothing.
    pub conflict: &'a str,
}

impl Table<'_> {
    /// The largest power of two that is left, in rows, such that SQLite's 32,766 bindings suffice.
    pub(crate) fn piece(&self, left: usize) -> usize {
        let most = (32_000 / self.columns.len()).min(128);
        let mut count = 128;
        while count > left || count > most {
            count /= 2;
        }
        count.max(1)
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }

    pub(crate) fn values_sql(&self, count: usize) -> Sql {
        // Unnamed parameters: thousands of named ones would cost SQLite their square.
        let row = format!("({})", vec!["?"; self.columns.len()].join(", "));
        let rows = vec![row; count];
        Sql(format!(
            "INSERT INTO {} ({}) VALUES {} {}",
            self.name,
            self.names(),
            rows.join(", "),
            self.conflict
        )
        .into())
    }

    pub(crate) fn unnest_sql(&self) -> String {
        let arrays: Vec<String> = self
            .columns
            .iter()
            .enumerate()
            .map(|(at, (_, kind))| format!("${}::{}[]", at + 1, kind.postgres()))
            .collect();
        format!(
            "INSERT INTO {} ({}) SELECT * FROM UNNEST({}) {}",
            self.name,
            self.names(),
            arrays.join(", "),
            self.conflict
        )
    }
}

impl Kind {
    const fn postgres(self) -> &'static str {
        match self {
            Self::Id => "uuid",
            Self::Int => "bigint",
            Self::Real => "double precision",
            Self::Text => "text",
        }
    }
}

/// All values of one column, as PostgreSQL takes them.
pub(crate) enum Column {
    Id(Vec<Option<Uuid>>),
    Int(Vec<Option<i64>>),
    Real(Vec<Option<f64>>),
    Text(Vec<Option<String>>),
}

/// Turns rows into columns.
pub(crate) fn columns(table: &Table<'_>, rows: Vec<Value>) -> Vec<Column> {
    let count = rows.len() / table.columns.len();
    let mut columns: Vec<Column> = table
        .columns
        .iter()
        .map(|(_, kind)| match kind {
            Kind::Id => Column::Id(Vec::with_capacity(count)),
            Kind::Int => Column::Int(Vec::with_capacity(count)),
            Kind::Real => Column::Real(Vec::with_capacity(count)),
            Kind::Text => Column::Text(Vec::with_capacity(count)),
        })
        .collect();
    let width = columns.len();
    for (at, value) in rows.into_iter().enumerate() {
        match (&mut columns[at % width], value) {
            (Column::Id(values), Value::Id(value)) => values.push(value),
            (Column::Int(values), Value::Int(value)) => values.push(value),
            (Column::Real(values), Value::Real(value)) => values.push(value),
            (Column::Text(values), Value::Text(value)) => values.push(value),
            // A value of another type is a mistake in this crate; null keeps the row's shape and
            // the column's NOT NULL makes it heard.
            (Column::Id(values), _) => values.push(None),
            (Column::Int(values), _) => values.push(None),
            (Column::Real(values), _) => values.push(None),
            (Column::Text(values), _) => values.push(None),
        }
    }
    columns
}
