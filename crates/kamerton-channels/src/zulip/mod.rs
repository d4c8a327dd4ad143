//! Zulip: streams (channels) of topics.
//!
//! Keys are `zulip:<organisation>:<message id>`; ids are unique within one organisation only.

mod api;
mod content;
mod export;
pub mod import;
mod markdown;
mod realm;
mod rendered;
mod shared;

#[cfg(test)]
mod tests;
