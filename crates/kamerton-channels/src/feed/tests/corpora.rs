//! Two corpora with what their readers expect of each file. They are not part of the repository; without
//! them there is nothing to compare.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use encoding_rs::Encoding;
use kamerton_core::time::Instant;
use reqwest::Url;
use serde_json::Value as Json;

use super::expressions::{Value, comparisons};
use crate::feed::parsed::{Entry, Parsed, Person, Written};
use crate::feed::{Document, convert, dates, decode, kept, read};

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
/// The share of expected fields that has to be equal.
const BAR: f64 = 0.97;

/// The files of a corpus by their names; nothing where it is not there.
fn corpus(path: &str) -> BTreeMap<String, Vec<u8>> {
    let path = Path::new(DATA).join(path);
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return BTreeMap::new();
    };
    let mut archive = tar::Archive::new(zstd::Decoder::new(file).unwrap());
    let mut files = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().trim_start_matches("./").to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if entry.header().entry_type().is_file() {
            files.insert(name, bytes);
        }
    }
    files
}

/// Equal and unequal fields of a corpus.
#[derive(Default)]
struct Score {
    equal: usize,
    unequal: Vec<String>,
    /// Expected fields that we do not read, by name.
    left_out: BTreeMap<String, usize>,
}

impl Score {
    fn field(&mut self, place: &str, expected: &str, found: &str) {
        let fold = |text: &str| Written::either(text.to_owned()).line();
        if fold(expected) == fold(found) {
            self.equal += 1;
        } else {
            self.unequal.push(format!("{place}: expected «{expected}», found «{found}»"));
        }
    }

    fn date(&mut self, place: &str, expected: Option<Instant>, found: &str) {
        match expected.is_some() && dates::instant(found) == expected {
            true => self.equal += 1,
            false => self.unequal.push(format!("{place}: expected {expected:?}, found «{found}»")),
        }
    }

    fn tell(&self, corpus: &str) {
        let all = self.equal + self.unequal.len();
        let share = self.equal as f64 / all.max(1) as f64;
        println!("{corpus}: {} of {all} fields equal, {:.2} %", self.equal, share * 100.0);
        let left_out: usize = self.left_out.values().sum();
        println!("{corpus}: {left_out} expected fields that are not read: {:?}", self.left_out);
        for line in &self.unequal {
            println!("  {line}");
        }
        assert!(share >= BAR, "{corpus}: {share}");
    }
}

/// Reads a document, puts it into our form and makes facts of it: nothing of it may fail.
fn through(bytes: &[u8], kind: Option<&str>, base: Option<Url>) -> Option<Parsed> {
    let Document::Feed(feed) = read(bytes, kind, base) else { return None };
    let now = Instant::from_seconds(1_700_000_000);
    let raws = kept::raws((*feed).clone(), "a-place", "https://feeds.example/x", None, now);
    for raw in raws {
        convert::facts(&raw.body).unwrap();
    }
    Some(*feed)
}

#[test]
fn feedparser() {
    let files = corpus("feeds-feedparser/tests.tar.zst");
    let mut score = Score::default();
    for (name, bytes) in &files {
        let text = decode::text(bytes, None);
        let header = |name: &str| {
            let lines =
                text.lines().take(30).filter_map(|line| line.trim().strip_prefix("Header:"));
            let mut fields = lines.filter_map(|line| line.split_once(':'));
            let found = fields.find(|(own, _)| own.trim().eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.trim().to_owned())
        };
        let document = Url::parse("http://127.0.0.1:8097/").unwrap().join(name).ok();
        let base = match header("content-location") {
            Some(place) => document
                .as_ref()
                .and_then(|at| at.join(&place).ok())
                .filter(|at| at.scheme() == "http")
                .or(document.clone()),
            None => document,
        };
        let kind = header("content-type");
        let feed = through(bytes, kind.as_deref(), base);
        let Some((_, expression)) = text.split_once("Expect:") else { continue };
        let expression = expression.lines().next().unwrap_or_default();
        for expected in comparisons(expression) {
            let place = format!("{name} {}", expected.path.join("."));
            if expected.path == ["encoding"] {
                if let Value::Text(label) = &expected.value {
                    encoded(&mut score, &place, label, bytes, kind.as_deref());
                }
                continue;
            }
            let path: Vec<&str> = expected.path.iter().map(String::as_str).collect();
            let Some(feed) = &feed else {
                score.unequal.push(format!("{place}: no feed"));
                continue;
            };
            let found = look_up(feed, &path);
            match (&expected.value, found) {
                (Value::Text(text), Some(found)) => score.field(&place, text, &found),
                (Value::Numbers(numbers), Some(found)) => {
                    score.date(&place, of_numbers(numbers), &found);
                }
                _ => {
                    *score
                        .left_out
                        .entry(
                            path.iter()
                                .filter(|part| part.parse::<u8>().is_err())
                                .copied()
                                .collect::<Vec<_>>()
                                .join("."),
                        )
                        .or_default() += 1
                }
            }
        }
    }
    if !files.is_empty() {
        score.tell("feedparser");
    }
}

