//! The table of what channels can, in `docs/CHANNELS.md`, is made of what the connectors say.

#![allow(clippy::unwrap_used, reason = "clippy knows functions marked as tests, not their helpers")]

use std::fmt::Write;
use std::path::PathBuf;

use kamerton_channels::CONNECTORS;
use kamerton_channels::live::{Ability, HandOff, History, Start};

const FROM: &str = "<!-- table -->\n";
const TO: &str = "<!-- /table -->";

fn table() -> String {
    let mut table = String::from(
        "| channel | abilities | acts | longest text | edits | private talks begin | the past | hand-off |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for connector in CONNECTORS {
        let card = connector.card();
        let abilities = Ability::of(*connector);
        let abilities: Vec<String> =
            abilities.iter().map(|one| spaced(&format!("{one:?}"))).collect();
        let acts: Vec<&str> = card.acts.iter().map(|act| act.word()).collect();
        let edits = match card.edits_for {
            Some(time) if time.is_zero() => "never".to_owned(),
            Some(time) => format!("for {} h", time.as_secs() / 3_600),
            None => "always".to_owned(),
        };
        let starts = match (card.starts, card.window) {
            (Start::OnlyThey, None) => "they".to_owned(),
            (Start::OnlyThey, Some(window)) => format!("they, {} h", window.as_secs() / 3_600),
            (Start::Anyone, _) => "either side".to_owned(),
            (Start::Nobody, _) => "none".to_owned(),
        };
        let past = match card.history {
            History::None => "by import",
            History::Some => "some",
            History::All => "all",
        };
        let hand_off = match card.hand_off {
            HandOff::SameDialogue => "same dialogue",
            HandOff::ColleagueInThread => "colleague in the thread",
            HandOff::Link => "link",
        };
        let (text, sends) = (card.longest_text, !acts.is_empty());
        let dash = |text: String| if sends { text } else { "–".to_owned() };
        let cells = [
            connector.word().to_owned(),
            abilities.join(", "),
            dash(acts.join(", ")),
            dash(text.to_string()),
            dash(edits),
            starts,
            past.to_owned(),
            dash(hand_off.to_owned()),
        ];
        writeln!(table, "| {} |", cells.join(" | ")).unwrap();
    }
    table
}

/// `SearchMentions` becomes `search mentions`.
fn spaced(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

#[test]
fn the_table_says_what_the_connectors_say() {
    let folder = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo names the crate's folder");
    let path = PathBuf::from(folder).join("../../docs/CHANNELS.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = text.split_once(FROM).expect("the table has a beginning");
    let (kept, tail) = rest.split_once(TO).expect("the table has an end");
    if std::env::var_os("KAMERTON_WRITE_TABLE").is_some() {
        std::fs::write(&path, format!("{head}{FROM}{}{TO}{tail}", table())).unwrap();
        return;
    }
    assert_eq!(kept, table(), "run with KAMERTON_WRITE_TABLE=1 to write it anew");
}
