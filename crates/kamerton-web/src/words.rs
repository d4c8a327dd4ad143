//! Words: message ids with arguments become sentences, by Fluent, with the plurals of the language.

use std::collections::HashMap;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use kamerton_app::CONNECTORS;

use crate::format::{self, Language};

/// The files of one language.
macro_rules! files {
    ($lang:literal: $($name:literal),+ $(,)?) => {
        &[$(include_str!(concat!("../locales/", $lang, "/", $name, ".ftl"))),+]
    };
}

/// The files of every language, by name.
macro_rules! all_files {
    ($lang:literal) => {
        files!(
            $lang: "shell", "welcome", "errors", "people", "places", "indices", "messages", "news", "today",
            "formats", "imports", "settings", "channels", "large", "reread", "refused_channels",
            "visits", "add", "leaders", "acts", "map", "silent", "segments",
            "suggestions",
        )
    };
}

const RU: &[&str] = all_files!("ru");
const EN: &[&str] = all_files!("en");

/// The words of one language.
pub struct Words {
    language: Language,
    /// Whether sentences are set with spaces that do not break.
    typeset: bool,
    bundle: FluentBundle<FluentResource>,
    /// Sentences without arguments, ready: most of a page is made of them.
    ready: HashMap<String, String>,
}

/// An argument of a sentence.
pub enum Arg<'a> {
    /// Text.
    Text(&'a str),
    /// A number, which chooses the plural.
    Number(i64),
}

/// A whole number within a sentence in groups of three; other values as they are.
fn grouped(language: Language, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    (number.value.fract() == 0.0).then(|| format::count(language, number.value as i64))
}

/// The last full stop of an argument, «2022 г.», until it is known whether the sentence ends there too: two
/// do not stand beside each other. It is in nobody's text: the first of the characters for private use.
const STOP: char = '\u{e000}';

/// An argument without its full stop; nothing where it ends otherwise, as with three of them.
fn shortened(text: &str) -> Option<&str> {
    text.strip_suffix('.').filter(|start| !start.ends_with('.') && !start.is_empty())
}

