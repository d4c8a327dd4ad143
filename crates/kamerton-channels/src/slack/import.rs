//! Imports exports of a Slack workspace, as ZIP or unpacked.

use std::path::{Path, PathBuf};

use kamerton_core::fact::{Fact, PlaceRef};
use serde_json::{Map, Value};

use super::archive::{Entry, Guard, LIMITS, Limits, entries};
use super::convert;
use super::directory::Directory;
use crate::import::{ImportError, Opened, Options, Refusal};
use crate::records::{Element, JsonItems, files, json_value};
use crate::run::{Convert, Feed, Next, Run, Trouble};

/// What is told when a file is something else.
pub(super) const EXPECTED: &str = "an export of a Slack workspace";

/// Lists of the directory. Users come first: conversations without a name are named by them.
const LISTS: [&str; 5] = ["users.json", "channels.json", "groups.json", "dms.json", "mpims.json"];

/// Opens ZIP files or folders of exports.
///
/// # Errors
/// [`ImportError::Foreign`] when one of them is no export, [`ImportError::Io`].
pub fn open(paths: &[PathBuf], _options: &Options) -> Opened {
    open_within(paths, LIMITS)
}

pub(super) fn open_within(paths: &[PathBuf], limits: Limits) -> Opened {
    let mut exports = Vec::new();
    for path in paths {
        for path in archives(path)? {
            exports.push(Export::open(&path)?);
        }
    }
    if exports.is_empty() {
        return Err(ImportError::Nothing(
            "name the ZIP file or the folder of a Slack export".into(),
        ));
    }
    let total = exports.iter().flat_map(|export| &export.days).map(|day| day.size).sum();
    exports.reverse();
    let guard = Guard::new(limits);
    let slack = Slack { exports, guard, directory: Directory::default(), day: None };
    Ok(Box::new(Run::new(slack, total)))
}

/// A folder may be an export itself or hold several as ZIP files.
fn archives(path: &Path) -> Result<Vec<PathBuf>, ImportError> {
    let is_export = !path.is_dir() || LISTS.iter().any(|list| path.join(list).is_file());
    if is_export {
        return Ok(vec![path.to_path_buf()]);
    }
    match files(&[path.to_path_buf()], &["zip"]) {
        Err(ImportError::Nothing(_)) => Ok(vec![path.to_path_buf()]),
        found => found,
    }
}

/// One export whose days are still to be read.
struct Export {
    lists: Vec<Entry>,
    /// Days of all channels, the next one last. Emptied of `lists` once these were read.
    days: Vec<Entry>,
    /// The folder inside the archive that everything lies in; empty or with `/` at its end.
    root: String,
    refused: Vec<Refusal>,
}

impl Export {
    fn open(path: &Path) -> Result<Self, ImportError> {
        let (entries, refused) = entries(path)?;
        let Some(root) = root(&entries) else {
            let found = "there is no users.json and no channels.json in it".to_owned();
            return Err(ImportError::Foreign { path: path.into(), expected: EXPECTED, found });
        };
        let inside = |entry: &Entry| entry.name.strip_prefix(&root).map(str::to_owned);
        let list = |name: &&str| {
            entries.iter().find(|entry| inside(entry).as_deref() == Some(*name)).cloned()
        };
        let lists = LISTS.iter().filter_map(list).collect();
        let is_day = |entry: &&Entry| inside(entry).is_some_and(|name| day_of(&name).is_some());
        let days = entries.iter().filter(is_day).rev().cloned().collect();
        Ok(Self { lists, days, root, refused })
    }
}

/// Exports packed anew lie in a folder of their own.
fn root(entries: &[Entry]) -> Option<String> {
    let lists = entries.iter().filter_map(|entry| {
        let (folder, name) = entry.name.rsplit_once('/').unwrap_or(("", &entry.name));
        matches!(name, "users.json" | "channels.json").then_some(folder)
    });
    let folder = lists.min_by_key(|folder| (folder.len(), folder.to_string()))?;
    Some(if folder.is_empty() { String::new() } else { format!("{folder}/") })
}

