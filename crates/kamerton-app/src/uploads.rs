//! Imports that begin with uploaded files: kept in a folder beside the database until they are
//! stored, looked at, started, watched, stopped and gone on with.
//!
//! An upload is a folder of its own, named by the id that its import will have, with the files and
//! a note of what was asked. So a page that is loaded again finds it, and so does a program that
//! was killed: what was durable stays, and going on begins behind it.

mod folder;
mod pace;
mod watch;

use std::path::PathBuf;

use kamerton_channels::import::{ImportError, Item, Options};
use kamerton_channels::kinds::{self, Kind};
use kamerton_channels::look::{self, TableLook};
use kamerton_core::fact::{Fact, MessageFact};
use kamerton_core::id::{ImportId, WorkspaceId};
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use serde::{Deserialize, Serialize};

pub use folder::{Folder, Writing};
pub use pace::Pace;
pub use watch::{Standing, Uploads};

use crate::brand;
use crate::error::{AppError, Result};
use crate::import::Request;
use crate::ingest::Origin;
use crate::ingest::roles::RoleRules;
use crate::refusal::Refusal;

/// So many messages are shown of a source that is no table.
const SHOWN: usize = 3;
/// So many records are read to find them.
const READ_AHEAD: usize = 50;

/// What the person says about the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Kind of source; empty until it is known.
    pub kind: String,
    /// The name of the place where the source gives none.
    pub place: Option<String>,
    /// The zone of times that carry none.
    pub zone: Option<String>,
    /// Which column holds what.
    pub columns: Vec<(String, String)>,
    /// Names of those who are staff.
    pub staff: Vec<String>,
    /// Names of accounts that speak as the brand.
    pub brand: Vec<String>,
    /// Names of bots.
    pub bots: Vec<String>,
}

/// An upload, as its note says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Which; its import has the same id.
    pub id: ImportId,
    /// Whose.
    pub workspace: WorkspaceId,
    /// When it came.
    pub at: Instant,
    /// Names of the files as the person knows them.
    pub files: Vec<String>,
    /// Bytes in all.
    pub bytes: u64,
    /// What the person said about it.
    pub asked: Asked,
    /// Whether the import was begun.
    #[serde(default)]
    pub begun: bool,
    /// What stopped it, when it could not go on.
    #[serde(default)]
    pub failed: Option<Stopped>,
}

/// Why an import cannot begin or go on, so that a page can say it in its language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stopped {
    /// What kind of trouble.
    pub trouble: Trouble,
    /// The sentence of the log.
    pub sentence: String,
}

/// A kind of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// A file cannot be read.
    Unreadable,
    /// The files are something else.
    Foreign,
    /// Times carry no zone.
    Zone,
    /// A column is missing.
    Columns,
    /// There is nothing in it.
    Nothing,
    /// Anything else, the database for example.
    Other,
}

impl Trouble {
    /// Its word in translations.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Foreign => "foreign",
            Self::Zone => "zone",
            Self::Columns => "columns",
            Self::Nothing => "nothing",
            Self::Other => "other",
        }
    }
}

impl Stopped {
    fn of(error: &AppError) -> Self {
        let trouble = match error {
            AppError::Import(error) => match error {
                ImportError::Io { .. } => Trouble::Unreadable,
                ImportError::Foreign { .. } => Trouble::Foreign,
                ImportError::ZoneNeeded { .. } => Trouble::Zone,
                ImportError::Columns { .. } => Trouble::Columns,
                ImportError::Nothing(_) => Trouble::Nothing,
            },
            _ => Trouble::Other,
        };
        Self { trouble, sentence: error.to_string() }
    }
}

/// What files look like before they are imported.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Look {
    /// Their kind, the recognised one where none was said; empty when it is none we know.
    pub kind: &'static str,
    /// Whether a name for the place is asked.
    pub takes_place: bool,
    /// The table, when it is one.
    pub table: Option<TableLook>,
    /// The first messages, when it is none.
    pub messages: Vec<MessageFact>,
    /// What keeps it from being imported as things stand.
    pub stopped: Option<Stopped>,
}

/// The words of all kinds of sources.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    kinds::KINDS.iter().map(|kind| kind.word)
}