fn of_numbers(numbers: &[i64]) -> Option<Instant> {
    let &[year, month, day, hour, minute, second, ..] = numbers else { return None };
    Instant::parse_rfc3339(&format!(
        "{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z"
    ))
}

/// Whether the text is the one that the expected encoding gives.
fn encoded(score: &mut Score, place: &str, label: &str, bytes: &[u8], kind: Option<&str>) {
    let Some(expected) = Encoding::for_label(label.as_bytes()) else {
        *score.left_out.entry(format!("encoding {label}")).or_default() += 1;
        return;
    };
    let expected = expected.decode(bytes).0;
    let found = decode::text(bytes, kind);
    match expected == found {
        true => score.equal += 1,
        false => score.unequal.push(format!("{place}: not read as {label}")),
    }
}

/// What we read where that reader has a field; nothing for fields that we do not read.
fn look_up(feed: &Parsed, path: &[&str]) -> Option<String> {
    match path {
        ["feed", rest @ ..] => of_feed(feed, rest),
        ["entries", number, rest @ ..] => {
            let entry = feed.entries.get(number.parse::<usize>().ok()?);
            let empty = Entry::default();
            of_entry(entry.unwrap_or(&empty), rest)
        }
        _ => None,
    }
}

fn of_feed(feed: &Parsed, path: &[&str]) -> Option<String> {
    Some(match path {
        ["title"] | ["title_detail", "value"] => feed.title.value.clone(),
        ["description" | "tagline" | "subtitle" | "info"]
        | ["tagline_detail" | "subtitle_detail" | "info_detail", "value"] => {
            feed.about.value.clone()
        }
        ["link"] => feed.link.clone(),
        ["id" | "guid"] => feed.id.clone(),
        ["language"] => feed.language.clone(),
        ["published" | "published_parsed" | "created" | "created_parsed"] => feed.published.clone(),
        ["updated" | "updated_parsed" | "modified" | "modified_parsed"] => feed.updated.clone(),
        ["ttl"] => feed.rhythm.minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
        ["category"] => feed.categories.first().cloned().unwrap_or_default(),
        ["tags", number, "term"] => {
            feed.categories.get(number.parse::<usize>().ok()?).cloned().unwrap_or_default()
        }
        _ => return of_people(&feed.authors, path),
    })
}

fn of_entry(entry: &Entry, path: &[&str]) -> Option<String> {
    Some(match path {
        ["title"] | ["title_detail", "value"] => entry.title.value.clone(),
        // Either stands in for the other in that reader.
        ["description" | "summary"] if entry.summary.is_empty() => entry.content.value.clone(),
        ["description" | "summary"] | ["summary_detail", "value"] => entry.summary.value.clone(),
        ["content", "0", "value"] => entry.content.value.clone(),
        ["link"] => entry.link.clone(),
        ["id" | "guid"] => entry.id.clone(),
        ["published" | "published_parsed" | "created" | "created_parsed"] => {
            entry.published.clone()
        }
        ["updated" | "updated_parsed" | "modified" | "modified_parsed"] => entry.updated.clone(),
        ["category"] => entry.categories.first().cloned().unwrap_or_default(),
        ["tags", number, "term"] => {
            entry.categories.get(number.parse::<usize>().ok()?).cloned().unwrap_or_default()
        }
        ["enclosures", number, field] => {
            let file = entry.files.get(number.parse::<usize>().ok()?).cloned().unwrap_or_default();
            match *field {
                "url" | "href" => file.address,
                "type" => file.kind,
                "length" => file.length,
                _ => return None,
            }
        }
        ["thr_in-reply-to", "ref"] => entry.answers.clone(),
        _ => return of_people(&entry.authors, path),
    })
}

fn of_people(authors: &[Person], path: &[&str]) -> Option<String> {
    let nobody = Person::default();
    let (person, field) = match path {
        ["author"] => (authors.first().unwrap_or(&nobody), "whole"),
        ["author_detail", field] => (authors.first().unwrap_or(&nobody), *field),
        ["authors", number, field] => {
            (authors.get(number.parse::<usize>().ok()?).unwrap_or(&nobody), *field)
        }
        _ => return None,
    };
    Some(match field {
        "whole" if person.email.is_empty() => person.name.clone(),
        "whole" if person.name.is_empty() => person.email.clone(),
        "whole" => format!("{} ({})", person.name, person.email),
        "name" => person.name.clone(),
        "email" => person.email.clone(),
        "url" | "uri" | "href" => person.uri.clone(),
        _ => return None,
    })
}

