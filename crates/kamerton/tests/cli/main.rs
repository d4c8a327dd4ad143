//! The command line from outside: the built program, its words, its exit codes.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod analysing;
mod breaking;
mod channels;
mod demo;
mod exporting;
mod graphs;
mod harness;
mod house;
mod identifying;
mod init;
mod keeping;
mod leaders;
mod node;
mod nodes;
mod packaging;
mod replying;
mod rereading;
mod secrets;
mod segments;
mod senders;
mod serving;
mod suggestions;
mod words;
