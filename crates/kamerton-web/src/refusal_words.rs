//! Refusals in the visitor's language.

use kamerton_app::Refusal;

use crate::words::{Arg, Words};

/// Why something cannot be done, in words.
pub fn why(words: &Words, refusal: &Refusal) -> String {
    match refusal {
        Refusal::NoStep(_) => words.say("refused-no-step", &[]),
        Refusal::NothingDone => words.say("refused-nothing-done", &[]),
        Refusal::StepSettled { status, by } => by_whom(words, &format!("refused-{status}"), by),
        Refusal::StepTaken { by } => by_whom(words, "refused-taken", by),
        Refusal::NoStaff { name } => words.say("refused-no-staff", &[("name", Arg::Text(name))]),
    }
}

fn by_whom(words: &Words, id: &str, by: &Option<String>) -> String {
    let by = by.clone().unwrap_or_else(|| words.say("by-command-line", &[]));
    words.say(id, &[("by", Arg::Text(&by))])
}
