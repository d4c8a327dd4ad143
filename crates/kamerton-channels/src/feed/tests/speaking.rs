//! What becomes of entries: the messages that are made of them.

use kamerton_core::fact::{AttachmentKind, Fact, MessageFact};
use kamerton_core::time::Instant;

use crate::feed::{Document, convert, kept, read};
use crate::live::Raw;

const ADDRESS: &str = "https://blog.example/feed";

pub fn raws(document: &str) -> Vec<Raw> {
    let Document::Feed(feed) = read(document.as_bytes(), None, ADDRESS.parse().ok()) else {
        panic!("no feed: {document}");
    };
    let now = Instant::parse_rfc3339("2024-05-01T12:00:00Z").unwrap();
    kept::raws(*feed, "blog", ADDRESS, None, now)
}

pub fn messages(document: &str) -> Vec<MessageFact> {
    let facts = raws(document).into_iter().flat_map(|raw| convert::facts(&raw.body).unwrap());
    let message = |fact| match fact {
        Fact::Message(message) => message,
        other => panic!("{other:?}"),
    };
    facts.map(message).collect()
}

const RSS: &str = r#"<?xml version="1.0"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Сад &amp; огород</title><link>https://blog.example/</link>
<item><title>Вторая</title><link>/two</link><guid isPermaLink="false">g2</guid>
  <pubDate>Thu, 25 Apr 2024 10:00:00 MSK</pubDate><dc:creator>Вера Лугова</dc:creator>
  <description>начало…</description><content:encoded><![CDATA[<p>Полный <b>текст</b></p><p>в двух абзацах</p>]]></content:encoded>
  <enclosure url="https://blog.example/a.mp3?x=1" type="audio/mpeg" length="5"/></item>
<item><title>Первая</title><link>https://blog.example/one</link><description>Tom &amp;amp; Jerry &lt;br&gt; 2 &amp;lt; 3</description></item>
</channel></rss>"#;

#[test]
fn entries_become_messages() {
    let messages = messages(RSS);
    let [first, second] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!(first.text, "Первая\n\nTom & Jerry\n2 < 3");
    assert_eq!(first.sent_at.rfc3339(), "2024-05-01T12:00:00Z", "the time at which we saw it");
    assert_eq!(first.author.as_ref().unwrap().remote_id, "~blog/Сад & огород");
    assert_eq!(second.text, "Вторая\n\nПолный текст\nв двух абзацах");
    assert_eq!(second.sent_at.rfc3339(), "2024-04-25T07:00:00Z");
    assert_eq!(second.link.as_deref(), Some("https://blog.example/two"));
    assert_eq!((second.place.kind.as_str(), second.place.title.as_str()), ("feed", "Сад & огород"));
    let author = second.author.as_ref().unwrap();
    assert_eq!((author.kind.as_str(), author.remote_id.as_str()), ("feed", "~blog/Вера Лугова"));
    assert_eq!(second.attachments[0].kind, AttachmentKind::Audio);
    assert_eq!(second.attachments[0].name.as_deref(), Some("a.mp3"));
    assert!(second.key.starts_with("feed:blog:") && first.key != second.key);
}

#[test]
fn what_changed_comes_again_under_the_same_message() {
    let before = raws(RSS);
    let after = raws(&RSS.replace("<b>текст</b>", "<i>рассказ</i>"));
    assert_eq!(before[0].key, after[0].key);
    assert_ne!(before[1].key, after[1].key);
    assert_eq!(messages(RSS)[1].key, messages(&RSS.replace("текст", "рассказ"))[1].key);
    // Markup and dates alone are no change to people.
    let markup = RSS.replace("<b>текст</b>", "<i class=\"x\">текст</i>");
    assert_eq!(before[1].key, raws(&markup)[1].key);
}

#[test]
fn entries_are_known_again_when_their_site_moves() {
    let feed = |site: &str| {
        let entries = format!(
            "<guid>{site}/?p=1</guid><title>a</title></item><item><link>{site}/two</link><title>b</title>"
        );
        format!("<rss><channel><link>{site}</link><item>{entries}</item></channel></rss>")
    };
    let keys = |site: &str| {
        messages(&feed(site)).into_iter().map(|message| message.key).collect::<Vec<_>>()
    };
    assert_eq!(keys("http://blog.example"), keys("https://www.blog.example"));
    assert_eq!(keys("http://blog.example"), keys("https://elsewhere.example"));
}

