//! MAX, live: a bot that hears and speaks in chats, channels and private talks.

mod answer;
mod api;
mod convert;
mod history;
mod look;
mod message;
mod names;
mod prove;
mod read;
mod receive;
mod send;
#[cfg(test)]
mod tests;

use std::time::Duration;

use kamerton_core::fact::{Fact, PlaceRef};
use kamerton_core::time::Instant;

use super::KIND;
use crate::live::{
    self, About, ActKind, Backfill, Bucket, Call, Card, Connector, Discover, Field, FieldKind,
    Found, HandOff, History, Link, Outgoing, Poll, Polled, Prove, Reach, Reached, Received,
    Reconcile, Refused, Report, Restriction, Sent, Settings, Start, Unread, Webhook, Words, Work,
};

/// The connector.
pub static LIVE: Live = Live;

/// The connector of MAX.
#[derive(Clone, Copy, Debug)]
pub struct Live;

/// What has to be filled in.
const FIELDS: [Field; 4] = [
    Field { name: "token", kind: FieldKind::Secret, required: true },
    Field { name: "certificates", kind: FieldKind::Certificates, required: false },
    Field { name: "secret", kind: FieldKind::OwnSecret, required: false },
    Field { name: "address", kind: FieldKind::Address, required: false },
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
            longest_text: send::LONGEST_TEXT,
            most_files: send::MOST_FILES,
            largest_file: send::LARGEST_FILE,
            // In chats and channels without end; in private talks seven days, which holds for all.
            edits_for: Some(Duration::from_hours(7 * 24)),
            history: History::Some,
            names_members: false,
            private_threads: false,
            hand_off: HandOff::SameDialogue,
            acts: &[
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
            ],
            asks: Some(send::ASKS),
            restricts: &[Restriction::Out],
            restricts_for_a_time: false,
            impossible: &[
                "channel-max-no-first-word",
                "channel-max-no-schedule",
                "channel-max-no-reactions",
                "channel-max-no-silence",
                "channel-max-no-anonymous",
                "channel-max-no-comments",
                "channel-max-no-list",
            ],
            left_out: &[],
        }
    }

    fn fields(&self) -> &'static [Field] {
        &FIELDS
    }

    fn guide(&self) -> &'static [usize] {
        &[0, 0, 0, 0, 0, 0]
    }

    fn guided(&self) -> &'static [&'static str] {
        &["certificates"]
    }

    fn hosts(&self, settings: &Settings) -> Option<Vec<String>> {
        Some(look::hosts(settings))
    }

    fn check<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, Report> {
        Box::pin(look::check(link))
    }

    fn convert(&self, body: &str, about: &About) -> Result<Vec<Fact>, Unread> {
        convert::facts(body, about)
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

    fn send(&self) -> Option<&dyn live::Send> {
        Some(self)
    }

    fn prove(&self) -> Option<&dyn Prove> {
        Some(self)
    }

    fn reach(&self) -> Option<&dyn Reach> {
        Some(self)
    }
}

impl Poll for Live {
    fn poll<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str, wait: Duration) -> Work<'a, Polled> {
        Box::pin(receive::poll(link, cursor, wait))
    }
}

impl Webhook for Live {
    fn receive(&self, call: &Call<'_>, link: &Link<'_>) -> Result<Received, Refused> {
        receive::receive(call, link)
    }

    fn register<'a>(&'a self, link: &'a Link<'a>, address: &'a str) -> Work<'a, ()> {
        Box::pin(receive::register(link, address))
    }

    fn unregister<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, ()> {
        Box::pin(receive::unregister(link))
    }
}

impl Backfill for Live {
    fn backfill<'a>(&'a self, link: &'a Link<'a>, cursor: &'a str) -> Work<'a, Polled> {
        Box::pin(history::piece(link, cursor, None))
    }
}

impl Reconcile for Live {
    fn reconcile<'a>(
        &'a self,
        link: &'a Link<'a>,
        since: Instant,
        cursor: &'a str,
    ) -> Work<'a, Polled> {
        Box::pin(history::piece(link, cursor, Some(since)))
    }
}

impl Discover for Live {
    fn discover<'a>(&'a self, link: &'a Link<'a>, known: &'a [PlaceRef]) -> Work<'a, Vec<Found>> {
        Box::pin(look::discover(link, known))
    }
}

impl live::Send for Live {
    fn buckets(&self, outgoing: &Outgoing, about: &About) -> Vec<Bucket> {
        send::buckets(outgoing, about)
    }

    fn send<'a>(&'a self, link: &'a Link<'a>, outgoing: &'a Outgoing) -> Work<'a, Sent> {
        Box::pin(send::send(link, outgoing))
    }
}

impl Prove for Live {
    fn prove<'a>(
        &'a self,
        link: &'a Link<'a>,
        outgoing: &'a Outgoing,
        tried_at: Instant,
    ) -> Work<'a, Option<Sent>> {
        Box::pin(prove::prove(link, outgoing, tried_at))
    }
}

impl Reach for Live {
    fn reach<'a>(&'a self, link: &'a Link<'a>, messages: &'a [String]) -> Work<'a, Vec<Reached>> {
        Box::pin(look::reach(link, messages))
    }
}
