//! The importer over exports made by hand to the published format, and over a real archive.

use std::collections::BTreeSet;

use kamerton_core::fact::AttachmentKind;
use kamerton_core::role::Role;

use super::import::open;
use crate::import::ImportError;
use crate::run::tests::{damaged, file, fixture, plain, real_archive, run, survive};

#[test]
fn a_channel() {
    let given = run(open(&[fixture("discord/fixtures/channel.json")], &plain()));
    assert_eq!((given.messages.len(), given.refused.len()), (6, 0), "{:?}", given.refused);
    let question = given.message("discord:1240000100000000000");
    assert_eq!(question.place.title, "Kettle Club / general");
    assert_eq!(question.place.remote_id, "100000000000000010");
    assert_eq!(question.text, "How do I descale it? @Steel Spoon");
    assert_eq!(question.sent_at.rfc3339(), "2024-05-14T17:57:41.927Z");
    assert!(question.edited_at.is_some() && question.reply_to.is_none() && !question.service);
    let kinds: Vec<_> = question.attachments.iter().map(|attachment| attachment.kind).collect();
    assert_eq!(kinds, [AttachmentKind::Photo, AttachmentKind::Voice, AttachmentKind::Sticker]);
    let author = question.author.as_ref().unwrap();
    assert_eq!(author.remote_id, "200000000000000001");
    assert_eq!(author.handle.as_deref(), Some("copper"));
    assert_eq!(author.display_name.as_deref(), Some("Copper Pot"));
    let reactions: Vec<_> = question
        .reactions
        .iter()
        .map(|given| (given.emoji.as_str(), given.count, given.accounts.len()))
        .collect();
    assert_eq!(reactions, [("👍", 2, 1), ("boil", 1, 0)]);
}

#[test]
fn answers_services_and_programs() {
    let given = run(open(&[fixture("discord/fixtures/channel.json")], &plain()));
    let answer = given.message("discord:1240000200000000000");
    assert_eq!(answer.reply_to.as_deref(), Some("discord:1240000100000000000"));
    assert_eq!(answer.text, "With citric acid.");
    let pin = given.message("discord:1240000300000000000");
    assert!(pin.service && pin.reply_to.is_none());
    assert!(pin.author.as_ref().unwrap().deleted);
    let program = given.message("discord:1240000400000000000");
    assert_eq!(program.author.as_ref().unwrap().role, Some(Role::Bot));
    assert_eq!((program.text.as_str(), program.service), ("Done\nThe water boils.", false));
    let forwarded = given.message("discord:1240000500000000000");
    assert_eq!(forwarded.text, "New kettles on Friday");
    assert!(forwarded.forwarded_from.is_some() && forwarded.reply_to.is_none());
    let [joined] = given.memberships.as_slice() else { panic!("{:?}", given.memberships) };
    assert!(joined.joined && joined.invited_by.is_none());
    assert_eq!(joined.account.remote_id, "200000000000000001");
    assert!(given.message("discord:1240000000000000000").service);
}

#[test]
fn a_thread_with_broken_records() {
    let given = run(open(&[fixture("discord/fixtures/thread.json")], &plain()));
    assert_eq!(given.messages[0].place.title, "general / Whistling");
    assert!(given.messages[0].service);
    let mended = given.message("discord:1240000700000000000");
    assert_eq!(mended.text, "half \u{FFFD} of a pair and \u{FFFD} nothing");
    assert_eq!(mended.reply_to, None);
    let [added] = given.memberships.as_slice() else { panic!("{:?}", given.memberships) };
    assert_eq!(added.account.remote_id, "200000000000000002");
    assert_eq!(added.invited_by.as_ref().unwrap().remote_id, "200000000000000001");
    let refused: Vec<_> = given.refused.iter().map(|refusal| refusal.place.as_str()).collect();
    assert_eq!(
        refused,
        ["thread.json: record 4", "thread.json: record 5", "thread.json: record 6"]
    );
}

