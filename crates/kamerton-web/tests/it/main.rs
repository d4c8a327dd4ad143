//! The application through its router: who gets in, what every answer carries, what pages do.

#![allow(clippy::unwrap_used, reason = "clippy knows functions marked as tests, not their helpers")]

mod ending;
mod harness;
mod headers;
mod imports;
mod matrix;
mod messages;
mod people;
mod places;
mod programs;
mod settings;
mod sign_in;
mod today;
mod welcome;
