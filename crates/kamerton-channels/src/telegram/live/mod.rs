//! A Telegram bot at work, on the contract of [`crate::live`].
//!
//! * `ids` what chats, people and messages are called, the same for import and live
//! * `convert`, `service`, `media` from an update to facts, pure
//! * `outgoing` what we want said as methods of the Bot API, pure
//! * `api` the form of requests and answers
//! * `incoming`, `send`, `look`, `files` what asks the server

mod api;
mod convert;
mod files;
mod ids;
mod incoming;
mod look;
mod media;
mod outgoing;
mod send;
mod service;
#[cfg(test)]
mod tests;

use kamerton_core::fact::Fact;

use super::KIND;
use crate::live::{
    About, ActKind, Card, Connector, Discover, Fetch, Field, FieldKind, HandOff, History, Invite,
    Link, Poll, Prove, Report, Restriction, Send, Settings, Start, Unread, Webhook, Words, Work,
};

/// The connector.
pub static LIVE: Live = Live;

/// Telegram by its Bot API.
#[derive(Clone, Copy, Debug)]
pub struct Live;

const FIELDS: &[Field] = &[
    Field { name: "token", kind: FieldKind::Secret, required: true },
    Field { name: "mode", kind: FieldKind::Choice(&["poll", "webhook"]), required: true },
    Field { name: "webhook-secret", kind: FieldKind::OwnSecret, required: false },
    Field { name: "address", kind: FieldKind::Address, required: false },
    // An address that may hold a name and a password.
    Field { name: "proxy", kind: FieldKind::Secret, required: false },
];

const ACTS: &[ActKind] = &[
    ActKind::Reply,
    ActKind::Private,
    ActKind::Post,
    ActKind::Files,
    ActKind::Repost,
    ActKind::Edit,
    ActKind::Delete,
    ActKind::Moderate,
    ActKind::Pin,
    ActKind::Ask,
    ActKind::Restrict,
];

const IMPOSSIBLE: &[&str] = &[
    "channel-telegram-no-history",
    "channel-telegram-no-members",
    "channel-telegram-no-first-word",
    "channel-telegram-no-schedule",
    "channel-telegram-no-views",
    "channel-telegram-no-deletions",
    "channel-telegram-no-proof",
    "channel-telegram-no-late-deleting",
    "channel-telegram-no-late-business",
    "channel-telegram-no-long-caption",
];

impl Connector for Live {
    fn word(&self) -> &'static str {
        KIND
    }

    fn words(&self) -> Words {
        Words { ru: include_str!("../words.ru.ftl"), en: include_str!("../words.en.ftl") }
    }

    fn card(&self) -> Card {
        Card {
            starts: Start::OnlyThey,
            window: None,
            longest_text: outgoing::LONGEST_TEXT,
            most_files: outgoing::MOST_FILES,
            largest_file: outgoing::LARGEST_FILE,
            edits_for: None,
            history: History::None,
            names_members: false,
            private_threads: false,
            hand_off: HandOff::SameDialogue,
            acts: ACTS,
            asks: Some(outgoing::ASKS),
            restricts: &[Restriction::Silent, Restriction::Out, Restriction::Lifted],
            restricts_for_a_time: true,
            impossible: IMPOSSIBLE,
            left_out: &[],
        }
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn guide(&self) -> &'static [usize] {
        &[0, 0, 0, 3, 0]
    }

    fn hosts(&self, settings: &Settings) -> Option<Vec<String>> {
        Some(api::hosts(settings))
    }

    fn check<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, Report> {
        Box::pin(look::check(link))
    }

    fn convert(&self, body: &str, about: &About) -> Result<Vec<Fact>, Unread> {
        convert::facts(body, about)
    }

    fn keeps(&self) -> Option<std::time::Duration> {
        // Updates that nobody took are kept for 24 hours (Bot API, getUpdates).
        Some(std::time::Duration::from_secs(24 * 3_600))
    }

    fn poll(&self) -> Option<&dyn Poll> {
        Some(self)
    }

    fn webhook(&self) -> Option<&dyn Webhook> {
        Some(self)
    }

    fn discover(&self) -> Option<&dyn Discover> {
        Some(self)
    }

    fn send(&self) -> Option<&dyn Send> {
        Some(self)
    }

    fn prove(&self) -> Option<&dyn Prove> {
        Some(self)
    }

    fn fetch(&self) -> Option<&dyn Fetch> {
        Some(self)
    }

    fn invite(&self) -> Option<&dyn Invite> {
        Some(self)
    }
}
