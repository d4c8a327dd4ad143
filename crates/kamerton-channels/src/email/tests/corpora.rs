//! Corpora of mails, with what other readers expect of them. They are not part of the repository; without
//! them there is nothing to compare.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use kamerton_core::fact::{Account, Fact, MessageFact};
use kamerton_core::time::Instant;
use mail_parser::MessageParser;
use serde_json::Value as Json;

use crate::email::mbox::Mbox;
use crate::email::raw::Kept;
use crate::email::read::{Nature, codes, facts, undelivered};
use crate::email::trim::trim;
use crate::email::{body, head};
use crate::live::About;
use crate::records::decode_text;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
/// The share of expected fields that has to be equal.
const BAR: f64 = 0.95;

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
    equal: BTreeMap<&'static str, usize>,
    all: BTreeMap<&'static str, usize>,
    unequal: Vec<String>,
}

impl Score {
    fn field(&mut self, field: &'static str, place: &str, expected: &str, found: &str) {
        *self.all.entry(field).or_default() += 1;
        if expected == found {
            *self.equal.entry(field).or_default() += 1;
        } else {
            self.unequal.push(format!("{place}, {field}: expected {expected:?}, found {found:?}"));
        }
    }

    fn tell(&self, corpus: &str) {
        let (equal, all): (usize, usize) = (self.equal.values().sum(), self.all.values().sum());
        if all == 0 {
            return;
        }
        let share = equal as f64 / all as f64;
        println!("{corpus}: {equal} of {all} fields equal, {:.2} %", share * 100.0);
        for (field, all) in &self.all {
            println!("  {field}: {} of {all}", self.equal.get(field).unwrap_or(&0));
        }
        for line in &self.unequal {
            println!("  {line}");
        }
        assert!(share >= BAR, "{corpus}: {share}");
    }
}

/// The corpus keeps quotes between own words, as the trimmed text does. What its author says is without
/// them: how often that is the same is told, not demanded.
#[test]
fn answers_are_trimmed() {
    let files = corpus("email-reply-trimmer/test.tar.zst");
    let text = |name: &str| files.get(name).map(|bytes| String::from_utf8_lossy(bytes));
    let (mut score, mut own) = (Score::default(), 0);
    for name in files.keys().filter(|name| name.starts_with("emails/")) {
        let mail = text(name).unwrap();
        let file = name.trim_start_matches("emails/");
        let expected = text(&format!("trimmed/{file}")).unwrap_or_default();
        let expected =
            expected.replace("\r\n", "\n").trim_start_matches('\n').trim_end().to_owned();
        let trimmed = trim(&mail);
        score.field("text", file, &expected, &trimmed.text());
        own += usize::from(trimmed.own() == expected);
    }
    println!("email-reply-trimmer: {own} are equal without the quotes between own words");
    score.tell("email-reply-trimmer");
}

fn about() -> About {
    let me = Account {
        kind: "email".to_owned(),
        remote_id: "shop@our.example".to_owned(),
        ..Account::default()
    };
    About { me: Some(me), ..About::default() }
}

/// The message of a mail that lies in our mailbox.
fn message_of(mail: &[u8]) -> MessageFact {
    let kept = Kept { mail: mail.to_vec(), arrived: Some(1_700_000_000), ..Kept::default() };
    let facts = facts(&kept, &about()).unwrap();
    let [Fact::Message(message)] = facts.as_slice() else { panic!("{facts:?}") };
    message.clone()
}

/// A line before a mail that a mailbox file puts there.
fn without_envelope(mail: &[u8]) -> &[u8] {
    match mail.strip_prefix(b"From ") {
        Some(rest) => rest.splitn(2, |byte| *byte == b'\n').nth(1).unwrap_or_default(),
        None => mail,
    }
}

/// The first field of this name anywhere in a mail, read with no knowledge of mails.
fn grep(mail: &str, name: &str) -> Option<String> {
    let mut lines = mail.lines().skip_while(|line| !line.to_lowercase().starts_with(name));
    let first = lines.next()?.get(name.len()..)?.trim().to_owned();
    let more = lines.take_while(|line| line.starts_with([' ', '\t'])).map(str::trim);
    Some(more.fold(first, |value, more| format!("{value} {more}")))
}

