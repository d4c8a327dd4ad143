//! Refusals in the visitor's language.

use kamerton_app::Refusal;

use crate::words::{Arg, Words};
use crate::{channel_refusal_words, format, segment_words};

/// Why something cannot be done, in words.
pub fn why(words: &Words, refusal: &Refusal) -> String {
    let say = |id: &str| words.say(id, &[]);
    let text = |id: &str, text: &str| words.say(id, &[("text", Arg::Text(text))]);
    let count = |id: &str, count: usize| {
        words.say(id, &[("count", Arg::Number(i64::try_from(count).unwrap_or(i64::MAX)))])
    };
    let count_of = |id: &str, count: i64| words.say(id, &[("count", Arg::Number(count))]);
    match refusal {
        Refusal::NoStep(_) => say("refused-no-step"),
        Refusal::NothingDone => say("refused-nothing-done"),
        Refusal::StepSettled { status, by } => by_whom(words, &format!("refused-{status}"), by),
        Refusal::StepTaken { by } => by_whom(words, "refused-taken", by),
        Refusal::NoMessage { .. } => say("refused-no-message"),
        Refusal::NoJudgement { .. } => say("refused-no-judgement"),
        Refusal::NoPerson(_) => say("refused-no-person"),
        Refusal::NoStaff { name } => text("refused-no-staff", name),
        Refusal::NoAccount { name } => text("refused-no-account", name),
        Refusal::Nobody => say("refused-nobody"),
        Refusal::NotCountedYet => say("refused-not-counted-yet"),
        Refusal::EmptyTag => say("refused-empty-tag"),
        Refusal::EmptyNote => say("refused-empty-note"),
        Refusal::Relationship => say("refused-relationship"),
        Refusal::ConsentHow => say("refused-consent-how"),
        Refusal::ConsentAhead => say("refused-consent-ahead"),
        Refusal::CannotFollow { name } => text("refused-cannot-follow", name),
        Refusal::NoConsent => say("refused-no-consent"),
        Refusal::OrderAhead(day) => {
            text("refused-order-ahead", &format::date(words.language(), *day))
        }
        Refusal::NoDay { text: given } => text("refused-no-day", given),
        Refusal::NoAmount { text: given } => text("refused-no-amount", given),
        Refusal::SamePerson { name } => text("refused-same-person", name),
        Refusal::NoMerge { .. } => say("refused-no-merge"),
        Refusal::MergeUndone => say("refused-merge-undone"),
        Refusal::NotTheirAccount { name } => text("refused-not-their-account", name),
        Refusal::NothingToSplit { name } => text("refused-nothing-to-split", name),
        Refusal::SplitsAll { name } => text("refused-splits-all", name),
        Refusal::NoPlace(_) => say("refused-no-place"),
        Refusal::NoPosition { .. } => say("refused-no-position"),
        Refusal::NoZone { name } => text("refused-no-zone", name),
        Refusal::NoCurrency { name } => text("refused-no-currency", name),
        Refusal::NoKind { kind } => text("refused-no-kind", kind),
        Refusal::NoFile => say("refused-no-file"),
        Refusal::TooManyFiles { most } => count("refused-too-many-files", *most),
        Refusal::FilesTooLarge { most } => {
            text("refused-files-too-large", &format::bytes(words.language(), *most))
        }
        Refusal::ImportRuns => say("refused-import-runs"),
        Refusal::BrokenForm => say("refused-broken-form"),
        Refusal::BrandTaken { name } => text("refused-brand-taken", name),
        Refusal::BrandGone => say("refused-brand-gone"),
        Refusal::NoAddress { text: given } => text("refused-no-address", given),
        Refusal::AddressTaken { email } => text("refused-address-taken", email),
        Refusal::NoUser { email } => text("refused-no-user", email),
        Refusal::UserGone => say("refused-user-gone"),
        Refusal::AdministratorThere => say("refused-administrator-there"),
        Refusal::LastOwner => say("team-last-owner"),
        Refusal::ShortPassword { least } => count("wrong-password", *least),
        Refusal::LongPassword { most } => count("refused-long-password", *most),
        Refusal::SessionEnded => say("refused-session-ended"),
        Refusal::SegmentText { wrong, text } => segment_words::why(words, wrong, text),
        Refusal::NoSegment { .. } => say("refused-no-segment"),
        Refusal::SegmentTaken { name } => text("refused-segment-taken", name),
        Refusal::SegmentName { most } => count("refused-segment-name", *most),
        Refusal::SegmentsFull { most } => count_of("refused-segments-full", *most),
        Refusal::SegmentLarge { most } => count_of("refused-segment-large", *most),
        Refusal::NamelessToken => say("refused-nameless-token"),
        Refusal::ScopelessToken { known } => text("refused-scopeless-token", known),
        Refusal::Channel(refusal) => channel_refusal_words::why(words, refusal),
    }
}

