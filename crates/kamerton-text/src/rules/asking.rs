//! Questions, questions of owners, wishes to buy.

use super::Talk;
use crate::Label;
use crate::cue::Cue;
use crate::phrases::Hit;
use crate::scan::Sentence;

/// Shorter messages ("правда?", "и что?") are reactions rather than questions.
const SHORTEST_QUESTION: usize = 3;
/// From here on a question mark is enough.
const PLAIN_QUESTION: usize = 4;
/// Under so many words a Russian question needs an interrogative or somebody whom it is put to.
const BARE_QUESTION: usize = 6;
/// A shorter message announces nothing.
const SHORTEST_ANNOUNCEMENT: usize = 15;
/// So many signs (a date, a link, "join us") make an announcement.
const ENOUGH_SIGNS: usize = 3;
/// So many words after a question answer it.
const LONG_AFTERWARDS: usize = 14;
/// A request without a question mark that follows so many words is no longer what is meant.
const LONGEST_PLAIN_REQUEST: usize = 60;
/// Whoever writes more describes a case rather than asks how to use a thing.
const LONGEST_USAGE_QUESTION: usize = 150;
/// The asking sentence itself.
const LONGEST_ASKING: usize = 30;
/// A sentence beside it that says what one has.
const LONGEST_BESIDE: usize = 16;

pub(super) fn judge(talk: &mut Talk<'_>) {
    question(talk);
    purchase(talk);
    usage_question(talk);
}

fn question(talk: &mut Talk<'_>) {
    if talk.words() < SHORTEST_QUESTION || talk.has(Cue::Irony) || is_announcement(talk) {
        return;
    }
    let scan = talk.scan;
    for (number, sentence) in scan.sentences.iter().enumerate() {
        if asks(talk, sentence) && !is_answered_at_once(talk, number) {
            talk.set(Label::Question);
            return;
        }
    }
}

/// An invitation waits for no answer, though it asks "what is new in …?": it has a date, a link, a
/// programme.
fn is_announcement(talk: &Talk<'_>) -> bool {
    let signs = talk.hits(Cue::Announce).count() + usize::from(talk.scan.links > 0);
    let long = talk.words() >= SHORTEST_ANNOUNCEMENT;
    long && signs >= ENOUGH_SIGNS && talk.has(Cue::Announce)
}

/// Whoever answers somebody and goes on after a question that is put to nobody asks it for the sake
/// of the answer.
fn is_answered_at_once(talk: &Talk<'_>, number: usize) -> bool {
    let Some((asked, after)) = talk.scan.sentences.get(number..).and_then(<[_]>::split_first)
    else {
        return false;
    };
    let to_nobody = ![Cue::Request, Cue::You].iter().any(|cue| talk.has_in(*cue, asked));
    let told = after.iter().all(|sentence| !sentence.question);
    let words: usize = after.iter().map(|sentence| sentence.terms.len()).sum();
    talk.input.is_reply && to_nobody && told && words >= LONG_AFTERWARDS
}

/// A sentence asks when it says so by its mark and is neither a reaction nor a jest, or when it
/// begins as a request.
fn asks(talk: &Talk<'_>, sentence: &Sentence) -> bool {
    let words = sentence.terms.len();
    // Lines that begin with a dash are a dialogue retold.
    let retold = sentence.quoted && talk.scan.sentences.iter().filter(|s| s.quoted).count() > 2;
    if retold || talk.has_in(Cue::Rhetorical, sentence) || talk.has_in(Cue::Laugh, sentence) {
        return false;
    }
    let request = talk.hits_in(Cue::Request, sentence).any(|hit| !talk.negated(hit));
    if !sentence.question {
        // In an answer, words that could be a request without its mark explain how or who.
        let plain = request && (SHORTEST_QUESTION..LONGEST_PLAIN_REQUEST).contains(&words);
        let own = !talk.input.is_reply || talk.has_in(Cue::Self_, sentence);
        return plain && own;
    }
    // A smile after the question mark turns it into teasing, unless there is a request in it.
    let teasing = sentence.smiles + sentence.glad_emoji > 0 && words < 8;
    let asking = talk.has_in(Cue::Asking, sentence);
    if teasing && !request {
        return false;
    }
    // "А шапка тоже?" says neither who is asked nor what for. (English turns its words round.)
    let bare = !request && !asking && words < BARE_QUESTION && !talk.has_in(Cue::You, sentence);
    if bare && talk.is_russian_at(sentence.terms.start) {
        return false;
    }
    request || words >= PLAIN_QUESTION || (asking && words >= SHORTEST_QUESTION)
}

