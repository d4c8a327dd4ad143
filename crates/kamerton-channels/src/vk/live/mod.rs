//! The connector.

mod api;
mod attachments;
mod call;
mod comment;
mod convert;
mod envelope;
mod fault;
mod longpoll;
mod look;
mod names;
mod people;
mod post;
mod prove;
mod search;
mod send;
mod settings;
mod spot;
mod talk;
mod target;
#[cfg(test)]
mod tests;
mod text;
mod upload;
mod walk;
mod webhook;
mod wire;

use std::time::Duration;

use kamerton_core::fact::Fact;

use super::KIND;
use crate::live::{
    About, ActKind, Asks, Backfill, Card, Connector, Discover, Field, Follow, HandOff, History,
    Link, Name, Poll, Prove, Reach, Reconcile, Report, Restriction, SearchMentions, Send, Settings,
    Start, Unread, Webhook, Words, Work,
};

/// What can be connected.
pub static LIVE: Live = Live;

/// The connector.
pub struct Live;

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
            // Messages; posts take more.
            longest_text: 4_096,
            most_files: 10,
            largest_file: 50 << 20,
            edits_for: Some(Duration::from_secs(24 * 3_600)),
            history: History::Some,
            names_members: false,
            private_threads: false,
            hand_off: HandOff::SameDialogue,
            acts: &[
                ActKind::Reply,
                ActKind::Private,
                ActKind::Post,
                ActKind::Schedule,
                ActKind::Files,
                ActKind::Repost,
                ActKind::Edit,
                ActKind::Delete,
                ActKind::Moderate,
                ActKind::Pin,
                ActKind::Ask,
                ActKind::Restrict,
            ],
            // What VK's own form takes.
            asks: Some(Asks {
                longest_question: 200,
                most_answers: 10,
                longest_answer: 100,
                anonymous: true,
            }),
            restricts: &[Restriction::Out, Restriction::Lifted],
            restricts_for_a_time: true,
            impossible: &[
                "channel-vk-no-first-word",
                "channel-vk-no-wall-without-person",
                "channel-vk-no-photo-without-person",
                "channel-vk-no-deleted-messages",
                "channel-vk-no-silence",
            ],
            left_out: &["channel-vk-not-members"],
        }
    }

    fn fields(&self) -> &'static [Field] {
        settings::FIELDS
    }

    fn guide(&self) -> &'static [usize] {
        &[0, 0, 0, 0, 0, 0, 0]
    }

    fn guided(&self) -> &'static [&'static str] {
        &["user-token", "service-token"]
    }

    fn hosts(&self, settings: &Settings) -> Option<Vec<String>> {
        settings::hosts(settings)
    }

    fn check<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, Report> {
        Box::pin(look::check(link))
    }

    fn convert(&self, body: &str, about: &About) -> Result<Vec<Fact>, Unread> {
        convert::convert(body, about)
    }

    fn poll(&self) -> Option<&dyn Poll> {
        Some(self)
    }

    fn webhook(&self) -> Option<&dyn Webhook> {
        Some(self)
    }

    fn backfill(&self) -> Option<&dyn Backfill> {
        Some(self)
    }

    fn reconcile(&self) -> Option<&dyn Reconcile> {
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

    fn search_mentions(&self) -> Option<&dyn SearchMentions> {
        Some(self)
    }

    fn follow_profile(&self) -> Option<&dyn Follow> {
        Some(self)
    }

    fn reach(&self) -> Option<&dyn Reach> {
        Some(self)
    }

    fn name(&self) -> Option<&dyn Name> {
        Some(self)
    }
}
