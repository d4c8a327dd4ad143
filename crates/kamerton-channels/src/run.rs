//! The run that importers of JSON records share: open a source, read its records one by one,
//! convert each, refuse by name what cannot be used, go on with the next source.
//!
//! An importer adds what is its own: which sources there are ([`Convert::open_next`]) and what a
//! record says ([`Convert::facts`]).

use std::collections::VecDeque;
use std::path::Path;

use kamerton_core::fact::Fact;
use serde_json::{Map, Value};

use crate::import::{ImportError, Importer, Item, MAX_RAW, MAX_TEXT, Progress, Refusal};
use crate::records::{Element, JsonItems, Line, Lines, json_value};

/// What makes facts of one platform's records.
pub(crate) trait Convert: Send {
    /// The next source of records.
    fn open_next(&mut self) -> Result<Next, ImportError>;

    /// The facts of one record; `header` holds the members before the array it stands in.
    ///
    /// # Errors
    /// Why the record cannot be used, or why the import cannot go on.
    fn facts(&mut self, record: &Value, header: &Map<String, Value>) -> Result<Vec<Fact>, Trouble>;

    /// Called when reading the current source failed. A refusal means: leave it and go on.
    fn forgive(&mut self, _error: &ImportError) -> Option<Refusal> {
        None
    }
}

/// Why a record gave no facts.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// This record cannot be used, for the reason given in a sentence.
    Record(String),
    /// The import as a whole cannot go on.
    Import(ImportError),
}

impl From<String> for Trouble {
    fn from(why: String) -> Self {
        Self::Record(why)
    }
}

impl From<&str> for Trouble {
    fn from(why: &str) -> Self {
        Self::Record(why.to_owned())
    }
}

/// What comes next in a run.
pub(crate) enum Next {
    /// A source to read; boxed, since it brings its buffers.
    Feed(Box<Feed>),
    /// A source that cannot be used.
    Refused(Refusal),
    /// There is no more.
    End,
}

/// A source of JSON records.
pub(crate) struct Feed {
    name: String,
    records: Records,
    /// Whether a file without the list asked for lacks something.
    needs_list: bool,
    ended: bool,
}

enum Records {
    Items(JsonItems),
    Lines(Lines),
}

/// One record as it was read.
enum Record {
    Json { place: String, bytes: Vec<u8> },
    Refused(Refusal),
}

impl Feed {
    /// The elements of arrays.
    pub(crate) fn items(items: JsonItems) -> Self {
        let name = file_name(items.path());
        Self { name, records: Records::Items(items), needs_list: true, ended: false }
    }

    /// One record per line.
    pub(crate) fn lines(lines: Lines) -> Self {
        let name = file_name(lines.path());
        Self { name, records: Records::Lines(lines), needs_list: false, ended: false }
    }

    /// The same under the name by which refusals shall tell where they were.
    pub(crate) fn named(mut self, name: String) -> Self {
        self.name = name;
        self
    }

    /// The same where a file may also do without the list asked for.
    pub(crate) fn optional(mut self) -> Self {
        self.needs_list = false;
        self
    }

    fn next(&mut self) -> Result<Option<Record>, ImportError> {
        match &mut self.records {
            Records::Items(items) => {
                if let Some(element) = items.next()? {
                    return Ok(Some(of_element(&self.name, element)));
                }
                let why = match (items.cut_off(), self.needs_list && !items.found()) {
                    _ if std::mem::replace(&mut self.ended, true) => return Ok(None),
                    (true, _) => "the file ends before it is closed: what followed is missing",
                    (_, true) => "there is no list of messages in this file",
                    _ => return Ok(None),
                };
                Ok(Some(Record::Refused(Refusal::new(&self.name, why, ""))))
            }
            Records::Lines(lines) => loop {
                match lines.next()? {
                    None => return Ok(None),
                    Some(Line::Text { bytes, .. }) if bytes.trim_ascii().is_empty() => {}
                    Some(line) => return Ok(Some(of_line(&self.name, line))),
                }
            },
        }
    }

    fn header(&self) -> Option<&Map<String, Value>> {
        match &self.records {
            Records::Items(items) => Some(items.header()),
            Records::Lines(_) => None,
        }
    }

    fn read(&self) -> u64 {
        match &self.records {
            Records::Items(items) => items.read(),
            Records::Lines(lines) => lines.read(),
        }
    }
}

