//! Asking for one feed, and what its answer means.

use std::time::Duration;

use kamerton_core::time::{Instant, MINUTE};
use reqwest::Url;
use xxhash_rust::xxh3::xxh3_64;

use super::cursor::Feed;
use super::kept::Source;
use super::parsed::Parsed;
use super::{Document, MOST, decode, kept, page, read, rhythm};
use crate::live::{Raw, Request};
use crate::outbound::{Answer, OutboundError};

/// For how long one feed is waited for.
const DEADLINE: Duration = Duration::from_secs(20);
/// The longest mark of a server that is remembered.
const LONGEST_MARK: usize = 200;

const KINDS: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, \
                     application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5";

/// The question for a feed.
pub(super) fn request(address: &str) -> Request {
    Request::get(address)
        .with("accept", KINDS)
        .with("accept-encoding", "gzip")
        .within(DEADLINE)
        .at_most(MOST)
        .following()
}

/// The question for what is new in a feed.
pub(super) fn request_if_new(feed: &Feed) -> Request {
    let mut request = request(&feed.address());
    if !feed.state.etag.is_empty() {
        request = request.with("if-none-match", feed.state.etag.as_str());
    }
    if !feed.state.modified.is_empty() {
        request = request.with("if-modified-since", feed.state.modified.as_str());
    }
    request
}

/// What an answer brought.
#[derive(Debug, Default)]
pub(super) struct Brought {
    /// The entries.
    pub raws: Vec<Raw>,
    /// For how long the host wants nothing from us.
    pub hold: Option<Duration>,
    /// Whether there was no connection at all.
    pub unconnected: bool,
}

/// The document of an answer, read.
pub(super) fn document(answer: &Answer) -> Option<(Document, u64)> {
    let bytes = decode::inflated(answer.body.clone(), MOST)?;
    let hash = xxh3_64(&bytes).max(1);
    let at = Url::parse(&answer.at).ok();
    let place = answer.header("content-location").and_then(|place| at.as_ref()?.join(place).ok());
    let place = place.filter(|place| matches!(place.scheme(), "http" | "https"));
    Some((read(&bytes, answer.kind.as_deref(), place.or(at)), hash))
}

/// Takes an answer in: what it brings, and when the feed is due again.
pub(super) fn take(
    feed: &mut Feed,
    answer: Result<Answer, OutboundError>,
    filled_in: Option<u32>,
    now: Instant,
) -> Brought {
    match answer {
        Ok(answer) => match answer.status {
            304 => {
                unchanged(feed, &answer, filled_in, now);
                Brought::default()
            }
            200..300 => well(feed, &answer, filled_in, now),
            410 => {
                (feed.state.gone, feed.state.why) = (true, "410".to_owned());
                Brought::default()
            }
            status => {
                failed(feed, &status.to_string(), filled_in, answer.retry_after, now);
                let hold = answer.retry_after.filter(|_| matches!(status, 429 | 503));
                Brought { hold, ..Brought::default() }
            }
        },
        Err(error) => {
            failed(feed, word(&error), filled_in, None, now);
            Brought { unconnected: error.never_sent(), ..Brought::default() }
        }
    }
}

/// How a question failed, in a word.
pub(super) fn word(error: &OutboundError) -> &'static str {
    match error {
        OutboundError::NoAddress(_) | OutboundError::Unsendable(_) => "address",
        OutboundError::Private(_) | OutboundError::Elsewhere(_) => "private",
        OutboundError::Redirected(_) => "redirects",
        OutboundError::Late(_) => "late",
        OutboundError::TooLarge(..) => "large",
        OutboundError::Unreachable(..)
        | OutboundError::Unconnected(..)
        | OutboundError::NoProxy(_) => "unreachable",
    }
}

