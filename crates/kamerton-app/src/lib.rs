//! Use cases and background work: load, ask the core, write.

pub mod accounts;
pub mod advance;
pub mod analyse;
pub mod backup;
pub mod brand;
pub mod channels;
pub mod check;
pub mod community_map;
pub mod demo;
pub mod demo_load;
pub mod doctor;
pub mod error;
pub mod events;
pub mod import;
pub mod influence;
pub mod ingest;
pub mod intake;
pub mod large_model;
pub mod messages;
pub mod move_to;
mod newcomers;
mod patience;
pub mod people;
pub mod places;
pub mod prepare;
pub mod reading;
mod refusal;
pub mod reread;
pub mod sealed;
pub mod today;
pub mod uploads;
pub mod webhooks;

pub use brand::Brand;
pub use error::{AppError, Result};
pub use kamerton_channels::{CONNECTORS, contact, live, outbound};
pub use refusal::Refusal;
