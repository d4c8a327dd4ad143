//! Steps in words: why now, how long ago, what to say first.

use kamerton_app::brand::Address;
use kamerton_app::today::{Matter, StepView};
use kamerton_core::plan::Playbook;

use crate::format::{self, Language};
use crate::words::{Arg, Words};

/// So many matters are answered at once: more would be a form to fill in.
const MOST_MATTERS: usize = 3;
/// Stands in a sentence for a name that nobody is called by, until it is taken out: in nobody's text, it
/// is one of the characters for private use.
const NAMELESS: &str = "\u{e001}";

/// Why this person, and why now.
pub fn why(words: &Words, step: &StepView) -> String {
    sentence(words, &format!("why-{}", step.playbook.word()), step, "")
}

/// What to say first. For what is grave there are no stock words.
pub fn say(words: &Words, step: &StepView) -> String {
    // Who asks is answered first and asked about themselves later.
    let id = match step.playbook {
        _ if is_grave(step) => return words.say("human-should-read", &[]),
        Playbook::QuestionOverdue => "say-asked-late",
        Playbook::PurchaseIntent => "say-asked",
        Playbook::NewcomerUnanswered if step.count == 1 || has_mark(step) => "say-asked",
        playbook => return sentence(words, &format!("say-{}", playbook.word()), step, ""),
    };
    sentence(words, id, step, &answer(words, step))
}

/// Whether something is asked by its mark, whatever it was read as: nobody who asks is asked back.
fn has_mark(step: &StepView) -> bool {
    step.last_words().is_some_and(|one| one.text.contains('?'))
}

/// The language to say it in: whoever asks in one of the two is answered in it, else it is that of the
/// brand.
pub fn tongue(step: &StepView, brand: Language) -> Language {
    match step.spoken() {
        Some("en") => Language::En,
        Some("ru") => Language::Ru,
        _ => brand,
    }
}

/// The beginning of an answer to what is asked, with gaps for what only we know.
fn answer(words: &Words, step: &StepView) -> String {
    let mut asked = step.asked();
    if asked.is_empty() && step.playbook == Playbook::PurchaseIntent {
        asked.push(Matter::Order);
    }
    asked.truncate(MOST_MATTERS);
    let part = |word: &str| sentence(words, &format!("answer-{word}"), step, "");
    if asked.contains(&Matter::Choice) {
        return part(Matter::Choice.word());
    }
    let mut parts: Vec<String> = asked.iter().map(|matter| part(matter.word())).collect();
    if parts.is_empty() {
        parts.push(part("other"));
    }
    parts.push(part("rest"));
    parts.join(" ")
}

/// Whether a human has to read it before anything is said.
pub const fn is_grave(step: &StepView) -> bool {
    matches!(step.playbook, Playbook::HumanReads | Playbook::NegativeUnanswered)
}

/// How long ago it happened.
pub fn ago(words: &Words, step: &StepView) -> String {
    format::ago(words, step.now.since(step.at))
}

fn sentence(words: &Words, id: &str, step: &StepView, answer: &str) -> String {
    let ago = ago(words, step);
    let ring = format!("{:.0}", step.ring);
    let address = match step.address {
        Address::Vy => "vy",
        Address::Ty => "ty",
    };
    let name = if is_nameless(&step.name) { NAMELESS } else { call_name(&step.name) };
    let said = words.say(
        id,
        &[
            ("name", Arg::Text(name)),
            ("answer", Arg::Text(answer)),
            ("other", Arg::Text(step.other_name.as_deref().unwrap_or_default())),
            ("ago", Arg::Text(&ago)),
            ("count", Arg::Number(step.count)),
            ("ring", Arg::Text(&ring)),
            ("address", Arg::Text(address)),
        ],
    );
    without_name(said)
}

/// Whether what stands for a name is an address, a telephone number or a phrase, by which nobody is called.
fn is_nameless(name: &str) -> bool {
    let called = call_name(name);
    let is_phrase = called.contains(' ') && !called.contains(char::is_uppercase);
    let is_number =
        |c: char| c.is_ascii_digit() || c.is_whitespace() || matches!(c, '+' | '-' | '(' | ')');
    is_phrase || name.contains('@') || name.chars().all(is_number)
}

/// A sentence without the name that it has no use for: «Анна, здравствуйте!» as «Здравствуйте!»,
/// “Hello Anna!” as “Hello!”.
fn without_name(said: String) -> String {
    let Some((before, after)) = said.split_once(NAMELESS) else { return said };
    let before = before.trim_end().trim_end_matches(',');
    if !before.is_empty() {
        return format!("{before}{after}");
    }
    let mut rest = after.trim_start_matches(',').trim_start().chars();
    rest.next().map(char::to_uppercase).into_iter().flatten().chain(rest).collect()
}

