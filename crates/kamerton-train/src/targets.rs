//! Sentiment towards a name: the targets of the corpus that are named in the text.

use kamerton_text::model::{names, toward};
use kamerton_text::{Input, Lexicon};

use crate::corpus::Sample;
use crate::fit::{Example, Settings};

/// A named target of a message: where it stands, and -1, 0 or 1.
pub type Named<'a> = (&'a Sample, (usize, usize), i8);

/// How the model is learnt: it has three judgements only, so that fewer features do.
pub fn settings() -> Settings {
    Settings { most: 25_000, ..Settings::default() }
}

/// The named targets of messages, as examples.
pub fn examples(samples: &[Sample]) -> Vec<Example> {
    let of = |(sample, place, tone): Named<'_>| {
        let features = toward(&sample.section.lexicon, &sample.input(), place);
        let labels = [-1, 0, 1].map(|class| Some(class == tone)).to_vec();
        Example { features, labels, weight: 1.0, source: None, again: false }
    };
    named(samples).map(of).collect()
}

/// The named targets of messages.
pub fn named(samples: &[Sample]) -> impl Iterator<Item = Named<'_>> {
    samples.iter().flat_map(|sample| {
        let targets = sample.targets.iter();
        targets.filter_map(move |(name, tone)| Some((sample, place(sample, name)?, *tone)))
    })
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
