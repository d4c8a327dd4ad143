//! Discourse: topics as its API returns them (`/t/<id>.json`).
//!
//! Remote keys are `discourse:<forum>:<post id>`; the forum is the slug of the place's name, since
//! a topic does not say where it comes from.

pub mod import;
mod post;
#[cfg(test)]
mod tests;

/// The kind of this channel, of its accounts and of its places.
pub const KIND: &str = "discourse";
