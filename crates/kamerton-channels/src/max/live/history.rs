//! Reading what was before: the messages of a chat, page by page, from the newest back.

use std::time::Duration;

use kamerton_core::time::Instant;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use xxhash_rust::xxh3::xxh3_64;

use super::answer::{Outcome, Purpose, outcome, read};
use super::api::{Api, Bound};
use super::read::{id, items, millis, number, object, text, word};
use crate::live::{Link, Polled, Raw, Reason, Trouble};
use crate::max::KIND;

/// Between two pages; others want to ask too.
const PAUSE: Duration = Duration::from_millis(100);
/// Pages of chats that are asked for at most.
const MOST_PAGES: usize = 200;

/// How far the messages of a chat were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Walk {
    /// The oldest moment that was read, in milliseconds; nothing at the beginning.
    before: Option<i64>,
    /// Whether the server reads the bounds the other way round.
    turned: bool,
    /// Whether there is nothing older.
    pub(super) done: bool,
}

/// A message of a page.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// As it came.
    pub(super) body: String,
    /// Read.
    pub(super) value: Value,
    /// When it was sent, in milliseconds.
    pub(super) at: i64,
}

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow, default)]
    messages: Vec<&'a RawValue>,
}

impl Walk {
    /// The next page: messages that are not newer than what was asked for. None where the bot may not
    /// look, or where the chat is gone.
    pub(super) async fn next(
        &mut self,
        link: &Link<'_>,
        api: &Api,
        chat: i64,
    ) -> Result<Vec<Found>, Trouble> {
        // One more, as nobody says whether a bound counts itself; what comes twice is known by its key.
        let bound = self.before.map(|before| before.saturating_add(1));
        let asked = bound.map(|at| if self.turned { Bound::To(at) } else { Bound::From(at) });
        let answer = link.ask(api.messages(chat, asked)).await;
        let body = answer.as_ref().map(|answer| answer.body.clone()).unwrap_or_default();
        match read(answer, Purpose::Asking, api.secret())? {
            Outcome::Well(found) if found.get("messages").is_some_and(Value::is_array) => {}
            Outcome::Well(_) => return Err(unreadable()),
            Outcome::Missing(_) | Outcome::Forbidden(_) => {
                self.done = true;
                return Ok(Vec::new());
            }
            other => return Err(other.well().err().unwrap_or_else(unreadable)),
        }
        let page: Page<'_> = serde_json::from_slice(&body).map_err(|_| unreadable())?;
        let page: Vec<Found> =
            page.messages.iter().filter_map(|found| parse(found.get())).collect();
        Ok(self.take(page, bound))
    }

    /// Takes a page that was asked for with a bound.
    fn take(&mut self, mut page: Vec<Found>, bound: Option<i64>) -> Vec<Found> {
        let beyond = |found: &Found| bound.is_some_and(|bound| found.at > bound);
        if !self.turned && page.iter().any(beyond) {
            // Newer ones than asked for: the server reads the bounds the other way round.
            self.turned = true;
            return Vec::new();
        }
        page.retain(|found| !beyond(found));
        let oldest = page.iter().map(|found| found.at).min();
        match (oldest, self.before) {
            (Some(oldest), before) if before.is_none_or(|before| oldest < before) => {
                self.before = Some(oldest);
            }
            _ => self.done = true,
        }
        page
    }

    /// Whether everything since a moment was read.
    pub(super) fn is_past(&self, since: i64) -> bool {
        self.done || self.before.is_some_and(|before| before < since)
    }
}

fn parse(body: &str) -> Option<Found> {
    let value: Value = serde_json::from_str(body).ok()?;
    let at = millis(&value, "timestamp")?;
    Some(Found { body: body.to_owned(), value, at })
}

fn unreadable() -> Trouble {
    Trouble::Unreadable("it holds no messages".to_owned().into())
}

impl Found {
    /// To be kept. The platform does not say when a message was changed, so what it says is part of
    /// the key: a changed message is another thing that came.
    fn raw(self) -> Option<Raw> {
        let body = object(&self.value, "body").unwrap_or(&Value::Null);
        let link = object(&self.value, "link").and_then(|link| object(link, "message"));
        let name = id(body, "mid").or_else(|| link.and_then(|link| id(link, "mid")))?;
        let mut said = text(body, "text").unwrap_or_default();
        for attached in items(body, "attachments") {
            // Addresses of files change from one reading to the next.
            said.push_str(&format!("\0{}\0{}", word(attached, "type"), word(attached, "filename")));
        }
        let said = xxh3_64(said.as_bytes());
        let key = format!("message:{name}:{}:{said:016x}", self.at);
        Some(Raw { key, at: Some(super::read::at(self.at)), body: self.body })
    }
}

/// Which chats are still to be read, and how far the first one was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Cursor {
    chats: Vec<i64>,
    walk: Walk,
}

