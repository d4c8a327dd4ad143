//! Why something did not work, as far as it decides what to do next.

use std::time::Duration;

use super::reason::Reason;
use crate::outbound::OutboundError;

/// Why the platform did not do it. Written out it is for logs; people read its [`Reason`] in their
/// language.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The platform wants us to wait.
    #[error("the platform wants us to wait for {} seconds: {why}", after.as_secs())]
    Limited {
        /// How long from now.
        after: Duration,
        /// Which of the buckets of a request is meant; the whole connection when empty.
        bucket: String,
        /// Why.
        why: Reason,
    },
    /// The sign-in does not work any more: everything of this connection stops until somebody mends it.
    #[error("the sign-in is refused: {0}")]
    SignIn(Reason),
    /// The platform understood and says no; asking again changes nothing.
    #[error("refused: {0}")]
    Refused(Reason),
    /// It certainly did not happen, and may work later: no connection, an error of the server before it
    /// took anything.
    #[error("not now: {0}")]
    Passing(Reason),
    /// It may have happened: the answer was lost.
    #[error("it may have been done, the answer was lost: {0}")]
    Unknown(Reason),
    /// The answer is none that can be understood.
    #[error("the answer cannot be understood: {0}")]
    Unreadable(Reason),
    /// The settings cannot be used.
    #[error("the settings cannot be used: {0}")]
    Settings(Reason),
}

impl Trouble {
    /// For asking: an answer that was lost harms nothing.
    pub fn asking(error: &OutboundError) -> Self {
        match error {
            OutboundError::NoAddress(_)
            | OutboundError::Private(_)
            | OutboundError::Elsewhere(_)
            | OutboundError::NoProxy(_) => Self::Settings(error.into()),
            OutboundError::TooLarge(..) => Self::Unreadable(error.into()),
            _ => Self::Passing(error.into()),
        }
    }

    /// For doing: what was sent may have been done, unless there was no connection at all.
    pub fn doing(error: &OutboundError) -> Self {
        match error {
            OutboundError::NoAddress(_)
            | OutboundError::Private(_)
            | OutboundError::Elsewhere(_)
            | OutboundError::NoProxy(_) => Self::Settings(error.into()),
            _ if error.never_sent() => Self::Passing(error.into()),
            _ => Self::Unknown(error.into()),
        }
    }

    /// Its kind, in a word.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Limited { .. } => "limited",
            Self::SignIn(_) => "sign-in",
            Self::Refused(_) => "refused",
            Self::Passing(_) => "passing",
            Self::Unknown(_) => "unknown",
            Self::Unreadable(_) => "unreadable",
            Self::Settings(_) => "settings",
        }
    }

    /// Why.
    pub const fn reason(&self) -> &Reason {
        match self {
            Self::Limited { why, .. }
            | Self::SignIn(why)
            | Self::Refused(why)
            | Self::Passing(why)
            | Self::Unknown(why)
            | Self::Unreadable(why)
            | Self::Settings(why) => why,
        }
    }
}
