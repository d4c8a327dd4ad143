//! Tests without a server; those with one stand in `tests/mail`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod words;

use super::*;