/// How somebody is called: the first word of the name when it is a word, else the whole name; a
/// phrase, known by its small letters, has no first name. No cases are made and no gender is guessed.
pub fn call_name(name: &str) -> &str {
    // An address is no way to call somebody: what stands before its sign is.
    let local = name.split_once('@').map(|(local, _)| local).filter(|local| !local.is_empty());
    let name = local.unwrap_or(name);
    let first = name.split_whitespace().next().unwrap_or(name);
    let is_large = |word: &str| word.starts_with(char::is_uppercase);
    // «Ян» is a name; «не», «мы», «за» begin a phrase.
    let shortest = if is_large(first) { 2 } else { 3 };
    let is_word = first.chars().count() >= shortest && first.chars().all(char::is_alphabetic);
    let words = name.split_whitespace().count();
    let is_phrase = match is_large(first) {
        true => !name.split_whitespace().skip(1).all(is_large),
        false => words > 2 && !name.chars().any(char::is_uppercase),
    };
    if is_word && !is_phrase { first } else { name.trim() }
}

#[cfg(test)]
mod tests {
    use kamerton_app::today::Evidence;
    use kamerton_core::id::{MessageId, PersonId};
    use kamerton_core::state::{Stage, State};
    use kamerton_core::time::Instant;

    use super::*;

    fn step(playbook: Playbook, text: &str) -> StepView {
        let id = MessageId::derived(&[b"said"]);
        let at = Instant::default();
        let (key, text) = (String::new(), text.to_owned());
        StepView {
            rank: 1,
            playbook,
            person: PersonId::derived(&[b"anna"]),
            name: "Анна Орлова".to_owned(),
            state: State::Cold,
            stage: Stage::I,
            ring: 0.0,
            ground: Some(id),
            evidence: vec![Evidence { id, key, at, text, private: false }],
            at,
            place: None,
            address: Address::Vy,
            other: None,
            other_name: None,
            count: 0,
            due: at,
            now: at,
        }
    }

    #[test]
    fn who_asks_plainly_is_answered_and_not_asked_back() {
        let words = Words::new("ru");
        let said = |playbook, text| say(&words, &step(playbook, text));
        let answered =
            [Playbook::NewcomerUnanswered, Playbook::PurchaseIntent, Playbook::QuestionOverdue];
        for playbook in answered {
            let draft = said(playbook, "Как заказать? Оплата картой?");
            assert!(draft.starts_with("Анна, ") && !draft.contains('?'), "{draft}");
            let parts = "Заказать можно так: [как и где]. Оплатить можно так: [как].";
            assert!(draft.contains(parts), "{draft}");
        }
        let draft = said(Playbook::QuestionOverdue, "Какое зерно сейчас пьёте?");
        assert!(draft.contains("Отвечаем: [ответ]."), "{draft}");
        let hello = said(Playbook::NewcomerUnanswered, "Всем привет, я Анна!");
        assert!(hello.contains("немного о себе"), "{hello}");
        let english =
            step(Playbook::PurchaseIntent, "Hi! How much is it with shipping to Georgia?");
        assert_eq!(tongue(&english, Language::Ru), Language::En);
        let nameless = StepView { name: "anna@example.org".to_owned(), ..english };
        let draft = say(&Words::new("en"), &nameless);
        assert!(draft.starts_with("Hello! The price: [how much]."), "{draft}");
    }

    #[test]
    fn nobody_is_called_by_an_address() {
        assert!(is_nameless("vera@example.org") && is_nameless("+7 999 123-45-67"));
        assert!(is_nameless(&crate::format::name("+79991234567")), "as pages show it");
        assert!(is_nameless("не выспался") && is_nameless("зерно и точка"));
        assert!(
            !is_nameless("Вера 7") && !is_nameless("анна петрова") && !is_nameless("Рыжий кот")
        );
        for (said, left) in [
            ("@, здравствуйте! Как вы?", "Здравствуйте! Как вы?"),
            ("Hello @! What do you do?", "Hello! What do you do?"),
            ("Welcome, @! How are you?", "Welcome! How are you?"),
            ("Как вам?", "Как вам?"),
        ] {
            assert_eq!(without_name(said.replace('@', NAMELESS)), left);
        }
    }

    #[test]
    fn people_are_called_by_their_first_name() {
        for (name, called) in [
            ("Сергей Соловьёв", "Сергей"),
            ("анна петрова", "анна"),
            ("не выспался", "не выспался"),
            ("Ян Шмидт", "Ян"),
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
