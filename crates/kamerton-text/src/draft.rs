//! What a draft of ours does that it should not: the checks of the composer.

use crate::model::{self, Models};
use crate::{Input, Lang, Lexicon, language};

/// How a draft speaks to its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Address {
    /// «ты».
    Familiar,
    /// «вы».
    Polite,
    /// Neither.
    None,
}

impl Address {
    /// The word it is called by in files.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Familiar => "ty",
            Self::Polite => "vy",
            Self::None => "none",
        }
    }
}

/// What was found in a draft: probabilities from 0 to 1, and what is said to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DraftCheck {
    /// Begs for a review, stars, a repost.
    pub begs: Finding,
    /// Baits for reactions: likes, comments, shares in exchange for something.
    pub baits: Finding,
    /// Asks about the product or sells it where a person has told of themselves.
    pub about_product: Finding,
    /// Asks about the person.
    pub about_person: Finding,
    /// Praises ourselves.
    pub praises: Finding,
    /// How it speaks to the reader.
    pub address: Address,
}

/// What the model of drafts is asked, in the order of its weights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum DraftQuestion {
    /// Does it beg?
    Begs,
    /// Does it bait?
    Baits,
    /// Is it about the product?
    AboutProduct,
    /// Is it about the person?
    AboutPerson,
    /// Does it praise us?
    Praises,
    /// Does it say «ты»?
    Familiar,
    /// Does it say «вы»?
    Polite,
}

impl DraftQuestion {
    /// How many there are.
    pub const COUNT: usize = 7;
}

/// One finding.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Finding {
    /// From 0 to 1.
    pub probability: f32,
    /// Whether it is probable enough to be said.
    pub holds: bool,
}

/// Checks a draft; `answers` is the message that it answers. Nothing in languages that are not read.
pub fn check_draft(draft: &str, answers: Option<&str>) -> Option<DraftCheck> {
    let lexicon = Lexicon::default();
    let input = draft_input(draft, answers);
    let (lang, features) = model::cut(&lexicon, &input, |words, stems, talk| {
        let seen = model::look(&lexicon, &input, words, stems, talk);
        (language::language(talk), seen.features)
    });
    let Models { draft: model, .. } = model::models(lang)?;
    let probabilities = model.probabilities(&features);
    let finding = |question: DraftQuestion| {
        let at = question as usize;
        let probability = probabilities.get(at).copied().unwrap_or_default();
        let threshold = model.heads().get(at).map_or(1.0, |head| head.threshold);
        Finding { probability, holds: probability >= threshold }
    };
    let (familiar, polite) = (finding(DraftQuestion::Familiar), finding(DraftQuestion::Polite));
    let address = match (familiar.holds, polite.holds) {
        _ if lang != Lang::Ru => Address::None,
        (true, false) => Address::Familiar,
        (false, true) => Address::Polite,
        (true, true) if familiar.probability > polite.probability => Address::Familiar,
        (true, true) => Address::Polite,
        (false, false) => Address::None,
    };
    Some(DraftCheck {
        begs: finding(DraftQuestion::Begs),
        baits: finding(DraftQuestion::Baits),
        about_product: finding(DraftQuestion::AboutProduct),
        about_person: finding(DraftQuestion::AboutPerson),
        praises: finding(DraftQuestion::Praises),
        address,
    })
}

/// A draft as a message: what the model of drafts looks at.
pub fn draft_input<'a>(draft: &'a str, answers: Option<&'a str>) -> Input<'a> {
    Input {
        text: draft,
        is_reply: answers.is_some(),
        own_place: true,
        context: answers,
        ..Input::default()
    }
}
