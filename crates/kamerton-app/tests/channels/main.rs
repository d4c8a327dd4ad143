//! Live channels: what comes in is kept and folded once, one node works with a connection, what goes
//! out goes out once, and an import and its live place are one.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod acting;
mod adopting;
mod amending;
mod following;
mod naming;
mod reaching;
mod receiving;
mod script;
mod sending;
mod working;
mod world;
