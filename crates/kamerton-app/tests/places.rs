//! Places, messages and the day's news: what the pages read, against a plain recount, on both
//! databases.
#![allow(missing_docs, clippy::unwrap_used)]

#[path = "people/harness.rs"]
#[allow(dead_code)]
mod harness;
#[path = "places/messages.rs"]
mod messages;
#[path = "places/news.rs"]
mod news;
#[path = "places/places.rs"]
mod places;
#[path = "places/searching.rs"]
mod searching;
#[path = "places/town.rs"]
mod town;
