//! What holds for every input whatsoever.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kamerton_text::{Input, Label, Labels, Lexicon, analyse, fold, index_tokens, read};
use proptest::prelude::*;

fn lexicon() -> Lexicon {
    Lexicon::new(
        &["Камертон".to_owned(), String::new()],
        &["синий тюнер".to_owned()],
        &["!".to_owned()],
    )
}

/// Text of any characters, and text of the signs and words the judgement looks at.
fn text() -> impl Strategy<Value = String> {
    let talk = prop::collection::vec(
        prop::sample::select(vec![
            "спасибо",
            " ",
            "не",
            "камертон",
            "))",
            "((",
            "?",
            "!",
            "\n",
            "```",
            "`",
            "http://",
            "t.me/",
            "@",
            "🔥",
            "е\u{308}",
            "и\u{306}",
            "рекомендую",
            "ужас",
            "taнk",
            "«",
            "»",
            ".",
            "…",
            "don't",
            "Ж",
            "0",
            "- ",
        ]),
        0..40,
    )
    .prop_map(|parts| parts.concat());
    prop_oneof![any::<String>(), talk, "[а-яёА-ЯЁa-z )(?!.,\n:;«»@#/]{0,80}"]
}

proptest! {
    #[test]
    fn every_text_is_judged(text in text(), photo: bool, forwarded: bool, is_reply: bool, own_place: bool) {
        let input = Input { text: &text, photo, forwarded, is_reply, own_place };
        let lexicon = lexicon();
        let (analysis, tokens) = read(&lexicon, &input);
        prop_assert_eq!(&analysis, &analyse(&lexicon, &input));
        prop_assert_eq!(tokens, index_tokens(&text));
        prop_assert!((-100..=100).contains(&analysis.sentiment));
        for mark in &analysis.marks {
            prop_assert!(mark.start < mark.end);
            prop_assert!(text.get(mark.start..mark.end).is_some(), "{mark:?} cuts a character");
            prop_assert!(analysis.labels.has(mark.label));
        }
    }

    #[test]
    fn tokens_are_what_the_index_takes(text in text()) {
        let tokens = index_tokens(&text);
        let distinct: std::collections::HashSet<&String> = tokens.iter().collect();
        prop_assert_eq!(distinct.len(), tokens.len());
        for token in &tokens {
            prop_assert!(!token.is_empty() && token.chars().count() <= 40);
            prop_assert!(token.chars().all(char::is_alphanumeric), "{token:?}");
            prop_assert_eq!(&fold(token), token);
        }
    }

    #[test]
    fn other_peoples_words_carry_no_opinion_of_the_author(text in text()) {
        let input = Input { text: &text, forwarded: true, own_place: true, ..Input::default() };
        let allowed = Labels::of(&[Label::Spam, Label::Sensitive]).0;
        prop_assert_eq!(analyse(&lexicon(), &input).labels.0 & !allowed, 0);
    }
}

#[test]
fn inflected_forms_and_many_words_are_found() {
    let lexicon = lexicon();
    let has = |text| {
        analyse(&lexicon, &Input { text, ..Input::default() }).labels.has(Label::ProductTalk)
    };
    assert!(has("вчера играли с камертоном, очень понравилось"));
    assert!(has("довольны мы синим тюнером и весной"));
    assert!(!has("довольны мы тюнером другого цвета"));
    assert!(!has("вчера играли весь вечер, очень понравилось"));
}

#[test]
fn a_megabyte_is_read_and_only_its_beginning_judged() {
    let text = "слово за слово ".repeat(70_000) + "спасибо большое";
    let (analysis, tokens) = read(&lexicon(), &Input { text: &text, ..Input::default() });
    assert!(!analysis.labels.has(Label::Thanks));
    assert_eq!(tokens, ["слов", "за", "спасиб", "больш"]);
    let many: String = (0..3_000).map(|number| format!("n{number} ")).collect();
    assert_eq!(index_tokens(&many).len(), 2_000);
}

#[test]
fn search_tokens_are_stems() {
    assert_eq!(
        index_tokens("Ёлки, ёлок! don't foo_bar 3.14"),
        ["елк", "елок", "dont", "foo", "bar", "3", "14"]
    );
    assert_eq!(index_tokens("jmeter'ом running runs"), ["jmeter", "ом", "run"]);
    assert_eq!(index_tokens("東京 и🔥"), ["東", "京", "и"]);
    assert_eq!(index_tokens(&"ж".repeat(90)), ["ж".repeat(40)]);
}

#[test]
fn the_language_is_told() {
    let lang = |text| analyse(&Lexicon::default(), &Input { text, ..Input::default() }).lang.word();
    assert_eq!(lang("Привет, как настроить звук?"), "ru");
    assert_eq!(lang("Hello, how do I set the sound?"), "en");
    assert_eq!(lang("Привіт, як налаштувати її звук і світло"), "other");
    assert_eq!(lang("Grüße aus Österreich für alle Mitglieder"), "other");
    assert_eq!(lang("🔥🔥"), "other");
}

#[test]
fn tone_follows_words_negation_and_smiles() {
    let tone = |text| analyse(&Lexicon::default(), &Input { text, ..Input::default() }).sentiment;
    assert!(tone("Отличный магазин, очень доволен") > 40);
    assert!(tone("Мне не понравилось, ужасно") < -30);
    assert!(tone("не очень хорошо") < tone("хорошо"));
    assert!(tone("не так плохо") > 0);
    assert!(tone("понял))") > 0);
    assert!(tone("опоздали((") < 0);
    assert!(tone("not bad at all") > 0);
    assert_eq!(tone("Встреча в семь"), 0);
    assert_eq!(tone("```\nужасно\n```"), 0);
}
