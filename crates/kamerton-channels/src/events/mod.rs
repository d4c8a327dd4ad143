//! Events of any program: a published form of JSON, converted into facts.
//!
//! [`wire`] is the form, field by field, and what the API's documentation is made of; [`convert`]
//! turns it into facts. Reading is strict: an unknown field is a mistake, because whoever wrote it
//! meant something by it.

mod convert;
mod read;
#[cfg(test)]
mod tests;
pub mod wire;

pub use read::{MOST_EVENTS, Mistake, Unreadable, read};
