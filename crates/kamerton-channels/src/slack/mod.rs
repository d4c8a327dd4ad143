//! Slack: a workspace of channels, private groups and direct conversations.
//!
//! Keys are `slack:<channel id>:<ts>`; `ts` is both the instant of a message and its id within its
//! channel.

mod archive;
mod convert;
mod directory;
pub mod import;
mod mrkdwn;

#[cfg(test)]
mod tests;
