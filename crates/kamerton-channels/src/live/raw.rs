//! What comes in.

use std::net::IpAddr;

use kamerton_core::time::Instant;

/// One thing as the platform sent it, to be kept before it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    /// Under what it is kept once within its connection: equal for every delivery of the same thing, so
    /// from the platform's own names where they can be trusted, else from the content.
    pub key: String,
    /// When it happened, where that is cheap to know and is the same at every delivery.
    pub at: Option<Instant>,
    /// The payload. What is no text is wrapped in JSON by the connector.
    pub body: String,
}

/// A call of a platform to our webhook.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// Headers, names in lower case.
    pub headers: &'a [(String, String)],
    /// What follows the question mark of the address.
    pub query: &'a str,
    /// The body, byte for byte.
    pub body: &'a [u8],
    /// Who calls, as far as the proxies in front can be believed.
    pub from: Option<IpAddr>,
}

impl Call<'_> {
    /// The first header of this name, which is given in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// What a call brought, and what it is answered when that is on the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// What is to be kept; none for a mere greeting.
    pub raws: Vec<Raw>,
    /// The answer.
    pub reply: Reply,
}

/// The body of an answer with status 200. Some platforms execute what they are answered: nothing that
/// came in ever goes back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reply {
    /// Nothing at all.
    #[default]
    Empty,
    /// Exactly this text.
    Text(String),
}

/// Why a call is refused. What was refused is not kept; the answer says no more than the kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not signed, or not by the platform; also where we have no secret to compare with.
    #[error("the call is not signed by the platform")]
    NotTheirs,
    /// Signed too long ago.
    #[error("the call was signed too long ago")]
    Stale,
    /// Signed, but not what the platform sends.
    #[error("the call is not what the platform sends")]
    Unreadable,
}
