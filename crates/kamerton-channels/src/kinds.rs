//! The one list of what can be imported.

use crate::import::Open;
use crate::look::LookAtTable;
use crate::{discord, discourse, email, slack, table, telegram, zulip};

/// A kind of source.
pub struct Kind {
    /// Its word on the command line and in the API.
    pub word: &'static str,
    /// What it reads, in a few words.
    pub about: &'static str,
    /// How it is opened.
    pub open: Open,
    /// Whether the person names the place, or what stands for it, where the source does not.
    pub takes_place: bool,
    /// How it is looked at when it is a table.
    pub table: Option<LookAtTable>,
}

/// All kinds of sources. Files are tried in this order when nobody says what they are: what is
/// easily taken for another comes first, so orders, which name people, stand before people.
pub const KINDS: [Kind; 9] = [
    source(
        "telegram",
        "Telegram Desktop export: HTML pages or result.json",
        telegram::import::open,
    ),
    source("zulip", "Zulip data export or messages of its API", zulip::import::open),
    source("discourse", "Discourse topics as JSON", discourse::import::open),
    Kind {
        takes_place: false,
        ..source("discord", "DiscordChatExporter JSON", discord::import::open)
    },
    Kind {
        takes_place: false,
        ..source("slack", "Slack workspace export, ZIP", slack::import::open)
    },
    source("mbox", "mailbox or mailing list, mbox", email::import::open),
    Kind {
        takes_place: false,
        table: Some(table::look_at_orders),
        ..source("orders", "orders as CSV, TSV, XLSX or JSON lines", table::open_orders)
    },
    Kind {
        table: Some(table::look_at_messages),
        ..source("messages", "messages as CSV, TSV, XLSX or JSON lines", table::open_messages)
    },
    Kind {
        takes_place: false,
        table: Some(table::look_at_people),
        ..source("people", "people as CSV, TSV, XLSX or JSON lines", table::open_people)
    },
];

const fn source(word: &'static str, about: &'static str, open: Open) -> Kind {
    Kind { word, about, open, takes_place: true, table: None }
}

/// The kind of a word.
pub fn find(word: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.word == word)
}
