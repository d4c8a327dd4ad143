//! Which language a text is in: by its script where that is enough, else by the pieces of its words.

mod alphabet;
mod letters;
mod message;
pub mod model;
mod reader;
mod script;

pub(crate) use message::language;

use model::Model;
use reader::Reader;
use script::Script;
use std::sync::OnceLock;

/// The language of a text, as far as the text tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detected {
    /// Two letters of ISO 639-1, or `und` (ISO 639-2) where nothing tells it.
    pub language: &'static str,
    /// How probable it is among the languages of its script, from 0 to 1; 0 for `und`.
    pub probability: f32,
}

impl Detected {
    const UNDETERMINED: Self = Self { language: "und", probability: 0.0 };
}

/// Tells the language of a text by its words alone; links, addresses, names after `@`, digits and
/// emoji say nothing. All languages are held equally likely beforehand.
pub fn detect(text: &str) -> Detected {
    shipped().map_or(Detected::UNDETERMINED, |model| detect_with(model, text))
}

/// Tells the language of a text ([`detect`]) with another model than the one within the program.
pub fn detect_with(model: &Model<'_>, text: &str) -> Detected {
    let mut reader = Reader::new(model);
    reader.read(text);
    let Some(script) = reader.script() else { return Detected::UNDETERMINED };
    match script {
        Script::Cyrillic => likeliest(&model::CYRILLIC, &reader.cyrillic()),
        Script::Latin => likeliest(&model::LATIN, &reader.latin()),
        _ => script
            .language()
            .map_or(Detected::UNDETERMINED, |language| Detected { language, probability: 1.0 }),
    }
}

/// The language with the highest score (in nats) and its probability.
fn likeliest(languages: &[&'static str], scores: &[f32]) -> Detected {
    let mut best = (Detected::UNDETERMINED, f32::NEG_INFINITY);
    for (language, score) in languages.iter().zip(scores) {
        if *score > best.1 {
            best = (Detected { language, probability: 0.0 }, *score);
        }
    }
    let all: f32 = scores.iter().map(|score| libm::expf(score - best.1)).sum();
    Detected { probability: 1.0 / all.max(1.0), ..best.0 }
}

/// The model within the program; read where it lies.
fn shipped() -> Option<&'static Model<'static>> {
    static MODEL: OnceLock<Option<Model<'static>>> = OnceLock::new();
    MODEL.get_or_init(|| Model::read(include_bytes!("../../data/language/model.bin"))).as_ref()
}
