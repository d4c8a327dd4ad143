//! Imports official exports of a Zulip organisation, answers of its API and archives made of them.

use std::path::{Path, PathBuf};

use kamerton_core::fact::Fact;
use serde_json::{Map, Value};

use super::api::{self, Beside};
use super::content::decoded;
use super::export;
use super::realm::Realm;
use super::shared::KIND;
use crate::import::{ImportError, Opened, Options, Refusal};
use crate::records::{Element, JsonItems, Lines, files, json_value, total_bytes};
use crate::run::{Convert, Feed, Next, Run, Trouble, file_name, is_lines};
use crate::slug::slug;

const EXPECTED: &str = "an export of a Zulip organisation or messages from its API";

/// Files of an export that tell nothing about who said what.
const WITHOUT_MESSAGES: [&str; 5] = [
    "attachment.json",
    "analytics.json",
    "migration_status.json",
    "records.json",
    "stream_index.json",
];

/// Opens files or folders. `options.place` names the organisation in keys where the source does
/// not, or instead of what it says; `zulip` stands where neither does.
///
/// # Errors
/// [`ImportError::Foreign`] when no file is of a known form, [`ImportError::Nothing`] when
/// messages of an export come without its `realm.json`, [`ImportError::Io`].
pub fn open(paths: &[PathBuf], options: &Options) -> Opened {
    let files = files(paths, &["json", "jsonl", "ndjson"])?;
    let total = total_bytes(&files);
    let forms = files.iter().map(|file| form(file)).collect::<Result<Vec<_>, _>>()?;
    if !forms.iter().any(|form| !matches!(form, Form::Unknown | Form::NoMessages)) {
        return Err(foreign(files.first()));
    }
    let mut waiting: Vec<_> = files.into_iter().zip(forms).collect();
    let parts = waiting.iter().filter(|(_, form)| *form == Form::ExportMessages);
    let parts = parts.map(|(path, _)| path.clone()).collect();
    waiting.reverse();
    let place = options.place.as_deref().map(slug).filter(|slug| !slug.is_empty());
    let zulip = Zulip { waiting, parts, place, realm: None, refused: Vec::new(), current: None };
    Ok(Box::new(Run::new(zulip, total)))
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// `messages-000001.json` of an export.
    ExportMessages,
    /// `realm.json` of an export.
    ExportRealm,
    /// An answer of the API: `{"messages":[…]}`.
    Answer,
    /// An array of messages.
    Array,
    /// One message per line.
    Lines,
    /// Part of an export or archive, but without messages.
    NoMessages,
    Unknown,
}

struct Zulip {
    /// Files still to be read, the next one last.
    waiting: Vec<(PathBuf, Form)>,
    /// All files with messages of exports.
    parts: Vec<PathBuf>,
    /// The name of the organisation, if one was given.
    place: Option<String>,
    /// The directory of the export being read, and its file.
    realm: Option<(PathBuf, Realm)>,
    /// What could not be read of the directory and was not handed over yet.
    refused: Vec<Refusal>,
    current: Option<(Form, Beside)>,
}

impl Zulip {
    fn read_realm(&mut self, beside: &Path) -> Result<(), ImportError> {
        let path = beside.with_file_name("realm.json");
        if self.realm.as_ref().is_some_and(|(known, _)| *known == path) {
            return Ok(());
        }
        if !path.is_file() {
            return Err(ImportError::Nothing(format!(
                "{} needs realm.json of the same export beside it: unpack the whole export and \
                 name its folder",
                beside.display()
            )));
        }
        self.realm = None;
        let parts: Vec<&Path> = self.parts.iter().map(PathBuf::as_path).collect();
        let parts: Vec<_> =
            parts.into_iter().filter(|part| part.parent() == beside.parent()).collect();
        let mut realm = Realm::read(&path, &parts, self.place.as_deref(), &mut self.refused)?;
        // They are handed over from the end.
        self.refused.reverse();
        if realm.slug.is_empty() {
            realm.slug = KIND.to_owned();
        }
        self.realm = Some((path, realm));
        Ok(())
    }

