//! MAX: chats, channels and private talks of a bot.
//!
//! Remote keys are `max:<chat>:<message>`, both as the platform names them.

pub mod live;

/// The kind of this channel, of its accounts and of its places.
pub const KIND: &str = "max";
