//! Every sentence that counts something, in both languages, against the plurals of CLDR.

use std::fmt::Write as _;
use std::ops::Range;

use super::*;

/// The names of plural forms. What else a choice names are numbers as they are, or words.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Numbers with their forms in Russian and in English.
const NUMBERS: [(f64, &str, &str); 12] = [
    (0.0, "many", "other"),
    (1.0, "one", "one"),
    (2.0, "few", "other"),
    (5.0, "many", "other"),
    (11.0, "many", "other"),
    (12.0, "many", "other"),
    (13.0, "many", "other"),
    (14.0, "many", "other"),
    (21.0, "one", "other"),
    (22.0, "few", "other"),
    (111.0, "many", "other"),
    (1.5, "other", "other"),
];

/// What demands a case of its own of a number and its noun: «из 2 сообщений», «из 5 сообщений».
const GOVERNS: [&str; 9] =
    ["до", "из", "по", "у", "больше", "длиннее", "короче", "течение", "помощь"];

/// What follows a number and is no noun that would follow its form.
const UNCOUNTED: [&str; 1] = ["ждут"];

/// Under these names a number is shown in its sentence.
const SHOWN: [&str; 5] = ["count", "shown", "whole", "number", "cold"];

/// One of the texts of a choice.
struct Variant<'a> {
    key: &'a str,
    is_default: bool,
    text: &'a str,
}

impl Variant<'_> {
    fn is(&self, number: f64) -> bool {
        self.key.parse::<f64>() == Ok(number)
    }

    fn is_form(&self) -> bool {
        FORMS.contains(&self.key)
    }
}

/// A choice by a number within a sentence: `{ $count -> … }`.
struct Choice<'a> {
    id: &'a str,
    sentence: &'a str,
    /// Where in the sentence it stands, braces included.
    at: Range<usize>,
    argument: &'a str,
    variants: Vec<Variant<'a>>,
}

impl Choice<'_> {
    /// What is said where no other text fits.
    fn rest(&self) -> &Variant<'_> {
        let mut defaults = self.variants.iter().filter(|variant| variant.is_default);
        let (one, more) = (defaults.next(), defaults.next());
        assert!(more.is_none(), "{}: two are for the rest", self.id);
        one.unwrap_or_else(|| panic!("{}: nothing for the rest", self.id))
    }

    fn of(&self, key: &str) -> Option<&Variant<'_>> {
        self.variants.iter().find(|variant| variant.key == key)
    }

    /// What is to be said of a number of this form: the number itself comes before its form, and
    /// what has no text of its own has that of the rest.
    fn chosen(&self, number: f64, form: &str) -> usize {
        let found = self.variants.iter().position(|variant| variant.is(number));
        let found = found.or_else(|| self.variants.iter().position(|variant| variant.key == form));
        let rest = || self.variants.iter().position(|variant| variant.is_default);
        found.or_else(rest).unwrap()
    }

    /// The sentence as if there were only this text of the choice.
    fn only(&self, variant: &Variant<'_>) -> String {
        let (before, after) = (&self.sentence[..self.at.start], &self.sentence[self.at.end..]);
        format!("{before}{}{after}", variant.text)
    }
}

/// All files of a language, the channels' among them.
fn sources(lang: &str) -> Vec<&'static str> {
    let (ours, theirs): (_, Vec<&'static str>) = match Language::of(lang) {
        Language::Ru => (RU, CONNECTORS.iter().map(|connector| connector.words().ru).collect()),
        Language::En => (EN, CONNECTORS.iter().map(|connector| connector.words().en).collect()),
    };
    ours.iter().copied().chain(theirs).collect()
}

