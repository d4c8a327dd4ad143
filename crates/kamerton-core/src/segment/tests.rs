//! Tests of the language: what is written is read back, and mistakes are told with their place.

use proptest::prelude::*;

use super::*;
use crate::time::{Day, Instant};

fn reads(text: &str) -> Tree {
    parse(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}"))
}

fn one(condition: Condition) -> Tree {
    Tree::One(condition)
}

#[test]
fn both_languages_say_the_same() {
    let expected = Tree::All(vec![
        one(Condition::Stage(Stage::III)),
        Tree::Not(Box::new(one(Condition::Wrote(Lately::Days(30))))),
        Tree::Any(vec![
            one(Condition::Place("Чат".to_owned())),
            one(Condition::Tag("вип".to_owned())),
        ]),
    ]);
    let texts = [
        "стадия: лояльный и не писал 30 дней и (место: «Чат» или тег: вип)",
        "stage: loyal and not wrote 30 days and (place: \"Чат\" or tag: вип)",
        "ЭТАП: Промоутер И НЕ писал за 30 дней И ( место: Чат ИЛИ тег: «вип» )",
    ];
    for text in texts {
        assert_eq!(reads(text), expected, "{text}");
    }
    assert_eq!(
        write(&expected, Language::Russian),
        "этап: промоутер и не писал 30 дней и (место: «Чат» или тег: «вип»)"
    );
    assert_eq!(
        write(&expected, Language::English),
        "stage: promoter and not wrote for 30 days and (place: \"Чат\" or tag: \"вип\")"
    );
}

#[test]
fn numbers_are_compared_in_many_ways() {
    let cases = [
        ("charge ≥ 3", Condition::Charge(Measure::AtLeast(30))),
        ("charge: >= 3.5", Condition::Charge(Measure::AtLeast(35))),
        ("заряд > 3,5", Condition::Charge(Measure::AtLeast(36))),
        ("заряд < 3", Condition::Charge(Measure::Below(30))),
        ("заряд от 3 до 5", Condition::Charge(Measure::Between(30, 50))),
        ("заряд: 3–5", Condition::Charge(Measure::Between(30, 50))),
        ("orders ≤ 2", Condition::Orders(Measure::Below(3))),
        ("заказов не меньше 2", Condition::Orders(Measure::AtLeast(2))),
        ("заказов = 1", Condition::Orders(Measure::Between(1, 1))),
        ("messages at least 10", Condition::Messages(Measure::AtLeast(10))),
        ("слушателей больше 4", Condition::Listeners(Measure::AtLeast(5))),
    ];
    for (text, expected) in cases {
        assert_eq!(reads(text), one(expected), "{text}");
    }
}

#[test]
fn times_are_counted_in_days() {
    let cases = [
        ("wrote", Condition::Wrote(Lately::Ever)),
        ("писал за последние 2 недели", Condition::Wrote(Lately::Days(14))),
        ("talked with us in the last 1 month", Condition::Talked(Lately::Days(30))),
        ("контакт: 7 дней", Condition::Talked(Lately::Days(7))),
        ("новый: 30d", Condition::New(30)),
        ("помогал другим за 90 дней", Condition::Helped(Lately::Days(90))),
        ("вступил 1 год", Condition::Joined(Lately::Days(365))),
        ("покупал", Condition::Bought(Lately::Ever)),
    ];
    for (text, expected) in cases {
        assert_eq!(reads(text), one(expected), "{text}");
    }
    let never = Tree::Not(Box::new(one(Condition::Wrote(Lately::Ever))));
    assert_eq!(reads("никогда не писал"), never);
    assert_eq!(reads("never wrote"), never);
}

#[test]
fn values_may_be_listed() {
    let states = Tree::Any(vec![
        one(Condition::State(State::Warm)),
        one(Condition::State(State::PassivePromoter)),
    ]);
    assert_eq!(reads("state: warm, passive promoter"), states);
    assert_eq!(reads("состояние: теплые, пассивный промоутер"), states);
    assert_eq!(write(&states, Language::Russian), "состояние: тёплый, пассивный промоутер");
    assert_eq!(reads("все"), Tree::everybody());
    assert_eq!(write(&Tree::everybody(), Language::English), "everybody");
}

