//! What is remembered of each feed between two questions. There may be ten thousand in one connection, so
//! names are short and what is usual is not written.

use std::collections::{BTreeMap, HashMap};

use kamerton_core::time::{Instant, SECOND};
use serde::{Deserialize, Serialize};

use super::parsed::{Entry, Rhythm};
use super::{convert, identity};

/// For so long a gap is shown, in seconds.
const SHOWN: i64 = 7 * 24 * 3_600;

/// What is remembered of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct State {
    /// When it is due, in seconds since 1970.
    #[serde(rename = "n", skip_serializing_if = "is_default")]
    pub due: i64,
    /// By what the server knows what we have.
    #[serde(rename = "e", skip_serializing_if = "is_default")]
    pub etag: String,
    /// Since when it is as we have it, as the server says.
    #[serde(rename = "m", skip_serializing_if = "is_default")]
    pub modified: String,
    /// A hash of what we have, for servers that know neither.
    #[serde(rename = "h", skip_serializing_if = "is_default")]
    pub body: u64,
    /// How often it failed in a row.
    #[serde(rename = "f", skip_serializing_if = "is_default")]
    pub fails: u32,
    /// How it failed last: a status, or a word.
    #[serde(rename = "w", skip_serializing_if = "is_default")]
    pub why: String,
    /// The address to which it moved for good, or where it was found.
    #[serde(rename = "to", skip_serializing_if = "is_default")]
    pub to: String,
    /// The name of its place, where it is not that of the address filled in.
    #[serde(rename = "p", skip_serializing_if = "is_default")]
    pub place: String,
    /// Whether it ended for good.
    #[serde(rename = "x", skip_serializing_if = "is_default")]
    pub gone: bool,
    /// Whether it was ever read.
    #[serde(rename = "k", skip_serializing_if = "is_default")]
    pub known: bool,
    /// Minutes between two questions.
    #[serde(rename = "i", skip_serializing_if = "is_default")]
    pub minutes: u32,
    /// When it was read last, in seconds since 1970.
    #[serde(rename = "r", skip_serializing_if = "is_default")]
    read: i64,
    /// Its newest entry then, in short.
    #[serde(rename = "l", skip_serializing_if = "is_default")]
    last: u32,
    /// From when to when it showed entries that we may have missed, and when that was seen, in seconds since
    /// 1970.
    #[serde(rename = "g", skip_serializing_if = "is_default")]
    gap: Option<(i64, i64, i64)>,
    /// Hours at which it is not asked.
    #[serde(rename = "sh", skip_serializing_if = "is_default")]
    silent_hours: u32,
    /// Days on which it is not asked.
    #[serde(rename = "sd", skip_serializing_if = "is_default")]
    silent_days: u8,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl State {
    /// When the feed wants to be asked.
    pub fn rhythm(&self) -> Rhythm {
        Rhythm { minutes: None, silent_hours: self.silent_hours, silent_days: self.silent_days }
    }

    /// Remembers when the feed wants to be asked.
    pub fn keep_rhythm(&mut self, rhythm: Rhythm) {
        (self.silent_hours, self.silent_days) = (rhythm.silent_hours, rhythm.silent_days);
    }

    /// When it was read last.
    pub fn read_at(&self) -> Option<Instant> {
        (self.read > 0).then(|| Instant::from_seconds(self.read))
    }

    /// From when to when it showed entries that we may have missed.
    pub fn gap(&self) -> Option<(Instant, Instant)> {
        self.gap.map(|(from, to, _)| (Instant::from_seconds(from), Instant::from_seconds(to)))
    }

    /// Notes that it was read.
    pub fn was_read(&mut self, now: Instant) {
        self.read = now.micros().div_euclid(SECOND);
        self.gap = self.gap.filter(|(_, _, seen)| self.read - seen < SHOWN);
    }

    /// Notes what it shows: where all of it appeared since the last look and the newest entry of then is
    /// among it no more, what was in between was pushed out of it unseen.
    pub fn shows(&mut self, entries: &[Entry], hosts: &[String], now: Instant) {
        let short = |entry: &Entry| {
            let name = identity::entry(entry, hosts);
            u32::try_from(xxhash_rust::xxh3::xxh3_64(name.as_bytes()) >> 32).unwrap_or(0).max(1)
        };
        let Some(newest) = entries.first() else { return };
        let is_there = entries.iter().any(|entry| short(entry) == self.last);
        let said: Option<Vec<Instant>> =
            entries.iter().map(|entry| convert::said_at(entry, now)).collect();
        let oldest = said.and_then(|said| said.into_iter().min());
        if let (Some(before), Some(oldest)) = (self.read_at(), oldest)
            && self.last != 0
            && !is_there
            && oldest > before
        {
            let seconds = |at: Instant| at.micros().div_euclid(SECOND);
            self.gap = Some((self.read, seconds(oldest), seconds(now)));
        }
        self.last = short(newest);
    }

    /// Makes it due.
    pub fn due_at(&mut self, at: Instant) {
        self.due = at.micros().div_euclid(SECOND);
    }
}