/// Ids with their sentences as they are written.
fn sentences(source: &str) -> Vec<(&str, &str)> {
    let (mut starts, mut from) = (Vec::new(), 0);
    for line in source.split_inclusive('\n') {
        if line.starts_with(|first: char| first.is_ascii_alphabetic() || first == '#') {
            starts.push(from);
        }
        from += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([source.len()]);
    let entries = starts.iter().zip(ends).map(|(start, end)| &source[*start..end]);
    entries
        .filter(|entry| !entry.starts_with('#'))
        .filter_map(|entry| entry.split_once(" ="))
        .collect()
}

/// The texts of a choice, each on a line of its own.
fn variants(body: &str) -> Vec<Variant<'_>> {
    let (mut starts, mut from, mut depth) = (Vec::new(), 0, 0);
    for line in body.split_inclusive('\n') {
        let text = line.trim_start();
        if depth == 0 && (text.starts_with('[') || text.starts_with("*[")) {
            starts.push(from + line.len() - text.len());
        }
        depth += line.matches('{').count();
        depth -= line.matches('}').count();
        from += line.len();
    }
    let ends = starts.iter().skip(1).copied().chain([body.len()]);
    let pieces = starts.iter().zip(ends).map(|(start, end)| &body[*start..end]);
    pieces
        .map(|piece| {
            let (key, text) = piece.split_once(']').unwrap();
            let is_default = key.starts_with('*');
            let text = text.trim_matches([' ', '\n']);
            Variant { key: key.trim_start_matches(['*', '[']).trim(), is_default, text }
        })
        .collect()
}

/// All choices of a sentence by a number.
fn choices<'a>(id: &'a str, sentence: &'a str) -> Vec<Choice<'a>> {
    let mut found = Vec::new();
    for (arrow, _) in sentence.match_indices("->") {
        let begin = sentence[..arrow].rfind('{').unwrap();
        let mut depth = 0;
        let end = sentence[begin..].char_indices().find_map(|(at, letter)| {
            depth += i32::from(letter == '{') - i32::from(letter == '}');
            (depth == 0).then_some(begin + at + 1)
        });
        let end = end.unwrap_or_else(|| panic!("{id}: a brace is not closed"));
        let argument = sentence[begin + 1..arrow].trim().trim_start_matches('$');
        let variants = variants(&sentence[arrow + 2..end - 1]);
        let is_counted = |variant: &Variant<'_>| variant.is_form() || variant.is(0.0);
        if argument == "count" || variants.iter().any(is_counted) {
            found.push(Choice { id, sentence, at: begin..end, argument, variants });
        }
    }
    found
}

/// All choices of a language by a number.
fn all(lang: &str) -> Vec<Choice<'static>> {
    let sources = sources(lang);
    let sentences = sources.iter().copied().flat_map(sentences);
    let found: Vec<Choice<'_>> = sentences.flat_map(|(id, text)| choices(id, text)).collect();
    let written: usize = sources.iter().map(|source| source.matches("[one]").count()).sum();
    let with_one = found.iter().filter(|choice| choice.of("one").is_some()).count();
    assert_eq!(with_one, written, "{lang}: none is left out");
    assert!(found.len() > 100, "{lang}: {}", found.len());
    found
}

/// The names of arguments in a sentence.
fn arguments(sentence: &str) -> Vec<&str> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let names = sentence.split('$').skip(1);
    names.map(|rest| rest.split(|letter: char| !is_part(letter)).next().unwrap()).collect()
}

/// Whether the words of the rest are right for two as well: the number stands in a case that
/// something before it demands, or nothing after it is counted.
fn is_governed(text: &str) -> bool {
    let text = text.replace('\u{a0}', " ");
    let mut numbers = SHOWN.iter().filter_map(|name| text.split_once(&format!("{{ ${name} }}")));
    numbers.any(|(before, after)| {
        let before = before.trim_end().rsplit(' ').next().unwrap_or_default().to_lowercase();
        let next = after.split([' ', '.', ',', ':']).find(|word| !word.is_empty());
        let ends = after.is_empty() || after.starts_with('.');
        GOVERNS.contains(&before.as_str()) || ends || next.is_some_and(|it| UNCOUNTED.contains(&it))
    })
}

