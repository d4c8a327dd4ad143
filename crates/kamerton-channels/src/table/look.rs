//! A table as the person who imports sees it first: its columns, a few rows, and what each column
//! is taken for.

use std::path::Path;

use super::columns::{Columns, Shape};
use super::{import_messages, import_orders, import_people, rows};
use crate::import::ImportError;
use crate::look::TableLook;

/// So many rows are shown.
const ROWS: usize = 4;

/// Looks at a table of messages; `map` says of fields which column holds them.
///
/// # Errors
/// [`ImportError`] when the file is no table or `map` names what is not there. That a column is
/// missing is no error here.
pub fn look_at_messages(path: &Path, map: &[(String, String)]) -> Result<TableLook, ImportError> {
    look(path, map, &import_messages::SHAPE)
}

/// Looks at a table of people.
///
/// # Errors
/// As [`look_at_messages`].
pub fn look_at_people(path: &Path, map: &[(String, String)]) -> Result<TableLook, ImportError> {
    look(path, map, &import_people::SHAPE)
}

/// Looks at a table of orders.
///
/// # Errors
/// As [`look_at_messages`].
pub fn look_at_orders(path: &Path, map: &[(String, String)]) -> Result<TableLook, ImportError> {
    look(path, map, &import_orders::SHAPE)
}

fn look(path: &Path, map: &[(String, String)], shape: &Shape) -> Result<TableLook, ImportError> {
    let mut table = rows::open(path)?;
    let mut shown = Vec::new();
    while shown.len() < ROWS {
        let Some(row) = table.next()? else { break };
        shown.extend(row.ok().map(|row| row.cells));
    }
    // Asked for after the rows: objects name their columns as they come.
    let header = table.header().to_vec();
    let refuse = |message| ImportError::Columns { path: path.to_path_buf(), message };
    let columns = Columns::seen(&header, shape, map).map_err(refuse)?;
    let word = |at: usize| {
        let field = columns.field_of(at)?;
        shape.fields.iter().find(|known| known.field == field).map(|known| known.word)
    };
    Ok(TableLook {
        taken_for: (0..header.len()).map(word).collect(),
        missing: columns.missing(shape),
        fields: shape.fields.iter().map(|known| known.word).collect(),
        rows: shown,
        header,
    })
}