/// What the corpus itself says of its mails: each is a notice or an automatic answer; where a report names
/// the address and its status in fields, these are the address and whether it is for good.
#[test]
fn mails_that_came_back_are_known() {
    let mut score = Score::default();
    for (name, mail) in corpus("email-bounces-sisimai/maildir.tar.zst") {
        let found = message_of(without_envelope(&mail));
        let talk = if found.service { "no talk" } else { "talk" };
        score.field("recognised", &name, "no talk", talk);
        let text = decode_text(&mail, None);
        let failed =
            grep(&text, "final-recipient:").or_else(|| grep(&text, "x-failed-recipients:"));
        let parsed = MessageParser::default().parse(without_envelope(&mail)).unwrap();
        let is_notice = Nature::of(&parsed) == Nature::Undelivered;
        let notice = undelivered::read(&parsed);
        let first = notice.failures.first();
        if let Some(failed) = failed.filter(|_| is_notice) {
            let failed = failed.split([';', ',']).next_back().unwrap().to_lowercase();
            let failed = failed.trim_matches(['<', '>', ' ']);
            let known = notice.failures.iter().any(|one| one.address == failed);
            let address = if known { failed } else { first.map_or("", |one| &one.address) };
            score.field("address", &name, failed, address);
        }
        let status = grep(&text, "status:").filter(|status| status.starts_with(['4', '5']));
        if let Some(status) = status.filter(|_| is_notice) {
            let class = |text: &str| format!("{:?}", codes::class(text));
            let found = first.map(|one| format!("{:?}", Some(one.lasting))).unwrap_or_default();
            score.field("permanence", &name, &class(&status), &found);
        }
        let id = parsed.parts.iter().find_map(|part| part.message()?.message_id());
        if let Some(id) = id.filter(|_| is_notice) {
            score.field("mail", &name, id, notice.original.as_deref().unwrap_or_default());
        }
    }
    score.tell("email-bounces-sisimai");
}

