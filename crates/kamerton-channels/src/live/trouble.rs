//! Why something did not work, as far as it decides what to do next.

use std::time::Duration;

use crate::outbound::OutboundError;

/// Why the platform did not do it. The texts are for staff, in English, and name neither tokens nor
/// addresses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The platform wants us to wait.
    #[error("the platform wants us to wait for {} seconds: {why}", after.as_secs())]
    Limited {
        /// How long from now.
        after: Duration,
        /// Which of the buckets of a request is meant; the whole connection when empty.
        bucket: String,
        /// Its own words.
        why: String,
    },
    /// The sign-in does not work any more: everything of this connection stops until somebody mends it.
    #[error("the sign-in is refused: {0}")]
    SignIn(String),
    /// The platform understood and says no; asking again changes nothing.
    #[error("refused: {0}")]
    Refused(String),
    /// It certainly did not happen, and may work later: no connection, an error of the server before it
    /// took anything.
    #[error("not now: {0}")]
    Passing(String),
    /// It may have happened: the answer was lost.
    #[error("it may have been done, the answer was lost: {0}")]
    Unknown(String),
    /// The answer is none that can be understood.
    #[error("the answer cannot be understood: {0}")]
    Unreadable(String),
    /// The settings cannot be used.
    #[error("{0}")]
    Settings(String),
}

impl Trouble {
    /// For asking: an answer that was lost harms nothing.
    pub fn asking(error: &OutboundError) -> Self {
        match error {
            OutboundError::NoAddress(_)
            | OutboundError::Private(_)
            | OutboundError::Elsewhere(_)
            | OutboundError::NoProxy(_) => Self::Settings(error.to_string()),
            OutboundError::TooLarge(..) => Self::Unreadable(error.to_string()),
            _ => Self::Passing(error.to_string()),
        }
    }

    /// For doing: what was sent may have been done, unless there was no connection at all.
    pub fn doing(error: &OutboundError) -> Self {
        match error {
            OutboundError::NoAddress(_)
            | OutboundError::Private(_)
            | OutboundError::Elsewhere(_)
            | OutboundError::NoProxy(_) => Self::Settings(error.to_string()),
            _ if error.never_sent() => Self::Passing(error.to_string()),
            _ => Self::Unknown(error.to_string()),
        }
    }
}
