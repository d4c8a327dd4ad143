//! Talk of the product, owners, pictures.

use super::Talk;
use crate::Label;
use crate::cue::Cue;
use crate::phrases::Hit;

/// Fewer words name the product without saying anything of it.
const SHORTEST_TALK: usize = 4;

pub(super) fn judge(talk: &mut Talk<'_>) {
    owns(talk);
    product_talk(talk);
    owner_mention(talk);
    photos(talk);
}

fn soured(talk: &Talk<'_>) -> bool {
    talk.labels.any(&[Label::Complaint, Label::Negative, Label::Conflict, Label::Toxic])
}

/// The place where we are named, as a hit to mark.
fn name(talk: &Talk<'_>) -> Option<Hit> {
    let range = talk.mentions.ours.first()?;
    Some(Hit { sense: crate::cue::Sense::Tone(0), first: range.start, last: range.end })
}

fn owns(talk: &mut Talk<'_>) {
    if !talk.about_ours() || talk.has(Cue::NotBought) || talk.has(Cue::Laugh) {
        return;
    }
    let found = talk.hits(Cue::Bought).find(|hit| {
        !talk.negated(hit)
            && !talk.in_question(hit)
            && talk.sentence_of(hit).is_some_and(|sentence| talk.about_ours_in(sentence))
    });
    if let Some(hit) = found.copied() {
        talk.set(Label::Owns, hit);
    }
}

fn product_talk(talk: &mut Talk<'_>) {
    if soured(talk) || talk.words() < SHORTEST_TALK {
        return;
    }
    if let Some(hit) = name(talk) {
        talk.set(Label::ProductTalk, hit);
        return;
    }
    if !talk.ours() {
        return;
    }
    let first_hand = talk
        .hits(Cue::Using)
        .find(|hit| !talk.negated(hit) && !talk.in_question(hit) && talk.beside(hit, Cue::Thing));
    if let Some(hit) = first_hand.copied() {
        talk.set(Label::ProductTalk, hit);
    }
}

fn owner_mention(talk: &mut Talk<'_>) {
    if soured(talk) || talk.labels.any(&[Label::Question, Label::UsageQuestion]) {
        return;
    }
    let owner = talk
        .hits(Cue::Mine)
        .chain(talk.hits(Cue::Using))
        .chain(talk.hits(Cue::Bought))
        .find(|hit| !talk.negated(hit) && (talk.named() || talk.beside(hit, Cue::Thing)))
        .copied();
    let tied = talk.named() || talk.labels.any(&[Label::Owns, Label::ProductTalk]);
    if let Some(hit) = owner
        && tied
        && talk.words() >= SHORTEST_TALK
    {
        talk.set(Label::OwnerMention, hit);
    }
}

fn photos(talk: &mut Talk<'_>) {
    if !talk.input.photo || soured(talk) || talk.labels.has(Label::Question) {
        return;
    }
    let event = talk.hits(Cue::Event).find(|hit| !talk.negated(hit)).copied();
    if let Some(hit) = event.filter(|_| talk.ours()) {
        talk.set(Label::EventPhoto, hit);
    }
    let own = [Cue::Thing, Cue::Using, Cue::Bought].into_iter();
    let thing = own
        .flat_map(|cue| talk.hits(cue))
        .find(|hit| !talk.negated(hit) && talk.beside(hit, Cue::Self_));
    let found = name(talk).or_else(|| thing.copied().filter(|_| talk.ours()));
    if let Some(hit) = found {
        talk.set(Label::BrandedPhoto, hit);
    }
}
