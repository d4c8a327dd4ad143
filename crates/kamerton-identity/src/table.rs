//! Tables of people: which column holds what, and the accounts in them.

use std::fmt;
use std::str::FromStr;

use csv::{ByteRecord, ReaderBuilder};
use foldhash::HashMap;

use crate::account::{Account, Contact, Fact, Kind};

/// What a column may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The whole name.
    Name,
    /// Given name.
    Given,
    /// Surname.
    Surname,
    /// Patronymic or middle name.
    Patronymic,
    /// Mail addresses, separated by `;` or spaces.
    Email,
    /// Telephone numbers, separated by `;`.
    Phone,
    /// Handles, separated by `;` or spaces.
    Handle,
    /// The platform of the account.
    Platform,
    /// The hash of a picture.
    Picture,
    /// Talks it was seen in, separated by `;`.
    Talk,
    /// Anything else that is compared.
    Fact(Kind),
    /// Nothing that is compared.
    Nothing,
}

/// The words for `--map`, and what they mean.
const WORDS: [(&str, Field); 20] = [
    ("name", Field::Name),
    ("given_name", Field::Given),
    ("surname", Field::Surname),
    ("patronymic", Field::Patronymic),
    ("email", Field::Email),
    ("phone", Field::Phone),
    ("handle", Field::Handle),
    ("platform", Field::Platform),
    ("picture", Field::Picture),
    ("talk", Field::Talk),
    ("birth", Field::Fact(Kind::Birth)),
    ("gender", Field::Fact(Kind::Gender)),
    ("city", Field::Fact(Kind::City)),
    ("postcode", Field::Fact(Kind::Postcode)),
    ("address", Field::Fact(Kind::Address)),
    ("number", Field::Fact(Kind::Number)),
    ("code", Field::Fact(Kind::Code)),
    ("category", Field::Fact(Kind::Category)),
    ("text", Field::Fact(Kind::Text)),
    ("ignore", Field::Nothing),
];

impl FromStr for Field {
    type Err = TableError;

    fn from_str(word: &str) -> Result<Self, TableError> {
        let plain = word.trim().to_lowercase().replace('-', "_");
        let plain = match plain.as_str() {
            "e_mail" | "mail" => "email",
            "given" | "first_name" | "forename" => "given_name",
            "last_name" | "family_name" => "surname",
            "middle_name" => "patronymic",
            "dob" | "date_of_birth" | "birth_date" | "birthday" => "birth",
            "sex" => "gender",
            "zip" => "postcode",
            "full_name" => "name",
            other => other,
        };
        WORDS.iter().find(|(name, _)| *name == plain).map(|(_, field)| *field).ok_or_else(|| {
            TableError::Field {
                word: word.to_owned(),
                known: WORDS.map(|(name, _)| name).join(", "),
            }
        })
    }
}

/// A column that is named by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// What it holds.
    pub field: Field,
    /// Its heading.
    pub column: String,
}

impl FromStr for Mapped {
    type Err = TableError;

    fn from_str(text: &str) -> Result<Self, TableError> {
        let (field, column) =
            text.split_once('=').ok_or_else(|| TableError::Map(text.to_owned()))?;
        Ok(Self { field: field.parse()?, column: column.trim().to_owned() })
    }
}

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Nothing in it.
    #[error("the table is empty: its first line must name the columns")]
    Empty,
    /// No such column.
    #[error("there is no column «{column}»; the columns are: {columns}")]
    Column {
        /// The heading that was asked for.
        column: String,
        /// Those that are there.
        columns: String,
    },
    /// Nothing to compare by.
    #[error(
        "no column is a name, an address, a number or anything else that people are told apart by; say which is what: --map name=COLUMN. The columns are: {0}"
    )]
    NothingToCompare(String),
    /// A line that is longer or shorter than the first.
    #[error(
        "line {line}: {found} cells where the first line has {wanted}; is a quotation mark or a separator missing?"
    )]
    Cells {
        /// The line.
        line: u64,
        /// How many cells it has.
        found: usize,
        /// How many it should have.
        wanted: usize,
    },
    /// A cell that is no UTF-8.
    #[error("line {line}, column «{column}»: not UTF-8; save the table as UTF-8")]
    Encoding {
        /// The line.
        line: u64,
        /// The column.
        column: String,
    },
    /// An id that is missing.
    #[error("line {line}, column «{column}»: the id is empty")]
    NoId {
        /// The line.
        line: u64,
        /// The column.
        column: String,
    },
    /// An id that was there before.
    #[error("line {line}, column «{column}»: «{id}» is on line {before} already; ids must differ")]
    Twice {
        /// The line.
        line: u64,
        /// The column.
        column: String,
        /// The id.
        id: String,
        /// Where it was first.
        before: u64,
    },
    /// What `--map` cannot be.
    #[error("«{0}» is not FIELD=COLUMN")]
    Map(String),
    /// What a column cannot hold.
    #[error("a column cannot be «{word}»; it may be one of: {known}")]
    Field {
        /// The word.
        word: String,
        /// The words there are.
        known: String,
    },
    /// A line that is no line of a table.
    #[error("the table cannot be read: {0}")]
    Csv(#[from] csv::Error),
}

