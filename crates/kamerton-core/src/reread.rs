//! What only a new reading found in the past.
//!
//! A new version of the analysis finds questions, reproaches and praise in what was said long ago.
//! They count for the charge of the day on which they were said, as if they had always been known.
//! But nobody is called to act on them: whoever asked three weeks ago has an answer or needs none
//! any more, and a state that has held for a year is no news because we have learnt of it today.
//!
//! What was said in the last days before the switch is no past yet: there a new question is still a
//! question ([`crate::policy::Playbooks::found_late_days`]).

use crate::answer::{self, kinds};
use crate::plan::Playbook;
use crate::reading::{Label, Labels};
use crate::time::{DAY, Day, Instant};

/// Whether something said at `sent_at` was past when a new reading took over.
pub fn is_past(sent_at: Instant, switched_at: Instant, days: i64) -> bool {
    sent_at < switched_at.plus(-days * DAY)
}

/// Whether a playbook could start from a message only because it is read otherwise now.
pub fn is_found_late(playbook: Playbook, before: Labels, after: Labels) -> bool {
    let waited = |kind| answer::waits_for(before, false) & kind != 0;
    match playbook {
        Playbook::NegativeUnanswered => !waited(kinds::NEGATIVE),
        Playbook::PurchaseIntent => !waited(kinds::INTENT),
        Playbook::QuestionOverdue | Playbook::Introduction => !waited(kinds::QUESTION),
        Playbook::HumanReads => !before.has(Label::Sensitive),
        // They start from a first message or an order, whatever was read in it.
        Playbook::NewcomerUnanswered | Playbook::FirstPurchase | Playbook::NewcomerComfort => false,
        Playbook::Story
        | Playbook::FreshKamerton
        | Playbook::DefenderThanks
        | Playbook::HelperThanks
        | Playbook::FadingPromoter => after.0 & !before.0 != 0,
    }
}

/// Of what a message waits for now, what it waited for by what was read in it before.
pub fn known_before(waits: i64, before: Labels) -> i64 {
    waits & answer::waits_for(before, false)
}

/// Whether a playbook starts from a state, and so from its having moved.
pub const fn follows_state(playbook: Playbook) -> bool {
    matches!(playbook, Playbook::FreshKamerton | Playbook::FadingPromoter)
}

/// Whether a state that a new reading moved on `switched` is as that reading found it in the past:
/// nothing of the last days before or of the time after has moved it since.
pub fn is_old_state(since: Option<Day>, switched: Day, days: i64) -> bool {
    since.is_none_or(|since| i64::from(since.0) <= i64::from(switched.0) - days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_days_are_no_past() {
        let switched = Instant::from_seconds(1_700_000_000);
        assert!(is_past(switched.plus(-3 * DAY - 1), switched, 3));
        assert!(!is_past(switched.plus(-3 * DAY), switched, 3));
        assert!(!is_past(switched.plus(DAY), switched, 3));
    }

    #[test]
    fn what_was_known_before_is_not_found_late() {
        let question = Labels::of(&[Label::Question]);
        let both = question.with(Label::Complaint);
        let late = |playbook, before, after| is_found_late(playbook, before, after);
        assert!(!late(Playbook::QuestionOverdue, question, both));
        assert!(late(Playbook::NegativeUnanswered, question, both));
        assert!(late(Playbook::QuestionOverdue, Labels(0), question));
        assert!(late(Playbook::Story, Labels(0), Labels::of(&[Label::Story])));
        assert!(!late(Playbook::Story, both, question), "nothing was gained");
        assert!(!late(Playbook::NewcomerUnanswered, Labels(0), question));
    }

    #[test]
    fn spam_that_is_none_waits_since_it_is_none() {
        let before = Labels::of(&[Label::Question, Label::Spam]);
        let after = Labels::of(&[Label::Question]);
        assert!(is_found_late(Playbook::QuestionOverdue, before, after));
    }

    #[test]
    fn a_known_question_waits_on_without_the_reproach_found_late() {
        let waits = kinds::QUESTION | kinds::NEGATIVE;
        assert_eq!(known_before(waits, Labels::of(&[Label::Question])), kinds::QUESTION);
        assert_eq!(known_before(waits, Labels(0)), 0);
    }

    #[test]
    fn a_state_is_old_until_something_newer_moves_it() {
        assert!(is_old_state(Some(Day(90)), Day(100), 3));
        assert!(is_old_state(Some(Day(97)), Day(100), 3));
        assert!(!is_old_state(Some(Day(98)), Day(100), 3));
        assert!(!is_old_state(Some(Day(104)), Day(100), 3));
        assert!(is_old_state(None, Day(100), 3));
    }
}
