//! Every word that is asked for is there, in both languages.

use std::collections::BTreeSet;

use crate::live::{Ability, Connector, FieldKind};
use crate::vk::live::LIVE;
use crate::vk::live::look::RIGHTS;

fn ids(text: &str) -> BTreeSet<&str> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with(['#', ' ']));
    lines.map(|line| line.split_once(" = ").unwrap().0).collect()
}

#[test]
fn both_languages_say_the_same_and_nothing_is_missing() {
    let words = LIVE.words();
    let (ru, en) = (ids(words.ru), ids(words.en));
    assert_eq!(ru, en);
    // Reasons stand all over the sources; kamerton-web holds each against its words.
    let ru: BTreeSet<&str> = ru.into_iter().filter(|id| !id.contains("-why-")).collect();
    let mut wanted: BTreeSet<String> =
        ["channel-vk", "channel-vk-about", "channel-vk-past"].map(str::to_owned).into();
    for field in LIVE.fields() {
        wanted.insert(format!("channel-vk-field-{}", field.name));
        wanted.insert(format!("channel-vk-field-{}-hint", field.name));
        if let FieldKind::Choice(choices) = field.kind {
            wanted.extend(
                choices.iter().map(|choice| format!("channel-vk-field-{}-{choice}", field.name)),
            );
        }
    }
    let steps = 1..=LIVE.guide().len();
    wanted.extend(steps.map(|step| format!("channel-vk-guide-{step}")));
    let card = LIVE.card();
    wanted.extend(card.impossible.iter().chain(card.left_out).map(|&id| id.to_owned()));
    wanted.extend(RIGHTS.map(|right| format!("channel-vk-right-{right}")));
    let source = include_str!("../look.rs");
    let found = source.split('"').filter(|text| text.starts_with("channel-vk-found-"));
    wanted.extend(found.map(str::to_owned));
    assert_eq!(wanted.iter().map(String::as_str).collect::<BTreeSet<_>>(), ru);
}

#[test]
fn what_the_card_promises_is_handed_out() {
    let abilities = Ability::of(&LIVE);
    assert_eq!(abilities.len(), 11, "{abilities:?}");
    assert_eq!(LIVE.hosts(&crate::live::Settings::default()), None);
}