fn by_whom(words: &Words, id: &str, by: &Option<String>) -> String {
    let by = by.clone().unwrap_or_else(|| words.say("by-command-line", &[]));
    words.say(id, &[("by", Arg::Text(&by))])
}

#[cfg(test)]
mod tests {
    use kamerton_core::id::{PersonId, PlaceId, StepId};
    use kamerton_core::time::Day;

    use super::*;

    fn all() -> Vec<Refusal> {
        let text = || "X1".to_owned();
        let mut all: Vec<Refusal> = ["done", "later", "never"]
            .into_iter()
            .map(|status| Refusal::StepSettled { status: status.to_owned(), by: None })
            .collect();
        all.extend([
            Refusal::NoStep(StepId::NIL),
            Refusal::NothingDone,
            Refusal::StepTaken { by: Some(text()) },
            Refusal::NoPerson(PersonId::NIL),
            Refusal::NoStaff { name: text() },
            Refusal::NoAccount { name: text() },
            Refusal::Nobody,
            Refusal::NotCountedYet,
            Refusal::EmptyTag,
            Refusal::EmptyNote,
            Refusal::Relationship,
            Refusal::ConsentHow,
            Refusal::ConsentAhead,
            Refusal::CannotFollow { name: text() },
            Refusal::NoConsent,
            Refusal::OrderAhead(Day(20_000)),
            Refusal::NoDay { text: text() },
            Refusal::NoAmount { text: text() },
            Refusal::SamePerson { name: text() },
            Refusal::NoMerge { text: text() },
            Refusal::MergeUndone,
            Refusal::NotTheirAccount { name: text() },
            Refusal::NothingToSplit { name: text() },
            Refusal::SplitsAll { name: text() },
            Refusal::NoPlace(PlaceId::NIL),
            Refusal::NoPosition { text: text() },
            Refusal::NoZone { name: text() },
            Refusal::NoCurrency { name: text() },
            Refusal::NoKind { kind: text() },
            Refusal::NoFile,
            Refusal::TooManyFiles { most: 21 },
            Refusal::FilesTooLarge { most: 4 << 30 },
            Refusal::ImportRuns,
            Refusal::BrokenForm,
            Refusal::BrandTaken { name: text() },
            Refusal::BrandGone,
            Refusal::NoAddress { text: text() },
            Refusal::AddressTaken { email: text() },
            Refusal::NoUser { email: text() },
            Refusal::UserGone,
            Refusal::AdministratorThere,
            Refusal::LastOwner,
            Refusal::ShortPassword { least: 10 },
            Refusal::LongPassword { most: 200 },
            Refusal::SessionEnded,
            Refusal::NoSegment { name: text() },
            Refusal::SegmentTaken { name: text() },
            Refusal::SegmentName { most: 100 },
            Refusal::SegmentsFull { most: 200 },
            Refusal::SegmentLarge { most: 50_000 },
            Refusal::NamelessToken,
            Refusal::ScopelessToken { known: text() },
        ]);
        all.extend(segment_words::tests::all());
        all.extend(channel_refusal_words::tests::all().into_iter().map(Refusal::Channel));
        all
    }

    #[test]
    fn every_refusal_has_words_in_both_languages() {
        let is_russian = |text: &str| text.chars().any(|c| ('а'..='я').contains(&c));
        for refusal in all() {
            let (ru, en) = (why(&Words::new("ru"), &refusal), why(&Words::new("en"), &refusal));
            assert!(is_russian(&ru), "{refusal:?}: {ru}");
            assert!(!is_russian(&en) && en.contains(' ') && !en.contains('{'), "{refusal:?}: {en}");
            assert_eq!(ru.contains("X1"), en.contains("X1"), "{refusal:?}: {ru}");
        }
    }
}
