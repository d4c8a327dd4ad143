//! Who gets in: users, tokens of programs, senders of webhooks.

use clap::{Args, Subcommand};

/// Arguments of `user`.
#[derive(Debug, Args)]
pub struct User {
    /// What to do.
    #[command(subcommand)]
    pub action: UserAction,
}

/// What can be done with users.
#[derive(Debug, Subcommand)]
pub enum UserAction {
    /// Make a user, or give one that is there other roles; the password of a new one is read from
    /// standard input.
    Add {
        /// E-mail address.
        email: String,
        /// Name as others see it.
        #[arg(long, default_value = "")]
        name: String,
        /// owner, cm, smm, seller, support, product or director; several separated by commas.
        #[arg(long, value_delimiter = ',', default_value = "cm")]
        role: Vec<String>,
    },
    /// List who works for the brand.
    List,
    /// Set a password, read from standard input; all sessions of the user end.
    Password {
        /// E-mail address.
        email: String,
    },
    /// Shut a user out at once.
    Disable {
        /// E-mail address.
        email: String,
        /// Let them in again instead.
        #[arg(long)]
        undo: bool,
    },
}

/// Arguments of `token`.
#[derive(Debug, Args)]
pub struct Token {
    /// What to do.
    #[command(subcommand)]
    pub action: TokenAction,
}

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenAction {
    /// Make a token; it is printed this once.
    Add {
        /// What it is for.
        name: String,
        /// What it may do: events:write, messages:read, people:read, people:write, places:read, steps:read;
        /// several separated by commas.
        #[arg(long, value_delimiter = ',', required = true)]
        scope: Vec<String>,
        /// It ends after so many days; never when not said.
        #[arg(long)]
        days: Option<i64>,
    },
    /// List the tokens.
    List,
    /// Revoke a token at once.
    Revoke {
        /// Id, as `list` prints it.
        id: String,
    },
}

/// Arguments of `webhook`.
#[derive(Debug, Args)]
pub struct Webhook {
    /// What to do.
    #[command(subcommand)]
    pub action: WebhookAction,
}

/// What can be done with senders of signed calls.
#[derive(Debug, Subcommand)]
pub enum WebhookAction {
    /// Make a sender; its address and secret are printed, the secret this once.
    Add {
        /// What it sends.
        name: String,
    },
    /// List the senders.
    List,
    /// Give a sender another secret, which is printed this once.
    Renew {
        /// Id, as `list` prints it.
        id: String,
        /// The secret before works on for so many hours.
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(i64).range(0..=720))]
        hours: i64,
    },
    /// Shut a sender out at once.
    Remove {
        /// Id, as `list` prints it.
        id: String,
    },
}