/// A table, read.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Its rows.
    pub accounts: Vec<Account>,
    /// Which column was taken for what.
    pub columns: Vec<(String, Field)>,
}

impl fmt::Display for Field {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = WORDS.iter().find(|(_, field)| field == self).map_or("ignore", |(word, _)| word);
        out.write_str(word)
    }
}

/// Reads a table. `id` is the heading of the column that names the rows; nothing else is read of it.
///
/// # Errors
/// Says the line and the column of what cannot be read.
pub fn read(bytes: &[u8], id: &str, mapped: &[Mapped], source: u8) -> Result<Table, TableError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let separator = separator(bytes);
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .quoting(separator != b'\t')
        .flexible(true)
        .has_headers(false)
        .from_reader(bytes);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record)? {
        return Err(TableError::Empty);
    }
    let headings: Vec<String> = record
        .iter()
        .map(|cell| String::from_utf8_lossy(unquoted(cell)).trim().to_owned())
        .collect();
    let columns = columns(&headings, id, mapped)?;
    let mut table = Table {
        accounts: Vec::new(),
        columns: headings.iter().cloned().zip(columns.fields.iter().copied()).collect(),
    };
    let mut lines: HashMap<String, u64> = HashMap::default();
    loop {
        let line = reader.position().line();
        if !reader.read_byte_record(&mut record)? {
            return Ok(table);
        }
        let line = record.position().map_or(line, csv::Position::line);
        if record.len() == 1 && record.iter().all(|cell| cell.trim_ascii().is_empty()) {
            continue;
        }
        if record.len() != headings.len() {
            return Err(TableError::Cells { line, found: record.len(), wanted: headings.len() });
        }
        let account = columns.account(&record, line, &headings, source)?;
        if let Some(before) = lines.insert(account.id.clone(), line) {
            return Err(TableError::Twice { line, column: id.to_owned(), id: account.id, before });
        }
        table.accounts.push(account);
    }
}

/// A cell of a table of tabs may still be in quotation marks.
fn unquoted(cell: &[u8]) -> &[u8] {
    let trimmed = cell.trim_ascii();
    trimmed.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(trimmed)
}

/// Whichever of the usual separators the first line has most of.
fn separator(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| first.iter().filter(|byte| **byte == separator).count();
    [b',', b'\t', b';', b'|']
        .into_iter()
        .rev()
        .max_by_key(|separator| count(*separator))
        .unwrap_or(b',')
}

struct Columns {
    id: usize,
    fields: Vec<Field>,
    /// Whether name and surname have columns of their own, so that whole names only add to them.
    in_parts: bool,
}

