//! The model of languages: from the word lists in `kamerton-text/data/language` to its bytes.
//!
//! `language` builds it, `language --evaluate` measures what it is worth on texts it has not seen,
//! `language --messages` what the judgement of messages makes of it,
//! `language --distil FOLDER LISTS` makes the word lists (once; see the README of the data).

mod distil;
mod learn;
mod measure;

use anyhow::{Context, Result};
use kamerton_text::language::model::{CYRILLIC, LATIN, words, write};
use learn::{Lessons, Texts};
use std::path::{Path, PathBuf};

/// One text and the language it is in.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Two letters.
    pub language: String,
    /// Single words, pairs or sentences.
    pub kind: String,
    /// The text.
    pub text: String,
}

/// What the command line asks for.
pub fn run(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => build(),
        [only] if only == "--evaluate" => measure::evaluate(),
        [only] if only == "--messages" => measure::messages(&samples()?),
        [only, models, lists] if only == "--distil" => {
            distil::distil(models.as_ref(), lists.as_ref())
        }
        _ => anyhow::bail!("language [--evaluate | --messages | --distil MODELS LISTS]"),
    }
}

/// The folder of the data.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../kamerton-text/data/language")
}

fn build() -> Result<()> {
    let bytes = model(&[samples()?, chat()?].concat())?;
    std::fs::write(folder().join("model.bin"), &bytes)?;
    println!("{} bytes", bytes.len());
    Ok(())
}

/// Learns a model from the word lists and from `samples`.
fn model(samples: &[Sample]) -> Result<Vec<u8>> {
    let (cyrillic, latin) = std::thread::scope(|scope| {
        let cyrillic = scope.spawn(|| weights::<{ CYRILLIC.len() }>(&CYRILLIC, true, samples));
        let latin = weights::<{ LATIN.len() }>(&LATIN, false, samples);
        (cyrillic.join(), latin)
    });
    let cyrillic = cyrillic.map_err(|_| anyhow::anyhow!("the lessons broke off"))?;
    Ok(write(&cyrillic?, &latin?))
}

fn weights<const N: usize>(
    languages: &[&str; N],
    cyrillic: bool,
    samples: &[Sample],
) -> Result<Vec<f32>> {
    let mut lessons = Vec::with_capacity(N);
    for language in languages {
        let mut of = Lessons::default();
        for (class, word) in distil::read(language)? {
            words(&word, cyrillic, |letters| of.add_word(letters, class));
        }
        of.texts = texts(samples.iter().filter(|sample| sample.language == *language), cyrillic);
        lessons.push(of);
    }
    Ok(learn::learn::<N>(&lessons))
}

fn texts<'a>(samples: impl Iterator<Item = &'a Sample>, cyrillic: bool) -> Texts {
    let mut all = Texts::default();
    for sample in samples {
        words(&sample.text, cyrillic, |letters| all.add_word(letters));
        all.end_text();
    }
    all
}

/// The labelled texts that stand beside the word lists.
fn samples() -> Result<Vec<Sample>> {
    let text = unpacked(&folder().join("texts.tsv.zst"))?;
    let sample = |line: &str| {
        let mut cells = line.splitn(3, '\t').map(str::to_owned);
        Some(Sample { language: cells.next()?, kind: cells.next()?, text: cells.next()? })
    };
    Ok(text.lines().skip(1).filter_map(sample).collect())
}

/// The messages of the corpus: Russian and English as they are written in chats.
fn chat() -> Result<Vec<Sample>> {
    let mut all = Vec::new();
    for language in ["ru", "en"] {
        all.extend(crate::corpus::read(language)?.into_iter().map(|sample| Sample {
            language: language.to_owned(),
            kind: "messages".to_owned(),
            text: sample.text,
        }));
    }
    Ok(all)
}

/// The text of a packed file.
fn unpacked(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path).with_context(|| path.display().to_string())?;
    Ok(String::from_utf8(zstd::decode_all(bytes.as_slice())?)?)
}
