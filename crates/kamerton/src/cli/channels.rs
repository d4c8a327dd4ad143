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