#[test]
fn gofeed() {
    let files = corpus("feeds-gofeed/testdata.tar.zst");
    let mut score = Score::default();
    let mut read_files = 0;
    for (name, bytes) in &files {
        if name.ends_with(".xml") {
            let feed = through(bytes, None, None);
            read_files += 1;
            let Some(json) = files.get(&name.replace(".xml", ".json")) else { continue };
            let Ok(expected) = serde_json::from_slice::<Json>(json) else { continue };
            match feed {
                Some(feed) => whole(&mut score, name, &expected, &feed),
                None => score.unequal.push(format!("{name}: no feed")),
            }
        } else if name.ends_with("_expected.json") {
            let Some(source) = files.get(&name.replace("_expected.json", ".json")) else {
                continue;
            };
            let expected = serde_json::from_slice::<Json>(bytes).unwrap();
            match through(source, None, None) {
                Some(feed) => whole(&mut score, name, &expected, &feed),
                None => score.unequal.push(format!("{name}: no feed")),
            }
        } else if name.starts_with("translator/json") || name.starts_with("parser/json") {
            through(bytes, None, None);
        }
    }
    if !files.is_empty() {
        println!("gofeed: {read_files} files in XML read");
        score.tell("gofeed");
    }
}

/// Compares a feed with what that reader makes of it.
fn whole(score: &mut Score, name: &str, expected: &Json, feed: &Parsed) {
    let members = expected.as_object().unwrap();
    for (field, value) in members {
        let place = format!("{name} {field}");
        if let ("items" | "entries", Some(entries)) = (field.as_str(), value.as_array()) {
            score.field(
                &format!("{place} count"),
                &entries.len().to_string(),
                &feed.entries.len().to_string(),
            );
            for (expected, found) in entries.iter().zip(&feed.entries) {
                for (field, value) in expected.as_object().unwrap() {
                    one(score, &format!("{place} {field}"), field, value, |path| {
                        of_entry(found, path)
                    });
                }
            }
            continue;
        }
        one(score, &place, field, value, |path| of_feed(feed, path));
    }
}

fn one(
    score: &mut Score,
    place: &str,
    field: &str,
    value: &Json,
    found: impl Fn(&[&str]) -> Option<String>,
) {
    let text = |value: &Json| match value {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let number = |at: usize| at.to_string();
    let ours = match field {
        "title" => "title",
        "description" | "subtitle" | "tagline" | "summary"
            if place.contains("items") || place.contains("entries") =>
        {
            "summary"
        }
        "description" | "subtitle" | "tagline" => "description",
        "link" | "home_page_url" | "url" => "link",
        "id" | "guid" => "id",
        "language" => "language",
        "ttl" => "ttl",
        "published" | "pubDate" | "issued" | "date_published" => "published",
        "updated" | "modified" | "lastBuildDate" | "date_modified" => "updated",
        "publishedParsed" | "pubDateParsed" => {
            let date = Instant::parse_rfc3339(&text(value));
            return score.date(place, date, &found(&["published"]).unwrap_or_default());
        }
        "updatedParsed" | "lastBuildDateParsed" => {
            let date = Instant::parse_rfc3339(&text(value));
            return score.date(place, date, &found(&["updated"]).unwrap_or_default());
        }
        "content" | "content_html" | "content_text" => {
            let expected = value.get("value").map_or_else(|| text(value), text);
            return score.field(
                place,
                &expected,
                &found(&["content", "0", "value"]).unwrap_or_default(),
            );
        }
        "author" if value.is_string() => {
            return score.field(place, &text(value), &found(&["author"]).unwrap_or_default());
        }
        "authors" | "author" => {
            let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            for (at, person) in list.iter().enumerate() {
                for field in ["name", "email", "uri", "url"] {
                    if let Some(expected) = person.get(field) {
                        let found = found(&["authors", &number(at), field]).unwrap_or_default();
                        score.field(&format!("{place} {field}"), &text(expected), &found);
                    }
                }
            }
            return;
        }
        "categories" | "tags" => {
            for (at, category) in value.as_array().into_iter().flatten().enumerate() {
                let term =
                    category.get("term").or_else(|| category.get("value")).unwrap_or(category);
                let found = found(&["tags", &number(at), "term"]).unwrap_or_default();
                score.field(place, &text(term), &found);
            }
            return;
        }
        "enclosure" | "enclosures" => {
            let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
            for (at, file) in list.iter().enumerate() {
                for field in ["url", "type", "length"] {
                    if let Some(expected) = file.get(field) {
                        let found = found(&["enclosures", &number(at), field]).unwrap_or_default();
                        score.field(place, &text(expected), &found);
                    }
                }
            }
            return;
        }
        "links" if value.as_array().is_some_and(|links| links.iter().all(Json::is_object)) => {
            let links = value.as_array().unwrap();
            let page =
                links.iter().find(|link| link.get("rel").is_none_or(|rel| rel == "alternate"));
            if let Some(href) = page.and_then(|link| link.get("href")) {
                score.field(place, &text(href), &found(&["link"]).unwrap_or_default());
            }
            return;
        }
        _ => {
            *score.left_out.entry(field.to_owned()).or_default() += 1;
            return;
        }
    };
    let value = value.get("value").unwrap_or(value);
    score.field(place, &text(value), &found(&[ours]).unwrap_or_default());
}
