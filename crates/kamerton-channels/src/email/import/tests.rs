//! Mailboxes as they are found, broken ones too.

use std::collections::HashSet;
use std::fs;

use kamerton_core::fact::AttachmentKind;
use kamerton_core::role::Role;
use kamerton_core::time::Instant;
use proptest::prelude::*;

use super::*;

const NONE: Options = Options { place: None, zone: None, columns: Vec::new() };

fn all(path: &Path, options: &Options) -> (Vec<MessageFact>, Vec<Refusal>) {
    let mut import = open(&[path.to_path_buf()], options).unwrap();
    let (mut messages, mut refusals) = (Vec::new(), Vec::new());
    while let Some(item) = import.next().unwrap() {
        match item {
            Item::Fact(fact) => match *fact {
                Fact::Message(message) => messages.push(message),
                other => panic!("{other:?}"),
            },
            Item::Refused(refusal) => refusals.push(refusal),
        }
    }
    let progress = import.progress();
    assert_eq!(progress.read, progress.total);
    (messages, refusals)
}

fn one(content: &[u8]) -> Result<MessageFact, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("inbox.mbox");
    fs::write(&path, content).unwrap();
    let (mut messages, refusals) = all(&path, &NONE);
    assert_eq!(messages.len() + refusals.len(), 1);
    messages.pop().ok_or_else(|| refusals[0].why.clone())
}

fn data(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if !path.exists() {
        eprintln!("skipped: {name} is not here");
        return None;
    }
    Some(path)
}

#[test]
fn a_list_is_read() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/email/fixtures/club.mbox");
    let (messages, refusals) = all(&path, &NONE);
    let [first, second, bounce] = messages.as_slice() else { panic!("{messages:?}") };
    let author = first.author.clone().unwrap();
    assert_eq!(author.display_name.as_deref(), Some("Ольга"));
    assert_eq!((author.kind.as_str(), author.remote_id.as_str()), ("email", "olga@example.org"));
    assert_eq!((first.key.as_str(), first.text.as_str()), ("email:1@example.org", "Привет!"));
    assert_eq!(first.sent_at.rfc3339(), "2022-11-01T09:30:00Z");
    assert_eq!(first.thread.as_deref(), Some("Вопрос"));
    assert_eq!(
        (first.place.remote_id.as_str(), first.place.title.as_str()),
        ("club-example-org", "Tea club")
    );
    assert!(!first.place.private);
    assert_eq!(second.reply_to.as_deref(), Some("email:1@example.org"));
    assert_eq!(second.thread_root.as_deref(), Some("email:1@example.org"));
    assert_eq!(second.thread, first.thread);
    assert_eq!(second.text, "From the shop on the corner.");
    assert_eq!(second.attachments.len(), 1);
    assert_eq!(second.attachments[0].name.as_deref(), Some("cup.png"));
    assert_eq!(second.attachments[0].kind, AttachmentKind::Photo);
    assert_eq!(bounce.author.as_ref().unwrap().role, Some(Role::Bot));
    assert!(bounce.text.starts_with("Not delivered"), "{}", bounce.text);
    assert!(bounce.text.contains("no beginning of a mail"));
    assert_eq!(bounce.sent_at.rfc3339(), "2022-11-03T09:00:00Z");
    assert!(bounce.key.starts_with("email:raw:"));
    assert_eq!(refusals.len(), 1);
    assert_eq!(refusals[0].why, "it has no date that can be read");
    assert!(refusals[0].raw.contains("When?"));
}

#[test]
fn a_named_place_holds_all() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/email/fixtures/club.mbox");
    let named = Options { place: Some("Чайный клуб".to_owned()), ..NONE };
    let places: HashSet<_> =
        all(&path, &named).0.into_iter().map(|message| message.place).collect();
    assert_eq!(places.len(), 1);
    let place = places.into_iter().next().unwrap();
    assert_eq!((place.remote_id.as_str(), place.private), ("чайный-клуб", false));
}

#[test]
fn old_cyrillic_encodings_are_read() {
    let text = "Здравствуйте, где мой заказ?";
    let mail = |label: &str, encoding: &'static encoding_rs::Encoding, eight: bool| {
        let mut bytes = b"Date: Tue, 1 Nov 2022 12:30:00 +0300\n".to_vec();
        let subject = encoding.encode("Вопрос о доставке").0;
        bytes.extend_from_slice(b"Subject: ");
        bytes.extend_from_slice(&subject);
        if eight {
            bytes.extend_from_slice(format!("\nContent-Type: text/plain{label}").as_bytes());
        }
        bytes.extend_from_slice(b"\n\n");
        bytes.extend_from_slice(&encoding.encode(text).0);
        one(&bytes).unwrap()
    };
    let windows = encoding_rs::WINDOWS_1251;
    assert_eq!(mail("; charset=windows-1251", windows, true).text, text);
    assert_eq!(mail("; charset=koi8-r", encoding_rs::KOI8_R, true).text, text);
    assert_eq!(mail("", windows, true).text, text);
    let unnamed = mail("", windows, false);
    assert_eq!(
        (unnamed.text.as_str(), unnamed.thread.as_deref()),
        (text, Some("Вопрос о доставке"))
    );
}

