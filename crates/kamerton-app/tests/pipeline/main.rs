//! The pipeline from facts to rows: what comes in any order, twice, late, edited or taken back gives
//! the same rows, and a recount from the facts finds no difference.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod archive;
mod bulk;
mod claims;
mod comfort;
mod community_map;
mod deliveries;
mod dump;
mod house;
mod import;
mod indices;
mod influence;
mod interactions;
mod kinds;
mod late;
mod postgres;
mod properties;
mod recount;
mod reread;
#[path = "../channels/script.rs"]
#[allow(dead_code, reason = "the tests of channels use all of it")]
mod script;
mod silent;
mod switching;
mod ties;
mod uploads;
mod world;
