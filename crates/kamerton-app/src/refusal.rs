//! Why something cannot be done as asked, where people read it in their own language: which sentence
//! it is and what is in it. Translations have the words; what is displayed here is English, for
//! programs and logs.

use kamerton_core::id::StepId;

/// Why something cannot be done as asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no step of this id.
    #[error("there is no step {0}: see `kamerton today --json`")]
    NoStep(StepId),
    /// Nothing was done with a step that could be taken back.
    #[error("nothing was done with this step yet")]
    NothingDone,
    /// Somebody else was first to do something with a step.
    #[error("{} was first with this step: {status}", .by.as_deref().unwrap_or("the command line"))]
    StepSettled {
        /// What was done with it: `done`, `later`, `never`.
        status: String,
        /// Who did it; nobody for the command line.
        by: Option<String>,
    },
    /// Somebody else has a step that one wanted to have.
    #[error("{} has this step", .by.as_deref().unwrap_or("somebody else"))]
    StepTaken {
        /// Who.
        by: Option<String>,
    },
    /// A person is to be a user, and is none of us.
    #[error("{name} is none of us: say so first")]
    NoStaff {
        /// Their name.
        name: String,
    },
}
