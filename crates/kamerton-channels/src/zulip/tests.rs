//! The importer over exports made by hand to the published format, and over a real archive.

use std::collections::BTreeSet;

use kamerton_core::role::Role;

use super::import::open;
use crate::import::{ImportError, Options};
use crate::run::tests::{Given, damaged, file, fixture, plain, real_archive, run, survive};

fn export() -> Given {
    run(open(&[fixture("zulip/fixtures/export")], &plain()))
}

#[test]
fn an_export() {
    let given = export();
    assert_eq!(given.messages.len(), 6);
    let question = given.message("zulip:kettles:101");
    assert_eq!(question.place.remote_id, "kettles:21");
    assert_eq!((question.place.title.as_str(), question.place.private), ("tea talk", false));
    assert_eq!(question.thread.as_deref(), Some("descaling"));
    assert_eq!(question.text, "How do I descale it?\nkettle.jpg");
    assert_eq!(question.sent_at.rfc3339(), "2024-03-09T16:00:00Z");
    assert_eq!(question.edited_at.unwrap().rfc3339(), "2024-03-09T16:01:00Z");
    assert_eq!(question.attachments[0].name.as_deref(), Some("kettle.jpg"));
    assert_eq!(question.reactions.len(), 1);
    let tada = &question.reactions[0];
    assert_eq!((tada.emoji.as_str(), tada.count), ("🎉", 2));
    assert_eq!(tada.accounts[0].remote_id, "11");
    assert_eq!(given.message("zulip:kettles:102").reactions[0].emoji, "boil");
    let author = question.author.as_ref().unwrap();
    assert_eq!((author.remote_id.as_str(), author.role), ("11", None));
    assert_eq!(author.display_name.as_deref(), Some("Copper Pot"));
}

#[test]
fn quotes_become_answers() {
    let given = export();
    let answer = given.message("zulip:kettles:102");
    assert_eq!(answer.reply_to.as_deref(), Some("zulip:kettles:101"));
    assert_eq!(answer.text, "With citric acid, @Copper Pot");
}

#[test]
fn private_places_and_programs() {
    let given = export();
    let direct = given.message("zulip:kettles:104");
    assert_eq!(direct.place.remote_id, "kettles:dm:11-12");
    assert_eq!(direct.place.title, "Copper Pot, Steel Spoon");
    assert!(direct.place.private && direct.thread.is_none());
    let group = given.message("zulip:kettles:105");
    assert_eq!(group.place.remote_id, "kettles:dm:11-12-13");
    assert_eq!(group.author.as_ref().unwrap().role, Some(Role::Bot));
    let notice = given.message("zulip:kettles:103");
    assert!(notice.place.private);
    let author = notice.author.as_ref().unwrap();
    assert_eq!(author.display_name.as_deref(), Some("Notification Bot"));
    assert_eq!(author.role, Some(Role::Bot));
    assert!(given.message("zulip:kettles:106").author.as_ref().unwrap().deleted);
}

#[test]
fn subscriptions_are_memberships() {
    let given = export();
    let who: Vec<_> =
        given.memberships.iter().map(|member| (member.key.as_str(), member.at.rfc3339())).collect();
    let expected = [
        ("zulip:kettles:21:join:11", "2023-11-14T22:15:50Z".to_owned()),
        ("zulip:kettles:21:join:12", "2023-11-14T22:16:40Z".to_owned()),
    ];
    assert_eq!(who, expected);
}

#[test]
fn what_cannot_be_used_is_refused_by_name() {
    let given = export();
    let places: Vec<_> = given.refused.iter().map(|refusal| refusal.place.as_str()).collect();
    let expected = [
        "messages-000001.json: record 7",
        "messages-000001.json: record 8",
        "realm.json: zerver_reaction",
    ];
    assert_eq!(places.iter().collect::<BTreeSet<_>>(), expected.iter().collect::<BTreeSet<_>>());
    assert!(given.refused.iter().all(|refusal| !refusal.raw.is_empty()));
}

#[test]
fn answers_of_the_api() {
    let options = Options { place: Some("Kettles".into()), ..plain() };
    let given = run(open(&[fixture("zulip/fixtures/answer.json")], &options));
    assert_eq!((given.messages.len(), given.refused.len()), (4, 1));
    let answer = given.message("zulip:kettles:102");
    assert_eq!(answer.text, "With citric acid");
    assert_eq!(answer.reply_to.as_deref(), Some("zulip:kettles:101"));
    let alarm = given.message("zulip:kettles:109");
    assert_eq!(alarm.author.as_ref().unwrap().role, Some(Role::Bot));
    assert_eq!(alarm.text, "ring \u{FFFD}");
    let reaction = &given.message("zulip:kettles:101").reactions[0];
    assert_eq!(reaction.accounts[0].display_name.as_deref(), Some("Steel Spoon"));
}

#[test]
fn export_and_api_agree() {
    let options = Options { place: Some("kettles".into()), ..plain() };
    let answer = run(open(&[fixture("zulip/fixtures/answer.json")], &options));
    let export = export();
    for key in ["zulip:kettles:101", "zulip:kettles:102", "zulip:kettles:104"] {
        let (told, stored) = (answer.message(key), export.message(key));
        assert_eq!(
            (&told.place, told.sent_at, &told.thread, &told.reply_to),
            (&stored.place, stored.sent_at, &stored.thread, &stored.reply_to),
            "{key}"
        );
    }
}

