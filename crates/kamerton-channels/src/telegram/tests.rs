//! Whole exports, and broken ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kamerton_core::fact::{Fact, MembershipFact, MessageFact};
use kamerton_core::time::Zone;

use super::import::open;
use crate::import::{ImportError, Item, Options, Refusal};

fn options(place: Option<&str>, zone: Option<&str>) -> Options {
    let zone = zone.map(|zone| Zone::named(zone).unwrap());
    Options { place: place.map(str::to_owned), zone, columns: Vec::new() }
}

#[derive(Default)]
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

    fn author(&self, id: i64) -> &str {
        self.message(id).author.as_ref().unwrap().display_name.as_deref().unwrap_or_default()
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

const ARCHIVE: &str = "../../../shared/data/qaload-telegram-ru";

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
    let (Some(tar), Some(lines)) =
        (archive("raw-html-2018-11..2022-12.tar.zst"), archive("messages.jsonl.zst"))
    else {
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
    let by_key = |read: &Read| -> BTreeMap<String, MessageFact> {
        read.messages.iter().map(|message| (message.key.clone(), message.clone())).collect()
    };
    let (from_pages, from_lines) = (by_key(&pages), by_key(&lines));
    let differing: Vec<_> = from_pages
        .values()
        .zip(from_lines.values())
        .filter(|(page, line)| {
            let same_time = page.service || page.sent_at == line.sent_at;
            (&page.key, &page.author, &page.text, &page.reply_to)
                != (&line.key, &line.author, &line.text, &line.reply_to)
                || !same_time
        })
        .collect();
    for (page, line) in differing.iter().take(6) { eprintln!("{page:?}\n{line:?}\n"); }
    for read in [&from_pages, &from_lines] {
        let talk: Vec<_> = read.values().filter(|message| !message.service).collect();
        let names: BTreeSet<_> = talk.iter().filter_map(|message| message.author.as_ref()).collect_names();
        assert_eq!(talk.len(), 78_744);
        assert_eq!(read.len() - talk.len(), 6_652);
        assert_eq!(talk.iter().filter(|message| message.reply_to.is_some()).count(), 34_134);
        assert_eq!(names.len(), 1_475);
    }
    assert_eq!(differing.len(), 0);
    let joins = |read: &Read| read.memberships.iter().map(|fact| fact.key.clone()).collect::<BTreeSet<_>>();
    assert_eq!(joins(&pages), joins(&lines));
    eprintln!("{} joins", joins(&pages).len());
}

trait Names {
    fn collect_names(self) -> BTreeSet<String>;
}

impl<'a, I: Iterator<Item = &'a kamerton_core::fact::Account>> Names for I {
    fn collect_names(self) -> BTreeSet<String> {
        self.filter_map(|account| account.display_name.clone()).collect()
    }
}
