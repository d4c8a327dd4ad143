//! Channels whose platform is the house itself: pages of ours, on which visitors of somebody's site write.
//!
//! The house serves the pages, keeps what is written there like every payload, and shows a visitor their
//! own talk out of its history. So history is where an answer is delivered: [`super::Send::send`] of such
//! a channel has nobody to ask and gives its proof at once, and the house takes it for one only when the
//! answer stands in the history.

use kamerton_core::time::Instant;
use serde::{Deserialize, Serialize};

use super::field::Settings;
use super::raw::Raw;

/// Being visited.
pub trait Visit: Sync {
    /// What the pages say, and who may show them in a frame.
    fn pages(&self, settings: &Settings) -> Pages;

    /// What somebody wrote, as it is kept. Written twice under one id it is one.
    fn raw(&self, written: &Written) -> Raw;

    /// The place where the talk of a visitor stands, by its remote id.
    fn talk(&self, visitor: &str) -> String;
}

/// What the pages say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pages {
    /// Whose pages they are.
    pub title: String,
    /// What is said before anybody writes.
    pub greeting: String,
    /// To what somebody who leaves an address agrees.
    pub policy: Policy,
    /// Whether the talk asks for an address, for when the visitor has gone.
    pub asks: bool,
    /// Origins of the sites that may show the pages: `https://club.example`.
    pub sites: Vec<String>,
}

/// To what somebody agrees.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// Where it can be read, if it stands elsewhere.
    pub address: String,
    /// The text itself, if it is given.
    pub text: String,
    /// A name of this very wording; empty where there is none.
    pub version: String,
}

/// Where on the pages something was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Surface {
    /// In the form: a message and how to answer it.
    Form,
    /// In the talk of this visitor. The name says nothing of the secret by which they are known.
    Talk {
        /// Which visitor.
        visitor: String,
    },
}

/// What a visitor wrote: looked at, cut to measure and in plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Written {
    /// By which connection, in letters and digits.
    pub connection: String,
    /// Where.
    pub surface: Surface,
    /// Its name, in letters and digits, the same at every try.
    pub id: String,
    /// When, by our clock.
    pub at: Instant,
    /// What they wrote.
    pub text: String,
    /// What they call themselves.
    pub name: Option<String>,
    /// What they are called who say nothing of it.
    pub unnamed: String,
    /// Their e-mail address, as accounts have it.
    pub email: Option<String>,
    /// Their telephone number, as accounts have it.
    pub phone: Option<String>,
    /// What the place is called.
    pub place: String,
    /// What staff has to know besides, in their language: how to answer, to what was agreed.
    pub remark: Option<String>,
    /// To what they agreed.
    pub policy: Option<Policy>,
}
