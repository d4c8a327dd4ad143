//! Sentiment towards a name: the targets of the corpus that are named in the text.

use anyhow::Result;
use kamerton_text::model::{names, toward};
use kamerton_text::{Input, Lexicon};

use crate::corpus::{self, Sample};
use crate::fit::{Example, Settings};
use crate::split::{Part, split};

/// A named target of a message: where it stands, and -1, 0 or 1.
pub type Named = (Sample, (usize, usize), i8);

/// How the model is learnt: it has three judgements only, so that fewer features do.
pub fn settings() -> Settings {
    Settings { most: 25_000, ..Settings::default() }
}

/// Train, dev, and what is only measured.
///
/// # Errors
/// When the corpus cannot be read.
pub fn ready(lang: &'static str) -> Result<(Vec<Example>, Vec<Example>, Vec<Named>)> {
    let samples = corpus::read(lang)?;
    let parts = split(&samples);
    let (mut train, mut dev, mut test) = (Vec::new(), Vec::new(), Vec::new());
    for (sample, part) in samples.iter().zip(parts) {
        for (name, tone) in &sample.targets {
            let Some(place) = place(sample, name) else { continue };
            if part == Part::Test {
                test.push((sample.clone(), place, *tone));
                continue;
            }
            let features = toward(&sample.section.lexicon, &input(sample), place);
            let labels = [-1, 0, 1].map(|class| Some(class == *tone)).to_vec();
            let example = Example { features, labels, weight: 1.0 };
            if part == Part::Train { train.push(example) } else { dev.push(example) }
        }
    }
    Ok((train, dev, test))
}

/// A message of the corpus as the analyser gets it.
pub fn input(sample: &Sample) -> Input<'_> {
    Input {
        text: &sample.text,
        photo: sample.photo,
        is_reply: sample.context.is_some(),
        own_place: sample.section.own,
        owner: sample.owner,
        context: sample.context.as_deref(),
        ..Input::default()
    }
}

/// Where a target is named in the text; nothing for one that is only meant.
fn place(sample: &Sample, name: &str) -> Option<(usize, usize)> {
    if name == "we" {
        return None;
    }
    let one = Lexicon::new(&[name.to_owned()], &[], &[]);
    let bare = Input { text: &sample.text, ..Input::default() };
    names(&one, &bare).first().copied()
}
