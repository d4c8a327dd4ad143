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
const LONGEST_TALK: usize = 150;
/// An owner's mention by the way is short.
const LONGEST_OWNER: usize = 150;
/// More words under a picture explain something other than the thing on it.
const LONGEST_CAPTION: usize = 50;
/// Under a picture with so few words a name alone says what is on it.
const SHORT_CAPTION: usize = 14;
/// An opinion stands no more words than this from what it is about.
const REACH_OF_OPINION: usize = 8;
/// "I" stands no more words than this from the name in a saying about one's own life with it.
const REACH_OF_SELF: usize = 6;
/// What is shown stands no more words than this from "here is".
const REACH_OF_SHOWING: usize = 3;

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
    if found.is_some() {
        talk.set(Label::Owns);
    }
}

/// Something said of the product and close to its name: an opinion, an experience, what it can do.
/// The name alone is no talk of the product, least of all in a community that is called by it.
fn product_talk(talk: &mut Talk<'_>) {
    if !is_plain_talk(talk, LONGEST_TALK) {
        return;
    }
    let found = talk.scan.sentences.iter().find_map(|sentence| {
        let unfit = sentence.question || talk.is_troubled(sentence);
        if unfit { None } else { judged_in(talk, sentence).or_else(|| told_of(talk, sentence)) }
    });
    if found.is_some() {
        talk.set(Label::ProductTalk);
    }
}

/// Sayings that are about things: neither sour nor technical, of a length people speak in.
fn is_plain_talk(talk: &Talk<'_>, longest: usize) -> bool {
    !soured(talk) && (SHORTEST_TALK..=longest).contains(&talk.words()) && !talk.is_code_talk()
}

fn judged_in(talk: &Talk<'_>, sentence: &Sentence) -> Option<Hit> {
    let mut wares: Vec<Hit> = talk.names_in(sentence).collect();
    if talk.ours() {
        wares.extend(talk.hits_in(Cue::OurThing, sentence).filter(|hit| pointed(talk, hit)));
    }
    let judging = [Cue::Judging, Cue::Using, Cue::Used].into_iter();
    judging
        .flat_map(|cue| talk.hits_in(cue, sentence))
        .find(|hit| {
            !talk.overlaps(hit, Cue::NotMine)
                && wares.iter().any(|ware| distance(ware, hit) <= REACH_OF_OPINION)
        })
        .copied()
}

/// What the product can do, has or is for, right beside its name; or a comparison with a competitor.
fn told_of(talk: &Talk<'_>, sentence: &Sentence) -> Option<Hit> {
    if sentence.terms.len() < SHORTEST_TALK {
        return None;
    }
    let names: Vec<Hit> = talk.names_in(sentence).collect();
    let told = talk
        .hits_in(Cue::Property, sentence)
        .find(|hit| !talk.negated(hit) && names.iter().any(|name| talk.is_told_of(hit, name)));
    let compared = || {
        let rival = talk.mentions.competitors.iter().any(|at| sentence.terms.contains(&at.start));
        names.first().filter(|_| rival)
    };
    let lived = || {
        let near = |hit: &&Hit| names.iter().any(|name| distance(name, hit) <= REACH_OF_SELF);
        talk.hits_in(Cue::Self_, sentence).find(near)
    };
    told.or_else(compared).or_else(lived).copied()
}

/// "Your app" points at a thing of ours that one can have; "your" alone does not.
fn pointed(talk: &Talk<'_>, hit: &Hit) -> bool {
    talk.overlaps(hit, Cue::Ware)
}

fn owner_mention(talk: &mut Talk<'_>) {
    if !is_plain_talk(talk, LONGEST_OWNER) || talk.labels.has(Label::UsageQuestion) {
        return;
    }
    let sentences = talk.scan.sentences.iter().enumerate();
    let found = sentences.into_iter().find_map(|(number, sentence)| {
        let troubled = talk.troubled_near(number) || talk.is_troubled(sentence);
        if troubled { None } else { owner_in(talk, sentence) }
    });
    if found.is_some() {
        talk.set(Label::OwnerMention);
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
    talk.signs_of_owning(sentence).find(|hit| talk.tied(hit, &wares)).copied()
}

fn photos(talk: &mut Talk<'_>) {
    if !talk.input.photo || soured(talk) || talk.labels.has(Label::Question) {
        return;
    }
    let faulty = talk.has(Cue::Trouble) || talk.has(Cue::NoPicture) || talk.is_code_talk();
    let asked = talk.scan.sentences.iter().any(|sentence| sentence.question);
    let asked = asked || talk.has(Cue::Request);
    if faulty || asked || talk.words() > LONGEST_CAPTION {
        return;
    }
    let event = talk.hits(Cue::Event).find(|hit| !talk.negated(hit)).copied();
    if event.filter(|_| talk.ours()).is_some() {
        talk.set(Label::EventPhoto);
    }
    let brief = talk.words() <= SHORT_CAPTION && talk.scan.links == 0;
    let shown = talk.scan.sentences.iter().find_map(|sentence| {
        let named = || talk.names_in(sentence).next().filter(|_| brief);
        let own = || {
            let first_person = talk.hits_in(Cue::Self_, sentence).next().copied();
            let shown = talk.scan.links == 0 && talk.names_in(sentence).next().is_some();
            first_person.filter(|_| shown)
        };
        owner_in(talk, sentence).or_else(named).or_else(|| presented(talk, sentence)).or_else(own)
    });
    if shown.is_some() {
        talk.set(Label::BrandedPhoto);
    }
}

/// "Here is my order", "it has arrived": a thing of ours is shown, named or not.
fn presented(talk: &Talk<'_>, sentence: &Sentence) -> Option<Hit> {
    let wares = talk.wares_in(sentence);
    talk.hits_in(Cue::Showing, sentence)
        .find(|hit| {
            talk.owning(hit) && wares.iter().any(|ware| distance(ware, hit) <= REACH_OF_SHOWING)
        })
        .copied()
}