/// The channel's folder of `general/2024-05-01.json`.
fn day_of(name: &str) -> Option<&str> {
    let (folder, file) = name.split_once('/')?;
    let date = file.strip_suffix(".json")?;
    date.parse::<jiff::civil::Date>().is_ok().then_some(folder)
}

struct Slack {
    /// Exports still to be read, the current one last.
    exports: Vec<Export>,
    guard: Guard,
    directory: Directory,
    /// The day being read and its place.
    day: Option<(Entry, PlaceRef)>,
}

impl Slack {
    /// Reads the lists of the current export; what cannot be read of them is refused.
    fn read_lists(&mut self) -> Result<(), ImportError> {
        let Some(export) = self.exports.last_mut() else { return Ok(()) };
        let lists = std::mem::take(&mut export.lists);
        if lists.is_empty() {
            return Ok(());
        }
        self.directory = Directory::default();
        for list in lists {
            let read = read_list(&mut self.directory, &list, &self.guard, &mut export.refused);
            let Err(error) = read else { continue };
            let refusal = refusal_of(&list, &error, &self.guard).ok_or(error)?;
            export.refused.push(refusal);
        }
        Ok(())
    }
}

impl Convert for Slack {
    fn open_next(&mut self) -> Result<Next, ImportError> {
        loop {
            self.read_lists()?;
            let Some(export) = self.exports.last_mut() else { return Ok(Next::End) };
            if let Some(refusal) = export.refused.pop() {
                return Ok(Next::Refused(refusal));
            }
            let Some(day) = export.days.pop() else {
                self.exports.pop();
                continue;
            };
            let folder = day.name.strip_prefix(&export.root).and_then(day_of).unwrap_or_default();
            let place = self.directory.place(folder);
            let items = match open_items(&day, &self.guard) {
                Ok(items) => items,
                Err(error) => {
                    return refusal_of(&day, &error, &self.guard).map(Next::Refused).ok_or(error);
                }
            };
            let feed = Feed::items(items).named(day.name.clone());
            self.day = Some((day, place));
            return Ok(Next::Feed(Box::new(feed)));
        }
    }

    fn facts(&mut self, record: &Value, _: &Map<String, Value>) -> Result<Vec<Fact>, Trouble> {
        let Some((_, place)) = &self.day else { return Ok(Vec::new()) };
        Ok(convert::facts(record, place, &self.directory)?)
    }

    fn forgive(&mut self, error: &ImportError) -> Option<Refusal> {
        let (day, _) = self.day.as_ref()?;
        refusal_of(day, error, &self.guard)
    }
}

fn open_items(entry: &Entry, guard: &Guard) -> Result<JsonItems, ImportError> {
    JsonItems::open_reader(&entry.path(), entry.open(guard)?, &[&[]])
}

fn read_list(
    directory: &mut Directory,
    list: &Entry,
    guard: &Guard,
    refused: &mut Vec<Refusal>,
) -> Result<(), ImportError> {
    let table = list.name.rsplit('/').next().unwrap_or_default();
    let mut items = open_items(list, guard)?;
    while let Some(element) = items.next()? {
        let taken = match &element {
            Element::Json { bytes, .. } => {
                json_value(bytes).and_then(|record| directory.take(table, &record))
            }
            _ => Err("it is too long, or the file ends inside it".to_owned()),
        };
        if let Err(why) = taken {
            refused.push(Refusal::new(&list.name, why, &raw(&element)));
        }
    }
    Ok(())
}

/// An entry that is damaged, harmful or no JSON is left; a disk that cannot be read stops all.
fn refusal_of(entry: &Entry, error: &ImportError, guard: &Guard) -> Option<Refusal> {
    let why = match error {
        ImportError::Foreign { expected, found, .. } => format!("it is not {expected}: {found}"),
        _ => guard.trouble()?,
    };
    Some(Refusal::new(&entry.name, why, ""))
}

fn raw(element: &Element) -> String {
    let (Element::Json { bytes, .. }
    | Element::TooLong { beginning: bytes, .. }
    | Element::Truncated { beginning: bytes, .. }) = element;
    String::from_utf8_lossy(bytes).into_owned()
}
