//! All SQL and migrations: one SQL text for SQLite and PostgreSQL.
//!
//! The named exceptions, where the two differ: search ([`search`]), bulk insert ([`db::Table`]) and
//! the shape of a session ([`db`]), backup. Every function takes a [`Session`]: a reader, or a
//! transaction that the caller commits.

pub mod adoption;
mod alone;
pub mod audit;
pub mod audit_log;
pub mod awaiting;
pub mod backup;
pub mod behaviour;
mod bulk;
pub mod comfort;
pub mod community_map;
mod connect;
pub mod connection_cursors;
pub mod connection_places;
pub mod connections;
pub mod consents;
pub mod copy;
pub mod corrections;
pub mod db;
mod error;
pub mod happened;
pub mod health;
pub mod identities;
pub mod imports;
pub mod indices;
pub mod influence;
pub mod interactions;
pub mod large_model;
pub mod ledger;
pub mod merges;
pub mod message_lists;
pub mod messages;
mod migrate;
pub mod notes;
pub mod notices;
pub mod orders;
pub mod outgoing;
pub mod people;
pub mod people_lists;
mod people_lists_sql;
pub mod place_figures;
pub mod place_indices;
pub mod places;
pub mod planning;
pub mod raw_events;
pub mod reach;
mod readers;
pub mod relationships;
mod repeats;
pub mod reread;
pub mod rollups;
pub mod search;
pub mod sessions;
pub mod silence;
mod sql;
pub mod statistics;
pub mod steps;
mod stored;
pub mod timeline;
pub mod tokens;
pub mod unnamed;
mod upgrade;
pub mod users;
mod value;
pub mod webhooks;
pub mod workspaces;

pub use alone::Alone;
pub use db::{Session, Store, Target};
pub use error::{Result, StoreError};
pub use migrate::SCHEMA_VERSION;
pub use readers::{Reader, runtime};
pub use upgrade::{Before, Upgrade};
pub use value::{Row, Value};
