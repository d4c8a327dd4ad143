//! The corpus is split as it says, and the models are those of the corpus.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashMap;

use kamerton_train::evaluate::own::figures;
use kamerton_train::split::{NEAR, Part, pieces, split};
use kamerton_train::{corpus, learn};

/// Every pair is compared that shares a rare piece, by a count of its own.
#[test]
fn no_near_duplicate_stands_in_two_parts() {
    for lang in learn::LANGS {
        let samples = corpus::read(lang).unwrap();
        let parts = split(&samples);
        let texts: Vec<Vec<u64>> = samples.iter().map(|sample| pieces(&sample.text)).collect();
        let mut having: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, text) in texts.iter().enumerate() {
            for piece in text {
                having.entry(*piece).or_default().push(at);
            }
        }
        let (mut compared, mut astray) = (0, Vec::new());
        for (at, text) in texts.iter().enumerate().filter(|(at, _)| parts[*at] != Part::Train) {
            let rarest = text.iter().map(|piece| &having[piece]).min_by_key(|list| list.len());
            for other in rarest.into_iter().flatten().filter(|other| parts[**other] != parts[at]) {
                let shared = text.iter().filter(|piece| texts[*other].contains(piece)).count();
                let all = text.len() + texts[*other].len() - shared;
                compared += 1;
                if shared as f32 >= NEAR * all as f32 {
                    astray.push((&samples[at].text, &samples[*other].text));
                }
            }
        }
        assert!(compared > 100, "{lang}: only {compared} pairs were alike enough to compare");
        assert!(astray.is_empty(), "{lang}: {} pairs, such as {:?}", astray.len(), astray.first());
        let share = |part| parts.iter().filter(|one| **one == part).count() * 100 / parts.len();
        assert!((6..=14).contains(&share(Part::Test)) && (6..=14).contains(&share(Part::Dev)));
    }
}

#[test]
fn the_models_are_what_the_corpus_teaches() {
    for lang in learn::LANGS {
        for (name, bytes) in learn::models(lang).unwrap() {
            let there = std::fs::read(learn::file(lang, name)).unwrap();
            let hint = "run `cargo run --release -p xtask -- train`";
            assert!(there == bytes, "{lang}-{name}.bin is not what the corpus teaches: {hint}");
        }
    }
}

/// Floors a little under what was measured: a change that falls through them is a step back.
#[test]
fn the_models_read_the_test_part_as_well_as_promised() {
    for (lang, acts, tones) in [("ru", 0.79, 0.75), ("en", 0.75, 0.71)] {
        let figures = figures(&learn::Corpus::read(lang).unwrap().test);
        assert!(figures.read > 0.98, "{lang}: {figures:?}");
        assert!(figures.acts() >= acts, "{lang}: speech acts {:.3}", figures.acts());
        let macro_f1 = figures.tones.macro_f1();
        assert!(macro_f1 >= tones, "{lang}: sentiment {macro_f1:.3}");
    }
}