#[test]
fn an_archive_by_stream_and_topic() {
    let given = run(open(&[fixture("zulip/fixtures/archive")], &plain()));
    assert_eq!((given.messages.len(), given.refused.len()), (2, 0), "{:?}", given.refused);
    let first = given.message("zulip:zulip:201");
    assert_eq!(first.place.remote_id, "zulip:17");
    assert_eq!(first.place.title, "tea talk");
    assert_eq!(first.thread.as_deref(), Some("hot and cold"));
    let notice = given.message("zulip:zulip:202").author.as_ref().unwrap().clone();
    assert_eq!(
        (notice.remote_id.as_str(), notice.role),
        ("~zulip/Notification Bot", Some(Role::Bot))
    );
}

#[test]
fn messages_without_their_directory_are_an_error_that_tells_what_to_do() {
    let content = std::fs::read(fixture("zulip/fixtures/export/messages-000001.json")).unwrap();
    let (_folder, path) = file("messages-000001.json", content);
    let error = open(&[path], &plain()).unwrap().next().unwrap_err();
    assert!(matches!(&error, ImportError::Nothing(_)), "{error}");
    assert!(error.to_string().contains("realm.json"));
}

#[test]
fn a_cut_file_gives_what_it_holds() {
    let whole = std::fs::read(fixture("zulip/fixtures/answer.json")).unwrap();
    let (_folder, path) = file("answer.json", &whole[..whole.len() / 2]);
    let given = run(open(&[path], &plain()));
    assert!(!given.messages.is_empty());
    assert!(given.refused[0].why.contains("cut off"), "{:?}", given.refused);
}

#[test]
fn other_files_are_refused() {
    for (name, content) in [
        ("a.json", r#"{"guild":{},"channel":{},"messages":[{"id":"1","timestamp":"x"}]}"#),
        ("b.json", "[1,2]"),
        ("c.json", ""),
        ("d.json", "\0"),
        ("e.json", "{\"zerver_message\":[]}"),
    ] {
        let (_folder, path) = file(name, content);
        let error = open(&[path], &plain()).err().unwrap();
        assert!(matches!(error, ImportError::Foreign { .. }), "{name}: {error}");
    }
}

#[test]
fn broken_lines_are_refused_one_by_one() {
    let good = |id: u32| {
        format!(
            r#"{{"id":{id},"stream_id":1,"stream":"s","topic":"t","sender":"a","timestamp":{id},"content":"x"}}"#
        )
    };
    let content = format!("{}\n{{\"id\":\n\0\n[]\n{}", good(1), good(2));
    let (_folder, path) = file("m.jsonl", content);
    let given = run(open(&[path], &plain()));
    assert_eq!((given.messages.len(), given.refused.len()), (2, 3), "{:?}", given.refused);
    assert_eq!(given.refused[0].place, "m.jsonl: line 2");
}

#[test]
fn the_same_files_give_the_same_items() {
    assert_eq!(export(), export());
}

#[test]
fn a_real_archive() {
    let Some((_folder, path)) = real_archive("lean-zulip-en/messages.jsonl.zst") else { return };
    let mut importer = open(&[path], &plain()).unwrap();
    let (mut messages, mut answers, mut authors) = (0, 0, BTreeSet::new());
    let mut places = BTreeSet::new();
    while let Some(item) = importer.next().unwrap() {
        let crate::import::Item::Fact(fact) = item else { panic!("{item:?}") };
        let kamerton_core::fact::Fact::Message(message) = *fact else { panic!("{fact:?}") };
        messages += 1;
        answers += usize::from(message.reply_to.is_some());
        places.insert(message.place.remote_id);
        authors.extend(message.author.and_then(|author| author.display_name));
    }
    assert_eq!((messages, authors.len(), places.len()), (225_800, 2_269, 9));
    // 10,470 messages hold a link named "said", some of them only inside what they quote.
    assert!((10_400..=10_470).contains(&answers), "{answers}");
}

#[test]
fn damaged_files_are_survived() {
    let folder = fixture("zulip/fixtures/export");
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    let (realm, messages) = (read("realm.json"), read("messages-000001.json"));
    for bytes in damaged(&realm, 200) {
        let (folder, _) = file("realm.json", bytes);
        std::fs::write(folder.path().join("messages-000001.json"), &messages).unwrap();
        survive(open(&[folder.path().to_path_buf()], &plain()));
    }
    for bytes in damaged(&messages, 200) {
        let (folder, _) = file("messages-000001.json", bytes);
        std::fs::write(folder.path().join("realm.json"), &realm).unwrap();
        survive(open(&[folder.path().to_path_buf()], &plain()));
    }
    let answer = std::fs::read(fixture("zulip/fixtures/answer.json")).unwrap();
    for bytes in damaged(&answer, 200) {
        let (_folder, path) = file("answer.json", bytes);
        survive(open(&[path], &plain()));
    }
}