/// The figures of the list are those of the importer's own test; here each mail comes live.
#[test]
fn a_list_comes_live_without_loss() {
    let path = Path::new(DATA).join("dovecot-mbox-en/dovecot-list-part1.mbox.zst");
    let Ok(packed) = std::fs::File::open(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.mbox");
    zstd::stream::copy_decode(packed, std::fs::File::create(&path).unwrap()).unwrap();
    let options = crate::import::Options { place: None, zone: None, columns: Vec::new() };
    let mut import = crate::email::open(std::slice::from_ref(&path), &options).unwrap();
    let mut mbox = Mbox::open(&path).unwrap();
    let (mut mails, mut equal, mut service) = (0, 0, 0);
    let mut keys = std::collections::HashSet::new();
    while let Some(mail) = mbox.next().unwrap() {
        let found = message_of(&mail.bytes);
        let Some(crate::import::Item::Fact(fact)) = import.next().unwrap() else { panic!() };
        let Fact::Message(imported) = *fact else { panic!() };
        assert_eq!(found.key, imported.key);
        assert!(!found.text.is_empty(), "{}", found.key);
        mails += 1;
        service += usize::from(found.service);
        let author =
            |message: &MessageFact| message.author.as_ref().map(|one| one.remote_id.clone());
        let same = author(&found) == author(&imported)
            && (found.sent_at, &found.text, &found.reply_to, &found.thread)
                == (imported.sent_at, &imported.text, &imported.reply_to, &imported.thread);
        equal += usize::from(same);
        keys.insert(found.key);
    }
    println!("dovecot-mbox-en: {equal} of {mails} live as imported, {service} are no talk");
    assert_eq!((mails, keys.len()), (2_589, 2_589));
    assert!(equal as f64 >= BAR * mails as f64 && service < 10, "{equal}, {service}");
}

/// Names, addresses, dates and texts as the tests of a reader of mails expect them.
#[test]
fn mails_are_read_as_a_reader_expects() {
    let files = corpus("email-mailparser/resources.tar.zst");
    let mut score = Score::default();
    for (name, expected) in &files {
        let Some(stem) = name.strip_suffix(".json").filter(|name| name.starts_with("eml/")) else {
            continue;
        };
        let (stem, crlf) = stem.strip_suffix(".crlf").map_or((stem, false), |stem| (stem, true));
        let Some(mail) = files.get(&format!("{stem}.eml")) else { continue };
        let lines = String::from_utf8_lossy(mail).contains("\r\n");
        let mail = if crlf && !lines { with_crlf(mail) } else { mail.clone() };
        compare(&mut score, name, &serde_json::from_slice(expected).unwrap(), &mail);
    }
    score.tell("email-mailparser");
}

fn with_crlf(mail: &[u8]) -> Vec<u8> {
    let mut lines = mail.split(|byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default().to_vec();
    lines.fold(first, |mut mail, line| {
        mail.extend_from_slice(b"\r\n");
        mail.extend_from_slice(line);
        mail
    })
}

fn compare(score: &mut Score, name: &str, expected: &Json, mail: &[u8]) {
    let message = MessageParser::default().parse(mail).unwrap();
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let headers = expected["parts"][0]["headers"].as_array().unwrap();
    let header = |name: &str| headers.iter().rev().find(|one| one["name"] == name);
    let people = |name: &str| {
        let list = header(name).and_then(|one| one["value"]["Address"]["List"].as_array());
        list.cloned().unwrap_or_default()
    };
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    if let Some(subject) = header("subject") {
        let expected = line(&text(&subject["value"]["Text"]));
        score.field("subject", name, &expected, &head::subject(&message).unwrap_or_default());
    }
    if let Some(from) = people("from").first() {
        let author = head::author(&message, "").unwrap_or_default();
        let address = text(&from["address"]).to_lowercase();
        let address = if address.contains('@') { address } else { String::new() };
        score.field("from address", name, &address, &author.remote_id);
        if from["name"].is_string() {
            let shown = author.display_name.unwrap_or_default();
            score.field("from name", name, &line(&text(&from["name"])), &shown);
        }
    }
    let to: Vec<String> =
        people("to").iter().map(|one| text(&one["address"]).to_lowercase()).collect();
    if !to.is_empty() {
        let found = head::recipients(&message);
        let found: Vec<String> = found.into_iter().take(to.len()).collect();
        let to: Vec<String> = to.into_iter().filter(|one| !one.is_empty()).collect();
        score.field("to", name, &to.join(", "), &found.join(", "));
    }
    if let Some(id) = header("message_id") {
        let expected = text(&id["value"]["Text"]);
        score.field("message id", name, &expected, &head::message_id(&message).unwrap_or_default());
    }
    if let Some(date) = header("date").filter(|date| date["value"]["DateTime"].is_object()) {
        let found = head::sent_at(&message, "", None).map(Instant::rfc3339).unwrap_or_default();
        score.field("date", name, &moment(&date["value"]["DateTime"]), &found);
    }
    for (field, of) in [("references", "references"), ("in reply to", "in_reply_to")] {
        let Some(value) = header(of).map(|one| &one["value"]) else { continue };
        let one = value["Text"].as_str().map(str::to_owned).into_iter();
        let many = value["TextList"].as_array().into_iter().flatten().map(&text);
        let expected = one.chain(many).collect::<Vec<_>>().join(", ");
        let found = match of {
            "references" => head::references(&message).join(", "),
            _ => head::answered(&message).unwrap_or_default(),
        };
        score.field(field, name, &expected, &found);
    }
    let parts = expected["parts"].as_array().unwrap();
    let chosen = |list: &str| {
        let list = expected[list].as_array().unwrap();
        list.iter().filter_map(|at| parts.get(at.as_u64()? as usize)).collect::<Vec<_>>()
    };
    let texts: Vec<String> = chosen("text_body")
        .iter()
        .filter_map(|part| {
            let plain = part["body"]["Text"].as_str().map(|text| text.replace("\r\n", "\n"));
            plain.or_else(|| part["body"]["Html"].as_str().map(crate::html::to_text))
        })
        .map(|text| text.trim().replace('\0', "\u{FFFD}"))
        .filter(|text| !text.is_empty())
        .collect();
    score.field("text", name, &texts.join("\n\n"), &body::whole(&message));
    let names = chosen("attachments").iter().map(|part| file_name(part)).collect::<Vec<_>>();
    let found = body::attachments(&message).into_iter().map(|one| one.name.unwrap_or_default());
    score.field("files", name, &names.join(", "), &found.collect::<Vec<_>>().join(", "));
}

fn moment(date: &Json) -> String {
    let number = |name: &str| date[name].as_i64().unwrap();
    let day = jiff::civil::date(number("year") as i16, number("month") as i8, number("day") as i8);
    let time = day.at(number("hour") as i8, number("minute") as i8, number("second") as i8, 0);
    let east = number("tz_hour") * 3_600 + number("tz_minute") * 60;
    let east = if date["tz_before_gmt"].as_bool().unwrap() { -east } else { east };
    let utc = time.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp().as_second() - east;
    Instant::from_seconds(utc).rfc3339()
}

fn file_name(part: &Json) -> String {
    let headers = part["headers"].as_array().unwrap();
    let attribute = |header: &str, wanted: &str| {
        let found = headers.iter().rev().find(|one| one["name"] == header)?;
        let attributes = found["value"]["ContentType"]["attributes"].as_array()?;
        let one = attributes.iter().find(|one| one["name"] == wanted)?;
        one["value"].as_str().map(str::to_owned)
    };
    attribute("content_disposition", "filename")
        .or_else(|| attribute("content_type", "name"))
        .unwrap_or_default()
}
