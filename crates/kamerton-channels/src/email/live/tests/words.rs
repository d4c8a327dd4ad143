//! Every word of the channel is there, in both languages.

use std::collections::BTreeSet;

use super::*;
use crate::live::{Connector, FieldKind};

fn ids(text: &str) -> BTreeSet<&str> {
    let lines = text.lines().filter(|line| line.starts_with("channel-"));
    lines.filter_map(|line| line.split_once(" = ")).map(|(id, _)| id).collect()
}

#[test]
fn both_languages_have_all_the_words() {
    let words = LIVE.words();
    let (ru, en) = (ids(words.ru), ids(words.en));
    assert_eq!(ru, en);
    // Reasons stand all over the sources; kamerton-web holds each against its words.
    let ru: BTreeSet<&str> = ru.into_iter().filter(|id| !id.contains("-why-")).collect();
    let mut wanted =
        ["", "-about", "-cannot", "-files"].map(|own| format!("channel-email{own}")).to_vec();
    for field in LIVE.fields() {
        let field_id = format!("channel-email-field-{}", field.name);
        wanted.push(format!("{field_id}-hint"));
        if let FieldKind::Choice(choices) = field.kind {
            wanted.extend(choices.iter().map(|choice| format!("{field_id}-{choice}")));
        }
        wanted.push(field_id);
    }
    for (step, ways) in (1..).zip(LIVE.guide()) {
        let step = format!("channel-email-guide-{step}");
        wanted.extend((1..=*ways).map(|way| format!("{step}-{way}")));
        wanted.push(step);
    }
    let card = LIVE.card();
    wanted.extend(card.impossible.iter().chain(card.left_out).map(|id| (*id).to_owned()));
    let source = concat!(include_str!("../look.rs"), include_str!("../reading.rs"));
    let found = source.split('"').filter(|text| text.starts_with("channel-email-found-"));
    wanted.extend(found.map(str::to_owned));
    let wanted: BTreeSet<&str> = wanted.iter().map(String::as_str).collect();
    assert_eq!(wanted, ru, "nothing is missing and nothing is left over");
}

#[test]
fn it_is_on_the_list() {
    let found = crate::connector("email").unwrap();
    assert_eq!(found.word(), "email");
    let hosts = |fields: &[(&str, &str)]| {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        found.hosts(&crate::live::Settings::new(fields)).unwrap()
    };
    assert_eq!(hosts(&[("address", "a@mail.ru")]), ["imap.mail.ru", "smtp.mail.ru"]);
    let own = [("address", "a@b.example"), ("imap-host", "m.lan"), ("smtp-host", "s.lan")];
    assert_eq!(hosts(&own), ["m.lan", "s.lan"]);
    assert!(hosts(&[]).is_empty(), "nowhere, rather than anywhere");
}
