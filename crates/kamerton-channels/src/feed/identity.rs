//! What things are called by us, so that they are known again: when a feed moves to HTTPS or to another
//! address, and when an entry changes.
//!
//! A place is named after the address under which its feed was first found, and the cursor keeps that
//! name when the server says that it moved for good. The feed's own id is not asked: it comes from outside,
//! and whoever copied another's would write into its place.

use reqwest::Url;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use super::KIND;
use super::parsed::Entry;

/// An address as it may be filled in: without `https://`, with `feed://`.
pub(super) fn address(line: &str) -> String {
    let line = line.trim();
    let rest = line.strip_prefix("feed:").unwrap_or(line);
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    match rest.contains("://") {
        true => rest.to_owned(),
        false => format!("https://{rest}"),
    }
}

/// What of an address stays the same when it becomes secure: host without `www.`, path, question.
pub(super) fn lasting(address: &str) -> String {
    let Ok(url) = Url::parse(address.trim()) else {
        return address.trim().to_owned();
    };
    let mut lasting = host(&url);
    if let Some(port) = url.port() {
        lasting += &format!(":{port}");
    }
    lasting += url.path().trim_end_matches('/');
    if let Some(query) = url.query().filter(|query| !query.is_empty()) {
        lasting += &format!("?{query}");
    }
    lasting
}

/// The host of an address, without `www.`.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    host.strip_prefix("www.").unwrap_or(&host).to_owned()
}

/// The host of an address that is text; empty when it has none.
pub(super) fn host_of(address: &str) -> String {
    Url::parse(address).map_or_else(|_| String::new(), |url| host(&url))
}

/// The id of the place of a feed: readable, and unlike every other's.
pub(super) fn place(address: &str) -> String {
    let lasting = lasting(address);
    let readable: String = crate::slug::slug(&lasting).chars().take(60).collect();
    format!("{}-{:08x}", readable.trim_end_matches('-'), xxh3_64(lasting.as_bytes()) >> 32)
}

/// What an entry is called within its feed: after its id, its link, else its title and date. Of an id that
/// is an address of the feed's own site the site is left out, for sites move.
pub(super) fn entry(entry: &Entry, own_hosts: &[String]) -> String {
    let named = if entry.id.is_empty() { &entry.link } else { &entry.id };
    match named.is_empty() {
        false => of_id(named, own_hosts),
        true => {
            let date = if entry.published.is_empty() { &entry.updated } else { &entry.published };
            let words = if entry.title.is_empty() { &entry.summary } else { &entry.title };
            let words = if words.is_empty() { &entry.content } else { words };
            short(&format!("title\n{}\n{date}", words.line()))
        }
    }
}

/// What an entry with this id or link is called within its feed.
pub(super) fn of_id(id: &str, own_hosts: &[String]) -> String {
    let id = id.trim();
    let url = Url::parse(id).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    short(&match url {
        Some(url) if own_hosts.contains(&host(&url)) => {
            let lasting = lasting(id);
            format!("own\n{}", lasting.strip_prefix(host(&url).as_str()).unwrap_or(&lasting))
        }
        Some(_) => format!("address\n{}", lasting(id)),
        None => format!("id\n{id}"),
    })
}

/// The remote key of a message.
pub(super) fn key(place: &str, entry: &str) -> String {
    format!("{KIND}:{place}:{entry}")
}

/// A hash in so many letters that two are never alike by chance.
pub(super) fn short(text: &str) -> String {
    format!("{:024x}", xxh3_128(text.as_bytes()) >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_filled_in_as_people_do() {
        for (line, expected) in [
            ("https://a.example/feed", "https://a.example/feed"),
            (" a.example/feed ", "https://a.example/feed"),
            ("feed://a.example/feed", "https://a.example/feed"),
            ("feed:http://a.example/feed", "http://a.example/feed"),
            ("//a.example", "https://a.example"),
        ] {
            assert_eq!(address(line), expected);
        }
    }

    #[test]
    fn a_place_outlives_https() {
        let first = place("http://www.example.org/blog/feed/");
        assert!(first.starts_with("example-org-blog-feed-"), "{first}");
        assert_eq!(first, place("https://example.org/blog/feed"));
        assert_ne!(first, place("https://example.org/blog-feed"));
        assert_ne!(place("https://x.example/?id=a"), place("https://x.example/?id=b"));
        assert!(!first.contains(':'));
    }

    #[test]
    fn an_entry_outlives_its_site() {
        let before = of_id("http://old.example/?p=7", &["old.example".to_owned()]);
        let after = of_id("https://www.new.example/?p=7", &["new.example".to_owned()]);
        assert_eq!(before, after);
        let foreign = of_id("https://old.example/?p=7", &["new.example".to_owned()]);
        assert_ne!(after, foreign);
        assert_eq!(foreign, of_id("http://old.example/?p=7", &[]));
        assert_ne!(of_id("tag:a,1", &[]), of_id("tag:a,2", &[]));
    }
}
