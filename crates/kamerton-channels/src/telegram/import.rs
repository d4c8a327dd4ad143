//! Imports exports of Telegram Desktop, and message lines.
//!
//! * `result.json`, of one chat or of a whole account (`chats` and `left_chats`);
//! * HTML pages `messages.html`, `messages2.html` …, or folders of them;
//! * `.jsonl` with one message per line.
//!
//! In a folder that holds both forms of one export, `result.json` is read: it knows ids.

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};

use kamerton_core::time::Zone;

use super::chat::Chat;
use super::json::{JsonChat, facts, is_record, needs_zone};
use super::lines::line;
use super::page::{Page, Pages, head};
use super::time::record_time;
use super::undated::Clock;
use crate::import::{ImportError, Importer, Item, MAX_RAW, Opened, Options, Progress, Refusal};
use crate::records::{Element, JsonItems, Line, Lines, files, json_value, total_bytes};

/// Where messages lie in `result.json`: of one chat, of the chats of an account, of those left.
const MESSAGES: &[&[&str]] =
    &[&["messages"], &["chats", "list", "*", "messages"], &["left_chats", "list", "*", "messages"]];

/// Opens an export. All files are looked at first, so that what cannot be read fails before
/// anything is imported.
///
/// # Errors
/// [`ImportError::Foreign`] for a file of another kind, [`ImportError::ZoneNeeded`] where times
/// carry no zone and none was named.
pub fn open(paths: &[PathBuf], options: &Options) -> Opened {
    let files = chosen(paths)?;
    let mut own_zone = None;
    for path in &files {
        let zone = looked_at(path, options)?;
        own_zone = own_zone.or(zone);
    }
    let total = total_bytes(&files);
    let pages = Pages::new(options.place.clone(), options.zone.clone(), own_zone);
    Ok(Box::new(TelegramImport {
        options: options.clone(),
        files: files.into(),
        pages,
        reading: None,
        finished: 0,
        total,
        out: VecDeque::new(),
    }))
}

/// The files of an export; in folders only those that hold messages.
fn chosen(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ImportError> {
    let found = files(paths, &["html", "htm", "json", "jsonl", "ndjson"])?;
    let named: HashSet<_> = paths.iter().collect();
    let with_json: HashSet<_> = found
        .iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "result.json"))
        .filter_map(|path| path.parent().map(Path::to_path_buf))
        .collect();
    let chosen: Vec<_> = found
        .into_iter()
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let below_json = path.ancestors().skip(1).any(|folder| with_json.contains(folder));
            named.contains(path)
                || name.ends_with("jsonl")
                || name.ends_with(".ndjson")
                || name == "result.json"
                || (name.starts_with("messages") && !below_json)
        })
        .collect();
    if chosen.is_empty() {
        let why = "there is no messages.html, result.json or .jsonl of a Telegram export here";
        return Err(ImportError::Nothing(why.to_owned()));
    }
    Ok(chosen)
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Page,
    Json,
    Lines,
}

fn form(path: &Path) -> Form {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("json") => Form::Json,
        Some("jsonl" | "ndjson") => Form::Lines,
        _ => Form::Page,
    }
}

/// Looks at the first message with a time; gives the zone of that time if it carries one.
fn looked_at(path: &Path, options: &Options) -> Result<Option<Zone>, ImportError> {
    let zone_needed = || ImportError::ZoneNeeded { path: path.to_path_buf() };
    match form(path) {
        Form::Page => {
            let head = head(path)?;
            if head.dated && head.zone.is_none() && options.zone.is_none() {
                return Err(zone_needed());
            }
            Ok(head.zone)
        }
        Form::Json => look_at_json(path).and_then(|needs| {
            if needs && options.zone.is_none() { Err(zone_needed()) } else { Ok(None) }
        }),
        Form::Lines => look_at_lines(path).and_then(|needs| {
            if needs && options.zone.is_none() { Err(zone_needed()) } else { Ok(None) }
        }),
    }
}

/// Whether the times of a `result.json` need a zone.
fn look_at_json(path: &Path) -> Result<bool, ImportError> {
    let mut items = JsonItems::open_any(path, MESSAGES)?;
    while let Some(element) = items.next()? {
        let Element::Json { bytes, .. } = element else {
            continue;
        };
        let Ok(value) = json_value(&bytes) else {
            continue;
        };
        if !is_record(&value) {
            return Err(foreign_json(path));
        }
        return Ok(needs_zone(&value));
    }
    // Without one readable record, the frame of an export must be there.
    let is_chat = items.header().contains_key("type") || items.cut_off();
    if items.found() && is_chat {
        return Ok(false);
    }
    Err(foreign_json(path))
}

fn foreign_json(path: &Path) -> ImportError {
    ImportError::Foreign {
        path: path.to_path_buf(),
        expected: "a result.json of Telegram Desktop",
        found: "there is no list of its messages in it".to_owned(),
    }
}

/// Whether the times of message lines need a zone.
fn look_at_lines(path: &Path) -> Result<bool, ImportError> {
    let mut lines = Lines::open(path)?;
    let mut seen = false;
    while let Some(line) = lines.next()? {
        let Line::Text { bytes, .. } = line else {
            continue;
        };
        let Ok(value) = json_value(&bytes) else {
            continue;
        };
        if value.get("id").is_none() || !is_record(&value) {
            continue;
        }
        seen = true;
        let Some(date) = value.get("date").and_then(|date| date.as_str()) else {
            continue;
        };
        let (without, with) = (record_time(date, None), record_time(date, Some(&Zone::utc())));
        if with.is_some() {
            return Ok(without.is_none());
        }
    }
    if seen {
        return Ok(false);
    }
    Err(ImportError::Foreign {
        path: path.to_path_buf(),
        expected: "lines of Telegram messages",
        found: "no line has an id and a date".to_owned(),
    })
}

