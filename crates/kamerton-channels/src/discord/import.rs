//! Imports exports of DiscordChatExporter (JSON) and community archives of one message per line.

use std::path::{Path, PathBuf};

use kamerton_core::fact::{Fact, PlaceRef};
use kamerton_core::time::Zone;
use serde_json::{Map, Value};

use super::{convert, lines};
use crate::import::{ImportError, Opened, Options, Refusal};
use crate::records::{JsonItems, Lines, files, total_bytes};
use crate::run::{Convert, Feed, Next, Run, Trouble, file_name, is_lines};

const EXPECTED: &str = "an export of DiscordChatExporter in JSON or JSON lines of messages";

/// Opens files or folders of exports.
///
/// # Errors
/// [`ImportError::Foreign`] when no file is of a known form, [`ImportError::Io`].
pub fn open(paths: &[PathBuf], options: &Options) -> Opened {
    let files = files(paths, &["json", "jsonl", "ndjson"])?;
    let total = total_bytes(&files);
    let forms = files.iter().map(|file| form(file)).collect::<Result<Vec<_>, _>>()?;
    if let (false, Some(first)) = (forms.iter().any(|form| *form != Form::Unknown), files.first()) {
        return Err(foreign(first));
    }
    let waiting: Vec<_> = files.into_iter().zip(forms).rev().collect();
    let discord = Discord { waiting, zone: options.zone.clone(), current: None };
    Ok(Box::new(Run::new(discord, total)))
}

/// What a file is.
#[derive(Clone, Copy, PartialEq)]
enum Form {
    /// `{"guild":…, "channel":…, "messages":[…]}`.
    Export,
    /// One message per line.
    Lines,
    Unknown,
}

struct Discord {
    /// Files still to be read, the next one last.
    waiting: Vec<(PathBuf, Form)>,
    zone: Option<Zone>,
    /// The file being read, and the place its header named once it was asked.
    current: Option<(PathBuf, Form, Option<PlaceRef>)>,
}

impl Convert for Discord {
    fn open_next(&mut self) -> Result<Next, ImportError> {
        let Some((path, form)) = self.waiting.pop() else { return Ok(Next::End) };
        let feed = match form {
            Form::Export => Feed::items(JsonItems::open(&path, &["messages"])?),
            Form::Lines => Feed::lines(Lines::open(&path)?),
            Form::Unknown => {
                let why = format!("this file is not {EXPECTED}");
                return Ok(Next::Refused(Refusal::new(file_name(&path), why, "")));
            }
        };
        self.current = Some((path, form, None));
        Ok(Next::Feed(Box::new(feed)))
    }

    fn facts(&mut self, record: &Value, header: &Map<String, Value>) -> Result<Vec<Fact>, Trouble> {
        let Some((path, form, place)) = &mut self.current else { return Ok(Vec::new()) };
        if *form == Form::Lines {
            return lines::fact(record, self.zone.as_ref()).map(|fact| vec![fact]).map_err(|why| {
                match why {
                    lines::Trouble::Record(why) => Trouble::Record(why),
                    lines::Trouble::ZoneNeeded => {
                        Trouble::Import(ImportError::ZoneNeeded { path: path.clone() })
                    }
                }
            });
        }
        let place = match place {
            Some(place) => place,
            None => place.insert(convert::place(header).ok_or("the file names no channel")?),
        };
        Ok(convert::facts(record, place)?)
    }
}

fn foreign(path: &Path) -> ImportError {
    let found = "there is no channel with messages in it".to_owned();
    ImportError::Foreign { path: path.to_path_buf(), expected: EXPECTED, found }
}

fn form(path: &Path) -> Result<Form, ImportError> {
    if is_lines(path, |first| first.get("messages").is_some())? {
        return Ok(if is_message_lines(path)? { Form::Lines } else { Form::Unknown });
    }
    let mut items = match JsonItems::open(path, &["messages"]) {
        Ok(items) => items,
        Err(ImportError::Foreign { .. }) => return Ok(Form::Unknown),
        Err(error) => return Err(error),
    };
    items.next()?;
    let known = items.found() && items.header().contains_key("channel");
    Ok(if known { Form::Export } else { Form::Unknown })
}

/// The first line that can be read decides; a broken one among good ones is refused later.
fn is_message_lines(path: &Path) -> Result<bool, ImportError> {
    let mut lines = Lines::open(path)?;
    for _ in 0..20 {
        let Some(line) = lines.next()? else { break };
        let crate::records::Line::Text { bytes, .. } = line else { continue };
        let Ok(record) = crate::records::json_value(&bytes) else { continue };
        return Ok(["id", "channel", "timestamp"].iter().all(|field| record.get(field).is_some()));
    }
    Ok(false)
}
