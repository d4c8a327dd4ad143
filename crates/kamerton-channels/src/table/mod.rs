//! Tables: messages, people and orders from spreadsheets, CRM exports and dumps.
//!
//! A file is CSV or a relative of it, an Excel workbook, or one JSON object per line; which one is
//! seen from its first bytes. What its columns hold is recognised by their names or said with
//! `--map`. The README beside this file is the page for the person who imports.

pub(crate) mod dates;

mod columns;
mod delimited;
mod import_messages;
mod import_orders;
mod import_people;
pub(crate) mod keys;
mod look;
mod money;
mod objects;
mod rows;
mod values;
mod wide_lines;
mod workbook;

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use kamerton_core::fact::Fact;

use self::columns::{Columns, Field, Shape, plain};
use self::dates::{DateOrder, Moment, order_shown};
pub use self::look::{look_at_messages, look_at_orders, look_at_people};
pub(crate) use self::rows::file_name;
use self::rows::{EXTENSIONS, Row, Rows};
use self::values::Dates;
pub(crate) use self::values::Repeats;
use crate::import::{ImportError, Importer, Item, Opened, Options, Progress, Refusal};
use crate::records::{files, total_bytes};

/// How many rows are looked at before the first is handed over, to see how dates are written.
const AHEAD: usize = 1_000;

/// … but no more bytes than this: rows may be long.
const AHEAD_BYTES: usize = 8 << 20;

/// Opens tables of messages: reviews, support requests, dumps of chats.
///
/// # Errors
/// [`ImportError`] when a file is no table, lacks a column that is needed, or holds times without
/// a zone while none was named.
pub fn open_messages(paths: &[PathBuf], options: &Options) -> Opened {
    open(paths, options, Kind { shape: &import_messages::SHAPE, convert: import_messages::convert })
}

/// Opens tables of people: contact lists and CRM exports.
///
/// # Errors
/// As [`open_messages`].
pub fn open_people(paths: &[PathBuf], options: &Options) -> Opened {
    open(paths, options, Kind { shape: &import_people::SHAPE, convert: import_people::convert })
}

/// Opens tables of orders: purchases, registrations, subscriptions, refunds.
///
/// # Errors
/// As [`open_messages`].
pub fn open_orders(paths: &[PathBuf], options: &Options) -> Opened {
    open(paths, options, Kind { shape: &import_orders::SHAPE, convert: import_orders::convert })
}

/// One kind of table.
#[derive(Clone, Copy)]
struct Kind {
    shape: &'static Shape,
    convert: fn(&Row, &Table, &mut Repeats) -> Converted,
}

/// The fact of a row and what in the row could not be used; or why the row is none.
type Converted = Result<(Fact, Vec<String>), String>;

/// What is known of a whole table when its rows are converted.
struct Table {
    columns: Columns,
    dates: Dates,
    /// `--place`.
    place: Option<String>,
    /// The name of the file without its extension.
    stem: String,
    header: Vec<String>,
}

/// A table being read.
struct Reading {
    rows: Box<dyn Rows>,
    ahead: VecDeque<Result<Row, Refusal>>,
    table: Table,
}

struct TableImport {
    kind: Kind,
    options: Options,
    waiting: VecDeque<PathBuf>,
    reading: Option<(PathBuf, Reading)>,
    items: VecDeque<Item>,
    repeats: Repeats,
    finished: u64,
    total: u64,
}

/// Every file is opened once now, so that a mistake shows before anything is imported.
fn open(paths: &[PathBuf], options: &Options, kind: Kind) -> Opened {
    let files = files(paths, EXTENSIONS)?;
    for path in &files {
        Reading::open(path, options, kind.shape)?;
    }
    Ok(Box::new(TableImport {
        kind,
        options: options.clone(),
        total: total_bytes(&files),
        waiting: files.into(),
        reading: None,
        items: VecDeque::new(),
        repeats: Repeats::default(),
        finished: 0,
    }))
}

impl Importer for TableImport {
    fn next(&mut self) -> Result<Option<Item>, ImportError> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Ok(Some(item));
            }
            let Some((path, reading)) = &mut self.reading else {
                let Some(path) = self.waiting.pop_front() else {
                    return Ok(None);
                };
                let reading = Reading::open(&path, &self.options, self.kind.shape)?;
                self.reading = Some((path, reading));
                continue;
            };
            match reading.next(path, &self.options, self.kind.shape)? {
                Some(Ok(row)) => {
                    let converted = (self.kind.convert)(&row, &reading.table, &mut self.repeats);
                    self.items.extend(items(&row, converted));
                }
                Some(Err(refusal)) => return Ok(Some(Item::Refused(refusal))),
                None => {
                    self.finished += reading.rows.read();
                    self.reading = None;
                }
            }
        }
    }

    fn progress(&self) -> Progress {
        let now = self.reading.as_ref().map_or(0, |(_, reading)| reading.rows.read());
        Progress { read: (self.finished + now).min(self.total), total: self.total }
    }
}

