//! Sets by others under licences that let them teach what we ship: `corpus/others/README.md`.

use std::io::Read;
use std::sync::Arc;

use anyhow::{Context, Result};
use kamerton_text::model::Judgement;

use crate::corpus::{Sample, Section, folder};

/// How much a message of another set counts beside one of ours.
const WEIGHT: f32 = 0.2;
/// A comment of VK or a message of Telegram is of the very kind that is read.
const ALIKE: f32 = 1.0;

/// The emotions of GoEmotions that are glad.
const GLAD: [&str; 12] = [
    "admiration",
    "amusement",
    "approval",
    "caring",
    "desire",
    "excitement",
    "gratitude",
    "joy",
    "love",
    "optimism",
    "pride",
    "relief",
];
/// Those that are not.
const CROSS: [&str; 11] = [
    "anger",
    "annoyance",
    "disappointment",
    "disapproval",
    "disgust",
    "embarrassment",
    "fear",
    "grief",
    "nervousness",
    "remorse",
    "sadness",
];

/// All sets of a language.
///
/// # Errors
/// When one is not there.
pub fn all(lang: &str) -> Result<Vec<Sample>> {
    Ok(match lang {
        "ru" => [vk()?, telegram()?].concat(),
        _ => [goemotions()?, snippets()?, sms()?].concat(),
    })
}

/// Comments of VK, toxic or not.
///
/// # Errors
/// When the file is not there.
pub fn vk() -> Result<Vec<Sample>> {
    let told = |label: &str, sample: &mut Sample| {
        sample.say(Judgement::Toxic, label == "1");
        true
    };
    set("vk-toxicity", ALIKE, told)
}

/// Messages of Telegram chats, spam or not.
///
/// # Errors
/// When the file is not there.
pub fn telegram() -> Result<Vec<Sample>> {
    let told = |label: &str, sample: &mut Sample| {
        sample.say(Judgement::Spam, label == "spam");
        true
    };
    set("telegram-spam", ALIKE, told)
}

fn sms() -> Result<Vec<Sample>> {
    set("sms", WEIGHT, |label, sample| {
        sample.say(Judgement::Spam, label == "spam");
        true
    })
}

fn snippets() -> Result<Vec<Sample>> {
    /// A mean valence nearer to zero is neutral.
    const CHARGED: f32 = 0.5;
    set("vader-snippets", WEIGHT, |label, sample| {
        let Ok(valence) = label.parse::<f32>() else { return false };
        sample.tone(i8::from(valence > CHARGED) - i8::from(valence < -CHARGED));
        true
    })
}

fn goemotions() -> Result<Vec<Sample>> {
    set("goemotions", WEIGHT, |label, sample| {
        let emotions: Vec<&str> = label.split(',').collect();
        let any = |of: &[&str]| emotions.iter().any(|one| of.contains(one));
        match (any(&GLAD), any(&CROSS)) {
            (true, false) => sample.tone(1),
            (false, true) => sample.tone(-1),
            (false, false) if any(&["neutral", "curiosity", "realization"]) => sample.tone(0),
            // Mixed feelings and surprise say nothing certain of the tone.
            _ => return false,
        }
        sample.say(Judgement::Gratitude, any(&["gratitude"]));
        sample.say(Judgement::Irritation, any(&["annoyance", "anger"]));
        sample.say(Judgement::Disappointment, any(&["disappointment"]));
        true
    })
}

/// The messages of a set; `told` writes down what the label says, or that it says nothing.
fn set(name: &str, weight: f32, told: impl Fn(&str, &mut Sample) -> bool) -> Result<Vec<Sample>> {
    let file = folder().join(format!("others/{name}.tsv.zst"));
    let bytes = std::fs::read(&file).with_context(|| file.display().to_string())?;
    let mut text = String::new();
    zstd::Decoder::new(bytes.as_slice())?.read_to_string(&mut text)?;
    let section = Arc::new(Section::default());
    let source: Arc<str> = Arc::from(name);
    let mut samples = Vec::new();
    for line in text.split('\n').skip(1) {
        let Some((label, text)) = line.split_once('\t') else { continue };
        let mut sample = Sample {
            section: Arc::clone(&section),
            text: text.to_owned(),
            context: None,
            owner: false,
            photo: false,
            answers: None,
            targets: Vec::new(),
            topics: Vec::new(),
            labels: vec![None; Judgement::ALL.len()],
            weight,
            source: Arc::clone(&source),
        };
        if told(label, &mut sample) {
            samples.push(sample);
        }
    }
    Ok(samples)
}

impl Sample {
    fn say(&mut self, judgement: Judgement, holds: bool) {
        if let Some(label) = self.labels.get_mut(judgement as usize) {
            *label = Some(holds);
        }
    }

    fn tone(&mut self, tone: i8) {
        self.say(Judgement::Negative, tone < 0);
        self.say(Judgement::Neutral, tone == 0);
        self.say(Judgement::Positive, tone > 0);
    }
}