fn columns(headings: &[String], id: &str, mapped: &[Mapped]) -> Result<Columns, TableError> {
    let find = |column: &str| {
        headings
            .iter()
            .position(|heading| heading == column)
            .or_else(|| {
                headings.iter().position(|heading| heading.to_lowercase() == column.to_lowercase())
            })
            .ok_or_else(|| TableError::Column {
                column: column.to_owned(),
                columns: headings.join(", "),
            })
    };
    let id_at = find(id)?;
    let mut fields: Vec<Field> = headings.iter().map(|heading| recognised(heading)).collect();
    for mapping in mapped {
        if let Some(field) = fields.get_mut(find(&mapping.column)?) {
            *field = mapping.field;
        }
    }
    if let Some(field) = fields.get_mut(id_at) {
        *field = Field::Nothing;
    }
    if fields.iter().all(|field| matches!(field, Field::Nothing | Field::Platform)) {
        return Err(TableError::NothingToCompare(headings.join(", ")));
    }
    let in_parts = fields.iter().any(|field| matches!(field, Field::Given | Field::Surname));
    Ok(Columns { id: id_at, fields, in_parts })
}

impl Columns {
    fn account(
        &self,
        record: &ByteRecord,
        line: u64,
        headings: &[String],
        source: u8,
    ) -> Result<Account, TableError> {
        let mut account = Account { source, ..Account::default() };
        let mut numbers = [0_u8; 16];
        for (at, (cell, field)) in record.iter().zip(&self.fields).enumerate() {
            let heading = || headings.get(at).cloned().unwrap_or_default();
            let cell = std::str::from_utf8(unquoted(cell))
                .map_err(|_| TableError::Encoding { line, column: heading() })?
                .trim();
            if at == self.id {
                if cell.is_empty() {
                    return Err(TableError::NoId { line, column: heading() });
                }
                account.id = cell.to_owned();
            }
            if let Field::Fact(kind) = field
                && let Some(number) = numbers.get_mut(*kind as usize)
            {
                if !cell.is_empty() {
                    account.facts.push(Fact {
                        kind: *kind,
                        column: *number,
                        text: cell.to_owned(),
                    });
                }
                *number += 1;
            } else {
                self.put(&mut account, *field, cell);
            }
        }
        Ok(account)
    }

    fn put(&self, account: &mut Account, field: Field, cell: &str) {
        let into = |text: &mut String, more: bool| {
            if text.is_empty() {
                text.push_str(cell);
            } else if more && !cell.is_empty() {
                text.push(' ');
                text.push_str(cell);
            }
        };
        let many = |by: &[char]| {
            cell.split(|c| by.contains(&c))
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect::<Vec<String>>()
        };
        let contacts =
            |by: &[char]| many(by).into_iter().map(|value| Contact { value, verified: false });
        match field {
            Field::Name => into(&mut account.name, self.in_parts),
            Field::Given => into(&mut account.given, true),
            Field::Surname => into(&mut account.surname, true),
            Field::Patronymic => into(&mut account.patronymic, true),
            Field::Email => account.emails.extend(contacts(&[';', ','])),
            Field::Phone => account.phones.extend(contacts(&[';', ','])),
            Field::Handle => account.handles.extend(many(&[';', ',', ' '])),
            Field::Platform => into(&mut account.platform, false),
            Field::Picture => account.pictures.extend(many(&[';', ' '])),
            Field::Talk => account.talks.extend(many(&[';'])),
            Field::Fact(_) | Field::Nothing => {}
        }
    }
}