/// The next piece of the past of all chats, back to a moment or to the beginning.
pub(super) async fn piece(
    link: &Link<'_>,
    cursor: &str,
    since: Option<Instant>,
) -> Result<Polled, Trouble> {
    let api = Api::of(link.settings)?;
    let mut state = match cursor {
        "" => Cursor { chats: chats(link, &api).await?, walk: Walk::default() },
        known => serde_json::from_str(known)
            .map_err(|_| Trouble::Settings(Reason::of("channel-max-why-lost-cursor")))?,
    };
    let since = since.map(|since| since.micros().div_euclid(1_000));
    let mut raws = Vec::new();
    if let Some(chat) = state.chats.first().copied() {
        let found = state.walk.next(link, &api, chat).await?;
        let wanted = |found: &Found| since.is_none_or(|since| found.at >= since);
        raws = found.into_iter().filter(wanted).filter_map(Found::raw).collect();
        if state.walk.done || since.is_some_and(|since| state.walk.is_past(since)) {
            state.chats.remove(0);
            // A server is the same for all its chats.
            state.walk = Walk { turned: state.walk.turned, ..Walk::default() };
        }
    }
    let more = !state.chats.is_empty();
    let cursor = serde_json::to_string(&state)
        .map_err(|_| Trouble::Settings(Reason::of("channel-max-why-lost-cursor")))?;
    Ok(Polled { raws, cursor, pause: PAUSE, more })
}

/// Chats to be read: those that the platform names, and those that are known.
async fn chats(link: &Link<'_>, api: &Api) -> Result<Vec<i64>, Trouble> {
    let named = named(link, api).await?;
    let mut chats: Vec<i64> = named.iter().filter_map(|chat| number(chat, "chat_id")).collect();
    let known = link.about.places.iter().filter(|place| place.kind == KIND);
    chats.extend(known.filter_map(|place| place.remote_id.parse::<i64>().ok()));
    chats.sort_unstable();
    chats.dedup();
    Ok(chats)
}

/// Chats that the platform names. Since June 2026 it names none: that is no trouble.
pub(super) async fn named(link: &Link<'_>, api: &Api) -> Result<Vec<Value>, Trouble> {
    let (mut chats, mut marker) = (Vec::new(), None);
    for _ in 0..MOST_PAGES {
        let page = match outcome(link, api, api.chats(marker), Purpose::Asking).await {
            Ok(Outcome::Well(page)) => page,
            Ok(_) | Err(Trouble::Refused(_)) => break,
            Err(trouble) => return Err(trouble),
        };
        chats.extend(items(&page, "chats").iter().cloned());
        let next = number(&page, "marker");
        if next.is_none() || next == marker || items(&page, "chats").is_empty() {
            break;
        }
        marker = next;
    }
    Ok(chats)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A server with messages at these moments; `turned` reads the bounds the other way round.
    fn page(all: &[i64], bound: Option<i64>, walk: Walk, turned: bool, size: usize) -> Vec<Found> {
        let upper = bound.filter(|_| walk.turned == turned);
        let lower = bound.filter(|_| walk.turned != turned);
        let mut page: Vec<i64> = all.to_vec();
        page.retain(|at| upper.is_none_or(|upper| *at <= upper));
        page.retain(|at| lower.is_none_or(|lower| *at >= lower));
        page.sort_unstable_by(|one, other| other.cmp(one));
        page.truncate(size);
        let found = |at: i64| parse(&json!({"timestamp": at}).to_string());
        page.into_iter().filter_map(found).collect()
    }

    #[test]
    fn everything_is_read_whichever_way_the_server_reads_the_bounds() {
        let all: Vec<i64> = (0..57).map(|at| 1_000 + at / 2 * 10).collect();
        for turned in [false, true] {
            for size in [3, 10, 100] {
                let (mut walk, mut seen) = (Walk::default(), Vec::new());
                for _ in 0..200 {
                    let bound = walk.before.map(|before| before + 1);
                    let found = walk.take(page(&all, bound, walk, turned, size), bound);
                    seen.extend(found.into_iter().map(|found| found.at));
                    if walk.done {
                        break;
                    }
                }
                assert!(walk.done);
                seen.sort_unstable();
                seen.dedup();
                let mut all = all.clone();
                all.dedup();
                assert_eq!(seen, all, "turned {turned}, {size} at once");
            }
        }
    }

    #[test]
    fn a_server_that_knows_no_bounds_is_left() {
        let mut walk = Walk::default();
        for _ in 0..10 {
            let found = [5_000, 4_000].map(|at| parse(&json!({"timestamp": at}).to_string()));
            let bound = walk.before.map(|before| before + 1);
            walk.take(found.into_iter().flatten().collect(), bound);
        }
        assert!(walk.done);
    }

    #[test]
    fn a_changed_message_is_another_thing_that_came() {
        let key = |text: &str, url: &str| {
            let attachment = json!({"type": "image", "payload": {"url": url}});
            let body = json!({"mid": "mid.1", "text": text, "attachments": [attachment]});
            let message = json!({"timestamp": 5, "body": body});
            parse(&message.to_string()).unwrap().raw().unwrap().key
        };
        assert_eq!(key("a", "https://one.example"), key("a", "https://two.example"));
        assert_ne!(key("a", ""), key("b", ""));
    }
}
