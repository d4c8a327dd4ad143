//! Complaints, bad words, quarrels, obscenity, and what only a human should read.

use super::Talk;
use crate::Label;
use crate::cue::Cue;
use crate::phrases::Hit;
use crate::scan::Sentence;

/// So many obscene words in one message are no slip of the tongue any more.
const FLOOD_OF_OBSCENITY: usize = 3;
/// A bad word further than this from our name is about something else.
const NEAR: usize = 4;

pub(super) fn judge(talk: &mut Talk<'_>) {
    toxic(talk);
    conflict(talk);
    complaint(talk);
    negative(talk);
}

/// Grief and danger, unless it is machines that die or a figure of speech.
pub(super) fn sensitive(talk: &mut Talk<'_>) {
    let clear = |hit: &&Hit| {
        !talk.beside(hit, Cue::NoSensitive) && !talk.beside(hit, Cue::Laugh) && !smiling(talk, hit)
    };
    let sure = talk.hits(Cue::Sensitive).find(clear).copied();
    let likely = || {
        talk.hits(Cue::SensitiveMaybe)
            .find(|hit| clear(hit) && talk.beside(hit, Cue::Family))
            .copied()
    };
    if sure.or_else(likely).is_some() {
        talk.set(Label::Sensitive);
    }
}

fn smiling(talk: &Talk<'_>, hit: &Hit) -> bool {
    talk.sentence_of(hit).is_some_and(|sentence| sentence.smiles + sentence.glad_emoji > 0)
}

fn toxic(talk: &mut Talk<'_>) {
    let insult = talk.hits(Cue::Toxic).find(|hit| !talk.overlaps(hit, Cue::NoConflict)).copied();
    let flood = || {
        let mut obscene = talk.hits(Cue::Obscene);
        let first = obscene.next().copied();
        first.filter(|_| obscene.count() + 1 >= FLOOD_OF_OBSCENITY)
    };
    if insult.or_else(flood).is_some() {
        talk.set(Label::Toxic);
    }
}

fn conflict(talk: &mut Talk<'_>) {
    if talk.has(Cue::NoConflict) {
        return;
    }
    let serious = |hit: &&Hit| {
        let light = smiling(talk, hit) || talk.beside(hit, Cue::Laugh);
        let quoted = talk.sentence_of(hit).is_some_and(|sentence| sentence.quoted);
        !talk.negated(hit) && !light && !quoted
    };
    let sure = talk.hits(Cue::Conflict).find(serious).copied();
    let addressed =
        || talk.hits(Cue::BadName).find(|hit| serious(hit) && is_addressed(talk, hit)).copied();
    if sure.or_else(addressed).is_some() {
        talk.set(Label::Conflict);
    }
}

/// A bad name is thrown at somebody when "you" stands right beside it.
fn is_addressed(talk: &Talk<'_>, name: &Hit) -> bool {
    talk.hits(Cue::You).any(|you| {
        let before = you.last <= name.first && name.first - you.last <= 1;
        let after = name.last == you.first;
        (before || after) && talk.beside(name, Cue::You)
    })
}

fn complaint(talk: &mut Talk<'_>) {
    if !talk.ours() || talk.has(Cue::NoComplaint) || talk.has(Cue::Laugh) {
        return;
    }
    let serious = |hit: &&Hit| !talk.overlaps(hit, Cue::NoNegator) && !smiling(talk, hit);
    let sure = talk.hits(Cue::Complaint).find(|hit| serious(hit) && !talk.negated(hit)).copied();
    let reproach = || {
        let towards_us = |hit: &&Hit| {
            talk.sentence_of(hit).is_some_and(|sentence| {
                let addressed = talk.has_in(Cue::Us, sentence) && !talk.input.is_reply;
                talk.points_at_us(sentence) || talk.has_in(Cue::Shop, sentence) || addressed
            })
        };
        let said = |hit: &&Hit| serious(hit) && !talk.negated(hit) && !talk.in_question(hit);
        talk.hits(Cue::Reproach).find(|hit| said(hit) && towards_us(hit)).copied()
    };
    if sure.or_else(reproach).or_else(|| failure_of_yours(talk)).is_some() {
        talk.set(Label::Complaint);
    }
}

/// "Your site does not open": a failure in one sentence with "your" or our name, told as such and
/// not asked about.
fn failure_of_yours(talk: &Talk<'_>) -> Option<Hit> {
    talk.hits(Cue::Failure)
        .find(|hit| {
            let Some(sentence) = talk.sentence_of(hit) else { return false };
            let service = talk.has_in(Cue::Thing, sentence) || talk.has_in(Cue::Shop, sentence);
            talk.has_in(Cue::OurThing, sentence)
                && service
                && !sentence.question
                && !talk.input.is_reply
                && sentence.smiles == 0
        })
        .copied()
}

/// A bad word is about us when our name stands close to it or "this shop" in its sentence.
fn is_about_us(talk: &Talk<'_>, sentence: &Sentence, hit: &Hit) -> bool {
    let near = hit.first.saturating_sub(NEAR)..hit.last + NEAR;
    let named = talk
        .mentions
        .ours
        .iter()
        .any(|name| near.contains(&name.start) && sentence.terms.contains(&name.start));
    let ours =
        talk.ours() && (talk.has_in(Cue::OurThing, sentence) || talk.has_in(Cue::Shop, sentence));
    named || ours
}

fn negative(talk: &mut Talk<'_>) {
    if !talk.ours() || talk.labels.has(Label::Complaint) || talk.has(Cue::Laugh) {
        return;
    }
    let found = talk.hits(Cue::Negative).find(|hit| {
        let Some(sentence) = talk.sentence_of(hit) else { return false };
        let warm = smiling(talk, hit) || sentence.question;
        !warm
            && !talk.negated(hit)
            && !talk.overlaps(hit, Cue::NoNegative)
            && is_about_us(talk, sentence, hit)
    });
    if found.is_some() {
        talk.set(Label::Negative);
    }
}
