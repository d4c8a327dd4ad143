//! Drafts of answers and posts, for the checks of the composer.

use anyhow::{Context, Result, bail};
use kamerton_text::{Lexicon, draft_input};

use crate::corpus::folder;
use crate::fit::{Example, Settings};

/// Begs, baits, about the product, about the person, praises, «ты», «вы».
pub const HEADS: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];

/// A draft with what a reader found in it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The message that it answers.
    pub answers: Option<String>,
    /// The draft.
    pub text: String,
    /// In the order of [`HEADS`].
    pub labels: [bool; 7],
}

/// How the model is learnt: there are few drafts, so that each has to say more.
pub fn settings() -> Settings {
    Settings { cost: 0.3, most: 20_000, ..Settings::default() }
}

/// Train, dev, and what is only measured: drafts under one message stay together.
///
/// # Errors
/// When the file cannot be read or has a line of another form.
pub fn ready(lang: &str) -> Result<(Vec<Example>, Vec<Example>, Vec<Draft>)> {
    let (mut train, mut dev, mut test) = (Vec::new(), Vec::new(), Vec::new());
    for draft in read(lang)? {
        let key = draft.answers.as_deref().unwrap_or(&draft.text);
        let input = draft_input(&draft.text, draft.answers.as_deref());
        let features = kamerton_text::model::features(&Lexicon::default(), &input);
        let labels = draft.labels.map(Some).to_vec();
        let example = Example { features, labels, weight: 1.0 };
        match crate::split::part_of(key) {
            crate::split::Part::Train => train.push(example),
            crate::split::Part::Dev => dev.push(example),
            crate::split::Part::Test => test.push(draft),
        }
    }
    Ok((train, dev, test))
}

fn read(lang: &str) -> Result<Vec<Draft>> {
    let file = folder().join(format!("drafts-{lang}.tsv"));
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let lines = text.split('\n').filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [_, context, begs, baits, address, about, praise, text] = columns.as_slice() else {
                bail!("{} columns instead of eight: {line}", columns.len());
            };
            let unescape = |text: &str| text.replace("\\n", "\n");
            Ok(Draft {
                answers: (!context.is_empty()).then(|| unescape(context)),
                text: unescape(text),
                labels: [
                    *begs == "1",
                    *baits == "1",
                    *about == "product",
                    *about == "person",
                    *praise == "1",
                    *address == "ty",
                    *address == "vy",
                ],
            })
        })
        .collect()
}
