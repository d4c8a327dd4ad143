//! One JSON object per line (`.jsonl`, `.ndjson`): its keys are the columns.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use super::rows::{Row, Rows, file_name};
use crate::import::{ImportError, MAX_RECORD, Refusal};
use crate::records::{Line, Lines, json_value};

/// Objects with more different keys than this in one file have data for keys.
const MAX_KEYS: usize = 4_096;

/// How many lines are looked through for keys before the first row is handed over.
const AHEAD: usize = 1_000;

/// A file of objects.
pub(super) struct Objects {
    lines: Lines,
    name: String,
    header: Vec<String>,
    columns: HashMap<String, usize>,
}

impl Objects {
    /// Opens the file and learns the keys of its first objects.
    pub(super) fn open(path: &Path) -> Result<Self, ImportError> {
        let mut objects = Self::at(path)?;
        for _ in 0..AHEAD {
            if objects.next()?.is_none() {
                break;
            }
        }
        Ok(Self { lines: Lines::open(path)?, ..objects })
    }

    fn at(path: &Path) -> Result<Self, ImportError> {
        let (name, header) = (file_name(path), Vec::new());
        Ok(Self { lines: Lines::open(path)?, name, header, columns: HashMap::new() })
    }

    fn row(&mut self, number: u64, bytes: &[u8]) -> Result<Row, Refusal> {
        let place = format!("{}: line {number}", self.name);
        let raw = String::from_utf8_lossy(bytes).into_owned();
        let refuse = |why: String| Refusal::new(place.clone(), why, &raw);
        let Value::Object(members) = json_value(bytes).map_err(refuse)? else {
            return Err(refuse("this is not a JSON object".to_owned()));
        };
        let mut cells = vec![String::new(); self.header.len()];
        for (key, value) in members {
            let Some(at) = self.column(key) else {
                return Err(refuse(format!("the file has more than {MAX_KEYS} different keys")));
            };
            cells.resize(self.header.len().max(cells.len()), String::new());
            if let Some(cell) = cells.get_mut(at) {
                *cell = text_of(&value);
            }
        }
        Ok(Row { place, cells, raw })
    }

    /// The column of a key, a new one where it is new.
    fn column(&mut self, key: String) -> Option<usize> {
        if let Some(at) = self.columns.get(&key) {
            return Some(*at);
        }
        if self.header.len() >= MAX_KEYS {
            return None;
        }
        self.header.push(key.clone());
        self.columns.insert(key, self.header.len() - 1);
        Some(self.header.len() - 1)
    }
}

impl Rows for Objects {
    fn header(&self) -> &[String] {
        &self.header
    }

    fn next(&mut self) -> Result<Option<Result<Row, Refusal>>, ImportError> {
        while let Some(line) = self.lines.next()? {
            match line {
                Line::Text { bytes, .. } if bytes.trim_ascii().is_empty() => {}
                Line::Text { number, bytes } => return Ok(Some(self.row(number, &bytes))),
                Line::TooLong { number, length, beginning } => {
                    let place = format!("{}: line {number}", self.name);
                    let why = format!("the line is {length} bytes long; {MAX_RECORD} are read");
                    let raw = String::from_utf8_lossy(&beginning);
                    return Ok(Some(Err(Refusal::new(place, why, &raw))));
                }
            }
        }
        Ok(None)
    }

    fn read(&self) -> u64 {
        self.lines.read()
    }
}

/// A value as a cell. The items of a list are separated by commas, as in a cell with several tags.
fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(text_of).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_columns() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.jsonl");
        let content = b"{\"a\":1,\"b\":[\"x\",\"y\"]}\n\n[1]\n{\"c\":null,\"b\":true}\n{\n\xFF\n{}";
        std::fs::write(&path, content).unwrap();
        let mut objects = Objects::open(&path).unwrap();
        assert_eq!(objects.header(), ["a", "b", "c"]);
        let mut found = Vec::new();
        while let Some(row) = objects.next().unwrap() {
            found.push(row.map(|row| row.cells.join("|")).map_err(|refusal| refusal.place));
        }
        let refused = |line| Err(format!("t.jsonl: line {line}"));
        let row = |cells: &str| Ok(cells.to_owned());
        assert_eq!(
            found,
            [row("1|x, y|"), refused(3), row("|true|"), refused(5), refused(6), row("||")]
        );
    }
}
