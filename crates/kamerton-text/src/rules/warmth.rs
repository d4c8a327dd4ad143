//! Thanks, delight, advice to others, doing things together, taking our side, own stories.

use super::Talk;
use crate::Label;
use crate::cue::{Cue, Sense};
use crate::phrases::{Hit, INFINITIVE};
use crate::scan::Sentence;

/// Fewer words are a reaction to somebody's words, not delight in a thing.
const SHORTEST_DELIGHT: usize = 4;
/// Strong emotion is short; in a long text it is by the way.
const LONGEST_DELIGHT: usize = 120;
/// Fewer words tell no story.
const SHORTEST_STORY: usize = 12;

pub(super) fn judge(talk: &mut Talk<'_>) {
    thanks(talk);
    defence(talk);
    delight(talk);
    recommendation(talk);
    co_creation(talk);
    story(talk);
}

fn thanks(talk: &mut Talk<'_>) {
    if talk.has(Cue::Irony) {
        return;
    }
    let found = talk
        .hits(Cue::Thanks)
        .find(|hit| {
            !talk.overlaps(hit, Cue::NoThanks) && !talk.negated(hit) && !talk.in_question(hit)
        })
        .copied();
    if found.is_some() {
        talk.set(Label::Thanks);
    }
}

fn delight(talk: &mut Talk<'_>) {
    let soured =
        [Label::Complaint, Label::Negative, Label::Conflict, Label::Toxic, Label::Sensitive];
    if !talk.about_ours() || talk.has(Cue::Irony) || talk.labels.any(&soured) {
        return;
    }
    if talk.is_code_talk() || talk.words() > LONGEST_DELIGHT {
        return;
    }
    let short = talk.words() < SHORTEST_DELIGHT && !talk.named() && !talk.has(Cue::OurThing);
    if short || (talk.input.is_reply && talk.words() < SHORTEST_DELIGHT) {
        return;
    }
    let scan = talk.scan;
    for (number, sentence) in scan.sentences.iter().enumerate() {
        // The name may stand in the sentence before: "Take Kamerton. Simply fantastic!"
        let before = number.checked_sub(1).and_then(|before| scan.sentences.get(before));
        let object = talk.about_ours_in(sentence) || (talk.named() && before.is_some());
        if object && firework(talk, sentence).is_some() {
            talk.set(Label::Delight);
            return;
        }
    }
}

/// Two signals of strong emotion in one sentence, at least one of them in words.
fn firework(talk: &Talk<'_>, sentence: &Sentence) -> Option<Hit> {
    if sentence.question || talk.has_in(Cue::NoPraise, sentence) {
        return None;
    }
    let honest = |hit: &&Hit| !talk.negated(hit) && !talk.quoted(hit);
    let very = talk.hits_in(Cue::Firework, sentence).find(honest).copied();
    let praise: Vec<Hit> = talk.hits_in(Cue::Praise, sentence).filter(honest).copied().collect();
    let raised = |hit: &Hit| {
        talk.hits_in(Cue::Stronger, sentence)
            .any(|strong| strong.last <= hit.first && hit.first - strong.last <= 1)
    };
    let loud = sentence.exclamations > 0 || sentence.glad_emoji > 0 || sentence.smiles > 2;
    let signals = praise.len()
        + usize::from(praise.iter().any(raised))
        + usize::from(sentence.exclamations > 0)
        + usize::from(sentence.glad_emoji > 0)
        + usize::from(talk.scan.shouted_words > 1);
    let first = very.or(praise.first().copied())?;
    let enough = if very.is_some() {
        loud || !praise.is_empty() || sentence.terms.len() >= 4
    } else {
        signals >= 3
    };
    enough.then_some(first)
}

fn recommendation(talk: &mut Talk<'_>) {
    let soured = [Label::Complaint, Label::Negative, Label::Conflict];
    if !talk.ours() || talk.has(Cue::Irony) || talk.labels.any(&soured) {
        return;
    }
    let found = talk.hits(Cue::Recommend).find(|hit| {
        let said =
            !talk.negated(hit) && !talk.in_question(hit) && !talk.beside(hit, Cue::NoRecommend);
        said && !advises_to_do(talk, hit) && recommends_us(talk, hit)
    });
    if found.is_some() {
        talk.set(Label::Recommendation);
    }
}

