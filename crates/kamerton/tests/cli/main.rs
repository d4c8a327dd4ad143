//! The command line from outside: the built program, its words, its exit codes.

mod demo;
mod harness;
mod init;
mod keeping;
mod words;
