//! Feeds in the form in which two large sites give them, written by ourselves after what those publish.

use kamerton_core::fact::{AttachmentKind, Fact, MessageFact};
use kamerton_core::time::Instant;

use crate::feed::{Document, convert, kept, page, read};

/// The messages of a feed at an address, the oldest first.
fn messages(document: &str, address: &str) -> Vec<MessageFact> {
    let Document::Feed(feed) = read(document.as_bytes(), None, address.parse().ok()) else {
        panic!("no feed: {document}");
    };
    let now = Instant::parse_rfc3339("2024-05-01T12:00:00Z").unwrap();
    let raws = kept::raws(*feed, "place", address, None, now);
    let facts = raws.into_iter().flat_map(|raw| convert::facts(&raw.body).unwrap());
    let message = |fact| match fact {
        Fact::Message(message) => message,
        other => panic!("{other:?}"),
    };
    facts.map(message).collect()
}

#[test]
fn videos_say_their_title_and_what_is_written_below_them() {
    let address = "https://www.youtube.com/feeds/videos.xml?channel_id=UCmayak0000000000000000";
    let messages = messages(include_str!("fixtures/youtube.xml"), address);
    let [short, film] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!(short.text, "Чай на маяке #shorts");
    assert_eq!(short.edited_at, None);
    assert_eq!(short.link.as_deref(), Some("https://www.youtube.com/shorts/AAAAAAAAAA1"));
    assert!(film.text.starts_with("Какой чайник выбрать: обзор трёх «Ромашек»"), "{}", film.text);
    assert!(film.text.contains("Подскажите в комментариях, какой взять?"), "{}", film.text);
    assert!(film.text.ends_with("04:10 Кипячение"), "{}", film.text);
    assert_eq!(film.sent_at.rfc3339(), "2024-04-20T09:00:12Z");
    assert_eq!(film.edited_at.unwrap().rfc3339(), "2024-04-21T17:30:01Z");
    assert_eq!(film.link.as_deref(), Some("https://www.youtube.com/watch?v=AAAAAAAAAA2"));
    assert_eq!(film.place.title, "Чайная у маяка");
    let author = film.author.as_ref().unwrap();
    assert_eq!(author.display_name.as_deref(), Some("Чайная у маяка"));
    assert_eq!(author.remote_id, "youtube.com/channel/UCmayak0000000000000000");
    assert!(film.attachments.iter().any(|one| one.kind == AttachmentKind::Video), "{film:?}");
}

#[test]
fn posts_say_their_words_and_belong_to_whom_they_name() {
    let address = "https://www.reddit.com/r/kettles/.rss";
    let messages = messages(include_str!("fixtures/reddit.xml"), address);
    let [photo, talk] = messages.as_slice() else { panic!("{messages:?}") };
    assert!(talk.text.starts_with("Singing kettles\n\n"), "{}", talk.text);
    assert!(talk.text.contains("Mine is from Romashka & it sings. Is yours louder?"), "{talk:?}");
    assert!(talk.text.contains("Thinking of buying a second one."), "{}", talk.text);
    assert_eq!(
        talk.link.as_deref(),
        Some("https://www.reddit.com/r/kettles/comments/aaaaa2/singing_kettles/")
    );
    let author = talk.author.as_ref().unwrap();
    assert_eq!(author.display_name.as_deref(), Some("/u/quiet_teapot"));
    assert_eq!(author.remote_id, "reddit.com/user/quiet_teapot");
    assert_eq!((talk.place.title.as_str(), talk.edited_at), ("kettles", None));
    assert!(photo.text.starts_with("My new one"), "{}", photo.text);
    assert_eq!(photo.author.as_ref().unwrap().remote_id, "reddit.com/user/boiling_point");
    assert_ne!(photo.key, talk.key);
}

/// What people paste is the page of a channel, not its feed.
#[test]
fn the_page_of_a_channel_names_its_feed() {
    let html = r#"<!DOCTYPE html><html><head><title>Чайная у маяка - YouTube</title>
        <link rel="canonical" href="https://www.youtube.com/channel/UCmayak0000000000000000">
        <link rel="alternate" media="handheld" href="https://m.youtube.com/channel/UCmayak0000000000000000">
        <link rel="alternate" type="application/rss+xml" title="RSS" href="https://www.youtube.com/feeds/videos.xml?channel_id=UCmayak0000000000000000">
        </head><body></body></html>"#;
    let at = "https://www.youtube.com/@mayak".parse().ok();
    let named = page::feeds(html, at.as_ref());
    assert_eq!(
        named,
        ["https://www.youtube.com/feeds/videos.xml?channel_id=UCmayak0000000000000000"]
    );
}
