//! Imports topics of a Discourse forum: files of one topic each, a list of topics, or `.jsonl`
//! with a topic per line.
//!
//! A topic is one record. One that is cut off, or too large to be read at once, is read post by
//! post instead.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::post::{Forum, Topic, facts, missing, posts};
use crate::import::{
    ImportError, Importer, Item, MAX_RAW, MAX_RECORD, Opened, Options, Progress, Refusal, io_error,
};
use crate::records::{Element, JsonItems, Line, Lines, files, json_value, total_bytes};

const EXPECTED: &str = "a topic as the Discourse API returns it";

const POSTS: &[&str] = &["post_stream", "posts"];

/// Opens files or folders of topics.
///
/// # Errors
/// [`ImportError::Foreign`] when the first file holds no topic, [`ImportError::Io`] when a file
/// cannot be read.
pub fn open(paths: &[PathBuf], options: &Options) -> Opened {
    let files = files(paths, &["json", "jsonl", "ndjson"])?;
    if let Some(first) = files.first() {
        look_at(first)?;
    }
    let total = total_bytes(&files);
    Ok(Box::new(DiscourseImport {
        forum: Forum::named(options.place.as_deref()),
        files: files.into(),
        reading: None,
        finished: 0,
        total,
        out: VecDeque::new(),
    }))
}

fn is_lines(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson")
}

/// Whether the file holds posts of a topic, or a list of topics.
fn look_at(path: &Path) -> Result<(), ImportError> {
    let listed: &[&str] = &["*", "post_stream", "posts"];
    let mut items = JsonItems::open_any(path, &[POSTS, listed])?;
    let any = items.next()?;
    if any.is_some() || items.found() {
        return Ok(());
    }
    let found = "there is no post_stream with posts in it".to_owned();
    Err(ImportError::Foreign { path: path.to_path_buf(), expected: EXPECTED, found })
}

struct DiscourseImport {
    forum: Forum,
    files: VecDeque<PathBuf>,
    reading: Option<Reading>,
    finished: u64,
    total: u64,
    out: VecDeque<Item>,
}

/// What is being read.
enum Reading {
    /// A file that is one topic; its size.
    Whole(PathBuf, u64),
    /// A list of topics.
    List(JsonItems),
    /// A topic per line.
    Lines(Lines),
    /// The posts of one topic that cannot be read as a whole.
    Posts(JsonItems, Topic),
}

impl Importer for DiscourseImport {
    fn next(&mut self) -> Result<Option<Item>, ImportError> {
        loop {
            if let Some(item) = self.out.pop_front() {
                return Ok(Some(item));
            }
            self.reading = match self.reading.take() {
                Some(reading) => self.step(reading)?,
                None => match self.files.pop_front() {
                    Some(path) => Some(opened(path)?),
                    None => return Ok(None),
                },
            };
        }
    }

    fn progress(&self) -> Progress {
        let read = match &self.reading {
            None | Some(Reading::Whole(..)) => 0,
            Some(Reading::List(items) | Reading::Posts(items, _)) => items.read(),
            Some(Reading::Lines(lines)) => lines.read(),
        };
        Progress { read: self.finished + read, total: self.total }
    }
}

fn opened(path: PathBuf) -> Result<Reading, ImportError> {
    if is_lines(&path) {
        return Ok(Reading::Lines(Lines::open(&path)?));
    }
    let mut list = JsonItems::open(&path, &[])?;
    if list.begins_with_list()? {
        return Ok(Reading::List(list));
    }
    let size = std::fs::metadata(&path).map_err(io_error(&path))?.len();
    Ok(Reading::Whole(path, size))
}

impl DiscourseImport {
    /// Reads on; gives back what remains to be read.
    fn step(&mut self, reading: Reading) -> Result<Option<Reading>, ImportError> {
        match reading {
            Reading::Whole(path, size) => self.whole(path, size),
            Reading::List(items) => self.list(items),
            Reading::Lines(lines) => self.line(lines),
            Reading::Posts(items, topic) => self.post(items, topic),
        }
    }

    fn whole(&mut self, path: PathBuf, size: u64) -> Result<Option<Reading>, ImportError> {
        if size <= MAX_RECORD as u64 {
            let bytes = std::fs::read(&path).map_err(io_error(&path))?;
            let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
            if let Ok(value) = json_value(bytes) {
                self.topic(&value, &path.display().to_string());
                self.finished += size;
                return Ok(None);
            }
        }
        Ok(Some(Reading::Posts(JsonItems::open(&path, POSTS)?, Topic::default())))
    }

