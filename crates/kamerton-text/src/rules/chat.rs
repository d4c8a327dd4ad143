//! Greetings, assent, answers, advertising.

use super::Talk;
use crate::Label;
use crate::cue::Cue;
use crate::phrases::Hit;

/// A message with less than this is no advertisement (weights: whole 3, half 2, quarter 1).
const ENOUGH_FOR_SPAM: usize = 5;
/// So many words with letters in disguise are written for filters, not for people.
const MASQUERADE: u32 = 4;
/// A longer message greets only by the way.
const LONGEST_GREETING: usize = 5;
/// A longer message says more than "right".
const LONGEST_ASSENT: usize = 10;
/// A shorter instruction is a remark.
const SHORTEST_ANSWER: usize = 4;
/// An answer of this length has substance by itself.
const LONG_ANSWER: usize = 12;

pub(super) fn judge(talk: &mut Talk<'_>) {
    greeting(talk);
    confirms(talk);
    helps(talk);
}

fn greeting(talk: &mut Talk<'_>) {
    let introduced = talk.hits(Cue::Introduction).find(|hit| !talk.negated(hit)).copied();
    if introduced.is_some() {
        talk.set(Label::Greeting);
        return;
    }
    let first = talk.hits(Cue::Greeting).find(|hit| hit.first <= 2).copied();
    if first.is_some()
        && talk.words() <= LONGEST_GREETING
        && !talk.labels.any(&[Label::Question, Label::Complaint, Label::Conflict])
    {
        talk.set(Label::Greeting);
    }
}

fn confirms(talk: &mut Talk<'_>) {
    let Some(first) = talk.scan.sentences.iter().find(|sentence| !sentence.terms.is_empty()) else {
        return;
    };
    let doubtful = first.question || talk.has_in(Cue::NoConfirms, first) || talk.has(Cue::Irony);
    if doubtful || talk.words() > LONGEST_ASSENT || talk.labels.has(Label::Question) {
        return;
    }
    let plus_one =
        talk.words() == 1 && talk.input.text.trim().trim_end_matches(['!', ')', '.']) == "+1";
    if plus_one || (talk.words() == 0 && talk.input.is_reply && talk.input.text.trim() == "+") {
        talk.set(Label::Confirms);
        return;
    }
    let said = talk.hits_in(Cue::Confirms, first).next().copied();
    if let Some(hit) = said
        && !talk.negated(&hit)
    {
        talk.set(Label::Confirms);
    }
}

/// An answer of substance: a reply that instructs, shows a link or code, or takes the time to
/// explain.
fn helps(talk: &mut Talk<'_>) {
    let other = [
        Label::Question,
        Label::Thanks,
        Label::Complaint,
        Label::Conflict,
        Label::Toxic,
        Label::Negative,
    ];
    if !talk.input.is_reply
        || talk.labels.any(&other)
        || talk.has(Cue::Laugh)
        || talk.has(Cue::Irony)
    {
        return;
    }
    let asked_back = talk.scan.sentences.iter().any(|sentence| sentence.question);
    if asked_back || talk.has(Cue::NoHelp) {
        return;
    }
    let general = |hit: &&Hit| {
        let own = talk.beside(hit, Cue::Self_) || talk.beside(hit, Cue::Opinion);
        !own && !talk.negated(hit)
    };
    let plain = talk.hits(Cue::Instruct).find(|hit| !talk.negated(hit));
    let sure = plain.is_some();
    let instruct = plain.or_else(|| talk.hits(Cue::InstructMaybe).find(general)).copied();
    let shown = talk.scan.links > 0 || talk.scan.code;
    let long = talk.words() >= if sure { SHORTEST_ANSWER } else { SHORTEST_ANSWER + 2 };
    let shows = shown && talk.words() >= 2 && talk.scan.emoji == 0;
    if instruct.is_some() && long || shows || explains(talk) {
        talk.set(Label::Helps);
    }
}

/// A long earnest answer to somebody: no jest, no opinion, no tale of oneself.
fn explains(talk: &Talk<'_>) -> bool {
    let jest =
        talk.scan.emoji > 0 || talk.scan.sentences.iter().any(|sentence| sentence.smiles > 0);
    let advises = talk.has(Cue::InstructMaybe) || talk.scan.code;
    talk.words() >= LONG_ANSWER && advises && !jest && !talk.has(Cue::Opinion) && talk.has(Cue::You)
}

/// Advertising is told by several of its words at once; a link, a crowd of emoji and letters in
/// disguise make it likelier, talk about work with its usual words less so.
pub(super) fn spam(talk: &mut Talk<'_>) {
    let first = [Cue::Spam, Cue::SpamHalf, Cue::SpamQuarter]
        .into_iter()
        .find_map(|cue| talk.hits(cue).next());
    if first.is_none() {
        if talk.scan.disguised_words >= MASQUERADE {
            talk.set(Label::Spam);
        }
        return;
    }
    let count = |cue: Cue| {
        let mut seen = Vec::new();
        for hit in talk.hits(cue) {
            if !seen.iter().any(|(from, to)| hit.first < *to && *from < hit.last) {
                seen.push((hit.first, hit.last));
            }
        }
        seen.len()
    };
    let words =
        3 * count(Cue::Spam) + 2 * count(Cue::SpamHalf).min(4) + count(Cue::SpamQuarter).min(4);
    let dress = 2 * (talk.scan.disguised_words as usize).min(3)
        + usize::from(talk.scan.links > 0)
        + usize::from(talk.scan.mentions > 0)
        + (talk.scan.emoji as usize / 2).min(3);
    let against = 3 * count(Cue::NoSpam);
    // A long text gathers ordinary words that look like advertising by chance.
    let length = talk.words() / 40;
    let disguised = talk.scan.disguised_words >= 3;
    let telling = count(Cue::Spam) > 0 || count(Cue::SpamHalf) > 1 || disguised;
    if telling && words >= 3 && words + dress >= ENOUGH_FOR_SPAM + against + length {
        talk.set(Label::Spam);
    }
}
