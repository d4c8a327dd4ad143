//! The application through its router: who gets in, what every answer carries, what pages do.

#![allow(clippy::unwrap_used, reason = "clippy knows functions marked as tests, not their helpers")]

mod acts;
mod add;
mod attacks;
mod audited;
mod channels;
mod consents;
mod crowds;
mod described;
mod ending;
mod exporting;
mod harness;
mod headers;
mod health;
mod imports;
mod indices;
mod large;
mod limits;
mod listened;
mod live;
mod matrix;
mod merges;
mod messages;
mod odd;
mod origins;
mod people;
mod places;
mod programs;
mod random;
mod schema;
mod segment_pages;
mod segments;
mod settings;
mod sign_in;
mod suggestions;
mod today;
mod visits;
mod welcome;
mod whole;
