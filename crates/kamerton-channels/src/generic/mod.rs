//! Anything without a connector of its own, by a program in any language that stands between: it sends
//! us what happens there as signed events, and is sent what we want said or done.
//!
//! The form of events is that of [`crate::events`]; [`wire`] is the form of what goes out.

pub mod live;
#[cfg(test)]
mod tests;
mod wire;

pub use live::LIVE;
