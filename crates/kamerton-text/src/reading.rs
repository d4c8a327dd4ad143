//! From judgements and rules to the labels that a message gets.

use crate::model::{Judged, Judgement};
use crate::rules::Talk;
use crate::{Input, Label, Labels};

/// The labels that a judgement stands for by itself.
const BY_JUDGEMENT: [(Judgement, Label); 14] = [
    (Judgement::Question, Label::Question),
    (Judgement::Thanks, Label::Thanks),
    (Judgement::Recommendation, Label::Recommendation),
    (Judgement::UsageQuestion, Label::UsageQuestion),
    (Judgement::Complaint, Label::Complaint),
    (Judgement::Defence, Label::Defence),
    (Judgement::PurchaseIntent, Label::PurchaseIntent),
    (Judgement::Story, Label::Story),
    (Judgement::Toxic, Label::Toxic),
    (Judgement::Spam, Label::Spam),
    (Judgement::Greeting, Label::Greeting),
    (Judgement::Answer, Label::Helps),
    (Judgement::ConfirmsByTalk, Label::ProductTalk),
    (Judgement::ConfirmsByOwning, Label::OwnerMention),
];

/// Confirmations that a negative message never is.
const CONFIRMATIONS: [(Judgement, Label); 2] = [
    (Judgement::ConfirmsByDelight, Label::Delight),
    (Judgement::ConfirmsByCreation, Label::CoCreation),
];

/// Confirmations by a picture.
const PICTURES: [(Judgement, Label); 2] = [
    (Judgement::ConfirmsByPicture, Label::BrandedPhoto),
    (Judgement::ConfirmsByEvent, Label::EventPhoto),
];

/// What is said of us or to us: it needs a sign that we are meant, because members of a community
/// talk of their own troubles in the same words.
const OF_US: [Label; 8] = [
    Label::Complaint,
    Label::Defence,
    Label::PurchaseIntent,
    Label::Recommendation,
    Label::ProductTalk,
    Label::OwnerMention,
    Label::Delight,
    Label::CoCreation,
];

/// What the models tell no better than the rules: the confirmations by which the charge is calibrated
/// (`docs/decisions/0005-calibration.md`), and greetings, of which the corpus has those to all only.
const RULED: [Label; 6] = [
    Label::Greeting,
    Label::ProductTalk,
    Label::OwnerMention,
    Label::CoCreation,
    Label::BrandedPhoto,
    Label::EventPhoto,
];

/// The labels of a message. Each makes somebody act or counts for a person, so rather silent than
/// wrong: the rules and the models have to agree, or the models to be sure.
pub(crate) fn labels(judged: &Judged, talk: &Talk<'_>, input: &Input<'_>) -> Labels {
    let by_rules = talk.labels;
    let about_us = talk.about_ours();
    let machine = is_machine_talk(input.text);
    let said = |judgement: Judgement, label: Label| {
        let agreed =
            by_rules.has(label) && (RULED.contains(&label) || judged.is_thinkable(judgement));
        // Whoever advertises to strangers answers nobody, and shows no code.
        let fits = label != Label::Spam || !(input.is_reply || is_technical(input.text));
        let alone = !machine && fits && (about_us || !OF_US.contains(&label));
        agreed || (alone && judged.is_sure(judgement))
    };
    let all = |pairs: &[(Judgement, Label)]| {
        let held = pairs.iter().filter(|(judgement, label)| said(*judgement, *label));
        held.fold(Labels::default(), |labels, (_, label)| labels.with(*label))
    };
    let mut labels = all(&BY_JUDGEMENT);
    if Judgement::SENSITIVE.iter().any(|kind| said(*kind, Label::Sensitive)) {
        labels = labels.with(Label::Sensitive);
    }
    if input.forwarded || labels.has(Label::Spam) {
        let kept = [Label::Spam, Label::Sensitive];
        return kept
            .into_iter()
            .filter(|kept| labels.has(*kept))
            .fold(Labels::default(), Labels::with);
    }
    for kept in [Label::Confirms, Label::Owns, Label::Conflict] {
        if by_rules.has(kept) {
            labels = labels.with(kept);
        }
    }
    if !input.is_reply {
        labels = labels.without(Label::Helps);
    }
    if judged.sentiment() == Judgement::Negative {
        for label in [Label::ProductTalk, Label::OwnerMention, Label::Recommendation] {
            labels = labels.without(label);
        }
        if by_rules.has(Label::Negative) && !labels.has(Label::Complaint) {
            labels = labels.with(Label::Negative);
        }
        return labels;
    }
    labels = Labels(labels.0 | all(&CONFIRMATIONS).0);
    if input.photo {
        labels = Labels(labels.0 | all(&PICTURES).0);
    }
    labels
}

