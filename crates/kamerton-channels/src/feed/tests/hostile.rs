//! Documents that mean harm, and documents of chance: they come to an end, soon, and nothing is opened.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::speaking::raws;
use crate::feed::live::LIVE;
use crate::feed::{Document, kept, read};
use crate::live::{About, Connector};

fn soon(name: &str, document: &str) -> Document {
    let begun = Instant::now();
    let found = read(document.as_bytes(), None, None);
    if let Document::Feed(feed) = &found {
        let now = kamerton_core::time::Instant::from_seconds(1_700_000_000);
        for raw in kept::raws((**feed).clone(), "x", "https://x.example", None, now) {
            LIVE.convert(&raw.body, &About::default()).unwrap();
        }
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "{name}: {:?}", begun.elapsed());
    found
}

#[test]
fn a_billion_laughs_are_one() {
    let mut laughs = "<!ENTITY lol0 \"lol\">".to_owned();
    for level in 1..10 {
        let before = format!("&lol{};", level - 1);
        laughs += &format!("<!ENTITY lol{level} \"{}\">", before.repeat(10));
    }
    let feed = format!(
        "<!DOCTYPE rss [{laughs}]><rss><channel><item><title>&lol9;</title></item></channel></rss>"
    );
    let begun = Instant::now();
    let found = raws(&feed);
    assert!(begun.elapsed() < Duration::from_millis(50), "{:?}", begun.elapsed());
    assert!(found[0].body.contains("&lol9;") && found[0].body.len() < 1_000, "{}", found[0].body);
}

#[test]
fn foreign_files_stay_closed() {
    let feed = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\"> %remote;]>\
                <rss><channel><item><title>[&x;]</title></item></channel></rss>";
    assert!(raws(feed)[0].body.contains("[&x;]"));
}

#[test]
fn nothing_takes_long() {
    let many = 300_000;
    for piece in [
        "<a>",
        "<a \"",
        "<![CDATA[",
        "<!--",
        "<!DOCTYPE [",
        "<!x",
        "</",
        "<?",
        "&eacute;",
        "&#",
        "<a b='",
        "]]>",
        "<",
        "<p><b>",
        "<x xmlns:y='z'>",
    ] {
        soon(piece, &format!("<rss><channel><item><title>{}", piece.repeat(many)));
        soon(piece, &piece.repeat(many));
    }
    soon("items", &"<rss><channel><item><title>a</title>".repeat(100_000));
    soon("json", &"[".repeat(1_000_000));
    soon("json", &format!("{{\"items\":{}", "[".repeat(1_000_000)));
}

#[test]
fn depth_hides_nothing_that_follows() {
    let deep = "<div>".repeat(100_000);
    let feed = format!(
        "<rss><channel><item><description>{deep}x</description><title>a</title></item><item><title>b</title></item>"
    );
    let Document::Feed(feed) = soon("deep", &feed) else { panic!() };
    assert_eq!(feed.entries.len(), 2);
    assert_eq!(feed.entries[0].title.value, "a");
}

fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "<(rss|channel|item|entry|feed|title|link|author|name|content|media:group|rdf:RDF)( [a-z]{1,5}=\"[^\"]{0,8}\")?/?>",
        "</(rss|channel|item|entry|feed|title|link|author|name|content|p)>",
        "(<!\\[CDATA\\[|\\]\\]>|<!--|-->|<\\?xml|\\?>|<!DOCTYPE|&amp;|&#x41;|&|<)",
        "\\PC{0,12}",
        any::<String>(),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_document_is_survived(document in pieces()) {
        soon("any", &document);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read(&bytes, Some("text/xml; charset=utf-16"), None);
    }

    #[test]
    fn any_body_is_survived(body in any::<String>(), id in any::<String>(), date in any::<String>()) {
        let _ = LIVE.convert(&body, &About::default());
        let kept = serde_json::json!({
            "form": 1, "seen": i64::MAX, "new": [1],
            "feed": {"place": "x", "title": id, "hosts": [date]},
            "entry": {"id": id, "published": date, "title": {"text": body, "html": true}, "link": id},
        });
        LIVE.convert(&kept.to_string(), &About::default()).unwrap();
    }
}
