//! Measures the model on texts that it has not seen.

use super::{Sample, chat, model, samples};
use anyhow::{Context, Result};
use kamerton_text::language::detect_with;
use kamerton_text::language::model::Model;
use kamerton_text::{Input, Lexicon, analyse};
use std::collections::BTreeMap;
use std::time::Instant;

/// Parts of the texts in cross-validation.
const FOLDS: usize = 3;

/// What came of the texts of one kind.
#[derive(Debug, Default)]
struct Kind {
    right: usize,
    all: usize,
    /// The probabilities that were said, summed: as many answers should be right.
    said: f64,
    seconds: f64,
}

/// What came of all texts: by kind, and the errors by right language and answer.
#[derive(Debug, Default)]
struct Tally {
    kinds: BTreeMap<String, Kind>,
    errors: BTreeMap<(String, &'static str), usize>,
}

impl Tally {
    fn add<'a>(&mut self, bytes: &[u8], samples: impl Iterator<Item = &'a Sample>) -> Result<()> {
        let model = Model::read(bytes).context("no model")?;
        for sample in samples {
            let start = Instant::now();
            let answer = detect_with(&model, &sample.text);
            let took = start.elapsed().as_secs_f64();
            let kind = self.kinds.entry(sample.kind.clone()).or_default();
            kind.all += 1;
            kind.said += f64::from(answer.probability);
            kind.seconds += took;
            if sample.language == answer.language {
                kind.right += 1;
            } else {
                *self.errors.entry((sample.language.clone(), answer.language)).or_default() += 1;
            }
        }
        Ok(())
    }

    fn print(&self, title: &str) {
        println!("{title}");
        for (name, Kind { right, all, said, seconds }) in &self.kinds {
            let texts = *all as f64;
            let (right, said, speed) = (*right as f64 / texts, said / texts, texts / seconds);
            println!(
                "  {name}: {right:.4} right, {said:.4} said, {all} texts, {speed:.0} a second"
            );
        }
        let mut errors: Vec<_> = self.errors.iter().collect();
        errors.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
        let errors = errors.iter().take(16);
        let errors: Vec<String> =
            errors.map(|((of, answer), count)| format!("{of} as {answer} {count}")).collect();
        println!("  {}", errors.join(", "));
    }
}

/// Prints the accuracy by kind of text, once of a model that knows none of the
/// texts, once by three-fold cross-validation.
pub fn evaluate() -> Result<()> {
    let chat = chat()?;
    let mut samples = samples()?;
    let mut tally = Tally::default();
    let bytes = model(&chat)?;
    std::fs::write("/tmp/lang/model-a.bin", &bytes)?;
    tally.add(&bytes, samples.iter())?;
    tally.print("without the texts");
    samples.extend(chat);
    let mut tally = Tally::default();
    for fold in 0..FOLDS {
        let part = |own: bool| {
            let numbered = samples.iter().enumerate();
            numbered.filter(move |(at, _)| (at % FOLDS == fold) == own).map(|(_, sample)| sample)
        };
        let known: Vec<Sample> = part(false).cloned().collect();
        let bytes = model(&known)?;
        std::fs::write(format!("/tmp/lang/model-{fold}.bin"), &bytes)?;
        tally.add(&bytes, part(true))?;
    }
    tally.print("three-fold");
    Ok(())
}

/// Prints which share of messages, and of texts by language, the judgement of messages takes for
/// Russian, English and other, with the model within the program.
pub fn messages(samples: &[Sample]) -> Result<()> {
    let mut shares: BTreeMap<(String, String), [usize; 3]> = BTreeMap::new();
    let mut add = |language: &str, kind: &str, text: &str| {
        let input = Input { text, ..Input::default() };
        let lang = analyse(&Lexicon::default(), &input).lang;
        shares.entry((kind.into(), language.into())).or_default()[lang.code() as usize] += 1;
    };
    samples.iter().chain(&chat()?).for_each(|s| add(&s.language, &s.kind, &s.text));
    for ((kind, language), [other, russian, english]) in shares {
        println!("{kind} {language}: {russian} Russian, {english} English, {other} other");
    }
    Ok(())
}