#[test]
fn lines() {
    let given = run(open(&[fixture("discord/fixtures/lines.jsonl")], &plain()));
    let keys: Vec<_> = given.messages.iter().map(|message| message.key.as_str()).collect();
    let expected = [
        "discord:1240000000000000000",
        "discord:1240000100000000000",
        "discord:1240000200000000000",
    ];
    assert_eq!(keys, expected);
    let first = &given.messages[0];
    assert_eq!(first.sent_at.rfc3339(), "2024-05-14T17:57:18.085Z");
    assert_eq!(first.reactions.len(), 1);
    assert_eq!((first.reactions[0].emoji.as_str(), first.reactions[0].count), ("thumbsup", 3));
    assert_eq!(first.attachments.len(), 1);
    assert_eq!(first.place.remote_id, "talk-general");
    assert_eq!(given.messages[1].reply_to.as_deref(), Some("discord:1240000000000000000"));
    assert!(given.messages[1].author.as_ref().unwrap().deleted);
    assert_eq!(given.messages[2].place.remote_id, "talk-whistling");
    assert!(given.messages[2].forwarded_from.is_some());
    assert_eq!(given.refused[0].place, "lines.jsonl: line 5");
}

#[test]
fn both_forms_agree_on_key_and_instant() {
    let export = run(open(&[fixture("discord/fixtures/channel.json")], &plain()));
    let lines = run(open(&[fixture("discord/fixtures/lines.jsonl")], &plain()));
    for message in &lines.messages {
        assert_eq!(message.sent_at, export.message(&message.key).sent_at, "{}", message.key);
    }
}

#[test]
fn a_time_nobody_can_tell_asks_for_the_zone() {
    let line = r#"{"id":"m1","channel":"c","author":"a","timestamp":"2024-05-14 5:30 p.m."}"#;
    let (_folder, path) = file("m.jsonl", line);
    let mut importer = open(&[path], &plain()).unwrap();
    let error = importer.next().unwrap_err();
    assert!(matches!(error, ImportError::ZoneNeeded { .. }), "{error}");
    assert!(error.to_string().contains("--zone"));
}

#[test]
fn a_cut_export_gives_what_it_holds() {
    let whole = std::fs::read(fixture("discord/fixtures/channel.json")).unwrap();
    let at = whole.len() * 2 / 3;
    let (_folder, path) = file("cut.json", &whole[..at]);
    let given = run(open(&[path], &plain()));
    assert!((2..6).contains(&given.messages.len()), "{}", given.messages.len());
    assert!(given.refused[0].why.contains("cut off"), "{:?}", given.refused);
}

#[test]
fn other_files_are_refused() {
    for (name, content) in [
        ("a.json", r#"{"result":"success","messages":[{"id":1}]}"#),
        ("b.json", "[]"),
        ("c.json", ""),
        ("d.json", "<html>"),
        ("e.jsonl", "{\"x\":1}"),
        ("f.json", "\0\0\0"),
    ] {
        let (_folder, path) = file(name, content);
        let error = open(&[path], &plain()).err().unwrap();
        assert!(matches!(error, ImportError::Foreign { .. }), "{name}: {error}");
    }
}

#[test]
fn a_foreign_file_among_exports_is_refused_by_name() {
    let (folder, _) = file("about.json", r#"{"about":"us"}"#);
    std::fs::copy(fixture("discord/fixtures/thread.json"), folder.path().join("t.json")).unwrap();
    let given = run(open(&[folder.path().to_path_buf()], &plain()));
    assert_eq!(given.refused[0].place, "about.json");
    assert_eq!(given.messages.len(), 3);
}

#[test]
fn the_same_files_give_the_same_items() {
    let paths = [fixture("discord/fixtures")];
    assert_eq!(run(open(&paths, &plain())), run(open(&paths, &plain())));
}

#[test]
fn a_real_archive() {
    let Some((_folder, path)) = real_archive("meshcore-discord-en/messages.jsonl.zst") else {
        return;
    };
    let given = run(open(&[path], &plain()));
    assert_eq!(given.refused, []);
    let authors: BTreeSet<_> = given
        .messages
        .iter()
        .filter_map(|message| message.author.as_ref())
        .collect::<Vec<_>>()
        .into_iter()
        .map(|author| author.remote_id.clone())
        .collect();
    let replies = given.messages.iter().filter(|message| message.reply_to.is_some()).count();
    let with_reactions = given.messages.iter().filter(|message| !message.reactions.is_empty());
    let places: BTreeSet<_> =
        given.messages.iter().map(|message| message.place.remote_id.clone()).collect();
    assert_eq!(
        (given.messages.len(), authors.len(), replies, with_reactions.count(), places.len()),
        (50_303, 2_059, 16_463, 9_055, 508)
    );
}

#[test]
fn damaged_files_are_survived() {
    for name in ["channel.json", "thread.json", "lines.jsonl"] {
        let whole = std::fs::read(fixture("discord/fixtures").join(name)).unwrap();
        for bytes in damaged(&whole, 200) {
            let (_folder, path) = file(name, bytes);
            survive(open(&[path], &plain()));
        }
    }
}
