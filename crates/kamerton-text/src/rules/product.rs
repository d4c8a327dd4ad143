//! Talk of the product, owners, pictures.

use super::Talk;
use super::ground::distance;
use crate::Label;
use crate::cue::Cue;
use crate::phrases::Hit;
use crate::scan::Sentence;

/// Fewer words name the product without saying anything of it.
const SHORTEST_TALK: usize = 4;
/// Longer texts tell of work with the product rather than of the product.
const LONGEST_TALK: usize = 100;
/// An owner's mention by the way is short.
const LONGEST_OWNER: usize = 80;
/// More words under a picture explain something other than the thing on it.
const LONGEST_CAPTION: usize = 50;
/// Under a picture with so few words a name alone says what is on it.
const SHORT_CAPTION: usize = 14;
/// An opinion stands no more words than this from what it is about.
const REACH_OF_OPINION: usize = 6;

pub(super) fn judge(talk: &mut Talk<'_>) {
    owns(talk);
    product_talk(talk);
    owner_mention(talk);
    photos(talk);
}

fn soured(talk: &Talk<'_>) -> bool {
    talk.labels.any(&[Label::Complaint, Label::Negative, Label::Conflict, Label::Toxic])
}

fn owns(talk: &mut Talk<'_>) {
    let advised = talk.labels.has(Label::Recommendation);
    if !(advised || talk.about_ours()) || talk.has(Cue::NotBought) || talk.has(Cue::Laugh) {
        return;
    }
    let found = talk.hits(Cue::Bought).find(|hit| {
        !talk.negated(hit)
            && !talk.in_question(hit)
            && (advised
                || talk.sentence_of(hit).is_some_and(|sentence| talk.about_ours_in(sentence)))
    });
    if let Some(hit) = found.copied() {
        talk.set(Label::Owns, hit);
    }
}

/// An opinion or an experience said close to our name: the name alone is no talk of the product,
/// least of all in a community that is called by it.
fn product_talk(talk: &mut Talk<'_>) {
    if !is_plain_talk(talk, LONGEST_TALK) {
        return;
    }
    let found = talk.scan.sentences.iter().find_map(|sentence| judged_in(talk, sentence));
    if let Some(hit) = found {
        talk.set(Label::ProductTalk, hit);
    }
}

/// Sayings that are about things: neither sour nor technical, of a length people speak in.
fn is_plain_talk(talk: &Talk<'_>, longest: usize) -> bool {
    !soured(talk) && (SHORTEST_TALK..=longest).contains(&talk.words()) && !talk.is_code_talk()
}

fn judged_in(talk: &Talk<'_>, sentence: &Sentence) -> Option<Hit> {
    if sentence.question || talk.has_in(Cue::Trouble, sentence) {
        return None;
    }
    let mut wares: Vec<Hit> = talk.names_in(sentence).collect();
    if talk.ours() {
        wares.extend(talk.hits_in(Cue::OurThing, sentence).filter(|hit| pointed(talk, hit)));
    }
    let judging = [Cue::Judging, Cue::Using].into_iter();
    judging
        .flat_map(|cue| talk.hits_in(cue, sentence))
        .find(|hit| {
            !talk.overlaps(hit, Cue::NotMine)
                && wares.iter().any(|ware| distance(ware, hit) <= REACH_OF_OPINION)
        })
        .copied()
}

/// "Your app" points at a thing of ours that one can have; "your" alone does not.
fn pointed(talk: &Talk<'_>, hit: &Hit) -> bool {
    talk.overlaps(hit, Cue::Ware)
}

fn owner_mention(talk: &mut Talk<'_>) {
    if !is_plain_talk(talk, LONGEST_OWNER) || talk.labels.has(Label::Question) {
        return;
    }
    if talk.has(Cue::Trouble) {
        return;
    }
    let found = talk.scan.sentences.iter().find_map(|sentence| owner_in(talk, sentence));
    if let Some(hit) = found {
        talk.set(Label::OwnerMention, hit);
    }
}

fn owner_in(talk: &Talk<'_>, sentence: &Sentence) -> Option<Hit> {
    let mut wares = talk.wares_in(sentence);
    if sentence.question {
        return None;
    }
    let bought = talk.hits_in(Cue::Bought, sentence).find(|hit| {
        talk.owning(hit) && talk.labels.has(Label::Owns) && !talk.has_in(Cue::NotBought, sentence)
    });
    if bought.is_some() {
        return bought.copied();
    }
    wares.retain(|ware| !talk.overlaps(ware, Cue::NotMine));
    let own = [Cue::Mine, Cue::Using].into_iter();
    own.flat_map(|cue| talk.hits_in(cue, sentence))
        .find(|hit| talk.owning(hit) && talk.tied(hit, &wares))
        .copied()
}

fn photos(talk: &mut Talk<'_>) {
    if !talk.input.photo || soured(talk) || talk.labels.has(Label::Question) {
        return;
    }
    let faulty = talk.has(Cue::Trouble) || talk.has(Cue::NoPicture) || talk.is_code_talk();
    let asked = talk.scan.sentences.iter().any(|sentence| sentence.question);
    if faulty || asked || talk.words() > LONGEST_CAPTION {
        return;
    }
    let event = talk.hits(Cue::Event).find(|hit| !talk.negated(hit)).copied();
    if let Some(hit) = event.filter(|_| talk.ours()) {
        talk.set(Label::EventPhoto, hit);
    }
    let shown = talk.scan.sentences.iter().find_map(|sentence| {
        let brief = talk.words() <= SHORT_CAPTION && talk.scan.links == 0;
        owner_in(talk, sentence).or_else(|| talk.names_in(sentence).next().filter(|_| brief))
    });
    if let Some(hit) = shown {
        talk.set(Label::BrandedPhoto, hit);
    }
}
