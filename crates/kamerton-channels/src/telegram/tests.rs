//! Whole exports, and broken ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kamerton_core::fact::{Account, AttachmentKind, Fact, MembershipFact, MessageFact};
use kamerton_core::role::Role;
use kamerton_core::time::{Instant, Zone};

use super::import::open;
use crate::import::{ImportError, Item, Options, Refusal};

const PAGE: &str = include_str!("fixtures/messages.html");
const JSON: &str = include_str!("fixtures/result.json");
const ARCHIVE: &str = "../../../shared/data/qaload-telegram-ru";

fn options(place: Option<&str>, zone: Option<&str>) -> Options {
    let zone = zone.map(|zone| Zone::named(zone).unwrap());
    Options { place: place.map(str::to_owned), zone, columns: Vec::new() }
}

#[derive(Debug, Default)]
struct Read {
    messages: Vec<MessageFact>,
    memberships: Vec<MembershipFact>,
    refused: Vec<Refusal>,
}

impl Read {
    fn message(&self, id: i64) -> &MessageFact {
        let end = format!(":{id}");
        self.messages.iter().find(|message| message.key.ends_with(&end)).unwrap()
    }

    fn author(&self, id: i64) -> &Account {
        self.message(id).author.as_ref().unwrap()
    }
}

fn read(paths: &[PathBuf], options: &Options) -> Result<Read, ImportError> {
    let mut importer = open(paths, options)?;
    let mut read = Read::default();
    while let Some(item) = importer.next()? {
        match item {
            Item::Fact(fact) => match *fact {
                Fact::Message(message) => read.messages.push(message),
                Fact::Membership(membership) => read.memberships.push(membership),
                other => panic!("{other:?}"),
            },
            Item::Refused(refusal) => read.refused.push(refusal),
        }
    }
    assert_eq!(importer.progress().read, importer.progress().total);
    Ok(read)
}

fn read_text(name: &str, content: &str, options: &Options) -> Result<Read, ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    read(&[path], options)
}

fn name_of(account: &Account) -> &str {
    account.display_name.as_deref().unwrap_or_default()
}

#[test]
fn a_page_becomes_messages() {
    let read = read_text("messages.html", PAGE, &options(None, None)).unwrap();
    assert_eq!(read.refused, []);
    assert_eq!(read.messages.len(), 8);
    let first = read.message(2);
    assert_eq!(
        (first.key.as_str(), first.place.title.as_str()),
        ("telegram:bird-club:2", "Bird Club")
    );
    assert_eq!(first.sent_at.rfc3339(), "2024-03-02T08:00:00Z");
    assert_eq!(first.text, "A  wren!\nSee https://example.org & \"look\"");
    assert_eq!((name_of(read.author(3)), name_of(read.author(6))), ("Wren", "Robin"));
    assert_eq!(read.message(3).reply_to.as_deref(), Some("telegram:bird-club:2"));
    assert_eq!(read.message(4).reply_to, None, "an answer to another chat");
    let forwarded = read.message(5);
    assert_eq!(forwarded.forwarded_from.as_deref(), Some("Heron"));
    assert_eq!((name_of(read.author(5)), forwarded.text.as_str()), ("Robin", "Their words"));
    assert!(read.author(7).deleted && read.author(7).role == Some(Role::Unknown));
}

#[test]
fn reactions_and_media_are_read() {
    let read = read_text("messages.html", PAGE, &options(None, None)).unwrap();
    let [thumbs, hearts] = read.message(2).reactions.as_slice() else { panic!() };
    assert_eq!((thumbs.emoji.as_str(), thumbs.count), ("👍", 2));
    assert_eq!(name_of(&thumbs.accounts[1]), "Robin");
    assert_eq!((hearts.emoji.as_str(), hearts.count, hearts.accounts.len()), ("❤", 7, 0));
    let media: Vec<_> = read.message(6).attachments.iter().collect();
    let media: Vec<_> = media.iter().map(|file| (file.kind, file.name.as_deref())).collect();
    let expected = [
        (AttachmentKind::Photo, None),
        (AttachmentKind::File, Some("list.pdf")),
        (AttachmentKind::Sticker, None),
        (AttachmentKind::Poll, Some("Which bird?")),
    ];
    assert_eq!(media, expected);
}

#[test]
fn service_messages_take_the_time_of_a_neighbour() {
    let read = read_text("messages.html", PAGE, &options(None, None)).unwrap();
    let service = read.message(1);
    assert!(service.service && service.sent_at == read.message(2).sent_at);
    let last = read.message(8);
    assert_eq!(last.sent_at.rfc3339(), "2024-03-02T20:00:00Z", "midnight of the next day there");
    let joins: Vec<_> = read.memberships.iter().map(|fact| name_of(&fact.account)).collect();
    assert_eq!(joins, ["Wren", "Heron"]);
    assert_eq!(read.memberships[0].key, "telegram:bird-club:1:join:0");
    assert_eq!(read.memberships[0].invited_by, None);
}

