//! Drafts of answers and posts, for the checks of the composer.

use anyhow::{Context, Result, bail};
use kamerton_text::{DraftQuestion, Lexicon, draft_input};

use crate::corpus::folder;
use crate::fit::{Example, Settings};

/// What a reader said to each [`DraftQuestion`], in their order.
pub type Answers = [bool; DraftQuestion::COUNT];

/// A draft with what a reader found in it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The message that it answers.
    pub answers: Option<String>,
    /// The draft.
    pub text: String,
    /// What a reader found.
    pub labels: Answers,
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
        let example = Example { features, labels, weight: 1.0, source: None, again: false };
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
            let mut labels = Answers::default();
            for (question, holds) in [
                (DraftQuestion::Begs, *begs == "1"),
                (DraftQuestion::Baits, *baits == "1"),
                (DraftQuestion::AboutProduct, *about == "product"),
                (DraftQuestion::AboutPerson, *about == "person"),
                (DraftQuestion::Praises, *praise == "1"),
                (DraftQuestion::Familiar, *address == "ty"),
                (DraftQuestion::Polite, *address == "vy"),
            ] {
                if let Some(label) = labels.get_mut(question as usize) {
                    *label = holds;
                }
            }
            Ok(Draft {
                answers: (!context.is_empty()).then(|| unescape(context)),
                text: unescape(text),
                labels,
            })
        })
        .collect()
}
