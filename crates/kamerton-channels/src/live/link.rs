//! What a connector works with: its settings, what is known of the account, the way out, the clock.

use std::time::Duration;

use kamerton_core::fact::{Account, PlaceRef};
use kamerton_core::time::Instant;
use serde::{Deserialize, Serialize};

use super::field::Settings;
use crate::outbound::{Answer, Limits, Outbound, OutboundError};

/// What an answer of a platform may take, unless a connector says otherwise.
const USUAL: Limits = Limits { deadline: Duration::from_secs(30), bytes: 8 << 20 };

/// One connected account at work.
pub struct Link<'a> {
    /// What was filled in.
    pub settings: &'a Settings,
    /// What is known of the account.
    pub about: &'a About,
    /// The way out. It goes only where [`super::Connector::hosts`] says.
    pub out: &'a Outbound,
    /// Reads the clock.
    pub now: fn() -> Instant,
}

impl Link<'_> {
    /// Asks the platform.
    ///
    /// # Errors
    /// When there is no answer; any answer with a status is one.
    pub async fn ask(&self, request: Request) -> Result<Answer, OutboundError> {
        self.out.ask(request).await
    }
}

/// What is known of a connected account since it was checked last. Kept with the connection; no secrets.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// The account in whose name we speak: what it says is ours.
    pub me: Option<Account>,
    /// What the connection may be called: the name of the bot, the community, the mailbox.
    pub title: String,
    /// Where it is one place that is connected: which.
    pub place: Option<PlaceRef>,
    /// Places of this connection that the house knows, put here before a connector is asked: for
    /// platforms that do not name their places themselves, and for their titles.
    pub places: Vec<PlaceRef>,
    /// What only the connector understands.
    pub more: std::collections::BTreeMap<String, String>,
}

/// What a check found out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// What is known now; `None` when the sign-in does not work.
    pub about: Option<About>,
    /// What was looked at, in the order in which people mend it.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether it can be connected.
    pub fn is_usable(&self) -> bool {
        self.about.is_some() && self.findings.iter().all(|finding| finding.grade != Grade::Broken)
    }
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Whether it is as it should be.
    pub grade: Grade,
    /// The message that says it: `channel-<word>-found-…`.
    pub message: &'static str,
    /// What stands in the message, by the names of its arguments. One that is the id of a message of a
    /// channel itself stands for its sentence.
    pub arguments: Vec<(&'static str, String)>,
}

/// How well something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// As it should be.
    Good,
    /// It works, and something is missing.
    Lacking,
    /// It does not work so.
    Broken,
}

/// A request to a platform.
#[derive(Clone)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// The whole address. It may hold a secret: nobody prints it.
    pub url: String,
    /// Headers.
    pub headers: Vec<(&'static str, String)>,
    /// Kind and bytes of the body.
    pub body: Option<(String, Vec<u8>)>,
    /// What it may take.
    pub limits: Limits,
    /// Whether redirects are followed; only ever for asking.
    pub follows: bool,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request").field("method", &self.method).finish_non_exhaustive()
    }
}

impl Request {
    /// A request for something.
    pub fn get(url: impl Into<String>) -> Self {
        Self {
            method: "GET",
            url: url.into(),
            headers: Vec::new(),
            body: None,
            limits: USUAL,
            follows: false,
        }
    }

    /// A request with a body of this kind.
    pub fn post(url: impl Into<String>, kind: &str, body: Vec<u8>) -> Self {
        Self { method: "POST", body: Some((kind.to_owned(), body)), ..Self::get(url) }
    }

    /// A request with a body in JSON.
    pub fn json(url: impl Into<String>, body: &serde_json::Value) -> Self {
        Self::post(url, "application/json", body.to_string().into_bytes())
    }

    /// The same by another method.
    #[must_use]
    pub fn by(mut self, method: &'static str) -> Self {
        self.method = method;
        self
    }

    /// The same with a header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same with this much patience.
    #[must_use]
    pub fn within(mut self, deadline: Duration) -> Self {
        self.limits.deadline = deadline;
        self
    }

    /// The same, with at most so many bytes of an answer.
    #[must_use]
    pub fn at_most(mut self, bytes: usize) -> Self {
        self.limits.bytes = bytes;
        self
    }

    /// The same, following redirects.
    #[must_use]
    pub fn following(mut self) -> Self {
        self.follows = true;
        self
    }
}
