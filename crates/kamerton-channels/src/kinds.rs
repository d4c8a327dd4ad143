//! The one list of what can be imported.

use crate::import::Open;
use crate::{discord, discourse, mail, slack, table, telegram, zulip};

/// A kind of source.
pub struct Kind {
    /// Its word on the command line and in the API.
    pub word: &'static str,
    /// What it reads, in a few words.
    pub about: &'static str,
    /// How it is opened.
    pub open: Open,
}

/// All kinds of sources.
pub const KINDS: [Kind; 9] = [
    Kind {
        word: "telegram",
        about: "Telegram Desktop export: HTML pages or result.json",
        open: telegram::import::open,
    },
    Kind {
        word: "zulip",
        about: "Zulip data export or messages of its API",
        open: zulip::import::open,
    },
    Kind { word: "discourse", about: "Discourse topics as JSON", open: discourse::import::open },
    Kind { word: "discord", about: "DiscordChatExporter JSON", open: discord::import::open },
    Kind { word: "slack", about: "Slack workspace export, ZIP", open: slack::import::open },
    Kind { word: "mbox", about: "mailbox or mailing list, mbox", open: mail::import::open },
    Kind {
        word: "messages",
        about: "messages as CSV, TSV, XLSX or JSON lines",
        open: table::open_messages,
    },
    Kind {
        word: "people",
        about: "people as CSV, TSV, XLSX or JSON lines",
        open: table::open_people,
    },
    Kind {
        word: "orders",
        about: "orders as CSV, TSV, XLSX or JSON lines",
        open: table::open_orders,
    },
];

/// The kind of a word.
pub fn find(word: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.word == word)
}