/// The name by which a refusal tells where it was.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// Whether a file holds one JSON record per line: by its name, or because its first line is a
/// whole object that `is_container` does not know as a container of records.
pub(crate) fn is_lines(
    path: &Path,
    is_container: impl Fn(&Value) -> bool,
) -> Result<bool, ImportError> {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    if ending.is_some_and(|ending| matches!(ending.as_str(), "jsonl" | "ndjson")) {
        return Ok(true);
    }
    let Some(Line::Text { bytes, .. }) = Lines::open(path)?.next()? else { return Ok(false) };
    let first = json_value(&bytes).unwrap_or_default();
    Ok(first.is_object() && !is_container(&first))
}

/// A running import. `done` counts the bytes of the sources already left.
pub(crate) struct Run<C> {
    convert: C,
    feed: Option<Box<Feed>>,
    ready: VecDeque<Item>,
    done: u64,
    total: u64,
}

impl<C: Convert> Run<C> {
    /// A run over sources of `total` bytes.
    pub(crate) fn new(convert: C, total: u64) -> Self {
        Self { convert, feed: None, ready: VecDeque::new(), done: 0, total }
    }

    fn take_record(&mut self, record: Record) -> Result<(), ImportError> {
        let (place, bytes) = match record {
            Record::Json { place, bytes } => (place, bytes),
            Record::Refused(refusal) => {
                self.ready.push_back(Item::Refused(refusal));
                return Ok(());
            }
        };
        let empty = Map::new();
        let header = self.feed.as_ref().and_then(|feed| feed.header()).unwrap_or(&empty);
        let value = json_value(&bytes).map_err(Trouble::Record);
        match value.and_then(|value| self.convert.facts(&value, header)) {
            Ok(facts) => {
                self.ready.extend(facts.into_iter().map(|fact| checked(fact, &place, &bytes)));
            }
            Err(Trouble::Record(why)) => {
                let refusal = Refusal::new(place, why, &lossy(&bytes));
                self.ready.push_back(Item::Refused(refusal));
            }
            Err(Trouble::Import(error)) => return Err(error),
        }
        Ok(())
    }

    fn leave_feed(&mut self) {
        self.done += self.feed.take().map_or(0, |feed| feed.read());
    }
}

impl<C: Convert> Importer for Run<C> {
    fn next(&mut self) -> Result<Option<Item>, ImportError> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Ok(Some(item));
            }
            match self.feed.as_mut().map(|feed| feed.next()) {
                Some(Ok(Some(record))) => self.take_record(record)?,
                Some(Ok(None)) => self.leave_feed(),
                Some(Err(error)) => {
                    let refusal = self.convert.forgive(&error).ok_or(error)?;
                    self.ready.push_back(Item::Refused(refusal));
                    self.leave_feed();
                }
                None => match self.convert.open_next()? {
                    Next::Feed(feed) => self.feed = Some(feed),
                    Next::Refused(refusal) => self.ready.push_back(Item::Refused(refusal)),
                    Next::End => return Ok(None),
                },
            }
        }
    }

    fn progress(&self) -> Progress {
        let read = self.done + self.feed.as_ref().map_or(0, |feed| feed.read());
        Progress { read: read.min(self.total), total: self.total }
    }
}

fn of_element(name: &str, element: Element) -> Record {
    let place = |index: u64| format!("{name}: record {}", index.saturating_add(1));
    match element {
        Element::Json { index, bytes } => Record::Json { place: place(index), bytes },
        Element::TooLong { index, length, beginning } => {
            Record::Refused(too_long(place(index), length, &beginning))
        }
        Element::Truncated { index, beginning } => {
            let why = "the file ends inside this record: it was cut off";
            Record::Refused(Refusal::new(place(index), why, &lossy(&beginning)))
        }
    }
}

fn of_line(name: &str, line: Line) -> Record {
    match line {
        Line::Text { number, bytes } => {
            Record::Json { place: format!("{name}: line {number}"), bytes }
        }
        Line::TooLong { number, length, beginning } => {
            Record::Refused(too_long(format!("{name}: line {number}"), length, &beginning))
        }
    }
}

fn too_long(place: String, length: u64, beginning: &[u8]) -> Refusal {
    let why = format!("this record is {length} bytes long, longer than any message can be");
    Refusal::new(place, why, &lossy(beginning))
}

fn checked(fact: Fact, place: &str, bytes: &[u8]) -> Item {
    match fact {
        Fact::Message(message) if message.text.len() > MAX_TEXT => {
            let why = format!("its text is {} bytes long, over {MAX_TEXT}", message.text.len());
            Item::Refused(Refusal::new(place, why, &lossy(bytes)))
        }
        fact => Item::Fact(Box::new(fact)),
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes.get(..MAX_RAW).unwrap_or(bytes)).into_owned()
}

#[cfg(test)]
pub(crate) mod tests;
