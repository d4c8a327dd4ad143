//! People: restating, merging, lists, corrections, on both databases.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "people/harness.rs"]
mod harness;
#[path = "people/restating.rs"]
mod restating;
