//! A list of people as a file for spreadsheets, in the words of whoever takes it.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use kamerton_app::people::export;
use kamerton_app::people::list::{Listed, ListedAccount};
use kamerton_app::{AppError, Brand};
use kamerton_core::time::{Day, Instant};
use kamerton_store::people_lists::{Filter, Sort};
use kamerton_store::{Store, StoreError};

use crate::format::csv::Table;
use crate::format::xlsx::{Cell, MOST_ROWS, Sheet};
use crate::format::{self, Language};
use crate::words::Words;

/// Columns with their widths in a workbook.
const COLUMNS: [(&str, f64); 15] = [
    ("id", 14.0),
    ("name", 28.0),
    ("state", 20.0),
    ("since", 12.0),
    ("stage", 10.0),
    ("commerce", 18.0),
    ("charge", 10.0),
    ("bond", 12.0),
    ("message", 14.0),
    ("contact", 14.0),
    ("with", 20.0),
    ("messages", 12.0),
    ("orders", 10.0),
    ("tags", 24.0),
    ("accounts", 40.0),
];

/// What a file is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Anything.
    Csv,
    /// Excel and its like.
    Xlsx,
}

impl Kind {
    /// The end of its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The kind that a file's name ends with.
    pub fn of_name(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        [Self::Csv, Self::Xlsx].into_iter().find(|kind| kind.word().eq_ignore_ascii_case(end))
    }

    /// What browsers call it.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// Whose people, and which of them.
pub struct Wanted<'a> {
    /// The brand.
    pub brand: &'a Brand,
    /// Who.
    pub filter: &'a Filter,
    /// In which order.
    pub sort: Sort,
    /// As they are now.
    pub now: Instant,
}

/// Writes everybody who is wanted into a file, from its beginning; gives how many there are.
///
/// # Errors
/// When the store or the disk cannot, or there are more than a workbook holds.
pub async fn write(
    store: &Store,
    wanted: &Wanted<'_>,
    words: &Words,
    kind: Kind,
    file: &mut File,
) -> Result<i64, AppError> {
    let (brand, lang) = (wanted.brand, words.language());
    let heads = COLUMNS.map(|(word, width)| (words.say(&format!("file-{word}"), &[]), width));
    let mut out = Out::new(kind, lang, words, &heads, &*file)?;
    let each = |person: Listed| out.line(&line(words, brand, &person));
    let Wanted { filter, sort, now, .. } = wanted;
    let count = export::everybody(store, brand, filter, *sort, *now, each).await?;
    out.finish()?;
    file.seek(SeekFrom::Start(0)).map_err(failed)?;
    Ok(count)
}

/// A person as a line. Every column of [`COLUMNS`] has its cell.
fn line(words: &Words, brand: &Brand, person: &Listed) -> Vec<Cell> {
    let say = |kind: &str, word: &str| Cell::Text(words.say(&format!("{kind}-{word}"), &[]));
    let day = |text: Option<&str>| {
        let at = text.and_then(Instant::parse_rfc3339);
        Cell::Day(at.map(|at| brand.zone.day(at)))
    };
    let contact = person.contact.as_ref();
    let with = contact.and_then(|contact| contact.with.clone()).unwrap_or_default();
    let accounts: Vec<String> = person.accounts.iter().map(account).collect();
    vec![
        Cell::Text(person.id.to_string()),
        Cell::Text(person.name.clone()),
        say("state", person.state),
        Cell::Day(person.state_since.as_deref().and_then(Day::parse)),
        Cell::Text(person.stage.to_owned()),
        say("commerce", person.commerce),
        Cell::Number(person.ring),
        Cell::Number(person.bond),
        day(person.last_message_at.as_deref()),
        day(contact.and_then(|contact| contact.at.as_deref())),
        Cell::Text(with),
        Cell::Number(person.messages as f64),
        Cell::Number(person.orders as f64),
        Cell::Text(person.tags.join(", ")),
        Cell::Text(accounts.join(", ")),
    ]
}

fn account(account: &ListedAccount) -> String {
    match account.handle.as_ref().or(account.name.as_ref()) {
        Some(name) => format!("{}: {name}", account.kind),
        None => account.kind.clone(),
    }
}

/// A file that is being written.
enum Out<'a> {
    Csv { table: Table, file: BufWriter<&'a File>, lang: Language },
    Xlsx { sheet: Box<Sheet>, file: &'a File, rows: u32, words: &'a Words },
}

impl<'a> Out<'a> {
    fn new(
        kind: Kind,
        lang: Language,
        words: &'a Words,
        heads: &[(String, f64)],
        file: &'a File,
    ) -> Result<Self, AppError> {
        Ok(match kind {
            Kind::Csv => {
                let mut table = Table::new(lang);
                table.line(heads.iter().map(|(head, _)| head));
                Self::Csv { table, file: BufWriter::new(file), lang }
            }
            Kind::Xlsx => {
                let sheet = Sheet::new(&words.say("nav-people", &[]), heads).map_err(failed)?;
                Self::Xlsx { sheet: Box::new(sheet), file, rows: 1, words }
            }
        })
    }

    fn line(&mut self, cells: &[Cell]) -> Result<(), AppError> {
        match self {
            Self::Csv { table, file, lang } => {
                table.line(cells.iter().map(|cell| plain(*lang, cell)));
                file.write_all(table.take().as_bytes()).map_err(failed)
            }
            Self::Xlsx { rows, words, .. } if *rows == MOST_ROWS => {
                Err(AppError::Asked(words.say("file-too-long", &[])))
            }
            Self::Xlsx { sheet, rows, .. } => {
                *rows += 1;
                sheet.line(cells).map_err(failed)
            }
        }
    }

    fn finish(self) -> Result<(), AppError> {
        match self {
            Self::Csv { mut table, mut file, .. } => {
                file.write_all(table.take().as_bytes()).map_err(failed)?;
                file.flush().map_err(failed)
            }
            Self::Xlsx { sheet, file, .. } => sheet.finish(file).map_err(failed),
        }
    }
}

/// A cell as text: days as every spreadsheet reads them, fractions as this language writes them.
fn plain(lang: Language, cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => {
            let text = number.to_string();
            if lang == Language::Ru { text.replace('.', ",") } else { text }
        }
        Cell::Day(day) => day.map(|day| day.to_string()).unwrap_or_default(),
    }
}

/// What became of a file that could not be written.
pub(crate) fn failed(error: impl Into<Failed>) -> AppError {
    let Failed(error) = error.into();
    if error.kind() == io::ErrorKind::StorageFull {
        return StoreError::DiskFull.into();
    }
    AppError::Asked(format!("the file cannot be written: {error}"))
}

pub(crate) struct Failed(io::Error);

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self(error)
    }
}

impl From<rust_xlsxwriter::XlsxError> for Failed {
    fn from(error: rust_xlsxwriter::XlsxError) -> Self {
        match error {
            rust_xlsxwriter::XlsxError::IoError(error) => Self(error),
            other => Self(io::Error::other(other)),
        }
    }
}

/// The name of a file of people that is taken out on a day.
pub fn name(brand: &Brand, kind: Kind, now: Instant) -> String {
    format!("people-{}.{}", brand.zone.day(now), kind.word())
}

/// How many people, as the command line says it.
pub fn how_many(words: &Words, count: i64) -> String {
    let number = format::count(words.language(), count);
    let args =
        [("count", crate::words::Arg::Number(count)), ("number", crate::words::Arg::Text(&number))];
    words.say("people-count", &args)
}
