//! The capability card of a channel in words.

use kamerton_app::channels::LARGEST;
use kamerton_app::live::{ActKind, Card, Connector, Finding, Grade, HandOff, History, Start};
use kamerton_core::time::{DAY, HOUR, MINUTE};

use crate::channel_words;
use crate::format;
use crate::pages::messages::reply::MOST_BYTES;
use crate::pages::page::Page;
use crate::words::Arg;

/// What a channel can do.
pub fn can(page: &Page, connector: &dyn Connector) -> Vec<String> {
    let card = connector.card();
    let mut told = Vec::new();
    match card.history {
        History::None => {}
        History::Some => told.push(page.say("channels-history-some")),
        History::All => told.push(page.say("channels-history-all")),
    }
    match card.starts {
        Start::OnlyThey => told.push(page.say("channels-start-they")),
        Start::Anyone => told.push(page.say("channels-start-anyone")),
        Start::Nobody => {}
    }
    // Where nobody talks in private, there is nothing to be answered in time.
    if let Some(window) = card.window
        && !window.is_zero()
        && card.starts != Start::Nobody
    {
        let micros = i64::try_from(window.as_micros()).unwrap_or(i64::MAX);
        told.push(page.with("channels-window", "span", &span(page, micros)));
    }
    if !card.acts.is_empty() {
        let acts = card.acts.iter().map(|act| page.word("channel-act", act.word()));
        told.push(page.with("channels-acts", "acts", &acts.collect::<Vec<_>>().join(", ")));
        told.push(page.word(
            "channels-hand-off",
            match card.hand_off {
                HandOff::SameDialogue => "same",
                HandOff::ColleagueInThread => "colleague",
                HandOff::Link => "link",
            },
        ));
        if card.longest_text > 0 {
            told.push(page.count("channels-longest", &card.longest_text));
        }
        told.extend(edits(page, &card));
        told.extend(files(page, &card));
    }
    if connector.fetch().is_some() {
        told.push(page.with("channels-files-in", "size", &size(page, LARGEST)));
    }
    told
}

/// Whether what we said can be changed at all.
fn can_edit(card: &Card) -> bool {
    card.acts.contains(&ActKind::Edit) && card.edits_for.is_none_or(|time| !time.is_zero())
}

/// For how long what we said can be changed, where it can be.
fn edits(page: &Page, card: &Card) -> Option<String> {
    if !can_edit(card) {
        return None;
    }
    let Some(time) = card.edits_for else { return Some(page.say("channels-edits-always")) };
    let micros = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    Some(page.with("channels-edits-for", "span", &span(page, micros)))
}

/// How many files may go along with what we say, and how large they may be, where they may.
fn files(page: &Page, card: &Card) -> Option<String> {
    if !card.acts.contains(&ActKind::Files) {
        return None;
    }
    let count = i64::try_from(card.most_files).unwrap_or(i64::MAX);
    // What a form takes may be less than what the platform does.
    let size = size(page, card.largest_file.min(MOST_BYTES));
    let args = [("count", Arg::Number(count)), ("size", Arg::Text(&size))];
    Some(page.words().say("channels-files", &args))
}

fn size(page: &Page, bytes: usize) -> String {
    format::bytes(page.words().language(), bytes as u64)
}

/// What it cannot, with what to do instead.
pub fn cannot(page: &Page, connector: &dyn Connector) -> Vec<String> {
    let card = connector.card();
    // Where the channel says it in words of its own, those say what to do there.
    let says = |what: &str| card.impossible.iter().any(|id| id.ends_with(what));
    let mut told = Vec::new();
    if card.history == History::None && !says("-no-history") {
        told.push(page.say("channels-history-none"));
    }
    if card.starts == Start::Nobody {
        told.push(page.say("channels-start-nobody"));
    }
    if !card.acts.is_empty() && !can_edit(&card) && !says("-no-edit") {
        told.push(page.say("channels-edits-never"));
    }
    if !card.acts.is_empty() && !card.acts.contains(&ActKind::Files) {
        told.push(page.say("channels-files-none"));
    }
    told.extend(card.impossible.iter().map(|id| page.say(id)));
    told
}

fn span(page: &Page, micros: i64) -> String {
    if micros % DAY == 0 {
        return page.count("policy-days", &(micros / DAY));
    }
    if micros % HOUR == 0 {
        return page.count("policy-hours", &(micros / HOUR));
    }
    format::count(page.lang, micros / MINUTE)
}

/// What a check found, in words.
pub struct Found {
    pub grade: &'static str,
    pub text: String,
}

/// What a check found.
pub fn found(page: &Page, findings: &[Finding]) -> Vec<Found> {
    let told = findings.iter().map(|finding| Found {
        grade: match finding.grade {
            Grade::Good => "good",
            Grade::Lacking => "lacking",
            Grade::Broken => "broken",
        },
        text: channel_words::finding(page.words(), finding),
    });
    told.collect()
}