/// Somebody who has the thing asks how to use it and tells of no catastrophe; a little trouble
/// beside the question is what questions come from.
fn usage_question(talk: &mut Talk<'_>) {
    if !talk.labels.has(Label::Question) || !talk.ours() || talk.words() > LONGEST_USAGE_QUESTION {
        return;
    }
    if talk.has(Cue::Catastrophe) {
        return;
    }
    let other = [
        Label::Complaint,
        Label::Negative,
        Label::Conflict,
        Label::Sensitive,
        Label::PurchaseIntent,
    ];
    if talk.labels.any(&other) {
        return;
    }
    let scan = talk.scan;
    let found = scan.sentences.iter().enumerate().find_map(|(number, sentence)| {
        let usable = sentence.terms.len() <= LONGEST_ASKING && asks(talk, sentence);
        let unfit = [Cue::Trouble, Cue::NoHowTo].iter().any(|cue| talk.has_in(*cue, sentence));
        // A reply that asks "how do you …" asks back.
        let back = talk.input.is_reply && talk.has_in(Cue::You, sentence);
        if !usable || unfit || back {
            return None;
        }
        asked_by_owner(talk, number).or_else(|| asked_of_ours(talk, number))
    });
    if found.is_some() {
        talk.set(Label::UsageQuestion);
    }
}

/// The question and the sign of owning stand in one sentence or in sentences that touch.
fn asked_by_owner(talk: &Talk<'_>, number: usize) -> Option<Hit> {
    let sentences = &talk.scan.sentences;
    let sentence = sentences.get(number)?;
    if !talk.hits_in(Cue::HowTo, sentence).any(|hit| !talk.negated(hit)) {
        return None;
    }
    let beside = number.saturating_sub(1)..(number + 2).min(sentences.len());
    let near = sentences.get(beside)?.iter();
    let told =
        |near: &&Sentence| near.terms == sentence.terms || near.terms.len() <= LONGEST_BESIDE;
    near.filter(told).find_map(|near| owner_of_ware(talk, near))
}

/// "How do I change the strings of a Kamerton?" is asked by one who has it: how it is done, with our
/// name in the sentence or before it.
fn asked_of_ours(talk: &Talk<'_>, number: usize) -> Option<Hit> {
    let sentence = talk.scan.sentences.get(number)?;
    let how = talk.hits_in(Cue::HowToDo, sentence).find(|hit| !talk.negated(hit)).copied()?;
    let before = talk.scan.sentences.get(..=number)?;
    let named = before.iter().any(|sentence| talk.names_in(sentence).next().is_some());
    let own = || talk.hits_in(Cue::Mine, sentence).any(|hit| talk.owning(hit));
    (named || talk.pointed_in(sentence) || own()).then_some(how)
}

/// "My" must point at what is ours.
fn owner_of_ware(talk: &Talk<'_>, sentence: &Sentence) -> Option<Hit> {
    let wares = talk.wares_in(sentence);
    let bought = talk.hits_in(Cue::Bought, sentence).filter(|hit| talk.owning(hit));
    talk.signs_of_owning(sentence).chain(bought).find(|hit| talk.tied(hit, &wares)).copied()
}

fn purchase(talk: &mut Talk<'_>) {
    if !talk.ours() || talk.has(Cue::NoPurchase) || talk.has(Cue::Laugh) {
        return;
    }
    let sure =
        talk.hits(Cue::Purchase).find(|hit| !talk.negated(hit) && is_wish(talk, hit)).copied();
    let found = sure.or_else(|| price_of_ours(talk));
    if found.is_some() {
        talk.set(Label::PurchaseIntent);
    }
}

/// Asked or wished for oneself, and of ours: named, pointed at, or a shop's word beside it, or little
/// else said.
fn is_wish(talk: &Talk<'_>, hit: &Hit) -> bool {
    let Some(sentence) = talk.sentence_of(hit) else { return false };
    let meant = sentence.question || talk.has_in(Cue::Wish, sentence);
    let short = sentence.terms.len() <= (hit.last - hit.first) + 3
        && talk.words() <= 12
        && talk.scan.links == 0;
    let ours = talk.named()
        || talk.points_at_us(sentence)
        || talk.has_in(Cue::Shop, sentence)
        || (talk.has_in(Cue::Us, sentence) && !talk.input.is_reply);
    meant && (ours || short)
}

/// A price is asked of anything; it is ours when we are named, or when little else is said.
fn price_of_ours(talk: &Talk<'_>) -> Option<Hit> {
    let hit = talk.hits(Cue::PurchaseMaybe).find(|hit| !talk.negated(hit)).copied()?;
    let sentence = talk.sentence_of(&hit)?;
    let bare = sentence.terms.len() <= (hit.last - hit.first) + 1
        && talk.words() <= 8
        && !talk.input.is_reply;
    (talk.points_at_us(sentence) || talk.has_in(Cue::Shop, sentence) || bare).then_some(hit)
}
