//! Learns all models and writes them where the program reads them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kamerton_text::DraftQuestion;
use kamerton_text::model::{Group, Judgement, Table};

use crate::corpus::{self, Sample};
use crate::fit::{Example, Settings, fit};
use crate::split::{Part, split};
use crate::{drafts, shipped, targets};

/// The languages that there is a corpus of.
pub const LANGS: [&str; 2] = ["ru", "en"];

/// The corpus of a language in its parts.
#[derive(Debug, Default)]
pub struct Corpus {
    /// What weights are learnt from.
    pub train: Vec<Sample>,
    /// What thresholds and probabilities are set by.
    pub dev: Vec<Sample>,
    /// What is only measured.
    pub test: Vec<Sample>,
}

impl Corpus {
    /// Reads the corpus of a language.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(lang: &str) -> Result<Self> {
        let samples = corpus::read(lang)?;
        let parts = split(&samples);
        let mut corpus = Self::default();
        for (sample, part) in samples.into_iter().zip(parts) {
            match part {
                Part::Train => corpus.train.push(sample),
                Part::Dev => corpus.dev.push(sample),
                Part::Test => corpus.test.push(sample),
            }
        }
        Ok(corpus)
    }
}

/// How much a message counts once more without what it stands under: its context is not always known.
const WITHOUT_CONTEXT: f32 = 0.1;

/// Messages made ready to learn from.
pub fn to_learn(samples: &[Sample]) -> Vec<Example> {
    let mut examples = made_ready(samples);
    let bare = samples.iter().filter(|sample| sample.context.is_some());
    examples.extend(
        bare.map(|sample| Example { weight: WITHOUT_CONTEXT, ..Example::of(sample, false) }),
    );
    examples
}

/// Messages once more with their words alone, for the judgements that are to carry to other talk:
/// whose names are named is not always known.
pub fn bare(samples: &[Sample]) -> Vec<Example> {
    /// How much such a message counts beside the whole one.
    const BARE: f32 = 0.4;
    let of = |sample: &Sample| {
        let mut example = Example { weight: BARE, again: true, ..Example::bare(sample) };
        let labels = example.labels.iter_mut().enumerate();
        labels.filter(|(judgement, _)| !carries(*judgement)).for_each(|(_, label)| *label = None);
        example
    };
    samples.iter().map(of).collect()
}

/// Messages as they came.
pub fn made_ready(samples: &[Sample]) -> Vec<Example> {
    samples.iter().map(|sample| Example::of(sample, true)).collect()
}

/// The folder of the models.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../kamerton-text/models")
}

/// Learns everything and writes the models.
///
/// # Errors
/// When the corpus cannot be read or a model cannot be written.
pub fn run() -> Result<()> {
    std::fs::create_dir_all(folder())?;
    for lang in LANGS {
        for (name, bytes) in models(lang)? {
            println!("{lang} {name}: {:.1} MB", bytes.len() as f64 / 1e6);
            let file = file(lang, name);
            std::fs::write(&file, bytes).with_context(|| file.display().to_string())?;
        }
    }
    Ok(())
}

/// All models of a language with their names: the same bytes from the same corpus.
///
/// # Errors
/// When the corpus cannot be read.
pub fn models(lang: &str) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let corpus = Corpus::read(lang)?;
    let (mut train, dev) = (to_learn(&corpus.train), made_ready(&corpus.dev));
    train.extend(bare(&corpus.train));
    let acts = fit(&train, &dev, &heads(Table::Acts), &acts_settings());
    train.extend(made_ready(&shipped::all(lang)?));
    train.iter_mut().for_each(forget_places);
    let settings = Settings { spread: carries, ..tone_settings() };
    let tone = fit(&train, &dev, &heads(Table::Tone), &settings);
    let (train, dev) = (targets::examples(&corpus.train), targets::examples(&corpus.dev));
    let target = fit(&train, &dev, &[0, 1, 2], &targets::settings());
    let (train, dev, _) = drafts::ready(lang)?;
    let questions: Vec<usize> = (0..DraftQuestion::COUNT).collect();
    let draft = fit(&train, &dev, &questions, &drafts::settings());
    Ok(vec![("acts", acts), ("tone", tone), ("target", target), ("draft", draft)])
}

/// The judgements that are learnt so that they carry to talk that nobody has labelled: those that
/// `carry` measures.
pub fn carries(judgement: usize) -> bool {
    let carrying = [Judgement::SENTIMENTS.as_slice(), &[Judgement::Complaint]].concat();
    Judgement::ALL.get(judgement).is_some_and(|one| carrying.contains(one))
}

/// How the tables of acts are learnt.
pub fn acts_settings() -> Settings {
    Settings { share, spread: carries, ..Settings::default() }
}

/// How the tables of tone are learnt: rare words of feeling carry to other talk, rare words of acts do
/// not.
pub fn tone_settings() -> Settings {
    Settings { having: 2.0, least: 2, cost: 0.12, most: 60_000, share, ..Settings::default() }
}

/// Where a word stands tells what is done with it, not how it is meant.
pub fn forget_places(example: &mut Example) {
    example.features.retain(|feature| feature.group != Group::Place);
}

/// About how many of all messages of an ordinary community have a judgement, from 0 to 1.
fn share(judgement: usize) -> Option<f32> {
    Some(match Judgement::ALL.get(judgement)? {
        Judgement::Question => 0.15,
        Judgement::Answer => 0.2,
        Judgement::Thanks => 0.04,
        Judgement::UsageQuestion => 0.03,
        Judgement::Complaint | Judgement::Greeting | Judgement::Story => 0.02,
        Judgement::Wish
        | Judgement::PurchaseIntent
        | Judgement::Recommendation
        | Judgement::Comparison
        | Judgement::Announcement => 0.01,
        Judgement::Defence | Judgement::Toxic | Judgement::Sarcasm => 0.005,
        // What is called spam is heard no more: a question that is taken for it stays unanswered.
        Judgement::Spam => 0.001,
        Judgement::Death
        | Judgement::Illness
        | Judgement::Child
        | Judgement::Court
        | Judgement::Accident => 0.002,
        Judgement::ConfirmsByTalk | Judgement::ConfirmsByUsage | Judgement::ConfirmsByOwning => {
            0.03
        }
        Judgement::ConfirmsByAdvice
        | Judgement::ConfirmsByDelight
        | Judgement::ConfirmsByCreation => 0.01,
        _ => return None,
    })
}

/// Where a model lies.
pub fn file(lang: &str, name: &str) -> PathBuf {
    folder().join(format!("{lang}-{name}.bin"))
}

/// The numbers of the judgements of a table among all labels.
pub fn heads(table: Table) -> Vec<usize> {
    table.judgements().iter().map(|judgement: &Judgement| *judgement as usize).collect()
}
