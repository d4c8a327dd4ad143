//! Topics whole and broken.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use kamerton_core::fact::{AttachmentKind, Fact, MessageFact};
use kamerton_core::role::Role;

use super::import::open;
use crate::import::{ImportError, Item, Options, Refusal};

#[derive(Default)]
struct Read {
    messages: Vec<MessageFact>,
    deletions: Vec<String>,
    refused: Vec<Refusal>,
}

fn read(paths: &[PathBuf], place: Option<&str>) -> Result<Read, ImportError> {
    let options = Options { place: place.map(str::to_owned), zone: None, columns: Vec::new() };
    let mut importer = open(paths, &options)?;
    let mut read = Read::default();
    while let Some(item) = importer.next()? {
        match item {
            Item::Fact(fact) => match *fact {
                Fact::Message(message) => read.messages.push(message),
                Fact::Deletion(deletion) => read.deletions.push(deletion.message),
                other => panic!("{other:?}"),
            },
            Item::Refused(refusal) => read.refused.push(refusal),
        }
    }
    assert_eq!(importer.progress().read, importer.progress().total);
    Ok(read)
}

fn read_text(name: &str, content: &str) -> Result<Read, ImportError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    read(&[path], Some("Club Forum"))
}

const TOPIC: &str = include_str!("fixtures/topic.json");

#[test]
fn a_topic_becomes_messages() {
    let read = read_text("topic.json", TOPIC).unwrap();
    assert!(read.refused.is_empty(), "{:?}", read.refused);
    let [first, second, third, fourth] = read.messages.as_slice() else { panic!() };
    assert_eq!(first.key, "discourse:club-forum:101");
    assert_eq!(first.place.title, "Club Forum");
    assert_eq!(first.thread.as_deref(), Some("7:Which lens?"));
    assert_eq!(first.text, "Which lens for birds? :smile:");
    assert_eq!(first.attachments[0].kind, AttachmentKind::Photo);
    assert_eq!(first.attachments.len(), 1);
    assert_eq!((first.reactions[0].count, first.edited_at), (3, None));
    let author = first.author.as_ref().unwrap();
    assert_eq!((author.remote_id.as_str(), author.role), ("11", None));
    assert_eq!(author.display_name.as_deref(), Some("wren"));
    assert_eq!(second.text, "The long one.");
    assert_eq!(second.reply_to.as_deref(), Some("discourse:club-forum:101"));
    assert_eq!(second.thread_root.as_deref(), Some("discourse:club-forum:101"));
    assert_eq!(second.edited_at.unwrap().rfc3339(), "2024-03-02T10:00:00Z");
    assert_eq!(second.author.as_ref().unwrap().role, Some(Role::Staff));
    assert!(!third.service && third.text == "closed.enabled");
    assert_eq!(third.author.as_ref().unwrap().role, Some(Role::Bot));
    assert_eq!(fourth.reply_to.as_deref(), Some("discourse:club-forum:t7/99"));
    assert_eq!(read.deletions, ["discourse:club-forum:104"]);
}

#[test]
fn lists_and_lines_hold_topics_too() {
    let line = TOPIC.replace('\n', " ");
    for (name, content) in [
        ("topics.json", format!("[{TOPIC},{TOPIC}]")),
        ("topics.jsonl", format!("{line}\n\n{line}\n")),
    ] {
        if name.ends_with("jsonl") || name.ends_with("json") {
            let read = read_text(name, &content).unwrap();
            assert_eq!((read.messages.len(), read.refused.len()), (8, 0), "{name}");
        }
    }
}

#[test]
fn a_cut_topic_gives_its_whole_posts() {
    let cut = &TOPIC[..TOPIC.find("The long one").unwrap()];
    let read = read_text("topic.json", cut).unwrap();
    assert_eq!(read.messages.len(), 1);
    assert_eq!(read.messages[0].key, "discourse:club-forum:101");
    assert_eq!(read.refused.len(), 1);
    assert!(read.refused[0].why.contains("cut off"), "{:?}", read.refused);
}

#[test]
fn broken_posts_are_refused_and_the_rest_goes_on() {
    let broken = TOPIC
        .replace("\"id\": 101,", "")
        .replace("\"created_at\": \"2024-03-01T12:00:00.000Z\",", "\"created_at\": \"soon\",");
    let read = read_text("topic.json", &broken).unwrap();
    let why: Vec<_> = read.refused.iter().map(|refusal| refusal.why.as_str()).collect();
    assert_eq!(why, ["this post has no id", "this post has no date that can be read"]);
    assert_eq!(read.messages.len(), 2);
}

#[test]
fn posts_that_are_not_in_the_file_are_told_of() {
    let more = TOPIC.replace("[101, 102, 103, 104]", "[101, 102, 103, 104, 105, 106]");
    let read = read_text("topic.json", &more).unwrap();
    assert!(read.refused[0].why.contains("2 more posts"), "{:?}", read.refused);
}

#[test]
fn other_files_are_refused() {
    for (name, content) in [("x.json", r#"{"messages":[]}"#), ("x.json", "<html>"), ("x.jsonl", "")]
    {
        assert!(matches!(read_text(name, content), Err(ImportError::Foreign { .. })), "{content}");
    }
}

#[test]
fn the_archive_has_its_counts() {
    let folder =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/urho3d-discourse-en");
    let Some(archives) = std::fs::read_dir(&folder).ok() else {
        eprintln!("skipped: {} is not here", folder.display());
        return;
    };
    let unpacked = tempfile::tempdir().unwrap();
    for archive in archives.flatten().map(|entry| entry.path()) {
        if archive.to_string_lossy().ends_with(".tar.zst") {
            let bytes = zstd::decode_all(std::fs::File::open(&archive).unwrap()).unwrap();
            tar::Archive::new(bytes.as_slice()).unpack(unpacked.path()).unwrap();
        }
    }
    let read = read(&[unpacked.path().to_path_buf()], None).unwrap();
    assert_eq!(read.refused, []);
    let count = |of: &dyn Fn(&MessageFact) -> bool| read.messages.iter().filter(|m| of(m)).count();
    let threads: BTreeSet<_> = read.messages.iter().map(|message| &message.thread).collect();
    let authors: BTreeSet<_> =
        read.messages.iter().map(|message| &message.author.as_ref().unwrap().remote_id).collect();
    let likes: u32 =
        read.messages.iter().flat_map(|message| &message.reactions).map(|like| like.count).sum();
    assert_eq!((read.messages.len(), threads.len(), authors.len()), (29_880, 4_037, 908));
    assert_eq!(count(&|message| message.service), 0);
    assert_eq!((count(&|message| message.reply_to.is_some()), likes), (8_216, 9_039));
}