/// Whether names of programs, settings and errors stand in a text, links and mentions aside.
fn is_technical(text: &str) -> bool {
    /// So many words are looked at, and so many of them are enough.
    const LOOKED_AT: usize = 200;
    const ENOUGH: usize = 2;
    let is_name = |word: &&str| {
        let bytes = word.trim_end_matches(['.', ',', '!', '?', ':', ')']).as_bytes();
        if bytes.contains(&b'/') || bytes.contains(&b'@') {
            return false;
        }
        let sign = bytes.iter().any(|sign| b"{}=_<>\\;".contains(sign));
        let humps = bytes.windows(2);
        let hump = |two: &[u8]| matches!(two, [low, high] if low.is_ascii_lowercase() && high.is_ascii_uppercase());
        let dotted = bytes.windows(3).filter(|three| {
            matches!(three, [before, b'.', after]
                if before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric())
        });
        // One hump is the name of a thing that is sold.
        sign || humps.filter(|two| hump(two)).count() > 1 || dotted.count() > 1
    };
    text.split_whitespace().take(LOOKED_AT).filter(is_name).count() >= ENOUGH
}

/// Whether a text is a log, a trace or code rather than talk: the models have not learnt what those
/// say.
fn is_machine_talk(text: &str) -> bool {
    const LONG: usize = 80;
    /// Looking at the beginning is enough.
    const LOOKED_AT: usize = 600;
    let (mut all, mut signs) = (0, 0);
    for letter in text.chars().take(LOOKED_AT).filter(|letter| !letter.is_whitespace()) {
        all += 1;
        signs += usize::from(
            letter.is_ascii_punctuation() && !matches!(letter, '.' | ',' | '!' | '?' | ')' | '-'),
        );
    }
    all >= LONG && signs * 9 > all
}

/// The sentiment from -100 to 100, on the side of zero that the class says.
pub(crate) fn sentiment(judged: &Judged) -> i8 {
    /// A neutral message is nearer to zero than this, a charged one is not.
    const CHARGED: f32 = 25.0;
    let score = judged.score() * 100.0;
    let score = match judged.sentiment() {
        Judgement::Negative => score.min(-CHARGED),
        Judgement::Positive => score.max(CHARGED),
        _ => score.clamp(1.0 - CHARGED, CHARGED - 1.0),
    };
    score.round() as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_told_from_advertising() {
        for text in [
            "Такая ошибка: java.lang.OutOfMemoryError, groovy.lang.MissingPropertyException",
            "threads_schedule=spawn(15,1s) как понять threads_count=40",
            "в ThreadGroupListener пишу ScriptSamplerBase",
        ] {
            assert!(is_technical(text), "{text}");
        }
        for text in [
            "Заработок от 5000 в день, пиши @zarabotok_tut или t.me/zarabotok_tut",
            "iPhone и MacBook со скидкой? Пишите в ЛС!!!",
            "Регистрируйся на https://example.org/a_b?c=d и https://example.org/e_f",
        ] {
            assert!(!is_technical(text), "{text}");
        }
    }
}
