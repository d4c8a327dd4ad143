//! Why something did not work, to be put into words of the reader's language.

use std::fmt::{Display, Formatter, Result as Written};

use crate::outbound::{Broken, OutboundError};

/// Why something did not work: a message of ours with what stands in it, the platform's own words, or
/// both. It names neither tokens nor whole addresses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reason {
    /// The message that says it, `channel-<word>-why-…`; empty where there are the platform's words only.
    pub message: &'static str,
    /// What stands in the message, by the names of its arguments.
    pub arguments: Vec<(&'static str, String)>,
    /// The platform's own words, or what of its answer is odd, as developers say it.
    pub said: String,
}

impl Reason {
    /// A message of ours.
    pub const fn of(message: &'static str) -> Self {
        Self { message, arguments: Vec::new(), said: String::new() }
    }

    /// The same with what stands in it.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.arguments.push((name, value.to_string()));
        self
    }

    /// The same with the platform's own words.
    #[must_use]
    pub fn saying(mut self, said: impl Into<String>) -> Self {
        self.said = said.into();
        self
    }
}

/// The platform's own words.
impl From<String> for Reason {
    fn from(said: String) -> Self {
        Self { said, ..Self::default() }
    }
}

impl From<&OutboundError> for Reason {
    fn from(error: &OutboundError) -> Self {
        use OutboundError as Error;
        let broken = error.broken();
        let (message, host) = match error {
            Error::NoAddress(host) => ("channel-why-no-address", host),
            Error::Private(host) => ("channel-why-private", host),
            Error::Redirected(host) => ("channel-why-redirected", host),
            Error::Elsewhere(host) => ("channel-why-elsewhere", host),
            Error::Unsendable(host) => ("channel-why-unsendable", host),
            Error::Late(host) => ("channel-why-late", host),
            Error::TooLarge(host, _) => ("channel-why-too-large", host),
            Error::NoProxy(host) => ("channel-why-no-proxy", host),
            Error::Unreachable(host, _) | Error::Unconnected(host, _) => match broken {
                Some(Broken::Name) => ("channel-why-no-name", host),
                Some(Broken::Refused) => ("channel-why-nobody", host),
                Some(Broken::Tls) => ("channel-why-tls", host),
                Some(Broken::Other) | None => ("channel-why-unreached", host),
            },
        };
        Self::of(message).with("host", host)
    }
}

/// For logs and developers: the id of the message, what stands in it, and the platform's words.
impl Display for Reason {
    fn fmt(&self, f: &mut Formatter<'_>) -> Written {
        f.write_str(self.message)?;
        for (name, value) in &self.arguments {
            write!(f, " {name}={value}")?;
        }
        match (self.message.is_empty(), self.said.is_empty()) {
            (true, _) => f.write_str(&self.said),
            (false, true) => Ok(()),
            (false, false) => write!(f, ": {}", self.said),
        }
    }
}