/// "I recommend to check the logs" advises an action, not a thing. "To take", "to try" advise both
/// and are phrases of the lists.
fn advises_to_do(talk: &Talk<'_>, hit: &Hit) -> bool {
    let next = talk.scan.terms.get(hit.last);
    let next = next.and_then(|term| talk.input.text.get(term.start..term.end)).unwrap_or("");
    if next.ends_with("ing") || matches!(next, "you" | "that" | "to" | "against" | "not") {
        return true;
    }
    let ahead = hit.last..(hit.last + 4).min(talk.words());
    talk.scan.terms.get(ahead).unwrap_or(&[]).iter().any(|term| {
        let doing = talk.scan.patterns(term).contains(&INFINITIVE);
        doing
            && !talk
                .hits(Cue::Take)
                .any(|take| talk.scan.terms.get(take.first).is_some_and(|t| t.start == term.start))
    })
}

/// What is advised is ours when we are named in this sentence or the one before, or pointed at; a
/// link of somebody else's is what is advised otherwise.
fn recommends_us(talk: &Talk<'_>, hit: &Hit) -> bool {
    let Some(sentence) = talk.sentence_of(hit) else { return false };
    let near = hit.first.saturating_sub(12)..(hit.last + 8).min(sentence.terms.end);
    let named = talk.mentions.ours.iter().any(|range| near.contains(&range.start));
    named || (talk.scan.links == 0 && talk.points_at_us(sentence))
}

/// A contribution is one wherever it is told; a proposal must be for something of ours.
fn co_creation(talk: &mut Talk<'_>) {
    if !talk.ours() {
        return;
    }
    let own = |hit: &&Hit| {
        let foreign = talk.negated(hit) || talk.quoted(hit);
        !foreign && !talk.beside(hit, Cue::NoCoCreate)
    };
    let found = talk.hits(Cue::CoCreate).find(|hit| {
        own(hit) && !talk.in_question(hit) && (hit.last - hit.first < 3 || talk.in_one_clause(hit))
    });
    let maybe = || {
        talk.hits(Cue::CoCreateMaybe).find(|hit| {
            own(hit)
                && talk.sentence_of(hit).is_some_and(|sentence| {
                    talk.names_in(sentence).next().is_some() || talk.pointed_in(sentence)
                })
        })
    };
    if found.or_else(maybe).is_some() {
        talk.set(Label::CoCreation);
    }
}

fn defence(talk: &mut Talk<'_>) {
    if !talk.ours() || talk.has(Cue::Irony) || talk.labels.has(Label::Complaint) {
        return;
    }
    let found = talk.hits(Cue::Defence).find(|hit| !talk.in_question(hit)).copied();
    if found.is_some() {
        talk.set(Label::Defence);
    }
}

/// An own experience: first person, a turn of story-telling close to our name or to a thing of
/// ours, room to tell it, nothing sour; and gladness, a picture or the words of an owner.
fn story(talk: &mut Talk<'_>) {
    let other = [
        Label::Question,
        Label::Complaint,
        Label::Negative,
        Label::Conflict,
        Label::PurchaseIntent,
    ];
    if !talk.about_ours() || talk.labels.any(&other) || !talk.has(Cue::Self_) {
        return;
    }
    let asked = talk.scan.sentences.iter().any(|sentence| sentence.question);
    if asked || talk.has(Cue::Trouble) || talk.is_code_talk() {
        return;
    }
    let long = talk.words() >= SHORTEST_STORY;
    let pictured = talk.input.photo && talk.words() >= SHORTEST_DELIGHT;
    if !long && !pictured {
        return;
    }
    let told = talk
        .hits(Cue::Story)
        .find(|hit| is_of_ours(talk, hit) && !talk.negated(hit) && talk.beside(hit, Cue::Self_));
    let glad = talk
        .scan
        .hits
        .iter()
        .any(|hit| matches!(hit.sense, Sense::Tone(50..)) && !talk.negated(hit));
    if told.is_some() && (glad || pictured || talk.owns_in_prose()) {
        talk.set(Label::Story);
    }
}

/// The story is of ours when our name stands in its sentence or in one that touches it, or a thing
/// of ours in its own.
fn is_of_ours(talk: &Talk<'_>, hit: &Hit) -> bool {
    let Some(number) = talk.scan.terms.get(hit.first).map(|term| term.sentence) else {
        return false;
    };
    let near = number.saturating_sub(1)..(number + 2).min(talk.scan.sentences.len());
    let near = talk.scan.sentences.get(near).unwrap_or(&[]);
    let named = near.iter().any(|sentence| talk.names_in(sentence).next().is_some());
    named
        || talk.sentence_of(hit).is_some_and(|sentence| {
            talk.has_in(Cue::Event, sentence)
                || talk.pointed_in(sentence)
                || (talk.ours() && talk.has_in(Cue::Owned, sentence))
        })
}