/// A feed with what is remembered of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Feed {
    /// The address as it was filled in.
    pub line: String,
    /// What is remembered.
    pub state: State,
}

impl Feed {
    /// The address at which it is asked.
    pub fn address(&self) -> String {
        if self.state.to.is_empty() { identity::address(&self.line) } else { self.state.to.clone() }
    }

    /// The name of its place.
    pub fn place(&self) -> String {
        match self.state.place.is_empty() {
            true => identity::place(&identity::address(&self.line)),
            false => self.state.place.clone(),
        }
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    feeds: BTreeMap<String, State>,
}

/// The feeds of a connection in the order of the page, each once, with what the cursor remembers. An
/// address to which a feed moved stands for that feed when somebody fills it in; what is filled in no more
/// is forgotten.
pub(super) fn read<'a>(cursor: &str, lines: impl Iterator<Item = &'a str>) -> Vec<Feed> {
    let mut kept: Kept = serde_json::from_str(cursor).unwrap_or_default();
    let mut feeds: Vec<Feed> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    let mut newcomers = Vec::new();
    for line in lines {
        let name = name(line);
        if !seen.insert(name.clone()) {
            continue;
        }
        let state = kept.feeds.remove(&name);
        if state.is_none() {
            newcomers.push(feeds.len());
        }
        feeds.push(Feed { line: line.to_owned(), state: state.unwrap_or_default() });
    }
    if newcomers.is_empty() || kept.feeds.is_empty() {
        return feeds;
    }
    // Only those whose line is gone are left: a newcomer may be where one of them moved to.
    let moved =
        kept.feeds.into_values().filter(|state| !state.to.is_empty() && !state.place.is_empty());
    let mut moved: HashMap<String, State> = moved.map(|state| (name(&state.to), state)).collect();
    for at in newcomers {
        let Some(feed) = feeds.get_mut(at) else { continue };
        if let Some(state) = moved.remove(&name(&feed.line)) {
            feed.state = State { to: String::new(), ..state };
        }
    }
    feeds
}

/// The cursor that remembers these feeds.
pub(super) fn write(feeds: &[Feed]) -> String {
    let states = feeds.iter().map(|feed| (name(&feed.line), feed.state.clone()));
    serde_json::to_string(&Kept { feeds: states.collect() }).unwrap_or_default()
}

/// What a feed is remembered under.
fn name(line: &str) -> String {
    let lasting = identity::lasting(&identity::address(line));
    format!("{:016x}", xxhash_rust::xxh3::xxh3_64(lasting.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_remembered() {
        let mut feeds = read(
            "",
            ["a.example/feed", "https://b.example", "http://www.a.example/feed/"].into_iter(),
        );
        assert_eq!(feeds.len(), 2);
        feeds[0].state.etag = "\"x\"".to_owned();
        feeds[0].state.due_at(Instant::from_seconds(7));
        let cursor = write(&feeds);
        let again = read(&cursor, ["https://a.example/feed"].into_iter());
        assert_eq!((again[0].state.due, again[0].state.etag.as_str()), (7, "\"x\""));
        assert_eq!(again[0].place(), feeds[0].place());
        assert!(read("{broken", ["a.example"].into_iter())[0].state == State::default());
    }

    #[test]
    fn where_a_feed_moved_to_stands_for_it() {
        let mut feeds = read("", ["old.example/feed"].into_iter());
        feeds[0].state.place = feeds[0].place();
        feeds[0].state.to = "https://new.example/feed".to_owned();
        let place = feeds[0].place();
        let again = read(&write(&feeds), ["new.example/feed"].into_iter());
        assert_eq!(
            (again[0].place(), again[0].address()),
            (place, "https://new.example/feed".to_owned())
        );
    }

    #[test]
    fn ten_thousand_are_little() {
        let lines: Vec<String> =
            (0..10_000).map(|n| format!("https://host{n}.example/some/feed.xml")).collect();
        let mut feeds = read("", lines.iter().map(String::as_str));
        for feed in &mut feeds {
            feed.state = State {
                due: 1_700_000_000,
                etag: "W/\"5f3c2a1b-1a2b3c4d5e6f\"".to_owned(),
                modified: "Thu, 01 Jan 2004 19:48:21 GMT".to_owned(),
                body: u64::MAX,
                known: true,
                minutes: 60,
                ..State::default()
            };
        }
        let cursor = write(&feeds);
        assert!(cursor.len() < 2_000_000, "{} bytes", cursor.len());
    }
}
