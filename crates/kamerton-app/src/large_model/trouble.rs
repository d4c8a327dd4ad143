//! Why a large model gave no answer. Translations have a sentence for each.

use kamerton_channels::outbound::{Broken, OutboundError};
use kamerton_core::time::Instant;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It is not switched on for this.
    Off,
    /// Address or name of the model are not set.
    NotSetUp,
    /// The stored key does not open with the key of this installation.
    KeyBroken,
    /// It is no address that can be asked.
    NoAddress,
    /// Without TLS it would go over the open internet.
    Plain,
    /// The address is private, and it was not said that it is meant.
    Private,
    /// It was said to be of our own network and is not.
    NotNear,
    /// Nobody knows the name.
    NoName,
    /// Nobody listens there.
    RefusedConnection,
    /// No secure connection.
    Tls,
    /// The connection broke.
    Unreachable,
    /// It did not answer in time.
    Late,
    /// There was no end to the answer.
    TooLarge,
    /// It sends us elsewhere.
    Redirected,
    /// The key is not taken: 401 or 403.
    WrongKey,
    /// There is no such address or no such model: 404.
    NoModel,
    /// It has too much to do: 429.
    Busy,
    /// It answers with another status.
    Status(u16),
    /// What it answers is no answer of such an endpoint.
    NotJson,
    /// It answers with nothing.
    Empty,
    /// The answer is not in the form that was asked for.
    NoSense,
    /// It has failed too often and is left alone for a while.
    Paused(Instant),
    /// As many requests as may be are on their way.
    Crowded,
    /// Today's requests are used up.
    SpentRequests,
    /// Today's tokens are used up.
    SpentTokens,
    /// What a month may cost is used up.
    SpentMoney,
    /// There is nothing that may be sent.
    Nothing,
    /// A human has to read this and find the words.
    Grave,
}

impl Trouble {
    /// The word in translations.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::NotSetUp => "not-set-up",
            Self::KeyBroken => "key-broken",
            Self::NoAddress => "no-address",
            Self::Plain => "plain",
            Self::Private => "private",
            Self::NotNear => "not-near",
            Self::NoName => "no-name",
            Self::RefusedConnection => "refused-connection",
            Self::Tls => "tls",
            Self::Unreachable => "unreachable",
            Self::Late => "late",
            Self::TooLarge => "too-large",
            Self::Redirected => "redirected",
            Self::WrongKey => "wrong-key",
            Self::NoModel => "no-model",
            Self::Busy => "busy",
            Self::Status(_) => "status",
            Self::NotJson => "not-json",
            Self::Empty => "empty",
            Self::NoSense => "no-sense",
            Self::Paused(_) => "paused",
            Self::Crowded => "crowded",
            Self::SpentRequests => "spent-requests",
            Self::SpentTokens => "spent-tokens",
            Self::SpentMoney => "spent-money",
            Self::Nothing => "nothing",
            Self::Grave => "grave",
        }
    }

    /// Whether it is the endpoint that failed, and not a limit of ours or one odd answer.
    pub const fn is_of_endpoint(&self) -> bool {
        matches!(
            self,
            Self::Private
                | Self::NotNear
                | Self::NoName
                | Self::RefusedConnection
                | Self::Tls
                | Self::Unreachable
                | Self::Late
                | Self::TooLarge
                | Self::Redirected
                | Self::WrongKey
                | Self::NoModel
                | Self::Busy
                | Self::Status(_)
                | Self::NotJson
        )
    }

    /// Whether nothing can have been worked out for it, so that nothing was used up.
    pub(super) const fn is_before_work(&self) -> bool {
        matches!(
            self,
            Self::NoAddress
                | Self::Private
                | Self::NotNear
                | Self::NoName
                | Self::RefusedConnection
                | Self::Tls
                | Self::Redirected
                | Self::WrongKey
                | Self::NoModel
                | Self::Busy
        )
    }

    /// What the way out says, as trouble; `near` when the address is to be of our own network.
    pub(super) fn of(error: &OutboundError, near: bool) -> Self {
        match error {
            OutboundError::NoAddress(_) | OutboundError::Unsendable(_) => Self::NoAddress,
            OutboundError::Private(_) if near => Self::NotNear,
            OutboundError::Private(_) => Self::Private,
            OutboundError::Redirected(_) | OutboundError::Elsewhere(_) => Self::Redirected,
            OutboundError::Late(_) => Self::Late,
            OutboundError::TooLarge(..) => Self::TooLarge,
            OutboundError::NoProxy(_) => Self::Unreachable,
            OutboundError::Unreachable(..) | OutboundError::Unconnected(..) => match error.broken()
            {
                Some(Broken::Name) => Self::NoName,
                Some(Broken::Refused) => Self::RefusedConnection,
                Some(Broken::Tls) => Self::Tls,
                Some(Broken::Other) | None => Self::Unreachable,
            },
        }
    }
}