#[test]
fn headers_may_be_missing() {
    let bare = one(b"From a@example.org Tue Nov  1 12:30:00 2022\nX: y\n\nhi\n").unwrap();
    assert_eq!(bare.author.unwrap().remote_id, "a@example.org");
    assert_eq!((bare.thread, bare.reply_to), (None, None));
    assert!(bare.place.private);
    assert_eq!(bare.place.remote_id, "inbox");
    let pipermail =
        b"From a at example.org  Tue Nov  1 12:30:00 2022\nFrom: a at example.org (A B)\n\nhi";
    assert_eq!(one(pipermail).unwrap().sent_at.rfc3339(), "2022-11-01T12:30:00Z");
    assert!(one(b"no mail at all").is_err());
    assert!(one(b"Subject: x\n\nbody").unwrap_err().contains("no date"));
}

#[test]
fn equal_mails_without_id_are_two() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.mbox");
    let mail = "From a@example.org Tue Nov  1 12:30:00 2022\nSubject: x\n\nhi\n\n";
    fs::write(&path, mail.repeat(2)).unwrap();
    let keys: Vec<_> = all(&path, &NONE).0.into_iter().map(|message| message.key).collect();
    assert_eq!(keys[1], format!("{}:2", keys[0]));
}

/// The figures of the archive's page are 2,589 messages, 389 authors and 1,814 replies. `From `
/// lines inside bodies begin no mail; authors are counted there by the whole `From` header, replies
/// by `In-Reply-To`: 72 mails more name what they answer in `References` only.
#[test]
fn the_archive_of_a_list_gives_its_figures() {
    let Some(packed) = data("dovecot-mbox-en/dovecot-list-part1.mbox.zst") else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dovecot.mbox");
    let target = fs::File::create(&path).unwrap();
    zstd::stream::copy_decode(fs::File::open(packed).unwrap(), target).unwrap();
    let (messages, refusals) = all(&path, &NONE);
    assert_eq!((messages.len(), refusals.len()), (2_589, 0));
    let keys: HashSet<_> = messages.iter().map(|message| message.key.as_str()).collect();
    assert_eq!(keys.len(), 2_589);
    let answers = messages.iter().filter_map(|message| message.reply_to.as_deref());
    let known = answers.clone().filter(|key| keys.contains(key)).count();
    assert_eq!(answers.count(), 1_814);
    assert!(known > 1_700, "{known}");
    let address = |message: &MessageFact| message.author.clone().unwrap().remote_id;
    assert_eq!(messages.iter().map(address).collect::<HashSet<_>>().len(), 347);
    assert!(messages.iter().all(|message| !message.text.is_empty()));
    let days = ["2002-07-01T00:00:00Z", "2004-12-31T00:00:00Z"];
    let [early, late] = days.map(|day| Instant::parse_rfc3339(day).unwrap());
    assert!(messages.iter().all(|message| (early..late).contains(&message.sent_at)));
    assert_eq!(raw_figures(&path), (389, 1_814));
}

/// Different `From` headers, and mails with an `In-Reply-To`.
fn raw_figures(path: &Path) -> (usize, usize) {
    let mut mbox = Mbox::open(path).unwrap();
    let (mut authors, mut replies) = (HashSet::new(), 0);
    while let Some(mail) = mbox.next().unwrap() {
        let message = MessageParser::default().parse(&mail.bytes).unwrap();
        authors.insert(head::raw(&message, "From"));
        replies += usize::from(head::raw(&message, "In-Reply-To").is_some());
    }
    (authors.len(), replies)
}

#[test]
fn every_mail_of_a_parsers_own_tests_is_a_fact_or_a_refusal() {
    let Some(packed) = data("email-mailparser/resources.tar.zst") else {
        return;
    };
    let tar = zstd::stream::decode_all(fs::File::open(packed).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (mut mails, mut dated, mut facts) = (0, 0, 0);
    for (name, content) in tar_entries(&tar) {
        if !name.ends_with(".eml") {
            continue;
        }
        let path = folder.path().join(format!("{mails}.eml"));
        fs::write(&path, content).unwrap();
        let (messages, refusals) = all(&path, &NONE);
        assert_eq!(messages.len() + refusals.len(), 1, "{name}");
        let has_date = content
            .to_ascii_lowercase()
            .split(|byte| *byte == b'\n')
            .any(|line| line.starts_with(b"date:") || line.starts_with(b"received:"));
        if has_date && messages.is_empty() {
            eprintln!("{name}: {}", refusals[0].why);
        }
        dated += usize::from(has_date);
        mails += 1;
        facts += messages.len();
    }
    // Two carry a date that no calendar has.
    assert_eq!((mails, dated, facts), (85, 57, 55));
}

/// Names and contents of the files in a tar archive.
fn tar_entries(tar: &[u8]) -> Vec<(String, &[u8])> {
    let (mut entries, mut at) = (Vec::new(), 0);
    while let Some(header) = tar.get(at..at + 512).filter(|header| header[0] != 0) {
        let text = |range: std::ops::Range<usize>| {
            let field = &header[range];
            let end = field.iter().position(|byte| *byte == 0).unwrap_or(field.len());
            String::from_utf8_lossy(&field[..end]).trim().to_owned()
        };
        let size = usize::from_str_radix(&text(124..136), 8).unwrap();
        entries.push((text(0..100), &tar[at + 512..at + 512 + size]));
        at += 512 + size.div_ceil(512) * 512;
    }
    entries
}

proptest! {
    #[test]
    fn no_bytes_break_it(content in prop::collection::vec(any::<u8>(), 0..600)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.mbox");
        let mut mail = b"From a@example.org Tue Nov  1 12:30:00 2022\nMIME-Version: 1.0\nFrom: ".to_vec();
        mail.extend(content);
        fs::write(&path, mail).unwrap();
        let (messages, refusals) = all(&path, &NONE);
        prop_assert!(!messages.is_empty() || !refusals.is_empty());
    }
}
