//! What a community is and how it behaves.
//!
//! Types, ids and rules as pure functions `facts, policy, now -> decision`. No I/O, no async, no
//! clock, no randomness: whatever a rule needs is an argument, so every decision can be replayed.
//!
//! The ids in the documentation (`P1` … `M8`, `G1` … `G8`) are those of the method the product
//! runs; `docs/method.md` keeps the table of where each of them works.

pub mod access;
pub mod answer;
pub mod charge;
pub mod comfort;
pub mod community_map;
pub mod correction;
pub mod derive;
pub mod entry;
pub mod fact;
pub mod fading;
pub mod id;
pub mod indices;
pub mod interaction;
pub mod leader;
pub mod lockout;
pub mod money;
pub mod pace;
pub mod person;
pub mod placement;
pub mod plan;
pub mod policy;
pub mod reach;
pub mod reading;
pub mod reread;
pub mod ringing;
pub mod role;
pub mod search;
pub mod segment;
pub mod share;
pub mod state;
pub mod team;
pub mod time;
pub mod webhook;
