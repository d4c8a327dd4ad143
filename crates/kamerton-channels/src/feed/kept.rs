//! The form in which an entry is kept before it is understood: what was read of it and of its feed, and
//! when we saw it.

use kamerton_core::time::Instant;
use serde::{Deserialize, Serialize};

use super::identity;
use super::parsed::{Entry, Parsed, Person};
use crate::live::Raw;

/// The form that is written now. What is older stays readable.
const FORM: u32 = 1;

/// An entry of a feed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    /// Its form.
    pub form: u32,
    /// When we saw it first in this shape, in seconds since 1970.
    pub seen: i64,
    /// When it was seen to be changed, in seconds since 1970: it appeared before the feed was read last,
    /// and then looked otherwise. Many feeds tell of no change.
    #[serde(skip_serializing_if = "is_zero")]
    pub changed: i64,
    /// Its feed.
    pub feed: Source,
    /// The entry.
    pub entry: Entry,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde gives references")]
const fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// What an entry has to know of its feed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Source {
    /// The id of its place.
    pub place: String,
    /// Its title.
    pub title: String,
    /// Hosts that are its own.
    pub hosts: Vec<String>,
    /// Who writes it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Person>,
}

impl Source {
    /// Of a feed that was found at `address` and is known under `place`.
    pub fn of(feed: &Parsed, place: &str, address: &str) -> Self {
        let mut hosts: Vec<String> = [address, feed.link.as_str()].map(identity::host_of).to_vec();
        hosts.retain(|host| !host.is_empty());
        hosts.dedup();
        let title = feed.title.line();
        let title = if title.is_empty() { identity::lasting(address) } else { title };
        // It goes along with every entry, so it is short.
        let title = title.chars().take(200).collect();
        let short = |text: &str| text.chars().take(200).collect::<String>();
        let authors = feed.authors.iter().take(3).map(|person| Person {
            name: short(&person.name),
            uri: short(&person.uri),
            email: short(&person.email),
        });
        Self { place: place.to_owned(), title, hosts, authors: authors.collect() }
    }
}

/// All entries of a feed as they are to be kept. An entry that stands in it twice is kept once; one that
/// changed is another one, under a key that says so. `before` is when the feed was read last.
pub(super) fn raws(
    feed: Parsed,
    place: &str,
    address: &str,
    before: Option<Instant>,
    now: Instant,
) -> Vec<Raw> {
    let source = Source::of(&feed, place, address);
    let mut raws: Vec<Raw> = Vec::new();
    let mut keys = std::collections::HashSet::new();
    // Feeds have the newest above; what came first comes first.
    for entry in feed.entries.into_iter().rev() {
        let name = identity::entry(&entry, &source.hosts);
        let key = format!("{place}:{name}:{}", shape(&entry));
        if !keys.insert(key.clone()) {
            continue;
        }
        let at = super::convert::said_at(&entry, now);
        let seen = now.micros().div_euclid(kamerton_core::time::SECOND);
        let is_old = at.is_some_and(|at| before.is_some_and(|before| at <= before));
        let changed = if is_old { seen } else { 0 };
        let kept = Kept { form: FORM, seen, changed, feed: source.clone(), entry };
        // It is made of texts and numbers and can be written.
        let Ok(body) = serde_json::to_string(&kept) else { continue };
        raws.push(Raw { key, at, body });
    }
    raws
}

/// What an entry looks like to people: it changed when this did. Markup, dates and order of categories
/// change by themselves at every building of some sites.
fn shape(entry: &Entry) -> String {
    let mut shape =
        format!("{}\n{}\n{}", entry.title.line(), entry.content.line(), entry.summary.line());
    for file in &entry.files {
        shape += &format!(
            "\n{}",
            identity::lasting(&file.address).split('?').next().unwrap_or_default()
        );
    }
    identity::short(&shape)
}
