//! A mail account at work, on the contract of [`crate::live`]: IMAP for reading, SMTP for answering.
//!
//! * `settings`, `known` what was filled in and what follows from it
//! * `response`, `utf7`, `imap` the language of the server that keeps mails
//! * `pool` sessions that are kept between two questions
//! * `mails`, `parts` mails in pieces, large ones without their files
//! * `cursor`, `reading` news, the past, gaps
//! * `compose`, `smtp`, `send` answers
//! * `files` files of mails, when somebody wants to see one
//! * `look` the check

mod compose;
mod cursor;
mod files;
mod imap;
mod known;
mod look;
mod mails;
mod parts;
mod pool;
mod reading;
mod response;
mod send;
mod settings;
mod smtp;
#[cfg(test)]
mod tests;
mod upset;
mod utf7;

use kamerton_core::fact::Fact;

use self::settings::{Account, SECURITY};
use crate::live::{
    About, ActKind, Backfill, Card, Connector, Discover, Fetch, Field, FieldKind, HandOff, History,
    Link, Poll, Prove, Reconcile, Report, Send, Settings, Start, Unread, Words, Work,
};

/// Its word.
const WORD: &str = "email";

/// The connector.
pub static LIVE: Live = Live;

/// Mail by IMAP and SMTP.
#[derive(Clone, Copy, Debug)]
pub struct Live;

const PORT: FieldKind = FieldKind::Number(1, 65_535);

const FIELDS: &[Field] = &[
    Field { name: "address", kind: FieldKind::Text, required: true },
    Field { name: "password", kind: FieldKind::Secret, required: true },
    Field { name: "name", kind: FieldKind::Text, required: false },
    Field { name: "folders", kind: FieldKind::Lines, required: false },
    Field { name: "sent-folder", kind: FieldKind::Text, required: false },
    Field { name: "user", kind: FieldKind::Text, required: false },
    Field { name: "imap-host", kind: FieldKind::Text, required: false },
    Field { name: "imap-port", kind: PORT, required: false },
    Field { name: "imap-security", kind: FieldKind::Choice(SECURITY), required: false },
    Field { name: "smtp-host", kind: FieldKind::Text, required: false },
    Field { name: "smtp-port", kind: PORT, required: false },
    Field { name: "smtp-security", kind: FieldKind::Choice(SECURITY), required: false },
    Field { name: "certificates", kind: FieldKind::Certificates, required: false },
];

const ACTS: &[ActKind] = &[ActKind::Reply, ActKind::Files];

const IMPOSSIBLE: &[&str] = &[
    "channel-email-no-edit",
    "channel-email-no-reading",
    "channel-email-no-members",
    "channel-email-no-proof",
];

const LEFT_OUT: &[&str] = &["channel-email-not-first-word", "channel-email-not-lists"];

impl Connector for Live {
    fn word(&self) -> &'static str {
        WORD
    }

    fn words(&self) -> Words {
        Words { ru: include_str!("../words.ru.ftl"), en: include_str!("../words.en.ftl") }
    }

    fn card(&self) -> Card {
        Card {
            starts: Start::OnlyThey,
            window: None,
            longest_text: 100_000,
            most_files: 20,
            // Servers take 25 MB, and files grow by a third on the way.
            largest_file: 17 << 20,
            edits_for: Some(std::time::Duration::ZERO),
            history: History::All,
            names_members: false,
            private_threads: true,
            hand_off: HandOff::SameDialogue,
            acts: ACTS,
            asks: None,
            restricts: &[],
            restricts_for_a_time: false,
            impossible: IMPOSSIBLE,
            left_out: LEFT_OUT,
        }
    }

    fn fields(&self) -> &'static [Field] {
        FIELDS
    }

    fn guide(&self) -> &'static [usize] {
        &[0, 5, 0]
    }

    fn hosts(&self, settings: &Settings) -> Option<Vec<String>> {
        let account = Account::of(settings);
        let hosts = [account.imap.host, account.smtp.host];
        Some(hosts.into_iter().filter(|host| !host.is_empty()).collect())
    }

    fn check<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, Report> {
        Box::pin(look::check(link))
    }

    fn convert(&self, body: &str, about: &About) -> Result<Vec<Fact>, Unread> {
        super::read::facts(&super::raw::Kept::parse(body)?, about)
    }

    fn poll(&self) -> Option<&dyn Poll> {
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

    fn fetch(&self) -> Option<&dyn Fetch> {
        Some(self)
    }

    fn prove(&self) -> Option<&dyn Prove> {
        Some(self)
    }
}
