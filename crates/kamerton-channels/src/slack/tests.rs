//! The importer over an export made by hand to the published format, unpacked and packed, and over
//! archives made to harm.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use kamerton_core::fact::{AttachmentKind, Fact};
use kamerton_core::role::Role;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::archive::{LIMITS, Limits};
use super::import::{open, open_within};
use crate::import::ImportError;
use crate::records::files;
use crate::run::tests::{Given, damaged, file, fixture, plain, run, survive};

fn export() -> Given {
    run(open(&[fixture("slack/fixtures/export")], &plain()))
}

/// Writes a ZIP file of these entries.
fn packed(entries: &[(&str, &[u8])], method: CompressionMethod) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.zip");
    let mut writer = ZipWriter::new(std::fs::File::create(&path).unwrap());
    let options = SimpleFileOptions::default().compression_method(method);
    for (name, content) in entries {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap();
    (folder, path)
}

/// The fixture as the entries of an archive, all of it below `root`.
fn fixture_entries(root: &str) -> Vec<(String, Vec<u8>)> {
    let folder = fixture("slack/fixtures/export");
    let named = |path: &Path| {
        let inside = path.strip_prefix(&folder).unwrap().to_str().unwrap().replace('\\', "/");
        (format!("{root}{inside}"), std::fs::read(path).unwrap())
    };
    files(std::slice::from_ref(&folder), &["json"])
        .unwrap()
        .iter()
        .map(|path| named(path))
        .collect()
}

fn borrowed(entries: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    entries.iter().map(|(name, content)| (name.as_str(), content.as_slice())).collect()
}

const USERS: (&str, &[u8]) = ("users.json", b"[]");

#[test]
fn a_thread() {
    let given = export();
    let question = given.message("slack:C0001:1710000060.000200");
    assert_eq!(question.text, "How do I descale it, @Steel Spoon? See this page <3");
    assert_eq!(question.sent_at.micros(), 1_710_000_060_000_200);
    assert!(question.edited_at.is_some() && question.reply_to.is_none());
    assert_eq!(question.place.title, "general");
    assert!(!question.place.private);
    assert_eq!(question.attachments[0].kind, AttachmentKind::Photo);
    let [like] = question.reactions.as_slice() else { panic!("{:?}", question.reactions) };
    assert_eq!((like.emoji.as_str(), like.count, like.accounts.len()), ("+1", 2, 1));
    let answer = given.message("slack:C0001:1710000120.000300");
    assert_eq!(answer.text, "With citric acid");
    assert_eq!(answer.reply_to.as_deref(), Some("slack:C0001:1710000060.000200"));
    assert_eq!(answer.thread_root, answer.reply_to);
    let guest = given.message("slack:C0001:1710000180.000400");
    let guest_account = guest.author.as_ref().unwrap();
    assert_eq!(guest_account.display_name.as_deref(), Some("Iron Ladle"));
    assert!(!guest.service);
}

#[test]
fn people_and_programs() {
    let given = export();
    let author = |ts: &str| given.message(&format!("slack:C0001:{ts}")).author.clone().unwrap();
    assert_eq!(author("1710000120.000300").handle.as_deref(), Some("spoon"));
    assert!(!author("1710000120.000300").deleted, "deactivated, but known by name");
    let alarm = author("1710000240.000500");
    assert_eq!((alarm.remote_id.as_str(), alarm.role), ("B0001", Some(Role::Bot)));
    assert_eq!(given.message("slack:C0001:1710000240.000500").text, "Alarm\nRing & ring");
    assert_eq!(given.messages.iter().filter(|m| m.text == "the water boils").count(), 1);
    assert_eq!(author("1710000250.000000").role, None);
    assert_eq!(author("1710000260.000000").role, Some(Role::Bot));
    assert_eq!(author("1710000270.000000").role, Some(Role::Bot));
    assert!(author("1710000290.000000").deleted);
    assert_eq!(given.message("slack:C0001:1710000290.000000").text, "waves \u{FFFD}\u{FFFD}");
}