    fn feed(&mut self, path: &Path, form: Form) -> Result<Feed, ImportError> {
        Ok(match form {
            Form::ExportMessages => Feed::items(JsonItems::open(path, &["zerver_message"])?),
            Form::ExportRealm => {
                Feed::items(JsonItems::open(path, &["zerver_subscription"])?).optional()
            }
            Form::Answer => Feed::items(JsonItems::open(path, &["messages"])?),
            Form::Lines => Feed::lines(Lines::open(path)?),
            _ => Feed::items(JsonItems::open(path, &[])?),
        })
    }
}

impl Convert for Zulip {
    fn open_next(&mut self) -> Result<Next, ImportError> {
        if let Some(refusal) = self.refused.pop() {
            return Ok(Next::Refused(refusal));
        }
        while let Some((path, form)) = self.waiting.pop() {
            match form {
                Form::NoMessages => continue,
                Form::Unknown => {
                    let why = format!("this file is not {EXPECTED}");
                    return Ok(Next::Refused(Refusal::new(file_name(&path), why, "")));
                }
                Form::ExportMessages | Form::ExportRealm => self.read_realm(&path)?,
                Form::Answer | Form::Array | Form::Lines => {}
            }
            self.current = Some((form, beside(&path)));
            return Ok(Next::Feed(Box::new(self.feed(&path, form)?)));
        }
        Ok(Next::End)
    }

    fn facts(&mut self, record: &Value, _: &Map<String, Value>) -> Result<Vec<Fact>, Trouble> {
        let Some((form, beside)) = &self.current else { return Ok(Vec::new()) };
        let realm = self.realm.as_ref().map(|(_, realm)| realm);
        match (form, realm) {
            (Form::ExportMessages, Some(realm)) => Ok(vec![export::message(record, realm)?]),
            (Form::ExportRealm, Some(realm)) => {
                Ok(export::membership(record, realm)?.into_iter().collect())
            }
            _ => {
                let slug = self.place.as_deref().unwrap_or(KIND);
                Ok(vec![api::message(record, slug, beside)?])
            }
        }
    }
}

fn foreign(path: Option<&PathBuf>) -> ImportError {
    let found = "there are no messages of Zulip in it".to_owned();
    let path = path.cloned().unwrap_or_default();
    ImportError::Foreign { path, expected: EXPECTED, found }
}

fn form(path: &Path) -> Result<Form, ImportError> {
    let name = file_name(path);
    if WITHOUT_MESSAGES.contains(&name.as_str()) {
        return Ok(Form::NoMessages);
    }
    let is_container = |first: &Value| {
        ["messages", "zerver_message", "zerver_realm"].iter().any(|key| first.get(key).is_some())
    };
    if is_lines(path, is_container)? {
        return Ok(Form::Lines);
    }
    let keys: [&[&str]; 4] = [&["zerver_message"], &["zerver_realm"], &["messages"], &[]];
    let mut items = match JsonItems::open_any(path, &keys) {
        Ok(items) => items,
        Err(ImportError::Foreign { .. }) => return Ok(Form::Unknown),
        Err(error) => return Err(error),
    };
    let first = items.next()?;
    Ok(match (items.array_key(), first) {
        ("zerver_message", Some(_)) => Form::ExportMessages,
        ("zerver_realm", Some(_)) => Form::ExportRealm,
        ("messages", Some(element)) if is_message(&element) => Form::Answer,
        ("", Some(element)) if is_message(&element) => Form::Array,
        (_, None) if items.found() => Form::NoMessages,
        _ => Form::Unknown,
    })
}

fn is_message(element: &Element) -> bool {
    let Element::Json { bytes, .. } = element else { return false };
    let record = json_value(bytes).unwrap_or_default();
    ["id", "content", "timestamp"].iter().all(|field| record.get(field).is_some())
}

/// `113488-general/some.20topic.json` holds the topic "some topic" of the stream "general".
fn beside(path: &Path) -> Beside {
    let folder = path.parent().map(file_name).unwrap_or_default();
    let stream = folder.split_once('-').filter(|(id, name)| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) && !name.is_empty()
    });
    let Some((id, name)) = stream else { return Beside::default() };
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    Beside {
        stream: Some((id.to_owned(), name.to_owned())),
        topic: Some(decoded(&stem, b'.')).filter(|topic| !topic.is_empty()),
    }
}
