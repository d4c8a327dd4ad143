//! How a message was read, what our people said of it instead, and what that teaches.

mod correct;
mod show;
mod taught;

use kamerton_core::correction::{Aspect, Correction};
use kamerton_core::reading::Label;
use kamerton_store::corrections::CorrectionRow;
use kamerton_text::model::Judgement;

pub use correct::{Said, correct};
pub use show::{Read, Reading, Run, show};
pub use taught::{MOST_LESSONS, lessons, with_lessons};

/// The judgements of the models that an aspect stands for; none for what only rules tell, and for the
/// sentiment, which is three of them.
pub fn judgements(aspect: Aspect) -> &'static [Judgement] {
    match aspect {
        Aspect::Sentiment => &Judgement::SENTIMENTS,
        Aspect::Wish => &[Judgement::Wish],
        Aspect::Comparison => &[Judgement::Comparison],
        Aspect::Announcement => &[Judgement::Announcement],
        Aspect::Irony => &[Judgement::Sarcasm],
        Aspect::Label(label) => match label {
            Label::Question => &[Judgement::Question],
            Label::Thanks => &[Judgement::Thanks],
            Label::Delight => &[Judgement::ConfirmsByDelight],
            Label::Recommendation => &[Judgement::Recommendation],
            Label::ProductTalk => &[Judgement::ConfirmsByTalk],
            Label::UsageQuestion => &[Judgement::UsageQuestion],
            Label::OwnerMention => &[Judgement::ConfirmsByOwning],
            Label::CoCreation => &[Judgement::ConfirmsByCreation],
            Label::Complaint => &[Judgement::Complaint],
            Label::Defence => &[Judgement::Defence],
            Label::PurchaseIntent => &[Judgement::PurchaseIntent],
            Label::Story => &[Judgement::Story],
            Label::Toxic => &[Judgement::Toxic],
            Label::Spam => &[Judgement::Spam],
            Label::Sensitive => Judgement::SENSITIVE,
            Label::Greeting => &[Judgement::Greeting],
            Label::Helps => &[Judgement::Answer],
            Label::BrandedPhoto => &[Judgement::ConfirmsByPicture],
            Label::EventPhoto => &[Judgement::ConfirmsByEvent],
            Label::Conflict | Label::Negative | Label::Confirms | Label::Owns => &[],
        },
    }
}

/// What stands of all that was said of one message: the latest of each aspect, unless it was taken
/// back. `rows` come in the order in which it was said.
pub fn standing(rows: &[CorrectionRow]) -> Vec<Correction> {
    let last = |aspect: Aspect| rows.iter().rfind(|row| row.aspect == aspect.word());
    Aspect::all()
        .filter_map(|aspect| {
            let holds = last(aspect)?.holds.filter(|holds| aspect.takes(*holds))?;
            Some(Correction { aspect, holds })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use kamerton_core::id::MessageId;
    use kamerton_core::time::Instant;

    use super::*;

    fn row(aspect: &str, at: i64, holds: Option<i64>) -> CorrectionRow {
        CorrectionRow {
            message: MessageId::NIL,
            aspect: aspect.into(),
            at: Instant::from_micros(at),
            holds,
            user: None,
            by: "Мы".into(),
        }
    }

    #[test]
    fn the_latest_of_an_aspect_stands() {
        let rows = [
            row("thanks", 1, Some(1)),
            row("complaint", 2, Some(0)),
            row("sentiment", 3, Some(-1)),
            row("thanks", 4, None),
            row("sentiment", 5, Some(0)),
            row("mood", 6, Some(1)),
            row("wish", 7, Some(5)),
        ];
        let complaint = Correction { aspect: Aspect::Label(Label::Complaint), holds: 0 };
        let neutral = Correction { aspect: Aspect::Sentiment, holds: 0 };
        assert_eq!(standing(&rows), [neutral, complaint]);
        assert_eq!(standing(&[]), []);
    }

    #[test]
    fn no_two_aspects_teach_the_same() {
        let mut all: Vec<Judgement> =
            Aspect::all().flat_map(|aspect| judgements(aspect).iter().copied()).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
