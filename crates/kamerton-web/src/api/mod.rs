//! The API for programs: JSON in and out, problems as RFC 9457 has them.
//!
//! What is here is promised: a field is never renamed or removed within `/api/v1`. Its description
//! ([`openapi`]) is made from the very types that are read and written.

pub mod acts;
pub mod channel_hooks;
pub mod consents;
pub mod docs;
pub mod events;
pub mod hooks;
pub mod indices;
pub mod invitations;
pub mod leaders;
pub mod map;
pub mod merges;
pub mod messages;
pub mod openapi;
pub mod people;
pub mod places;
mod problem;
pub mod replies;
pub mod segments;
pub mod silent;
pub mod suggestions;
pub mod taken;
pub mod today;

pub use problem::Problem;