/// What a row gives: its fact, and a refusal for each cell it had to be taken without.
fn items(row: &Row, converted: Converted) -> Vec<Item> {
    let refused = |why: String| Item::Refused(Refusal::new(row.place.clone(), why, &row.raw));
    match converted {
        Err(why) => vec![refused(why)],
        Ok((fact, remarks)) => std::iter::once(Item::Fact(Box::new(fact)))
            .chain(
                remarks
                    .into_iter()
                    .map(|remark| refused(format!("{remark}; the rest of the row was imported"))),
            )
            .collect(),
    }
}

impl Reading {
    fn open(path: &Path, options: &Options, shape: &Shape) -> Result<Self, ImportError> {
        let mut rows = rows::open(path)?;
        let header = rows.header().to_vec();
        let columns = Columns::resolve(path, &header, shape, &options.columns)?;
        let ahead = look_ahead(rows.as_mut())?;
        let dates = Dates {
            order: date_order(&ahead, &columns, shape, &header, rows.semicolons()),
            zone: options.zone.clone(),
            serials: rows.serials(),
        };
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let place = options.place.clone();
        let table = Table { columns, dates, place, stem: stem.unwrap_or_default(), header };
        if table.dates.zone.is_none() && has_local_time(&ahead, &table, shape) {
            return Err(ImportError::ZoneNeeded { path: path.to_path_buf() });
        }
        Ok(Self { rows, ahead, table })
    }

    fn next(
        &mut self,
        path: &Path,
        options: &Options,
        shape: &Shape,
    ) -> Result<Option<Result<Row, Refusal>>, ImportError> {
        if let Some(row) = self.ahead.pop_front() {
            return Ok(Some(row));
        }
        let row = self.rows.next()?;
        // Objects may bring new keys in the middle of a file.
        if self.rows.header().len() > self.table.header.len() {
            self.table.header = self.rows.header().to_vec();
            self.table.columns =
                Columns::resolve(path, &self.table.header, shape, &options.columns)?;
        }
        Ok(row)
    }
}

fn look_ahead(rows: &mut dyn Rows) -> Result<VecDeque<Result<Row, Refusal>>, ImportError> {
    let (mut ahead, mut bytes) = (VecDeque::new(), 0);
    while ahead.len() < AHEAD && bytes < AHEAD_BYTES {
        let Some(row) = rows.next()? else { break };
        bytes += row.as_ref().map_or(0, |row| row.raw.len());
        ahead.push_back(row);
    }
    Ok(ahead)
}

/// All dates in the rows.
fn date_cells<'a>(
    ahead: &'a VecDeque<Result<Row, Refusal>>,
    columns: &'a Columns,
    shape: &'a Shape,
) -> impl Iterator<Item = &'a str> {
    let rows = ahead.iter().filter_map(|row| row.as_ref().ok());
    rows.flat_map(|row| shape.dates.iter().filter_map(|date| columns.one(&row.cells, *date)))
}

/// What `1/2/2010` means: as the first date says that can mean one thing only; else the day comes
/// first where the table looks Russian, or like one of a country that writes decimal commas.
fn date_order(
    ahead: &VecDeque<Result<Row, Refusal>>,
    columns: &Columns,
    shape: &Shape,
    header: &[String],
    semicolons: bool,
) -> DateOrder {
    if let Some(order) = date_cells(ahead, columns, shape).find_map(order_shown) {
        return order;
    }
    let russian = |name: &String| plain(name).chars().any(|letter| ('а'..='я').contains(&letter));
    match semicolons || header.iter().any(russian) {
        true => DateOrder::DayFirst,
        false => DateOrder::MonthFirst,
    }
}

fn has_local_time(ahead: &VecDeque<Result<Row, Refusal>>, table: &Table, shape: &Shape) -> bool {
    date_cells(ahead, &table.columns, shape)
        .any(|cell| matches!(table.dates.moment(cell), Some(Moment::Local(_))))
}

impl Table {
    fn one<'a>(&self, row: &'a Row, field: Field) -> Option<&'a str> {
        self.columns.one(&row.cells, field)
    }

    /// The full name of a row's person: `Имя` with `Фамилия` where both have a column.
    fn name(&self, row: &Row) -> Option<String> {
        let parts = [self.one(row, Field::Name), self.one(row, Field::Surname)];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }
}

#[cfg(test)]
mod tests;