    fn list(&mut self, mut items: JsonItems) -> Result<Option<Reading>, ImportError> {
        let path = items.path().display().to_string();
        let Some(element) = items.next()? else {
            self.finished += items.read();
            return Ok(None);
        };
        let (index, bytes, why) = broken(element);
        let place = format!("{path}: topic {index}");
        self.topic_or_refusal(bytes, why, place);
        Ok(Some(Reading::List(items)))
    }

    fn line(&mut self, mut lines: Lines) -> Result<Option<Reading>, ImportError> {
        let path = lines.path().display().to_string();
        match lines.next()? {
            None => {
                self.finished += lines.read();
                return Ok(None);
            }
            Some(Line::Text { bytes, .. }) if bytes.trim_ascii().is_empty() => {}
            Some(Line::Text { number, bytes }) => {
                self.topic_or_refusal(bytes, None, format!("{path}: line {number}"));
            }
            Some(Line::TooLong { number, length, beginning }) => {
                let why = format!("this topic takes {length} bytes, more than is read at once");
                self.topic_or_refusal(beginning, Some(why), format!("{path}: line {number}"));
            }
        }
        Ok(Some(Reading::Lines(lines)))
    }

    /// One post of a topic that is read post by post.
    fn post(
        &mut self,
        mut items: JsonItems,
        mut topic: Topic,
    ) -> Result<Option<Reading>, ImportError> {
        let path = items.path().display().to_string();
        let Some(element) = items.next()? else {
            if !items.found() {
                self.refuse(path, "this is no topic of Discourse", b"");
            } else if items.cut_off() {
                self.refuse(path, "the file is cut off behind its last post", b"");
            }
            self.finished += items.read();
            return Ok(None);
        };
        let (index, bytes, why) = broken(element);
        let place = format!("{path}: post {index}");
        match why.map_or_else(|| json_value(&bytes), Err) {
            Ok(value) => {
                topic.note(&value);
                self.convert(&value, &topic, place);
            }
            Err(why) => self.refuse(place, &why, &bytes),
        }
        Ok(Some(Reading::Posts(items, topic)))
    }

    fn topic_or_refusal(&mut self, bytes: Vec<u8>, why: Option<String>, place: String) {
        match why.map_or_else(|| json_value(&bytes), Err) {
            Ok(value) => self.topic(&value, &place),
            Err(why) => self.refuse(place, &why, &bytes),
        }
    }

    fn topic(&mut self, value: &Value, place: &str) {
        let members = value.as_object();
        let Some((members, posts)) = members.and_then(|topic| Some((topic, posts(topic)?))) else {
            let raw = value.to_string();
            return self.refuse(place.to_owned(), "this is no topic of Discourse", raw.as_bytes());
        };
        let topic = Topic::of(members);
        for (index, post) in posts.iter().enumerate() {
            self.convert(post, &topic, format!("{place}: post {index}"));
        }
        let missing = missing(members);
        if missing > 0 {
            let why = format!("the topic has {missing} more posts that this file does not hold");
            self.refuse(place.to_owned(), &why, b"");
        }
    }

    fn convert(&mut self, post: &Value, topic: &Topic, place: String) {
        match facts(post, topic, &self.forum) {
            Ok(facts) => {
                self.out.extend(facts.into_iter().map(|fact| Item::Fact(Box::new(fact))));
            }
            Err(why) => self.refuse(place, &why, post.to_string().as_bytes()),
        }
    }

    fn refuse(&mut self, place: String, why: &str, raw: &[u8]) {
        let raw = raw.get(..raw.len().min(MAX_RAW * 2)).unwrap_or_default();
        let refusal = Refusal::new(place, why, &String::from_utf8_lossy(raw));
        self.out.push_back(Item::Refused(refusal));
    }
}

/// An element's index and bytes, with the reason where they are not all of it.
fn broken(element: Element) -> (u64, Vec<u8>, Option<String>) {
    match element {
        Element::Json { index, bytes } => (index, bytes, None),
        Element::TooLong { index, length, beginning } => {
            let why = format!("this record takes {length} bytes, more than is read at once");
            (index, beginning, Some(why))
        }
        Element::Truncated { index, beginning } => {
            (index, beginning, Some("the file is cut off inside this record".to_owned()))
        }
    }
}
