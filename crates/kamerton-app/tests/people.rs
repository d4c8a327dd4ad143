//! People: restating, merging, lists, corrections, on both databases.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "people/by_hand.rs"]
mod by_hand;
#[path = "people/harness.rs"]
mod harness;
#[path = "people/large_model.rs"]
mod large_model;
#[path = "people/lists.rs"]
mod lists;
#[path = "people/merging.rs"]
mod merging;
#[path = "people/placing.rs"]
mod placing;
#[path = "people/reading.rs"]
mod reading;
#[path = "people/restating.rs"]
mod restating;
#[path = "people/ringing.rs"]
mod ringing;
#[path = "people/segments.rs"]
mod segments;
#[path = "people/suggestions.rs"]
mod suggestions;
