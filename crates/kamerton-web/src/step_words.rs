//! Steps in words: why now, how long ago, what to say first.

use kamerton_app::brand::Address;
use kamerton_app::today::{Evidence, StepView};
use kamerton_core::plan::Playbook;

use crate::format;
use crate::words::{Arg, Words};

/// Why this person, and why now.
pub fn why(words: &Words, step: &StepView) -> String {
    sentence(words, "why", step)
}

/// What to say first. For what is grave there are no stock words.
pub fn say(words: &Words, step: &StepView) -> String {
    // Who asks is answered first and asked about themselves later.
    let asks = step.playbook == Playbook::NewcomerUnanswered && step.count == 1;
    match (is_grave(step), asks) {
        (true, _) => words.say("human-should-read", &[]),
        (_, true) => sentence(words, "say-asks", step),
        _ => sentence(words, "say", step),
    }
}

/// Whether a human has to read it before anything is said.
pub const fn is_grave(step: &StepView) -> bool {
    matches!(step.playbook, Playbook::HumanReads | Playbook::NegativeUnanswered)
}

/// The message that stands for the step.
pub fn last_words(step: &StepView) -> Option<&Evidence> {
    let ground = step.ground.and_then(|id| step.evidence.iter().find(|one| one.id == id));
    ground.or(step.evidence.first())
}

/// How long ago it happened.
pub fn ago(words: &Words, step: &StepView) -> String {
    format::ago(words, step.now.since(step.at))
}

fn sentence(words: &Words, what: &str, step: &StepView) -> String {
    let ago = ago(words, step);
    let ring = format!("{:.0}", step.ring);
    let address = match step.address {
        Address::Vy => "vy",
        Address::Ty => "ty",
    };
    let id = format!("{what}-{}", step.playbook.word());
    let said = words.say(
        &id,
        &[
            ("name", Arg::Text(call_name(&step.name))),
            ("other", Arg::Text(step.other_name.as_deref().unwrap_or_default())),
            ("ago", Arg::Text(&ago)),
            ("count", Arg::Number(step.count)),
            ("ring", Arg::Text(&ring)),
            ("address", Arg::Text(address)),
        ],
    );
    if is_nameless(&step.name) { without_name(&said, call_name(&step.name)) } else { said }
}

/// Whether what stands for a name is an address or a telephone number, by which nobody is called.
fn is_nameless(name: &str) -> bool {
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '(' | ')' | ' ');
    name.contains('@') || name.chars().all(is_number)
}

/// A sentence without the name that it begins with, as «Анна, здравствуйте!» is «Здравствуйте!».
fn without_name(said: &str, name: &str) -> String {
    let rest = said.strip_prefix(name).and_then(|rest| rest.strip_prefix(", "));
    let Some(rest) = rest else { return said.to_owned() };
    let mut characters = rest.chars();
    let first = characters.next().map(char::to_uppercase).into_iter().flatten();
    first.chain(characters).collect()
}

/// How somebody is called: the first word of the name when it is a word, else the whole name; a
/// phrase, known by its small letters, has no first name. No cases are made and no gender is guessed.
pub fn call_name(name: &str) -> &str {
    // An address is no way to call somebody: what stands before its sign is.
    let local = name.split_once('@').map(|(local, _)| local).filter(|local| !local.is_empty());
    let name = local.unwrap_or(name);
    let first = name.split_whitespace().next().unwrap_or(name);
    let is_word = first.chars().count() >= 2 && first.chars().all(char::is_alphabetic);
    let is_large = |word: &str| word.starts_with(char::is_uppercase);
    let words = name.split_whitespace().count();
    let is_phrase = match is_large(first) {
        true => !name.split_whitespace().skip(1).all(is_large),
        false => words > 2 && !name.chars().any(char::is_uppercase),
    };
    if is_word && !is_phrase { first } else { name.trim() }
}

#[cfg(test)]
mod tests {
    use super::{call_name, is_nameless, without_name};

    #[test]
    fn nobody_is_called_by_an_address() {
        assert!(is_nameless("vera@example.org") && is_nameless("+7 999 123-45-67"));
        assert!(!is_nameless("Вера 7"));
        assert_eq!(without_name("vera, здравствуйте! Как вы?", "vera"), "Здравствуйте! Как вы?");
        assert_eq!(without_name("Как вам, vera?", "vera"), "Как вам, vera?");
    }

    #[test]
    fn people_are_called_by_their_first_name() {
        for (name, called) in [
            ("Сергей Соловьёв", "Сергей"),
            ("анна петрова", "анна"),
            ("панда", "панда"),
            ("зерно и точка", "зерно и точка"),
            ("Рыжий кот", "Рыжий кот"),
            ("vera@example.org", "vera"),
            ("К. Орлов", "К. Орлов"),
        ] {
            assert_eq!(call_name(name), called);
        }
    }
}
