//! The contract of a live channel: what it reports, how it is connected, what it can do.
//!
//! A connector is one folder. It knows its platform and nothing of the house: it turns payloads into
//! [`Fact`]s, and what the house wants said into requests. Everything it can do beyond that is a small
//! optional ability that it hands out or not; screens ask what is there.
//!
//! * **Raw first.** What comes in, by webhook or by asking, is kept as it came ([`Raw`]) before the
//!   platform is told that it arrived. [`Connector::convert`] is pure: the same payload gives the same
//!   facts today and in a year, so what was not understood can be read again by a later version.
//! * **Once.** A [`Raw`] has a key that is equal at every delivery, a message a remote key that is equal
//!   for import and live. Repetition and disorder are harmless.
//! * **Nothing is sent without proof.** Sending gives the key of what came of it; where the answer was
//!   lost it is [`Trouble::Unknown`], and somebody looks ([`Prove`]) or asks. It is never sent again blindly.
//! * **The platform's word counts.** Limits named by it are obeyed ([`Trouble::Limited`]), a revoked
//!   sign-in stops at once ([`Trouble::SignIn`]).
//! * **Secrets** stand in [`Settings`] only; errors name hosts and reasons, never addresses or tokens.

mod ability;
mod card;
mod field;
mod link;
mod outgoing;
mod pace;
mod raw;
mod reason;
mod secret;
mod trouble;
mod visit;

use kamerton_core::fact::Fact;

pub use ability::{
    Backfill, Discover, Fetch, Follow, Found, Invitation, Invite, Name, Poll, Polled, Prove, Reach,
    Reached, Reconcile, SearchMentions, Send, Wanted, Webhook, Work,
};
pub use card::{Ability, ActKind, Asks, Card, HandOff, History, Start};
pub use field::{Field, FieldKind, Settings};
pub use link::{About, Finding, Grade, Link, Report, Request};
pub use outgoing::{Act, File, Outgoing, Restriction, Say, Sent, To};
pub use pace::{Bucket, Pace};
pub use raw::{Call, Raw, Received, Refused, Reply};
pub use reason::Reason;
pub use secret::same_secret;
pub use trouble::Trouble;
pub use visit::{Pages, Policy, Surface, Visit, Written};

/// A payload that cannot be understood: it is kept with the reason and can be read again later.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unread(pub String);

impl From<serde_json::Error> for Unread {
    fn from(error: serde_json::Error) -> Self {
        Self(error.to_string())
    }
}

/// The words of a channel, in Fluent, Russian and English: its name, its fields, its guide, what a check
/// finds, what is impossible, what is left out. Every id begins with `channel-<word>`. What holds for most
/// may be said in words of its own: `channel-<word>-past` how much of what was before is read,
/// `channel-<word>-can-past` the same in two words, `channel-<word>-acts` what can be done from here,
/// `channel-<word>-files` how many files go along, `channel-<word>-cannot` the title above what is
/// impossible.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// Russian.
    pub ru: &'static str,
    /// English.
    pub en: &'static str,
}

impl std::fmt::Debug for dyn Connector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

/// A kind of channel that can be connected.
pub trait Connector: Sync {
    /// Its word in addresses, tables and on the command line; also the kind of its accounts and places.
    fn word(&self) -> &'static str;

    /// Its words on screen.
    fn words(&self) -> Words;

    /// What it can do, what is impossible, and what we leave out.
    fn card(&self) -> Card;

    /// What has to be filled in to connect it, in the order of the page.
    fn fields(&self) -> &'static [Field];

    /// The steps of its guide, `channel-<word>-guide-1` and so on: how many ways there are in each to choose
    /// from, `channel-<word>-guide-1-1` and so on; none in most.
    fn guide(&self) -> &'static [usize];

    /// Fields that may stay empty and that its guide speaks of: a page does not put them away.
    fn guided(&self) -> &'static [&'static str] {
        &[]
    }

    /// Hosts that requests may go to with these settings; `None` for any public one. One that begins
    /// with a dot stands for every host below it.
    fn hosts(&self, settings: &Settings) -> Option<Vec<String>>;

    /// Looks, without side effects, whether these settings work: sign-in, rights, whether the webhook is
    /// reached, what is missing.
    ///
    /// # Errors
    /// When nothing could be learnt. A sign-in that is refused is a finding and no error.
    fn check<'a>(&'a self, link: &'a Link<'a>) -> Work<'a, Report>;

    /// The facts of one payload. None is no error: not everything that comes says something.
    ///
    /// # Errors
    /// When it is not understood; it is kept.
    fn convert(&self, body: &str, about: &About) -> Result<Vec<Fact>, Unread>;

    /// Asking for what is new.
    fn poll(&self) -> Option<&dyn Poll> {
        None
    }

    /// Being told of what is new.
    fn webhook(&self) -> Option<&dyn Webhook> {
        None
    }

    /// Reading what was before.
    fn backfill(&self) -> Option<&dyn Backfill> {
        None
    }

    /// Closing gaps after a time away.
    fn reconcile(&self) -> Option<&dyn Reconcile> {
        None
    }

    /// For how long the platform keeps for us what it could not hand over, where it shows no past by
    /// [`Reconcile`]: of a longer absence the beginning is missing, and that is said. Nothing where it is not
    /// known, or where nothing goes missing.
    fn keeps(&self) -> Option<std::time::Duration> {
        None
    }

    /// Naming the places that are reached.
    fn discover(&self) -> Option<&dyn Discover> {
        None
    }

    /// Saying and doing something there.
    fn send(&self) -> Option<&dyn Send> {
        None
    }

    /// Finding out what became of something whose answer was lost.
    fn prove(&self) -> Option<&dyn Prove> {
        None
    }

    /// Searching for the brand's name.
    fn search_mentions(&self) -> Option<&dyn SearchMentions> {
        None
    }

    /// Following a person's own page, with their recorded consent only.
    fn follow_profile(&self) -> Option<&dyn Follow> {
        None
    }

    /// How many saw something.
    fn reach(&self) -> Option<&dyn Reach> {
        None
    }

    /// Making invitations with names.
    fn invite(&self) -> Option<&dyn Invite> {
        None
    }

    /// Being visited: the platform is pages of our own.
    fn visit(&self) -> Option<&dyn Visit> {
        None
    }

    /// Giving out files that came with messages.
    fn fetch(&self) -> Option<&dyn Fetch> {
        None
    }

    /// Naming accounts that come as bare ids.
    fn name(&self) -> Option<&dyn Name> {
        None
    }
}
