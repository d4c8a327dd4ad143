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
/// A request without a question mark that follows so many words is no longer what is meant.
const LONGEST_PLAIN_REQUEST: usize = 60;
/// Whoever writes more describes a case rather than asks how to use a thing.
const LONGEST_USAGE_QUESTION: usize = 60;
/// The asking sentence itself.
const LONGEST_ASKING: usize = 30;
/// A sentence beside it that says what one has.
const LONGEST_BESIDE: usize = 16;

pub(super) fn judge(talk: &mut Talk<'_>) {
    question(talk);
    usage_question(talk);
    purchase(talk);
}

fn question(talk: &mut Talk<'_>) {
    if talk.words() < SHORTEST_QUESTION || talk.has(Cue::Irony) {
        return;
    }
    let scan = talk.scan;
    for sentence in &scan.sentences {
        if asks(talk, sentence) {
            talk.set_sentence(Label::Question, sentence);
            return;
        }
    }
}

/// A sentence asks when it says so by its mark and is neither a reaction nor a jest, or when it
/// begins as a request.
fn asks(talk: &Talk<'_>, sentence: &Sentence) -> bool {
    let words = sentence.terms.len();
    if talk.has_in(Cue::Rhetorical, sentence) || talk.has_in(Cue::Laugh, sentence) {
        return false;
    }
    let request = talk.hits_in(Cue::Request, sentence).any(|hit| !talk.negated(hit));
    if !sentence.question {
        return request && (SHORTEST_QUESTION..LONGEST_PLAIN_REQUEST).contains(&words);
    }
    // A smile after the question mark turns it into teasing, unless there is a request in it.
    let teasing = sentence.smiles + sentence.glad_emoji > 0 && words < 8;
    let asking = talk.has_in(Cue::Asking, sentence);
    if teasing && !request {
        return false;
    }
    request || words >= PLAIN_QUESTION || (asking && words >= SHORTEST_QUESTION)
}

/// An owner asks how to use what they have, and tells of no fault: the question and the sign of
/// owning stand in one sentence or in sentences that touch.
fn usage_question(talk: &mut Talk<'_>) {
    if !talk.labels.has(Label::Question) || !talk.ours() || talk.words() > LONGEST_USAGE_QUESTION {
        return;
    }
    if talk.has(Cue::Catastrophe) || talk.has(Cue::Trouble) || talk.is_code_talk() {
        return;
    }
    if talk.labels.any(&[Label::Complaint, Label::Negative, Label::Conflict, Label::Sensitive]) {
        return;
    }
    let sentences = &talk.scan.sentences;
    let found = sentences.iter().enumerate().find_map(|(number, sentence)| {
        let how = talk.hits_in(Cue::HowTo, sentence).any(|hit| !talk.negated(hit));
        if !how || sentence.terms.len() > LONGEST_ASKING || !asks(talk, sentence) {
            return None;
        }
        let beside = number.saturating_sub(1)..(number + 2).min(sentences.len());
        let own = || owner_in(talk, sentence);
        own().or_else(|| {
            let near = sentences.get(beside)?.iter();
            near.filter(|near| near.terms.len() <= LONGEST_BESIDE)
                .find_map(|near| owner_of_ware(talk, near))
        })
    });
    if let Some(hit) = found {
        talk.set(Label::UsageQuestion, hit);
    }
}

fn owner_in(talk: &Talk<'_>, sentence: &Sentence) -> Option<Hit> {
    talk.hits_in(Cue::Mine, sentence).find(|hit| talk.owning(hit)).copied()
}

/// In a sentence beside the question "my" must point at what is ours.
fn owner_of_ware(talk: &Talk<'_>, sentence: &Sentence) -> Option<Hit> {
    let wares = talk.wares_in(sentence);
    let own = [Cue::Mine, Cue::Using, Cue::Bought].into_iter();
    own.flat_map(|cue| talk.hits_in(cue, sentence))
        .find(|hit| talk.owning(hit) && talk.tied(hit, &wares))
        .copied()
}

fn purchase(talk: &mut Talk<'_>) {
    if !talk.ours() || talk.has(Cue::NoPurchase) || talk.has(Cue::Laugh) {
        return;
    }
    let sure =
        talk.hits(Cue::Purchase).find(|hit| !talk.negated(hit) && is_wish(talk, hit)).copied();
    let found = sure.or_else(|| price_of_ours(talk));
    if let Some(hit) = found {
        talk.set(Label::PurchaseIntent, hit);
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
