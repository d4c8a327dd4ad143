//! The store on both databases: every public function, every statement, the schema, the file.
//!
//! PostgreSQL is tested when `KAMERTON_TEST_POSTGRES` names a server (`scripts/with-postgres.sh`
//! starts one); every test makes its own database there.

#![allow(clippy::unwrap_used, reason = "clippy knows functions marked as tests, not their helpers")]

mod adoption;
mod audit_log;
mod awaiting;
mod bulk;
mod comfort;
mod community_map;
mod connections;
mod corrections;
mod coverage;
mod file;
mod following;
mod full_disk;
mod happened;
mod harness;
mod identities;
mod imports;
mod indices;
mod influence;
mod interactions;
mod invitations;
mod large_model;
mod ledger;
mod message_links;
mod message_lists;
mod messages;
mod notes;
mod notices;
mod orders;
mod outgoing;
mod people;
mod place_figures;
mod place_indices;
mod placement;
mod places;
mod plans;
mod raw_events;
mod reread;
mod rollups;
mod samples;
mod sayings;
mod schema;
mod search;
mod segments;
mod sessions;
mod silence;
mod sources;
mod statements;
mod statistics;
mod steps;
mod suggestions;
mod tokens;
mod upgrade;
mod users;
mod webhooks;
mod workspaces;