#[test]
fn every_sentence_that_counts_has_the_forms_of_its_language() {
    let mut wrong = Vec::new();
    for lang in ["ru", "en"] {
        for choice in all(lang) {
            let forms = choice.variants.iter().filter(|variant| variant.is_form());
            let forms: Vec<&str> = forms.map(|variant| variant.key).collect();
            let right = match (lang, forms.as_slice()) {
                ("ru", ["one", "few", "many" | "other"]) | ("en", ["one", "other"]) => true,
                ("ru", ["one", "many" | "other"]) => is_governed(choice.rest().text),
                _ => false,
            };
            // What is said of the rest is said of every form that is not named.
            if !right || !["many", "other"].contains(&choice.rest().key) {
                wrong.push(format!("{lang} {}: {forms:?}", choice.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_number_chooses_the_form_that_its_language_has_for_it() {
    for lang in ["ru", "en"] {
        let (choices, mut words) = (all(lang), Words::new(lang));
        let mut only = String::new();
        for (at, choice) in choices.iter().enumerate() {
            for (nth, variant) in choice.variants.iter().enumerate() {
                let _ = writeln!(only, "only-{at}-{nth} ={}", choice.only(variant));
            }
        }
        let only = FluentResource::try_new(only).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
        words.bundle.add_resource(only).unwrap();
        let mut wrong = Vec::new();
        for (at, choice) in choices.iter().enumerate() {
            for (number, ru, en) in NUMBERS {
                let form = if lang == "ru" { ru } else { en };
                let wanted = format!("only-{at}-{}", choice.chosen(number, form));
                let wanted = said(&words, &wanted, choice, number);
                let told = said(&words, choice.id, choice, number);
                if told != wanted {
                    wrong.push(format!("{lang} {} {number}: {told}, not {wanted}", choice.id));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}

/// A sentence with this number, and names for whatever else it asks for.
fn said(words: &Words, id: &str, choice: &Choice<'_>, number: f64) -> String {
    let mut args = FluentArgs::new();
    let others = choices(choice.id, choice.sentence);
    for name in arguments(choice.sentence) {
        let is_counted = others.iter().any(|other| other.argument == name);
        let value = if name == choice.argument {
            FluentValue::from(number)
        } else if is_counted {
            FluentValue::from(7)
        } else {
            FluentValue::from(name)
        };
        args.set(name, value);
    }
    let pattern = words.bundle.get_message(id).and_then(|message| message.value());
    let pattern = pattern.unwrap_or_else(|| panic!("{id} is no sentence"));
    let mut errors = Vec::new();
    let text = words.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
    assert!(errors.is_empty(), "{id}: {errors:?}");
    text
}

#[test]
fn what_is_said_of_one_is_true_of_twenty_one_too() {
    // Of a first purchase we speak on days of which the only one that ends in a one is the first.
    const OF_ONE_ONLY: [&str; 1] = ["why-first_purchase"];
    let is_shown = |text: &str| SHOWN.iter().any(|name| text.contains(&format!("${name} }}")));
    for choice in all("ru") {
        let one = choice.of("one").map_or("", |variant| variant.text);
        let tells = is_shown(one) || !is_shown(choice.rest().text);
        assert_eq!(tells, !OF_ONE_ONLY.contains(&choice.id), "{}: {one}", choice.id);
    }
}

#[test]
fn what_leaves_a_form_out_is_told_from_what_forgot_it() {
    for text in [
        "Из { $whole } сообщений",
        "не больше { $count } файлов",
        "связаны { $shown }.",
        "ещё { $count }",
        "{ $shown } ждут ответа",
    ] {
        assert!(is_governed(text), "{text}");
    }
    for text in
        ["{ $count } дней назад", "Готово: { $shown } записей.", "слушают { $count } человек"]
    {
        assert!(!is_governed(text), "{text}");
    }
}