#[test]
fn atom_with_people_answers_and_edits() {
    let messages = messages(
        r#"<feed xmlns="http://www.w3.org/2005/Atom" xmlns:thr="http://purl.org/syndication/thread/1.0">
        <title>Форум</title><id>tag:x,1</id><author><name>Редакция</name></author>
        <entry><id>tag:x,3</id><title>Re</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a &lt; b</div></content>
          <published>2024-04-02T10:00:00+03:00</published><updated>2024-04-03T10:00:00Z</updated>
          <thr:in-reply-to ref="tag:x,2"/><author><name>/u/ira</name><uri>https://www.blog.example/u/ira</uri></author></entry>
        <entry><id>tag:x,2</id><title>Вопрос</title><content type="text">Вопрос: где?</content>
          <updated>2024-04-01T10:00:00Z</updated><author><name>Кто-то</name><uri>https://elsewhere.example/1</uri></author></entry>
        </feed>"#,
    );
    let [question, answer] = messages.as_slice() else { panic!("{messages:?}") };
    assert_eq!(question.text, "Вопрос: где?");
    assert_eq!(question.edited_at, None);
    assert_eq!(question.author.as_ref().unwrap().remote_id, "~blog/Кто-то", "another's site");
    assert_eq!(answer.reply_to.as_ref(), Some(&question.key));
    assert_eq!(answer.text, "Re\n\na < b");
    assert_eq!(answer.author.as_ref().unwrap().remote_id, "blog.example/u/ira");
    assert_eq!(answer.edited_at.unwrap().rfc3339(), "2024-04-03T10:00:00Z");
}

#[test]
fn json_feed() {
    let messages = messages(
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"J","items":[
        {"id":7,"url":"https://blog.example/7","content_html":"<p>Hi &amp; bye</p>","date_published":"2024-04-01T10:00:00Z",
         "authors":[{"name":"Ann"}],"attachments":[{"url":"https://blog.example/v","mime_type":"video/mp4"}],"new":{"x":[1]}},
        {"id":"8","content_text":"a <b> c"}, null, 5]}"#,
    );
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].text, "a <b> c");
    assert_eq!(
        (messages[1].text.as_str(), messages[1].attachments[0].kind),
        ("Hi & bye", AttachmentKind::Video)
    );
}

#[test]
fn entries_without_anything_are_told_apart_by_what_they_say() {
    let feed = "<rss><channel><item><title>a</title></item><item><title>b</title></item><item><title>a</title></item>\
                <item></item></channel></rss>";
    assert_eq!(messages(feed).len(), 2);
}

#[test]
fn a_time_to_come_is_not_believed() {
    let feed =
        "<rss><channel><item><title>a</title><pubDate>2031-01-01</pubDate></item></channel></rss>";
    assert_eq!(messages(feed)[0].sent_at.rfc3339(), "2024-05-01T12:00:00Z");
}

#[test]
fn broken_feeds_lose_no_entry() {
    for feed in [
        "<rss><channel><item><title>a</title><item><title>b</title><item><title>c",
        "<rss><channel><item><title>a & b < c</title></item><item><description>b<p>x<br>y</item><item><title>c</title></item>",
        "<rss><channel><item><title>a</titel></item><item><title>b</b></title></item><item><title>c</title></item></channel>",
        "<rss><channel><item><title><![CDATA[a</title></item><item><title>b</title></item><item><title>c</title></item>",
        "\n\n junk <rss><channel><item><title>a</title></item></channel><item><title>b</title></item><item><title>c</title></item></rss>",
        "<feed><entry><title>a</title><source><title>x</entry><entry><title>b</title></entry><entry><link href='c'/></entry></feed>",
        "<rdf:RDF><channel><title>x</title></channel><item rdf:about='a'><dc:title>a</dc:title></item><item><link>b</link></item><item><link>c</link></item>",
        "<rss><item><title>a</title></item><!-- never ended <item><title>b</title></item><item><title>c</title></item></rss>",
    ] {
        assert_eq!(messages(feed).len(), 3, "{feed}");
    }
}