/// Headings that are known, longest first where one is part of another; `=` asks for the whole heading.
const HEADINGS: &[(&str, Field)] = &[
    ("=id", Field::Nothing),
    ("cluster", Field::Nothing),
    ("=person", Field::Nothing),
    ("=entity", Field::Nothing),
    ("truth", Field::Nothing),
    ("birthplace", Field::Fact(Kind::City)),
    ("placeofbirth", Field::Fact(Kind::City)),
    ("месторождения", Field::Fact(Kind::City)),
    ("dateofbirth", Field::Fact(Kind::Birth)),
    ("birth", Field::Fact(Kind::Birth)),
    ("=dob", Field::Fact(Kind::Birth)),
    ("=born", Field::Fact(Kind::Birth)),
    ("рождения", Field::Fact(Kind::Birth)),
    ("=др", Field::Fact(Kind::Birth)),
    ("username", Field::Handle),
    ("nickname", Field::Handle),
    ("screenname", Field::Handle),
    ("=nick", Field::Handle),
    ("handle", Field::Handle),
    ("login", Field::Handle),
    ("логин", Field::Handle),
    ("никнейм", Field::Handle),
    ("=ник", Field::Handle),
    ("streetnumber", Field::Fact(Kind::Number)),
    ("housenumber", Field::Fact(Kind::Number)),
    ("houseno", Field::Fact(Kind::Number)),
    ("=дом", Field::Fact(Kind::Number)),
    ("firstandsurname", Field::Name),
    ("фио", Field::Name),
    ("имяифамилия", Field::Name),
    ("имяфамилия", Field::Name),
    ("firstname", Field::Given),
    ("givenname", Field::Given),
    ("forename", Field::Given),
    ("=fname", Field::Given),
    ("=given", Field::Given),
    ("=first", Field::Given),
    ("=имя", Field::Given),
    ("surname", Field::Surname),
    ("lastname", Field::Surname),
    ("familyname", Field::Surname),
    ("=lname", Field::Surname),
    ("=last", Field::Surname),
    ("=family", Field::Surname),
    ("фамилия", Field::Surname),
    ("patronymic", Field::Patronymic),
    ("middlename", Field::Patronymic),
    ("secondname", Field::Patronymic),
    ("=middle", Field::Patronymic),
    ("отчество", Field::Patronymic),
    ("mail", Field::Email),
    ("почта", Field::Email),
    ("phone", Field::Phone),
    ("mobile", Field::Phone),
    ("=tel", Field::Phone),
    ("телефон", Field::Phone),
    ("fullname", Field::Name),
    ("displayname", Field::Name),
    ("realname", Field::Name),
    ("=name", Field::Name),
    ("=author", Field::Name),
    ("=title", Field::Nothing),
    ("postcode", Field::Fact(Kind::Postcode)),
    ("postalcode", Field::Fact(Kind::Postcode)),
    ("=zip", Field::Fact(Kind::Postcode)),
    ("zipcode", Field::Fact(Kind::Postcode)),
    ("индекс", Field::Fact(Kind::Postcode)),
    ("suburb", Field::Fact(Kind::City)),
    ("city", Field::Fact(Kind::City)),
    ("town", Field::Fact(Kind::City)),
    ("locality", Field::Fact(Kind::City)),
    ("=location", Field::Fact(Kind::City)),
    ("=place", Field::Fact(Kind::City)),
    ("город", Field::Fact(Kind::City)),
    ("address", Field::Fact(Kind::Address)),
    ("street", Field::Fact(Kind::Address)),
    ("адрес", Field::Fact(Kind::Address)),
    ("улица", Field::Fact(Kind::Address)),
    ("gender", Field::Fact(Kind::Gender)),
    ("=sex", Field::Fact(Kind::Gender)),
    ("=пол", Field::Fact(Kind::Gender)),
    ("=state", Field::Fact(Kind::Category)),
    ("country", Field::Fact(Kind::Category)),
    ("region", Field::Fact(Kind::Category)),
    ("occupation", Field::Fact(Kind::Category)),
    ("profession", Field::Fact(Kind::Category)),
    ("регион", Field::Fact(Kind::Category)),
    ("область", Field::Fact(Kind::Category)),
    ("профессия", Field::Fact(Kind::Category)),
    ("socsec", Field::Fact(Kind::Code)),
    ("socialsecurity", Field::Fact(Kind::Code)),
    ("=ssn", Field::Fact(Kind::Code)),
    ("nationalid", Field::Fact(Kind::Code)),
    ("passport", Field::Fact(Kind::Code)),
    ("taxid", Field::Fact(Kind::Code)),
    ("licence", Field::Fact(Kind::Code)),
    ("license", Field::Fact(Kind::Code)),
    ("паспорт", Field::Fact(Kind::Code)),
    ("снилс", Field::Fact(Kind::Code)),
    ("=инн", Field::Fact(Kind::Code)),
    ("=inn", Field::Fact(Kind::Code)),
    ("platform", Field::Platform),
    ("=channel", Field::Platform),
    ("avatar", Field::Picture),
    ("picture", Field::Picture),
];

fn recognised(heading: &str) -> Field {
    let plain: String = heading.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect();
    HEADINGS
        .iter()
        .find(|(known, _)| match known.strip_prefix('=') {
            Some(whole) => plain == whole,
            None => plain.contains(known),
        })
        .map_or(Field::Nothing, |(_, field)| *field)
}
