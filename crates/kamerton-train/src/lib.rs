//! Learns the models of `kamerton-text` from its corpus and measures them: nothing of it is part of
//! the program that is handed out.

pub mod carry;
pub mod corpus;
pub mod drafts;
pub mod evaluate;
pub mod fit;
pub mod language;
pub mod learn;
pub mod metric;
pub mod others;
pub mod shipped;
pub mod split;
pub mod svm;
pub mod targets;
