//! Discord: servers of channels and threads.
//!
//! Keys are `discord:<message id>`: the ids ("snowflakes") are unique over all of Discord and carry
//! the instant of sending.

mod convert;
pub mod import;
mod lines;
mod snowflake;

#[cfg(test)]
mod tests;
