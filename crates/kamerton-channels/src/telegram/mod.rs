//! Telegram: exports of Telegram Desktop (HTML pages and `result.json`), message lines, and a bot
//! that is told what happens and says what we want said.
//!
//! Remote keys are `telegram:<chat>:<message id>`. The chat is the id in `result.json`; pages carry
//! none, there it is the slug of the place's name. [`live`] says where a bot has to name otherwise.

mod chat;
pub mod import;
mod json;
mod lines;
pub mod live;
mod membership;
mod message_page;
mod page;
#[cfg(test)]
mod tests;
mod time;
mod undated;

/// The kind of this channel, of its accounts and of its places.
pub const KIND: &str = "telegram";
