//! VK: communities, by Callback API or Bots Long Poll, and the API.
//!
//! How names are made is in `live/spot.rs`, what is kept in `live/envelope.rs`. The version of the API is
//! pinned in `live/call.rs`.

pub mod live;

/// The kind of this channel, of its accounts and of its places.
pub const KIND: &str = "vk";