/// Looks at files as what was said they are, or as what they seem to be.
///
/// Reads files and may take a moment: call it where waiting is allowed.
pub fn look(paths: &[PathBuf], asked: &Asked) -> Look {
    let Some(kind) = kinds::find(&asked.kind).or_else(|| look::detect(paths)) else {
        return Look::default();
    };
    let mut seen = Look { kind: kind.word, takes_place: kind.takes_place, ..Look::default() };
    if let Err(error) = look_inside(kind, paths, asked, &mut seen) {
        seen.stopped = Some(Stopped::of(&error));
    }
    seen
}

/// What a person says of columns as a map of fields, when they chose a field for each column (an
/// empty word for none). `recognised` is the table as it was understood without any map; where
/// nothing differs from it the map is empty, so that recognition may get better.
pub fn columns_chosen(recognised: &TableLook, chosen: &[String]) -> Vec<(String, String)> {
    let taken = |at: usize| recognised.taken_for.get(at).copied().flatten().unwrap_or_default();
    if (0..recognised.header.len()).all(|at| chosen.get(at).is_none_or(|one| one == taken(at))) {
        return Vec::new();
    }
    let named = recognised.header.iter().zip(chosen).filter(|(_, word)| !word.is_empty());
    let mut map: Vec<(String, String)> =
        named.map(|(column, word)| (word.clone(), column.clone())).collect();
    for word in recognised.taken_for.iter().flatten() {
        if map.iter().all(|(known, _)| known != word) {
            map.push(((*word).to_owned(), String::new()));
        }
    }
    map
}

fn look_inside(kind: &Kind, paths: &[PathBuf], asked: &Asked, seen: &mut Look) -> Result<()> {
    if let (Some(look_at), [path, ..]) = (kind.table, paths) {
        seen.table = Some(look_at(path, &asked.columns)?);
    }
    let items = look::beginning(kind, paths, &options(asked)?, READ_AHEAD)?;
    if seen.table.is_none() {
        let messages = items.into_iter().filter_map(message).filter(|one| !one.text.is_empty());
        seen.messages = messages.take(SHOWN).collect();
    }
    Ok(())
}

fn message(item: Item) -> Option<MessageFact> {
    match item {
        Item::Fact(fact) => match *fact {
            Fact::Message(message) => Some(message),
            _ => None,
        },
        Item::Refused(_) => None,
    }
}

fn options(asked: &Asked) -> Result<Options> {
    let zone = asked.zone.as_deref().map(brand::zone).transpose()?;
    Ok(Options { place: asked.place.clone(), zone, columns: asked.columns.clone() })
}

/// The import of an upload.
fn request(upload: &Upload, paths: Vec<PathBuf>) -> Result<Request> {
    let asked = &upload.asked;
    let kind =
        kinds::find(&asked.kind).ok_or_else(|| Refusal::NoKind { kind: asked.kind.clone() })?;
    let mut roles = RoleRules::default();
    for (role, names) in
        [(Role::Staff, &asked.staff), (Role::Brand, &asked.brand), (Role::Bot, &asked.bots)]
    {
        roles.add(role, names.iter().cloned());
    }
    Ok(Request {
        id: Some(upload.id),
        kind: kind.word.to_owned(),
        open: kind.open,
        options: options(asked)?,
        origin: Origin::import(kind.word, roles),
        paths,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_chosen_of_columns_becomes_a_map() {
        let words =
            |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let look = TableLook {
            header: words(&["Когда", "Телефон", "Мобильный", "Заметка"]),
            rows: Vec::new(),
            fields: vec!["date", "phone", "note"],
            taken_for: vec![None, Some("phone"), Some("phone"), Some("note")],
            missing: Vec::new(),
        };
        assert_eq!(columns_chosen(&look, &words(&["", "phone", "phone", "note"])), []);
        assert_eq!(columns_chosen(&look, &[]), []);
        let pair = |field: &str, column: &str| (field.to_owned(), column.to_owned());
        assert_eq!(
            columns_chosen(&look, &words(&["date", "phone", "phone", ""])),
            [
                pair("date", "Когда"),
                pair("phone", "Телефон"),
                pair("phone", "Мобильный"),
                pair("note", "")
            ]
        );
    }
}