impl Words {
    /// The words of a language: `en` is English, everything else Russian.
    pub fn new(lang: &str) -> Self {
        let language = Language::of(lang);
        let ours = match language {
            Language::Ru => RU,
            Language::En => EN,
        };
        // Each channel brings its own words along.
        let theirs = CONNECTORS.iter().map(|connector| match language {
            Language::Ru => connector.words().ru,
            Language::En => connector.words().en,
        });
        let sources: Vec<&str> = ours.iter().copied().chain(theirs).collect();
        let langs = language.tag().parse().map(|lang| vec![lang]).unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(langs);
        // Marks of direction around every argument would be seen on terminals and copied along.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::Ru => |value, _| grouped(Language::Ru, value),
            Language::En => |value, _| grouped(Language::En, value),
        }));
        for source in &sources {
            // A mistake in one sentence loses that sentence only; a test holds all of them.
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) => resource,
                Err((resource, _)) => resource,
            };
            bundle.add_resource_overriding(resource);
        }
        let mut words = Self { language, typeset: false, bundle, ready: HashMap::new() };
        words.prepare(&sources);
        words
    }

    /// Makes the sentences that need no arguments.
    fn prepare(&mut self, sources: &[&str]) {
        let lines = sources.iter().flat_map(|source| source.lines());
        let ids = lines.filter_map(|line| line.split_once(" =")).map(|(id, _)| id);
        let is_id = |id: &&str| id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        self.ready.clear();
        for id in ids.filter(is_id) {
            if let Some((text, true)) = self.put_together(id, &[]) {
                self.ready.insert(id.to_owned(), text);
            }
        }
    }

    /// The words of a language as pages set them; a terminal shows plain spaces.
    pub fn for_pages(lang: &str) -> Self {
        let mut words = Self { typeset: true, ..Self::new(lang) };
        words.ready.values_mut().for_each(|text| *text = format::typeset(words.language, text));
        words
    }

    /// The language they are in.
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The sentence of an id. An id without a sentence is shown as it is, so that it is seen.
    pub fn say(&self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        if let Some(text) = self.ready.get(id) {
            return text.clone();
        }
        self.put_together(id, args).map_or_else(|| id.to_owned(), |(text, _)| text)
    }

    /// The sentence of an id, and whether nothing was missing in it.
    fn put_together(&self, id: &str, args: &[(&str, Arg<'_>)]) -> Option<(String, bool)> {
        let pattern = self.bundle.get_message(id).and_then(|message| message.value())?;
        let mut fluent = FluentArgs::new();
        let mut has_stop = false;
        for (name, value) in args {
            let value = match value {
                Arg::Text(text) => match shortened(text) {
                    Some(start) => {
                        has_stop = true;
                        FluentValue::from(format!("{start}{STOP}"))
                    }
                    None => FluentValue::from(*text),
                },
                Arg::Number(number) => FluentValue::from(*number),
            };
            fluent.set(*name, value);
        }
        let mut errors = Vec::new();
        let mut text = self.bundle.format_pattern(pattern, Some(&fluent), &mut errors);
        if has_stop {
            text = text.replace(&format!("{STOP}."), ".").replace(STOP, ".").into();
        }
        let text =
            if self.typeset { format::typeset(self.language, &text) } else { text.into_owned() };
        Some((text, errors.is_empty()))
    }

    /// Several in a row, the last one joined by a word: «чай, хлеб и соль».
    pub fn enumerated(&self, all: &[String]) -> String {
        match all {
            [] => String::new(),
            [one] => one.clone(),
            [before @ .., last] => {
                let before = before.join(", ");
                self.say("enumerated", &[("before", Arg::Text(&before)), ("last", Arg::Text(last))])
            }
        }
    }

    /// Whether there is a sentence of this id.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }
}

#[cfg(test)]
mod plurals;

#[cfg(test)]
mod tests {
    use super::*;

    fn count(words: &Words, id: &str, number: i64) -> String {
        words.say(id, &[("count", Arg::Number(number))])
    }

    #[test]
    fn numbers_within_sentences_stand_in_groups() {
        let (ru, en) = (Words::new("ru"), Words::new("en"));
        assert!(count(&ru, "reread-looked", 40_000).contains("40\u{a0}000"));
        assert!(count(&en, "reread-looked", 40_000).contains("40,000"));
        assert!(count(&en, "reread-looked", 1).contains('1'));
    }

    #[test]
    fn a_full_stop_is_not_doubled() {
        let (ru, en) = (Words::for_pages("ru"), Words::new("en"));
        let silent =
            |words: &Words, day: &str| words.say("today-silent", &[("day", Arg::Text(day))]);
        assert!(silent(&ru, "29 ноября 2022 г.").ends_with("2022\u{a0}г."));
        assert!(silent(&en, "29 November").ends_with("29 November."));
        assert!(silent(&en, "so...").ends_with("so...."), "what somebody wrote stays");
        let inside =
            ru.say("sent-by", &[("name", Arg::Text("Аня Л.")), ("when", Arg::Text("вчера"))]);
        assert_eq!(inside, "Аня Л., вчера");
    }

    #[test]
    fn the_last_of_several_is_joined_by_a_word() {
        let (ru, en) = (Words::new("ru"), Words::new("en"));
        let all = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(ru.enumerated(&all), "a, b и c");
        assert_eq!(en.enumerated(&all), "a, b and c");
        assert_eq!(ru.enumerated(&all[..2]), "a и b");
        assert_eq!(en.enumerated(&all[..1]), "a");
        assert_eq!(en.enumerated(&[]), "");
    }

    #[test]
    fn russian_plurals() {
        let words = Words::new("ru");
        let cases = [
            (1, "1 день назад"),
            (2, "2 дня назад"),
            (5, "5 дней назад"),
            (11, "11 дней назад"),
            (14, "14 дней назад"),
            (21, "21 день назад"),
            (22, "22 дня назад"),
            (111, "111 дней назад"),
        ];
        for (number, text) in cases {
            assert_eq!(count(&words, "ago-days", number), text);
        }
    }

    #[test]
    fn pages_keep_a_number_with_its_word() {
        assert_eq!(count(&Words::for_pages("ru"), "ago-days", 5), "5\u{a0}дней назад");
    }

    #[test]
    fn what_needs_an_argument_is_not_made_without_it() {
        let words = Words::for_pages("ru");
        assert!(words.ready.len() > 300, "{}", words.ready.len());
        for (id, text) in &words.ready {
            assert!(!text.contains("{$"), "{id}: {text}");
        }
        assert!(!words.ready.contains_key("ago-days"));
    }

    #[test]
    fn english_plurals() {
        let words = Words::new("en");
        assert_eq!(count(&words, "ago-days", 1), "1 day ago");
        assert_eq!(count(&words, "ago-days", 2), "2 days ago");
    }

    #[test]
    fn all_sentences_can_be_read() {
        for source in RU.iter().chain(EN) {
            assert!(FluentResource::try_new((*source).to_owned()).is_ok());
        }
    }

    #[test]
    fn every_confirmation_has_its_words() {
        for words in [Words::new("ru"), Words::new("en")] {
            for kind in kamerton_core::entry::EntryKind::ALL {
                let id = format!("confirmation-{}", kind.word());
                assert_eq!(words.has(&id), kind.is_confirmation(), "{id}");
            }
        }
    }

    #[test]
    fn every_playbook_has_its_words() {
        for lang in ["ru", "en"] {
            let words = Words::new(lang);
            for playbook in kamerton_core::plan::Playbook::ALL {
                assert!(words.has(&format!("playbook-{}", playbook.word())));
                assert!(words.has(&format!("why-{}", playbook.word())));
            }
        }
    }
}