fn failed(
    feed: &mut Feed,
    why: &str,
    filled_in: Option<u32>,
    wanted: Option<Duration>,
    now: Instant,
) {
    let state = &mut feed.state;
    (state.fails, state.why) = (state.fails.saturating_add(1), why.to_owned());
    let known = Some(state.minutes).filter(|minutes| *minutes > 0);
    let minutes = rhythm::minutes(filled_in.or(known), state.rhythm(), None);
    state.due_at(rhythm::after_failure(now, minutes, state.fails, wanted));
}

fn unchanged(feed: &mut Feed, answer: &Answer, filled_in: Option<u32>, now: Instant) {
    remember_move(feed, answer);
    let state = &mut feed.state;
    (state.fails, state.why) = (0, String::new());
    state.was_read(now);
    let known = Some(state.minutes).filter(|minutes| *minutes > 0);
    let minutes = rhythm::minutes(filled_in.or(known), state.rhythm(), None);
    state.due_at(rhythm::next(now, minutes, state.rhythm()));
}

fn well(feed: &mut Feed, answer: &Answer, filled_in: Option<u32>, now: Instant) -> Brought {
    let Some((document, hash)) = document(answer) else {
        failed(feed, "large", filled_in, None, now);
        return Brought::default();
    };
    match document {
        Document::Feed(parsed) => {
            let raws = take_feed(feed, *parsed, answer, hash, filled_in, now);
            Brought { raws, ..Brought::default() }
        }
        Document::Other(text) => {
            // A page stands there: its feed is meant. Once a feed was read, a page in its place is a
            // mistake or somebody else's, and is not followed.
            let at = Url::parse(&answer.at).ok();
            let named = page::feeds(&text, at.as_ref()).into_iter().next();
            match named.filter(|_| !feed.state.known && feed.state.to.is_empty()) {
                Some(address) => {
                    feed.state.place = feed.place();
                    feed.state.to = address;
                    feed.state.due_at(now);
                }
                None => failed(feed, "no-feed", filled_in, None, now),
            }
            Brought::default()
        }
    }
}

fn take_feed(
    feed: &mut Feed,
    parsed: Parsed,
    answer: &Answer,
    hash: u64,
    filled_in: Option<u32>,
    now: Instant,
) -> Vec<Raw> {
    remember_move(feed, answer);
    let place = feed.place();
    let state = &mut feed.state;
    let mark =
        |name| answer.header(name).filter(|mark| mark.len() <= LONGEST_MARK).unwrap_or_default();
    (state.etag, state.modified) = (mark("etag").to_owned(), mark("last-modified").to_owned());
    let same = std::mem::replace(&mut state.body, hash) == hash;
    (state.fails, state.why, state.known) = (0, String::new(), true);
    let rhythm = parsed.rhythm;
    state.keep_rhythm(rhythm);
    state.minutes = rhythm::minutes(None, rhythm, rhythm::fresh(answer.header("cache-control")));
    let minutes = rhythm::minutes(filled_in.or(Some(state.minutes)), rhythm, None);
    state.due_at(rhythm::next(now, minutes, rhythm));
    let before = state.read_at();
    let raws = if same {
        Vec::new()
    } else {
        state.shows(&parsed.entries, &Source::of(&parsed, &place, &answer.at).hosts, now);
        kept::raws(parsed, &place, &answer.at, before, now)
    };
    state.was_read(now);
    raws
}

/// A feed that moved for good is asked where it is, and its place keeps its name.
fn remember_move(feed: &mut Feed, answer: &Answer) {
    if let Some(moved) = &answer.moved {
        feed.state.place = feed.place();
        feed.state.to.clone_from(moved);
    }
}

/// A host that wants nothing from us is not asked for its other feeds either.
pub(super) fn hold(feeds: &mut [Feed], host: &str, wanted: Duration, now: Instant) {
    let until =
        now.plus(i64::try_from(wanted.as_secs() / 60 + 1).unwrap_or(1).min(7 * 24 * 60) * MINUTE);
    let seconds = until.micros() / kamerton_core::time::SECOND;
    for feed in feeds {
        if super::identity::host_of(&feed.address()) == host {
            feed.state.due = feed.state.due.max(seconds);
        }
    }
}