#[test]
fn a_cut_page_gives_what_stands_before_the_cut() {
    let between = "     <div class=\"message default clearfix joined\" id=\"message5";
    for at in ["Their words", between, "Which bird"] {
        let cut = &PAGE[..PAGE.find(at).unwrap()];
        let read = read_text("messages.html", cut, &options(None, None)).unwrap();
        assert_eq!(read.refused.len(), 1, "{at}: {:?}", read.refused);
        assert!(read.refused[0].why.contains("cut off"));
        assert!(read.messages.len() >= 4, "{at}");
    }
}

#[test]
fn broken_messages_are_refused_by_name() {
    let broken = PAGE
        .replace("id=\"message2\"", "id=\"x\"")
        .replace("02.03.2024 12:01:00 UTC+04:00", "yesterday");
    let read = read_text("messages.html", &broken, &options(None, None)).unwrap();
    assert_eq!(read.refused.len(), 2, "{:?}", read.refused);
    assert!(read.refused[1].place.ends_with("messages.html: message3"), "{:?}", read.refused);
    assert_eq!(read.messages.len(), 6);
}

#[test]
fn times_without_a_zone_need_one() {
    let older = PAGE.replace(" UTC+04:00", "");
    let refused = read_text("messages.html", &older, &options(None, None));
    assert!(matches!(refused, Err(ImportError::ZoneNeeded { .. })));
    let read = read_text("messages.html", &older, &options(None, Some("Asia/Dubai"))).unwrap();
    assert_eq!(read.message(2).sent_at.rfc3339(), "2024-03-02T08:00:00Z");
    let older = JSON.replace("_unixtime", "_x");
    let refused = read_text("result.json", &older, &options(None, None));
    assert!(matches!(refused, Err(ImportError::ZoneNeeded { .. })));
}

