//! What is learnt from the corpus: linear models over hashed words and pieces of words, the signs of
//! the rules and the tone of words. `docs/text.md` tells how they come about.

pub mod features;
mod judged;
mod judgement;
mod own;
pub(crate) mod stream;
pub mod table;
mod target;
pub(crate) mod valence;

use std::borrow::Cow;
use std::sync::OnceLock;

pub use features::{Feature, Group};
pub(crate) use judged::reasons;
pub use judged::{Judged, Span};
pub use judgement::{Judgement, Table};
pub use own::{Lesson, Own};
pub use table::{Head, Model};
pub(crate) use target::named;
pub use target::{Target, names, toward};

use crate::lexicon::{Lexicon, Mentions};
use crate::rules::{self, Talk};
use crate::scan::Scan;
use crate::tokens::Words;
use crate::{Input, Lang};

/// The models of a language, read where they lie in the program.
#[derive(Debug)]
pub(crate) struct Models {
    pub acts: Model<'static>,
    pub tone: Model<'static>,
    /// Sentiment towards a name: negative, neutral, positive.
    pub target: Model<'static>,
    pub draft: Model<'static>,
}

impl Models {
    fn table(&self, table: Table) -> &Model<'static> {
        match table {
            Table::Acts => &self.acts,
            Table::Tone => &self.tone,
        }
    }

    fn head(&self, judgement: Judgement) -> Option<&Head> {
        self.table(Table::of(judgement)).heads().get(judgement.place())
    }
}

/// The models that are part of the program; none for languages that nobody has labelled.
pub(crate) fn models(lang: Lang) -> Option<&'static Models> {
    static RUSSIAN: OnceLock<Option<Models>> = OnceLock::new();
    static ENGLISH: OnceLock<Option<Models>> = OnceLock::new();
    let read = |[acts, tone, target, draft]: [&'static [u8]; 4]| {
        Some(Models {
            acts: Model::read(acts)?,
            tone: Model::read(tone)?,
            target: Model::read(target)?,
            draft: Model::read(draft)?,
        })
    };
    let models = match lang {
        Lang::Ru => RUSSIAN.get_or_init(|| {
            read([
                include_bytes!("../../models/ru-acts.bin"),
                include_bytes!("../../models/ru-tone.bin"),
                include_bytes!("../../models/ru-target.bin"),
                include_bytes!("../../models/ru-draft.bin"),
            ])
        }),
        Lang::En => ENGLISH.get_or_init(|| {
            read([
                include_bytes!("../../models/en-acts.bin"),
                include_bytes!("../../models/en-tone.bin"),
                include_bytes!("../../models/en-target.bin"),
                include_bytes!("../../models/en-draft.bin"),
            ])
        }),
        Lang::Other => return None,
    };
    models.as_ref()
}

/// What the models look at in a message.
#[derive(Debug)]
pub(crate) struct Seen<'a> {
    pub features: Vec<Feature>,
    pub stream: stream::Stream<'a>,
    pub charged: Vec<valence::Charged>,
}

impl Seen<'_> {
    /// The tone of the charged words together, from -1 to 1.
    pub fn tone(&self) -> f32 {
        valence::together(&self.stream.tokens, &self.charged)
    }
}

/// What the models look at in a message that is cut and scanned already.
pub(crate) fn look<'a>(
    lexicon: &Lexicon,
    input: &Input<'a>,
    words: &'a Words,
    stems: &'a [Cow<'a, str>],
    talk: &Talk<'_>,
) -> Seen<'a> {
    let stream = stream::Stream::of(input.text, words, stems, talk.scan, talk.mentions);
    let mut gatherer = features::Gatherer::with_room(stream.tokens.len());
    gatherer.words(&stream);
    gatherer.pieces(&stream);
    gatherer.signs(talk, &stream, input);
    let charged = valence::charged(&stream.tokens);
    gatherer.tone(&charged, stream.tokens.len(), false);
    if let Some(context) = input.context {
        let under = Input { text: context, own_place: input.own_place, ..Input::default() };
        cut(lexicon, &under, |words, stems, talk| {
            let above = stream::Stream::of(context, words, stems, talk.scan, talk.mentions);
            let theirs = valence::charged(&above.tokens);
            gatherer.context(&stream, sum(&charged), &above, sum(&theirs), talk);
            gatherer.tone(&theirs, above.tokens.len(), true);
        });
    }
    Seen { features: gatherer.features, stream, charged }
}

/// The features of a message, for learning.
pub fn features(lexicon: &Lexicon, input: &Input<'_>) -> Vec<Feature> {
    cut(lexicon, input, |words, stems, talk| look(lexicon, input, words, stems, talk).features)
}

/// Cuts and scans a message and asks the rules.
pub(crate) fn cut<T>(
    lexicon: &Lexicon,
    input: &Input<'_>,
    then: impl FnOnce(&Words, &[Cow<'_, str>], &Talk<'_>) -> T,
) -> T {
    let words = Words::cut(input.text);
    let stems = words.stems();
    let scan = Scan::of(input.text, &words);
    let mentions: Mentions = lexicon.mentions(&scan, &stems);
    let talk = rules::judge(input, &scan, &mentions);
    then(&words, &stems, &talk)
}

fn sum(charged: &[valence::Charged]) -> f32 {
    charged.iter().map(|charged| charged.valence).sum()
}