#[test]
fn joins_leaves_changes_and_deletions() {
    let given = export();
    let [joined, left] = given.memberships.as_slice() else { panic!("{:?}", given.memberships) };
    assert_eq!((joined.joined, left.joined), (true, false));
    assert_eq!(joined.account.remote_id, "U0002");
    assert_eq!(joined.invited_by.as_ref().unwrap().remote_id, "U0001");
    assert!(given.message("slack:C0001:1710000000.000100").service);
    assert!(given.message("slack:C0001:1710000280.000000").service);
    let versions: Vec<_> =
        given.messages.iter().filter(|m| m.key == "slack:C0001:1710000250.000000").collect();
    assert_eq!(versions.len(), 2);
    assert_eq!(versions[1].text, "changed");
    assert_eq!(versions[1].edited_at.unwrap().micros(), 1_710_086_500_000_000);
    let deleted: Vec<_> = given
        .others
        .iter()
        .map(|fact| match fact {
            Fact::Deletion(deletion) => deletion.message.as_str(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(deleted, ["slack:C0001:1710000260.000000", "slack:C0001:1710086520.000000"]);
    let shared = given.message("slack:C0001:1710086540.000000");
    assert_eq!(shared.text, "shared words");
    assert_eq!(shared.forwarded_from.as_deref(), Some("Iron Ladle"));
}

#[test]
fn private_places() {
    let given = export();
    let direct = given.message("slack:D0001:1710000300.000000");
    assert_eq!(direct.place.title, "Copper Pot, Steel Spoon");
    assert!(direct.place.private);
    assert!(given.message("slack:G0001:1710000310.000000").place.private);
}

#[test]
fn what_cannot_be_used_is_refused_by_name() {
    let refused = export().refused;
    let places: Vec<_> = refused.iter().map(|refusal| refusal.place.as_str()).collect();
    let expected =
        ["users.json", "general/2024-03-10.json: record 5", "general/2024-03-10.json: record 6"];
    assert_eq!(places.iter().collect::<BTreeSet<_>>(), expected.iter().collect::<BTreeSet<_>>());
}

#[test]
fn packed_and_unpacked_agree() {
    for root in ["", "Kettle Club export/"] {
        for method in [CompressionMethod::Deflated, CompressionMethod::Stored] {
            let entries = fixture_entries(root);
            let (_folder, path) = packed(&borrowed(&entries), method);
            let given = run(open(&[path], &plain()));
            let unpacked = export();
            assert_eq!(given.messages, unpacked.messages);
            assert_eq!(given.memberships, unpacked.memberships);
            assert_eq!(given.refused.len(), unpacked.refused.len(), "{:?}", given.refused);
        }
    }
}

#[test]
fn entries_made_to_harm_are_refused() {
    let bomb = [b"[".as_slice(), &vec![b' '; 3 << 20], b"]"].concat();
    let good = br#"[{"type":"message","user":"U1","ts":"1710000000.000000","text":"x"}]"#;
    let entries: [(&str, &[u8]); 6] = [
        USERS,
        ("general/2024-03-09.json", good),
        ("general/2024-03-10.json", &bomb),
        ("general/2024-03-11.json", good),
        ("../general/2024-03-12.json", good),
        ("/general/2024-03-13.json", good),
    ];
    let (_folder, path) = packed(&entries, CompressionMethod::Deflated);
    // The limits are made small so that the bomb may be.
    let limits = Limits { suspicious: 1 << 20, ..LIMITS };
    let given = run(open_within(std::slice::from_ref(&path), limits));
    assert_eq!(given.messages.len(), 2);
    let all_at_once = Limits { total: 80, ..LIMITS };
    assert_eq!(run(open_within(&[path], all_at_once)).messages.len(), 1);
    let why = |name: &str| {
        let refusal = given.refused.iter().find(|refusal| refusal.place == name);
        refusal.unwrap_or_else(|| panic!("no {name} in {:?}", given.refused)).why.clone()
    };
    assert!(why("general/2024-03-10.json").contains("200 times"));
    assert!(why("../general/2024-03-12.json").contains("leads out"));
    assert!(why("/general/2024-03-13.json").contains("leads out"));
    assert_eq!(given.refused.len(), 3, "{:?}", given.refused);
}

#[test]
fn broken_days_are_refused_and_the_rest_goes_on() {
    let entries: [(&str, &[u8]); 6] = [
        USERS,
        ("a/2024-03-09.json", b""),
        ("a/2024-03-10.json", b"\0\0"),
        ("a/2024-03-11.json", br#"{"ok":false}"#),
        ("a/2024-03-12.json", br#"[{"type":"message","user":"U1","ts":"1.0","text":"x"},{"ty"#),
        ("a/2024-03-13.json", br#"[{"type":"message","user":"U1","ts":"2.0","text":"y"}, null]"#),
    ];
    let (_folder, path) = packed(&entries, CompressionMethod::Stored);
    let given = run(open(&[path], &plain()));
    assert_eq!(given.messages.len(), 2);
    let places: Vec<_> = given.refused.iter().map(|refusal| refusal.place.as_str()).collect();
    let expected = [
        "a/2024-03-09.json",
        "a/2024-03-10.json",
        "a/2024-03-11.json",
        "a/2024-03-12.json: record 2",
        "a/2024-03-13.json: record 2",
    ];
    assert_eq!(places, expected);
}

#[test]
fn a_damaged_archive_is_refused_where_it_is_damaged() {
    let day = br#"[{"type":"message","user":"U1","ts":"1710000000.000000","text":"needle"}]"#;
    let entries: [(&str, &[u8]); 3] =
        [USERS, ("a/2024-03-09.json", day), ("a/2024-03-10.json", b"[]")];
    let (_folder, path) = packed(&entries, CompressionMethod::Stored);
    let mut bytes = std::fs::read(&path).unwrap();
    let at = memchr::memmem::find(&bytes, b"needle").unwrap();
    bytes[at] = b'N';
    std::fs::write(&path, &bytes).unwrap();
    let given = run(open(std::slice::from_ref(&path), &plain()));
    assert_eq!(given.refused.len(), 1);
    assert!(given.refused[0].why.contains("checksum"), "{:?}", given.refused);
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    assert!(matches!(open(&[path], &plain()).err(), Some(ImportError::Foreign { .. })));
}

#[test]
fn other_files_are_refused() {
    let (_folder, path) = file("export.zip", "PK but no archive");
    assert!(matches!(open(&[path], &plain()).err(), Some(ImportError::Foreign { .. })));
    let (_folder, path) = packed(&[("a.json", b"[]")], CompressionMethod::Stored);
    assert!(matches!(open(&[path], &plain()).err(), Some(ImportError::Foreign { .. })));
    let missing = open(&[PathBuf::from("no/such.zip")], &plain()).err();
    assert!(matches!(missing, Some(ImportError::Io { .. })));
}

#[test]
fn the_same_files_give_the_same_items() {
    assert_eq!(export(), export());
}

#[test]
fn damaged_archives_are_survived() {
    let entries = fixture_entries("");
    for method in [CompressionMethod::Deflated, CompressionMethod::Stored] {
        let (_folder, path) = packed(&borrowed(&entries), method);
        let whole = std::fs::read(&path).unwrap();
        for bytes in damaged(&whole, 200) {
            let (_folder, path) = file("export.zip", bytes);
            survive(open(&[path], &plain()));
        }
    }
}