#[test]
fn other_files_are_refused() {
    for (name, content) in [
        ("messages.html", "<html><body>Hello</body></html>"),
        ("messages.html", ""),
        ("result.json", r#"{"messages":[{"id":"1","timestamp":"x","type":"Default"}]}"#),
        ("result.json", r#"{"post_stream":{}}"#),
        ("messages.jsonl", "{}"),
    ] {
        let read = read_text(name, content, &options(None, None));
        assert!(matches!(read, Err(ImportError::Foreign { .. })), "{name}: {content}");
    }
}

#[test]
fn a_json_export_becomes_messages() {
    let read = read_text("result.json", JSON, &options(None, None)).unwrap();
    assert_eq!(read.refused.len(), 1, "{:?}", read.refused);
    assert!(read.refused[0].why.contains("no date"));
    let first = read.message(2);
    assert_eq!(first.key, "telegram:1234567890:2");
    assert_eq!(first.sent_at.rfc3339(), "2024-03-02T08:00:00Z");
    assert_eq!(first.edited_at.unwrap().rfc3339(), "2024-03-02T08:05:00Z");
    assert_eq!(first.text, "A wren! https://example.org 😀");
    assert_eq!(read.author(2).remote_id, "user11");
    assert_eq!((first.reactions[0].count, first.reactions[0].accounts.len()), (3, 1));
    assert_eq!(read.message(3).reply_to.as_deref(), Some("telegram:1234567890:2"));
    assert_eq!(read.message(4).reply_to, None, "an answer to another chat");
    assert!(read.author(4).deleted);
    assert_eq!(read.message(4).attachments[0].kind, AttachmentKind::Poll);
    assert_eq!(read.author(5).role, Some(Role::Unknown), "an anonymous administrator");
    assert_eq!(read.message(1).text, "Wren invited Robin");
    assert_eq!(name_of(read.memberships[0].invited_by.as_ref().unwrap()), "Wren");
}

#[test]
fn accounts_and_cut_files_are_read() {
    let account = format!(r#"{{"about":"x","chats":{{"list":[{JSON},{JSON}]}}}}"#);
    let both = read_text("result.json", &account, &options(None, None)).unwrap();
    assert_eq!((both.messages.len(), both.refused.len()), (10, 2));
    let cut = &JSON[..JSON.find("Anonymous").unwrap()];
    let cut = read_text("result.json", cut, &options(None, None)).unwrap();
    assert_eq!((cut.messages.len(), cut.refused.len()), (4, 1), "{:?}", cut.refused);
}

/// What Telegram itself wrote into a forum, as a page says it: number and sentence.
const SERVICE: [(i64, &str); 6] = [
    (11, "Wren invited Wren"),
    (12, "Wren invited Robin"),
    (13, "Heron joined group by link from Group"),
    (14, "Wren created topic «Nests»"),
    (15, "Wren changed topic title to «Nests and eggs»"),
    (16, "Robin pinned this message"),
];

/// The same as records of `result.json`.
const RECORDS: [&str; 6] = [
    r#""id": 11, "actor": "Wren", "action": "invite_members", "members": ["Wren"]"#,
    r#""id": 12, "actor": "Wren", "action": "invite_members", "members": ["Robin"]"#,
    r#""id": 13, "actor": "Heron", "action": "join_group_by_link", "inviter": "Group""#,
    r#""id": 14, "actor": "Wren", "action": "topic_created", "title": "Nests""#,
    r#""id": 15, "actor": "Wren", "action": "topic_edit", "new_title": "Nests and eggs""#,
    r#""id": 16, "actor": "Robin", "action": "pin_message", "message_id": 17"#,
];

/// A forum in which somebody wrote once, into the topic: exports call that an answer to its opening.
fn forum_page() -> String {
    let service = |(id, said): &(i64, &str)| {
        format!(
            "<div class=\"message service\" id=\"message{id}\"><div class=\"body details\">\n\
             {said}\n</div></div>"
        )
    };
    let service: String = SERVICE.iter().map(service).collect();
    format!(
        "<html><body><div class=\"page_wrap\"><div class=\"page_header\"><div class=\"text bold\">\
         Bird Club</div></div><div class=\"history\">{service}\
         <div class=\"message default clearfix\" id=\"message17\"><div class=\"body\">\
         <div class=\"pull_right date details\" title=\"02.03.2024 12:00:00 UTC+04:00\">12:00</div>\
         <div class=\"from_name\">Heron</div>\
         <div class=\"reply_to details\">In reply to <a href=\"#go_to_message14\">this</a></div>\
         <div class=\"text\">A nest!</div></div></div></div></div></body></html>"
    )
}

fn forum_records() -> String {
    let time = r#""date": "2024-03-02T12:00:00", "date_unixtime": "1709366400""#;
    let service: String = RECORDS
        .iter()
        .map(|members| format!(r#"{{"type": "service", {time}, {members}}},"#))
        .collect();
    format!(
        r#"{{"name": "Bird Club", "type": "private_supergroup", "messages": [{service}
        {{"id": 17, "type": "message", {time}, "from": "Heron", "reply_to_message_id": 14,
        "text": "A nest!"}}]}}"#
    )
}

fn forum_lines() -> String {
    let service = SERVICE
        .iter()
        .map(|(id, said)| format!(r#"{{"id":{id},"type":"service","text":"{said}"}}"#));
    let said = r#"{"id":17,"type":"message","date":"2024-03-02T12:00:00+04:00","from":"Heron","#;
    let said = format!(r#"{said}"reply_to":14,"text":"A nest!"}}"#);
    service.chain([said]).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_telegram_writes_is_nobodys_talk_in_any_form() {
    let options = options(Some("Bird Club"), None);
    for (name, content) in [
        ("messages.html", forum_page()),
        ("result.json", forum_records()),
        ("messages.jsonl", forum_lines()),
    ] {
        let read = read_text(name, &content, &options).unwrap();
        assert_eq!(read.refused, [], "{name}");
        let doers = read.messages.iter().filter(|message| message.service);
        let doers: Vec<_> = doers
            .map(|message| (message.key.as_str(), name_of(message.author.as_ref().unwrap())))
            .collect();
        let expected = [
            ("telegram:bird-club:11", "Wren"),
            ("telegram:bird-club:12", "Wren"),
            ("telegram:bird-club:13", "Heron"),
            ("telegram:bird-club:14", "Wren"),
            ("telegram:bird-club:15", "Wren"),
            ("telegram:bird-club:16", "Robin"),
        ];
        assert_eq!(doers, expected, "{name}");
        assert_eq!(read.message(14).text, "Wren created topic «Nests»", "{name}");
        let came: Vec<_> = read.memberships.iter().map(came).collect();
        let expected = [
            ("telegram:bird-club:11:join:0", "Wren", None),
            ("telegram:bird-club:12:join:0", "Robin", Some("Wren")),
            ("telegram:bird-club:13:join:0", "Heron", None),
        ];
        assert_eq!(came, expected, "{name}");
        let said: Vec<_> = read.messages.iter().filter(|message| !message.service).collect();
        let [said] = said.as_slice() else { panic!("{name}: {said:?}") };
        assert_eq!((said.text.as_str(), name_of(read.author(17))), ("A nest!", "Heron"));
        let topic = Some("telegram:bird-club:14");
        assert_eq!(said.reply_to.as_deref(), topic, "{name}: it stays with the topic's opening");
    }
}

/// By what, who, and by whose invitation.
fn came(membership: &MembershipFact) -> (&str, &str, Option<&str>) {
    assert!(membership.joined);
    let inviter = membership.invited_by.as_ref().map(name_of);
    (&membership.key, name_of(&membership.account), inviter)
}

#[test]
fn lines_that_are_broken_are_refused_by_number() {
    let lines = concat!(
        r#"{"id":1,"type":"message","date":"2024-03-02T12:00:00+04:00","from":"Wren via @gif","#,
        r#""reply_to":null,"text":"a\ud83d"}"#,
        "\n{broken\n\n",
        r#"{"id":3,"type":"message","from":"Wren","text":"b"}"#,
        "\n",
        r#"{"id":4,"type":"service","text":"Robin invited Robin"}"#
    );
    let read = read_text("messages.jsonl", lines, &options(Some("Bird Club"), None)).unwrap();
    assert_eq!(read.message(1).key, "telegram:bird-club:1");
    assert_eq!((read.message(1).text.as_str(), name_of(read.author(1))), ("a\u{FFFD}", "Wren"));
    let places: Vec<_> =
        read.refused.iter().filter_map(|refusal| refusal.place.rsplit(": ").next()).collect();
    assert_eq!(places, ["line 2", "line 4"]);
    assert_eq!((read.messages.len(), read.memberships.len()), (2, 1));
}

fn archive(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(ARCHIVE).join(name);
    let Ok(file) = std::fs::File::open(&path) else {
        eprintln!("skipped: {} is not here", path.display());
        return None;
    };
    Some(zstd::decode_all(file).unwrap())
}

#[test]
fn the_archive_reads_alike_as_pages_and_as_lines() {
    let pages = archive("raw-html-2018-11..2022-12.tar.zst");
    let (Some(tar), Some(lines)) = (pages, archive("messages.jsonl.zst")) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    tar::Archive::new(tar.as_slice()).unpack(folder.path().join("pages")).unwrap();
    std::fs::write(folder.path().join("messages.jsonl"), lines).unwrap();
    let options = options(Some("QA — Load & Performance"), None);
    let pages = read(&[folder.path().join("pages")], &options).unwrap();
    let lines = read(&[folder.path().join("messages.jsonl")], &options).unwrap();
    assert_eq!((pages.refused.len(), lines.refused.len()), (0, 0));
    assert_eq!(pages.messages.len(), lines.messages.len() + 2_079, "the folder 2022-12 is twice");
    let (from_pages, from_lines) = (by_key(&pages), by_key(&lines));
    check_counts(&from_pages);
    check_counts(&from_lines);
    for (page, line) in from_pages.values().zip(from_lines.values()) {
        assert_eq!(said(page), said(line));
        // The lines leave out forwarded texts and what lies between a paragraph and code.
        if page.forwarded_from.is_none() {
            assert_eq!(words(page), words(line), "{}", page.key);
        }
    }
    assert_eq!(joins(&pages), joins(&lines));
    assert!(joins(&pages).len() > 6_500);
}

fn check_counts(messages: &BTreeMap<&str, &MessageFact>) {
    let talk: Vec<_> = messages.values().filter(|message| !message.service).collect();
    let names: BTreeSet<_> =
        talk.iter().map(|message| name_of(message.author.as_ref().unwrap())).collect();
    assert_eq!((talk.len(), messages.len() - talk.len()), (78_744, 6_652));
    assert_eq!(talk.iter().filter(|message| message.reply_to.is_some()).count(), 34_134);
    // 1,475 with the seven that are written «Name via @bot».
    assert_eq!(names.len(), 1_468);
}

fn by_key(read: &Read) -> BTreeMap<&str, &MessageFact> {
    read.messages.iter().map(|message| (message.key.as_str(), message)).collect()
}

/// What must be equal however a message is read. Service messages have the time of a neighbour.
fn said(message: &MessageFact) -> (&str, Option<&Account>, Option<&str>, Option<Instant>) {
    let sent_at = (!message.service).then_some(message.sent_at);
    (&message.key, message.author.as_ref(), message.reply_to.as_deref(), sent_at)
}

fn words(message: &MessageFact) -> String {
    message.text.split_whitespace().collect()
}

fn joins(read: &Read) -> BTreeSet<&str> {
    read.memberships.iter().map(|membership| membership.key.as_str()).collect()
}
