//! A mail account against real servers: Dovecot and Postfix, started here, ended here.

#![allow(clippy::unwrap_used, reason = "clippy knows functions marked as tests, not their helpers")]

mod broken;
mod looking;
mod reading;
mod rig;
mod scripted;
mod sending;
