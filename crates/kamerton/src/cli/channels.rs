//! Live channels: what is connected, what it reaches, what went out.

use clap::{Args, Subcommand};

/// Arguments of `channel`.
#[derive(Debug, Args)]
pub struct Channel {
    /// What to do.
    #[command(subcommand)]
    pub action: ChannelAction,
}

/// What can be done with connected channels. A running `serve` works with them.
#[derive(Debug, Subcommand)]
pub enum ChannelAction {
    /// List what can be connected, with the fields that have to be filled in.
    Kinds,
    /// List what is connected, and how it is.
    List,
    /// Connect a channel.
    Add {
        /// Its kind, as `kinds` prints it.
        kind: String,
        /// What we call it.
        #[arg(long, default_value = "")]
        name: String,
        /// What to fill in: --set FIELD=VALUE; FIELD=@FILE takes it from a file and FIELD=- from
        /// standard input, which is better for secrets.
        #[arg(long = "set", value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Change what is filled in; a secret that is not named stays.
    Set {
        /// Id, as `list` prints it.
        id: String,
        /// What to fill in, as with `add`; a field with nothing after = is emptied.
        #[arg(required = true, value_name = "FIELD=VALUE")]
        fields: Vec<String>,
    },
    /// Look whether a channel works.
    Check {
        /// Id, as `list` prints it.
        id: String,
    },
    /// Switch a channel on.
    On {
        /// Id, as `list` prints it.
        id: String,
    },
    /// Switch a channel off: it takes nothing in and sends nothing.
    Off {
        /// Id, as `list` prints it.
        id: String,
    },
    /// Remove a channel; what came by it stays.
    Remove {
        /// Id, as `list` prints it.
        id: String,
    },
    /// List the places that a channel reaches.
    Places {
        /// Id, as `list` prints it.
        id: String,
    },
    /// Say that a place of a channel is a place of an import; without one the candidates are listed.
    Adopt {
        /// Id, as `list` prints it.
        id: String,
        /// The place of the channel, as `places` prints it.
        place: String,
        /// Id of the place of the import, as the candidates are listed.
        #[arg(long, value_name = "PLACE")]
        into: Option<String>,
    },
    /// Read again what was not understood.
    ReadAgain {
        /// Id, as `list` prints it.
        id: String,
    },
    /// Say, ask, show, pin, delete, restrict, invite.
    #[command(flatten)]
    Act(ChannelAct),
    /// List what went out or is to.
    Sent {
        /// How many.
        #[arg(long, default_value_t = 50)]
        limit: i64,
    },
    /// Say what became of a message of which nobody knows whether it was sent.
    Settle {
        /// Id, as `sent` prints it.
        id: String,
        /// sent, again or drop.
        #[arg(value_parser = ["sent", "again", "drop"])]
        what: String,
    },
}

/// What a brand does in a place or with a message beside answering. A running `serve` does it.
#[derive(Debug, Subcommand)]
pub enum ChannelAct {
    /// Say something in a place.
    Say {
        /// Title or id of the place.
        place: String,
        /// What.
        text: String,
        /// A file along with it; may be given several times.
        #[arg(long = "file", value_name = "PATH")]
        files: Vec<std::path::PathBuf>,
        /// When it is to appear, where the platform keeps it until then: 2026-11-30T09:00.
        #[arg(long)]
        at: Option<String>,
    },
    /// Ask the people of a place.
    Ask {
        /// Title or id of the place.
        place: String,
        /// The question.
        question: String,
        /// The answers to choose from.
        #[arg(required = true, num_args = 2..)]
        answers: Vec<String>,
        /// It stays unknown who chose what.
        #[arg(long)]
        anonymous: bool,
        /// Several may be chosen.
        #[arg(long)]
        several: bool,
    },
    /// Show a message in another place, with its author's name.
    Repost {
        /// Id of the message, as `kamerton --json messages` prints it.
        message: String,
        /// Title or id of the place.
        place: String,
        /// What we say to it.
        #[arg(long, default_value = "")]
        text: String,
    },
    /// Pin a message, or let go of it.
    Pin {
        /// Id of the message, as `kamerton --json messages` prints it.
        message: String,
        /// Not pinned any more.
        #[arg(long)]
        off: bool,
    },
    /// Delete what somebody else said.
    Delete {
        /// Id of the message, as `kamerton --json messages` prints it.
        message: String,
        /// Why; nobody there sees it.
        #[arg(long)]
        reason: String,
    },
    /// Shut the author of a message up or out, or let them in again.
    Restrict {
        /// Id of the message, as `kamerton --json messages` prints it.
        message: String,
        /// silent, out or lifted.
        #[arg(value_parser = ["silent", "out", "lifted"])]
        how: String,
        /// For how many hours; for good without it.
        #[arg(long, value_parser = clap::value_parser!(u32).range(1..))]
        hours: Option<u32>,
        /// Why; nobody there sees it.
        #[arg(long)]
        reason: String,
    },
    /// Make an invitation into a place, told apart by its name, or list those that there are.
    Invite {
        /// Title or id of the place.
        place: String,
        /// The name: where the link will stand.
        name: Option<String>,
    },
}