struct TelegramImport {
    options: Options,
    files: VecDeque<PathBuf>,
    pages: Pages,
    reading: Option<Reading>,
    finished: u64,
    total: u64,
    out: VecDeque<Item>,
}

/// The file that is being read.
enum Reading {
    Page(Box<Page>),
    Json(Box<JsonItems>),
    Lines(Box<(Lines, Chat, Clock)>),
}

impl Reading {
    fn read(&self) -> u64 {
        match self {
            Self::Page(page) => page.read(),
            Self::Json(items) => items.read(),
            Self::Lines(lines) => lines.0.read(),
        }
    }
}

impl Importer for TelegramImport {
    fn next(&mut self) -> Result<Option<Item>, ImportError> {
        loop {
            if let Some(item) = self.out.pop_front() {
                return Ok(Some(item));
            }
            let Some(reading) = &mut self.reading else {
                let Some(path) = self.files.pop_front() else {
                    return Ok(None);
                };
                self.reading = Some(self.opened(&path)?);
                continue;
            };
            let more = match reading {
                Reading::Page(page) => page.step(&mut self.pages, &mut self.out)?,
                Reading::Json(items) => json_step(items, &self.options, &mut self.out)?,
                Reading::Lines(reading) => {
                    let (lines, chat, clock) = reading.as_mut();
                    line_step(lines, chat, clock, &self.options, &mut self.out)?
                }
            };
            if !more {
                self.finished += reading.read();
                self.reading = None;
            }
        }
    }

    fn progress(&self) -> Progress {
        let read = self.finished + self.reading.as_ref().map_or(0, Reading::read);
        Progress { read, total: self.total }
    }
}

impl TelegramImport {
    fn opened(&self, path: &Path) -> Result<Reading, ImportError> {
        Ok(match form(path) {
            Form::Page => Reading::Page(Box::new(Page::open(path)?)),
            Form::Json => Reading::Json(Box::new(JsonItems::open_any(path, MESSAGES)?)),
            Form::Lines => {
                // Lines name no chat: it is named by hand, or by the file.
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let chat = Chat::named(self.options.place.as_deref().unwrap_or(&stem));
                Reading::Lines(Box::new((Lines::open(path)?, chat, Clock::default())))
            }
        })
    }
}

fn json_step(
    items: &mut JsonItems,
    options: &Options,
    out: &mut VecDeque<Item>,
) -> Result<bool, ImportError> {
    let Some(element) = items.next()? else {
        if items.cut_off() && out.is_empty() {
            let why = "the file is cut off: what stood behind its last message is missing";
            out.push_back(refused(items.path(), "end of the file", why, b""));
        }
        return Ok(false);
    };
    let (index, bytes, why) = match element {
        Element::Json { index, bytes } => {
            let chat = JsonChat::of(items.header(), options.place.as_deref());
            let value = json_value(&bytes);
            match value.and_then(|value| facts(&value, &chat, options.zone.as_ref())) {
                Ok(facts) => {
                    out.extend(facts.into_iter().map(|fact| Item::Fact(Box::new(fact))));
                    return Ok(true);
                }
                Err(why) => (index, bytes, why),
            }
        }
        Element::TooLong { index, length, beginning } => (
            index,
            beginning,
            format!("this record takes {length} bytes, more than is read at once"),
        ),
        Element::Truncated { index, beginning } => {
            (index, beginning, "the file is cut off inside this record".to_owned())
        }
    };
    let chat = items.header().get("id").map(|id| format!("chat {id} ")).unwrap_or_default();
    let id = json_value(&bytes).ok().and_then(|value| value.get("id").map(ToString::to_string));
    let element = id.map_or(format!("record {index}"), |id| format!("message{id}"));
    out.push_back(refused(items.path(), &format!("{chat}{element}"), &why, &bytes));
    Ok(true)
}

fn line_step(
    lines: &mut Lines,
    chat: &Chat,
    clock: &mut Clock,
    options: &Options,
    out: &mut VecDeque<Item>,
) -> Result<bool, ImportError> {
    let zone = options.zone.as_ref();
    let Some(next) = lines.next()? else {
        clock.finish(zone.unwrap_or(&Zone::utc()), chat, out);
        return Ok(false);
    };
    let (number, bytes, why) = match next {
        Line::Text { bytes, .. } if bytes.iter().all(u8::is_ascii_whitespace) => return Ok(true),
        Line::Text { number, bytes } => {
            let place = format!("{}: line {number}", lines.path().display());
            let value = json_value(&bytes);
            match value.and_then(|value| line(value, place, chat, zone, clock, out)) {
                Ok(()) => return Ok(true),
                Err(why) => (number, bytes, why),
            }
        }
        Line::TooLong { number, length, beginning } => (
            number,
            beginning,
            format!("this line takes {length} bytes, more than is read at once"),
        ),
    };
    out.push_back(refused(lines.path(), &format!("line {number}"), &why, &bytes));
    Ok(true)
}

fn refused(path: &Path, element: &str, why: &str, raw: &[u8]) -> Item {
    let raw = String::from_utf8_lossy(raw.get(..raw.len().min(MAX_RAW * 2)).unwrap_or_default());
    Item::Refused(Refusal::new(format!("{}: {element}", path.display()), why, &raw))
}
