//! The measures through the public door.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod influence;
mod made;
mod mixing;
mod networkx;
mod on_file;
mod oracles;
mod properties;
mod small;
