//! JSON Feed, versions 1 and 1.1 (jsonfeed.org).

use reqwest::Url;
use serde_json::{Map, Value};

use super::parsed::{Entry, File, Parsed, Person, Written};

/// Entries that are read of one feed.
const MOST_ENTRIES: usize = 5_000;

/// Reads a document; nothing when it is no feed.
pub(super) fn read(document: &str, base: Option<&Url>) -> Option<Parsed> {
    let value =
        crate::records::json_value(document.trim_start_matches('\u{FEFF}').as_bytes()).ok()?;
    let feed = value.as_object()?;
    let items = feed.get("items").and_then(Value::as_array);
    if items.is_none() && !text(feed, "version").contains("jsonfeed") {
        return None;
    }
    let address = |name| resolved(&text(feed, name), base);
    Some(Parsed {
        format: "json",
        title: plain(text(feed, "title")),
        about: plain(text(feed, "description")),
        link: address("home_page_url"),
        own: address("feed_url"),
        language: text(feed, "language"),
        authors: authors(feed),
        entries: items
            .into_iter()
            .flatten()
            .take(MOST_ENTRIES)
            .filter_map(|item| entry(item, base))
            .collect(),
        ..Parsed::default()
    })
}

fn entry(item: &Value, base: Option<&Url>) -> Option<Entry> {
    let item = item.as_object()?;
    let html = text(item, "content_html");
    let content = match html.is_empty() {
        true => plain(text(item, "content_text")),
        false => Written { value: html, html: true },
    };
    let link = ["url", "external_url"].map(|name| text(item, name));
    let link = link.into_iter().find(|link| !link.is_empty()).unwrap_or_default();
    Some(Entry {
        id: text(item, "id"),
        link: resolved(&link, base),
        title: plain(text(item, "title")),
        summary: plain(text(item, "summary")),
        content,
        authors: authors(item),
        published: text(item, "date_published"),
        updated: text(item, "date_modified"),
        categories: list(item, "tags").map(said).filter(|tag| !tag.is_empty()).collect(),
        files: list(item, "attachments").filter_map(|file| attachment(file, base)).collect(),
        answers: String::new(),
    })
}

fn attachment(value: &Value, base: Option<&Url>) -> Option<File> {
    let file = value.as_object()?;
    let address = resolved(&text(file, "url"), base);
    (!address.is_empty()).then(|| File {
        address,
        kind: text(file, "mime_type"),
        length: text(file, "size_in_bytes"),
        title: text(file, "title"),
    })
}

/// Version 1 knows one author, 1.1 several.
fn authors(members: &Map<String, Value>) -> Vec<Person> {
    let several = list(members, "authors").filter_map(person).collect::<Vec<_>>();
    match several.is_empty() {
        true => members.get("author").and_then(person).into_iter().collect(),
        false => several,
    }
}

fn person(value: &Value) -> Option<Person> {
    let person = match value {
        Value::Object(members) => {
            Person { name: text(members, "name"), uri: text(members, "url"), email: String::new() }
        }
        other => Person::named(&said(other)),
    };
    (!person.is_empty()).then_some(person)
}

fn list<'a>(members: &'a Map<String, Value>, name: &str) -> impl Iterator<Item = &'a Value> {
    members.get(name).and_then(Value::as_array).into_iter().flatten()
}

/// A member as text; ids are numbers at times.
fn text(members: &Map<String, Value>, name: &str) -> String {
    members.get(name).map(said).unwrap_or_default()
}

fn said(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn plain(value: String) -> Written {
    Written { value, html: false }
}

fn resolved(address: &str, base: Option<&Url>) -> String {
    if address.is_empty() || Url::parse(address).is_ok() {
        return address.to_owned();
    }
    let joined = base.and_then(|base| base.join(address).ok());
    joined.map_or_else(|| address.to_owned(), String::from)
}