#[test]
fn mistakes_have_a_place_and_a_proposal() {
    let cases = [
        ("", 0, "empty", None),
        ("стадиа: лояльный", 0, "unknown", Some("стадия")),
        ("stage: loyl", 7, "value", Some("loyal")),
        ("state: pasive promoter", 7, "value", Some("passive promoter")),
        ("warm", 0, "unknown", Some("state: warm")),
        ("stage: loyal adn wrote", 13, "expected-joint", Some("and")),
        ("stage: loyal and", 16, "expected-condition", None),
        ("(stage: loyal", 13, "expected-closing", None),
        ("stage: loyal)", 12, "closing", None),
        ("tag: \"vip", 5, "quote", None),
        ("tag:", 4, "expected-value", None),
        ("charge", 6, "expected-comparison", None),
        ("charge ≥ many", 11, "expected-comparison", None),
        ("new: soon", 5, "expected-days", None),
        ("wrote 30 dyas", 9, "expected-days", Some("days")),
        ("wrote 0 days", 8, "range", None),
        ("orders from 5 to 3", 7, "range", None),
        ("wrote or role: staff", 15, "role", None),
        ("role: staff and role: bot", 22, "role", None),
        ("place: Club chat", 12, "expected-joint", None),
    ];
    for (text, at, word, proposal) in cases {
        let wrong = parse(text).expect_err(text);
        assert_eq!((wrong.at, wrong.trouble.word()), (at, word), "{text}: {wrong:?}");
        assert_eq!(wrong.trouble.proposal(), proposal, "{text}");
    }
    let wrong = parse("тег: вип и стадиа: 1").unwrap_err();
    assert_eq!(wrong.column("тег: вип и стадиа: 1"), 12);
}

#[test]
fn bounds_hold() {
    let many = vec!["wrote"; CONDITIONS + 1].join(" and ");
    assert_eq!(parse(&many).unwrap_err().trouble, Trouble::TooMany);
    let deep = format!("{}wrote{}", "(".repeat(1_000), ")".repeat(1_000));
    assert_eq!(parse(&deep).unwrap_err().trouble, Trouble::TooDeep);
    let layer = |inner: String| format!("wrote and (talked or ({inner}))");
    let layers = |count| (0..count).fold("leader".to_owned(), |inner, _| layer(inner));
    assert!(parse(&layers(4)).is_ok());
    assert_eq!(parse(&layers(5)).unwrap_err().trouble, Trouble::TooDeep);
    let long = format!("tag: \"{}\"", "я".repeat(LENGTH));
    assert_eq!(parse(&long).unwrap_err().trouble, Trouble::TooLong);
    let value = format!("tag: \"{}\"", "я".repeat(VALUE_LENGTH + 1));
    assert_eq!(parse(&value).unwrap_err().trouble, Trouble::OutOfRange(Field::Tag));
}

#[test]
fn conditions_know_where_they_stand() {
    let text = "state: warm, cold and (место: «Чат» or wrote)";
    let located = parse_located(text).unwrap();
    let words: Vec<&str> = located.spans.iter().map(|(at, end)| &text[*at..*end]).collect();
    assert_eq!(words, ["warm", "cold", "«Чат»", "wrote"]);
    assert_eq!(located.tree.conditions().len(), 4);
}

#[test]
fn every_field_and_choice_has_words_of_its_own() {
    for language in [Language::Russian, Language::English] {
        for field in Field::ALL {
            assert!(!field.word(language).is_empty());
            assert_eq!(Field::of_key(field.key()), Some(field));
            for choice in field.choices() {
                assert_eq!(reads(&write(&one(choice.clone()), language)), one(choice));
            }
        }
    }
}

