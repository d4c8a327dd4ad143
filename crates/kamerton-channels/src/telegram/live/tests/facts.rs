//! From updates to facts.
