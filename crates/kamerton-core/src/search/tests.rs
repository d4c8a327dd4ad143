//! Queries taken apart and written out again, and what is best.

use proptest::prelude::*;

use super::*;
use crate::reading::Label;

fn shown(text: &str) -> String {
    Query::parse(text).to_string()
}

fn notices(text: &str) -> Vec<Notice> {
    Query::parse(text).notices
}

#[test]
fn queries_are_taken_apart() {
    let cases = [
        ("где мой заказ", "где мой заказ"),
        ("  \"добрый день\" -спам ", "\"добрый день\" -спам"),
        ("«добрый день» -«не надо»", "\"добрый день\" -\"не надо\""),
        ("достав*", "достав*"),
        ("\"не закрыто", "\"не закрыто\""),
        ("- а -- -", "а"),
        ("ковид-19 wi-fi", "ковид-19 wi-fi"),
        ("от:Марина", "from:\"Марина\""),
        ("from:\"Марина К\",@ivan кофе", "кофе from:\"Марина К\",\"@ivan\""),
        ("где:чат место:почта", "place:\"чат\",\"почта\""),
        ("-place:чат", "-place:\"чат\""),
        ("ступень:3 stage:I", "stage:III,I"),
        ("состояние:тёплые", "state:warm"),
        ("state:камертон,cold", "state:kamerton,cold"),
        ("вид:вопросы,жалобы", "kind:question,complaint"),
        ("kind:complaints вид:\"вопрос владельца\"", "kind:complaint kind:usage_question"),
        ("есть:фото has:links", "has:photo has:link"),
        ("до:01.03.2026 after:2026-02", "before:2026-03-01 after:2026-02-01"),
        ("с:2025 before:1.3.26", "after:2025-01-01 before:2026-03-01"),
        ("отвечено:нет", "answered:no"),
        ("от:", ""),
        ("12:30 https://example.org", "12:30 https://example.org"),
    ];
    for (text, expected) in cases {
        assert_eq!(shown(text), expected, "{text}");
        assert_eq!(notices(text), [], "{text}");
    }
}

#[test]
fn what_is_not_understood_is_said_and_the_rest_works() {
    assert_eq!(notices("цвет:синий"), [Notice::Field("цвет".to_owned())]);
    assert_eq!(shown("цвет:синий чайник"), "цвет:синий чайник");
    let odd = "state:счастливый кофе";
    assert_eq!(notices(odd), [Notice::Value(Field::State, "счастливый".to_owned())]);
    assert_eq!(shown(odd), "кофе");
    let odd = "kind:вопрос,чушь";
    assert_eq!(notices(odd), [Notice::Value(Field::Kind, "чушь".to_owned())]);
    assert_eq!(shown(odd), "kind:question");
    assert_eq!(notices("до:вчера"), [Notice::Value(Field::Before, "вчера".to_owned())]);
    assert_eq!(notices("до:31.02.2026"), [Notice::Value(Field::Before, "31.02.2026".to_owned())]);
    assert_eq!(notices(&"слово ".repeat(30)), [Notice::TooLong]);
    assert_eq!(notices(" 😇 "), [Notice::Signs("😇".to_owned())]);
    assert_eq!(notices("кофе 😇"), [], "the word is found");
    assert_eq!(notices(" "), []);
}

#[test]
fn only_the_last_word_may_go_on() {
    for (text, open) in [
        ("достав", true),
        ("где достав", true),
        ("достав ", false),
        ("\"достав", false),
        ("-достав", false),
        ("достав*", false),
        ("от:мар", false),
        ("", false),
    ] {
        assert_eq!(Query::parse(text).open, open, "{text}");
    }
}

#[test]
fn a_word_can_be_taken_literally() {
    let query = Query::parse("где доствка -доствка от:Марина");
    assert_eq!(
        query.literally("доствка").to_string(),
        "где \"доствка\" -\"доствка\" from:\"Марина\""
    );
}

#[test]
fn every_label_state_and_stage_has_a_name() {
    for label in Label::ALL {
        let text = format!("kind:{}", label.word());
        assert_eq!(shown(&text), text);
    }
    for state in State::ALL {
        let text = format!("state:{}", state.word());
        assert_eq!(shown(&text), text);
    }
    for stage in Stage::ALL {
        assert_eq!(shown(&format!("stage:{}", stage.word())), format!("stage:{}", stage.word()));
        assert_eq!(shown(&format!("stage:{}", stage.code())), format!("stage:{}", stage.word()));
    }
}

#[test]
fn missing_words_cost_more_than_all_else() {
    let whole = Fit { coverage: 1.0, words: 900, days: 4_000.0, ..Fit::default() };
    let part = Fit { coverage: 0.6, exact: 0.5, near: 1.0, words: 5, days: 0.0 };
    assert!(score(&whole) > score(&part));
    let near = Fit { near: 1.0, ..whole };
    let young = Fit { days: 0.0, ..whole };
    assert!(score(&near) > score(&young) && score(&young) > score(&whole));
    let bare = Fit { coverage: 1.0, exact: 1.0, near: 1.0, words: 1, days: 0.0 };
    assert!(score(&Fit { words: 8, ..bare }) > score(&bare), "one word alone says little");
    assert!(score(&Fit { words: 8, ..bare }) > score(&Fit { words: 300, ..bare }));
    assert!(weight(0) == 12 && weight(1) == 12 && weight(1_000) < weight(100));
    assert_eq!(weight(i64::MAX), 1);
}

fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[а-яёa-z]{1,8}",
        "[ \"«»“”„:,*−-]{1,3}",
        "(от|from|где|stage|вид|has|до|after|answered|цвет):",
        "(1|photo|вопрос|2026-03-01|да|тёплый)",
        "\\PC{1,3}",
    ];
    proptest::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn whatever_is_typed_is_a_query(text in "\\PC*") {
        Query::parse(&text);
    }

    #[test]
    fn a_query_that_is_written_out_is_the_same_query(text in typed()) {
        let once = Query::parse(&text);
        let again = Query::parse(&once.to_string());
        prop_assert_eq!(again.terms, once.terms);
        prop_assert_eq!(again.conditions, once.conditions);
    }
}