#[test]
fn charge_is_compared_as_it_is_shown() {
    struct Nothing;
    impl Lookup for Nothing {
        fn places(&self, _: &str) -> Vec<crate::id::PlaceId> {
            Vec::new()
        }
        fn tag(&self, tag: &str) -> String {
            tag.to_owned()
        }
        fn name(&self, name: &str) -> String {
            name.to_owned()
        }
        fn leader(&self) -> Option<f64> {
            None
        }
    }
    let moment = Moment { now: Instant::default(), today: Day(20_000) };
    let at =
        |ring: f64| Known { rank: crate::charge::ring_rank(ring, Day(20_000)), ..Known::default() };
    let fits = |text: &str, ring: f64| reads(text).tests(moment, &Nothing).matches(&at(ring));
    assert!(fits("charge ≥ 3", 2.951) && !fits("charge ≥ 3", 2.949));
    assert!(fits("charge < 3", 2.949) && !fits("charge < 3", 2.951) && fits("charge < 3", -4.0));
    assert!(fits("charge from 3 to 5", 5.049) && !fits("charge from 3 to 5", 5.051));
    assert!(fits("charge = 3", 3.04) && !fits("charge = 3", 3.06));
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[а-яА-Яa-z0-9 «»\"\\\\(),:и-]{1,12}",
        Just("and".to_owned()),
        Just("«Чат»".to_owned()),
    ]
    .prop_map(|text| text.trim().to_owned())
    .prop_filter("empty", |text| !text.is_empty())
}

fn measure() -> impl Strategy<Value = Measure> {
    prop_oneof![
        (0..=HIGHEST).prop_map(Measure::AtLeast),
        (0..=HIGHEST).prop_map(Measure::Below),
        (0..500_i64, 0..500_i64).prop_map(|(low, more)| Measure::Between(low, low + more)),
    ]
}

fn lately() -> impl Strategy<Value = Lately> {
    prop_oneof![Just(Lately::Ever), (1..=DAYS).prop_map(Lately::Days)]
}

pub(super) fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        proptest::sample::select(State::ALL.to_vec()).prop_map(Condition::State),
        proptest::sample::select(Stage::ALL.to_vec()).prop_map(Condition::Stage),
        proptest::sample::select(Commerce::ALL.to_vec()).prop_map(Condition::Commerce),
        measure().prop_map(Condition::Charge),
        measure().prop_map(Condition::Orders),
        measure().prop_map(Condition::Messages),
        measure().prop_map(Condition::Listeners),
        text().prop_map(Condition::Place),
        text().prop_map(Condition::Tag),
        text().prop_map(Condition::Name),
        text().prop_map(Condition::Account),
        lately().prop_map(Condition::Wrote),
        lately().prop_map(Condition::Talked),
        lately().prop_map(Condition::Bought),
        lately().prop_map(Condition::Joined),
        lately().prop_map(Condition::Helped),
        (1..=DAYS).prop_map(Condition::New),
        Just(Condition::Leader),
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    condition().prop_map(Tree::One).prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Tree::All),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Tree::Any),
            inner.prop_map(|inner| Tree::Not(Box::new(inner))),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_read_back(tree in tree(), staff in any::<bool>()) {
        let role = staff.then_some(Tree::One(Condition::Role(Role::Staff)));
        let tree = Tree::All(role.into_iter().chain([tree]).collect()).normal();
        prop_assume!(tree.check().is_ok());
        for language in [Language::Russian, Language::English] {
            let text = write(&tree, language);
            prop_assert_eq!(parse(&text), Ok(tree.clone()), "{}", text);
        }
    }

    #[test]
    fn whatever_is_typed_is_answered(text in "[a-zа-я «»\"():,<>=0-9\\\\.]{0,60}") {
        if let Err(wrong) = parse(&text) {
            prop_assert!(text.is_char_boundary(wrong.at) && text.is_char_boundary(wrong.end));
            prop_assert!(wrong.at <= wrong.end && wrong.end <= text.len());
            prop_assert!(!wrong.to_string().is_empty());
        }
    }

    #[test]
    fn words_of_the_language_in_any_order_are_answered(
        words in proptest::collection::vec(proptest::sample::select(vec![
            "state", "warm", ":", "and", "or", "not", "(", ")", "wrote", "30", "days", "charge", "≥",
            "tag", "«x»", ",", "new", "role", "staff", "все", "не", "меньше",
        ]), 0..30),
    ) {
        let text = words.join(" ");
        if let Ok(tree) = parse(&text) {
            prop_assert_eq!(tree.normal(), tree);
        }
    }
}
