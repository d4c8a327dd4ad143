//! The capability card of a channel in words.

use kamerton_app::channels::LARGEST;
use kamerton_app::live::{
    ActKind, Card, Connector, Finding, Grade, HandOff, History, Restriction, Start,
};
use kamerton_core::time::{DAY, HOUR, MINUTE};

use crate::channel_words;
use crate::format;
use crate::pages::messages::reply::MOST_BYTES;
use crate::pages::page::Page;
use crate::words::Arg;

/// What a channel can do, and what it cannot, told apart by whose limit it is.
pub struct Told {
    pub can: Vec<String>,
    /// The title above what cannot be had there: where no platform stands behind it, none is named.
    pub cannot_title: String,
    pub cannot: Vec<String>,
    /// What we do not do, though it might be done.
    pub left_out: Vec<String>,
}

impl Told {
    /// The card of a connector.
    pub fn of(page: &Page, connector: &dyn Connector) -> Self {
        let card = connector.card();
        let say = |ids: &[&str]| ids.iter().map(|id| page.say(id)).collect();
        Self {
            can: can(page, connector, &card),
            cannot_title: own(page, connector, "cannot", "channels-cannot"),
            cannot: say(card.impossible),
            left_out: say(card.left_out),
        }
    }
}

/// What the channel says in words of its own, else what holds for most.
pub(super) fn own(page: &Page, connector: &dyn Connector, what: &str, usual: &str) -> String {
    page.say(&own_id(page, connector, what, usual))
}

/// The id of what [`own`] says, for sentences with something in them.
fn own_id(page: &Page, connector: &dyn Connector, what: &str, usual: &str) -> String {
    let id = format!("channel-{}-{what}", connector.word());
    if page.words().has(&id) { id } else { usual.to_owned() }
}

fn can(page: &Page, connector: &dyn Connector, card: &Card) -> Vec<String> {
    let mut told = Vec::new();
    let own_past = page.words().has(&format!("channel-{}-past", connector.word()));
    match card.history {
        // What a platform keeps back is told below; here stands how the past comes in another way.
        History::None if !own_past => {}
        History::None | History::Some => {
            told.push(own(page, connector, "past", "channels-history-some"));
        }
        History::All => told.push(own(page, connector, "past", "channels-history-all")),
    }
    // Where nobody talks in private, there is nothing to be answered in time.
    if let Some(window) = card.window
        && !window.is_zero()
        && card.starts != Start::Nobody
    {
        let micros = i64::try_from(window.as_micros()).unwrap_or(i64::MAX);
        told.push(page.with("channels-window", "span", &within(page, micros)));
    }
    if !card.acts.is_empty() {
        let id = own_id(page, connector, "acts", "channels-acts");
        told.push(page.with(&id, "acts", &page.words().enumerated(&acts(page, card))));
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
        told.extend(edits(page, card));
        told.extend(files(page, connector, card));
    }
    if connector.fetch().is_some() {
        told.push(page.with("channels-files-in", "size", &size(page, LARGEST)));
    }
    told
}

/// What can be done there, without what has a sentence of its own.
fn acts(page: &Page, card: &Card) -> Vec<String> {
    let mut told = Vec::new();
    for act in card.acts {
        match act {
            ActKind::Files | ActKind::Edit => {}
            // Writing in private promises more than is allowed where only they may begin.
            ActKind::Private if card.starts == Start::OnlyThey => {
                told.push(page.say("channels-act-answer-private"));
            }
            ActKind::Restrict => {
                let how = card.restricts.iter().map(|how| match how {
                    Restriction::Silent => "silent",
                    Restriction::Out => "out",
                    Restriction::Lifted => "lifted",
                });
                told.extend(how.map(|how| page.word("channels-act-restrict", how)));
            }
            act => told.push(page.word("channel-act", act.word())),
        }
    }
    told
}

/// For how long what we said can be changed, where it can be.
fn edits(page: &Page, card: &Card) -> Option<String> {
    let edits = card.acts.contains(&ActKind::Edit);
    if !edits || card.edits_for.is_some_and(|time| time.is_zero()) {
        return None;
    }
    let Some(time) = card.edits_for else { return Some(page.say("channels-edits-always")) };
    let micros = i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    Some(page.with("channels-edits-for", "span", &within(page, micros)))
}

/// How many files may go along with what we say, and how large they may be, where they may.
fn files(page: &Page, connector: &dyn Connector, card: &Card) -> Option<String> {
    if !card.acts.contains(&ActKind::Files) {
        return None;
    }
    let count = i64::try_from(card.most_files).unwrap_or(i64::MAX);
    // What a form takes altogether may be less than what the platform does for each.
    let id = match card.largest_file < MOST_BYTES {
        true => "channels-files",
        false => "channels-files-together",
    };
    let id = own_id(page, connector, "files", id);
    let (each, all) = (size(page, card.largest_file), size(page, MOST_BYTES));
    let args =
        [("count", Arg::Number(count)), ("size", Arg::Text(&each)), ("all", Arg::Text(&all))];
    Some(page.words().say(&id, &args))
}

fn size(page: &Page, bytes: usize) -> String {
    format::bytes(page.words().language(), bytes as u64)
}

/// Within how long: «в течение 7 дней».
fn within(page: &Page, micros: i64) -> String {
    if micros % DAY == 0 {
        return page.count("channels-within-days", &(micros / DAY));
    }
    if micros % HOUR == 0 {
        return page.count("channels-within-hours", &(micros / HOUR));
    }
    page.count("channels-within-minutes", &(micros / MINUTE))
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
