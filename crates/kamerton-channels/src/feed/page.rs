//! The feeds that a page names: people know the address of a page, seldom that of its feed.

use reqwest::Url;

use crate::html::{Event, walk};

/// The feeds that a page names, in its order.
pub(super) fn feeds(html: &str, at: Option<&Url>) -> Vec<String> {
    let mut base = at.cloned();
    let mut found: Vec<String> = Vec::new();
    walk(html.as_bytes(), |event| {
        let Event::Open(tag) = event else { return };
        match tag.name() {
            "base" => {
                let own = tag.attribute("href");
                base = match &base {
                    Some(base) => base.join(own).ok(),
                    None => Url::parse(own).ok(),
                };
            }
            "link" if is_feed(tag.attribute("rel"), tag.attribute("type")) => {
                let href = tag.attribute("href").trim();
                let url = match &base {
                    Some(base) => base.join(href).ok(),
                    None => Url::parse(href).ok(),
                };
                let url =
                    url.filter(|url| matches!(url.scheme(), "http" | "https") && !href.is_empty());
                let address = url.map(String::from).unwrap_or_default();
                if !address.is_empty() && found.len() < 20 && !found.contains(&address) {
                    found.push(address);
                }
            }
            _ => {}
        }
    });
    found
}

fn is_feed(rel: &str, kind: &str) -> bool {
    let rel = rel.to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let known = matches!(
        kind.as_str(),
        "application/rss+xml"
            | "application/atom+xml"
            | "application/rdf+xml"
            | "application/feed+json"
    );
    let mut words = rel.split_ascii_whitespace();
    words.any(|word| word == "alternate" && known || word == "feed" && (known || kind.is_empty()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_of_a_page() {
        let page = r#"<!doctype html><html><head><title>x</title>
            <link rel="stylesheet" href="a.css"><link rel=alternate hreflang=en href="/en">
            <LINK REL="Alternate" TYPE="application/rss+xml" HREF="/feed?a=1&amp;b=2" title="All">
            <link rel="alternate" type="application/atom+xml; charset=utf-8" href="https://x.example/atom">
            <link rel="alternate" type="application/feed+json" href="feed.json"></head>"#;
        let at = Url::parse("https://blog.example/a/").ok();
        let expected = [
            "https://blog.example/feed?a=1&b=2",
            "https://x.example/atom",
            "https://blog.example/a/feed.json",
        ];
        assert_eq!(feeds(page, at.as_ref()), expected);
        assert!(
            feeds("<link rel=alternate type=application/rss+xml href=javascript:x>", at.as_ref())
                .is_empty()
        );
    }
}
