//! The corpus has the form that its guide promises.

#![allow(clippy::unwrap_used, reason = "clippy knows functions marked as tests, not their helpers")]

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

const ACTS: [&str; 14] = [
    "question",
    "usage_question",
    "answer",
    "thanks",
    "greeting",
    "complaint",
    "wish",
    "purchase_intent",
    "recommendation",
    "defence",
    "comparison",
    "story",
    "announcement",
    "chatter",
];
const EMOTIONS: [&str; 4] = ["delight", "gratitude", "irritation", "disappointment"];
const FLAGS: [&str; 11] = [
    "toxic",
    "obfuscated",
    "spam",
    "sarcasm",
    "photo",
    "video",
    "owner",
    "ours",
    "theirs",
    "answers",
    "misses",
];
const CONFIRMATIONS: [&str; 8] = [
    "recommendation",
    "delight",
    "event_photo",
    "product_talk",
    "co_creation",
    "branded_photo",
    "usage_question",
    "owner_mention",
];
const SENSITIVE: [&str; 5] = ["death", "illness", "child", "court", "accident"];

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Lines of all files of a language, with where they stand.
fn lines(lang: &str) -> Vec<(String, String)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(corpus().join(lang))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        for (at, line) in text.lines().enumerate() {
            all.push((format!("{lang}/{name}:{}", at + 1), line.to_owned()));
        }
    }
    all
}

/// Whether all parts of a list are among what is known.
fn known(list: &str, parted: char, words: &[&str]) -> bool {
    list.is_empty() || list.split(parted).all(|one| words.contains(&one))
}

fn check(place: &str, line: &str) {
    let columns: Vec<&str> = line.split('\t').collect();
    let [acts, sentiment, targets, emotions, flags, confirmation, _, sensitive, context, text] =
        columns.as_slice()
    else {
        panic!("{place}: {} columns", columns.len());
    };
    assert!(!acts.is_empty() && known(acts, ',', &ACTS), "{place}: {acts}");
    assert!(["-", "0", "+"].contains(sentiment), "{place}: {sentiment}");
    for target in targets.split(';').filter(|target| !target.is_empty()) {
        let ends = [":-", ":0", ":+"].iter().any(|end| target.ends_with(end));
        assert!(ends && target.len() > 2, "{place}: {target}");
    }
    for emotion in emotions.split(',').filter(|emotion| !emotion.is_empty()) {
        let name = emotion.trim_end_matches(['1', '2']);
        assert!(EMOTIONS.contains(&name) && name.len() + 1 == emotion.len(), "{place}: {emotion}");
    }
    assert!(known(flags, ',', &FLAGS), "{place}: {flags}");
    assert!(known(confirmation, ',', &CONFIRMATIONS), "{place}: {confirmation}");
    assert!(known(sensitive, ',', &SENSITIVE), "{place}: {sensitive}");
    let stands = flags.split(',').any(|flag| flag == "answers" || flag == "misses");
    assert!(!stands || !context.is_empty(), "{place}: an answer to nothing");
    assert!(!text.trim().is_empty(), "{place}: no text");
}

#[test]
fn every_line_has_its_labels_and_no_text_stands_twice() {
    for (lang, least) in [("ru", 8_000), ("en", 3_000)] {
        let (mut texts, mut count) = (HashSet::new(), 0);
        let mut by_act: BTreeMap<String, usize> = BTreeMap::new();
        for (place, line) in lines(lang) {
            if line.starts_with("# ") {
                for name in ["domain=", "brand=", "own="] {
                    assert!(line.contains(name), "{place}: {name} is missing");
                }
                continue;
            }
            check(&place, &line);
            count += 1;
            let act = line.split('\t').next().unwrap_or_default();
            for act in act.split(',') {
                *by_act.entry(act.to_owned()).or_default() += 1;
            }
            let context = line.split('\t').nth(8).unwrap_or_default();
            let text = line.rsplit('\t').next().unwrap_or_default().trim().to_lowercase();
            assert!(texts.insert((context.to_owned(), text)), "{place}: stands twice");
        }
        assert!(count >= least, "{lang}: {count}");
        for act in ACTS {
            let share = by_act.get(act).copied().unwrap_or_default();
            assert!(share >= count / 100, "{lang}: only {share} of {act}");
        }
    }
}

#[test]
fn what_was_labelled_twice_has_the_same_form() {
    let text = std::fs::read_to_string(corpus().join("second.tsv")).unwrap();
    assert_eq!(text.lines().count(), 500);
    text.lines().enumerate().for_each(|(at, line)| check(&format!("second.tsv:{}", at + 1), line));
}

#[test]
fn drafts_have_eight_columns() {
    for (file, least) in [("drafts-ru.tsv", 800), ("drafts-en.tsv", 300)] {
        let text = std::fs::read_to_string(corpus().join(file)).unwrap();
        assert!(text.lines().count() >= least);
        for (at, line) in text.lines().enumerate() {
            let place = format!("{file}:{}", at + 1);
            let columns: Vec<&str> = line.split('\t').collect();
            let [kind, context, begs, baits, address, about, praise, text] = columns.as_slice()
            else {
                panic!("{place}: {} columns", columns.len());
            };
            assert!(["reply", "private", "post"].contains(kind), "{place}: {kind}");
            assert_eq!(*kind == "post", context.is_empty(), "{place}");
            for flag in [begs, baits, praise] {
                assert!(["0", "1"].contains(flag), "{place}: {flag}");
            }
            assert!(["ty", "vy", "none"].contains(address), "{place}: {address}");
            assert!(["person", "product", "none"].contains(about), "{place}: {about}");
            assert!(!text.trim().is_empty(), "{place}");
        }
    }
}
