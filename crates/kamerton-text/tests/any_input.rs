//! What holds for every input whatsoever.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use kamerton_text::model::Judgement;
use kamerton_text::{
    Input, Label, Labels, Lexicon, analyse, by_rules, fold, index_tokens, read, reasons,
};
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
        let input = Input {
            text: &text,
            photo,
            forwarded,
            is_reply,
            own_place,
            owner: photo,
            context: is_reply.then_some("А когда вы откроетесь?"),
        };
        let lexicon = lexicon();
        let (analysis, tokens) = read(&lexicon, &input);
        prop_assert_eq!(&analysis, &analyse(&lexicon, &input));
        prop_assert_eq!(tokens, index_tokens(&text));
        prop_assert!((-100..=100).contains(&analysis.sentiment));
        if let Some(judged) = &analysis.judged {
            for judgement in Judgement::ALL {
                prop_assert!((0.0..=1.0).contains(&judged.probability(*judgement)));
            }
            prop_assert!((-1.0..=1.0).contains(&judged.score()));
            prop_assert!(!judged.acts().is_empty());
        }
    }

    #[test]
    fn reasons_are_words_of_the_text(text in text()) {
        let input = Input { text: &text, ..Input::default() };
        for judgement in [Judgement::Question, Judgement::Negative, Judgement::Toxic] {
            let mut before = 0;
            for span in reasons(&lexicon(), &input, judgement) {
                prop_assert!(before <= span.start && span.start < span.end);
                prop_assert!(text.get(span.start..span.end).is_some(), "{span:?} cuts a character");
                prop_assert!(span.share > 0.0 && span.share <= 1.001);
                before = span.end;
            }
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
    let has =
        |text| by_rules(&lexicon, &Input { text, ..Input::default() }).has(Label::ProductTalk);
    assert!(has("вчера играли с камертоном, очень понравилось"));
    assert!(has("довольны мы синим тюнером и весной"));
    assert!(!has("довольны мы тюнером другого цвета"));
    assert!(!has("вчера играли весь вечер, очень понравилось"));
}

#[test]
fn names_are_found_without_their_fleeting_vowel() {
    let names = |name: &str, text: &str| {
        let lexicon = Lexicon::new(&[name.to_owned()], &[], &[]);
        kamerton_text::model::names(&lexicon, &Input { text, ..Input::default() }).len()
    };
    assert_eq!(names("Сверчок", "вчера купила сверчка, сверчок хорош, сверчком довольна"), 3);
    assert_eq!(names("Палец", "у пальца палец"), 2);
    assert_eq!(names("Ток", "так и есть"), 0);
}

#[test]
fn the_models_are_in_the_program() {
    for text in ["Спасибо большое за помощь!", "Thank you so much for your help!"]
    {
        let judged = analyse(&lexicon(), &Input { text, ..Input::default() }).judged.unwrap();
        assert!(judged.holds(Judgement::Thanks) && !judged.holds(Judgement::Complaint), "{text}");
        let why = reasons(&lexicon(), &Input { text, ..Input::default() }, Judgement::Thanks);
        assert!(why.iter().any(|span| span.start == 0), "{why:?}");
    }
}

/// Each is read to its end, whatever it is.
#[test]
fn odd_texts_are_read() {
    let odd = [
        String::new(),
        "а".repeat(1_000_000),
        "z\u{336}\u{31b}\u{344}".repeat(20_000),
        "😀".repeat(100_000),
        "https://example.org/a?b=c ".repeat(10_000),
        "@name ".repeat(50_000),
        "مرحبا كيف حالك ".repeat(5_000),
        "п.р.и.".repeat(50_000),
        "[id1|".repeat(50_000),
        "((((()))))".repeat(50_000),
    ];
    for text in &odd {
        let input = Input { text, context: Some(text), ..Input::default() };
        let (analysis, _, _) = kamerton_text::read_all(&lexicon(), &input);
        assert!((-100..=100).contains(&analysis.sentiment));
        let _ = kamerton_text::check_draft(text, Some(text));
    }
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
    assert!(tone("не так плохо") > tone("плохо"));
    assert!(tone("понял))") > 0);
    assert!(tone("опоздали((") < 0);
    assert!(tone("not bad at all") > 0);
    assert!(tone("Встреча в семь").abs() < 25);
    assert!(tone("```\nужасно\n```").abs() < 25);
}
