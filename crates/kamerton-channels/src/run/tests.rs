//! What the tests of the importers share.

use std::path::{Path, PathBuf};

use kamerton_core::fact::{Fact, MembershipFact, MessageFact};

use crate::import::{Importer, Item, Opened, Options, Refusal};

/// No options given.
pub(crate) fn plain() -> Options {
    Options { place: None, zone: None, columns: Vec::new() }
}

/// All that an importer gave.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Given {
    pub messages: Vec<MessageFact>,
    pub memberships: Vec<MembershipFact>,
    pub others: Vec<Fact>,
    pub refused: Vec<Refusal>,
}

impl Given {
    pub(crate) fn message(&self, key: &str) -> &MessageFact {
        self.messages.iter().find(|message| message.key == key).unwrap_or_else(|| {
            panic!("no {key} in {:?}", self.messages.iter().map(|m| &m.key).collect::<Vec<_>>())
        })
    }
}

pub(crate) fn run(opened: Opened) -> Given {
    let mut importer: Box<dyn Importer> = opened.unwrap();
    let mut given = Given::default();
    while let Some(item) = importer.next().unwrap() {
        match item {
            Item::Refused(refusal) => given.refused.push(refusal),
            Item::Fact(fact) => match *fact {
                Fact::Message(message) => given.messages.push(message),
                Fact::Membership(membership) => given.memberships.push(membership),
                other => given.others.push(other),
            },
        }
    }
    let progress = importer.progress();
    assert!(progress.read <= progress.total, "{progress:?}");
    given
}

/// A file of this crate's own fixtures.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(name)
}

/// Writes `content` into a fresh folder; the folder lives as long as what is returned.
pub(crate) fn file(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

/// A real archive beside the repository, unpacked into a fresh folder; `None` with a line on
/// standard error where it is absent.
pub(crate) fn real_archive(name: &str) -> Option<(tempfile::TempDir, PathBuf)> {
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if !packed.exists() {
        eprintln!("skipped: {} is not here", packed.display());
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages.jsonl");
    let mut unpacked = std::fs::File::create(&path).unwrap();
    zstd::stream::copy_decode(std::fs::File::open(packed).unwrap(), &mut unpacked).unwrap();
    Some((folder, path))
}

/// Files that `whole` may turn into when a disk, a transfer or a program breaks it: cut, with bytes
/// changed, left out or put in. The same ones each time.
pub(crate) fn damaged(whole: &[u8], how_many: u64) -> impl Iterator<Item = Vec<u8>> + '_ {
    let junk = b"\0\"\\{}[],:x\xFF 9";
    (1..=how_many).map(move |seed| {
        // Knuth's multiplier spreads neighbouring seeds over the whole file.
        let number = seed.wrapping_mul(6_364_136_223_846_793_005).rotate_left(29) as usize;
        let at = number % whole.len();
        let byte = junk[number / 7 % junk.len()];
        let mut bytes = whole.to_vec();
        match seed % 4 {
            0 => bytes.truncate(at),
            1 => bytes[at] = byte,
            2 => bytes.insert(at, byte),
            _ => drop(bytes.drain(at..(at + 1 + number % 40).min(whole.len()))),
        }
        bytes
    })
}

/// Reads all of a source that may be broken anywhere: it may be refused, in parts or as a whole,
/// but neither panic nor run without end.
pub(crate) fn survive(opened: Opened) {
    let Ok(mut importer) = opened else { return };
    for _ in 0..100_000 {
        match importer.next() {
            Ok(Some(_)) => {}
            Ok(None) | Err(_) => return,
        }
    }
    panic!("there is no end");
}
